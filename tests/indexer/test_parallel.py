from __future__ import annotations

import os
from collections.abc import Iterator
from functools import partial

import pytest

from indexer import parallel

SEVERAL = 3


def counted(upto: int) -> Iterator[int]:
    yield from range(upto)


def failing() -> Iterator[int]:
    yield 1
    message = "no room left"
    raise OSError(28, message)


def ending() -> Iterator[int]:
    os._exit(9)
    yield 1


def test_results_come_in_order_from_other_processes() -> None:
    made = list(parallel.spread(lambda at: (at, os.getpid()), 10, SEVERAL))
    assert [at for at, _ in made] == list(range(10))
    assert len({process for _, process in made} - {os.getpid()}) == SEVERAL


def test_pieces_of_work_yield_everything_once() -> None:
    works = [partial(counted, upto) for upto in (5, 0, 7, 2)]
    for processes in (1, 2):
        assert sorted(parallel.together(works, processes)) == sorted(
            [*range(5), *range(7), *range(2)]
        )


def test_what_one_process_raises_is_raised_here() -> None:
    with pytest.raises(OSError, match="no room left"):
        list(parallel.together([partial(counted, 5), failing], 2))
    with pytest.raises(ZeroDivisionError):
        list(parallel.spread(lambda at: 1 // (at - 3), 6, 2))


def test_a_process_that_is_ended_is_told() -> None:
    with pytest.raises(ChildProcessError, match="ended"):
        list(parallel.together([ending, partial(counted, 3)], 2))
