"""Which rows of a table, and which items of a list, are things of their own.

A row is one where the table names its columns, a cell names the row and no other one, and more is
said of it in words: a group with its chair, a talk with its speaker; of a table of pairs, where
they are proper names and what is said of each, as of staff. An item is one where it begins
with a name (a link, or what is set in bold) and then says something of it. Tables of prices and
hours, tables that pair a label with a value, and lists of mere names are none: they belong to what
they stand under.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from indexer.model import CELL_GAP, NO_CELL, Block, Link
from indexer.text import fold

LEAST_THINGS = 3
LONGEST_NAME, LONGEST_GROUP = 12, 6  # words
LEAST_SAID = 3  # words of an item after its name, on average

_NAME = re.compile(r"[^\W\d_]{3}")
_DIGIT = re.compile(r"\d")
# A name of two words or more, "Dr Jo Hill"; labels ("Opening hours", "Monday") are none.
_PROPER = re.compile(r"[^\W\d_a-z][^\s]*(?:,? (?:(?:[a-z]{1,3}|and|for) )?[^\W\d_a-z][^\s]*)+")
# What parts a name from what is said of it; a sentence goes on with a word.
_JOINT = re.compile(r"[:]|.?\s*(?:[:.,;|·(–—\n]|-\s)")


@dataclass(frozen=True, slots=True)
class Listed:
    """A row or an item that is a thing: its name, and all that it says, its name as well."""

    title: str
    blocks: tuple[Block, ...]

    @property
    def words(self) -> int:
        """The number of words."""
        return sum(len(block.text.split()) for block in self.blocks)


_Find = Callable[[Sequence[Block]], list[Listed]]


@dataclass(frozen=True, slots=True)
class Listing:
    """A section's blocks: the things that are listed, and its own text."""

    things: tuple[Listed, ...]
    own: tuple[Block, ...]
    tabular: bool

    @property
    def words(self) -> int:
        """The number of words of all things."""
        return sum(thing.words for thing in self.things)


def find_listing(blocks: Sequence[Block]) -> Listing | None:
    """Return the things that a section's tables or its list hold; `None` where they hold none."""
    things: list[Listed] = []
    taken: set[int] = set()
    tabular = True
    for begin, end, find in _tables(blocks):
        if found := find(blocks[begin:end]):
            things += found
            taken.update(range(begin, end))
    if not things:
        tabular = False
        for begin, end in _runs(blocks, "item"):
            if found := _of_list(blocks[begin:end]):
                things += found
                taken.update(range(begin, end))
    own = tuple(block for at, block in enumerate(blocks) if at not in taken)
    return Listing(tuple(things), own, tabular) if things else None


def _tables(blocks: Sequence[Block]) -> Iterator[tuple[int, int, _Find]]:
    """Yield where tables begin and end, and what finds their things: by column names or without."""
    begins = [at for at, block in enumerate(blocks) if block.kind == "columns"]
    rest = 0
    for begin, limit in pairwise([*begins, len(blocks)]):
        end = begin + 1
        while end < limit and (blocks[end].kind == "row" or _heads_rows(blocks[end : end + 2])):
            end += 1
        yield from _nameless(blocks, rest, begin)
        yield begin, end, _of_table
        rest = end
    yield from _nameless(blocks, rest, len(blocks))


def _nameless(blocks: Sequence[Block], low: int, high: int) -> Iterator[tuple[int, int, _Find]]:
    """Yield where tables begin and end, between two places, that name no columns."""
    for kind in ("field", "row"):
        for begin, end in _runs(blocks[low:high], kind):
            yield low + begin, low + end, _of_named


def _heads_rows(blocks: Sequence[Block]) -> bool:
    """Return whether a few words stand between the rows of a table: "Saturday"."""
    between = len(blocks) > 1 and blocks[0].kind == "paragraph" and blocks[1].kind == "row"
    return between and len(blocks[0].text.split()) <= LONGEST_GROUP


def _runs(blocks: Sequence[Block], kind: str) -> Iterator[tuple[int, int]]:
    """Yield where blocks of one kind, side by side, begin and end."""
    edges = [at for at, block in enumerate(blocks) if block.kind != kind]
    yield from ((a + 1, b) for a, b in pairwise([-1, *edges, len(blocks)]) if a + 1 < b)


