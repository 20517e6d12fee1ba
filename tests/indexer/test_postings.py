from __future__ import annotations

from math import log
from pathlib import Path

import numpy as np
import pytest

from indexer import postings
from indexer.postings import Postings

# Three passages: "air" in the first two, "leeds" in the second.
AIR, LEEDS = log(1 + 1.5 / 2.5), log(1 + 2.5 / 1.5)


@pytest.fixture
def opened(tmp_path: Path) -> Postings:
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


def test_coverage_is_the_share_of_idf(opened: Postings) -> None:
    assert opened.coverage(["air", "leeds"]) == pytest.approx([AIR / (AIR + LEEDS), 1, 0])


def test_a_term_of_no_passage_weighs_like_the_rarest(opened: Postings) -> None:
    assert opened.holding("mars") == 0
    assert opened.idf("mars") == opened.idf("leeds") == LEEDS
    assert opened.coverage(["leeds", "mars"]).tolist() == [0, 0.5, 0]


def test_nothing_is_covered_of_no_terms(opened: Postings) -> None:
    assert opened.coverage([]).tolist() == [0, 0, 0]


@pytest.mark.parametrize(("held", "asked"), [(3, 4), (6, 8), (3, 6), (5, 10)])
def test_an_exact_share_is_exact_in_a_corpus_of_any_size(
    tmp_path: Path, held: int, asked: int
) -> None:
    first = np.array([0], np.int32)
    postings.write(tmp_path, [(f"t{i}", first, np.ones(1, np.float32)) for i in range(held)])
    asked_terms = [f"t{i}" for i in range(asked)]
    for size in range(1, 3000, 7):
        assert Postings.open(tmp_path, size).coverage(asked_terms)[0] == held / asked


def test_an_index_without_any_word_opens(tmp_path: Path) -> None:
    postings.write(tmp_path, [])
    assert Postings.open(tmp_path, 2).scores(["air"]).tolist() == [0, 0]
