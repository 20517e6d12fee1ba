"""Indexes by the real model, which tests only read: made once, kept from one run to the next.

They lie in the cache of exported encoders (`ALONGSIDE_CACHE`), under a digest of all that goes into
them: the pages, the code that reads them, the libraries, the precision and the processor. With
`ALONGSIDE_TEST_PRECISION=float32` the same tests run on vectors of that precision.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sysconfig
import time
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock

from indexer.build import BuildOptions, build
from indexer.encode.export import cache_folder
from indexer.errors import AlongsideError
from indexer.search.engine import Engine

ROOT = Path(__file__).parents[1]
PRECISION = "float32" if os.environ.get("ALONGSIDE_TEST_PRECISION") == "float32" else "int8"
_UNUSED = 3600  # seconds after which nobody reads an index of another state of the code


def kept_index(name: str, source: Path, model: str) -> Path:
    """Return the index folder of a page or a folder of pages, built where the cache has none."""
    folder = cache_folder() / "tests" / f"{name}-{_digest(source)}"
    folder.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(folder.with_suffix(".lock")):
        if not _opens(folder):
            _drop_unused(folder.parent.glob(f"{name}-*/"))
            shutil.rmtree(folder, ignore_errors=True)
            build([str(source)], folder, BuildOptions(model=model, precision=PRECISION))
        os.utime(folder)
    return folder


def _opens(folder: Path) -> bool:
    try:
        Engine.open(folder)
    except AlongsideError:
        return False
    return True


def _drop_unused(folders: Iterator[Path]) -> None:
    for folder in folders:
        if time.time() - folder.stat().st_mtime > _UNUSED:
            shutil.rmtree(folder, ignore_errors=True)
            folder.with_suffix(".lock").unlink(missing_ok=True)


def _digest(source: Path) -> str:
    """Return a digest of what an index is made of: the judged questions beside a page included."""
    code = (path for path in (ROOT / "indexer").rglob("*") if "__pycache__" not in path.parts)
    beside = source if source.is_dir() else source.parent
    pages = [*beside.rglob("*")] if source.is_dir() else [source, *beside.glob("*.jsonl")]
    digest = hashlib.sha256(f"{PRECISION} {_libraries()} {_processor()}".encode())
    for path in sorted(filter(Path.is_file, (*code, *pages))):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:24]


def _libraries() -> list[str]:
    folder = Path(sysconfig.get_path("purelib"))
    return sorted(path.stem for path in folder.glob("*.dist-info"))


def _processor() -> list[str]:
    """Return the names of the processor's instructions, where the system says them."""
    told = Path("/proc/cpuinfo")
    lines = told.read_text().splitlines() if told.is_file() else []
    return next((sorted(line.split()) for line in lines if line.startswith("flags")), [])
