from __future__ import annotations

from dataclasses import replace

from tests.webapp.fake import FakeEngine
from webapp.naming import address, lines

ENGINE = FakeEngine()


def test_whom_a_passage_names_stands_in_a_line_for_each_part() -> None:
    boats = lines(ENGINE.passages[2], ENGINE)
    assert [(line.label, [one.name for one in line.names]) for line in boats] == [
        ("With", ["Pier Trust", "University of Brest"]),
        ("Funded by", ["Lamplight Fund"]),
        ("In", ["Brest", "France"]),
    ]
    assert boats[0].names[0].path == "/collaborators/pier-trust"
    gates = lines(ENGINE.passages[3], ENGINE)
    assert [(line.label, line.names[0].name) for line in gates] == [
        ("With", "Pier Trust"),
        ("People", "Ada Quay"),
    ]


def test_a_part_that_is_a_guess_is_said_to_be_one() -> None:
    (line,) = lines(ENGINE.passages[5], ENGINE)
    assert (line.label, line.names[0].name, line.names[0].sure) == (
        "Also named",
        "Auk Society",
        False,
    )


def test_who_is_named_twice_stands_there_once() -> None:
    boats = ENGINE.passages[2]
    twice = replace(boats, mentions=boats.mentions + boats.mentions)
    assert lines(twice, ENGINE) == lines(boats, ENGINE)


def test_who_has_a_part_is_not_only_named_besides() -> None:
    boats = ENGINE.passages[2]
    named = replace(boats.mentions[0], role="named")
    assert lines(replace(boats, mentions=(named, *boats.mentions)), ENGINE) == lines(boats, ENGINE)


def test_who_has_no_page_is_not_linked() -> None:
    mention = replace(ENGINE.passages[2].mentions[0], name="Nobody")
    assert address(ENGINE, mention) is None
    assert lines(replace(ENGINE.passages[2], mentions=(mention,)), ENGINE) == ()
