from __future__ import annotations

import json
from pathlib import Path

from indexer.search.engine import Engine
from tests.indexer.made import passages, thing
from tests.webapp.harbour import PAGES, open_index, open_records
from webapp.pages.catalogue import draw, page_title


def test_introductions_are_counted_under_no_theme(harbour: Engine) -> None:
    groups = {group.theme: len(group.rows) for group in draw(harbour).groups}
    assert groups == {"Tides": 2, "Birds of the shore": 2, None: 1}


def test_a_theme_knows_its_passages_by_row(harbour: Engine) -> None:
    contents = draw(harbour)
    birds = contents.group("Birds of the shore")
    assert birds is not None
    assert [harbour.passages[row].title for row in birds.rows] == [
        "Ringing terns",
        "Counting oystercatchers",
    ]
    loose = contents.group("")
    assert loose is not None
    assert loose.rows == (6,)
    assert contents.group("Nothing") is None


def test_examples_come_from_as_many_themes_as_there_are(harbour: Engine, many: Engine) -> None:
    assert draw(harbour).examples[:2] == ("Tide tables for small boats", "Ringing terns")
    assert draw(many).examples == ("Thing 0", "Thing 1", "Thing 2", "Thing 3")


def test_a_title_as_long_as_a_sentence_is_no_example(tmp_path: Path) -> None:
    long = open_records(tmp_path, {"title": "x" * 71, "text": "y"})
    assert draw(long).examples == ()


def test_no_example_only_tells_the_part_of_a_page(tmp_path: Path) -> None:
    titles = ("Club: First steps", "Club: Useful resources", "Swim test")
    made = open_records(tmp_path, *({"title": title, "text": "y"} for title in titles))
    assert draw(made).examples == ("Swim test",)


def test_every_source_is_a_page_once(harbour: Engine) -> None:
    assert [(page.title, page.path) for page in draw(harbour).pages] == [
        ("Harbour and shore", "/pages/harbour.html"),
        (
            "https://example.org//notes?v=1&w=2",
            "/pages/https://example.org//notes%3Fv%3D1%26w%3D2",
        ),
    ]


def test_a_page_is_called_by_its_title_else_its_source(harbour: Engine) -> None:
    introduction, _, boats = harbour.passages[:3]
    assert page_title(introduction) == page_title(boats) == "Harbour and shore"
    (made,) = passages(thing("Thing", "x"))
    assert page_title(made) == "made.jsonl"


def test_past_questions_are_examples_before_titles(tmp_path: Path) -> None:
    asked = ("coasts", *(f"Who counts {what}?" for what in "abcdefgh"), "tide " * 20)
    assert draw(_asked(tmp_path / "all", asked)).examples == tuple(
        f"Who counts {what}?" for what in "bdfh"
    )
    few = _asked(tmp_path / "few", asked[:4])
    assert draw(few).examples[:2] == ("Tide tables for small boats", "Ringing terns")


def _asked(folder: Path, questions: tuple[str, ...]) -> Engine:
    """Index the harbour's page with some questions beside it that somebody judged."""
    folder.mkdir()
    lines = (json.dumps({"query": question, "relevant": {}}) for question in questions)
    (folder / "judgements.jsonl").write_text("\n".join(lines))
    page = folder / "harbour.html"
    page.write_bytes((PAGES / "harbour.html").read_bytes())
    return open_index(folder / "index", [str(page)])
