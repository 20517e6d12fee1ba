"""Builds a generation: sources in, a folder that answers out. The write path.

Reading and splitting come first and whole, so that a source that cannot be read stops the build
before anything long begins; encoding is the long part, and only of texts whose vectors are not
known from the generation before or from an interrupted build.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from indexer import (
    encode,
    facets,
    forward,
    gate,
    journal,
    judged,
    keywords,
    landings,
    lexicon,
    mentions,
    names,
    passages,
    places,
    postings,
    snippets,
    store,
    suggest,
    vectors,
)
from indexer.acronyms.overrides import read_overrides
from indexer.encode import Encoder, Precision
from indexer.errors import EmptySourceError, IndexFolderError, PrecisionError
from indexer.export import DEFAULT_MODEL, encoder_folder
from indexer.model import Entity, Page, Passage
from indexer.read import ReadOptions, read
from indexer.split import split, unique

# Of a generation before in one of these, the vectors are taken over: they lie as they do now.
_FORMATS = range(2, store.FORMAT + 1)
_FOLDERS = (
    "passages",
    "names",
    "facets",
    "suggest",
    "lexicon",
    "keywords",
    *(f"postings/{field}" for field in keywords.SCORED),
    "forward",
    "vectors",
    "landings",
)
_T = TypeVar("_T")


class Progress(Protocol):
    """What a build tells whoever watches it."""

    def say(self, message: str) -> None:
        """Is told in words what happens, or what was left out."""

    def track(self, items: Iterable[_T], what: str, total: int) -> Iterable[_T]:
        """Pass the items on while showing how far they are."""


class Silent:
    """Nobody watches."""

    def say(self, message: str) -> None:
        """Say nothing."""

    def track(self, items: Iterable[_T], what: str, total: int) -> Iterable[_T]:
        """Pass the items on."""
        del what, total
        return items


@dataclass(frozen=True, slots=True)
class BuildOptions:
    """How to build: what `ReadOptions` says of sources, which model, in which precision.

    `acronyms` is a TOML file of short forms (`indexer.acronyms.overrides`), which win over what is
    learned; `mentions` one of corrections of names (`indexer.mentions.corrections`), in place of
    those that lie in the folders that are read.
    """

    reading: ReadOptions = field(default_factory=ReadOptions)
    model: str = DEFAULT_MODEL
    precision: Precision = "int8"
    cache: Path | None = None
    acronyms: Path | None = None
    mentions: Path | None = None


@dataclass(frozen=True, slots=True)
class Summary:
    """What a build did: the generation, whether it is new, how many units were encoded anew."""

    generation: store.Generation
    changed: bool
    encoded: int


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
    with store.building(folder):
        read_passages, entries, questions = _read_all(sources, options, progress)
        made = encoder_folder(
            options.model, options.precision, cache=options.cache, report=progress.say
        )
        encoder = encode.open_encoder(made)
        before = _before(folder, encoder)
        overrides = read_overrides(options.acronyms) if options.acronyms else {}
        corrections = mentions.corrections_for(sources, options.mentions)
        said = (overrides, corrections)
        content = _content(read_passages, (*entries, *questions), encoder, said)
        if before and before.manifest.content == content:
            return Summary(before, changed=False, encoded=0)
        progress.say("finding organisations, people and places")
        located = places.locate(read_passages)
        found = mentions.find(read_passages, corrections, overrides, located)
        return _write(
            folder,
            _Parts(
                passages=found.passages,
                entities=found.entities,
                located=located,
                entries=entries,
                questions=questions,
                encoder=encoder,
                encoder_folder=made,
                overrides=overrides,
                content=content,
            ),
            before,
            progress,
        )


def _check_apart(folder: Path, sources: Sequence[str]) -> None:
    """Refuse an index folder that the next build would read as one of its own sources."""
    place = folder.resolve()
    # os.path, since Path.is_dir raises where a name is too long
    for source in filter(os.path.isdir, sources):
        whole = Path(source).resolve()
        if not place.is_relative_to(whole):
            continue
        # A hidden folder is not read.
        if not any(part.startswith(".") for part in place.relative_to(whole).parts):
            message = f"{folder} lies within the source {source}; name a folder beside it with --to"
            raise IndexFolderError(message)


@dataclass(frozen=True, slots=True)
class _Parts:
    """What a generation is made of."""

    passages: Sequence[Passage]
    entities: Sequence[Entity]
    located: Sequence[Sequence[places.Place]]
    entries: Sequence[store.SourceEntry]
    questions: Sequence[str]
    encoder: Encoder
    encoder_folder: Path
    overrides: lexicon.Overrides
    content: str

    @property
    def themes(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(p.theme for p in self.passages if p.theme is not None))


def _read_all(
    sources: Sequence[str], options: BuildOptions, progress: Progress
) -> tuple[list[Passage], list[store.SourceEntry], tuple[str, ...]]:
    found: list[Passage] = []
    entries: list[store.SourceEntry] = []
    skip = lambda name, reason: progress.say(f"left out {name}: {reason}")  # noqa: E731
    for page in read(sources, options=options.reading, on_skip=skip):
        of_page = split(page)
        found += of_page
        entries.append(_entry(page, len(of_page)))
        progress.say(f"{page.source}: {len(of_page)} passages")
    if not found:
        message = f"no passage in {', '.join(sources)}; see how it is read: alongside inspect"
        raise EmptySourceError(message)
    return _distinct(found), entries, judged.questions_beside(sources, skip)


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
        before = store.open_current(folder, _FORMATS)
        encode.check_probes(encoder, np.load(before.folder / "encoder" / "probes.npy"))
    except (IndexFolderError, PrecisionError):
        return None
    return before


def _content(
    found: Sequence[Passage],
    beside: Sequence[store.SourceEntry | str],
    encoder: Encoder,
    said: tuple[lexicon.Overrides, mentions.Corrections],
) -> str:
    """Return a digest of all that a generation is made of, short of finding the names in it."""
    overrides, corrections = said
    given = f"{sorted(overrides.items())} {corrections}"
    made_of = f"{store.FORMAT} {_software()} {encoder.card.identity} {list(beside)} {given}\n"
    digest = hashlib.sha256(made_of.encode())
    for line in passages.serialise(found):
        digest.update(line)
    return digest.hexdigest()


@cache
def _software() -> str:
    """Return a digest of this package's own files: other code may make another index."""
    digest = hashlib.sha256()
    for file in sorted(Path(__file__).parent.rglob("*.py")):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _write(
    folder: Path, parts: _Parts, before: store.Generation | None, progress: Progress
) -> Summary:
    known = journal.Journal(folder / "journal", parts.encoder.card.dimensions)
    known.know(_known_before(before))
    with store.draft(folder) as place:
        for name in _FOLDERS:
            (place / name).mkdir(parents=True)
        shutil.copytree(parts.encoder_folder, place / "encoder")
        passages.write(place / "passages", parts.passages, parts.themes)
        names.write(place / "names", parts.passages, parts.entities)
        facets.write(place / "facets", parts.passages, parts.entities)
        suggest.write(place / "suggest", parts.passages, parts.entities, parts.questions)
        _write_words(place, parts, progress)
        encoded = _write_units(place, parts, known, progress)
        _write_probes(place / "encoder", parts.encoder)
        generation = store.publish(folder, place, _manifest(place, parts))
    known.remove()
    return Summary(generation, changed=True, encoded=encoded)