def _of_table(blocks: Sequence[Block]) -> list[Listed]:
    """Return the rows of a table, its columns' names first, as things; or nothing."""
    names = [text for text, _ in _cells(blocks[0])]
    rows = [_cells(block) for block in blocks[1:] if block.kind == "row"]
    columns = range(min(map(len, rows), default=0))
    naming = next((c for c in columns if _names_rows([row[c][0] for row in rows])), None)
    if naming is None:
        return []
    others = [[cell for c, cell in enumerate(row) if c != naming] for row in rows]
    said = sum(any(_NAME.search(text) for text, _ in cells) for cells in others)
    if 2 * said < len(rows):
        return []
    things = []
    group: tuple[Block, ...] = ()
    for block in blocks[1:]:
        if block.kind != "row":
            group = (block,)
            continue
        row = _cells(block)
        labels = [*names, *([""] * len(row))]
        cells = zip(labels, row, strict=False)
        fields = tuple(_field(label, *cell) for label, cell in cells if cell[0] != NO_CELL)
        things.append(Listed(row[naming][0], (*group, *fields)))
    return things


def _names_rows(cells: Sequence[str]) -> bool:
    """Return whether each of some cells names its row, and mostly by words alone."""
    if len(cells) < LEAST_THINGS or len({fold(cell) for cell in cells}) < len(cells):
        return False
    named = all(_NAME.search(cell) and len(cell.split()) <= LONGEST_NAME for cell in cells)
    return named and 2 * sum(_DIGIT.search(cell) is None for cell in cells) > len(cells)


def _cells(block: Block) -> list[tuple[str, list[Link]]]:
    """Return the cells of a row, each with its links moved to it."""
    cells: list[tuple[str, list[Link]]] = []
    start = 0
    for text in block.text.split(CELL_GAP):
        cells.append((text, _moved(block.links, start, start + len(text))))
        start += len(text) + len(CELL_GAP)
    return cells


def _moved(links: Iterable[Link], start: int, end: int) -> list[Link]:
    """Return the links within a range, as offsets from its beginning."""
    return [
        Link(link.start - start, link.end - start, link.url)
        for link in links
        if start <= link.start and link.end <= end
    ]


def _field(label: str, text: str, links: list[Link]) -> Block:
    label = "" if label == NO_CELL else label.rstrip(": ")
    if not label:
        return Block("item", text, tuple(links))
    head = f"{label}: "
    moved = [Link(link.start + len(head), link.end + len(head), link.url) for link in links]
    return Block("field", head + text, tuple(moved))


def _of_named(blocks: Sequence[Block]) -> list[Listed]:
    """Return rows without names of columns as things, where proper names or links begin them."""
    rows = [_cells(block) for block in blocks]
    if blocks and blocks[0].kind == "field":
        rows = [[(part, []) for part in block.text.split(": ", 1)] for block in blocks]
    names = [row[0][0] for row in rows]
    linked = (any(link.end == len(text) for link in links) for (text, links), *_ in rows)
    proper = (_PROPER.fullmatch(name) is not None for name in names)
    named = sum(a or b for a, b in zip(proper, linked, strict=True))
    said = sum(len(text.split()) for row in rows for text, _ in row[1:] if text != NO_CELL)
    if said < LEAST_SAID * len(rows) or 2 * named <= len(rows) or not _names_rows(names):
        return []
    return [Listed(name, (block,)) for name, block in zip(names, blocks, strict=True)]


def _of_list(blocks: Sequence[Block]) -> list[Listed]:
    """Return the items of a list as things; nothing where they are none."""
    begins = [at for at, block in enumerate(blocks) if _lead(block)]
    if len(begins) < LEAST_THINGS or begins[0] or 2 * len(begins) < len(blocks):
        return []
    things = []
    for begin, end in pairwise([*begins, len(blocks)]):
        title = blocks[begin].text[: _lead(blocks[begin])].rstrip(" :.,;|–—-")
        things.append(Listed(title, tuple(blocks[begin:end])))
    said = [thing.words - len(thing.title.split()) for thing in things]
    tells = min(said) > 0 and sum(said) >= LEAST_SAID * len(things)
    return things if tells and len({fold(thing.title) for thing in things}) == len(things) else []


def _lead(block: Block) -> int:
    """Return where the name ends that an item begins with; 0 where it begins with none."""
    first = block.links[0] if block.links else None
    lead = max(block.lead, first.end if first is not None and first.start == 0 else 0)
    name = block.text[:lead]
    named = _NAME.search(name) is not None and len(name.split()) <= LONGEST_NAME
    apart = lead == len(block.text) or _JOINT.match(name[-1:] + block.text[lead:]) is not None
    ended = not block.lead and name.rstrip().endswith((".", "!", "?"))
    return lead if named and apart and not ended else 0
