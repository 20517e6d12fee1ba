from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from msgspec import UNSET

from indexer.model import Explanation, Mode, Query
from indexer.search.engine import Engine
from webapp.api import layout


def test_scores_of_any_float_become_six_digits(harbour: Engine) -> None:
    found = harbour.search(Query("gates"))
    hit = replace(found.hits[0], score=np.float32(1.23456789), semantic_score=-0.000012345678)
    body = layout.answer(replace(found, hits=(hit,)), "")
    (laid,) = body.hits
    assert (laid.score, laid.semantic_score) == (1.23457, -0.0000123457)


def test_time_is_given_to_the_microsecond(harbour: Engine) -> None:
    found = replace(harbour.search(Query("gates")), took_ms=2.40049)
    assert layout.answer(found, "").took_ms == 2.4


def test_nearest_is_there_only_where_there_is_no_answer(harbour: Engine) -> None:
    assert layout.answer(harbour.search(Query("gates")), "").nearest is UNSET
    assert len(layout.answer(harbour.search(Query("qzx")), "").nearest) == 3


def test_an_explanation_says_what_is_added_and_what_is_taken_off(harbour: Engine) -> None:
    found = harbour.search(Query("gates"))
    told = Explanation(words=0.5, meaning=0.25, name=0.1, prior=0.9, coverage=0.75)
    hit = replace(found.hits[0], explanation=told)
    (laid,) = layout.answer(replace(found, hits=(hit,)), "", explain=True).hits
    assert laid.explanation.reason == (
        "0.50 for its words (75% of the question) + 0.25 for its meaning + 0.10 for a whole name"
        ", times 0.9 as an introduction"
    )


@pytest.mark.parametrize(
    ("mode", "reason"),
    [
        ("keyword", "12.08 for its words (75% of the question)"),
        ("semantic", "12.08 for its meaning"),
    ],
)
def test_where_one_leg_ranks_its_score_alone_is_explained(
    harbour: Engine, mode: Mode, reason: str
) -> None:
    found = harbour.search(Query("gates", mode=mode))
    told = Explanation(words=0.5, meaning=0.25, name=0.1, prior=0.9, coverage=0.75)
    hit = replace(found.hits[0], score=12.08, explanation=told)
    (laid,) = layout.answer(replace(found, hits=(hit,)), "", explain=True).hits
    assert laid.explanation.reason == reason
