"""Says what an index folder answers with, and whether its sources changed since."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from indexer.errors import IndexFolderError
from indexer.index import generations, store
from indexer.index.generations import Refusal
from indexer.read import digests, is_address


@dataclass(frozen=True, slots=True)
class Source:
    """A source: its name, its passages, and what became of it since.

    `state` is `same`, `changed`, `gone`, or `not looked at`, as an address is.
    """

    name: str
    passages: int
    state: str


@dataclass(frozen=True, slots=True)
class Status:
    """What answers in a folder; `older` are the generations to go back to, the newest first."""

    generation: str
    built_at: str
    model: str
    passages: int
    sources: tuple[Source, ...]
    older: tuple[str, ...]
    refused: Refusal | None = None
    fault: str | None = None  # why it cannot be opened


def look(folder: Path) -> Status:
    """Return what answers in an index folder; its sources are read, of its files the small ones.

    Raises
    ------
    IndexFolderError
        Where there is no index, or not even its description can be read.
    """
    name, *older = generations.may_answer(folder)
    manifest = store.read_manifest(folder, name)
    kept = generations.read(folder)
    fault = None
    try:
        store.open_named(folder, name)
    except IndexFolderError as error:
        fault = str(error)
    became: dict[str, str] = {}
    if kept.recipe:
        now = digests(kept.recipe.sources, kept.recipe.url)
        became = {one.source: _became(one, now) for one in manifest.sources}
    sources = (
        Source(one.source, one.passages, became.get(one.source, "not looked at"))
        for one in manifest.sources
    )
    return Status(
        generation=name,
        built_at=manifest.built_at,
        model=manifest.model,
        passages=manifest.passages,
        sources=tuple(sources),
        older=tuple(older),
        refused=kept.refused,
        fault=fault,
    )


def _became(entry: store.SourceEntry, now: dict[str, str]) -> str:
    if is_address(entry.source) or entry.source == "standard input":
        return "not looked at"
    if entry.source not in now:
        return "gone"
    return "same" if now[entry.source] == entry.digest else "changed"
