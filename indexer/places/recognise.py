"""Finds the places that texts name, by name and by the words around the name.

A name alone proves little: Reading, Nice and Newton are towns. So a city, county or town counts
where something around it speaks for a place (a preposition, its country after a comma, a university
or council that carries its name, another place listed beside it), or where it is large and known in
many languages; and never where it stands beside another name as a person's does. Once it counts, it
counts wherever the text names it. Countries and regions need no evidence unless people bear them.
Of several cities of one name the largest is meant, in a country that the text or its page names
before any other.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import TypeVar

from indexer import parallel
from indexer.model import Passage
from indexer.parallel import Track, untracked
from indexer.places.candidates import PlaceName, place_names
from indexer.places.place import Place, countries, facts
from indexer.places.world import PlaceEntry, load

T = TypeVar("T")

# A city without any evidence: as large, and known by as many names, as Lille or Nairobi. Chosen by
# reading what was found in 400 abstracts of science, which hardly name cities.
LARGE = 200_000
KNOWN = 35
LARGE_AFTER_OF = 200_000  # "of" and "to" stand before people and things more than before places
ORDINARY_AFTER_PREPOSITION = 100_000  # ordinary words, and "Huntington's"
LARGE_IN_CONTEXT = 100_000  # where its country is named elsewhere, or an institution has its name
SMALL_INSTITUTION = 50_000  # one of a smaller town's name is more often named after a person
PROVINCE = 500_000  # inhabitants of a province, which the library does not tell
CONTEXT_WEIGHT = 1.4  # tens of times the inhabitants that a country's mention is worth


def locate(passages: Sequence[Passage], track: Track = untracked) -> list[tuple[Place, ...]]:
    """Return the places that each passage names; the countries of a page decide between cities.

    Offsets are into the passage's title and text, joined by a line break. `track` is told how far
    it is.
    """
    load()  # once, for all processes
    named: dict[str, set[str]] = defaultdict(set)
    found: list[tuple[Place, ...]] = []
    some: list[int] = []  # rows in which there is something that may be a place

    def alone(row: int) -> tuple[tuple[Place, ...], bool]:
        names = _names(passages[row])
        return _meant(names), bool(names)

    def beside(row: int) -> tuple[Place, ...]:
        return _meant(_names(passages[row]), named[passages[row].source])

    rows = range(len(passages))
    for row, (of_one, any_name) in enumerate(
        track(_spread(alone, rows), "finding places", len(rows))
    ):
        found.append(of_one)
        if any_name:
            some.append(row)
            named[passages[row].source] |= set(countries(of_one))
    again = [row for row in some if named[passages[row].source]]
    made = _spread(beside, again)
    for row, of_one in zip(again, track(made, "finding their countries", len(again)), strict=True):
        found[row] = of_one
    return found


def _names(passage: Passage) -> list[PlaceName]:
    return list(place_names(f"{passage.title}\n{passage.text}"))


def _spread(work: Callable[[int], T], rows: Sequence[int]) -> Iterator[T]:
    """Yield what is made of each of some rows, by several processes."""
    made = parallel.in_blocks(lambda part: [work(rows[at]) for at in part], len(rows))
    return chain.from_iterable(made)


def find(text: str, nearby: Iterable[str] = ()) -> tuple[Place, ...]:
    """Find the places that a text names, in order and without overlap.

    Parameters
    ----------
    text
        A passage; capitals matter.
    nearby
        Names of countries that the page speaks of elsewhere (`countries`): they decide which of
        several cities of a name is meant, and let smaller ones count.
    """
    return _meant(list(place_names(text)), nearby)


def _meant(names: Sequence[PlaceName], nearby: Iterable[str] = ()) -> tuple[Place, ...]:
    near = _near(names, nearby)
    found: dict[int, PlaceEntry] = {}
    last: int | None = None
    for at, name in enumerate(names):
        listed = last is not None and name.is_listed_after(names[last].end)
        beside = {found[last].country} if last is not None and listed else set()
        if entry := _meaning(name, near | beside, listed=listed):
            found[at] = entry
            last = at
    cities = {names[at].form: entry for at, entry in found.items() if entry.kind == "city"}
    for at, name in enumerate(names):
        if at not in found and name.form in cities and not name.is_part:
            found[at] = cities[name.form]
    return tuple(_place(names[at], found[at]) for at in sorted(found))


def _place(name: PlaceName, entry: PlaceEntry) -> Place:
    own = entry.fame or entry.kind != "city"  # else as the text calls it: Seville, not Sevilla
    shown = entry.name if own else name.text[name.start : name.end]
    return Place(shown, name.start, name.end, entry.kind, entry.above, entry.point)


def _near(names: Iterable[PlaceName], nearby: Iterable[str]) -> frozenset[str]:
    """Return the codes of the countries that the text or its page names."""
    lands = load().countries
    page = {lands[name].country for name in nearby if name in lands}
    sure = (name.entries[0] for name in names if sum(map(_is_certain, name.entries)) == 1)
    return frozenset(page | {entry.country for entry in sure if entry.kind == "country"})


def _is_certain(entry: PlaceEntry) -> bool:
    """Say whether a meaning is a country or what is known like one."""
    return entry.kind != "city" and not entry.province


def _meaning(name: PlaceName, near: frozenset[str], *, listed: bool) -> PlaceEntry | None:
    """Return what a name means here, `None` where it is no place."""
    follows = name.lands_after

    def lies_in(entry: PlaceEntry) -> bool:
        return any(
            land.name in entry.above or (land.province and land.country == entry.country)
            for land in follows
        )

    def weight(entry: PlaceEntry) -> tuple[bool, bool, float]:
        """Return how likely a meaning is: lands first, then by inhabitants and what is near."""
        people = PROVINCE if entry.province else entry.population
        size = math.log10(max(people, 1)) + math.log10(1 + entry.fame)
        near_by = CONTEXT_WEIGHT if entry.country in near else 0.0
        return lies_in(entry), _is_certain(entry), size + near_by

    entry = max(name.entries, key=weight)
    if _is_certain(entry):
        fits = _is_land(name, entry)
    else:
        fits = lies_in(entry) or _is_city(name, entry, near, listed=listed)
    return entry if fits else None


def _is_land(name: PlaceName, entry: PlaceEntry) -> bool:
    """Say whether the name of a country or of a region of the world is that here."""
    if entry.form == "adjective":
        return _is_adjective(name, entry)
    if " " in name.form or name.form not in facts().also_people:
        return True
    return name.ends_institution or name.begins_institution or not name.is_persons


def _is_adjective(name: PlaceName, entry: PlaceEntry) -> bool:
    """Say whether "French" or "African" tells where something is, and is not a language or name."""
    if name.tokens[name.first].form in facts().ordinary:
        return False
    if not entry.country and name.right and name.right.capital:
        return False  # "European Regional Development Fund" is in no one place
    return bool(name.right) or name.preposition not in facts().at  # "translated into French."


def _is_city(name: PlaceName, entry: PlaceEntry, near: frozenset[str], *, listed: bool) -> bool:
    """Say whether the name of a city or province is that here, by the rules of this module."""
    ordinary = name.form in facts().ordinary or name.form in facts().given_names
    if name.ends_institution or (name.begins_institution and _is_carried(name, entry, near)):
        return True
    if name.is_part:
        return False
    if (listed or name.after_institution) and not ordinary:
        return True
    return _after_preposition(name, entry, ordinary=ordinary) or (
        not ordinary and _is_well_known(entry, near, name.form.count(" ") + 1)
    )


def _is_carried(name: PlaceName, entry: PlaceEntry, near: frozenset[str]) -> bool:
    """Say whether an institution has a place's name: "Leeds Beckett University", not Mandela's."""
    if name.follows_name:
        return False
    if name.right and name.right.form not in facts().institutions:
        return entry.population >= LARGE_IN_CONTEXT
    return entry.province or entry.population >= SMALL_INSTITUTION or entry.country in near


def _after_preposition(name: PlaceName, entry: PlaceEntry, *, ordinary: bool) -> bool:
    """Say whether a preposition makes it a place: "in Delft"; "in Reading" as it is large."""
    if name.preposition in {"of", "to"}:
        return not ordinary and entry.population >= LARGE_AFTER_OF and entry.fame > 0
    first = name.tokens[name.first]
    doubtful = ordinary or first.bare != first.written
    large = entry.population >= ORDINARY_AFTER_PREPOSITION
    return name.preposition in facts().at and (large or not doubtful)


def _is_well_known(entry: PlaceEntry, near: frozenset[str], words: int) -> bool:
    """Say whether a city or county is meant without anything that says so."""
    if entry.province:
        return words > 1
    if entry.country in near and entry.population >= LARGE_IN_CONTEXT and entry.fame > 0:
        return True
    return entry.population >= LARGE and entry.fame >= KNOWN
