"""Shows a passage: the sentence that answers or names somebody, and a link that lands on it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import numpy as np

from indexer.index.base import Candidates, Index, Rows
from indexer.model import ROLES, Entity, Evidence, Explanation, Hit, Leg, Role, Snippet, Span
from indexer.search import fuse, snippets
from indexer.search.admission import Admitted

_LEGS: tuple[Leg, ...] = ("words", "meaning")


class Showing:
    """Shows the passages of one index; safe to share among threads."""

    def __init__(self, index: Index) -> None:
        self._index = index

    def hits(self, rows: Rows, admitted: Admitted) -> tuple[Hit, ...]:
        """Return the passages in some rows as hits of what was asked, in their order."""
        if not len(rows):
            return ()
        found, verdict = admitted.found, admitted.verdict
        passages = [self._index.passages[row] for row in rows.tolist()]
        meant = len(found.vector) > 0
        excerpts = snippets.snippets(
            passages,
            self._index.matched(rows, found),
            found.weights,
            self._index.sentences(rows, found),
            floor=self._index.floor if meant else None,
        )
        semantic = found.semantic[rows] if meant else np.zeros(len(rows))
        legs = zip(verdict.by_words[rows], verdict.by_meaning[rows], strict=True)
        columns = (
            rows.tolist(),
            passages,
            admitted.scores[rows].tolist(),
            found.keyword[rows].tolist(),
            semantic.tolist(),
            [tuple(itertools.compress(_LEGS, admits)) for admits in legs],
            excerpts,
            itertools.starmap(self._fragment, zip(rows.tolist(), excerpts, strict=True)),
            _explanations(rows, found),
        )
        return tuple(itertools.starmap(Hit, zip(*columns, strict=True)))

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
