from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import log2
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from indexer.evaluate.judged import JudgedQuery, Place, read_judgements
from indexer.evaluate.measure import Report, evaluate, unmatched, unplaced
from indexer.evaluate.sought import PassageNames
from indexer.model import MODES, Passage, Query, Snippet, Span, State
from indexer.read import read_pages
from indexer.search.engine import Engine
from indexer.split import split_page
from tests.conftest import CORPUS, ROOT
from tests.indexer.made import passages, thing
from tests.indexes import kept_index

PASSAGES = passages(*(thing(title, key=f"_{title}") for title in ("Air", "Dental", "Limbs")))
AIR, DENTAL, LIMBS = PASSAGES


@dataclass
class Asked:
    """What an engine matched: the query alone."""

    query: Query


@dataclass
class Ranked:
    """What evaluation asks of an engine: rankings by query, and how it answers each.

    `states` are those that are not weak, `shown` what is left of a ranking, `sentences` which
    sentence of the first hit is shown, from 0, `cards` which one a card gives.
    """

    rankings: Mapping[str, Sequence[Passage]]
    states: Mapping[str, State] = field(default_factory=dict)
    shown: Mapping[str, Sequence[Passage]] = field(default_factory=dict)
    sentences: Mapping[str, int] = field(default_factory=dict)
    cards: Mapping[str, int] = field(default_factory=dict)
    passages: tuple[Passage, ...] = PASSAGES

    def match(self, query: Query) -> Any:
        return Asked(query)

    def rank(self, matches: Asked) -> list[tuple[Passage, float]]:
        ranking = self.rankings.get(matches.query.text, ())
        return [(one, 1.0) for one in ranking]  # all alike: the order counts

    def answer(self, matches: Asked) -> Any:
        text = matches.query.text
        state = self.states.get(text, "weak")
        found = self.shown.get(text, self.rankings.get(text, ())) if state != "none" else ()
        hits = [
            SimpleNamespace(passage=one, snippet=Snippet("", (), self.sentence(one, text)))
            for one in found
        ]
        card = None
        if text in self.cards:
            sentence = found[0].sentences[self.cards[text]]
            card = SimpleNamespace(passage=found[0], sentence=sentence)
        return SimpleNamespace(state=state, hits=hits[: matches.query.limit], direct=card)

    def sentence(self, passage: Passage, text: str) -> Span | None:
        number = self.sentences.get(text, -1)
        return passage.sentences[number] if 0 <= number < len(passage.sentences) else None


def measured(engine: Ranked, judged: list[JudgedQuery]) -> dict[str, Any]:
    report = evaluate(engine, judged)  # type: ignore[arg-type]
    assert list(report) == ["hybrid", "keyword", "semantic"]
    return report["hybrid"]


def test_measures_are_linear_gain_over_the_ideal() -> None:
    engine = Ranked({"smoke": [DENTAL, LIMBS, AIR], "teeth": [AIR, DENTAL]})
    judged = [
        JudgedQuery("1", "smoke", "topic", {"Air": 2, "Dental": 1}),
        JudgedQuery("2", "teeth", "question", {"Dental": 1}),
    ]
    report = measured(engine, judged)
    # First query: 1 at rank 1 and 2 at rank 3, ideally 2 at rank 1 and 1 at rank 2.
    first = (1 / log2(2) + 2 / log2(4)) / (2 / log2(2) + 1 / log2(3))
    second = 1 / log2(3)
    assert report["ndcg@10"] == pytest.approx((first + second) / 2, abs=1e-4)
    assert report["mrr@10"] == (1 + 1 / 2) / 2
    assert report["recall@100"] == 1
    assert report["by_kind"]["topic"]["ndcg@10"] == pytest.approx(first, abs=1e-4)
    assert report["by_kind"]["question"] == {
        "ndcg@10": pytest.approx(second, abs=1e-4),
        "mrr@10": 0.5,
        "recall@100": 1,
        "ndcg@10_after_gate": pytest.approx(second, abs=1e-4),
        "answered": 1,
        "queries": 1,
    }


def test_what_is_not_found_counts_as_nothing() -> None:
    engine = Ranked({"smoke": [AIR], "teeth": []})
    judged = [
        JudgedQuery("1", "smoke", None, {"Air": 1, "Limbs": 1}),
        JudgedQuery("2", "teeth", None, {"Dental": 2}),
    ]
    report = measured(engine, judged)
    assert report["recall@100"] == (1 / 2 + 0) / 2
    assert report["mrr@10"] == (1 + 0) / 2
    assert report["by_kind"] == {}


