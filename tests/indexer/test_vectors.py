from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from indexer.index import vectors
from indexer.index.vectors import Unit, Vectors, heading, units
from indexer.model import Passage, Span
from tests.fakes import WordEncoder
from tests.indexer.made import passage, passages, thing

LONGEST = 32
tokens = WordEncoder().tokens
sentence = st.integers(1, 60).map(lambda length: "word " * (length - 1) + "end.")
paragraphs = st.lists(st.lists(sentence, min_size=1, max_size=6).map(" ".join), max_size=4)
titles = st.integers(0, 50).map(lambda length: " ".join(["title"] * length))


def said(found: Sequence[Unit]) -> list[str]:
    return [unit.text for unit in found]


def held(made: Passage, spans: Sequence[Span]) -> str:
    """The characters of the text that lie in any of the spans, without white space."""
    inside = {place for span in spans for place in range(span.start, span.end)}
    return "".join(c for i, c in enumerate(made.text) if i in inside and not c.isspace())


def test_units_are_the_whole_text_and_each_sentence() -> None:
    made = passage("AIR", "It began in 2018. It works in Kenya.")
    whole, first, second = units(made, tokens, LONGEST)
    assert (whole.text, whole.sentence) == ("AIR. It began in 2018. It works in Kenya.", False)
    assert (first.text, first.sentence) == ("AIR. It began in 2018.", True)
    assert (second.text, second.span) == ("AIR. It works in Kenya.", Span(18, 36))


def test_a_single_sentence_is_the_only_unit() -> None:
    assert said(units(passage("AIR", "It began."), tokens, LONGEST)) == ["AIR. It began."]
    assert said(units(passage("", "It began."), tokens, LONGEST)) == ["It began."]


def test_without_text_the_title_is_the_unit() -> None:
    assert said(units(passage("Tupumue"), tokens, LONGEST)) == ["Tupumue"]


def test_a_text_of_more_than_the_model_reads_has_several_windows() -> None:
    # Room for 12 - 4 (special tokens) - 1 (title) = 7 words, so two sentences of three a window.
    made = passage("T", "One two three. Four five six. Seven eight nine.")
    windows = [unit.text for unit in units(made, tokens, 12) if not unit.sentence]
    assert windows == ["T. One two three. Four five six.", "T. Seven eight nine."]


def test_a_sentence_of_more_than_the_model_reads_is_cut_between_words() -> None:
    # Room for 9 - 4 (special tokens) = 5 words.
    found = units(passage("", "a b c d e f g h i."), tokens, 9)
    assert [unit.text for unit in found if unit.sentence] == ["a b c d", "e f g h i."]


@given(titles, paragraphs)
def test_nothing_is_cut(title: str, written: list[str]) -> None:
    assume(passages(thing(title, *written)))  # what has no letter is no passage
    made = passage(title, *written)
    found = units(made, tokens, LONGEST)
    whole = "".join(made.text.split())
    spans = [unit.span for unit in found if unit.sentence]
    assert held(made, spans) == whole
    windows = [unit.span for unit in found if not unit.sentence]
    assert held(made, windows if len(spans) > 1 else spans) == whole
    assert all(tokens(unit.text) <= LONGEST for unit in found)


def test_a_title_made_of_the_beginning_does_not_stand_in_front_of_it_again() -> None:
    words = "stoves that burn less wood were given to homes and schools"
    title = "stoves that burn less wood were given to…"
    whole, first, second = units(passage(title, f"{words}. they last."), tokens, LONGEST)
    assert whole.text == f"{words}. they last."
    assert first.text == f"{words}."
    assert second.text == f"{title}. they last."
    (own,) = units(passage("stoves…", f"{words}."), tokens, LONGEST)
    assert own.text == f"stoves…. {words}."


def test_what_a_long_title_is_cut_by_has_units_of_its_own() -> None:
    title = " ".join(f"t{number}" for number in range(40))
    found = units(passage(title, "It began."), tokens, LONGEST)
    assert {word for unit in found for word in unit.text.replace(".", "").split()} == {
        *title.split(), "It", "began",
    }  # fmt: skip
    assert all(tokens(unit.text) <= LONGEST for unit in found)


def test_characters_of_several_tokens_are_counted_as_the_model_counts() -> None:
    made = passage("", "é" + "🫁" * 20)
    found = units(made, lambda text: len(text.encode()), LONGEST)
    assert all(len(unit.text.encode()) <= LONGEST for unit in found)
    assert "".join(unit.text for unit in found if unit.sentence) == "é" + "🫁" * 20


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


def test_a_title_is_encoded_as_it_begins_the_units() -> None:
    assert heading(passage("Air", "Clean air."), tokens, LONGEST) == "Air"
    assert heading(passage("", "Clean air."), tokens, LONGEST) == "Clean air."
    long = heading(passage("word " * 40, "Clean air."), tokens, LONGEST)
    assert 0 < tokens(long) < LONGEST


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
