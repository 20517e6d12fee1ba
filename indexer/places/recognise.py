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
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from indexer.model import Passage
from indexer.places.context import Context, Token, tokens
from indexer.places.place import LONGEST_NAME, Place, countries, facts
from indexer.places.world import Entry, World, load

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

LONGEST_ACRONYM = 3  # longer words in capitals are a heading: "CONTACT US"
SHORTEST_SHOUTED = 5  # MALI, CHAD and PERU in capitals are acronyms more often

_AFTER_COMMA = re.compile(r",\s|\s\(")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A name in the text, what it may mean, and the words around it."""

    form: str
    entries: tuple[Entry, ...]
    context: Context


def locate(passages: Sequence[Passage]) -> list[tuple[Place, ...]]:
    """Return the places that each passage names; the countries of a page decide between cities.

    Offsets are into the passage's title and text, joined by a line break.
    """
    wholes = [f"{passage.title}\n{passage.text}" for passage in passages]
    named: dict[str, set[str]] = defaultdict(set)
    for passage, whole in zip(passages, wholes, strict=True):
        named[passage.source] |= set(countries(find(whole)))
    return [
        find(whole, sorted(named[passage.source]))
        for passage, whole in zip(passages, wholes, strict=True)
    ]


def find(text: str, nearby: Iterable[str] = ()) -> tuple[Place, ...]:
    """Find the places that a text names.

    Parameters
    ----------
    text
        A passage; capitals matter.
    nearby
        Names of countries that the page speaks of elsewhere (`countries`): they decide which of
        several cities of a name is meant, and let smaller ones count.

    Returns
    -------
    tuple of Place
        In order, without overlap.
    """
    world = load()
    candidates = _candidates(text, world)
    near = _near(candidates, nearby, world)
    found: dict[int, Entry] = {}
    last: int | None = None
    for at, candidate in enumerate(candidates):
        listed = candidate.context.listed_after(last)
        beside = {found[max(found)].country} if listed else set()
        entry = _judge(candidate, near | beside, world, listed=listed)
        if entry:
            found[at] = entry
            last = candidate.context.end
    _add_repeated(found, candidates)
    return tuple(_place(candidates[at], found[at]) for at in sorted(found))


def _candidates(text: str, world: World) -> list[Candidate]:
    """Return every run of words that is a known name, the longest first from the left."""
    words = tokens(text)
    lower = {word.form for word in words if not word.capital}
    found: list[Candidate] = []
    at = 0
    while at < len(words):
        size, candidate = _longest(text, words, at, world)
        if candidate and not (size == 1 and _common(candidate, lower)):
            found.append(candidate)
        at += size
    return found


def _longest(
    text: str, words: Sequence[Token], at: int, world: World
) -> tuple[int, Candidate | None]:
    """Return the longest name that begins at a word, and how many words were read."""
    first = words[at]
    if first.bare in world.acronyms and not _in_capitals(words, at):
        if text[first.end : first.end + 1] == "$":
            return 1, None
        return 1, Candidate(
            first.form, (world.acronyms[first.bare],), Context(text, words, at, at + 1)
        )
    if not first.capital and first.form not in facts().directions:
        return 1, None
    most = 1
    while most < LONGEST_NAME and at + most < len(words) and words[at + most].joined:
        most += 1
    for size in range(most, 0, -1):
        form = " ".join(word.form for word in words[at : at + size])
        entries = world.by_key.get(form)
        if entries == ():
            return size, None
        last = words[at + size - 1]
        if entries and last.capital:
            return size, Candidate(form, entries, Context(text, words, at, at + size))
    return 1, None


def _in_capitals(words: Sequence[Token], at: int) -> bool:
    """Say whether a word stands among capitals: "CONTACT US"."""
    return any(w.shouted and len(w.written) > LONGEST_ACRONYM for w in words[max(0, at - 1) : at])


def _common(candidate: Candidate, lower: set[str]) -> bool:
    """Say whether a name is a word of this text, or an acronym: MALI, LIMA, PARIS."""
    token = candidate.context.tokens[candidate.context.first]
    if token.bare in facts().acronyms:
        return False
    land = candidate.entries[0].kind != "city"
    if token.shouted:
        return not land or len(token.bare) < SHORTEST_SHOUTED
    return not land and candidate.form in lower


def _add_repeated(found: dict[int, Entry], candidates: list[Candidate]) -> None:
    """Add to what was found where the same cities are named once more, without any evidence."""
    meant = {candidates[at].form: entry for at, entry in found.items() if entry.kind == "city"}
    for at, candidate in enumerate(candidates):
        context = candidate.context
        otherwise = context.beside_name or context.names_thing
        if at not in found and candidate.form in meant and not otherwise:
            found[at] = meant[candidate.form]


def _place(candidate: Candidate, entry: Entry) -> Place:
    context = candidate.context
    own = entry.fame or entry.kind != "city"  # else as the text calls it: Seville, not Sevilla
    name = entry.name if own else context.text[context.start : context.end]
    return Place(name, context.start, context.end, entry.kind, entry.above, entry.point)


def _near(candidates: list[Candidate], nearby: Iterable[str], world: World) -> frozenset[str]:
    """Return the codes of the countries that the text or its page names."""
    named = {world.countries.get(name, "") for name in nearby}
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
    follows = _following(candidate.context, world)
    entry = max(candidate.entries, key=lambda entry: _weight(entry, near, follows))
    if _is_certain(entry):
        fits = _is_land(candidate, entry)
    else:
        fits = _lies_in(entry, follows) or _is_city(candidate, entry, near, listed=listed)
    return entry if fits else None


def _following(context: Context, world: World) -> tuple[Entry, ...]:
    """Return what is named after a comma or bracket: "Malang, Indonesia"."""
    words, stop = context.tokens, context.stop
    if stop == len(words):
        return ()
    if not _AFTER_COMMA.fullmatch(context.text, context.end, words[stop].start):
        return ()
    _, candidate = _longest(context.text, words, stop, world)
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
    context = candidate.context
    if entry.form == "adjective":
        return _is_adjective(context, entry)
    last = candidate.form.rpartition(" ")[2]
    if last not in facts().also_people or " " in candidate.form:
        return True
    return context.ends_institution or context.begins_institution or not _beside_person(context)


def _beside_person(context: Context) -> bool:
    """Say whether a country's name stands as a person's: "Jordan Smith", but not "NHS England"."""
    left, right = context.left, context.right
    before = left and left.capital and not left.shouted and left.form not in facts().leading
    return bool(before or (right and right.capital and not right.shouted))


def _is_adjective(context: Context, entry: Entry) -> bool:
    """Say whether "French" or "African" tells where something is, and is not a language or name."""
    if context.tokens[context.first].form in facts().ordinary:
        return False
    if not entry.country and context.right and context.right.capital:
        return False  # "European Regional Development Fund" is in no one place
    return bool(context.right) or context.preposition not in facts().at  # "translated into French."


def _is_city(candidate: Candidate, entry: Entry, near: frozenset[str], *, listed: bool) -> bool:
    """Say whether the name of a city or province is that here, by the rules of this module."""
    context = candidate.context
    ordinary = candidate.form in facts().ordinary or candidate.form in facts().given_names
    if context.ends_institution or (context.begins_institution and _carries(context, entry, near)):
        return True
    if context.beside_name or context.names_thing:
        return False
    if (listed or context.after_institution) and not ordinary:
        return True
    return _after_preposition(context, entry, ordinary=ordinary) or (
        not ordinary and _well_known(entry, near, candidate.form.count(" ") + 1)
    )


def _carries(context: Context, entry: Entry, near: frozenset[str]) -> bool:
    """Say whether an institution has a place's name: "Leeds Beckett University", not Mandela's."""
    if context.beside_person:
        return False
    if context.right and context.right.form not in facts().institutions:
        return entry.population >= LARGE_IN_CONTEXT
    return entry.province or entry.population >= SMALL_INSTITUTION or entry.country in near


def _after_preposition(context: Context, entry: Entry, *, ordinary: bool) -> bool:
    """Say whether a preposition makes it a place: "in Delft"; "in Reading" as it is large."""
    preposition = context.preposition
    if preposition in {"of", "to"}:
        return not ordinary and entry.population >= LARGE_AFTER_OF and entry.fame > 0
    large = entry.population >= ORDINARY_AFTER_PREPOSITION
    first = context.tokens[context.first]
    doubtful = ordinary or first.bare != first.written
    return preposition in facts().at and (large or not doubtful)


def _well_known(entry: Entry, near: frozenset[str], words: int) -> bool:
    """Say whether a city or county is meant without anything that says so."""
    if entry.province:
        return words > 1
    if entry.country in near and entry.population >= LARGE_IN_CONTEXT and entry.fame > 0:
        return True
    return entry.population >= LARGE and entry.fame >= KNOWN
