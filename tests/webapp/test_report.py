from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import pytest
from selectolax.lexbor import LexborHTMLParser

from indexer.model import Query
from indexer.search.engine import Engine
from tests.fakes import Engines
from tests.indexer.commands import invoke, refused
from tests.webapp.harbour import GATES
from webapp.app import create_app
from webapp.pages.report import draw
from webapp.querylog import QueryLog
from webapp.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

    from flask.testing import FlaskClient


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "asked.db"


@pytest.fixture
def logging(engines: Engines, file: Path) -> FlaskClient:
    return create_app(engines, Settings(query_log=str(file))).test_client()


def asked(file: Path) -> list[tuple[str, int]]:
    return [(one.text, one.asked) for one in QueryLog(file).questions()]


def test_nothing_is_logged_unless_it_is_asked_for(client: FlaskClient, tmp_path: Path) -> None:
    client.get("/?q=tides")
    assert list(tmp_path.iterdir()) == []
    assert client.get("/report").status_code == 404


def test_pages_and_services_ask_and_other_pages_only_mark(logging: FlaskClient, file: Path) -> None:
    logging.get("/?q=tides")
    logging.get("/api/v1/search?q=tides")
    logging.post("/api/v1/search", json={"queries": [{"q": "gates"}, {"q": "tides"}]})
    logging.get(f"/passages/{GATES}?q=gates")
    logging.get("/api/v1/suggest?q=gates")
    assert asked(file) == [("tides", 3), ("gates", 1)]


def test_what_is_typed_on_the_way_is_no_question(logging: FlaskClient, file: Path) -> None:
    logging.get("/?q=tid", headers={"Sec-Fetch-Dest": "empty"})
    logging.get("/?q=tides", headers={"Sec-Fetch-Dest": "document"})
    logging.get("/api/v1/search?q=gates", headers={"Sec-Fetch-Dest": "empty"})
    assert asked(file) == [("gates", 1), ("tides", 1)]


def test_the_page_shows_what_may_be_mended(logging: FlaskClient) -> None:
    for question in ("flood gates", "sourdough", "sourdough", "gates <sourdough>"):
        logging.get("/", query_string={"q": question})
    response = logging.get("/report")
    assert response.status_code == 200
    page = LexborHTMLParser(response.text)
    assert page.css_first("meta[name=robots]").attributes["content"] == "noindex"
    rows = [[cell.text() for cell in row.css("td")][:3] for row in page.css("tbody tr")]
    assert rows == [["sourdough", "2", "none"], ["gates <sourdough>", "1", "weak"]]
    lists = [[item.text() for item in node.css("li")] for node in page.css("article ul")]
    assert "Ringing terns" in lists[0]
    assert "Flood gates" not in lists[0]
    assert lists[1] == ["oystercachers / oystercatchers"]


@pytest.mark.parametrize(
    "came",
    [
        {"environ_base": {"REMOTE_ADDR": "192.0.2.7"}},
        {"environ_base": {"REMOTE_ADDR": "192.0.2.7"}, "headers": {"Host": "localhost"}},
        {"headers": {"X-Forwarded-For": "127.0.0.1"}},
        {"headers": {"Forwarded": "for=127.0.0.1"}},
        {"headers": {"Via": "1.1 proxy"}},
        {"headers": {"X-Real-IP": "127.0.0.1"}},
        {"headers": {"Host": "find.example"}},  # a name that somebody let point to this machine
        {"headers": {"Host": "localhost.find.example"}},
    ],
)
def test_nobody_else_finds_the_report(logging: FlaskClient, came: dict[str, object]) -> None:
    there, nowhere = logging.get("/report", **came), logging.get("/nowhere", **came)
    assert there.status_code == 404
    assert there.text.replace("/report", "/nowhere") == nowhere.text


@pytest.mark.parametrize("behind", [{"trusted_proxies": 1}, {"public_url": "https://a.example"}])
def test_behind_a_proxy_there_is_no_report_over_http(
    engines: Engines, file: Path, behind: dict[str, object]
) -> None:
    settings = Settings(query_log=str(file), **behind)
    assert create_app(engines, settings).test_client().get("/report").status_code == 404


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1:8000", "[::1]:8000"])
def test_this_machine_finds_it_by_its_own_names(logging: FlaskClient, name: str) -> None:
    assert logging.get("/report", headers={"Host": name}).status_code == 200


def test_the_command_reports_as_text_and_as_a_table(corpus_index: Path, file: Path) -> None:
    log, engine = QueryLog(file), Engine.open(corpus_index)
    for question in ("air pollution kenya", "=sourdough bread", "=sourdough bread"):
        log.note(engine.search(Query(question, limit=1)))
    shown = invoke("report", "--index", corpus_index, "--log", file).output
    assert shown.startswith("questions answered: 2 none, 1 strong\n")
    assert "      2  none  =sourdough bread\n" in shown
    assert "  The Dental Academy\n" in shown
    assert "Air Pollution Interdisciplinary" not in shown
    table = invoke("report", "--index", corpus_index, "--log", file, "--csv").output
    rows = list(csv.reader(table.removeprefix("\ufeff").splitlines()))
    assert rows[0] == ["what", "text", "count", "state", "day"]
    assert rows[1][:4] == ["question", "'=sourdough bread", "2", "none"], "no formula"
    assert ["never found", "The Dental Academy", "0", "", ""] in rows


def test_the_command_needs_a_log(corpus_index: Path, tmp_path: Path) -> None:
    other = tmp_path / "notes.txt"
    other.write_text("these are notes " * 100)
    done = invoke("report", "--index", corpus_index, "--log", other)
    assert "cannot be used (file is not a database)" in refused(done)


def test_a_report_of_nothing_says_so(file: Path, harbour: Engine) -> None:
    drawn = draw(QueryLog(file), harbour)
    # The page's own slips are there to be mended whether anybody asks or not.
    assert drawn.text == (
        "questions answered: none yet\n\n"
        "perhaps misspelt, or spelt two ways\n  oystercachers / oystercatchers"
    )


def test_a_page_of_nothing_has_no_empty_lists(logging: FlaskClient) -> None:
    page = LexborHTMLParser(logging.get("/report").text)
    assert "Nothing was asked yet." in page.css_first("article").text()
    headings = [heading.text() for heading in page.css("article h2")]
    assert headings == ["Perhaps misspelt, or spelt two ways"]
