from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from indexer.index import suggest
from indexer.index.suggest import SHORTEST, Completions, Range, beginning, nearly
from indexer.model import Entity, Mention, Passage, Suggestion
from indexer.search.engine import Engine
from tests.indexer.made import passages, thing

HARBOUR = Entity("harbour-trust", "Harbour Trust", "organisation", also=("HT", "The Harbour"))
TRUST = Entity("tern-trust", "Tern Trust", "organisation")
LILLE = Entity("lille", "Lille", "place", places=("France",))


def mention(entity: Entity) -> Mention:
    role = None if entity.kind == "place" else "partner"
    return Mention(entity.name, entity.kind, role, 0, 1)


def made() -> tuple[Passage, ...]:
    things = (
        thing("The Air Pollution Network", "Air and polluted rivers, twice polluted."),
        thing("Polar bears", "Bears by the sea. Métropole’s bears."),
        thing("Clean air", "A policy for clean air in Lille, with Tern Trust."),
        thing("Harbours", "Harbour Trust and Tern Trust keep harbours."),
    )
    air, bears, clean, harbours = passages(*things)
    return (
        air,
        bears,
        replace(clean, mentions=(mention(TRUST), mention(LILLE))),
        replace(harbours, mentions=(mention(HARBOUR), mention(TRUST))),
    )


@pytest.fixture
def completions(tmp_path: Path) -> Completions:
    return opened(tmp_path, made(), ("Who works on polar bears?",))


def opened(folder: Path, of: Sequence[Passage], questions: Sequence[str] = ()) -> Completions:
    suggest.write(folder, of, (HARBOUR, LILLE, TRUST), questions)
    return Completions(folder, of)


def test_a_title_leads_to_the_first_passage_that_has_it(tmp_path: Path) -> None:
    things = (thing("Lille", "A fair."), thing("Harbour", "A quay."), thing("HARBOUR!", "A pier."))
    of = passages(*things)
    completions = opened(tmp_path, of)
    assert [completions.titled(one) for one in ("lille", "Harbour", "HARBOUR!")] == [
        of[0].id,
        of[1].id,
        of[1].id,
    ]
    # A name, a word of the text, the beginning of a title and nothing are none.
    assert [completions.titled(one) for one in ("Tern Trust", "quay", "harb", "?")] == [None] * 4


def texts(completions: Completions, typed: str, limit: int = 8) -> list[str]:
    return [one.text for one in completions.of(typed, limit)]


def test_what_begins_so_comes_before_what_holds_a_word_that_does(completions: Completions) -> None:
    assert completions.of("pol", 8) == (
        Suggestion("Polar bears", "title", made()[1].id),
        Suggestion("Polar", "word"),
        Suggestion("policy", "word"),  # each in one passage: the shorter first
        Suggestion("polluted", "word"),  # of its stem the form that is written most often
        Suggestion("The Air Pollution Network", "title", made()[0].id),
        Suggestion("Who works on polar bears?", "question"),
    )


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("AIR POL", "The Air Pollution Network"),
        ("the air", "The Air Pollution Network"),
        ("net pollu", "The Air Pollution Network"),  # any words of it, in any order
        ("polution netw", "The Air Pollution Network"),  # a letter left out
        ("ht", "Harbour Trust"),  # another way to write it
        ("lile", "Lille"),
        ("metrop", "Métropole"),  # as it is written, its possessive aside
    ],
)
def test_case_accents_order_and_a_slip_do_not_matter(
    completions: Completions, typed: str, first: str
) -> None:
    assert texts(completions, typed)[0] == first


def test_who_is_named_more_often_comes_first_and_once(completions: Completions) -> None:
    assert completions.of("trust", 2) == (
        Suggestion("Tern Trust", "organisation", "tern-trust"),  # in two passages
        Suggestion("Harbour Trust", "organisation", "harbour-trust"),
    )
    assert texts(completions, "harbour").count("Harbour Trust") == 1


def test_what_is_named_is_no_plain_word_as_well(completions: Completions) -> None:
    assert completions.of("lill", 8) == (Suggestion("Lille", "place", "lille"),)


def test_the_last_of_several_words_is_completed_where_nothing_named_holds_them(
    completions: Completions,
) -> None:
    assert texts(completions, "Work on the riv") == ["Work on the rivers"]
    assert texts(completions, "work on rivers") == []  # nothing is left to complete
    assert texts(completions, "work on riv ") == []
    assert texts(completions, "air pol") == ["The Air Pollution Network"]


def test_plain_words_leave_room_for_named_things(tmp_path: Path) -> None:
    words = " ".join(f"win{letter * 2}" for letter in "abcdefgh")
    named = [thing(f"Harbour wind {letter}", words) for letter in "abcdefgh"]
    found = opened(tmp_path, passages(*named))
    assert [one.kind for one in found.of("win", 8)] == ["word"] * 3 + ["title"] * 5
    assert len(texts(found, "win", 5)) == 5
    assert texts(found, "win", 1) == ["Harbour wind a"]


@pytest.mark.parametrize("typed", ["", " ", "?!", "🫁", "\x00", "zzzz", "pol" * 400])
def test_what_begins_nothing_is_completed_by_nothing(completions: Completions, typed: str) -> None:
    assert completions.of(typed, 8) == ()


def test_passages_without_a_word_can_be_completed_by_nothing(tmp_path: Path) -> None:
    of = passages(thing("🫁", "🌍"))
    suggest.write(tmp_path, of, ())
    assert Completions(tmp_path, of).of("a", 8) == ()


def test_the_same_passages_give_the_same_files(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        suggest.write(tmp_path / name, made(), (HARBOUR, LILLE, TRUST))
    for file in (tmp_path / "one").iterdir():
        assert file.read_bytes() == (tmp_path / "two" / file.name).read_bytes()


def test_the_corpus_completes_titles_and_past_questions(corpus_engine: Engine) -> None:
    academy = next(one for one in corpus_engine.passages if one.title == "The Dental Academy")
    assert corpus_engine.suggest("dental ac") == (
        Suggestion("The Dental Academy", "title", academy.id),
    )
    found = {one.text: one.kind for one in corpus_engine.suggest("air pollu")}
    assert found["Air Pollution Interdisciplinary Research (AIR) Network"] == "title"
    assert found["air pollution Kenya"] == "question"
    asked = {one.text for one in corpus_engine.suggest("student park", 20)}
    assert "student parking permits" not in asked, "a question that is known to have no answer"


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
