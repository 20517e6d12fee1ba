"""Holds each endpoint's answer, and each kind of problem, to what was sent before.

`ALONGSIDE_RENEW=1 python -m pytest tests/webapp/test_golden.py` writes the files anew; what changed
is then read in the difference before it is committed.
"""

from __future__ import annotations

import json
import os
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from indexer.search.engine import Engine
from tests.fakes import Engines
from tests.webapp.harbour import BIRDS, HOSTILE, LONG, TABLES, TERNS
from tests.webapp.served import LARGEST_HEADER, spoken
from webapp.app import create_app
from webapp.http.access import HEADERS
from webapp.http.problems import KINDS
from webapp.settings import Settings

if TYPE_CHECKING:
    from flask.testing import FlaskClient

GOLDEN = Path(__file__).parent / "golden"
API = "/api/v1"
PASSAGE = f"{API}/passages/{TABLES}"

ANSWERS = {
    "search": f"{API}/search?q=small+tidde+tabels&place=France&explain=true",
    "search-why-not": f"{API}/search?q=small+tides&limit=1&why_not={BIRDS}",
    "search-direct": f"{API}/search?q=who+pays+for+the+tide+tables+paper&limit=1",
    "search-none": f"{API}/search?q=qzx",
    "search-relaxed": f"{API}/search?q=%22gates+flood%22",
    "search-hostile": f"{API}/search?q=boilers",
    "context": f"{API}/context?q=who+pays+for+the+tide+tables+paper&characters=500",
    "collaborators": f"{API}/collaborators?q=gates+OR+ferry&kind=organisation&kind=place",
    "collaborators-all": f"{API}/collaborators?limit=100",
    "collaborator": f"{API}/collaborators/university-of-brest",
    "passage": PASSAGE,
    "passage-hostile": f"{API}/passages/{HOSTILE}",
    "passage-links": f"{API}/passages/{TERNS}",
    "similar": f"{API}/passages/{TERNS}/similar?limit=2",
    "suggest": f"{API}/suggest?q=ti",
    "export-search": f"{API}/export/search?q=small+OR+boilers",
    "export-collaborators": f"{API}/export/collaborators?format=jsonl",
    "export-mentions": f"{API}/export/mentions",
    "openapi": f"{API}/openapi.json",
    "live": "/health/live",
    "ready": "/health/ready",
}
REFUSED = {
    "bad-parameter": ("GET", f"{API}/search?q=tide&ofset=2", 400),
    "unknown-passage": ("GET", f"{API}/passages/nope", 404),
    "unknown-collaborator": ("GET", f"{API}/collaborators/nope", 404),
    "not-found": ("GET", f"{API}/nope", 404),
    "method-not-allowed": ("DELETE", f"{API}/search", 405),
    "not-json": ("POST", f"{API}/search", 415),
}


def settled(text: str) -> str:
    """Leave out what differs from run to run, last digits of arithmetic, and what is only long."""
    for name, of in (("took_ms", "[0-9.]+"), ("generation", '"[^"]*"'), ("built_at", '"[^"]*"')):
        text = re.sub(rf'"{name}":{of}', f'"{name}":0', text)
    text = re.sub(r"(?<=[:, ])-?\d+\.\d{3,}(?=[,}])", lambda m: f"{float(m[0]):.3g}", text)
    return text.replace(LONG, "w...w")


def hold(name: str, text: str) -> None:
    """Hold what was sent to its file, or write the file where that is asked for."""
    lines = settled(text)
    form = "json" if text.startswith("{") and text.count("\n") == 0 else "txt"
    if form == "json":
        lines = json.dumps(json.loads(lines), indent=1, ensure_ascii=False) + "\n"
    file = GOLDEN / f"{name}.{form}"
    if "ALONGSIDE_RENEW" in os.environ:
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(lines.encode())
    assert file.read_bytes().decode() == lines


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_is_what_it_was(client: FlaskClient, name: str) -> None:
    response = client.get(ANSWERS[name])
    assert response.status_code == 200
    hold(name, response.text)


