"""Says what the words of a name are: with their case, and what parts each from the one before."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from indexer.entities.words import word_set
from indexer.text import fold

_WORD = re.compile(
    r"(?:[^\W\d_]\.){2,}"  # S.p.A., U.K.
    r"|[Cc]o-op(?:erative)?\b"
    r"|[^\W_]+(?:['’‘ʻ.][^\W_]+)*"
    r"|[&+]"
)
_POSSESSIVE = re.compile(r"['’]s$|(?<=s)['’]$")
_PLAIN_GAP = re.compile(r"['’]?\s+|[-‐‑–]|")
_ELIDED = re.compile(r"[dlDL]['’][^\W\d_]")  # d'Artois
_STOPPED = re.compile(r"\.\s+")
_ABBREVIATED = word_set("st ste dr prof mr mrs ms rev sr jr mt")
LONGEST = 60  # characters of a word that can be part of a name; longer ones are noise


class Token(NamedTuple):
    """A word of a text; a tuple, since every sentence is read as tokens several times.

    Parameters
    ----------
    said
        As it is written, a possessive ending included.
    low
        Folded: lower case, no accents, no possessive ending.
    start, end
        Where it stands.
    gap
        What stands between it and the word before.
    capital
        Whether it is written as a word of a name: with a capital first, second (`eBay`), or behind
        an elided article (`d'Artois`).
    """

    said: str
    low: str
    start: int
    end: int
    gap: str
    capital: bool

    @property
    def number(self) -> bool:
        """Whether it is a number."""
        return self.said[0].isdigit() and not self.capital

    @property
    def possessive(self) -> bool:
        """Whether it has a possessive ending."""
        return bool(_POSSESSIVE.search(self.said))

    @property
    def shouted(self) -> bool:
        """Whether it is all capitals, as short forms are."""
        return len(self.said) > 1 and self.said.isupper()

    @property
    def bare_end(self) -> int:
        """Where it ends without its possessive ending."""
        return self.end - (len(self.said) - len(_POSSESSIVE.sub("", self.said)))


def tokens(text: str, start: int, end: int) -> list[Token]:
    """Return the words of `text[start:end]`, each with what parts it from the one before.

    >>> [(t.low, t.gap) for t in tokens("St. Ann’s (York)", 0, 16)]
    [('st', ''), ('ann', '. '), ('york', ' (')]
    """
    found: list[Token] = []
    before = start
    for match in _WORD.finditer(text, start, end):
        said = match.group()
        gap = text[before : match.start()]
        low, capital = _shape(said)
        found.append(Token(said, low, match.start(), match.end(), gap, capital))
        before = match.end()
    return found


@lru_cache(maxsize=50_000)
def _shape(said: str) -> tuple[str, bool]:
    """Return a word folded, and whether it is written as a word of a name."""
    elided = bool(_ELIDED.match(said)) and said[2].isupper()
    capital = said[0].isupper() or said[1:2].isupper() or elided
    return fold(said.replace(".", "")) or said, capital


def joined(words: Sequence[Token], at: int) -> bool:
    """Say whether only space or a hyphen parts a word from the one before: both may be one name.

    A full stop is no end behind an initial or an abbreviated title.
    """
    word = words[at]
    if _PLAIN_GAP.fullmatch(word.gap):
        return True
    before = words[at - 1]
    short = len(before.said) == 1 and before.said.isupper()
    return bool(_STOPPED.fullmatch(word.gap)) and (short or before.low in _ABBREVIATED)
