from __future__ import annotations

from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from indexer.search.feedback import meaning, mixed

EAST, NORTH = np.float32([1, 0]), np.float32([0, 1])


def unit(angle: float) -> NDArray[np.float32]:
    return np.float32([np.cos(angle), np.sin(angle)])


# Not opposite to one another, where no direction lies between them.
apart = st.floats(-3, 3)


def test_the_query_moves_half_way_to_the_first_result() -> None:
    assert mixed(EAST, NORTH) == pytest.approx([sqrt(0.5), sqrt(0.5)])
    assert mixed(EAST, EAST) == pytest.approx(EAST)


def test_the_leg_counts_both_cosines() -> None:
    moved = meaning(np.float32([0.8, 0.2, -0.4]), np.float32([0.6, 0.6, 0.4]), sqrt(0.5))
    assert moved == pytest.approx([0.7, 0.4, 0])


@pytest.mark.parametrize(("score", "share"), [(0, 0), (0.5, 0.25), (1, 1), (1.8, 1)])
def test_the_first_result_counts_as_much_as_it_is_sure(score: float, share: float) -> None:
    assert meaning(np.float32([0]), np.float32([1]), score) == pytest.approx([share])


@given(apart)
def test_what_is_moved_is_a_unit_vector_between_both(angle: float) -> None:
    moved = mixed(EAST, unit(angle))
    assert moved.dtype == np.float32
    assert np.linalg.norm(moved) == pytest.approx(1, abs=1e-5)
    assert moved @ EAST == pytest.approx(np.cos(angle / 2), abs=1e-4)
    assert moved @ EAST >= unit(angle) @ EAST - 1e-5


def test_neighbours_of_the_first_result_gain_on_strangers() -> None:
    # Equally far from the query, one on the first result's side.
    first, kin, stranger = unit(0.5), unit(0.9), unit(-0.9)
    semantic = np.float32([vector @ EAST for vector in (first, kin, stranger)])
    near = np.float32([vector @ mixed(EAST, first) for vector in (first, kin, stranger)])
    assert semantic[1] == pytest.approx(semantic[2])
    ranked = meaning(semantic, near, 0.7)
    assert ranked[0] > ranked[1] > ranked[2]
