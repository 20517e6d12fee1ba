"""Settles whose each name is, which of them count, and what part each plays: mentions, entities."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from indexer.mentions import words as vocabulary
from indexer.mentions.again import AGAIN, Form, Forms, form_of
from indexer.mentions.corrections import Corrections, Given
from indexer.mentions.cues import Told
from indexer.mentions.gather import Gathered
from indexer.mentions.grounds import add_places, carried_by
from indexer.mentions.naming import Key, Names, key_of, name_all, person_key
from indexer.mentions.own import own_names
from indexer.mentions.roles import Roles, settled
from indexer.mentions.spots import Spot
from indexer.mentions.titles import lists_bodies
from indexer.mentions.whereabouts import whereabouts
from indexer.model import Entity, Mention, NameKind, Passage, Role
from indexer.places import Place, country_of
from indexer.spelling.english import is_listed
from indexer.split import unique
from indexer.text import slug

_TERM_ROWS = 2  # passages that may use a name without more than
_TERM_SHARE = 2  # times as many as speak for it; more, and it is a term
_TOGETHER = re.compile(
    r"\b(?:partnerships?|collaborat\w+|consortium|joint\w*|together|between us|our)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Found:
    """The passages with their mentions, and everyone and everything they name, by id."""

    passages: tuple[Passage, ...]
    entities: tuple[Entity, ...]


@dataclass(frozen=True, slots=True)
class Meant:
    """A spot, the shown name of who is meant, and what is told of the role."""

    spot: Spot
    name: str
    told: Told | None


def settle(found: Gathered, corrections: Corrections) -> Found:
    """Return mentions and entities of what was gathered."""
    given = [one for one in corrections.given if one.kind == "organisation"]
    _search_given(found, corrections)
    names = _names(found, given)
    _drop_bodies_as_people(found, names)
    _search_again(found, names)
    _drop_terms(found, names)
    names = _names(found, given)
    add_places(found, carried_by(names.also))
    meant = [*_organisations(found, names, corrections), *_people(found, corrections)]
    by_row: dict[int, list[Meant]] = defaultdict(list)
    for one in meant:
        by_row[one.spot.row].append(one)
    passages = tuple(
        replace(passage, mentions=tuple(_mentions(found, row, by_row[row], corrections)))
        for row, passage in enumerate(found.passages)
    )
    return Found(passages, _entities(found, passages, meant, names, corrections))


# --- who is named where --------------------------------------------------------------------


def _search_given(found: Gathered, corrections: Corrections) -> None:
    """Add the names that people gave, in place of what was found there."""
    forms = [
        form_of(written, one.name, exact=" " not in written, kind=one.kind)
        for one in corrections.given
        if one.kind != "place"
        for written in (one.name, *one.also)
    ]
    searched = Forms(forms)
    for where, reads in found.reads.items():
        for at, one in enumerate(reads):
            bare = replace(one, spots=())
            spots = list(searched.more(bare)) if forms else []
            if spots:
                kept = [s for s in one.spots if not any(_overlap(s, new) for new in spots)]
                reads[at] = replace(one, spots=tuple(sorted([*kept, *spots])))
                found.add(where, at, ())


def _overlap(one: Spot, other: Spot) -> bool:
    return one.start < other.end and other.start < one.end


def _named(found: Gathered) -> list[Spot]:
    return [s for s in found.spots() if s.kind == "organisation" and not s.alone]


def _names(found: Gathered, given: Sequence[Given]) -> Names:
    return name_all(
        [spot for spot in _named(found) if spot.sure],
        found.glossary.longs,
        {one.name: one.also for one in given},
        [one.name for one in given if one.apart],
    )


def _drop_terms(found: Gathered, names: Names) -> None:
    """Drop single words of no shape that most passages use without anything that speaks for a name.

    A cue may stand before a term of the field by chance ("developed with PCR").
    """
    rows: dict[str, set[int]] = defaultdict(set)
    cued: dict[str, set[int]] = defaultdict(set)
    for spot in _named(found):
        if not spot.head and " " not in spot.name and not spot.in_title:
            name = names.of_key.get(key_of(spot.name), spot.name)
            rows[name].add(spot.row)
            if spot.why != AGAIN:
                cued[name].add(spot.row)
    terms = {
        name for name, of in rows.items() if len(of) > _TERM_ROWS + _TERM_SHARE * len(cued[name])
    }
    for where, reads in found.reads.items():
        for at, one in enumerate(reads):
            kept = [
                spot
                for spot in one.spots
                if spot.kind != "organisation"
                or names.of_key.get(key_of(spot.name), spot.name) not in terms
            ]
            if len(kept) < len(one.spots):
                reads[at] = replace(one, spots=tuple(kept))
                found.add(where, at, ())


def _drop_bodies_as_people(found: Gathered, names: Names) -> None:
    """Drop persons that are the name of an organisation elsewhere."""
    for where, reads in found.reads.items():
        for at, one in enumerate(reads):
            kept = [
                s for s in one.spots if s.kind != "person" or key_of(s.name) not in names.of_key
            ]
            if len(kept) < len(one.spots):
                reads[at] = replace(one, spots=tuple(kept))
                found.add(where, at, ())


def _search_again(found: Gathered, names: Names) -> None:
    """Add every other place where a name stands that was found once."""
    forms = Forms(_forms(names))
    for where, reads in found.reads.items():
        for at, one in enumerate(reads):
            found.add(where, at, forms.more(one))


def _forms(names: Names) -> Iterator[Form]:
    for name, also in names.also.items():
        for written in (name, *also):
            yield form_of(written, name, exact=" " not in written)
        first, _, rest = name.partition(" ")
        kinds = vocabulary.HEADS | vocabulary.GENERIC
        if rest and all(word.lower() in kinds for word in rest.split()) and _tells(first):
            yield form_of(first, name, exact=True)
    for short, name in names.shorts.items():
        yield form_of(short, name, exact=True)


def _tells(word: str) -> bool:
    """Say whether a word alone tells whose name begins with it: no common one, no short form."""
    [key] = key_of(word)[:1]
    return not is_listed(key) and not word.isupper() and len(word) > 3  # noqa: PLR2004


# --- organisations and people --------------------------------------------------------------


def _organisations(found: Gathered, names: Names, corrections: Corrections) -> Iterator[Meant]:
    roles = Roles(found)
    spots = _named(found)
    own = frozenset(names.of_key.get(key_of(name), name) for name in corrections.own) or own_names(
        found.passages, found.spots(), names.of_key
    )
    left_out = own | _ours(spots, names) | _subjects(found, spots, names)
    ignored = {names.of_key.get(key_of(name), name) for name in corrections.ignore}
    given = {one.name for one in corrections.given}
    for spot in spots:
        name = names.of_key.get(key_of(spot.name)) or names.shorts.get(spot.name) or spot.name
        told = roles.told(spot)
        unsure = not spot.sure and not (told and told.sure)
        of_own = any(name.startswith((f"{one} ", f"{one}'", f"{one}’")) for one in own)
        if name in given or not (unsure or of_own or name in left_out | ignored):
            yield Meant(spot, name, told)


def _ours(spots: Iterable[Spot], names: Names) -> set[str]:
    """Return the names that a text calls its own: "our Centre for ..."."""
    return {names.of_key.get(key_of(spot.name), spot.name) for spot in spots if spot.ours}


def _subjects(found: Gathered, spots: Iterable[Spot], names: Names) -> set[str]:
    """Return the joint undertakings that passages are about: their own titles, of such a head."""
    subjects: set[str] = set()
    for spot in spots:
        if not spot.in_title or spot.head not in vocabulary.UNDERTAKINGS:
            continue
        passage = found.passages[spot.row]
        if lists_bodies(passage):
            continue
        before = passage.title[: spot.start].strip().lower()
        if before in {"", "the"} and _TOGETHER.search("\n".join([passage.text, *passage.path])):
            subjects.add(names.of_key.get(key_of(spot.name), spot.name))
    return subjects


def _people(found: Gathered, corrections: Corrections) -> Iterator[Meant]:
    roles = Roles(found)
    spots = [spot for spot in found.spots() if spot.kind == "person"]
    written: Counter[str] = Counter(spot.name for spot in spots)
    shown: dict[Key, str] = {}
    for name, _ in sorted(written.items(), key=lambda item: (-item[1], item[0])):
        shown.setdefault(person_key(name), name)
    for one in corrections.given:
        if one.kind == "person":
            shown |= {person_key(form): one.name for form in (one.name, *one.also)}
    by_surname: dict[str, set[str]] = defaultdict(set)
    for key, name in shown.items():
        if len(key) > 1:
            by_surname[key[-1]].add(name)
    ignored = set(corrections.ignore)
    for spot in spots:
        key = person_key(spot.name)
        whole = by_surname.get(key[-1], set()) if len(key) == 1 else set()
        name = min(whole) if len(whole) == 1 else shown[key]
        if name not in ignored:
            yield Meant(spot, name, roles.told(spot))


# --- mentions ------------------------------------------------------------------------------


def _mentions(
    found: Gathered, row: int, meant: Sequence[Meant], corrections: Corrections
) -> Iterator[Mention]:
    passage = found.passages[row]
    mentions: list[Mention] = []
    by_name: dict[tuple[NameKind, str], list[Meant]] = defaultdict(list)
    for one in meant:
        by_name[one.spot.kind, one.name].append(one)
    for (kind, name), spots in by_name.items():
        given = _given_role(passage, name, corrections)
        if given == "none":
            continue
        for spot, said in settled([(one.spot, one.told) for one in spots]).items():
            told = Told(given, True, "the corrections say so") if given else said
            mentions.append(
                Mention(
                    name, kind, told.role, spot.start, spot.end, spot.in_title, told.sure, told.why
                )
            )
    mentions += _places(found, row, mentions, corrections)
    return iter(sorted(mentions, key=lambda m: (not m.in_title, m.start, m.end, m.name)))


def _given_role(passage: Passage, name: str, corrections: Corrections) -> Role | None:
    for one in reversed(corrections.roles):
        if one.name == name and one.passage in {passage.title, passage.id}:
            return one.role
    return next((g.role for g in corrections.given if g.name == name and g.role), None)


def _places(
    found: Gathered, row: int, mentions: Sequence[Mention], corrections: Corrections
) -> list[Mention]:
    """Return the places that stand outside of the names of organisations and people."""
    taken = [(m.in_title, m.start, m.end) for m in mentions]
    taken += [
        (in_title, spot.start, spot.end)
        for in_title in (True, False)
        for read in found.reads[row, in_title]
        for spot in read.spots
    ]
    return [
        Mention(
            _place_name(place), "place", None, place.start, place.end, in_title, True, _why(place)
        )
        for in_title in (True, False)
        for place in found.places[row, in_title]
        if place.name not in corrections.ignore
        if not any(
            title == in_title and start < place.end and place.start < end
            for title, start, end in taken
        )
    ]


def _place_name(place: Place) -> str:
    return place.name


def _why(place: Place) -> str:
    return f"a {place.kind}" + (f" in {place.above[0]}" if place.above else "")


# --- entities ------------------------------------------------------------------------------


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
            above, country = stated.places, country_of_names(stated.places)
        entities.append(Entity(entity_id, name, kind, also, above, country))
    return tuple(entities)


def country_of_names(names: Sequence[str]) -> str | None:
    from indexer.places import is_country

    return next((name for name in names if is_country(name)), None)
