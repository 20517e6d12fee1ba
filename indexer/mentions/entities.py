"""Makes the entities of an index: everyone and everything that its passages name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from indexer.mentions.corrections import Corrections
from indexer.mentions.gather import Gathered
from indexer.mentions.grounds import add_places, carried_by
from indexer.mentions.naming import Names
from indexer.mentions.spread import spread
from indexer.mentions.telling import mentions_of
from indexer.mentions.whereabouts import whereabouts
from indexer.mentions.whose import Meant, organisations, people
from indexer.model import Entity, Passage
from indexer.places import country_of, is_country
from indexer.split import unique
from indexer.text import slug


@dataclass(frozen=True, slots=True)
class Found:
    """The passages with their mentions, and everyone and everything they name, by id."""

    passages: tuple[Passage, ...]
    entities: tuple[Entity, ...]


def settle(found: Gathered, corrections: Corrections) -> Found:
    """Return mentions and entities of what was gathered."""
    names = spread(found, corrections)
    add_places(found, carried_by(names.also))
    meant = [*organisations(found, names, corrections), *people(found, corrections)]
    by_row: dict[int, list[Meant]] = defaultdict(list)
    for one in meant:
        by_row[one.spot.row].append(one)
    passages = tuple(
        replace(passage, mentions=tuple(mentions_of(found, row, by_row[row], corrections)))
        for row, passage in enumerate(found.passages)
    )
    return Found(passages, _entities(found, passages, meant, names, corrections))


def _entities(
    found: Gathered,
    passages: Sequence[Passage],
    meant: Sequence[Meant],
    names: Names,
    corrections: Corrections,
) -> tuple[Entity, ...]:
    named = {(m.kind, m.name) for passage in passages for m in passage.mentions}
    spots = [(one.name, one.spot) for one in meant if one.spot.kind == "organisation"]
    texts = {(row, t): found.text((row, t)) for row in range(len(passages)) for t in (True, False)}
    located = whereabouts(spots, found.places, texts)
    world = {p.name: p for places in found.places.values() for p in places}
    people: dict[str, set[str]] = defaultdict(set)
    for one in meant:
        if one.spot.kind == "person":
            people[one.name].add(one.spot.name)
    given = {(one.kind, one.name): one for one in corrections.given}
    ordered = sorted(named)
    ids = unique(slug(name) for _, name in ordered)
    entities = []
    for entity_id, (kind, name) in zip(ids, ordered, strict=True):
        if kind == "place":
            place = world.get(name)
            also: tuple[str, ...] = ()
            above = place.above if place else ()
            country = country_of(place) if place else None
        else:
            place = located.get(name) if kind == "organisation" else None
            also = (
                names.also.get(name, ())
                if kind == "organisation"
                else tuple(sorted(people[name] - {name}))
            )
            above = (place.name, *place.above) if place else ()
            country = country_of(place) if place else None
        stated = given.get((kind, name))
        if stated and stated.places:
            above, country = stated.places, _country_of_names(stated.places)
        entities.append(Entity(entity_id, name, kind, also, above, country))
    return tuple(entities)


def _country_of_names(names: Sequence[str]) -> str | None:
    return next((name for name in names if is_country(name)), None)
