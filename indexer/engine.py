"""Answers queries from an index. The read path.

    Query --lexicon--> Understood --index--> Candidates --fuse, gate--> order --snippets--> Answer

Every array is by row, `[0, n)`. Conditions and filters are one mask over both legs, applied before
anything is ranked or counted.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from time import perf_counter

import numpy as np

from indexer import fragments, fuse, gate, snippets, store
from indexer.embedded import EmbeddedIndex
from indexer.index import Candidates, Index, Scores
from indexer.lexicon import Understood
from indexer.model import Answer, Hit, Leg, Passage, Query, Snippet

_NEAREST = 3
# Pages whose words are kept, so that links land on sentences: 16 MB at most, mostly below 1 MB.
_PAGES = 32


class Engine:
    """Answers from one opened index; immutable, safe to share among threads."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self.info = index.info
        self.passages = index.passages
        self.themes = index.themes
        self._words_of = lru_cache(maxsize=_PAGES)(self._read_words)

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
        understood = self._index.understand(query)
        found = self._index.candidates(query, understood)
        scores = _scores(query, found)
        verdict = self._judge(query, understood, found)
        rows = fuse.order(scores, np.flatnonzero(verdict.admitted))
        shown = rows[query.offset : query.offset + query.limit]
        return Answer(
            query=query,
            searched=understood.reading.searched,
            corrections=tuple((one.written, one.meant) for one in understood.corrections),
            acronyms=tuple((one.short, one.long) for one in understood.acronyms),
            state=verdict.state,
            reason=verdict.reason,
            total=len(rows),
            total_exact=found.exact,
            hits=tuple(self._hit(int(row), scores, found, verdict) for row in shown),
            nearest=self._nearest(scores, found) if verdict.state == "none" else (),
            notices=understood.reading.notices,
            index=self.info,
            took_ms=(perf_counter() - started) * 1000,
        )

    def rank(self, query: Query) -> list[tuple[Passage, float]]:
        """Return the first `limit` passages of the ranking before the gate, for measuring it.

        A passage without a score above zero was not found, and is not ranked.
        """
        found = self._index.candidates(query, self._index.understand(query))
        scores = _scores(query, found)
        rows = fuse.order(scores, np.flatnonzero(found.allowed & (scores > 0)))[: query.limit]
        return [(self.passages[int(row)], float(scores[row])) for row in rows]

    def passage(self, passage_id: str) -> Passage | None:
        """Return the passage with a public id, `None` where there is none."""
        row = self._index.row(passage_id)
        return None if row is None else self.passages[row]

    def page(self, source: str) -> tuple[Passage, ...]:
        """Return all passages of a source in order; none where it is unknown."""
        start = 0
        for name, count in self._index.sources.items():
            if name == source:
                return tuple(self.passages[start : start + count])
            start += count
        return ()

    def _judge(self, query: Query, understood: Understood, found: Candidates) -> gate.Verdict:
        if understood.slots:
            return gate.judge(found.coverage, found.semantic, self._index.floor, query.mode)
        return (
            gate.listed(found.allowed)
            if understood.reading.conditions
            else gate.unasked(len(found.allowed))
        )

    def _hit(self, row: int, scores: Scores, found: Candidates, verdict: gate.Verdict) -> Hit:
        passage = self.passages[row]
        legs: tuple[tuple[Leg, bool], ...] = (
            ("words", bool(verdict.by_words[row])),
            ("meaning", bool(verdict.by_meaning[row])),
        )
        meant = len(found.vector) > 0
        snippet = snippets.snippet(
            passage,
            found.weights,
            self._index.sentences(row, found),
            floor=self._index.floor if meant else None,
        )
        return Hit(
            row=row,
            passage=passage,
            score=float(scores[row]),
            keyword_score=float(found.keyword[row]),
            semantic_score=float(found.semantic[row]) if meant else 0.0,
            matched_by=tuple(leg for leg, admits in legs if admits),
            snippet=snippet,
            fragment=self._fragment(row, passage, snippet),
        )

    def _fragment(self, row: int, passage: Passage, snippet: Snippet) -> str | None:
        """Return what an address ends with to land on the sentence that is shown."""
        if snippet.sentence is None:
            return None
        page = self._words_of(passage.source, row - passage.position)
        return fragments.fragment(passage, snippet.sentence, page)

    def _read_words(self, source: str, start: int) -> fragments.PageText | None:
        """Return the words of a page, whose passages stand from row `start` on."""
        rows = range(start, start + self._index.sources[source])
        return fragments.read(self.passages[row] for row in rows)

    def _nearest(self, scores: Scores, found: Candidates) -> tuple[Passage, ...]:
        """Return the few passages that come nearest though they are no answer."""
        rows = fuse.order(scores, np.flatnonzero(found.allowed & (scores > 0)))
        return tuple(self.passages[int(row)] for row in rows[:_NEAREST])


def _scores(query: Query, found: Candidates) -> Scores:
    """Return what the mode ranks by, `(n,) float32`."""
    if query.mode == "keyword":
        return found.keyword
    if query.mode == "semantic":
        return found.semantic
    return fuse.fuse(found.legs)
