"""Answers from one generation in an OpenSearch cluster: the same as a folder does.

    Question --statistics--> weights of its terms
                 one _msearch: first by words, first by meaning, admitted
                 one search: what is looked at closer (`documents.Record`), kept for a while

Postings, vectors and texts stay in the cluster; what does not grow with passages, and the names and
facets by row, lie in the server's cache folder (`artefacts`). What the cluster ranks by is near
enough to be asked for candidates; their exact scores are made here, by the code that a folder's
are made by.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from threading import Lock
from typing import Any, overload

import msgspec
import numpy as np

from indexer import arrays, encode
from indexer.arrays import Mask, Rows, Scores
from indexer.errors import ClusterError
from indexer.index import artefacts, asking, documents, forward, postings
from indexer.index import vectors as vectors_of
from indexer.index.artefacts import Pushed, Statistics
from indexer.index.asking import MOST, Body, Clauses, Least, Term
from indexer.index.base import FIRST, Admission, Candidates
from indexer.index.cluster import Address, Cluster
from indexer.index.documents import Record
from indexer.index.evidence import Subject, evidence, floors_of
from indexer.index.facets import Table, filtered
from indexer.index.forward import Spoken
from indexer.index.names import Names
from indexer.index.postings import K1, B, idf
from indexer.index.scoring import Held, KeywordLeg, KeywordScores
from indexer.index.suggest import Completions
from indexer.index.vectors import Units
from indexer.model import FACETS, FacetName, IndexInfo, Passage, Query, Sentences, Span, Words
from indexer.query.expansion import Field, Synonym
from indexer.query.lexicon import Lexicon
from indexer.query.parse import Condition
from indexer.query.understand import Interpreter, Question

# How many are asked for by words to have the first `FIRST` by exact scores. Lucene's are as large
# or larger, since it keeps lengths shorter: so it shows where they were too few, and more are.
_BY_WORDS = 2 * FIRST
_TIES = 28  # more than `FIRST` by meaning, since equal ones come in any order
_NEAREST = 1_000  # by meaning, where that is found by a graph
_SHELVED = 128 << 20  # bytes of records that are kept for other questions
_AT_ONCE = 500  # records of one search
_ALONE = 4  # texts that are encoded one after the other
_ASKED = 512  # questions whose reading and vector are kept
_BARE = 2
_WHOLE, _UNITS, _TITLE = slice(1), slice(-1), slice(-1, None)  # of a passage's vectors
_PASSAGE = msgspec.json.Decoder(Passage)
_COUNTED = ("allowed", "remaining")
_LISTS = ("admitted", "held", "all")  # which kinds of searches give all that may be admitted
# How many of these are asked for at first: what more the best lets in is asked for after that.
_ADMITTED = 300

_Terms = Mapping[Term, tuple[Rows, Scores]]
"""Where each term stands among some passages, with its impacts there."""


@dataclass(frozen=True)
class _Read:
    """A passage as it was read: its line, its words, its units and their fragments."""

    line: bytes
    words: Spoken
    units: Units
    fragments: Sequence[str]

    @cached_property
    def passage(self) -> Passage:
        """The passage itself, made when it is shown: of hundreds that are looked at, ten are."""
        return _PASSAGE.decode(self.line)


class _Shelf:
    """What was read last, up to so many bytes; safe to share among threads."""

    def __init__(self, most: int = _SHELVED) -> None:
        self._kept: OrderedDict[int, tuple[_Read, int]] = OrderedDict()
        self._most, self._held, self._lock = most, 0, Lock()

    def get(self, row: int) -> _Read | None:
        """Return what was read of a row, if it is still there."""
        with self._lock:
            if row not in self._kept:
                return None
            self._kept.move_to_end(row)
            return self._kept[row][0]

    def put(self, row: int, read: _Read, size: int) -> None:
        """Keep what was read of a row."""
        with self._lock:
            if row in self._kept:
                return
            self._kept[row] = read, size
            self._held += size
            while self._held > self._most and len(self._kept) > 1:
                self._held -= self._kept.popitem(last=False)[1][1]


class _Passages(Sequence[Passage]):
    """The passages of an index in a cluster, by row; iterated some at a time."""

    def __init__(self, index: OpenSearchIndex) -> None:
        self._index = index
        self._one = lru_cache(maxsize=2048)(lambda row: index.read(np.array([row]))[0])

    def __len__(self) -> int:
        return self._index.info.passages

    @overload
    def __getitem__(self, row: int) -> Passage: ...
    @overload
    def __getitem__(self, row: slice) -> list[Passage]: ...
    def __getitem__(self, row: int | slice) -> Passage | list[Passage]:
        if isinstance(row, slice):
            return list(self._index.stream(range(*row.indices(len(self)))))
        if not 0 <= row < len(self):
            message = f"there is no row {row} among {len(self)} passages"
            raise IndexError(message)
        return self._one(row)

    def __iter__(self) -> Iterator[Passage]:
        return self._index.stream(range(len(self)))


class OpenSearchIndex:
    """One generation in a cluster; immutable, safe to share among threads.

    Raises
    ------
    ClusterError, NoIndexError, FormatError, DamagedError, ModelError, PrecisionError
        Where the cluster cannot be asked, has no such index, or none that can be read.
    """

    def __init__(self, cluster: Cluster, index: str) -> None:
        found = artefacts.read_manifest(cluster, index)
        if found is None:
            raise cluster.missing()
        folder = artefacts.fetch(cluster, index, found)
        manifest = found.manifest
        self._cluster, self._name, self._pushed = cluster, index, found
        self.info = IndexInfo(
            generation=cluster.named(index),
            built_at=manifest.built_at,
            model=manifest.model,
            precision=manifest.precision,
            passages=manifest.passages,
        )
        self.themes = manifest.themes
        self.floors, self.branding = floors_of(manifest), manifest.branding
        self.sources: Mapping[str, int] = {one.source: one.passages for one in manifest.sources}
        self.passages = _Passages(self)
        self.names = Names(folder / "names", manifest.passages)
        self.facets: Sequence[Table] = tuple(
            Table.open(folder / "facets", name, manifest.passages) for name in FACETS
        )
        self.completions = Completions(folder / "suggest", self.passages)
        self.centre: Scores
        self._introductions: Mask
        self.centre, self._introductions = arrays.load(folder / "rows", "centre", "introductions")
        self.subject = Subject.open(folder / "subject", self.centre)
        self._statistics = Statistics(folder / "statistics")
        self._together = lru_cache(maxsize=4096)(self._count_together)
        self._holding = lru_cache(maxsize=512)(self._rows_holding)
        self.row = lru_cache(maxsize=4096)(self._row)
        words = self._looked_up({}, 0)
        self.weights = words.weights
        self._clauses = Clauses(words, manifest.passages)
        self._shape = _Shape(found, words, self._looked_up)
        self._interpreter = Interpreter(
            Lexicon.open(folder / "lexicon"),
            self._holding,
            self._statistics.frequency,
            manifest.languages,
        )
        self._understood = lru_cache(_ASKED)(self._interpreter.understand)
        self._shelf = _Shelf()
        self._encoder = encode.open_encoder(folder / "encoder")
        encode.check_probes(self._encoder, np.load(folder / "encoder" / "probes.npy"))
        self._vector = lru_cache(_ASKED)(self._encoder.query)

    @classmethod
    def open(cls, address: Address, generation: str | None = None) -> OpenSearchIndex:
        """Open the generation that answers under an address, or another by its name."""
        cluster = Cluster(address)
        cluster.check()
        return cls(cluster, f"{address.name}-{generation}" if generation else cluster.current())

    def check(self) -> None:
        """Raise `ClusterError` where the cluster cannot answer now."""
        self._cluster.readable(self._name)

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

    # What is asked of the cluster

    def candidates(
        self,
        asked: Sequence[tuple[Query, Question]],
        vectors: Scores | None,
        admissions: Sequence[Admission],
    ) -> Iterator[Candidates]:
        """Yield the candidates of each of several questions, in order."""
        of_all = [None] * len(asked) if vectors is None else list(vectors)
        for one, vector, admission in zip(asked, of_all, admissions, strict=True):
            yield self._candidates(_Asked(*one, vector, admission))

    def _candidates(self, asked: _Asked) -> Candidates:
        """Return the candidates of a question, asking the cluster twice.

        First for what is first by words and by meaning, and by both together; then for the rest of
        what the best lets in, and for the passages that are looked at.
        """
        size, question = _BY_WORDS, asked.question
        searches = self._first(asked, size) | self._among(asked, _ADMITTED, None)
        answers = dict(zip(searches, self._search([*searches.values()]), strict=True))
        while not (found := self._made(question, searches, answers)).sure and size < MOST:
            size = min(size * 5, MOST)
            more = self._first(asked, size)
            searches |= more
            answers |= dict(zip(more, self._search([*more.values()]), strict=True))
        looked = found.looked(filtered(self.facets, asked.query.filters))
        missing = self._missing(found.rows[looked] if asked.vector is not None else found.rows[:0])
        rest = self._among(asked, MOST, found.least(asked.admission))
        rest = {kind: body for kind, body in rest.items() if found.lacks(kind, body)}
        answered = self._search([*rest.values(), *missing])
        self._shelve(answered[len(rest) :])
        if rest:
            answers |= dict(zip(rest, answered, strict=False))
            found = self._made(question, searches | rest, answers)
        return self._narrowed(asked, found)

    def _made(
        self,
        question: Question,
        searches: Mapping[str, Body],
        answers: Mapping[str, Mapping[str, Any]],
    ) -> _Found:
        """Return what was found, given the searches and their answers by kind."""
        sizes = {kind: int(body["size"]) for kind, body in searches.items()}
        return self._shape.found(question, self._clauses.terms(question), answers, sizes)

    def _first(self, asked: _Asked, size: int) -> dict[str, Body]:
        """Return the searches for what is first by each leg, by kind, and those that count."""
        question, vector, exact = asked.question, asked.vector, self._pushed.exact
        words, conditions = self._clauses.keyword(question), _conditions(question)
        filters = asking.filters(self.facets, asked.query)
        found: dict[str, Body] = {}
        for kind, within in (("", conditions), (" within", conditions + filters)):
            if words and (filters or not kind):
                by = asking.hits_of({"bool": {"should": words}}, size)
                found[f"words{kind}"] = self._shown(question, by, within)
            if vector is not None and (filters or not kind):
                most = FIRST + _TIES if exact else _NEAREST
                near = asking.nearest(vector, most, exact=exact, within=within)
                found[f"near{kind}"] = self._shown(question, near, [])
        if conditions:
            found["allowed"] = asking.counted(conditions)
            if filters:
                found["remaining"] = asking.counted(conditions + filters)
        return found

    def _among(self, asked: _Asked, size: int, best: float | None) -> dict[str, Body]:
        """Return the searches for what may be admitted, given the least evidence of the others."""
        question, vector, admission = asked.question, asked.vector, asked.admission
        conditions = _conditions(question)
        if not question.slots:
            return {"all": asking.listed(conditions, MOST)} if conditions else {}
        evident = admission.share * max(admission.evidence, 0) if best is None else best
        least = Least(admission.coverage, admission.cosine, evident)
        found = {"held": asking.held(self._clauses, question, vector, least, size)}
        if vector is not None:
            exact = self._pushed.exact
            evident_ones = asking.admitted(self._clauses, question, vector, size, exact=exact)
            found["admitted"] = evident_ones and {**evident_ones, "min_score": least.score}
        return {
            kind: self._shown(question, body, conditions)
            for kind, body in found.items()
            if body is not None
        }

    def _shown(self, question: Question, body: Body, within: Sequence[Body]) -> Body:
        """Return a search that tells of its hits which terms they hold, how often."""
        terms = self._clauses.terms(question)
        lengths = dict.fromkeys(f"length.{field}" for field, _ in terms if field != "places")
        return asking.beside(body, within, asking.named(terms), lengths)

    def _narrowed(self, asked: _Asked, found: _Found) -> Candidates:
        """Return what of the hits is a candidate, by the exact scores, as a folder does."""
        rows, near, words, admission = found.rows, found.near, found.words, asked.admission
        left = filtered(self.facets, asked.query.filters)
        first = found.looked(left)
        if asked.vector is not None:
            near[first] = self.cosines(rows[first], asked.vector)
        masks = {name: mask[rows] for name, mask in left.items()}
        kept = np.logical_and.reduce([np.full(len(rows), bool(left)), *masks.values()])
        by_words, by_meaning = _first(words.keyword, words.keyword > 0), _first(near, near > -1)
        within = _first(words.keyword, (words.keyword > 0) & kept)
        within |= _first(near, (near > -1) & kept)
        listed = bool(asked.question.parsed.conditions) and not asked.question.slots
        least = found.least(admission)
        candidates = words.coverage >= (0 if listed else admission.coverage)
        candidates |= found.reached >= least
        candidates |= near >= min(admission.cosine, least)
        at = np.flatnonzero(candidates | by_words | by_meaning | within)
        remaining = found.remaining
        if remaining is None:
            remaining = len(self.remaining(asked.query)) if left else found.allowed
        return Candidates(
            rows=rows[at],
            keyword=words.keyword[at],
            coverage=words.coverage[at],
            own=words.own[at],
            named=words.named[at],
            whole=words.whole[at],
            near=near[at],
            first_by_words=by_words[at],
            first_by_meaning=by_meaning[at],
            first_within=within[at],
            left={name: mask[at] for name, mask in masks.items()},
            introductions=self._introductions[rows[at]],
            asked=words.asked,
            allowed=found.allowed,
            remaining=remaining,
            cut=found.cut,
        )

    def _looked_up(self, held: _Terms, size: int) -> KeywordLeg:
        """Return what words say of some passages, given where the terms stand in these."""
        nothing = np.empty(0, np.intp), np.empty(0, np.float32)

        def look_up(field: Field, term: str) -> Held:
            return Held(*held.get((field, term), nothing), self._statistics.frequency(field, term))

        def together(synonym: Synonym, rows: Rows) -> int:
            del rows
            return self._together(synonym)

        return KeywordLeg(look_up, self.info.passages, size, together)

    def _count_together(self, synonym: Synonym) -> int:
        """Return how many passages hold all terms of a synonym."""
        counts = [self._statistics.frequency(synonym.field, term) for term in synonym.terms]
        if len(counts) < 2 or not min(counts):  # noqa: PLR2004 - one needs no other
            return min(counts, default=0)
        return self._count(asking.together(synonym))

    def _count(self, *filters: Body) -> int:
        (found,) = self._search([asking.counted(filters)])
        return asking.total(found)

    def _rows_holding(self, field: Field, term: str) -> Rows:
        """Return the rows of the passages that hold a term, ascending: the first `MOST`."""
        if not self._statistics.frequency(field, term):
            return np.empty(0, np.intp)
        body = asking.listed([asking.term(field, term)], MOST)
        (found,) = self._search([body])
        return np.array(sorted(map(asking.row_of, asking.hits(found))), np.intp)

    def _row(self, passage_id: str) -> int | None:
        """Return the row of a public id, `None` where there is none."""
        (found,) = self._search([asking.listed([{"term": {"id": passage_id}}], 1)])
        return next(map(asking.row_of, asking.hits(found)), None)

    def _search(self, bodies: Sequence[Body]) -> list[dict[str, Any]]:
        return self._cluster.search([(self._name, body) for body in bodies]) if bodies else []

    def remaining(self, query: Query) -> Rows:
        """Return the rows of all passages that a query's filters leave, ascending."""
        left = filtered(self.facets, query.filters).values()
        return np.flatnonzero(np.logical_and.reduce([np.ones(len(self.passages), np.bool_), *left]))

    def meets(self, condition: Condition, row: int) -> bool:
        """Say whether a passage meets a condition."""
        return self._count({"term": {"row": row}}, asking.condition(condition)) > 0

    def held(self, question: Question, row: int) -> tuple[bool, ...]:
        """Say of each slot of a question whether a passage holds it, or what says the same."""
        terms = self._clauses.terms(question)
        body = asking.listed([{"term": {"row": row}}], 1, asking.named(terms))
        (found,) = self._search([body])
        matched = _names(next(iter(asking.hits(found)), {}))
        here = np.zeros(1, np.intp), np.zeros(1, np.float32)
        held = {term: here for at, term in enumerate(terms) if str(at) in matched}
        return self._looked_up(held, 1).held(question, 0)

    def neighbours(self, vector: Scores, count: int) -> Rows:
        """Return the rows of the passages whose vectors point most along one, ascending."""
        (found,) = self._search([asking.nearest(vector, count + _TIES, exact=self._pushed.exact)])
        hits = asking.hits(found)
        rows = np.array([asking.row_of(hit) for hit in hits], np.intp)
        near = np.array([asking.cosine(hit["_score"]) for hit in hits], np.float32)
        order = np.argsort(rows)
        rows, near = rows[order], near[order]
        return rows[arrays.first(near, count)]

    # What was read of passages

    def read(self, rows: Rows) -> list[Passage]:
        """Return some passages, read at once: with all that is asked of them afterwards."""
        return [one.passage for one in self._records(rows)]

    def stream(self, rows: range) -> Iterator[Passage]:
        """Yield the passages of a range of rows, some at a time, without keeping them."""
        for at in range(0, len(rows), _AT_ONCE):
            part = rows[at : at + _AT_ONCE]
            (found,) = self._search([_fields(part, "passage")])
            for hit in asking.hits(found):
                yield _PASSAGE.decode(documents.decoded(hit["fields"]["passage"][0]))

    def _records(self, rows: Rows) -> list[_Read]:
        """Return what is known of passages; what is not on the shelf is fetched at once."""
        listed = rows.tolist()
        found = {row: self._shelf.get(row) for row in listed}
        missing = [row for row, one in found.items() if one is None]
        for part in self._missing(np.array(missing, np.intp)):
            found |= self._shelve(self._search([part]))
        if any(one is None for one in found.values()):
            message = f"passages of {self._name} are gone; push it again"
            raise ClusterError(message, "passages of the index are gone")
        return [one for row in listed if (one := found[row]) is not None]

    def _missing(self, rows: Rows) -> list[Body]:
        """Return the searches for what is not on the shelf of some passages."""
        missing = [row for row in rows.tolist() if self._shelf.get(row) is None]
        parts = (missing[at : at + _AT_ONCE] for at in range(0, len(missing), _AT_ONCE))
        return [_fields(part, "passage", "record") for part in parts]

    def _shelve(self, answers: Iterable[Mapping[str, Any]]) -> dict[int, _Read | None]:
        """Keep what was read, and return it by row."""
        found: dict[int, _Read | None] = {}
        for hit in (hit for answer in answers for hit in asking.hits(answer)):
            fields, row = hit["fields"], asking.row_of(hit)
            line, packed = (documents.decoded(fields[one][0]) for one in ("passage", "record"))
            record = msgspec.msgpack.decode(packed, type=Record)
            found[row] = read = _Read(line, *documents.opened(record), record.fragments)
            self._shelf.put(row, read, len(line) + len(packed))
        return found

    def vector(self, row: int) -> Scores:
        """Return the unit vector of a passage as a whole, `(d,) float32`."""
        (one,) = self._units(np.array([row]))
        return one.whole

    def _units(self, rows: Rows) -> list[Units]:
        return [one.units for one in self._records(rows)]

    def cosines(self, rows: Rows, vector: Scores) -> Scores:
        """Return passages' cosines as a whole with a unit vector, `(k,) float32`."""
        return _cosines(vector, self._units(rows), _WHOLE)

    def best(self, rows: Rows, vector: Scores) -> Scores:
        """Return the best sentence's cosine, `(k,) float32`, of passages in rows `(k,)`."""
        units = self._units(rows)
        near = _cosines(vector, units, _UNITS)
        cuts = arrays.starts(len(one.kinds) for one in units)
        return np.asarray(np.maximum.reduceat(near, cuts[:-1]))

    def titles(self, rows: Rows, vector: Scores) -> Scores:
        """Return the titles' cosines, `(k,) float32`, of passages in rows `(k,)`."""
        return _cosines(vector, self._units(rows), _TITLE)

    def closest(self, row: int, other: int) -> tuple[Span, Span, float] | None:
        """Return the sentences of two passages that are closest, with their cosine, if any."""
        first, second = self._units(np.array([row, other]))
        own, others = np.flatnonzero(first.kinds), np.flatnonzero(second.kinds)
        if not len(own) or not len(others):
            return None
        vectors = first.steps[own] * first.scales[own][:, np.newaxis]
        near = vectors_of.cosines(vectors, second.steps[others], second.scales[others])
        at, beside_it = divmod(int(near.argmax()), len(others))
        spans = first.spans[own[at]], second.spans[others[beside_it]]
        return Span(*spans[0].tolist()), Span(*spans[1].tolist()), float(near[at, beside_it])

    def sentences(self, rows: Rows, vector: Scores | None) -> Sentences:
        """Return the sentences of some passages, one at least, with their cosines."""
        units = self._units(rows)
        kinds = np.concatenate([one.kinds for one in units])
        kept = np.flatnonzero(kinds)
        cuts = kept.searchsorted(arrays.starts(len(one.kinds) for one in units))
        near = apart = np.zeros(len(kept), np.float32)
        if vector is not None:
            near = _cosines(vector, units, _UNITS)[kept]
            shared = np.concatenate([one.shared for one in units])[kept]
            asked = _cosines(vector, units, _TITLE).repeat(np.diff(cuts))
            apart = vectors_of.beside(near, shared, asked)
        return Sentences(
            spans=np.concatenate([one.spans for one in units])[kept],
            cosines=near,
            apart=apart,
            bare=kinds[kept] == _BARE,
            cuts=cuts,
        )

    def matched(self, rows: Rows, terms: Sequence[str]) -> Words:
        """Return where terms stand in the texts of some passages, one at least."""
        return forward.found([one.words for one in self._records(rows)], terms)

    def fragment(self, row: int, sentence: Span) -> str | None:
        """Return what an address ends with to land on a passage's sentence, if that is known."""
        (one,) = self._records(np.array([row]))
        wanted = [sentence.start, sentence.end]
        units = enumerate(zip(one.units.spans.tolist(), one.units.kinds.tolist(), strict=True))
        at = next((at for at, (span, kind) in units if kind and span == wanted), None)
        return None if at is None else one.fragments[at] or None


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question as it comes to the index: filters, meaning, and from where on it is answered."""

    query: Query
    question: Question
    vector: Scores | None
    admission: Admission


@dataclass(frozen=True, slots=True)
class _Found:
    """What the cluster found for a question.

    `rows` `(m,)` ascending; `near` `(m,) float32`, -1 where it is not known; `nearest`, which are
    among the first by meaning, bool; `words` what words say of them; `allowed`, `remaining` and
    `cut` as in `Candidates`. `sure` says whether the first by words are surely among them; `last`
    what the last hit of each search was scored that may have left more out.
    """

    rows: Rows
    near: Scores
    nearest: Mask
    words: KeywordScores
    allowed: int
    remaining: int | None
    cut: bool
    sure: bool
    last: Mapping[str, float]

    @property
    def reached(self) -> Scores:
        """What speaks for each, as far as it is known, `(m,) float32`."""
        return evidence(self.words.coverage, self.near, self.words.asked)

    def least(self, admission: Admission) -> float:
        """Return the evidence that others need beside the best."""
        best = float(self.reached.max(initial=0))
        return admission.share * max(admission.evidence, best)

    def looked(self, left: Mapping[FacetName, Mask]) -> Mask:
        """Return which are among the first by a leg, of all or of what filters leave, `(m,)`."""
        keyword = self.words.keyword
        masks = (mask[self.rows] for mask in left.values())
        kept = np.logical_and.reduce([np.full(len(keyword), bool(left)), *masks])
        return _first(keyword, keyword > 0) | _first(keyword, (keyword > 0) & kept) | self.nearest

    def lacks(self, kind: str, body: Body) -> bool:
        """Say whether a search has more to find than it has given."""
        return kind in self.last and self.last[kind] >= body.get("min_score", 0)


@dataclass(frozen=True, slots=True)
class _Shape:
    """What exact impacts are made of: mean lengths, those of the mapping, and statistics."""

    pushed: Pushed
    words: KeywordLeg
    looked_up: Callable[[_Terms, int], KeywordLeg]

    def found(
        self,
        question: Question,
        asked: Sequence[Term],
        answers: Mapping[str, Mapping[str, Any]],
        sizes: Mapping[str, int],
    ) -> _Found:
        """Return what was found, of the answers by kind, given how many each could give."""
        hits: dict[int, Mapping[str, Any]] = {}
        near: dict[int, float] = {}
        first: set[int] = set()
        last: dict[str, float] = {}
        for kind, answer in answers.items():
            listed = asking.hits(answer)
            if listed and len(listed) >= sizes.get(kind, MOST):
                last[kind] = float(listed[-1].get("_score") or 0)
            if kind.startswith("near"):
                first |= set(map(asking.row_of, listed[: FIRST + _TIES]))
            for hit in listed:
                row = asking.row_of(hit)
                hits.setdefault(row, hit)
                by = hit["_score"] if kind.startswith("near") else _names(hit).get("near")
                if by is not None:
                    near.setdefault(row, by)
        rows = sorted(hits)
        cosines = [asking.cosine(near[row]) if row in near else -1.0 for row in rows]
        counts = {kind: asking.total(answers[kind]) for kind in _COUNTED if kind in answers}
        held = self._held(asked, [hits[row] for row in rows])
        words = self.looked_up(held, len(rows)).scores(question)
        least = max(
            (score for kind, score in last.items() if kind.startswith("words")), default=None
        )
        by_words = np.sort(words.keyword)[-FIRST:]
        return _Found(
            rows=np.array(rows, np.intp),
            near=np.array(cosines, np.float32),
            nearest=np.array([row in first for row in rows], np.bool_),
            words=words,
            allowed=counts.get("allowed", self.pushed.manifest.passages),
            remaining=counts.get("remaining"),
            cut=any(len(asking.hits(answers.get(kind, {}))) >= MOST for kind in _LISTS),
            sure=least is None or (len(by_words) == FIRST and bool(by_words[0] >= least)),
            last=last,
        )

    def _held(self, asked: Sequence[Term], hits: Sequence[Mapping[str, Any]]) -> _Terms:
        """Return where terms stand among some hits, with their exact impacts."""
        found: dict[str, tuple[list[int], list[float]]] = {}
        for at, hit in enumerate(hits):
            for name, score in _names(hit).items():
                of_name = found.setdefault(name, ([], []))
                of_name[0].append(at)
                of_name[1].append(score)
        lengths = {
            field: np.array([hit["fields"][f"length.{field}"][0] for hit in hits], np.int64)
            for field in {field for field, _ in asked} - {"places"}
        }
        held: dict[Term, tuple[Rows, Scores]] = {}
        for at, (field, term) in enumerate(asked):
            listed, given = found.get(str(at), ([], []))
            rows = np.array(listed, np.intp)
            impacts = np.zeros(len(rows), np.float32)
            if field != "places":
                impacts = self._impacts((field, term), np.array(given), lengths[field][rows])
            held[field, term] = rows, impacts
        return held

    def _impacts(self, term: Term, given: Scores, lengths: Rows) -> Scores:
        """Return a term's impacts as `postings` has them, of Lucene's scores, `(k,)` each."""
        field, _ = term
        average = getattr(self.pushed.averages, field)
        counts = documents.frequencies(given, 1.0, lengths, average)
        counts = np.minimum(counts, postings.MOST).astype(np.float32)
        shares = lengths / self.pushed.means[field]
        spread = (K1 * (1 - B + B * shares)).astype(np.float32)
        rarity = np.float32(idf(self.pushed.manifest.passages, self.words.frequency(*term)))
        return np.asarray(rarity * counts * np.float32(K1 + 1) / (counts + spread), np.float32)


def _cosines(vector: Scores, units: Sequence[Units], which: slice) -> Scores:
    """Return the cosines of some of the units of some passages with a unit vector, `(r,)`."""
    if not units:
        return np.empty(0, np.float32)
    steps = np.concatenate([one.steps[which] for one in units])
    scales = np.concatenate([one.scales[which] for one in units])
    return np.asarray(vectors_of.cosines(vector[np.newaxis], steps, scales)[0])


def _first(scores: Scores, among: Mask) -> Mask:
    """Return which are the first `FIRST` of some, `(m,) bool`."""
    mask = np.zeros(len(scores), np.bool_)
    mask[arrays.first(scores, FIRST, among)] = True
    return mask


def _conditions(question: Question) -> list[Body]:
    return [asking.condition(one) for one in question.parsed.conditions]


def _fields(rows: Sequence[int], *names: str) -> Body:
    """Return the search for fields of some passages, in order of rows."""
    body = asking.listed([{"terms": {"row": list(rows)}}], len(rows))
    return {**body, "docvalue_fields": ["row", *names]}


def _names(hit: Mapping[str, Any]) -> Mapping[str, float]:
    found: Mapping[str, float] = hit.get("matched_queries", {})
    return found
