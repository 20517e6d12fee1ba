from __future__ import annotations

import pickle
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from indexer.model import Answer, Query
from indexer.search.engine import Engine
from tests.webapp.harbour import GATES
from webapp import querylog
from webapp.querylog import QueryLog, normal
from webapp.settings import SettingsError

Asked = Callable[..., Answer]

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def log(tmp_path: Path) -> QueryLog:
    return QueryLog(tmp_path / "asked.db")


@pytest.fixture
def answer(harbour: Engine) -> Asked:
    """Ask a question with some fields of its own."""
    return lambda question, **fields: harbour.search(replace(Query(question), **fields))


def counted(log: QueryLog) -> list[tuple[str, str, int]]:
    return [(one.text, one.state, one.asked) for one in log.questions()]


def test_questions_are_counted_by_what_was_answered(log: QueryLog, answer: Asked) -> None:
    for question in ("Flood gates?", "flood  gates", "flood sourdough", "sourdough", "FLOOD GATES"):
        log.note(answer(question))
    assert counted(log) == [
        ("flood gates", "strong", 3),
        ("flood sourdough", "weak", 1),
        ("sourdough", "none", 1),
    ]
    assert log.shown() == {GATES}
    assert {one.day for one in log.questions()} == {datetime.now(UTC).strftime("%Y-%m-%d")}


@pytest.mark.parametrize(
    "question",
    [
        "who is jo@example.org",
        "mail Jo @ example . org",
        "call 023 9284 8484",
        "+44 (0)23/9284-8484",
        "student 1234567",
        "born 12.04.1985 in Brest",
        "ｊａｎｅ＠ｅｘａｍｐｌｅ．ｏｒｇ",
        "0\u200b2392848484 calls",
        "word " * 60,
    ],
)
def test_what_may_tell_of_a_person_is_counted_without_its_words(
    log: QueryLog, answer: Asked, question: str, tmp_path: Path
) -> None:
    log.note(answer(question))
    assert [(one.text, one.asked) for one in log.questions()] == [("", 1)]
    kept = (tmp_path / "asked.db").read_bytes()
    assert not any(word.encode() in kept for word in question.split() if len(word) > 3)


@pytest.mark.parametrize(
    "question", ["covid 19", "from 2018 to 2019", "65,000 pounds", "15% of 200"]
)
def test_years_and_sums_are_no_personal_data(question: str) -> None:
    assert normal(question) == question


def test_marks_of_direction_are_not_kept() -> None:
    assert normal("tide\u202e tables\u2066") == "tide tables"


def test_the_second_page_of_an_answer_is_no_second_question(log: QueryLog, answer: Asked) -> None:
    log.note(answer("tide", limit=1))
    log.note(answer("tide", limit=1, offset=1))
    assert counted(log) == [("tide", "strong", 1)]
    assert len(log.shown()) == 2


def test_the_file_is_its_owners_alone(log: QueryLog, answer: Asked, tmp_path: Path) -> None:
    log.note(answer("tides"))
    assert {stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()} == {0o600}


def test_the_file_is_bounded_and_keeps_what_is_asked_often(
    log: QueryLog, answer: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(querylog, "MOST_QUESTIONS", 10)
    monkeypatch.setattr(querylog, "MOST_SHOWN", 2)
    for _ in range(2):
        log.note(answer("small"))  # shows 3 passages
    for number in range(30):
        log.note(answer(f"sourdough {number}"))
    assert len(counted(log)) <= 10
    assert counted(log)[0] == ("small", "strong", 2)
    log.note(answer("gates"))
    assert len(log.shown()) <= 5


def test_threads_and_processes_lose_no_count(log: QueryLog, answer: Asked, tmp_path: Path) -> None:
    (tmp_path / "answer").write_bytes(pickle.dumps(answer("tides")))
    program = (
        "import pickle, sys; from pathlib import Path; from webapp.querylog import QueryLog\n"
        "folder = Path(sys.argv[1]); log = QueryLog(folder / 'asked.db')\n"
        "answer = pickle.loads((folder / 'answer').read_bytes())\n"
        "for _ in range(50): log.note(answer)"
    )
    command = [sys.executable, "-c", program, str(tmp_path)]
    others = [subprocess.Popen(command) for _ in range(2)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: log.note(answer("tides")), range(100)))
    assert [other.wait(300) for other in others] == [0, 0]
    assert [one.asked for one in log.questions()] == [200]


def test_a_file_that_cannot_be_a_log_is_refused_at_once(tmp_path: Path) -> None:
    other = tmp_path / "notes.txt"
    other.write_text("not a database, but long enough to be read as one " * 20)
    for file in (other, tmp_path / "nowhere" / "asked.db"):
        with pytest.raises(SettingsError, match="cannot be used"):
            QueryLog(file)


def test_a_broken_log_costs_nobody_an_answer(
    log: QueryLog, answer: Asked, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with closing(sqlite3.connect(tmp_path / "asked.db")) as opened:
        opened.execute("DROP TABLE questions")
    log.note(answer("tides"))
    assert "a question was not counted" in caplog.text
    assert "tides" not in caplog.text
