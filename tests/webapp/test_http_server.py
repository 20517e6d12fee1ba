from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import pytest

from indexer.errors import AlongsideError
from indexer.search.engine import Engine
from tests.fakes import Engines
from tests.webapp.harbour import GATES
from tests.webapp.served import LARGEST_HEADER, serving, spoken, working
from webapp.http.server import ServerError, address, listen
from webapp.settings import Settings

# Answers a request once it reads a line, so that a signal can arrive while it is being answered.
SLOW_SERVER = """
import sys
from pathlib import Path
from webapp.http import server

def app(environ, start_response):
    print("asked", flush=True)
    sys.stdin.readline()
    start_response("200 OK", [("Content-Length", "4")])
    return [b"done"]

crew = server.Crew(workers=1, threads=2, waiting=2, folder=Path(sys.argv[1]))
bound = server.listen("127.0.0.1", 0)
server.run(lambda: app, bound, crew, lambda url: print(url, flush=True))
"""


def connect(url: str) -> http.client.HTTPConnection:
    return http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)


def until(holds: Callable[[], bool], seconds: float = 30) -> bool:
    end = time.monotonic() + seconds
    while not holds() and time.monotonic() < end:
        time.sleep(0.02)
    return holds()


def workers_of(process: subprocess.Popen[str]) -> list[int]:
    told = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text()
    return [int(one) for one in told.split()]


needs_proc = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="reads /proc")


def test_one_connection_answers_many_requests(harbour_server: str) -> None:
    connection = connect(harbour_server)
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
def test_who_asks_whether_to_go_on_is_answered(harbour_server: str, body: bytes) -> None:
    method = b"POST" if body else b"GET"
    length = b"Content-Length: %d\r\nContent-Type: application/json\r\n" % len(body)
    head = method + b" /api/v1/search%s HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n%s\r\n"
    parts = urlsplit(harbour_server)
    with socket.create_connection((parts.hostname, parts.port), timeout=60) as client:
        client.sendall(head % ((b"", length) if body else (b"?q=gates", b"")))
        assert read_to(client, b"\r\n\r\n").startswith(b"HTTP/1.1 100 Continue\r\n\r\n")
        client.sendall(body)
        read_to(client, b"HTTP/1.1 200 OK")


def read_to(client: socket.socket, end: bytes) -> bytes:
    """Read up to some bytes, and no further."""
    received = b""
    while not received.endswith(end):
        received += client.recv(1) or pytest.fail(f"closed after {received!r}")
    return received


@pytest.mark.parametrize(
    ("sent", "status", "said"),
    [
        (LARGEST_HEADER, 431, "send less than 262,144 bytes"),
        (
            b"POST / HTTP/1.1\r\nTransfer-Encoding: rot13\r\n\r\n",
            501,
            "not HTTP as it is",
        ),
        (b"GET / HTTP/1.1\r\nbroken\r\n\r\n", 400, "not HTTP as it is"),
    ],
)
def test_what_reaches_no_application_is_refused_in_words(
    harbour_server: str, sent: bytes, status: int, said: str
) -> None:
    head, body = spoken(harbour_server, sent)
    assert head.split()[1] == str(status)
    problem = json.loads(body)
    assert problem["status"] == status
    assert said in problem["detail"]


def test_a_long_address_is_read_as_long_as_it_may_be(harbour_server: str) -> None:
    connection = connect(harbour_server)
    connection.request("GET", "/api/v1/search?q=gates" + "&theme=" + "w" * 100_000)
    assert connection.getresponse().status == 200
    connection.close()


def test_a_body_whose_pieces_are_wrong_is_refused(harbour_server: str) -> None:
    sent = b"POST /api/v1/search HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
    sent += b"Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"
    head, body = spoken(harbour_server, sent)
    assert head.split()[1] == "400"
    assert json.loads(body)["type"] == "/problems/bad-request"


@pytest.mark.parametrize(
    "broken", [b"POST /api/v1/search HTTP/1.1\r\nHost: a\r\n%b\r\n7\r\n{", b"GET /static"]
)
def test_who_stops_in_the_middle_holds_nobody_up(harbour_server: str, broken: bytes) -> None:
    kind = b"Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n"
    parts = urlsplit(harbour_server)
    with socket.create_connection((parts.hostname, parts.port), timeout=60) as client:
        client.sendall(broken.replace(b"%b", kind))
        with urlopen(harbour_server + "health/live", timeout=60) as response:
            assert response.status == 200


def test_a_request_is_told_its_id_and_none_is_believed_from_afar(harbour_server: str) -> None:
    told = set()
    for _ in range(2):
        asked = Request(harbour_server + "health/live", headers={"X-Request-ID": "mine"})
        with urlopen(asked, timeout=60) as response:
            told.add(response.headers["X-Request-ID"])
    assert len(told) == 2
    assert "mine" not in told


@pytest.mark.parametrize("chunked", [False, True])
@pytest.mark.parametrize(("more", "status"), [(0, 200), (1, 413)])
def test_a_body_is_read_up_to_the_setting_and_no_further(
    harbour_server: str, more: int, status: int, *, chunked: bool
) -> None:
    body = json.dumps({"q": "gates"}).encode().ljust(1_048_576 + more)
    connection = connect(harbour_server)
    connection.request(
        "POST",
        "/api/v1/search",
        body=iter([body]) if chunked else body,
        headers={"Content-Type": "application/json"},
        encode_chunked=chunked,
    )
    assert connection.getresponse().status == status
    connection.close()


