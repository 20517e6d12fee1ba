from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import msgspec
import pytest

from tests.webapp.served import working
from webapp import client as clients
from webapp.client import Alongside, Patience, RefusedError, UnreachableError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

AIR = "Air Pollution Interdisciplinary Research (AIR) Network"


@pytest.fixture(scope="module")
def served(corpus_index: Path) -> Iterator[Alongside]:
    with working(corpus_index) as (url, _), Alongside(url) as client:
        yield client


def test_a_question_is_answered_with_types(served: Alongside) -> None:
    answer = served.search("air polution kenia", limit=2)
    assert (answer.answer, answer.limit, len(answer.hits)) == ("strong", 2, 2)
    assert [(one.said, one.meant) for one in answer.query.corrections] == [
        ("polution", "pollution"),
        ("kenia", "kenya"),
    ]
    assert answer.hits[0].title == AIR
    assert answer.index.passages == 30
    assert served.search("air polution kenia", correct=False).query.corrections == []


def test_filters_are_sent_one_by_one(served: Alongside) -> None:
    themes = [value.value for value in served.search("health").facets.theme[:2]]
    found = served.search("health", theme=themes, limit=100)
    assert {hit.theme or "" for hit in found.hits} == set(themes)


def test_several_questions_are_asked_in_one_request(served: Alongside) -> None:
    questions = ["air pollution kenya", "dental care", "sourdough bread"]
    several = served.search_many(questions, limit=3)
    assert [one.query.text for one in several] == questions
    for question, one in zip(questions, several, strict=True):
        alone = served.search(question, limit=3)
        assert msgspec.structs.replace(one, took_ms=0) == msgspec.structs.replace(alone, took_ms=0)


def test_more_questions_than_a_request_takes_are_asked_in_several(served: Alongside) -> None:
    questions = [f"air {number}" for number in range(103)]
    several = served.search_many(questions, limit=1, theme="Climate and health partnerships")
    assert [one.query.text for one in several] == questions
    assert served.search_many([]) == []
    with pytest.raises(TypeError, match="questions is the text 'air': give several"):
        served.search_many("air")


def test_texts_that_are_not_unicode_are_asked_with_a_question_mark(served: Alongside) -> None:
    assert served.search("air \ud800").query.text == "air ?"
    assert served.search_many(["air \ud800"])[0].query.text == "air ?"


def test_a_filter_of_one_value_may_be_given_without_a_list(served: Alongside) -> None:
    alone = served.search("air", place="Kenya")
    assert alone.total == served.search("air", place=["Kenya"]).total > 0


def test_no_tries_are_refused() -> None:
    with pytest.raises(ValueError, match="tries is 0: give 1 or more"):
        Patience(tries=0)


def test_passages_and_collaborators_are_followed_by_their_ids(served: Alongside) -> None:
    found = served.search("air pollution kenya").hits[0].id
    assert served.passage(found).title == AIR
    assert served.similar(found, limit=2).passage.id == found
    suggested = served.suggest("air poll").suggestions[0]
    assert (suggested.text, suggested.id) == (AIR, found)
    everybody = served.collaborators(limit=100).collaborators
    for one in everybody[:2]:
        assert served.collaborator(one.id).collaborator.name == one.name


def test_a_problem_is_an_exception_that_names_what_is_wrong(served: Alongside) -> None:
    with pytest.raises(RefusedError, match=r"no passage has the id 'nobody'.* \(404, ") as raised:
        served.passage("nobody")
    assert raised.value.problem.type == "/problems/unknown-passage"
    with pytest.raises(RefusedError) as raised:
        served.search("air", limit=1000)
    assert (raised.value.problem.status, raised.value.problem.parameter) == (400, "limit")


def test_nobody_at_an_address_is_told_with_the_way_out() -> None:
    for address in ("http://127.0.0.1:9", "nowhere", "http://127.0.0.1:abc", "http://höfn"):
        with (
            Alongside(address) as client,
            pytest.raises(UnreachableError, match=r"does not answer .*; check the address"),
        ):
            client.search("air")


def test_without_an_index_the_client_waits_as_long_as_it_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[float] = []
    monkeypatch.setattr(clients.time, "sleep", waited.append)
    with working(tmp_path / "none", ALONGSIDE_RETRY_AFTER="7") as (url, _):
        with Alongside(url) as client, pytest.raises(RefusedError) as raised:
            client.search("air")
        assert raised.value.problem.status == 503
        assert waited == [7, 7]  # three tries
        hasty = Patience(tries=2, between=3)
        with Alongside(url, hasty) as client, pytest.raises(RefusedError):
            client.search("air")
        assert waited == [7, 7, 3]


@dataclass
class Script:
    """What a server answers, in order, and what it was asked."""

    answers: list[tuple[int, dict[str, str], bytes]]
    asked: list[dict[str, str]] = field(default_factory=list)


@contextmanager
def scripted(script: Script) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            script.asked.append({"path": self.path, **dict(self.headers)})
            status, headers, body = script.answers[len(script.asked) - 1]
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,)).start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()


def suggestions(query: str) -> bytes:
    return msgspec.json.encode({"query": query, "suggestions": [], "added_later": 1})


def test_a_busy_server_is_asked_again_when_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    monkeypatch.setattr(clients.time, "sleep", waited.append)
    busy = (429, {"Retry-After": "2"}, b"{}")
    script = Script([busy, (503, {}, b""), (200, {}, suggestions("a"))])
    with scripted(script) as url, Alongside(url) as client:
        assert client.suggest("a").query == "a"
    assert waited == [2, 1]


def test_what_has_not_changed_is_not_sent_again() -> None:
    first = (200, {"ETag": 'W/"one"'}, suggestions("a"))
    newer = (200, {"ETag": 'W/"two"'}, suggestions("newer"))
    script = Script([first, (304, {}, b""), newer, (304, {}, b"")])
    with scripted(script) as url, Alongside(url) as client:
        assert [client.suggest("a").query for _ in script.answers] == ["a", "a", "newer", "newer"]
    tags = [asked.get("If-None-Match") for asked in script.asked]
    assert tags == [None, 'W/"one"', 'W/"one"', 'W/"two"']


def test_only_the_last_answers_are_kept() -> None:
    typed = ["a", "b", "c", "b", "a"]
    script = Script([(200, {"ETag": f'"{one}"'}, suggestions(one)) for one in typed])
    with scripted(script) as url, Alongside(url, kept=2) as client:
        for one in typed:
            client.suggest(one)
    tags = [asked.get("If-None-Match") for asked in script.asked]
    assert tags == [None, None, None, '"b"', None]


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (200, b"<html>", "is not Alongside"),
        (200, b"{}", "is not Alongside"),
        (502, b"<html>", "answers 502 without Alongside's reasons"),
        (301, b"", "answers 301 without"),
    ],
)
def test_another_server_is_told_apart(status: int, body: bytes, said: str) -> None:
    with (
        scripted(Script([(status, {}, body)])) as url,
        Alongside(url) as client,
        pytest.raises(UnreachableError, match=said),
    ):
        client.suggest("a")


def test_the_real_server_confirms_what_is_kept(served: Alongside) -> None:
    first = served.search("dental care")
    assert served.search("dental care").took_ms == first.took_ms
