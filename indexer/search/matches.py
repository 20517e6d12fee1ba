"""Matches a question with an index, once a request: what every view of an answer is made of.

    Query --understand--> Question --encode--> vector
                             +----------------+--> candidates --best sentences--> admission
                                                       +--> fusion, feedback --> ranking

Admission is one for all views, and does not look at filters. Hits, facets, collaborators, places,
the network, the comparison of legs and the explanation are functions of `Matches`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from time import perf_counter

import numpy as np

from indexer import arrays
from indexer.arrays import Mask, Rows, Scores
from indexer.errors import TooSlowError
from indexer.index.base import FIRST, Candidates, Index
from indexer.index.facets import Table
from indexer.model import Direct, Filters, Mode, Query
from indexer.query.understand import Question
from indexer.search import direct, feedback, fusion, gate
from indexer.search.fusion import Legs
from indexer.search.missing import missing


@dataclass(frozen=True, slots=True)
class Matches:
    """What was matched; arrays `(m,)` are by candidate, in the order of `found.rows`.

    Parameters
    ----------
    query
        What was asked; its filters bear the names that facets show.
    question
        How it was read.
    vector
        Its unit vector, `(d,) float32`; `None` where meaning was not asked.
    found
        The candidates with both legs' scores.
    semantic
        Cosine of the best sentence or the whole, float32: of the whole alone where the sentences
        were not looked at; -1 where meaning was not asked.
    meaning
        What the meaning leg counts, float32: `semantic`; in hybrid mode the mean of best sentence,
        whole and title, after feedback.
    scores
        What the mode ranks by, float32.
    by_words, by_meaning
        What is admitted, filters aside, by which leg's evidence, bool; by both where neither alone
        would do.
    close
        What of it answers, or is ranked before what does, bool; the rest only touches on the
        question.
    verdict
        How well it is answered within the filters, and why.
    ranking
        The positions of the admitted candidates that filters leave, by `(-score, row)`, `(a,)`.
    exact
        Whether no passage was left out whose sentences were not looked at.
    needed
        What speaks for a passage must reach for it to be an answer.
    started
        When matching began, in seconds of `time.perf_counter`.
    missing
        The words of the question that no passage holds and, where meaning was asked, none of those
        that were looked at means.
    direct
        The sentence that answers a question of fact; `None` where none clearly does.
    lacks
        What the nearest passages lack of the fact that is asked for, in words; mostly `None`.
    """

    query: Query
    question: Question
    vector: Scores | None
    found: Candidates
    semantic: Scores
    meaning: Scores
    scores: Scores
    by_words: Mask
    by_meaning: Mask
    close: Mask
    verdict: gate.Verdict
    ranking: Rows
    exact: bool
    needed: gate.Needed
    started: float = 0.0
    missing: tuple[str, ...] = ()
    direct: Direct | None = None
    lacks: str | None = None

    @property
    def rows(self) -> Rows:
        """The rows of the admitted passages by `(-score, row)`, `(a,)`."""
        return self.found.rows[self.ranking]

    @property
    def admitted(self) -> Mask:
        """Which candidates are admitted, filters aside, `(m,) bool`."""
        return self.by_words | self.by_meaning

    @property
    def legs(self) -> Legs:
        """What is fused."""
        found = self.found
        return Legs(
            keyword=found.keyword,
            coverage=found.coverage,
            meaning=self.meaning,
            named=found.named,
            introductions=found.introductions,
            asked=found.asked,
        )

    @property
    def answering(self) -> Matches:
        """The matches in what answers alone; as they are, where a filter leaves none of that."""
        close = self.ranking[self.close[self.ranking]]
        return replace(self, ranking=close) if len(close) else self

    def within(self, rows: Rows) -> Matches:
        """Return the matches in some rows alone."""
        ranking = self.ranking[np.isin(self.found.rows[self.ranking], rows)]
        return replace(self, ranking=ranking, verdict=gate.listed(len(ranking)))

    def nearest(self, count: int) -> Rows:
        """Return the rows of the first candidates, admitted or not, by `(-score, row)`."""
        positions = np.flatnonzero(self.found.kept & (self.scores > 0))
        return self.found.rows[arrays.order(self.scores, positions)[:count]]

    def position(self, row: int) -> int | None:
        """Return the position of an admitted passage that filters leave; `None` if it is none."""
        at = int(self.found.rows.searchsorted(row))
        held = at < len(self.found.rows) and self.found.rows[at] == row and at in self.ranking
        return at if held else None

    def by_leg(self, mode: Mode) -> Matches:
        """Return how one leg alone ranks and admits what was matched by both; nothing is scored."""
        if mode == self.query.mode:
            return self
        query = replace(self.query, mode=mode)
        vector = None if mode == "keyword" else self.vector
        semantic = np.where(_looked(self.found, mode), self.semantic, self.found.near)
        if mode == "keyword":
            semantic = np.full_like(semantic, -1)
        legs = replace(
            self, query=query, vector=vector, semantic=semantic, meaning=semantic, direct=None
        )
        return _ranked(legs)


def match(index: Index, query: Query, question: Question | None = None) -> Matches:
    """Match a question, read as it is given; `TooSlowError` where that takes longer than it may."""
    ((_, matches),) = _match_read(index, [(query, question or index.understand(query))])
    return matches


def match_many(index: Index, queries: Sequence[Query]) -> Iterator[tuple[int, Matches]]:
    """Yield the position of each of several questions with its matches, while others are encoded.

    In the order in which they are found.
    """
    return _match_read(index, [(query, index.understand(query)) for query in queries])


def _match_read(
    index: Index, read: Sequence[tuple[Query, Question]]
) -> Iterator[tuple[int, Matches]]:
    started = perf_counter()
    asked = [(_named(index, query), question) for query, question in read]
    for positions, vectors in _encoded(index, asked):
        part = [asked[at] for at in positions]
        of_part = vectors if vectors is not None else [None] * len(part)
        needs = [
            _needed(index, question, vector)
            for (_, question), vector in zip(part, of_part, strict=True)
        ]
        found = index.candidates(part, vectors, [one.admission for one in needs])
        for at, vector, one, least in zip(positions, of_part, found, needs, strict=True):
            query, _ = asked[at]
            _in_time(query, started)
            matches = replace(_matches(index, asked[at], vector, one, least), started=started)
            _in_time(query, started)
            yield at, matches
            started = perf_counter()


def browse(index: Index, query: Query, question: Question | None = None) -> Matches:
    """Return all passages that a query's filters leave, whatever its text; nothing is scored.

    `question` is how the text was read, where it was.
    """
    started = perf_counter()
    query = _named(index, query)
    silent = replace(query, text="", mode="keyword")
    rows = index.remaining(silent)
    found = Candidates.of(rows)
    nothing = np.zeros(len(rows), np.bool_)
    return Matches(
        query=query,
        question=question or index.understand(silent),
        vector=None,
        found=found,
        semantic=found.near,
        meaning=found.near,
        scores=found.keyword,
        by_words=~nothing,
        by_meaning=nothing,
        close=~nothing,
        verdict=gate.listed(len(rows)),
        ranking=np.arange(len(rows)),
        exact=True,
        needed=gate.needed(index.floors, 0),
        started=started,
    )


def notices(index: Index, matches: Matches) -> tuple[str, ...]:
    """Return what a reader should know about how a question was read."""
    question = matches.question
    lacking = " or ".join(f"“{word}”" for word in matches.missing)
    return (
        *question.parsed.notices,
        *question.notices,
        *([f"no passage has {lacking}"] if lacking else []),
        *unknown_filters(index, matches.query),
    )


def unknown_filters(index: Index, query: Query) -> list[str]:
    """Tell which values of a query's filters no passage has."""
    return [
        f"no passage has the {table.name} {value!r}"
        for table in index.facets
        for value in query.filters.of(table.name)
        if value and table.number(value) is None
    ]


