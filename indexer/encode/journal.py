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
    """Vectors by key: those of earlier work, and those added now, which are kept as they come.

    They stay on disk: those of a large index would fill any memory.
    """

    def __init__(self, folder: Path, dimensions: int) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        # Models of different `d` do not share files: their vectors would be cut elsewhere.
        self._folder = folder
        self._paths = (folder / f"keys-{dimensions}.bin", folder / f"vectors-{dimensions}.bin")
        self._vector_bytes = dimensions * 4
        self._elsewhere: Mapping[bytes, Scores] = {}
        self._files: tuple[BinaryIO, BinaryIO] | None = None
        self._look()

    def _look(self) -> None:
        """Look at what lies in the files; vectors are read when they are asked for."""
        self._vectors: Scores = np.empty((0, self._vector_bytes // 4), np.float32)
        keys = np.empty(0, f"S{_KEY_BYTES}")
        if count := self._count():
            shape = (count, self._vector_bytes // 4)
            keys = np.fromfile(self._paths[0], keys.dtype, count)
            self._vectors = np.memmap(self._paths[1], np.float32, "r", shape=shape)
        self._order = keys.argsort(kind="stable")
        self._keys = keys[self._order]

    def _at(self, key: bytes) -> int | None:
        """Return where the vector of a key lies, the last of several."""
        wanted = np.array(key, self._keys.dtype)
        at = int(self._keys.searchsorted(wanted, "right")) - 1
        return int(self._order[at]) if at >= 0 and self._keys[at] == wanted else None

    def _count(self) -> int:
        """Return how many keys and vectors were written whole."""
        keys, vectors = (path.stat().st_size if path.is_file() else 0 for path in self._paths)
        return min(keys // _KEY_BYTES, vectors // self._vector_bytes)

    def know(self, vectors: Mapping[bytes, Scores]) -> None:
        """Add vectors that are kept elsewhere (the generation before)."""
        self._elsewhere = vectors

    def __contains__(self, key: bytes) -> bool:
        return self._at(key) is not None or key in self._elsewhere

    def __getitem__(self, key: bytes) -> Scores:
        at = self._at(key)
        return self._elsewhere[key] if at is None else np.asarray(self._vectors[at])

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
        self._look()

    def add(self, key: bytes, vector: Scores) -> None:
        """Add a new vector, to be found when the journal is left; only while it is entered."""
        if self._files is None:
            message = "a journal is added to only while it is entered"
            raise RuntimeError(message)
        written = key, np.ascontiguousarray(vector, np.float32).tobytes()
        for file, content in zip(self._files, written, strict=True):
            file.write(content)
            file.flush()  # what was encoded outlives a process that is killed

    def remove(self) -> None:
        """Remove the files: what they held is in a generation now."""
        self._vectors = np.empty((0, 0), np.float32)
        shutil.rmtree(self._folder, ignore_errors=True)