@pytest.mark.parametrize("name", ["Air", "_Air", AIR.id])
def test_a_judgement_names_title_source_key_or_id(name: str) -> None:
    engine = Ranked({"smoke": [DENTAL, AIR]})
    judged = [JudgedQuery("1", "smoke", None, {name: 1})]
    assert measured(engine, judged)["mrr@10"] == 0.5
    assert unmatched(engine, judged) == []  # type: ignore[arg-type]


def test_a_key_is_no_other_passages_title() -> None:
    first, second = passages(thing("7", key="8"), thing("Air", key="7"))
    engine = Ranked({"smoke": [first, second]})
    engine.passages = (first, second)
    judged = [JudgedQuery("1", "smoke", None, {"7": 1})]
    assert measured(engine, judged)["mrr@10"] == 1 / 2


def test_a_number_that_is_a_title_stays_as_it_is_written(tmp_path: Path) -> None:
    lines = (
        {"_id": "3105", "title": "Smoke", "text": "Smoke in towns."},
        {"_id": "7", "title": "3105.", "text": "Stones in kidneys."},
    )
    path = tmp_path / "corpus.jsonl"
    path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    [page] = read_pages([str(path)])
    smoke, stones = split_page(page)
    assert stones.title == "3105."
    names = PassageNames([smoke, stones])
    assert names.ids("3105") == {smoke.id}
    assert names.ids("3105.") == {stones.id}


def test_a_name_nobody_has_is_told_and_counts_as_never_found() -> None:
    engine = Ranked({"smoke": [AIR]})
    judged = [JudgedQuery("1", "smoke", None, {"Air": 1, "Mars": 1, "Moon": 2})]
    assert unmatched(engine, judged) == ["Mars", "Moon"]  # type: ignore[arg-type]
    assert measured(engine, judged)["recall@100"] == pytest.approx(1 / 3, abs=1e-4)


def test_the_gate_is_measured_apart() -> None:
    silent: dict[str, State] = {"teeth": "none", "bread": "none"}
    engine = Ranked({"smoke": [AIR], "teeth": [AIR]}, silent)
    judged = [
        JudgedQuery("1", "smoke", "topic", {"Air": 1}),
        JudgedQuery("2", "teeth", "topic", {"Air": 1}),
        JudgedQuery("3", "chess", "topic", {}),  # nobody said what answers it
        *(JudgedQuery(text, text, "none", {}) for text in ("bread", "flights", "chess", "tyres")),
    ]
    report = measured(engine, judged)
    assert report["answerable_answered"] == 1 / 2
    assert report["none_kept_silent"] == 1 / 4
    assert report["ndcg@10"] == 1
    assert list(report["by_kind"]) == ["topic"]
    assert report["by_kind"]["topic"]["queries"] == 2


def test_what_the_gate_leaves_out_is_lost_to_the_hits_alone() -> None:
    silent: dict[str, State] = {"teeth": "none"}
    engine = Ranked({"smoke": [AIR, DENTAL], "teeth": [DENTAL]}, silent, shown={"smoke": [AIR]})
    judged = [
        JudgedQuery("1", "smoke", "topic", {"Air": 1, "Dental": 1}),
        JudgedQuery("2", "teeth", "question", {"Dental": 1}),
    ]
    report = measured(engine, judged)
    left = 1 / (1 + 1 / log2(3))
    assert report["ndcg@10"] == 1
    assert report["ndcg@10_after_gate"] == pytest.approx(left / 2, abs=1e-4)
    by_kind = {kind: of["ndcg@10_after_gate"] for kind, of in report["by_kind"].items()}
    assert by_kind == {"topic": pytest.approx(left, abs=1e-4), "question": 0}
    assert [of["answered"] for of in report["by_kind"].values()] == [1, 0]


SCHOOL, BOAT = passages(
    thing("School", "It opened in 1910. Ada Finch led it.", "It has 300 pupils."),
    thing("Boat", "It sails in spring. Two men built it in 1910."),
)


def of_facts(**told: Mapping[str, Any]) -> Ranked:
    answers = {text: [SCHOOL, BOAT] for text in ("when", "who", "many")}
    return Ranked(answers, passages=(SCHOOL, BOAT), **told)


