"""Says what an answer can be narrowed by, each value with the link that switches it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from indexer.model import FACETS, Facet, FacetName, FacetValue, Filters, Query
from webapp.addresses import View

Known = Callable[[FacetName, str], bool]

# Values of a facet that are seen at once; a click shows the others.
_FIRST = 6
# Passages that are seen at a glance.
_FEW = 3
_OTHER = "Other"  # what has no theme
_LONGEST = 60  # characters of a value
_TITLES = {facet: facet.capitalize() for facet in FACETS}


@dataclass(frozen=True, slots=True)
class Choice:
    """A value to narrow by: its link switches it; `inner` are the values that lie within it."""

    label: str
    count: int
    adds: int
    selected: bool
    address: str
    inner: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class FacetGroup:
    """What one facet offers: what is seen at once, what a click shows, how much is left out."""

    name: FacetName
    title: str
    first: tuple[Choice, ...]
    others: tuple[Choice, ...]
    left_out: int


@dataclass(frozen=True, slots=True)
class Chip:
    """A value that narrows the answer now, and where it does not; `unknown` if nothing has it."""

    title: str
    label: str
    address: str
    unknown: bool


def switched(query: Query, facet: FacetName, value: str) -> Query:
    """Return a query with one value of a facet switched on, or off where it is on.

    >>> from indexer.model import Query
    >>> on = switched(Query("tides"), "theme", "Birds")
    >>> on.filters.theme, switched(on, "theme", "Birds").filters.theme
    (('Birds',), ())
    """
    wanted = query.filters.of(facet)
    without = tuple(each for each in wanted if each != value)
    values = without if value in wanted else (*wanted, value)
    return replace(query, filters=replace(query.filters, **{facet: values}))


def groups(facets: Iterable[Facet], query: Query, view: View, total: int) -> tuple[FacetGroup, ...]:
    """Return what an answer of `total` passages can be narrowed by, where that helps.

    That is a facet of more than one value, of more passages than are seen at a glance; where it is
    narrowed already, whatever widens it again.
    """
    made = []
    narrowed = query.filters != Filters()
    for facet in facets if narrowed or total > _FEW else ():
        if not narrowed and len(facet.values) == 1:
            continue
        choices = _nested(facet, query, view)
        seen = max(_FIRST, sum(choice.selected for choice in choices))
        first, others, title = choices[:seen], choices[seen:], _TITLES[facet.name]
        if choices:
            made.append(FacetGroup(facet.name, title, first, others, facet.left_out))
    return tuple(made)


def chips(query: Query, view: View, known: Known) -> tuple[Chip, ...]:
    """Return every value that narrows a query now, in the order of facets."""
    return tuple(
        Chip(
            _TITLES[facet],
            value or _OTHER,
            switch(value),
            not known(facet, value),
        )
        for facet in FACETS
        for switch in [view.switches(query, facet)]
        for value in query.filters.of(facet)
    )


def _nested(facet: Facet, query: Query, view: View) -> tuple[Choice, ...]:
    """Return a facet's values as choices, places under the country that they lie in."""
    tops = {value.value for value in facet.values if value.within is None}
    inner: dict[str | None, list[FacetValue]] = {}
    for value in facet.values:
        inner.setdefault(value.within if value.within in tops else None, []).append(value)
    switch = view.switches(query, facet.name)

    def choice(value: FacetValue, within: Iterable[FacetValue]) -> Choice:
        label, address = value.value or _OTHER, switch(value.value)
        inside = tuple(choice(one, ()) for one in within)
        label = label if len(label) <= _LONGEST else f"{label[: _LONGEST - 1]}…"
        return Choice(label, value.count, value.adds, value.selected, address, inside)

    return tuple(choice(value, inner.get(value.value, ())) for value in inner.get(None, ()))