def _named(index: Index, query: Query) -> Query:
    """Return a query whose filters bear the names that facets show, however they were written."""
    if query.filters == Filters():
        return query
    shown = {
        table.name: tuple(
            dict.fromkeys(_shown(index, table, value) for value in query.filters.of(table.name))
        )
        for table in index.facets
    }
    return replace(query, filters=Filters(**shown))


def _shown(index: Index, table: Table, value: str) -> str:
    number = table.number(value)
    if number is not None:
        return table.values[number]
    bearer = index.names.find(value) if table.name != "theme" else None
    return value if bearer is None else index.names.entities[bearer].name


def _encoded(
    index: Index, asked: Sequence[tuple[Query, Question]]
) -> Iterator[tuple[list[int], Scores | None]]:
    """Yield positions of questions with their vectors; `None` for those that ask no meaning."""
    asks = [query.mode != "keyword" and bool(one.slots) for query, one in asked]
    meant = [at for at, asking in enumerate(asks) if asking]
    silent = [at for at, asking in enumerate(asks) if not asking]
    if silent:
        yield silent, None
    if meant:
        for part, vectors in index.encode([asked[at][1].encoded for at in meant]):
            yield [meant[at] for at in part], vectors


def _looked(found: Candidates, mode: Mode) -> Mask:
    """Return the candidates whose sentences are looked at, `(m,) bool`."""
    return found.first(mode) | found.first_within


