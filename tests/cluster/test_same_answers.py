"""An index in a cluster answers as its folder does: the same passages, scores, counts and names."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from indexer.index.cluster import Address, located
from indexer.model import MODES, NAME_KINDS, Answer, Filters, Mode, Query, Who
from indexer.push import PushOptions, push
from indexer.search.engine import Engine
from tests.conftest import CORPUS
from tests.fakes import words_for_model
from tests.webapp.harbour import open_harbour
from webapp import schemas
from webapp.api import layout

# What the language of queries and the reading of questions knows, each at least once.
ASKED = (
    "air",
    "clean air for children",
    '"air quality"',
    '"mental health" -sweden',
    "-university air",
    "title:network health",
    "theme:health",
    "source:corpus",
    "flood OR drought",
    "(flood and drought) OR heat",
    "who pays for research on heat",
    "when does the project end",
    "how much did the funder give",
    "partners in Germany",
    "projects in Africa",
    "what does AIR stand for",
    "air network",
    "zzzz qqqq",
    "recipes for chocolate cake",
    "-air",
    "",
    "the of and",
    "universty of southhampton",
    "theme:climate -flood",
)
Pair = tuple[Engine, Engine]


@pytest.fixture(scope="module")
def address(node: str) -> Address:
    where = located(f"{node}/same")
    assert isinstance(where, Address)
    return where


@pytest.fixture(scope="module")
def pair(address: Address, corpus_index: Path) -> Pair:
    """The index of `corpus/`, by the real model: in its folder, and in the cluster."""
    push(corpus_index, address, PushOptions(replicas=0))
    return Engine.open(corpus_index), Engine.open(address)


@pytest.fixture(scope="module")
def harbours(address: Address, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    """The same of a page with hostile text, by words alone."""
    folder = tmp_path_factory.mktemp("harbour") / "index"
    here = open_harbour(folder)
    where = replace(address, name="harbour")
    with words_for_model(folder.parent / "encoder"):
        push(folder, where, PushOptions(shards=2, replicas=0))
        yield here, Engine.open(where)


@pytest.fixture(scope="module")
def by_graph(address: Address, corpus_index: Path, pair: Pair) -> Engine:
    """The same index in the cluster, whose near vectors are found by a graph, in two shards."""
    where = replace(address, name="graph")
    assert push(corpus_index, where, PushOptions(shards=2, replicas=0, exact=0)).recall == 1
    assert pair
    return Engine.open(where)


def told(answer: Answer) -> dict[str, object]:
    """An answer as the API lays it out, but for what differs: time, and digits behind the third."""
    whole = json.loads(json.dumps(dataclasses.asdict(answer), default=str))
    del whole["took_ms"], whole["index"]
    shown = schemas.indented(layout.answer(replace(answer, took_ms=0.0), root=""))
    said = json.loads(shown)
    del said["index"]
    return {"whole": rounded(whole), "said": rounded(said)}


def rounded(value: object) -> object:
    if isinstance(value, float):
        return round(value, 3)
    if isinstance(value, dict):
        return {key: rounded(one) for key, one in value.items()}
    if isinstance(value, list):
        return [rounded(one) for one in value]
    return value


def same(one: object, other: object) -> bool:
    return rounded(json.loads(json.dumps(one, default=str))) == rounded(
        json.loads(json.dumps(other, default=str))
    )


@pytest.mark.parametrize("mode", MODES)
def test_every_kind_of_question_is_answered_the_same(pair: Pair, mode: Mode) -> None:
    folder, cluster = pair
    for asked in ASKED:
        query = Query(asked, mode=mode)
        assert told(cluster.search(query)) == told(folder.search(query)), asked


def test_a_graph_and_shards_change_nothing_of_few_passages(pair: Pair, by_graph: Engine) -> None:
    folder, _ = pair
    for asked in ASKED:
        query = Query(asked)
        assert told(by_graph.search(query)) == told(folder.search(query)), asked
    chosen = Query("health", filters=Filters(theme=(folder.themes[0],)))
    assert told(by_graph.search(chosen)) == told(folder.search(chosen))
    first = folder.passages[0].id
    assert same(
        [dataclasses.asdict(one) for one in by_graph.similar(first)],
        [dataclasses.asdict(one) for one in folder.similar(first)],
    )


def test_judged_questions_are_answered_the_same(pair: Pair) -> None:
    folder, cluster = pair
    lines = (CORPUS / "judgements.jsonl").read_text(encoding="utf-8").splitlines()
    for line in lines[::4]:
        query = Query(json.loads(line)["query"], limit=30)
        assert told(cluster.search(query)) == told(folder.search(query)), query.text


def test_hostile_text_and_short_vectors_are_answered_the_same(harbours: Pair) -> None:
    folder, cluster = harbours
    for asked in (
        "flood gates",
        "tide tables",
        "script",
        '"ringing terns"',
        "-tide",
        "",
        "title:gates",
    ):
        for mode in MODES:
            query = Query(asked, mode=mode)
            assert told(cluster.search(query)) == told(folder.search(query)), (asked, mode)


def test_filters_leave_and_count_the_same(pair: Pair) -> None:
    folder, cluster = pair
    narrowed = 0
    for asked in ("health", "air -flood", ""):
        query = Query(asked)
        for facet in folder.search(query).facets:
            for value in facet.values[:2]:
                chosen = replace(query, filters=Filters(**{facet.name: (value.value, "nowhere")}))
                assert told(cluster.search(chosen)) == told(folder.search(chosen)), value
                narrowed += 1
    assert narrowed >= 8


def test_collaborators_and_their_evidence_are_the_same(pair: Pair) -> None:
    folder, cluster = pair
    for asked in ("", "air", "who funds research on heat", "partners in Germany"):
        who = Who(Query(asked), kinds=NAME_KINDS)
        one, other = (engine.collaborators(who) for engine in pair)
        assert same(
            dataclasses.asdict(replace(one, took_ms=0, index=None)),  # type: ignore[arg-type]
            dataclasses.asdict(replace(other, took_ms=0, index=None)),  # type: ignore[arg-type]
        ), asked
        assert same(
            dataclasses.asdict(folder.network(who)), dataclasses.asdict(cluster.network(who))
        )
    for entity in folder.entities[:5]:
        here, there = folder.profile(entity.id), cluster.profile(entity.id)
        assert here
        assert there
        assert same(dataclasses.asdict(here), dataclasses.asdict(there))


def test_passages_are_read_and_compared_the_same(pair: Pair) -> None:
    folder, cluster = pair
    assert list(cluster.passages) == list(folder.passages)
    assert (cluster.themes, cluster.questions, cluster.slips()) == (
        folder.themes,
        folder.questions,
        folder.slips(),
    )
    for passage in folder.passages:
        assert cluster.passage(passage.id) == passage
        assert cluster.beside(passage.id) == folder.beside(passage.id)
        here, there = folder.similar(passage.id), cluster.similar(passage.id)
        assert same(
            [dataclasses.asdict(one) for one in here], [dataclasses.asdict(o) for o in there]
        )
    assert cluster.passage("no-such-passage") is None


def test_what_is_typed_is_completed_the_same(pair: Pair) -> None:
    folder, cluster = pair
    for typed in ("a", "air q", "univ", "polution", "zzz"):
        assert cluster.suggest(typed) == folder.suggest(typed)


def test_why_a_passage_is_no_answer_is_said_the_same(pair: Pair) -> None:
    folder, cluster = pair
    for asked in ("air quality -sweden", "theme:health heat", "chocolate cake"):
        query = Query(asked, filters=Filters(theme=(folder.themes[0],)))
        for passage in list(folder.passages)[:6]:
            here = folder.why(folder.match(query), passage.id)
            there = cluster.why(cluster.match(query), passage.id)
            assert here
            assert there
            assert same(dataclasses.asdict(here), dataclasses.asdict(there)), (asked, passage.id)


def test_the_first_few_are_ranked_before_the_gate_the_same(pair: Pair) -> None:
    for asked in ("air", "floods in towns"):
        ranked = [engine.rank(engine.match(Query(asked, limit=100))) for engine in pair]
        ids = [[passage.id for passage, _ in one] for one in ranked]
        assert ids[0] == ids[1]
        assert [s for _, s in ranked[0]] == pytest.approx([s for _, s in ranked[1]], abs=0.001)


def test_several_questions_at_once_are_answered_the_same(pair: Pair) -> None:
    queries = [Query(asked) for asked in ASKED]
    folder, cluster = (
        {at: told(engine.answer(matches)) for at, matches in engine.match_many(queries)}
        for engine in pair
    )
    assert folder == cluster
    assert len(folder) == len(queries)
