"""Says how two scores become one: a bounded, absolute sum.

    score = 2/pi * atan(keyword / KEYWORD_SCALE) + max(semantic, 0)

BM25 has no upper bound, so it goes through an arc tangent (the form Vespa documents for hybrid
ranking); a cosine is bounded already. The sum is in [0, 2], depends on nothing else that was
found, and so keeps a meaning from query to query, which min-max and reciprocal ranks do not.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]
Mask = NDArray[np.bool_]

# The BM25 score worth half a point. Chosen on SciFact, Cranfield and the judged queries of a
# partnerships page together; nDCG@10 of the sum: 6: .743 .564 .968; 8: .745 .568 .968;
# 10: .747 .569 .965; 14: .744 .570 .962.
KEYWORD_SCALE = 8.0
# What introduces a group speaks of all its things and answers about none; it stands behind a thing
# that matches as well. Same queries: 1: .967; 0.9: .967; 0.8: .968; 0.5: .969.
INTRODUCTION_WEIGHT = 0.8


def fuse(keyword: Scores, semantic: Scores, introductions: Mask) -> Scores:
    """Return the fused scores of the same passages, `(n,) float32` in [0, 2].

    Parameters
    ----------
    keyword
        BM25 sums, `(n,) float32`, 0 where no word matched.
    semantic
        Cosines, `(n,) float32`; below zero counts as nothing found.
    introductions
        Which passages introduce a group or page, `(n,) bool`.

    >>> both = np.float32([8, 8, 0]), np.float32([0.25, 0.25, -0.1])
    >>> fuse(*both, np.array([False, True, False]))    # 2/pi * atan(1) + .25, then 0.8 of it
    array([0.75, 0.6 , 0.  ], dtype=float32)
    """
    bounded = np.float32(2 / np.pi) * np.arctan(keyword / np.float32(KEYWORD_SCALE))
    prior = np.where(introductions, np.float32(INTRODUCTION_WEIGHT), np.float32(1))
    return np.asarray((bounded + np.maximum(semantic, 0)) * prior, np.float32)


def order(scores: Scores, rows: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return the rows by `(-score, row)`: best first, ties by position."""
    return rows[np.lexsort((rows, -scores[rows]))]
