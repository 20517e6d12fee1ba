"""The engine on the project's own corpus, with the real model."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from indexer import text
from indexer.evaluate.judged import read_judgements
from indexer.model import MODES, Answer, Filters, Mode, Passage, Query
from indexer.search.engine import Engine
from tests.conftest import CORPUS

JUDGED = read_judgements(CORPUS / "judgements.jsonl")
QUERIES = ("health", "air pollution Kenya", "new technology for patients", "-kenya", "hospital NHS")
AIR = "Air Pollution Interdisciplinary Research (AIR) Network"

queries = st.sampled_from(QUERIES)
modes = st.sampled_from(MODES)
engine_is_shared = settings(
    max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def titles(answer: Answer) -> list[str]:
    return [hit.passage.title for hit in answer.hits]


def terms(passage: Passage) -> set[str]:
    return {word.term for word in text.words(f"{passage.title} {passage.text}")}


def consistent(answer: Answer) -> bool:
    """Say whether an answer's parts agree with one another."""
    for hit in answer.hits:
        assert hit.matched_by
        for mark in hit.snippet.marks:
            assert 0 <= mark.start < mark.end <= len(hit.snippet.text)
    assert len(answer.hits) == min(answer.query.limit, max(answer.total - answer.query.offset, 0))
    assert len(answer.nearest) <= (3 if answer.state == "none" else 0)
    ranking = [(-hit.score, hit.row) for hit in answer.hits]
    return ranking == sorted(ranking) and (answer.state == "none") == (answer.total == 0)


def test_air_pollution_in_kenya(corpus_engine: Engine) -> None:
    answer = corpus_engine.search(Query("air pollution Kenya"))
    assert titles(answer)[:2] == [AIR, "Tupumue"]
    assert (answer.state, answer.hits[0].matched_by) == ("strong", ("words", "meaning"))
    snippet = answer.hits[0].snippet
    quoted = {snippet.text[m.start : m.end].lower() for m in snippet.marks if m.kind == "word"}
    assert quoted <= {"air", "pollution", "kenya"}
    assert quoted


@pytest.mark.parametrize("mode", MODES)
def test_gibberish_has_no_answer(corpus_engine: Engine, mode: Mode) -> None:
    answer = corpus_engine.search(Query("qwerty zxcvb asdfgh", mode=mode))
    assert (answer.state, answer.total, answer.hits) == ("none", 0, ())
    assert answer.reason == "we could not find anything about this"
    assert len(answer.nearest) == (0 if mode == "keyword" else 3)


def test_a_mode_ranks_and_admits_by_its_leg_alone(corpus_engine: Engine) -> None:
    keyword = corpus_engine.search(Query("lung disease in Kenya", mode="keyword"))
    assert all(hit.matched_by == ("words",) for hit in keyword.hits)
    assert all(hit.score == hit.keyword_score > 0 for hit in keyword.hits)
    assert all(hit.semantic_score == 0 for hit in keyword.hits)
    assert {m.kind for hit in keyword.hits for m in hit.snippet.marks} == {"word"}
    semantic = corpus_engine.search(Query("lung disease in Kenya", mode="semantic"))
    assert all(hit.matched_by == ("meaning",) for hit in semantic.hits)
    assert all(hit.score == hit.semantic_score > 0 for hit in semantic.hits)
    both = corpus_engine.search(Query("lung disease in Kenya", limit=100))
    assert {*titles(keyword), *titles(semantic)} <= set(titles(both))


@engine_is_shared
@given(queries, modes, st.integers(1, 7))
def test_pages_never_repeat_and_add_up(
    corpus_engine: Engine, query: str, mode: Mode, size: int
) -> None:
    whole = corpus_engine.search(Query(query, mode=mode, limit=100))
    pages = [
        corpus_engine.search(Query(query, mode=mode, limit=size, offset=offset))
        for offset in range(0, whole.total + size, size)
    ]
    assert all(consistent(page) and page.total == whole.total for page in pages)
    assert tuple(hit for page in pages for hit in page.hits) == whole.hits


def test_several_are_each_answered_as_alone(corpus_engine: Engine) -> None:
    asked = [Query(one.text, limit=5) for one in JUDGED[:40]]
    asked += [Query("air polution kenia", mode=mode) for mode in MODES]
    asked += [Query("health", filters=Filters(theme=corpus_engine.themes[:1])), Query("")]
    found = [(at, corpus_engine.answer(one)) for at, one in corpus_engine.match_many(asked)]
    assert sorted(place for place, _ in found) == list(range(len(asked)))
    for place, answer in found:
        alone = corpus_engine.search(asked[place])
        assert titles(answer) == titles(alone)
        assert (answer.query, answer.state, answer.reason) == (
            asked[place],
            alone.state,
            alone.reason,
        )
        assert answer.facets == alone.facets
        assert [hit.snippet for hit in answer.hits] == [hit.snippet for hit in alone.hits]
        # To 1e-6: many products are added up in another order than one.
        scores, right = ([hit.score for hit in one.hits] for one in (answer, alone))
        assert scores == pytest.approx(right, abs=1e-6)


