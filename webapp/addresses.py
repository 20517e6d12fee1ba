"""Says where everything is: a question on each page and in the API, passages, people, sources.

A query as a URL has its one home here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from urllib.parse import quote, quote_plus, urlencode, urlsplit

from indexer.model import FACETS, Answer, FacetName, Mode, Passage, Query, Who

Pairs = tuple[tuple[str, str], ...]

# Passages that the reading view shows at once: of a usual page all of them, of a collection's
# thousands a part that a phone loads in a moment.
PART = 40
# Addresses, and names in them, whose writing is kept: the same ones are answered often.
_KEPT = 4_096
_SCHEMES = ("http", "https", "mailto")
# What parts a fragment from instructions to the browser; an address has it once.
_DIRECTIVE = ":~:"
_PAGE = re.compile(r"#page=\d+$")  # of a PDF document, whose viewer knows nothing of directives
_API_SEARCH = "/api/v1/search"
_KINDS = ("organisation", "person")


@dataclass(frozen=True, slots=True)
class View:
    """Where a question is answered: a path, with what it takes beside the question."""

    path: str = "/"
    more: Pairs = ()

    def address(self, query: Query, offset: int = 0) -> str:
        """Return this view's address for a query; what is as usual is left out.

        >>> from indexer.model import Query
        >>> View("/network").address(Query("tides", mode="keyword"))
        '/network?q=tides&mode=keyword'
        """
        return self._with(_asked(query) + _filters(query, FACETS) + self._rest(query, offset))

    def switches(self, query: Query, facet: FacetName) -> Callable[[str], str]:
        """Return what gives the address with one value of a facet switched on, or off if it is on.

        >>> from indexer.model import Query
        >>> View().switches(Query("tides"), "theme")("Birds")
        '/?q=tides&theme=Birds'
        """
        at = FACETS.index(facet)
        before = _asked(query) + _filters(query, FACETS[:at])
        after = _filters(query, FACETS[at + 1 :]) + self._rest(query)
        chosen = query.filters.of(facet)

        def address(value: str) -> str:
            kept = [one for one in chosen if one != value]
            values = kept if value in chosen else [*kept, value]
            return self._with(before + "".join(_pair(facet, one) for one in values) + after)

        return address

    def in_mode(self, query: Query, mode: Mode) -> str:
        """Return this view's address for a query whose ranking comes from other legs."""
        return self.address(replace(query, mode=mode))

    def _with(self, pairs: str) -> str:
        return self.path + ("?" + pairs[1:] if pairs else "")

    def _rest(self, query: Query, offset: int = 0) -> str:
        pairs = [*([] if query.correct else [("correct", "false")]), *self.more]
        pairs += [("offset", str(offset))] if offset else []
        return "".join(_pair(name, value) for name, value in pairs)


SEARCH = View()


def of_people(who: Who, path: str = "/collaborators") -> View:
    """Return a view of collaborators with everything that is asked beside the question.

    >>> from indexer.model import Query, Who
    >>> of_people(Who(Query("tides"), exclude=("Pier Trust",))).address(Query("tides"))
    '/collaborators?q=tides&exclude=Pier+Trust'
    """
    kinds = [("kind", kind) for kind in who.kinds if who.kinds != _KINDS]
    roles = [("role", role) for role in who.roles]
    return View(path, (*kinds, *roles, *(("exclude", name) for name in who.exclude)))


def next_window(view: View, query: Query, shown: int, total: int) -> str | None:
    """Return where a view has what comes behind the results shown; `None` after the last.

    >>> from indexer.model import Query
    >>> next_window(SEARCH, Query("tides", limit=5), 5, 8)
    '/?q=tides&offset=5'
    """
    end = query.offset + shown
    return view.address(query, end) if shown and end < total else None


def safe(url: str | None) -> str | None:
    """Return an absolute address that may be followed, `None` for every other.

    An address without a scheme would lead into this application instead of the page that it was
    read from, and one such as `javascript:` would run: neither is a link.

    >>> safe("https://example.org/a"), safe("javascript:alert(1)"), safe("/a")
    ('https://example.org/a', None, None)
    """
    if not url:
        return None
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return None
    whole = bool(parts.netloc) or (parts.scheme == "mailto" and bool(parts.path))
    return url.strip() if whole and parts.scheme in _SCHEMES else None


def passage(passage_id: str, question: str = "") -> str:
    """Return the path of the page that shows one passage whole, with what a question matches.

    >>> passage("tides-0a1b2c", "high water")
    '/passages/tides-0a1b2c?q=high+water'
    """
    query = "?" + _pair("q", question)[1:] if question else ""
    return f"/passages/{quote(passage_id, safe='')}{query}"


@lru_cache(maxsize=_KEPT)
def collaborator(entity_id: str) -> str:
    """Return the path of a collaborator's own page."""
    return f"/collaborators/{quote(entity_id, safe='')}"


@lru_cache(maxsize=_KEPT)
def page(source: str, anchor: str | None = None, position: int = 0, question: str = "") -> str:
    """Return the path of the reading view of a source, and of a heading in it.

    `position` is that of the passage which is to be seen: the view has parts of `PART` passages;
    `question` what was asked, to lead back to its answers.

    >>> page("a b.html", "top"), page("a", position=PART, question="high water")
    ('/pages/a%20b.html#top', '/pages/a?part=2&q=high+water')
    """
    part = position // PART + 1
    pairs = {**({"part": part} if part > 1 else {}), **({"q": question} if question else {})}
    query = f"?{urlencode(pairs)}" if pairs else ""
    fragment = f"#{quote(anchor, safe='')}" if anchor else ""
    return f"/pages/{quote(source, safe='/:@')}{query}{fragment}"


def source_of(passage: Passage, root: str, fragment: str | None = None, question: str = "") -> str:
    """Return where a passage stands on its source: its public address, else the reading view.

    `root` is this application's own address without its last slash, or nothing for a path;
    `fragment` leads on to a sentence of it (see `indexer.index.fragments`), and from the reading
    view a `question` back to its answers.
    """
    address = safe(passage.url)
    if address is None:
        address = root + page(passage.source, passage.anchor, passage.position, question)
    lands = _DIRECTIVE not in address and not address.lower().startswith("mailto:")
    if not fragment or not lands or _PAGE.search(address):
        return address
    return address + ("" if "#" in address else "#") + fragment


def api_collaborator(entity_id: str, root: str) -> str:
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
        start = f"{root}{_API_SEARCH}?{urlencode(pairs, errors='replace')}"
        own = [_written(facet, chosen[facet]) for facet in FACETS]
        self._around = {
            facet: (start + "".join(own[:at]), "".join(own[at + 1 :]))
            for at, facet in enumerate(FACETS)
        }

    def of(self, facet: FacetName, value: str) -> str:
        """Return where the same is asked with this value of a facet switched."""
        before, after = self._around[facet]
        return before + _written(facet, self._chosen[facet] ^ {value}) + after


def _asked(query: Query) -> str:
    mode = _pair("mode", query.mode) if query.mode != "hybrid" else ""
    return (_pair("q", query.text) if query.text else "") + mode


def _filters(query: Query, facets: Sequence[FacetName]) -> str:
    return "".join(_pair(facet, value) for facet in facets for value in query.filters.of(facet))


def _written(facet: FacetName, values: set[str]) -> str:
    return "".join(_pair(facet, value) for value in sorted(values))


@lru_cache(maxsize=_KEPT)
def _pair(name: str, value: str) -> str:
    """Return what a query goes on with; a page has the same values in dozens of links."""
    return f"&{name}={quote_plus(value, errors='replace')}"
