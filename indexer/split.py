"""Pages to passages: one for every thing that a page describes.

A section with deeper sections after it groups them. It is one thing all the same where its
sub-headings only give it structure:

- at least half of them recur under other headings of the page ("Partners", "Funding");
- each is a short fact with a label, and the section's own text is far longer, or names an aspect
  of one thing ("When", "What you need", "Costs") and tells it in short;
- most sections beside it have no sub-headings, and it is no longer than those are.

The rows of a table that names its columns, and the items of a list that each begin with a name,
are things as well (`tables`), unless they only tell of what they stand under: beside a longer text
of its own, or with the same names under several headings.

A recurring sub-heading that comes before a group's first thing belongs to its introduction.

A heading that only tells what part of a page follows ("First steps", "Useful resources") names no
thing: its section is called after what it stands under as well, and is no theme. One without a
letter or digit, an icon, is called by how its text begins.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import chain, takewhile
from statistics import median
from urllib.parse import quote, urldefrag

from indexer.languages import ENGLISH, detect
from indexer.model import Block, BlockKind, Link, Page, Passage, PassageBlock, Section, Span
from indexer.tables import Listing, find_listing
from indexer.text import collapse, fold, opening, sentences, slug

_HASH_DIGITS = 6
LONG_ENOUGH = 20  # words that tell a thing's own language, whatever that of its page is
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
    r"(?i)(?:when|where|who|why|how|what)(?: [^\s?]+){0,4}"
    r"|(?:dates?|times?|duration|location|venue|costs?|prices?|fees?|booking|contacts?|eligibility"
    r"|requirements|funders?|funding|partners?|aims?|outcomes?|background)"
)
# What tells the part of a page, whatever the page is about.
_SCAFFOLDING = re.compile(
    r"(?:table of )?contents|(?:on|in) this (?:page|guide|section|document)|optional|404"
    r"|(?:first|next|further|basic) steps|(?:getting|get) started|quick ?start(?: guide)?"
    r"|(?:(?:some|useful|helpful|further|other|more|additional|related|external) )+"
    r"(?:resources?|links?|reading|information|info|details|material)|resources|see also"
    r"|(?:read|learn) more|misc(?:ellaneous|ellany)?"
    r"|untitled(?: (?:page|document|section))?|todo|tbd|placeholder"
)
_SIGNS_AROUND = re.compile(r"^[^\w]+|[^\w]+$")


@dataclass(frozen=True, slots=True)
class _Thing:
    """A thing, or the introduction of a group or page, before it is made into a passage."""

    title: str
    path: tuple[str, ...]
    theme: str | None
    blocks: tuple[Block, ...]
    introduction: bool
    section: Section
    language: str = ENGLISH


@dataclass(slots=True, eq=False)
class _SectionNode:
    """A section in the tree; `words` counts its own text, `total` that of all within as well."""

    title: str
    section: Section
    parent: _SectionNode | None = None
    blocks: list[Block] = field(default_factory=list)
    children: list[_SectionNode] = field(default_factory=list)
    depth: int = 0
    words: int = 0
    total: int = 0
    whole: bool = True
    recurs: bool = False
    lists: bool = False  # things: the rows of its tables, or the items of its list


def split_page(page: Page, language: str | None = None) -> tuple[Passage, ...]:
    """Return a page's passages in reading order, in the language given, else in that of its text.

    No word of a section is lost or doubled: its blocks are in one passage, and its title is that
    passage's title, in its text, or in the path of the passages it groups. A row or item that is a
    thing says its name in its title and in its text; columns' names are said of each row.
    """
    things = _spoken([one for one in _things(page) if _says_something(one)], language)
    names = unique(_name(thing) for thing in things)
    rows = zip(things, names, _anchors(page, things), strict=True)
    return tuple(_passage(page, at, *row) for at, row in enumerate(rows))


def _spoken(things: list[_Thing], given: str | None) -> list[_Thing]:
    """Return things with their languages: each its own where that is clear, else the page's."""
    if given:
        return [replace(thing, language=given) for thing in things]
    texts = [[thing.title, *(block.text for block in thing.blocks)] for thing in things]
    of_page = detect(chain.from_iterable(texts)) or ENGLISH
    own = (detect(of_one, fewest=LONG_ENOUGH) or of_page for of_one in texts)
    return [replace(thing, language=code) for thing, code in zip(things, own, strict=True)]


def _says_something(thing: _Thing) -> bool:
    """Return whether there is a letter or a digit in it: not of an icon alone."""
    own = () if is_scaffolding(thing.section.title) else (thing.title,)
    return any(_has_word(text) for text in (*own, *(block.text for block in thing.blocks)))


