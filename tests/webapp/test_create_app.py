from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from selectolax.lexbor import LexborHTMLParser

from tests.webapp.harbour import HOSTILE
from tests.webapp.test_golden import ANSWERS
from webapp.app import create_app
from webapp.http.access import HEADERS
from webapp.settings import Settings

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from indexer.search.engine import Engine
    from tests.fakes import Engines


@pytest.mark.parametrize(
    "path",
    [
        *("/", "/?q=small", "/nope", "/static/site.css", "/pages/", "/api/", "/api/nope"),
        *(*ANSWERS.values(), "/api/v1/search", "/metrics"),
    ],
)
def test_every_response_is_protected(client: FlaskClient, path: str) -> None:
    with client.get(path) as response:
        headers = response.headers
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'; ")
    assert "unsafe" not in policy
    for directive in ("form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'"):
        assert directive in policy
    assert policy.count("http") == 0
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert "geolocation=()" in headers["Permissions-Policy"]


def test_other_methods_and_states_are_protected_too(engines: Engines) -> None:
    client = create_app(engines, Settings(queries_per_minute=2)).test_client()
    tag = client.get("/api/v1/search?q=a").headers["ETag"]
    afar = {"REMOTE_ADDR": "192.0.2.1"}
    responses = [
        client.get("/api/v1/search?q=a", headers={"If-None-Match": tag}),
        client.head("/api/v1/search?q=a"),
        client.options("/api/v1/search"),
        client.delete("/api/v1/search"),
        client.post("/api/v1/search", data="x"),
        *(client.get("/api/v1/search?q=a", environ_base=afar) for _ in range(3)),
    ]
    engines.engine = None
    responses.append(client.get("/api/v1/search?q=a"))
    statuses = [response.status_code for response in responses]
    assert statuses == [304, 200, 200, 405, 415, 200, 200, 429, 503]
    for response in responses:
        assert {*HEADERS.items()} <= {*response.headers.items()}


@pytest.mark.parametrize("coding", ["zstd", "br", "gzip"])
def test_what_is_sent_is_compressed_for_who_takes_it(client: FlaskClient, coding: str) -> None:
    asked = f"/api/v1/passages/{HOSTILE}"
    plain = client.get(asked)
    small = client.get(asked, headers={"Accept-Encoding": coding})
    assert (small.headers["Content-Encoding"], plain.headers.get("Content-Encoding")) == (
        coding,
        None,
    )
    assert len(small.data) < len(plain.data) / 3
    assert small.headers["ETag"] == plain.headers["ETag"]
    assert "Accept-Encoding" in small.headers["Vary"]
    assert "Content-Encoding" not in client.get("/health/live").headers


def test_pages_have_one_script_of_ours_and_nothing_inline(client: FlaskClient) -> None:
    for path in (
        "/",
        "/?q=small",
        "/?q=zzz",
        f"/passages/{HOSTILE}",
        "/network",
        "/places",
    ):
        page = LexborHTMLParser(client.get(path).text)
        (script,) = page.css("script:not([type='application/ld+json'])")
        assert (script.attributes["src"] or "").startswith("/static/site.js?v=")
        assert not script.text()
        inline = [name for node in page.css("*") for name in node.attributes if name[:2] == "on"]
        assert inline == []
        assert not page.css("style, [style]")


@pytest.mark.parametrize(
    ("start", "most"), [('rel="stylesheet" href="', 24_000), ('script src="', 8_000)]
)
def test_what_pages_load_is_small_and_kept_by_browsers(
    client: FlaskClient, start: str, most: int
) -> None:
    address = client.get("/").text.partition(start)[2].partition('"')[0]
    with client.get(address) as file:
        assert file.status_code == 200
        assert len(file.data) < most
        assert "max-age=31536000" in file.headers["Cache-Control"]


def test_the_land_of_the_map_says_where_it_is_from_and_is_small(client: FlaskClient) -> None:
    with client.get("/static/land.svg") as land:
        assert len(land.data) < 40_000
        assert "Natural Earth 1:50m (public domain)" in land.text
        assert "world-atlas 2.0.2 (ISC)" in land.text


def test_a_generation_swapped_between_requests_answers_the_next(
    engines: Engines, many: Engine
) -> None:
    client = create_app(engines).test_client()
    assert "Flood gates" in client.get("/").text
    engines.engine = many
    home = client.get("/").text
    assert "Thing 0" in home
    assert "Flood gates" not in home


def test_settings_bound_what_is_asked(engines: Engines) -> None:
    client = create_app(engines, Settings(max_query_characters=5)).test_client()
    assert client.get("/api/v1/search?q=gates").status_code == 200
    assert client.get("/api/v1/search?q=gates!").status_code == 400
