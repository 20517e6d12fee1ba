from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.webapp.harbour import FORMULA_NAME, GATES
from webapp.app import create_app
from webapp.settings import Settings

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from tests.fakes import Engines

SUGGEST = "/api/v1/suggest"


def suggested(client: FlaskClient, **asked: object) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.get(SUGGEST, query_string=asked).json["suggestions"]
    return found


def test_a_title_leads_to_its_passage_and_a_name_to_who_bears_it(client: FlaskClient) -> None:
    assert client.get(SUGGEST, query_string={"q": " Pier "}).json == {
        "query": "Pier",
        "suggestions": [
            {
                "text": "Pier Trust",
                "kind": "organisation",
                "id": "pier-trust",
                "url": "http://localhost/collaborators/pier-trust",
            },
            {
                "text": "pier in the harbour",
                "kind": "question",
                "url": "http://localhost/?q=pier+in+the+harbour",
            },
        ],
    }
    title = suggested(client, q="flood")[0]
    assert (title["kind"], title["id"]) == ("title", GATES)
    assert client.get(title["url"]).status_code == 200


def test_a_word_is_asked(client: FlaskClient) -> None:
    word = next(one for one in suggested(client, q="harb") if one["kind"] == "word")
    assert word == {"text": "Harbour", "kind": "word", "url": "http://localhost/?q=Harbour"}


def test_hostile_names_are_only_data(client: FlaskClient) -> None:
    assert suggested(client, q="=HYPER")[0]["text"] == FORMULA_NAME
    assert suggested(client, q="<script>")[0]["text"].startswith("<script>")


def test_there_are_eight_unless_asked_otherwise(client: FlaskClient) -> None:
    assert len(suggested(client, q="t")) == 8
    assert len(suggested(client, q="t", limit=2)) == 2


@pytest.mark.parametrize(
    ("asked", "parameter"),
    [({}, "q"), ({"q": " "}, "q"), ({"q": "a", "limit": 0}, "limit"), ({"q": "a", "x": 1}, "x")],
)
def test_what_is_wrong_is_named(
    client: FlaskClient, asked: dict[str, object], parameter: str
) -> None:
    response = client.get(SUGGEST, query_string=asked)
    assert response.status_code == 400
    assert response.mimetype == "application/problem+json"
    assert response.json["parameter"] == parameter


@pytest.mark.parametrize("path", [f"{SUGGEST}?q=tide", "/suggest?q=tide"])
def test_what_is_known_is_not_sent_again(client: FlaskClient, path: str) -> None:
    first = client.get(path)
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert client.get(path + "s").headers["ETag"] != first.headers["ETag"]


def test_browsers_get_parallel_lists(client: FlaskClient) -> None:
    response = client.get("/suggest", query_string={"q": "pier"})
    assert response.mimetype == "application/x-suggestions+json"
    assert json.loads(response.data) == [
        "pier",
        ["Pier Trust", "pier in the harbour"],
        ["organisation", "question"],
        ["http://localhost/collaborators/pier-trust", "http://localhost/?q=pier+in+the+harbour"],
    ]


@pytest.mark.parametrize("query", ["", "?q=", "?q=%00", "?q=" + "e" * 5000, "?other=1"])
def test_a_browser_may_send_anything(client: FlaskClient, query: str) -> None:
    response = client.get("/suggest" + query)
    assert (response.status_code, len(json.loads(response.data))) == (200, 4)


def test_addresses_are_the_public_ones(engines: Engines) -> None:
    served = create_app(engines, Settings(public_url="https://find.example")).test_client()
    assert suggested(served, q="pier")[0]["url"] == (
        "https://find.example/collaborators/pier-trust"
    )
