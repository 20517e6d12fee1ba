"""Says which passages answer a query, in which order: both legs fused, the gate asked.

    Query --interpreter--> Question --index--> Candidates --fuse, gate--> Admitted

Every array is by row, `[0, n)`. Conditions and filters are one mask over both legs, applied before
anything is ranked or counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from indexer.errors import TooSlowError
from indexer.index import facets
from indexer.index.base import Candidates, Index, Scores
from indexer.model import Facet, Filters, Query
from indexer.query.understand import Question
from indexer.search import fuse, gate


@dataclass(frozen=True, slots=True)
class Admitted:
    """A query with what was found for it.

    Parameters
    ----------
    query, understood, found
        What was asked, what it means here, and both legs' scores.
    scores
        What the mode ranks by, `(n,) float32`.
    verdict
        What the gate says.
    rows
        The admitted passages by `(-score, row)`.
    """

    query: Query
    understood: Question
    found: Candidates
    scores: Scores
    verdict: gate.Verdict
    rows: NDArray[np.intp]


def admit(index: Index, query: Query) -> Admitted:
    """Return what answers a query; `TooSlowError` where that takes longer than it may."""
    started = perf_counter()
    understood = index.understand(query)
    _in_time(query, started)
    vector = index.encode(query, understood)
    _in_time(query, started)
    admitted = _admit(index, query, understood, index.candidates(query, understood, vector))
    _in_time(query, started)
    return admitted


def admit_many(index: Index, queries: Sequence[Query]) -> Iterator[tuple[int, Admitted]]:
    """Yield what answers each of several queries, with its place, while others are encoded."""
    asked = [(query, index.understand(query)) for query in queries]
    for places, vectors in index.encode_many(asked):
        part = [asked[place] for place in places]
        started = perf_counter()
        for place, found in zip(places, index.candidates_many(part, vectors), strict=True):
            admitted = _admit(index, *asked[place], found)
            _in_time(queries[place], started)
            yield place, admitted
            started = perf_counter()


def everything(index: Index, query: Query) -> Admitted:
    """Return all that a query's filters leave, whatever its text says; nothing is scored."""
    silent = replace(query, text="", mode="keyword")
    found = admit(index, silent)
    verdict = gate.listed(found.found.allowed)
    rows = np.flatnonzero(verdict.admitted)
    return replace(found, query=query, verdict=verdict, rows=rows)


def named(index: Index, query: Query) -> Query:
    """Return a query whose filters bear the names that facets show, however they were written."""
    if query.filters == Filters():
        return query
    shown = {
        table.name: tuple(
            dict.fromkeys(_shown(index, table, value) for value in query.filters.of(table.name))
        )
        for table in index.facets
    }
    return replace(query, filters=Filters(**shown))


def unknown(index: Index, query: Query) -> list[str]:
    """Say which values of a query's filters no passage has."""
    return [
        f"no passage has the {table.name} {value!r}"
        for table in index.facets
        for value in query.filters.of(table.name)
        if value and table.place(value) is None
    ]


def count(index: Index, admitted: Admitted) -> tuple[Facet, ...]:
    """Return what an answer can be narrowed by, with counts over all that was admitted."""
    query, mask = admitted.query, admitted.verdict.admitted
    unfiltered = mask
    if query.filters != Filters():
        free = replace(query, filters=Filters())
        found = index.candidates(free, admitted.understood, admitted.found.vector)
        everywhere = _admit(index, free, admitted.understood, found)
        unfiltered = everywhere.verdict.admitted
    return facets.count(index.facets, query.filters, mask, unfiltered)


def _admit(index: Index, query: Query, understood: Question, found: Candidates) -> Admitted:
    """Return what answers a query of all that was found for it."""
    scores = _scores(query, found)
    verdict = _judge(index, query, understood, found)
    rows = fuse.order(scores, np.flatnonzero(verdict.admitted))
    return Admitted(query, understood, found, scores, verdict, rows)


def _shown(index: Index, table: facets.Table, value: str) -> str:
    place = table.place(value)
    if place is not None:
        return table.values[place]
    bearer = index.names.find(value) if table.name != "theme" else None
    return value if bearer is None else index.names.entities[bearer].name


def _in_time(query: Query, started: float) -> None:
    if query.seconds is not None and perf_counter() - started > query.seconds:
        message = f"the query takes longer than {query.seconds:g} seconds: ask something shorter"
        raise TooSlowError(message)


def _scores(query: Query, found: Candidates) -> Scores:
    """Return what the mode ranks by, `(n,) float32`."""
    if query.mode == "keyword":
        return found.keyword
    if query.mode == "semantic":
        return np.maximum(found.semantic, 0)  # where nothing is asked, meaning says nothing
    return fuse.fuse(found.legs)


def _judge(index: Index, query: Query, understood: Question, found: Candidates) -> gate.Verdict:
    if not understood.slots and not understood.parsed.conditions:
        return gate.unasked(len(found.allowed))
    if not understood.slots or not found.allowed.any():
        return gate.listed(found.allowed)
    if understood.elsewhere:
        return gate.unnamed(len(found.allowed), understood.elsewhere)
    words_alone = understood.literal and query.mode == "hybrid"
    floor = gate.NEVER if words_alone else index.floor
    said = gate.Said(found.coverage, found.own, found.semantic)
    return gate.judge(said, floor, query.mode)
