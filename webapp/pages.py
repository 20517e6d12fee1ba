"""Answers people: the search page, a passage whole, and each page as it reads from top to end.

Every page is made on the server and works without JavaScript. Other than the API, the search page
passes over parameters that it does not know: links travel through mail and chat, which add their
own.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Blueprint, Flask, Response, abort, current_app, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.routing import BaseConverter

from webapp import catalogue, links, markup, params, problems
from webapp.paging import Window
from webapp.problems import UNKNOWN_PASSAGE, Problem, ProblemError
from webapp.state import engine, settings

if TYPE_CHECKING:
    from indexer.model import Query
    from webapp.catalogue import Catalogue
    from webapp.state import Engine

blueprint = Blueprint("pages", __name__)

_STYLE = "site.css"
_FORM = ("q", "theme", "mode", "correct", "offset")
# The form's own way to keep a question uncorrected: it holds for that question, not for the next.
_AS_TYPED = "as-typed"


class _SourceConverter(BaseConverter):
    """The whole rest of a path, as it is: a source may begin with a slash, or hold two."""

    regex = ".+"
    part_isolating = False


def prepare(app: Flask) -> None:
    """Give an application what the templates and routes of this module need."""
    app.url_map.converters["source"] = _SourceConverter
    style = Path(app.static_folder or "") / _STYLE
    app.jinja_env.globals["style_version"] = hashlib.sha256(style.read_bytes()).hexdigest()[:12]
    app.jinja_env.globals["links"] = links
    app.jinja_env.filters["marked"] = markup.marked
    app.jinja_env.filters["sentence"] = markup.sentence
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True


@blueprint.get("/")
def search() -> Response:
    """Show the search box; with `q`, what answers it."""
    asked = _asked()
    if not params.clean(asked.get("q", "")):
        return _home("q" in asked)
    try:
        query = params.search_query(asked, settings())
        return _results(query)
    except params.ParameterError as error:
        return _mistaken(asked, str(error), error.parameter)


@blueprint.get("/passages/<passage_id>")
def passage(passage_id: str) -> Response:
    """Show one passage whole, with the passages before and after it on its page."""
    opened = engine()
    found = opened.passage(passage_id)
    if found is None:
        detail = "no passage has this address (any more): search for its title"
        raise ProblemError(Problem(UNKNOWN_PASSAGE, 404, detail))
    before, after = opened.beside(found.id)
    return _page(
        "passage.html", passage=found, parts=markup.parts(found), before=before, after=after
    )


@blueprint.get("/pages/")
def contents() -> Response:
    """List every page that is searched."""
    return _page("contents.html", pages=_catalogue(engine()).pages)


@blueprint.get("/pages/<source:source>")
def page(source: str) -> Response:
    """Show a page as it reads, with the ids that deep links end with."""
    passages = engine().page(source)
    if not passages:
        abort(404)
    return _page(
        "page.html",
        title=catalogue.page_title(passages[0]),
        source=source,
        stretches=markup.outline(passages),
    )


@blueprint.get("/problems/<name>")
def explain(name: str) -> Response:
    """Show what a kind of problem means; the address that problems carry as their `type`."""
    kind = problems.KINDS.get(name)
    if kind is None:
        abort(404)
    return _page("kind.html", kind=kind)


def problem(of: Problem) -> Response:
    """Show what went wrong, and the way out."""
    return of.dress(_page("problem.html", problem=of))


def _asked() -> MultiDict[str, str]:
    """Return the parameters that the form has; a choice left open counts as not made."""
    kept = [
        (name, value)
        for name, value in request.args.items(multi=True)
        if name in _FORM and (value or name == "q")
    ]
    asked = MultiDict(kept)
    if _AS_TYPED in request.args and "correct" not in asked:
        typed = params.clean(request.args[_AS_TYPED])
        asked["correct"] = str(typed != params.clean(asked.get("q", ""))).lower()
    return asked


def _home(empty: bool) -> Response:  # noqa: FBT001 - a fact about the request, not a switch
    return _page("home.html", catalogue=_catalogue(engine()), empty=empty, query=None)


def _results(query: Query) -> Response:
    opened = engine()
    answer = opened.search(query)
    window = Window(query, len(answer.hits), answer.total)
    return _page("results.html", query=query, answer=answer, window=window, themes=opened.themes)


def _mistaken(asked: MultiDict[str, str], detail: str, parameter: str) -> Response:
    response = _page("mistaken.html", text=asked.get("q", ""), detail=detail, parameter=parameter)
    response.status_code = 400
    return response


def _catalogue(opened: Engine) -> Catalogue:
    """Return the catalogue of a generation, drawn once for each."""
    drawn: Catalogue | None = current_app.extensions.get("alongside.catalogue")
    if drawn is None or drawn.generation != opened.info.generation:
        drawn = catalogue.draw(opened)
        current_app.extensions["alongside.catalogue"] = drawn
    return drawn


def _page(template: str, **values: object) -> Response:
    # What a corpus holds may not be valid Unicode; a page with a "?" is better than no page.
    text = render_template(template, style=url_for("static", filename=_STYLE), **values)
    response = Response(text.encode("utf-8", "replace"), mimetype="text/html")
    response.headers["Cache-Control"] = "no-cache"
    return response
