from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer import text
from indexer.index.units import is_bare
from indexer.model import Block, Mark, Passage, Section, Sentences, Snippet, Span, Words
from indexer.search.answering import Criteria, Wanted
from indexer.search.facts import Asked
from indexer.search.snippets import LONGEST, choose
from tests.indexer.made import passage, passages

WORDS = ["air", "kenya", "Nurses", "X-rays", "it", "a", "“limbs”", "pollution"]
written = st.lists(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=90).map(" ".join).map("{}.".format),
    min_size=1,
    max_size=4,
)  # fmt: skip
asked = st.sets(st.sampled_from([text.term(word) for word in ("air", "kenya", "nurse", "limbs")]))


def shown(
    made: Passage, *terms: str, cosines: list[float] | None = None, floor: float | None = None
) -> Snippet:
    return snippet(made, terms, scored(made, made.sentences, cosines), floor)


def snippet(
    made: Passage,
    terms: Sequence[str],
    sentences: Sentences,
    floor: float | None = None,
    asked: Asked | None = None,
) -> Snippet:
    wanted = tuple(Wanted((frozenset({term}),), 1.0) for term in terms)
    (found,) = choose([made], held(made, terms), sentences, Criteria(wanted, asked, floor))
    return found


def scored(
    made: Passage, spans: Sequence[Span], cosines: Sequence[float] | None = None
) -> Sentences:
    return Sentences(
        spans=np.array([(span.start, span.end) for span in spans], np.int32).reshape(-1, 2),
        cosines=np.array(cosines or [0] * len(spans), np.float32),
        apart=np.array(cosines or [0] * len(spans), np.float32),
        bare=np.array([is_bare(made, span) for span in spans], np.bool_),
        cuts=np.array([0, len(spans)]),
    )


def held(made: Passage, terms: Sequence[str]) -> Words:
    words = [word for word in text.words(made.text) if word.term in terms]
    return Words(
        terms=tuple(terms),
        which=np.array([terms.index(word.term) for word in words], np.intp),
        spans=np.array([(word.start, word.end) for word in words], np.int32).reshape(-1, 2),
        cuts=np.array([0, len(words)]),
    )


def marked(found: Snippet, kind: str = "word") -> list[str]:
    return [found.text[mark.start : mark.end] for mark in found.marks if mark.kind == kind]


AIR = passage("AIR", "It began in 2018. Air pollution harms children. It works in Kenya.")


def test_the_sentence_that_holds_the_words_is_shown_with_what_follows() -> None:
    found = shown(AIR, "air", "pollut")
    assert found.text == "Air pollution harms children. It works in Kenya."
    assert marked(found) == ["Air", "pollution"]


def test_the_sentence_nearest_in_meaning_is_shown_and_marked() -> None:
    found = shown(AIR, cosines=[0.1, 0.2, 0.5], floor=0.3)
    assert (found.text, found.marks) == ("It works in Kenya.", (Mark(0, 18, "meaning"),))
    assert found.sentence is not None
    assert AIR.text[found.sentence.start : found.sentence.end] == found.text


def test_words_and_meaning_add_up() -> None:
    assert shown(AIR, "kenya", "mars", cosines=[0.3, 0, 0.2]).text == "It works in Kenya."
    assert shown(AIR, "kenya", "mars", cosines=[0.6, 0, 0.2]).text.startswith("It began")


def test_of_equal_sentences_the_first_is_shown() -> None:
    assert shown(AIR).text == AIR.text


@pytest.mark.parametrize(
    "empty",
    ["The network works on:", "Tupumue on Lundy", "Tupumue.", "Where is it?", "In the", "✉"],
)
def test_what_leads_to_others_or_repeats_the_title_gives_way(empty: str) -> None:
    made = passage("Tupumue on Lundy", empty, "Nurses count the lungs of goats there.")
    assert shown(made, cosines=[0.6, 0.4]).text == "Nurses count the lungs of goats there."
    # Unless what else there is says far less.
    assert shown(made, cosines=[1, 0.4]).text == empty


def test_a_label_gives_way_and_an_item_does_not() -> None:
    label = passage("Lundy", "Opening hours", "From nine to five.")
    assert shown(label, cosines=[0.5, 0.4]).text == "From nine to five."
    assert shown(passage("Lundy", "From nine to five.", "Opening hours"), cosines=[0.4, 0.5]).text


PAID = passage("Tupumue", "Follow Tupumue now. A £7,000 grant made it possible. Goats breathe.")


@pytest.mark.parametrize("terms", [(), ("money",), ("money", "tupumu", "scotland")])
def test_how_much_is_answered_by_the_sentence_that_tells_it(terms: tuple[str, ...]) -> None:
    found = snippet(PAID, terms, scored(PAID, PAID.sentences), asked=Asked("how much", terms))
    assert found.text.startswith("A £7,000 grant")


def test_a_grant_says_nothing_to_other_questions() -> None:
    assert shown(PAID, "goat").text == "Goats breathe."
    assert shown(PAID).text.startswith("Follow Tupumue")


def test_words_of_the_title_do_not_count_again() -> None:
    made = passage("Goats of Lundy", "Goats of Lundy roam. They were shorn in May.")
    assert shown(made, "goat", "lundi", "shorn").text == "They were shorn in May."


