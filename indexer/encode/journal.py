"""Remembers the vectors of a build that is under way, so that an interrupted one resumes.

Two files for each `d` grow together: keys of 16 bytes and vectors of `d` float32. What was cut off
in the middle of a write is ignored, and the files are removed when the build succeeds.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO, Self

import numpy as np

from indexer.arrays import Scores

_KEY_BYTES = 16


def key(identity: str, text: str) -> bytes:
    """Return what equal vectors share: the encoder's identity and the text it was given."""
    return hashlib.blake2b(f"{identity}\n{text}".encode(), digest_size=_KEY_BYTES).digest()


class Journal:
    """Vectors by key: those of earlier work, and those added now, which are kept as they come."""

    def __init__(self, folder: Path, dimensions: int) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        # Models of different `d` do not share files: their vectors would be cut elsewhere.
        self._folder = folder
        self._paths = (folder / f"keys-{dimensions}.bin", folder / f"vectors-{dimensions}.bin")
        self._vector_bytes = dimensions * 4
        self._known: dict[bytes, Scores] = {}
        self._elsewhere: Mapping[bytes, Scores] = {}
        self._files: tuple[BinaryIO, BinaryIO] | None = None
        if count := self._count():
            keys, raw = (path.read_bytes() for path in self._paths)
            vectors = np.frombuffer(raw[: count * self._vector_bytes], np.float32)
            for at, vector in enumerate(vectors.reshape(count, dimensions)):
                self._known[keys[at * _KEY_BYTES : (at + 1) * _KEY_BYTES]] = vector

    def _count(self) -> int:
        """Return how many keys and vectors were written whole."""
        keys, vectors = (path.stat().st_size if path.is_file() else 0 for path in self._paths)
        return min(keys // _KEY_BYTES, vectors // self._vector_bytes)

    def know(self, vectors: Mapping[bytes, Scores]) -> None:
        """Add vectors that are kept elsewhere (the generation before)."""
        self._elsewhere = vectors

    def __contains__(self, key: bytes) -> bool:
        return key in self._known or key in self._elsewhere

    def __getitem__(self, key: bytes) -> Scores:
        return self._known[key] if key in self._known else self._elsewhere[key]

    def __enter__(self) -> Self:
        """Cut off what was half written, so that it shifts nothing that is added."""
        count = self._count()
        keys, vectors = (path.open("ab") for path in self._paths)
        keys.truncate(count * _KEY_BYTES)
        vectors.truncate(count * self._vector_bytes)
        self._files = keys, vectors
        return self

    def __exit__(self, *_: object) -> None:
        for file in self._files or ():
            file.close()
        self._files = None

    def add(self, key: bytes, vector: Scores) -> None:
        """Add a new vector and keep it; only while the journal is entered."""
        if self._files is None:
            message = "a journal is added to only while it is entered"
            raise RuntimeError(message)
        self._known[key] = vector
        written = key, np.ascontiguousarray(vector, np.float32).tobytes()
        for file, content in zip(self._files, written, strict=True):
            file.write(content)
            file.flush()  # what was encoded outlives a process that is killed

    def remove(self) -> None:
        """Remove the files: what they held is in a generation now."""
        shutil.rmtree(self._folder, ignore_errors=True)
