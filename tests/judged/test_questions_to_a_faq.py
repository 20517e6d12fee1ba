"""Questions in other words than those of the entries, which all speak of the same things."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.evaluate.judged import read_judgements
from indexer.evaluate.measure import Report, evaluate
from indexer.search.engine import Engine
from tests.indexes import kept_index

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def report(packaged_model: str) -> Report:
    engine = Engine.open(kept_index("allotments", HERE / "allotments.md", packaged_model))
    return evaluate(engine, read_judgements(HERE / "allotments.jsonl"))


def test_a_word_that_many_entries_share_does_not_outdo_the_meaning(report: Report) -> None:
    # Both legs .885, meaning alone .868, words alone .493; .809 before words counted by what they
    # hold of the question.
    assert report["hybrid"]["ndcg@10"] > 0.87
    assert report["hybrid"]["ndcg@10"] > report["semantic"]["ndcg@10"]
    assert report["semantic"]["ndcg@10"] > report["keyword"]["ndcg@10"]
