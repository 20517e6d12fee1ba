from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tests.fakes import Engines
from webapp.app import create_app
from webapp.settings import Settings

if TYPE_CHECKING:
    from flask.testing import FlaskClient

Limited = Callable[..., "FlaskClient"]
SEARCH = "/api/v1/search?q=gates"


@pytest.fixture
def limited(engines: Engines) -> Limited:
    """Make a client of an application that so many queries may be asked in a minute."""

    def make(most: int, **settings: int) -> FlaskClient:
        chosen = Settings(queries_per_minute=most, **settings)
        return create_app(engines, chosen).test_client()

    return make


def ask(client: FlaskClient, path: str = SEARCH, by: str = "192.0.2.1") -> int:
    return client.get(path, environ_base={"REMOTE_ADDR": by}).status_code


def test_a_client_beyond_its_share_is_told_when_to_come_back(limited: Limited) -> None:
    client = limited(3)
    assert [ask(client) for _ in range(4)] == [200, 200, 200, 429]
    refused = client.get(SEARCH, environ_base={"REMOTE_ADDR": "192.0.2.1"})
    problem = refused.get_json(force=True)
    assert problem["type"] == "/problems/too-many"
    wait = refused.headers["Retry-After"]
    assert 1 <= int(wait) <= 60
    assert problem["detail"] == (
        f"more than 3 queries in a minute came from this client: ask again in {wait} seconds"
    )
    assert ask(client, by="192.0.2.2") == 200


def test_a_person_is_told_on_a_page(limited: Limited) -> None:
    client = limited(1)
    assert ask(client, "/?q=gates") == 200
    refused = client.get("/?q=gates", environ_base={"REMOTE_ADDR": "192.0.2.1"})
    assert (refused.status_code, refused.mimetype) == (429, "text/html")
    assert "Retry-After" in refused.headers


def test_each_query_of_a_batch_counts(limited: Limited) -> None:
    client = limited(10)
    from_afar = {"REMOTE_ADDR": "192.0.2.1"}
    batch = {"queries": [{"q": "gates"}] * 6}
    statuses = [
        client.post("/api/v1/search", json=batch, environ_base=from_afar).status_code
        for _ in range(2)
    ]
    assert statuses == [200, 429]


@pytest.mark.parametrize("path", ["/static/icon.svg", "/health/live", "/metrics"])
def test_files_and_health_cost_nothing(limited: Limited, path: str) -> None:
    client = limited(1)
    for _ in range(3):
        with client.get(path, environ_base={"REMOTE_ADDR": "192.0.2.1"}) as response:
            assert response.status_code == 200
    assert ask(client) == 200


@pytest.mark.parametrize("own", ["127.0.0.1", "::1"])
def test_this_machine_is_not_limited(limited: Limited, own: str) -> None:
    client = limited(1)
    assert {ask(client, by=own) for _ in range(5)} == {200}


def test_zero_limits_nobody(limited: Limited) -> None:
    client = limited(0)
    assert {ask(client) for _ in range(5)} == {200}


def test_behind_a_declared_proxy_clients_are_told_apart(limited: Limited) -> None:
    client = limited(1, trusted_proxies=1)

    def through_proxy(address: str) -> int:
        return client.get(SEARCH, headers={"X-Forwarded-For": address}).status_code

    assert [through_proxy("192.0.2.1"), through_proxy("192.0.2.1")] == [200, 429]
    assert through_proxy("192.0.2.2") == 200
