from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from indexer import text
from indexer.index import forward
from indexer.index.forward import Forward

WORDS = [
    "Air",
    "air’s",
    "X-rays",
    "Kenya,",
    "日本語",
    "1.7m",
    "Côte",
    "d'Ivoire",
    "–",
    "the",
    "AIR",
]
texts = st.lists(
    st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join) | st.text(), min_size=1
)
asked = st.sets(st.sampled_from([text.term(word) for word in WORDS if text.words(word)] + ["mars"]))


def opened(folder: Path, *wholes: str) -> Forward:
    writer = forward.Writer()
    for whole in wholes:
        writer.add(whole)
    writer.write(folder)
    return Forward(folder)


def find(opened: Forward, rows: Iterable[int], terms: set[str]) -> list[list[text.Word]]:
    """The words that are found, of each passage."""
    found = opened.find(np.array([*rows]), terms)
    words = [
        text.Word(found.terms[which], start, end)
        for which, (start, end) in zip(found.which.tolist(), found.spans.tolist(), strict=True)
    ]
    assert len(found.cuts) - 1 == len([*rows])
    return [words[start:end] for start, end in pairwise(found.cuts.tolist())]


def test_words_are_found_where_they_stand(tmp_path: Path) -> None:
    wholes = ("Air pollution.", "", "Polluted air; clean AIR.")
    found = opened(tmp_path, *wholes)
    terms = {"air", "clean"}
    assert find(found, [0, 1, 2], terms) == [
        [text.Word("air", 0, 3)],
        [],
        [text.Word("air", 9, 12), text.Word("clean", 14, 19), text.Word("air", 20, 23)],
    ]


@given(texts, asked)
def test_the_index_finds_what_reading_the_text_again_finds(
    wholes: list[str], terms: set[str]
) -> None:
    with TemporaryDirectory() as folder:
        found = opened(Path(folder), *wholes)
        again = [[word for word in text.words(of) if word.term in terms] for of in wholes]
        assert find(found, range(len(wholes)), terms) == again
        backwards = range(len(wholes) - 1, -1, -1)
        assert find(found, backwards, terms) == again[::-1]


def test_words_far_apart_are_found_and_of_very_long_ones_the_beginning(tmp_path: Path) -> None:
    whole = f"{'-' * 700}Air {'x' * 300} clean{'.' * 255} air"
    found = opened(tmp_path, "clean", whole)
    long = text.words(whole)[1]
    assert find(found, [1, 0], {"air", "clean", long.term}) == [
        [
            text.Word("air", 700, 703),
            text.Word(long.term, 704, 704 + 255),
            text.Word("clean", 1005, 1010),
            text.Word("air", 1266, 1269),
        ],
        [text.Word("clean", 0, 5)],
    ]


def test_more_terms_than_16_bits_tell_apart_are_found(tmp_path: Path) -> None:
    wholes = [
        " ".join(f"t{number}" for number in range(at, at + 700)) for at in range(0, 70_000, 700)
    ]
    found = opened(tmp_path, *wholes)
    said = find(found, range(100), {"t0", "t699", "t69999", "t70000"})
    assert [len(one) for one in said] == [2, *[0] * 98, 1]
    assert said[99][0].term == "t69999"
    assert wholes[99][slice(*said[99][0][1:])] == "t69999"
