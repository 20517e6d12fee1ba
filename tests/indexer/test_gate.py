from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.arrays import Scores
from indexer.encode import off_topic
from indexer.index.base import Candidates
from indexer.index.evidence import Floors, Subject, evidence
from indexer.model import MODES, Mode, State
from indexer.search import gate

FLOORS = Floors(cosine=0.34, coverage=0.5, evidence=0.4)
NEEDED = gate.Needed(FLOORS, FLOORS.evidence)
ASKED = 6.0
NOTHING = "we could not find anything about this"
BOTH = "1 passage matches on words and on meaning, but only in part"
shares = st.lists(st.floats(0, 1, width=32), min_size=4, max_size=4).map(np.float32)
cosines = st.lists(st.floats(-1, 1, width=32), min_size=4, max_size=4).map(np.float32)


def candidates(coverage: Scores) -> Candidates:
    """Return passages that are all among the first, whose words are the query's own."""
    found = replace(Candidates.of(np.arange(len(coverage))), asked=ASKED)
    everyone = np.ones(len(coverage), np.bool_)
    return replace(found, coverage=coverage, own=coverage, first_by_meaning=everyone)


def admitted(coverage: Scores, semantic: Scores, mode: Mode = "hybrid") -> gate.Support:
    return gate.admit(candidates(coverage), semantic, NEEDED, mode)


def judged(coverage: list[float], semantic: list[float], mode: Mode = "hybrid") -> gate.Verdict:
    legs = admitted(np.float32(coverage), np.float32(semantic), mode)
    return gate.judge(legs.of(legs.by_words | legs.by_meaning), NEEDED, mode)


@pytest.mark.parametrize(
    ("coverage", "semantic", "state", "reason"),
    [
        ([1, 0], [0.5, 0], "strong", "1 passage matches on words and on meaning"),
        ([0, 0], [0.7, 0.66], "strong", "2 passages match on meaning"),
        ([0, 0], [0.49, 0], "weak", "1 passage matches on meaning, but only in part"),
        # Neither is enough, both together are.
        ([0.45, 0], [0.33, 0], "weak", BOTH),
        ([0.6, 0], [0.31, 0], "weak", "1 passage matches on words, but only in part"),
        # Half of a question's words, held by chance.
        ([0.6, 0.5], [0.1, 0.2], "none", NOTHING),
        ([0.9, 0], [0, 0], "none", NOTHING),
        ([0, 0], [0.39, -1], "none", NOTHING),
    ],
)  # fmt: skip
def test_states_and_reasons(
    coverage: list[float], semantic: list[float], state: State, reason: str
) -> None:
    verdict = judged(coverage, semantic)
    assert (verdict.state, verdict.reason) == (state, reason)


@given(shares, cosines)
def test_more_evidence_is_never_left_out_before_less(coverage: Scores, semantic: Scores) -> None:
    reached = evidence(coverage, semantic, ASKED)
    legs = admitted(coverage, semantic)
    inside = legs.by_words | legs.by_meaning
    assert (reached[inside].min(initial=9) > reached[~inside].max(initial=-9)) or inside.all()
    assert bool(inside.any()) == (float(reached.max()) >= FLOORS.evidence)
    assert not (legs.close & ~inside).any()
    assert bool(legs.close.any()) == bool(inside.any())  # the best answers, if any does


@given(shares, cosines, st.sampled_from(MODES))
def test_none_is_said_exactly_where_nothing_is_admitted(
    coverage: Scores, semantic: Scores, mode: Mode
) -> None:
    legs = admitted(coverage, semantic, mode)
    verdict = judged(coverage.tolist(), semantic.tolist(), mode)
    assert (verdict.state == "none") == (not (legs.by_words | legs.by_meaning).any())


def test_what_is_far_below_the_best_only_touches_on_the_question() -> None:
    coverage, semantic = np.float32([1, 0.2, 0, 0, 0]), np.float32([0.6, 0.5, 0.39, 0.35, 0.15])
    legs = admitted(coverage, semantic)
    assert (legs.by_words | legs.by_meaning).tolist() == [True, True, True, False, False]
    assert legs.close.tolist() == [True, False, False, False, False]
    reason = "1 passage matches on words and on meaning; 2 more only touch on it"
    assert judged(coverage.tolist(), semantic.tolist()).reason == reason


def test_the_list_below_an_answer_is_cut_further_down_than_the_answer() -> None:
    alone = admitted(np.float32([0, 0]), np.float32([0.38, 0.1]))
    below = admitted(np.float32([0, 0]), np.float32([0.38, 0.6]))
    assert alone.by_meaning.tolist() == [False, False]
    assert below.by_meaning.tolist() == [True, True]


def test_what_a_passage_needs_grows_with_what_speaks_for_the_best() -> None:
    beside = np.float32([0, 0])
    assert admitted(beside, np.float32([0.5, 0.3])).by_meaning.tolist() == [True, True]
    assert admitted(beside, np.float32([0.9, 0.3])).by_meaning.tolist() == [True, False]
    for best in (0.5, 0.9):
        found = candidates(beside)
        needs = gate.below(found, np.float32([best, 0.3]), NEEDED)
        assert (needs <= 0.3) == (best == 0.5)


