"""Who goes with real questions, on the real page and on the project's own."""

from __future__ import annotations

import pytest

from indexer.model import Collaborator, Query, Who
from indexer.search.engine import Engine

COBRA = {
    "Centre Oscar Lambret",
    "Demcon",
    "Eurasanté",
    "Oncovet",
    "Portsmouth Hospitals University NHS Trust",
    "SATT Nord",
    "Technische Universiteit Delft",
    "Université de Lille",
}


@pytest.fixture(params=["page_engine", "corpus_engine"])
def engine(request: pytest.FixtureRequest) -> Engine:
    found: Engine = request.getfixturevalue(request.param)
    return found


def found(engine: Engine, question: str) -> dict[str, Collaborator]:
    answer = engine.collaborators(Who(Query(question, limit=100)))
    return {one.entity.name: one for one in answer.found}


def test_a_topic_gives_its_partners_with_their_sentence(engine: Engine) -> None:
    partners = found(engine, "who works on prostate cancer robots")
    assert set(list(partners)[:8]) == COBRA
    for name in COBRA:
        one = partners[name]
        assert one.roles == (("partner", 1),)
        assert [evidence.passage.title for evidence in one.evidence] == ["The CoBra project"]
        (mark, *_) = one.evidence[0].snippet.marks
        marked = one.evidence[0].snippet.text[mark.start : mark.end]
        assert marked.split()[0] in name


def test_a_funder_by_name_gives_what_it_funds(engine: Engine) -> None:
    first = next(iter(found(engine, "Wellcome Trust").values()))
    assert first.entity.name == "Wellcome Trust"
    assert first.roles == (("funder", 3),)
    assert {one.passage.title for one in first.evidence} == {
        "Tupumue",
        "Improving diagnosis of rare genetic diseases",
        "The HAVEN Project",
    }


def test_partners_in_a_country_are_those_who_are_there(engine: Engine) -> None:
    assert set(found(engine, "partners in France")) == {"Université de Lille", "Amiens Métropole"}


def test_who_has_funded_gives_the_fund_and_not_the_partners(engine: Engine) -> None:
    funders = found(engine, "who has funded autism work")
    assert "Autism Innovation Fund" in funders
    assert not any("Council" in name for name in funders)
    assert all(role == "funder" for one in funders.values() for role, _ in one.roles)
