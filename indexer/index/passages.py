"""Keeps passages on disk, one JSON object each, and reads each when it is asked for.

Files of a folder: `passages.deflate`, each compressed by itself, a third of its length, with what
`dictionary.jsonl` holds: some of them, so that what they have in common is not written again;
`starts.npy` `(n + 1,)`, the byte each starts at; `keys.npy` `(n,) uint64`, the `text.key` of each
id, ascending, and `rows.npy` `(n,)` their rows; `introductions.npy` `(n,) bool`.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import Any, overload

import msgspec
import numpy as np

from indexer import arrays, parallel, text
from indexer.arrays import Mask
from indexer.model import Passage

_DICTIONARY = 1 << 15  # bytes: deflate looks no further back
_FEWEST = 16  # passages, one of which stands in the dictionary: it is no copy of a small index
_RAW = -zlib.MAX_WBITS  # without zlib's own head and checksum: the whole file has one


def to_json(passage: Passage) -> dict[str, Any]:
    """Return a passage as plain JSON values to print, ranges as short lists."""
    values = asdict(passage)
    for name in ("blocks", "sentences", "links", "mentions"):
        values[name] = [list(one.values()) for one in values[name]]
    return values


def serialise(passage: Passage) -> bytes:
    """Return a passage's line; equal passages give equal bytes."""
    return msgspec.json.encode(passage) + b"\n"


def write(folder: Path, passages: Sequence[Passage]) -> None:
    """Write passages, whose row is their position here, into an existing folder."""
    some = _some(passages)
    (folder / "dictionary.jsonl").write_bytes(some)

    def deflated(rows: range) -> list[bytes]:
        return [_deflated(serialise(passages[row]), some) for row in rows]

    lines = chain.from_iterable(parallel.in_blocks(deflated, len(passages)))
    starts = arrays.write_texts(folder / "passages.deflate", lines)
    keys = np.array([text.key(passage.id) for passage in passages], np.uint64)
    rows = keys.argsort(kind="stable")
    arrays.save(
        folder,
        starts=arrays.narrow(starts),
        keys=keys[rows],
        rows=arrays.narrow(rows),
        introductions=np.array([p.introduction for p in passages], np.bool_),
    )


def _some(passages: Sequence[Passage]) -> bytes:
    """Return the lines of some passages, from all over, as many as deflate looks back on."""
    total = sum(len(serialise(passage)) for passage in passages)
    share = max(total // _DICTIONARY, _FEWEST)
    rows = range(share // 2, len(passages), share)
    return b"".join(serialise(passages[row]) for row in rows)[-_DICTIONARY:]


def _deflated(line: bytes, dictionary: bytes) -> bytes:
    deflate = zlib.compressobj(zlib.Z_BEST_COMPRESSION, wbits=_RAW, zdict=dictionary)
    return deflate.compress(line) + deflate.flush()


class Passages(Sequence[Passage]):
    """Opened passages by row; safe to share among threads."""

    def __init__(self, folder: Path) -> None:
        self._read = lru_cache(maxsize=2048)(self._parse)  # the same ones answer often
        self._decoder = msgspec.json.Decoder(Passage)
        self._dictionary = (folder / "dictionary.jsonl").read_bytes()
        starts, self._keys, self._by_key = arrays.load(folder, "starts", "keys", "rows")
        self._lines = arrays.Texts(folder / "passages.deflate", starts)
        self.introductions: Mask
        (self.introductions,) = arrays.load(folder, "introductions")

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
        inflate = zlib.decompressobj(wbits=_RAW, zdict=self._dictionary)
        return self._decoder.decode(inflate.decompress(self._lines[row]))

    def row(self, passage_id: str) -> int | None:
        """Return the row of an id, `None` where there is none."""
        key = np.uint64(text.key(passage_id.encode(errors="replace").decode()))
        first, end = (int(self._keys.searchsorted(key, side)) for side in ("left", "right"))
        rows = self._by_key[first:end].tolist()
        return next((row for row in rows if self[row].id == passage_id), None)
