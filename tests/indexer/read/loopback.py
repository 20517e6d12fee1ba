"""Answers HTTP on a port of this machine, well or badly, and notes what was asked for."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Answer = Callable[["Handler"], object]


class Handler(BaseHTTPRequestHandler):
    """A request, and ways to answer it; `_` stands for the hyphens of headers."""

    protocol_version = "HTTP/1.1"
    server: Server

    def do_GET(self) -> None:
        self.server.requests.append((self.path, dict(self.headers)))
        self.server.answer(self)
        self.close_connection = True

    def log_message(self, *args: object) -> None:
        """Stay silent: the tests look at answers."""

    def head(self, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()

    def whole(self, body: bytes, status: int = 200, **headers: str) -> None:
        self.head(status, Content_Length=str(len(body)), **headers)
        self.wfile.write(body)


class Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = True

    def __init__(self, answer: Answer) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answer = answer
        self.root = f"http://127.0.0.1:{self.server_port}"
        self.requests: list[tuple[str, dict[str, str]]] = []
        self.stopping = threading.Event()

    def handle_error(self, request: object, client_address: object) -> None:
        """Stay silent: clients that hang up early are what is tested."""


@contextmanager
def answering(answer: Answer) -> Iterator[Server]:
    """Give a server that answers so, until the end of the block."""
    server = Server(answer)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.stopping.set()
        server.shutdown()
        thread.join()
        server.server_close()


def redirect(target: str) -> Answer:
    return lambda handler: handler.whole(b"", 302, Location=target)


def drip(handler: Handler) -> None:
    """Send a byte ten times a second, without end."""
    handler.head(Content_Type="text/html")
    while not handler.server.stopping.wait(0.1):
        handler.wfile.write(b"x")


def announce(handler: Handler) -> None:
    """Say that more is to come than anybody takes."""
    handler.head(Content_Length="1000000000")
