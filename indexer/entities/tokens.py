"""Words with their case, and what parts each from the one before: what names are read from."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from indexer.entities.vocabulary import LEADING, word_set
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
_LONGEST_SHORT = 12
LONGEST = 60  # characters of a word that can be part of a name; longer ones are noise


class CasedToken(NamedTuple):
    """A word of a text; a tuple, since every sentence is read as tokens several times."""

    text: str  # as it is written, a possessive ending included
    folded: str  # in lower case, without accents and possessive ending
    start: int
    end: int
    gap: str  # what stands between it and the word before
    capital: bool  # first, second (`eBay`) or behind an elided article (`d'Artois`)

    @property
    def number(self) -> bool:
        """Whether it is a number."""
        return self.text[0].isdigit() and not self.capital

    @property
    def possessive(self) -> bool:
        """Whether it has a possessive ending."""
        return bool(_POSSESSIVE.search(self.text))

    @property
    def upper(self) -> bool:
        """Whether it is all capitals, as short forms are."""
        return len(self.text) > 1 and self.text.isupper()

    @property
    def bare_end(self) -> int:
        """Where it ends without its possessive ending."""
        return self.end - (len(self.text) - len(_POSSESSIVE.sub("", self.text)))


def tokenize(text: str, start: int, end: int) -> list[CasedToken]:
    """Return the words of `text[start:end]`, each with what parts it from the one before.

    >>> [(t.folded, t.gap) for t in tokenize("St. Ann’s (York)", 0, 16)]
    [('st', ''), ('ann', '. '), ('york', ' (')]
    """
    found: list[CasedToken] = []
    before = start
    for match in _WORD.finditer(text, start, end):
        written = match.group()
        gap = text[before : match.start()]
        folded, capital = _shape(written)
        found.append(CasedToken(written, folded, match.start(), match.end(), gap, capital))
        before = match.end()
    return found


@lru_cache(maxsize=50_000)
def _shape(written: str) -> tuple[str, bool]:
    """Return a word folded, and whether it is written as a word of a name."""
    elided = bool(_ELIDED.match(written)) and written[2].isupper()
    capital = written[0].isupper() or written[1:2].isupper() or elided
    return fold(written.replace(".", "")) or written, capital


def joined(words: Sequence[CasedToken], at: int) -> bool:
    """Say whether only space or a hyphen parts a word from the one before: both may be one name.

    A full stop is no end behind an initial or an abbreviated title.
    """
    word = words[at]
    if _PLAIN_GAP.fullmatch(word.gap):
        return True
    before = words[at - 1]
    initial = len(before.text) == 1 and before.text.isupper() and word.folded not in LEADING
    return bool(_STOPPED.fullmatch(word.gap)) and (initial or before.folded in _ABBREVIATED)


def name_of(words: Sequence[CasedToken], numbers: Sequence[int]) -> str:
    """Return a name as it is written, on one line, without article, brackets and possessive.

    >>> name_of(tokenize("Anytown Hospital (AH) Trust’s", 0, 29), [0, 1, 3])
    'Anytown Hospital Trust'
    """
    written = words[numbers[0]].text
    for before, at in pairwise(numbers):
        gap = words[at].gap
        plain = before == at - 1 and gap and not gap.isspace()
        written += (gap if plain else " ") + words[at].text
    name = " ".join(written.split())
    last = words[numbers[-1]]
    cut = last.end - last.bare_end
    return name[:-cut] if cut else name


def bracketed(words: Sequence[CasedToken], at: int) -> tuple[str, int] | None:
    """Return the short form in brackets at a word, and the number of the word behind; else `None`.

    "(PHU)", and "(AB Centre)" with one word of the name.
    """
    if at >= len(words) or words[at].gap not in {" (", " ["} or not words[at].capital:
        return None
    for stop in (at + 1, at + 2):
        behind = words[stop].gap if stop < len(words) else ")"
        if behind[:1] in {")", "]"}:
            capitals = sum(letter.isupper() for letter in words[at].text)
            short = capitals > 1 and len(words[at].text) <= _LONGEST_SHORT
            return (" ".join(word.text for word in words[at:stop]), stop) if short else None
    return None
