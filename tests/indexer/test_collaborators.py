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
    there = found(engine, "partners in France")
    assert {"Université de Lille", "Amiens Métropole"} <= set(there)
    assert all("France" in one.entity.places for one in there.values())


def test_whom_a_page_links_under_a_land_s_domain_is_there(corpus_engine: Engine) -> None:
    """The text of Makerere University's passage names neither Uganda nor Africa."""
    for question in ("partners in Africa", "universities in Africa", "partners in Uganda"):
        one = found(corpus_engine, question)["Makerere University"]
        assert [each.passage.title for each in one.evidence] == ["Fit 4 Purpose Prosthetics"]
    assert list(found(corpus_engine, "universities in Africa")) == ["Makerere University"]


def test_who_leads_gives_the_one_that_does(engine: Engine) -> None:
    answer = engine.collaborators(Who(Query("who leads the prosthetics project")))
    assert [one.entity.name for one in answer.found] == ["University of Salford"]
    assert answer.state == "strong"
    assert answer.found[0].roles == (("leader", 1),)
    assert answer.notices == ("showing leaders only: choose another role to see others",)
    named = found(engine, "universities working on prosthetics")
    assert next(iter(named)) == "University of Salford"  # who leads comes before its equals
    partners = engine.collaborators(Who(Query("prosthetics"), roles=("partner",))).found
    assert "University of Salford" in {one.entity.name for one in partners}


def test_people_are_listed_where_people_are_asked_for(engine: Engine) -> None:
    people = found(engine, "people we work with")
    assert [one.entity.kind for one in people.values()] == ["person"]


def test_companies_are_those_who_are_called_so_or_like_no_institution(engine: Engine) -> None:
    companies = found(engine, "companies in the Netherlands")
    assert {"Demcon", "Athletic Skills Model Company"} <= set(companies)
    institutions = {"Technische Universiteit Delft", "Centre Oscar Lambret", "Université de Lille"}
    assert not institutions & set(companies)


def test_whom_a_question_excepts_is_left_out(engine: Engine) -> None:
    trusts = found(engine, "NHS trusts except Portsmouth")
    assert set(trusts) == {"Oxford University Hospitals NHS Foundation Trust"}
    assert "Portsmouth Hospitals University NHS Trust" in found(engine, "NHS trusts")
    assert not any(
        "France" in one.entity.places for one in found(engine, "robots except France").values()
    )


def test_money_of_somebody_gives_the_funders_called_so(engine: Engine) -> None:
    funders = found(engine, "EU money")
    assert set(funders) == {"European Regional Development Fund"}


def test_where_nobody_is_of_the_kind_the_others_are_shown_weakly(engine: Engine) -> None:
    answer = engine.collaborators(Who(Query("museums working on prosthetics")))
    assert answer.state == "weak"
    assert answer.notices == ("no such organisations are named: others are shown",)
    assert answer.found


def test_organisations_that_are_not_there_are_not_called_people(corpus_engine: Engine) -> None:
    who = Who(Query("universities working on bacteria"), kinds=("person",))
    answer = corpus_engine.collaborators(who)
    assert [one.entity.kind for one in answer.found] == ["person"]
    assert answer.notices == ("no such organisations are named: others are shown",)


def test_a_place_counts_the_passages_of_those_who_are_there(corpus_engine: Engine) -> None:
    answer = corpus_engine.collaborators(Who(Query("", limit=100), kinds=("place",)))
    counts = {one.entity.name: one.passages for one in answer.found}
    delft = next(one for one in answer.found if one.entity.name == "Delft")
    assert delft.entity.point
    assert counts["Delft"] == 1
    (evidence,) = delft.evidence
    assert "Technische Universiteit Delft" in evidence.snippet.text
    assert (evidence.role, evidence.roles) == (None, ())


def test_who_has_funded_gives_the_fund_and_not_the_partners(engine: Engine) -> None:
    funders = found(engine, "who has funded autism work")
    assert "Autism Innovation Fund" in funders
    assert not any("Council" in name for name in funders)
    assert all(role == "funder" for one in funders.values() for role, _ in one.roles)
