from __future__ import annotations

import pytest

from tests.indexer.entities.found import organisations, roles


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "Our partners include Zzyx, Quorble & Fitch and Demk.",
            ["Zzyx", "Quorble & Fitch", "Demk"],
        ),
        ("It was funded initially by ZZX: QPR (2018-2019).", ["ZZX: QPR"]),
        ("ZZX: QPR paid for the beginning.", ["ZZX: QPR"]),
        ("Zzyx, Anytown Gallery and QPRX are our partners.", ["Zzyx", "Anytown Gallery", "QPRX"]),
        (
            "We made it with Anytown Museum and Tapestry, which helped.",
            ["Anytown Museum", "Tapestry"],
        ),
        ("It is run jointly with Save the Whales.", ["Save the Whales"]),
        ("The idea came from ShareZzyx Hull in Yorkshire.", ["ShareZzyx Hull"]),
    ],
)
def test_in_a_list_words_of_no_shape_are_names(text: str, names: list[str]) -> None:
    assert organisations(text) == names


@pytest.mark.parametrize(
    "text",
    [
        "We work with NHS staff and Kenyan farmers.",
        "It has links with Healthcare, Aviation, Nuclear and other companies.",
        "It runs in collaboration with Kenya, Sweden and the UK.",
        "It is developed with small and medium-sized enterprises (SMEs).",
        "Our partners include teachers, nurses and farmers.",
    ],
)
def test_places_kinds_and_what_only_describes_are_no_names(text: str) -> None:
    assert organisations(text) == []


def test_the_thing_itself_is_no_partner_of_its_own() -> None:
    assert organisations(
        "It came in partnership with Zzyx and Demk.", title="The Demk project"
    ) == ["Zzyx"]


def test_what_a_label_heads_has_its_role() -> None:
    assert roles("Funders: Zzyx; Demk") == {"Zzyx": "funder", "Demk": "funder"}
    assert roles("Lender: Zzyx, Amsterdam") == {"Zzyx": "partner"}
