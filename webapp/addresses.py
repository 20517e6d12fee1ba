"""Says where this application is reached, and where the same question is asked otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote, quote_plus, urlencode

from flask import request

from indexer.model import FACETS, Query
from webapp.state import settings

if TYPE_CHECKING:
    from indexer.model import Answer, FacetName

_SEARCH = "/api/v1/search"


def root() -> str:
    """Return the address of this application as its clients know it, without its last slash.

    A request that names no usable host is answered with paths, which hold on any.
    """
    return settings().public_url or (request.host_url.rstrip("/") if request.host else "")


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
        pairs = [("q", query.text)]
        pairs += [("limit", str(query.limit))] if query.limit != Query("").limit else []
        pairs += [("mode", query.mode)] if query.mode != "hybrid" else []
        pairs += [] if query.correct else [("correct", "false")]
        pairs += [("explain", "true")] if explain else []
        self._start = f"{root}{_SEARCH}?{urlencode(pairs, errors='replace')}"
        self._chosen = {facet: set(query.filters.of(facet)) for facet in FACETS}
        for facet in found.facets:
            selected = {one.value for one in facet.values if one.selected}
            self._chosen[facet.name] = selected or self._chosen[facet.name]
        self._written = {facet: _written(facet, self._chosen[facet]) for facet in FACETS}

    def of(self, facet: FacetName, value: str) -> str:
        """Return where the same is asked with this value of a facet switched."""
        switched = self._written | {facet: _written(facet, self._chosen[facet] ^ {value})}
        return self._start + "".join(switched.values())


def _written(facet: FacetName, values: set[str]) -> str:
    return "".join(f"&{facet}={quote_plus(value, errors='replace')}" for value in sorted(values))
