"""Follows an index folder: always the newest generation that opens, without a pause."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from indexer import store
from indexer.engine import Engine
from indexer.errors import AlongsideError, IndexFolderError


class LiveEngine:
    """The engine of a folder's newest generation.

    A new generation is opened in the background while the old one answers. One that cannot be
    opened is told to `on_error`, once, and the old one goes on.
    """

    def __init__(
        self, folder: Path, on_error: Callable[[AlongsideError], None] = lambda _: None
    ) -> None:
        self._folder = folder
        self._on_error = on_error
        self._engine: Engine | None = None
        self._tried: str | None = None
        self._opening = threading.Lock()

    def current(self) -> Engine:
        """Return the engine to answer with.

        Raises
        ------
        IndexFolderError, ModelError
            Where none was opened yet and none can be.
        """
        engine = self._engine
        if engine is None:
            return self._first()
        if self._changed() and self._opening.acquire(blocking=False):
            threading.Thread(target=self._swap, name="open-generation", daemon=True).start()
        return engine

    def _first(self) -> Engine:
        with self._opening:
            if self._engine is None:
                self._tried = store.current_name(self._folder)
                self._engine = Engine.open(self._folder)
            return self._engine

    def _changed(self) -> bool:
        try:
            return store.current_name(self._folder) != self._tried
        except AlongsideError:
            return False  # the folder is gone or half copied: what is open goes on answering

    def _swap(self) -> None:
        """Open the new generation; who started this took the lock."""
        try:
            self._tried = store.current_name(self._folder)
            self._engine = Engine.open(self._folder)
        except AlongsideError as error:
            self._on_error(error)
        except OSError as error:
            message = f"{self._folder} cannot be opened ({error}); start again when it can"
            self._on_error(IndexFolderError(message))
        finally:
            self._opening.release()