def test_several_are_none_where_nothing_is_asked(corpus_engine: Engine) -> None:
    assert list(corpus_engine.match_many([])) == []


def test_themes_narrow_and_add_up(corpus_engine: Engine) -> None:
    first, second, *_ = corpus_engine.themes
    totals = {}
    for wanted in ((first,), (second,), (first, second)):
        answer = corpus_engine.search(Query("health", filters=Filters(theme=wanted), limit=100))
        assert {hit.passage.theme for hit in answer.hits} <= set(wanted)
        totals[wanted] = answer.total
    assert totals[(first, second)] == totals[(first,)] + totals[(second,)] > 1
    assert (
        corpus_engine.search(Query("health", filters=Filters(theme=("No such theme",)))).state
        == "none"
    )


@pytest.mark.parametrize("mode", MODES)
def test_an_excluded_word_is_not_let_in_by_meaning(corpus_engine: Engine, mode: Mode) -> None:
    answer = corpus_engine.search(Query("air pollution -kenya", mode=mode, limit=100))
    assert all("kenya" not in terms(hit.passage) for hit in answer.hits)
    assert all("kenya" not in terms(passage) for passage in answer.nearest)


def test_a_phrase_is_required_of_every_hit(corpus_engine: Engine) -> None:
    answer = corpus_engine.search(Query('"air pollution" Kenya', limit=100))
    assert answer.total > 0
    for hit in answer.hits:
        assert "air pollution" in f"{hit.passage.title} {hit.passage.text}".lower()


def test_quotes_in_a_question_leave_out_nothing(corpus_engine: Engine) -> None:
    plain = corpus_engine.search(Query("who measures dirty air in the homes of Kenya"))
    quoted = corpus_engine.search(Query('who measures "dirty air" in the homes of Kenya'))
    assert quoted.total == plain.total > 0
    assert quoted.relaxed is None


def test_where_a_phrase_leaves_nothing_the_answer_without_quotes_stands_apart(
    corpus_engine: Engine,
) -> None:
    answer = corpus_engine.search(Query('"pollution of air"'))
    assert (answer.state, answer.total, answer.hits) == ("none", 0, ())
    plain = corpus_engine.search(Query("pollution of air"))
    assert answer.relaxed is not None
    assert answer.relaxed.hits == plain.hits
    assert (answer.relaxed.state, answer.relaxed.total) == (plain.state, plain.total)
    assert corpus_engine.search(Query('"air pollution"')).relaxed is None
    assert corpus_engine.search(Query('"qzx vlurb"')).relaxed is None


def test_filters_and_what_is_ruled_out_are_never_relaxed(corpus_engine: Engine) -> None:
    theme = Filters(theme=(corpus_engine.themes[0],))
    narrowed = corpus_engine.search(Query('"pollution of air"', filters=theme))
    if narrowed.relaxed is not None:
        assert {hit.passage.theme for hit in narrowed.relaxed.hits} == {corpus_engine.themes[0]}
    without = corpus_engine.search(Query('"pollution of air" -kenya', limit=100)).relaxed
    assert without is not None
    assert all("kenya" not in terms(hit.passage) for hit in without.hits)
    assert corpus_engine.search(Query('title:"pollution of air"')).relaxed is None


def test_conditions_alone_list_in_order_of_the_page(corpus_engine: Engine) -> None:
    answer = corpus_engine.search(Query("-kenya", limit=100))
    without = [one for one in corpus_engine.passages if "kenya" not in terms(one)]
    assert titles(answer) == [one.title for one in without]
    assert answer.reason == f"{len(without)} passages meet the conditions"
    unmet = corpus_engine.search(Query("theme:unheardof"))
    assert (unmet.state, unmet.reason) == ("none", "no results with these conditions")


def test_conditions_alone_score_nothing_whatever_the_mode(corpus_engine: Engine) -> None:
    answer = corpus_engine.search(Query("-kenya", mode="semantic", limit=100))
    assert {hit.score for hit in answer.hits} == {0.0}
    assert [hit.row for hit in answer.hits] == sorted(hit.row for hit in answer.hits)


@pytest.mark.parametrize(
    "query",
    [
        Query("health theme:unheardof"),
        Query("health", filters=Filters(theme=("No such theme",))),
    ],
)
def test_what_conditions_rule_out_is_not_laid_to_the_words(
    corpus_engine: Engine, query: Query
) -> None:
    answer = corpus_engine.search(query)
    assert (answer.state, answer.reason) == ("none", "no results with these conditions")


def test_a_filter_that_no_passage_has_is_said(corpus_engine: Engine) -> None:
    answer = corpus_engine.search(Query("health", filters=Filters(theme=("No such theme",))))
    assert answer.notices == ("no passage has the theme 'No such theme'",)
    known = Filters(theme=(corpus_engine.themes[0], ""))
    assert corpus_engine.search(Query("health", filters=known)).notices == ()


def test_a_place_filters_however_the_pages_write_it(corpus_engine: Engine) -> None:
    whole, short = (
        corpus_engine.search(Query("health", filters=Filters(place=(name,)), limit=100))
        for name in ("United Kingdom", "UK")
    )
    assert short.hits == whole.hits
    assert short.total == whole.total > 0
    kingdom = corpus_engine.entity("UK")
    assert kingdom is not None
    assert (kingdom.kind, kingdom.name) == ("place", "United Kingdom")
    assert "UK" in kingdom.also