def _in_time(query: Query, started: float) -> None:
    if query.seconds is not None and perf_counter() - started > query.seconds:
        message = f"the query takes longer than {query.seconds:g} seconds: ask something shorter"
        raise TooSlowError(message)


def _matches(
    index: Index,
    asked: tuple[Query, Question],
    vector: Scores | None,
    found: Candidates,
    needed: gate.Needed,
) -> Matches:
    """Return what is matched of all candidates: the best sentences of the first are looked at."""
    query, question = asked
    semantic = found.near
    if vector is not None:
        looked = np.flatnonzero(_looked(found, query.mode))
        if len(looked):
            semantic = semantic.copy()
            semantic[looked] = index.best(found.rows[looked], vector)
    nothing = np.zeros(len(found.rows), np.bool_)
    matches = Matches(
        query=query,
        question=question,
        vector=vector,
        found=found,
        semantic=semantic,
        meaning=semantic,
        scores=semantic,
        by_words=nothing,
        by_meaning=nothing,
        close=nothing,
        verdict=gate.unasked(),
        ranking=np.empty(0, np.intp),
        exact=(vector is None or found.allowed <= FIRST) and not found.cut,
        needed=needed,
    )
    if vector is not None and query.mode == "hybrid":
        blended = _blended(index, matches, vector)
        matches = replace(matches, meaning=_fed_back(index, matches, blended, vector))
    return _told(index, _answered(index, _ranked(matches)))


def _answered(index: Index, matches: Matches) -> Matches:
    """Look for the fact that is asked for in the first passages, those that filters leave."""
    first = direct.near(matches.scores[matches.ranking])
    found = direct.find(index, matches.question, matches.vector, matches.rows[:first])
    verdict = gate.lacking(matches.verdict, found.lacks)
    if found.direct:
        verdict = gate.answered(verdict)
    return replace(matches, direct=found.direct, lacks=found.lacks, verdict=verdict)


def _told(index: Index, matches: Matches) -> Matches:
    """Return matches with the words that are missing: all absent ones, where nothing answers."""
    question, found = matches.question, matches.found
    looked = np.flatnonzero(_looked(found, matches.query.mode))
    if matches.vector is None or not len(looked) or matches.verdict.state == "none":
        return replace(matches, missing=question.absent)
    nearest = float(matches.semantic[looked].max())
    lacking = missing(index, question, found.rows[looked], nearest)
    verdict = gate.doubted(matches.verdict, lacking, question.unnamed)
    # Of what no passage has a word for, or which place none names, nothing is quoted.
    card = None if lacking or question.unnamed else matches.direct
    return replace(matches, missing=lacking, verdict=verdict, direct=card)


