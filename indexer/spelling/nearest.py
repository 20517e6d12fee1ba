"""Finds the words that are within a few edits of a given one, and how many edits away they are."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA


class Nearest:
    """Words, ready to be asked which of them are near.

    An edit changes the set of a word's letters in at most two places and its length in one; both
    are compared for all words at once, and only the rest is aligned.
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._words = sorted(words)
        codes = np.array(self._words, np.str_)
        self._lengths = np.char.str_len(codes).astype(np.int16)
        self._letters = _letters(codes)
        self._found = lru_cache(maxsize=4096)(self._find)  # people ask in the same words

    def within(self, word: str, edits: int) -> tuple[tuple[str, int], ...]:
        """Return the words at most `edits` away and how far they are, in alphabetical order."""
        return self._found(word, edits)

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
