"""Pages as they were fetched last, beside the index: asked for again only where they changed."""

from __future__ import annotations

import sqlite3
import zlib
from pathlib import Path
from typing import Self

from indexer.read.fetch import FetchAnswer

_TABLE = (
    "CREATE TABLE IF NOT EXISTS pages (address TEXT PRIMARY KEY, url TEXT, content BLOB,"
    " content_type TEXT, charset TEXT, tag TEXT, modified TEXT, round INTEGER)"
)


class KeptPages:
    """A file of pages, by the addresses that were asked for; a context, which forgets the others.

    A file that cannot be read is begun anew: it only saves asking.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> Self:
        try:
            self._open()
        except sqlite3.DatabaseError:
            self._path.unlink(missing_ok=True)
            self._open()
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is None:
            self._file.execute("DELETE FROM pages WHERE round < ?", (self._round,))
        self._file.commit()
        self._file.close()

    def _open(self) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._file = sqlite3.connect(self._path)
        self._file.execute(_TABLE)
        (last,) = self._file.execute("SELECT coalesce(max(round), 0) FROM pages").fetchone()
        self._round = int(last) + 1

    def get(self, address: str) -> FetchAnswer | None:
        """Return what was kept of an address, if anything."""
        row = self._file.execute(
            "SELECT url, content, content_type, charset, tag, modified FROM pages"
            " WHERE address = ?",
            (address,),
        ).fetchone()
        if row is None:
            return None
        url, content, *others = row
        return FetchAnswer(url, zlib.decompress(content), *others)

    def keep(self, address: str, answer: FetchAnswer) -> None:
        """Keep what came, if it can be asked whether it changed."""
        if not (answer.tag or answer.modified):
            return
        values = (address, answer.url, zlib.compress(answer.content), answer.content_type)
        more = (answer.charset, answer.tag, answer.modified, self._round)
        marks = ", ".join("?" * len((*values, *more)))
        self._file.execute(f"INSERT OR REPLACE INTO pages VALUES ({marks})", (*values, *more))  # noqa: S608 - question marks
