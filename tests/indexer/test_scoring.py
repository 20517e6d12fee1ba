"""Worked sums over four passages; what a query means is given, not understood."""

from __future__ import annotations

from collections.abc import Mapping
from math import log
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.index.scoring import (
    ASKING,
    COMMON,
    FIELDS,
    PAIRS,
    SAME,
    KeywordLeg,
    KeywordScores,
)
from indexer.query.expansion import Field, Slot, Synonym
from indexer.query.intent import intent_of
from indexer.query.parse import parse_query
from indexer.query.understand import Question
from tests.indexer.made import GivenPostings, Words, thing

# Impacts by field, term and passage.
HELD: dict[Field, dict[str, dict[int, float]]] = {
    "body": {"franc": {0: 2.0}, "kite": {1: 1.5, 2: 0.5}, "lill": {1: 1.0}},
    "bigrams": {"kite lill": {1: 3.0}, "lill franc": {1: 4.0, 2: 5.0}, "red dust": {0: 1, 3: 1}},
    "acronyms": {"PM": {3: 2.5}},
    "places": {"france": {0: 9.0, 1: 9.0, 3: 9.0}},
}
IN_FRANCE = Synonym("places", ("france",))


def idf(holding: int) -> float:
    """Lucene's, of four passages."""
    return log(1 + (4 - holding + 0.5) / (holding + 0.5))


def counts(holding: int) -> float:
    """Return how much a term of so many of four passages counts of what it would."""
    return idf(holding) / (idf(holding) + COMMON)


def opened(held: Mapping[Field, dict[str, dict[int, float]]]) -> KeywordLeg:
    return KeywordLeg.of({field: GivenPostings(held.get(field, {}), 4) for field in FIELDS})


@pytest.fixture(scope="module")
def leg() -> KeywordLeg:
    return opened(HELD)


def scores(leg: KeywordLeg, *slots: Slot, said: str = "") -> KeywordScores:
    """Score a query that asks for the slots; its neighbouring words are those of `said`."""
    return leg.scores(Question(parse_query(said), intent_of(said), slots, said, (), ()))


def test_a_slot_scores_its_terms_impact(leg: KeywordLeg) -> None:
    found = scores(leg, Slot("kite"))
    assert found.keyword == pytest.approx(counts(2) * np.array([0, 1.5, 0.5, 0]))
    assert found.coverage.tolist() == [0, 1, 1, 0]
    found = scores(leg, Slot("PM", "acronyms"))
    assert found.keyword == pytest.approx(counts(1) * np.array([0, 0, 0, 2.5]))


def test_a_word_of_nearly_all_passages_counts_little(tmp_path: Path) -> None:
    flood = [thing(f"Flood {at}", "A flood came.") for at in range(20)]
    words = Words(tmp_path, *flood, thing("Drought", "A drought came."))
    rare, common = (words.scores(word).keyword.max() for word in ("drought", "flood"))
    assert common < 0.01 * rare


def test_a_word_that_is_repeated_counts_by_the_root(leg: KeywordLeg) -> None:
    once, often = (scores(leg, Slot("kite", times=times)).keyword for times in (1, 4))
    assert often == pytest.approx(2 * once)


def test_what_is_asked_is_the_sum_of_the_slots_idf(leg: KeywordLeg) -> None:
    found = scores(leg, Slot("kite"), Slot("franc", synonyms=(IN_FRANCE,)), Slot("mars"))
    assert found.asked == pytest.approx(idf(2) + idf(3) + idf(1))
    assert scores(leg).asked == 0


def test_what_says_the_same_counts_a_share_of_the_idf(leg: KeywordLeg) -> None:
    found = scores(leg, Slot("franc", synonyms=(IN_FRANCE,)))
    # Three of four passages lie in France; the first says so itself and scores what it says.
    expected = counts(3) * np.array([2.0, SAME * idf(3), 0, SAME * idf(3)])
    assert found.keyword == pytest.approx(expected)
    assert found.coverage.tolist() == [1, 1, 0, 1]
    assert found.own.tolist() == [1, 0, 0, 0]


