"""What is matched is matched once, whatever is made of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from indexer.index.base import FIRST, Index
from indexer.index.embedded import EmbeddedIndex
from indexer.index.store import open_current
from indexer.model import Filters, Mode, Query, Who
from indexer.search.engine import Engine
from tests.indexer.named import engine_of, naming


class Counting:
    """An index that counts what it is asked for."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self.asked: Counter[str] = Counter()

    def __getattr__(self, name: str) -> Any:
        if name in ("understand", "encode", "candidates"):
            self.asked[name] += 1
        return getattr(self._index, name)


ONCE = {"understand": 1, "encode": 1, "candidates": 1}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("match")
    engine_of(made)
    return made / "index"


@pytest.fixture
def counting(corpus_index: Path) -> Counting:
    return Counting(EmbeddedIndex(open_current(corpus_index)))


def test_one_match_serves_every_view(counting: Counting) -> None:
    engine = Engine(counting)
    query = Query("lung health in Kenya", filters=Filters(place=("Kenya",)))
    matches = engine.match(query)
    answer = engine.answer(matches)
    assert answer.hits
    who = Who(query)
    assert engine.collaborators(who, matches).found
    assert engine.network(who, matches).ties
    for mode in ("keyword", "semantic"):
        engine.answer(matches.by_leg(mode))
    assert engine.hit(matches, answer.hits[0].passage.id) == answer.hits[0]
    assert counting.asked == ONCE


@pytest.mark.parametrize("mode", ["keyword", "semantic", "hybrid"])
@pytest.mark.parametrize("text", ["lung health", "NEWS", "partners in France", "-kenya", "qzx"])
def test_a_leg_of_a_match_answers_as_a_search_by_it_does(
    corpus_engine: Engine, text: str, mode: Mode
) -> None:
    of_match = corpus_engine.answer(corpus_engine.match(Query(text)).by_leg(mode))
    searched = corpus_engine.search(Query(text, mode=mode))
    assert [hit.passage.id for hit in of_match.hits] == [hit.passage.id for hit in searched.hits]
    assert (of_match.total, of_match.state) == (searched.total, searched.state)
    assert of_match.facets == searched.facets


def test_a_filters_count_is_what_choosing_it_shows(tmp_path: Path) -> None:
    """Though more than the first are admitted, and a filter lets others be looked at."""
    named = [
        naming(f"Plot {n}", f"Beans grow on plot {n}. It is lent by the town.", theme=f"T{n % 3}")
        for n in range(2 * FIRST + 50)
    ]
    engine = engine_of(tmp_path, named, ())
    for text in ("beans of the town", "plot", "what does the town lend"):
        answer = engine.search(Query(text))
        theme = answer.facets[0]
        assert theme.values
        assert sum(value.count for value in theme.values) == answer.total
        for value in theme.values:
            chosen = engine.search(Query(text, filters=Filters(theme=(value.value,))))
            assert chosen.total == value.count


def test_the_first_are_told_by_score_and_row(tmp_path: Path) -> None:
    """Equal passages: which of them are looked at does not depend on how numpy parts them."""
    named = [naming("Plot", "Beans grow here.") for _ in range(2 * FIRST)]
    engine = engine_of(tmp_path, named, ())
    matches = engine.match(Query("beans"))
    first = matches.found.rows[matches.found.first("hybrid")]
    assert first.tolist() == list(range(FIRST))
    assert matches.rows.tolist() == list(range(2 * FIRST))
    assert not matches.exact


def test_what_browses_asks_no_leg(counting: Counting) -> None:
    engine = Engine(counting)
    everything = engine.browse(
        Query("", filters=Filters(theme=("Climate and health partnerships",)))
    )
    assert len(everything.rows) == engine.answer(everything).total > 1
    assert counting.asked == {"understand": 1}


def test_positions_are_of_admitted_passages_alone(corpus_engine: Engine) -> None:
    matches = corpus_engine.match(Query("air pollution Kenya", mode="keyword"))
    rows: Sequence[int] = matches.rows.tolist()
    assert rows
    for row in range(len(corpus_engine.passages)):
        position = matches.position(row)
        assert (position is not None) == (row in rows)
        if position is not None:
            assert int(matches.found.rows[position]) == row
    assert (np.diff(matches.scores[matches.ranking]) <= 0).all()
