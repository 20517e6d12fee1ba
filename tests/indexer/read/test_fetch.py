from __future__ import annotations

import gzip
import ipaddress
import socket
import ssl
import threading
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from indexer.errors import FetchError
from indexer.read.fetch import FetchAnswer, FetchLimits, fetch_page, is_public
from tests.indexer.read.loopback import (
    Answer,
    Handler,
    Server,
    announce,
    answering,
    drip,
    redirect,
)

PAGE = b"<h1>Wells for Kitale</h1><p>Clean water.</p>"
SMALL = FetchLimits(max_bytes=200_000, max_redirects=3)


def _endless(handler: Handler) -> None:
    handler.head(Content_Type="text/html")
    while not handler.server.stopping.is_set():
        handler.wfile.write(b"x" * 10_000)


def _drip_head(handler: Handler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    while not handler.server.stopping.wait(0.1):
        handler.wfile.write(b"x")


def _bomb(handler: Handler) -> None:
    handler.whole(gzip.compress(b"0" * 30_000_000), Content_Encoding="gzip")


def _cut(handler: Handler) -> None:
    handler.head(Content_Length="1000")
    handler.wfile.write(b"only this")


ANSWERS: dict[str, Answer] = {
    "/page": lambda h: h.whole(PAGE, Content_Type="text/html; charset=ISO-8859-1"),
    "/bare": lambda h: h.whole(PAGE),
    "/m%C3%A9tropole": lambda h: h.whole(b"accent", Content_Type="text/plain"),
    "/moved": redirect("/hop?x=1"),
    "/hop": redirect("page#wells"),
    "/circle": redirect("/circle2"),
    "/circle2": redirect("/circle"),
    "/1": redirect("/2"),
    "/2": redirect("/3"),
    "/3": redirect("/4"),
    "/4": redirect("/page"),
    "/to-ftp": redirect("ftp://127.0.0.1/page"),
    "/endless": _endless,
    "/announced": announce,
    "/drip": drip,
    "/drip-head": _drip_head,
    "/silent": lambda h: h.server.stopping.wait(60),
    "/cut": _cut,
    "/bomb": _bomb,
    "/gzip": lambda h: h.whole(gzip.compress(PAGE), Content_Encoding="gzip"),
    "/two-members": lambda h: h.whole(
        gzip.compress(PAGE[:9]) + gzip.compress(PAGE[9:]) + b"\0\0", Content_Encoding="gzip"
    ),
    "/deflate": lambda h: h.whole(zlib.compress(PAGE), Content_Encoding="deflate"),
    "/half-gzip": lambda h: h.whole(gzip.compress(PAGE)[:-12], Content_Encoding="gzip"),
    "/no-gzip": lambda h: h.whole(PAGE, Content_Encoding="gzip"),
    "/brotli": lambda h: h.whole(PAGE, Content_Encoding="br"),
    "/tagged": lambda h: (
        h.whole(b"", 304)
        if h.headers["If-None-Match"] == '"one"'
        else h.whole(PAGE, ETag='"one"', Last_Modified="Fri, 27 Nov 2026 10:00:00 GMT")
    ),
    "/missing": lambda h: h.whole(b"gone", 404),
    "/broken": lambda h: h.whole(b"oops", 500),
    "/image": lambda h: h.whole(b"\x89PNG", Content_Type="image/png"),
    "/zip": lambda h: h.whole(b"PK", Content_Type="application/zip"),
    "/office": lambda h: h.whole(
        b"PK",
        Content_Type="application/vnd.ms-excel",
    ),
    "/octets": lambda h: h.whole(PAGE, Content_Type="application/octet-stream"),
    "/garbage": lambda h: h.wfile.write(b"no HTTP at all\r\n\r\n"),
}


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with answering(lambda handler: ANSWERS[handler.path.split("?")[0]](handler)) as server:
        yield server


@pytest.fixture
def get(server: Server) -> Callable[[str], FetchAnswer]:
    server.requests.clear()
    return lambda path: fetch_page(server.root + path, allow_private=True, limits=SMALL)


Get = Callable[[str], FetchAnswer]


def test_a_page_that_did_not_change_is_not_sent_again(server: Server) -> None:
    address = f"{server.root}/tagged"
    first = fetch_page(address, allow_private=True)
    assert (first.content, first.tag) == (PAGE, '"one"')
    assert fetch_page(address, allow_private=True, known=first) is first
    other = replace(first, tag='"other"', modified=None)
    again = fetch_page(address, allow_private=True, known=other)
    assert again == first
    assert again is not first


def test_a_page_comes_with_its_address_type_and_charset(get: Get, server: Server) -> None:
    page = get("/page#wells")
    assert page == FetchAnswer(f"{server.root}/page", PAGE, "text/html", "iso-8859-1")


def test_a_page_without_a_declared_type_says_none(get: Get) -> None:
    page = get("/bare")
    assert (page.content, page.content_type, page.charset) == (PAGE, None, None)


def test_the_request_names_host_and_program(get: Get, server: Server) -> None:
    get("/page")
    headers = server.requests[0][1]
    assert headers["Host"] == f"127.0.0.1:{server.server_port}"
    assert headers["User-Agent"].startswith("Alongside/")


def test_an_address_with_accents_is_encoded(get: Get) -> None:
    assert get("/métropole").content == b"accent"


def test_redirects_are_followed_and_the_final_address_kept(get: Get, server: Server) -> None:
    assert get("/moved").url == f"{server.root}/page"
    assert [path for path, _ in server.requests] == ["/moved", "/hop?x=1", "/page"]


def test_a_circle_is_named_with_its_hops(get: Get, server: Server) -> None:
    with pytest.raises(FetchError, match=r"redirects in circles \(.*/circle -> .*/circle2 -> "):
        get("/circle")
    assert len(server.requests) == 2


def test_redirects_end_at_the_limit(get: Get) -> None:
    assert get("/2").content == PAGE
    with pytest.raises(FetchError, match="redirects more than 3 times"):
        get("/1")


def test_a_redirect_out_of_http_is_refused(get: Get) -> None:
    with pytest.raises(
        FetchError, match=r"ftp://127\.0\.0\.1/page is not an http or https address"
    ):
        get("/to-ftp")


@pytest.mark.parametrize("path", ["/endless", "/announced", "/bomb"])
def test_what_is_too_large_is_cut_off(get: Get, path: str) -> None:
    """The first never ends, of the second no more than its announced length comes."""
    with pytest.raises(FetchError, match=rf"{path} is larger than 0.2 MB"):
        get(path)


@pytest.mark.parametrize("path", ["/drip", "/drip-head"])
def test_a_steady_drip_ends_at_the_deadline(server: Server, path: str) -> None:
    """Each wait is short, and so no time-out of a single wait ends it."""
    limits = FetchLimits(read_timeout=60, deadline=0.5)
    with pytest.raises(FetchError, match=f"{path} does not answer in time"):
        fetch_page(f"{server.root}{path}", allow_private=True, limits=limits)


def test_silence_ends_at_the_read_timeout(server: Server) -> None:
    limits = FetchLimits(read_timeout=0.2)
    with pytest.raises(FetchError, match=r"/silent does not answer in time \(timed out"):
        fetch_page(f"{server.root}/silent", allow_private=True, limits=limits)


@pytest.mark.parametrize("path", ["/gzip", "/two-members", "/deflate"])
def test_compressed_pages_are_unpacked_whole(get: Get, path: str) -> None:
    assert get(path).content == PAGE


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/half-gzip", "badly compressed"),
        ("/no-gzip", "badly compressed"),
        ("/brotli", "compressed as br"),
        ("/cut", "cannot be read"),
        ("/garbage", "cannot be read"),
        ("/missing", "answers with status 404"),
        ("/broken", "answers with status 500"),
        ("/image", "is image/png, which holds no text"),
        ("/zip", "is application/zip, which holds no text"),
        ("/office", "is application/vnd.ms-excel, which holds no text"),
    ],
)
def test_what_is_no_page_is_named_with_the_reason(get: Get, path: str, reason: str) -> None:
    with pytest.raises(FetchError, match=rf"http://127.0.0.1:\d+{path} .*{reason}"):
        get(path)