@pytest.mark.parametrize(
    ("either", "other"), [("kenya", "bangladesh"), ("title:air", "title:tupumue")]
)
def test_or_answers_with_what_answers_to_either(
    corpus_engine: Engine, either: str, other: str
) -> None:
    alone = [corpus_engine.search(Query(one, limit=100)) for one in (either, other)]
    joined = corpus_engine.search(Query(f"{either} OR {other}", limit=100))
    assert {*titles(joined)} >= {*titles(alone[0]), *titles(alone[1])}
    assert joined.state == "strong"
    assert all(hit.explanation and hit.explanation.coverage == 1 for hit in joined.hits[:2])


@pytest.mark.parametrize("mode", ["hybrid", "semantic"])
def test_a_place_that_no_passage_names_has_no_answer(corpus_engine: Engine, mode: Mode) -> None:
    answer = corpus_engine.search(Query("partners in China", mode=mode))
    assert (answer.state, answer.total, answer.reason) == ("none", 0, "no passage names China")


@pytest.mark.parametrize("query", ["PHU", "phu"])
def test_a_short_form_admits_by_words_and_not_by_what_its_long_form_means(
    corpus_engine: Engine, query: str
) -> None:
    answer = corpus_engine.search(Query(query, limit=100))
    assert {hit.matched_by for hit in answer.hits} == {("words",)}
    assert answer.total < len(corpus_engine.passages) / 2
    told = corpus_engine.search(Query(query, mode="semantic", limit=100))
    assert {hit.matched_by for hit in told.hits} == {("meaning",)}


@pytest.mark.parametrize("typed", ["", "?!", "🌍", "\u202e"])
def test_a_query_without_words_finds_nothing(corpus_engine: Engine, typed: str) -> None:
    answer = corpus_engine.search(Query(typed, filters=Filters(theme=corpus_engine.themes)))
    assert (answer.state, answer.total, answer.nearest) == ("none", 0, ())
    assert answer.reason == "the query holds no word that can be searched"


@pytest.mark.parametrize("mode", MODES)
def test_a_passage_that_was_not_found_is_not_ranked(corpus_engine: Engine, mode: Mode) -> None:
    ranked = corpus_engine.rank(corpus_engine.match(Query("Tupumue", mode=mode, limit=100)))
    assert ranked[0][0].title == "Tupumue"
    assert all(score > 0 for _, score in ranked)


def test_asking_again_gives_the_same_answer(corpus_engine: Engine) -> None:
    asked = [Query(query, mode=mode) for query in QUERIES for mode in MODES] * 4
    alone = [replace(corpus_engine.search(query), took_ms=0) for query in asked]
    with ThreadPoolExecutor(8) as threads:
        together = threads.map(corpus_engine.search, asked)
        assert [replace(answer, took_ms=0) for answer in together] == alone


RANK = """
import json, sys
from pathlib import Path
from indexer.search.engine import Engine
from indexer.model import Query
engine = Engine.open(Path(sys.argv[1]))
found = [engine.search(Query(text, limit=100)) for text in json.loads(sys.argv[2])]
print(json.dumps([[(hit.passage.id, hit.score) for hit in answer.hits] for answer in found]))
"""


def test_the_ranking_does_not_depend_on_the_hash_seed(corpus_index: Path) -> None:
    said = [
        subprocess.run(
            [sys.executable, "-c", RANK, str(corpus_index), json.dumps(QUERIES)],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert len(json.loads(said[0])[0]) > 1
    assert said[0] == said[1]


def test_ids_and_sources_look_themselves_up(corpus_engine: Engine) -> None:
    for passage in corpus_engine.passages:
        assert corpus_engine.passage(passage.id) == passage
    assert corpus_engine.passage("no-such-id") is None
    source = corpus_engine.passages[0].source
    assert corpus_engine.rows(source) == range(len(corpus_engine.passages))


@pytest.mark.parametrize("mode", MODES)
def test_every_judged_query_is_answered(corpus_engine: Engine, mode: Mode) -> None:
    for judged in JUDGED:
        assert consistent(corpus_engine.search(Query(judged.text, mode=mode)))


@engine_is_shared
@given(st.text(), modes)
@example("", "hybrid")
@example("word " * 2000, "hybrid")
@example("\x00\ud800\u202e", "semantic")
@example('-"(', "keyword")
@example("🌍🫁", "hybrid")
def test_anything_typed_is_answered(corpus_engine: Engine, typed: str, mode: Mode) -> None:
    assert consistent(corpus_engine.search(Query(typed, mode=mode)))


def test_a_hit_explains_its_score(corpus_engine: Engine) -> None:
    for hit in corpus_engine.search(Query("air pollution Kenya")).hits:
        how = hit.explanation
        assert how
        total = (how.words + how.meaning + how.name) * how.prior
        assert total == pytest.approx(hit.score, abs=1e-6)
        assert 0 < how.coverage <= 1
