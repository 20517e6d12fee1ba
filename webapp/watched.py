"""Tells whoever counts about each answer, whichever page or endpoint asked for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from indexer.model import Answer, Query
    from webapp.state import Engine

Listener = Callable[["Answer"], None]


def watched(engine: Engine, listeners: Sequence[Listener]) -> Engine:
    """Return an engine that answers as another one, and tells its answers."""
    return cast("Engine", _Watched(engine, listeners)) if listeners else engine


class _Watched:
    """An engine with ears at its searches."""

    def __init__(self, engine: Engine, listeners: Sequence[Listener]) -> None:
        self._engine = engine
        self._listeners = listeners

    def search(self, query: Query) -> Answer:
        """Answer, and tell."""
        return self._tell(self._engine.search(query))

    def search_many(self, queries: Sequence[Query]) -> list[Answer]:
        """Answer, and tell each."""
        return [self._tell(answer) for answer in self._engine.search_many(queries)]

    def __getattr__(self, name: str) -> object:
        return getattr(self._engine, name)

    def _tell(self, answer: Answer) -> Answer:
        for listener in self._listeners:
            listener(answer)
        return answer
