"""Knows the words of each language: of English in `english`, of others from wordfreq's lists.

Each list is read when it is first asked for. In a language without one all words are unknown.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from itertools import chain
from typing import NamedTuple

from indexer.languages import ENGLISH
from indexer.spelling import english
from indexer.spelling.english import COMMON, SEEN, USUAL, Standing
from indexer.text import fold


class _Lists(NamedTuple):
    """The folded words of a language: the commonest, those that people write often, rarer ones."""

    common: frozenset[str] = frozenset()
    usual: tuple[str, ...] = ()
    words: frozenset[str] = frozenset()
    seen: frozenset[str] = frozenset()


@cache
def _lists(language: str) -> _Lists:
    import wordfreq  # 130 ms, which only who needs it should wait for

    files = wordfreq.available_languages("best")
    if language not in files:
        return _Lists()
    bins = wordfreq.read_cBpack(files[language])
    common, usual, seen = (round((9 - zipf) * 100) + 1 for zipf in (COMMON, USUAL, SEEN))
    often = dict.fromkeys(fold(word) for word in chain.from_iterable(bins[:usual]))
    commonest = frozenset(map(fold, chain.from_iterable(bins[:common])))
    rarer = frozenset(map(fold, chain.from_iterable(bins[usual:seen]))) - often.keys()
    plain = tuple(word for word in often if word.isalpha())
    return _Lists(commonest, plain, frozenset(often), rarer)


def standing(word: str, spoken: Iterable[str]) -> Standing:
    """Return what is known of a folded word in any of some languages.

    >>> standing("bibliotheque", ["en", "fr"]).name, standing("bibliotheqeu", ["fr"]).name
    ('WORD', 'UNKNOWN')
    """
    return max(_standing(word, language) for language in spoken)


def _standing(word: str, language: str) -> Standing:
    if language == ENGLISH:
        return english.standing(word)
    known = _lists(language)
    if word in known.words:
        return Standing.WORD
    return Standing.SEEN if word in known.seen else Standing.UNKNOWN


def is_common(word: str, language: str) -> bool:
    """Say whether people write a folded word so often that by itself it says little.

    >>> is_common("beaucoup", "fr"), is_common("dentiste", "fr")
    (True, False)
    """
    return english.is_common(word) if language == ENGLISH else word in _lists(language).common


def usual(language: str) -> tuple[str, ...]:
    """Return the words of a language that people write often, the most frequent first."""
    return english.usual() if language == ENGLISH else _lists(language).usual
