"""Keeps an index folder, which changes all at once or not at all.

    FOLDER/current                      names the generation that answers, replaced in one step
    FOLDER/generations/NAME/            one complete index, never changed once it is named
        manifest.json                   what it is, and every other file's size and checksum
        passages/ names/ facets/ suggest/ lexicon/ keywords/ postings/ forward/ vectors/
        fragments/ subject/ encoder/
    FOLDER/journal/                     vectors of a build that is under way or was interrupted
    FOLDER/fetched                      pages of addresses as they came last (`read.sites.kept`)
    FOLDER/lock                         held by the one build that may run

A build writes a new generation beside the old one, flushes it to disk, and then renames `current`
into place: killed at any moment, it leaves the old generation answering. Which generations are kept
beside the one that answers, and which may take its place, is said in `generations`.

Opening one looks at the sizes of its files, and reads the small ones whole; `faults` reads all, as
`alongside verify` does, and a server does behind its back.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from collections.abc import Container, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import msgspec
from filelock import FileLock, Timeout

from indexer.errors import BusyError, DamagedError, FormatError, IndexFolderError, NoIndexError
from indexer.model import Branding

FORMAT = 19
# Of a generation of these formats the vectors are taken over: they lie as they do now. Before 15
# every one was made in another way (`encode.EXPORT_VERSION`), and none would be found.
TAKEN_OVER = range(15, FORMAT + 1)
_SMALL = 1 << 20  # bytes of a file that opening reads whole: an index has some 60 files
_NAME = re.compile(r"(\d{6})-[0-9a-f]{8}")


@dataclass(frozen=True, slots=True)
class SourceEntry:
    """A source of an index: its name, public address, SHA-256 of its bytes, number of passages."""

    source: str
    url: str | None
    digest: str
    passages: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation is.

    Parameters
    ----------
    built_at
        UTC, ISO 8601 with a trailing `Z`.
    content
        SHA-256 of the passages and of the encoder's identity: equal content, equal index.
    model, model_digest, precision, dimensions
        The encoder that made the vectors.
    passages, units
        How many passages and vectors there are.
    floor, coverage_floor, evidence_floor
        What meaning alone, words alone and both together must reach.
    probes
        The evidence that each probe reaches, from which that was learned.
    themes
        The themes of the passages, in order of first appearance.
    sources
        What was indexed, in order.
    languages
        The codes of the passages' languages, that of most first.
    floors
        The three floors of each language but the first.
    branding
        Whose pages these are.
    """

    built_at: str
    content: str
    model: str
    model_digest: str
    precision: str
    dimensions: int
    passages: int
    units: int
    floor: float
    probes: dict[str, float]
    themes: tuple[str, ...]
    sources: tuple[SourceEntry, ...]
    coverage_floor: float
    evidence_floor: float
    languages: tuple[str, ...] = ("en",)
    floors: dict[str, tuple[float, float, float]] = field(default_factory=dict)
    branding: Branding = field(default_factory=Branding)


@dataclass(frozen=True, slots=True)
class Generation:
    """One complete index: its name, its folder, what it is."""

    name: str
    folder: Path
    manifest: Manifest


def current_name(folder: Path) -> str:
    """Return the name of the generation that answers.

    Raises
    ------
    NoIndexError
        Where the folder holds none.
    DamagedError
        Where `current` names none.
    """
    try:
        name = (folder / "current").read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        message = f"there is no index in {folder}; make one: alongside index SOURCE --to {folder}"
        raise NoIndexError(message) from None
    except (OSError, ValueError) as error:
        message = f"{folder / 'current'} cannot be read ({error}); build the index again"
        raise DamagedError(message) from error
    if not _NAME.fullmatch(name):
        message = f"{folder / 'current'} names no generation ({name[:40]!r}); build the index again"
        raise DamagedError(message)
    return name


def open_current(folder: Path, formats: Container[int] = (FORMAT,)) -> Generation:
    """Return the generation that answers, once its files are all there and the small ones whole.

    `formats` are those that the caller can read: one, but for who looks at a part of it only.

    Raises
    ------
    NoIndexError, FormatError, DamagedError
        With the file at fault and the way out.
    """
    return open_named(folder, current_name(folder), formats)


def open_named(folder: Path, name: str, formats: Container[int] = (FORMAT,)) -> Generation:
    """Return a generation by its name, once its files are all there and the small ones whole.

    Raises
    ------
    FormatError, DamagedError
        With the file at fault and the way out.
    """
    generation = folder / "generations" / name
    raw = _read_sealed(generation / "manifest.json", formats)
    for fault in _faults(generation, raw.pop("files"), _SMALL):
        raise fault
    return Generation(name, generation, _manifest(raw, generation / "manifest.json"))


def read_manifest(folder: Path, name: str, formats: Container[int] = (FORMAT,)) -> Manifest:
    """Return what a generation says that it is; none of its files is looked at.

    Raises
    ------
    FormatError, DamagedError
        Where that cannot be read.
    """
    path = folder / "generations" / name / "manifest.json"
    return _manifest(_read_sealed(path, formats), path)


def is_name(name: str) -> bool:
    """Tell whether this is how a generation is called."""
    return bool(_NAME.fullmatch(name))


def faults(folder: Path, name: str) -> Iterator[DamagedError]:
    """Yield what is wrong with the files of a generation, each of which is read whole.

    Takes as long as reading them does: about a second for two gigabytes that are in memory.
    """
    generation = folder / "generations" / name
    try:
        raw = _read_sealed(generation / "manifest.json", range(FORMAT + 1))
    except IndexFolderError as error:
        yield DamagedError(str(error))
    else:
        yield from _faults(generation, raw["files"])