def test_of_what_is_past_a_date_is_shown_before_a_weekday() -> None:
    made = passage("Lundy", "Goats are shorn on Tuesdays.", "The pen burnt in 1954.")
    sentences = scored(made, made.sentences, [0.5, 0.4])
    past = snippet(made, [], sentences, asked=Asked("when", {"when", "did"}))
    assert past.text == "The pen burnt in 1954."
    now = snippet(made, [], sentences, asked=Asked("when", {"when", "are"}))
    assert now.text == "Goats are shorn on Tuesdays."


def test_columns_of_a_table_are_no_answer_and_say_what_stands_in_its_rows() -> None:
    blocks = (
        Block("columns", "Day · Room · Sheep"),
        Block("row", "Monday · Barn · 12"),
        Block("paragraph", "Bring shears to the barn."),
    )
    (made,) = passages(Section("Lundy", 1, blocks))
    assert shown(made, "sheep", cosines=[0.5, 0.3, 0.4]).text == "Monday · Barn · 12"


def test_what_refers_elsewhere_gives_way() -> None:
    blocks = (
        Block("paragraph", "They were shorn once."),
        Block("paragraph", "Further reading"),
        Block("item", "Holt, M. (1999) Shearing."),
    )
    (made,) = passages(Section("Lundy", 1, blocks))
    assert shown(made, cosines=[0.4, 0.2, 0.5]).text == "They were shorn once."


def test_what_answers_stands_behind_the_question_that_it_is_asked_with() -> None:
    made = passage("Lundy", "Goats roam there.", "Who shears the goats?", "The warden, in May.")
    assert shown(made, "shear").text == "The warden, in May."


def test_a_sentence_below_the_floor_is_not_marked() -> None:
    assert shown(AIR, cosines=[0, 0.29, 0], floor=0.3).marks == ()
    assert shown(AIR, cosines=[0, 0.9, 0], floor=None).marks == ()


def test_the_meaning_mark_covers_its_sentence_only_and_comes_first() -> None:
    found = shown(AIR, "air", "kenya", cosines=[0, 0.5, 0], floor=0.3)
    assert found.marks == (Mark(0, 29, "meaning"), Mark(0, 3, "word"), Mark(42, 47, "word"))


def test_what_follows_does_not_cross_into_another_paragraph() -> None:
    two = passage("", "Air is here.", "Kenya is there.")
    assert shown(two, "air").text == "Air is here."


def test_what_follows_is_shown_while_there_is_room() -> None:
    first, second = "Air " + "x" * 200 + ".", "Then " + "y" * 150 + "."
    assert shown(passage("", f"{first} {second}"), "air").text == first
    assert (
        shown(passage("", f"{first} Then nothing. {second}"), "air").text
        == f"{first} Then nothing."
    )


def test_a_long_sentence_is_cut_around_the_match() -> None:
    long = passage("", "before " * 100 + "Kenya " + "after " * 100 + "end.")
    found = shown(long, "kenya")
    assert found.text.startswith("…before ")
    assert found.text.endswith(" after…")
    assert marked(found) == ["Kenya"]
    assert LONGEST - 20 < len(found.text) <= LONGEST + 2


def test_a_long_sentence_that_matches_at_its_start_is_only_cut_at_its_end() -> None:
    found = shown(passage("", "Kenya " + "after " * 100 + "end."), "kenya")
    assert found.text.startswith("Kenya after")
    assert found.text.endswith("after…")


def test_a_piece_of_a_sentence_is_shown_as_one() -> None:
    """Sentences of more than the model reads come in pieces."""
    one = passage("", "The air of Kenya and the limbs of Jordan.")
    middle = one.text.index("and")
    pieces = scored(one, [Span(0, middle - 1), Span(middle, len(one.text))], [0.1, 0.2])
    assert snippet(one, [], pieces).text == "…and the limbs of Jordan."
    assert snippet(one, ["kenya"], pieces).text.startswith("The air of Kenya")


def test_a_passage_without_text_has_an_empty_excerpt() -> None:
    assert shown(passage("Tupumue"), "tupumu") == Snippet("")


@given(written, asked, st.lists(st.floats(-1, 1), min_size=4, max_size=4))
def test_marks_quote_what_matched_and_lie_in_the_text(
    paragraphs: list[str], terms: set[str], cosines: list[float]
) -> None:
    made = passage("", *paragraphs)
    given_cosines = (cosines * len(made.sentences))[: len(made.sentences)]
    found = shown(made, *sorted(terms), cosines=given_cosines, floor=0.2)
    assert found.text.strip("…") in made.text
    assert len(found.text) <= LONGEST + 2
    assert {text.term(said) for said in marked(found)} <= terms
    assert all(0 <= mark.start < mark.end <= len(found.text) for mark in found.marks)
    assert list(found.marks) == sorted(found.marks, key=lambda mark: (mark.start, -mark.end))
    everywhere = [word for word in text.words(found.text) if word.term in terms]
    assert len(marked(found)) == len(everywhere)


@pytest.mark.parametrize("length", [LONGEST - 1, LONGEST, LONGEST + 1, 5 * LONGEST])
def test_a_sentence_without_a_space_is_cut_all_the_same(length: int) -> None:
    found = shown(passage("", "x" * length))
    assert len(found.text) <= LONGEST + 1
    assert found.text.endswith("…") == (length > LONGEST)
