from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from indexer.index.prefixes import SHORTEST, Range, beginning, nearly

# Few letters, so that beginnings are shared and slips are rivalled; one beyond the 16-bit ones.
WORDS = st.lists(st.text("abc😀", max_size=7), max_size=30).map(sorted)


def held(words: list[str], ranges: tuple[Range, ...]) -> set[str]:
    return {word for low, high in ranges for word in words[low:high]}


@given(WORDS, st.text("abc😀", max_size=4))
def test_a_beginning_is_that_of_every_word_of_its_range_and_of_no_other(
    words: list[str], start: str
) -> None:
    low, high = beginning(words, start)
    assert words[low:high] == [word for word in words if word.startswith(start)]


@given(WORDS, st.text("abc😀", min_size=SHORTEST, max_size=6))
def test_one_slip_is_one_edit_from_a_beginning(words: list[str], start: str) -> None:
    lengths = range(len(start) - 1, len(start) + 2)
    expected = {
        word
        for word in words
        if any(len(word) >= n and OSA.distance(start, word[:n]) == 1 for n in lengths)
    }
    # What begins as typed is no slip, though a letter added to it is an edit away as well.
    assert held(words, nearly(words, start)) | held(words, (beginning(words, start),)) == (
        expected | held(words, (beginning(words, start),))
    )


def test_a_letter_left_out_one_too_many_another_and_two_swapped() -> None:
    words = ["dental", "kenya", "pollution"]
    assert held(words, nearly(words, "polut")) == {"pollution"}
    assert held(words, nearly(words, "dentt")) == {"dental"}
    assert held(words, nearly(words, "kenia")) == {"kenya"}
    assert held(words, nearly(words, "kney")) == {"kenya"}
    assert nearly(words, "polot") == ()  # two slips: the l left out, o for u


def test_a_short_beginning_has_no_slips() -> None:
    assert nearly(["air", "art"], "aer") == ()
