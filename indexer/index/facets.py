"""What an answer can be narrowed by: which values of each facet its passages have, and counts.

Files of a folder, for each facet: `NAME.json`, its values in order of first appearance, each with
the country above it (places) and whether it is offered (a region of the world only filters);
`NAME-starts.npy` `(n + 1,)` and `NAME-values.npy` `(m,)`: the passage in row `i` has the values
numbered `values[starts[i]:starts[i + 1]]`, each once.

A passage has its theme (one, perhaps the empty one), the organisations it names as partners or
otherwise, its funders, and every place that it or an organisation of it lies in.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer import arrays, text
from indexer.arrays import Mask, Rows, Starts
from indexer.model import FACETS, Entity, Facet, FacetName, FacetValue, Filters, Passage

# Values of one facet beside the selected ones: what a person looks through, and a service reads.
MOST = 50


def write(folder: Path, passages: Sequence[Passage], entities: Sequence[Entity]) -> None:
    """Write the values of every passage, in order of rows, into an existing folder."""
    located: dict[tuple[str, str], Sequence[str]] = {
        (one.kind, one.name): (one.name, *one.places) if one.kind == "place" else one.places
        for one in entities
        if one.kind != "person"
    }
    countries = {one.name: one.country for one in entities if one.kind == "place"}
    shown = countries.keys() | {one.country for one in entities}
    for facet in FACETS:
        numbers: dict[str, int] = {}
        held = [
            [numbers.setdefault(value, len(numbers)) for value in dict.fromkeys(values)]
            for values in (_values(facet, passage, located) for passage in passages)
        ]
        within = countries if facet == "place" else {}
        values = [
            (value, country if country != value else None, facet != "place" or value in shown)
            for value, country in ((one, within.get(one)) for one in numbers)
        ]
        written = json.dumps(values, ensure_ascii=False)
        (folder / f"{facet}.json").write_text(written, encoding="utf-8")
        starts = arrays.narrow(arrays.starts(map(len, held)))
        flat = arrays.narrow(np.array([one for of_one in held for one in of_one], np.int32))
        arrays.save(folder, **{f"{facet}-starts": starts, f"{facet}-values": flat})


def _values(
    facet: FacetName, passage: Passage, located: Mapping[tuple[str, str], Sequence[str]]
) -> Iterable[str]:
    """Return what a passage has of a facet; `located` are entities' places, by kind and name."""
    if facet == "theme":
        return (passage.theme or "",)
    if facet == "organisation":
        return passage.organisations
    if facet == "funder":
        return passage.funders
    return (one for m in passage.mentions for one in located.get((m.kind, m.name), ()))


@dataclass(frozen=True, slots=True)
class Table:
    """One facet's values, and which of `n` passages have them.

    `within` and `offered` tell of each value, `(v,)`, which country it lies in, and whether it is
    shown; `order` is its rank among all of them by name.
    """

    name: FacetName
    values: tuple[str, ...]
    within: tuple[str | None, ...]
    offered: Mask
    order: NDArray[np.int64]
    passages: int
    _by_name: Mapping[str, int]
    _starts: Starts
    _values: NDArray[Any]

    @classmethod
    def open(cls, folder: Path, name: FacetName, passages: int) -> Table:
        """Open what `write` left of a facet in a folder."""
        read = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
        starts, held = arrays.load(folder, f"{name}-starts", f"{name}-values")
        return cls(
            name=name,
            values=tuple(value for value, _, _ in read),
            within=tuple(within for _, within, _ in read),
            offered=np.array([offered for _, _, offered in read], np.bool_),
            order=np.argsort(np.argsort(np.array([value for value, _, _ in read], np.str_))),
            passages=passages,
            _by_name={key(value): number for number, (value, _, _) in enumerate(read)},
            _starts=starts,
            _values=held,
        )

    def number(self, value: str) -> int | None:
        """Return the number of a value among `values`, case and accents aside, if it is there."""
        return self._by_name.get(key(value))

    def of(self, row: int) -> NDArray[Any]:
        """Return the numbers of the values that the passage in a row has, `(k,)`."""
        start, end = self._starts[row : row + 2].tolist()
        return self._values[start:end]

    def counts(self, rows: Rows) -> NDArray[np.int64]:
        """Return how many of the passages in some rows have each value, `(v,)`."""
        held, _ = arrays.positions(self._starts, rows)
        return np.bincount(self._values.take(held), minlength=len(self.values))

    def having(self, numbers: Iterable[int]) -> Mask:
        """Return which passages have one of the values with these numbers, `(n,) bool`."""
        wanted = np.zeros(len(self.values), np.bool_)
        wanted[list(numbers)] = True
        held = np.flatnonzero(wanted[self._values])
        having = np.zeros(self.passages, np.bool_)
        having[self._starts.searchsorted(held, side="right") - 1] = True
        return having


def key(value: str) -> str:
    """Return the form in which values are compared: folded words, each parted by one space.

    >>> key("Amiens Métropole"), key("UNIVERSITY  of Jordan")
    ('amiens metropole', 'university of jordan')
    """
    return " ".join(text.fold(value[word.start : word.end]) for word in text.words(value))


def filtered(tables: Iterable[Table], filters: Filters) -> dict[FacetName, Mask]:
    """Return which passages each facet that filters leaves, `(n,) bool`; none for the others."""
    return {
        table.name: table.having(
            number for value in wanted if (number := table.number(value)) is not None
        )
        for table in tables
        if (wanted := filters.of(table.name))
    }


def count(
    tables: Iterable[Table], filters: Filters, rows: Rows, left: Mapping[FacetName, Mask]
) -> tuple[Facet, ...]:
    """Return what an answer can be narrowed by.

    Parameters
    ----------
    tables
        The facets to count.
    filters
        What the query asks for: its values are selected.
    rows
        The passages admitted, filters aside, `(m,)`.
    left
        Which of them the filter of each facet leaves, `(m,) bool`; facets without one are absent.
    """
    return tuple(_facet(table, filters.of(table.name), rows, left) for table in tables)


def _facet(
    table: Table, wanted: Sequence[str], rows: Rows, left: Mapping[FacetName, Mask]
) -> Facet:
    if left:
        every = np.ones(len(rows), np.bool_)
        own = left.get(table.name, every)
        others = [every, *(left[name] for name in left if name != table.name)]
        kept = np.logical_and.reduce(others)
        counts, adds = table.counts(rows[kept & own]), table.counts(rows[kept & ~own])
    else:
        counts = table.counts(rows)
        adds = np.zeros_like(counts)
    selected = sorted({at for value in wanted if (at := table.number(value)) is not None})
    adds[selected] = 0
    offered = table.offered & (counts + adds > 0)
    offered[selected] = False
    found = offered.nonzero()[0]
    # One whole number orders by count, what it adds, and name, so that few of many are found fast.
    rank = table.order[found] - (counts * (table.passages + 1) + adds)[found] * len(offered)
    most = len(found) if table.name == "theme" else min(MOST, len(found))
    if most < len(found):
        first = rank.argpartition(most - 1)[:most]
        found, rank = found[first], rank[first]
    shown = [*selected, *found[rank.argsort()].tolist()]
    values = tuple(
        FacetValue(table.values[at], count, at in selected, adding, table.within[at])
        for at, count, adding in zip(
            shown, counts[shown].tolist(), adds[shown].tolist(), strict=True
        )
    )
    return Facet(table.name, values, int(offered.sum()) - most)
