"""Makes the mentions of passages and the entities of an index from the candidates in them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Literal

from indexer.entities.annotations import Annotations, NameCandidate, Where
from indexer.entities.corrections import Corrections
from indexer.entities.linking import Aliases, person_key
from indexer.entities.locations import locate_organisations
from indexer.entities.pages import not_counted
from indexer.entities.roles import RoleEvidence, RoleReader, settle
from indexer.model import Entity, Mention, NameKind, Passage, Role
from indexer.places import country, country_of, is_country
from indexer.split import unique
from indexer.text import slug

_Key = tuple[NameKind, str]
_At = tuple[tuple[str, ...], str | None, tuple[float, float] | None]  # places, country, point
_POSSESSIVE = re.compile(r"['’]s$")


@dataclass(frozen=True, slots=True)
class Entities:
    """The passages with their mentions, and everyone and everything they name, by id."""

    passages: tuple[Passage, ...]
    entities: tuple[Entity, ...]


@dataclass(frozen=True, slots=True)
class _Linked:
    """A candidate, the name of the entity that it is linked to, and what tells its role."""

    candidate: NameCandidate
    name: str
    role: RoleEvidence | None


def make_entities(annotations: Annotations, aliases: Aliases, corrections: Corrections) -> Entities:
    """Return the mentions and entities of an index."""
    reader = RoleReader(annotations)
    linked = [
        *_organisations(annotations, aliases, corrections, reader),
        *_people(annotations, corrections, reader),
    ]
    by_row: dict[int, dict[_Key, list[_Linked]]] = defaultdict(lambda: defaultdict(list))
    for one in linked:
        by_row[one.candidate.where.row][one.candidate.kind, one.name].append(one)
    passages = tuple(
        replace(passage, mentions=tuple(_mentions(annotations, row, by_row[row], corrections)))
        for row, passage in enumerate(annotations.passages)
    )
    also = _other_writings(passages, linked, aliases)
    at = _locations(annotations, linked, corrections)
    named = {(m.kind, m.name) for passage in passages for m in passage.mentions}
    there = chain.from_iterable(at[key][0] for key in at.keys() & named if key[0] == "organisation")
    keys = sorted(named | ({("place", name) for name in there} & at.keys()))
    entities = (
        Entity(one_id, key[1], key[0], also.get(key, ()), *at.get(key, ((), None, None)))
        for one_id, key in zip(unique(slug(name) for _, name in keys), keys, strict=True)
    )
    return Entities(passages, tuple(entities))


def _organisations(
    annotations: Annotations, aliases: Aliases, corrections: Corrections, reader: RoleReader
) -> Iterator[_Linked]:
    """Yield the candidates for organisations that the page counts: not its own, nor a guess."""
    left_out = not_counted(annotations, aliases, corrections)
    given = {one.name for one in corrections.names}
    for candidate in annotations.organisations():
        name = aliases.name(candidate.name)
        role = reader.read(candidate)
        unsure = not candidate.sure and not (role and role.sure)
        if name in given or not (unsure or name in left_out):
            yield _Linked(candidate, name, role)


def _people(
    annotations: Annotations, corrections: Corrections, reader: RoleReader
) -> Iterator[_Linked]:
    """Yield the candidates for persons, each person under the name that is written most often."""
    candidates = [one for one in annotations.candidates() if one.kind == "person"]
    written = Counter(one.name for one in candidates)
    often = sorted(written, key=lambda name: (-written[name], name))
    shown = {person_key(name): name for name in reversed(often)}
    for one in corrections.of("person"):
        shown |= {person_key(form): one.name for form in one.forms}
    by_surname: dict[str, set[str]] = defaultdict(set)
    for key, name in shown.items():
        if len(key) > 1:
            by_surname[key[-1]].add(name)
    for candidate in candidates:
        key = person_key(candidate.name)
        whole = by_surname.get(key[0], set()) if len(key) == 1 else set()
        name = min(whole) if len(whole) == 1 else shown[key]
        if name not in corrections.ignore:
            yield _Linked(candidate, name, reader.read(candidate))


def _mentions(
    annotations: Annotations,
    row: int,
    linked: Mapping[_Key, Sequence[_Linked]],
    corrections: Corrections,
) -> list[Mention]:
    """Return the mentions of a passage: its title's first, in order."""
    found: list[Mention] = []
    for (kind, name), here in linked.items():
        stated = _stated_role(annotations.passages[row], name, corrections)
        if stated == "none":
            continue
        for at, read in settle([(one.candidate, one.role) for one in here]).items():
            role = RoleEvidence(stated, True, "the corrections say so") if stated else read
            span = (at.start, at.end, at.where.in_title)
            found.append(Mention(name, kind, role.role, *span, role.sure, role.why))
    found += _places(annotations, row, found, corrections)
    return sorted(found, key=lambda m: (not m.in_title, m.start, m.end, m.name))


