"""Which generations an index folder keeps, and which of them may answer.

    FOLDER/kept.json    what the last build was made of, and which generation was refused, if any

The current one answers. Those before it are kept to go back to, and to answer where the current one
is damaged. One behind it was refused: held back, since a source lost most of what it had, or left
by a person who went back. It stays until somebody accepts it, or another takes its place.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from indexer.errors import DamagedError, IndexFolderError, NoIndexError
from indexer.index import store
from indexer.index.store import Generation, SourceEntry

KEPT = 3  # generations that may answer: the current one and those before it
# A source that had at least so many passages, and loses more than this share, is looked at first.
_FEW, _MOST = 3, 0.5


@dataclass(frozen=True, slots=True)
class Loss:
    """A source that lost most of its passages: how many it had, and has."""

    source: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Refusal:
    """A generation that does not answer, though it is the newest: since when, and why.

    Without losses, somebody went back from it.
    """

    generation: str
    content: str
    since: str
    losses: tuple[Loss, ...] = ()


@dataclass(frozen=True, slots=True)
class Recipe:
    """What an index was made of: its sources as they were given, and how they were read."""

    sources: tuple[str, ...]
    url: str | None = None
    allow_private: bool = False


@dataclass(frozen=True, slots=True)
class Notes:
    """What is known of a folder beside its generations."""

    recipe: Recipe | None = None
    refused: Refusal | None = None


def read(folder: Path) -> Notes:
    """Return what is known of a folder; nothing where nothing can be read."""
    try:
        return msgspec.json.decode((folder / "kept.json").read_bytes(), type=Notes)
    except (OSError, msgspec.DecodeError):
        return Notes()


def note(folder: Path, **changes: object) -> None:
    """Change what is known of a folder, in one step; `changes` are fields of `Notes`."""
    kept = replace(read(folder), **changes)  # type: ignore[arg-type]
    store.replace_file(folder / "kept.json", msgspec.json.encode(kept).decode())


def names(folder: Path) -> list[str]:
    """Return the names of all whole generations, the oldest first."""
    try:
        found = [entry.name for entry in (folder / "generations").iterdir() if entry.is_dir()]
    except OSError:
        return []
    return sorted(name for name in found if store.is_name(name))


def may_answer(folder: Path) -> list[str]:
    """Return the names of the generations that may answer: the current one, then older ones.

    Raises
    ------
    NoIndexError
        Where there is none.
    """
    try:
        current = store.current_name(folder)
    except DamagedError:
        # `current` is no name: whatever is there was good once, but for what was refused.
        refused = read(folder).refused
        found = [name for name in names(folder) if not refused or name < refused.generation]
        if not found:
            raise
        return found[::-1]
    return [current, *(name for name in reversed(names(folder)) if name < current)]


def losses(before: Sequence[SourceEntry], after: Sequence[SourceEntry]) -> tuple[Loss, ...]:
    """Return which sources lost most of their passages.

    One that is gone lost all, unless its very bytes, or as many passages, are there under a name
    that is new: then it was renamed.
    """
    had = {entry.source for entry in before}
    new = [entry for entry in after if entry.source not in had]
    now = {entry.source: entry.passages for entry in after}
    lost = []
    for entry in before:
        left = now.get(entry.source, 0)
        few = entry.passages < _FEW or left >= entry.passages * (1 - _MOST)
        renamed = entry.source not in now and any(
            one.digest == entry.digest or one.passages >= entry.passages * (1 - _MOST)
            for one in new
        )
        if not few and not renamed:
            lost.append(Loss(entry.source, entry.passages, left))
    return tuple(lost)


def hold(folder: Path, generation: Generation, lost: tuple[Loss, ...]) -> Refusal:
    """Note that a generation waits for somebody to accept it."""
    refused = Refusal(generation.name, generation.manifest.content, _now(), lost)
    note(folder, refused=refused)
    _drop(folder, keep=(*may_answer(folder)[:KEPT], generation.name))
    return refused


def settle(folder: Path) -> None:
    """Forget what was refused, now that another generation answers, and drop what is not kept."""
    answering, *older = may_answer(folder)
    if refused := read(folder).refused:
        older = [name for name in older if name != refused.generation]
        note(folder, refused=None)
    _drop(folder, keep=[answering, *older][:KEPT])


def go_back(folder: Path, to: str | None = None) -> Generation:
    """Let an older generation answer, by itself the one before; what was newer is refused.

    Raises
    ------
    IndexFolderError
        Where there is none, where it is damaged, or another build holds the folder.
    """
    with store.building(folder):
        current = store.current_name(folder)
        older = [name for name in names(folder) if name < current]
        if not older or (to and to not in older):
            told = ", ".join(reversed(older)) or "none"
            message = f"{folder} has no {to or 'generation before'} to go back to; it has {told}"
            raise IndexFolderError(message)
        chosen = store.open_named(folder, to or older[-1])
        content = _content_of(folder, current)
        note(folder, refused=Refusal(current, content, _now()))
        store.replace_file(folder / "current", chosen.name)
        return chosen


def accept(folder: Path) -> Generation:
    """Let the generation answer that was refused.

    Raises
    ------
    IndexFolderError
        Where none was, where it is damaged, or another build holds the folder.
    """
    with store.building(folder):
        refused = read(folder).refused
        if refused is None:
            raise NoIndexError(f"nothing is held back in {folder}; see alongside status")
        chosen = store.open_named(folder, refused.generation)
        store.replace_file(folder / "current", chosen.name)
        settle(folder)
        return chosen


def _content_of(folder: Path, name: str) -> str:
    """Return what a generation says that it is made of; empty where it cannot be read."""
    try:
        return store.read_manifest(folder, name).content
    except IndexFolderError:
        return ""


def _drop(folder: Path, keep: Iterable[str]) -> None:
    for name in {*names(folder)} - {*keep}:
        shutil.rmtree(folder / "generations" / name, ignore_errors=True)


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
