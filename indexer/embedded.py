"""Answers from one generation on this machine: Whoosh, frozen postings and numpy together."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from indexer import encode, store
from indexer.index import Candidates, Mask, Scores
from indexer.keywords import Keywords
from indexer.language import Reading
from indexer.model import IndexInfo, Query, Span
from indexer.passages import Passages
from indexer.postings import Postings
from indexer.vectors import Vectors


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
            dimensions=manifest.dimensions,
        )
        self.themes = manifest.themes
        self.floor = manifest.floor
        self.sources: Mapping[str, int] = {one.source: one.passages for one in manifest.sources}
        self.passages = Passages(folder / "passages")
        self._keywords = Keywords(folder / "keywords")
        self._postings = Postings.open(folder / "postings", manifest.passages)
        self._vectors = Vectors.open(folder / "vectors")
        self._encoder = encode.open_encoder(folder / "encoder")
        encode.check_probes(self._encoder, np.load(folder / "encoder" / "probes.npy"))

    def row(self, passage_id: str) -> int | None:
        """Return the row of a public id, `None` where there is none."""
        return self.passages.row(passage_id)

    def candidates(self, query: Query, reading: Reading) -> Candidates:
        """Return both legs' scores for a query as it was read."""
        allowed = self._allowed(query, reading)
        units = self._cosines(query, reading)
        semantic = self._vectors.best(units) if len(units) else np.float32(-1)
        return Candidates(
            allowed=allowed,
            keyword=np.where(allowed, self._postings.scores(reading.terms), np.float32(0)),
            coverage=np.where(allowed, self._postings.coverage(reading.terms), np.float32(0)),
            semantic=np.where(allowed, semantic, np.float32(-1)),
            introductions=self.passages.introductions,
            weights=self._weights(query, reading),
            units=units,
        )

    def sentences(self, row: int, found: Candidates) -> list[tuple[Span, float]]:
        """Return a passage's sentences with their cosines, all 0 where meaning was not asked."""
        return self._vectors.sentences(row, found.units)

    def _weights(self, query: Query, reading: Reading) -> dict[str, float]:
        if query.mode == "semantic":
            return {}
        return {term: self._postings.idf(term) for term in reading.terms}

    def _allowed(self, query: Query, reading: Reading) -> Mask:
        allowed = np.ones(len(self.passages), np.bool_)
        if reading.conditions:
            allowed &= self._keywords.allowed(reading.conditions)
        if query.themes:
            wanted = [place for place, theme in enumerate(self.themes) if theme in query.themes]
            allowed &= np.isin(self.passages.themes, wanted)
        return allowed

    def _cosines(self, query: Query, reading: Reading) -> Scores:
        if query.mode == "keyword" or not reading.terms:
            return np.empty(0, np.float32)
        return self._vectors.cosines(self._encoder.query(reading.searched))
