"""Reads what a request asks into a typed value, or says which parameter is wrong and what to give.

What may be asked is a `msgspec.Struct` (see `webapp.api.requests`): it checks, and the words of a
refusal are drawn from it. Nothing is ignored: a parameter that is not known, given twice, or out of
range is an error.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from functools import cache, reduce
from operator import or_
from types import UnionType
from typing import Annotated, Any, Literal, TypeVar, cast, get_args, get_origin

import msgspec
from flask import request
from msgspec import NODEFAULT, Meta, Struct, UnsetType
from msgspec.structs import FieldInfo
from werkzeug.datastructures import MultiDict

from webapp.http import state
from webapp.http.problems import (
    BAD_REQUEST,
    NOT_JSON,
    ParameterError,
    Problem,
    ProblemError,
    too_large,
)
from webapp.settings import Settings

_T = TypeVar("_T", bound=Struct)
_JSON = "application/json"
_PLAIN = "identity"  # what HTTP calls a body that is sent as it is
_SHOWN = 60
_SEVERAL = 2
# More digits than any range here allows; beyond this, int() itself refuses or slows down.
_NUMBER = re.compile(r"[0-9]{1,18}", re.ASCII)
# Where msgspec says the fault is: a field, and where it is a list, which of its values.
_FAULT = re.compile(r"at `\$\.(?P<field>\w+)(?:\[(?P<at>\d+)\])?`$")
_MISSING = re.compile(r"missing required field `(?P<field>\w+)`")
_CONSTRAINTS = (
    *("ge", "le", "min_length", "max_length", "pattern", "title", "description", "examples"),
)


def from_address(args: MultiDict[str, str], model: type[_T]) -> _T:
    """Return what the parameters of an address ask.

    Raises
    ------
    ParameterError
        Naming the first parameter that is wrong, and the way out.
    """
    fields = _fields(model)
    given: dict[str, object] = {}
    for name in args:
        if name not in fields:
            raise unknown(name, model)
        values = args.getlist(name)
        if not fields[name].is_list and len(values) > 1:
            raise ParameterError(name, f"{name} is given more than once: give it once")
        given[name] = values if fields[name].is_list else values[0]
    numbers = {
        name: int(value)
        for name, value in given.items()
        if fields[name].of is int and isinstance(value, str) and _NUMBER.fullmatch(value)
    }
    return _converted(given, given | numbers, model)


def from_object(given: Mapping[str, object], model: type[_T]) -> _T:
    """Return what a JSON object asks; raises as `from_address` does."""
    fields = _fields(model)
    for name in given:
        if name not in fields:
            raise unknown(name, model)
    numbers = {
        name: int(value)
        for name, value in given.items()
        if fields[name].of is int and isinstance(value, float) and value.is_integer()
    }
    return _converted(given, {**given, **numbers}, model)


def json_object() -> dict[str, object]:
    """Return the JSON object that the request's body is.

    Raises
    ------
    ProblemError
        Where it is something else: 415 where it says so, 400 where it turns out to be, 413 where
        it is too large.
    """
    if request.mimetype != _JSON:
        given = shown(request.mimetype) if request.mimetype else "of no type"
        detail = f"the body is {given}: send {_JSON}"
        raise ProblemError(Problem(NOT_JSON, 415, detail, headers=(("Accept", _JSON),)))
    coding = request.headers.get("Content-Encoding", _PLAIN)
    if coding.lower() != _PLAIN:
        detail = f"the body is in {shown(coding)}: send it as it is"
        raise ProblemError(Problem(NOT_JSON, 415, detail, headers=(("Accept-Encoding", _PLAIN),)))
    sent, most = request.get_data(), state.settings().max_body_bytes
    if len(sent) > most:
        raise ProblemError(too_large(most))
    try:
        body: object = msgspec.json.decode(sent)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        detail = f"the body is not JSON ({error}): send an object"
        raise ProblemError(Problem(BAD_REQUEST, 400, detail)) from None
    if not isinstance(body, dict):
        raise ProblemError(Problem(BAD_REQUEST, 400, f"the body is {shown(body)}: send an object"))
    return cast("dict[str, object]", body)


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


def bounded(model: type[_T], settings: Settings) -> type[_T]:
    """Return a model within the bounds that settings give.

    A field's `Meta.extra` names them: `{"le": "max_limit", "default": "default_limit"}`. Without
    one of its own, a default above the bound is the bound.
    """
    return cast("type[_T]", _bounded_model(model, settings))


def unknown(name: str, model: type[Struct]) -> ParameterError:
    """Return the refusal of a parameter that is not one."""
    return ParameterError(
        name, f"unknown parameter {shown(name)}: {_instead(name, model.__struct_fields__)}"
    )


def shown(value: object) -> str:
    """Return a value as it was given, shortened where it is long."""
    text = repr(value) if isinstance(value, str) else msgspec.json.encode(value).decode()
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


class _Field:
    """A field as refusals speak of it: what its values are, and what bounds them."""

    def __init__(self, info: FieldInfo) -> None:
        self.name = info.name
        self.of, metas = _bare(info.type)
        self.is_list = get_origin(self.of) in (tuple, list)
        self.most: int | None = next((m.max_length for m in metas if m.max_length), None)
        self.title: str | None = next((m.title for m in metas if m.title), None)
        self.range = next(((m.ge, m.le) for m in metas if m.le is not None), (None, None))

    @property
    def item(self) -> _Field:
        """One value of a list."""
        return _Field(FieldInfo(self.name, self.name, get_args(self.of)[0]))

    def refusal(self, value: object, at: str | None) -> str:
        """Return what is wrong with a value, and the way out."""
        if not self.is_list:
            return self._one(value)
        if at is not None and isinstance(value, list):
            return self.item.refusal(value[int(at)], None)
        if not isinstance(value, list):
            return f'{self.name} is {shown(value)}: give a list, as ["…"]'
        return f"{self.name} is given {len(value)} times: give at most {self.most}"

    def _one(self, value: object) -> str:
        if self.of is str:
            return self._text(value)
        if self.of is int:
            way_out = "give a whole number from {} to {}".format(*self.range)
        elif get_origin(self.of) is Literal:
            way_out = _instead(str(value), get_args(self.of))
        else:
            way_out = "give true or false"
        return f"{self.name} is {shown(value)}: {way_out}"

    def _text(self, value: object) -> str:
        called = f"{self.title} ({self.name})" if self.title else self.name
        if value is not None and not isinstance(value, str):
            return f"{called} is {shown(value)}: give a text"
        if value and self.most is not None and len(value) > self.most:
            many = f"{len(value):,} characters"
            return f"{called} has {many}: give one of at most {self.most:,}"
        if self.title:
            return f"{called} is missing: give one of 1 to {self.most} characters"
        return f"{called} is empty: give a name or leave it out"


@cache
def _fields(model: type[Struct]) -> dict[str, _Field]:
    return {info.name: _Field(info) for info in msgspec.structs.fields(model)}


def _bare(of: Any) -> tuple[Any, list[Meta]]:  # noqa: ANN401 - a type
    """Return a type without what describes it and without what stands for its absence."""
    if isinstance(of, UnionType) or UnsetType in get_args(of):
        return _bare(next(one for one in get_args(of) if one is not UnsetType))
    if get_origin(of) is Annotated:
        inner, *metas = get_args(of)
        bare, others = _bare(inner)
        return bare, [*metas, *others]
    return of, []


def _converted(typed: Mapping[str, object], given: Mapping[str, object], model: type[_T]) -> _T:
    """Return a value of a model; `typed` is what was given as it was typed, for refusals."""
    try:
        return msgspec.convert(given, model)
    except msgspec.ValidationError as error:
        found = _FAULT.search(str(error)) or _MISSING.search(str(error))
        if found is None:
            raise
        name, at = found["field"], found.groupdict().get("at")
        refusal = _fields(model)[name].refusal(typed.get(name), at)
        raise ParameterError(name, refusal) from None


@cache
def _bounded_model(model: type[Struct], settings: Settings) -> type[Struct]:
    fields = [_bounded_field(field, settings) for field in msgspec.structs.fields(model)]
    return msgspec.defstruct(
        model.__name__,
        fields,
        bases=(model,),
        kw_only=True,
        frozen=True,
        forbid_unknown_fields=True,
    )


def _bounded_field(field: FieldInfo, settings: Settings) -> tuple[str, Any, Any]:
    of, metas = _bounded_type(field.type, settings)
    extra = next((meta.extra for meta in metas if meta.extra), {})
    default = field.default
    if "default" in extra:
        default = getattr(settings, extra["default"])
    elif isinstance(default, int) and "le" in extra:
        default = min(default, getattr(settings, extra["le"]))
    return (field.name, of) if default is NODEFAULT else (field.name, of, default)  # type: ignore[return-value]


def _bounded_type(of: Any, settings: Settings) -> tuple[Any, list[Meta]]:  # noqa: ANN401
    """Return a type with the bounds of settings, and what described it before."""
    if isinstance(of, UnionType) or (get_origin(of) is not Annotated and UnsetType in get_args(of)):
        pairs = [_bounded_type(one, settings) for one in get_args(of)]
        return reduce(or_, (one for one, _ in pairs)), [meta for _, ms in pairs for meta in ms]
    if get_origin(of) is list and issubclass(get_args(of)[0], Struct):
        return list[bounded(get_args(of)[0], settings)], []  # type: ignore[misc]
    if get_origin(of) is not Annotated:
        return of, []
    inner, *metas = get_args(of)
    made, _ = _bounded_type(inner, settings)
    for meta in metas:
        made = Annotated[made, _within(meta, settings)]
    return made, metas


def _within(meta: Meta, settings: Settings) -> Meta:
    given = {name: getattr(meta, name) for name in _CONSTRAINTS}
    bounds = {
        name: getattr(settings, setting)
        for name, setting in (meta.extra or {}).items()
        if name != "default"
    }
    return Meta(**(given | bounds))


def _instead(value: str, known: Sequence[str]) -> str:
    close = get_close_matches(value[:_SHOWN].lower(), known, n=1)
    if close:
        return f"did you mean {close[0]}?"
    if len(known) < _SEVERAL:
        return f"use {known[0]}" if known else "leave it out"
    return f"use {', '.join(known[:-1])} or {known[-1]}"
