"""Answers HTTP with worker processes until it is told to stop: gunicorn, with threads.

Measured beside granian and waitress on searches of `corpus/`: a search costs 6.5 ms of a core
behind any of them, and what answers nothing 0.24 ms (granian) to 0.39 ms (gunicorn, waitress).
Gunicorn's workers take connections from one queue, share by forking what was imported before, are
started again as often as they end, and can refuse in our own words what is no request.
"""

from __future__ import annotations

import errno
import logging
import os
import signal
import socket
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn, cast
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.glogging import Logger
from gunicorn.http import errors as wrong
from gunicorn.workers.gthread import TConn, ThreadWorker

from indexer.errors import AlongsideError
from webapp.http import problems
from webapp.http.access import HEADERS
from webapp.http.problems import Problem

_LOG = logging.getLogger(__name__)
# A line and headers that are larger are refused while they are read. Fifty values of each filter,
# of a hundred percent-encoded characters of three bytes each, are smaller.
LARGEST_HEADER = 262_144
# Seconds within which a request must have been sent, its head and then its body, so that nobody
# holds a thread by sending slowly.
_PATIENCE = 15
# Seconds that a silent connection is kept for its next request.
_IDLE = 60
# Seconds in which a worker that stops answers what it has, and in which one that is stuck is ended.
_GRACE = 30
# Threads beside those that answer and wait: to read requests and to refuse them.
_SPARE = 16
_LAST_PORT = 65_535
_ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - looked up, not listened on
_REASONS = {
    errno.EADDRINUSE: "is in use: stop what listens there, or give another port",
    errno.EACCES: "may not be listened on by this user: give a port from 1024 up",
    errno.EADDRNOTAVAIL: "is not an address of this machine: give one of its own, or 0.0.0.0",
}
# The first that an error is an instance of; whatever else goes wrong is a fault of ours.
_STATUSES = (
    ((wrong.LimitRequestLine, wrong.LimitRequestHeaders), 431),
    (wrong.UnsupportedTransferCoding, 501),
    (wrong.ExpectationFailed, 417),
    ((wrong.ParseException, wrong.NoMoreData), 400),
    (Exception, 500),
)


class ServerError(AlongsideError):
    """The server cannot listen where it was told to, or has nothing to answer with."""


