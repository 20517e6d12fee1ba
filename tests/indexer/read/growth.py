"""How the time that reading takes grows with its input: on any processor, whatever runs beside."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

TIMES = 8
MOST = 4 * TIMES  # with slack; time that grew with the square would be 64-fold
SHORTEST = 0.02  # seconds; shorter times are taken for these, since they say little
_TRIES = 4


def assert_in_proportion(work: Callable[[int], object], size: int) -> None:
    """Do some work of one size and of eight times that, and compare the processor's time."""
    work(size)  # what is loaded or made once
    small = min(_seconds(work, size), _seconds(work, size))
    # What grows faster never gets there; what a neighbour slowed down does a little later.
    most = MOST * max(small, SHORTEST)
    assert any(_seconds(work, TIMES * size) < most for _ in range(_TRIES))


def _seconds(work: Callable[[int], object], size: int) -> float:
    start = time.process_time()
    work(size)
    return time.process_time() - start