FACTS = [
    JudgedQuery("1", "when", "fact", {"School": 2}, ("opened in 1910",), "date"),
    JudgedQuery("2", "who", "fact", {"School": 2}, (Place("School", Span(19, 36)),), "person"),
    JudgedQuery("3", "many", "fact", {"Boat": 2}, ("Two men", "sails"), "number"),
]


def test_judged_sentences_are_compared_with_what_the_first_hit_shows() -> None:
    report = measured(of_facts(sentences={"when": 0, "who": 0, "many": 1}), FACTS)
    assert report["sentences"] == {
        "queries": 3,
        "passage_first": pytest.approx(2 / 3, abs=1e-4),
        "sentence_first": pytest.approx(1 / 3, abs=1e-4),
        "card": 0,
        "card_right": None,
    }
    first = {fact: of["sentence_first"] for fact, of in report["sentences_by_fact"].items()}
    assert first == {"date": 1, "person": 0, "number": 0}


def test_a_sentence_judged_by_its_place_is_the_one_that_stands_there() -> None:
    report = measured(of_facts(sentences={"who": 1}), FACTS)
    assert report["sentences_by_fact"]["person"]["sentence_first"] == 1


def test_a_card_is_right_where_it_gives_a_judged_sentence() -> None:
    report = measured(of_facts(cards={"when": 0, "who": 0}), FACTS)
    found = report["sentences"]
    assert (found["card"], found["card_right"]) == (pytest.approx(2 / 3, abs=1e-4), 1 / 2)


def test_questions_without_an_answer_are_measured_by_their_kind() -> None:
    states: dict[str, State] = {"fee": "strong", "ship": "strong", "cake": "none", "wxq": "none"}
    texts = ("fee", "phone", "opening", "ship", "train", "cake", "wxq")
    engine = Ranked(dict.fromkeys(texts, (SCHOOL,)), states, cards={"phone": 0})
    engine.passages = (SCHOOL, BOAT)
    judged = [
        *(JudgedQuery(one, one, "absent", {"School": 2}) for one in ("fee", "phone", "opening")),
        *(JudgedQuery(one, one, "near", {}) for one in ("ship", "train")),
        JudgedQuery("cake", "cake", "none", {}),
        JudgedQuery("wxq", "wxq", "gibberish", {}),
    ]
    report = measured(engine, judged)
    third = pytest.approx(1 / 3, abs=1e-4)
    silent = {"queries": 1, "strong": 0, "answered": 0, "card": 0}
    assert report["unanswered"] == {
        "absent": {
            "queries": 3,
            "strong": third,
            "answered": 1,
            "card": third,
            "strong_or_card": pytest.approx(2 / 3, abs=1e-4),
        },
        "near": {"queries": 2, "strong": 1 / 2, "answered": 1, "card": 0},
        "none": silent,
        "gibberish": silent,
    }
    # What has no answer is no ranking, though a passage is named.
    assert (report["ndcg@10"], report["answerable_answered"], report["by_kind"]) == (None, None, {})


@pytest.mark.parametrize(
    "sentence", ["It", "opened in 1911", "Two men", Place("School", Span(30, 40))]
)
def test_what_is_no_single_sentence_of_what_is_relevant_is_told(sentence: str | Place) -> None:
    wrong = JudgedQuery("4", "how", "fact", {"School": 2}, (sentence,))
    (told,) = unplaced(of_facts(), [*FACTS, wrong])  # type: ignore[arg-type]
    assert told.startswith("'how': ")


def test_without_answerable_queries_there_is_no_figure() -> None:
    report = measured(Ranked({}), [JudgedQuery("1", "bread", "none", {})])
    assert (report["ndcg@10"], report["answerable_answered"]) == (None, None)


@pytest.fixture(scope="session")
def measured_corpus(corpus_engine: Engine) -> Report:
    judged = read_judgements(CORPUS / "judgements.jsonl")
    assert unmatched(corpus_engine, judged) == []
    return evaluate(corpus_engine, judged)


