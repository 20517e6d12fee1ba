"""Questions of fact as people type them, judged by sentence, on pages of several kinds."""

from __future__ import annotations

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


def beside(name: str, **held: float) -> Judged:
    return Judged(HERE / name, ((HERE / name).with_suffix(".jsonl"),), **held)


PAGES = {
    "corpus": Judged(
        CORPUS / "health-partnerships.html",
        (CORPUS / "facts.jsonl",),
        ranking=0.97,
        passage=0.95,
        sentence=0.81,
        card=0.42,
        answered=0.97,
        off=0.08,
    ),
    "courses": beside(
        "courses.html", ranking=0.97, passage=0.91, sentence=0.81, card=0.34, answered=0.91, off=0.1
    ),
    "buildings": beside(
        "buildings.html",
        ranking=0.97,
        passage=0.95,
        sentence=0.78,
        card=0.34,
        answered=0.96,
        off=0.15,
    ),
    "grants": beside(
        "grants.md", ranking=0.97, passage=0.96, sentence=0.90, card=0.47, answered=0.96, off=0.08
    ),
    "library": beside(
        "library.html", ranking=0.76, passage=0.42, sentence=0.35, card=0, answered=0.65, off=0.13
    ),
    "page": Judged(
        PAGE,
        (BENCH / "page-facts.jsonl", BENCH / "unanswered" / "page.jsonl"),
        ranking=0.96,
        passage=0.95,
        sentence=0.88,
        card=0.42,
        answered=0.97,
        off=0.06,
    ),
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


@pytest.fixture(scope="module", params=NAMES)
def measured(request: pytest.FixtureRequest, packaged_model: str) -> tuple[Judged, Report]:
    name = request.param
    # The engines of two of them are those of other tests.
    known = {"corpus": CORPUS, "page": PAGE}
    source = known.get(name, PAGES[name].page)
    engine = Engine.open(kept_index(name, source, packaged_model))
    return PAGES[name], evaluate(engine, queries(name))


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
    assert unanswered["none"]["strong"] == 0
    assert unanswered["gibberish"]["answered"] == 0
