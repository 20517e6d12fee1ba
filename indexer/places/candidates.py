"""Finds the runs of words that are spelt like a known place, whatever they mean here."""

from __future__ import annotations

from dataclasses import dataclass

from indexer.places import facts
from indexer.places.evidence import Around, Token, tokens
from indexer.places.place import LONGEST_NAME
from indexer.places.world import Entry, World

LONGEST_ACRONYM = 3  # longer words in capitals are a heading: "CONTACT US"
SHORTEST_SHOUTED = 5  # MALI, CHAD and PERU in capitals are acronyms more often


@dataclass(frozen=True, slots=True)
class Candidate:
    """A name in the text, what it may mean, and what stands around it."""

    form: str
    entries: tuple[Entry, ...]
    around: Around


def candidates_of(text: str, world: World) -> list[Candidate]:
    """Return every run of words that is a known name, the longest first from the left."""
    words = tokens(text)
    lower = {word.form for word in words if not word.capital}
    found: list[Candidate] = []
    at = 0
    while at < len(words):
        size, candidate = longest(text, words, at, world)
        if candidate and not (size == 1 and _common(candidate, lower)):
            found.append(candidate)
        at += size
    return found


def longest(text: str, words: list[Token], at: int, world: World) -> tuple[int, Candidate | None]:
    """Return the longest name that begins at a word, and how many words were read."""
    first = words[at]
    if first.bare in world.acronyms and not _in_capitals(words, at):
        if text[first.end : first.end + 1] == "$":
            return 1, None
        return 1, Candidate(
            first.form, (world.acronyms[first.bare],), Around(text, words, at, at + 1)
        )
    if not first.capital and first.form not in facts.DIRECTIONS:
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
        if entries and last.capital and not text[last.end : last.end + 1].isdigit():  # Sim1
            return size, Candidate(form, entries, Around(text, words, at, at + size))
    return 1, None


def _in_capitals(words: list[Token], at: int) -> bool:
    """Say whether a word stands among capitals: "CONTACT US"."""
    return any(w.shouted and len(w.said) > LONGEST_ACRONYM for w in words[max(0, at - 1) : at])


def _common(candidate: Candidate, lower: set[str]) -> bool:
    """Say whether a name is a word of this text, or an acronym: MALI, LIMA, PARIS."""
    token = candidate.around.tokens[candidate.around.first]
    if token.bare in facts.ACRONYMS:
        return False
    land = candidate.entries[0].kind != "city"
    if token.shouted:
        return (
            not land
            or len(token.bare) < SHORTEST_SHOUTED
            or candidate.entries[0].form == "adjective"
        )
    return not land and candidate.form in lower
