"""Holds an index's words as they are written: side by side, near others, and names spelt two ways.

Terms are stems, which nobody types: a correction is shown as a word. Neighbours tell "health care"
from "healthcare", and which of two near words belongs beside the rest of a query.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, pairwise, repeat
from typing import Self

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

from indexer import text
from indexer.arrays import Keys
from indexer.languages import ENGLISH
from indexer.spelling import english
from indexer.spelling.dictionary import standing
from indexer.spelling.english import Standing

SHORTEST_NAME = 6  # letters; of shorter names too many are one edit apart
EDITS_OF_NAME = 2

# What parts the words of one compound; a line may break there.
_JOINTS = frozenset({" ", "-", "\n", "\u00a0", "\u2010", "\u2011"})
_AT_ONCE = 500_000  # pairs that are held as words
_DOUBLED = re.compile(r"(.)\1+")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """An index's own words.

    Parameters
    ----------
    words
        Each word as `text.fold` leaves it, without digits, with the number of passages holding it;
        acronyms are left out, since no slip leads to one.
    neighbours
        The keys (`text.key`) of pairs of terms that stand side by side.
    """

    words: Mapping[str, int]
    neighbours: Keys

    @classmethod
    def of(cls, texts: Iterable[str], spoken: Iterable[str] = repeat(ENGLISH)) -> Self:
        """Return the vocabulary of passages, each given as its whole text, with their languages.

        >>> sorted(Vocabulary.of(["Air-pollution in Kenya", "Air Pollution"]).words.items())
        [('air', 2), ('in', 1), ('kenya', 1), ('pollution', 2)]
        """
        counts: Counter[str] = Counter()
        pairs: set[tuple[str, str]] = set()
        keys: list[NDArray[np.uint64]] = []
        for passage, language in zip(texts, spoken, strict=False):
            found = text.words(passage, language)
            written = {passage[word.start : word.end] for word in found}
            counts.update(set(map(_spelling, written)))
            pairs.update(
                (left.term, right.term)
                for left, right in pairwise(found)
                if right.start - left.end == 1 and passage[left.end] in _JOINTS
            )
            if len(pairs) > _AT_ONCE:
                keys = [_keys(pairs, keys)]
                pairs.clear()
        del counts[""]
        return cls(counts, Keys.of(_keys(pairs, keys)))

    def adjoin(self, first: str, second: str) -> bool:
        """Say whether the second term follows the first one, parted by a space or a hyphen."""
        return self.neighbours.at(_key(first, second)) is not None


@lru_cache(maxsize=100_000)
def _spelling(word: str) -> str:
    """Return a word as it is counted, folded; nothing for what is none, or an acronym."""
    form = "" if text.is_acronym(word) else text.fold(word)
    return form if form.isalpha() else ""


def _keys(
    pairs: Iterable[tuple[str, str]], others: Sequence[NDArray[np.uint64]]
) -> NDArray[np.uint64]:
    """Return the keys of pairs and those of others, ascending and distinct."""
    return np.unique(np.concatenate([*others, np.array([_key(*one) for one in pairs], np.uint64)]))


def _key(first: str, second: str) -> int:
    return text.key(f"{first} {second}")


class Nearest:
    """Words, ready to be asked which of them are within a few edits of a given one.

    An edit changes the set of a word's letters in at most two places and its length in one; both
    are compared for all words at once, and only the rest is aligned.
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._words = sorted(words)
        codes = np.array(self._words, np.str_)
        self._lengths = np.char.str_len(codes).astype(np.int16)  # shape (words,)
        self._letters = _letters(codes)  # likewise
        self._near = lru_cache(maxsize=4096)(self._find)  # people ask in the same words

    def within(self, word: str, edits: int) -> tuple[tuple[str, int], ...]:
        """Return the words at most `edits` away and how far they are, in alphabetical order."""
        return self._near(word, edits)

    def _find(self, word: str, edits: int) -> tuple[tuple[str, int], ...]:
        if not self._words:
            return ()
        letters = _letters(np.array([word], np.str_))[0]
        near = np.abs(self._lengths - len(word)) <= edits
        near &= np.bitwise_count(self._letters ^ letters) <= 2 * edits
        chosen = [self._words[row] for row in np.flatnonzero(near)]
        found = process.extract(
            word, chosen, scorer=OSA.distance, score_cutoff=edits, limit=None, processor=None
        )
        return tuple(sorted((name, int(distance)) for name, distance, _ in found))


