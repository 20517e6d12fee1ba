"""What search asks of an index: statistics, candidates, passages. The seam for a bigger index.

An index holds no policy: what counts how much, what is fused, what is admitted lies above it, in
`indexer.search`. `indexer.index.embedded` is the implementation on one machine (numpy over
memory-mapped arrays, Whoosh for conditions); one before a cluster answers the same, and passes the
same tests.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from indexer.arrays import Mask, Rows, Scores
from indexer.index.evidence import Floors, Subject
from indexer.index.facets import Table
from indexer.index.names import Names
from indexer.index.suggest import Completions
from indexer.model import (
    Branding,
    FacetName,
    IndexInfo,
    Mode,
    Passage,
    Query,
    Sentences,
    Span,
    Words,
)
from indexer.query.parse import Condition
from indexer.query.understand import Question

# Of how many passages the sentences are looked at: the first by words, and the first by meaning.
# With 100, 200 and all 54,797 units of SciFact's 5,183 passages, nDCG@10 is the same to the third
# digit (Cranfield too); of the time of a query they take one twentieth, one tenth, and half.
FIRST = 100


@dataclass(frozen=True, slots=True)
class Admission:
    """From where on a passage is a candidate: a share of information, a cosine, or evidence.

    `evidence` is what the best must reach of both together (`indexer.index.evidence`), and `share`
    what others need of what it reaches.
    """

    coverage: float
    cosine: float
    evidence: float
    share: float


@dataclass(frozen=True, slots=True)
class Candidates:
    """What may answer a question, by row: all arrays are `(m,)`, `rows` ascending.

    That is every passage that `Admission` lets in, and the first `FIRST` by words and by meaning,
    of all passages that the question's conditions allow and of those that the filters leave.

    Parameters
    ----------
    rows
        The candidates' rows.
    keyword
        BM25, float32; 0 where no word is held.
    coverage
        Share of the question's information that the words held carry, float32 in [0, 1].
    own
        The share that the question's own words carry, float32: without short forms' long ones and
        the places that lie in one.
    named
        Where all words of the question stand side by side, bool.
    whole
        Which hold the whole question as it stands, bool: its only word that says something, or all
        of them side by side.
    near
        Cosine of the passage as a whole, float32; -1 where meaning was not asked.
    first_by_words, first_by_meaning
        Which are among the first `FIRST` by either leg, filters aside, bool.
    first_within
        Which are among the first by either leg of those that the filters leave, bool.
    left
        Which the filter of each facet leaves, bool; facets without one are absent.
    introductions
        Which introduce a group or page, bool.
    asked
        The question's information in nats, at least 0, of which `coverage` is a share.
    allowed, remaining
        How many passages of the index the question's conditions allow, and how many of these the
        filters leave.
    cut
        Whether there are more than these, the last of which were left out.
    """

    rows: Rows
    keyword: Scores
    coverage: Scores
    own: Scores
    named: Mask
    whole: Mask
    near: Scores
    first_by_words: Mask
    first_by_meaning: Mask
    first_within: Mask
    left: Mapping[FacetName, Mask]
    introductions: Mask
    asked: float
    allowed: int
    remaining: int
    cut: bool = False

    @classmethod
    def of(cls, rows: Rows) -> Candidates:
        """Return candidates of which nothing is known but that they are asked for."""
        zeros, none = np.zeros(len(rows), np.float32), np.zeros(len(rows), np.bool_)
        return cls(
            rows=rows,
            keyword=zeros,
            coverage=zeros,
            own=zeros,
            named=none,
            whole=none,
            near=zeros - 1,
            first_by_words=none,
            first_by_meaning=none,
            first_within=none,
            left={},
            introductions=none,
            asked=0.0,
            allowed=len(rows),
            remaining=len(rows),
        )

    def first(self, mode: Mode) -> Mask:
        """Return which are among the first by the legs that a mode asks, `(m,) bool`."""
        if mode == "semantic":
            return self.first_by_meaning
        return self.first_by_words | self.first_by_meaning

    @property
    def kept(self) -> Mask:
        """Which the filters leave, `(m,) bool`."""
        every = np.ones(len(self.rows), np.bool_)
        return np.asarray(np.logical_and.reduce([every, *self.left.values()]))


class Index(Protocol):
    """An opened index of `n` passages; immutable, safe to share among threads."""

    info: IndexInfo
    themes: tuple[str, ...]
    branding: Branding
    """Whose pages the index holds."""
    sources: Mapping[str, int]
    """The sources' names in order, each with its number of passages."""
    names: Names
    """Who is named where, and in which roles."""
    facets: Sequence[Table]
    """What answers can be narrowed by, in the order of `FACETS`."""
    completions: Completions
    """What can be meant by the beginning of a question."""
    floors: Floors
    """What speaks for a passage must reach these for it to be an answer."""
    centre: Scores
    """What all passages have in common, `(d,) float32`: the mean of their units' vectors."""
    subject: Subject
    """What it is about, beside what else people ask."""

    @property
    def passages(self) -> Sequence[Passage]:
        """The passages by row."""

    def read(self, rows: Rows) -> list[Passage]:
        """Return some passages, read at once: with all that is asked of them afterwards."""

    def row(self, passage_id: str) -> int | None:
        """Return the row of a public id, `None` where there is none."""

    def understand(self, query: Query) -> Question:
        """Return a query as this index understands it."""

    def slips(self) -> tuple[tuple[str, str], ...]:
        """Return the words of the passages that may be slips, each with what may be meant."""

    def encode(self, texts: Sequence[str]) -> Iterator[tuple[list[int], Scores]]:
        """Yield the unit vectors of questions' texts, some at a time and in any order.

        That is their positions `(k,)` with their vectors, `(k, d) float32`.
        """

    def candidates(
        self,
        asked: Sequence[tuple[Query, Question]],
        vectors: Scores | None,
        admissions: Sequence[Admission],
    ) -> Iterator[Candidates]:
        """Yield the candidates of each of several questions, in order.

        `vectors` are theirs, `(k, d) float32`; `None` where meaning is not asked; `admissions` say
        from where on a passage is a candidate of each. Those of all
        passages are read once for all of them: reading is most of what it costs.
        """

    def remaining(self, query: Query) -> Rows:
        """Return the rows of all passages that a query's filters leave, ascending."""

    def meets(self, condition: Condition, row: int) -> bool:
        """Say whether a passage meets a condition."""

    def held(self, question: Question, row: int) -> tuple[bool, ...]:
        """Say of each slot of a question whether a passage holds it, or what says the same."""

    def weights(self, understood: Question) -> dict[str, float]:
        """Return the terms of a question to mark, with their inverse document frequencies."""

    def best(self, rows: Rows, vector: Scores) -> Scores:
        """Return the best sentence's cosine, `(k,) float32`, of passages in rows `(k,)`."""

    def titles(self, rows: Rows, vector: Scores) -> Scores:
        """Return the titles' cosines, `(k,) float32`, of passages in rows `(k,)`."""

    def cosines(self, rows: Rows, vector: Scores) -> Scores:
        """Return passages' cosines as a whole with a unit vector, `(k,) float32`."""

    def vector(self, row: int) -> Scores:
        """Return the unit vector of a passage as a whole, `(d,) float32`."""

    def neighbours(self, vector: Scores, count: int) -> Rows:
        """Return the rows of the passages whose vectors point most along one, ascending."""

    def closest(self, row: int, other: int) -> tuple[Span, Span, float] | None:
        """Return the sentences of two passages that are closest, with their cosine, if any."""

    def sentences(self, rows: Rows, vector: Scores | None) -> Sentences:
        """Return the sentences of some passages, one at least, with their cosines."""

    def matched(self, rows: Rows, terms: Sequence[str]) -> Words:
        """Return where terms stand in the texts of some passages, one at least."""

    def fragment(self, row: int, sentence: Span) -> str | None:
        """Return what an address ends with to land on a passage's sentence, if that is known."""

    def check(self) -> None:
        """Raise what keeps it from answering now: `IndexFolderError`, with the reason."""
