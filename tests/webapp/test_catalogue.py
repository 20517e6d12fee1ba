from __future__ import annotations

from dataclasses import replace

from tests.webapp.fake import FakeEngine
from tests.webapp.harbour import passage
from webapp.catalogue import draw, page_title


def engine(count: int, theme: str | None = "Many") -> FakeEngine:
    made = passage("Thing", [("paragraph", "x")])
    many = [replace(made, title=f"Thing {n}", id=f"thing-{n}", theme=theme) for n in range(count)]
    return FakeEngine(passages=tuple(many))


def test_introductions_are_counted_under_no_theme() -> None:
    groups = {group.theme: len(group.rows) for group in draw(FakeEngine()).groups}
    assert groups == {"Tides": 2, "Birds of the shore": 2, None: 1}


def test_a_theme_knows_its_passages_by_row() -> None:
    contents = draw(FakeEngine())
    birds = contents.group("Birds of the shore")
    assert birds is not None
    assert [FakeEngine().passages[row].title for row in birds.rows] == [
        "Counting oystercatchers",
        "Ringing terns",
    ]
    loose = contents.group("")
    assert loose is not None
    assert loose.rows == (6,)
    assert contents.group("Nothing") is None


def test_examples_come_from_as_many_themes_as_there_are() -> None:
    assert draw(FakeEngine()).examples[:2] == (
        "Tide tables for small boats",
        "Counting oystercatchers",
    )
    assert draw(engine(9)).examples == ("Thing 0", "Thing 1", "Thing 2", "Thing 3")


def test_a_title_as_long_as_a_sentence_is_no_example() -> None:
    long = replace(engine(1).passages[0], title="x" * 71)
    assert draw(FakeEngine(passages=(long,))).examples == ()


def test_every_source_is_a_page_once() -> None:
    assert [(page.title, page.path) for page in draw(FakeEngine()).pages] == [
        ("Harbour and shore", "/pages/harbour.html"),
        ("Notes", "/pages/https://example.org//notes%3Fv%3D1%26w%3D2"),
    ]


def test_a_page_is_called_by_its_title_else_its_source() -> None:
    thing = passage("Thing", [("paragraph", "x")], path=())
    assert page_title(thing) == "harbour.html"
    assert page_title(replace(thing, introduction=True)) == "Thing"
    assert page_title(replace(thing, path=("Page", "Group"))) == "Page"


def test_past_questions_are_examples_before_titles() -> None:
    asked = ("coasts", *(f"Who counts {what}?" for what in "abcdefgh"), "tide " * 20)
    asking = FakeEngine(questions=asked)
    assert draw(asking).examples == tuple(f"Who counts {what}?" for what in "bdfh")
    assert draw(FakeEngine(questions=asked[:4])).examples == draw(FakeEngine()).examples
