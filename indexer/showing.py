"""Shows a passage: the sentence that answers or names somebody, and a link that lands on it."""

from __future__ import annotations

from indexer import fuse, snippets
from indexer.admission import Admitted
from indexer.fuse import Legs
from indexer.index import Candidates, Index
from indexer.model import Entity, Evidence, Explanation, Hit, Leg, Role, Snippet, Span


class Showing:
    """Shows the passages of one index; safe to share among threads."""

    def __init__(self, index: Index) -> None:
        self._index = index

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
            self._index.matched(row, found),
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
            fragment=self._fragment(row, snippet),
            explanation=_explanation(row, found),
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
            fragment=self._fragment(row, snippet),
        )

    def _fragment(self, row: int, snippet: Snippet) -> str | None:
        """Return what an address ends with to land on the sentence that is shown."""
        return self._index.fragment(row, snippet.sentence) if snippet.sentence else None


def _explanation(row: int, found: Candidates) -> Explanation:
    """Return what the fused score of a passage was made of."""
    one = slice(row, row + 1)
    legs = found.legs
    parts = fuse.parts_of(
        Legs(legs.keyword[one], legs.meaning[one], legs.named[one], legs.introductions[one])
    )
    return Explanation(
        words=float(parts.words[0]),
        meaning=float(parts.meaning[0]),
        name=float(parts.name[0]),
        prior=float(parts.prior[0]),
        coverage=float(found.coverage[row]),
    )
