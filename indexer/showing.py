"""Shows a passage: the sentence that answers or names somebody, and a link that lands on it."""

from __future__ import annotations

from functools import lru_cache

from indexer import fragments, snippets
from indexer.admission import Admitted
from indexer.index import Index
from indexer.model import Entity, Evidence, Hit, Leg, Passage, Role, Snippet, Span

# Pages whose words are kept, so that links land on sentences: 16 MB at most, mostly below 1 MB.
_PAGES = 32


class Showing:
    """Shows the passages of one index; safe to share among threads."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._words_of = lru_cache(maxsize=_PAGES)(self._read_words)

    def hit(self, row: int, admitted: Admitted) -> Hit:
        """Return a passage as a hit of what was asked."""
        passage, found = self._index.passages[row], admitted.found
        legs: tuple[tuple[Leg, bool], ...] = (
            ("words", bool(admitted.verdict.by_words[row])),
            ("meaning", bool(admitted.verdict.by_meaning[row])),
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
            score=float(admitted.scores[row]),
            keyword_score=float(found.keyword[row]),
            semantic_score=float(found.semantic[row]) if meant else 0.0,
            matched_by=tuple(leg for leg, admits in legs if admits),
            snippet=snippet,
            fragment=self._fragment(row, passage, snippet),
        )

    def evidence(
        self, row: int, entity: Entity, roles: tuple[Role, ...], weight: float
    ) -> Evidence:
        """Return what a passage says of an entity, in one of some roles if it has one there."""
        passage = self._index.passages[row]
        mentions = [m for m in passage.mentions if (m.kind, m.name) == (entity.kind, entity.name)]
        wanted = [m for m in mentions if m.role in roles] or mentions
        spans = [Span(m.start, m.end) for m in wanted if not m.in_title]
        snippet = snippets.naming(passage, spans)
        return Evidence(
            passage=passage,
            weight=weight,
            role=wanted[0].role,
            sure=any(m.sure for m in wanted if m.role == wanted[0].role),
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
        return fragments.read(self._index.passages[row] for row in rows)