@dataclass(frozen=True, slots=True)
class Crew:
    """How many answer: worker processes, threads of each, and how many requests wait in each.

    `folder` is one of this server alone, for what its workers share.
    """

    workers: int
    threads: int
    waiting: int
    folder: Path


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens; port 0 takes any free one.

    Raises
    ------
    ServerError
        Where host and port cannot be listened on.
    """
    # The resolver takes a port past the last one for the one that is left after wrapping around.
    if not 0 <= port <= _LAST_PORT:
        raise ServerError(f"{port} is not a port: give one from 0 to {_LAST_PORT}")
    try:
        family, address = _resolve(host, port)
        bound = socket.create_server(address, family=family, backlog=1024)
    except (OSError, UnicodeError) as error:
        raise ServerError(f"{host}:{port} {_reason(error)}") from error
    if hasattr(socket, "TCP_DEFER_ACCEPT"):  # who connects and says nothing gets no thread
        bound.setsockopt(socket.IPPROTO_TCP, socket.TCP_DEFER_ACCEPT, _PATIENCE)
    return bound


def address(bound: socket.socket) -> str:
    """Return the address at which a socket is asked, with its last slash."""
    host, port = bound.getsockname()[:2]
    host = _ANYWHERE.get(host, host)
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def run(
    load: Callable[[], WSGIApplication],
    bound: socket.socket,
    crew: Crew,
    on_ready: Callable[[str], None],
) -> None:
    """Answer on a socket until SIGTERM or SIGINT; requests that are in hand by then are finished.

    Each worker calls `load` for its application, after it was forked: this process opens nothing.
    SIGHUP starts new workers and ends the old ones, each when its requests are answered. The first
    worker calls `on_ready` with the address, when requests to it are answered.

    Raises
    ------
    ServerError
        Where `load` fails with what can be mended, in the first worker.
    """
    served = _Server(load, bound, crew, on_ready)
    try:
        _Master(served).run()
    except SystemExit as error:
        if error.code != Arbiter.APP_LOAD_ERROR or os.getpid() != served.master:
            raise
        raise ServerError(served.told()) from None


class _Server(BaseApplication):  # type: ignore[misc]  # gunicorn is untyped
    """What gunicorn is told: how to listen, how many answer, and with what."""

    def __init__(
        self,
        load: Callable[[], WSGIApplication],
        bound: socket.socket,
        crew: Crew,
        on_ready: Callable[[str], None],
    ) -> None:
        self.master = os.getpid()
        self._load, self._crew, self._on_ready = load, crew, on_ready
        self._address, self._bound = address(bound), bound.detach()  # gunicorn closes it
        self._age = 0
        self._read, self._write = os.pipe()
        super().__init__()

    def load_config(self) -> None:
        """Say what is not as gunicorn has it."""
        crew = self._crew
        chosen: dict[str, object] = {
            "bind": [f"fd://{self._bound}"],
            "workers": crew.workers,
            "worker_class": _Worker,
            "threads": crew.threads + crew.waiting + _SPARE,
            "worker_tmp_dir": str(crew.folder),
            "keepalive": _IDLE,
            "timeout": _GRACE,
            "graceful_timeout": _GRACE,
            "limit_request_line": 0,  # `_Connection` has the limit, of line and headers together
            "limit_request_field_size": 0,
            "secure_scheme_headers": {},  # what a proxy says is read in `create_app`
            "forwarder_headers": "",
            "control_socket_disable": True,
            "logger_class": _Log,
            "post_fork": self._forked,
            "post_worker_init": self._ready,
        }
        for name, value in chosen.items():
            self.cfg.set(name, value)

    def load(self) -> WSGIApplication:
        """Return a worker's application; where the first ones cannot have it, nobody serves."""
        try:
            return _whole(self._load())
        except AlongsideError as error:
            if self._age > self._crew.workers:
                raise
            line = " ".join(str(error).split()) + "\n"
            os.write(self._write, line.encode("utf-8", "replace")[:4096])
            raise SystemExit(Arbiter.APP_LOAD_ERROR) from None

    def told(self) -> str:
        """Return what a worker told of why it could not begin."""
        os.close(self._write)
        with os.fdopen(self._read, "rb") as stream:
            return stream.readline().decode(errors="replace").strip()  # several may have told

    def _forked(self, _: object, worker: _Worker) -> None:
        self._age = worker.age

    def _ready(self, worker: _Worker) -> None:
        if worker.age == 1:
            self._on_ready(self._address)


class _Master(Arbiter):  # type: ignore[misc]  # gunicorn is untyped
    """Keeps the workers; the interrupt of a terminal ends it as gently as SIGTERM does."""

    handle_int = Arbiter.handle_term


class _Log(Logger):  # type: ignore[misc]  # gunicorn is untyped
    """Passes what gunicorn says on to the program's own log."""

    def setup(self, cfg: object) -> None:
        """Log as the rest of the program does."""
        self.cfg = cfg
        self.error_log = _LOG

    def access(self, *_: object) -> None:
        """Say nothing: requests are logged where they are answered."""


class _Connection(socket.socket):
    """A client's connection, on which nobody can send without end, or take for ever to."""

    _left = LARGEST_HEADER
    _until = 0.0

    def expect(self, at_most: int | None) -> None:
        """Let so many bytes come from now on, or any number, within a time."""
        self._left = -1 if at_most is None else at_most
        self._until = time.monotonic() + _PATIENCE

    def recv(self, size: int, flags: int = 0) -> bytes:
        """Receive what is there, or nothing once it takes too long."""
        if not self._left:
            raise wrong.LimitRequestHeaders("address and headers")
        self.settimeout(max(0.001, self._until - time.monotonic()))
        try:
            received = super().recv(size, flags)
        except TimeoutError:
            raise wrong.NoMoreData from None
        finally:
            self.settimeout(None)
        if self._left > 0:
            self._left = max(0, self._left - len(received))
        return received


