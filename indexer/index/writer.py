"""Writes what a generation is made of into its folder, and lets it answer. The write path's end.

Encoding is the long part: only texts whose vectors are not known from the generation before, or
from an interrupted build, are encoded.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache, partial
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from indexer import arrays, encode, parallel, places
from indexer.acronyms import Glossary
from indexer.arrays import Scores
from indexer.encode import Encoder, journal
from indexer.index import (
    evidence,
    facets,
    forward,
    fragments,
    keywords,
    names,
    passages,
    scoring,
    store,
    suggest,
    vectors,
)
from indexer.index.units import Unit, heading, units
from indexer.model import Branding, Entity, Passage
from indexer.query.lexicon import Lexicon, Overrides

_FOLDERS = (
    "passages",
    "names",
    "facets",
    "suggest",
    "lexicon",
    "keywords",
    "postings",
    "forward",
    "vectors",
    "fragments",
    "subject",
)
_ENCODED = 4096  # texts that are handed to the encoder at a time
_T = TypeVar("_T")


class Progress(Protocol):
    """What a build tells whoever watches it."""

    def say(self, message: str) -> None:
        """Is told in words what happens, or what was left out."""

    def track(self, items: Iterable[_T], what: str, total: int) -> Iterable[_T]:
        """Pass the items on, and show how far they are where somebody watches."""
        del what, total
        return items


class Silent(Progress):
    """Nobody watches."""

    def say(self, message: str) -> None:
        """Say nothing."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What a generation is made of."""

    passages: Sequence[Passage]
    entities: Sequence[Entity]
    located: Sequence[Sequence[places.Place]]
    entries: Sequence[store.SourceEntry]
    questions: Sequence[str]
    encoder: Encoder
    encoder_folder: Path
    overrides: Overrides
    glossary: Glossary
    content: str
    answers: bool = True  # as soon as it is written
    branding: Branding = field(default_factory=Branding)

    @property
    def languages(self) -> tuple[str, ...]:
        """The codes of the passages' languages, that of most first."""
        counts = Counter(passage.language for passage in self.passages)
        return tuple(sorted(counts, key=lambda code: (-counts[code], code)))

    @property
    def themes(self) -> tuple[str, ...]:
        """The themes in order of first appearance."""
        return tuple(dict.fromkeys(p.theme for p in self.passages if p.theme is not None))


def write(
    folder: Path, contents: Contents, before: store.Generation | None, progress: Progress
) -> tuple[store.Generation, int]:
    """Write a generation into an index folder, and let it answer where it is to.

    Returns it with the number of units that were encoded anew; `before` is the one whose vectors
    are taken over.
    """
    known = journal.Journal(folder / "journal", contents.encoder.card.dimensions)
    if before:
        known.know(vectors.Kept(before.folder / "vectors"))
    found = contents.passages
    with store.draft(folder) as draft:
        for name in _FOLDERS:
            (draft / name).mkdir()
        shutil.copytree(contents.encoder_folder, draft / "encoder")
        passages.write(draft / "passages", found)
        names.write(draft / "names", found, contents.entities)
        facets.write(draft / "facets", found, contents.entities)
        written = passages.Passages(draft / "passages")  # for other processes, or again and again
        _write_words(draft, written, contents, progress)
        encoded = _write_units(draft, written, contents, known, progress)
        # What this machine's arithmetic makes of the probes, for any other to compare with.
        probes = [contents.encoder.query(text) for text in encode.PROBES]
        np.save(draft / "encoder" / "probes.npy", np.stack(probes))
        manifest = _manifest(draft, contents)
        generation = store.publish(folder, draft, manifest, answers=contents.answers)
    known.remove()
    return generation, encoded


def _write_words(
    draft: Path, found: Sequence[Passage], contents: Contents, progress: Progress
) -> None:
    """Write what is learned of the passages' words, what conditions ask for, and all scores."""
    parts = (
        partial(_write_scored, draft, found, contents),
        partial(_write_conditions, draft, found),
        partial(_write_completions, draft, found, contents),
    )
    done = parallel.together(parts, parallel.workers(len(found)))
    steps = (step for count in done for step in range(count))
    for _ in progress.track(steps, "writing words", len(parts) * len(found)):
        pass


def _write_scored(draft: Path, found: Sequence[Passage], contents: Contents) -> Iterator[int]:
    """Write the lexicon, all scores and where words stand; yield how many passages are done."""
    called = [one.name for one in contents.entities if one.kind == "organisation"]
    lexicon = Lexicon.learn(found, contents.overrides, contents.located, called, contents.glossary)
    lexicon.write(draft / "lexicon")
    scored, positions = scoring.Writer(), forward.Writer()
    for rows in parallel.blocks(len(found)):
        for row in rows:
            passage = found[row]
            scored.add(scoring.terms_of(passage, contents.located[row], lexicon))
            positions.add(passage.text, passage.language)
        yield len(rows)
    scored.write(draft / "postings")
    positions.write(draft / "forward")


def _write_conditions(draft: Path, found: Sequence[Passage]) -> Iterator[int]:
    """Write what conditions ask for; yield how many passages are done."""
    conditions = keywords.Writer(draft / "keywords")
    for rows in parallel.blocks(len(found)):
        for row in rows:
            conditions.add(found[row])
        yield len(rows)
    conditions.write()


