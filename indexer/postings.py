"""Answers which passages hold these words and how much it counts, from arrays on disk.

The keyword index's own scores, computed once when a generation is written and kept as memory-mapped
arrays (Lù 2024, "BM25S: orders of magnitude faster lexical search via eager sparse scoring"): the
score of a passage for a query is the sum of its impacts over the query's terms.

Files of a folder: `terms.txt` (sorted by their bytes, one a line, UTF-8), `lines.npy` `(t + 1,)
int64`, the byte each line starts at, `starts.npy` `(t + 1,) int64`, each term's first posting,
`rows.npy` `(p,) int32` ascending within a term, `impacts.npy` `(p,) float32` positive. Terms are
looked up by bisection: a dictionary of a large index's pairs would take most of the memory.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Posting = tuple[str, NDArray[np.int32], NDArray[np.float32]]


def idf(passages: int, holding: int) -> float:
    """Return BM25's inverse document frequency as in Lucene: `ln(1 + (n - d + .5) / (d + .5))`.

    >>> round(idf(25, 2), 4)    # ln(1 + 23.5 / 2.5)
    2.3418
    """
    return log(1.0 + (passages - holding + 0.5) / (holding + 0.5))


def write(folder: Path, postings: Iterable[Posting]) -> None:
    """Write postings, given in ascending order of terms, into an existing folder."""
    terms: list[str] = []
    starts = [0]
    rows: list[NDArray[np.int32]] = [np.empty(0, np.int32)]
    impacts: list[NDArray[np.float32]] = [np.empty(0, np.float32)]
    for term, term_rows, term_impacts in postings:
        terms.append(term)
        starts.append(starts[-1] + len(term_rows))
        rows.append(term_rows)
        impacts.append(term_impacts)
    lines = [term.encode() + b"\n" for term in terms]
    (folder / "terms.txt").write_bytes(b"".join(lines))
    np.save(folder / "lines.npy", np.cumsum([0, *map(len, lines)], dtype=np.int64))
    np.save(folder / "starts.npy", np.array(starts, np.int64))
    np.save(folder / "rows.npy", np.concatenate(rows))
    np.save(folder / "impacts.npy", np.concatenate(impacts))


@dataclass(frozen=True, slots=True)
class Postings:
    """Opened postings of `n` passages."""

    passages: int
    _terms: bytes
    _lines: NDArray[np.int64]
    _starts: NDArray[np.int64]
    _rows: NDArray[np.int32]
    _impacts: NDArray[np.float32]

    @classmethod
    def open(cls, folder: Path, passages: int) -> Postings:
        """Open the postings that `write` left in a folder."""
        return cls(
            passages,
            (folder / "terms.txt").read_bytes(),
            *(
                np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False).view(np.ndarray)
                for name in ("lines", "starts", "rows", "impacts")
            ),
        )

    def scores(self, terms: Sequence[str]) -> NDArray[np.float32]:
        """Return the BM25 score of every passage, `(n,) float32`, 0 where no term is held."""
        total = np.zeros(self.passages, np.float32)
        for term in terms:
            rows, impacts = self.of(term)
            total[rows] += impacts
        return total

    def of(self, term: str) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """Return a term's rows, ascending, and its impacts in them."""
        wanted = term.encode()
        place = bisect_left(range(len(self._lines) - 1), wanted, key=self._line)
        if place == len(self._lines) - 1 or self._line(place) != wanted:
            return self._rows[:0], self._impacts[:0]
        start, end = self._starts[place], self._starts[place + 1]
        return self._rows[start:end], self._impacts[start:end]

    def _line(self, place: int) -> bytes:
        return self._terms[self._lines[place] : self._lines[place + 1] - 1]
