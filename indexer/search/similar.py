"""Says which passages are like one, and why: meaning, and the names they share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from indexer.index.base import Index
from indexer.index.facets import Table
from indexer.model import FacetName, Similar
from indexer.search import fuse

# What a shared partner or funder adds to the cosine, up to three of them: it puts a passage before
# another one that is as near, and before none that is clearly nearer. Set by that, not measured.
SHARED = 0.03
MOST_SHARED = 3
# From which cosine on two passages with different partners could join up: of the 300 pairs of each
# of two partnerships pages, 4 and 5 % are as close.
JOIN = 0.5
_SHOWN: tuple[FacetName, ...] = ("organisation", "funder", "place")
_HOW: Mapping[FacetName, str] = {"organisation": "with", "funder": "funded by", "place": "in"}


def to(index: Index, row: int, limit: int) -> tuple[Similar, ...]:
    """Return the passages most like the one in a row, by cosine and shared names, then by row."""
    scores = index.near(row)
    bonus = np.zeros(len(scores), np.float32)
    tables = {table.name: table for table in index.facets}
    for name in _SHOWN[:2]:
        for place in tables[name].of(row):
            bonus[tables[name].having([place])] += 1
    ranked = scores + np.float32(SHARED) * np.minimum(bonus, MOST_SHARED)
    near = (scores >= index.floor) | (bonus > 0)
    near &= ~index.introductions
    near[row] = False
    rows = fuse.order(np.asarray(ranked, np.float32), np.flatnonzero(near))[:limit]
    return tuple(_one(index, tables, row, int(other), float(scores[other])) for other in rows)


def _one(
    index: Index, tables: dict[FacetName, Table], row: int, other: int, score: float
) -> Similar:
    shared = {name: _shared(tables[name], row, other) for name in _SHOWN}
    partners = [set(tables["organisation"].of(one)) for one in (row, other)]
    pair = index.closest(row, other)
    could_join = score >= JOIN and not shared["organisation"] and all(partners)
    return Similar(
        passage=index.passages[other],
        score=score,
        partners=shared["organisation"],
        funders=shared["funder"],
        places=shared["place"],
        own=pair[0] if pair else None,
        other=pair[1] if pair else None,
        closeness=pair[2] if pair else 0.0,
        could_join=could_join,
        reason=_reason(shared, near=score >= index.floor, could_join=could_join),
    )


def _shared(table: Table, row: int, other: int) -> tuple[str, ...]:
    both = np.intersect1d(table.of(row), table.of(other))
    return tuple(sorted(table.values[place] for place in both if table.offered[place]))


def _reason(shared: Mapping[FacetName, tuple[str, ...]], *, near: bool, could_join: bool) -> str:
    """Return the reasons in words.

    >>> _reason({"organisation": ("A",), "funder": (), "place": ("B", "C")}, near=True,
    ...         could_join=False)
    'near in meaning; both with A; both in B and C'
    """
    said = ["near in meaning"] if near else []
    said += [f"both {_HOW[name]} {_listed(shared[name])}" for name in _SHOWN if shared[name]]
    said += ["with different partners: these two could join up"] if could_join else []
    return "; ".join(said)


def _listed(names: Iterable[str]) -> str:
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last
