"""What of an index does not lie in its documents: files in the cluster, and a server's copies.

A generation `NAME-000001-1a2b3c4d` has an index `...-files` beside it: each file in parts of
`PART` bytes, checked by its SHA-256, and one document `manifest` that names them all. It is
written last, so that a generation with a manifest is whole. A server keeps the files in its cache
folder: each is fetched once, and opened from there as from an index folder.

    CACHE/cluster/files/DIGEST                    one file, whatever it is called
    CACHE/cluster/generations/INDEX-SEAL/...      the same by their names, as hard links
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from filelock import FileLock

from indexer import arrays, text
from indexer.encode.export import cache_folder
from indexer.errors import DamagedError, FormatError
from indexer.index import documents, store
from indexer.index.cluster import Cluster
from indexer.index.documents import SCORED, Averages
from indexer.index.store import Manifest
from indexer.query.expansion import Field

FORMAT = f"{store.FORMAT}.{documents.FORMAT}"  # of a folder's files, and of the documents
PART = 1 << 20  # bytes: a node with a heap of 512 MB takes them one by one
_KEPT = 3  # generations of all indexes that a cache folder holds


@dataclass(frozen=True, slots=True)
class Stored:
    """One file in the cluster: its SHA-256 and its bytes."""

    digest: str
    size: int


@dataclass(frozen=True, slots=True)
class Pushed:
    """What a generation in a cluster is.

    Parameters
    ----------
    format
        Of its documents and files (`FORMAT`).
    generation
        What it is called in its index folder.
    manifest
        What it was built from.
    averages
        The mean lengths that its mapping was made with.
    means
        The true mean lengths.
    exact
        Whether near vectors are found exactly; else by a graph.
    recall
        How many of the nearest ten are found, of vectors of its own, in [0, 1].
    files
        Its files by name.
    """

    format: str
    generation: str
    manifest: Manifest
    averages: Averages
    means: dict[str, float]
    exact: bool
    recall: float
    files: dict[str, Stored]

    @property
    def seal(self) -> str:
        """A checksum of all of this."""
        return hashlib.sha256(msgspec.json.encode(self, order="sorted")).hexdigest()


def beside(index: str) -> str:
    """Return the name of the index that holds a generation's files."""
    return f"{index}-files"


def parts(index: str, files: Mapping[str, Path]) -> tuple[dict[str, Stored], Iterator[Any]]:
    """Return what some files are, and what the bulk helper sends of them."""
    stored = {name: Stored(_digest(path), path.stat().st_size) for name, path in files.items()}

    def actions() -> Iterator[dict[str, Any]]:
        for name, path in files.items():
            with path.open("rb") as file:
                for at, part in enumerate(iter(lambda: file.read(PART), b"")):
                    yield {
                        "_index": beside(index),
                        "_id": f"{stored[name].digest}-{at}",
                        "content": base64.b64encode(part).decode(),
                    }

    return stored, actions()


def mapping() -> dict[str, Any]:
    """Return the mapping of the index that holds a generation's files."""
    properties = {"content": {"type": "binary"}}
    return {"dynamic": "strict", "properties": properties}


def write_manifest(cluster: Cluster, index: str, pushed: Pushed) -> None:
    """Say that a generation is whole."""
    told = {"seal": pushed.seal, "pushed": msgspec.to_builtins(pushed)}
    content = base64.b64encode(json.dumps(told).encode()).decode()
    with cluster.told():
        cluster.client.index(
            index=beside(index), id="manifest", body={"content": content}, refresh=True
        )


def read_manifest(cluster: Cluster, index: str) -> Pushed | None:
    """Return what a generation is; `None` where it is not whole.

    Raises
    ------
    FormatError, DamagedError
        Where it is of another version, or was altered.
    """
    with cluster.told():
        found = cluster.client.get(index=beside(index), id="manifest", ignore=(404,))
    if not found.get("found"):
        return None
    try:
        told = json.loads(base64.b64decode(found["_source"]["content"]))
        check_format(cluster, index, told["pushed"].get("format"))
        pushed = msgspec.convert(told["pushed"], Pushed)
    except (ValueError, KeyError, TypeError) as error:
        message = f"the manifest of {index} in {cluster.address} cannot be read; push it again"
        raise DamagedError(message) from error
    if pushed.seal != told["seal"]:
        raise DamagedError(f"the manifest of {index} was altered; push it again")
    return pushed


def check_format(cluster: Cluster, index: str, version: object) -> None:
    """Raise `FormatError` where a generation is of another version."""
    if version != FORMAT:
        message = (
            f"{index} in {cluster.address} is of format {version!r}, this version reads "
            f"{FORMAT!r}; push it again"
        )
        raise FormatError(message)


