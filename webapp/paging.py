"""Says which stretch of a ranking is shown, and where the stretches beside it are."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from indexer.model import FACETS, Query


@dataclass(frozen=True, slots=True)
class Window:
    """The hits shown of all that a query found: `shown` of `total`, from the query's offset."""

    query: Query
    shown: int
    total: int

    @property
    def first(self) -> int:
        """The rank of the first hit shown, from 1."""
        return self.query.offset + 1

    @property
    def last(self) -> int:
        """The rank of the last hit shown."""
        return self.query.offset + self.shown

    @property
    def start(self) -> str:
        """Where the ranking begins."""
        return self._address(0)

    @property
    def before(self) -> str | None:
        """Where the hits before these are, `None` where there are none."""
        if not self.query.offset or not self.shown:
            return None
        return self._address(max(0, self.query.offset - self.query.limit))

    @property
    def after(self) -> str | None:
        """Where the hits after these are, `None` where there are none."""
        if not self.shown or self.last >= self.total:
            return None
        return self._address(self.last)

    def _address(self, offset: int) -> str:
        return address(self.query, offset=offset)

    @property
    def everywhere(self) -> str:
        """Where the same question is asked without filters, with both kinds of match."""
        return address(Query(self.query.text, correct=self.query.correct))

    @property
    def uncorrected(self) -> str:
        """Where the question is asked as it was typed."""
        return address(replace(self.query, correct=False))


def address(query: Query, offset: int = 0) -> str:
    """Return the search page's address for a query; what is as usual is left out.

    >>> from indexer.model import Filters
    >>> address(Query("air pollution", filters=Filters(theme=("Air",))), offset=10)
    '/?q=air+pollution&theme=Air&offset=10'
    """
    pairs = [("q", query.text)]
    if query.mode != "hybrid":
        pairs.append(("mode", query.mode))
    pairs += [(facet, value) for facet in FACETS for value in query.filters.of(facet)]
    pairs += [] if query.correct else [("correct", "false")]
    pairs += [("offset", str(offset))] if offset else []
    return "/?" + urlencode(pairs)
