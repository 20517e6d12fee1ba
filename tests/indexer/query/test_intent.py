from __future__ import annotations

import pytest

from indexer.query.intent import SAYS_WHO_PAYS, intent_of


@pytest.mark.parametrize(
    ("query", "subject"),
    [
        ("who funds boats", "boats"),
        ("Who has funded boats?", "boats?"),
        ("who gave the money for boats", "boats"),
        ("funders of boats", "boats"),
        ("sponsors", ""),
    ],
)
def test_who_pays_is_a_question_for_funders(query: str, subject: str) -> None:
    intent = intent_of(query)
    assert (intent.asks_for, intent.roles, intent.subject) == ("funder", ("funder",), subject)


@pytest.mark.parametrize(
    ("query", "asks_for"),
    [
        ("what was paid for by Acme", None),  # asks for what Acme paid for, not for who paid
        ("which boats are funded by Acme", None),
        ("who mends boats", "who"),
        ("WHO boats", None),
        ("where are boats mended", "where"),
        ("in which country are boats mended", "where"),
        ("how much does a boat cost", "how much"),
        ("boats", None),
        ("fun boats", None),
    ],
)
def test_other_questions_are_for_any_role(query: str, asks_for: str | None) -> None:
    intent = intent_of(f" {query} ")
    assert (intent.asks_for, intent.roles, intent.subject) == (asks_for, (), query)


@pytest.mark.parametrize(
    ("said", "paid"),
    [
        ("Co-funded by Acme.", True),
        ("Acme gave a grant.", True),
        ("It cost £500.", True),
        ("The fundamental rule.", False),
        ("It is granted that boats float.", True),
        ("Acme mends boats.", False),
    ],
)
def test_a_text_says_who_pays(said: str, *, paid: bool) -> None:
    assert (SAYS_WHO_PAYS.search(said) is not None) is paid
    assert not SAYS_WHO_PAYS.search(said, 0, 0)


@pytest.mark.parametrize(
    ("asks_for", "queries"),
    [
        ("when", ["when did the boat sink", "Until when is it open?", "what year did it sail"]),
        ("when", ["boat race start date", "how old is the boat", "entry deadline"]),
        ("how often", ["how often is the boat painted"]),
        ("how long", ["how long is the voyage", "for how many weeks", "duration of the voyage"]),
        (
            "how much",
            ["price of a boat", "what does mooring cost", "how much did Acme give", "boat prices"],
        ),
        (
            "how many",
            ["how many boats", "what percentage of boats", "how deep is it", "number of boats"],
        ),
        ("where", ["Where are boats", "which town is it in", "address of the boathouse"]),
        ("leader", ["who leads the crew", "who is the project manager", "captain of the boat"]),
        ("leader", ["boat club director", "who is in charge of the boats"]),
        ("funder", ["boat club sponsors"]),
        ("who", ["who built the boat", "which company built it", "owner of the boat"]),
        ("award", ["which award did it win", "what did the boat win", "prize for boats"]),
        ("phone number", ["phone number of the boathouse"]),
        ("email address", ["what is the warden's email"]),
        ("opening hours", ["opening hours of the boathouse", "what time does it shut"]),
        ("contact", ["who do I contact about boats"]),
        (None, ["lottery numbers"]),
        (None, ["who works on boats", "who could help me row", "who benefits", "how to row"]),
        (None, ["the number of boats on the lake rises when the price of a boat falls to a low"]),
    ],
)
def test_a_question_asks_for_a_kind_of_fact(asks_for: str | None, queries: list[str]) -> None:
    assert {query: intent_of(query).asks_for for query in queries} == dict.fromkeys(
        queries, asks_for
    )
