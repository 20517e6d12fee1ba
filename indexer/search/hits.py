"""Shows passages: the sentence that answers or names somebody, and a link that lands on it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import numpy as np

from indexer.arrays import Rows
from indexer.index.base import Index
from indexer.model import (
    ROLES,
    Entity,
    Evidence,
    Explanation,
    Hit,
    Leg,
    Mention,
    Role,
    Snippet,
    Span,
)
from indexer.search import fusion, snippets
from indexer.search.answering import Criteria, criteria_of
from indexer.search.matches import Matches

_LEGS: tuple[Leg, ...] = ("words", "meaning")


def hits_of(index: Index, matches: Matches, positions: Rows) -> tuple[Hit, ...]:
    """Return candidates, given by their positions, as hits of what was asked, in their order."""
    if not len(positions):
        return ()
    found, vector = matches.found, matches.vector
    rows = found.rows[positions]
    passages = index.read(rows)
    criteria = _criteria(index, matches)
    excerpts = snippets.choose(
        passages,
        index.matched(rows, criteria.terms),
        index.sentences(rows, vector),
        criteria,
    )
    semantic = np.zeros(len(rows)) if vector is None else matches.semantic[positions]
    legs = zip(matches.by_words[positions], matches.by_meaning[positions], strict=True)
    columns = (
        rows.tolist(),
        passages,
        matches.scores[positions].tolist(),
        found.keyword[positions].tolist(),
        semantic.tolist(),
        [tuple(itertools.compress(_LEGS, admits)) for admits in legs],
        matches.close[positions].tolist(),
        excerpts,
        [_fragment(index, row, one) for row, one in zip(rows.tolist(), excerpts, strict=True)],
        _explanations(matches, positions),
    )
    return tuple(itertools.starmap(Hit, zip(*columns, strict=True)))


def evidence(
    index: Index, row: int, entity: Entity, roles: tuple[Role, ...], weight: float
) -> Evidence:
    """Return what a passage tells of an entity, in one of some roles if it has one there.

    Of a place that it does not name, what it tells of the organisations that are there.
    """
    passage = index.passages[row]
    mentions = [m for m in passage.mentions if (m.kind, m.name) == (entity.kind, entity.name)]
    mentions = mentions or [m for m in passage.mentions if _lies_in(index, m, entity)]
    wanted = [m for m in mentions if m.role in roles] or mentions
    spans = [Span(m.start, m.end) for m in wanted if not m.in_title]
    snippet = snippets.naming(passage, spans)
    return Evidence(
        passage=passage,
        weight=weight,
        role=None if entity.kind == "place" else wanted[0].role,
        sure=any(m.sure for m in wanted if m.role == wanted[0].role),
        snippet=snippet,
        fragment=_fragment(index, row, snippet),
        roles=()
        if entity.kind == "place"
        else tuple(role for role in ROLES if any(m.role == role for m in mentions)),
    )


def _lies_in(index: Index, mention: Mention, place: Entity) -> bool:
    number = index.names.find(mention.name) if mention.kind == "organisation" else None
    return number is not None and place.name in index.names.entities[number].places


def _criteria(index: Index, matches: Matches) -> Criteria:
    """Return by what the sentences to show are chosen."""
    floor = None if matches.vector is None else matches.needed.floors.cosine
    if matches.query.mode == "semantic":
        return Criteria(floor=floor)
    return criteria_of(index, matches.question, floor)


def _fragment(index: Index, row: int, snippet: Snippet) -> str | None:
    """Return what an address ends with to land on the sentence that is shown."""
    return index.fragment(row, snippet.sentence) if snippet.sentence else None


def _explanations(matches: Matches, positions: Rows) -> Iterator[Explanation]:
    """Yield what the fused score of each candidate was made of."""
    parts = fusion.parts_of(matches.legs.of(positions))
    coverage = matches.found.coverage[positions]
    columns = (parts.words, parts.meaning, parts.name, parts.prior, coverage)
    return itertools.starmap(Explanation, zip(*(c.tolist() for c in columns), strict=True))
