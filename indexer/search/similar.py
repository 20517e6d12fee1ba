"""Which passages are like one, and why: meaning, and the names they share."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping

import numpy as np

from indexer import arrays
from indexer.index.base import Index
from indexer.index.facets import Table
from indexer.model import FacetName, Similar

# What a shared partner or funder adds to the cosine, up to three of them: it puts a passage before
# another one that is as near, and before none that is clearly nearer. Set by that, not measured.
SHARED = 0.03
MOST_SHARED = 3
# From which cosine on two passages with different partners could join up: of the 300 pairs of each
# of two partnerships pages, 4 and 5 % are as close.
JOIN = 0.5
# How many passages are looked at for their meaning alone; more would not be shown.
_NEIGHBOURS = 100
_SHOWN: tuple[FacetName, ...] = ("organisation", "funder", "place")
_HOW: Mapping[FacetName, str] = {"organisation": "with", "funder": "funded by", "place": "in"}


def to(index: Index, row: int, limit: int) -> tuple[Similar, ...]:
    """Return the passages most like the one in a row, by cosine and shared names, then by row."""
    tables = {table.name: table for table in index.facets}
    sharing = [
        np.flatnonzero(tables[name].having([number]))
        for name in _SHOWN[:2]
        for number in tables[name].of(row)
    ]
    near = index.neighbours(row, _NEIGHBOURS)
    rows, shared = np.unique(np.concatenate([near, *sharing]), return_counts=True)
    shared -= np.isin(rows, near)
    scores = index.cosines(rows, index.vector(row))
    ranked = scores + np.float32(SHARED) * np.minimum(shared, MOST_SHARED).astype(np.float32)
    likely = ((scores >= index.floor) | (shared > 0)) & (rows != row)
    first = (
        (int(rows[at]), float(scores[at])) for at in arrays.order(ranked, np.flatnonzero(likely))
    )
    things = (one for one in first if not index.passages[one[0]].introduction)
    return tuple(_one(index, tables, row, *one) for one in itertools.islice(things, limit))


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
