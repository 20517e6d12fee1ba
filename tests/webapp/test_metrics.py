from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.fakes import Engines
from webapp.app import create_app

if TYPE_CHECKING:
    from flask.testing import FlaskClient


@pytest.fixture
def client(engines: Engines) -> FlaskClient:
    return create_app(engines).test_client()


def test_requests_are_counted_by_endpoint_and_status(client: FlaskClient) -> None:
    for path in ("/api/v1/search?q=gates", "/api/v1/search?q=gates", "/api/v1/search", "/"):
        client.get(path)
    response = client.get("/metrics")
    assert response.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    lines = response.text.splitlines()
    counted = 'alongside_requests_total{endpoint="api.search",method="GET",status='
    assert f'{counted}"200"}} 2.0' in lines
    assert f'{counted}"400"}} 1.0' in lines
    assert 'alongside_request_seconds_count{endpoint="api.search"} 3.0' in lines


def test_answers_are_counted_by_state_whoever_asked(client: FlaskClient) -> None:
    client.get("/api/v1/search?q=gates")
    client.get("/?q=gates")
    client.post("/api/v1/search", json={"queries": [{"q": "gates"}, {"q": "qzx"}]})
    lines = client.get("/metrics").text.splitlines()
    assert 'alongside_answers_total{state="strong"} 3.0' in lines
    assert 'alongside_answers_total{state="none"} 1.0' in lines


def test_the_index_that_is_open_is_told(client: FlaskClient, engines: Engines) -> None:
    generation = engines.current().info.generation
    line = f'alongside_passages{{generation="{generation}",model="words"}} 7.0'
    assert line in client.get("/metrics").text
    engines.engine = None
    without = client.get("/metrics")
    assert without.status_code == 200
    assert "alongside_passages" not in without.text


def test_made_up_methods_and_addresses_make_no_series_of_their_own(client: FlaskClient) -> None:
    for name in ("a", "b"):
        client.open(f"/{name}", method=f"X{name.upper()}")
    lines = client.get("/metrics").text.splitlines()
    assert 'alongside_requests_total{endpoint="none",method="other",status="404"} 2.0' in lines
