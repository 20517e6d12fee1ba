"""Answers people who ask: passages, collaborators, a map, the network, and what went wrong."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from flask import Blueprint, Response, abort

from indexer.model import NAME_KINDS, ROLE_WORDS, ROLES, Answer, FacetName, Mode, Query, Who
from webapp.addresses import SEARCH, View, of_people
from webapp.http import problems
from webapp.http.problems import Problem
from webapp.http.state import TimedEngine, engine, settings
from webapp.pages import atlas, catalogue, facets, markup, picture
from webapp.pages.common import (
    Window,
    explained,
    page,
    question,
    read_query,
    read_who,
)

pages = Blueprint("pages", __name__)
people = Blueprint("people", __name__)

# Collaborators beside the results, results of a leg beside the other's, places of one map.
_BESIDE = 5
_COMPARED = 10
_MAPPED = 100
_COMPARE = View("/compare")


@pages.get("/")
@explained
def search() -> Response:
    """Show the search box; with `q`, what answers it."""
    opened = engine()
    if not question():
        return page("home.html", catalogue=catalogue.current(opened.engine), view=SEARCH)
    matches = opened.match(read_query())
    answer, query = opened.answer(matches), matches.query
    beside = Who(replace(query, limit=_BESIDE, offset=0), evidence=0)  # names alone
    parts = markup.asked(matches.question.intent)
    return page(
        "results.html",
        **_narrowed(opened, query, SEARCH, len(answer.hits), answer.total),
        answer=answer,
        lacks=matches.lacks,
        groups=facets.groups(answer.facets, query, SEARCH, answer.total),
        beside=opened.engine.collaborators(beside, matches) if answer.hits else None,
        parts=parts,
        lines=partial(markup.lines, engine=opened.engine, parts=parts),
    )


@pages.get("/compare")
@explained
def compare() -> Response:
    """Show how words alone and meaning alone rank a question, beside how both do together."""
    opened = engine()
    query = read_query() if question() else Query("")
    legs: dict[Mode, Answer] = {}
    if query.text:
        matches = opened.match(replace(query, mode="hybrid", limit=_COMPARED, offset=0))
        query = replace(query, filters=matches.query.filters)
        for mode in ("keyword", "semantic"):
            legs[mode] = opened.engine.answer(matches.by_leg(mode))
        legs["hybrid"] = opened.answer(matches)
    ranks = {
        mode: {hit.row: rank for rank, hit in enumerate(answer.hits, 1)}
        for mode, answer in legs.items()
    }
    return page("compare.html", query=query, legs=legs, ranks=ranks, view=_COMPARE)


@pages.get("/problems/<name>")
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


@people.get("/collaborators")
@explained
def collaborators() -> Response:
    """List who goes with a question; without one, all by number of passages."""
    opened = engine()
    found = opened.collaborators(read_who())
    who, view = found.who, of_people(found.who)
    return page(
        "collaborators.html",
        **_narrowed(opened, who.query, view, len(found.found), found.total),
        who=who,
        found=found,
        kinds=NAME_KINDS,
        roles=ROLES,
        words=ROLE_WORDS,
        without=partial(_without, who),
    )


@people.get("/collaborators/<entity_id>")
def profile(entity_id: str) -> Response:
    """Show a collaborator with all that speaks for it, and whom it goes with."""
    opened = engine()
    everything = opened.engine.browse(Query(""))
    found = opened.engine.profile(entity_id, everything)
    if found is None:
        abort(404)
    around = opened.engine.network(Who(Query("")), everything, around=entity_id)
    one = found.collaborator.entity
    there = facets.switched(Query(""), "place", one.name)
    return page(
        "profile.html",
        one=one,
        profile=found,
        lying=len(opened.engine.browse(there).rows) if one.kind == "place" else 0,
        words=ROLE_WORDS,
        network=around,
        picture=picture.draw(around),
        lines=partial(markup.lines, engine=opened.engine),
    )


@people.get("/places")
@explained
def places() -> Response:
    """Show the places of the passages that answer a question, or of all, on a map and as a list."""
    opened = engine()
    query = read_query()
    found = opened.collaborators(Who(replace(query, limit=_MAPPED, offset=0), kinds=("place",)))
    query = replace(query, filters=found.who.query.filters)
    return page(
        "places.html",
        **_narrowed(opened, query, View("/places"), len(found.found), found.total),
        found=found,
        maps=atlas.draw(found.found),
        narrowed=lambda place: facets.switched(query, "place", place),
    )


@people.get("/network")
@explained
def network() -> Response:
    """Show who goes with what among the passages that answer a question, or among all."""
    opened = engine()
    found = opened.network(read_who())
    query, view, shown = found.who.query, of_people(found.who, "/network"), len(found.passages)
    return page(
        "network.html",
        **_narrowed(opened, query, view, shown, shown),
        network=found,
        picture=picture.draw(found, query.text),
        lines=partial(markup.lines, engine=opened.engine),
    )


def _narrowed(
    opened: TimedEngine, query: Query, view: View, shown: int, total: int
) -> dict[str, Any]:
    """Return what every answer to a question shows: its window, and what narrows it."""
    window = Window(query, shown, total, view)
    chips = facets.chips(query, view, partial(_has_value, opened))
    return {"query": query, "view": view, "window": window, "chips": chips}


def _without(who: Who, name: str) -> str:
    """Return the address of the list with one name left out, or let in again."""
    kept = tuple(each for each in who.exclude if each != name)
    exclude = kept if name in who.exclude else (*who.exclude, name)
    return of_people(replace(who, exclude=exclude)).address(replace(who.query, offset=0))


def _has_value(opened: TimedEngine, facet: FacetName, value: str) -> bool:
    """Tell whether a value of a facet is one that this index has."""
    if facet == "theme":
        return not value or value in opened.engine.themes
    return opened.engine.entity(value) is not None
