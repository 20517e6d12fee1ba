"""Tells whoever counts about each answer, and bounds what finding it may take.

Whichever page or endpoint asks, it asks by way of this.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from indexer.model import Answer, Collaborators, Network, Query, Who
    from webapp.state import Engine

Listener = Callable[["Answer"], None]


def watched(engine: Engine, listeners: Sequence[Listener], seconds: float) -> Engine:
    """Return an engine that answers as another one, within a time, and tells its answers."""
    return cast("Engine", _Watched(engine, listeners, seconds))


class _Watched:
    """An engine with ears at its searches, and a clock."""

    def __init__(self, engine: Engine, listeners: Sequence[Listener], seconds: float) -> None:
        self._engine = engine
        self._listeners = listeners
        self._seconds = seconds

    def search(self, query: Query) -> Answer:
        """Answer in time, and tell."""
        return self._tell(self._engine.search(self._in_time(query)))

    def search_many(self, queries: Sequence[Query]) -> Iterator[tuple[int, Answer]]:
        """Answer each in time, and tell each."""
        timed = [self._in_time(query) for query in queries]
        for place, answer in self._engine.search_many(timed):
            yield place, self._tell(answer)

    def collaborators(self, who: Who) -> Collaborators:
        """Return who goes with a question, in time."""
        return self._engine.collaborators(replace(who, query=self._in_time(who.query)))

    def network(self, who: Who, around: str | None = None) -> Network:
        """Return who goes with what, in time."""
        return self._engine.network(replace(who, query=self._in_time(who.query)), around)

    def __getattr__(self, name: str) -> object:
        return getattr(self._engine, name)

    def _in_time(self, query: Query) -> Query:
        return replace(query, seconds=self._seconds)

    def _tell(self, answer: Answer) -> Answer:
        for listener in self._listeners:
            listener(answer)
        return answer
