"""Questions of fact as people type them, judged by sentence, on pages of several kinds."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from indexer.evaluate.judged import FACTS, PARTS, JudgedQuery, read_judgements
from indexer.evaluate.measure import Report, evaluate
from indexer.evaluate.sought import Sought
from indexer.read import read_pages
from indexer.search.engine import Engine
from indexer.split import split_page
from tests.conftest import CORPUS, SHARED
from tests.indexes import kept_index

HERE = Path(__file__).parent
BENCH = HERE.parent / "bench"
PAGE = SHARED / "pages" / "health-partnerships.txt"
REAL = pytest.mark.skipif(not PAGE.is_file(), reason="../shared is absent: no real page")


@dataclass(frozen=True, slots=True)
class Judged:
    """A page with its lists, and what is held of its answers, about .03 from what was seen.

    Of the answerable questions, which share has at least the right `passage` first, shows the right
    `sentence` there, has a `card`, is `answered`; which share at most is answered of those `off`
    the topic. `ranking` is nDCG@10. Over both parts.
    """

    page: Path
    lists: tuple[Path, ...]
    ranking: float
    passage: float
    sentence: float
    card: float
    answered: float
    off: float


def beside(name: str, *held: float) -> Judged:
    return Judged(HERE / name, ((HERE / name).with_suffix(".jsonl"),), *held)


_CORPUS = CORPUS / "health-partnerships.html", (CORPUS / "facts.jsonl",)
_PAGE = PAGE, (BENCH / "page-facts.jsonl", BENCH / "unanswered" / "page.jsonl")
# ranking, passage, sentence, card, answered, off
PAGES = {
    "corpus": Judged(*_CORPUS, 0.97, 0.96, 0.82, 0.42, 0.97, 0.04),
    "courses": beside("courses.html", 0.97, 0.91, 0.83, 0.34, 0.91, 0.1),
    "buildings": beside("buildings.html", 0.97, 0.95, 0.82, 0.4, 0.96, 0.1),
    "grants": beside("grants.md", 0.97, 0.97, 0.9, 0.58, 0.97, 0.08),
    "library": beside("library.html", 0.76, 0.45, 0.38, 0, 0.85, 0.13),
    "page": Judged(*_PAGE, 0.96, 0.95, 0.9, 0.42, 0.97, 0.06),
}
NAMES = [pytest.param(name, marks=REAL if name == "page" else ()) for name in PAGES]
COLLECTIONS = ("scifact", "cranfield", "covidfaq")


def queries(name: str) -> list[JudgedQuery]:
    return read_judgements(*PAGES[name].lists)


@pytest.mark.parametrize("name", NAMES)
def test_every_judged_sentence_is_one_sentence_of_the_page(name: str) -> None:
    [page] = read_pages([str(PAGES[name].page)])
    sought = Sought(split_page(page))
    judged = queries(name)
    named = {title for one in judged for title in one.relevant}
    assert [title for title in named if not sought.names.ids(title)] == []
    assert [(one.text, wrong) for one in judged for wrong in sought.unplaced(one)] == []


@pytest.mark.parametrize("name", PAGES)
def test_the_questions_of_a_page_are_many_and_half_of_them_are_kept_for_measuring(
    name: str,
) -> None:
    judged = queries(name)
    kinds = Counter(one.kind for one in judged)
    assert len({one.text for one in judged}) == len(judged)
    assert sum(bool(one.sentences) for one in judged) >= 40
    assert {kinds["none"], kinds["gibberish"], kinds["near"]} == {40, 10}
    assert kinds["absent"] >= 10
    for one in judged:
        assert (one.fact in FACTS) == bool(one.sentences) == one.answerable, one.text
        assert bool(one.relevant) == (one.answerable or one.kind == "absent"), one.text
    parts = Counter(one.part for one in judged)
    assert set(parts) == set(PARTS)
    assert abs(parts["look"] - parts["measure"]) <= 4


@pytest.mark.parametrize("name", COLLECTIONS)
def test_every_collection_has_questions_that_it_does_not_answer(name: str) -> None:
    judged = read_judgements(BENCH / "unanswered" / f"{name}.jsonl")
    kinds = Counter(one.kind for one in judged)
    assert kinds == {"none": 40, "gibberish": 10, "near": 10}
    assert not any(one.relevant for one in judged)


def engine_of(name: str, model: str) -> Engine:
    # The engine of `corpus/` is that of other tests.
    source = CORPUS if name == "corpus" else PAGES[name].page
    return Engine.open(kept_index(name, source, model))


@pytest.fixture(scope="module", params=NAMES)
def measured(request: pytest.FixtureRequest, packaged_model: str) -> tuple[Judged, Report]:
    name = request.param
    return PAGES[name], evaluate(engine_of(name, packaged_model), queries(name))


@REAL
def test_what_the_readme_says_of_facts_is_what_was_kept_apart(packaged_model: str) -> None:
    shown, cards, right, questions, admitted, absent = (0.0,) * 6
    for name in ("corpus", "page", "courses", "buildings", "grants"):
        judged = read_judgements(*PAGES[name].lists, part="measure")
        found = evaluate(engine_of(name, packaged_model), judged)["hybrid"]
        of, missing = found["sentences"], found["unanswered"]["absent"]
        questions += of["queries"]
        shown += of["sentence_first"] * of["queries"]
        cards += of["card"] * of["queries"]
        right += of["card_right"] * of["card"] * of["queries"]
        absent += missing["queries"]
        admitted += missing["strong_or_card"] * missing["queries"]
    readme = (HERE.parents[1] / "README.md").read_text(encoding="utf-8")
    said = re.search(
        r"Of (\d+) questions of fact .*? first for (\d+) %; (\d+) % get a card, of which (\d+) % "
        r"are right, and (\d+) % of (\d+) questions",
        readme,
    )
    assert said
    numbers = [float(one) for one in said.groups()]
    assert (questions, absent) == (numbers[0], numbers[5])
    shares = (shown / questions, cards / questions, right / cards, admitted / absent)
    assert [100 * one for one in shares] == pytest.approx(numbers[1:5], abs=5)


def test_questions_of_fact_show_the_passage_and_the_sentence_that_answer(
    measured: tuple[Judged, Report],
) -> None:
    held, report = measured
    found = report["hybrid"]["sentences"]
    assert found["passage_first"] >= held.passage
    assert found["sentence_first"] >= held.sentence
    assert report["hybrid"]["ndcg@10"] >= held.ranking
    assert report["hybrid"]["answerable_answered"] >= held.answered


def test_a_card_is_right_and_is_not_given_where_the_fact_is_absent(
    measured: tuple[Judged, Report],
) -> None:
    held, report = measured
    found = report["hybrid"]["sentences"]
    assert found["card"] >= held.card
    assert (found["card_right"] or 1) >= 0.93
    # Of ten to thirty questions, one or two.
    assert report["hybrid"]["unanswered"]["absent"]["strong_or_card"] <= 0.14


def test_what_a_page_does_not_tell_of_is_kept_silent(measured: tuple[Judged, Report]) -> None:
    held, report = measured
    unanswered = report["hybrid"]["unanswered"]
    assert unanswered["none"]["answered"] <= held.off
    assert unanswered["none"]["strong"] <= 0.03
    assert unanswered["near"]["strong"] <= 0.1
    assert unanswered["gibberish"]["answered"] == 0
