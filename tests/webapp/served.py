"""Serves on a port of this machine, for tests that need a real server.

`serving` answers within this process, so that a test can change what answers; `working` starts
what `alongside serve` starts, with its worker processes.
"""

from __future__ import annotations

import logging
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from werkzeug.serving import make_server

from webapp.app import create_app
from webapp.http.state import EngineSource
from webapp.settings import Settings

# A line that goes on to the last byte that is read before it is refused. With more behind it, a
# client may see its connection reset instead of the answer.
LARGEST_HEADER = b"GET /?q=".ljust(262_144, b"x")
_DEFAULTS = Settings()
_SERVE = """
import os, sys
from pathlib import Path
from unittest import mock

folder, words, workers = Path(sys.argv[1]), sys.argv[2] == "words", int(sys.argv[3])
if words:
    from tests.fakes import WordEncoder
    mock.patch("indexer.encode.open_encoder", return_value=WordEncoder()).start()
from webapp.serving import serve

ready = lambda url: print(url, flush=True)
try:
    serve(folder, host="127.0.0.1", port=0, workers=workers, on_ready=ready)
finally:
    if workers == 1:
        print("torch" in sys.modules or "transformers" in sys.modules, flush=True)
"""


@contextmanager
def serving(engines: EngineSource, settings: Settings = _DEFAULTS) -> Iterator[str]:
    """Give the address that answers, until the end of the block."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, create_app(engines, settings), threaded=True)
    runner = threading.Thread(target=server.serve_forever)
    runner.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        runner.join(60)
        server.server_close()
        assert not runner.is_alive()


@contextmanager
def working(
    folder: Path, *, words: bool = False, workers: int = 1, **environment: str
) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Give the address of a server of its own process, and that; the end of the block ends it.

    With `words` the encoder of `tests.fakes` stands for the index's own.
    """
    encoder = "words" if words else "own"
    with subprocess.Popen(
        [sys.executable, "-c", _SERVE, str(folder), encoder, str(workers)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | environment,
    ) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip(), process
        finally:
            process.send_signal(signal.SIGQUIT)


def spoken(url: str, sent: bytes) -> tuple[str, str]:
    """Send bytes that no client library would; return the head and the body of the answer."""
    parts = urlsplit(url)
    with socket.create_connection((parts.hostname, parts.port), timeout=60) as connection:
        connection.sendall(sent)
        with connection.makefile("rb") as stream:
            head, _, body = stream.read().decode().partition("\r\n\r\n")
    return head, body
