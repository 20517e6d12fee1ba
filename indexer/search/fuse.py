"""Says how two scores become one: a bounded, absolute sum.

    score = (2/pi * atan(keyword / KEYWORD_SCALE) + max(meaning, 0) + NAME_BONUS * named) * prior

BM25 has no upper bound, so it goes through an arc tangent (the form Vespa documents for hybrid
ranking); a cosine is bounded already. The sum is in [0, 2], depends on nothing else that was
found, and so keeps a meaning from query to query, which min-max and reciprocal ranks do not.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]
Mask = NDArray[np.bool_]

# The BM25 score worth half a point. `make bench-quality`, nDCG@10 with 6, 8, 10, 14: the project's
# corpus .924 .924 .920 .920, SciFact .749 .747 .749 .747, Cranfield .590 .591 .588 .590.
KEYWORD_SCALE = 8.0
# What introduces a group speaks of all its things and answers about none; it stands behind a thing
# that matches as well. The project's corpus: .909 without, .916 with it; .5 and .9 are near.
INTRODUCTION_WEIGHT = 0.8


# What a passage gains in which all words of the query stand side by side, as in a partner's full
# name: as much as a meaning can count, so that no likeness comes before the name itself. With .3,
# of 57 names of each of two partnerships pages 2 and 1 had another passage between those that hold
# the name; with 1 none. nDCG@10 is within .002; long questions never have it.
NAME_BONUS = 1.0


@dataclass(frozen=True, slots=True)
class Legs:
    """What is fused, by row: scores `(n,) float32`, masks `(n,) bool`.

    `keyword` is BM25, 0 where no word matched; `meaning` a cosine, below zero counting as nothing
    found; `named` is where the whole query stands as a name does; `introductions` which passages
    introduce a group or page.
    """

    keyword: Scores
    meaning: Scores
    named: Mask
    introductions: Mask

    def of(self, rows: NDArray[np.intp]) -> Legs:
        """Return the legs of some rows, in their order."""
        return Legs(
            self.keyword[rows],
            self.meaning[rows],
            self.named[rows],
            self.introductions[rows],
        )


@dataclass(frozen=True, slots=True)
class Parts:
    """What a fused score is made of, by row, each `(n,) float32`; see the module's formula."""

    words: Scores
    meaning: Scores
    name: Scores
    prior: Scores


def fuse(legs: Legs) -> Scores:
    """Return the fused scores, `(n,) float32` in [0, 2 + NAME_BONUS].

    >>> half = np.float32([8, 8, 8, 0]), np.float32([0.25, 0.25, 0.25, -0.1])
    >>> masks = (np.arange(4) == at for at in (1, 2))
    >>> fuse(Legs(*half, *masks))    # 2/pi * atan(1) + .25; that + 1; 0.8 of the first; nothing
    array([0.75, 1.75, 0.6 , 0.  ], dtype=float32)
    """
    parts = parts_of(legs)
    total = parts.words  # an array of its own, as all parts are: added up in place
    total += parts.meaning
    total += parts.name
    total *= parts.prior
    return total


def parts_of(legs: Legs) -> Parts:
    """Return what `fuse` adds up."""
    return Parts(
        words=np.float32(2 / np.pi) * np.arctan(legs.keyword / np.float32(KEYWORD_SCALE)),
        meaning=np.maximum(legs.meaning, 0),
        name=np.where(legs.named, np.float32(NAME_BONUS), np.float32(0)),
        prior=np.where(legs.introductions, np.float32(INTRODUCTION_WEIGHT), np.float32(1)),
    )


def order(scores: Scores, rows: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return the rows by `(-score, row)`: best first, ties by position."""
    return rows[np.lexsort((rows, -scores[rows]))]
