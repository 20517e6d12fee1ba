"""A real OpenSearch node on free ports, started once a run; skipped where nothing can run it."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path

import pytest
from filelock import FileLock

from tests.indexes import ROOT

# A version, or the address of a cluster that runs already.
GIVEN = os.environ.get("ALONGSIDE_TEST_CLUSTER", "2.19.1")
_PATIENCE = 300  # seconds: the first run fetches the server
_APART = 100  # between a node's two ports
_NEEDED = ("java", "mvn", "unzip", "curl")


@dataclass(frozen=True)
class Node:
    """A node that answers: its address and its process, with which what started it ends."""

    address: str
    process: int


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    """The one node of this test run; whichever worker comes first starts it, the last ends it."""
    missing = [name for name in _NEEDED if shutil.which(name) is None]
    if missing:
        pytest.skip(f"no OpenSearch can be run here: {', '.join(missing)} missing")
    shared = tmp_path_factory.getbasetemp()
    shared = shared.parent if os.environ.get("PYTEST_XDIST_WORKER") else shared
    users, told, lock = shared / "users", shared / "node.json", FileLock(shared / "node.lock")
    with lock:
        users.mkdir(exist_ok=True)
        (users / str(os.getpid())).touch()
        if not told.exists():
            told.write_text(json.dumps(asdict(_started(shared / "node.log"))))
    node = Node(**json.loads(told.read_text()))
    yield node
    with lock:
        (users / str(os.getpid())).unlink()
        if not any(users.iterdir()):
            told.unlink()
            os.kill(node.process, signal.SIGTERM)


@pytest.fixture(scope="session")
def node(request: pytest.FixtureRequest) -> str:
    """The address of a node that answers, `http://127.0.0.1:PORT`."""
    if GIVEN.startswith("http"):
        return GIVEN
    found: Node = request.getfixturevalue("running")
    return found.address


def _started(log: Path) -> Node:
    port = _free_port()
    command = ["setsid", "--fork", ROOT / "deploy" / "cluster.sh", "up", GIVEN, "1", str(port)]
    with log.open("wb") as out:
        subprocess.run(command, stdout=out, stderr=out, check=True)
    end = time.monotonic() + _PATIENCE
    while not (ready := re.search(r"answers on (\S+), processes (\d+)", log.read_text("utf-8"))):
        assert "cluster.sh:" not in log.read_text("utf-8"), log.read_text("utf-8")
        assert time.monotonic() < end, log.read_text("utf-8")
        time.sleep(0.1)
    return Node(ready[1], int(ready[2]))


def _free_port() -> int:
    """Return a port that is free, and that one behind it by which nodes speak to each other."""
    while True:
        with ExitStack() as taken:
            first, second = (taken.enter_context(socket.socket()) for _ in range(2))
            first.bind(("127.0.0.1", 0))
            port: int = first.getsockname()[1]
            try:
                second.bind(("127.0.0.1", port + _APART))
            except (OSError, OverflowError):
                continue
            return port


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep what is fetched from the cluster apart from what this machine has."""
    monkeypatch.setenv("ALONGSIDE_CACHE", str(tmp_path / "cache"))
