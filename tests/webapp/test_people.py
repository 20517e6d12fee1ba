from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.fakes import Engines
from tests.webapp.harbour import TABLES
from tests.webapp.test_pages import read, texts
from webapp.app import create_app
from webapp.settings import Settings

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from indexer.search.engine import Engine


def test_collaborators_of_a_question_come_with_what_speaks_for_them(client: FlaskClient) -> None:
    page = read(client, "/collaborators?q=small+tide+tables&theme=Tides")
    assert texts(page, "ol.hits h2") == ["Pier Trust", "University of Brest", "Lamplight Fund"]
    assert texts(page, "[role=status]") == ["3 names in 1 passage"]
    trust = page.css("ol.hits > li")[0]
    assert texts(trust, ".evidence .snippet") == [
        (
            "The Pier Trust and the University of Brest work with us from Brest, in France. "
            "Lamplight Fund pays for the paper."
        )
    ]
    assert texts(trust, "mark") == ["Pier Trust"]
    assert texts(trust, ".theme .role") == ["partner"]
    assert trust.css_first(".evidence a").attributes["href"] == (
        f"/passages/{TABLES}?q=small+tide+tables"
    )


def test_those_we_know_already_are_left_out_and_let_in_again(client: FlaskClient) -> None:
    page = read(client, "/collaborators?q=small+tide+tables&theme=Tides")
    leave = page.css("ol.hits > li")[0].css(".why a")[-1].attributes["href"] or ""
    fewer = read(client, leave)
    assert texts(fewer, "ol.hits h2") == ["University of Brest", "Lamplight Fund"]
    chip = fewer.css(".chips a")[-1]
    assert texts(fewer, ".chips bdi")[-1] == "Pier Trust"
    again = read(client, chip.attributes["href"] or "")
    assert len(again.css("ol.hits > li")) == 3


def test_collaborators_are_narrowed_to_a_kind_and_a_part(client: FlaskClient) -> None:
    people = read(client, "/collaborators?kind=person")
    assert texts(people, "ol.hits h2") == ["Ada Quay"]
    funders = read(client, "/collaborators?role=funder")
    assert texts(funders, "ol.hits h2")[0] == "Lamplight Fund"
    checked = [n.attributes["value"] for n in funders.css("input[checked]")]
    assert checked == ["organisation", "person", "funder"]


def test_collaborators_page_by_page_show_each_once(engines: Engines) -> None:
    client = create_app(engines, Settings(default_limit=2)).test_client()
    seen, path = [], "/collaborators"
    while path:
        page = read(client, path)
        seen += texts(page, "ol.hits h2")
        onward = page.css_first("a[rel=next]")
        path = (onward.attributes["href"] or "") if onward else ""
    assert len(seen) == len(set(seen)) == 8


@pytest.mark.parametrize("wrong", ["kind=thing", "role=boss", "mode=x"])
def test_a_wrong_choice_is_explained_with_a_way_out(client: FlaskClient, wrong: str) -> None:
    page = read(client, f"/collaborators?q=small&{wrong}", 400)
    assert "use " in texts(page, "[role=alert] p")[0].lower()
    assert page.css_first("[role=alert] a").attributes["href"] == "/collaborators?q=small"


def test_a_collaborator_has_a_page_with_its_evidence_and_its_company(client: FlaskClient) -> None:
    page = read(client, "/collaborators/pier-trust")
    assert texts(page, "h1") == ["Pier Trust"]
    assert "Also written PT" in texts(page, "p.quiet")
    assert texts(page, "#alongside-evidence") == ["Mentioned in 2 passages"]
    assert len(page.css(".beside-each-other .evidence li")) == 2
    assert texts(page, "section[aria-labelledby=alongside-funders] li a") == ["Lamplight Fund"]
    others = texts(page, "section[aria-labelledby=alongside-others] li a")
    assert "University of Brest" in others
    drawn = {node.attributes["aria-label"] for node in page.css("svg a")}
    assert {"Flood gates (passage)", "Pier Trust (organisation)"} <= drawn
    assert "Counting oystercatchers (passage)" not in drawn


def test_a_country_counts_the_passages_of_its_places(corpus_engine: Engine) -> None:
    page = read(create_app(Engines(corpus_engine)).test_client(), "/collaborators/england")
    assert texts(page, "#alongside-evidence") == [
        "Mentioned in 15 passages"
    ]  # itself, or who is there
    said = "16 passages with the places in it."
    assert said in texts(page, "[aria-labelledby=alongside-evidence] p")


def test_an_unsure_part_is_said_to_be_unsure(client: FlaskClient) -> None:
    page = read(client, "/collaborators/auk-society")
    assert "unconfirmed" in texts(page, ".theme")[0]


def test_who_is_unknown_is_a_404(client: FlaskClient) -> None:
    assert read(client, "/collaborators/nobody", 404).css("input[name=q]")


def test_the_network_is_a_picture_of_links_and_the_same_as_a_table(client: FlaskClient) -> None:
    page = read(client, "/network?q=small+tide+tables&theme=Tides")
    svg = page.css_first("figure svg")
    assert svg.attributes["role"] == "group"
    assert texts(page, "#alongside-picture") == ["Network of “small tide tables”"]
    assert page.css_first("#alongside-drawn").text().startswith("Funders on the left")
    drawn = [a.attributes["href"] for a in svg.css("a")]
    assert len(drawn) == 4
    rows = texts(page, "tbody tr")
    assert rows == ["Tide tables for small boats Pier Trust, University of Brest Lamplight Fund"]
    linked = {a.attributes["href"] for a in page.css("tbody a")}
    assert {href.partition("?")[0] for href in drawn if href} == linked


def test_a_network_of_nobody_is_said_to_be_empty(client: FlaskClient) -> None:
    page = read(client, "/network?q=qzx")
    assert not page.css("svg a")
    assert "Nobody is named in these results" in texts(page, ".notice")[0]


def test_places_are_on_a_map_and_in_a_list(client: FlaskClient) -> None:
    page = read(client, "/places?q=small")
    assert [a.attributes["aria-label"] for a in page.css("svg a")] == [
        "Brest, 2 passages",
        "France, 2 passages",
    ]
    assert texts(page, "tbody th") == ["Brest", "France", "Europe not on the map"]
    (brest,) = (a for a in page.css("tbody td a") if "Brest" in (a.attributes["href"] or ""))
    assert brest.attributes["href"] == "/?q=small&place=Brest"
    assert (page.css_first("svg image").attributes["href"] or "").startswith("/static/land.svg")


def test_views_keep_the_question_and_what_narrows_it(client: FlaskClient) -> None:
    page = read(client, "/places?q=small&theme=Tides")
    assert [a.attributes["href"] for a in page.css(".views a")] == [
        f"{path}?q=small&theme=Tides" for path in ("/", "/collaborators", "/places", "/network")
    ]
    assert texts(page, ".views [aria-current=page]") == ["Places"]
    assert page.css_first("form.ask").attributes["action"] == "/places"
