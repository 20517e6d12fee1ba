"""Says what is known of the words of a text: the places among them, what is common."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from indexer.entities.tokens import Token
from indexer.places import is_name
from indexer.spelling.english import is_listed


@dataclass(frozen=True, slots=True)
class Ground:
    """What is known of the words around: the places among them, what is written in lower case.

    Parameters
    ----------
    places
        The words (by their number) that each place covers, as half-open ranges.
    lower
        Folded words that the index writes in lower case somewhere.
    blocked
        Numbers of words that belong to something else: a person.
    shorts
        Short forms of bodies, as written.
    """

    places: Sequence[tuple[int, int]]
    lower: Collection[str] = frozenset()
    blocked: Collection[int] = frozenset()
    shorts: Collection[str] = frozenset()

    def in_place(self, at: int) -> bool:
        """Say whether a word belongs to the name of a place."""
        return any(first <= at < stop for first, stop in self.places)

    def one_place(self, first: int, stop: int) -> bool:
        """Say whether a range of words lies within the name of one place."""
        return any(a <= first and stop <= b for a, b in self.places)

    def local(self, first: int, stop: int, words: Sequence[Token]) -> bool:
        """Say whether a range of words is spelt like a place somewhere, whatever it means here."""
        return is_name(" ".join(word.low for word in words[first:stop]))

    def common(self, word: Token) -> bool:
        """Say whether a word is an ordinary one, whatever it is written like."""
        return word.low in self.lower or is_listed(word.low)
