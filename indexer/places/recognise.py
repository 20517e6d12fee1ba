"""Finds the places that a text names, by name and by the words around the name.

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
import re
from collections.abc import Iterable

from indexer.places import facts
from indexer.places.candidates import Candidate, candidates_of, longest
from indexer.places.evidence import Around
from indexer.places.place import Place
from indexer.places.world import Entry, World, load

# A city without any evidence: as large, and known by as many names, as Lille or Nairobi. Chosen by
# reading what was found in 400 abstracts of science, which hardly name cities.
LARGE = 200_000
KNOWN = 35
LARGE_AFTER_OF = 200_000  # "of" and "to" stand before people and things more than before places
ORDINARY_AFTER_PREPOSITION = 100_000  # ordinary words, very short ones, and "Huntington's"
SHORTEST_SURE = 4  # "Mus", "Sim"
LARGE_IN_CONTEXT = 100_000  # where its country is named elsewhere, or a body carries its name
SMALL_BODY = 50_000  # a body of a smaller town's name is more often named after a person
PROVINCE = 500_000  # inhabitants of a province, which the library does not tell
CONTEXT_WEIGHT = 1.4  # tens of times the inhabitants that a country's mention is worth

_AFTER_COMMA = re.compile(r",\s|\s\(")


def find(text: str, context: Iterable[str] = ()) -> tuple[Place, ...]:
    """Find the places that a text names.

    Parameters
    ----------
    text
        A passage; capitals matter.
    context
        Names of countries that the page speaks of elsewhere (`countries`): they decide which of
        several cities of a name is meant, and let smaller ones count.

    Returns
    -------
    tuple of Place
        In order, without overlap.
    """
    world = load()
    candidates = candidates_of(text, world)
    near = _near(candidates, context, world)
    found: dict[int, Entry] = {}
    last: int | None = None
    for at, candidate in enumerate(candidates):
        listed = candidate.around.listed_after(last)
        beside = {found[max(found)].country} if listed else set()
        entry = _judge(candidate, near | beside, world, listed=listed)
        if entry:
            found[at] = entry
            last = candidate.around.end
    _add_again(found, candidates)
    return tuple(_place(candidates[at], found[at]) for at in sorted(found))


def _add_again(found: dict[int, Entry], candidates: list[Candidate]) -> None:
    """Add to what was found where the same cities are named once more, without any evidence."""
    meant = {candidates[at].form: entry for at, entry in found.items() if entry.kind == "city"}
    for at, candidate in enumerate(candidates):
        around = candidate.around
        elsewhere = around.beside_name or around.names_thing
        if at not in found and candidate.form in meant and not elsewhere:
            found[at] = meant[candidate.form]


def _place(candidate: Candidate, entry: Entry) -> Place:
    around = candidate.around
    own = entry.fame or entry.kind != "city"  # else as the text calls it: Seville, not Sevilla
    name = entry.name if own else around.text[around.start : around.end]
    return Place(name, around.start, around.end, entry.kind, entry.above, entry.point)


def _near(candidates: list[Candidate], context: Iterable[str], world: World) -> frozenset[str]:
    """Return the codes of the countries that the text or its page names."""
    named = {world.countries.get(name, "") for name in context}
    sure = (
        candidate.entries[0]
        for candidate in candidates
        if sum(_is_certain(entry) for entry in candidate.entries) == 1
    )
    return frozenset(named | {e.country for e in sure if e.kind == "country"}) - {""}


def _is_certain(entry: Entry) -> bool:
    """Say whether a meaning is a country or what is known like one."""
    return entry.kind != "city" and not entry.province


def _judge(
    candidate: Candidate, near: frozenset[str], world: World, *, listed: bool
) -> Entry | None:
    """Return what a name means here, `None` where it is no place."""
    follows = _following(candidate.around, world)
    entry = max(candidate.entries, key=lambda entry: _weight(entry, near, follows))
    if entry.province and follows and not _lies_in(entry, follows):
        fits = False  # "Long Island, New York" is not the one of the Bahamas
    elif not _is_certain(entry):
        fits = _lies_in(entry, follows) or _is_city(candidate, entry, near, listed=listed)
    else:
        fits = _is_land(candidate, entry)
    return entry if fits else None


def _following(around: Around, world: World) -> tuple[Entry, ...]:
    """Return what is named after a comma or bracket: "Malang, Indonesia"."""
    words, stop = around.tokens, around.stop
    if stop == len(words) or not _AFTER_COMMA.fullmatch(around.text, around.end, words[stop].start):
        return ()
    _, candidate = longest(around.text, words, stop, world)
    return tuple(e for e in candidate.entries if e.kind != "city") if candidate else ()


def _lies_in(entry: Entry, lands: tuple[Entry, ...]) -> bool:
    """Say whether a city lies in one of these countries, or in the country of these provinces."""
    return any(
        land.name in entry.above or (land.province and land.country == entry.country)
        for land in lands
    )


def _weight(
    entry: Entry, near: frozenset[str], follows: tuple[Entry, ...]
) -> tuple[bool, bool, float]:
    """Return how likely a meaning is: lands first, then by inhabitants and by what is near."""
    people = PROVINCE if entry.province else entry.population
    size = math.log10(max(people, 1)) + math.log10(1 + entry.fame)
    near_by = CONTEXT_WEIGHT if entry.country in near else 0.0
    return _lies_in(entry, follows), _is_certain(entry), size + near_by


def _is_land(candidate: Candidate, entry: Entry) -> bool:
    """Say whether the name of a country or of a region of the world is that here."""
    around = candidate.around
    if entry.form == "adjective":
        return _is_adjective(around, entry)
    if candidate.form in facts.ORDINARY and around.begins_sentence:
        return False
    last = candidate.form.rpartition(" ")[2]
    if last not in facts.ALSO_PEOPLE or " " in candidate.form:
        return True
    return around.ends_body or around.begins_body or not _beside_person(around)


def _beside_person(around: Around) -> bool:
    """Say whether a country's name stands as a person's: "Jordan Smith", but not "NHS England"."""
    left, right = around.left, around.right
    before = left and left.capital and not left.shouted and left.form not in facts.LEADING
    return bool(before or (right and right.capital and not right.shouted))


def _is_adjective(around: Around, entry: Entry) -> bool:
    """Say whether "French" or "African" tells where something is, and is not a language or name."""
    if around.tokens[around.first].form in facts.ORDINARY:
        return False
    if not entry.country and around.right and around.right.capital:
        return False  # "European Regional Development Fund" is in no one place
    return bool(around.right) or around.preposition not in facts.AT  # "translated into French."


def _is_city(candidate: Candidate, entry: Entry, near: frozenset[str], *, listed: bool) -> bool:
    """Say whether the name of a city or province is that here, by the rules of this module."""
    around = candidate.around
    ordinary = candidate.form in facts.ORDINARY | facts.GIVEN_NAMES
    if around.ends_body or (around.begins_body and _carries(around, entry, near)):
        return True
    if around.beside_name or around.names_thing:
        return False
    if not entry.province and not entry.fame and entry.country not in near:
        return False  # under a name of another language: "Genes" is Genoa, "Kras" is Graz
    if (listed or around.after_body) and not ordinary:
        return True
    return _after_preposition(around, entry, ordinary=ordinary) or (
        not ordinary and _well_known(entry, near, around, candidate.form.count(" ") + 1)
    )


def _carries(around: Around, entry: Entry, near: frozenset[str]) -> bool:
    """Say whether a body is named after a place: "Leeds Beckett University", not Nelson Mandela."""
    if around.beside_person:
        return False
    if around.right and around.right.form not in facts.BODIES:
        return entry.population >= LARGE_IN_CONTEXT
    return entry.province or entry.population >= SMALL_BODY or entry.country in near


def _after_preposition(around: Around, entry: Entry, *, ordinary: bool) -> bool:
    """Say whether a preposition makes it a place: "in Delft"; "in Reading" as it is large."""
    said = around.preposition
    if said in {"of", "to"}:
        return not ordinary and entry.population >= LARGE_AFTER_OF and entry.fame > 0
    large = entry.population >= ORDINARY_AFTER_PREPOSITION
    first = around.tokens[around.first]
    doubtful = ordinary or first.bare != first.said or len(first.said) < SHORTEST_SURE
    return said in facts.AT and (large or not doubtful)


def _well_known(entry: Entry, near: frozenset[str], around: Around, words: int) -> bool:
    """Say whether a city or county is meant without anything that says so."""
    if words == 1 and around.begins_sentence:
        return False
    if entry.province:
        return words > 1
    if entry.country in near and entry.population >= LARGE_IN_CONTEXT and entry.fame > 0:
        return True
    return entry.population >= LARGE and entry.fame >= KNOWN
