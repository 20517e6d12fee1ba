"""Finds names that the texts spell two ways, so that either spelling finds passages with the other.

Merging two names is worse than missing one, so two words are one name only where all of this holds:
both are always written with a capital and have `SHORTEST` letters or more; at most `EDITS` edits
part them, none of which changes a consonant that is heard; at least one of them is unknown to the
language; and either some passage writes both, and no dictionary lists one (a university is no
slip of "Université"), or they differ only in a letter that is doubled.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations

from rapidfuzz.distance import OSA

from indexer import text
from indexer.spelling import english
from indexer.spelling.english import Standing

SHORTEST = 6  # letters; of shorter names too many are one edit apart
EDITS = 2

_DOUBLED = re.compile(r"(.)\1+")


def learn(texts: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return the term of each name that is spelt two ways, with the terms of its other spellings.

    >>> learn(["Tupumue began in 2018. The Tupume team is small.", "Northampton, not Southampton"])
    {'tupum': ('tupumu',), 'tupumu': ('tupum',)}
    """
    held = _names(texts)
    same: defaultdict[str, set[str]] = defaultdict(set)
    for left, right in _alike(held):
        if _is_one(left, right, held):
            pair = text.term(left), text.term(right)
            same[pair[0]].add(pair[1])
            same[pair[1]].add(pair[0])
    return {term: tuple(sorted(same[term])) for term in sorted(same)}


def _names(texts: Iterable[str]) -> dict[str, set[int]]:
    """Return the words that are never written without a capital, with the passages they are in."""
    held: defaultdict[str, set[int]] = defaultdict(set)
    lower: set[str] = set()
    for row, one in enumerate(texts):
        for word in set(map(text.strip_possessive, text.WORD.findall(one))):
            if len(word) < SHORTEST or not word.isalpha():
                continue
            if word.islower():
                lower.add(text.fold(word))
            elif word.istitle():
                held[text.fold(word)].add(row)
    return {word: rows for word, rows in held.items() if word not in lower}


def _alike(held: Mapping[str, set[int]]) -> Iterator[tuple[str, str]]:
    """Yield the pairs of names that sound alike, vowels left aside, and are a few edits apart."""
    sounding: defaultdict[str, list[str]] = defaultdict(list)
    for word in sorted(held):
        if len(word) >= SHORTEST:
            sounding[_consonants(word)].append(word)
    for group in sounding.values():
        for left, right in combinations(group, 2):
            if OSA.distance(left, right, score_cutoff=EDITS) <= EDITS:
                yield left, right


def _consonants(word: str) -> str:
    return word[0] + english.sound(word).replace("a", "")


def _is_one(left: str, right: str, held: Mapping[str, set[int]]) -> bool:
    unknown = Standing.UNKNOWN in {english.standing(left), english.standing(right)}
    if not unknown or text.term(left) == text.term(right):
        return False
    if _DOUBLED.sub(r"\1", left) == _DOUBLED.sub(r"\1", right):
        return True
    listed = english.is_listed(left) or english.is_listed(right)
    return not listed and not held[left].isdisjoint(held[right])
