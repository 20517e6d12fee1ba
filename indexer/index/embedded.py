"""Answers from one generation on this machine: Whoosh, frozen postings and numpy together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from indexer import encode
from indexer.index import facets, store
from indexer.index.base import Candidates, Mask, Rows, Scores
from indexer.index.facets import Table
from indexer.index.forward import Forward
from indexer.index.keywords import SCORED, Keywords
from indexer.index.landings import Landings
from indexer.index.names import Names
from indexer.index.passages import Passages
from indexer.index.postings import Postings
from indexer.index.suggest import Completions
from indexer.index.vectors import Vectors
from indexer.index.wordleg import WordLeg
from indexer.model import FACETS, IndexInfo, Query, Sentences, Span, Words
from indexer.query.lexicon import Lexicon, Understood
from indexer.search import feedback, fuse

# Of how many passages the units (sentences) are looked at: those first by words and whole vectors.
# With 100, 200 and all 54,797 units of SciFact's 5,183 passages, nDCG@10 is the same to the third
# digit (Cranfield too); of the time of a query they take one twentieth, one tenth, and half.
DEPTH = 100


class EmbeddedIndex:
    """One opened generation; immutable, safe to share among threads.

    Raises
    ------
    DamagedError, ModelError, PrecisionError
        Where the encoder cannot be opened, or does not give the index's own vectors back.
    """

    def __init__(self, generation: store.Generation) -> None:
        folder, manifest = generation.folder, generation.manifest
        self.info = IndexInfo(
            generation=generation.name,
            built_at=manifest.built_at,
            model=manifest.model,
            precision=manifest.precision,
            passages=manifest.passages,
        )
        self.themes = manifest.themes
        self.floor = manifest.floor
        self.sources: Mapping[str, int] = {one.source: one.passages for one in manifest.sources}
        self.passages = Passages(folder / "passages")
        self.introductions = self.passages.introductions
        self._keywords = Keywords(folder / "keywords")
        self._words = WordLeg(
            {
                field: Postings.open(folder / "postings" / field, manifest.passages)
                for field in SCORED
            }
        )
        self.names = Names(folder / "names")
        self.facets: Sequence[Table] = tuple(
            Table.open(folder / "facets", name, manifest.passages) for name in FACETS
        )
        self.completions = Completions(folder / "suggest")
        self._lexicon = Lexicon(folder / "lexicon", self._words.holds)
        self._forward = Forward.open(folder / "forward")
        self._vectors = Vectors.open(folder / "vectors")
        self._landings = Landings.open(folder / "landings")
        self._encoder = encode.open_encoder(folder / "encoder")
        encode.check_probes(self._encoder, np.load(folder / "encoder" / "probes.npy"))

    def row(self, passage_id: str) -> int | None:
        """Return the row of a public id, `None` where there is none."""
        return self.passages.row(passage_id)

    def understand(self, query: Query) -> Understood:
        """Return a query as this index understands it."""
        return self._lexicon.understand(query.text, correct=query.correct)

    def slips(self) -> tuple[tuple[str, str], ...]:
        """Return the words of the passages that may be slips, each with what may be meant."""
        return self._lexicon.speller.slips

    def encode(self, query: Query, understood: Understood) -> Scores:
        """Return a query's unit vector, `(d,) float32`; empty where meaning is not asked."""
        if not _asks_for_meaning(query, understood):
            return np.empty(0, np.float32)
        return self._encoder.query(understood.encoded)

    def encode_many(
        self, asked: Sequence[tuple[Query, Understood]]
    ) -> Iterator[tuple[list[int], Scores]]:
        """Yield the same for all of several queries, with their places, some at a time."""
        meant = [place for place, one in enumerate(asked) if _asks_for_meaning(*one)]
        silent = [place for place, one in enumerate(asked) if not _asks_for_meaning(*one)]
        yield silent, np.empty((len(silent), 0), np.float32)
        for part, vectors in self._encoder.queries([asked[place][1].encoded for place in meant]):
            yield [meant[at] for at in part], vectors

    def candidates(self, query: Query, understood: Understood, vector: Scores) -> Candidates:
        """Return both legs' scores for a query as it was understood and encoded."""
        (found,) = self.candidates_many([(query, understood)], vector[np.newaxis])
        return found

    def candidates_many(
        self, asked: Sequence[tuple[Query, Understood]], vectors: Scores
    ) -> Iterator[Candidates]:
        """Yield the same for each of several queries, encoded together as `(k, d)`, in order.

        The vectors of all passages are read once for all of them: reading is most of what it costs.
        """
        shape = len(asked), len(self.passages)
        near = self._vectors.near(vectors) if vectors.size else np.full(shape, -1, np.float32)
        for (query, understood), vector, whole in zip(asked, vectors, near, strict=True):
            yield self._found(query, understood, vector, whole)

    def _found(
        self, query: Query, understood: Understood, vector: Scores, near: Scores
    ) -> Candidates:
        """Return what is found for a query; `near` `(n,)` are the passages' cosines as a whole."""
        allowed = self._allowed(query, understood)
        words = self._words.scores(understood)
        whole = _within(allowed, near, -1)
        found = Candidates(
            allowed=allowed,
            keyword=_within(allowed, words.keyword, 0),
            coverage=_within(allowed, words.coverage, 0),
            own=_within(allowed, words.own, 0),
            named=words.named & allowed,
            semantic=whole,
            meaning=whole,
            introductions=self.introductions,
            weights=self._words.weights(understood) if query.mode != "semantic" else {},
            vector=vector,
            looked=np.empty(0, np.intp),
            exact=not len(vector) or int(allowed.sum()) <= DEPTH,
        )
        if not len(vector):
            return found
        closer = self._with_units(query, found)
        return self._with_feedback(closer) if query.mode == "hybrid" else closer

    def sentences(self, rows: Rows, found: Candidates) -> Sentences:
        """Return the sentences of some passages, one at least, with their cosines."""
        return self._vectors.sentences(rows, found.vector)

    def near(self, row: int) -> Scores:
        """Return the cosines, `(n,) float32`, of all passages as a whole with one of them."""
        return self._vectors.near(self._vectors.whole(row))

    def closest(self, row: int, other: int) -> tuple[Span, Span, float] | None:
        """Return the sentences of two passages that are closest, with their cosine, if any."""
        return self._vectors.closest(row, other)

    def matched(self, rows: Rows, found: Candidates) -> Words:
        """Return where the query's words stand in the texts of some passages, one at least."""
        return self._forward.find(rows, found.weights)

    def fragment(self, row: int, sentence: Span) -> str | None:
        """Return what an address ends with to land on a passage's sentence, if that is known."""
        unit = self._vectors.unit(row, sentence)
        return None if unit is None else self._landings[unit]

    def _with_units(self, query: Query, found: Candidates) -> Candidates:
        """Look at the units of the passages that come first by words and whole vectors."""
        rows = _first(query, found)
        semantic = found.semantic.copy()
        if len(rows):
            semantic[rows] = self._vectors.best(rows, found.vector)
        return replace(found, semantic=semantic, meaning=semantic, looked=rows)

    def _with_feedback(self, found: Candidates) -> Candidates:
        """Let the first result help to rank the others, where it says enough of the query."""
        rows = found.looked
        scores = fuse.fuse(found.legs.of(rows))
        if scores.max(initial=0) < feedback.LEAST:
            return found
        first = self._vectors.whole(int(rows[scores.argmax()]))
        near = self._vectors.near(feedback.mixed(found.vector, first), rows)
        moved = feedback.meaning(found.semantic, feedback.spread(near, rows, len(found.semantic)))
        return replace(found, meaning=_within(found.allowed, moved, -1))

    def _allowed(self, query: Query, understood: Understood) -> Mask:
        allowed = np.ones(len(self.passages), np.bool_)
        if understood.reading.conditions:
            allowed &= self._keywords.allowed(understood.reading.conditions)
        for left in facets.filtered(self.facets, query.filters).values():
            allowed &= left
        return allowed


def _within(allowed: Mask, scores: Scores, otherwise: float) -> Scores:
    """Return scores where the mask allows, and one number elsewhere."""
    return scores if allowed.all() else np.where(allowed, scores, np.float32(otherwise))


def _asks_for_meaning(query: Query, understood: Understood) -> bool:
    return query.mode != "keyword" and bool(understood.slots)


def _first(query: Query, found: Candidates) -> Rows:
    """Return the rows that come first by words and whole vectors, ascending, `DEPTH` at most."""
    rows = np.flatnonzero(found.allowed)
    if len(rows) <= DEPTH:
        return rows
    scores = found.semantic if query.mode == "semantic" else fuse.fuse(found.legs)
    return np.sort(rows[np.argpartition(-scores[rows], DEPTH)[:DEPTH]])