def is_scaffolding(title: str) -> bool:
    """Return whether a heading tells what part of a page follows, and not what it is about.

    >>> [is_scaffolding(title) for title in ("📚 Useful resources:", "Useful resources for rowers")]
    [True, False]
    """
    return _SCAFFOLDING.fullmatch(_SIGNS_AROUND.sub("", fold(collapse(title)))) is not None


def _has_word(text: str) -> bool:
    return any(map(str.isalnum, text))


def _passage(page: Page, position: int, thing: _Thing, name: str, anchor: str) -> Passage:
    """Join a thing's blocks: a blank line between paragraphs, a line break between items."""
    text = ""
    blocks: list[PassageBlock] = []
    spans: list[Span] = []
    links: list[Link] = []
    for block in thing.blocks:
        if not block.text.strip():
            continue
        if blocks:
            text += "\n" if _goes_on(blocks[-1].kind, block.kind) else "\n\n"
        start = len(text)
        text += block.text
        blocks.append(PassageBlock(block.kind, start, len(text)))
        spans += sentences(block.text, start, thing.language)
        links += [Link(link.start + start, link.end + start, link.url) for link in block.links]
    section, url = thing.section, thing.section.url or page.url
    if page.url and not (section.url or page.ready) and section.anchor == anchor:
        url = f"{urldefrag(page.url).url}#{quote(anchor, safe=_FRAGMENT)}"
    return Passage(
        id=name,
        title=thing.title,
        path=thing.path,
        theme=section.theme or thing.theme,
        text=text,
        blocks=tuple(blocks),
        sentences=tuple(spans),
        links=tuple(links),
        source=page.source,
        position=position,
        anchor=anchor,
        url=url,
        introduction=thing.introduction,
        key=section.key,
        language=thing.language,
    )


def _goes_on(above: BlockKind, kind: BlockKind) -> bool:
    """Return whether a block is of the list or of the table that the one above is of."""
    return "paragraph" not in (above, kind) and (above == kind or {above, kind} != {"item", "row"})


def _name(thing: _Thing) -> str:
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
        while (candidate := name if counts[name] == 1 else f"{name}-{counts[name]}") in used:
            counts[name] += 1
        used.add(candidate)
        result.append(candidate)
    return result


def _anchors(page: Page, things: list[_Thing]) -> list[str]:
    """Return every thing's anchor: the source's own once, else one made, which clashes with none.

    A made one is never equal to that of the thing's own section, so that addresses tell them apart.
    """
    own = {section.anchor for section in page.sections if section.anchor}
    firsts = {thing.section.anchor: at for at, thing in reversed(list(enumerate(things)))}
    keeps = [firsts[thing.section.anchor] == at for at, thing in enumerate(things)]
    given = [(k and t.section.anchor) or "" for k, t in zip(keeps, things, strict=True)]
    made = iter(unique((slug(t.title) for t, a in zip(things, given, strict=True) if not a), own))
    return [anchor or next(made) for anchor in given]


def _things(page: Page) -> Iterator[_Thing]:
    """Yield a page's things and introductions in reading order; every block is in exactly one.

    The sections of a page of ready passages are things as they are.
    """
    if page.ready:
        yield from (_Thing(s.title, (), s.theme, s.blocks, False, s) for s in page.sections)
        return
    root = _tree(page)
    nodes = list(_descend(root))
    _measure(nodes)
    _part_listings(nodes)
    for node in reversed(nodes):  # children before their parents
        node.whole = node is not root and _is_whole(node)
    if root.children:
        yield from _emit(root)
    elif root.blocks or root.section.title:
        yield _Thing(page.title, (), None, tuple(root.blocks), False, root.section)


def _tree(page: Page) -> _SectionNode:
    """Nest the sections by level; the page's own heading and untitled text make up the root."""
    root = _SectionNode(page.title, Section("", 0, ()))
    open_: list[tuple[int, _SectionNode]] = [(-1, root)]
    for section in page.sections:
        while open_[-1][0] >= section.level:
            open_.pop()
        around = open_[-1][1]
        if not section.title:
            around.blocks += section.blocks
            continue
        names_page = _plain(section.title) == _plain(page.title)
        if names_page and around is root and not root.section.title:
            root.section = section
            root.blocks += section.blocks
            open_.append((section.level, root))
            continue
        node = _SectionNode(section.title, section, around, list(section.blocks))
        around.children.append(node)
        open_.append((section.level, node))
    return root


def _plain(title: str) -> str:
    return fold(collapse(title)).rstrip(" :?.")


