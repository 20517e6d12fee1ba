"""Keeps passages on disk, one JSON object a line, and reads each when it is asked for.

Files of a folder: `passages.jsonl`; `starts.npy` `(n + 1,) int64`, the byte each line starts at;
`ids.txt`, one a line by row; `introductions.npy` `(n,) bool`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import Any, overload

import msgspec
import numpy as np

from indexer import arrays
from indexer.arrays import Mask
from indexer.model import Passage


def to_json(passage: Passage) -> dict[str, Any]:
    """Return a passage as plain JSON values to print, ranges as short lists."""
    values = asdict(passage)
    for name in ("blocks", "sentences", "links", "mentions"):
        values[name] = [list(one.values()) for one in values[name]]
    return values


def serialise(passages: Sequence[Passage]) -> list[bytes]:
    """Return each passage's line; equal passages give equal bytes."""
    return [msgspec.json.encode(passage) + b"\n" for passage in passages]


def write(folder: Path, passages: Sequence[Passage]) -> None:
    """Write passages, whose row is their position here, into an existing folder."""
    starts = arrays.write_texts(folder / "passages.jsonl", serialise(passages))
    (folder / "ids.txt").write_text("\n".join(p.id for p in passages), "utf-8", newline="\n")
    introductions = np.array([p.introduction for p in passages], np.bool_)
    arrays.save(folder, starts=starts, introductions=introductions)


class Passages(Sequence[Passage]):
    """Opened passages by row; safe to share among threads."""

    def __init__(self, folder: Path) -> None:
        self._read = lru_cache(maxsize=2048)(self._parse)  # the same ones answer often
        self._decoder = msgspec.json.Decoder(Passage)
        starts, introductions = arrays.load(folder, "starts", "introductions")
        self._lines = arrays.Texts(folder / "passages.jsonl", starts)
        ids = (folder / "ids.txt").read_text("utf-8").split("\n")
        self._rows = {passage_id: row for row, passage_id in enumerate(ids)}
        self.introductions: Mask = introductions

    def __len__(self) -> int:
        return len(self._lines)

    @overload
    def __getitem__(self, row: int) -> Passage: ...
    @overload
    def __getitem__(self, row: slice) -> list[Passage]: ...
    def __getitem__(self, row: int | slice) -> Passage | list[Passage]:
        if isinstance(row, slice):
            return [self[one] for one in range(*row.indices(len(self)))]
        if not 0 <= row < len(self):
            message = f"there is no row {row} among {len(self)} passages"
            raise IndexError(message)
        return self._read(row)

    def __iter__(self) -> Iterator[Passage]:
        return (self[row] for row in range(len(self)))

    def _parse(self, row: int) -> Passage:
        return self._decoder.decode(self._lines[row])

    def row(self, passage_id: str) -> int | None:
        """Return the row of an id, `None` where there is none."""
        return self._rows.get(passage_id)
