from __future__ import annotations

from math import log
from pathlib import Path

import numpy as np
import pytest

from indexer.index import postings
from indexer.index.postings import Postings


@pytest.fixture
def opened(tmp_path: Path) -> Postings:
    """Three passages: "air" in the first two, "leeds" in the second."""
    postings.write(
        tmp_path,
        [
            ("air", np.array([0, 1], np.int32), np.array([0.5, 0.25], np.float32)),
            ("leeds", np.array([1], np.int32), np.array([2], np.float32)),
        ],
    )
    return Postings(tmp_path, 3)


def test_a_score_is_the_sum_of_the_terms_impacts(opened: Postings) -> None:
    assert opened.scores(["air", "leeds"]).tolist() == [0.5, 0.25 + 2, 0]
    assert opened.scores(["mars"]).tolist() == [0, 0, 0]


def test_a_frequent_term_weighs_less() -> None:
    assert postings.idf(3, 2) == pytest.approx(log(1 + 1.5 / 2.5))
    assert postings.idf(3, 1) == pytest.approx(log(1 + 2.5 / 1.5))


def test_an_index_without_any_word_opens(tmp_path: Path) -> None:
    postings.write(tmp_path, [])
    assert Postings(tmp_path, 2).scores(["air"]).tolist() == [0, 0]


def test_terms_come_in_any_order_and_each_once(tmp_path: Path) -> None:
    one = np.array([0], np.int32), np.array([1], np.float32)
    two = np.array([1], np.int32), np.array([2], np.float32)
    postings.write(tmp_path, [("zoo", *one), ("", *two), ("air", *two), ("日本語", *one)])
    opened = Postings(tmp_path, 2)
    held = [opened.scores([term]).tolist() for term in ("zoo", "", "air", "日本語", "a", "zo")]
    assert held == [[1, 0], [0, 2], [0, 2], [1, 0], [0, 0], [0, 0]]
    with pytest.raises(ValueError, match="of 2 terms two share a key"):
        postings.write(tmp_path, [("air", *one), ("air", *two)])
