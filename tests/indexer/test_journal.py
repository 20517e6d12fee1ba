from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.encode.journal import Journal, key

D = 4
KEYS = [key("model", str(number)) for number in range(12)]


def vector(number: int, dimensions: int = D) -> np.ndarray:
    return np.arange(number, number + dimensions, dtype=np.float32)


def keep(folder: Path, numbers: range, dimensions: int = D) -> None:
    with Journal(folder, dimensions) as journal:
        for number in numbers:
            journal.add(KEYS[number], vector(number, dimensions))


def held(folder: Path, dimensions: int = D) -> dict[int, list[float]]:
    journal = Journal(folder, dimensions)
    return {n: journal[one].tolist() for n, one in enumerate(KEYS) if one in journal}


def expected(numbers: range, dimensions: int = D) -> dict[int, list[float]]:
    return {number: vector(number, dimensions).tolist() for number in numbers}


def cut(folder: Path, name: str, size: int) -> None:
    path = next(folder.glob(f"{name}*"))
    path.write_bytes(path.read_bytes()[:size])


def test_the_key_depends_on_encoder_and_text() -> None:
    assert key("a", "text") == key("a", "text")
    assert len({key("a", "text"), key("b", "text"), key("a", "texts")}) == 3


def test_what_was_added_is_found_again(tmp_path: Path) -> None:
    keep(tmp_path, range(5))
    assert held(tmp_path) == expected(range(5))


def test_what_is_added_is_kept_before_the_journal_is_closed(tmp_path: Path) -> None:
    with Journal(tmp_path, D) as journal:
        journal.add(KEYS[0], vector(0))
        assert held(tmp_path) == expected(range(1))


@settings(max_examples=60, deadline=None)
@given(keys=st.integers(0, 6 * 16), vectors=st.integers(0, 6 * D * 4), written=st.integers(0, 6))
def test_a_write_cut_off_at_any_byte_loses_only_itself(
    keys: int, vectors: int, written: int
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        keep(folder, range(written))
        cut(folder, "keys", keys)
        cut(folder, "vectors", vectors)
        whole = min(written, keys // 16, vectors // (D * 4))
        assert held(folder) == expected(range(whole))
        keep(folder, range(whole, 9))
        assert held(folder) == expected(range(9))


def test_one_file_without_the_other_holds_nothing(tmp_path: Path) -> None:
    keep(tmp_path, range(3))
    next(tmp_path.glob("vectors*")).unlink()
    assert held(tmp_path) == {}
    keep(tmp_path, range(2))
    assert held(tmp_path) == expected(range(2))


def test_entering_again_keeps_what_was_there(tmp_path: Path) -> None:
    keep(tmp_path, range(3))
    with Journal(tmp_path, D):
        assert held(tmp_path) == expected(range(3))


def test_a_model_of_another_length_does_not_touch_the_first_ones_vectors(tmp_path: Path) -> None:
    keep(tmp_path, range(3))
    assert held(tmp_path, 2 * D) == {}
    keep(tmp_path, range(5, 12), 2 * D)
    assert held(tmp_path) == expected(range(3))
    assert held(tmp_path, 2 * D) == expected(range(5, 12), 2 * D)


def test_vectors_known_from_elsewhere_are_not_written(tmp_path: Path) -> None:
    journal = Journal(tmp_path, D)
    journal.know({KEYS[7]: vector(7)})
    with journal:
        journal.add(KEYS[0], vector(0))
    assert journal[KEYS[7]].tolist() == vector(7).tolist()
    assert held(tmp_path) == expected(range(1))


def test_nothing_is_added_to_a_journal_that_is_not_entered(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="only while it is entered"):
        Journal(tmp_path, D).add(KEYS[0], vector(0))


def test_removed_it_leaves_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "journal"
    keep(folder, range(3))
    (folder / "left-by-somebody").touch()
    Journal(folder, D).remove()
    assert not folder.exists()
