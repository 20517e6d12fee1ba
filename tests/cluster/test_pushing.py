"""An index comes into a cluster all at once, and what answers there is told when it cannot."""

from __future__ import annotations

import os
import signal
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from indexer import live
from indexer import push as pushing
from indexer.build import build
from indexer.errors import ClusterError, DamagedError, NoIndexError
from indexer.index import artefacts
from indexer.index.cluster import Address, Cluster, located
from indexer.live import LiveEngine
from indexer.model import Query
from indexer.push import PushOptions, push, rollback
from indexer.search.engine import Engine
from tests.cluster.conftest import GIVEN, Node
from webapp.app import create_app

pytestmark = pytest.mark.usefixtures("word_encoder")
ONE_NODE = PushOptions(replicas=0)


@pytest.fixture
def address(node: str) -> Iterator[Address]:
    """A name of its own, whose indexes go when the test ends."""
    where = located(f"{node}/fruit-{uuid.uuid4().hex[:8]}")
    assert isinstance(where, Address)
    yield where
    client = Cluster(where).client
    names = list(client.indices.get(index=f"{where.name}*", params={"expand_wildcards": "all"}))
    for name in names:
        client.indices.delete(index=name)


@pytest.fixture
def index(tmp_path: Path) -> Path:
    return grown(tmp_path / "index", "Apples", "Pears")


def grown(folder: Path, *titles: str) -> Path:
    """Build an index of a page of fruit in a folder; return it."""
    page = folder.parent / "page.md"
    things = [f"## {title}\n\n{title} are sweet. They grow in Kent.\n" for title in titles]
    page.write_text("# Fruit\n\n" + "\n".join(things))
    build([str(page)], folder)
    return folder


def titles(engine: Engine) -> list[str]:
    return sorted(hit.passage.title for hit in engine.search(Query("sweet")).hits)


def until(holds: Callable[[], bool], seconds: float = 60) -> bool:
    end = time.monotonic() + seconds
    while not holds() and time.monotonic() < end:
        time.sleep(0.02)
    return holds()


def test_a_push_answers_and_the_same_again_sends_nothing(address: Address, index: Path) -> None:
    first, again = (push(index, address, ONE_NODE) for _ in range(2))
    assert (first.sent, again.sent) == (first.passages, 0)
    assert titles(Engine.open(address)) == ["Apples", "Pears"]


def test_a_push_that_is_interrupted_shows_nothing_and_goes_on(
    address: Address, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    for step in ("_fill", "_finish", "_copy", "_probe", "switch"):
        with monkeypatch.context() as patched:
            patched.setattr(pushing, step, interrupted)
            with pytest.raises(KeyboardInterrupt):
                push(index, address, ONE_NODE)
        with pytest.raises(NoIndexError):
            Engine.open(address)
    assert push(index, address, ONE_NODE).sent == 0
    assert titles(Engine.open(address)) == ["Apples", "Pears"]


def test_some_passages_of_a_block_are_sent_once(
    address: Address, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(pushing, "_CHUNK", 1)
        patched.setattr(pushing._Source, "documents", _one_then_nothing(pushing._Source.documents))
        with pytest.raises(ClusterError, match="holds 1 of 2 passages: push again"):
            push(index, address, ONE_NODE)
    assert push(index, address, ONE_NODE).sent == 1


def _one_then_nothing(documents: Callable[..., Iterator[object]]) -> Callable[..., object]:
    def first(*given: object) -> Iterator[object]:
        yield next(documents(*given))

    return first


def test_servers_follow_the_alias_and_older_generations_go(
    address: Address, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "EVERY", 0.05)
    client = Cluster(address).client
    push(index, address, ONE_NODE)
    with LiveEngine(address) as engines:
        old = engines.current()
        for added in ("Plums", "Quinces"):
            push(grown(index, "Apples", added), address, ONE_NODE)
            assert until(lambda added=added: added in titles(engines.current()))
            if added == "Plums":
                assert titles(old) == ["Apples", "Pears"]
        assert rollback(address).startswith(f"{address.name}-000002")
        assert until(lambda: "Plums" in titles(engines.current()))
    kept = [name for name in client.indices.get(index=f"{address.name}*") if "files" not in name]
    assert sorted(name.split("-")[-2] for name in kept) == ["000002", "000003"]
    with pytest.raises(ClusterError, match="no generation before this one"):
        rollback(address)


def test_what_is_not_ours_is_left_alone(address: Address, index: Path) -> None:
    client = Cluster(address).client
    client.indices.create(index=address.name)
    with pytest.raises(ClusterError, match="something else under the name"):
        Engine.open(address)
    with pytest.raises(ClusterError, match="choose another name"):
        push(index, address, ONE_NODE)
    assert client.indices.exists(index=address.name)


def test_a_file_that_was_altered_is_refused(address: Address, index: Path) -> None:
    done = push(index, address, ONE_NODE)
    client, files = Cluster(address).client, artefacts.beside(done.index)
    for hit in client.search(index=files, body={"size": 100})["hits"]["hits"]:
        if hit["_id"] != "manifest":
            client.index(index=files, id=hit["_id"], body={"content": "AAAA"}, refresh=True)
    artefacts_cache = Path(os.environ["ALONGSIDE_CACHE"]) / "cluster"
    assert artefacts_cache.is_dir()
    for file in (artefacts_cache / "files").iterdir():
        file.unlink()
    with pytest.raises(DamagedError, match="push it again"):
        Engine.open(address)


def test_a_name_without_an_index_says_how_to_make_one(address: Address) -> None:
    with pytest.raises(NoIndexError, match="alongside push"):
        Engine.open(address)


@pytest.mark.skipif(GIVEN.startswith("http"), reason="the cluster is not this test's to stop")
def test_a_cluster_that_hangs_is_told_and_served_again_when_it_is_back(
    address: Address, index: Path, running: Node
) -> None:
    push(index, address, ONE_NODE)
    with LiveEngine(address) as engines:
        asked = create_app(engines).test_client()
        assert asked.get("/health/ready").status_code == 200
        os.kill(running.process, signal.SIGSTOP)
        try:
            began = time.monotonic()
            for path in ("/api/v1/search?q=apples", "/health/ready"):
                refused = asked.get(path)
                assert (refused.status_code, refused.headers["Retry-After"]) == (503, "5")
                assert "the cluster does not answer in time" in refused.get_json()["detail"]
            assert time.monotonic() - began < 30
        finally:
            os.kill(running.process, signal.SIGCONT)
        assert until(lambda: asked.get("/health/ready").status_code == 200)
        assert asked.get("/api/v1/search?q=apples").get_json()["total"] >= 1


def test_several_nodes_may_be_named_and_one_of_them_be_gone(address: Address, index: Path) -> None:
    gone = replace(address, nodes=("http://127.0.0.1:9", *address.nodes))
    push(index, gone, ONE_NODE)
    engine = Engine.open(gone)
    for _ in range(3):
        assert titles(engine) == ["Apples", "Pears"]
