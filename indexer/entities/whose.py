"""Says who is meant where, organisations and people, and whom the page does not count."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from indexer.entities import words as vocabulary
from indexer.entities.corrections import Corrections
from indexer.entities.cues import Told
from indexer.entities.gather import Gathered
from indexer.entities.naming import Key, Names, key_of, person_key
from indexer.entities.own import own_names
from indexer.entities.roles import Roles
from indexer.entities.spots import Spot
from indexer.entities.spread import named
from indexer.entities.titles import lists_bodies

_TOGETHER = re.compile(
    r"\b(?:partnerships?|collaborat\w+|consortium|joint\w*|together|between us|our)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Meant:
    """A spot, the shown name of who is meant, and what is told of the role."""

    spot: Spot
    name: str
    told: Told | None


def organisations(found: Gathered, names: Names, corrections: Corrections) -> Iterator[Meant]:
    """Yield where organisations stand that the page counts: not its own, nor what it is about."""
    roles = Roles(found)
    spots = named(found)
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


def people(found: Gathered, corrections: Corrections) -> Iterator[Meant]:
    """Yield where persons stand, one name for each person."""
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
