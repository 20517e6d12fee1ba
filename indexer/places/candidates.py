"""Finds the names in a text that may be places, and what the words around each say of it.

They tell a place from an institution that is named after it, and from a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from indexer.places.place import LONGEST_NAME, WORD, facts, key
from indexer.places.world import PlaceEntry, load
from indexer.text import strip_possessive

# How many words an institution's name goes on for after its place: "Liverpool School of Tropical
# Medicine".
INSTITUTION_WORDS = 4
LONGEST_ACRONYM = 3  # longer words in capitals are a heading: "CONTACT US"
SHORTEST_SHOUTED = 5  # MALI, CHAD and PERU in capitals are acronyms more often

_JOIN = " \u00a0-–"
_LISTED = re.compile(r" *(?:,|/|&|[-–]|,?\s(?:and|or|et|und|en)\b)\s*(?:the\s)?")
_AFTER_COMMA = re.compile(r",\s|\s\(")


class PlaceToken(NamedTuple):
    """A word, its key, and whether only a space or hyphen parts it from the one before."""

    written: str
    form: str
    start: int
    end: int
    joined: bool

    @property
    def capital(self) -> bool:
        """Whether it begins with a capital."""
        return self.written[0].isupper()

    @property
    def bare(self) -> str:
        """The word without a possessive: "UAE" for "UAE's"."""
        return strip_possessive(self.written)

    @property
    def shouted(self) -> bool:
        """Whether it is all capitals, as acronyms are."""
        return len(self.bare) > 1 and self.bare.isupper()

    @property
    def names_institution(self) -> bool:
        """Whether it is what an institution is called: "University"."""
        return self.capital and self.form in facts().institutions


@dataclass(frozen=True, slots=True)
class PlaceName:
    """A name in a text, `tokens[first:stop]`, and what it may mean."""

    text: str
    tokens: Sequence[PlaceToken]
    first: int
    stop: int
    form: str
    entries: tuple[PlaceEntry, ...]

    @property
    def start(self) -> int:
        """Where the name begins in the text."""
        return self.tokens[self.first].start

    @property
    def end(self) -> int:
        """Where the name ends in the text."""
        return self.tokens[self.stop - 1].end

    @property
    def left(self) -> PlaceToken | None:
        """The word right before, if nothing but a space or hyphen parts it."""
        joined = self.first > 0 and self.tokens[self.first].joined
        return self.tokens[self.first - 1] if joined else None

    @property
    def right(self) -> PlaceToken | None:
        """The word right after, if nothing but a space or hyphen parts it."""
        joined = self.stop < len(self.tokens) and self.tokens[self.stop].joined
        return self.tokens[self.stop] if joined else None

    @property
    def preposition(self) -> str:
        """The word before, "the" skipped: what may be a preposition."""
        left = self.left
        if left and left.form == "the" and left.joined:
            return self.tokens[self.first - 2].form
        return left.form if left else ""

    @property
    def follows_name(self) -> bool:
        """Whether it stands after another name, as a person's does: "Sam Houston"."""
        left, known = self.left, facts()
        return bool(left and left.capital and left.form not in known.leading | known.institutions)

    @property
    def is_part(self) -> bool:
        """Whether it stands beside another name, or before what is named after it: "syndrome"."""
        right = self.right
        eponym = right and (right.form in facts().eponyms)
        more = right and right.capital and not self.begins_institution
        return self.follows_name or bool(eponym or more)

    @property
    def is_persons(self) -> bool:
        """Whether a country's name stands as a person's: "Jordan Smith", but not "NHS England"."""
        left, right = self.left, self.right
        before = left and left.capital and not left.shouted and left.form not in facts().leading
        return bool(before or (right and right.capital and not right.shouted))

    @property
    def begins_institution(self) -> bool:
        """Whether it begins the name of an institution: "Southampton City Council"."""
        known = facts()
        for token in self.tokens[self.stop : self.stop + INSTITUTION_WORDS]:
            joins = token.form in known.of or token.form in {"and", "for"}
            if not token.joined or not (token.capital or joins):
                return False
            if token.form in known.institutions:
                return True
        return False

    @property
    def ends_institution(self) -> bool:
        """Whether it ends the name of an institution: "University of Delft", "TU Delft"."""
        if not self.left:
            return False
        if self.left.names_institution:
            return True
        last = at = self.first - 1
        while at > 0 and self.tokens[at].form in facts().of | {"the"} and self.tokens[at].joined:
            at -= 1
        return at < last and self.tokens[at].names_institution

    @property
    def after_institution(self) -> bool:
        """Whether a comma parts it from the name of an institution: "Hope School, Havant"."""
        if self.first == 0 or self.left:
            return False
        head = self.tokens[self.first - 1]
        return self.text[head.end : self.start].strip() == "," and head.names_institution

    @property
    def lands_after(self) -> tuple[PlaceEntry, ...]:
        """What is named after a comma or bracket, but for cities: "Malang, Indonesia"."""
        if self.stop == len(self.tokens) or not _AFTER_COMMA.fullmatch(
            self.text, self.end, self.tokens[self.stop].start
        ):
            return ()
        _, name = _longest(self.text, self.tokens, self.stop)
        return tuple(entry for entry in name.entries if entry.kind != "city") if name else ()

    def is_listed_after(self, end: int) -> bool:
        """Say whether only a comma or an "and" parts it from what ends at a position."""
        return bool(_LISTED.fullmatch(self.text, end, self.start))


