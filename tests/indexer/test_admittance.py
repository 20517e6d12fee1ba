"""Why a passage is part of an answer, or is not: on the project's own page, with the real model."""

from __future__ import annotations

import pytest

from indexer.model import Admittance, Filters, Query
from indexer.search.engine import Engine

COBRA = "The CoBra project"
ROBOT = "robot for prostate cancer"


def why(engine: Engine, query: str, title: str, **filters: tuple[str, ...]) -> Admittance:
    found = engine.why(engine.match(Query(query, filters=Filters(**filters))), title)
    assert found is not None
    return found


def test_a_result_says_which_one_it_is(corpus_engine: Engine) -> None:
    hits = corpus_engine.search(Query(ROBOT)).hits
    for rank, hit in enumerate(hits, 1):
        found = why(corpus_engine, ROBOT, hit.passage.title)
        assert (found.admitted, found.rank, found.total) == (True, rank, len(hits))
        assert hit.explanation
        assert found.coverage == pytest.approx(hit.explanation.coverage)
        assert found.cosine == pytest.approx(hit.semantic_score)
    assert why(corpus_engine, ROBOT, COBRA).lacks == ()


def test_no_result_says_what_it_lacks_and_where_it_would_be(corpus_engine: Engine) -> None:
    title = "The Portsmouth Technologies Trials Unit (PTTU)"
    found = why(corpus_engine, f"air quality {ROBOT}", title)
    assert not found.admitted
    assert found.excluded_by == ()
    assert found.lacks == ("air", "robot", "prostate", "cancer")
    assert found.coverage is not None
    assert found.coverage < found.needed
    assert found.cosine is not None
    assert found.cosine < found.floor
    assert found.evidence is not None
    assert found.evidence < found.least
    assert found.rank is not None
    assert found.rank > 1
    assert found.reason.startswith("not a result; it does not hold “air”")
    assert found.reason.endswith(f"admitted, it would be result {found.rank} of {found.total + 1}")


def test_what_says_the_same_is_not_lacked(corpus_engine: Engine) -> None:
    title = "Autism Centre for Research on Employment (ACRE)"
    assert why(corpus_engine, "who funds acre", title).lacks == ()
    # A country is said by its towns.
    assert why(corpus_engine, "children in Kenya", "Tupumue").lacks == ()
    assert why(corpus_engine, "children in Sweden", "Tupumue").lacks == ("Sweden",)
    # Of what OR joins, one is enough.
    assert why(corpus_engine, "Kenya OR xylophone", "Tupumue").lacks == ()


@pytest.mark.parametrize(
    ("query", "title", "filters", "excluded"),
    [
        ("air pollution -Nairobi", "Tupumue", {}, "-Nairobi"),
        ('robot "air quality"', COBRA, {}, '"air quality"'),
        (f"{ROBOT} theme:climate", COBRA, {}, "theme:climate"),
        (ROBOT, COBRA, {"place": ("Kenya",)}, "place: Kenya"),
    ],
)
def test_what_is_ruled_out_says_by_what(
    corpus_engine: Engine,
    query: str,
    title: str,
    filters: dict[str, tuple[str, ...]],
    excluded: str,
) -> None:
    found = why(corpus_engine, query, title, **filters)
    assert (found.admitted, found.excluded_by) == (False, (excluded,))
    assert found.reason.startswith(f"ruled out; it does not meet {excluded}")


def test_by_words_alone_nothing_is_said_of_meaning(corpus_engine: Engine) -> None:
    matches = corpus_engine.match(Query(f"air quality {ROBOT}", mode="keyword"))
    found = corpus_engine.why(matches, "Tupumue")
    assert found is not None
    assert (found.cosine, found.evidence) == (None, None)
    assert "meaning" not in found.reason
    assert "of the question (" in found.reason


def test_a_passage_is_known_by_its_title_in_any_case_of_letters(corpus_engine: Engine) -> None:
    matches = corpus_engine.match(Query(ROBOT))
    found = corpus_engine.why(matches, "tupumue")
    assert found is not None
    assert found.passage.title == "Tupumue"
    assert corpus_engine.why(matches, "Tupumue of the coast") is None


def test_every_passage_can_be_asked_about_by_id(corpus_engine: Engine) -> None:
    matches = corpus_engine.match(Query(ROBOT))
    admitted = [one for p in corpus_engine.passages if (one := corpus_engine.why(matches, p.id))]
    assert len(admitted) == len(corpus_engine.passages)
    assert sum(one.admitted for one in admitted) == len(matches.ranking)
    assert corpus_engine.why(matches, "no-such-passage") is None
