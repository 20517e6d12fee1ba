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
from tests.indexer.named import ENTITIES, PASSAGES, engine_of, entity, naming

FORMULA = '=HYPERLINK("https://evil.example")'
SCRIPT = "<script>alert(1)</script>"
HOSTILE = naming(
    "Hostile",
    f"{FORMULA} and {SCRIPT} are names.",
    (FORMULA, "organisation", "partner"),
    (SCRIPT, "person", "named"),
)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    named = (*ENTITIES, entity(FORMULA, "organisation"), entity(SCRIPT, "person"))
    return engine_of(tmp_path_factory.mktemp("named"), (*PASSAGES, HOSTILE), named)


def address(of: Passage, fragment: str | None) -> str:
    return f"/{of.anchor}{fragment or ''}"


def spreadsheet(table: Table) -> list[dict[str, str]]:
    text = "".join(table.write("csv"))
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def lines(table: Table) -> list[dict[str, Any]]:
    return [json.loads(line) for line in table.write("jsonl")]


def test_a_search_is_a_row_a_passage(engine: Engine) -> None:
    found = engine.search(Query("alpha trust boats"))
    rows = lines(tables.hits(found, address))
    assert [row["rank"] for row in rows] == [1, 2]
    later = lines(tables.hits(engine.search(Query("alpha trust boats", offset=1)), address))
    assert later == [rows[1]], "ranks count from the beginning"
    [hit] = [hit for hit in found.hits if hit.passage.title == "Boats"]
    assert rows[0] == {
        "rank": 1,
        "id": hit.passage.id,
        "title": "Boats",
        "theme": "Water",
        "score": float(f"{hit.score:.6g}"),
        "keyword_score": float(f"{hit.keyword_score:.6g}"),
        "semantic_score": float(f"{hit.semantic_score:.6g}"),
        "matched_by": ["words", "meaning"],
        "sentence": "Alpha Trust mends boats in Kenya. Beta Fund paid for it. Ann Jones leads.",
        "organisations": ["Alpha Trust"],
        "funders": ["Beta Fund"],
        "places": ["Kenya"],
        "source": "made.jsonl",
        "url": "/boats:~:text=Alpha%20Trust%20mends%20boats%20in%20Kenya.",
    }


def test_collaborators_are_a_row_for_each_passage_that_says_so(engine: Engine) -> None:
    rows = lines(tables.collaborators(engine.collaborators(Who(Query(""))), address))
    alpha = [row for row in rows if row["name"] == "Alpha Trust"]
    assert [(row["title"], row["role"]) for row in alpha] == [
        ("Boats", "partner"),
        ("Nets of Gamma", "funder"),
    ]
    assert {(row["country"], *row["places"]) for row in alpha} == {
        ("United Kingdom", "Leeds", "United Kingdom")
    }
    assert alpha[1]["sentence"] == "Alpha Trust ties nets with money of its own in Leeds."


def test_mentions_are_all_there_and_quote_their_text(engine: Engine) -> None:
    rows = lines(tables.mentions(engine.passages, address))
    assert len(rows) == sum(len(passage.mentions) for passage in engine.passages) == 10
    for row in rows:
        passage = engine.passage(row["passage"])
        assert passage is not None
        whole = passage.title if row["in_title"] else passage.text
        assert whole[row["start"] : row["end"]] == row["text"] == row["name"]


def test_both_forms_say_the_same(engine: Engine) -> None:
    table = tables.mentions(engine.passages, address)
    again = tables.mentions(engine.passages, address)
    for flat, row in zip(spreadsheet(table), lines(again), strict=True):
        assert list(flat) == list(row)
        assert flat["start"] == str(row["start"])
        assert flat["sure"] == str(row["sure"]).lower()
        assert flat["role"] == (row["role"] or "")


def test_hostile_names_are_text_in_a_spreadsheet_and_whole_in_json_lines(engine: Engine) -> None:
    table = [tables.mentions(engine.passages, address) for _ in range(2)]
    assert {f"'{FORMULA}", SCRIPT} < {row["name"] for row in spreadsheet(table[0])}
    assert {FORMULA, SCRIPT} < {row["name"] for row in lines(table[1])}


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
