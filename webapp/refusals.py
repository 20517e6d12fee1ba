"""Says what is wrong with a value that was asked, and how to mend it, from the types of `requests`.

What a parameter may be stands in its type alone; these words are drawn from it.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, cast, get_args

import msgspec
from msgspec import inspect

from indexer.errors import AlongsideError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from webapp.requests import Model

_SHOWN = 60
_SEVERAL = 2
# Where msgspec says the fault is: a field, and where it is a list, which of its values.
_PLACE = re.compile(r"at `\$\.(?P<field>\w+)(?:\[(?P<at>\d+)\])?`$")
_MISSING = re.compile(r"missing required field `(?P<field>\w+)`")


class ParameterError(AlongsideError):
    """A parameter of a request is wrong; `parameter` names it."""

    def __init__(self, parameter: str, message: str) -> None:
        super().__init__(message)
        self.parameter = parameter


def unknown(name: str, model: Model) -> ParameterError:
    """Return the refusal of a parameter that is not one."""
    return ParameterError(
        name, f"unknown parameter {shown(name)}: {_instead(name, model.__struct_fields__)}"
    )


def repeated(name: str) -> ParameterError:
    """Return the refusal of a parameter that may be given once, and was given more often."""
    return ParameterError(name, f"{name} is given more than once: give it once")


def invalid(
    given: Mapping[str, object], model: Model, error: msgspec.ValidationError
) -> ParameterError:
    """Return the refusal of a value that its type does not allow.

    Parameters
    ----------
    given
        What was asked, as it was typed.
    model
        What may be asked.
    error
        What `msgspec` found.
    """
    found = _PLACE.search(str(error)) or _MISSING.search(str(error))
    if found is None:
        raise error
    name, at = found["field"], found.groupdict().get("at")
    of, value = bare(_field(model, name).type), given.get(name)
    if not isinstance(of, inspect.VarTupleType | inspect.ListType):
        return ParameterError(name, _one(name, value, of, model))
    if at is None or not isinstance(value, list):
        return ParameterError(name, _several(name, value, of))
    return ParameterError(name, _one(name, value[int(at)], bare(of.item_type), model))


def _one(name: str, value: object, of: inspect.Type, model: Model) -> str:
    """Return what is wrong with a value that stands alone, and the way out."""
    if isinstance(of, inspect.StrType):
        return _text(name, value, of, model)
    if isinstance(of, inspect.IntType):
        way_out = f"give a whole number from {of.ge} to {of.le}"
    elif isinstance(of, inspect.LiteralType):
        way_out = _instead(str(value), _choices(model, name))
    else:
        way_out = "give true or false"
    return f"{name} is {shown(value)}: {way_out}"


def _several(name: str, value: object, of: inspect.VarTupleType | inspect.ListType) -> str:
    if not isinstance(value, list):
        return f'{name} is {shown(value)}: give a list, as ["…"]'
    if not value:
        return f"{name} is empty: give 1 to {of.max_length}"
    return f"{name} is given {len(value)} times: give at most {of.max_length}"


def _text(name: str, value: object, of: inspect.StrType, model: Model) -> str:
    title = _title(model, name)
    called = f"{title} ({name})" if title else name
    if value is not None and not isinstance(value, str):
        return f"{called} is {shown(value)}: give a text"
    if value and of.max_length is not None and len(value) > of.max_length:
        many = f"{len(value):,} characters"
        return f"{called} has {many}: give one of at most {of.max_length:,}"
    if title:
        return f"{called} is missing: give one of 1 to {of.max_length} characters"
    return f"{called} is empty: give a name or leave it out"


def _field(model: Model, name: str) -> inspect.Field:
    return next(one for one in fields(model) if one.name == name)


def fields(model: Model) -> tuple[inspect.Field, ...]:
    """Return the fields of a model, with their types."""
    return cast("inspect.StructType", inspect.type_info(model)).fields


def bare(of: inspect.Type) -> inspect.Type:
    """Return a type without what describes it and without what stands for its absence."""
    if isinstance(of, inspect.Metadata):
        return bare(of.type)
    if isinstance(of, inspect.UnionType):
        return bare(of.types[0])
    return of


def _title(model: Model, name: str) -> str | None:
    """Return what a parameter is called in words, where it has been told."""
    of = _field(model, name).type
    return (of.extra_json_schema or {}).get("title") if isinstance(of, inspect.Metadata) else None


def _choices(model: Model, name: str) -> tuple[str, ...]:
    """Return the words that a parameter may be, in the order in which they were written down."""
    of: Any = model.__annotations__[name]
    while not isinstance(get_args(of)[0], str):
        of = get_args(of)[0]
    return get_args(of)


def _instead(value: str, known: Sequence[str]) -> str:
    close = get_close_matches(value[:_SHOWN].lower(), known, n=1)
    if close:
        return f"did you mean {close[0]}?"
    if len(known) < _SEVERAL:
        return f"use {known[0]}" if known else "leave it out"
    return f"use {', '.join(known[:-1])} or {known[-1]}"


def shown(value: object) -> str:
    """Return a value as it was given, shortened where it is long."""
    text = repr(value) if isinstance(value, str) else msgspec.json.encode(value).decode()
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
