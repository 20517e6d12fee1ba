"""Answers which passages hold these words and how much it counts, from arrays on disk.

BM25, computed once when a generation is written and kept as memory-mapped arrays (Lù 2024, "BM25S:
orders of magnitude faster lexical search via eager sparse scoring"): the score of a passage for a
query is the sum of its impacts over the query's terms,

    impact = idf * tf * (K1 + 1) / (tf + K1 * (1 - B + B * length / average length))

Files of a folder: `keys.npy` `(t,) uint64`, ascending, each term's `text.key`; `starts.npy`
`(t + 1,) int64`, each term's first posting; `rows.npy` `(p,) int32` ascending within a term;
`impacts.npy` `(p,) float32` positive. The terms themselves are not kept: a large index's pairs
would take most of the memory, and two of a million share a key once in 30 million indexes.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Sequence
from math import log
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer import arrays, text
from indexer.arrays import Scores

# Chosen together with the title's weight on SciFact and Cranfield (nDCG@10 of the keyword leg .695
# and .528; without the title's weight .689 and .523; with k1 = 1.2 .693 and .524).
K1 = 1.5
B = 0.75


def idf(passages: int, holding: int) -> float:
    """Return BM25's inverse document frequency as in Lucene: `ln(1 + (n - d + .5) / (d + .5))`.

    >>> round(idf(25, 2), 4)    # ln(1 + 23.5 / 2.5)
    2.3418
    """
    return log(1.0 + (passages - holding + 0.5) / (holding + 0.5))


class Writer:
    """Collects the terms of passages, row by row, and writes what each counts in each."""

    def __init__(self) -> None:
        # Flat and of fixed size: 12 bytes a posting, whatever the terms are.
        self._keys, self._counts = array("Q"), array("I")
        self._distinct, self._lengths = array("I"), array("I")  # by row

    def add(self, terms: Sequence[str]) -> None:
        """Add the next row's terms, each as often as it stands there."""
        counts = Counter(terms)
        self._keys.extend(map(text.key, counts))
        self._counts.extend(counts.values())
        self._distinct.append(len(counts))
        self._lengths.append(len(terms))

    def write(self, folder: Path) -> None:
        """Write the postings into an existing folder."""
        keys = np.frombuffer(self._keys, np.uint64)
        order = keys.argsort(kind="stable")  # rows stay ascending within a term
        keys = keys[order]
        rows = np.arange(len(self._distinct), dtype=np.int32).repeat(self._distinct)[order]
        counts = np.frombuffer(self._counts, np.uint32)[order].astype(np.float32)
        begins = np.flatnonzero(np.diff(keys, prepend=~keys[:1]))
        held = np.diff(begins, append=len(keys))
        lengths = np.array(self._lengths, np.float64)
        shares = lengths / (lengths.mean() or 1)
        spread = (K1 * (1 - B + B * shares)).astype(np.float32)
        rarity = np.array([idf(len(lengths), count) for count in held.tolist()], np.float32)
        impacts = rarity.repeat(held) * counts * np.float32(K1 + 1) / (counts + spread[rows])
        arrays.save(
            folder, keys=keys[begins], starts=arrays.starts(held), rows=rows, impacts=impacts
        )


class Postings:
    """Opened postings of `n` passages, memory-mapped."""

    def __init__(self, folder: Path, passages: int) -> None:
        self.passages = passages
        opened = arrays.load(folder, "keys", "starts", "rows", "impacts")
        self._keys, self._starts, self._rows, self._impacts = opened

    def scores(self, terms: Sequence[str]) -> Scores:
        """Return the BM25 score of every passage, `(n,) float32`, 0 where no term is held."""
        total = np.zeros(self.passages, np.float32)
        for term in terms:
            rows, impacts = self.of(term)
            total[rows] += impacts
        return total

    def of(self, term: str) -> tuple[NDArray[np.int32], Scores]:
        """Return a term's rows, ascending, and its impacts in them."""
        wanted = np.uint64(text.key(term))
        at = int(self._keys.searchsorted(wanted))
        if at == len(self._keys) or self._keys[at] != wanted:
            return self._rows[:0], self._impacts[:0]
        start, end = self._starts[at : at + 2].tolist()
        return self._rows[start:end], self._impacts[start:end]
