"""The tables of a PDF: lines in a row that leave the same strips free, cell beside cell.

A wide gap within a line begins a table; lines above and below belong to it where they have a gap
in each of its strips, however narrow, or no text there at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from indexer.read.pdf.lines import Line
from indexer.read.pdf.runs import Run

Strip = tuple[float, float]  # from left to right, without text

_LEAST_ROWS = 2
_TIGHT = 0.45  # of a line's size: the gap above a line that goes on with a cell
_FAR = 3.0  # times its size: what stands farther off is another table, or text
_LEAST_STRIP = 1.5  # points


@dataclass(slots=True)
class Table:
    """Some lines in a row, `[start, stop)`, and the strips that part their cells."""

    start: int
    stop: int
    strips: list[Strip]

    def cells(self, line: Line) -> list[str]:
        """Return the text of each cell of a line, "" where there is none."""
        texts = [""] * (len(self.strips) + 1)
        for left, _, text in pieces(line):
            at = sum(left >= low for low, _ in self.strips)
            texts[at] = f"{texts[at]} {text}".strip()
        return texts

    def rows(self, lines: Sequence[Line]) -> list[list[list[str]]]:
        """Return rows of cells, each with its lines; a line goes on with the cells right above."""
        rows: list[list[list[str]]] = []
        above: Line | None = None
        for line in lines[self.start : self.stop]:
            cells = self.cells(line)
            tight = above is not None and above.bottom - line.top < _TIGHT * line.size
            alone = not cells[0] or sum(map(bool, cells)) == 1
            if rows and tight and alone:
                for cell, text in zip(rows[-1], cells, strict=True):
                    cell.extend([text] if text else [])
            else:
                rows.append([[text] if text else [] for text in cells])
            above = line
        return rows


def find_tables(lines: Sequence[Line]) -> Iterator[Table]:
    """Yield the tables among some lines, in order, without overlap."""
    at = free = 0
    while at < len(lines):
        table = _grown(lines, at, free) if len(lines[at].runs) > 1 else None
        if table is None or table.stop - table.start < _LEAST_ROWS:
            at += 1
            continue
        yield table
        at = free = table.stop


def pieces(line: Line) -> list[tuple[float, float, str]]:
    """Return where each piece of a line begins and ends, and its text; any wider gap parts them."""
    return [piece for run in line.runs for piece in _pieces(run)]


def _pieces(run: Run) -> Iterator[tuple[float, float, str]]:
    left, begin = run.left, 0
    for at, before, after in run.gaps:
        yield left, before, run.text[begin:at].strip()
        left, begin = after, at
    yield left, run.right, run.text[begin:].strip()


def _grown(lines: Sequence[Line], seed: int, free: int) -> Table | None:
    """Return the table that a line with wide gaps belongs to, from the line `free` on."""
    table = Table(seed, seed + 1, _wide(lines[seed]))
    while table.stop < len(lines) and _near(lines[table.stop - 1], lines[table.stop]):
        if not _takes(table, lines, table.stop):
            break
        table.stop += 1
    while table.start > free and _near(lines[table.start - 1], lines[table.start]):
        if len(pieces(lines[table.start - 1])) == 1 or not _takes(table, lines, table.start - 1):
            break
        table.start -= 1
    return table


def _near(above: Line, below: Line) -> bool:
    return above.column == below.column and above.bottom - below.top < _FAR * below.size


def _takes(table: Table, lines: Sequence[Line], at: int) -> bool:
    """Narrow a table's strips to those of one more line; return whether it fits."""
    line = lines[at]
    found = _narrowed(table.strips, line)
    if found is None:
        return False
    if sum(map(bool, Table(0, 0, found).cells(line))) == 1:
        # One cell alone goes on with the one above it, and ends no table.
        above = lines[at - 1]
        if at < table.stop or above.bottom - line.top >= _TIGHT * line.size:
            return False
    for strip in _wide(line):
        if any(_meets(strip, known) for known in found):
            continue
        inner = strip
        for other in lines[table.start : table.stop]:
            narrowed = _narrowed([inner], other)
            if narrowed is None:
                return False
            inner = narrowed[0]
        found = sorted([*found, inner])
    table.strips = found
    return True


def _wide(line: Line) -> list[Strip]:
    """Return the strips between a line's runs."""
    return [(a.right, b.left) for a, b in pairwise(line.runs)]


def _narrowed(strips: Sequence[Strip], line: Line) -> list[Strip] | None:
    """Return the strips as far as a line leaves them free; `None` where it crosses one."""
    parts = pieces(line)
    gaps = [(a[1], b[0]) for a, b in pairwise(parts)]
    gaps = [(float("-inf"), parts[0][0]), *gaps, (parts[-1][1], float("inf"))]
    found = []
    for strip in strips:
        free = [
            (low, high)
            for gap in gaps
            if (high := min(gap[1], strip[1])) - (low := max(gap[0], strip[0])) >= _LEAST_STRIP
        ]
        if not free:
            return None
        found.append(max(free, key=lambda one: one[1] - one[0]))
    return found


def _meets(one: Strip, other: Strip) -> bool:
    return min(one[1], other[1]) - max(one[0], other[0]) > 0