def test_where_a_filter_leaves_only_what_touches_that_is_said() -> None:
    legs = admitted(np.float32([1, 0, 0]), np.float32([0.6, 0.45, 0.42]))
    verdict = gate.judge(legs.of(np.array([1, 2])), NEEDED, "hybrid")
    assert verdict == gate.Verdict("weak", "2 passages touch on it, but only in part")


def test_a_name_answers_by_its_words_alone() -> None:
    found = replace(candidates(np.float32([1, 1])), whole=np.array([True, False]))
    high = gate.Needed(replace(FLOORS, evidence=0.7), 0.7)
    legs = gate.admit(found, np.float32([0.1, 0.1]), high, "hybrid")
    assert legs.by_words.tolist() == [True, False]
    assert gate.judge(legs.of(legs.by_words), high, "hybrid").state == "strong"
    # Where it does not hold the words that only ask, that is less.
    asking = replace(found, coverage=np.float32([0.7, 0]))
    legs = gate.admit(asking, np.float32([0.1, 0.1]), high, "hybrid")
    assert gate.judge(legs.of(legs.by_words), high, "hybrid").state == "weak"


def test_a_question_about_the_subject_needs_less_and_one_about_something_else_more() -> None:
    axes = np.eye(3, dtype=np.float32)
    # A passage says just what the second everyday question asks.
    subject = Subject(0.4 * axes[0], everyday=axes[1:], found=np.float32([0.1, 1]))
    about, elsewhere, found_here = (
        gate.needed(FLOORS, subject.spared(one)).evidence for one in axes
    )
    assert about < found_here == FLOORS.evidence < elsewhere
    assert gate.needed(FLOORS, 0) == NEEDED
    # What lies beside itself alone is about nothing else.
    assert subject.spared_everyday(0) == 0


def test_as_much_of_a_question_that_says_more_is_more_evidence() -> None:
    found = candidates(np.float32([0.4]))
    short, long = replace(found, asked=3.0), replace(found, asked=30.0)
    assert not gate.admit(short, np.float32([0.25]), NEEDED, "hybrid").close.any()
    assert gate.admit(long, np.float32([0.25]), NEEDED, "hybrid").close.all()


def test_a_sentence_admits_only_among_the_first() -> None:
    found = replace(Candidates.of(np.arange(3)), near=np.float32([0.1, 0.1, 0.4]))
    found = replace(found, first_by_meaning=np.array([True, False, False]))
    legs = gate.admit(found, np.float32([0.4, 0.4, 0.4]), NEEDED, "hybrid")
    assert legs.by_meaning.tolist() == [True, False, True]


def test_the_reason_tells_own_words_from_what_says_the_same() -> None:
    everyone = np.ones(3, np.bool_)
    legs = gate.Support(
        by_words=np.array([True, True, False]),
        by_meaning=np.array([False, False, True]),
        close=everyone,
        whole=~everyone,
        coverage=np.float32([1, 1, 0]),
        own=np.float32([1, 0, 0]),
        reached=np.float32([1, 1, 0.5]),
    )
    reason = "3 passages match on words and on what says the same and on meaning"
    assert gate.judge(legs, NEEDED, "hybrid").reason.startswith(reason)
    others = gate.judge(legs.of(np.array([1])), NEEDED, "keyword")
    assert others.reason == "1 passage matches on what says the same"


def test_strong_is_not_said_where_something_asked_for_is_in_no_passage() -> None:
    strong = gate.Verdict("strong", "1 passage matches on words")
    assert gate.doubted(strong, (), ()) == strong
    missing = gate.doubted(strong, ("ferry",), ())
    assert missing == gate.Verdict("weak", "1 passage matches on words, but no passage has “ferry”")
    unnamed = gate.doubted(strong, (), ("Lundy", "Malta"))
    assert unnamed.reason == "1 passage matches on words, but no passage names Lundy or Malta"
    weak = gate.Verdict("weak", "1 passage matches on words, but only in part")
    assert gate.doubted(weak, ("ferry",), ()) == weak


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
        ([0.95] * 31, 0.6),
    ],
)
def test_the_floor_stands_above_the_probes_within_bounds(best: list[float], floor: float) -> None:
    assert off_topic.learn_floor(np.float32(best)) == pytest.approx(floor)


def test_the_probes_that_an_index_answers_do_not_raise_its_floors() -> None:
    best = np.array([0.2] * 9 + [0.95] * 3, np.float32)
    assert off_topic.learn_evidence(best) == off_topic.learn_evidence(best[:9])
    assert off_topic.learn_coverage(best + 0.2) == off_topic.learn_coverage(best[:9] + 0.2)
    assert off_topic.learn_evidence(best + 0.2) > off_topic.learn_evidence(best)


def test_conditions_alone_list_what_they_allow() -> None:
    assert gate.listed(1).reason == "1 passage meets the conditions"
    both = gate.listed(2)
    assert (both.state, both.reason) == ("strong", "2 passages meet the conditions")


def test_nothing_listed_says_whether_anything_was_asked() -> None:
    unmet = gate.listed(0)
    assert (unmet.state, unmet.reason) == ("none", "no results with these conditions")
    unasked = gate.unasked()
    assert unasked.reason == "the query holds no word that can be searched"
    assert unasked.state == "none"
