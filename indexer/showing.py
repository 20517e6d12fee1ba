"""Shows a passage: the sentence that answers or names somebody, and a link that lands on it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from indexer import fuse, snippets
from indexer.admission import Admitted
from indexer.index import Candidates, Index, Rows
from indexer.model import ROLES, Entity, Evidence, Explanation, Hit, Leg, Role, Snippet, Span
from indexer.text import Word


class Showing:
    """Shows the passages of one index; safe to share among threads."""

    def __init__(self, index: Index) -> None:
        self._index = index

    def hits(self, rows: Rows, admitted: Admitted) -> tuple[Hit, ...]:
        """Return the passages in some rows as hits of what was asked, in their order."""
        shown: list[int] = rows.tolist()
        matched = self._index.matched(shown, admitted.found)
        explained = _explanations(rows, admitted.found)
        return tuple(
            self._hit(row, admitted, words, explanation)
            for row, words, explanation in zip(shown, matched, explained, strict=True)
        )

    def _hit(
        self, row: int, admitted: Admitted, matched: Sequence[Word], explanation: Explanation
    ) -> Hit:
        passage, found = self._index.passages[row], admitted.found
        legs: tuple[tuple[Leg, bool], ...] = (
            ("words", bool(admitted.verdict.by_words[row])),
            ("meaning", bool(admitted.verdict.by_meaning[row])),
        )
        meant = len(found.vector) > 0
        snippet = snippets.snippet(
            passage,
            matched,
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
            explanation=explanation,
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
            roles=tuple(role for role in ROLES if any(m.role == role for m in mentions)),
        )

    def _fragment(self, row: int, snippet: Snippet) -> str | None:
        """Return what an address ends with to land on the sentence that is shown."""
        return self._index.fragment(row, snippet.sentence) if snippet.sentence else None


def _explanations(rows: Rows, found: Candidates) -> Iterator[Explanation]:
    """Yield what the fused score of each passage was made of."""
    parts = fuse.parts_of(found.legs.of(rows))
    columns = (parts.words, parts.meaning, parts.name, parts.prior, found.coverage[rows])
    return itertools.starmap(Explanation, zip(*(c.tolist() for c in columns), strict=True))
