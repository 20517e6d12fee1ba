"""Says what the engine asks of an index: the seam at which a bigger one can take its place.

`indexer.index.embedded` is the implementation on one machine (Whoosh and numpy). One before a
cluster answers the same questions with arrays over the candidates it fetched, and passes the same
tests.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from indexer.index.facets import Table
from indexer.index.names import Names
from indexer.index.suggest import Completions
from indexer.model import IndexInfo, Passage, Query, Sentences, Span, Words
from indexer.query.lexicon import Understood
from indexer.search.fuse import Legs

Scores = NDArray[np.float32]
Mask = NDArray[np.bool_]
Rows = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Candidates:
    """What an index finds for a query: both legs' absolute scores, by row.

    Parameters
    ----------
    allowed
        The one mask, `(n,) bool`: what conditions and filters leave.
    keyword
        BM25, `(n,) float32`; 0 where no word is held or the mask forbids.
    coverage
        Share of the query's information that the words held carry, `(n,) float32` in [0, 1].
    own
        The share that the query's own words carry, `(n,) float32`: without short forms' long ones
        and the places that lie in one.
    named
        Where all words of the query stand side by side, `(n,) bool`.
    semantic
        Cosine of the best unit, `(n,) float32`; of the passage as a whole where `exact` is false
        and it is not among the first; -1 where the mask forbids or the leg was not asked.
    meaning
        What the meaning leg ranks by, `(n,) float32`: `semantic`, after feedback in hybrid mode.
    introductions
        Which passages introduce a group or page, `(n,) bool`.
    weights
        The query's terms with their inverse document frequencies; empty where words do not count.
    vector
        The query's unit vector, `(d,) float32`; empty where the meaning leg was not asked.
    looked
        The rows whose units were looked at, `(k,)` ascending; empty where meaning was not asked.
    exact
        Whether every passage's units were looked at.
    """

    allowed: Mask
    keyword: Scores
    coverage: Scores
    own: Scores
    named: Mask
    semantic: Scores
    meaning: Scores
    introductions: Mask
    weights: dict[str, float]
    vector: Scores
    looked: Rows
    exact: bool

    @property
    def legs(self) -> Legs:
        """What is fused."""
        return Legs(self.keyword, self.meaning, self.named, self.introductions)


class Index(Protocol):
    """An opened index of `n` passages; immutable, safe to share among threads."""

    info: IndexInfo
    themes: tuple[str, ...]
    sources: Mapping[str, int]
    """The sources' names in order, each with its number of passages."""
    names: Names
    """Who is named where, and in which roles."""
    facets: Sequence[Table]
    """What answers can be narrowed by, in the order of `FACETS`."""
    completions: Completions
    """What can be meant by the beginning of a question."""
    introductions: Mask
    """Which passages introduce a group or page, `(n,) bool`."""
    floor: float
    """From which cosine on a passage is admitted by meaning alone."""

    @property
    def passages(self) -> Sequence[Passage]:
        """The passages by row."""

    def row(self, passage_id: str) -> int | None:
        """Return the row of a public id, `None` where there is none."""

    def understand(self, query: Query) -> Understood:
        """Return a query as this index understands it."""

    def slips(self) -> tuple[tuple[str, str], ...]:
        """Return the words of the passages that may be slips, each with what may be meant."""

    def encode(self, query: Query, understood: Understood) -> Scores:
        """Return a query's unit vector, `(d,) float32`; empty where meaning is not asked."""

    def encode_many(
        self, asked: Sequence[tuple[Query, Understood]]
    ) -> Iterator[tuple[list[int], Scores]]:
        """Yield the same for all of several queries, some at a time and in any order.

        That is their places with their unit vectors, `(k, d)`; `(k, 0)` where meaning is not asked.
        """

    def candidates(self, query: Query, understood: Understood, vector: Scores) -> Candidates:
        """Return both legs' scores for a query as it was understood and encoded."""

    def candidates_many(
        self, asked: Sequence[tuple[Query, Understood]], vectors: Scores
    ) -> Iterator[Candidates]:
        """Yield the same for each of several queries, encoded together as `(k, d)`, in order."""

    def near(self, row: int) -> Scores:
        """Return the cosines, `(n,) float32`, of all passages as a whole with one of them."""

    def closest(self, row: int, other: int) -> tuple[Span, Span, float] | None:
        """Return the sentences of two passages that are closest, with their cosine, if any."""

    def sentences(self, rows: Rows, found: Candidates) -> Sentences:
        """Return the sentences of some passages, one at least, with their cosines."""

    def matched(self, rows: Rows, found: Candidates) -> Words:
        """Return where the query's words stand in the texts of some passages, one at least."""

    def fragment(self, row: int, sentence: Span) -> str | None:
        """Return what an address ends with to land on a passage's sentence, if that is known."""
