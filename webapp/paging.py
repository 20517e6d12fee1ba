"""Says which stretch of a ranking is shown, and where the stretches beside it are."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from indexer.model import FACETS, Filters, Query

if TYPE_CHECKING:
    from indexer.model import Mode, Who

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class View:
    """Where a question is answered: a path, with what it takes beside the question."""

    path: str = "/"
    more: Pairs = ()

    def address(self, query: Query, offset: int = 0) -> str:
        """Return this view's address for a query; what is as usual is left out.

        >>> View("/network").address(Query("tides", mode="keyword"))
        '/network?q=tides&mode=keyword'
        """
        pairs = [("q", query.text)] if query.text else []
        if query.mode != "hybrid":
            pairs.append(("mode", query.mode))
        pairs += [(facet, value) for facet in FACETS for value in query.filters.of(facet)]
        pairs += [] if query.correct else [("correct", "false")]
        pairs += self.more
        pairs += [("offset", str(offset))] if offset else []
        return self.path + ("?" + urlencode(pairs) if pairs else "")

    def in_mode(self, query: Query, mode: Mode) -> str:
        """Return this view's address for a query whose ranking comes from other legs."""
        return self.address(replace(query, mode=mode))


SEARCH = View()


@dataclass(frozen=True, slots=True)
class Window:
    """The results shown of all that a query found: `shown` of `total`, from the query's offset."""

    query: Query
    shown: int
    total: int
    view: View = SEARCH

    @property
    def first(self) -> int:
        """The rank of the first one shown, from 1."""
        return self.query.offset + 1

    @property
    def last(self) -> int:
        """The rank of the last one shown."""
        return self.query.offset + self.shown

    @property
    def start(self) -> str:
        """Where the ranking begins."""
        return self._address(0)

    @property
    def before(self) -> str | None:
        """Where those before these are, `None` where there are none."""
        if not self.query.offset or not self.shown:
            return None
        return self._address(max(0, self.query.offset - self.query.limit))

    @property
    def after(self) -> str | None:
        """Where those after these are, `None` where there are none."""
        if not self.shown or self.last >= self.total:
            return None
        return self._address(self.last)

    @property
    def narrowed(self) -> bool:
        """Whether the question is asked of a part of the passages, or of one leg only."""
        return self.query.filters != Filters() or self.query.mode != "hybrid"

    @property
    def everywhere(self) -> str:
        """Where the same question is asked without filters, with both kinds of match."""
        return self.view.address(Query(self.query.text, correct=self.query.correct))

    @property
    def uncorrected(self) -> str:
        """Where the question is asked as it was typed."""
        return self.view.address(replace(self.query, correct=False))

    def _address(self, offset: int) -> str:
        return self.view.address(self.query, offset)


def address(query: Query, offset: int = 0) -> str:
    """Return the search page's address for a query; what is as usual is left out.

    >>> from indexer.model import Filters
    >>> address(Query("air pollution", filters=Filters(theme=("Air",))), offset=10)
    '/?q=air+pollution&theme=Air&offset=10'
    """
    return SEARCH.address(query, offset)


def of_people(who: Who, path: str = "/collaborators") -> View:
    """Return a view of collaborators with everything that is asked beside the question.

    >>> from indexer.model import Who
    >>> of_people(Who(Query("tides"), exclude=("Pier Trust",))).address(Query("tides"))
    '/collaborators?q=tides&exclude=Pier+Trust'
    """
    kinds = [("kind", kind) for kind in who.kinds if who.kinds != _KINDS]
    roles = [("role", role) for role in who.roles]
    return View(path, (*kinds, *roles, *(("exclude", name) for name in who.exclude)))


_KINDS = ("organisation", "person")