def _write_words(place: Path, parts: _Parts, progress: Progress) -> None:
    """Write what is learned of the passages' words, and their keywords."""
    progress.say("learning words and acronyms")
    learned = lexicon.learn(parts.passages, parts.overrides, parts.located)
    learned.write(place / "lexicon")
    shown = progress.track(parts.passages, "writing keywords", len(parts.passages))
    keywords.write(place / "keywords", shown)
    _freeze(place, parts, learned, progress)
    forward.write(place / "forward", (passage.text for passage in parts.passages))


def _freeze(place: Path, parts: _Parts, learned: lexicon.Learned, progress: Progress) -> None:
    """Write the scores of all words, by way of an index that nothing needs afterwards."""
    scored = place / "scored"
    scored.mkdir()
    shown = progress.track(parts.passages, "scoring words", len(parts.passages))
    keywords.write_scored(scored, shown, learned)
    written = keywords.Scored(scored)
    for name in keywords.SCORED:
        terms = progress.track(written.impacts(name), f"freezing {name}", written.count(name))
        postings.write(place / "postings" / name, terms)
    shutil.rmtree(scored)


def _known_before(before: store.Generation | None) -> Iterator[tuple[bytes, NDArray[np.float32]]]:
    if before is None:
        return
    folder = before.folder / "vectors"
    keys = np.load(folder / "keys.npy", allow_pickle=False)
    units = np.load(folder / "units.npy", mmap_mode="r", allow_pickle=False)
    for key, vector in zip(keys, units, strict=True):
        yield key.tobytes(), vector


def _write_units(place: Path, parts: _Parts, known: journal.Journal, progress: Progress) -> int:
    """Write all units' vectors and how links land on them; return how many were encoded anew."""
    encoder = parts.encoder
    listed = [vectors.units(p, encoder.tokens, encoder.card.max_tokens) for p in parts.passages]
    landings.write(place / "landings", parts.passages, listed)
    keyed = [
        (journal.key(encoder.card.identity, unit.text), unit.text) for one in listed for unit in one
    ]
    encoded = _encode(dict(keyed), encoder, known, progress)
    folder, keys = place / "vectors", [key for key, _ in keyed]
    bare = {
        (row, unit.span)
        for row, (passage, units) in enumerate(zip(parts.passages, listed, strict=True))
        for unit in units
        if unit.sentence and snippets.is_bare(passage, unit.span)
    }
    rows = (known[key] for key in keys)
    vectors.write(folder, listed, rows, encoder.card.dimensions, bare)
    np.save(folder / "keys.npy", np.frombuffer(b"".join(keys), np.uint8).reshape(len(keys), -1))
    return encoded


def _encode(
    texts: Mapping[bytes, str], encoder: Encoder, known: journal.Journal, progress: Progress
) -> int:
    """Make the vectors of the texts whose keys are not known yet; return how many."""
    missing = [key for key in texts if key not in known]
    with known:
        made = encoder.passages([texts[key] for key in missing])
        for key in progress.track(missing, "encoding", len(missing)):
            known.add(key, next(made))
    return len(missing)


def _write_probes(folder: Path, encoder: Encoder) -> None:
    """Keep what this machine's arithmetic makes of the probes, for `engine` to compare with."""
    np.save(folder / "probes.npy", np.stack([encoder.query(text) for text in encode.PROBES]))


def _manifest(place: Path, parts: _Parts) -> store.Manifest:
    card = parts.encoder.card
    opened = vectors.Vectors.open(place / "vectors")
    best = {probe: float(opened.cosines(parts.encoder.query(probe)).max()) for probe in gate.PROBES}
    return store.Manifest(
        built_at=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        content=parts.content,
        model=card.model,
        model_digest=card.digest,
        precision=card.precision,
        dimensions=card.dimensions,
        passages=len(parts.passages),
        units=opened.count,
        floor=gate.learn_floor(np.array(list(best.values()), np.float32)),
        probes={probe: round(cosine, 4) for probe, cosine in best.items()},
        themes=parts.themes,
        sources=tuple(parts.entries),
    )
