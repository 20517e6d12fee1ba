"""Writes what a generation is made of into its folder, and lets it answer. The write path's end.

Encoding is the long part: only texts whose vectors are not known from the generation before, or
from an interrupted build, are encoded.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from indexer import encode, places
from indexer.encode import Encoder, journal, off_topic
from indexer.index import (
    facets,
    forward,
    fragments,
    keywords,
    names,
    passages,
    postings,
    store,
    suggest,
    vectors,
)
from indexer.model import Entity, Passage
from indexer.query.lexicon import Lexicon, Overrides

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
    "fragments",
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
    content: str

    @property
    def themes(self) -> tuple[str, ...]:
        """The themes in order of first appearance."""
        return tuple(dict.fromkeys(p.theme for p in self.passages if p.theme is not None))


def write(
    folder: Path, contents: Contents, before: store.Generation | None, progress: Progress
) -> tuple[store.Generation, int]:
    """Write a generation into an index folder, and let it answer.

    Returns it with the number of units that were encoded anew; `before` is the one whose vectors
    are taken over.
    """
    known = journal.Journal(folder / "journal", contents.encoder.card.dimensions)
    known.know(_known_before(before))
    with store.draft(folder) as place:
        for name in _FOLDERS:
            (place / name).mkdir(parents=True)
        shutil.copytree(contents.encoder_folder, place / "encoder")
        passages.write(place / "passages", contents.passages)
        names.write(place / "names", contents.passages, contents.entities)
        facets.write(place / "facets", contents.passages, contents.entities)
        suggest.write(place / "suggest", contents.passages, contents.entities, contents.questions)
        _write_words(place, contents, progress)
        encoded = _write_units(place, contents, known, progress)
        _write_probes(place / "encoder", contents.encoder)
        generation = store.publish(folder, place, _manifest(place, contents))
    known.remove()
    return generation, encoded


def _write_words(place: Path, contents: Contents, progress: Progress) -> None:
    """Write what is learned of the passages' words, and their keywords."""
    progress.say("learning words and acronyms")
    lexicon = Lexicon.learn(contents.passages, contents.overrides, contents.located)
    lexicon.write(place / "lexicon")
    shown = progress.track(contents.passages, "writing keywords", len(contents.passages))
    keywords.write(place / "keywords", shown)
    _freeze(place, contents, lexicon, progress)
    forward.write(place / "forward", (passage.text for passage in contents.passages))


def _freeze(place: Path, contents: Contents, lexicon: Lexicon, progress: Progress) -> None:
    """Write the scores of all words, by way of an index that nothing needs afterwards."""
    scored = place / "scored"
    scored.mkdir()
    shown = progress.track(contents.passages, "scoring words", len(contents.passages))
    keywords.write_scored(scored, shown, contents.located, lexicon)
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


def _write_units(
    place: Path, contents: Contents, known: journal.Journal, progress: Progress
) -> int:
    """Write all units' vectors and how links land on them; return how many were encoded anew."""
    encoder = contents.encoder
    listed = [vectors.units(p, encoder.tokens, encoder.card.max_tokens) for p in contents.passages]
    fragments.write(place / "fragments", contents.passages, listed)
    keyed = [
        (journal.key(encoder.card.identity, unit.text), unit.text) for one in listed for unit in one
    ]
    encoded = _encode(dict(keyed), encoder, known, progress)
    folder, keys = place / "vectors", [key for key, _ in keyed]
    bare = {
        (row, unit.span)
        for row, (passage, units) in enumerate(zip(contents.passages, listed, strict=True))
        for unit in units
        if unit.sentence and vectors.is_bare(passage, unit.span)
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


def _manifest(place: Path, contents: Contents) -> store.Manifest:
    card = contents.encoder.card
    opened = vectors.Vectors.open(place / "vectors")
    best = {
        probe: float(opened.cosines(contents.encoder.query(probe)).max())
        for probe in off_topic.QUESTIONS
    }
    return store.Manifest(
        built_at=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        content=contents.content,
        model=card.model,
        model_digest=card.digest,
        precision=card.precision,
        dimensions=card.dimensions,
        passages=len(contents.passages),
        units=opened.count,
        floor=off_topic.learn_floor(np.array(list(best.values()), np.float32)),
        probes={probe: round(cosine, 4) for probe, cosine in best.items()},
        themes=contents.themes,
        sources=tuple(contents.entries),
    )
