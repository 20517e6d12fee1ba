"""Cuts texts into the pieces that templates render: marked words, links, paragraphs and lists.

Everything here is plain text; escaping is the templates' business, and never switched off.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from webapp import links

if TYPE_CHECKING:
    from collections.abc import Iterable

    from indexer.model import Passage, PassageBlock, Snippet

_DEEPEST = 6


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text; `marks` are the kinds of match it lies in, `url` where it leads."""

    text: str
    marks: tuple[str, ...] = ()
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A paragraph, which has one line, or a list, which has one for each item."""

    kind: Literal["paragraph", "list"]
    lines: tuple[tuple[Piece, ...], ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a page, at its level."""

    title: str
    level: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """A passage as it stands on its page.

    `above` are the headings of groups that begin before it, `heading` is its own (`None` where it
    has none).
    """

    above: tuple[Heading, ...]
    heading: Heading | None
    passage: Passage
    parts: tuple[Part, ...]


def marked(snippet: Snippet) -> tuple[Piece, ...]:
    """Return a snippet's text in pieces, each with the kinds of every mark that covers it."""
    length = len(snippet.text)
    edges = {0, length}
    for mark in snippet.marks:
        edges |= {min(mark.start, length), min(mark.end, length)}
    return tuple(
        Piece(snippet.text[start:end], _kinds(snippet, start, end))
        for start, end in pairwise(sorted(edges))
    )


def parts(passage: Passage) -> tuple[Part, ...]:
    """Return a passage's paragraphs and lists, in order, with the links that may be followed."""
    return tuple(
        Part(
            "list" if run[0].kind == "item" else "paragraph",
            tuple(_linked(passage, block) for block in run),
        )
        for run in _runs(passage)
    )


def outline(passages: Iterable[Passage]) -> tuple[Stretch, ...]:
    """Return a page's passages, each with the headings that a reader meets before its text.

    A heading that the passage before stood under as well is not repeated; an introduction's title
    counts, since what follows stands under it.
    """
    stretches: list[Stretch] = []
    above: tuple[str, ...] = ()
    for passage in passages:
        full = (*passage.path, passage.title)
        begun = _headings(passage.path, _shared(above, passage.path))
        own = _headings(full, len(passage.path))
        stretches.append(Stretch(begun, own[0] if own else None, passage, parts(passage)))
        above = full
    return tuple(stretches)


def sentence(text: str) -> str:
    """Return a message as a sentence of a page: a capital first, a full stop last.

    >>> sentence("limit is 0: give a whole number")
    'Limit is 0: give a whole number.'
    """
    ended = not text or text.endswith((".", "?", "!"))
    return text[:1].upper() + text[1:] + ("" if ended else ".")


def _kinds(snippet: Snippet, start: int, end: int) -> tuple[str, ...]:
    covering = {mark.kind for mark in snippet.marks if mark.start <= start and end <= mark.end}
    return tuple(sorted(covering))


def _runs(passage: Passage) -> list[list[PassageBlock]]:
    """Return the blocks, items of one list together: only a line break stands between those."""
    runs: list[list[PassageBlock]] = []
    for block in passage.blocks:
        last = runs[-1][-1] if runs else None
        if (
            last is not None
            and last.kind == block.kind == "item"
            and passage.text[last.end : block.start] == "\n"
        ):
            runs[-1].append(block)
        else:
            runs.append([block])
    return runs


def _linked(passage: Passage, block: PassageBlock) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    position = block.start
    for link in passage.links:
        url = links.safe(link.url)
        if url is None or not position <= link.start < link.end <= block.end:
            continue
        pieces.append(Piece(passage.text[position : link.start]))
        pieces.append(Piece(passage.text[link.start : link.end], url=url))
        position = link.end
    pieces.append(Piece(passage.text[position : block.end]))
    return tuple(piece for piece in pieces if piece.text)


def _shared(above: tuple[str, ...], path: tuple[str, ...]) -> int:
    for depth, (old, new) in enumerate(zip(above, path, strict=False)):
        if old != new:
            return depth
    return min(len(above), len(path))


def _headings(path: tuple[str, ...], known: int) -> tuple[Heading, ...]:
    return tuple(
        Heading(title, min(depth + 1, _DEEPEST))
        for depth, title in enumerate(path)
        if depth >= known and title
    )
