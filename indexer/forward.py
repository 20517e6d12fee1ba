"""Answers where the words of a query stand in a passage's text, without reading it again.

A forward index: for each passage its words in order, as 32 bits of their terms' keys and the
character each begins at. What only shares those bits is told apart by the text itself.

Files of a folder: `keys.npy` `(w,) uint32`, `begins.npy` `(w,) int32`, all passages' words one
after the other; `starts.npy` `(n + 1,) int64`, passage `i` has the words `starts[i]` up to
`starts[i + 1]`.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer import text

_BITS = 0xFFFF_FFFF


def write(folder: Path, texts: Iterable[str]) -> None:
    """Write the words of the passages' texts, given by row, into an existing folder."""
    keys, begins, starts = array("I"), array("i"), [0]
    for whole in texts:
        found = text.words(whole)
        keys.extend(_short(word.term) for word in found)
        begins.extend(word.start for word in found)
        starts.append(len(keys))
    np.save(folder / "keys.npy", np.array(keys, np.uint32))
    np.save(folder / "begins.npy", np.array(begins, np.int32))
    np.save(folder / "starts.npy", np.array(starts, np.int64))


@dataclass(frozen=True, slots=True)
class Forward:
    """Opened words of `n` passages, memory-mapped."""

    _keys: NDArray[np.uint32]
    _begins: NDArray[np.int32]
    _starts: NDArray[np.int64]

    @classmethod
    def open(cls, folder: Path) -> Forward:
        """Open the words that `write` left in a folder."""
        return cls(
            *(
                np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False).view(np.ndarray)
                for name in ("keys", "begins", "starts")
            )
        )

    def find(self, row: int, whole: str, terms: Collection[str]) -> list[text.Word]:
        """Return the words of a passage's whole text that are among the terms, in order."""
        start, end = self._starts[row : row + 2].tolist()
        wanted = _wanted(tuple(terms))
        places = np.flatnonzero((self._keys[start:end, None] == wanted).any(axis=1))
        found = (text.word_at(whole, begin) for begin in self._begins[start:end][places].tolist())
        return [word for word in found if word.term in terms]


@lru_cache(maxsize=64)
def _wanted(terms: tuple[str, ...]) -> NDArray[np.uint32]:
    """Return the bits of a query's terms, which are looked for in every passage shown."""
    return np.array([_short(term) for term in terms], np.uint32)


def _short(term: str) -> int:
    return text.key(term) & _BITS
