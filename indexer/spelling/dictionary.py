"""Knows which words people write often in languages other than English, from wordfreq's lists."""

from __future__ import annotations

from functools import cache
from itertools import chain

from indexer.spelling.english import SEEN, USUAL, Standing
from indexer.text import fold


@cache
def _lists(language: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the folded words of a language that people write often, and the rarer ones."""
    import wordfreq  # 130 ms, which only who needs it should wait for

    files = wordfreq.available_languages("best")
    if language not in files:
        return frozenset(), frozenset()
    bins = wordfreq.read_cBpack(files[language])
    usual, seen = (round((9 - zipf) * 100) + 1 for zipf in (USUAL, SEEN))
    often = frozenset(map(fold, chain.from_iterable(bins[:usual])))
    return often, frozenset(map(fold, chain.from_iterable(bins[usual:seen]))) - often


def standing(word: str, language: str) -> Standing:
    """Return what is known of a folded word in a language.

    >>> standing("bibliotheque", "fr").name, standing("bibliotheqeu", "fr").name
    ('WORD', 'UNKNOWN')
    """
    usual, seen = _lists(language)
    if word in usual:
        return Standing.WORD
    return Standing.SEEN if word in seen else Standing.UNKNOWN
