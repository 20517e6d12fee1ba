"""Which passages are about the same as one, and which names they share.

    score = cosine(a - centre, b - centre)

The passages of a page share its town, its institution and its style, and so the direction of their
mean: what a passage is about is what it says beyond that. Of the passages that answer a judged
question with others, this finds one of those among the first three, and plain cosines do, .88 and
.76 of the time on the project's page (25 passages), .86 and .81 on a real one (21), .64 both on
Cranfield (200), .66 and .69 on SciFact (58).
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping

import numpy as np

from indexer import arrays
from indexer.arrays import Rows, Scores
from indexer.index.base import Index
from indexer.index.facets import Table
from indexer.model import FacetName, Similar

# From which score on passages are alike, half of which is enough beside a name that few share; and
# from which on those with different partners could join up. Of the pairs of each of two
# partnerships pages 7 and 8 % are alike and 3 and 4 % could join up, of pairs of abstracts drawn
# from SciFact 11 and 4 %, from Cranfield 15 and 7 %.
ALIKE = 0.15
JOIN = 0.25
# A name says something of a passage where at most so large a share of all have it, or two of them:
# a page's country and commonest partner say nothing.
TELLING = 0.25
FEW = 5  # passages: the mean of so few counts half, since each of them is a good part of it
# How many passages are looked at for their meaning alone; more would not be shown.
_NEIGHBOURS = 100
# Of how many passages for each that is shown it is looked up whether they introduce others.
_READ = 2
_SHOWN: tuple[FacetName, ...] = ("organisation", "funder", "place")
_HOW: Mapping[FacetName, str] = {"organisation": "with", "funder": "funded by", "place": "in"}


def to(index: Index, row: int, limit: int) -> tuple[Similar, ...]:
    """Return the passages most like the one in a row, by `(-score, row)`.

    Passages that are alike, and those that share a partner or funder which few have.
    """
    tables = {table.name: table for table in index.facets}
    few = len(index.passages) / (len(index.passages) + FEW)
    centre = np.asarray(few * index.centre, np.float32)
    own = index.vector(row) - centre
    sharing = [
        np.flatnonzero(tables[name].having([number]))
        for name in _SHOWN[:2]
        for number in tables[name].of(row)
        if _tells(tables[name], number)
    ]
    shared = np.unique(np.concatenate([np.empty(0, np.intp), *sharing]))
    rows = np.union1d(index.neighbours(own, _NEIGHBOURS), shared)
    scores = _scores(index, own, centre, rows)
    likely = scores >= np.where(np.isin(rows, shared), ALIKE / 2, ALIKE)
    likely &= rows != row
    ranked = arrays.order(scores, np.flatnonzero(likely))
    index.read(rows[ranked[: _READ * limit]])
    first = ((int(rows[at]), float(scores[at])) for at in ranked)
    things = (one for one in first if not index.passages[one[0]].introduction)
    return tuple(_one(index, tables, row, *one) for one in itertools.islice(things, limit))


def _scores(index: Index, own: Scores, centre: Scores, rows: Rows) -> Scores:
    """Return the cosines of what passages say beyond the centre, `(k,) float32`.

    `own` is what one says beyond it, `(d,)` both.
    """
    along = index.cosines(rows, own) - centre @ own
    lengths = np.sqrt(np.maximum(1 - 2 * index.cosines(rows, centre) + centre @ centre, 1e-12))
    return np.asarray(along / (lengths * max(float(np.linalg.norm(own)), 1e-6)), np.float32)


def _tells(table: Table, number: int) -> bool:
    """Say whether few enough passages have a value that sharing it says something."""
    return int(table.having([number]).sum()) <= max(2, TELLING * table.passages)


def _one(
    index: Index, tables: dict[FacetName, Table], row: int, other: int, score: float
) -> Similar:
    shared = {name: _shared(tables[name], row, other) for name in _SHOWN}
    telling = {name: _telling(tables[name], shared[name]) for name in _SHOWN}
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
        reason=_reason(telling, near=score >= ALIKE, could_join=could_join),
    )


def _shared(table: Table, row: int, other: int) -> tuple[str, ...]:
    both = np.intersect1d(table.of(row), table.of(other))
    return tuple(sorted(table.values[place] for place in both if table.offered[place]))


def _telling(table: Table, names: Iterable[str]) -> tuple[str, ...]:
    numbers = ((name, table.number(name)) for name in names)
    return tuple(name for name, of in numbers if of is not None and _tells(table, of))


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