def is_whole(cluster: Cluster, index: str) -> bool:
    """Say whether a generation is whole, whatever version wrote it."""
    with cluster.told():
        return bool(cluster.client.exists(index=beside(index), id="manifest"))


def fetch(cluster: Cluster, index: str, pushed: Pushed) -> Path:
    """Return the folder with a generation's files, fetching those that the cache has not."""
    cache = cache_folder() / "cluster"
    folder = cache / "generations" / f"{index}-{pushed.seal[:16]}"
    kept = cache / "files"
    kept.mkdir(parents=True, exist_ok=True)
    with FileLock(cache / "lock"):
        for name, stored in pushed.files.items():
            whole, here = kept / stored.digest, folder / name
            if not whole.exists() or whole.stat().st_size != stored.size:
                _download(cluster, index, stored, whole)
            if not here.exists() or not here.samefile(whole):
                here.parent.mkdir(parents=True, exist_ok=True)
                here.unlink(missing_ok=True)
                _link(whole, here)
        os.utime(folder)
        _drop_old(cache)
    return folder


def _download(cluster: Cluster, index: str, stored: Stored, to: Path) -> None:
    written, digest = to.with_suffix(".part"), hashlib.sha256()
    with written.open("wb") as file:
        for at in range(-(-stored.size // PART)):
            with cluster.told():
                found = cluster.client.get(index=beside(index), id=f"{stored.digest}-{at}")
            part = base64.b64decode(found["_source"]["content"])
            digest.update(part)
            file.write(part)
        file.flush()
        os.fsync(file.fileno())
    if digest.hexdigest() != stored.digest:
        written.unlink()
        raise DamagedError(f"a file of {index} in {cluster.address} was altered; push it again")
    written.replace(to)


def _link(whole: Path, here: Path) -> None:
    try:
        here.hardlink_to(whole)
    except OSError:
        shutil.copyfile(whole, here)


def _drop_old(cache: Path) -> None:
    """Leave the generations that were opened last, and the files that these have."""
    found = sorted((cache / "generations").iterdir(), key=lambda one: one.stat().st_mtime)
    for old in found[:-_KEPT]:
        shutil.rmtree(old, ignore_errors=True)
    for file in (cache / "files").iterdir():
        with suppress(FileNotFoundError):
            if file.stat().st_nlink == 1 and len(found) > _KEPT:
                file.unlink()


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class Counts:
    """Collects in how many passages each term of a field stands, and how long these are."""

    def __init__(self) -> None:
        self._keys = np.empty(0, np.uint64)
        self._counts = np.empty(0, np.int64)
        self._pending: list[int] = []
        self._total = self._passages = 0

    def add(self, terms: Iterable[str]) -> None:
        """Add a passage's terms, each as often as it stands there."""
        listed = list(terms)
        self._total += len(listed)
        self._passages += 1
        self._pending.extend({text.key(term) for term in listed})
        if len(self._pending) >= _PENDING:
            self._merge()

    @property
    def mean(self) -> float:
        """The mean length of the passages, 1 where none has any term."""
        return self._total / max(self._passages, 1) or 1.0

    def write(self, folder: Path, field: Field) -> None:
        """Write how many passages hold each term into an existing folder."""
        self._merge()
        arrays.save(folder, **{f"{field}-keys": self._keys})
        arrays.save(folder, **{f"{field}-counts": self._counts.astype(np.int32)})

    def _merge(self) -> None:
        keys, counts = np.unique(np.array(self._pending, np.uint64), return_counts=True)
        self._pending.clear()
        every = np.concatenate([self._keys, keys])
        self._keys, which = np.unique(every, return_inverse=True)
        weights = np.concatenate([self._counts, counts])
        self._counts = np.bincount(which, weights, minlength=len(self._keys)).astype(np.int64)


_PENDING = 2_000_000  # terms that are counted at once: about 100 MB


class Statistics:
    """In how many passages the terms of an index stand: `write` of `Counts`, memory-mapped."""

    def __init__(self, folder: Path) -> None:
        self._of = {
            field: arrays.load(folder, f"{field}-keys", f"{field}-counts") for field in SCORED
        }

    def frequency(self, field: Field, term: str) -> int:
        """Return how many passages hold a term in a field."""
        keys, counts = self._of[field]
        wanted = np.uint64(text.key(term))
        at = int(keys.searchsorted(wanted))
        return int(counts[at]) if at < len(keys) and keys[at] == wanted else 0
