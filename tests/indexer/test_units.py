from __future__ import annotations

from collections.abc import Sequence

from hypothesis import assume, given
from hypothesis import strategies as st

from indexer.index.units import Unit, heading, units
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


def test_a_title_is_encoded_as_it_begins_the_units() -> None:
    assert heading(passage("Air", "Clean air."), tokens, LONGEST) == "Air"
    assert heading(passage("", "Clean air."), tokens, LONGEST) == "Clean air."
    long = heading(passage("word " * 40, "Clean air."), tokens, LONGEST)
    assert 0 < tokens(long) < LONGEST
