from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.model import Passage, Query, Who
from indexer.render import tables
from indexer.render.tables import Table
from indexer.search.engine import Engine
from tests.webapp.harbour import FORMULA_NAME, GATES, SCRIPT_NAME, TABLES


def address(of: Passage, fragment: str | None) -> str:
    return f"/{of.anchor}{fragment or ''}"


def spreadsheet(table: Table) -> list[dict[str, str]]:
    text = "".join(table.write("csv"))
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def lines(table: Table) -> list[dict[str, Any]]:
    return [json.loads(line) for line in table.write("jsonl")]


def test_a_search_is_a_row_a_passage(harbour: Engine) -> None:
    found = harbour.search(Query("small", limit=2, offset=1))
    rows = lines(tables.hits(found, address))
    assert [row["rank"] for row in rows] == [2, 3]
    first = lines(tables.hits(harbour.search(Query("gates")), address))[0]
    assert first == {
        "rank": 1,
        "id": GATES,
        "title": "Flood gates",
        "theme": "Tides",
        "score": pytest.approx(0.796, abs=0.001),
        "keyword_score": pytest.approx(2.20, abs=0.01),
        "semantic_score": pytest.approx(0.70, abs=0.01),
        "matched_by": ["words", "meaning"],
        "sentence": "Gates close when water rises. Two pumps keep cellars dry.",
        "organisations": ["Pier Trust"],
        "funders": [],
        "places": [],
        "source": "harbour.html",
        "url": "/flood-gates:~:text=Gates%20close%20when%20water%20rises.",
    }


def test_collaborators_are_a_row_for_each_passage_that_says_so(harbour: Engine) -> None:
    rows = lines(tables.collaborators(harbour.collaborators(Who(Query(""))), address))
    assert [row["passage"] for row in rows if row["name"] == "Pier Trust"] == [
        TABLES,
        GATES,
    ]
    brest = next(row for row in rows if row["name"] == "University of Brest")
    assert (brest["role"], brest["country"], brest["places"][0]) == ("partner", "France", "Brest")
    assert brest["sentence"].startswith("The Pier Trust and the University of Brest")


def test_mentions_are_all_there_and_quote_their_text(harbour: Engine) -> None:
    rows = lines(tables.mentions(harbour.passages, address))
    assert len(rows) == sum(len(passage.mentions) for passage in harbour.passages) == 16
    for row in rows:
        passage = harbour.passage(row["passage"])
        assert passage is not None
        assert passage.text[row["start"] : row["end"]] == row["text"]


def test_both_forms_say_the_same(harbour: Engine) -> None:
    table = tables.mentions(harbour.passages, address)
    again = tables.mentions(harbour.passages, address)
    for flat, row in zip(spreadsheet(table), lines(again), strict=True):
        assert list(flat) == list(row)
        assert flat["start"] == str(row["start"])
        assert flat["sure"] == str(row["sure"]).lower()
        assert flat["role"] == (row["role"] or "")


def test_hostile_names_are_text_in_a_spreadsheet_and_whole_in_json_lines(harbour: Engine) -> None:
    table = [tables.mentions(harbour.passages, address) for _ in range(2)]
    assert {f"'{FORMULA_NAME}", SCRIPT_NAME} < {row["name"] for row in spreadsheet(table[0])}
    assert {FORMULA_NAME, SCRIPT_NAME} < {row["name"] for row in lines(table[1])}


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", "－1", "\0=1"]
)
def test_a_formula_is_defused(text: str) -> None:
    (row,) = spreadsheet(Table(("name",), [(text,)]))
    assert row["name"].startswith("'")


@given(st.text(st.characters(exclude_categories=("Cs",))))
def test_any_text_comes_back_from_a_spreadsheet(text: str) -> None:
    (row,) = spreadsheet(Table(("name", "last"), [(text, "end")]))
    assert row["name"] in (text, f"'{text}")
    assert row["last"] == "end"


def test_names_in_one_cell_are_parted_and_defused() -> None:
    rows: list[tuple[tables.Cell, ...]] = [(("=A1", "b"), None, -0.5, True)]
    (row,) = spreadsheet(Table(("a", "b", "c", "d"), rows))
    assert row == {"a": "'=A1; b", "b": "", "c": "-0.5", "d": "true"}
