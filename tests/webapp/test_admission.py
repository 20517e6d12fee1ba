from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tests.fakes import Engines
from webapp.app import create_app
from webapp.http import admission
from webapp.http.admission import Gate
from webapp.settings import Settings

if TYPE_CHECKING:
    from indexer.search.engine import Engine


class Visitor(threading.Thread):
    """Comes to a gate, and stays inside until it is told to leave."""

    def __init__(self, gate: Gate, patience: float = 60) -> None:
        super().__init__(daemon=True)
        self.gate, self.patience = gate, patience
        self.admitted: bool | None = None
        self.told = threading.Event()
        self.start()

    def run(self) -> None:
        self.admitted = self.gate.enter(self.patience)
        if self.admitted:
            self.told.wait(60)
            self.gate.leave()

    def leave(self) -> None:
        self.told.set()
        self.join(60)


def until(holds: Callable[[], bool]) -> bool:
    end = time.monotonic() + 10
    while not holds() and time.monotonic() < end:
        time.sleep(0.005)
    return holds()


def waiting(gate: Gate, count: int) -> bool:
    return until(lambda: len(gate._waiting) == count)


def come(gate: Gate) -> Visitor:
    """Come when all who came before are in or wait."""
    seen = len(gate._waiting) + gate._in
    visitor = Visitor(gate)
    assert until(lambda: len(gate._waiting) + gate._in > seen or visitor.admitted is not None)
    return visitor


def test_who_came_first_is_let_in_first() -> None:
    gate = Gate(at_once=2, waiting=5)
    first, second, third, fourth = (come(gate) for _ in range(4))
    assert until(lambda: first.admitted is True and second.admitted is True)
    assert waiting(gate, 2)
    second.leave()
    assert until(lambda: third.admitted is True)
    assert fourth.admitted is None
    for visitor in (first, third, fourth):
        visitor.leave()
    assert fourth.admitted is True


def test_with_too_many_the_oldest_is_sent_away_and_the_newest_comes_first() -> None:
    gate = Gate(at_once=2, waiting=2)
    inside = [come(gate) for _ in range(2)]
    oldest, older = come(gate), come(gate)
    newest = Visitor(gate)
    assert until(lambda: oldest.admitted is False)
    inside[0].leave()
    assert newest.admitted is None, "one at a time while too many come"
    inside[1].leave()
    assert until(lambda: newest.admitted is True)
    assert older.admitted is None
    newest.leave()
    assert until(lambda: older.admitted is True)
    older.leave()


def test_after_a_while_without_refusals_all_is_as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(admission, "_CALM", 0.0)
    gate = Gate(at_once=1, waiting=2)
    inside = come(gate)
    older = come(gate)
    newer = come(gate)
    assert waiting(gate, 2)
    inside.leave()
    assert until(lambda: older.admitted is True)
    assert newer.admitted is None
    older.leave()
    newer.leave()


def test_nobody_waits_longer_than_he_will() -> None:
    gate = Gate(at_once=1, waiting=5)
    inside = come(gate)
    assert Visitor(gate, patience=0.01).join(10) is None
    assert waiting(gate, 0)
    inside.leave()
    assert gate.enter(0)


@pytest.mark.parametrize(
    ("path", "kind", "said"),
    [
        ("/api/v1/search?q=gates", "application/problem+json", "ask again in 7 seconds"),
        ("/?q=gates", "text/html", "Ask again in 7 seconds"),
    ],
)
def test_who_is_sent_away_is_told_when_to_come_back(
    harbour: Engine, monkeypatch: pytest.MonkeyPatch, path: str, kind: str, said: str
) -> None:
    client = create_app(Engines(harbour), Settings(retry_after=7)).test_client()
    monkeypatch.setattr(Gate, "enter", lambda *_: False)
    refused = client.get(path)
    assert (refused.status_code, refused.mimetype) == (503, kind)
    assert refused.headers["Retry-After"] == "7"
    assert said in refused.text
    assert "X-Request-ID" in refused.headers
    assert client.get("/health/live").status_code == 200
    assert "alongside_refused_total 1.0" in client.get("/metrics").text


def test_who_waited_for_all_of_his_time_is_told_so(
    harbour: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = create_app(Engines(harbour), Settings(max_seconds=1)).test_client()
    monkeypatch.setattr(Gate, "enter", lambda *_: time.sleep(1.01) or True)
    late = client.get("/api/v1/search?q=gates")
    assert late.status_code == 503
    assert late.get_json(force=True)["type"] == "/problems/too-slow"
