"""Answers people who look for others: collaborators, a page for each, a map, the network."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from flask import Blueprint, Response, abort

from indexer.model import NAME_KINDS, ROLES, Query, Who
from webapp import asking, atlas, naming, narrowing, picture
from webapp.pages import explained
from webapp.paging import View, Window, of_people
from webapp.rendering import page
from webapp.state import engine

blueprint = Blueprint("people", __name__)

# Places that one map and its list show.
_MAPPED = 100
_WORDS = {"partner": "partner", "funder": "funder", "named": "only named"}


@blueprint.get("/collaborators")
@explained
def collaborators() -> Response:
    """List who goes with a question; without one, all by number of passages."""
    opened = engine()
    who = asking.who(opened)
    found = opened.collaborators(who)
    view = of_people(who)
    return page(
        "collaborators.html",
        who=who,
        query=who.query,
        found=found,
        view=view,
        window=Window(who.query, len(found.found), found.total, view),
        chips=narrowing.chips(who.query, view, partial(asking.narrows, opened)),
        kinds=NAME_KINDS,
        roles=ROLES,
        words=_WORDS,
        without=partial(_without, who),
    )


@blueprint.get("/collaborators/<entity_id>")
def profile(entity_id: str) -> Response:
    """Show a collaborator with all that speaks for it, and whom it goes with."""
    opened = engine()
    found = opened.profile(entity_id)
    if found is None:
        abort(404)
    around = opened.network(Who(Query("")), around=entity_id)
    one = found.collaborator.entity
    there = narrowing.switched(Query("", limit=1), "place", one.name)
    return page(
        "profile.html",
        one=one,
        profile=found,
        lying=opened.collaborators(Who(there)).passages if one.kind == "place" else 0,
        words=_WORDS,
        network=around,
        picture=picture.draw(around),
        lines=partial(naming.lines, opened=opened),
    )


@blueprint.get("/places")
@explained
def places() -> Response:
    """Show the places of the passages that answer a question, or of all, on a map and as a list."""
    opened = engine()
    asked = asking.query(opened)
    who = Who(replace(asked, limit=_MAPPED, offset=0), kinds=("place",))
    found = opened.collaborators(who)
    view = View("/places")
    return page(
        "places.html",
        query=asked,
        found=found,
        view=view,
        maps=atlas.draw(found.found),
        chips=narrowing.chips(asked, view, partial(asking.narrows, opened)),
        window=Window(asked, len(found.found), found.total, view),
        narrowed=lambda place: narrowing.switched(asked, "place", place),
    )


@blueprint.get("/network")
@explained
def network() -> Response:
    """Show who goes with what among the passages that answer a question, or among all."""
    opened = engine()
    who = asking.who(opened)
    found = opened.network(who)
    view = of_people(who, "/network")
    return page(
        "network.html",
        query=who.query,
        view=view,
        chips=narrowing.chips(who.query, view, partial(asking.narrows, opened)),
        window=Window(who.query, len(found.passages), len(found.passages), view),
        network=found,
        picture=picture.draw(found, who.query.text),
        lines=partial(naming.lines, opened=opened),
    )


def _without(who: Who, name: str) -> str:
    """Return the address of the list with one name left out, or let in again."""
    kept = tuple(each for each in who.exclude if each != name)
    exclude = kept if name in who.exclude else (*who.exclude, name)
    return of_people(replace(who, exclude=exclude)).address(replace(who.query, offset=0))
