from __future__ import annotations

import csv
import io
import json
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.fakes import Engines
from tests.webapp.harbour import FORMULA_NAME
from webapp.app import create_app
from webapp.settings import Settings

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from indexer.search.engine import Engine

EXPORT = "/api/v1/export"


@pytest.mark.parametrize(
    ("path", "rows"), [("search?q=small", 3), ("collaborators?q=gates", 2), ("mentions?", 16)]
)
def test_each_is_a_file_in_two_forms(client: FlaskClient, path: str, rows: int) -> None:
    name = path.partition("?")[0]
    sheet = client.get(f"{EXPORT}/{path}")
    assert sheet.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert sheet.headers["Content-Disposition"] == f'attachment; filename="{name}.csv"'
    assert sheet.data.startswith(b"\xef\xbb\xbf")
    text = sheet.data.decode("utf-8-sig")
    assert len(list(csv.reader(io.StringIO(text, newline="")))) == rows + 1
    lines = client.get(f"{EXPORT}/{path}&format=jsonl")
    assert lines.mimetype == "application/jsonl"
    assert len([json.loads(line) for line in lines.text.splitlines()]) == rows


def test_all_that_answers_is_there_and_counted(client: FlaskClient) -> None:
    everything = client.get(f"{EXPORT}/search?q=small+tide+gates&format=jsonl")
    total = client.get("/api/v1/search?q=small+tide+gates&limit=1").json["total"]
    assert len(everything.text.splitlines()) == total
    assert everything.headers["X-Total-Count"] == str(total)


def test_every_passage_that_names_a_collaborator_has_its_row(corpus_engine: Engine) -> None:
    client = create_app(Engines(corpus_engine)).test_client()
    rows = client.get(f"{EXPORT}/collaborators?kind=place&format=jsonl").text.splitlines()
    of_each = Counter(json.loads(row)["name"] for row in rows)
    assert of_each == {row["name"]: row["passages"] for row in map(json.loads, rows)}
    assert max(of_each.values()) > 3


def test_what_is_left_out_is_said(engines: Engines) -> None:
    client = create_app(engines, Settings(max_export=2)).test_client()
    some = client.get(f"{EXPORT}/search?q=small&format=jsonl")
    assert len(some.text.splitlines()) == 2
    assert some.headers["X-Total-Count"] == "3"
    rest = client.get(f"{EXPORT}/search?q=small&format=jsonl&offset=2")
    assert [json.loads(line)["rank"] for line in rest.text.splitlines()] == [3]


def test_filters_narrow_what_is_written(client: FlaskClient) -> None:
    rows = client.get(f"{EXPORT}/collaborators?role=funder&format=jsonl").text.splitlines()
    assert {json.loads(row)["name"] for row in rows} == {"Lamplight Fund", FORMULA_NAME}


def test_no_formula_of_the_corpus_reaches_a_spreadsheet(client: FlaskClient) -> None:
    for path in ("search?q=boilers", "collaborators?", "mentions?"):
        text = client.get(f"{EXPORT}/{path}").data.decode("utf-8-sig")
        for row in csv.reader(io.StringIO(text, newline="")):
            assert not [cell for cell in row if cell.startswith(("=", "@", "\t", "\r"))]


def test_addresses_are_those_of_the_host_that_was_asked(client: FlaskClient) -> None:
    response = client.get(f"{EXPORT}/mentions?format=jsonl", base_url="https://find.example")
    urls = {json.loads(line)["url"] for line in response.text.splitlines()}
    assert "https://find.example/pages/harbour.html#flood-gates" in urls
    assert not [url for url in urls if url.startswith("javascript")]


def test_what_is_known_is_not_sent_again(client: FlaskClient) -> None:
    first = client.get(f"{EXPORT}/mentions")
    again = client.get(f"{EXPORT}/mentions", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    other = client.get(f"{EXPORT}/mentions?format=jsonl")
    assert other.headers["ETag"] != first.headers["ETag"]


@pytest.mark.parametrize(
    ("path", "parameter"),
    [("search", "q"), ("mentions?format=xlsx", "format"), ("collaborators?limit=0", "limit")],
)
def test_a_wrong_parameter_is_a_problem(client: FlaskClient, path: str, parameter: str) -> None:
    response = client.get(f"{EXPORT}/{path}")
    assert response.status_code == 400
    assert response.get_json(force=True)["parameter"] == parameter


def test_text_that_is_not_unicode_does_not_break_the_file(
    client: FlaskClient, harbour: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = replace(harbour.passages[3], title="a \ud800")
    monkeypatch.setattr(harbour, "passages", (broken,))
    assert "a ?" in client.get(f"{EXPORT}/mentions").text
