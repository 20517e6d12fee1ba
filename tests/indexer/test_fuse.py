from __future__ import annotations

from math import atan, pi

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from indexer.search.fuse import NAME_BONUS, Legs, fuse, order

bm25 = st.floats(0, 100, width=32)
cosine = st.floats(-1, 1, width=32)
scored = st.tuples(bm25, cosine, st.booleans(), st.booleans())


def fused(
    keyword: float,
    meaning: float,
    *,
    named: bool = False,
    introduction: bool = False,
) -> float:
    scores = np.float32([keyword]), np.float32([meaning])
    masks = (np.array([mask]) for mask in (named, introduction))
    return float(fuse(Legs(*scores, *masks))[0])


@pytest.mark.parametrize(
    ("keyword", "semantic", "expected"),
    [
        (0, 0, 0),
        (8, 0, 0.5),  # 2/pi * atan(1) = 2/pi * pi/4
        (8, 0.3, 0.5 + 0.3),
        (16, 0.25, 2 / pi * atan(2) + 0.25),
        (0, -0.4, 0),  # meaning the contrary is no less than meaning nothing of it
        (8, -0.4, 0.5),
    ],
)
def test_the_sum(keyword: float, semantic: float, expected: float) -> None:
    assert fused(keyword, semantic) == pytest.approx(expected)
    assert fused(keyword, semantic, introduction=True) == pytest.approx(0.8 * expected)
    assert fused(keyword, semantic, named=True) == pytest.approx(expected + 1)


@given(bm25, cosine)
def test_it_is_bounded(keyword: float, semantic: float) -> None:
    assert 0 <= fused(keyword, semantic) <= 2
    assert fused(keyword, semantic, named=True) <= 2 + NAME_BONUS


@given(bm25, bm25, cosine, cosine)
def test_more_of_either_leg_is_never_worse(
    keyword: float, more: float, semantic: float, nearer: float
) -> None:
    assert fused(max(keyword, more), semantic) >= fused(keyword, semantic)
    assert fused(keyword, max(semantic, nearer)) >= fused(keyword, semantic)


@given(
    st.lists(st.tuples(bm25, cosine, st.booleans(), st.booleans()), min_size=1),
    st.randoms(),
)
def test_a_score_depends_on_nothing_else_that_was_found(
    found: list[tuple[float, float, bool, bool]], random: st.DrawFn
) -> None:
    shuffled = random.sample(found, len(found))  # type: ignore[attr-defined]
    scores = {}
    for listed in (found, shuffled):
        keyword, meaning, *masks = zip(*listed, strict=True)
        legs = Legs(np.float32(keyword), np.float32(meaning), *map(np.array, masks))
        made = fuse(legs)
        scores[id(listed)] = dict(zip(listed, made.tolist(), strict=True))
    assert scores[id(found)] == scores[id(shuffled)]


def test_best_first_and_ties_by_row() -> None:
    scores = np.float32([0.5, 0.9, 0.5, 0.1, 0.9])
    assert order(scores, np.arange(5)).tolist() == [1, 4, 0, 2, 3]
    assert order(scores, np.array([3, 2, 0])).tolist() == [0, 2, 3]
    assert order(scores, np.array([], np.intp)).tolist() == []


@given(arrays.arrays(np.float32, st.integers(1, 30), elements=st.sampled_from([0, 0.25, 0.5])))
def test_the_order_is_total(scores: np.ndarray[tuple[int], np.dtype[np.float32]]) -> None:
    rows = order(scores, np.arange(len(scores))).tolist()
    assert rows == sorted(range(len(scores)), key=lambda row: (-scores[row], row))
