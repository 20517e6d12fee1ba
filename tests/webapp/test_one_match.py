"""Every page and endpoint matches its question once, whatever it shows of the answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask.testing import FlaskClient

from indexer.index.base import Candidates, Index
from indexer.index.embedded import EmbeddedIndex
from indexer.index.store import open_current
from indexer.model import Filters, Query
from indexer.query.understand import Question
from indexer.search.engine import Engine
from tests.fakes import Engines, words_for_model
from tests.webapp.harbour import TABLES, open_harbour
from webapp.app import create_app

# A question with a slip, so that it is corrected, and what one match of it takes.
ASKED = "q=high+watr"
MATCHED = {"understood": 1, "encoded": 1, "scored": 1}
FILTERED = MATCHED | {"filtered": 1}


@dataclass
class CountingIndex:
    """An index that counts the questions it is asked, and how often it resolves filters."""

    index: Index
    done: Counter[str] = field(default_factory=Counter)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.index, name)

    def understand(self, query: Query) -> Question:
        self.done["understood"] += bool(query.text)
        return self.index.understand(query)

    def encode(self, texts: Sequence[str]) -> Iterator[tuple[list[int], Any]]:
        self.done["encoded"] += len(texts)
        return self.index.encode(texts)

    def candidates(
        self, asked: Sequence[tuple[Query, Question]], *more: Any
    ) -> Iterator[Candidates]:
        self.done["scored"] += len(asked)
        self.done["filtered"] += sum(query.filters != Filters() for query, _ in asked)
        return self.index.candidates(asked, *more)

    def remaining(self, query: Query) -> Any:
        self.done["filtered"] += query.filters != Filters()
        return self.index.remaining(query)


@pytest.fixture(scope="module")
def counting(tmp_path_factory: pytest.TempPathFactory) -> CountingIndex:
    folder = tmp_path_factory.mktemp("counting")
    open_harbour(folder / "index")
    with words_for_model(folder / "encoder"):
        return CountingIndex(EmbeddedIndex(open_current(folder / "index")))


@pytest.fixture
def client(counting: CountingIndex) -> FlaskClient:
    counting.done.clear()
    return create_app(Engines(Engine(counting))).test_client()


def id_of(counting: CountingIndex, kind: str) -> str:
    return next(one.id for one in counting.names.entities if one.kind == kind)


@pytest.mark.parametrize("view", ["/", "/compare", "/collaborators", "/places", "/network"])
def test_a_page_matches_its_question_once(
    client: FlaskClient, counting: CountingIndex, view: str
) -> None:
    assert client.get(f"{view}?{ASKED}").status_code == 200
    assert +counting.done == MATCHED


@pytest.mark.parametrize("view", ["/", "/compare", "/collaborators", "/places", "/network"])
def test_a_page_resolves_what_narrows_it_once(
    client: FlaskClient, counting: CountingIndex, view: str
) -> None:
    place = id_of(counting, "place")
    assert client.get(f"{view}?{ASKED}&place={place}&theme=Tides").status_code == 200
    assert +counting.done == FILTERED


def test_a_passages_page_matches_the_question_it_was_opened_from_once(
    client: FlaskClient, counting: CountingIndex
) -> None:
    assert client.get(f"/passages/{TABLES}?{ASKED}").status_code == 200
    assert +counting.done == MATCHED


@pytest.mark.parametrize("mode", ["keyword", "semantic", "hybrid"])
@pytest.mark.parametrize(
    "endpoint", ["search", "collaborators", "export/search", "export/collaborators"]
)
def test_an_endpoint_matches_its_question_once(
    client: FlaskClient, counting: CountingIndex, endpoint: str, mode: str
) -> None:
    place = id_of(counting, "place")
    address = f"/api/v1/{endpoint}?{ASKED}&mode={mode}&place={place}"
    assert client.get(address).status_code == 200
    encoded = {} if mode == "keyword" else {"encoded": 1}
    assert +counting.done == {"understood": 1, "scored": 1, "filtered": 1} | encoded


def test_a_batch_matches_each_of_its_questions_once(
    client: FlaskClient, counting: CountingIndex
) -> None:
    queries = [{"q": "high water"}, {"q": "terns", "explain": True}, {"q": "gates"}]
    assert client.post("/api/v1/search", json={"queries": queries}).status_code == 200
    assert +counting.done == {"understood": 3, "encoded": 3, "scored": 3}


@pytest.mark.parametrize("kind", ["organisation", "person", "place"])
def test_a_profile_asks_nothing(client: FlaskClient, counting: CountingIndex, kind: str) -> None:
    """That of a place says how many passages lie in it, which is what its filter leaves."""
    assert client.get(f"/collaborators/{id_of(counting, kind)}").status_code == 200
    assert +counting.done == ({"filtered": 1} if kind == "place" else {})


@pytest.mark.parametrize(
    "address",
    [
        *(
            "/",
            "/collaborators",
            "/places",
            "/network",
            "/browse",
            "/pages/",
            f"/passages/{TABLES}",
        ),
        f"/api/v1/passages/{TABLES}",
        f"/api/v1/passages/{TABLES}/similar",
        "/api/v1/collaborators",
        "/api/v1/suggest?q=ti",
        "/api/v1/export/collaborators",
        "/api/v1/export/mentions",
    ],
)
def test_what_asks_no_question_matches_none(
    client: FlaskClient, counting: CountingIndex, address: str
) -> None:
    assert client.get(address).status_code == 200
    assert +counting.done == {}


@pytest.mark.parametrize("view", ["/collaborators", "/places", "/network"])
def test_a_list_without_a_question_resolves_its_filters_once(
    client: FlaskClient, counting: CountingIndex, view: str
) -> None:
    assert client.get(f"{view}?theme=Tides").status_code == 200
    assert +counting.done == {"filtered": 1}


def test_what_a_client_has_is_not_matched_again(
    client: FlaskClient, counting: CountingIndex
) -> None:
    address = f"/api/v1/search?{ASKED}"
    tag = client.get(address).headers["ETag"]
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 304
    assert +counting.done == MATCHED


def test_a_question_is_read_and_encoded_once_for_all_its_views(
    client: FlaskClient, counting: CountingIndex
) -> None:
    encoder = counting.index.__dict__["_vector"]
    asked = "q=how+do+pumps+keep+cellars+dry"
    client.get(f"/?{asked}")
    before = encoder.cache_info()
    for path in (f"/?{asked}&theme=Tides", f"/collaborators?{asked}", f"/api/v1/search?{asked}"):
        assert client.get(path).status_code == 200
    assert encoder.cache_info().misses == before.misses
    assert encoder.cache_info().hits > before.hits