def test_all_workers_count_together(harbour_index: Path) -> None:
    own = {"X-Forwarded-For": "192.0.2.1", "Connection": "close"}
    with working(
        harbour_index,
        words=True,
        workers=2,
        ALONGSIDE_TRUSTED_PROXIES="1",
        ALONGSIDE_QUERIES_PER_MINUTE="20",
    ) as (url, _):
        statuses = []
        for _ in range(30):
            connection = connect(url)
            connection.request("GET", "/api/v1/search?q=gates", headers=own)
            statuses.append(connection.getresponse().status)
            connection.close()
        with urlopen(url + "metrics", timeout=60) as response:
            told = response.read().decode()
    # A minute may end on the way, after which a client has a part of its share again.
    assert statuses[:20] == [200] * 20
    assert 429 in statuses[20:]
    for status in (200, 429):
        line = f'alongside_requests_total{{endpoint="api.search",method="GET",status="{status}"}}'
        assert f"{line} {float(statuses.count(status))}" in told


@needs_proc
def test_a_worker_that_is_killed_is_started_again_and_counts_stay(harbour_index: Path) -> None:
    counted = 'alongside_requests_total{endpoint="api.search",method="GET",status="200"} 1.0'
    with working(harbour_index, words=True, workers=1) as (url, process):
        with urlopen(url + "api/v1/search?q=gates", timeout=60) as response:
            assert response.status == 200
        (worker,) = workers_of(process)
        os.kill(worker, signal.SIGKILL)
        assert until(lambda: workers_of(process) not in ([], [worker]))
        with urlopen(url + "metrics", timeout=60) as response:
            assert counted in response.read().decode()
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=60)
    assert "Traceback" not in errors
    killed = [json.loads(line) for line in errors.splitlines() if "SIGKILL" in line]
    assert [one["level"] for one in killed] == ["error"]


@needs_proc
def test_a_hangup_puts_new_workers_in_place_and_loses_no_request(harbour_index: Path) -> None:
    with working(harbour_index, words=True, workers=1) as (url, process):
        before = workers_of(process)
        failed: list[Exception] = []
        stop = threading.Event()

        def ask() -> None:
            while not stop.is_set():
                try:
                    with urlopen(url + "api/v1/search?q=gates", timeout=60) as response:
                        assert response.status == 200
                except (OSError, AssertionError) as error:
                    failed.append(error)

        asking = threading.Thread(target=ask)
        asking.start()
        process.send_signal(signal.SIGHUP)
        changed = until(lambda: not set(before) & set(workers_of(process)))
        stop.set()
        asking.join()
        assert changed
        assert failed == []


def test_requests_are_logged_as_json_without_what_was_asked(
    harbour_index: Path, tmp_path: Path
) -> None:
    log = tmp_path / "requests.jsonl"
    given = {"X-Request-ID": "given-1"}
    with working(
        harbour_index, words=True, ALONGSIDE_ACCESS_LOG=str(log), ALONGSIDE_TRUSTED_PROXIES="1"
    ) as (url, _):
        with urlopen(Request(url + "api/v1/search?q=gates", headers=given), timeout=60) as answer:
            size = int(answer.headers["Content-Length"])
        assert until(lambda: log.read_text().count("\n") == 1)
    text = log.read_text()
    line = json.loads(text)
    assert (line["method"], line["path"], line["status"]) == ("GET", "/api/v1/search", 200)
    assert (line["request_id"], line["bytes"]) == ("given-1", size)
    assert 0 <= line["ms"] < 60_000
    assert "gates" not in text
    assert "127.0.0.1" not in text


@pytest.mark.parametrize(
    ("settings", "root"),
    [
        (None, "http://127.0.0.1:"),
        (Settings(), "http://127.0.0.1:"),
        (Settings(trusted_proxies=1), "https://find.example/"),
        (Settings(public_url="https://own.example"), "https://own.example/"),
    ],
)
def test_a_proxy_in_front_is_believed_only_where_it_is_declared(
    harbour: Engine, harbour_server: str, settings: Settings | None, root: str
) -> None:
    told = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "find.example"}
    with ExitStack() as stack:
        url = harbour_server
        if settings:
            url = stack.enter_context(serving(Engines(harbour), settings))
        asked = Request(url + "api/v1/search?q=gates", headers=told)
        with urlopen(asked, timeout=60) as response:
            answer = json.load(response)
    assert answer["hits"][0]["url"].startswith(root)
    assert answer["facets"]["theme"][0]["toggle_url"].startswith(root)


def test_a_port_in_use_is_named_with_the_way_out() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ServerError, match=f"127.0.0.1:{port} is in use: .* another port") as e:
            listen("127.0.0.1", port)
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
        listen(host, port)


def test_listening_everywhere_tells_an_address_that_opens() -> None:
    with listen("0.0.0.0", 0) as bound:
        assert address(bound).startswith("http://127.0.0.1:")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_once_the_request_in_hand_is_answered(
    number: signal.Signals, tmp_path: Path
) -> None:
    command = [sys.executable, "-c", SLOW_SERVER, str(tmp_path)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=os.environ
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        connection = connect(url)
        connection.request("GET", "/")
        assert process.stdout.readline() == "asked\n"
        process.send_signal(number)
        print("answer", file=process.stdin, flush=True)
        assert connection.getresponse().read() == b"done"
        connection.close()
        assert process.wait(60) == 0
    with pytest.raises(ConnectionRefusedError):
        connect(url).connect()
