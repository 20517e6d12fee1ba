"""A page's things as passages: path, theme, text with its offsets, id and deep link.

Which sections are things, and which only group them, is settled in `indexer.split.sections`.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from urllib.parse import quote, urldefrag

from indexer.model import Block, Link, Page, Passage, PassageBlock, Span
from indexer.split.sections import Thing, things
from indexer.text import collapse, fold, sentences, slug

_HASH_DIGITS = 6
_FRAGMENT = "!$&'()*+,;=:@/?-._~%"  # stand for themselves in the fragment of an address


def split(page: Page) -> tuple[Passage, ...]:
    """Return a page's passages in reading order.

    No word of a section is lost or doubled: its blocks are in one passage, and its title is that
    passage's title, in its text, or in the path of the passages it groups.
    """
    found = list(things(page))
    ids = unique(_name(thing) for thing in found)
    rows = zip(found, ids, _anchors(page, found), strict=True)
    return tuple(_passage(page, at, *row) for at, row in enumerate(rows))


def _passage(
    page: Page, position: int, thing: Thing, name: str, link: tuple[str, str | None]
) -> Passage:
    """Return a thing as a passage; `link` is its anchor and its address."""
    text, blocks, spans, links = _assemble(thing.blocks)
    anchor, url = link
    section = thing.section
    return Passage(
        id=name,
        title=thing.title,
        path=thing.path,
        theme=(section.theme if section is not None else None) or thing.theme,
        text=text,
        blocks=blocks,
        sentences=spans,
        links=links,
        source=page.source,
        position=position,
        anchor=anchor,
        url=url,
        introduction=thing.introduction,
        key=section.key if section is not None else None,
    )


def _assemble(
    parts: tuple[Block, ...],
) -> tuple[str, tuple[PassageBlock, ...], tuple[Span, ...], tuple[Link, ...]]:
    """Join blocks to one text: a blank line between paragraphs, a line break between items."""
    pieces: list[str] = []
    blocks: list[PassageBlock] = []
    spans: list[Span] = []
    links: list[Link] = []
    length = 0
    for part in parts:
        if not part.text.strip():
            continue
        if blocks:
            pieces.append("\n" if part.kind == blocks[-1].kind == "item" else "\n\n")
            length += len(pieces[-1])
        pieces.append(part.text)
        blocks.append(PassageBlock(part.kind, length, length + len(part.text)))
        spans += sentences(part.text, length)
        links += [Link(link.start + length, link.end + length, link.url) for link in part.links]
        length += len(part.text)
    return "".join(pieces), tuple(blocks), tuple(spans), tuple(links)


def _name(thing: Thing) -> str:
    """Return a slug of the title and a short hash of path, title and normalised text."""
    normal = " ".join(_normal(block.text) for block in thing.blocks)
    content = "\n".join([*map(_normal, thing.path), _normal(thing.title), normal])
    digest = hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()
    return f"{slug(thing.title)}-{digest[:_HASH_DIGITS]}"


def _normal(text: str) -> str:
    return " ".join(fold(word) for word in collapse(text).split())


def unique(names: Iterable[str], taken: Iterable[str] = ()) -> list[str]:
    """Return the names in order, the second of the same name ending in "-2", and so on.

    >>> unique(["a", "a", "b", "a"], taken={"a-2"})
    ['a', 'a-3', 'b', 'a-4']
    """
    used = set(taken)
    counts: Counter[str] = Counter()
    result: list[str] = []
    for name in names:
        counts[name] += 1
        candidate = name if counts[name] == 1 else f"{name}-{counts[name]}"
        while candidate in used:
            counts[name] += 1
            candidate = f"{name}-{counts[name]}"
        used.add(candidate)
        result.append(candidate)
    return result


def _anchors(page: Page, found: list[Thing]) -> list[tuple[str, str | None]]:
    """Return anchor and address of every thing; made anchors never clash with the source's own."""
    own = {section.anchor for section in page.sections if section.anchor}
    used: set[str] = set()
    given: list[str | None] = []
    for thing in found:
        anchor = thing.section.anchor if thing.section is not None else None
        given.append(anchor if anchor and anchor not in used else None)
        used.add(anchor or "")
    made = iter(unique((slug(t.title) for t, a in zip(found, given, strict=True) if not a), own))
    return [(a or next(made), _address(page, t, a)) for t, a in zip(found, given, strict=True)]


def _address(page: Page, thing: Thing, anchor: str | None) -> str | None:
    """Return the thing's own address, else the page's with the source's own id, if any."""
    if thing.section is not None and thing.section.url:
        return thing.section.url
    if not page.url or anchor is None or page.ready:
        return page.url
    return f"{urldefrag(page.url).url}#{quote(anchor, safe=_FRAGMENT)}"