# About .03 under what was measured (all kinds together .951; .903 of the queries without an answer
# kept silent, .960 of the others answered), so that a lost query of a kind is seen.
@pytest.mark.parametrize(
    ("kind", "floor"),
    [
        ("topic", 0.95),
        ("question", 0.89),
        ("acronym", 0.96),
        ("partner", 0.80),
        ("funder", 0.94),
        ("place", 0.81),
        ("typo", 0.94),
        ("broad", 0.9),
    ],
)
def test_no_kind_of_query_gets_worse(measured_corpus: Report, kind: str, floor: float) -> None:
    assert measured_corpus["hybrid"]["by_kind"][kind]["ndcg@10"] >= floor


def test_both_legs_together_are_better_than_either(measured_corpus: Report) -> None:
    both, words, meaning = (measured_corpus[mode]["ndcg@10"] for mode in MODES)
    assert both >= 0.89
    assert both > max(words, meaning)


def test_the_gate_keeps_silent_and_answers(measured_corpus: Report) -> None:
    assert measured_corpus["hybrid"]["none_kept_silent"] >= 0.87
    assert measured_corpus["hybrid"]["answerable_answered"] >= 0.93


@pytest.fixture(scope="session")
def measured_page(page_engine: Engine, shared: Path) -> Report:
    return evaluate(page_engine, read_judgements(shared / "judgements" / "queries.jsonl"))


def test_the_real_page_splits_into_its_things(page_engine: Engine, shared: Path) -> None:
    things = [one for one in page_engine.passages if not one.introduction]
    listed = json.loads((shared / "judgements" / "passages.json").read_text("utf-8"))
    assert [(one.title, one.theme) for one in things] == [
        (one["title"], one["theme"]) for one in listed
    ]
    assert len(things) == 25


def test_the_real_page_is_answered(measured_page: Report) -> None:
    both, words, meaning = (measured_page[mode]["ndcg@10"] for mode in MODES)
    assert both >= 0.985
    assert both > max(words, meaning)
    by_kind = measured_page["hybrid"]["by_kind"]
    low = {kind: of["ndcg@10"] for kind, of in by_kind.items() if of.get("ndcg@10", 1) < 0.95}
    assert not low
    # Of the 8, one comes just above the floor.
    assert measured_page["hybrid"]["none_kept_silent"] >= 7 / 8
    assert measured_page["hybrid"]["answerable_answered"] == 1


# What the README says of quality holds to .01, on any processor and in both precisions.
README = (ROOT / "README.md").read_text(encoding="utf-8")


def shown(row: str) -> list[float]:
    """Return the figures of a row of the README's table: hybrid, words only, meaning only."""
    line = re.search(rf"^\| {row}.*?\|(.*)\|$", README, re.MULTILINE)
    assert line
    return [float(figure) for figure in line[1].split("|")]


def by_mode(report: Report) -> list[float]:
    return [report[mode]["ndcg@10"] for mode in ("hybrid", "keyword", "semantic")]


def test_the_figures_of_the_corpus_are_those_of_the_readme(measured_corpus: Report) -> None:
    assert by_mode(measured_corpus) == pytest.approx(shown("`corpus/`"), abs=0.01)
    silent = re.search(r"(\d+) % of the 31 on `corpus/` .*?, while 100 % and (\d+) %", README)
    assert silent
    hybrid = measured_corpus["hybrid"]
    rates = [100 * hybrid["none_kept_silent"], 100 * hybrid["answerable_answered"]]
    assert rates == pytest.approx([int(silent[1]), int(silent[2])], abs=4)  # of 31, one


def test_the_figures_of_the_real_page_are_those_of_the_readme(measured_page: Report) -> None:
    assert by_mode(measured_page) == pytest.approx(shown("a real partnerships page"), abs=0.01)


@pytest.mark.skipif(
    "ALONGSIDE_TEST_COLLECTIONS" not in os.environ,
    reason="encoding the collections takes minutes: ALONGSIDE_TEST_COLLECTIONS=1 measures them",
)
@pytest.mark.parametrize(
    ("row", "name"), [("SciFact", "scifact"), ("Cranfield", "cranfield"), ("COVID-19", "covidfaq")]
)
def test_the_figures_of_a_collection_are_those_of_the_readme(
    packaged_model: str, shared: Path, row: str, name: str
) -> None:
    folder = shared / "collections" / name
    engine = Engine.open(kept_index(folder.name, folder / "corpus.jsonl", packaged_model))
    report = evaluate(engine, read_judgements(folder))
    assert by_mode(report) == pytest.approx(shown(row), abs=0.01)
