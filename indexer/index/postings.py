"""Answers which passages hold these words and how much it counts, from arrays on disk.

The keyword index's own scores, computed once when a generation is written and kept as memory-mapped
arrays (Lù 2024, "BM25S: orders of magnitude faster lexical search via eager sparse scoring"): the
score of a passage for a query is the sum of its impacts over the query's terms.

Files of a folder: `keys.npy` `(t,) uint64`, ascending, each term's `text.key`; `starts.npy`
`(t + 1,) int64`, each term's first posting; `rows.npy` `(p,) int32` ascending within a term;
`impacts.npy` `(p,) float32` positive. The terms themselves are not kept: a large index's pairs
would take most of the memory, and two of a million share a key once in 30 million indexes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import log
from operator import itemgetter
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer import arrays, text
from indexer.arrays import Scores

Posting = tuple[str, NDArray[np.int32], Scores]


def idf(passages: int, holding: int) -> float:
    """Return BM25's inverse document frequency as in Lucene: `ln(1 + (n - d + .5) / (d + .5))`.

    >>> round(idf(25, 2), 4)    # ln(1 + 23.5 / 2.5)
    2.3418
    """
    return log(1.0 + (passages - holding + 0.5) / (holding + 0.5))


def write(folder: Path, postings: Iterable[Posting]) -> None:
    """Write the postings of distinct terms into an existing folder."""
    listed = sorted(
        ((text.key(term), rows, impacts) for term, rows, impacts in postings), key=itemgetter(0)
    )
    keys = [key for key, _, _ in listed]
    if len(set(keys)) < len(keys):
        message = f"of {len(keys)} terms two share a key, or one is given twice"
        raise ValueError(message)
    arrays.save(
        folder,
        keys=np.array(keys, np.uint64),
        starts=arrays.starts(len(of_term) for _, of_term, _ in listed),
        rows=np.concatenate([np.empty(0, np.int32), *(of_term for _, of_term, _ in listed)]),
        impacts=np.concatenate([np.empty(0, np.float32), *(of_term for _, _, of_term in listed)]),
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
