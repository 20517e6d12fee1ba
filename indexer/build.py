"""Builds a generation: sources in, a folder that answers out. The write path.

Reading and splitting come first and whole, so that a source that cannot be read stops the build
before anything long begins; where the sources and all that is said beside them are as before,
nothing is written.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

import numpy as np

from indexer import encode, entities, parallel, places
from indexer.acronyms import Glossary, read_overrides
from indexer.branding import branding_of
from indexer.encode import Encoder, Precision
from indexer.encode.export import DEFAULT_MODEL, encoder_folder, on_device
from indexer.errors import EmptySourceError, IndexFolderError, PrecisionError
from indexer.evaluate import judged
from indexer.index import generations, passages, store, writer
from indexer.index.writer import Contents, Progress, Silent
from indexer.model import Branding, Page, Passage
from indexer.read import ReadOptions, corrections_in, is_address, read_pages
from indexer.split import split_page, unique

# Where pages lie in the index folder as they came, to be asked for only if they changed.
_FETCHED = "fetched"


@dataclass(frozen=True, slots=True)
class BuildOptions:
    """How to build: what `ReadOptions` says of sources, which model, in which precision.

    `acronyms` is a TOML file of short forms (`indexer.acronyms`), which win over what is learned;
    `mentions` one of corrections of names (`indexer.entities.corrections`), in place of
    those that lie in the folders that are read. `language` is the code of that of all sources;
    without one it is recognised. A `guarded` build, at which nobody looks, does not answer where a
    source lost most of its passages, or somebody went back before, until it is accepted. On a
    `device`, such as `cuda`, passages are encoded by sentence-transformers.
    """

    reading: ReadOptions = field(default_factory=ReadOptions)
    model: str = DEFAULT_MODEL
    precision: Precision = "int8"
    cache: Path | None = None
    acronyms: Path | None = None
    mentions: Path | None = None
    language: str | None = None
    device: str | None = None
    guarded: bool = False


@dataclass(frozen=True, slots=True)
class Summary:
    """What a build did: the generation, whether it is new, how many units were encoded anew.

    Where it is `refused`, that says why, and another one answers.
    """

    generation: store.Generation
    changed: bool
    encoded: int
    refused: generations.Refusal | None = None


def build(
    sources: Sequence[str],
    folder: Path,
    options: BuildOptions | None = None,
    progress: Progress | None = None,
) -> Summary:
    """Make a folder's index hold exactly the given sources.

    Raises
    ------
    SourceError, ModelError, IndexFolderError
        Each naming what is at fault; the generation before goes on answering.
    """
    options, progress = options or BuildOptions(), progress or Silent()
    _check_apart(folder, sources)
    with store.building(folder), parallel.seldom_collecting():
        kept = generations.read(folder)
        reading = _reading(sources, folder, options, progress)
        read_passages, entries, questions, branding = _read_all(
            sources, reading, options.language, progress
        )
        device = options.device and on_device(options.model, options.precision, options.device)
        made = encoder_folder(
            options.model, options.precision, cache=options.cache, report=progress.say
        )
        encoder = encode.open_encoder(made, device or None)
        before = _before(folder, encoder)
        overrides = read_overrides(options.acronyms) if options.acronyms else {}
        corrections = corrections_for(sources, options.mentions)
        beside = (entries, questions, sorted(overrides.items()), corrections, branding)
        content = _content(read_passages, encoder, beside)
        if refused := _refused_already(folder, kept.refused, content, options):
            return refused
        if before and before.manifest.content == content:
            if not options.guarded or not kept.refused or kept.refused.losses:
                generations.settle(folder)
            _note(folder, sources, options)
            return Summary(before, changed=False, encoded=0)
        lost = _losses(folder, entries) if options.guarded else ()
        is_held = options.guarded and bool(lost or kept.refused)
        located = places.locate(read_passages, progress.track)
        glossary = Glossary.learn(f"{one.title}\n{one.text}" for one in read_passages)
        found = entities.find(
            read_passages, corrections, overrides, located, glossary, track=progress.track
        )
        contents = Contents(
            passages=found.passages,
            entities=found.entities,
            located=located,
            entries=entries,
            questions=questions,
            encoder=encoder,
            encoder_folder=made,
            overrides=overrides,
            glossary=glossary,
            content=content,
            answers=not is_held,
            branding=branding,
        )
        generation, encoded = writer.write(folder, contents, before, progress)
        held = generations.hold(folder, generation, lost) if is_held else None
        if not held:
            generations.settle(folder)
        _note(folder, sources, options)
        return Summary(generation, changed=True, encoded=encoded, refused=held)


def _refused_already(
    folder: Path, refused: generations.Refusal | None, content: str, options: BuildOptions
) -> Summary | None:
    """Return what a guarded build comes to that would make what was refused before."""
    if not options.guarded or not refused or refused.content != content:
        return None
    generation = store.open_named(folder, refused.generation)
    return Summary(generation, changed=False, encoded=0, refused=refused)


def _losses(folder: Path, entries: Sequence[store.SourceEntry]) -> tuple[generations.Loss, ...]:
    """Return which sources lost most of what they have in the generation that answers."""
    try:
        answering = store.read_manifest(folder, store.current_name(folder), range(store.FORMAT + 1))
    except IndexFolderError:
        return ()
    return generations.losses(answering.sources, entries)


def _note(folder: Path, sources: Sequence[str], options: BuildOptions) -> None:
    """Note what the index is made of, for who asks whether that changed since."""
    # os.path keeps the names of links as they were given.
    given = tuple(s if s == "-" or is_address(s) else os.path.abspath(s) for s in sources)  # noqa: PTH100
    reading = options.reading
    recipe = generations.Recipe(given, reading.url, reading.allow_private)
    if generations.read(folder).recipe != recipe:
        generations.note(folder, recipe=recipe)


def corrections_for(sources: Sequence[str], given: Path | None = None) -> entities.Corrections:
    """Return the corrections in the file given, else in those of the folders among the sources."""
    return entities.read_corrections([given] if given else corrections_in(sources))


def _check_apart(folder: Path, sources: Sequence[str]) -> None:
    """Refuse an index folder that the next build would read as one of its own sources."""
    index = folder.resolve()
    # os.path, since Path.is_dir raises where a name is too long
    for source in filter(os.path.isdir, sources):
        whole = Path(source).resolve()
        if not index.is_relative_to(whole):
            continue
        # A hidden folder is not read.
        if not any(part.startswith(".") for part in index.relative_to(whole).parts):
            message = f"{folder} lies within the source {source}; name a folder beside it with --to"
            raise IndexFolderError(message)


def _reading(
    sources: Sequence[str], folder: Path, options: BuildOptions, progress: Progress
) -> ReadOptions:
    """Return how sources are read for an index: with what was fetched for it before."""
    kept = folder / _FETCHED if any(map(is_address, sources)) else None
    return replace(options.reading, beside=judged.is_list, kept=kept, tell=progress.say)


def _read_all(
    sources: Sequence[str], reading: ReadOptions, language: str | None, progress: Progress
) -> tuple[list[Passage], list[store.SourceEntry], tuple[str, ...], Branding]:
    found: list[Passage] = []
    pages: list[Page] = []
    entries: list[store.SourceEntry] = []
    skip = lambda name, reason: progress.say(f"left out {name}: {reason}")  # noqa: E731
    for page in read_pages(sources, options=reading, on_skip=skip):
        of_page = split_page(page, language)
        found += of_page
        pages.append(replace(page, sections=(), dropped=()))
        entries.append(_entry(page, len(of_page)))
        progress.say(f"{page.source}: {len(of_page)} passages")
    if not found:
        message = f"no passage in {', '.join(sources)}; see how it is read: alongside inspect"
        raise EmptySourceError(message)
    questions = judged.questions_beside(sources, skip)
    return _distinct(found), entries, questions, branding_of(sources, pages)


def _entry(page: Page, count: int) -> store.SourceEntry:
    return store.SourceEntry(page.source, page.url, page.digest, count)


def _distinct(found: Sequence[Passage]) -> list[Passage]:
    """Return the passages with ids that no two of them share: twins get `-2`, `-3`, in order."""
    ids = unique(passage.id for passage in found)
    return [
        passage if name == passage.id else replace(passage, id=name)
        for name, passage in zip(ids, found, strict=True)
    ]


def _before(folder: Path, encoder: Encoder) -> store.Generation | None:
    """Return the generation that answers now, if its vectors are what this machine makes."""
    try:
        before = store.open_current(folder, store.TAKEN_OVER)
        store.check(before)
        encode.check_probes(encoder, np.load(before.folder / "encoder" / "probes.npy"))
    except (IndexFolderError, PrecisionError):
        return None
    return before


def _content(found: Sequence[Passage], encoder: Encoder, beside: object) -> str:
    """Return a digest of all that a generation is made of, short of finding the names in it."""
    made_of = f"{store.FORMAT} {_software()} {encoder.card.identity} {beside}\n"
    digest = hashlib.sha256(made_of.encode())
    for passage in found:
        digest.update(passages.serialise(passage))
    return digest.hexdigest()


@cache
def _software() -> str:
    """Return a digest of this package's own files: other code may make another index."""
    digest = hashlib.sha256()
    for file in sorted(Path(__file__).parent.rglob("*")):
        if file.is_file() and file.parent.name != "__pycache__":
            digest.update(file.read_bytes())
    return digest.hexdigest()
