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
from collections.abc import Iterator, Sequence
from functools import cached_property
from math import log
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from indexer import arrays, text
from indexer.arrays import Keys, Scores, Starts

# Chosen together with the title's weight on SciFact and Cranfield (nDCG@10 of the keyword leg .695
# and .528; without the title's weight .689 and .523; with k1 = 1.2 .693 and .524).
K1 = 1.5
B = 0.75
_POSTING = np.dtype([("key", "<u8"), ("row", "<u4"), ("count", "u1")])
_AT_ONCE = 4_000_000  # postings that are held in memory
_PARTS = 64  # of all keys, by their first bits
MOST = 255  # times that a term counts in one passage: more adds a hundredth at most


def idf(passages: int, holding: int) -> float:
    """Return BM25's inverse document frequency as in Lucene: `ln(1 + (n - d + .5) / (d + .5))`.

    >>> round(idf(25, 2), 4)    # ln(1 + 23.5 / 2.5)
    2.3418
    """
    return log(1.0 + (passages - holding + 0.5) / (holding + 0.5))


class Writer:
    """Collects the terms of passages, row by row, and writes what each counts in each.

    What is more than fits in memory is put in order and laid in a file without a name; in the end
    every part of the keys is put in order by itself.
    """

    def __init__(self) -> None:
        # Flat and of fixed size: 12 bytes a posting, whatever the terms are.
        self._keys, self._counts = array("Q"), array("I")
        # By row; of `_distinct` those that are not laid down yet.
        self._distinct, self._lengths = array("I"), array("I")
        self._laid: list[tuple[BinaryIO, Starts]] = []  # with where each part of the keys begins

    def add(self, terms: Sequence[str]) -> None:
        """Add the next row's terms, each as often as it stands there."""
        counts = Counter(terms)
        self._keys.extend(map(text.key, counts))
        self._counts.extend(counts.values())
        self._distinct.append(len(counts))
        self._lengths.append(len(terms))
        if len(self._keys) >= _AT_ONCE:
            self._lay_down()

    def _lay_down(self) -> None:
        """Put what is held in order, and lay it in a file."""
        held = np.empty(len(self._keys), _POSTING)
        held["key"], held["count"] = self._keys, np.minimum(self._counts, MOST)
        first = len(self._lengths) - len(self._distinct)
        held["row"] = np.arange(first, len(self._lengths)).repeat(self._distinct)
        held = held[held["key"].argsort(kind="stable")]  # rows stay ascending within a term
        edges = np.arange(1, _PARTS, dtype=np.uint64) << np.uint64(64 - _PARTS.bit_length() + 1)
        starts = [0, *held["key"].searchsorted(edges).tolist(), len(held)]
        file = TemporaryFile()  # noqa: SIM115 - closed when read
        held.tofile(file)
        self._laid.append((file, np.array(starts, np.int64)))
        self._keys, self._counts, self._distinct = array("Q"), array("I"), array("I")

    def _in_order(self) -> Iterator[NDArray[Any]]:
        """Yield all postings by key, and by row within a key, a part of the keys at a time."""
        for part in range(_PARTS):
            found = []
            for file, starts in self._laid:
                begin, end = starts[part : part + 2].tolist()
                file.seek(begin * _POSTING.itemsize)
                found.append(np.fromfile(file, _POSTING, end - begin))
            held = np.concatenate(found)
            yield held[held["key"].argsort(kind="stable")]
        for file, _ in self._laid:
            file.close()

    def write(self, folder: Path) -> None:
        """Write the postings into an existing folder."""
        self._lay_down()
        # Of terms that several passages hold, and of the others.
        keys: tuple[list[NDArray[np.uint64]], ...] = [], []
        files = [TemporaryFile() for _ in range(4)]  # noqa: SIM115
        lengths: list[NDArray[np.int64]] = []
        for held in self._in_order():
            begins = np.flatnonzero(np.diff(held["key"], prepend=~held["key"][:1]))
            size = np.diff(begins, append=len(held))
            lengths.append(size[size > 1])
            for at, alone in enumerate((False, True)):
                keys[at].append(held["key"][begins[(size == 1) == alone]])
                of_these = held[((size == 1) == alone).repeat(size)]
                of_these["row"].tofile(files[at])
                of_these["count"].tofile(files[2 + at])
        for of, name in zip(keys, ("keys", "once"), strict=True):
            Keys.of(np.concatenate(of)).save(folder, name)
        last = len(self._lengths) - 1 if any(file.tell() for file in files) else 0
        _pour(files[:2], np.dtype("<u4"), np.min_scalar_type(last), folder / "rows.npy")
        _pour(files[2:], np.dtype("u1"), np.dtype("u1"), folder / "counts.npy")
        arrays.save(
            folder,
            starts=arrays.narrow(arrays.starts(np.concatenate(lengths))),
            lengths=arrays.narrow(np.frombuffer(self._lengths, np.uint32)),
        )


def _pour(
    files: Sequence[BinaryIO], kind: np.dtype[Any], other: np.dtype[Any], target: Path
) -> None:
    """Write what lies in files, one after the other, as an array of another kind."""
    count = sum(file.tell() for file in files) // kind.itemsize
    with target.open("wb") as into:
        arrays.begin(into, other, count)
        for file in files:
            file.seek(0)
            while len(some := np.fromfile(file, kind, _AT_ONCE)):
                some.astype(other).tofile(into)
            file.close()


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
