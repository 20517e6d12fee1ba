"""Array types, and how arrays lie in a folder: a `.npy` file each, memory-mapped when opened.

Lists of different lengths (a passage's words, a term's postings) lie one after the other in flat
arrays, with one array of `starts`: list `i` is what lies from `starts[i]` up to `starts[i + 1]`.
"""

from __future__ import annotations

import mmap
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.intp]
"""Rows of passages, or positions in another array."""
Mask = NDArray[np.bool_]
Scores = NDArray[np.float32]
Starts = NDArray[np.int64]


_BLOCK = 64  # scores of which the highest is looked at first


def save(folder: Path, **arrays: NDArray[Any]) -> None:
    """Write each array into an existing folder, as `NAME.npy`."""
    for name, array in arrays.items():
        np.save(folder / f"{name}.npy", np.ascontiguousarray(array))


def begin(file: BinaryIO, kind: np.dtype[Any], *shape: int) -> None:
    """Write what a `.npy` file begins with: the array's items are written after it, in order.

    For arrays that do not fit in memory. A full disk is then an error as any other, and not the bus
    error that it is to a memory map.
    """
    descr = np.lib.format.dtype_to_descr(kind)
    about = {"descr": descr, "fortran_order": False, "shape": shape}
    np.lib.format.write_array_header_1_0(file, about)


def narrow(values: NDArray[Any]) -> NDArray[Any]:
    """Return whole numbers, none below 0, in the narrowest type that holds them all.

    >>> narrow(np.array([0, 300])).dtype
    dtype('uint16')
    """
    return values.astype(np.min_scalar_type(values.max(initial=0)))


def load(folder: Path, *names: str) -> tuple[NDArray[Any], ...]:
    """Open arrays that `save` wrote, memory-mapped and read-only."""
    return tuple(
        np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False).view(np.ndarray)
        for name in names
    )


def starts(lengths: Iterable[int]) -> Starts:
    """Return where lists of these lengths start when they lie one after the other, `(n + 1,)`.

    >>> starts([2, 0, 3]).tolist()
    [0, 2, 2, 5]
    """
    ends = np.cumsum(np.fromiter(lengths, np.int64))
    return np.concatenate([np.zeros(1, np.int64), ends])


def positions(of: Starts, rows: Rows) -> tuple[Rows, Rows]:
    """Return the positions of all items of some lists, and where each list's begin among them.

    Returns
    -------
    tuple
        Positions `(m,)` in the flat arrays, list by list in the order of `rows`; and cuts
        `(k + 1,)`: list `j` of them is `[cuts[j], cuts[j + 1])`.

    >>> found, cuts = positions(starts([2, 0, 3]), np.array([2, 0]))
    >>> found.tolist(), cuts.tolist()
    ([2, 3, 4, 0, 1], [0, 3, 5])
    """
    begin = of[rows]
    counts = of[rows + 1] - begin
    cuts = np.zeros(len(rows) + 1, np.intp)
    np.cumsum(counts, out=cuts[1:])
    return np.repeat(begin - cuts[:-1], counts) + np.arange(cuts[-1]), cuts


@dataclass(frozen=True, slots=True)
class Keys:
    """Distinct 64-bit keys in ascending order, of which 32 bits each are kept.

    What stands before these bits says in which of 2, 4, 8, ... parts a key lies, of about 16 keys
    each: `parts` are where they begin, `rest` `(t,) uint32` the bits. A key that is not among them
    is taken for one once in 250 million times.

    >>> Keys.of(np.array([7, 1 << 60], np.uint64)).at(1 << 60)
    1
    """

    rest: NDArray[np.uint32]
    parts: NDArray[Any]

    @classmethod
    def of(cls, keys: NDArray[np.uint64]) -> Keys:
        """Return ascending keys, `(t,)`."""
        bits = max((len(keys) >> 4).bit_length(), 1)
        parts = (keys >> np.uint64(64 - bits)).searchsorted(np.arange((1 << bits) + 1, dtype="Q"))
        return cls((keys >> np.uint64(32 - bits)).astype(np.uint32), narrow(parts))

    @classmethod
    def open(cls, folder: Path, name: str = "keys") -> Keys:
        """Open what `save` wrote, memory-mapped."""
        return cls(*load(folder, name, f"{name}-parts"))

    def save(self, folder: Path, name: str = "keys") -> None:
        """Write the keys into an existing folder, as `NAME.npy` and `NAME-parts.npy`."""
        save(folder, **{name: self.rest, f"{name}-parts": self.parts})

    def at(self, key: int) -> int | None:
        """Return the position of a key among them, `None` where it is not."""
        bits = (len(self.parts) - 1).bit_length() - 1
        part = key >> (64 - bits)
        first, end = self.parts[part : part + 2].tolist()
        rest = np.uint32(key >> (32 - bits) & 0xFFFFFFFF)
        at = first + int(self.rest[first:end].searchsorted(rest))
        return at if at < end and self.rest[at] == rest else None


def first(scores: Scores, count: int, among: Mask | None = None) -> Rows:
    """Return the rows of the first `count` scores of all, or of those in a mask, ascending.

    By `(-score, row)`, so that equal scores do not depend on how numpy partitions.

    >>> first(np.float32([3, 1, 2, 2]), 2).tolist()
    [0, 2]
    """
    blocks = len(scores) // _BLOCK
    if among is None and blocks > count:
        # As many blocks reach this as are asked for, so each of the first does.
        most = scores[: blocks * _BLOCK].reshape(blocks, _BLOCK).max(axis=1)
        rows = np.flatnonzero(scores >= np.partition(most, blocks - count)[blocks - count])
    else:
        rows = np.arange(len(scores)) if among is None else np.flatnonzero(among)
    if len(rows) <= count:
        return rows
    found = scores[rows]
    least = np.partition(found, len(found) - count)[len(found) - count]
    chosen = found > least
    ties = np.flatnonzero(found == least)[: count - int(chosen.sum())]
    chosen[ties] = True
    return np.asarray(rows[chosen])


def order(scores: Scores, rows: Rows) -> Rows:
    """Return the rows by `(-score, row)`: best first, ties by position."""
    return rows[np.lexsort((rows, -scores[rows]))]


def write_texts(file: Path, texts: Iterable[bytes]) -> Starts:
    """Write texts one after the other into a file; return where each starts."""
    with file.open("wb") as stream:
        lengths = np.fromiter((stream.write(one) for one in texts), np.int64)
        if not lengths.any():
            stream.write(b"\n")  # an empty file cannot be mapped
    return starts(lengths)


class Texts:
    """Texts of a memory-mapped file, given where each starts `(n + 1,)`."""

    def __init__(self, file: Path, of: Starts) -> None:
        with file.open("rb") as stream:
            self._bytes = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
        self._starts = of

    def __len__(self) -> int:
        return len(self._starts) - 1

    def __getitem__(self, at: int) -> bytes:
        """Return one text."""
        begin, end = self._starts[at : at + 2].tolist()
        return self._bytes[begin:end]