def _descend(root: _SectionNode) -> Iterator[_SectionNode]:
    """Yield a node and all below it in reading order; no recursion, outlines may be deep."""
    pending = [root]
    while pending:
        node = pending.pop()
        yield node
        pending.extend(reversed(node.children))


def _measure(nodes: list[_SectionNode]) -> None:
    """Count words, and mark titles that stand under several headings, equally deep."""
    parents: dict[tuple[int, str], set[int]] = defaultdict(set)
    for node in nodes:
        if node.parent is not None:
            node.depth = node.parent.depth + 1
            parents[node.depth, _plain(node.title)].add(id(node.parent))
    for node in reversed(nodes):
        node.recurs = len(parents[node.depth, _plain(node.title)]) > 1
        node.words = sum(len(block.text.split()) for block in node.blocks)
        node.total = node.words + sum(child.total for child in node.children)


def _part_listings(nodes: list[_SectionNode]) -> None:
    """Give the rows and items that are things sections of their own, before the node's others."""
    found = [(node, listing) for node in nodes if (listing := find_listing(node.blocks))]
    for node, _ in found:
        node.lists = True
    counts = Counter(title for _, listing in found for title in _titles(listing))
    for node, listing in found:
        recurring = sum(counts[title] > 1 for title in _titles(listing))
        if 2 * recurring >= len(listing.things) or _is_of_thing(node, listing):
            node.lists = False
            continue
        node.blocks = list(listing.own)
        listed = [
            _SectionNode(thing.title, Section(thing.title, 0), node, list(thing.blocks))
            for thing in listing.things
        ]
        node.children[:0] = listed


def _titles(listing: Listing) -> set[str]:
    return {_plain(thing.title) for thing in listing.things}


def _is_of_thing(node: _SectionNode, listing: Listing) -> bool:
    """Return whether a table or list tells of the thing that it stands under, and of no others."""
    own = sum(len(block.text.split()) for block in listing.own)
    if node.parent is None or (listing.tabular and own <= 0):
        return False
    return own > listing.words or _is_like_plain(node)


def _is_whole(node: _SectionNode) -> bool:
    """Return whether this is one thing, with or without sub-headings, and no group."""
    if not node.children:
        return True
    if node.lists or not all(child.whole for child in node.children):
        return False
    recurring = sum(child.recurs for child in node.children)
    return 2 * recurring >= len(node.children) or _has_details(node) or _is_like_plain(node)


def _has_details(node: _SectionNode) -> bool:
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


def _is_like_plain(node: _SectionNode) -> bool:
    """Return whether most sections beside it have no sub-headings, and it is no longer."""
    beside = node.parent.children if node.parent is not None else []
    plain = (child for child in beside if not (child.children or child.lists or child is node))
    lengths = [child.words for child in plain if child.words]
    if len(lengths) < LEAST_PLAIN or len(lengths) < PLAIN_SHARE * len(beside):
        return False
    return node.words > 0 and node.total <= PLAIN_LENGTH * median(lengths)


def _emit(root: _SectionNode) -> Iterator[_Thing]:
    pending: list[tuple[_SectionNode, tuple[str, ...], str | None]] = [(root, (), None)]
    while pending:
        node, path, theme = pending.pop()
        if node.whole:
            blocks = (*node.blocks, *_titled(node.children))
            yield _Thing(_called(node, path, blocks), path, theme, blocks, False, node.section)
            continue
        inner = None if node is root else node.title
        if not _has_word(node.title) or is_scaffolding(node.title):
            inner = theme
        first = (
            [] if node is root else list(takewhile(lambda c: c.whole and c.recurs, node.children))
        )
        blocks = (*node.blocks, *_titled(first))
        if blocks:
            yield _Thing(_called(node, path, blocks), path, inner, blocks, True, node.section)
        rest = reversed(node.children[len(first) :])
        below = (*path, node.title) if _has_word(node.title) else path
        pending.extend((child, below, inner) for child in rest)


def _called(node: _SectionNode, path: tuple[str, ...], blocks: tuple[Block, ...]) -> str:
    """Return what a section is called: its heading, if that names something."""
    if not _has_word(node.title):
        said = (block.text for block in blocks if _has_word(block.text))
        return opening(next(said, ""))
    named = next((title for title in reversed(path) if not is_scaffolding(title)), "")
    return f"{named}: {node.title}" if named and is_scaffolding(node.title) else node.title


def _titled(nodes: list[_SectionNode]) -> Iterator[Block]:
    """Yield all blocks in some sub-headings, each title as a paragraph before its own."""
    for node in nodes:
        for within in _descend(node):
            yield Block("paragraph", within.title)
            yield from within.blocks
