"""Knows the words of each language: of English in `english`, of others from wordfreq's lists.

Each list is read when it is first asked for. In a language without one all words are unknown.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from indexer.languages import ENGLISH
from indexer.spelling import english
from indexer.spelling.english import Lists, Standing
from indexer.text import fold


@cache
def _lists(language: str) -> Lists:
    commonest, usual, rarer = (map(fold, words) for words in english.by_frequency(language))
    often = dict.fromkeys(usual)
    plain = tuple(word for word in often if word.isalpha())
    return Lists(frozenset(often), frozenset(commonest), plain, frozenset(rarer) - often.keys())


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
