"""Says what the words around a name tell of it: a place, a body named after one, or a person."""

from __future__ import annotations

import re
from dataclasses import dataclass

from indexer.places import facts
from indexer.places.place import WORD, key

# How many words a body's name goes on for after its place: "Liverpool School of Tropical Medicine".
BODY_WORDS = 4

_JOIN = re.compile(r"[ \u00a0]|[-–]")
_LISTED = re.compile(r" *(?:,|/|&|[-–]|,?\s(?:and|or|et|und|en)\b)\s*(?:the\s)?")
_POSSESSIVE = re.compile(r"['’]s$")
_SENTENCE_START = re.compile(r"(?:^|[.!?•\n])[\s\"“‘'(•]*$")


@dataclass(frozen=True, slots=True)
class Token:
    """A word, its folded form, and whether only a space or hyphen parts it from the one before."""

    said: str
    form: str
    start: int
    end: int
    joined: bool

    @property
    def capital(self) -> bool:
        """Whether it begins with a capital."""
        return self.said[0].isupper()

    @property
    def bare(self) -> str:
        """The word without a possessive: "UAE" for "UAE's"."""
        return _POSSESSIVE.sub("", self.said)

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
        said = match.group()
        plain = said.isascii() and said.isalpha()
        found.append(Token(said, said.lower() if plain else key(said), *match.span(), joined))
        end = match.end()
    return found


@dataclass(frozen=True, slots=True)
class Around:
    """A run of words, `tokens[first:stop]`, with the text it stands in."""

    text: str
    tokens: list[Token]
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
    def begins_sentence(self) -> bool:
        """Whether nothing stands before it in its sentence."""
        return bool(_SENTENCE_START.search(self.text, max(0, self.start - 8), self.start))

    @property
    def _titled(self) -> bool:
        """Whether a title or an initial with its full stop stands before it."""
        if self.first == 0:
            return False
        before = self.tokens[self.first - 1]
        short = len(before.said) == 1 or before.form in facts.TITLES
        return short and before.capital and self.text[before.end : self.start] in {". ", ".\u00a0"}

    @property
    def beside_name(self) -> bool:
        """Whether it stands beside a capitalised word that names no body: a person, a thing."""
        right = self.right
        return self.beside_person or bool(right and right.capital and not self.begins_body)

    @property
    def names_thing(self) -> bool:
        """Whether a thing is named after it: "Leigh syndrome"."""
        return bool(self.right and self.right.form in facts.EPONYMS)

    @property
    def beside_person(self) -> bool:
        """Whether it stands as a person's name: "Sam Houston", "Dr. Preston", "Lincoln et al."."""
        left, after = self.left, self.tokens[self.stop : self.stop + 2]
        if [token.form for token in after] == ["et", "al"] or self._titled:
            return True
        return bool(left and left.capital and left.form not in facts.LEADING | facts.BODIES)

    @property
    def begins_body(self) -> bool:
        """Whether it begins the name of a body: "Southampton City Council"."""
        for token in self.tokens[self.stop : self.stop + BODY_WORDS]:
            if not token.joined or not (token.capital or token.form in facts.OF | {"and", "for"}):
                return False
            if token.form in facts.BODIES:
                return True
        return False

    @property
    def ends_body(self) -> bool:
        """Whether it ends the name of a body: "University of Delft", "Universiteit Delft"."""
        left = self.left
        if not left:
            return False
        if left.form in facts.BODIES and left.capital:
            return True
        at = self.first - 1
        while at > 0 and self.tokens[at].form in facts.OF | {"the"} and self.tokens[at].joined:
            at -= 1
        body = self.tokens[at]
        return at < self.first - 1 and body.form in facts.BODIES and body.capital

    @property
    def after_body(self) -> bool:
        """Whether a comma parts it from the name of a body: "Hope School, Havant"."""
        if self.first == 0 or self.left:
            return False
        body = self.tokens[self.first - 1]
        parted = self.text[body.end : self.start].strip()
        return parted == "," and body.capital and body.form in facts.BODIES

    def listed_after(self, end: int | None) -> bool:
        """Whether only a comma or an "and" parts it from what ends at `end`, if anything does."""
        return end is not None and bool(_LISTED.fullmatch(self.text, end, self.start))
