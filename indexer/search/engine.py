"""Answers questions from an index. The read path.

    Query --match--> Matches --+--> answer: hits, facets
                               +--> collaborators, network, profile

A question is matched once; every view of it is made of the same `Matches`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from time import perf_counter

import numpy as np

from indexer import text
from indexer.index import facets, store
from indexer.index.base import Index
from indexer.index.cluster import Address, Location
from indexer.index.embedded import EmbeddedIndex
from indexer.model import (
    Admittance,
    Answer,
    Collaborators,
    Entity,
    Hit,
    Network,
    Passage,
    Profile,
    Query,
    Relaxed,
    Similar,
    Suggestion,
    Who,
)
from indexer.query.parse import without_quotes
from indexer.search import admittance, collaborators, hits, similar
from indexer.search.matches import Matches, browse, match, match_many, notices
from indexer.search.who import match_who

_NEAREST = 3


class Engine:
    """Answers from one opened index; immutable, safe to share among threads."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self.info = index.info
        self.passages = index.passages
        self.themes, self.branding = index.themes, index.branding
        self.entities: Sequence[Entity] = index.names.entities

    @classmethod
    def open(cls, where: Location, generation: str | None = None) -> Engine:
        """Open the generation that answers in an index folder, or another by its name, checked.

        Of one in a cluster its address is given.

        Raises
        ------
        NoIndexError, FormatError, DamagedError, PrecisionError
            Each naming the file at fault and the way out.
        """
        if isinstance(where, Address):
            from indexer.index.opensearch import OpenSearchIndex

            return cls(OpenSearchIndex.open(where, generation))
        name = generation or store.current_name(where)
        return cls(EmbeddedIndex(store.open_named(where, name)))

    def match(self, query: Query) -> Matches:
        """Match a query of any length and content; never raises for what was typed."""
        return match(self._index, query)

    def match_many(self, queries: Sequence[Query]) -> Iterator[tuple[int, Matches]]:
        """Yield the position of each of several queries with its matches.

        In the order in which they are found, while others are encoded: what is done with matches
        before the next are asked for costs no time of its own where a core is free.
        """
        return match_many(self._index, queries)

    def browse(self, query: Query) -> Matches:
        """Return all passages that a query's filters leave, whatever its text."""
        return browse(self._index, query)

    def search(self, query: Query) -> Answer:
        """Answer a query: match it, and show its window of hits."""
        return self.answer(self.match(query))

    def answer(self, matches: Matches) -> Answer:
        """Return the window of hits that a query asks for, with what it can be narrowed by."""
        query, question, verdict = matches.query, matches.question, matches.verdict
        shown = matches.ranking[query.offset : query.offset + query.limit]
        admitted = np.flatnonzero(matches.admitted)
        return Answer(
            query=query,
            searched=question.parsed.searched,
            corrections=question.slips,
            acronyms=question.short_forms,
            state=verdict.state,
            reason=verdict.reason,
            direct=matches.direct,
            total=len(matches.ranking),
            total_exact=matches.exact,
            hits=hits.hits_of(self._index, matches, shown),
            relaxed=self._relaxed(query) if verdict.state == "none" else None,
            nearest=self._nearest(matches) if verdict.state == "none" else (),
            facets=facets.count(
                self._index.facets,
                query.filters,
                matches.found.rows[admitted],
                {name: mask[admitted] for name, mask in matches.found.left.items()},
            ),
            notices=notices(self._index, matches),
            index=self.info,
            took_ms=(perf_counter() - matches.started) * 1000,
        )

    def _relaxed(self, query: Query) -> Relaxed | None:
        """Return what answers without the quotes of a query; `None` where that is nothing either.

        Filters that a person chose are never relaxed, nor is what is ruled out or asked of a field.
        """
        plain = without_quotes(query.text)
        if plain == text.plain_quotes(query.text):
            return None
        matches = self.match(replace(query, text=plain))
        if matches.verdict.state == "none":
            return None
        shown = matches.ranking[query.offset : query.offset + query.limit]
        return Relaxed(
            searched=matches.question.parsed.searched,
            state=matches.verdict.state,
            reason=matches.verdict.reason,
            total=len(matches.ranking),
            hits=hits.hits_of(self._index, matches, shown),
        )

    def _nearest(self, matches: Matches) -> tuple[Passage, ...]:
        """Return the few passages that come nearest though they are no answer."""
        return tuple(self._index.read(matches.nearest(_NEAREST)))

    def hit(self, matches: Matches, passage_id: str) -> Hit | None:
        """Return how one passage answers what was matched; `None` where it does not."""
        row = self._index.row(passage_id)
        position = None if row is None else matches.position(row)
        if position is None:
            return None
        (one,) = hits.hits_of(self._index, matches, np.array([position]))
        return one

    def why(self, matches: Matches, passage_id: str) -> Admittance | None:
        """Return why a passage answers what was matched, or does not; `None` if it is unknown.

        `passage_id` is its id, or its whole title: of several passages of one title, the first.
        """
        row = self._index.row(passage_id)
        if row is None and (titled := self._index.completions.titled(passage_id)):
            row = self._index.row(titled)
        return None if row is None else admittance.of(self._index, matches, row)

    def rank(self, matches: Matches) -> list[tuple[Passage, float]]:
        """Return the first `limit` passages of the ranking before the gate, for measuring it.

        A passage without a score above zero was not found, and is not ranked.
        """
        rows = matches.nearest(matches.query.limit)
        scores = matches.scores[matches.found.rows.searchsorted(rows)]
        return [
            (passage, score)
            for passage, score in zip(self._index.read(rows), scores.tolist(), strict=True)
        ]

    def passage(self, passage_id: str) -> Passage | None:
        """Return the passage with a public id, `None` where there is none."""
        row = self._index.row(passage_id)
        return None if row is None else self.passages[row]

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
        number = self._index.names.find(name)
        return None if number is None else self.entities[number]

    def match_who(self, who: Who) -> Matches:
        """Match what a question about collaborators is about; without one, all passages."""
        return match_who(self._index, who)

    def collaborators(self, who: Who, matches: Matches | None = None) -> Collaborators:
        """Return who goes with a question, or with what was matched already."""
        matches = self.match_who(who) if matches is None else matches
        asked = replace(who, query=replace(who.query, filters=matches.query.filters))
        return collaborators.answer(self._index, matches, asked)

    def network(
        self, who: Who, matches: Matches | None = None, around: str | None = None
    ) -> Network:
        """Return who goes with what among the passages that answer, or that were matched already.

        `around` is the id of the entity that they must name, if it must be one.
        """
        matches = self.match_who(who) if matches is None else matches
        asked = replace(who, query=replace(who.query, filters=matches.query.filters))
        return collaborators.network(self._index, matches, asked, around)

    def profile(self, entity_id: str, everything: Matches | None = None) -> Profile | None:
        """Return a collaborator's own page, `None` where there is none of that id.

        `everything` are all passages, where they were browsed already.
        """
        everything = self.browse(Query("")) if everything is None else everything
        return collaborators.profile(self._index, everything, entity_id)

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

    def check(self) -> None:
        """Raise what keeps the index from answering now: `IndexFolderError`, with the reason."""
        self._index.check()

    def slips(self) -> tuple[tuple[str, str], ...]:
        """Return the words of the passages that may be slips, each with what may be meant."""
        return self._index.slips()
