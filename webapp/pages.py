"""Answers people who ask: the search page, both legs beside each other, and what went wrong.

Every page is made on the server and works without JavaScript.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial, wraps
from typing import TYPE_CHECKING

from flask import Blueprint, Response, abort

from indexer.model import Query, Who
from webapp import asking, catalogue, naming, narrowing, params, problems
from webapp.paging import SEARCH, View, Window
from webapp.rendering import page
from webapp.state import engine, settings

if TYPE_CHECKING:
    from webapp.problems import Problem

blueprint = Blueprint("pages", __name__)

# Collaborators beside the results, and results of a leg beside the other's.
_BESIDE = 5
_COMPARED = 10
_COMPARE = View("/compare")


def explained(answer: Callable[[], Response]) -> Callable[[], Response]:
    """Let a view answer a question that cannot be asked with the reason and the way out."""

    @wraps(answer)
    def answered() -> Response:
        try:
            return answer()
        except params.ParameterError as error:
            return _mistaken(str(error), error.parameter)

    return answered


@blueprint.get("/")
@explained
def search() -> Response:
    """Show the search box; with `q`, what answers it."""
    opened = engine()
    if not asking.question():
        return page("home.html", catalogue=catalogue.current(opened), view=SEARCH)
    query = asking.query(opened)
    answer = opened.search(query)
    beside = Who(replace(query, limit=_BESIDE, offset=0))
    return page(
        "results.html",
        query=query,
        answer=answer,
        window=Window(query, len(answer.hits), answer.total),
        groups=narrowing.groups(answer.facets, query, SEARCH),
        chips=narrowing.chips(query, SEARCH, partial(asking.narrows, opened)),
        beside=opened.collaborators(beside) if answer.hits else None,
        lines=partial(naming.lines, opened=opened),
    )


@blueprint.get("/compare")
@explained
def compare() -> Response:
    """Show how words alone and meaning alone rank a question, beside how both do together."""
    opened = engine()
    asked = asking.query(opened) if asking.question() else Query("")
    legs = {}
    if asked.text:
        query = replace(asked, limit=_COMPARED, offset=0)
        legs = {
            mode: opened.search(replace(query, mode=mode))
            for mode in ("keyword", "semantic", "hybrid")
        }
    ranks = {
        mode: {hit.row: rank for rank, hit in enumerate(answer.hits, 1)}
        for mode, answer in legs.items()
    }
    return page("compare.html", query=asked, legs=legs, ranks=ranks, view=_COMPARE)


@blueprint.get("/problems/<name>")
def explain(name: str) -> Response:
    """Show what a kind of problem means; the address that problems carry as their `type`."""
    kind = problems.KINDS.get(name)
    if kind is None:
        abort(404)
    return page("kind.html", kind=kind)


def problem(of: Problem) -> Response:
    """Show what went wrong, and the way out."""
    unready = of.kind is problems.NO_INDEX
    template = "unready.html" if unready else "problem.html"
    return of.dress(page(template, of.status, problem=of, wait=settings().retry_after))


def _mistaken(detail: str, parameter: str) -> Response:
    return page("mistaken.html", 400, detail=detail, parameter=parameter)
