from __future__ import annotations

from dataclasses import replace

from indexer.search.engine import Engine
from webapp.pages.names import address, lines


def test_whom_a_passage_names_stands_in_a_line_for_each_part(harbour: Engine) -> None:
    boats = lines(harbour.passages[2], harbour)
    assert [(line.label, [one.name for one in line.names]) for line in boats] == [
        ("With", ["Pier Trust", "University of Brest"]),
        ("Funded by", ["Lamplight Fund"]),
        ("In", ["Brest", "France"]),
    ]
    assert boats[0].names[0].path == "/collaborators/pier-trust"
    gates = lines(harbour.passages[3], harbour)
    assert [(line.label, line.names[0].name) for line in gates] == [
        ("With", "Pier Trust"),
        ("People", "Ada Quay"),
    ]


def test_a_part_that_is_a_guess_is_said_to_be_one(harbour: Engine) -> None:
    terns = lines(harbour.passages[4], harbour)
    assert [(line.label, line.names[0].name, line.names[0].sure) for line in terns] == [
        ("With", "Auk Society", False),
        ("Also named", "Tern Club", True),
        ("In", "Europe", True),
    ]


def test_who_is_named_twice_stands_there_once(harbour: Engine) -> None:
    boats = harbour.passages[2]
    twice = replace(boats, mentions=boats.mentions + boats.mentions)
    assert lines(twice, harbour) == lines(boats, harbour)


def test_who_has_a_part_is_not_only_named_besides(harbour: Engine) -> None:
    boats = harbour.passages[2]
    named = replace(boats.mentions[0], role="named")
    assert lines(replace(boats, mentions=(named, *boats.mentions)), harbour) == lines(
        boats, harbour
    )


def test_who_has_no_page_is_not_linked(harbour: Engine) -> None:
    mention = replace(harbour.passages[2].mentions[0], name="Nobody")
    assert address(harbour, mention) is None
    assert lines(replace(harbour.passages[2], mentions=(mention,)), harbour) == ()
