"""Which words of a question are missing from what answers it, in any words.

No passage holds them; but "dentist" is met by a dental academy, "hire people with autism" by what
is told of employment. So a word is missing only where the question comes nearer to the sentences
without it. On two partnerships pages, of 42 absent words that they do not mean either ("parking
permits for the trials unit") all are told so, and of 42 that they mean ("toothache") 9, in
questions that nothing here was chosen on.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from indexer.arrays import Rows
from indexer.index.base import Index
from indexer.query.understand import Question

# By how much the nearest sentence's cosine grows without a word that is missing: what little words
# change it by is less.
NEARER = 0.02
# From how far above the floor on a passage answers to the word alone.
ALONE = 0.1


def missing(index: Index, question: Question, rows: Rows, nearest: float) -> tuple[str, ...]:
    """Return the absent words of a question that do not mean what the nearest passages say.

    `rows` are those of the passages whose sentences were looked at, one at least, and `nearest` the
    cosine of the question with the nearest sentence of theirs.
    """
    if not question.absent:
        return ()
    without = [_without(question.encoded, word) for word in question.absent]
    cosines = _nearest(index, [*without, *question.absent], rows)
    floor = index.floors.of(question.languages[0]).cosine
    apart, alone = cosines[: len(without)], cosines[len(without) :]
    return tuple(
        word
        for word, rest, nearer, own in zip(question.absent, without, apart, alone, strict=True)
        if own < floor + ALONE and (not rest or nearer >= nearest + NEARER)
    )


def _without(encoded: str, word: str) -> str:
    """Return a question's text without a word; empty where nothing else is left."""
    return " ".join(re.sub(rf"\b{re.escape(word)}\b", " ", encoded, count=1).split())


def _nearest(index: Index, texts: Sequence[str], rows: Rows) -> list[float]:
    """Return the cosine of each text with the nearest sentence of some passages."""
    found = [0.0] * len(texts)
    for positions, vectors in index.encode(texts):
        for at, vector in zip(positions, vectors, strict=True):
            found[at] = float(index.best(rows, vector).max())
    return found
