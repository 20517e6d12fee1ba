"""Answers where the words of a query stand in a passage's text, without reading it again.

A forward index: for each passage its words in order, as their terms' keys and where they stand.

Files of a folder: `keys.npy` `(w,) uint64`, each word's `text.key`, and `spans.npy` `(w, 2) int32`,
its first character and the one behind its last, all passages' words one after the other;
`starts.npy` `(n + 1,) int64`, passage `i` has the words `starts[i]` up to `starts[i + 1]`.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from indexer import arrays, text
from indexer.arrays import Rows
from indexer.languages import ENGLISH
from indexer.model import Words


class Writer:
    """Collects the words of passages' texts, row by row, and writes them."""

    def __init__(self) -> None:
        self._keys, self._spans, self._starts = array("Q"), array("i"), array("q", [0])

    def add(self, whole: str, language: str = ENGLISH) -> None:
        """Add the next row's text, in a language."""
        for word in text.words(whole, language):
            self._keys.append(text.key(word.term))
            self._spans.extend((word.start, word.end))
        self._starts.append(len(self._keys))

    def write(self, folder: Path) -> None:
        """Write what was added into an existing folder."""
        arrays.save(
            folder,
            keys=np.frombuffer(self._keys, np.uint64),
            spans=np.frombuffer(self._spans, np.int32).reshape(-1, 2),
            starts=np.frombuffer(self._starts, np.int64),
        )


class Forward:
    """Opened words of `n` passages, memory-mapped."""

    def __init__(self, folder: Path) -> None:
        self._keys, self._spans, self._starts = arrays.load(folder, "keys", "spans", "starts")

    def find(self, rows: Rows, terms: Iterable[str]) -> Words:
        """Return the words of some passages' texts, one at least, that are among some terms."""
        sought = tuple(sorted(terms, key=text.key))
        of_terms = np.array([text.key(term) for term in sought], np.uint64)
        words, cuts = arrays.positions(self._starts, rows)
        keys = self._keys.take(words)
        wanted = np.zeros(len(keys), np.bool_)
        for key in of_terms:
            wanted |= keys == key
        held = np.flatnonzero(wanted)
        return Words(
            terms=sought,
            which=of_terms.searchsorted(keys[held]),
            spans=self._spans.take(words[held], axis=0),
            cuts=held.searchsorted(cuts),
        )