def _letters(words: NDArray[np.str_]) -> NDArray[np.uint32]:
    """Return each word's set of letters, `(n,) uint32`, one bit a letter, modulo 32."""
    width = words.dtype.itemsize // 4
    codes = np.ascontiguousarray(words).view(np.uint32).reshape(len(words), width)
    bits = np.where(codes > 0, np.uint32(1) << (codes & np.uint32(31)), np.uint32(0))
    found: NDArray[np.uint32] = np.bitwise_or.reduce(bits, axis=1).astype(np.uint32)
    return found


def spelt_two_ways(
    texts: Iterable[str], spoken: Iterable[str] = (ENGLISH,)
) -> dict[str, tuple[str, ...]]:
    """Return the term of each name that is spelt two ways, with the terms of its other spellings.

    In each of the languages that are spoken.

    Merging two names is worse than missing one, so two words are one name only where all of this
    holds: both are always written with a capital and have `SHORTEST_NAME` letters or more; at most
    `EDITS_OF_NAME` edits part them, none of which changes a consonant that is heard; at least one
    of them is unknown to the language; and either some passage writes both, and no dictionary lists
    one (a university is no slip of "Université"), or they differ only in a letter that is doubled.

    >>> spelt_two_ways(["Tupumue began in 2018. The Tupume team is small.", "Southampton"])
    {'tupum': ('tupumu',), 'tupumu': ('tupum',)}
    """
    held, languages = _names(texts), dict.fromkeys(spoken)
    sounding: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for word in sorted(held):
        sounding[word[0], english.consonants(word)].append(word)
    same: defaultdict[str, set[str]] = defaultdict(set)
    for group in sounding.values():
        for left, right in combinations(group, 2):
            for language in languages if _is_one(left, right, held, languages) else ():
                one, other = text.term(left, language), text.term(right, language)
                same[one].add(other)
                same[other].add(one)
    return {term: tuple(sorted(same[term])) for term in sorted(same)}


def _names(texts: Iterable[str]) -> dict[str, set[int]]:
    """Return the words that are never written without a capital, with the passages they are in."""
    held: defaultdict[str, set[int]] = defaultdict(set)
    lower: set[str] = set()
    for row, one in enumerate(texts):
        for word in set(text.WORD.findall(one)):
            form, small = _as_name(word)
            if small:
                lower.add(form)
            elif form:
                held[form].add(row)
    return {word: rows for word, rows in held.items() if word not in lower}


@lru_cache(maxsize=100_000)
def _as_name(written: str) -> tuple[str, bool]:
    """Return a word folded, if it may be a name, and whether it is in lower case; else nothing."""
    word = text.strip_possessive(written)
    if len(word) < SHORTEST_NAME or not word.isalpha():
        return "", False
    form, small = text.fold(word), word.islower()
    return (
        (form, small) if small or (word.istitle() and len(form) >= SHORTEST_NAME) else ("", False)
    )


def _is_one(left: str, right: str, held: Mapping[str, set[int]], spoken: Collection[str]) -> bool:
    """Say whether two words that sound alike, vowels left aside, are one name.

    `spoken` are the languages of the texts.
    """
    if text.term(left) == text.term(right) or (
        OSA.distance(left, right, score_cutoff=EDITS_OF_NAME) > EDITS_OF_NAME
        or Standing.UNKNOWN not in {standing(left, spoken), standing(right, spoken)}
    ):
        return False
    if _DOUBLED.sub(r"\1", left) == _DOUBLED.sub(r"\1", right):
        return True
    # English has a list without names; of the others' words, those that people write often.
    others = [language for language in spoken if language != ENGLISH]
    listed = (english.is_listed(word) or _is_usual(word, others) for word in (left, right))
    return not any(listed) and not held[left].isdisjoint(held[right])


def _is_usual(word: str, spoken: Collection[str]) -> bool:
    return bool(spoken) and standing(word, spoken) is Standing.WORD