def _write_completions(draft: Path, found: Sequence[Passage], contents: Contents) -> Iterator[int]:
    """Write what can be completed; yield how many passages are done."""
    suggest.write(draft / "suggest", found, contents.entities, contents.questions)
    yield len(found)


def _write_units(
    draft: Path,
    found: Sequence[Passage],
    contents: Contents,
    known: journal.Journal,
    progress: Progress,
) -> int:
    """Write all units' vectors and how links land on them; return how many were encoded anew."""
    encoder, card = contents.encoder, contents.encoder.card
    listed, landings, keys = vectors.Listed(), fragments.Writer(), bytearray()

    def cut() -> Iterator[bytes]:
        """Yield the texts of each passage's units, and then of its title."""
        for one in progress.track(_cut(found, encoder), "reading sentences", len(found)):
            listed.add(one.units)
            landings.add(one.landings)
            for text in (*(unit.text for unit in one.units), one.heading):
                keys.extend(journal.key(card.identity, text))
                yield text.encode()

    spooled = draft / "texts"
    texts = arrays.Texts(spooled, arrays.write_texts(spooled, cut()))
    landings.write(draft / "fragments")
    of_texts = np.frombuffer(keys, np.uint8).reshape(len(texts), -1)
    encoded = _encode(of_texts, texts, encoder, known, progress)
    del texts
    spooled.unlink()
    titles = listed.starts[1:] + np.arange(len(found))  # each behind its passage's units
    of_texts = np.concatenate([np.delete(of_texts, titles, axis=0), of_texts[titles]])
    rows = (known[key.tobytes()] for key in of_texts)
    shown = progress.track(rows, "writing vectors", len(of_texts))
    vectors.write(draft / "vectors", listed, of_texts, shown, card.dimensions)
    return encoded


@dataclass(frozen=True, slots=True)
class _Cut:
    """A passage's units, what its title is encoded as, and how links land on each unit."""

    units: list[Unit]
    heading: str
    landings: list[fragments.Landing]


def _cut(found: Sequence[Passage], encoder: Encoder) -> Iterator[_Cut]:
    """Yield what each passage is cut into, in order of rows, a few passages of one page at a time.

    The words of a page are read once in each process that reads some of it.
    """
    most, blocks = encoder.card.max_tokens, list(_blocks(found))
    page_of = lru_cache(maxsize=1)(lambda start, stop: fragments.read(found[start:stop]))

    def cut(at: int) -> list[_Cut]:
        page, rows = blocks[at]
        made = []
        for passage in found[rows.start : rows.stop]:
            of_it = units(passage, encoder.tokens, most)
            words = page_of(page.start, page.stop) or fragments.alone(passage)
            landings = fragments.of_units(passage, words, of_it)
            made.append(_Cut(of_it, heading(passage, encoder.tokens, most), landings))
        return made

    for some in parallel.spread(cut, len(blocks), parallel.workers(len(found))):
        yield from some


def _blocks(found: Sequence[Passage]) -> Iterator[tuple[range, range]]:
    """Yield the rows of each page with some of them at a time."""
    start = 0
    for _, same in groupby(found, key=attrgetter("source")):
        page = range(start, start + sum(1 for _ in same))
        start = page.stop
        for rows in parallel.blocks(len(page)):
            yield page, page[rows.start : rows.stop]


def _encode(
    keys: NDArray[np.uint8],
    texts: arrays.Texts,
    encoder: Encoder,
    known: journal.Journal,
    progress: Progress,
) -> int:
    """Make the vectors of the texts whose keys, `(k, b)`, are not known yet; return how many."""
    _, first = np.unique(keys.view(f"S{keys.shape[1]}").ravel(), return_index=True)
    missing = [at for at in np.sort(first).tolist() if keys[at].tobytes() not in known]

    def made() -> Iterator[tuple[int, Scores]]:
        for start in range(0, len(missing), _ENCODED):
            some = missing[start : start + _ENCODED]
            yield from zip(some, encoder.passages([texts[at].decode() for at in some]), strict=True)

    with known:
        for at, vector in progress.track(made(), "encoding", len(missing)):
            known.add(keys[at].tobytes(), vector)
    return len(missing)


def _manifest(draft: Path, contents: Contents) -> store.Manifest:
    card = contents.encoder.card
    opened = vectors.Vectors(draft / "vectors")
    words = scoring.KeywordLeg.open(draft / "postings", len(contents.passages))
    lexicon = Lexicon.open(draft / "lexicon")
    spoken = contents.languages
    subject = evidence.Subject.of(contents.encoder, opened, spoken)
    subject.write(draft / "subject")
    floors, probes = evidence.learn(subject, words, opened, lexicon, spoken)
    return store.Manifest(
        built_at=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        content=contents.content,
        model=card.model,
        model_digest=card.digest,
        precision=card.precision,
        dimensions=card.dimensions,
        passages=len(contents.passages),
        units=opened.count,
        floor=floors.cosine,
        coverage_floor=floors.coverage,
        evidence_floor=floors.evidence,
        probes=probes,
        themes=contents.themes,
        sources=tuple(contents.entries),
        languages=spoken,
        floors={code: (of.cosine, of.coverage, of.evidence) for code, of in floors.others.items()},
        branding=contents.branding,
    )
