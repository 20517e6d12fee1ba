from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest

from indexer.errors import AlongsideError
from tests.webapp.fake import FakeEngines
from webapp import create_app
from webapp.listen import Listener, ServerError

if TYPE_CHECKING:
    from collections.abc import Iterator

# Answers one request slowly, so that a signal can arrive while it is being answered.
SLOW_SERVER = """
import sys, time
from webapp.listen import Listener

def app(environ, start_response):
    print("asked", flush=True)
    time.sleep(0.5)
    start_response("200 OK", [("Content-Length", "4")])
    return [b"done"]

with Listener(app, host="127.0.0.1", port=0, threads=2) as server:
    server.run(lambda url: print(url, flush=True))
print("stopped", flush=True)
"""


@contextmanager
def serving() -> Iterator[str]:
    with Listener(create_app(FakeEngines()), host="127.0.0.1", port=0, threads=2) as server:
        told: list[str] = []
        ready = threading.Event()

        def on_ready(url: str) -> None:
            told.append(url)
            ready.set()

        runner = threading.Thread(target=server.run, args=(on_ready,))
        runner.start()
        assert ready.wait(5)
        try:
            yield told[0]
        finally:
            server.stop()
            runner.join(10)
            assert not runner.is_alive()


def test_the_address_it_tells_answers_at_once() -> None:
    with serving() as url, urlopen(url + "health/live") as response:
        assert response.status == 200
        assert "Server" not in response.headers


def test_after_stop_nothing_listens() -> None:
    with serving() as url:
        address = urlsplit(url)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((address.hostname, address.port), timeout=2)


def test_one_connection_answers_many_requests() -> None:
    with serving() as url:
        connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=5)
        connection.connect()
        first = connection.sock
        for _ in range(3):
            connection.request("GET", "/api/v1/search?q=gates")
            response = connection.getresponse()
            assert response.status == 200
            assert b'"flood-gates-0a1b2c"' in response.read()
        assert connection.sock is first
        connection.close()


def test_a_header_larger_than_any_request_needs_is_refused() -> None:
    with serving() as url:
        connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=5)
        connection.request("GET", "/?q=" + "x" * 40_000)
        assert connection.getresponse().status == 431
        connection.close()


def test_a_port_in_use_is_named_with_the_way_out() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ServerError, match=f"127.0.0.1:{port} is in use: .* another port") as e:
            Listener(create_app(FakeEngines()), host="127.0.0.1", port=port, threads=1)
    assert isinstance(e.value, AlongsideError)


@pytest.mark.parametrize(
    ("host", "port", "named"),
    [
        ("127.0.0.1", 70_000, "70000 is not a port: give one from 0 to 65535"),
        ("127.0.0.1", -1, "-1 is not a port"),
        ("203.0.113.7", 0, "203.0.113.7:0 is not an address of this machine"),
        (
            "no.such.host.invalid",
            0,
            "no.such.host.invalid:0 cannot be listened on .*: give an address",
        ),
        ("\udcff", 0, "cannot be listened on"),
    ],
)
def test_an_address_that_cannot_be_is_named(host: str, port: int, named: str) -> None:
    with pytest.raises(ServerError, match=named):
        Listener(create_app(FakeEngines()), host=host, port=port, threads=1)


def test_listening_everywhere_tells_an_address_that_opens() -> None:
    with Listener(create_app(FakeEngines()), host="0.0.0.0", port=0, threads=1) as server:
        assert server.url.startswith("http://127.0.0.1:")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_once_the_request_in_hand_is_answered(number: signal.Signals) -> None:
    command = [sys.executable, "-c", SLOW_SERVER]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ) as process:
        assert process.stdout is not None
        url = urlsplit(process.stdout.readline().strip())
        connection = http.client.HTTPConnection(url.netloc, timeout=5)
        connection.request("GET", "/")
        assert process.stdout.readline() == "asked\n"
        process.send_signal(number)
        assert connection.getresponse().read() == b"done"
        connection.close()
        assert process.stdout.read() == "stopped\n"
        assert process.wait(10) == 0
