"""The document for programs and the page for people say the same, and what is true."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from selectolax.lexbor import LexborHTMLParser

from webapp.app import create_app
from webapp.settings import Settings

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from tests.fakes import Engines

DOCUMENT = "/api/v1/openapi.json"
SEARCH = "/api/v1/search"


def document(client: FlaskClient) -> dict[str, Any]:
    found: dict[str, Any] = client.get(DOCUMENT).json
    return found


def test_every_endpoint_of_the_application_is_described(client: FlaskClient) -> None:
    described = set(document(client)["paths"])
    rules = {rule.rule for rule in client.application.url_map.iter_rules()}
    served = {
        rule.replace("<", "{").replace(">", "}")
        for rule in rules
        if rule.startswith(("/api/v1/", "/health/")) and rule not in (DOCUMENT, "/api/v1/")
    }
    assert described == served


def test_parameters_are_described_as_they_are_checked(client: FlaskClient) -> None:
    search = document(client)["paths"]["/api/v1/search"]["get"]
    by_name = {one["name"]: one for one in search["parameters"]}
    assert list(by_name) == [
        *("q", "limit", "offset", "mode", "theme", "organisation", "funder", "place"),
        *("correct", "explain", "why_not"),
    ]
    assert [name for name, one in by_name.items() if one["required"]] == ["q"]
    assert by_name["limit"]["schema"] == {
        "type": "integer",
        "minimum": 1,
        "maximum": 100,
        "default": 10,
    }
    assert by_name["mode"]["schema"]["enum"] == ["hybrid", "keyword", "semantic"]
    assert all(one["description"] for one in by_name.values())


def test_headers_are_described_where_they_are_sent(client: FlaskClient) -> None:
    paths = document(client)["paths"]
    search, ready = (paths[path]["get"]["responses"] for path in (SEARCH, "/health/ready"))
    assert list(search["200"]["headers"]) == list(search["304"]["headers"]) == ["ETag"]
    assert list(search["429"]["headers"]) == list(ready["503"]["headers"]) == ["Retry-After"]
    assert "ETag" in client.get(f"{SEARCH}?q=gates").headers
    # Whoever runs it may ask as often as it takes, and is told what is so now.
    assert not {"304", "429"} & {*ready}
    assert "headers" not in ready["200"]
    assert "ETag" not in client.get("/health/ready").headers


def test_the_page_shows_what_is_left_out_and_no_marks_of_code(client: FlaskClient) -> None:
    page = LexborHTMLParser(client.get("/api/").text)
    rows = {
        row.css_first("th").text(): row.css("td")
        for row in page.css("section:has(#search) tr:has(td)")
    }
    assert rows["offset"][1].text() == "0"
    assert "`" not in page.css_first("article").text()


def test_the_settings_are_those_described(engines: Engines) -> None:
    settings = Settings(max_limit=7, default_limit=3, max_query_characters=9, max_batch=2)
    described = document(create_app(engines, settings).test_client())
    search = described["paths"]["/api/v1/search"]["get"]["parameters"]
    assert (search[0]["schema"]["maxLength"], search[1]["schema"]["maximum"]) == (9, 7)
    assert search[1]["schema"]["default"] == 3
    suggest = described["paths"]["/api/v1/suggest"]["get"]["parameters"]
    assert suggest[1]["schema"]["default"] == 7, "eight, and no more than the most"
    batch = described["components"]["schemas"]["SearchBatch"]
    assert batch["properties"]["queries"]["maxItems"] == 2


def test_every_reference_leads_somewhere(client: FlaskClient) -> None:
    text = client.get(DOCUMENT).text
    schemas = document(client)["components"]["schemas"]
    referred = {part.partition('"')[0] for part in text.split("#/components/schemas/")[1:]}
    assert referred == set(schemas)


def test_the_address_asked_is_the_one_described(client: FlaskClient) -> None:
    found = client.get(DOCUMENT, base_url="https://find.example").json
    assert found["servers"] == [{"url": "https://find.example"}]


def test_the_page_shows_every_endpoint_parameter_and_field(client: FlaskClient) -> None:
    described, page = document(client), LexborHTMLParser(client.get("/api/").text)
    headings = {node.text() for node in page.css("h2[id]")}
    assert headings == {
        f"{method.upper()} {path}"
        for path, methods in described["paths"].items()
        for method in methods
    }
    shown = {node.text() for node in page.css("tbody th code")}
    for schema in described["components"]["schemas"].values():
        assert set(schema["properties"]) <= shown
    ids = [node.attributes["id"] for node in page.css("[id]")]
    assert len(ids) == len(set(ids))
    for link in page.css("main a[href^='#']"):
        assert (link.attributes["href"] or "")[1:] in ids


def test_the_page_asks_nobody_else_for_anything(client: FlaskClient) -> None:
    response = client.get("/api/")
    page = LexborHTMLParser(response.text)
    assert not page.css("iframe, img, [style]")
    asked = [node.attributes["href"] or "" for node in page.css("link")]
    asked += [node.attributes["src"] or "" for node in page.css("script")]
    assert all(address.startswith(("/static/", "/opensearch.xml")) for address in asked)
    assert response.headers["Content-Security-Policy"].startswith("default-src 'none'")


def test_a_document_that_is_known_is_not_sent_again(client: FlaskClient) -> None:
    tag = client.get(DOCUMENT).headers["ETag"]
    assert client.get(DOCUMENT, headers={"If-None-Match": tag}).status_code == 304


def test_the_endpoints_address_leads_to_what_explains_them(client: FlaskClient) -> None:
    for address in ("/api/v1/", "/api/v1"):
        answer = client.get(address)
        assert (answer.status_code, answer.location) == (302, "/api/")
    assert "curl 'http://localhost/api/v1/search" in client.get("/api/").text
