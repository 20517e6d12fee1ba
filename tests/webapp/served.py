"""Serves an engine on a port of this machine, for tests that need a real server."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from webapp.app import create_app
from webapp.http.listen import Listener
from webapp.http.state import EngineSource
from webapp.settings import Settings

# A line that goes on to the last byte that is read before it is refused. With more behind it, a
# client may see its connection reset instead of the answer.
LARGEST_HEADER = b"GET /?q=".ljust(262_144, b"x")
_DEFAULTS = Settings()


@contextmanager
def serving(engines: EngineSource, settings: Settings = _DEFAULTS) -> Iterator[str]:
    """Give the address that answers, until the end of the block."""
    app = create_app(engines, settings)
    with Listener(app, host="127.0.0.1", port=0, threads=4, settings=settings) as server:
        ready = threading.Event()
        runner = threading.Thread(target=server.run, args=(lambda _: ready.set(),))
        runner.start()
        assert ready.wait(60)
        try:
            yield server.url
        finally:
            server.stop()
            runner.join(60)
            assert not runner.is_alive()


def spoken(url: str, sent: bytes) -> tuple[str, str]:
    """Send bytes that no client library would; return the head and the body of the answer."""
    parts = urlsplit(url)
    with socket.create_connection((parts.hostname, parts.port), timeout=60) as connection:
        connection.sendall(sent)
        with connection.makefile("rb") as stream:
            head, _, body = stream.read().decode().partition("\r\n\r\n")
    return head, body
