"""Who works on what, over HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.webapp.harbour import FORMULA_NAME, GATES, SCRIPT_NAME, TABLES, TERNS

if TYPE_CHECKING:
    from flask.testing import FlaskClient

WHO = "/api/v1/collaborators"
PASSAGE = f"/api/v1/passages/{TABLES}"


def listed(client: FlaskClient, **asked: object) -> dict[str, Any]:
    response = client.get(WHO, query_string=asked)
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json
    return answer


def names(answer: dict[str, Any]) -> list[str]:
    return [one["name"] for one in answer["collaborators"]]


def test_a_question_is_answered_by_who_goes_with_it(client: FlaskClient) -> None:
    answer = listed(client, q="gates")
    assert (answer["answer"], answer["total"], answer["passages"]) == ("strong", 2, 1)
    assert names(answer) == ["Ada Quay", "Pier Trust"]
    assert answer["collaborators"][1] == {
        "id": "pier-trust",
        "name": "Pier Trust",
        "kind": "organisation",
        "also": ["PT"],
        "places": [],
        "country": None,
        "score": pytest.approx(0.5, abs=0.01),
        "passages": 1,
        "roles": [{"role": "partner", "passages": 1}],
        "sure": True,
        "evidence": [
            {
                "id": GATES,
                "title": "Flood gates",
                "theme": "Tides",
                "role": "partner",
                "roles": ["partner"],
                "sure": True,
                "weight": pytest.approx(0.5, abs=0.01),
                "snippet": {
                    "text": (
                        "Ada Quay of the Pier Trust looks after both. Everything that is asked of "
                        "the coastal hazards unit (CHU) goes to her."
                    ),
                    "marks": [{"start": 16, "end": 26, "kind": "word"}],
                },
                "url": (
                    "http://localhost/pages/harbour.html#flood-gates"
                    ":~:text=Ada%20Quay%20of%20the,Trust%20looks%20after%20both."
                ),
            }
        ],
        "url": "http://localhost/api/v1/collaborators/pier-trust",
    }


def test_without_a_question_all_are_listed_by_their_passages(client: FlaskClient) -> None:
    answer = listed(client, limit=100)
    assert answer["query"]["text"] == ""
    assert [one["passages"] for one in answer["collaborators"]] == [2, 2, 2, 1, 1, 1, 1, 1]
    assert {SCRIPT_NAME, FORMULA_NAME} < set(names(answer))


def test_pages_of_the_list_join_without_repeats(client: FlaskClient) -> None:
    both = [*names(listed(client, limit=4)), *names(listed(client, limit=4, offset=4))]
    assert both == names(listed(client, limit=100))


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"kind": "person"}, ["Ada Quay"]),
        ({"kind": ["person", "place"]}, ["Brest", "France", "Ada Quay", "Europe"]),
        ({"role": "named"}, ["Tern Club"]),
        ({"q": "gates", "exclude": "PT"}, ["Ada Quay"]),
        ({"place": "France", "role": "funder"}, ["Lamplight Fund"]),
    ],
)
def test_the_list_is_narrowed(
    client: FlaskClient, asked: dict[str, object], expected: list[str]
) -> None:
    assert names(listed(client, **asked)) == expected


@pytest.mark.parametrize(
    ("asked", "detail"),
    [
        ("q=", "the question (q) is missing"),
        ("kind=organization", "did you mean organisation?"),
        ("role=sponsor", "use partner, funder, named or leader"),
        ("exclude=", "exclude is empty"),
        ("explain=true", "unknown parameter 'explain'"),
    ],
)
def test_a_wrong_parameter_is_named(client: FlaskClient, asked: str, detail: str) -> None:
    response = client.get(f"{WHO}?{asked}")
    assert response.status_code == 400
    assert detail in response.get_json(force=True)["detail"]


def test_a_collaborator_has_its_passages_its_funders_and_its_company(client: FlaskClient) -> None:
    profile = client.get(f"{WHO}/pier-trust").json
    assert [one["id"] for one in profile["collaborator"]["evidence"]] == [
        TABLES,
        GATES,
    ]
    assert [one["name"] for one in profile["funders"]] == ["Lamplight Fund"]
    assert [one["name"] for one in profile["beside"]] == [
        "Ada Quay",
        "University of Brest",
    ]
    for one in profile["beside"]:
        assert client.get(one["url"]).json["collaborator"]["name"] == one["name"]


def test_an_id_that_nobody_has_is_a_problem(client: FlaskClient) -> None:
    response = client.get(f"{WHO}/nobody")
    assert response.status_code == 404
    assert response.get_json(force=True)["type"] == "/problems/unknown-collaborator"


def test_similar_passages_say_why(client: FlaskClient) -> None:
    answer = client.get(f"/api/v1/passages/{TERNS}/similar?limit=2").json
    assert answer["passage"]["title"] == "Ringing terns"
    (first,) = answer["similar"]
    assert (first["title"], first["partners"], first["funders"], first["places"]) == (
        "Counting oystercatchers",
        [],
        [],
        ["Europe"],
    )
    assert first["could_join"]
    assert first["reason"].startswith("near in meaning")
    pair, own = first["sentences"], client.get(f"/api/v1/passages/{TERNS}").json["text"]
    assert own[pair["own"]["start"] : pair["own"]["end"]] == pair["own_text"]


def test_similar_passages_of_none_are_a_problem(client: FlaskClient) -> None:
    assert client.get("/api/v1/passages/nope/similar").status_code == 404
    assert client.get(f"{PASSAGE}/similar?limit=0").status_code == 400


@pytest.mark.parametrize("path", [WHO, f"{WHO}?q=gates", f"{WHO}/pier-trust", f"{PASSAGE}/similar"])
def test_what_is_known_is_not_sent_again(client: FlaskClient, path: str) -> None:
    tag = client.get(path).headers["ETag"]
    again = client.get(path, headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")


def test_the_order_of_what_is_asked_changes_nothing(client: FlaskClient) -> None:
    tags = {
        client.get(f"{WHO}?{asked}").headers["ETag"]
        for asked in ("kind=person&kind=place&q=small", "q=small&kind=place&kind=person")
    }
    assert len(tags) == 1
