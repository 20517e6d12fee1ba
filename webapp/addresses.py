"""Says where this application is reached, and where the same question is asked otherwise."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote, quote_plus, urlencode

from flask import request

from indexer.model import FACETS
from webapp.state import settings

if TYPE_CHECKING:
    from indexer.model import Answer, FacetName

_SEARCH = "/api/v1/search"
# Names whose writing is kept: every answer lists the same few hundred again.
_KEPT = 4_096


def root() -> str:
    """Return the address of this application as its clients know it, without its last slash.

    A request that names no usable host is answered with paths, which hold on any.
    """
    return settings().public_url or (f"{request.scheme}://{request.host}" if request.host else "")


def collaborator(entity_id: str, root: str) -> str:
    """Return where the API has all of a collaborator."""
    return f"{root}/api/v1/collaborators/{quote(entity_id, safe='')}"


class Toggles:
    """The addresses of a search with one value of a filter switched on or off, from its start.

    Values stand under their own names and in order, so that a choice has one address however it
    was made. One that no passage has is kept only where it alone decides.
    """

    def __init__(self, found: Answer, root: str, *, explain: bool = False) -> None:
        query = found.query
        pairs = [("q", query.text), ("limit", str(query.limit))]
        pairs += [("mode", query.mode)] if query.mode != "hybrid" else []
        pairs += [] if query.correct else [("correct", "false")]
        pairs += [("explain", "true")] if explain else []
        chosen = {facet: set(query.filters.of(facet)) for facet in FACETS}
        for facet in found.facets:
            selected = {one.value for one in facet.values if one.selected}
            chosen[facet.name] = selected or chosen[facet.name]
        self._chosen = chosen
        self._before: dict[FacetName, str] = {}
        self._after: dict[FacetName, str] = {}
        written = f"{root}{_SEARCH}?{urlencode(pairs, errors='replace')}"
        for name in FACETS:
            self._before[name] = written
            written += _written(name, chosen[name])
        for name in FACETS:
            self._after[name] = written[len(self._before[name] + _written(name, chosen[name])) :]

    def of(self, facet: FacetName, value: str) -> str:
        """Return where the same is asked with this value of a facet switched."""
        switched = _written(facet, self._chosen[facet] ^ {value})
        return self._before[facet] + switched + self._after[facet]


def _written(facet: FacetName, values: set[str]) -> str:
    return "".join(_pair(facet, value) for value in sorted(values))


@lru_cache(maxsize=_KEPT)
def _pair(facet: FacetName, value: str) -> str:
    return f"&{facet}={quote_plus(value, errors='replace')}"
