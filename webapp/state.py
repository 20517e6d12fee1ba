"""Holds what an application is made of, and hands it to the views: engines and settings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, cast

from flask import current_app

from webapp.watched import watched

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from flask import Flask

    from indexer.model import (
        Answer,
        Collaborators,
        Entity,
        IndexInfo,
        Network,
        Passage,
        Profile,
        Query,
        Similar,
        Suggestion,
        Who,
    )
    from webapp.settings import Settings
    from webapp.watched import Listener

_KEY = "alongside"


class Engine(Protocol):
    """What the web needs of `indexer.search.engine.Engine`: one opened generation of an index."""

    @property
    def info(self) -> IndexInfo:
        """What answers."""

    @property
    def themes(self) -> tuple[str, ...]:
        """The themes, in corpus order."""

    @property
    def passages(self) -> Sequence[Passage]:
        """Every passage, by row."""

    def named(self, query: Query) -> Query:
        """Return a query whose filters bear the names that facets show, however written."""

    def search(self, query: Query) -> Answer:
        """Return the answer to a query."""

    def search_many(self, queries: Sequence[Query]) -> Iterator[tuple[int, Answer]]:
        """Yield the places of several queries with their answers, in any order."""

    def passage(self, passage_id: str) -> Passage | None:
        """Return the passage with an id, `None` where there is none."""

    def beside(self, passage_id: str) -> tuple[Passage | None, Passage | None]:
        """Return the passages before and after one on its page."""

    def page(self, source: str) -> tuple[Passage, ...]:
        """Return the passages of a page in order; none where the page is unknown."""

    @property
    def entities(self) -> Sequence[Entity]:
        """Every organisation, person and place that passages name, by kind and name."""

    def entity(self, name: str) -> Entity | None:
        """Return who has an id or a name (any way it is written), `None` where nobody has."""

    def collaborators(self, who: Who) -> Collaborators:
        """Return who goes with a question."""

    def profile(self, entity_id: str) -> Profile | None:
        """Return a collaborator's own page, `None` where there is none of that id."""

    def similar(self, passage_id: str, limit: int = 5) -> tuple[Similar, ...]:
        """Return the passages most like one, the closest first; none where it is unknown."""

    def suggest(self, typed: str, limit: int = 8) -> tuple[Suggestion, ...]:
        """Return at most `limit` of what may be meant by the beginning of a question."""

    @property
    def questions(self) -> tuple[str, ...]:
        """The past questions that came with the index, in alphabetical order."""

    def slips(self) -> tuple[tuple[str, str], ...]:
        """Return the words of the passages that may be slips, each with what may be meant."""

    def network(self, who: Who, around: str | None = None) -> Network:
        """Return who goes with what among the passages that answer, or that name `around`."""


class EngineSource(Protocol):
    """Whoever knows which engine answers at this moment."""

    def current(self) -> Engine:
        """Return the engine; raises `IndexFolderError` or `ModelError` while none can be opened."""


@dataclass(frozen=True, slots=True)
class State:
    """What one application is made of; `listeners` are told of each answer."""

    engines: EngineSource
    settings: Settings
    listeners: tuple[Listener, ...] = ()


def attach(app: Flask, state: State) -> None:
    """Give an application its state."""
    app.extensions[_KEY] = state


def engine() -> Engine:
    """Return the engine that answers this request; ask once a request, since it may change."""
    state = _state()
    return watched(state.engines.current(), state.listeners, state.settings.max_seconds)


def settings() -> Settings:
    """Return the settings of the application that answers this request."""
    return _state().settings


def _state() -> State:
    return cast("State", current_app.extensions[_KEY])
