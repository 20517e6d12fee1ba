"""The lines of a PDF in the order in which they are read: column after column, rows as rows.

A gutter is a strip that hardly a run of a page crosses. What stands beside it are columns of text
where most lines fill them; else they are cells of rows, which are read across. What crosses a
gutter (a title over two columns) is read between what stands above it and what stands below.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

import numpy as np

from indexer.read.pdf.runs import Run

_STEP = 2.0  # points
_NARROWEST = 6.0  # points of a gutter
_MOST_CROSSING = 0.25  # of the rows of a page
_MOST_STRIPS = 8  # that are looked at, of a page in shreds
_LEAST_LINES = 3  # in a column
_FILLED, _LEAST_WORDS = 0.5, 3.0  # of a column's width, and words of its lines, on average
_MOST_TURNS = 0.15  # a line, of the file from one column to the other
_OVERLAP = 0.5


@dataclass(frozen=True, slots=True)
class Line:
    """A line, or a row of cells: its runs from the left, and the edges of its column."""

    runs: tuple[Run, ...]
    left: float
    right: float
    column: int  # counts through the document: lines of one column stand under one another

    @property
    def text(self) -> str:
        """The text of all runs."""
        return " ".join(run.text for run in self.runs)

    @property
    def page(self) -> int:
        """The page's number, from 1."""
        return self.runs[0].page

    @property
    def size(self) -> float:
        """The size of its longest run."""
        return max(self.runs, key=lambda run: len(run.text)).size

    @property
    def bold(self) -> bool:
        """Whether all of it is bold."""
        return all(run.bold for run in self.runs)

    @property
    def begin(self) -> float:
        """Where its text begins, in points from the left."""
        return self.runs[0].left

    @property
    def end(self) -> float:
        """Where its text ends."""
        return self.runs[-1].right

    @property
    def top(self) -> float:
        """The height of its upper edge."""
        return max(run.top for run in self.runs)

    @property
    def bottom(self) -> float:
        """The height of its lower edge."""
        return min(run.bottom for run in self.runs)


def read_lines(runs: Sequence[Run], column: int = 0) -> list[Line]:
    """Return the lines of one page in reading order; columns count on from `column`."""
    lines: list[Line] = []
    for count, zone in enumerate(_zones(runs), column):
        left, right = min(run.left for run in zone), max(run.right for run in zone)
        lines += [Line(tuple(row), left, right, count) for row in rows_of(zone)]
    return lines


def rows_of(runs: Sequence[Run]) -> list[list[Run]]:
    """Return runs by rows from the top, each from the left."""
    rows: list[list[Run]] = []
    for run in sorted(runs, key=lambda run: -run.middle):
        if rows and _beside(rows[-1][0], run):
            rows[-1].append(run)
        else:
            rows.append([run])
    return [sorted(row, key=lambda run: run.left) for row in rows]


def _beside(one: Run, other: Run) -> bool:
    overlap = min(one.top, other.top) - max(one.bottom, other.bottom)
    return overlap >= _OVERLAP * min(one.top - one.bottom, other.top - other.bottom)


def _zones(runs: Sequence[Run]) -> Iterator[list[Run]]:
    """Yield what is read one after the other: the columns between what crosses their gutter."""
    gutter = _gutter(runs)
    if gutter is None:
        if runs:
            yield list(runs)
        return
    rows = rows_of(runs)
    for crosses, group in groupby(rows, lambda row: any(_crosses(run, gutter) for run in row)):
        zone = [run for row in group for run in row]
        left = [run for run in zone if run.right <= gutter]
        right = [run for run in zone if run.left >= gutter]
        if not crosses and (not left or not right or _are_columns(left, right, 1)):
            for side in filter(None, (left, right)):
                yield from _zones(side)
        else:
            yield zone


def _crosses(run: Run, gutter: float) -> bool:
    return run.left < gutter < run.right


def _gutter(runs: Sequence[Run]) -> float | None:
    """Return the middle of the strip with columns on both sides that fewest runs cross."""
    if len(runs) < 2 * _LEAST_LINES:
        return None
    start, stop = min(run.left for run in runs), max(run.right for run in runs)
    covered = np.zeros(int((stop - start) / _STEP) + 2, int)
    for run in runs:
        covered[int((run.left - start) / _STEP) : int((run.right - start) / _STEP) + 1] += 1
    most = _MOST_CROSSING * len(rows_of(runs))
    free = np.flatnonzero(np.diff(np.concatenate([[0], covered <= most, [0]])))
    strips: list[tuple[int, float, float]] = []  # how many cross it, its width, its middle
    for low, high in zip(free[::2], free[1::2], strict=True):
        inner = covered[low:high]
        least = np.flatnonzero(inner == inner.min())  # the part that the fewest cross
        width = len(least) * _STEP
        if width >= _NARROWEST:
            strips.append((int(inner.min()), -width, start + (low + float(least.mean())) * _STEP))
    for _, _, gutter in sorted(strips)[:_MOST_STRIPS]:
        left = [run for run in runs if run.right <= gutter]
        right = [run for run in runs if run.left >= gutter]
        if _are_columns(left, right):
            return gutter
    return None


def _are_columns(left: Sequence[Run], right: Sequence[Run], least: int = _LEAST_LINES) -> bool:
    """Return whether both sides are columns: one after the other in the file, or both full."""
    turns = _turns(left, right)
    for side in (left, right):
        rows = rows_of(side)
        if len(rows) < least:
            return False
        if turns <= max(1, _MOST_TURNS * len(rows)):
            continue
        width = max(run.right for run in side) - min(run.left for run in side)
        filled = sum(run.right - run.left for run in side) / (len(rows) * max(width, 1))
        words = sum(len(run.text.split()) for run in side) / len(rows)
        if filled < _FILLED or words < _LEAST_WORDS:
            return False
    return True


def _turns(left: Sequence[Run], right: Sequence[Run]) -> int:
    """Return how often the file goes from one side to the other, as it does in rows of cells."""
    sides = sorted([(run.order, 0) for run in left] + [(run.order, 1) for run in right])
    return sum(one[1] != other[1] for one, other in pairwise(sides))


def leading(lines: Sequence[Line]) -> float:
    """Return the commonest distance from a line to the next in its column, in points."""
    steps = [
        round(above.bottom - below.bottom, 0)
        for above, below in pairwise(lines)
        if above.column == below.column and above.bottom > below.bottom
    ]
    return float(max(set(steps), key=lambda step: (steps.count(step), -step))) if steps else 0.0
