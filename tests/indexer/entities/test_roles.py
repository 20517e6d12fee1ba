from __future__ import annotations

import pytest

from tests.indexer.entities.finding import found, roles

A, B = "Anytown Museum", "Wellknown Trust"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (f"It works in collaboration with {A} and {B}.", {A: "partner", B: "partner"}),
        (f"It is led by {A} and part-funded by {B}.", {A: "leader", B: "funder"}),
        (f"{A} leads it with {B}.", {A: "leader", B: "partner?"}),
        (f"It is supported by a £510,577 funding award from {B}.", {B: "funder"}),
        (
            f"It received a grant of £65,000 from {B}, and £5 more from {A}.",
            {A: "funder", B: "funder"},
        ),
        (f"It received the Outstanding Service award from {B}.", {B: "named"}),
        (f"In 2018 {B} awarded £1.5 million to us.", {B: "funder"}),
        (f"We were awarded £1.5 million by {B}.", {B: "funder"}),
        (f"{B} pays for the tutors, and {A} lends a room.", {A: "partner", B: "funder"}),
        (f"{B} and {A} fund it.", {A: "funder", B: "funder"}),
        (f"According to {B}, it works.", {B: "named"}),
        (f"It was lent by {A} thanks to a grant from {B}.", {A: "partner", B: "funder"}),
        (f"{B} donated £300, and has the support of {A}.", {A: "funder", B: "funder"}),
        (f"{B} is a supporter of it.", {B: "funder"}),
        (f"{A} was awarded £300 by {B}.", {A: "partner?", B: "funder"}),
        (f"{B} has been there.", {B: "partner?"}),
        (f"{B} works with us. It was paid for by {B}.", {B: "funder/partner"}),
        (f"It works with {B}. Later {B} was there.", {B: "partner"}),
        (f"The half of it comes from {B}, and {A} lets us in.", {A: "partner?", B: "funder"}),
    ],
)
def test_roles_are_told_by_the_words_around(text: str, told: dict[str, str]) -> None:
    assert roles(text) == told


def test_who_corrects_it_reads_why() -> None:
    [passage] = found(f"It is funded by {B}.").passages
    assert passage.mentions[0].why == "after 'funded by'"


def test_a_partner_that_names_the_passage_is_one_in_the_title_as_well() -> None:
    [passage] = found(f"We work with {A}.", title=A).passages
    assert [(m.in_title, m.start, m.end, m.role) for m in passage.mentions] == [
        (True, 0, 14, "partner"),
        (False, 13, 27, "partner"),
    ]
