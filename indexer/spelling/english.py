"""Knows the words of English, how they sound, and how Americans would write them.

Two lists, each read when it is first asked for. symspellpy's holds words of Google's Books Ngrams
that are also in SCOWL: no slips, few names, and not every American form. wordfreq's holds whatever
people wrote (news, encyclopedia, subtitles, the web, until 2021) with how often: names and
new words, and common slips too, the commonest of which ("thier", "untill") stay under `USUAL`.
"""

from __future__ import annotations

import re
import tomllib
from enum import IntEnum
from functools import cache, lru_cache
from importlib import resources
from itertools import chain
from typing import NamedTuple

from indexer.languages import ENGLISH

_DICTIONARY = "frequency_dictionary_en_82_765.txt"  # "the 23135851162", by falling frequency
# On Zipf's scale: the decimal logarithm of how often a word stands in a billion (van Heuven and
# others 2014). wordfreq keeps its words by centibels below certainty, which is 9 on that scale.
COMMON = 4.6  # "much", "took", "son", "somebody", "pm"; not "parking", "dentist", "sight"
USUAL = 3
SEEN = 2


class Standing(IntEnum):
    """What is known of a word: nothing, that people have written it, that it is a word."""

    UNKNOWN = 0
    SEEN = 1
    WORD = 2


class Lists(NamedTuple):
    """The words of a language: all, the commonest, those written often in order, rarer ones."""

    words: frozenset[str]
    common: frozenset[str]
    usual: tuple[str, ...]
    seen: frozenset[str]


@cache
def _listed() -> frozenset[str]:
    file = resources.files("symspellpy") / _DICTIONARY
    return frozenset(line.partition(" ")[0] for line in file.read_text("utf-8-sig").splitlines())


def is_listed(word: str) -> bool:
    """Say whether a dictionary lists a folded word, however often people write it.

    >>> is_listed("news"), is_listed("mri")
    (True, False)
    """
    return word in _listed()


@cache
def _lists() -> Lists:
    commonest, usual, rarer = by_frequency(ENGLISH)
    often = tuple(word for word in usual if word.isalpha())
    words = frozenset(chain(_listed(), often))
    return Lists(words, frozenset(commonest), often, frozenset(rarer) - words)


def by_frequency(language: str) -> tuple[list[str], list[str], list[str]]:
    """Return the commonest words of a language, those that people write often, and rarer ones.

    As wordfreq has them, the most frequent first; none of a language of which it has no list.
    """
    import wordfreq  # 130 ms, which only who needs it should wait for

    files = wordfreq.available_languages("best")
    bins = wordfreq.read_cBpack(files[language]) if language in files else []
    common, usual, seen = (round((9 - zipf) * 100) + 1 for zipf in (COMMON, USUAL, SEEN))
    parts = (bins[:common], bins[:usual], bins[usual:seen])
    commonest, often, rarer = ([*chain.from_iterable(part)] for part in parts)
    return commonest, often, rarer


def is_common(word: str) -> bool:
    """Say whether people write a folded word so often that by itself it says little.

    >>> is_common("took"), is_common("dentist")
    (True, False)
    """
    return word in _lists().common


def usual() -> tuple[str, ...]:
    """Return the words that people write often, the most frequent first."""
    return _lists().usual


def standing(word: str) -> Standing:
    """Return what is known of a folded word, or of what it is the plural of.

    >>> [standing(word).name for word in ("sourdough", "polution", "langdon")]
    ['WORD', 'UNKNOWN', 'SEEN']
    """
    words, _, _, seen = _lists()
    if word in words or (word.endswith("s") and word[:-1] in words):
        return Standing.WORD
    return Standing.SEEN if word in seen else Standing.UNKNOWN


@cache
def _rules(name: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return some rules of `english.toml`: what is replaced, in order, by what."""
    file = resources.files("indexer.spelling") / "english.toml"
    rules = tomllib.loads(file.read_text("utf-8"))[name]
    return tuple((re.compile(pattern), other) for pattern, other in rules)


@lru_cache(maxsize=50_000)
def american(word: str) -> str:
    """Return the form that British and American spellings of a word share.

    >>> american("organisations"), american("centre"), american("paediatric")
    ('organizations', 'center', 'pediatric')
    """
    for pattern, form in _rules("american"):
        word = pattern.sub(form, word)
    return word


@lru_cache(maxsize=10_000)
def sound(word: str) -> str:
    """Return roughly how a word sounds: consonants that sound alike, vowels as one, none doubled.

    >>> sound("prosthetik") == sound("prosthetic"), sound("kenia") == sound("kenya")
    (True, True)
    """
    for pattern, heard in _rules("sounds"):
        word = pattern.sub(heard, word)
    return word


def consonants(word: str) -> str:
    """Return how a word sounds without its vowels.

    >>> consonants("tupumue") == consonants("tupume")
    True
    """
    return sound(word).replace("a", "")
