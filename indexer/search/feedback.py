"""Lets the first result help to rank the others: pseudo-relevance feedback in vector space.

    query' = unit(query + WEIGHT * first)
    meaning = (1 - SHARE) * semantic + SHARE * cosine(query', passage as a whole)

Rocchio's feedback (1971) with one document. With two or three mixed in, SciFact (one right document
a query) loses what Cranfield wins; with one, both win. It costs one product with the whole vectors
of the passages that are looked at closer, `(k, d)`.
"""

from __future__ import annotations

import numpy as np

from indexer.arrays import Rows, Scores

# `make bench-quality`, nDCG@10 with SHARE 0, .3, .5, .7: SciFact .742 .748 .747 .746, Cranfield
# .574 .587 .591 .594, a partnerships page .987 .988 .989 .989. WEIGHT .7 and 1.5 are within .002.
WEIGHT = 1.0
SHARE = 0.5
# A first result that says little of the query would lead it astray. In fused points; with 0 and .8,
# nDCG@10 on two partnerships pages, SciFact and Cranfield is within .002.
LEAST = 0.5


def mixed(query: Scores, first: Scores) -> Scores:
    """Return the query's unit vector moved towards the first result's, `(d,) float32`."""
    total = query + np.float32(WEIGHT) * first
    return np.asarray(total / np.linalg.norm(total), np.float32)


def spread(near: Scores, rows: Rows, count: int) -> Scores:
    """Return cosines with the moved query of all passages, `(count,) float32`, given some rows'.

    What was not looked at counts as no nearer than whatever was.

    >>> spread(np.float32([0.5, 0.25]), np.array([3, 1]), 4)
    array([0.25, 0.25, 0.25, 0.5 ], dtype=float32)
    """
    whole = np.full(count, near.min(), np.float32)
    whole[rows] = near
    return whole


def meaning(semantic: Scores, near: Scores) -> Scores:
    """Return what the meaning leg ranks by, `(n,) float32`, given both kinds of cosines."""
    return np.float32(1 - SHARE) * semantic + np.float32(SHARE) * near
