"""Makes pages of templates, and reads what a page is asked, leniently.

Other than services, people follow links that others made: parameters that no form here has are
passed over, since mail and chat add their own to links, and a choice left open counts as not made.
What is left is read as strictly as a service's request.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import wraps
from http import HTTPStatus
from pathlib import Path

from flask import Flask, Response, g, render_template, request
from werkzeug.datastructures import MultiDict

from indexer.errors import AlongsideError
from indexer.model import FACETS, Branding, Filters, Query, Who
from webapp import addresses
from webapp.addresses import SEARCH, View
from webapp.api.requests import CollaboratorsParameters
from webapp.http.parameters import bounded, clean, from_address
from webapp.http.problems import ParameterError
from webapp.http.state import engine, settings
from webapp.pages import markup

_STATIC = {"style": "site.css", "script": "site.js", "land": "land.svg", "icon": "icon.svg"}
_KNOWN = ("q", "mode", "correct", "offset", *FACETS, "kind", "role", "exclude")
# The form's own way to keep a question uncorrected: it holds for that question, not for the next.
_AS_TYPED = "as-typed"


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
        return addresses.next_window(self.view, self.query, self.shown, self.total)

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


def prepare(app: Flask) -> None:
    """Give an application what its templates need."""
    folder = Path(app.static_folder or "")
    versions = {name: _version(folder / file) for name, file in _STATIC.items()}

    def static(name: str) -> str:
        return f"{app.static_url_path}/{_STATIC[name]}?v={versions[name]}"

    app.jinja_env.globals |= {
        "addresses": addresses,
        "branding": branding,
        "static": static,
        "SEARCH": SEARCH,
        "View": View,
    }
    app.jinja_env.filters |= {
        "marked": markup.marked,
        "sentence": markup.sentence,
        "why": markup.why,
    }
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True


def page(template: str, status: int = 200, **values: object) -> Response:
    """Return a page; the question of this request, if any, stands in its box.

    A browser that has the same page already, coming back to its results, is told so (304).
    """
    # What a corpus holds may not be valid Unicode; a page with a "?" is better than no page.
    text = render_template(template, **{"typed": typed(), "view": SEARCH} | values)
    response = Response(text.encode("utf-8", "replace"), status, mimetype="text/html")
    response.headers["Cache-Control"] = "no-cache"
    if status == HTTPStatus.OK:
        response.add_etag(weak=True)
        response.make_conditional(request)
    return response


def explained(answer: Callable[[], Response]) -> Callable[[], Response]:
    """Let a view answer a question that cannot be asked with the reason and the way out."""

    @wraps(answer)
    def answered() -> Response:
        try:
            return answer()
        except ParameterError as error:
            return page("mistaken.html", 400, detail=str(error), parameter=error.parameter)

    return answered


def branding() -> Branding:
    """Return whose pages are shown; the usual name where there is no index to say so."""
    found: Branding | None = g.get("branding")
    if found is None:
        try:
            found = engine().engine.branding
        except AlongsideError:
            found = Branding()
        g.branding = found
    return found


def typed() -> str:
    """Return the question as it stands in the box."""
    return request.args.get("q", "")


def question() -> str:
    """Return the question without what nobody can see; empty where nothing is asked."""
    return clean(typed())


def read_query() -> Query:
    """Return what this request asks of passages, perhaps nothing; raises as `read_who` does."""
    return read_who().query


def read_who() -> Who:
    """Return what this request asks; its filters as they were written.

    Raises
    ------
    ParameterError
        Naming the first parameter that is wrong, and the way out.
    """
    model = bounded(CollaboratorsParameters, settings())
    return from_address(_given(), model).who


def _given() -> MultiDict[str, str]:
    """Return the parameters that forms here have; of those left empty, only a theme says something.

    The question is cleaned, so that one of nothing but blanks is none.
    """
    given = MultiDict(
        (name, value)
        for name, value in request.args.items(multi=True)
        if name in _KNOWN and (value.strip() or name == "theme")
    )
    if "q" in given:
        given.setlist("q", [text for one in given.getlist("q") if (text := clean(one))])
    if _AS_TYPED in request.args and "correct" not in given:
        as_typed = clean(request.args[_AS_TYPED])
        given["correct"] = str(as_typed != question()).lower()
    return given


def _version(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:12]