def test_of_a_choice_one_is_as_good_as_all(leg: KeywordLeg) -> None:
    kites, dust = Slot("kite", choice=(0, 0)), Slot("PM", "acronyms", choice=(0, 1))
    found = scores(leg, kites, dust)
    kite, dusty = counts(2), counts(1)
    assert found.keyword == pytest.approx([0, kite * 1.5, kite * 0.5, dusty * 2.5])
    assert found.coverage.tolist() == found.own.tolist() == [0, 1, 1, 1]
    # The rarer alternative says how much there is to know: PM is in one passage, kites in two.
    beside = scores(leg, Slot("franc"), kites, dust)
    choice = idf(1) / (idf(1) + idf(1))
    assert beside.coverage == pytest.approx([1 - choice, choice, choice, choice])


def test_an_alternative_of_several_words_needs_them_all(leg: KeywordLeg) -> None:
    both = [Slot("kite", choice=(0, 0)), Slot("lill", choice=(0, 0))]
    found = scores(leg, *both, Slot("franc", choice=(0, 1)))
    part = idf(2) / (idf(2) + idf(1))
    assert found.coverage == pytest.approx([1, 1, part, 0])


def test_what_says_the_same_as_an_alternative_counts_too(leg: KeywordLeg) -> None:
    found = scores(
        leg, Slot("kite", choice=(0, 0)), Slot("franc", synonyms=(IN_FRANCE,), choice=(0, 1))
    )
    assert found.coverage.tolist() == [1, 1, 1, 1]
    assert found.own.tolist() == [1, 1, 1, 0]


@pytest.mark.parametrize(("held", "asked"), [(3, 4), (6, 8), (3, 6), (5, 10)])
def test_an_exact_share_is_exact_in_a_corpus_of_any_size(held: int, asked: int) -> None:
    slots = [Slot(f"t{i}") for i in range(asked)]
    terms = {f"t{i}": {0: 1.0} for i in range(held)}
    for size in range(1, 3000, 37):
        leg = KeywordLeg.of(
            {
                field: GivenPostings(of, size)
                for field, of in zip(FIELDS, (terms, {}, {}, {}), strict=True)
            }
        )
        assert scores(leg, *slots).coverage[0] == held / asked


def test_coverage_is_the_share_of_the_slots_idf(leg: KeywordLeg) -> None:
    found = scores(leg, Slot("kite"), Slot("franc", synonyms=(IN_FRANCE,)), Slot("mars"))
    # A term of no passage weighs like one of a single passage.
    wanted = idf(2) + idf(3) + idf(1)
    expected = [idf(3) / wanted, (idf(2) + idf(3)) / wanted, idf(2) / wanted, idf(3) / wanted]
    assert found.coverage == pytest.approx(expected)


def test_what_says_the_same_twice_counts_once(leg: KeywordLeg) -> None:
    both = Slot("franc", synonyms=(IN_FRANCE, Synonym("bigrams", ("lill franc",))))
    found = scores(leg, both)
    # Weighed like the most frequent of the ways to say it, which three passages hold.
    assert found.keyword == pytest.approx(counts(3) * np.array([2.0, *[SAME * idf(3)] * 3]))
    assert found.coverage.tolist() == [1, 1, 1, 1]


def test_every_pair_of_a_long_form_must_be_held(leg: KeywordLeg) -> None:
    long_form = Synonym("bigrams", ("kite lill", "lill franc"))
    found = scores(leg, Slot("PM", "acronyms", (long_form,)))
    assert found.keyword == pytest.approx(counts(1) * np.array([0, SAME * idf(1), 0, 2.5]))


def test_neighbours_add_a_share_of_their_impact(leg: KeywordLeg) -> None:
    found = scores(leg, Slot("kite"), said="kite Lille France")
    kite = counts(2)
    expected = [0, kite * 1.5 + PAIRS * (3 + 4), kite * 0.5 + PAIRS * 5, 0]
    assert found.keyword == pytest.approx(expected)


def test_named_is_where_all_words_stand_side_by_side(leg: KeywordLeg) -> None:
    assert scores(leg, said="kites in Lille, France").named.tolist() == [False, True, False, False]
    assert scores(leg, said="Lille France").named.tolist() == [False, True, True, False]
    assert not scores(leg, said="France Lille").named.any()


