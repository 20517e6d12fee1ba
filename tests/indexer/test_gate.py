from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.arrays import Mask, Scores
from indexer.encode import off_topic
from indexer.index.base import Admission, Candidates
from indexer.model import MODES, Mode, State
from indexer.search import gate

FLOOR = 0.3
NOTHING = "no passage holds enough of these words or comes near in meaning"
shares = st.lists(st.floats(0, 1, width=32), min_size=4, max_size=4).map(np.float32)
cosines = st.lists(st.floats(-1, 1, width=32), min_size=4, max_size=4).map(np.float32)


def admitted(coverage: Scores, semantic: Scores, mode: Mode = "hybrid") -> tuple[Mask, Mask]:
    """Admit passages that are all among the first, whose words are the query's own."""
    found = Candidates.of(np.arange(len(coverage)))
    everyone = np.ones(len(coverage), np.bool_)
    found = replace(found, coverage=coverage, own=coverage, first_by_meaning=everyone)
    return gate.admit(found, semantic, Admission(gate.COVERAGE, FLOOR), mode)


def judged(coverage: list[float], semantic: list[float], mode: Mode = "hybrid") -> gate.Verdict:
    shares, cosines = np.float32(coverage), np.float32(semantic)
    by_words, by_meaning = admitted(shares, cosines, mode)
    kept = by_words | by_meaning
    columns = (one[kept] for one in (by_words, by_meaning, shares, shares, cosines))
    return gate.judge(gate.Legs(*columns), FLOOR)


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
def test_either_leg_admits_and_neither_vetoes(coverage: Scores, semantic: Scores) -> None:
    by_words, by_meaning = admitted(coverage, semantic)
    assert by_words.tolist() == [share >= 0.5 for share in coverage.tolist()]
    assert by_meaning.tolist() == [cosine >= FLOOR for cosine in semantic.tolist()]


@given(shares, cosines, st.sampled_from(MODES))
def test_none_is_said_exactly_where_nothing_is_admitted(
    coverage: Scores, semantic: Scores, mode: Mode
) -> None:
    by_words, by_meaning = admitted(coverage, semantic, mode)
    verdict = judged(coverage.tolist(), semantic.tolist(), mode)
    assert (verdict.state == "none") == (not (by_words | by_meaning).any())


def test_a_sentence_admits_only_among_the_first() -> None:
    found = replace(Candidates.of(np.arange(3)), near=np.float32([0.1, 0.1, 0.4]))
    found = replace(found, first_by_meaning=np.array([True, False, False]))
    best = np.float32([0.4, 0.4, 0.4])
    _, by_meaning = gate.admit(found, best, Admission(gate.COVERAGE, FLOOR), "hybrid")
    assert by_meaning.tolist() == [True, False, True]


def test_the_reason_tells_own_words_from_what_says_the_same() -> None:
    by_words, by_meaning = np.array([True, True, False]), np.array([False, False, True])
    coverage, own = np.float32([1, 1, 0]), np.float32([1, 0, 0])
    legs = gate.Legs(by_words, by_meaning, coverage, own, np.float32([0, 0, 0.5]))
    reason = "3 passages match on words and on what says the same and on meaning"
    assert gate.judge(legs, FLOOR).reason == reason
    others = gate.Legs(by_words[:2], by_meaning[:2], coverage[:2], 0 * own[:2], np.float32([0, 0]))
    assert gate.judge(others, FLOOR).reason == "2 passages match on what says the same"


def test_a_place_that_no_passage_names_is_no_answer() -> None:
    verdict = gate.unnamed(["China", "Peru"])
    assert (verdict.state, verdict.reason) == ("none", "no passage names China or Peru")


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
    assert off_topic.learn_floor(np.float32(best)) == pytest.approx(floor)


def test_conditions_alone_list_what_they_allow() -> None:
    assert gate.listed(1).reason == "1 passage meets the conditions"
    both = gate.listed(2)
    assert (both.state, both.reason) == ("strong", "2 passages meet the conditions")


def test_nothing_listed_says_whether_anything_was_asked() -> None:
    unmet = gate.listed(0)
    assert (unmet.state, unmet.reason) == ("none", "no passage meets the conditions")
    unasked = gate.unasked()
    assert unasked.reason == "the query holds no word that can be searched"
    assert unasked.state == "none"