class _Worker(ThreadWorker):  # type: ignore[misc]  # gunicorn is untyped
    """Answers requests in threads; refuses what reaches no application as that would."""

    age: int

    def init_signals(self) -> None:
        """Leave it to the first process what an interrupt from the terminal means."""
        super().init_signals()
        signal.signal(signal.SIGINT, signal.SIG_IGN)

    def handle_abort(self, _sig: int, _frame: FrameType | None) -> NoReturn:
        """End at once: gunicorn tells so a worker that has not moved for `_GRACE` seconds."""
        os._exit(1)

    def handle(self, conn: TConn) -> object:
        """Read a request and answer it."""
        if not isinstance(conn.sock, _Connection):
            taken = conn.sock
            conn.sock = _Connection(taken.family, taken.type, taken.proto, taken.detach())
        conn.sock.expect(LARGEST_HEADER)
        return super().handle(conn)

    def handle_request(self, req: object, conn: TConn) -> object:
        """Answer a request whose head was read."""
        conn.sock.expect(None)
        return super().handle_request(req, conn)

    def handle_error(
        self, _req: object, client: socket.socket, _addr: object, exc: Exception
    ) -> None:
        """Refuse what is no request; a fault of ours is logged."""
        status = next(code for kinds, code in _STATUSES if isinstance(exc, kinds))
        if status == HTTPStatus.INTERNAL_SERVER_ERROR:
            self.log.error("a request failed outside of the application", exc_info=exc)
        body = _problem(status, exc).to_bytes()
        head = {
            "Content-Type": problems.MEDIA_TYPE,
            "Content-Length": str(len(body)),
            "Connection": "close",
            **HEADERS,
        }
        first = f"HTTP/1.1 {status} {HTTPStatus(status).phrase}"
        lines = [first, *(f"{k}: {v}" for k, v in head.items()), "", ""]
        client.sendall("\r\n".join(lines).encode("latin-1") + body)


class _Body:
    """A body that came in pieces; one whose pieces are wrong is as one that breaks off."""

    def __init__(self, body: Any) -> None:  # noqa: ANN401 - gunicorn is untyped
        self._body = body

    def read(self, size: int | None = None) -> bytes:
        """Read on."""
        try:
            return cast("bytes", self._body.read(size))
        except wrong.ParseException as error:
            raise OSError(str(error)) from error


def _whole(app: WSGIApplication) -> WSGIApplication:
    def answer(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        if "HTTP_TRANSFER_ENCODING" in environ:
            environ["wsgi.input"] = _Body(environ["wsgi.input"])
        return app(environ, start)

    return answer


def _problem(status: int, error: object) -> Problem:
    kind = problems.of_status(status)
    if kind is problems.HEADER_TOO_LARGE:
        detail = f"address and headers are too large: send less than {LARGEST_HEADER:,} bytes"
    elif kind is problems.INTERNAL_ERROR:
        detail = "this request failed; the fault has been logged"
    else:
        detail = f"the request is not HTTP as it is understood here: {str(error)[:200]}"
    return Problem(kind, status, detail)


def _reason(error: OSError | UnicodeError) -> str:
    why = getattr(error, "strerror", None) or error
    other = f"cannot be listened on ({why}): give an address of this machine"
    return _REASONS.get(getattr(error, "errno", None) or 0, other)


def _resolve(host: str, port: int) -> tuple[socket.AddressFamily, tuple[str, int]]:
    """Return the first address that a host's name has, version 4 before version 6."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    family, *_, found_address = min(found, key=lambda each: each[0] != socket.AF_INET)
    return family, (str(found_address[0]), int(found_address[1]))
