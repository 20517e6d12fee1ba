from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import pytest

from indexer.search.engine import Engine
from tests.fakes import Engines
from tests.webapp.harbour import GATES
from webapp.app import create_app
from webapp.http.problems import KINDS

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse


def problem(response: TestResponse, status: int) -> dict[str, Any]:
    assert response.status_code == status
    assert response.mimetype == "application/problem+json"
    assert response.headers["Cache-Control"] == "no-store"
    loaded: dict[str, Any] = response.get_json(force=True)
    assert list(loaded)[:4] == ["type", "title", "status", "detail"]
    assert loaded["status"] == status
    return loaded


def test_a_wrong_parameter_is_named_in_its_problem(client: FlaskClient) -> None:
    assert problem(client.get("/api/v1/search?q=a&limit=0"), 400) == {
        "type": "/problems/bad-parameter",
        "title": "A parameter cannot be used",
        "status": 400,
        "detail": "limit is '0': give a whole number from 1 to 100",
        "parameter": "limit",
    }


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/api/v1/passages/nope", "unknown-passage"),
        ("/api/v1/nope", "not-found"),
        ("/api/v2/search?q=a", "not-found"),
        ("/health", "not-found"),
    ],
)
def test_what_is_not_there_is_a_404_problem(client: FlaskClient, path: str, kind: str) -> None:
    assert problem(client.get(path), 404)["type"] == f"/problems/{kind}"


def test_the_passage_endpoint_takes_no_parameter(client: FlaskClient) -> None:
    assert problem(client.get(f"/api/v1/passages/{GATES}?q=a"), 400)["parameter"] == "q"


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_another_method_is_told_which_are_answered(client: FlaskClient, method: str) -> None:
    response = client.open("/api/v1/search?q=a", method=method)
    assert problem(response, 405)["type"] == "/problems/method-not-allowed"
    assert response.headers["Allow"] == "GET, HEAD, OPTIONS, POST"


def test_a_fault_is_logged_and_not_shown(
    client: FlaskClient, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: Engine, query: object) -> None:
        raise RuntimeError(f"secret of {query}")

    monkeypatch.setattr(Engine, "match", broken)
    with caplog.at_level(logging.ERROR):
        response = client.get("/api/v1/search?q=a")
        page = client.get("/?q=a")
    assert problem(response, 500)["detail"] == "this request failed; the fault has been logged"
    assert (page.status_code, page.mimetype) == (500, "text/html")
    for shown in (response.text, page.text):
        assert "secret" not in shown
        assert "Traceback" not in shown
    assert "secret of" in caplog.text


def test_without_an_index_both_are_told_when_to_ask_again(
    caplog: pytest.LogCaptureFixture,
) -> None:
    client = create_app(Engines()).test_client()
    with caplog.at_level(logging.WARNING):
        response = client.get("/api/v1/search?q=a")
        pages = [client.get(path) for path in ("/", "/?q=a", "/passages/a", "/pages/a", "/pages/")]
    assert problem(response, 503)["type"] == "/problems/no-index"
    for each in (response, *pages):
        assert (each.status_code, each.headers["Retry-After"]) == (503, "5")
        assert "/secret/folder" not in each.text
    assert "/secret/folder" in caplog.text
    assert all(page.mimetype == "text/html" for page in pages)


def test_people_get_a_page_where_services_get_a_problem(client: FlaskClient) -> None:
    missing = client.get("/nope")
    assert (missing.status_code, missing.mimetype) == (404, "text/html")
    assert "Page not found" in missing.text
    assert client.get("/apiary").mimetype == "text/html"
    assert client.post("/").headers["Allow"] == "GET, HEAD, OPTIONS"


def test_a_type_leads_to_what_it_means(client: FlaskClient) -> None:
    for kind in KINDS.values():
        page = client.get(kind.type)
        assert page.status_code == 200
        assert kind.title in page.text
    assert client.get("/problems/none-such").status_code == 404
