"""Says whom a passage names, and in which part, each with the page where more is said of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from webapp import addresses

if TYPE_CHECKING:
    from indexer.model import Mention, Passage
    from indexer.search.engine import Engine

# What a line of names begins with, in the order of lines.
_LINES = {
    "partner": "With",
    "funder": "Funded by",
    "named": "Also named",
    "person": "People",
    "place": "In",
}


@dataclass(frozen=True, slots=True)
class NameLink:
    """Somebody, or a place, with its own page; `sure` is false where its part is a guess."""

    name: str
    path: str
    sure: bool


@dataclass(frozen=True, slots=True)
class Line:
    """Those who play one part in a passage."""

    label: str
    names: tuple[NameLink, ...]


def lines(passage: Passage, engine: Engine) -> tuple[Line, ...]:
    """Return whom a passage names, a line for each part they play.

    Nobody stands twice in a line, nor among those only named who have a part as well.
    """
    found: dict[str, dict[str, NameLink]] = {part: {} for part in _LINES}
    for mention in passage.mentions:
        path = address(engine, mention)
        if path:
            found[_part(mention)].setdefault(
                mention.name, NameLink(mention.name, path, mention.sure)
            )
    for name in (*found["partner"], *found["funder"]):
        found["named"].pop(name, None)
    return tuple(
        Line(_LINES[part], tuple(names.values())) for part, names in found.items() if names
    )


def address(engine: Engine, mention: Mention) -> str | None:
    """Return the page of whoever a passage mentions; `None` where the index does not list it."""
    one = engine.entity(mention.name)
    return addresses.collaborator(one.id) if one else None


def _part(mention: Mention) -> str:
    if mention.kind == "organisation":
        return mention.role or "named"
    return mention.kind