def _stated_role(
    passage: Passage, name: str, corrections: Corrections
) -> Role | Literal["none"] | None:
    for one in reversed(corrections.roles):
        if one.name == name and one.passage in {passage.title, passage.id}:
            return one.role
    return next((one.role for one in corrections.names if one.name == name and one.role), None)


def _places(
    annotations: Annotations, row: int, mentions: Iterable[Mention], corrections: Corrections
) -> Iterator[Mention]:
    """Yield the places that stand outside of the names of organisations and people."""
    for where in (Where(row, in_text=False), Where(row, in_text=True)):
        taken = [(m.start, m.end) for m in mentions if m.in_title == where.in_title]
        for segment in annotations.segments[where]:
            taken += [(one.start, one.end) for one in segment.candidates if not one.bare]
        for place in annotations.places[where]:
            inside = any(start < place.end and place.start < end for start, end in taken)
            if not inside and place.name not in corrections.ignore:
                written = annotations.text(where)[place.start : place.end]
                end = place.start + len(_POSSESSIVE.sub("", written))
                why = f"a {place.kind}" + (f" in {place.above[0]}" if place.above else "")
                span = (place.start, end, where.in_title)
                yield Mention(place.name, "place", None, *span, True, why)


def _other_writings(
    passages: Iterable[Passage], linked: Iterable[_Linked], aliases: Aliases
) -> dict[_Key, tuple[str, ...]]:
    """Return the other ways in which entities are written: "UK" of the United Kingdom."""
    written: dict[_Key, set[str]] = defaultdict(set)
    for one in linked:
        if one.candidate.kind == "person":
            written["person", one.name].add(one.candidate.name)
    for passage in passages:
        for m in passage.mentions:
            if m.kind == "place":
                whole = passage.title if m.in_title else passage.text
                written["place", m.name].add(whole[m.start : m.end])
    also = {key: tuple(sorted(forms - {key[1]})) for key, forms in written.items()}
    return also | {("organisation", name): forms for name, forms in aliases.also.items()}


def _locations(
    annotations: Annotations, linked: Iterable[_Linked], corrections: Corrections
) -> dict[_Key, _At]:
    """Return where entities are: the places above each, its country, its point if it is a place."""
    organisations = [(m.name, m.candidate) for m in linked if m.candidate.kind == "organisation"]
    places = chain.from_iterable(annotations.places.values())
    counts = Counter(replace(place, start=0, end=0) for place in places)
    found: dict[_Key, _At] = {}
    for name, place in locate_organisations(organisations, annotations).items():
        found["organisation", name] = ((place.name, *place.above), country_of(place), None)
        if land := country(country_of(place)):
            found["place", land.name] = (land.above, land.name, land.point)
    # Of places of one name the one that is meant most often comes last, and stays.
    for place in sorted(counts, key=lambda p: (counts[p], len(p.above), p.above)):
        found["place", place.name] = (place.above, country_of(place), place.point)
    for one in corrections.names:
        if one.places:
            land_name = next((name for name in (one.name, *one.places) if is_country(name)), None)
            found[one.kind, one.name] = (one.places, land_name, None)
    return found
