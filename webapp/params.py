"""Turns what was asked into a `Query` or a `Who`, or says which parameter is wrong.

Nothing is ignored: a parameter that is not known, given twice, or out of range is an error.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
from msgspec import inspect
from werkzeug.datastructures import MultiDict

from indexer.model import FACETS, Filters, Query, Who
from webapp import refusals, requests
from webapp.refusals import ParameterError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from webapp.requests import Model

__all__ = [
    "ParameterError",
    "asked",
    "checked",
    "clean",
    "normal",
    "normal_who",
    "query",
    "who",
]

# A value of a model of `requests`, which is made at run time: its fields are the model's.
Asked = Any

# More digits than any range here allows; beyond this, int() itself refuses or slows down.
_NUMBER = re.compile(r"[0-9]{1,18}", re.ASCII)


class _Shape(NamedTuple):
    """How the parameters of a model are written in an address."""

    repeatable: frozenset[str]
    whole: frozenset[str]


def asked(args: MultiDict[str, str], model: Model) -> Asked:
    """Return what the parameters of an address ask, as a value of a model of `requests`.

    Raises
    ------
    ParameterError
        Naming the first parameter that is wrong, and the way out.
    """
    shape = _shape(model)
    given: dict[str, object] = {}
    for name in args:
        if name not in model.__struct_fields__:
            raise refusals.unknown(name, model)
        values = args.getlist(name)
        if name not in shape.repeatable and len(values) > 1:
            raise refusals.repeated(name)
        given[name] = values if name in shape.repeatable else values[0]
    whole = {
        name: int(value)
        for name, value in given.items()
        if name in shape.whole and isinstance(value, str) and _NUMBER.fullmatch(value)
    }
    return _converted(given, given | whole, model)


def checked(given: Mapping[str, object], model: Model) -> Asked:
    """Return what a JSON object asks, as a value of a model of `requests`.

    Raises
    ------
    ParameterError
        Naming the first field that is wrong, and the way out.
    """
    for name in given:
        if name not in model.__struct_fields__:
            raise refusals.unknown(name, model)
    whole = {
        name: int(value)
        for name, value in given.items()
        if isinstance(value, float) and value.is_integer() and name in _shape(model).whole
    }
    return _converted(given, {**given, **whole}, model)


def query(of: Asked) -> Query:
    """Return the query that a checked request asks; an empty one where it asks nothing."""
    filters = {facet: _names(getattr(of, facet)) for facet in FACETS}
    return Query(
        text=clean(of.q or ""),
        mode=of.mode,
        limit=of.limit,
        offset=of.offset,
        filters=Filters(**filters),
        correct=truth(of.correct),
    )


def who(of: Asked) -> Who:
    """Return the question about collaborators that a checked request asks."""
    kinds, roles = (tuple(dict.fromkeys(values)) for values in (of.kind, of.role))
    return Who(query(of), kinds, roles, _names(of.exclude))


def normal(query: Query) -> Query:
    """Return the query that stands for all that are answered alike: filters have no order."""
    ordered = {facet: tuple(sorted(query.filters.of(facet))) for facet in FACETS}
    return replace(query, filters=Filters(**ordered))


def normal_who(who: Who) -> Who:
    """Return the question that stands for all that are answered alike."""
    return replace(
        who,
        query=normal(who.query),
        kinds=tuple(sorted(who.kinds)),
        roles=tuple(sorted(who.roles)),
        exclude=tuple(sorted(who.exclude)),
    )


def truth(value: str | bool) -> bool:  # noqa: FBT001 - in JSON it is one already
    """Return the truth that a word of an address stands for."""
    return requests.TRUTHS[value] if isinstance(value, str) else value


def clean(text: str) -> str:
    r"""Return a text without what nobody can see or send on: controls and lone surrogates.

    Each becomes a space, so that it parts words as it did for who typed it; format characters
    (joiners, marks of direction) belong to scripts and stay.

    >>> clean(" air\x00pollution\n")
    'air pollution'
    """
    if text.isprintable():
        return text.strip()
    visible = (" " if unicodedata.category(c) in ("Cc", "Cs") else c for c in text)
    return "".join(visible).strip()


def _names(values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(clean(value) for value in values))


def _converted(typed: Mapping[str, object], given: Mapping[str, object], model: Model) -> Asked:
    try:
        return msgspec.convert(given, model)
    except msgspec.ValidationError as error:
        raise refusals.invalid(typed, model, error) from None


@cache
def _shape(model: Model) -> _Shape:
    fields = {one.name: refusals.bare(one.type) for one in refusals.fields(model)}
    return _Shape(
        frozenset(name for name, of in fields.items() if isinstance(of, inspect.VarTupleType)),
        frozenset(name for name, of in fields.items() if isinstance(of, inspect.IntType)),
    )
