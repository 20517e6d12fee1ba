"""Runs work in several processes, where the system can fork one safely and there is enough to do.

A forked process has what its parent had, without copying it: nothing is handed over but results.
It runs Python alone, on what it was given, and takes no lock that another thread may hold.
"""

from __future__ import annotations

import ctypes
import gc
import os
import pickle
import signal
import sys
import threading
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from itertools import chain
from multiprocessing import connection
from typing import Any, Literal, NoReturn, Protocol, TypeVar

T = TypeVar("T")
Work = Callable[[], Iterator[T]]
_Told = tuple[Literal["item", "end", "error"], Any]

BLOCK = 64  # passages that are handed to a process at a time
FEWEST = 400  # passages from which processes pay for themselves: starting one takes .02 seconds
_OBJECTS = 200_000  # new ones, after which is looked; Python's own 700 are few
_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG


class Track(Protocol):
    """Passes items on, and shows how far they are where somebody watches."""

    def __call__(self, items: Iterable[T], what: str, total: int, /) -> Iterable[T]:
        """Pass the items on."""


def untracked(items: Iterable[T], what: str, total: int, /) -> Iterable[T]:
    """Pass items on; nobody watches."""
    del what, total
    return items


@contextmanager
def seldom_collecting() -> Iterator[None]:
    """Let Python look for objects in cycles seldom, until left.

    A build makes tuples by the million and hardly a cycle.
    """
    before = gc.get_threshold()
    gc.set_threshold(_OBJECTS, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def blocks(amount: int) -> list[range]:
    """Return the rows of some passages, a few at a time.

    >>> blocks(100)
    [range(0, 64), range(64, 100)]
    """
    return [range(at, min(at + BLOCK, amount)) for at in range(0, amount, BLOCK)]


def workers(amount: int) -> int:
    """Return how many processes to share some passages' work among; 1 is this one alone."""
    safe = sys.platform == "linux" and threading.current_thread() is threading.main_thread()
    return len(os.sched_getaffinity(0)) if safe and amount >= FEWEST else 1


def together(works: Sequence[Work[T]], processes: int) -> Iterator[T]:
    """Yield what pieces of work yield, as it comes; each runs in one process, in the order given.

    Raises what one of them raises, and ends the others.
    """
    if processes == 1:
        yield from chain.from_iterable(work() for work in works)
        return
    waiting = list(reversed(works))
    running: dict[connection.Connection, int] = {}
    try:
        while waiting or running:
            while waiting and len(running) < processes:
                reader, process = _start(waiting.pop())
                running[reader] = process
            ready = connection.wait(list(running))
            for reader in [one for one in running if one in ready]:
                told, item = _receive(reader)
                if told == "item":
                    yield item
                else:
                    _end(reader, running.pop(reader))
                    if told == "error":
                        raise item
    finally:
        for reader, process in running.items():
            os.kill(process, signal.SIGKILL)
            _end(reader, process)


def spread(work: Callable[[int], T], count: int, processes: int) -> Iterator[T]:
    """Yield `work(0)` to `work(count - 1)` in order, made by several processes in turn.

    Each is at most a few results ahead: a pipe holds no more.
    """
    if processes == 1:
        yield from map(work, range(count))
        return

    def share(first: int) -> Iterator[T]:
        return map(work, range(first, count, processes))

    running = [_start(partial(share, first)) for first in range(processes)]
    try:
        for at in range(count):
            told, item = _receive(running[at % processes][0])
            if told == "error":
                raise item
            yield item
    finally:
        for reader, process in running:
            os.kill(process, signal.SIGKILL)
            _end(reader, process)


def in_blocks(work: Callable[[range], T], amount: int) -> Iterator[T]:
    """Yield what is made of the rows of some passages, a few at a time and in order."""
    rows = blocks(amount)
    return spread(lambda at: work(rows[at]), len(rows), workers(amount))


def _receive(reader: connection.Connection) -> _Told:
    try:
        told: _Told = reader.recv()
    except EOFError:
        message = "a process of the build was ended, perhaps for want of memory"
        return "error", ChildProcessError(message)
    return told


def _end(reader: connection.Connection, process: int) -> None:
    reader.close()
    with suppress(ChildProcessError):
        os.waitpid(process, 0)


def _start(work: Work[Any]) -> tuple[connection.Connection, int]:
    """Start a piece of work in a process of its own; return where it tells of it, and its id."""
    reader, writer = os.pipe()
    sys.stdout.flush()
    sys.stderr.flush()
    with warnings.catch_warnings():
        # Python 3.12 warns where there are other threads: theirs are the locks that are not taken.
        warnings.simplefilter("ignore", DeprecationWarning)
        process = os.fork()
    if not process:
        _work(work, connection.Connection(writer, readable=False))
    os.close(writer)
    return connection.Connection(reader, writable=False), process


def _work(work: Work[Any], writer: connection.Connection) -> NoReturn:
    """Tell all that a piece of work yields, and end this process without cleaning up."""
    with suppress(BaseException):
        gc.freeze()  # what the parent made stays
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends it
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
        try:
            for item in work():
                writer.send(("item", item))
            writer.send(("end", None))
        except BaseException as error:  # noqa: BLE001 - told to the parent, which raises it
            try:
                pickle.loads(pickle.dumps(error))  # noqa: S301 - our own
            except Exception:  # noqa: BLE001 - some cannot be told as they are
                error = RuntimeError(repr(error))
            writer.send(("error", error))
    os._exit(0)
