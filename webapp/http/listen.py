"""Answers HTTP with a WSGI application until it is told to stop: waitress, with worker threads."""

from __future__ import annotations

import errno
import logging
import signal
import socket
import threading
from collections.abc import Callable
from contextlib import ExitStack
from typing import NoReturn, Self
from wsgiref.types import WSGIApplication

from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.server import create_server
from waitress.task import ErrorTask

from indexer.errors import AlongsideError
from webapp.http import problems
from webapp.http.access import HEADERS
from webapp.http.problems import Problem
from webapp.settings import Settings

# A line and headers that are larger are refused while they are read. Fifty values of each filter,
# of a hundred percent-encoded characters of three bytes each, are smaller.
_LARGEST_HEADER = 262_144
# What waitress counts beside a body's own bytes, where it comes in chunks; the application counts
# exactly.
_FRAMING = 65_536
# Seconds that a silent connection is kept for its next request.
_IDLE = 60
_LAST_PORT = 65_535
_ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - looked up, not listened on
_DEFAULTS = Settings()
_REASONS = {
    errno.EADDRINUSE: "is in use: stop what listens there, or give another port",
    errno.EACCES: "may not be listened on by this user: give a port from 1024 up",
    errno.EADDRNOTAVAIL: "is not an address of this machine: give one of its own, or 0.0.0.0",
}


class ServerError(AlongsideError):
    """The server cannot listen where it was told to."""


class Listener:
    """A server that listens from the moment it is made, and answers while it runs.

    Port 0 takes any free one; `threads` requests are answered at the same time; of the settings it
    takes how large a body may be. `ServerError` where host and port cannot be listened on.
    """

    def __init__(
        self,
        app: WSGIApplication,
        *,
        host: str,
        port: int,
        threads: int,
        settings: Settings = _DEFAULTS,
    ) -> None:
        bound = _bind(host, port)
        self.url = _address(bound)
        self._server = create_server(
            app,
            sockets=[bound],
            threads=threads,
            ident=None,
            asyncore_use_poll=True,
            channel_timeout=_IDLE,
            max_request_header_size=_LARGEST_HEADER,
            max_request_body_size=settings.max_body_bytes + _FRAMING,
            # Kept, so that the report can tell who comes by a proxy; nothing else believes them.
            clear_untrusted_proxy_headers=False,
        )
        self._server.channel_class = _Channel
        self._stop, heard = socket.socketpair()
        _Stop(heard, self._server._map)  # noqa: SLF001 - waitress has no other way in
        # It warns at every request that waits for a thread, which under load is most of them.
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._server.task_dispatcher.shutdown()
        wasyncore.close_all(self._server._map)  # noqa: SLF001 - `close` leaves clients open
        self._stop.close()

    def run(self, on_ready: Callable[[str], None]) -> None:
        """Call `on_ready` with the address, and answer until SIGTERM, SIGINT or `stop`.

        Requests that are being answered by then are finished. Signals reach the main thread only,
        so elsewhere `stop` is the way to end it.
        """
        with ExitStack() as stack:
            if threading.current_thread() is threading.main_thread():
                for number in (signal.SIGTERM, signal.SIGINT):
                    stack.callback(signal.signal, number, signal.signal(number, _leave))
            on_ready(self.url)
            self._server.run()

    def stop(self) -> None:
        """End `run` from another thread, as a signal does."""
        self._stop.send(b"x")


class _Refusal(ErrorTask):  # type: ignore[misc]  # waitress is untyped
    """Answers what does not reach the application as the application would."""

    def execute(self) -> None:
        error = self.request.error
        problem = _problem(
            error.code, error.body, self.channel.adj.max_request_body_size - _FRAMING
        )
        body = problem.to_bytes()
        self.status = f"{error.code} {error.reason}"
        self.response_headers += [("Content-Type", problems.MEDIA_TYPE), *HEADERS.items()]
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)


class _Channel(HTTPChannel):  # type: ignore[misc]  # waitress is untyped
    error_task_class = _Refusal

    def send_continue(self) -> None:
        """Let a client go on that asks whether it may; one that has said all is answered."""
        completed = self.request.completed
        super().send_continue()
        self.request.completed = completed  # waitress waits for a body, be there one or not


def _problem(status: int, said: str, largest_body: int) -> Problem:
    kind = problems.of_status(status)
    if kind is problems.TOO_LARGE:
        return problems.too_large(largest_body)
    if kind is problems.HEADER_TOO_LARGE:
        detail = f"address and headers are too large: send less than {_LARGEST_HEADER:,} bytes"
        return Problem(kind, status, detail)
    return Problem(kind, status, f"the request is not HTTP as it is understood here: {said}")


class _Stop(wasyncore.dispatcher):  # type: ignore[misc]  # waitress is untyped
    """A socket of the server's loop that ends the loop when something is sent to it."""

    def writable(self) -> bool:
        return False

    def handle_read(self) -> NoReturn:
        _leave()


def _leave(*_: object) -> NoReturn:
    # The loop of waitress ends at this, once the requests in its threads are answered.
    raise SystemExit(0)


def _bind(host: str, port: int) -> socket.socket:
    # The resolver takes a port past the last one for the one that is left after wrapping around.
    if not 0 <= port <= _LAST_PORT:
        raise ServerError(f"{port} is not a port: give one from 0 to {_LAST_PORT}")
    try:
        family, address = _resolve(host, port)
        return socket.create_server(address, family=family, backlog=1024)
    except (OSError, UnicodeError) as error:
        raise ServerError(f"{host}:{port} {_reason(error)}") from error


def _reason(error: OSError | UnicodeError) -> str:
    why = getattr(error, "strerror", None) or error
    other = f"cannot be listened on ({why}): give an address of this machine"
    return _REASONS.get(getattr(error, "errno", None) or 0, other)


def _resolve(host: str, port: int) -> tuple[socket.AddressFamily, tuple[str, int]]:
    """Return the first address that a host's name has, version 4 before version 6."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    family, *_, address = min(found, key=lambda each: each[0] != socket.AF_INET)
    return family, (str(address[0]), int(address[1]))


def _address(bound: socket.socket) -> str:
    host, port = bound.getsockname()[:2]
    host = _ANYWHERE.get(host, host)
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"