def _needed(index: Index, question: Question, vector: Scores | None) -> gate.Needed:
    """Return what passages must reach for a question."""
    spared = 0 if vector is None else index.subject.spared(vector)
    return gate.needed(index.floors.of(question.languages[0]), spared)


def _blended(index: Index, matches: Matches, vector: Scores) -> Scores:
    """Return what all views of a passage say of its meaning; of those looked at, its title too."""
    found = matches.found
    looked = np.flatnonzero(_looked(found, "hybrid"))
    titles = matches.semantic.copy()
    titles[looked] = index.titles(found.rows[looked], vector)
    return fusion.blended(matches.semantic, found.near, titles)


def _fed_back(index: Index, matches: Matches, meaning: Scores, vector: Scores) -> Scores:
    """Let the first result help to rank the others, as much as it says of the question."""
    found = matches.found
    looked = np.flatnonzero(_looked(found, "hybrid") & found.kept)
    if not len(looked):
        return meaning
    scores = fusion.fuse(replace(matches.legs, meaning=meaning).of(looked))
    best = int(scores.argmax())
    first = index.vector(int(found.rows[looked[best]]))
    near = index.cosines(found.rows[looked], feedback.mixed(vector, first))
    spread = feedback.spread(near, looked, len(found.rows))
    return feedback.meaning(meaning, spread, float(scores[best]))


def _ranked(matches: Matches) -> Matches:
    """Return matches with what their mode admits and ranks, and the verdict on it."""
    legs = _admitted(matches)
    scores = _scores(matches)
    inside = legs.by_words | legs.by_meaning
    # What is ranked before something that answers is not set apart from it.
    whole = arrays.order(scores, np.flatnonzero(inside))
    close = legs.close.copy()
    close[whole[: int(close[whole].nonzero()[0].max(initial=-1)) + 1]] = True
    legs = replace(legs, close=close)
    kept = np.flatnonzero(inside & matches.found.kept)
    return replace(
        matches,
        scores=scores,
        by_words=legs.by_words,
        by_meaning=legs.by_meaning,
        close=legs.close,
        verdict=gate.lacking(_verdict(matches, legs.of(kept)), matches.lacks),
        ranking=arrays.order(scores, kept),
    )


def _admitted(matches: Matches) -> gate.Support:
    """Return what is part of the answer, filters aside, and by what, `(m,)` each."""
    question, found = matches.question, matches.found
    if question.slots and not question.elsewhere:
        return gate.admit(found, matches.semantic, matches.needed, _heard(matches))
    listed = np.full(len(found.rows), bool(question.parsed.conditions and not question.slots))
    return gate.Support(
        by_words=listed,
        by_meaning=listed & False,
        close=listed,
        whole=listed,
        coverage=found.coverage,
        own=found.own,
        reached=found.coverage,
    )


def _heard(matches: Matches) -> Mode:
    """Return which legs are heard on what answers.

    What means something like a short form's long form is no answer to the short form.
    """
    mode = matches.query.mode
    return "keyword" if matches.question.literal and mode == "hybrid" else mode


def _verdict(matches: Matches, legs: gate.Support) -> gate.Verdict:
    question, found = matches.question, matches.found
    if not question.slots and not question.parsed.conditions:
        return gate.unasked()
    if not question.slots or not found.remaining:
        return gate.listed(len(legs.coverage))
    if question.elsewhere:
        return gate.unnamed(question.elsewhere)
    verdict = gate.judge(legs, matches.needed, _heard(matches))
    return gate.doubted(verdict, matches.missing, question.unnamed)


def _scores(matches: Matches) -> Scores:
    """Return what the mode ranks by, `(m,) float32`."""
    if matches.query.mode == "keyword":
        return matches.found.keyword
    if matches.query.mode == "semantic":
        return np.maximum(matches.semantic, 0)  # where nothing is asked, meaning says nothing
    return fusion.fuse(matches.legs)
