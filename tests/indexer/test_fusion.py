from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from indexer.arrays import order
from indexer.search.fusion import SCALE, Legs, blended, fuse, parts_of

bm25 = st.floats(0, 100, width=32)
cosine = st.floats(-1, 1, width=32)
share = st.floats(0, 1, width=32)
nats = st.just(0.0) | st.floats(1e-6, 50)


def fused(
    keyword: float,
    meaning: float,
    *,
    held: tuple[float, float] = (1, 4),
    named: bool = False,
    introduction: bool = False,
) -> float:
    coverage, asked = held
    scores = (np.float32([one]) for one in (keyword, coverage, meaning))
    masks = (np.array([mask]) for mask in (named, introduction))
    return float(fuse(Legs(*scores, *masks, asked=asked))[0])


@pytest.mark.parametrize(
    ("keyword", "meaning", "expected"),
    [
        (0, 0, 0),
        (0, 0.3, 0.3),  # a cosine alone is the score
        (2 * SCALE, 0, 0.5),  # odds of 1, of 2 * SCALE / sqrt(4 nats)
        (2 * SCALE, 0.5, 2 / 3),  # odds of 1 and 1
        (6 * SCALE, 0.5, 4 / 5),  # odds of 3 and 1
        (2 * SCALE, 1, 1),  # nothing is left for words to add
        (0, -0.4, 0),  # meaning the contrary is no less than meaning nothing of it
        (2 * SCALE, -0.4, 0.5),
    ],
)
def test_the_odds_of_both_legs_add_up(keyword: float, meaning: float, expected: float) -> None:
    assert fused(keyword, meaning) == pytest.approx(expected)
    assert fused(keyword, meaning, introduction=True) == pytest.approx(0.8 * expected)
    assert fused(keyword, meaning, named=True) == pytest.approx(expected + 1)


def test_words_count_less_where_they_hold_little_of_what_was_asked() -> None:
    assert fused(2 * SCALE, 0, held=(0.25, 4)) == pytest.approx(1 / 3)  # odds of a half
    assert fused(2 * SCALE, 0, held=(1, 16)) == pytest.approx(1 / 3)
    assert fused(0, 0, held=(0, 0)) == 0


def test_a_shared_word_does_not_outdo_a_meaning_that_is_nearer() -> None:
    # "does the virus propagate": "what is a virus", and how it spreads, without a word in common.
    assert fused(2.5, 0.55, held=(0.3, 5)) < fused(0, 0.7, held=(0, 5))
    # A partner's name is the other way round.
    assert fused(2.5, 0.3, held=(1, 2.5)) > fused(0, 0.45, held=(0, 2.5))


@given(bm25, cosine, share, nats)
def test_it_is_bounded(keyword: float, meaning: float, coverage: float, asked: float) -> None:
    score = fused(keyword, meaning, held=(coverage, asked))
    assert 0 <= score <= 1
    named = fused(keyword, meaning, held=(coverage, asked), named=True)
    assert 1 <= named <= 2  # and so before what is only near


@given(bm25, bm25, cosine, cosine, share)
def test_more_of_either_leg_is_never_worse(
    keyword: float, more: float, meaning: float, nearer: float, coverage: float
) -> None:
    most, nearest = max(keyword, more), max(meaning, nearer)
    least = fused(keyword, meaning, held=(coverage, 4))
    assert fused(most, meaning, held=(coverage, 4)) >= least - 1e-6
    assert fused(keyword, nearest, held=(coverage, 4)) >= least - 1e-6
    assert fused(keyword, meaning) >= least - 1e-6


@given(bm25, cosine, share, nats)
def test_the_parts_add_up(keyword: float, meaning: float, coverage: float, asked: float) -> None:
    scores = (np.float32([one]) for one in (keyword, coverage, meaning))
    legs = Legs(*scores, np.array([True]), np.array([True]), asked=asked)
    parts = parts_of(legs)
    assert 0 <= parts.words[0] <= 1
    total = (parts.words + parts.meaning + parts.name) * parts.prior
    assert fuse(legs) == pytest.approx(total)


@given(
    st.lists(st.tuples(bm25, share, cosine, st.booleans(), st.booleans()), min_size=1),
    st.randoms(),
)
def test_a_score_depends_on_nothing_else_that_was_found(
    found: list[tuple[float, float, float, bool, bool]], random: st.DrawFn
) -> None:
    shuffled = random.sample(found, len(found))  # type: ignore[attr-defined]
    scores = {}
    for listed in (found, shuffled):
        columns = list(zip(*listed, strict=True))
        numbers, masks = map(np.float32, columns[:3]), map(np.array, columns[3:])
        made = fuse(Legs(*numbers, *masks, asked=4))
        scores[id(listed)] = dict(zip(listed, made.tolist(), strict=True))
    assert scores[id(found)] == pytest.approx(scores[id(shuffled)])


def test_a_title_that_is_far_from_the_question_costs_nothing() -> None:
    best, whole = np.float32([0.6, 0.6]), np.float32([0.4, 0.4])
    near, far = blended(best, whole, np.float32([0.9, 0.1]))
    assert near == pytest.approx((0.6 + 0.4 + 0.9) / 3)
    assert far == pytest.approx((0.6 + 0.4 + 0.6) / 3)


def test_best_first_and_ties_by_row() -> None:
    scores = np.float32([0.5, 0.9, 0.5, 0.1, 0.9])
    assert order(scores, np.arange(5)).tolist() == [1, 4, 0, 2, 3]
    assert order(scores, np.array([3, 2, 0])).tolist() == [0, 2, 3]
    assert order(scores, np.array([], np.intp)).tolist() == []


@given(arrays.arrays(np.float32, st.integers(1, 30), elements=st.sampled_from([0, 0.25, 0.5])))
def test_the_order_is_total(scores: np.ndarray[tuple[int], np.dtype[np.float32]]) -> None:
    rows = order(scores, np.arange(len(scores))).tolist()
    assert rows == sorted(range(len(scores)), key=lambda row: (-scores[row], row))
