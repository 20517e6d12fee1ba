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
from indexer.model import Words


def write(folder: Path, texts: Iterable[str]) -> None:
    """Write the words of the passages' texts, given by row, into an existing folder."""
    keys, spans, starts = array("Q"), array("i"), [0]
    for whole in texts:
        for word in text.words(whole):
            keys.append(text.key(word.term))
            spans.extend((word.start, word.end))
        starts.append(len(keys))
    arrays.save(
        folder,
        keys=np.array(keys, np.uint64),
        spans=np.array(spans, np.int32).reshape(-1, 2),
        starts=np.array(starts, np.int64),
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
