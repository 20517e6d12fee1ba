"""Answers which passages hold these words and how much it counts, from arrays on disk.

BM25 over memory-mapped arrays (Lù 2024, "BM25S: orders of magnitude faster lexical search via eager
sparse scoring"): the score of a passage for a query is the sum of its impacts over the query's
terms,

    impact = idf * tf * (K1 + 1) / (tf + K1 * (1 - B + B * length / average length))

which are made when a term is looked up: kept, they would take four times as much as what they are
made of.

Files of a folder: `keys`, the `text.key` of each term that several passages hold
(`arrays.Keys`), and `starts.npy` `(t + 1,)`, each one's first posting; `rows.npy` `(p,)` ascending
within a term; `counts.npy` `(p,) uint8`, how often the term stands there, 255 for more; after the
postings of all these, one of each term of a single passage, whose keys are `once`; `lengths.npy`
`(n,)`, how many terms each passage has. The terms themselves are not kept: a large index's pairs
would take most of the memory.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from math import log
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer import arrays, text
from indexer.arrays import Keys, Scores

# Chosen together with the title's weight on SciFact and Cranfield (nDCG@10 of the keyword leg .695
# and .528; without the title's weight .689 and .523; with k1 = 1.2 .693 and .524).
K1 = 1.5
B = 0.75
MOST = 255  # times that a term counts in one passage: more adds a hundredth at most


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
        begins = np.flatnonzero(np.diff(keys, prepend=~keys[:1]))
        keys, held = keys[begins], np.diff(begins, append=len(keys))
        order = order[np.argsort((held == 1).repeat(held), kind="stable")]
        rows = np.arange(len(self._distinct)).repeat(self._distinct)[order]
        counts = np.frombuffer(self._counts, np.uint32)[order]
        Keys.of(keys[held > 1]).save(folder, "keys")
        Keys.of(keys[held == 1]).save(folder, "once")
        arrays.save(
            folder,
            starts=arrays.narrow(arrays.starts(held[held > 1].tolist())),
            rows=arrays.narrow(rows),
            counts=np.minimum(counts, MOST).astype(np.uint8),
            lengths=arrays.narrow(np.frombuffer(self._lengths, np.uint32)),
        )


class Postings:
    """Opened postings of `n` passages, memory-mapped."""

    def __init__(self, folder: Path, passages: int) -> None:
        self.passages = passages
        self._keys, self._once = (Keys.open(folder, name) for name in ("keys", "once"))
        opened = arrays.load(folder, "starts", "rows", "counts", "lengths")
        self._starts, self._rows, self._counts, self._lengths = opened

    @cached_property
    def _spread(self) -> Scores:
        """What is added to a term's count in each passage, `(n,)`."""
        shares = self._lengths / (self._lengths.mean() or 1)
        return np.asarray(K1 * (1 - B + B * shares), np.float32)

    def scores(self, terms: Sequence[str]) -> Scores:
        """Return the BM25 score of every passage, `(n,) float32`, 0 where no term is held."""
        total = np.zeros(self.passages, np.float32)
        for term in terms:
            rows, impacts = self.of(term)
            total[rows] += impacts
        return total

    def of(self, term: str) -> tuple[NDArray[Any], Scores]:
        """Return a term's rows, ascending, and its impacts in them."""
        key = text.key(term)
        start = end = 0
        if (at := self._keys.at(key)) is not None:
            start, end = self._starts[at : at + 2].tolist()
        elif (at := self._once.at(key)) is not None:
            start = int(self._starts[-1]) + at
            end = start + 1
        rows = self._rows[start:end]
        counts = self._counts[start:end].astype(np.float32)
        rarity = np.float32(idf(self.passages, end - start))
        return rows, rarity * counts * np.float32(K1 + 1) / (counts + self._spread[rows])
