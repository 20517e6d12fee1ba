"""What queries mean to the index of the project's own page, with the real model."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from indexer.model import Answer, Mode, Passage, Query
from indexer.search.engine import Engine
from tests.indexes import kept_index

AIR = "Air Pollution Interdisciplinary Research (AIR) Network"
SIGHT = "Supporting Innovation and Growth in Healthcare Technologies"
RANKED = (
    *("partners in France", "projects in East Africa", "what does SIGHT stand for"),
    *("air polution kenia", "University of Southampton", "PM", "NHS", "which projects help nurses"),
)


def titles(answer: Answer) -> list[str]:
    return [hit.passage.title for hit in answer.hits]


def holding(engine: Engine, *names: str) -> set[str]:
    """Return the titles of the passages that hold one of the names."""
    return {one.title for one in engine.passages if any(name in whole(one) for name in names)}


def whole(passage: Passage) -> str:
    return f"{passage.title}\n{passage.text}"


@pytest.mark.parametrize(
    ("query", "places"),
    [
        ("partners in France", ("France", "Lille", "Amiens")),
        ("who works in france", ("France", "Lille", "Amiens")),
        ("projects in East Africa", ("Kenya", "Nairobi")),
        ("research in Kenya", ("Kenya", "Nairobi")),
        ("partners in Indonesia", ("Indonesia", "Malang")),
    ],
)
def test_a_region_finds_what_lies_in_it(
    corpus_engine: Engine, query: str, places: tuple[str, ...]
) -> None:
    wanted = holding(corpus_engine, *places)
    answer = corpus_engine.search(Query(query))
    assert answer.state == "strong"
    assert set(titles(answer)[: len(wanted)]) == wanted


def test_a_town_is_not_its_country(corpus_engine: Engine) -> None:
    lille = corpus_engine.search(Query("Lille", mode="keyword", limit=100))
    assert set(titles(lille)) == holding(corpus_engine, "Lille")
    assert set(titles(lille)) < holding(corpus_engine, "France", "Lille", "Amiens")


@pytest.mark.parametrize(
    "query", ["what does SIGHT stand for", "What does sight stand for?", "SIGHT meaning"]
)
def test_what_a_short_form_stands_for(corpus_engine: Engine, query: str) -> None:
    answer = corpus_engine.search(Query(query))
    assert answer.acronyms == (("SIGHT", SIGHT),)
    assert answer.hits[0].passage.title.startswith(SIGHT)
    assert (answer.state, answer.corrections) == ("strong", ())


def test_a_short_form_finds_its_long_form_and_back(corpus_engine: Engine) -> None:
    for query in ("PM in the air", "particulate matter"):
        assert titles(corpus_engine.search(Query(query)))[0] == AIR
    told = corpus_engine.search(Query("PM in the air")).acronyms
    assert told == (("PM", "particulate matter"),)
    assert corpus_engine.search(Query("at 5 pm")).acronyms == ()


@pytest.mark.parametrize("mode", ["hybrid", "keyword"])
@pytest.mark.parametrize(
    ("query", "searched", "first"),
    [
        ("air polution kenia", "air pollution kenya", AIR),
        ("dentel acadamy", "dental academy", "The Dental Academy"),
        ("Tupumwe", "Tupumue", "Tupumue"),
    ],
)
def test_slips_are_corrected_and_shown(
    corpus_engine: Engine, query: str, searched: str, first: str, mode: Mode
) -> None:
    answer = corpus_engine.search(Query(query, mode=mode))
    assert answer.searched == searched
    pairs = zip(query.split(), searched.split(), strict=True)
    assert answer.corrections == tuple(pair for pair in pairs if pair[0] != pair[1])
    assert (answer.state, titles(answer)[0]) == ("strong", first)


@pytest.mark.parametrize("query", ["air polution kenia", "dentel acadamy", "Tupumwe"])
def test_a_correction_can_be_undone(corpus_engine: Engine, query: str) -> None:
    answer = corpus_engine.search(Query(query, mode="keyword", correct=False))
    assert (answer.searched, answer.corrections) == (query, ())
    words = {word for word in query.split() if word != "air"}
    assert not any(word in whole(hit.passage) for hit in answer.hits for word in words)


def test_what_is_quoted_stays_as_it_is(corpus_engine: Engine) -> None:
    answer = corpus_engine.search(Query('"air polution" kenia'))
    assert answer.searched == "air polution kenya"
    assert answer.corrections == (("kenia", "kenya"),)
    assert (answer.state, answer.total) == ("none", 0)
    assert corpus_engine.search(Query('"Tupumwe"')).corrections == ()


def test_a_right_word_is_not_corrected(corpus_engine: Engine) -> None:
    for passage in corpus_engine.passages:
        assert corpus_engine.search(Query(passage.title)).corrections == ()


def test_the_passages_that_hold_a_whole_name_come_first(corpus_engine: Engine) -> None:
    names = [one.name for one in corpus_engine.entities if " " in one.name]
    assert len(names) > 40
    for name in names:
        hits = corpus_engine.search(Query(name, limit=100)).hits
        # What introduces a group speaks of all its things, and stands behind them.
        things = [hit.passage for hit in hits if not hit.passage.introduction]
        held = [name.casefold() in whole(one).casefold() for one in things]
        first = held[: sum(held)]
        # A title may hold a name in other words, as "Portsmouth Hospitals University (PHU)" does.
        assert all(first) or not any(held), (name, [one.title for one in things])


def test_every_title_finds_its_passage(corpus_engine: Engine) -> None:
    # What introduces a group has its name, and stands behind the things of the group.
    for passage in (one for one in corpus_engine.passages if not one.introduction):
        assert titles(corpus_engine.search(Query(passage.title)))[0] == passage.title


def test_words_that_ask_change_nothing_of_what_words_find(corpus_engine: Engine) -> None:
    plain = corpus_engine.search(Query("dental training", mode="keyword", limit=100))
    for asking in ("who works on", "do you have anything about", "which projects are about"):
        asked = corpus_engine.search(Query(f"{asking} dental training", mode="keyword", limit=100))
        assert asked.hits == plain.hits


def test_a_word_is_not_answered_by_what_a_short_form_spelt_like_it_means(
    corpus_engine: Engine,
) -> None:
    assert titles(corpus_engine.search(Query("NEWS")))[0] == "National Early Warning Score (NEWS)"
    assert corpus_engine.search(Query("news headlines today")).acronyms == ()
    assert all("words" in hit.matched_by for hit in corpus_engine.search(Query("air")).hits)


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("what is fobs", "Frequency of Observations (FOBS)"),
        ("who funds acre", "Autism Centre for Research on Employment (ACRE)"),
        ("what is sight", f"{SIGHT} (SIGHT)"),
        ("who runs pttu", "The Portsmouth Technologies Trials Unit (PTTU)"),
    ],
)
def test_a_short_form_is_found_as_phones_type_it(
    corpus_engine: Engine, query: str, first: str
) -> None:
    answer = corpus_engine.search(Query(query))
    assert (titles(answer)[0], answer.state) == (first, "strong")
    assert answer.notices == ()


@pytest.mark.parametrize(
    ("query", "name", "first"),
    [
        ("KCL", "King’s College London", "The Dental Academy"),
        ("who works with LSTM", "Liverpool School of Tropical Medicine", "Tupumue"),
        ("gcrf", "Global Challenges Research Fund", "Fit 4 Purpose Prosthetics"),
    ],
)
def test_an_organisation_is_found_by_initials_that_no_page_writes(
    corpus_engine: Engine, query: str, name: str, first: str
) -> None:
    answer = corpus_engine.search(Query(query))
    assert titles(answer)[0] == first
    assert [long for _, long in answer.acronyms] == [name]
    assert answer.notices == ()


def test_the_score_is_meant_where_a_score_is_asked_for(corpus_engine: Engine) -> None:
    answer = corpus_engine.search(Query("news score"))
    assert answer.acronyms == (("NEWS", "National Early Warning Score"),)
    assert all("NEWS" in whole(hit.passage) for hit in answer.hits)
    assert answer.notices == ()


@pytest.mark.parametrize(
    ("query", "held"),
    [
        ("how much did EPSRC give", "Engineering and Physical Sciences Research Council"),
        ("how much money did the Medical Research Council give", "Medical Research Council"),
        ("what happened in 2020", "2020"),
        ("what happened in April 2020", "April 2020"),
    ],
)
def test_words_that_only_ask_need_not_be_held(corpus_engine: Engine, query: str, held: str) -> None:
    answer = corpus_engine.search(Query(query))
    assert answer.state != "none"
    assert held in whole(answer.hits[0].passage)


@pytest.mark.parametrize("query", ["women coding classes france", "computer course for women"])
def test_what_is_asked_for_in_other_words_is_found(corpus_engine: Engine, query: str) -> None:
    assert titles(corpus_engine.search(Query(query)))[0].startswith("PONToon")


@pytest.mark.parametrize(
    "query", ["do they pay for my cat's vet bills", "can I get help with vet bills"]
)
def test_a_benefit_is_found_in_the_words_of_who_needs_it(packaged_model: str, query: str) -> None:
    source = Path(__file__).parent / "pages" / "benefits.md"
    engine = Engine.open(kept_index("benefits", source, packaged_model))
    assert titles(engine.search(Query(query)))[0] == "Pet Insurance"


@pytest.mark.parametrize(
    ("query", "missing"),
    [
        # Met in other words.
        ("dentist", None),
        ("is there a dentist in Portsmouth", None),
        ("hiring autistic people", None),
        ("dental care for elderly people", None),
        ("who looks after teeth", None),
        # Words that say little.
        ("how much did anyone win for autism", None),
        ("my son got autism, what happened", None),
        # Not on the page, beside what is.
        ("parking at the dental academy", "parking"),
        ("prostate cancer in whales", "whales"),
        ("guitar lessons for autistic adults", "guitar"),
        # Nothing answers.
        ("insulin pump for type 1 diabetes", "insulin"),
    ],
)
def test_a_word_is_missing_where_nothing_means_it(
    corpus_engine: Engine, query: str, missing: str | None
) -> None:
    told = [one for one in corpus_engine.search(Query(query)).notices if "no passage has" in one]
    assert len(told) == (missing is not None)
    assert not missing or f"“{missing}”" in told[0]


RANK = """
import json, sys
from pathlib import Path
from indexer.model import Query
from indexer.search.engine import Engine
engine = Engine.open(Path(sys.argv[1]))
found = [engine.search(Query(text, limit=100)) for text in json.loads(sys.argv[2])]
told = [[answer.searched, answer.corrections, answer.acronyms] for answer in found]
print(json.dumps([told, [[(h.passage.id, h.score) for h in answer.hits] for answer in found]]))
"""


def test_what_is_understood_and_ranked_is_the_same_in_every_run(corpus_index: Path) -> None:
    said = [
        subprocess.run(
            [sys.executable, "-c", RANK, str(corpus_index), json.dumps(RANKED)],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("1", "2", "2")
    ]
    assert all(json.loads(said[0])[1])
    assert said[0] == said[1] == said[2]


def test_what_only_touches_on_a_question_stands_below_what_answers(corpus_engine: Engine) -> None:
    answer = corpus_engine.search(Query("who gave money for the lung study in Nairobi", limit=100))
    assert titles(answer)[0] == "Tupumue"
    assert answer.total > 1
    assert [hit.close for hit in answer.hits] == [True] + [False] * (answer.total - 1)
    assert " more only touch" in answer.reason


@pytest.mark.parametrize(
    "query", ["how long to boil an egg", "how to bleed a radiator", "when do the clocks go back"]
)
def test_what_the_page_does_not_tell_of_is_not_answered(corpus_engine: Engine, query: str) -> None:
    assert corpus_engine.search(Query(query)).state == "none"


@pytest.mark.parametrize("query", ["hospital in Chichester", "a new cancer centre in Plymouth"])
def test_what_asks_for_something_unheard_of_is_never_strong(
    corpus_engine: Engine, query: str
) -> None:
    assert corpus_engine.search(Query(query)).state != "strong"


def test_an_alternative_that_no_passage_has_leaves_no_doubt(corpus_engine: Engine) -> None:
    answer = corpus_engine.search(Query("kenya OR xylophone"))
    assert (answer.state, answer.notices) == ("strong", ())
    neither = corpus_engine.search(Query("ukulele OR xylophone"))
    assert (neither.state, neither.notices) == (
        "none",
        ("no passage has “ukulele” or “xylophone”",),
    )


@pytest.mark.parametrize("query", ["Lille", "xenopus", "Isle of Wight"])
def test_a_rare_name_is_strong_by_its_words(corpus_engine: Engine, query: str) -> None:
    answer = corpus_engine.search(Query(query))
    assert (answer.state, "words" in answer.hits[0].matched_by) == ("strong", True)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("who paid for the lung study", "with a grant of £720,000"),
        ("who funds DERMA", "The European Regional Development Fund gave it"),
        ("who funds autism work", "Autism Innovation Fund"),
    ],
)
def test_who_paid_is_answered_by_the_sentence_that_tells_it(
    corpus_engine: Engine, question: str, told: str
) -> None:
    assert told in corpus_engine.search(Query(question)).hits[0].snippet.text