def check(generation: Generation) -> None:
    """Read a generation whole.

    Raises
    ------
    DamagedError
        With the first file at fault and the way out.
    """
    for fault in faults(generation.folder.parent.parent, generation.name):
        raise fault


def _read_sealed(path: Path, formats: Container[int]) -> dict[str, Any]:
    """Return what a manifest holds, once it is known to be as it was written."""
    try:
        raw: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        version, sealed = raw.pop("format"), raw.pop("seal")
    except (OSError, ValueError, KeyError, AttributeError, TypeError) as error:
        message = f"{path} cannot be read ({error}); build the index again"
        raise DamagedError(message) from error
    if version not in formats:
        message = f"{path} is of format {version!r}, this version reads {FORMAT}; build it again"
        raise FormatError(message)
    if sealed != _seal(raw):
        message = f"{path} was altered; build the index again"
        raise DamagedError(message)
    return raw


def _manifest(raw: dict[str, Any], path: Path) -> Manifest:
    try:
        return msgspec.convert(raw, Manifest)
    except msgspec.ValidationError as error:
        message = f"{path} is incomplete ({error}); build the index again"
        raise DamagedError(message) from error


def state(folder: Path, name: str) -> tuple[tuple[str, int, int], ...]:
    """Return what changes when a file of a generation does: names, sizes, times; reads none."""
    found: list[tuple[str, int, int]] = []
    for where, _, files in os.walk(folder / "generations" / name):
        for path in (os.path.join(where, file) for file in files):  # noqa: PTH118
            with suppress(FileNotFoundError):  # a build may drop the generation right now
                of_it = os.stat(path)  # noqa: PTH116
                found.append((path, of_it.st_size, of_it.st_mtime_ns))
    return tuple(sorted(found))


def _seal(raw: dict[str, Any]) -> str:
    """Return the checksum of a manifest's own content."""
    return hashlib.sha256(json.dumps(raw, sort_keys=True).encode()).hexdigest()


def _faults(
    generation: Path, files: dict[str, Any], largest: int | None = None
) -> Iterator[DamagedError]:
    """Yield what is wrong with files; of those that are larger, only the sizes are looked at.

    Formats before 17 have no sizes, and are read whole.
    """
    for path, told in ((generation / name, told) for name, told in files.items()):
        size, digest = told if isinstance(told, list) else (None, told)
        try:
            with path.open("rb") as file:
                found = file.seek(0, os.SEEK_END)
            read = size is None or largest is None or size <= largest
            whole = size in {None, found} and (not read or _sha256(path) == digest)
            wrong = "" if whole else "is truncated or altered; "
        except FileNotFoundError:
            wrong = "is missing; "
        except OSError as error:
            wrong = f"cannot be read ({error}); mend that, or "
        if wrong:
            yield DamagedError(f"{path} {wrong}build the index again")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def building(folder: Path) -> Iterator[None]:
    """Hold the folder for one build.

    Raises
    ------
    BusyError
        Where another build holds it.
    IndexFolderError
        Where the folder cannot be made or written, at the start or on the way (a full disk).
    """
    lock = FileLock(folder / "lock", timeout=0)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with lock:
            yield
    except Timeout:
        message = f"another build holds {folder}; wait for it, or name another folder with --to"
        raise BusyError(message) from None
    except BrokenPipeError:
        raise  # of the terminal, not of the folder
    except OSError as error:
        message = f"{folder} cannot be written ({_cause(error)}); name another folder with --to"
        raise IndexFolderError(message) from error


def _cause(error: OSError) -> str:
    """Return what went wrong; `copytree` gives a list of what did, each the same."""
    first = error.args[0] if error.args else error
    return str(first[0][-1] if isinstance(first, list) and first else error)


@contextmanager
def draft(folder: Path) -> Iterator[Path]:
    """Give an empty folder to write a generation into; unless published, it goes at the end."""
    written = folder / "generations" / "draft"
    shutil.rmtree(written, ignore_errors=True)
    written.mkdir(parents=True)
    try:
        yield written
    finally:
        shutil.rmtree(written, ignore_errors=True)


def publish(folder: Path, written: Path, manifest: Manifest, *, answers: bool = True) -> Generation:
    """Make a draft a generation, and where it `answers`, the one that does, in one step."""
    files = sorted(path for path in written.rglob("*") if path.is_file())
    raw = {
        **asdict(manifest),
        "files": {
            path.relative_to(written).as_posix(): (path.stat().st_size, _sha256(path))
            for path in files
        },
    }
    seal = _seal(raw)
    path = written / "manifest.json"
    path.write_text(json.dumps({"format": FORMAT, "seal": seal, **raw}, indent=1), encoding="utf-8")
    for one in (*written.rglob("*"), written):
        _flush(one)
    found = (entry.name for entry in written.parent.glob("*") if entry.is_dir())
    older = sorted(name for name in found if _NAME.fullmatch(name))
    name = f"{int(older[-1].split('-')[0]) + 1 if older else 1:06d}-{seal[:8]}"
    generation = written.rename(written.with_name(name))
    _flush(generation.parent)
    if answers:
        replace_file(folder / "current", name)
    return Generation(name, generation, manifest)


def replace_file(path: Path, content: str) -> None:
    """Write a small file so that a reader sees the old content or the new, never a part."""
    beside = path.with_name(path.name + ".new")
    beside.write_text(content + "\n", encoding="utf-8")
    _flush(beside)
    beside.replace(path)
    _flush(path.parent)


def _flush(path: Path) -> None:
    """Make sure that a file's content, or a folder's entries, are on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
