from __future__ import annotations

from math import log
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer import text
from indexer.arrays import Keys
from indexer.index import postings
from indexer.index.postings import Postings


def written(folder: Path, *rows: str) -> Postings:
    """Write passages of these terms; what each counts is BM25."""
    writer = postings.Writer()
    for row in rows:
        writer.add(row.split())
    writer.write(folder)
    return Postings(folder, len(rows))


def test_a_score_is_the_sum_of_the_terms_impacts(tmp_path: Path) -> None:
    opened = written(tmp_path, "air air leeds", "air", "")
    # Lengths 3, 1 and 0, on average 4/3; "air" is in two of three, "leeds" in one.
    air, leeds = log(1 + 1.5 / 2.5), log(1 + 2.5 / 1.5)
    long, short = (1.5 * (0.25 + 0.75 * length / (4 / 3)) for length in (3, 1))
    first = air * 2 * 2.5 / (2 + long)
    assert opened.scores(["air"]) == pytest.approx([first, air * 2.5 / (1 + short), 0])
    assert opened.scores(["air", "leeds"])[0] == pytest.approx(first + leeds * 2.5 / (1 + long))
    assert opened.scores(["mars"]).tolist() == [0, 0, 0]


def test_a_frequent_term_weighs_less() -> None:
    assert postings.idf(3, 2) == pytest.approx(log(1 + 1.5 / 2.5))
    assert postings.idf(3, 1) == pytest.approx(log(1 + 2.5 / 1.5))


def test_an_index_without_any_word_opens(tmp_path: Path) -> None:
    assert written(tmp_path, "", "").scores(["air"]).tolist() == [0, 0]


def test_terms_come_in_any_order_and_letters(tmp_path: Path) -> None:
    opened = written(tmp_path, "zoo 日本語", "air zoo")
    held = {term: opened.of(term)[0].tolist() for term in ("zoo", "air", "日本語", "a", "zo")}
    assert held == {"zoo": [0, 1], "air": [1], "日本語": [0], "a": [], "zo": []}


@given(st.sets(st.text(max_size=3), max_size=300), st.text(max_size=3))
def test_keys_are_found_where_they_are_and_nowhere_else(terms: set[str], asked: str) -> None:
    kept, other = sorted(map(text.key, terms)), text.key(asked)
    with TemporaryDirectory() as folder:
        Keys.of(np.array(kept, np.uint64)).save(Path(folder), "some")
        opened = Keys.open(Path(folder), "some")
        assert [opened.at(key) for key in kept] == [*range(len(kept))]
        assert opened.at(other) == (kept.index(other) if other in kept else None)


def test_many_keys_are_told_apart() -> None:
    keys = np.unique(np.array([text.key(str(number)) for number in range(20_000)], np.uint64))
    kept = Keys.of(keys)
    assert [kept.at(key) for key in keys.tolist()] == [*range(20_000)]
    assert [kept.at(text.key(f"x{number}")) for number in range(2000)] == [None] * 2000


def test_more_than_fits_in_memory_is_written_as_if_it_did(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = ["air air leeds", "air", "", "leeds mars", "mars air", "kites"]
    for name, held in (("all", 100), ("some", 2)):
        monkeypatch.setattr(postings, "_AT_ONCE", held)
        (tmp_path / name).mkdir()
        written(tmp_path / name, *rows)
    for file in (tmp_path / "all").iterdir():
        assert file.read_bytes() == (tmp_path / "some" / file.name).read_bytes()
