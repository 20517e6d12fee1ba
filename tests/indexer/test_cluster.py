"""What is said where a cluster cannot be used, by a server that answers as such clusters do."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from indexer.errors import ClusterError, NoIndexError
from indexer.index import documents
from indexer.index.artefacts import Counts, Statistics
from indexer.index.cluster import Address, Cluster, located
from indexer.query.expansion import Field

Answer = tuple[int, object]
VERSION: Answer = (200, {"version": {"number": "2.19.1", "distribution": "opensearch"}})
PLUGINS: Answer = (200, [{"component": "opensearch-knn"}])


class Pretending:
    """A server that gives each path the answers it was told, in turn, the last for ever."""

    def __init__(self) -> None:
        self.answers: dict[str, list[Answer]] = {"/": [VERSION], "/_cat/plugins": [PLUGINS]}
        self.asked: list[tuple[str, Mapping[str, str]]] = []
        pretending = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                path = self.path.split("?")[0]
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                pretending.asked.append((path, dict(self.headers)))
                given = pretending.answers.get(path, [(404, {"error": {"type": "nothing"}})])
                status, body = given.pop(0) if len(given) > 1 else given[0]
                written = json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(written)))
                self.end_headers()
                self.wfile.write(written)

            do_POST = do_PUT = do_HEAD = do_GET  # noqa: N815 - the library's names

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)

    @property
    def address(self) -> Address:
        where = located(f"http://127.0.0.1:{self.server.server_port}/pages")
        assert isinstance(where, Address)
        return where


@pytest.fixture
def pretending(monkeypatch: pytest.MonkeyPatch) -> Iterator[Pretending]:
    for name in ("USERNAME", "PASSWORD", "API_KEY", "CA_CERTS"):
        monkeypatch.delenv(f"OPENSEARCH_{name}", raising=False)
    made = Pretending()
    thread = threading.Thread(target=made.server.serve_forever, daemon=True)
    thread.start()
    yield made
    made.server.shutdown()
    made.server.server_close()
    thread.join()


def error(kind: str, reason: str) -> dict[str, Any]:
    return {"error": {"type": kind, "reason": reason}}


def test_an_address_names_nodes_and_an_index() -> None:
    where = located("https://one.example.org,two.example.org:443/pages/")
    assert isinstance(where, Address)
    assert where.nodes == ("https://one.example.org:9200", "https://two.example.org:443")
    assert where.name == "pages"
    assert located("some/folder") == Path("some/folder")


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("https://u:secret@one.example.org/pages", "OPENSEARCH_USERNAME"),
        ("https://one.example.org", "cannot be the name"),
        ("https://one.example.org/Two/Three", "cannot be the name"),
        ("https://one.example.org/pages?x=1", "no address of a cluster"),
        ("https://,one/pages", "no address of a cluster"),
    ],
)
def test_an_address_that_cannot_be_used_says_what_to_give(written: str, said: str) -> None:
    with pytest.raises(ClusterError, match=said) as raised:
        located(written)
    assert "secret" not in str(raised.value)


@pytest.mark.parametrize(
    ("path", "answer", "said"),
    [
        ("/", (200, {"version": {"number": "1.3.20", "distribution": "opensearch"}}), "2.19 or 3"),
        ("/", (200, {"version": {"number": "8.1.0"}}), "is elasticsearch 8.1.0"),
        ("/_cat/plugins", (200, []), "lacks the plugin opensearch-knn"),
        ("/", (401, error("security_exception", "no")), "refuses these credentials"),
        ("/", (403, error("security_exception", "no permissions")), "no permissions.*docs/cluster"),
        ("/", (503, error("master_not_discovered", "no manager")), "503: no manager"),
    ],
)
def test_a_cluster_that_cannot_be_used_is_said_in_a_line(
    pretending: Pretending, path: str, answer: Answer, said: str
) -> None:
    pretending.answers[path] = [answer]
    with pytest.raises(ClusterError, match=said) as raised:
        Cluster(pretending.address).check()
    assert "\n" not in str(raised.value)
    assert "127.0.0.1" not in raised.value.reason


@pytest.mark.parametrize("number", ["2.19.1", "2.20.0", "3.0.0", "3.5.0"])
def test_both_lines_of_versions_hold(pretending: Pretending, number: str) -> None:
    told = {"version": {"number": number, "distribution": "opensearch"}}
    pretending.answers["/"] = [(200, told)]
    Cluster(pretending.address).check()


def test_a_search_that_fails_for_a_moment_is_asked_again(pretending: Pretending) -> None:
    found = {"hits": {"hits": []}}
    failed = (500, error("search_phase_execution_exception", "all shards failed"))
    pretending.answers["/pages-1/_search"] = [failed, (503, {}), (200, found)]
    assert Cluster(pretending.address).search([("pages-1", {})]) == [found]


def test_a_search_that_goes_on_failing_is_told(pretending: Pretending) -> None:
    failed = (503, error("no_shard_available_action_exception", "no shard"))
    pretending.answers["/pages-1/_search"] = [failed]
    with pytest.raises(ClusterError, match="503: no shard"):
        Cluster(pretending.address).search([("pages-1", {})])


def test_a_search_that_is_wrong_is_not_asked_again(pretending: Pretending) -> None:
    pretending.answers["/pages-1/_search"] = [(400, error("parsing_exception", "no query"))]
    with pytest.raises(ClusterError, match="no query"):
        Cluster(pretending.address).search([("pages-1", {}), ("pages-1", {})])
    # Two go side by side, and the second may not have been asked when the first is refused.
    assert 1 <= len(pretending.asked) <= 2


def test_a_read_only_cluster_says_so(pretending: Pretending) -> None:
    blocked = error("cluster_block_exception", "disk usage exceeded flood-stage watermark")
    pretending.answers["/_bulk"] = [(403, blocked)]
    sent = Cluster(pretending.address).send([{"_index": "pages-1", "title": "Air"}], 1)
    with pytest.raises(ClusterError, match=r"is read-only .*flood-stage.*free space"):
        next(sent)


def test_a_name_that_something_else_bears_is_no_index(pretending: Pretending) -> None:
    pretending.answers["/pages/_mapping"] = [(200, {"pages": {"mappings": {"_meta": {"x": 1}}}})]
    with pytest.raises(ClusterError, match="something else under the name pages"):
        Cluster(pretending.address).current()
    pretending.answers["/pages/_mapping"] = [(404, error("index_not_found_exception", "none"))]
    with pytest.raises(NoIndexError, match="alongside push"):
        Cluster(pretending.address).current()


def test_user_and_password_come_from_the_environment(
    pretending: Pretending, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENSEARCH_USERNAME", "reader")
    with pytest.raises(ClusterError, match="or neither"):
        Cluster(pretending.address)
    monkeypatch.setenv("OPENSEARCH_PASSWORD", "secret")
    Cluster(pretending.address).check()
    _, headers = pretending.asked[0]
    assert {name.lower(): value for name, value in headers.items()}["authorization"] == (
        "Basic cmVhZGVyOnNlY3JldA=="
    )
    away = located("http://search.example.org/pages")
    assert isinstance(away, Address)
    with pytest.raises(ClusterError, match="over https alone"):
        Cluster(away)


def test_an_api_key_comes_from_the_environment(
    pretending: Pretending, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENSEARCH_API_KEY", "secret")
    Cluster(pretending.address).check()
    assert "ApiKey secret" in pretending.asked[0][1].values()


def test_a_node_that_is_gone_is_passed_over(pretending: Pretending) -> None:
    where = pretending.address
    Cluster(Address(("http://127.0.0.1:9", *where.nodes), where.name)).check()


def test_nothing_there_is_told_without_a_trace() -> None:
    where = located("http://127.0.0.1:9/pages")
    assert isinstance(where, Address)
    with pytest.raises(
        ClusterError, match=r"cannot be reached .*see whether its nodes run"
    ) as raised:
        Cluster(where).check()
    assert raised.value.reason == "the cluster cannot be reached"


def test_how_often_a_term_stands_there_is_told_by_its_score() -> None:
    lengths = np.array([1, 39, 40, 87, 1_200, 70_000])
    for average in (3.5, 120.0):
        for count in (1, 2, 17):
            spread = 1.5 * (0.25 + 0.75 * documents.stored(lengths) / average)
            given = np.float32(2.0 * count * 2.5 / (count + spread))
            assert documents.frequencies(given, 2.0, lengths, average).tolist() == [count] * 6


def test_a_term_is_one_word_however_long_it_is() -> None:
    assert documents.token("university southampton") == "university_southampton"
    assert len(documents.token("a" * 10_000)) == 17
    assert documents.token("a" * 10_000) != documents.token("b" * 10_000)


def test_passages_that_hold_a_term_are_counted_once_each(tmp_path: Path) -> None:
    fields: tuple[Field, ...] = ("body", "bigrams", "acronyms", "places")
    for field in fields:
        counts = Counts()
        for terms in (["air", "air", "sea"], [], ["sea"]):
            counts.add(terms)
        counts.write(tmp_path, field)
        assert counts.mean == pytest.approx(4 / 3)
    read = Statistics(tmp_path)
    assert [read.frequency("body", one) for one in ("air", "sea", "sky")] == [1, 2, 0]
