"""What in a text is a fact of the kind that is asked for."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest

from indexer.model import Fact, Mention, Passage, Span
from indexer.search import facts
from indexer.search.facts import Asked
from tests.indexer.made import passage
from tests.indexer.read.growth import assert_in_proportion


def told(text: str, fact: Fact, *terms: str) -> list[str]:
    made = passage("Lundy", text)
    return [text[one.start : one.end] for one in facts.find(made, Asked(fact, terms))]


@pytest.mark.parametrize(
    ("fact", "said", "expected"),
    [
        ("when", "It opened on 3 May 1954 and closed in 1960.", ["3 May 1954", "1960"]),
        ("when", "It runs from 13 July to 9 October 2026.", ["13 July to 9 October 2026"]),
        ("when", "We meet on 17-19 June, and on Tuesdays.", ["17-19 June", "Tuesdays"]),
        ("when", "We meet on Tuesdays at 7 pm.", ["Tuesdays", "7 pm"]),
        ("when", "The Maypole marches in 300 boots.", []),
        ("how long", "A 3-year study, over fourteen weeks, in 2018-2019.",
            ["3-year", "fourteen weeks", "2018-2019"]),
        ("how long", "Since 1931 goats roam there.", []),
        ("how much", "They gave £1.5 million, €2.7m and 30 pounds.",
            ["£1.5 million", "€2.7m", "30 pounds"]),
        ("how much", "It is free of charge for 12 goats.", ["free of charge"]),
        ("how many", "In 2012 over 70 goats, 30% of them kids, 1 in 17, and twenty-one sheep.",
            ["over 70", "1 in 17", "twenty-one"]),
        ("when", "We meet on the first Thursday of each month.", ["first Thursday of each month"]),
        ("how many", "It lies 31 miles away.", ["31 miles"]),
        ("award", "Lundy Wool honoured it with the Golden Fleece award.",
            ["Golden Fleece award"]),
        ("how often", "It meets quarterly, and the warden twice a week, every second Tuesday.",
            ["quarterly", "twice a week", "every second Tuesday"]),
        ("award", "It won awards, among them the Golden Fleece Award for Wool.",
            ["Golden Fleece Award for Wool"]),
        ("award", "It won a medal.", ["medal"]),
        ("award", "An award of £500 came.", []),
        ("phone number", "Ring 01237 431831 before 1950.", ["01237 431831"]),
        ("email address", "Write to goats@lundy.example, or come.", ["goats@lundy.example"]),
        ("opening hours", "Open 9.30 am to 5 pm, from half past ten on Sundays.",
            ["9.30 am to 5 pm", "half past ten"]),
        ("contact", "Please contact the warden, Ann Quay.", ["contact the warden, Ann"]),
        ("where", "They graze behind the sheds in Fen Lane in May.",
            ["Fen Lane"]),
        ("where", "The Award for Wool in Public went to goats from Lundy.", ["Lundy"]),
        ("who", "Reviewer: Malcolm Tate", ["Malcolm Tate"]),
        ("who", "Each goat was drawn by the painter Agnes Vole.", ["Agnes Vole"]),
    ],
)  # fmt: skip
def test_a_fact_is_told_by_its_form(fact: Fact, said: str, expected: list[str]) -> None:
    assert told(said, fact) == expected


def test_how_long_something_has_gone_on_is_told_by_when_it_began() -> None:
    assert told("Since 1931 goats roam there.", "how long", "has") == ["Since 1931"]


def test_a_share_is_told_where_it_is_asked_for() -> None:
    assert told("Of the goats 30% are kids.", "how many", "percentag") == ["30%"]


def test_what_it_costs_is_not_what_was_given_for_it() -> None:
    said = "The trust gave £500 for goats. A ride costs £2."
    assert told(said, "how much", "cost") == ["£2"]
    assert told(said, "how much", "give") == ["£500", "£2"]


NAMED = "The Fold Trust paid for the shed. Ann Quay leads the warden's team in Devon."


def names(*mentions: tuple[str, Mention]) -> Passage:
    made = passage("Lundy", NAMED)
    placed = tuple(
        replace(of, start=NAMED.index(said), end=NAMED.index(said) + len(said))
        for said, of in mentions
    )
    return replace(made, mentions=placed)


GOATS = names(
    ("Fold Trust", Mention("Fold Trust", "organisation", "funder", 0, 0)),
    ("Ann Quay", Mention("Ann Quay", "person", "partner", 0, 0)),
    ("Devon", Mention("Devon", "place", None, 0, 0)),
)


@pytest.mark.parametrize(
    ("fact", "expected"),
    [
        ("funder", ["Fold Trust"]),
        ("leader", ["Ann Quay"]),
        ("who", ["Fold Trust", "Ann Quay"]),
        ("where", ["Devon"]),
    ],
)
def test_names_tell_who_and_where(fact: Fact, expected: list[str]) -> None:
    found = facts.find(GOATS, Asked(fact, ()))
    assert [NAMED[one.start : one.end] for one in found] == expected


def test_a_name_that_is_asked_about_is_no_answer() -> None:
    (found,) = facts.find(GOATS, Asked("who", {"fold", "trust"}))
    assert NAMED[found.start : found.end] == "Ann Quay"
    assert facts.find(GOATS, Asked("funder", (), {"Fold Trust"})) == []


@pytest.mark.parametrize(
    ("said", "leads"),
    [
        ("The flock is led by Ann Quay.", True),
        ("Ann Quay leads the flock.", True),
        ("The warden leads the flock with Ann Quay.", False),
        ("Ann Quay, director of the flock", True),
        ("The flock is run as a partnership with Ann Quay.", False),
    ],
)
def test_a_leader_stands_on_the_right_side_of_the_verb(said: str, *, leads: bool) -> None:
    start = said.index("Ann Quay")
    ann = Mention("Ann Quay", "person", "partner", start, start + len("Ann Quay"))
    made = replace(passage("Lundy", said), mentions=(ann,))
    assert bool(facts.find(made, Asked("leader", ()))) is leads


def test_a_title_may_tell_it() -> None:
    dated = passage("Shearing, 14 June 2025", "Bring shears.")
    assert facts.in_title(dated, Asked("when", ()))
    assert not facts.in_title(dated, Asked("how much", ()))
    assert not facts.in_title(dated, Asked("who", ()))


@pytest.mark.parametrize("fact", get_args(Fact))
@pytest.mark.parametrize("piece", ["1", "2014 ", "Led by the Aa of "])
def test_a_long_text_is_looked_through_in_proportion(fact: Fact, piece: str) -> None:
    whole = passage("Lundy", "Goats.")

    def work(size: int) -> object:
        text = piece * size
        long = replace(whole, text=text, sentences=(Span(0, len(text)),))
        return facts.find(long, Asked(fact, {"did"}))

    assert_in_proportion(work, 5_000)
