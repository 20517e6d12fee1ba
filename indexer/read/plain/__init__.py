"""Reads plain text, as extractors and people leave it, into a page of headings and blocks.

`lines` joins lines into units, `hyphens` the words parted at their ends; `grids` finds drawn
tables; `boilerplate` and `headings` find what each unit is; `parts` puts text under headings and
finds how deep each stands. Nothing is lost: every word is in a section, or in `Page.dropped` with
the reason.
"""

from __future__ import annotations

import re

from indexer.model import Block, BlockKind, Link, Omission, Page, Section
from indexer.read.plain.grids import with_tables
from indexer.read.plain.headings import mark_units
from indexer.read.plain.lines import TextUnit, UnitKind, read_units
from indexer.read.plain.parts import find_levels, fold_masthead, fold_subtitle, part_marks

_ADDRESS = re.compile(r"https?://[^\s<>\"“”]+", re.IGNORECASE)
_KINDS: dict[UnitKind, BlockKind] = {
    "text": "paragraph",
    "rule": "paragraph",
    "item": "item",
    "columns": "columns",
    "row": "row",
}
_PAIRS = {")": "(", "]": "["}


def read_plain(text: str, *, source: str, url: str | None, digest: str) -> Page:
    """Return the page that a plain text holds; without sections where the text is blank.

    `text` has any line breaks, form feeds, tabs and invisible characters; `source`, which is also
    the page's title where the text gives none, `url` and `digest` are as in `Page`.
    """
    marks = mark_units(with_tables(read_units(text)))
    parts = part_marks(marks)
    fold_masthead(parts)
    fold_subtitle(parts)
    levels = find_levels(parts)
    if len(parts) == 1 and parts[0].heading is None:
        parts[0].title = source
    sections = tuple(
        Section(part.title, level, tuple(_block(unit) for unit in part.units))
        for part, level in zip(parts, levels, strict=True)
    )
    title = (sections[0].title if sections and sections[0].level == 1 else "") or source
    dropped = tuple(
        Omission(mark.unit.text[: mark.start].strip(), "number of a heading")
        if mark.start
        else Omission(mark.unit.text, mark.reason)
        for mark in marks
        if mark.start or mark.reason
    )
    return Page(source, title, url, digest, sections, dropped=dropped)


def _block(unit: TextUnit) -> Block:
    return Block(_KINDS[unit.kind], unit.text, find_links(unit.text))


def find_links(text: str) -> tuple[Link, ...]:
    """Return the http(s) addresses that stand bare in a text.

    >>> [link.url for link in find_links("See (https://example.org/a_(b)).")]
    ['https://example.org/a_(b)']
    """
    return tuple(
        Link(found.start(), found.start() + len(address), address)
        for found in _ADDRESS.finditer(text)
        if (address := _trimmed(found[0]))
    )


def _trimmed(address: str) -> str:
    """Take off the punctuation of the sentence; a bracket only where none opens in the address."""
    unopened = {sign: address.count(sign) - address.count(_PAIRS[sign]) for sign in _PAIRS}
    end = len(address)
    while end:
        last = address[end - 1]
        if last in _PAIRS and unopened[last] > 0:
            unopened[last] -= 1
        elif last not in ".,;:!?'’*_":
            break
        end -= 1
    return address[:end]
