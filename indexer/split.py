"""Pages to passages: one for every thing that a page describes.

A section with deeper sections after it groups them. It is one thing all the same where its
sub-headings only give it structure:

- at least half of them recur under other headings of the page ("Partners", "Funding");
- each is a short fact with a label, and the section's own text is far longer, or names an aspect
  of one thing ("When", "What you need", "Costs") and tells it in short;
- most sections beside it have no sub-headings, and it is no longer than those are.

A recurring sub-heading that comes before a group's first thing belongs to its introduction.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import takewhile
from statistics import median
from urllib.parse import quote, urldefrag

from indexer.model import Block, Link, Page, Passage, PassageBlock, Section, Span
from indexer.text import collapse, fold, sentences, slug

_HASH_DIGITS = 6
_FRAGMENT = "!$&'()*+,;=:@/?-._~%"  # stand for themselves in the fragment of an address

FACT_WORDS = 12  # a labelled fact ("Funder", "Dates") is shorter than a thing's text
FACT_TITLE_WORDS = 3
FACT_SHARE = 2  # a thing's own text is at least so many times as long as its labelled facts
ASPECT_WORDS = 40  # as long as two or three sentences
LEAST_PLAIN = 3  # sections without sub-headings that show what a thing of the page is like
PLAIN_SHARE = 2 / 3
PLAIN_LENGTH = 1.5  # times their median length: as long as a thing, not as a group

# An aspect of a thing, as a heading names it: not as a question, which may be one of many.
_ASPECT = re.compile(
    r"(?:when|where|who|why|how|what)(?: [^\s?]+){0,4}"
    r"|(?:dates?|times?|duration|location|venue|costs?|prices?|fees?|booking|contacts?|eligibility"
    r"|requirements|funders?|funding|partners?|aims?|outcomes?|background)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing, or the introduction of a group or page, before it is made into a passage."""

    title: str
    path: tuple[str, ...]
    theme: str | None
    blocks: tuple[Block, ...]
    introduction: bool
    section: Section | None


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


@dataclass(slots=True, eq=False)
class _Node:
    """A section in the tree; `words` counts its own text, `total` that of all within as well."""

    title: str
    section: Section | None = None
    parent: _Node | None = None
    blocks: list[Block] = field(default_factory=list)
    children: list[_Node] = field(default_factory=list)
    depth: int = 0
    words: int = 0
    total: int = 0
    whole: bool = True
    recurs: bool = False


def things(page: Page) -> Iterator[Thing]:
    """Yield a page's things and introductions in reading order; every block is in exactly one.

    The sections of a page of ready passages are things as they are.
    """
    if page.ready:
        yield from (Thing(s.title, (), s.theme, s.blocks, False, s) for s in page.sections)
        return
    root = _tree(page)
    nodes = list(_descend(root))
    _mark_recurring(nodes)
    _measure(nodes)
    for node in reversed(nodes):  # children before their parents
        node.whole = node is not root and _is_whole(node)
    if not root.children:
        if root.section is not None or root.blocks:
            yield Thing(page.title, (), None, tuple(root.blocks), False, root.section)
        return
    yield from _emit(root)


def _tree(page: Page) -> _Node:
    """Nest the sections by level; the page's own heading and untitled text make up the root."""
    root = _Node(page.title)
    open_: list[tuple[int, _Node]] = [(-1, root)]
    for section in page.sections:
        while open_[-1][0] >= section.level:
            open_.pop()
        around = open_[-1][1]
        if not section.title:
            around.blocks += section.blocks
            continue
        if root.section is None and around is root and _names_page(section, page):
            root.section = section
            root.blocks += section.blocks
            open_.append((section.level, root))
            continue
        node = _Node(section.title, section, around, list(section.blocks))
        around.children.append(node)
        open_.append((section.level, node))
    return root


def _names_page(section: Section, page: Page) -> bool:
    return _plain(section.title) == _plain(page.title)


def _plain(title: str) -> str:
    return fold(collapse(title)).rstrip(" :?.")


def _descend(root: _Node) -> Iterator[_Node]:
    """Yield a node and all below it in reading order; no recursion, outlines may be deep."""
    pending = [root]
    while pending:
        node = pending.pop()
        yield node
        pending.extend(reversed(node.children))


def _mark_recurring(nodes: list[_Node]) -> None:
    """Mark titles that stand under several headings, equally deep."""
    parents: dict[tuple[int, str], set[int]] = defaultdict(set)
    for node in nodes:
        if node.parent is not None:
            node.depth = node.parent.depth + 1
            parents[node.depth, _plain(node.title)].add(id(node.parent))
    for node in nodes:
        node.recurs = len(parents[node.depth, _plain(node.title)]) > 1


def _measure(nodes: list[_Node]) -> None:
    for node in reversed(nodes):
        node.words = sum(len(block.text.split()) for block in node.blocks)
        node.total = node.words + sum(child.total for child in node.children)


def _is_whole(node: _Node) -> bool:
    """Return whether this is one thing, with or without sub-headings, and no group."""
    if not node.children:
        return True
    if not all(child.whole for child in node.children):
        return False
    recurring = sum(child.recurs for child in node.children)
    return 2 * recurring >= len(node.children) or _has_details(node) or _is_like_plain(node)


def _has_details(node: _Node) -> bool:
    """Return whether this is a text, and all sub-headings are its labelled facts or aspects."""
    long = node.words >= FACT_SHARE * (node.total - node.words)
    return node.words > 0 and all(
        not child.children
        and child.words > 0
        and (
            (child.words <= ASPECT_WORDS and _ASPECT.fullmatch(collapse(child.title).rstrip(" :")))
            or (long and child.words < FACT_WORDS and len(child.title.split()) <= FACT_TITLE_WORDS)
        )
        for child in node.children
    )


def _is_like_plain(node: _Node) -> bool:
    """Return whether most sections beside it have no sub-headings, and it is no longer."""
    beside = node.parent.children if node.parent is not None else []
    lengths = [child.words for child in beside if not child.children and child.words]
    if len(lengths) < LEAST_PLAIN or len(lengths) < PLAIN_SHARE * len(beside):
        return False
    return node.words > 0 and node.total <= PLAIN_LENGTH * median(lengths)


def _emit(root: _Node) -> Iterator[Thing]:
    pending: list[tuple[_Node, tuple[str, ...], str | None]] = [(root, (), None)]
    while pending:
        node, path, theme = pending.pop()
        if node.whole:
            blocks = [*node.blocks, *_titled(node.children)]
            yield Thing(node.title, path, theme, tuple(blocks), False, node.section)
            continue
        inner = None if node is root else node.title
        opening = [] if node is root else list(takewhile(_is_recurring_thing, node.children))
        blocks = [*node.blocks, *_titled(opening)]
        if blocks:
            yield Thing(node.title, path, inner, tuple(blocks), True, node.section)
        rest = reversed(node.children[len(opening) :])
        pending.extend((child, (*path, node.title), inner) for child in rest)


def _is_recurring_thing(node: _Node) -> bool:
    return node.whole and node.recurs


def _titled(nodes: list[_Node]) -> Iterator[Block]:
    """Yield all blocks in some sub-headings, each title as a paragraph before its own."""
    for node in nodes:
        for within in _descend(node):
            yield Block("paragraph", within.title)
            yield from within.blocks
