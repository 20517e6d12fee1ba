"""Cuts texts into the pieces that templates render: marked words, links, paragraphs, lists, names.

Everything here is plain text; escaping is the templates' business, and never switched off.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile
from operator import eq
from typing import Literal

from indexer.model import (
    CELL_GAP,
    NO_CELL,
    Fact,
    Hit,
    Link,
    Mark,
    Mention,
    Passage,
    PassageBlock,
    Snippet,
)
from indexer.query.intent import Intent
from indexer.search.engine import Engine
from webapp import addresses

MentionAddress = Callable[[Mention], str | None]

_DEEPEST = 6
_WHOLE = 0.99  # from which share of its information on a question is held whole
_ROWS = frozenset({"columns", "row"})
# What a line of names begins with, in the order of lines.
_LINES = {
    "leader": "Led by",
    "partner": "With",
    "funder": "Funded by",
    "named": "Also mentioned",
    "person": "People",
    "place": "In",
}
_WHO = tuple(part for part in _LINES if part != "place")
# Whom a question of a fact asks for: of the names in a passage only theirs say something for it.
_ASKED: Mapping[Fact, tuple[str, ...]] = {
    "who": _WHO,
    "funder": ("funder",),
    "leader": ("leader", "person"),
    "contact": ("person",),
    "where": ("place",),
}


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text; `marks` are the kinds of match it lies in."""

    text: str
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Run:
    """Pieces that lead to one address together, or nowhere."""

    pieces: tuple[Piece, ...]
    url: str | None = None

    @property
    def name(self) -> bool:
        """Whether it leads to a page of ours, of whoever is named: links of a source are whole."""
        return self.url is not None and self.url.startswith("/")


@dataclass(frozen=True, slots=True)
class TextPart:
    """A paragraph, which has one line, or a list, which has one for each item.

    A table has one for each row, in cells; the first are its columns' names where it is `headed`.
    """

    kind: Literal["paragraph", "list", "table"]
    lines: tuple[tuple[Run, ...], ...]
    rows: tuple[tuple[tuple[Run, ...], ...], ...] = ()
    headed: bool = False


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
    parts: tuple[TextPart, ...]


@dataclass(frozen=True, slots=True)
class NameLink:
    """Somebody, or a place, with its own page; `sure` is false where its part is a guess."""

    name: str
    path: str
    sure: bool


@dataclass(frozen=True, slots=True)
class NameLine:
    """Those who play one part in a passage."""

    label: str
    names: tuple[NameLink, ...]

    @property
    def unsure(self) -> bool:
        """Whether the part of all of them is a guess."""
        return not any(name.sure for name in self.names)


def marked(snippet: Snippet) -> tuple[Piece, ...]:
    """Return a snippet's text in pieces, each with the kinds of every mark that covers it."""
    return _pieces(snippet.text, 0, len(snippet.text), snippet.marks)


def why(hit: Hit) -> str:
    """Return what a hit is where it does not hold a question whole; empty where it does."""
    if "words" not in hit.matched_by:
        marked = any(mark.kind == "word" for mark in hit.snippet.marks)
        return "Partial match" if marked else "Related"
    whole = hit.explanation is None or hit.explanation.coverage >= _WHOLE
    return "" if whole else "Partial match"


def parts(
    passage: Passage, marks: Sequence[Mark] = (), address: MentionAddress | None = None
) -> tuple[TextPart, ...]:
    """Return a passage's paragraphs and lists, in order, with the links that may be followed.

    `marks` are what matched, as offsets into its text; `address` says where a mention leads:
    without it, mentions are text like any other.
    """
    targets = _targets(passage, address)
    return tuple(_part(passage, run, targets, marks) for run in _runs(passage))


def _part(
    passage: Passage, run: list[PassageBlock], targets: list[Link], marks: Sequence[Mark]
) -> TextPart:
    if run[0].kind in _ROWS:
        rows = tuple(
            tuple(_line(passage.text, cell, targets, marks) for cell in _cells(passage.text, block))
            for block in run
        )
        return TextPart("table", (), rows, run[0].kind == "columns")
    lines = tuple(_line(passage.text, block, targets, marks) for block in run)
    return TextPart("paragraph" if run[0].kind == "paragraph" else "list", lines)


def _cells(text: str, row: PassageBlock) -> Iterator[PassageBlock]:
    """Yield the cells of a row, an empty one as nothing."""
    start = row.start
    for cell in text[row.start : row.end].split(CELL_GAP):
        length = 0 if cell == NO_CELL else len(cell)
        yield PassageBlock("row", start, start + length)
        start += len(cell) + len(CELL_GAP)


