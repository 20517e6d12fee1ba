"""Follows an index folder: always the newest generation that opens, without a pause.

The folder is looked at from a thread of its own, so that nobody who asks waits for an index to be
opened, and whoever asks first after a build is answered from it.
"""

from __future__ import annotations

import ctypes
import gc
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Self

from indexer.encode import off_topic
from indexer.errors import AlongsideError, DamagedError, IndexFolderError, NoIndexError
from indexer.index import generations, store
from indexer.index.cluster import Address, Cluster, Location
from indexer.model import Query
from indexer.search.engine import Engine

# Seconds between two looks at the folder, each of which reads one short file and lists a folder.
EVERY = 0.5
# Seconds between two looks at what changes when a file of the open generation does.
FILES_EVERY = 5.0
_AGAIN = 5  # seconds until an index in a cluster that could not be opened is tried again
_ROUND = 50_000  # objects between two rounds of the garbage collector
# What glibc is told to keep (`man mallopt`: parameter, bytes), several times what an answer takes.
_KEPT = ((-1, 64 << 20), (-3, 32 << 20))  # M_TRIM_THRESHOLD, M_MMAP_THRESHOLD
# Words that are in no dictionary load whatever a question may need, wherever one is asked first.
_WARMING = Query(off_topic.QUESTIONS[-1])


class _Generations:
    """The names of the generations that answer in a folder, or under an address."""

    def __init__(self, where: Location) -> None:
        self._where = where
        self._cluster: Cluster | None = None

    def may_answer(self) -> list[str]:
        """Return the names of those that may answer, the first of them if it can.

        Raises
        ------
        IndexFolderError
            Where there is none, or it cannot be told.
        """
        if not isinstance(self._where, Address):
            return generations.may_answer(self._where)
        self._cluster = self._cluster or Cluster(self._where)
        return [self._cluster.generation()]

    def state(self, name: str) -> object:
        """Return what changes when a generation's files do; in a cluster they never do."""
        return name if isinstance(self._where, Address) else store.state(self._where, name)

    def again(self, state: object) -> object:
        """Return what changes when it is worth while to try again to open one in some state."""
        return int(time.monotonic() / _AGAIN) if isinstance(self._where, Address) else state


class LiveEngine:
    """The engine of a folder's newest generation; a context, within which the folder is followed.

    Entering opens what is there. A new generation is opened while the old one answers. One that
    cannot be opened, or is damaged while it is open, is told to `on_error`, once, and set aside:
    the last good one answers in its place. It is tried again when one of its files changes. Opening
    looks at small files only; the large ones are read right after it.
    """

    def __init__(
        self, folder: Location, on_error: Callable[[AlongsideError], None] = lambda _: None
    ) -> None:
        self._folder = folder
        self._generations = _Generations(folder)
        self._on_error = on_error
        self._engine: Engine | None = None
        self._state: object = None  # of the files of what is open
        self._error: AlongsideError | None = NoIndexError(
            f"{folder} was not looked at yet; enter first"
        )
        self._aside: dict[str, object] = {}  # the states in which generations were set aside
        self._files_seen = 0.0
        self._checked: Engine | None = None  # that whose files were all read
        self._left = threading.Event()
        self._thread = threading.Thread(target=self._follow, name="follow-index", daemon=True)

    def __enter__(self) -> Self:
        for error in self._look():
            if self._engine:  # else whoever asks is told
                self._on_error(error)
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
            error = self._error or NoIndexError(f"there is no index in {self._folder}")
            raise type(error)(*error.args)
        return engine

    def fault(self) -> AlongsideError | None:
        """Return why another generation answers than the one that should, where that is so."""
        return self._error

    def _follow(self) -> None:
        while not self._left.wait(EVERY):
            for error in (*self._look(), *self._check()):
                self._on_error(error)

    def _check(self) -> list[AlongsideError]:
        """Read what is open whole, once; return what is wrong with it, and set it aside then."""
        engine = self._engine
        if engine is None or engine is self._checked or not isinstance(self._folder, Path):
            return []
        self._checked, name = engine, engine.info.generation
        state = self._state
        try:
            store.check(store.open_named(self._folder, name))
        except DamagedError as error:
            if name not in generations.names(self._folder):
                return []  # dropped by a build, while it was read
            self._aside[name], self._state, self._files_seen = state, None, 0.0
            self._error = error
            return [error]
        except (AlongsideError, OSError):
            self._checked = None  # read again the next time
        return []

    def _look(self) -> list[AlongsideError]:
        """Open the first generation that may answer and can; return what was wrong, if new."""
        try:
            found = self._generations.may_answer()
        except AlongsideError as error:
            # Gone, half copied, or not there yet: what is open goes on answering.
            self._error = error
            return []
        told: list[AlongsideError] = []
        for name in found:
            if self._is_open(name):
                self._error = None if name == found[0] else self._error
                break
            state = self._generations.state(name)
            if self._aside.get(name) == self._generations.again(state):
                continue
            wrong = self._open(name)
            if wrong is None:
                self._error = None if name == found[0] else self._error
                self._state, self._files_seen = state, time.monotonic()
                break
            self._aside[name] = self._generations.again(state)
            told.append(wrong)
            if name == found[0] or self._engine is None:
                self._error = told[0]
        self._aside = {name: state for name, state in self._aside.items() if name in found}
        return told

    def _is_open(self, name: str) -> bool:
        """Tell whether a generation is open, with its files as they were."""
        if not self._engine or self._engine.info.generation != name:
            return False
        if time.monotonic() - self._files_seen >= FILES_EVERY:
            self._files_seen = time.monotonic()
            return self._generations.state(name) == self._state
        return True

    def _open(self, name: str) -> AlongsideError | None:
        """Open a generation and let it answer; return what is wrong with it."""
        try:
            engine = Engine.open(self._folder, name)
            engine.search(_WARMING)
        except AlongsideError as error:
            return error
        except OSError as error:
            message = f"{self._folder} cannot be opened ({error}); start again when it can"
            return IndexFolderError(message)
        self._engine = engine
        _settle()
        return None


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
