from __future__ import annotations

import re
import shutil
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

from indexer.arrays import order
from indexer.evaluate import measure as evaluate
from indexer.evaluate.judged import JudgedQuery, read_judgements
from indexer.index import scoring
from indexer.search import fusion
from indexer.search.engine import Engine
from tests.bench import quality
from tests.conftest import CORPUS


@pytest.fixture(scope="module")
def judged() -> list[JudgedQuery]:
    return read_judgements(CORPUS / "judgements.jsonl")


@pytest.fixture(scope="module")
def work(corpus_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("quality")
    shutil.copytree(corpus_index, folder / "corpus-int8")
    return folder


@pytest.fixture(scope="module")
def printed(work: Path) -> dict[str, float]:
    """The rows printed where only the project's own corpus is present."""
    options = ["--work", str(work), "--shared", str(work / "absent")]
    done = CliRunner().invoke(quality.main, options, catch_exceptions=False)
    rows = (re.fullmatch(r" *(.+?) +(\d\.\d{4})", line) for line in done.stdout.splitlines())
    return {row[1]: float(row[2]) for row in rows if row}


def test_the_legs_and_the_chosen_fusion_are_printed_as_evaluate_measures_them(
    work: Path, printed: dict[str, float], judged: list[JudgedQuery]
) -> None:
    served = evaluate.evaluate(Engine.open(work / "corpus-int8"), judged)
    assert printed["+ feedback (chosen)"] == served["hybrid"]["ndcg@10"]
    assert printed["words alone"] == served["keyword"]["ndcg@10"]
    assert printed["meaning alone"] == served["semantic"]["ndcg@10"]


def test_the_constants_in_force_are_among_those_compared(printed: dict[str, float]) -> None:
    in_force = (
        f"SCALE {fusion.SCALE:g}",
        f"PAIRS {scoring.PAIRS:g}",
        f"INTRODUCTION_WEIGHT {fusion.INTRODUCTION_WEIGHT:g}",
    )
    assert [printed[label] for label in in_force] == [printed["+ feedback (chosen)"]] * 3


def test_a_formula_that_differs_from_the_served_one_stops_the_program(
    corpus_index: Path, judged: list[JudgedQuery], monkeypatch: pytest.MonkeyPatch
) -> None:
    other = {**quality.FUSIONS, quality.CHOSEN: quality.semantic}
    monkeypatch.setattr(quality, "FUSIONS", other)
    with pytest.raises(AssertionError, match=r"corpus, hybrid: .* by evaluate"):
        quality.measure(corpus_index, judged[:10], "corpus")


def parts(words: list[float], cosines: list[float]) -> Any:
    return SimpleNamespace(
        allowed=np.ones(len(words), np.bool_),
        words=np.array(words, np.float32),
        semantic=np.array(cosines, np.float32),
    )


def test_reciprocal_ranks_count_from_one_and_only_what_a_leg_found() -> None:
    found = quality.reciprocal_ranks(parts([5, 0, 2], [0.1, 0.9, -0.2]))
    assert list(found) == pytest.approx([1 / 61 + 1 / 62, 1 / 61, 1 / 62])
    assert list(order(found, np.arange(3))) == [0, 1, 2]


def test_the_convex_forms_differ_in_where_a_leg_begins() -> None:
    given = parts([4, 0, 2], [0.0, 1.0, 0.5])
    # From -1 to 1 the cosines are 1/2, 1, 3/4; from 0 to 4 the words are 1, 0, 1/2.
    assert list(quality.convex_theoretical(given)) == pytest.approx([0.65, 0.7, 0.675])
    # From 0 to 1 the cosines are 0, 1, 1/2.
    assert list(quality.convex_min_max(given)) == pytest.approx([0.4, 0.6, 0.5])


def test_a_leg_that_says_the_same_of_all_counts_for_nothing_in_min_max() -> None:
    assert list(quality.convex_min_max(parts([0, 0], [0.2, 0.4]))) == pytest.approx([0, 0.6])
