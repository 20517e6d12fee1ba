from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.index import vectors
from indexer.index.units import heading, units
from indexer.index.vectors import Vectors
from indexer.model import Span
from tests.fakes import WordEncoder
from tests.indexer.made import passages, thing
from tests.indexer.test_units import LONGEST, paragraphs, titles, tokens


@pytest.fixture
def opened(tmp_path: Path) -> Vectors:
    """Two passages in two dimensions: a window and two sentences, the second bare; one alone."""
    made = passages(thing("", "East. North:"), thing("", "West."))
    listed = [units(one, tokens, LONGEST) for one in made]
    rows = np.float32([[0.6, 0.8], [1, 0], [0, 1], [-1, 0], [0, -1], [0.8, 0.6]])
    keys = np.frombuffer(b"".join(f"key{at}".encode() for at in range(6)), np.uint8)
    vectors.write(tmp_path, vectors.Listed(listed), keys.reshape(6, -1), iter(rows), 2)
    return Vectors(tmp_path)


def near(*cosines: float) -> Any:
    """Return what cosines are equal to once vectors lie in whole numbers."""
    return pytest.approx(cosines, abs=0.005)


def test_the_best_unit_counts(opened: Vectors) -> None:
    east, both = np.float32([1, 0]), np.arange(2)
    assert opened.nearest(east) == near(1, -1)
    assert opened.best(both, east) == near(1, -1)
    assert opened.best(both[1:], east) == near(-1)
    assert opened.best(both, np.float32([0.6, 0.8])) == near(1, -0.6)


def test_a_passage_as_a_whole_is_its_first_unit(opened: Vectors) -> None:
    assert opened.whole(0) == near(0.6, 0.8)
    assert opened.near(np.float32([1, 0])) == near(0.6, -1)
    assert opened.near(np.float32([1, 0]), np.array([1])) == near(-1)
    assert opened.near(np.float32([[1, 0], [0, 1]])).shape == (2, 2)
    assert opened.near(np.float32([1, 0]), np.array([], np.intp)).shape == (0,)


def test_many_passages_are_compared_in_parts_to_the_same_end(
    tmp_path: Path, opened: Vectors, monkeypatch: pytest.MonkeyPatch
) -> None:
    queries = np.float32([[1, 0], [0.6, 0.8]])
    whole = opened.near(queries)
    monkeypatch.setattr(vectors, "_PART", 1)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    parted = Vectors(tmp_path)
    assert parted.near(queries).tolist() == whole.tolist()
    assert parted.near(queries[0]).tolist() == whole[0].tolist()


def test_titles_have_vectors_of_their_own_and_are_no_units(opened: Vectors) -> None:
    east = np.float32([1, 0])
    assert opened.titles(np.arange(2), east) == near(0, 0.8)
    assert opened.titles(np.array([1]), east) == near(0.8)
    assert opened.count == 6


def test_what_has_the_same_vector_is_stored_once(tmp_path: Path) -> None:
    made = passages(thing("Pears"), thing("Plums", "They are blue."), thing("Plums", "They grow."))
    listed = [units(one, tokens, LONGEST) for one in made]
    texts = [unit.text for of_one in listed for unit in of_one]
    texts += [heading(one, tokens, LONGEST) for one in made]
    assert [*map(len, listed)] == [1, 1, 1]
    assert len(texts) == 6
    encoder = WordEncoder(LONGEST)
    keys = np.frombuffer("".join(text.rjust(30) for text in texts).encode(), np.uint8)
    keys = keys.reshape(len(texts), -1)
    vectors.write(
        tmp_path, vectors.Listed(listed), keys, encoder.passages(texts), encoder.card.dimensions
    )
    opened = Vectors(tmp_path)
    assert opened.count == 4
    assert opened.titles(np.arange(3), encoder.query("Plums"))[1:] == near(1, 1)
    assert opened.titles(np.arange(3), encoder.query("Pears"))[:1] == near(1)


@given(st.integers(0, 2**32 - 1), st.integers(2, 500))
def test_cosines_are_nearly_those_of_the_vectors_as_they_were(seed: int, dimensions: int) -> None:
    rng = np.random.default_rng(seed)
    made = rng.normal(size=(5, dimensions)).astype(np.float32)
    made /= np.linalg.norm(made, axis=1, keepdims=True)
    steps, scales = vectors.quantise(made)
    again = steps * scales[:, np.newaxis]
    assert np.linalg.norm(again, axis=1) == pytest.approx(np.ones(5), abs=1e-5)
    assert np.einsum("ij,ij->i", again, made) == pytest.approx(np.ones(5), abs=1e-3)
    for one, other in zip(vectors.quantise(again), (steps, scales), strict=True):
        assert one.tolist() == other.tolist(), "taken over, a vector changes no more"


def test_vectors_are_taken_over_by_their_keys(tmp_path: Path, opened: Vectors) -> None:
    kept = vectors.Kept(tmp_path)
    assert kept[b"key0"].tolist() == opened.whole(0).tolist()
    assert kept[b"key2"] == near(0, 1)
    assert sorted(kept) == [f"key{at}".encode() for at in range(6)]
    assert b"key6" not in kept


def test_sentences_come_back_with_their_cosines(opened: Vectors) -> None:
    east = np.float32([1, 0])
    found = opened.sentences(np.array([1, 0]), east)
    assert found.spans.tolist() == [[0, 5], [0, 5], [6, 12]]
    assert found.cosines == near(-1, 1, 0)
    assert found.bare.tolist() == [False, False, True]
    assert found.cuts.tolist() == [0, 1, 3]


def test_a_sentence_leads_to_its_unit(opened: Vectors) -> None:
    asked = (0, Span(0, 5)), (0, Span(6, 12)), (1, Span(0, 5))
    assert [opened.unit(row, span) for row, span in asked] == [1, 2, 3]


def test_where_meaning_was_not_asked_sentences_have_no_cosine(opened: Vectors) -> None:
    found = opened.sentences(np.array([0]), None)
    assert found.spans.tolist() == [[0, 5], [6, 12]]
    assert found.cosines.tolist() == [0, 0]


@given(st.lists(st.tuples(titles, paragraphs), min_size=1, max_size=5))
def test_a_text_finds_itself(
    tmp_path_factory: pytest.TempPathFactory, corpus: list[tuple[str, list[str]]]
) -> None:
    folder, encoder = tmp_path_factory.mktemp("vectors"), WordEncoder(LONGEST)
    made = passages(*(thing(f"t{i} {title}", *body) for i, (title, body) in enumerate(corpus)))
    listed = [units(one, encoder.tokens, LONGEST) for one in made]
    texts = [unit.text for of_one in listed for unit in of_one]
    texts += [heading(one, encoder.tokens, LONGEST) for one in made]
    keys = np.arange(len(texts)).view(np.uint8).reshape(len(texts), -1)
    vectors.write(
        folder, vectors.Listed(listed), keys, encoder.passages(texts), encoder.card.dimensions
    )
    opened = Vectors(folder)
    assert opened.count == len(texts)
    for row, of_one in enumerate(listed):
        query = encoder.query(of_one[-1].text)
        best = opened.best(np.arange(len(listed)), query)
        assert best[row] == pytest.approx(1, abs=1e-3)
        assert best == pytest.approx(opened.nearest(query), abs=1e-6)
