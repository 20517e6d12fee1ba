"""Answers from one generation on this machine: Whoosh, postings and numpy together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from indexer import arrays, encode
from indexer.arrays import Mask, Rows, Scores
from indexer.index import store
from indexer.index.base import FIRST, Admission, Candidates
from indexer.index.evidence import Subject, evidence, floors_of
from indexer.index.facets import Table, filtered
from indexer.index.forward import Forward
from indexer.index.fragments import Fragments
from indexer.index.keywords import Keywords
from indexer.index.names import Names
from indexer.index.passages import Passages
from indexer.index.scoring import KeywordLeg
from indexer.index.suggest import Completions
from indexer.index.vectors import Vectors
from indexer.model import FACETS, IndexInfo, Passage, Query, Span
from indexer.query.lexicon import Lexicon
from indexer.query.parse import Condition
from indexer.query.understand import Interpreter, Question

_T = TypeVar("_T", bound=np.generic)
# Texts that are encoded one after the other: starting threads would take longer than a question.
_ALONE = 4
# Questions whose reading and vector are kept: each is asked again for every page, filter and view
# of its answer. Together they take a few megabytes.
_ASKED = 512


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
        self.themes, self.branding = manifest.themes, manifest.branding
        self.floors = floors_of(manifest)
        self.sources: Mapping[str, int] = {one.source: one.passages for one in manifest.sources}
        self.passages = Passages(folder / "passages")
        self._keywords = Keywords(folder / "keywords")
        self._words = KeywordLeg.open(folder / "postings", manifest.passages)
        self.names = Names(folder / "names", manifest.passages)
        self.facets: Sequence[Table] = tuple(
            Table.open(folder / "facets", name, manifest.passages) for name in FACETS
        )
        self.completions = Completions(folder / "suggest", self.passages)
        self._interpreter = Interpreter(
            Lexicon.open(folder / "lexicon"),
            self._words.holding,
            self._words.frequency,
            manifest.languages,
        )
        self._understood = lru_cache(_ASKED)(self._interpreter.understand)
        self._forward = Forward(folder / "forward")
        self._vectors = Vectors(folder / "vectors")
        self._fragments = Fragments(folder / "fragments")
        # What one part answers alone is asked of it.
        self.row = self.passages.row
        self.held = self._words.held
        self.weights = self._words.weights
        self.matched = self._forward.find
        self.best = self._vectors.best
        self.titles = self._vectors.titles
        self.vector = self._vectors.whole
        self.centre = self._vectors.centre
        self.subject = Subject.open(folder / "subject", self.centre)
        self.closest = self._vectors.closest
        self.sentences = self._vectors.sentences
        self._encoder = encode.open_encoder(folder / "encoder")
        encode.check_probes(self._encoder, np.load(folder / "encoder" / "probes.npy"))
        self._vector = lru_cache(_ASKED)(self._encoder.query)

    def read(self, rows: Rows) -> list[Passage]:
        """Return some passages, read at once."""
        return [self.passages[row] for row in rows.tolist()]

    def meets(self, condition: Condition, row: int) -> bool:
        """Say whether a passage meets a condition."""
        return bool(self._keywords.allowed([condition])[row])

    def check(self) -> None:
        """Raise nothing: a folder that was opened can be read."""

    def understand(self, query: Query) -> Question:
        """Return a query as this index understands it."""
        return self._understood(query.text, correct=query.correct)

    def slips(self) -> tuple[tuple[str, str], ...]:
        """Return the words of the passages that may be slips, each with what may be meant."""
        return self._interpreter.speller.slips

    def encode(self, texts: Sequence[str]) -> Iterator[tuple[list[int], Scores]]:
        """Yield the unit vectors of questions' texts, some at a time and in any order."""
        if len(texts) > _ALONE:
            yield from self._encoder.queries(texts)
        else:
            for at, text in enumerate(texts):
                yield [at], self._vector(text)[np.newaxis]

    def candidates(
        self,
        asked: Sequence[tuple[Query, Question]],
        vectors: Scores | None,
        admissions: Sequence[Admission],
    ) -> Iterator[Candidates]:
        """Yield the candidates of each of several questions, in order."""
        near = [None] * len(asked) if vectors is None else self._vectors.near(vectors)
        for (query, understood), whole, admission in zip(asked, near, admissions, strict=True):
            yield self._candidates(query, understood, whole, admission)

    def _candidates(
        self, query: Query, understood: Question, near: Scores | None, admission: Admission
    ) -> Candidates:
        """Return the candidates of one question; `near` are all cosines, `(n,) float32`.

        Over all passages no more is done than to compare: what is reckoned is of those that hold a
        word, or come near enough by meaning alone.
        """
        held, words = self._words.sparse(understood)
        beside = np.full(len(held), -1, np.float32) if near is None else near[held]
        allowed, left = self._allowed(understood), filtered(self.facets, query.filters)
        reached = evidence(words.coverage, beside, words.asked)
        least = admission.share * max(admission.evidence, _best(reached, held, near, allowed))
        enough = (words.coverage >= admission.coverage) | (reached >= least)
        some = self._alone(near, min(admission.cosine, least))
        some[held[enough]] = True
        if understood.parsed.conditions and not understood.slots:
            some[:] = True  # a question of conditions alone is answered by all that they allow
        masks = [*left.values(), *([] if allowed is None else [allowed])]
        kept = np.logical_and.reduce(masks) if masks else None
        if allowed is not None:
            some &= allowed
        by_words, by_meaning = _firsts(words.keyword, held, near, allowed)
        within = _firsts(words.keyword, held, near, kept) if left else ()
        for firsts in (by_words, by_meaning, *within):
            some[firsts] = True
        rows = np.flatnonzero(some)
        shown = some[held]
        at = rows.searchsorted(held[shown])

        def spread(of: NDArray[_T]) -> NDArray[_T]:
            whole = np.zeros(len(rows), of.dtype)
            whole[at] = of[shown]
            return whole

        def among(*firsts: Rows) -> Mask:
            mask = np.zeros(len(rows), np.bool_)
            for one in firsts:
                mask[rows.searchsorted(one)] = True
            return mask

        return Candidates(
            rows=rows,
            keyword=spread(words.keyword),
            coverage=spread(words.coverage),
            own=spread(words.own),
            named=spread(words.named),
            whole=spread(words.whole),
            near=np.full(len(rows), -1, np.float32) if near is None else near[rows],
            first_by_words=among(by_words),
            first_by_meaning=among(by_meaning),
            first_within=among(*within),
            left={name: mask[rows] for name, mask in left.items()},
            introductions=self.passages.introductions[rows],
            asked=words.asked,
            allowed=self.info.passages if allowed is None else int(allowed.sum()),
            remaining=self.info.passages if kept is None else int(kept.sum()),
        )

    def _allowed(self, understood: Question) -> Mask | None:
        """Return which passages a question's conditions allow, `(n,)`; `None` for all."""
        conditions = understood.parsed.conditions
        return self._keywords.allowed(conditions) if conditions else None

    def _alone(self, near: Scores | None, least: float) -> Mask:
        """Return which passages are candidates by meaning alone, `(n,) bool`."""
        if near is None:
            return np.full(self.info.passages, least <= 0)
        return near >= least if least > 0 else np.ones(len(near), np.bool_)

    def remaining(self, query: Query) -> Rows:
        """Return the rows of all passages that a query's filters leave, ascending."""
        left = filtered(self.facets, query.filters).values()
        every = np.ones(len(self.passages), np.bool_)
        return np.flatnonzero(np.logical_and.reduce([every, *left]))

    def cosines(self, rows: Rows, vector: Scores) -> Scores:
        """Return passages' cosines as a whole with a unit vector, `(k,) float32`."""
        return self._vectors.near(vector, rows)

    def neighbours(self, vector: Scores, count: int) -> Rows:
        """Return the rows of the passages whose vectors point most along one, ascending."""
        return arrays.first(self._vectors.near(vector), count)

    def fragment(self, row: int, sentence: Span) -> str | None:
        """Return what an address ends with to land on a passage's sentence, if that is known."""
        unit = self._vectors.unit(row, sentence)
        if unit is None:
            return None
        return self._fragments.of(unit, self.passages[row].text, sentence)


def _best(reached: Scores, held: Rows, near: Scores | None, allowed: Mask | None) -> float:
    """Return the most evidence that is known of an allowed passage, at least 0.

    `reached` is that of the passages in rows `held`, `near` the cosines of all.
    """
    if allowed is not None:
        reached = reached[allowed[held]]
        near = None if near is None else near[allowed]
    alone = 0 if near is None else near.max(initial=0)
    return float(reached.max(initial=alone))


def _firsts(
    keyword: Scores, held: Rows, near: Scores | None, among: Mask | None
) -> tuple[Rows, Rows]:
    """Return the rows of the first `FIRST` by words and by meaning, of those in a mask.

    `keyword` are the scores of the passages in rows `held`, `near` the cosines of all.
    """
    scored = keyword > 0 if among is None else (keyword > 0) & among[held]
    by_words = held[arrays.first(keyword, FIRST, scored)]
    by_meaning = held[:0] if near is None else arrays.first(near, FIRST, among)
    return by_words, by_meaning
