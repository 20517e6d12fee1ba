from __future__ import annotations

from math import log
from pathlib import Path

import numpy as np
import pytest

from indexer import postings
from indexer.postings import Postings


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
    return Postings.open(tmp_path, 3)


def test_a_score_is_the_sum_of_the_terms_impacts(opened: Postings) -> None:
    assert opened.scores(["air", "leeds"]).tolist() == [0.5, 0.25 + 2, 0]
    assert opened.scores(["mars"]).tolist() == [0, 0, 0]


def test_a_frequent_term_weighs_less() -> None:
    assert postings.idf(3, 2) == pytest.approx(log(1 + 1.5 / 2.5))
    assert postings.idf(3, 1) == pytest.approx(log(1 + 2.5 / 1.5))


def test_an_index_without_any_word_opens(tmp_path: Path) -> None:
    postings.write(tmp_path, [])
    assert Postings.open(tmp_path, 2).scores(["air"]).tolist() == [0, 0]
