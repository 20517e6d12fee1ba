"""Filters and facets over HTTP: what narrows, what the counts say, where the switches lead."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.webapp.harbour import FORMULA_NAME, HOSTILE, SCRIPT_NAME

if TYPE_CHECKING:
    from flask.testing import FlaskClient

SEARCH = "/api/v1/search"


def found(client: FlaskClient, **asked: object) -> dict[str, Any]:
    response = client.get(SEARCH, query_string={"q": "small OR tide OR gates OR boilers"} | asked)
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json
    return answer


def values(answer: dict[str, Any], facet: str) -> dict[str, int]:
    return {one["value"]: one["count"] for one in answer["facets"][facet]}


def test_the_counts_of_themes_sum_to_the_total(client: FlaskClient) -> None:
    answer = found(client)
    assert values(answer, "theme") == {"Tides": 3, "Birds of the shore": 2, "": 1}
    assert answer["total"] == 6
    assert answer["facets_left_out"]["theme"] == 0


def test_a_filter_narrows_to_what_its_facet_counted(client: FlaskClient) -> None:
    everything = found(client)
    for facet, listed in everything["facets"].items():
        for one in listed:
            narrowed = found(client, **{facet: one["value"]})
            assert narrowed["total"] == one["count"]


def test_every_switch_leads_to_the_counts_it_promises(client: FlaskClient) -> None:
    answer = found(client, place="France", theme="Tides")
    for facet, listed in answer["facets"].items():
        for one in listed:
            switched = client.get(one["toggle_url"]).json
            selected = {v["value"] for v in switched["facets"][facet] if v["selected"]}
            assert (one["value"] in selected) is not one["selected"]
            if one["adds"]:
                assert switched["total"] == answer["total"] + one["adds"]


def test_a_switch_keeps_the_question_and_starts_the_list_again(client: FlaskClient) -> None:
    asked = {"mode": "keyword", "limit": 3, "offset": 3, "correct": "false", "explain": "1"}
    answer = found(client, place=["France", "Brest"], **asked)
    by_name = {one["value"]: one["toggle_url"] for one in answer["facets"]["place"]}
    assert by_name["Brest"] == (
        "http://localhost/api/v1/search?q=small+OR+tide+OR+gates+OR+boilers&limit=3&mode=keyword"
        "&correct=false&explain=true&place=France"
    )


def test_a_name_written_another_way_is_switched_off_under_its_own(client: FlaskClient) -> None:
    answer = found(client, organisation="PT")
    (chosen,) = [one for one in answer["facets"]["organisation"] if one["selected"]]
    assert chosen["value"] == "Pier Trust"
    assert "organisation" not in chosen["toggle_url"]


def test_passages_without_a_theme_are_asked_for_by_an_empty_one(client: FlaskClient) -> None:
    answer = found(client, theme="")
    assert [hit["theme"] for hit in answer["hits"]] == [None]


@pytest.mark.parametrize("facet", ["organisation", "funder", "place", "theme"])
def test_a_value_that_nobody_has_finds_nothing(client: FlaskClient, facet: str) -> None:
    answer = found(client, **{facet: "Atlantis"})
    assert (answer["answer"], answer["total"], answer["hits"]) == ("none", 0, [])


def test_hostile_names_go_there_and_back_as_text(client: FlaskClient) -> None:
    answer = found(client)
    assert values(answer, "organisation")[SCRIPT_NAME] == 1
    assert values(answer, "funder")[FORMULA_NAME] == 1
    narrowed = found(client, organisation=SCRIPT_NAME, funder=FORMULA_NAME)
    assert [hit["id"] for hit in narrowed["hits"]] == [HOSTILE]
    assert narrowed["hits"][0]["funders"] == [FORMULA_NAME]


def test_the_order_of_filters_changes_nothing(client: FlaskClient) -> None:
    one, other = (
        client.get(f"{SEARCH}?q=small&{filters}")
        for filters in (
            "place=Brest&place=France&theme=Tides",
            "theme=Tides&place=France&place=Brest",
        )
    )
    assert one.headers["ETag"] == other.headers["ETag"]
    assert one.text.partition('"took_ms"')[0] == other.text.partition('"took_ms"')[0]
