from __future__ import annotations

import pytest

from tests.indexer.entities.found import entity, found, places


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("It is in Heckmondwike, in England.", ["Heckmondwike", "England"]),
        (
            "They live in Heckmondwike and Zzyxthorpe, in England.",
            ["Heckmondwike", "Zzyxthorpe", "England"],
        ),
        ("See the Bread Trust Mercia. It works on Mercia based projects.", ["Mercia"]),
        ("It was seen at Zzyx Crags.", ["Zzyx Crags"]),
        ("The UK's first one was in Kenya.", ["United Kingdom", "Kenya"]),
    ],
)
def test_places_that_only_the_words_around_show(text: str, names: list[str]) -> None:
    assert places(text) == names


@pytest.mark.parametrize(
    "text",
    [
        "It is in Drosophila and in Zzyxin.",
        "It works in April, in Swahili and in DNA.",
        "The University of Anytown and Leeds City Council are names.",
    ],
)
def test_no_place_is_made_up(text: str) -> None:
    assert places(text) == []


def test_a_village_lies_somewhere() -> None:
    assert entity(found("It is in Heckmondwike."), "Heckmondwike").country == "United Kingdom"
