"""Questions of fact: the sentence that is shown, the card, and what is said where nothing tells."""

from __future__ import annotations

import pytest

from indexer.model import Answer, Mode, Query
from indexer.search.engine import Engine


def shown(answer: Answer) -> str:
    hit = answer.hits[0]
    assert hit.snippet.sentence
    return hit.passage.text[hit.snippet.sentence.start : hit.snippet.sentence.end]


@pytest.mark.parametrize(
    ("question", "sentence", "value"),
    [
        ("when did ACRE start", "founded in 2014", None),
        ("how long does Tupumue run", "Over the 3 years", None),
        ("what award did ACRE win", "Outstanding Adult Services award", None),
        ("Who funds DERMA?", "gave it €2.7m", "European Regional Development Fund, €2.7m"),
        ("who leads the prosthetics project", "of Salford leads", "University of Salford"),
        ("who gave money for the lung study in Nairobi", "grant of £720,000", None),
        ("who leads the Brown Lab", "Dr James Brown leads", "Dr James Brown"),
        ("which award did PTTU win", "Award for Excellence", None),
        ("where is the University of Brawijaya", "in Malang", "Malang, Indonesia"),
        ("how many people have a rare disease", "1 in 17 people", "1 in 17"),
        ("until when did SLN: COP pay", "2018-2019", "2018-2019"),
        ("when did Beyond the School Gates become a charity", "Since April 2020", "April 2020"),
        ("which countries does the AIR Network come from", "They come", "Kenya, Sweden and the UK"),
    ],
)
def test_the_sentence_that_tells_the_fact_is_shown(
    corpus_engine: Engine, question: str, sentence: str, value: str | None
) -> None:
    answer = corpus_engine.search(Query(question))
    assert sentence in shown(answer)
    if value is not None:
        assert answer.direct
        assert answer.direct.value == value
        assert sentence in answer.direct.snippet.text
        assert answer.direct.passage == answer.hits[0].passage


def test_one_of_two_who_lead_is_no_answer(corpus_engine: Engine) -> None:
    direct = corpus_engine.search(Query("who leads Tupumue")).direct
    assert direct
    assert "lead partners are" in direct.snippet.text
    assert direct.value is None


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("phone number of the dental academy", "gives no phone number"),
        ("opening hours of the dental academy", "gives no opening hours"),
        ("who is the funder of PONToon", "names no funder"),
        ("who do I contact at PTTU", "names no contact"),
        ("when will PLAYCE open", "says nothing of when"),
        ("how much does PLAYCE cost", "says nothing of how much"),
        ("who is the director of ACRE", "names no leader"),
        ("what award did DERMA win", "names no award"),
        ("how long does HAVEN run", "says nothing of how long"),
    ],
)
def test_a_fact_that_no_passage_tells_is_said_to_be_missing(
    corpus_engine: Engine, question: str, said: str
) -> None:
    answer = corpus_engine.search(Query(question))
    assert (answer.state, answer.direct) == ("weak", None)
    assert answer.reason.endswith(said)


@pytest.mark.parametrize(
    "question",
    ["air pollution Kenya", "who works on air pollution", "prostate cancer robot", "MRI"],
)
def test_what_asks_for_no_fact_gets_no_card(corpus_engine: Engine, question: str) -> None:
    answer = corpus_engine.search(Query(question))
    assert answer.hits
    assert answer.direct is None
    assert "the nearest" not in answer.reason


def test_either_leg_alone_says_what_is_missing(corpus_engine: Engine) -> None:
    matches = corpus_engine.match(Query("when will PLAYCE open"))
    alone = corpus_engine.answer(matches.by_leg("keyword"))
    assert (alone.state, alone.direct) == ("weak", None)
    assert alone.reason.endswith("says nothing of when")


def test_an_answer_with_a_card_is_strong_and_says_so(corpus_engine: Engine) -> None:
    answer = corpus_engine.search(Query("which country does the movement model come from"))
    assert answer.direct
    assert answer.state == "strong"
    assert "only in part" not in answer.reason


def test_of_a_word_that_no_passage_has_nothing_is_quoted(corpus_engine: Engine) -> None:
    assert corpus_engine.search(Query("who leads the Brown Lab")).direct
    assert corpus_engine.search(Query("who leads the Brown Lab zeppelin")).direct is None


@pytest.mark.parametrize("mode", ["keyword", "semantic"])
def test_what_is_missing_is_said_however_is_searched(corpus_engine: Engine, mode: Mode) -> None:
    answer = corpus_engine.search(Query("phone number of the dental academy", mode))
    assert (answer.state, answer.direct) == ("weak", None)
    assert answer.reason.endswith("gives no phone number")


def test_a_card_quotes_the_passage_and_leads_to_its_sentence(corpus_engine: Engine) -> None:
    card = corpus_engine.search(Query("how many people have a rare disease")).direct
    assert card
    assert card.snippet.text == card.passage.text[card.sentence.start : card.sentence.end]
    assert card.value in card.snippet.text
    assert card.fragment.startswith(":~:text=")
