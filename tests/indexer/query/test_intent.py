from __future__ import annotations

import pytest

from indexer.query.intent import intent_of, says_who_pays


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
    assert says_who_pays(said, 0, len(said)) is paid
    assert not says_who_pays(said, 0, 0)


def test_a_sentence_about_money_is_looked_for_where_it_is_asked_about() -> None:
    asked = ("who funds boats", "which boats are funded by Acme", "how much does a boat cost")
    assert all(intent_of(query).pays for query in asked)
    assert not any(intent_of(query).pays for query in ("who mends boats", "fun boats", "boats"))