def test_bytes_of_unknown_kind_are_left_to_be_told_by_content(get: Get) -> None:
    assert get("/octets").content_type == "application/octet-stream"


def test_a_closed_port_is_an_error_that_names_the_address() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{unused.getsockname()[1]}/page"
        with pytest.raises(FetchError, match=f"{address} cannot be read .*refused"):
            fetch_page(address, allow_private=True, limits=SMALL)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "[::ffff:127.0.0.1]"])
def test_private_hosts_are_refused_before_any_connection(server: Server, host: str) -> None:
    server.requests.clear()
    with pytest.raises(FetchError, match="is in a private range; allow it with --allow-private"):
        fetch_page(f"http://{host}:{server.server_port}/page", limits=SMALL)
    assert server.requests == []


def test_a_redirect_into_a_private_range_is_refused(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first host is taken for public, the host it redirects to is not."""
    ANSWERS["/inwards"] = redirect(f"http://localhost:{server.server_port}/page")
    monkeypatch.setattr(
        "indexer.read.fetch.is_public", lambda ip, seen=[]: not seen and not seen.append(ip)
    )
    server.requests.clear()
    with pytest.raises(FetchError, match=r"localhost \(.*\) is in a private range"):
        fetch_page(f"{server.root}/inwards", limits=SMALL)
    assert [path for path, _ in server.requests] == ["/inwards"]


def test_a_name_is_looked_up_once_and_never_after_the_check(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name server that answers differently the second time gains nothing."""
    answers = iter(["127.0.0.1"])
    real = socket.getaddrinfo

    def rebinding(host: str, port: int, *args: int, **kwargs: int) -> list[object]:
        numeric = host if host[0].isdigit() else next(answers)
        return list(real(numeric, port, *args, **kwargs))

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    server.requests.clear()
    address = f"http://pages.example:{server.server_port}/page"
    assert fetch_page(address, allow_private=True, limits=SMALL).content == PAGE
    assert server.requests[0][1]["Host"] == f"pages.example:{server.server_port}"


def test_tls_asks_for_the_name_not_for_the_address_connected_to() -> None:
    names: list[str | None] = []
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)  # has no certificate, so that TLS must fail
    context.sni_callback = lambda _socket, name, _context: names.append(name)

    def serve(listener: socket.socket) -> None:
        connection, _ = listener.accept()
        with connection, pytest.raises(ssl.SSLError):
            context.wrap_socket(connection, server_side=True)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve, args=(listener,))
        thread.start()
        with pytest.raises(FetchError, match=r"https://localhost:\d+/page cannot be read"):
            fetch_page(
                f"https://localhost:{listener.getsockname()[1]}/page",
                allow_private=True,
                limits=SMALL,
            )
        thread.join()
    assert names == ["localhost"]


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("ftp://pages.example/x", "is not an http or https address"),
        ("http:///x", "is not an http or https address"),
        ("pages.example", "is not an http or https address"),
        ("http://pages.example:port/", "is not a valid address"),
        ("http://[::1/", "is not a valid address"),
        (f"http://{'a' * 70}.example/", "is not a valid address"),
    ],
)
def test_what_is_no_address_is_named(address: str, reason: str) -> None:
    with pytest.raises(FetchError) as caught:
        fetch_page(address)
    assert str(caught.value).startswith(f"{address} {reason}")


def test_a_password_in_an_address_is_refused_and_not_repeated() -> None:
    with pytest.raises(FetchError, match="carries a user name or password") as caught:
        fetch_page("http://me:secret@pages.example/")
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1::1", True),
        ("64:ff9b::5db8:d822", True),  # NAT64 of the first
        ("::ffff:93.184.216.34", True),
        ("10.0.0.1", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("100.64.0.1", False),  # carriers' shared range
        ("127.0.0.1", False),
        ("169.254.169.254", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("240.0.0.1", False),
        ("255.255.255.255", False),
        ("::", False),
        ("::1", False),
        ("::ffff:10.0.0.1", False),
        ("64:ff9b::a00:1", False),  # NAT64 of 10.0.0.1
        ("64:ff9b:1::1", False),
        ("2002:a00:1::1", False),  # 6to4 of 10.0.0.1
        ("fe80::1", False),
        ("fc00::1", False),
        ("fec0::1", False),
        ("ff0e::1", False),
        ("2001:db8::1", False),
    ],
)
def test_only_the_public_internet_is_public(address: str, *, expected: bool) -> None:
    assert is_public(ipaddress.ip_address(address)) is expected