def outline(passages: Iterable[Passage]) -> tuple[Stretch, ...]:
    """Return a page's passages, each with the headings that a reader meets before its text.

    A heading that the passage before stood under as well is not repeated; an introduction's title
    counts, since what follows stands under it.
    """
    stretches: list[Stretch] = []
    above: tuple[str, ...] = ()
    for passage in passages:
        full = (*passage.path, passage.title)
        begun = _headings(passage.path, sum(takewhile(bool, map(eq, above, passage.path))))
        own = _headings(full, len(passage.path))
        stretches.append(Stretch(begun, own[0] if own else None, passage, parts(passage)))
        above = full
    return tuple(stretches)


def asked(intent: Intent) -> tuple[str, ...]:
    """Return the parts of those that a question asks for; none where it asks for nobody.

    >>> from indexer.query.intent import intent_of
    >>> asked(intent_of("who pays for the lifeboat")), asked(intent_of("lifeboat"))
    (('funder',), ())
    """
    if intent.asks_for and intent.asks_for in _ASKED:
        return _ASKED[intent.asks_for]
    if intent.parties.kinds == ("person",):
        return ("person",)
    return _WHO if intent.parties.kinds or intent.asks_who else ()


def lines(
    passage: Passage, engine: Engine, parts: Collection[str] = tuple(_LINES)
) -> tuple[NameLine, ...]:
    """Return whom a passage names, a line for each part they play, of some parts.

    Nobody stands twice in a line, nor among those only named who have a part as well.
    """
    found: dict[str, dict[str, NameLink]] = {part: {} for part in _LINES}
    for mention in passage.mentions if parts else ():
        path = address(mention, engine)
        if path:
            organisation = mention.kind == "organisation"
            part = mention.role or "named" if organisation else mention.kind
            found[part].setdefault(mention.name, NameLink(mention.name, path, mention.sure))
    for name in found["leader"]:
        found["partner"].pop(name, None)
    for name in (*found["leader"], *found["partner"], *found["funder"]):
        found["named"].pop(name, None)
    return tuple(
        NameLine(_LINES[part], tuple(names.values()))
        for part, names in found.items()
        if names and part in parts
    )


def address(mention: Mention, engine: Engine) -> str | None:
    """Return the page of whoever a passage mentions; `None` where the index does not list it."""
    one = engine.entity(mention.name)
    return addresses.collaborator(one.id) if one else None


def sentence(text: str) -> str:
    """Return a message as a sentence of a page: a capital first, a full stop last.

    >>> sentence("limit is 0: give a whole number")
    'Limit is 0: give a whole number.'
    """
    ended = not text or text.endswith((".", "?", "!"))
    return text[:1].upper() + text[1:] + ("" if ended else ".")


def _pieces(text: str, start: int, end: int, marks: Iterable[Mark]) -> tuple[Piece, ...]:
    """Return a range of a text, cut wherever a mark begins or ends."""
    inside = [mark for mark in marks if mark.start < end and start < mark.end]
    edges = {start, end}
    for mark in inside:
        edges |= {max(mark.start, start), min(mark.end, end)}
    return tuple(
        Piece(text[a:b], tuple(sorted({m.kind for m in inside if m.start <= a and b <= m.end})))
        for a, b in pairwise(sorted(edges))
    )


def _runs(passage: Passage) -> list[list[PassageBlock]]:
    """Return the blocks, those of a list or table together: a line break stands between them."""
    runs: list[list[PassageBlock]] = []
    for block in passage.blocks:
        last = runs[-1][-1] if runs else None
        if (
            last is not None
            and "paragraph" not in (last.kind, block.kind)
            and (last.kind in _ROWS) == (block.kind == "row")
            and passage.text[last.end : block.start] == "\n"
        ):
            runs[-1].append(block)
        else:
            runs.append([block])
    return runs


def _targets(passage: Passage, address: MentionAddress | None) -> list[Link]:
    """Return what leads somewhere, in order, without overlap: the page's own links come first."""
    own = (
        Link(link.start, link.end, url)
        for link in passage.links
        if (url := addresses.safe(link.url))
    )
    named = (
        Link(one.start, one.end, path)
        for one in (passage.mentions if address else ())
        if address and not one.in_title and (path := address(one))
    )
    kept: list[Link] = []
    for target in (*own, *named):
        if target.start < target.end and not any(
            target.start < other.end and other.start < target.end for other in kept
        ):
            kept.append(target)
    return sorted(kept, key=lambda target: target.start)


def _line(
    text: str, block: PassageBlock, targets: Iterable[Link], marks: Sequence[Mark]
) -> tuple[Run, ...]:
    runs: list[Run] = []
    position = block.start
    for target in targets:
        if position <= target.start and target.end <= block.end:
            runs.append(Run(_pieces(text, position, target.start, marks)))
            pieces = _pieces(text, target.start, target.end, marks)
            runs.append(Run(pieces, target.url))
            position = target.end
    runs.append(Run(_pieces(text, position, block.end, marks)))
    return tuple(run for run in runs if run.pieces)


def _headings(path: tuple[str, ...], known: int) -> tuple[Heading, ...]:
    return tuple(
        Heading(title, min(depth + 1, _DEEPEST))
        for depth, title in enumerate(path)
        if depth >= known and title
    )
