"""What is found in passages made for a test, as short values."""

from __future__ import annotations

from indexer.entities import Corrections, Entities, find
from indexer.model import Entity
from indexer.render.review import quoted
from tests.indexer.made import passages, thing


def found(*texts: str, title: str = "A thing", corrections: Corrections | None = None) -> Entities:
    """Find the names in one passage a text."""
    things = [thing(title if at == 0 else f"{title} {at}", text) for at, text in enumerate(texts)]
    return find(passages(*things), corrections)


def organisations(text: str, title: str = "A thing") -> list[str]:
    """Return what is quoted of each organisation in a text, in order."""
    [passage] = found(text, title=title).passages
    return [quoted(passage, m) for m in passage.mentions if m.kind == "organisation"]


def people(text: str) -> list[str]:
    [passage] = found(text).passages
    return [m.name for m in passage.mentions if m.kind == "person"]


def places(text: str) -> list[str]:
    [passage] = found(text).passages
    return [m.name for m in passage.mentions if m.kind == "place"]


def roles(text: str) -> dict[str, str]:
    """Return each organisation's roles in a text, a guess with a question mark."""
    [passage] = found(text).passages
    told: dict[str, set[str]] = {}
    for one in passage.mentions:
        if one.kind == "organisation":
            told.setdefault(one.name, set()).add(f"{one.role}{'' if one.sure else '?'}")
    return {name: "/".join(sorted(of)) for name, of in told.items()}


def entity(of: Entities, name: str) -> Entity:
    [one] = [one for one in of.entities if one.name == name]
    return one