def test_a_batch_is_answered_as_it_was(client: FlaskClient) -> None:
    asked = {"queries": [{"q": "gates", "limit": 1}, {"q": "qzx"}]}
    hold("batch", client.post(f"{API}/search", json=asked).text)


@pytest.mark.parametrize("name", REFUSED)
def test_a_problem_is_what_it_was(client: FlaskClient, name: str) -> None:
    method, path, status = REFUSED[name]
    response = client.open(path, method=method)
    assert response.status_code == status
    hold(f"problem-{name}", response.text)


def test_a_body_that_cannot_be_read_is_refused_as_it_was(client: FlaskClient) -> None:
    response = client.post(f"{API}/search", data=b"[]", content_type="application/json")
    assert response.status_code == 400
    hold("problem-bad-request", response.text)


def test_a_client_that_asks_too_much_is_refused_as_it_was(engines: Engines) -> None:
    client = create_app(engines, Settings(queries_per_minute=1)).test_client()
    afar = {"REMOTE_ADDR": "192.0.2.1"}
    statuses = [client.get(f"{API}/search?q=a", environ_base=afar) for _ in range(2)]
    assert [response.status_code for response in statuses] == [200, 429]
    hold("problem-too-many", re.sub(r"in \d+ seconds", "in 60 seconds", statuses[1].text))


def test_a_fault_and_a_missing_index_are_told_as_they_were(
    engines: Engines,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    client = create_app(Engines()).test_client()
    hold("problem-no-index", client.get(f"{API}/search?q=a").text)

    def broken(*_: object) -> Any:
        raise RuntimeError

    monkeypatch.setattr(Engine, "match", broken)
    fault = create_app(engines).test_client().get(f"{API}/search?q=a")
    hold("problem-internal-error", fault.text)


def test_a_query_that_takes_too_long_is_told_as_it_was(corpus_engine: Engine) -> None:
    settings = replace(Settings(), max_seconds=1e-9)  # type: ignore[arg-type]
    client = create_app(Engines(corpus_engine), settings).test_client()
    slow = client.get(f"{API}/search?q=a")
    assert (slow.status_code, slow.headers["Retry-After"]) == (503, "5")
    hold("problem-too-slow", slow.text)
    assert client.post(f"{API}/search", json={"queries": [{"q": "a"}]}).status_code == 503
    assert client.get(f"{API}/collaborators?q=a").status_code == 503
    assert client.get("/?q=a").status_code == 503
    assert client.get("/").status_code == 200


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("header-too-large", LARGEST_HEADER),
        (
            "too-large",
            b"POST /api/v1/search HTTP/1.1\r\nContent-Type: application/json\r\n%b\r\n"
            % b"Content-Length: 2000000\r\nConnection: close\r\n",
        ),
        ("http-error", b"POST / HTTP/1.1\r\nTransfer-Encoding: rot13\r\n\r\n"),
    ],
)
def test_what_the_server_refuses_itself_is_told_as_it_was(
    harbour_server: str, name: str, sent: bytes
) -> None:
    head, body = spoken(harbour_server, sent)
    assert "\r\nContent-Type: application/problem+json\r\n" in head
    for header, value in HEADERS.items():
        assert f"\r\n{header}: {value}" in head
    hold(f"problem-{name}", body)


def test_who_is_sent_away_is_told_as_it_was(
    harbour: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("webapp.http.admission.Gate.enter", lambda *_: False)
    refused = create_app(Engines(harbour)).test_client().get(f"{API}/search?q=gates")
    hold("problem-too-busy", refused.text)


def test_every_kind_of_problem_has_its_file() -> None:
    held = {file.stem.removeprefix("problem-") for file in GOLDEN.glob("problem-*")}
    assert held == set(KINDS)