def test_a_single_word_names_nothing(leg: KeywordLeg) -> None:
    assert not scores(leg, Slot("kite"), said="kites").named.any()


def test_a_question_stands_whole_where_its_only_word_does_or_all_side_by_side(
    leg: KeywordLeg,
) -> None:
    kite, lille = Slot("kite"), Slot("lill")
    assert scores(leg, kite, said="kites").whole.tolist() == [False, True, True, False]
    asking = Slot("lill", asks=True)
    assert scores(leg, kite, asking, said="kites").whole.tolist() == [False, True, True, False]
    assert not scores(leg, kite, lille, said="lille kite").whole.any()
    together = scores(leg, kite, lille, said="kites in Lille").whole
    assert together.tolist() == scores(leg, said="kites in Lille").named.tolist()
    assert not scores(leg).whole.any()


def test_what_only_asks_counts_half_where_it_is_not_held(leg: KeywordLeg) -> None:
    asked = scores(leg, Slot("kite"), Slot("lill", asks=True))
    assert asked.keyword.tolist() == scores(leg, Slot("kite"), Slot("lill")).keyword.tolist()
    kite, lille = idf(2), ASKING * idf(1)
    assert asked.coverage == pytest.approx([0, 1, kite / (kite + lille), 0])


def test_a_query_that_asks_for_nothing_finds_nothing(leg: KeywordLeg) -> None:
    found = scores(leg)
    assert not found.keyword.any()
    assert not found.coverage.any()
    assert not found.named.any()


def test_terms_are_marked_by_their_idf(leg: KeywordLeg) -> None:
    question = Question(
        parse_query("who works on kites in France"),
        intent_of("who works on kites in France"),
        (),
        "",
        (),
        (),
    )
    assert leg.weights(question) == pytest.approx({"kite": idf(2), "franc": idf(1)})
    assert leg.holding("body", "kite").tolist() == [1, 2]
    assert not len(leg.holding("body", "mars"))


@given(
    st.lists(
        st.builds(
            Slot,
            st.sampled_from(["franc", "kite", "lill", "mars"]),
            st.just("body"),
            st.lists(st.just(IN_FRANCE) | st.just(Synonym("acronyms", ("PM",)))).map(tuple),
        ),
        unique_by=lambda slot: slot.term,
    )
)
def test_what_is_covered_is_what_scores(leg: KeywordLeg, slots: list[Slot]) -> None:
    found = scores(leg, *slots)
    assert ((found.coverage >= 0) & (found.coverage <= 1)).all()
    assert ((found.coverage > 0) == (found.keyword > 0)).all()


def test_the_whole_name_of_a_partner_is_told_from_its_words(tmp_path: Path) -> None:
    words = Words(
        tmp_path,
        thing("Ferry", "Run by the University of Lundy and its library."),
        thing("Bridge", "A university, far from Lundy."),
        thing("Lighthouse", "Lundy has a university of birds."),
    )
    found = words.scores("partners from the University of Lundy")
    assert found.named.tolist() == [True, False, False]
    assert found.keyword[0] > max(found.keyword[1:])


@pytest.mark.parametrize(
    ("query", "title"),
    [
        *(("B52", "Planes"), ("b-52", "Planes"), ("BS5839", "Alarms"), ("BS 5839", "Alarms")),
        *(("40 mm", "Rope"), ("40mm", "Rope"), ("3kg", "Anchor"), ("01154960123", "Office")),
        *(("1.4 million euros", "Pier"), ("€1.4m", "Pier"), ("90,000 pounds", "Slipway")),
    ],
)
def test_letters_and_numbers_are_found_joined_or_parted(
    tmp_path: Path, query: str, title: str
) -> None:
    words = Words(
        tmp_path,
        *(thing("Planes", "They fly a B-52."), thing("Alarms", "Bells follow BS 5839.")),
        *(thing("Rope", "It is 40mm thick."), thing("Anchor", "It weighs 3 kg.")),
        *(thing("Office", "Ring 0115 496 0123 on weekdays."), thing("Pier", "It cost €1.4m.")),
        thing("Slipway", "It cost £90,000."),
    )
    assert title in words.found(query, correct=False)
