from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest
from selectolax.lexbor import LexborHTMLParser

from indexer.model import Mention
from indexer.search.engine import Engine
from tests.fakes import Engines
from tests.webapp.harbour import GATES
from webapp.app import create_app
from webapp.pages import discovery
from webapp.settings import Settings

if TYPE_CHECKING:
    from flask.testing import FlaskClient

SEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture
def public(engines: Engines) -> FlaskClient:
    return create_app(engines, Settings(public_url="https://find.example")).test_client()


def head(client: FlaskClient, path: str, selector: str) -> list[dict[str, str | None]]:
    page = LexborHTMLParser(client.get(path).text)
    return [node.attributes for node in page.css(f"head {selector}")]


def structured(client: FlaskClient, path: str) -> dict[str, Any]:
    (script,) = LexborHTMLParser(client.get(path).text).css(
        "head script[type='application/ld+json']"
    )
    loaded: dict[str, Any] = json.loads(script.text())
    return loaded


def located(client: FlaskClient, path: str) -> list[str]:
    found = ET.fromstring(client.get(path).data).iter(f"{MAP}loc")  # noqa: S314 - our own
    return [str(one.text) for one in found]


def test_a_browser_learns_to_search_and_to_complete(public: FlaskClient) -> None:
    (link,) = head(public, "/", "link[rel='search']")
    assert link["type"] == "application/opensearchdescription+xml"
    response = public.get(str(link["href"]))
    assert response.mimetype == link["type"]
    root = ET.fromstring(response.data)  # noqa: S314 - our own
    urls = {url.attrib["type"]: url.attrib["template"] for url in root.iter(f"{SEARCH}Url")}
    assert urls == {
        "text/html": "https://find.example/?q={searchTerms}",
        "application/json": "https://find.example/api/v1/search?q={searchTerms}",
        "application/x-suggestions+json": "https://find.example/suggest?q={searchTerms}",
    }
    assert root.findtext(f"{SEARCH}ShortName") == "Alongside"
    for kind, template in urls.items():
        path = template.removeprefix("https://find.example").replace("{searchTerms}", "tides")
        assert public.get(path).mimetype == kind


def test_crawlers_are_told_where_nothing_is_to_be_read(public: FlaskClient) -> None:
    response = public.get("/robots.txt")
    assert response.mimetype == "text/plain"
    lines = response.text.splitlines()
    assert lines[0] == "User-agent: *"
    assert {"Disallow: /api/", "Disallow: /report"} <= set(lines)
    assert lines[-1] == "Sitemap: https://find.example/sitemap.xml"


def test_the_sitemap_lists_every_page_that_lasts(public: FlaskClient, harbour: Engine) -> None:
    listed = located(public, "/sitemap.xml")
    paths = [address.removeprefix("https://find.example") for address in listed]
    assert paths[:2] == ["/", "/pages/harbour.html"]
    things = len(harbour.passages) + len(harbour.entities)
    assert len(paths) == len(set(paths)) == 1 + 2 + things
    for path in paths:
        assert public.get(path).status_code == 200, path
        assert not head(public, path, "meta[name='robots']"), path
        (link,) = head(public, path, "link[rel='canonical']")
        assert link["href"] == f"https://find.example{path}"


def test_a_large_index_has_a_sitemap_of_parts(
    public: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = located(public, "/sitemap.xml")
    monkeypatch.setattr(discovery, "PART", 5)  # of 7 passages and 9 collaborators
    parts = located(public, "/sitemap.xml")
    assert parts == [f"https://find.example/sitemap-{part}.xml" for part in (1, 2, 3, 4)]
    assert [one for part in parts for one in located(public, part)] == whole
    assert public.get("/sitemap-5.xml").status_code == public.get("/sitemap-0.xml").status_code
    assert public.get("/sitemap-0.xml").status_code == 404


@pytest.mark.parametrize(
    "path", ["/?q=tides", "/?q=" + "x" * 501, "/nothing", "/problems/no-index"]
)
def test_pages_that_do_not_last_are_not_to_be_kept(client: FlaskClient, path: str) -> None:
    (robots,) = head(client, path, "meta[name='robots']")
    assert robots["content"] == "noindex"
    assert not head(client, path, "link[rel='canonical']")


@pytest.mark.parametrize("path", ["/collaborators", "/places", "/network", "/compare"])
def test_lists_without_a_question_last(public: FlaskClient, path: str) -> None:
    (link,) = head(public, f"{path}?kind=place", "link[rel='canonical']")
    assert link["href"] == f"https://find.example{path}"
    assert not head(public, path, "meta[name='robots']")


@pytest.mark.parametrize("path", ["/", f"/passages/{GATES}"])
def test_crawlers_are_told_what_a_page_is_about(public: FlaskClient, path: str) -> None:
    (description,) = head(public, path, "meta[name='description']")
    assert 20 < len(description["content"]) <= 160


def test_the_one_address_of_a_passage_is_without_what_was_asked(public: FlaskClient) -> None:
    (link,) = head(public, f"/passages/{GATES}?q=gates&from=mail", "link[rel='canonical']")
    assert link["href"] == f"https://find.example/passages/{GATES}"


def test_a_passage_says_in_schema_org_words_what_it_is(
    client: FlaskClient, harbour: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    gates = next(one for one in harbour.passages if one.title == "Flood gates")
    mentions = (
        Mention("Pier Trust", "organisation", "partner", 0, 1),
        Mention("Pier Trust", "organisation", "funder", 2, 3),
        Mention("Ada Quay", "person", "named", 4, 5),
        Mention("Brest", "place", None, 6, 7),
    )
    told = replace(gates, mentions=mentions, url="https://example.org/harbour#gates")
    monkeypatch.setattr(harbour, "passage", lambda _: told)
    assert structured(client, f"/passages/{gates.id}") == {
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": "Flood gates",
        "url": f"http://localhost/passages/{GATES}",
        "articleSection": "Tides",
        "isPartOf": {"@type": "WebPage", "url": "http://localhost/pages/harbour.html#flood-gates"},
        "isBasedOn": "https://example.org/harbour#gates",
        "mentions": [
            {"@type": "Organization", "name": "Pier Trust"},
            {"@type": "Person", "name": "Ada Quay"},
            {"@type": "Place", "name": "Brest"},
        ],
        "funder": [{"@type": "Organization", "name": "Pier Trust"}],
    }


def test_hostile_text_stays_within_its_data(client: FlaskClient, harbour: Engine) -> None:
    hostile = harbour.passages[6]
    data = structured(client, f"/passages/{hostile.id}")
    assert data["headline"] == hostile.title
    assert "isBasedOn" not in data, "an address that would run is none"


@pytest.mark.parametrize("path", ["/opensearch.xml", "/robots.txt"])
def test_what_needs_no_index_is_answered_without_one(engines: Engines, path: str) -> None:
    engines.engine = None
    client = create_app(engines).test_client()
    assert client.get(path).status_code == 200
    assert client.get("/sitemap.xml").status_code == 503
