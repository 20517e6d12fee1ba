"""Questions asked in a JSON body: one, or several at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from webapp.app import create_app
from webapp.settings import Settings

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from tests.fakes import Engines

SEARCH = "/api/v1/search"
JSON = "application/json"


def without_time(answer: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in answer.items() if name != "took_ms"}


def refused(response: TestResponse, status: int) -> tuple[str, str | None]:
    assert response.status_code == status
    assert response.mimetype == "application/problem+json"
    problem = response.get_json(force=True)
    return problem["detail"], problem.get("parameter")


def test_a_body_is_answered_as_the_same_address_is(client: FlaskClient) -> None:
    asked = {"q": "small tide", "limit": 2, "place": ["France"], "explain": True, "correct": False}
    posted = client.post(SEARCH, json=asked)
    address = SEARCH + "?q=small+tide&limit=2&place=France&explain=true&correct=false"
    assert without_time(posted.json) == without_time(client.get(address).json)
    assert posted.headers["Cache-Control"] == "no-store"
    assert "ETag" not in posted.headers


def test_a_whole_number_may_be_written_with_a_point(client: FlaskClient) -> None:
    assert client.post(SEARCH, data='{"q":"a","limit":2.0}', content_type=JSON).json["limit"] == 2
    assert client.post(SEARCH, json={"q": "a", "limit": 2.5}).status_code == 400


def test_several_are_answered_in_their_order(client: FlaskClient) -> None:
    asked = [{"q": "gates"}, {"q": "qzx"}, {"q": "small", "mode": "keyword", "limit": 1}]
    answered = client.post(SEARCH, json={"queries": asked}).json
    assert list(answered) == ["answers", "took_ms"]
    for one, answer in zip(asked, answered["answers"], strict=True):
        alone = client.get(SEARCH, query_string=one).json
        assert without_time(answer) == without_time(alone)


@pytest.mark.parametrize(
    ("body", "parameter", "way_out"),
    [
        ({}, "q", "the question (q) is missing"),
        ({"q": ""}, "q", "is missing: give one of 1 to 500 characters"),
        ({"q": 7}, "q", "is 7: give a text"),
        ({"q": "a", "limit": "5"}, "limit", "is '5': give a whole number from 1 to 100"),
        ({"q": "a", "limit": 101}, "limit", "is 101: give a whole number from 1 to 100"),
        ({"q": "a", "explain": "true"}, "explain", "is 'true': give true or false"),
        ({"q": "a", "mode": "semantics"}, "mode", "did you mean semantic?"),
        ({"q": "a", "theme": "Tides"}, "theme", "is 'Tides': give a list"),
        ({"q": "a", "theme": [3]}, "theme", "is 3: give a text"),
        ({"q": "a", "ofset": 1}, "ofset", "did you mean offset?"),
        ({"queries": []}, "queries", "holds 0: give 1 to 100"),
        ({"queries": [{"q": "a"}] * 101}, "queries", "holds 101: give 1 to 100"),
        ({"queries": "a"}, "queries", "is 'a': give a list"),
        ({"queries": ["a"]}, "queries[0]", "is 'a': give an object"),
        ({"queries": [{"q": "a"}], "limit": 3}, "limit", "unknown parameter 'limit'"),
        (
            {"queries": [{"q": "a"}, {"q": "b", "limit": 0}]},
            "queries[1].limit",
            "queries[1]: limit is 0: give a whole number from 1 to 100",
        ),
    ],
)
def test_a_wrong_field_is_named_with_the_way_out(
    client: FlaskClient, body: dict[str, Any], parameter: str, way_out: str
) -> None:
    detail, at = refused(client.post(SEARCH, json=body), 400)
    assert at == parameter
    assert way_out in detail


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"3", b'{"q": "\xff"}', b"[" * 100_000])
def test_what_is_not_an_object_is_refused_in_words(client: FlaskClient, body: bytes) -> None:
    detail, _ = refused(client.post(SEARCH, data=body, content_type="application/json"), 400)
    assert detail.endswith("send an object")


def test_another_type_than_json_is_refused(client: FlaskClient) -> None:
    response = client.post(SEARCH, data="q=a", content_type="application/x-www-form-urlencoded")
    detail, _ = refused(response, 415)
    assert detail == "the body is 'application/x-www-form-urlencoded': send application/json"
    assert response.headers["Accept"] == "application/json"
    assert refused(client.post(SEARCH, data="{}"), 415)[0].startswith("the body is of no type")


def test_a_compressed_body_is_refused_with_the_way_out(client: FlaskClient) -> None:
    asked = {"data": b"\x1f\x8b", "content_type": JSON, "headers": {"Content-Encoding": "gzip"}}
    response = client.post(SEARCH, **asked)
    assert refused(response, 415)[0] == "the body is in 'gzip': send it as it is"
    assert response.headers["Accept-Encoding"] == "identity"
    plain = client.post(SEARCH, json={"q": "a"}, headers={"Content-Encoding": "identity"})
    assert plain.status_code == 200


def test_a_batch_is_no_larger_than_what_its_client_may_ask_in_a_minute(
    engines: Engines,
) -> None:
    client = create_app(engines, Settings(queries_per_minute=2)).test_client()
    detail, at = refused(client.post(SEARCH, json={"queries": [{"q": "a"}] * 3}), 400)
    assert (at, detail) == ("queries", "queries holds 3: give 1 to 2")


def test_a_body_beyond_the_setting_is_refused(engines: Engines) -> None:
    client = create_app(engines, Settings(max_body_bytes=100)).test_client()
    assert client.post(SEARCH, json={"q": "gates"}).status_code == 200
    detail, _ = refused(client.post(SEARCH, json={"q": "g" * 100}), 413)
    assert detail == "the body is too large: send at most 100 bytes"


def test_the_address_takes_no_parameter_beside_a_body(client: FlaskClient) -> None:
    detail, at = refused(client.post(SEARCH + "?q=a", json={"q": "a"}), 400)
    assert (detail, at) == ("unknown parameter 'q': leave it out", "q")
