"""Lets requests in as fast as they are answered: some wait, and with more the oldest is sent away.

As long as nobody is sent away, who came first is answered first, several at once. From then on,
and for a second after it, the newest is answered first and one at a time: whoever waited long may
be gone, and what is answered is answered fast. Files, health and metrics never wait.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Iterable
from typing import Protocol
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from webapp.http.access import HEADERS, is_free
from webapp.http.problems import MEDIA_TYPE, TOO_BUSY, Problem
from webapp.settings import Settings

# Seconds after the last request that was sent away in which the server is still taken for too busy.
_CALM = 1.0
_PAGE = (
    '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" '
    'content="width=device-width"><title>Busy – Alongside</title><h1>Too many are asking at '
    "once</h1><p>Nothing is wrong with your question. Ask again in {wait} seconds.</p></html>"
)


class _Counter(Protocol):
    """What counts requests that were sent away."""

    def inc(self) -> None:
        """Count one."""


class Gate:
    """Lets so many in at once, and so many wait for it; safe to share among threads."""

    def __init__(self, at_once: int, waiting: int) -> None:
        self._at_once, self._most = at_once, waiting
        self._lock = threading.Lock()
        self._in = 0
        self._waiting: deque[_Turn] = deque()
        self._refused = -_CALM

    def enter(self, patience: float) -> bool:
        """Return whether one is let in, at the latest after so many seconds; then it must leave."""
        with self._lock:
            if self._in < self._room() and not self._waiting:
                self._in += 1
                return True
            turn = _Turn()
            self._waiting.append(turn)
            if len(self._waiting) > self._most:
                self._waiting.popleft().decide(admitted=False)
                self._refused = time.monotonic()
        if turn.decided.wait(patience):
            return turn.admitted
        with self._lock:
            if turn in self._waiting:
                self._waiting.remove(turn)
                self._refused = time.monotonic()
            return turn.admitted

    def leave(self) -> None:
        """Let in who waits."""
        with self._lock:
            self._in -= 1
            while self._waiting and self._in < self._room():
                turn = self._waiting.pop() if self._is_busy() else self._waiting.popleft()
                self._in += 1
                turn.decide(admitted=True)

    def _room(self) -> int:
        return 1 if self._is_busy() else self._at_once

    def _is_busy(self) -> bool:
        return time.monotonic() - self._refused < _CALM


class _Turn:
    """One that waits."""

    def __init__(self) -> None:
        self.decided = threading.Event()
        self.admitted = False

    def decide(self, *, admitted: bool) -> None:
        """Say whether it is let in."""
        self.admitted = admitted
        self.decided.set()


class Admission:
    """A WSGI application before which there is a gate."""

    def __init__(
        self, app: WSGIApplication, gate: Gate, settings: Settings, refused: _Counter
    ) -> None:
        self._app, self._gate, self._refused = app, gate, refused
        self._patience, self._wait = settings.max_seconds, settings.retry_after

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """Answer a request, or send it away with 503 and when to come back."""
        path = environ.get("PATH_INFO", "")
        if is_free(path):
            return self._app(environ, start)
        if not self._gate.enter(self._patience):
            self._refused.inc()
            return self._send_away(path, start)
        try:
            return self._app(environ, start)
        finally:
            self._gate.leave()  # what is answered is made; who reads it slowly keeps nobody out

    def _send_away(self, path: str, start: StartResponse) -> list[bytes]:
        if path.startswith("/api/"):
            detail = f"more is asked than can be answered: ask again in {self._wait} seconds"
            kind, body = MEDIA_TYPE, Problem(TOO_BUSY, TOO_BUSY.status, detail).to_bytes()
        else:
            kind, body = "text/html; charset=utf-8", _PAGE.format(wait=self._wait).encode()
        headers = {
            "Content-Type": kind,
            "Content-Length": str(len(body)),
            "Retry-After": str(self._wait),
            "Cache-Control": "no-store",
            **HEADERS,
        }
        start(f"{TOO_BUSY.status} Service Unavailable", list(headers.items()))
        return [body]
