"""Passages whose names are written down by hand, and indexes of them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from unittest import mock

from indexer.build import build
from indexer.entities import Entities
from indexer.model import Entity, Mention, NameKind, Passage, Role
from indexer.search.engine import Engine
from indexer.text import slug
from tests.fakes import words_for_model
from tests.indexer.made import passages, thing

Named = tuple[str, NameKind, Role | None]


def naming(title: str, text: str, *named: Named, theme: str | None = None) -> Passage:
    """Make a passage of one paragraph with a mention of each name at its first place in the text.

    A name that the text does not hold is one of the title.
    """
    made = passages(thing(title, text, theme=theme))[0]
    return replace(made, mentions=tuple(_mention(made, *one) for one in named))


def _mention(of: Passage, name: str, kind: NameKind, role: Role | None) -> Mention:
    whole = of.text if name in of.text else of.title
    start = whole.index(name)
    return Mention(name, kind, role, start, start + len(name), in_title=whole is not of.text)


def entity(name: str, kind: NameKind, *places: str, also: tuple[str, ...] = ()) -> Entity:
    """Make an entity; the last of its places is its country."""
    return Entity(slug(name), name, kind, also, places, places[-1] if places else None)


LEEDS = entity("Leeds", "place", "United Kingdom")
LILLE = entity("Lille", "place", "France")
KENYA = replace(entity("Kenya", "place"), country="Kenya", places=("Africa",))
ALPHA = entity("Alpha Trust", "organisation", "Leeds", "United Kingdom", also=("AT",))
BETA = entity("Beta Fund", "organisation")
GAMMA = entity("Gamma", "organisation", "Lille", "France")
JONES = entity("Ann Jones", "person")
ENTITIES = (ALPHA, BETA, GAMMA, JONES, KENYA, LEEDS, LILLE)

BOATS = naming(
    "Boats",
    "Alpha Trust mends boats in Kenya. Beta Fund paid for it. Ann Jones leads.",
    ("Alpha Trust", "organisation", "partner"),
    ("Kenya", "place", None),
    ("Beta Fund", "organisation", "funder"),
    ("Ann Jones", "person", "partner"),
    theme="Water",
)
NETS = naming(
    "Nets of Gamma",
    "Alpha Trust ties nets with money of its own in Leeds.",
    ("Gamma", "organisation", "named"),
    ("Alpha Trust", "organisation", "funder"),
    ("Leeds", "place", None),
    theme="Water",
)
KITES = naming("Kites", "They fly over Leeds.", ("Leeds", "place", None))
PASSAGES = (BOATS, NETS, KITES)


def engine_of(
    folder: Path, made: Sequence[Passage] = PASSAGES, entities: Sequence[Entity] = ENTITIES
) -> Engine:
    """Index passages with just these names, by a model made of words, and open the index."""
    source = folder / "made.jsonl"
    lines = ({"_id": str(row), **_record(one)} for row, one in enumerate(made))
    source.write_text("".join(json.dumps(line) + "\n" for line in lines))

    def find(read: Sequence[Passage], *_: object, **__: object) -> Entities:
        named = [replace(one, mentions=like.mentions) for one, like in zip(read, made, strict=True)]
        return Entities(tuple(named), tuple(entities))

    with words_for_model(folder / "model"), mock.patch("indexer.entities.find", find):
        build([str(source)], folder / "index")
        return Engine.open(folder / "index")


def _record(of: Passage) -> dict[str, str]:
    theme = {"theme": of.theme} if of.theme else {}
    return {"title": of.title, "text": of.text, **theme}
