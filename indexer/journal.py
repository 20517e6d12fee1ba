"""Remembers the vectors of a build that is under way, so that an interrupted one resumes.

Two files grow together: keys of 16 bytes and vectors of `d` float32. What was cut off in the middle
of a write is ignored, and the files are removed when the build succeeds.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import BinaryIO, Self

import numpy as np
from numpy.typing import NDArray

Key = bytes
Vector = NDArray[np.float32]

_KEY_BYTES = 16


def key(identity: str, text: str) -> Key:
    """Return what equal vectors share: the encoder's identity and the text it was given."""
    return hashlib.blake2b(f"{identity}\n{text}".encode(), digest_size=_KEY_BYTES).digest()


class Journal:
    """Vectors by key: those of earlier work, and those added now, which are kept as they come."""

    def __init__(self, folder: Path, dimensions: int) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._paths = (folder / "keys.bin", folder / "vectors.bin")
        self._dimensions = dimensions
        self._known: dict[Key, Vector] = dict(self._read())
        self._files: tuple[BinaryIO, BinaryIO] | None = None

    def _read(self) -> Iterator[tuple[Key, Vector]]:
        if not all(path.is_file() for path in self._paths):
            return
        keys, raw = (path.read_bytes() for path in self._paths)
        size = self._dimensions * 4
        count = min(len(keys) // _KEY_BYTES, len(raw) // size)
        vectors = np.frombuffer(raw[: count * size], np.float32).reshape(count, self._dimensions)
        for place in range(count):
            yield keys[place * _KEY_BYTES : (place + 1) * _KEY_BYTES], vectors[place]

    def know(self, vectors: Mapping[Key, Vector] | Iterable[tuple[Key, Vector]]) -> None:
        """Add vectors that are kept elsewhere (the generation before)."""
        self._known.update(vectors)

    def __contains__(self, key: Key) -> bool:
        return key in self._known

    def __getitem__(self, key: Key) -> Vector:
        return self._known[key]

    def __enter__(self) -> Self:
        """Write what was kept anew, so that a file cut off in the middle shifts nothing."""
        kept = list(self._read())
        files = tuple(path.open("wb") for path in self._paths)
        self._files = (files[0], files[1])
        for known, vector in kept:
            self._write(known, vector)
        return self

    def __exit__(self, *_: object) -> None:
        for file in self._files or ():
            file.close()
        self._files = None

    def add(self, key: Key, vector: Vector) -> None:
        """Add a new vector and keep it."""
        self._known[key] = vector
        self._write(key, vector)

    def _write(self, key: Key, vector: Vector) -> None:
        if self._files is None:
            message = "a journal is added to only while it is entered"
            raise RuntimeError(message)
        self._files[0].write(key)
        self._files[1].write(np.ascontiguousarray(vector, np.float32).tobytes())

    def remove(self) -> None:
        """Remove the files: what they held is in a generation now."""
        for path in self._paths:
            path.unlink(missing_ok=True)
        self._paths[0].parent.rmdir()
