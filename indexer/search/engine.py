"""Answers queries from an index. The read path.

Query --admission--> Admitted --showing--> Answer
+-----company, similar--> Collaborators, Profile, Similar, Network
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from time import perf_counter

import numpy as np

from indexer.index import store
from indexer.index.base import Index
from indexer.index.embedded import EmbeddedIndex
from indexer.model import (
    Answer,
    Collaborators,
    Entity,
    Network,
    Passage,
    Profile,
    Query,
    Similar,
    Suggestion,
    Who,
)
from indexer.search import admission, fuse, similar
from indexer.search.admission import Admitted
from indexer.search.company import Company
from indexer.search.showing import Showing

_NEAREST = 3


class Engine:
    """Answers from one opened index; immutable, safe to share among threads."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self.info = index.info
        self.passages = index.passages
        self.themes = index.themes
        self.entities: Sequence[Entity] = index.names.entities
        self._showing = Showing(index)
        self._company = Company(index, self._showing)

    @classmethod
    def open(cls, folder: Path) -> Engine:
        """Open the generation that answers in an index folder, every file of it checked.

        Raises
        ------
        NoIndexError, FormatError, DamagedError, PrecisionError
            Each naming the file at fault and the way out.
        """
        return cls(EmbeddedIndex(store.open_current(folder)))

    def search(self, query: Query) -> Answer:
        """Answer a query of any length and content; never raises for what was typed."""
        started = perf_counter()
        return self._answer(admission.admit(self._index, self.named(query)), started)

    def search_many(self, queries: Sequence[Query]) -> Iterator[tuple[int, Answer]]:
        """Yield the place of each of several queries with its answer, as `search` gives it.

        In the order in which they are found, while others are encoded: what is done with an answer
        before the next is asked for costs no time of its own where a core is free.
        """
        started = perf_counter()
        asked = [self.named(query) for query in queries]
        for place, admitted in admission.admit_many(self._index, asked):
            answer = self._answer(admitted, started)
            yield place, answer
            started = perf_counter()

    def named(self, query: Query) -> Query:
        """Return a query whose filters bear the names that facets show, however written."""
        return admission.named(self._index, query)

    def rank(self, query: Query) -> list[tuple[Passage, float]]:
        """Return the first `limit` passages of the ranking before the gate, for measuring it.

        A passage without a score above zero was not found, and is not ranked.
        """
        admitted = admission.admit(self._index, query)
        scores = admitted.scores
        rows = fuse.order(scores, np.flatnonzero(admitted.found.allowed & (scores > 0)))
        return [(self.passages[int(row)], float(scores[row])) for row in rows[: query.limit]]

    def passage(self, passage_id: str) -> Passage | None:
        """Return the passage with a public id, `None` where there is none."""
        row = self._index.row(passage_id)
        return None if row is None else self.passages[row]

    def page(self, source: str) -> tuple[Passage, ...]:
        """Return all passages of a source in order; none where it is unknown."""
        rows = self.rows(source)
        return tuple(self.passages[rows.start : rows.stop])

    def rows(self, source: str) -> range:
        """Return the rows of a source's passages; none where it is unknown."""
        start = 0
        for name, count in self._index.sources.items():
            if name == source:
                return range(start, start + count)
            start += count
        return range(0)

    def beside(self, passage_id: str) -> tuple[Passage | None, Passage | None]:
        """Return the passages before and after one on its page, reading no others."""
        row = self._index.row(passage_id)
        if row is None:
            return None, None
        page = self.rows(self.passages[row].source)
        before, after = (other if other in page else None for other in (row - 1, row + 1))
        return (
            None if before is None else self.passages[before],
            None if after is None else self.passages[after],
        )

    def entity(self, name: str) -> Entity | None:
        """Return who has an id or a name (any way it is written), `None` where nobody has."""
        place = self._index.names.find(name)
        return None if place is None else self.entities[place]

    def collaborators(self, who: Who) -> Collaborators:
        """Return who goes with a question; with all passages where it asks nothing."""
        return self._company.answer(replace(who, query=self.named(who.query)))

    def profile(self, entity_id: str) -> Profile | None:
        """Return a collaborator's own page, `None` where there is none of that id."""
        return self._company.profile(entity_id)

    def network(self, who: Who, around: str | None = None) -> Network:
        """Return who goes with what among the passages that answer a question.

        `around` is the id of the entity that they must name, if it must be one.
        """
        return self._company.network(replace(who, query=self.named(who.query)), around)

    def similar(self, passage_id: str, limit: int = 5) -> tuple[Similar, ...]:
        """Return the passages most like one, the closest first; none where it is unknown."""
        row = self._index.row(passage_id)
        return () if row is None else similar.to(self._index, row, limit)

    def suggest(self, typed: str, limit: int = 8) -> tuple[Suggestion, ...]:
        """Return at most `limit` of what may be meant by the beginning of a question."""
        return self._index.completions.of(typed, limit)

    @property
    def questions(self) -> tuple[str, ...]:
        """The past questions that came with the index, in alphabetical order."""
        return self._index.completions.questions

    def slips(self) -> tuple[tuple[str, str], ...]:
        """Return the words of the passages that may be slips, each with what may be meant."""
        return self._index.slips()

    def _answer(self, admitted: Admitted, started: float) -> Answer:
        query, understood, verdict = admitted.query, admitted.understood, admitted.verdict
        shown = admitted.rows[query.offset : query.offset + query.limit]
        return Answer(
            query=query,
            searched=understood.parsed.searched,
            corrections=tuple((one.written, one.meant) for one in understood.corrections),
            acronyms=tuple((one.short, one.long) for one in understood.acronyms),
            state=verdict.state,
            reason=verdict.reason,
            total=len(admitted.rows),
            total_exact=admitted.found.exact,
            hits=self._showing.hits(shown, admitted),
            nearest=self._nearest(admitted) if verdict.state == "none" else (),
            facets=admission.count(self._index, admitted),
            notices=(
                *understood.parsed.notices,
                *understood.notices,
                *admission.unknown(self._index, query),
            ),
            index=self.info,
            took_ms=(perf_counter() - started) * 1000,
        )

    def _nearest(self, admitted: Admitted) -> tuple[Passage, ...]:
        """Return the few passages that come nearest though they are no answer."""
        scores = admitted.scores
        rows = fuse.order(scores, np.flatnonzero(admitted.found.allowed & (scores > 0)))
        return tuple(self.passages[int(row)] for row in rows[:_NEAREST])
