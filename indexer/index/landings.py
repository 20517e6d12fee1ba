"""Keeps what an address ends with to land on each sentence, made when a generation is written.

It depends on nothing that is asked, and takes too long to make for every answer.

Files of a folder, by unit (see `vectors`): `fragments.txt`, the text directives one after the other
(ASCII); `starts.npy` `(m + 1,) int64`, the byte each begins at. A unit that is no sentence, or to
which no directive leads, has an empty one.
"""

from __future__ import annotations

import mmap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.index.vectors import Unit
from indexer.model import Passage
from indexer.search import fragments


def write(folder: Path, passages: Sequence[Passage], listed: Sequence[Sequence[Unit]]) -> None:
    """Write the directives of all units, listed by passage, into an existing folder."""
    with (folder / "fragments.txt").open("wb") as file:
        made = _directives(passages, listed)
        lengths = [0, *(file.write((one or "").encode("ascii")) for one in made)]
        file.write(b"\n")  # an empty file cannot be mapped
    np.save(folder / "starts.npy", np.cumsum(lengths, dtype=np.int64))


def _directives(
    passages: Sequence[Passage], listed: Sequence[Sequence[Unit]]
) -> Iterator[str | None]:
    rows = iter(listed)
    for _, found in groupby(passages, key=attrgetter("source")):
        of_page = list(found)
        page = fragments.read(of_page)
        for passage in of_page:
            words = page or fragments.alone(passage)
            for unit in next(rows):
                yield (fragments.fragment(passage, unit.span, words) if unit.sentence else None)


@dataclass(frozen=True, slots=True)
class Landings:
    """Opened directives of `m` units, memory-mapped."""

    _text: mmap.mmap
    _starts: NDArray[np.int64]

    @classmethod
    def open(cls, folder: Path) -> Landings:
        """Open the directives that `write` left in a folder."""
        with (folder / "fragments.txt").open("rb") as file:
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        starts = np.load(folder / "starts.npy", mmap_mode="r", allow_pickle=False)
        return cls(mapped, starts.view(np.ndarray))

    def __getitem__(self, unit: int) -> str | None:
        """Return what an address ends with to land on a unit's sentence, where there is a way."""
        start, end = self._starts[unit : unit + 2].tolist()
        return self._text[start:end].decode("ascii") or None
