"""Counts what is asked and what is shown, for those who keep the pages, and nothing of who asked.

A question is kept in lower case with how it was answered, how often, and the day it was last asked:
no address, no time of day, no order. One that may tell of a person (an e-mail address, a telephone
number, any long number) or that is long, as pasted text is, counts without its words. A name that
somebody asks for is a question like any other: whoever keeps a log should say so.

A file of SQLite, which threads and processes may share. Its tables, bounded in size: `questions`
`(text, state, asked, day)` and `shown` `(passage, times)`.
"""

from __future__ import annotations

import logging
import re
import sqlite3
import unicodedata
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from indexer.model import Answer, State
from indexer.text import collapse
from webapp.settings import SettingsError

_LOG = logging.getLogger(__name__)

# Rows of a table; beyond them the least counted tenth goes.
MOST_QUESTIONS = 20_000
MOST_SHOWN = 200_000
_LONGEST = 200
_WAIT = 5  # seconds for another process to finish its sentence
_PERSONAL = re.compile(r"@|(?:\d[\s().+/-]*){7}")
_TABLES = """
CREATE TABLE IF NOT EXISTS questions
    (text TEXT, state TEXT, asked INTEGER, day TEXT, PRIMARY KEY (text, state)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS shown (passage TEXT PRIMARY KEY, times INTEGER) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class QuestionCount:
    """A question, how it was answered, how often it was asked, and on which day last (UTC).

    Those that are counted without their words have an empty text together.
    """

    text: str
    state: State
    asked: int
    day: str


class QueryLog:
    """The counts in one file, made where it is missing; safe to share among threads.

    Raises
    ------
    SettingsError
        Where the file cannot be read and written, or is no log.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        try:
            file.touch(mode=0o600)  # its owner's alone, as SQLite's own files then are
            with closing(self._opened()) as opened:
                opened.executescript(_TABLES)
        except (OSError, sqlite3.Error) as error:
            raise SettingsError(
                f"the query log {file} cannot be used ({error}): name a file of its own in a "
                "folder that exists"
            ) from error

    def note(self, answer: Answer) -> None:
        """Count an answer; what goes wrong is logged, since nobody should miss an answer for it."""
        try:
            with closing(self._opened()) as opened, opened:
                if answer.query.offset == 0:
                    _count_question(opened, answer)
                _count_shown(opened, (hit.passage.id for hit in answer.hits))
        except sqlite3.Error as error:
            _LOG.warning("a question was not counted in %s: %s", self._file, error)

    def questions(self) -> list[QuestionCount]:
        """Return all questions, those asked most often first, then by text."""
        with closing(self._opened()) as opened:
            rows = opened.execute("SELECT * FROM questions ORDER BY asked DESC, text, state")
            return [QuestionCount(*row) for row in rows]

    def shown(self) -> set[str]:
        """Return the ids of the passages that were shown."""
        with closing(self._opened()) as opened:
            return {row[0] for row in opened.execute("SELECT passage FROM shown")}

    def _opened(self) -> sqlite3.Connection:
        opened = sqlite3.connect(self._file, timeout=_WAIT)
        # A power failure may cost counts; waiting for the disk would cost every search.
        opened.execute("PRAGMA synchronous = OFF")
        return opened


def normal(question: str) -> str:
    """Return a question as it is counted; nothing of one that may tell of a person, or is long.

    >>> normal("Who works on  Air Pollution?"), normal("call 023 9284 8484"), normal("2018 to 2019")
    ('who works on air pollution', '', '2018 to 2019')
    """
    # As it looks: full-width letters as their own, without marks of direction.
    seen = unicodedata.normalize("NFKC", question)
    seen = "".join(c for c in seen if unicodedata.category(c) != "Cf")
    plain = collapse(seen).casefold().rstrip(" ?!.")
    return "" if len(plain) > _LONGEST or _PERSONAL.search(plain) else plain


def _count_question(opened: sqlite3.Connection, answer: Answer) -> None:
    day = datetime.now(UTC).strftime("%Y-%m-%d")
    asked = opened.execute(
        "INSERT INTO questions VALUES (?, ?, 1, ?) "
        "ON CONFLICT DO UPDATE SET asked = asked + 1, day = excluded.day RETURNING asked",
        (normal(answer.query.text), answer.state, day),
    ).fetchone()[0]
    if asked == 1:
        _trim(opened, "questions", "text, state", "asked, day", MOST_QUESTIONS)


def _count_shown(opened: sqlite3.Connection, passages: Iterable[str]) -> None:
    opened.executemany(
        "INSERT INTO shown VALUES (?, 1) ON CONFLICT DO UPDATE SET times = times + 1",
        ((passage,) for passage in passages),
    )
    _trim(opened, "shown", "passage", "times", MOST_SHOWN)


def _trim(opened: sqlite3.Connection, table: str, key: str, order: str, most: int) -> None:
    """Delete the least counted tenth of a table that has more rows than it may."""
    rows: int = opened.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0]  # noqa: S608 - ours
    if rows > most:
        least = f"SELECT {key} FROM {table} ORDER BY {order} LIMIT ?"  # noqa: S608 - ours
        opened.execute(f"DELETE FROM {table} WHERE ({key}) IN ({least})", (most // 10,))  # noqa: S608
