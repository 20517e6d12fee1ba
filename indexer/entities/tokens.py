"""Words with their case, and what parts each from the one before: what names are read from."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

from indexer import languages
from indexer.entities.vocabulary import LEADING, word_set
from indexer.languages import ENGLISH
from indexer.spelling.english import is_listed
from indexer.text import fold

# Also whole: S.p.A. and U.K., co-op, what the Dutch put before a name: van 't Hoff.
_WORD = re.compile(
    r"(?:[^\W\d_]\.){2,}"
    r"|[Cc]o-op(?:erative)?\b"
    r"|(?:(?:[Vv]an|[Ii]n|[Oo]p|[Aa]an|[Oo]ver|[Uu]it|[Vv]oor) )?['’‘]t\b(?= [^\W\d_a-z])"
    r"|[^\W_]+(?:['’‘ʻ.][^\W_]+)*"
    r"|[&+]"
)
_POSSESSIVE = re.compile(r"['’]s$|(?<=s)['’]$")
_PLAIN_GAP = re.compile(r"['’]?\s+|[-‐‑–]|['’]|")
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
    joined: bool  # only space or a hyphen parts it from the word before: both may be one name
    capital: bool  # first, second (`eBay`) or behind an elided article (`d'Artois`)

    @property
    def number(self) -> bool:
        """Whether it is a number."""
        return self.text[0].isdigit() and not self.capital

    @property
    def initial(self) -> bool:
        """Whether it is one capital."""
        return len(self.text) == 1 and self.text.isupper()

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


def tokenize(text: str, start: int, end: int, language: str = ENGLISH) -> list[CasedToken]:
    """Return the words of `text[start:end]`, each with what parts it from the one before.

    A function word of another language than English is no word of a name, though it begins a
    sentence; what an apostrophe parts there is a word of its own.

    >>> [(t.folded, t.gap) for t in tokenize("St. Ann’s (York)", 0, 16)]
    [('st', ''), ('ann', '. '), ('york', ' (')]
    >>> [(t.text, t.capital) for t in tokenize("Les amis d'Albi", 0, 15, "fr")]
    [('Les', False), ('amis', False), ('d', False), ('Albi', True)]
    """
    found: list[CasedToken] = []
    functions = languages.of(language).function_words if language != ENGLISH else frozenset[str]()
    for match in _pattern(language).finditer(text, start, end):
        gap = text[found[-1].end if found else start : match.start()]
        folded, capital = _shape(match.group())
        if capital and folded in functions and not (match.group().isupper() and len(folded) > 1):
            capital = False
        joined = bool(_PLAIN_GAP.fullmatch(gap) or (found and _is_stopped(found, folded, gap)))
        found.append(CasedToken(match.group(), folded, *match.span(), gap, joined, capital))
    return found


@cache
def _pattern(language: str) -> re.Pattern[str]:
    elided = languages.of(language).elided
    return re.compile(f"{elided}|{_WORD.pattern}") if elided else _WORD


def _is_stopped(found: Sequence[CasedToken], folded: str, gap: str) -> bool:
    """Say whether a full stop is no end: behind an initial or an abbreviated title."""
    before = found[-1]
    tied = len(found) > 1 and found[-2].text == "&" and not before.gap  # "H&M. It"
    initial = before.initial and folded not in LEADING and not tied
    return bool(_STOPPED.fullmatch(gap)) and (initial or before.folded in _ABBREVIATED)


@lru_cache(maxsize=50_000)
def _shape(written: str) -> tuple[str, bool]:
    """Return a word folded, and whether it is written as a word of a name."""
    elided = bool(_ELIDED.match(written)) and written[2].isupper()
    capital = written[0].isupper() or written[1:2].isupper() or elided
    return fold(written.replace(".", "")) or written, capital


def all_listed(words: Sequence[CasedToken]) -> bool:
    """Say whether a dictionary lists all of some words."""
    return all(is_listed(word.folded) for word in words)


def name_of(words: Sequence[CasedToken], numbers: Sequence[int]) -> str:
    """Return a name as it is written, on one line, without article, brackets and possessive.

    >>> name_of(tokenize("Anytown Hospital (AH) Trust’s", 0, 29), [0, 1, 3])
    'Anytown Hospital Trust'
    """
    written = words[numbers[0]].text
    for before, at in pairwise(numbers):
        gap = words[at].gap
        plain = before == at - 1 and not gap.isspace()
        written += (gap if plain else " ") + words[at].text
    last = words[numbers[-1]]
    return " ".join(written.split())[: last.bare_end - last.end or None]


def bracketed(words: Sequence[CasedToken], at: int) -> tuple[str, int] | None:
    """Return the short form in brackets at a word, and the number of the word behind; else `None`.

    "(PHU)", and "(AB Centre)" with one word of the name.
    """
    if at >= len(words) or words[at].gap not in {" (", " ["} or not words[at].capital:
        return None
    capitals = sum(letter.isupper() for letter in words[at].text)
    for stop in (at + 1, at + 2) if capitals > 1 and len(words[at].text) <= _LONGEST_SHORT else ():
        if stop >= len(words) or words[stop].gap[:1] in {")", "]"}:
            return " ".join(word.text for word in words[at:stop]), stop
    return None
