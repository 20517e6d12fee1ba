"""Tells from the words around a name what it names: a place, an institution there, or a person."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from indexer.places.place import WORD, facts, key
from indexer.text import strip_possessive

# How many words an institution's name goes on for after its place: "Liverpool School of Tropical
# Medicine".
INSTITUTION_WORDS = 4

_JOIN = re.compile(r"[ \u00a0]|[-–]")
_LISTED = re.compile(r" *(?:,|/|&|[-–]|,?\s(?:and|or|et|und|en)\b)\s*(?:the\s)?")


@dataclass(frozen=True, slots=True)
class Token:
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


def tokens(text: str) -> list[Token]:
    """Return the words of a text in order."""
    found: list[Token] = []
    end = -1
    for match in WORD.finditer(text):
        joined = bool(_JOIN.fullmatch(text, end, match.start())) if found else False
        written = match.group()
        plain = written.isascii() and written.isalpha()
        form = written.lower() if plain else key(written)
        found.append(Token(written, form, *match.span(), joined))
        end = match.end()
    return found


@dataclass(frozen=True, slots=True)
class Context:
    """A run of words, `tokens[first:stop]`, in the text it stands in."""

    text: str
    tokens: Sequence[Token]
    first: int
    stop: int

    @property
    def start(self) -> int:
        """Where the run begins."""
        return self.tokens[self.first].start

    @property
    def end(self) -> int:
        """Where the run ends."""
        return self.tokens[self.stop - 1].end

    @property
    def left(self) -> Token | None:
        """The word right before, if nothing but a space or hyphen parts it."""
        joined = self.first > 0 and self.tokens[self.first].joined
        return self.tokens[self.first - 1] if joined else None

    @property
    def right(self) -> Token | None:
        """The word right after, if nothing but a space or hyphen parts it."""
        joined = self.stop < len(self.tokens) and self.tokens[self.stop].joined
        return self.tokens[self.stop] if joined else None

    @property
    def preposition(self) -> str:
        """The word before, "the" skipped: what may be a preposition."""
        left, at = self.left, self.first - 1
        if left and left.form == "the" and left.joined:
            return self.tokens[at - 1].form
        return left.form if left else ""

    @property
    def beside_name(self) -> bool:
        """Whether it stands beside a word with a capital that names no institution."""
        right = self.right
        return self.beside_person or bool(right and right.capital and not self.begins_institution)

    @property
    def names_thing(self) -> bool:
        """Whether a thing is named after it: "Leigh syndrome"."""
        return bool(self.right and self.right.form in facts().eponyms)

    @property
    def beside_person(self) -> bool:
        """Whether it stands as a person's name: "Sam Houston"."""
        left, known = self.left, facts()
        other = known.leading | known.institutions
        return bool(left and left.capital and left.form not in other)

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
        left, known = self.left, facts()
        if not left:
            return False
        if left.form in known.institutions and left.capital:
            return True
        at = self.first - 1
        while at > 0 and self.tokens[at].form in known.of | {"the"} and self.tokens[at].joined:
            at -= 1
        head = self.tokens[at]
        return at < self.first - 1 and head.form in known.institutions and head.capital

    @property
    def after_institution(self) -> bool:
        """Whether a comma parts it from the name of an institution: "Hope School, Havant"."""
        if self.first == 0 or self.left:
            return False
        head = self.tokens[self.first - 1]
        parted = self.text[head.end : self.start].strip()
        return parted == "," and head.capital and head.form in facts().institutions

    def listed_after(self, end: int | None) -> bool:
        """Whether only a comma or an "and" parts it from what ends at `end`, if anything does."""
        return end is not None and bool(_LISTED.fullmatch(self.text, end, self.start))
