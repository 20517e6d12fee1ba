from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.model import MODES, Mode, State
from indexer.search import gate

FLOOR = 0.3
NOTHING = "no passage holds enough of these words or comes near in meaning"
shares = st.lists(st.floats(0, 1, width=32), min_size=4, max_size=4).map(np.float32)
cosines = st.lists(st.floats(-1, 1, width=32), min_size=4, max_size=4).map(np.float32)


def said(coverage: gate.Scores, semantic: gate.Scores) -> gate.Said:
    """Say it all in the query's own words."""
    return gate.Said(coverage, coverage, semantic)


def judged(coverage: list[float], semantic: list[float], mode: Mode = "hybrid") -> gate.Verdict:
    return gate.judge(said(np.float32(coverage), np.float32(semantic)), FLOOR, mode)


@pytest.mark.parametrize(
    ("coverage", "semantic", "state", "reason"),
    [
        ([1, 0], [0.5, 0], "strong", "1 passage matches on words and on meaning"),
        ([0.75, 0], [0, 0], "strong", "1 passage matches on words"),
        ([0.74, 0.5], [0, 0], "weak", "2 passages match on words, but only in part"),
        ([0, 0], [0.41, 0.31], "strong", "2 passages match on meaning"),
        ([0, 0], [0.39, 0], "weak", "1 passage matches on meaning, but only in part"),
        ([0.5, 0], [0, 0.31], "weak", "2 passages match on words and on meaning, but only in part"),
        ([0.49, 0], [0.29, -1], "none", NOTHING),
    ],
)  # fmt: skip
def test_states_and_reasons(
    coverage: list[float], semantic: list[float], state: State, reason: str
) -> None:
    verdict = judged(coverage, semantic)
    assert (verdict.state, verdict.reason) == (state, reason)


@given(shares, cosines)
def test_either_leg_admits_and_neither_vetoes(coverage: gate.Scores, semantic: gate.Scores) -> None:
    both = said(coverage, semantic)
    verdict = gate.judge(both, FLOOR, "hybrid")
    words = gate.judge(both, FLOOR, "keyword").admitted
    meaning = gate.judge(both, FLOOR, "semantic").admitted
    assert verdict.admitted.tolist() == (words | meaning).tolist()
    assert words.tolist() == [share >= 0.5 for share in coverage.tolist()]
    assert meaning.tolist() == [cosine >= FLOOR for cosine in semantic.tolist()]


@given(shares, cosines, st.sampled_from(MODES))
def test_none_is_said_exactly_where_nothing_is_admitted(
    coverage: gate.Scores, semantic: gate.Scores, mode: Mode
) -> None:
    verdict = gate.judge(said(coverage, semantic), FLOOR, mode)
    assert (verdict.state == "none") == (not verdict.admitted.any())


def test_the_reason_tells_own_words_from_what_says_the_same() -> None:
    coverage, own = np.float32([1, 1, 0]), np.float32([1, 0, 0])
    verdict = gate.judge(gate.Said(coverage, own, np.float32([0, 0, 0.5])), FLOOR, "hybrid")
    assert verdict.reason == "3 passages match on words and on what says the same and on meaning"
    other = gate.judge(gate.Said(coverage, 0 * own, np.float32([0, 0, 0])), FLOOR, "hybrid")
    assert other.reason == "2 passages match on what says the same"


def test_below_no_floor_meaning_admits_nothing() -> None:
    verdict = gate.judge(said(np.float32([0.5, 0]), np.float32([1, 1])), gate.NEVER, "hybrid")
    assert (verdict.admitted.tolist(), verdict.state) == ([True, False], "weak")


def test_a_place_that_no_passage_names_is_no_answer() -> None:
    verdict = gate.unnamed(2, ["China", "Peru"])
    assert (verdict.state, verdict.reason) == ("none", "no passage names China or Peru")
    assert not verdict.admitted.any()


def test_a_leg_that_may_not_rank_may_not_admit() -> None:
    assert judged([1], [0], "semantic").state == "none"
    assert judged([0], [0.9], "keyword").state == "none"
    # Nor make an answer strong.
    assert judged([1, 0], [0, 0.35], "semantic").state == "weak"
    assert judged([0.5, 0], [0, 0.9], "keyword").state == "weak"


@pytest.mark.parametrize(
    ("best", "floor"),
    [
        ([0.3] * 10, 0.3),
        ([0.25, 0.35] * 5, 0.3 + 2.25 * 0.05),  # mean and deviation
        ([-0.2] * 31, 0.2),
        ([0.95] * 31, 0.5),
    ],
)
def test_the_floor_stands_above_the_probes_within_bounds(best: list[float], floor: float) -> None:
    assert gate.learn_floor(np.float32(best)) == pytest.approx(floor)


def test_conditions_alone_list_what_they_allow() -> None:
    assert gate.listed(np.array([True, False])).reason == "1 passage meets the conditions"
    both = gate.listed(np.array([True, True]))
    assert (both.state, both.reason) == ("strong", "2 passages meet the conditions")
    assert both.admitted.tolist() == [True, True]


def test_nothing_listed_says_whether_anything_was_asked() -> None:
    unmet = gate.listed(np.array([False, False]))
    assert (unmet.state, unmet.reason) == ("none", "no passage meets the conditions")
    unasked = gate.unasked(2)
    assert unasked.reason == "the query holds no word that can be searched"
    assert (unasked.state, unasked.admitted.tolist()) == ("none", [False, False])
