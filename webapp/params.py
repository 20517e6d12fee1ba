"""Turns a request's parameters into a `Query`, or says which one is wrong and how to mend it.

Nothing is ignored: a parameter that is not known, given twice, or out of range is an error.
"""

from __future__ import annotations

import re
import unicodedata
from difflib import get_close_matches
from typing import TYPE_CHECKING, NamedTuple

from indexer.errors import AlongsideError
from indexer.model import MODES, Filters, Mode, Query

if TYPE_CHECKING:
    from collections.abc import Iterable

    from werkzeug.datastructures import MultiDict

    from webapp.settings import Settings

SINGLE = ("q", "limit", "offset", "mode", "correct")
REPEATABLE = ("theme",)
SEARCH = (*SINGLE, *REPEATABLE)

_TRUTHS = {"true": True, "false": False, "1": True, "0": False}
# More digits than any range here allows; beyond this, int() itself refuses or slows down.
_NUMBER = re.compile(r"[0-9]{1,18}", re.ASCII)
_SHOWN = 60


class ParameterError(AlongsideError):
    """A parameter of a request is wrong; `parameter` names it."""

    def __init__(self, parameter: str, message: str) -> None:
        super().__init__(message)
        self.parameter = parameter


class _Range(NamedTuple):
    lowest: int
    highest: int


def search_query(args: MultiDict[str, str], settings: Settings) -> Query:
    """Return the query that a request's parameters ask.

    Raises
    ------
    ParameterError
        Naming the first parameter that is wrong, and the way out.
    """
    only_known(args, SEARCH)
    for name in SINGLE:
        if len(args.getlist(name)) > 1:
            raise ParameterError(name, f"{name} is given more than once: give it once")
    return Query(
        text=_question(args, settings.max_query_characters),
        mode=_mode(args),
        limit=_number(args, "limit", settings.default_limit, _Range(1, settings.max_limit)),
        offset=_number(args, "offset", 0, _Range(0, settings.max_offset)),
        filters=Filters(theme=_themes(args, settings.max_themes)),
        correct=_truth(args, "correct", default=True),
    )


def only_known(args: Iterable[str], known: tuple[str, ...]) -> None:
    """Raise `ParameterError` for the first parameter that is not among the known ones."""
    for name in args:
        if name not in known:
            raise ParameterError(name, f"unknown parameter {_short(name)}: {_instead(name, known)}")


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


def _question(args: MultiDict[str, str], longest: int) -> str:
    text = clean(args.get("q", ""))
    if not text:
        raise ParameterError(
            "q", f"the question (q) is missing: give one of 1 to {longest} characters"
        )
    if len(text) > longest:
        raise ParameterError(
            "q", f"the question (q) has {len(text):,} characters: give one of at most {longest:,}"
        )
    return text


def _mode(args: MultiDict[str, str]) -> Mode:
    value = args.get("mode", "hybrid")
    for mode in MODES:
        if value == mode:
            return mode
    raise ParameterError("mode", f"mode is {_short(value)}: {_instead(value, MODES)}")


def _number(args: MultiDict[str, str], name: str, default: int, within: _Range) -> int:
    value = args.get(name)
    if value is None:
        return default
    if not _NUMBER.fullmatch(value) or not within.lowest <= int(value) <= within.highest:
        raise ParameterError(
            name,
            f"{name} is {_short(value)}: give a whole number "
            f"from {within.lowest} to {within.highest}",
        )
    return int(value)


def _truth(args: MultiDict[str, str], name: str, *, default: bool) -> bool:
    value = args.get(name)
    if value is None:
        return default
    if value not in _TRUTHS:
        raise ParameterError(name, f"{name} is {_short(value)}: {_instead(value, tuple(_TRUTHS))}")
    return _TRUTHS[value]


def _themes(args: MultiDict[str, str], most: int) -> tuple[str, ...]:
    themes = tuple(dict.fromkeys(clean(theme) for theme in args.getlist("theme")))
    if "" in themes:
        raise ParameterError("theme", "theme is empty: give a theme's name or leave it out")
    if len(themes) > most:
        raise ParameterError("theme", f"theme is given {len(themes)} times: give at most {most}")
    return themes


def _instead(value: str, known: tuple[str, ...]) -> str:
    close = get_close_matches(value[:_SHOWN].lower(), known, n=1)
    if close:
        return f"did you mean {close[0]}?"
    return f"use {', '.join(known[:-1])} or {known[-1]}" if known else "leave it out"


def _short(value: str) -> str:
    return repr(value if len(value) <= _SHOWN else value[: _SHOWN - 1] + "…")
