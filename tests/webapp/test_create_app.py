from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.webapp.fake import FakeEngine, FakeEngines
from webapp import Settings, create_app

if TYPE_CHECKING:
    from flask.testing import FlaskClient


@pytest.mark.parametrize(
    "path",
    ["/", "/?q=small", "/nope", "/static/site.css", "/api/v1/search?q=a", "/api/nope", "/pages/"],
)
def test_every_response_is_protected(client: FlaskClient, path: str) -> None:
    with client.get(path) as response:
        headers = response.headers
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'self'")
    assert "unsafe" not in policy
    for directive in ("form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'"):
        assert directive in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert "geolocation=()" in headers["Permissions-Policy"]


def test_pages_need_no_script_and_no_inline_style(client: FlaskClient) -> None:
    for path in ("/", "/?q=small", "/?q=zzz", "/passages/hostile-0a1b2c", "/pages/harbour.html"):
        text = client.get(path).text
        assert "<script" not in text.replace('<script type="application/ld+json">', "")
        assert "style=" not in text


def test_the_style_sheet_is_small_and_kept_by_browsers(client: FlaskClient) -> None:
    home = client.get("/").text
    address = home.partition('rel="stylesheet" href="')[2].partition('"')[0]
    with client.get(address) as sheet:
        assert sheet.status_code == 200
        assert len(sheet.data) < 12_288
        assert "max-age=31536000" in sheet.headers["Cache-Control"]


def test_a_generation_swapped_between_requests_answers_the_next(engines: FakeEngines) -> None:
    client = create_app(engines).test_client()
    assert "Flood gates" in client.get("/").text
    info = FakeEngine().info
    engines.engine = FakeEngine(
        info=type(info)("g-2", info.built_at, "m", "float32", 1),
        passages=FakeEngine().passages[4:5],
    )
    home = client.get("/").text
    assert "Counting oystercatchers" in home
    assert "Flood gates" not in home


def test_settings_bound_what_is_asked(engines: FakeEngines) -> None:
    client = create_app(engines, Settings(max_query_characters=5)).test_client()
    assert client.get("/api/v1/search?q=gates").status_code == 200
    assert client.get("/api/v1/search?q=gates!").status_code == 400
