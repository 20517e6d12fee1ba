"""What an answer can be narrowed by: which values of each facet its passages have, and counts.

Files of a folder, for each facet: `NAME.json`, its values in order of first appearance, each with
the country above it (places) and whether it is offered (a region of the world only filters);
`NAME-starts.npy` `(n + 1,) int64` and `NAME-values.npy` `(m,) int32`: the passage in row `i` has
the values numbered `values[starts[i]:starts[i + 1]]`, each once.

A passage has its theme (one, perhaps the empty one), the organisations it names as partners or
otherwise, its funders, and every place that it or an organisation of it lies in.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer import arrays, text
from indexer.arrays import Mask, Rows, Starts
from indexer.model import FACETS, Entity, Facet, FacetName, FacetValue, Filters, NameKind, Passage

Names = Mapping[tuple[NameKind, str], Entity]

# Values of one facet beside the selected ones: what a person looks through, and a service reads.
MOST = 50


def write(folder: Path, passages: Sequence[Passage], entities: Sequence[Entity]) -> None:
    """Write the values of every passage, whose row is its place here, into an existing folder."""
    names = {(one.kind, one.name): one for one in entities}
    cities = {name for kind, name in names if kind == "place"}
    countries = {one.country for one in entities if one.country}
    for facet in FACETS:
        numbers: dict[str, int] = {}
        held = [
            [numbers.setdefault(value, len(numbers)) for value in dict.fromkeys(values)]
            for values in (_VALUES[facet](passage, names) for passage in passages)
        ]
        values = [
            [value, *(_place(value, names, cities | countries) if facet == "place" else _PLAIN)]
            for value in numbers
        ]
        written = json.dumps(values, ensure_ascii=False)
        (folder / f"{facet}.json").write_text(written, encoding="utf-8")
        starts = arrays.starts(map(len, held))
        flat = np.array([one for of_one in held for one in of_one], np.int32)
        arrays.save(folder, **{f"{facet}-starts": starts}, **{f"{facet}-values": flat})


_PLAIN = (None, True)  # neither a country above it, nor left for filters alone


def _place(value: str, names: Names, offered: set[str]) -> tuple[str | None, bool]:
    entity = names.get(("place", value))
    country = entity.country if entity else None
    return (country if country != value else None), value in offered


def _theme(passage: Passage, names: Names) -> Iterable[str]:
    del names
    return [passage.theme or ""]


def _organisations(passage: Passage, names: Names) -> Iterable[str]:
    del names
    return (m.name for m in passage.mentions if m.kind == "organisation" and m.role != "funder")


def _funders(passage: Passage, names: Names) -> Iterable[str]:
    del names
    return (m.name for m in passage.mentions if m.kind == "organisation" and m.role == "funder")


def _places(passage: Passage, names: Names) -> Iterable[str]:
    for mention in passage.mentions:
        entity = names.get((mention.kind, mention.name))
        if mention.kind == "place":
            yield mention.name
        if entity and mention.kind != "person":
            yield from entity.places


_VALUES: Mapping[FacetName, Callable[[Passage, Names], Iterable[str]]] = {
    "theme": _theme,
    "organisation": _organisations,
    "funder": _funders,
    "place": _places,
}


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
    _values: NDArray[np.int32]

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

    def of(self, row: int) -> NDArray[np.int32]:
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
    admitted = np.ones(len(rows), np.bool_)
    for mask in left.values():
        admitted &= mask
    return tuple(
        _facet(table, filters, rows[admitted], _more(table, rows, admitted, left))
        for table in tables
    )


def _more(table: Table, rows: Rows, admitted: Mask, left: Mapping[FacetName, Mask]) -> Rows | None:
    """Return the passages that only this facet's own filter keeps out; `None` without one."""
    if table.name not in left:
        return None
    more = ~admitted
    for name, mask in left.items():
        if name != table.name:
            more &= mask
    return rows[more]


def _facet(table: Table, filters: Filters, admitted: Rows, more: Rows | None) -> Facet:
    counts = table.counts(admitted)
    wanted = filters.of(table.name)
    selected = sorted({at for value in wanted if (at := table.number(value)) is not None})
    adds = None if more is None else table.counts(more)
    if adds is not None:
        adds[selected] = 0
    offered = table.offered & (counts > 0 if adds is None else counts + adds > 0)
    offered[selected] = False
    found = offered.nonzero()[0]
    # One whole number orders by count, what it adds, and name, so that few of many are found fast.
    held = counts[found] * (table.passages + 1)
    rank = table.order[found] - (held if adds is None else held + adds[found]) * len(offered)
    most = len(found) if table.name == "theme" else min(MOST, len(found))
    if most < len(found):
        first = rank.argpartition(most - 1)[:most]
        found, rank = found[first], rank[first]
    shown = [*selected, *found[rank.argsort()].tolist()]
    added = [0] * len(shown) if adds is None else adds[shown].tolist()
    values = tuple(
        FacetValue(table.values[at], count, at in selected, adding, table.within[at])
        for at, count, adding in zip(shown, counts[shown].tolist(), added, strict=True)
    )
    return Facet(table.name, values, int(offered.sum()) - most)
