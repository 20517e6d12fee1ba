"""Why a passage is part of an answer, or why it is not.

Read from what was matched: nothing is ranked again. Where a passage was no candidate, only its own
words and sentences are looked up.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from indexer import text
from indexer.index.base import Index
from indexer.index.evidence import evidence
from indexer.index.facets import filtered
from indexer.model import Admittance
from indexer.query.expansion import Slot, without_met
from indexer.query.parse import Condition
from indexer.query.understand import Question
from indexer.search import gate
from indexer.search.matches import Matches


def of(index: Index, matches: Matches, row: int) -> Admittance:
    """Return how the passage in a row stands to what was matched."""
    found = matches.found
    at = int(found.rows.searchsorted(row))
    candidate = at < len(found.rows) and int(found.rows[at]) == row
    cosine = None
    # A short form alone is answered by words.
    words_alone = matches.question.literal and matches.query.mode == "hybrid"
    if matches.vector is not None and not words_alone:
        # As it was matched; of what was no candidate, its own.
        best = matches.semantic[at] if candidate else index.best(np.array([row]), matches.vector)[0]
        cosine = float(best)
    coverage = float(found.coverage[at]) if candidate else None
    together = None
    if matches.query.mode == "hybrid" and coverage is not None and cosine is not None:
        together = _evidence(coverage, cosine, found.asked)
    needed, answered = matches.needed, len(matches.ranking) > 0
    return Admittance(
        passage=index.passages[row],
        admitted=matches.position(row) is not None,
        rank=_rank(matches, at) if candidate else None,
        total=len(matches.ranking),
        lacks=_lacks(index, matches.question, row),
        coverage=coverage,
        needed=needed.floors.coverage,
        cosine=cosine,
        floor=needed.floors.cosine,
        excluded_by=tuple(_excluding(index, matches, row)),
        evidence=together,
        least=gate.below(found, matches.semantic, needed) if answered else needed.evidence,
    )


def _evidence(coverage: float, cosine: float, asked: float) -> float:
    """Return what both legs say together of a passage."""
    held, near = (np.array([one], np.float32) for one in (coverage, cosine))
    return float(evidence(held, near, asked)[0])


def _rank(matches: Matches, at: int) -> int:
    """Return the place that a candidate has among the admitted ones, or would have, from 1."""
    others = matches.ranking[matches.ranking != at]
    score, scores = matches.scores[at], matches.scores[others]
    return 1 + int(((scores > score) | ((scores == score) & (others < at))).sum())


def _lacks(index: Index, question: Question, row: int) -> tuple[str, ...]:
    """Return the words of a question that a passage does not hold, nor what says the same."""
    held = index.held(question, row)
    slots = [slot for slot, holds in zip(question.slots, held, strict=True) if not holds]
    lacking = {_term(slot, question.languages[0]) for slot in without_met(question.slots, slots)}
    searched = question.parsed.searched
    words = (word for word in question.parsed.words if word.term in lacking)
    return tuple(dict.fromkeys(searched[word.start : word.end] for word in words))


def _term(slot: Slot, language: str) -> str:
    """Return the term of the word that a slot was made of."""
    return text.term(slot.term, language) if slot.field == "acronyms" else slot.term


def _excluding(index: Index, matches: Matches, row: int) -> Iterator[str]:
    """Yield the conditions and filters that a passage does not meet, as they were written."""
    question, query = matches.question, matches.query
    said = text.words(query.text, question.languages[0])
    typed = {word.term: query.text[word.start : word.end] for word in said}
    for condition in question.parsed.conditions:
        if not index.meets(condition, row):
            yield " OR ".join(_written(one, typed) for one in (condition, *condition.others))
    for facet, mask in filtered(index.facets, query.filters).items():
        if not mask[row]:
            yield f"{facet}: {' or '.join(query.filters.of(facet))}"
    if question.elsewhere:
        yield f"places that no passage names: {' and '.join(question.elsewhere)}"


def _written(condition: Condition, typed: dict[str, str]) -> str:
    """Return a condition as it is typed, given the typed word of each term."""
    words = " ".join(typed.get(term, term) for term in condition.terms)
    quoted = f'"{words}"' if len(condition.terms) > 1 or not condition.field else words
    field = f"{condition.field}:" if condition.field else ""
    return f"-{field}{words}" if condition.excluded else f"{field}{quoted}"
