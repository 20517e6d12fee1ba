"""Follows an index folder: always the newest generation that opens, without a pause.

The folder is looked at from a thread of its own, so that nobody who asks waits for an index to be
opened, and whoever asks first after a build is answered from it.
"""

from __future__ import annotations

import ctypes
import gc
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Self

from indexer.encode import off_topic
from indexer.errors import AlongsideError, IndexFolderError, NoIndexError
from indexer.index import store
from indexer.model import Query
from indexer.search.engine import Engine

# Seconds between two looks at the folder, each of which reads one short file.
EVERY = 0.5
_ROUND = 50_000  # objects between two rounds of the garbage collector
# What glibc is told to keep (`man mallopt`: parameter, bytes), several times what an answer takes.
_KEPT = ((-1, 64 << 20), (-3, 32 << 20))  # M_TRIM_THRESHOLD, M_MMAP_THRESHOLD
# Words that are in no dictionary load whatever a question may need, wherever one is asked first.
_WARMING = Query(off_topic.QUESTIONS[-1])


class LiveEngine:
    """The engine of a folder's newest generation; a context, within which the folder is followed.

    Entering opens what is there. A new generation is opened while the old one answers. One that
    cannot be opened is told to `on_error`, once, and the old one goes on; it is tried again when
    one of its files changes.
    """

    def __init__(
        self, folder: Path, on_error: Callable[[AlongsideError], None] = lambda _: None
    ) -> None:
        self._folder = folder
        self._on_error = on_error
        self._engine: Engine | None = None
        self._error: AlongsideError = NoIndexError(f"{folder} was not looked at yet; enter first")
        self._tried: object = None
        self._left = threading.Event()
        self._thread = threading.Thread(target=self._follow, name="follow-index", daemon=True)

    def __enter__(self) -> Self:
        self._look()
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._left.set()
        self._thread.join()

    def current(self) -> Engine:
        """Return the engine to answer with; takes no time.

        Raises
        ------
        IndexFolderError, ModelError
            Where none was opened yet, with what was wrong when the folder was last looked at.
        """
        engine = self._engine
        if engine is None:
            raise type(self._error)(*self._error.args)
        return engine

    def _follow(self) -> None:
        while not self._left.wait(EVERY):
            if error := self._look():
                self._on_error(error)

    def _look(self) -> AlongsideError | None:
        """Open what the folder names now, unless that was tried; return what is wrong with it."""
        try:
            name = store.current_name(self._folder)
        except AlongsideError as error:
            # Gone, half copied, or not there yet: what is open goes on answering.
            self._error = error
            return None
        if self._engine and self._engine.info.generation == name:
            return None
        found = store.state(self._folder, name)
        if found == self._tried:
            return None
        self._tried = found
        try:
            engine = Engine.open(self._folder)
            engine.search(_WARMING)
            self._engine = engine
            _settle()
        except AlongsideError as error:
            self._error = error
        except OSError as error:
            message = f"{self._folder} cannot be opened ({error}); start again when it can"
            self._error = IndexFolderError(message)
        else:
            return None
        return self._error


def _settle() -> None:
    """Spare what stays open the rounds of the garbage collector, once what was dropped is gone.

    An answer makes thousands of objects, none of them in circles: rounds after every 700 took one
    twentieth of its time. What it freed is kept for the next one, where the allocator is glibc's:
    by itself that gives it back, and a page fault for every 4 KB was another thirtieth.
    """
    with suppress(AttributeError, OSError, TypeError):  # no `mallopt`, or no way to it
        libc = ctypes.CDLL(None)
        for parameter, size in _KEPT:
            libc.mallopt(parameter, size)
    gc.set_threshold(_ROUND, *gc.get_threshold()[1:])
    gc.unfreeze()
    gc.collect()
    gc.freeze()
