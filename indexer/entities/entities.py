"""Makes the entities of an index: everyone and everything that its passages name."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from indexer.entities.corrections import Corrections, Given
from indexer.entities.gather import Gathered
from indexer.entities.grounds import add_places, carried_by
from indexer.entities.naming import Names
from indexer.entities.spread import spread
from indexer.entities.telling import mentions_of
from indexer.entities.whereabouts import whereabouts
from indexer.entities.whose import Meant, organisations, people
from indexer.model import Entity, NameKind, Passage
from indexer.places import Place, country_of, is_country
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
    add_places(found, carried_by(names.also), corrections)
    meant = [*organisations(found, names, corrections), *people(found, corrections)]
    by_row: dict[int, list[Meant]] = defaultdict(list)
    for one in meant:
        by_row[one.spot.row].append(one)
    passages = tuple(
        replace(passage, mentions=tuple(mentions_of(found, row, by_row[row], corrections)))
        for row, passage in enumerate(found.passages)
    )
    known = _Known(
        also=_also(names, meant) | _other_forms(passages),
        located=whereabouts([(m.name, m.spot) for m in meant], found),
        lands=_lands(found),
        given={(one.kind, one.name): one for one in corrections.given},
    )
    named = sorted({(m.kind, m.name) for passage in passages for m in passage.mentions})
    ids = unique(slug(name) for _, name in named)
    entities = (_entity(i, kind, name, known) for i, (kind, name) in zip(ids, named, strict=True))
    return Found(passages, tuple(entities))


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of names: other writings, where organisations are, places, corrections."""

    also: Mapping[tuple[NameKind, str], tuple[str, ...]]
    located: Mapping[str, Place]
    lands: Mapping[str, Place]
    given: Mapping[tuple[NameKind, str], Given]


def _also(names: Names, meant: Iterable[Meant]) -> dict[tuple[NameKind, str], tuple[str, ...]]:
    """Return the other writings of organisations and people."""
    written: dict[str, set[str]] = defaultdict(set)
    for one in meant:
        if one.spot.kind == "person":
            written[one.name].add(one.spot.name)
    also: dict[tuple[NameKind, str], tuple[str, ...]] = {
        ("organisation", name): others for name, others in names.also.items()
    }
    for name, forms in written.items():
        also["person", name] = tuple(sorted(forms - {name}))
    return also


def _other_forms(passages: Iterable[Passage]) -> dict[tuple[NameKind, str], tuple[str, ...]]:
    """Return the other writings of places: "UK" of the United Kingdom."""
    written: dict[str, set[str]] = defaultdict(set)
    for passage in passages:
        for one in passage.mentions:
            if one.kind == "place":
                whole = passage.title if one.in_title else passage.text
                written[one.name].add(whole[one.start : one.end])
    return {("place", name): tuple(sorted(forms - {name})) for name, forms in written.items()}


def _lands(found: Gathered) -> dict[str, Place]:
    """Return what each place's name mostly means in the passages."""
    counts: Counter[Place] = Counter(
        replace(place, start=0, end=0) for places in found.places.values() for place in places
    )
    often = sorted(counts, key=lambda place: (counts[place], len(place.above), place.above))
    return {place.name: place for place in often}


def _entity(entity_id: str, kind: NameKind, name: str, known: _Known) -> Entity:
    also = known.also.get((kind, name), ())
    stated = known.given.get((kind, name))
    if stated and stated.places:
        country = next((one for one in (name, *stated.places) if is_country(one)), None)
        return Entity(entity_id, name, kind, also, stated.places, country)
    if kind == "person":
        return Entity(entity_id, name, kind, also)
    place = known.lands[name] if kind == "place" else known.located.get(name)
    if place is None:
        return Entity(entity_id, name, kind, also)
    places = place.above if kind == "place" else (place.name, *place.above)
    point = place.point if kind == "place" else None
    return Entity(entity_id, name, kind, also, places, country_of(place), point)