def place_names(text: str) -> Iterator[PlaceName]:
    """Yield every run of words that is a known name, the longest first from the left."""
    words = _tokens(text)
    lower = {word.form for word in words if not word.capital}
    at = 0
    while at < len(words):
        word = words[at]
        if not word.capital and word.form not in facts().directions:
            at += 1
            continue
        size, name = _longest(text, words, at)
        if name and not (size == 1 and _is_common(name, lower)):
            yield name
        at += size


def _tokens(text: str) -> list[PlaceToken]:
    found: list[PlaceToken] = []
    new, end = tuple.__new__, -1
    for match in WORD.finditer(text):
        written, (start, stop) = match[0], match.span()
        joined = start - end == 1 and end >= 0 and text[end] in _JOIN
        plain = written.isascii() and written.isalpha()
        form = written.lower() if plain else key(written)
        found.append(new(PlaceToken, (written, form, start, stop, joined)))
        end = stop
    return found


def _longest(text: str, words: Sequence[PlaceToken], at: int) -> tuple[int, PlaceName | None]:
    """Return how many words the longest name that begins at a word has, and that name."""
    first, world = words[at], load()
    if first.bare in world.acronyms and not _in_capitals(words, at):
        if text[first.end : first.end + 1] == "$":
            return 1, None
        return 1, PlaceName(text, words, at, at + 1, first.form, (world.acronyms[first.bare],))
    if not first.capital and first.form not in facts().directions:
        return 1, None
    stop = at + 1
    while stop < min(at + LONGEST_NAME, len(words)) and words[stop].joined:
        stop += 1
    for end in range(stop, at, -1):
        form = " ".join(word.form for word in words[at:end])
        entries = world.by_key.get(form)
        if entries == ():
            return end - at, None
        if entries and words[end - 1].capital:
            return end - at, PlaceName(text, words, at, end, form, entries)
    return 1, None


def _in_capitals(words: Sequence[PlaceToken], at: int) -> bool:
    """Say whether a word stands among capitals: "CONTACT US"."""
    return any(w.shouted and len(w.written) > LONGEST_ACRONYM for w in words[max(0, at - 1) : at])


def _is_common(name: PlaceName, lower: set[str]) -> bool:
    """Say whether a name is a word of this text, or an acronym: MALI, LIMA, PARIS."""
    token = name.tokens[name.first]
    if token.bare in facts().acronyms:
        return False
    city = name.entries[0].kind == "city"
    if token.shouted:
        return city or len(token.bare) < SHORTEST_SHOUTED
    return city and name.form in lower
