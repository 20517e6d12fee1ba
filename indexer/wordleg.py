"""Says how much the words of a passage speak for it: the keyword leg.

For each slot of a query (a piece of information it asks for) a passage scores its term's impact or,
where it only holds what says the same (the long form of an acronym, a place that lies in the one
named), `SAME` of the term's inverse document frequency: below the literal. Neighbouring terms add
`PAIRS` of their own impact (the sequential dependence model; Metzler and Croft 2005).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.lexicon import Evidence, Field, Slot, Understood
from indexer.postings import Postings, idf

Rows = NDArray[np.int32]

# What says the same counts below the literal word; of .5, .7 and .9, the judged queries of two
# partnerships pages prefer none by more than .002.
SAME = 0.7
# nDCG@10 with 0, .2, .5, 1 of the pairs: SciFact .745 .745 .742 .743,
# Cranfield .568 .573 .574 .570, a partnerships page .968 .968 .969 .971.
PAIRS = 0.2


@dataclass(frozen=True, slots=True)
class WordScores:
    """What words say of every passage.

    `keyword` `(n,) float32`, 0 for nothing; `coverage` `(n,) float32` in [0, 1], the share of the
    query's information; `named` `(n,) bool`, whether all words of the query stand there side by
    side, as a name does.
    """

    keyword: NDArray[np.float32]
    coverage: NDArray[np.float32]
    named: NDArray[np.bool_]


class WordLeg:
    """The frozen postings of all scored fields of one index."""

    def __init__(self, postings: Mapping[Field, Postings]) -> None:
        self._postings = postings
        self._passages = postings["body"].passages

    def holds(self, term: str) -> bool:
        """Say whether a passage holds a term."""
        return self._postings["body"].holding(term) > 0

    def weights(self, understood: Understood) -> dict[str, float]:
        """Return the terms to mark with their inverse document frequencies."""
        return {
            word.term: self._postings["body"].idf(word.term) for word in understood.reading.said
        }

    def scores(self, understood: Understood) -> WordScores:
        """Score every passage for a query."""
        keyword = np.zeros(self._passages, np.float32)
        covered = np.zeros(self._passages, np.float64)
        wanted = 0.0
        for slot in understood.slots:
            wanted += self._add(slot, keyword, covered)
        pairs = understood.reading.pairs
        named = np.zeros(self._passages, np.bool_)
        if pairs:
            keyword += np.float32(PAIRS) * self._postings["pairs"].scores(pairs)
            named[self._postings["pairs"].holding_all(pairs)] = True
        return WordScores(keyword, (covered / (wanted or 1.0)).astype(np.float32), named)

    def _add(self, slot: Slot, keyword: NDArray[np.float32], covered: NDArray[np.float64]) -> float:
        """Add a slot's scores to both arrays; return its inverse document frequency."""
        rows, impacts = self._postings[slot.field].of(slot.term)
        others = [self._holding(one) for one in slot.also]
        most = max((len(held) for held in (rows, *others)), default=0)
        weight = idf(self._passages, max(1, most))
        keyword[rows] += impacts
        covered[rows] += weight
        if others:
            beyond = np.setdiff1d(np.concatenate(others), rows)
            keyword[beyond] += np.float32(SAME * weight)
            covered[beyond] += weight
        return weight

    def _holding(self, evidence: Evidence) -> Rows:
        return self._postings[evidence.field].holding_all(evidence.terms)
