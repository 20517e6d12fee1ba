"""Holds what an application is made of, and hands it to whoever answers a request."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol, cast

from flask import Flask, current_app, request

from indexer.errors import AlongsideError, TooSlowError
from indexer.model import Answer, Collaborators, Network, Query, Who
from indexer.search.engine import Engine
from indexer.search.matches import Matches
from webapp.settings import Settings

Observer = Callable[[Answer], None]
_KEY = "alongside"
# Where a request's environment says when it came, by the clock that only goes forward.
ARRIVED = "alongside.arrived"
_AT_ONCE = 0.5  # seconds; whoever waits for longer has less time left for his query


class EngineSource(Protocol):
    """Whoever knows which engine answers at this moment."""

    def current(self) -> Engine:
        """Return the engine; raises `IndexFolderError` or `ModelError` while none can be opened."""

    def fault(self) -> AlongsideError | None:
        """Return why another one answers than should, where that is so."""


@dataclass(frozen=True, slots=True)
class TimedEngine:
    """Asks an engine what takes a search: within a time, and so that observers see each answer.

    What takes none is asked of `engine` itself.
    """

    engine: Engine
    seconds: float
    observers: Sequence[Observer] = ()

    def match(self, query: Query) -> Matches:
        """Return what matches a query: what all views of this request are made of."""
        return self.engine.match(self._in_time(query))

    def answer(self, matches: Matches) -> Answer:
        """Return the answer to what was matched."""
        answer = self.engine.answer(matches)
        for observe in self.observers:
            observe(answer)
        return answer

    def search(self, query: Query) -> Answer:
        """Return the answer to a query."""
        return self.answer(self.match(query))

    def search_many(self, queries: Sequence[Query]) -> Iterator[tuple[int, Answer]]:
        """Yield the positions of several queries with their answers, in any order."""
        timed = [self._in_time(query) for query in queries]
        for position, matches in self.engine.match_many(timed):
            yield position, self.answer(matches)

    def collaborators(self, who: Who) -> Collaborators:
        """Return who goes with a question."""
        return self.engine.collaborators(replace(who, query=self._in_time(who.query)))

    def network(self, who: Who) -> Network:
        """Return who goes with what among the passages that answer."""
        return self.engine.network(replace(who, query=self._in_time(who.query)))

    def _in_time(self, query: Query) -> Query:
        if not self.seconds:
            raise TooSlowError("the query waited too long for others: ask again later")
        return replace(query, seconds=self.seconds)


@dataclass(frozen=True, slots=True)
class Setup:
    """What one application is made of; `observers` see each answer to a search."""

    engines: EngineSource
    settings: Settings
    observers: tuple[Observer, ...] = ()


def attach(app: Flask, setup: Setup) -> None:
    """Give an application what it is made of."""
    app.extensions[_KEY] = setup


def engine() -> TimedEngine:
    """Return the engine that answers this request; ask once a request, since it may change."""
    setup = _setup()
    waited = time.monotonic() - request.environ.get(ARRIVED, time.monotonic())
    most = setup.settings.max_seconds
    seconds = most if waited < _AT_ONCE else max(0.0, round(most - waited, 1))
    return TimedEngine(setup.engines.current(), seconds, setup.observers)


def fault() -> AlongsideError | None:
    """Return why another index answers than the newest, where that is so."""
    return _setup().engines.fault()


def settings() -> Settings:
    """Return the settings of the application that answers this request."""
    return _setup().settings


def root() -> str:
    """Return the address of this application as its clients know it, without its last slash.

    A request that names no usable host is answered with paths, which hold on any. Below a path that
    a proxy tells, this is among it.
    """
    own = f"{request.scheme}://{request.host}{request.script_root}" if request.host else ""
    return settings().public_url or own


def _setup() -> Setup:
    return cast("Setup", current_app.extensions[_KEY])
