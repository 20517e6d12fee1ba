from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import pytest

from indexer.errors import AlongsideError
from indexer.search.engine import Engine
from tests.fakes import Engines
from tests.webapp.harbour import GATES
from tests.webapp.served import LARGEST_HEADER, serving, spoken
from webapp.app import create_app
from webapp.http.listen import Listener, ServerError
from webapp.settings import Settings

# Answers a request once it reads a line, so that a signal can arrive while it is being answered.
SLOW_SERVER = """
import sys
from webapp.http.listen import Listener

def app(environ, start_response):
    print("asked", flush=True)
    sys.stdin.readline()
    start_response("200 OK", [("Content-Length", "4")])
    return [b"done"]

with Listener(app, host="127.0.0.1", port=0, threads=2) as server:
    server.run(lambda url: print(url, flush=True))
print("stopped", flush=True)
"""


def test_the_address_it_tells_answers_at_once(harbour: Engine) -> None:
    with serving(Engines(harbour)) as url, urlopen(url + "health/live") as response:
        assert response.status == 200
        assert "Server" not in response.headers


def test_after_stop_nothing_listens(harbour: Engine) -> None:
    with serving(Engines(harbour)) as url:
        address = urlsplit(url)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((address.hostname, address.port), timeout=60)


def test_one_connection_answers_many_requests(harbour: Engine) -> None:
    with serving(Engines(harbour)) as url:
        connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)
        connection.connect()
        first = connection.sock
        for _ in range(3):
            connection.request("GET", "/api/v1/search?q=gates")
            response = connection.getresponse()
            assert response.status == 200
            assert GATES.encode() in response.read()
        assert connection.sock is first
        connection.close()


@pytest.mark.parametrize("body", [b"", b'{"q": "gates"}'])
def test_who_asks_whether_to_go_on_is_answered(harbour: Engine, body: bytes) -> None:
    method = b"POST" if body else b"GET"
    length = b"Content-Length: %d\r\nContent-Type: application/json\r\n" % len(body)
    head = method + b" /api/v1/search%s HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n%s\r\n"
    with serving(Engines(harbour)) as url:
        address = urlsplit(url)
        with socket.create_connection((address.hostname, address.port), timeout=60) as client:
            client.sendall(head % ((b"", length) if body else (b"?q=gates", b"")))
            assert until(client, b"\r\n\r\n").startswith(b"HTTP/1.1 100 Continue\r\n\r\n")
            client.sendall(body)
            until(client, b"HTTP/1.1 200 OK")


def until(client: socket.socket, end: bytes) -> bytes:
    """Read up to some bytes, and no further."""
    received = b""
    while not received.endswith(end):
        received += client.recv(1) or pytest.fail(f"closed after {received!r}")
    return received


@pytest.mark.parametrize(
    ("sent", "status", "said"),
    [
        (LARGEST_HEADER, 431, "send less than 262,144 bytes"),
        (b"POST / HTTP/1.1\r\nContent-Length: 100000\r\n\r\n", 413, "send at most 100 bytes"),
        (
            b"POST / HTTP/1.1\r\nTransfer-Encoding: rot13\r\n\r\n",
            501,
            "not HTTP as it is",
        ),
        (b"GET / HTTP/1.1\r\nbroken\r\n\r\n", 400, "not HTTP as it is"),
    ],
)
def test_what_reaches_no_application_is_refused_in_words(
    harbour: Engine, sent: bytes, status: int, said: str
) -> None:
    with serving(Engines(harbour), Settings(max_body_bytes=100)) as url:
        head, body = spoken(url, sent)
    assert head.split()[1] == str(status)
    problem = json.loads(body)
    assert problem["status"] == status
    assert said in problem["detail"]


@pytest.mark.parametrize("chunked", [False, True])
@pytest.mark.parametrize(("more", "status"), [(b"", 200), (b" ", 413)])
def test_a_body_is_read_up_to_the_setting_and_no_further(
    harbour: Engine, more: bytes, status: int, *, chunked: bool
) -> None:
    body = json.dumps({"q": "gates"}).encode().ljust(100) + more
    with serving(Engines(harbour), Settings(max_body_bytes=100)) as url:
        connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)
        connection.request(
            "POST",
            "/api/v1/search",
            body=iter([body]) if chunked else body,
            headers={"Content-Type": "application/json"},
            encode_chunked=chunked,
        )
        assert connection.getresponse().status == status
        connection.close()


def test_a_proxy_in_front_is_believed_only_where_it_is_declared(harbour: Engine) -> None:
    told = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "find.example"}
    for settings, root in (
        (Settings(), "http://127.0.0.1:"),
        (Settings(trusted_proxies=1), "https://find.example/"),
        (Settings(public_url="https://own.example"), "https://own.example/"),
    ):
        with serving(Engines(harbour), settings) as url:
            asked = Request(url + "api/v1/search?q=gates", headers=told)
            with urlopen(asked) as response:
                answer = json.load(response)
        assert answer["hits"][0]["url"].startswith(root)
        assert answer["facets"]["theme"][0]["toggle_url"].startswith(root)


def test_a_port_in_use_is_named_with_the_way_out() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ServerError, match=f"127.0.0.1:{port} is in use: .* another port") as e:
            Listener(create_app(Engines()), host="127.0.0.1", port=port, threads=1)
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
        Listener(create_app(Engines()), host=host, port=port, threads=1)


def test_listening_everywhere_tells_an_address_that_opens() -> None:
    with Listener(create_app(Engines()), host="0.0.0.0", port=0, threads=1) as server:
        assert server.url.startswith("http://127.0.0.1:")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_once_the_request_in_hand_is_answered(number: signal.Signals) -> None:
    command = [sys.executable, "-c", SLOW_SERVER]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=os.environ
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        url = urlsplit(process.stdout.readline().strip())
        connection = http.client.HTTPConnection(url.netloc, timeout=60)
        connection.request("GET", "/")
        assert process.stdout.readline() == "asked\n"
        process.send_signal(number)
        print("answer", file=process.stdin, flush=True)
        assert connection.getresponse().read() == b"done"
        connection.close()
        assert process.stdout.read() == "stopped\n"
        assert process.wait(60) == 0
