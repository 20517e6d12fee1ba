"""Shows who is named where, and why, to who corrects it: as JSON, as a table, as a file to fill.

Ends with a skeleton of corrections for what is unsure, in the form that `indexer.entities.
corrections` reads.
"""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Sequence
from typing import Any

from indexer.model import ROLES, Mention, Passage
from indexer.render.terminal import plain, width

LISTS = ("organisations", "funders", "people", "places")
_CHOICES = ", ".join((*ROLES, "none"))
_LEAST = 12  # columns of the narrowest column of text


def lists(passage: Passage) -> dict[str, list[dict[str, Any]]]:
    """Return a passage's mentions as plain values, by what they are.

    `text` is exactly what stands at `[start, end)` of the passage's text, or of its title where
    `in` says so.
    """
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in LISTS}
    for one in passage.mentions:
        entry = {key: getattr(one, key) for key in ("name", "role", "start", "end")}
        entry |= {"text": quoted(passage, one), "sure": one.sure, "why": one.why}
        if one.in_title:
            entry["in"] = "title"
        found[list_of(one)].append(entry)
    return found


def quoted(passage: Passage, one: Mention) -> str:
    """Return the characters that a mention stands for."""
    return (passage.title if one.in_title else passage.text)[one.start : one.end]


def list_of(one: Mention) -> str:
    """Return which of the lists a mention belongs to."""
    if one.kind == "organisation":
        return "funders" if one.role == "funder" else "organisations"
    return "people" if one.kind == "person" else "places"


def sheet(passages: Sequence[Passage]) -> Iterator[str]:
    """Yield the lines of a table of all mentions, then of corrections to fill in."""
    for passage in passages:
        if passage.mentions:
            yield plain(passage.title)
            yield from (_row(passage, one) for one in passage.mentions)
            yield ""
    doubtful = list(_doubtful(passages))
    if doubtful:
        yield "# What is unsure, to be kept as mentions.toml beside the sources once it is right:"
        yield from doubtful


def _row(passage: Passage, one: Mention) -> str:
    role = (one.role or "") + ("" if one.sure else "?")
    room = max(_LEAST, (width() - 28) // 3)
    columns = (one.name, quoted(passage, one), one.why)
    name, quote, why = (textwrap.shorten(plain(t), room, placeholder="...") for t in columns)
    return f"  {one.kind:12}  {role:8}  {name:{room}}  {quote:{room}}  {why}".rstrip()


def _doubtful(passages: Sequence[Passage]) -> Iterator[str]:
    """Yield an entry of corrections for each passage and name whose role is a guess."""
    for passage in passages:
        sure = {one.name for one in passage.mentions if one.sure}
        unsure = {one.name: one for one in reversed(passage.mentions) if one.name not in sure}
        for one in reversed(unsure.values()):
            if one.role:
                yield from (
                    "",
                    "[[roles]]",
                    f"passage = {_toml(passage.title)}",
                    f"name = {_toml(one.name)}",
                    f'role = "{one.role}"  # {plain(one.why)}; else {_CHOICES}',
                )


def _toml(text: str) -> str:
    """Return a text as a basic string of TOML, which JSON's strings are."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
