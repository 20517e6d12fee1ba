"""Reads what a page is asked, leniently: other than services, people follow links that others made.

Parameters that no form here has are passed over, since mail and chat add their own to links, and a
choice left open counts as not made. What is left is read as strictly as a service's request.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from flask import request
from werkzeug.datastructures import MultiDict

from indexer.model import FACETS, NAME_KINDS, ROLES, Filters, Query, Who
from webapp import params
from webapp.params import ParameterError
from webapp.state import settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from indexer.model import FacetName
    from webapp.state import Engine

_SINGLE = ("q", "mode", "correct", "offset")
# The form's own way to keep a question uncorrected: it holds for that question, not for the next.
_AS_TYPED = "as-typed"
_T = TypeVar("_T", bound=str)


def typed() -> str:
    """Return the question as it stands in the box."""
    return request.args.get("q", "")


def question() -> str:
    """Return the question without what nobody can see; empty where nothing is asked."""
    return params.clean(typed())


def query(opened: Engine) -> Query:
    """Return what this request asks of passages; its filters bear the names that facets show.

    Raises
    ------
    params.ParameterError
        Naming the first parameter that is wrong, and the way out.
    """
    asked = _asked()
    if not question():
        asked["q"] = "anything"  # the text of a view that needs no question, and is taken off again
    read = params.search_query(asked, settings())
    filters = {facet: _named(opened, facet) for facet in FACETS}
    return replace(read, text=question() and read.text, filters=Filters(**filters))


def who(opened: Engine) -> Who:
    """Return what this request asks of collaborators; raises as `query` does."""
    kinds = _among("kind", NAME_KINDS)
    return Who(
        query(opened),
        kinds=kinds or Who(Query("")).kinds,
        roles=_among("role", ROLES),
        exclude=_given("exclude"),
    )


def narrows(opened: Engine, facet: FacetName, value: str) -> bool:
    """Tell whether a value of a facet is one that this index has."""
    if facet == "theme":
        return not value or value in opened.themes
    return opened.entity(value) is not None


def _asked() -> MultiDict[str, str]:
    asked = MultiDict(
        (name, value)
        for name, value in request.args.items(multi=True)
        if name in _SINGLE and value.strip()
    )
    if _AS_TYPED in request.args and "correct" not in asked:
        as_typed = params.clean(request.args[_AS_TYPED])
        asked["correct"] = str(as_typed != question()).lower()
    return asked


def _given(name: str) -> tuple[str, ...]:
    given = tuple(dict.fromkeys(params.clean(value) for value in request.args.getlist(name)))
    most = settings().max_values
    if len(given) > most:
        raise ParameterError(name, f"{name} is given {len(given)} times: give at most {most}")
    return tuple(value for value in given if value or name == "theme")


def _among(name: str, known: Sequence[_T]) -> tuple[_T, ...]:
    given = _given(name)
    for value in given:
        if value not in known:
            use = f"{', '.join(known[:-1])} or {known[-1]}"
            raise ParameterError(name, f"{name} is {value[:60]!r}: use {use}")
    return tuple(each for each in known if each in given)


def _named(opened: Engine, facet: FacetName) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_name(opened, facet, value) for value in _given(facet)))


def _name(opened: Engine, facet: FacetName, value: str) -> str:
    if facet == "theme":
        folded = value.casefold()
        return next((theme for theme in opened.themes if theme.casefold() == folded), value)
    one = opened.entity(value)
    return one.name if one else value
