"""The page that an http(s) address gives, within limits, and from public addresses only.

Redirects are followed one hop at a time, so that every hop is checked alike. The name of a host is
resolved once, its addresses are checked, and the connection goes to an address that passed. Proxies
are not used: behind one, the address connected to could not be checked.
"""

from __future__ import annotations

import ipaddress
import re
import socket
import ssl
import time
import zlib
from dataclasses import dataclass
from email.message import Message
from functools import cache
from importlib.metadata import version
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urldefrag, urljoin, urlsplit, urlunsplit

import httpcore2

from indexer.errors import FetchError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_OK, _UNCHANGED = 200, 304
_CHUNK = 1 << 16
_PORTS = {"http": 80, "https": 443}
_ACCEPT = "text/html, application/xhtml+xml, text/markdown, text/plain, */*;q=0.5"
_NOT_TEXT = frozenset({"image", "audio", "video", "font", "model"})
_NOT_PAGES = re.compile(
    r"zip|x-tar|x-7z-compressed|msword|rtf|wasm"
    r"|vnd\.(?!.*\+(json|xml)$|openxmlformats-|oasis\.opendocument\.).*"
)
_IP = ipaddress.IPv4Address | ipaddress.IPv6Address
# Translators' prefixes: the address that is really reached stands in the last 32 bits (RFC 6052).
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
# For local use only (RFC 8215), which older releases of `ipaddress` take for global.
_LOCAL_NAT64 = ipaddress.ip_network("64:ff9b:1::/48")
_SAVE = "save the page as HTML, Markdown or text and give the file"


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """What a fetch may cost, in bytes, hops and seconds."""

    max_bytes: int = 60_000_000  # of the page after decompression
    max_redirects: int = 5
    connect_timeout: float = 10.0
    read_timeout: float = 20.0
    deadline: float = 120.0  # for all but the system's look-up of a name, however steady the drip


@dataclass(frozen=True, slots=True)
class FetchAnswer:
    """A page as it came: its final address, its bytes, and what the server says they are."""

    url: str
    content: bytes
    content_type: str | None
    charset: str | None
    tag: str | None = None  # its ETag
    modified: str | None = None  # its Last-Modified


def fetch_page(
    address: str,
    *,
    allow_private: bool = False,
    limits: FetchLimits = FetchLimits(),
    known: FetchAnswer | None = None,
    check: Callable[[str], None] | None = None,
) -> FetchAnswer:
    """Return the page at an http(s) address, following redirects.

    Hosts that are not on the public internet are asked only where `allow_private` says so. With
    what is `known` of before, the page is sent only if it changed; else that itself is returned.
    `check` is called with each address before it is asked, and raises where it may not be.

    Raises
    ------
    FetchError
        The address is refused, cannot be reached, redirects in circles or too often, answers with
        an error or with something that is no text, or costs more than the limits allow.
    """
    deadline = Deadline(time.monotonic() + limits.deadline, limits.deadline)
    trail = [_normal(address)]
    while True:
        if check is not None:
            check(trail[-1])
        hop = _Hop(trail[-1], allow_private, limits, deadline, known)
        outcome = hop.get()
        if isinstance(outcome, FetchAnswer):
            return outcome
        trail.append(_normal(urljoin(trail[-1], outcome)))
        if trail[-1] in trail[:-1]:
            circle = " -> ".join(trail[trail.index(trail[-1]) :])
            raise FetchError(f"{trail[0]} redirects in circles ({circle}); {_SAVE}")
        if len(trail) > limits.max_redirects + 1:
            raise FetchError(
                f"{trail[0]} redirects more than {limits.max_redirects} times;"
                " give the address it ends at"
            )


@cache
def _agent() -> str:
    return f"Alongside/{version('alongside')}"


def _normal(address: str) -> str:
    """Return the address in ASCII and without its fragment, or raise where it is no http(s) one."""
    try:
        parts = urlsplit(urldefrag(address.strip()).url)
        host = (parts.hostname or "").encode("idna").decode("ascii")
        port = parts.port
    except ValueError as error:
        raise FetchError(f"{address} is not a valid address ({error}); check it") from error
    if parts.scheme not in _PORTS or not host:
        raise FetchError(f"{address} is not an http or https address; give one that is")
    if parts.username is not None or parts.password is not None:
        # The address is stored in the index and shown to people: no home for a password.
        raise FetchError(f"the address of {host} carries a user name or password; {_SAVE}")
    netloc = f"[{host}]" if ":" in host else host
    if port not in {None, _PORTS[parts.scheme]}:
        netloc += f":{port}"
    path, query = (quote(part, safe="%/:=&?~+!$,;'@()*[]|") for part in (parts.path, parts.query))
    return urlunsplit((parts.scheme, netloc, path or "/", query, ""))


@dataclass(frozen=True, slots=True)
class _Hop:
    """One request of a fetch, to one address."""

    address: str
    allow_private: bool
    limits: FetchLimits
    deadline: Deadline
    known: FetchAnswer | None = None

    def get(self) -> FetchAnswer | str:
        """Return the page, or the address to which this one redirects."""
        try:
            return self._request()
        except httpcore2.TimeoutException as error:
            reason = str(error) or "timed out"
            raise FetchError(
                f"{self.address} does not answer in time ({reason}); try again, or {_SAVE}"
            ) from error
        except (httpcore2.NetworkError, httpcore2.ProtocolError) as error:
            raise FetchError(
                f"{self.address} cannot be read ({error}); check the address and the network"
            ) from error

    def _request(self) -> FetchAnswer | str:
        guard = Guard(self.allow_private, self.deadline)
        asked: dict[bytes | str, bytes | str] = {
            "Host": urlsplit(self.address).netloc,
            "User-Agent": _agent(),
            "Accept": _ACCEPT,
            "Accept-Encoding": "gzip",
            "Connection": "close",
        }
        known = self.known if self.known and self.known.url == self.address else None
        if known and known.tag:
            asked["If-None-Match"] = known.tag
        if known and known.modified:
            asked["If-Modified-Since"] = known.modified
        timeouts = {"connect": self.limits.connect_timeout, "read": self.limits.read_timeout}
        with (
            httpcore2.ConnectionPool(network_backend=guard) as pool,
            pool.stream(
                "GET", self.address, headers=asked, extensions={"timeout": timeouts}
            ) as response,
        ):
            headers = Message()
            for name, value in response.headers:
                headers[name.decode("ascii")] = value.decode("utf-8", "replace")
            if response.status == _UNCHANGED and known:
                return known
            if response.status in _REDIRECTS and headers["location"]:
                return str(headers["location"])
            self._check(response.status, headers)
            content = b"".join(self._body(response.iter_stream(), headers))
        declared = headers.get_content_type() if headers["content-type"] else None
        return FetchAnswer(
            self.address,
            content,
            declared,
            headers.get_content_charset(),
            headers["etag"],
            headers["last-modified"],
        )

    def _check(self, status: int, headers: Message) -> None:
        """Raise where the answer's head already says that no page follows."""
        if status != _OK:
            message = f"{self.address} answers with status {status}; check the address"
            wait = str(headers["retry-after"] or "")
            raise FetchError(message, status, float(wait) if wait.isdecimal() else None)
        major, _, minor = headers.get_content_type().partition("/")
        if major in _NOT_TEXT or (major == "application" and _NOT_PAGES.fullmatch(minor)):
            raise FetchError(f"{self.address} is {major}/{minor}, which holds no text; {_SAVE}")
        length = str(headers["content-length"] or "")
        if length.isdecimal():
            self._check_size(int(length))

    def _check_size(self, size: int) -> None:
        most = self.limits.max_bytes
        if size > most:
            raise FetchError(
                f"{self.address} is larger than {most / 1e6:g} MB; save the part that is to be"
                " searched and give the file"
            )

    def _body(self, chunks: Iterable[bytes], headers: Message) -> Iterator[bytes]:
        """Yield the body decompressed, raising as soon as it is larger than allowed."""
        coding = str(headers["content-encoding"] or "identity").strip().lower()
        if coding not in {"identity", "gzip", "x-gzip", "deflate"}:
            raise FetchError(f"{self.address} is compressed as {coding}, not as asked; {_SAVE}")
        size = 0
        try:
            for piece in chunks if coding == "identity" else _inflate(chunks):
                size += len(piece)
                self._check_size(size)
                yield piece
        except zlib.error as error:
            raise FetchError(f"{self.address} is badly compressed ({error}); {_SAVE}") from error


def _inflate(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield gzip's or zlib's content in pieces of bounded size, of all members if several."""
    either = zlib.MAX_WBITS | 32  # zlib tells the two headers apart itself
    inflater = zlib.decompressobj(either)
    for chunk in chunks:
        rest = chunk
        while rest:
            if inflater.eof:
                if not rest.startswith(b"\x1f"):
                    return  # padding after the last member
                inflater = zlib.decompressobj(either)
            yield inflater.decompress(rest, _CHUNK)
            rest = inflater.unused_data if inflater.eof else inflater.unconsumed_tail
    while not inflater.eof:
        piece = inflater.decompress(b"", _CHUNK)
        if not piece:
            raise zlib.error("it ends early")
        yield piece


def is_public(ip: _IP) -> bool:
    """Return whether an address is on the public internet, as is what it stands for.

    >>> [is_public(ipaddress.ip_address(ip)) for ip in ("1.1.1.1", "::ffff:10.0.0.1")]
    [True, False]
    """
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFF_FFFF)
        if inner is not None:
            return is_public(inner)
        if ip.is_site_local or ip in _LOCAL_NAT64:
            return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved)


@dataclass(frozen=True, slots=True)
class Deadline:
    """The moment at which the whole fetch must be over."""

    moment: float
    seconds: float

    def cap(self, timeout: float | None) -> float:
        """Return the time that may still be waited, at most `timeout`."""
        left = self.moment - time.monotonic()
        if left <= 0:
            raise httpcore2.TimeoutException(f"not done after {self.seconds:g} s")
        return left if timeout is None else min(left, timeout)


class Guard(httpcore2.NetworkBackend):
    """Opens connections to checked addresses only, and keeps every wait within the deadline."""

    def __init__(self, allow_private: bool, deadline: Deadline) -> None:  # noqa: FBT001 - private
        self._allow_private = allow_private
        self._deadline = deadline
        self._backend = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        """Connect to the first of the host's allowed addresses that answers."""
        failure: Exception = httpcore2.ConnectError(f"{host} has no address")
        for ip in self._allowed(host, port):
            wait = self._deadline.cap(timeout)
            try:
                stream = self._backend.connect_tcp(ip, port, wait, local_address, socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failure = error
            else:
                return _Stream(stream, self._deadline)
        raise failure

    def _allowed(self, host: str, port: int) -> list[str]:
        """Return the host's addresses to which a connection may go, in the system's order."""
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise httpcore2.ConnectError(f"{host} is not known: {error}") from error
        ips = list(dict.fromkeys(str(entry[4][0]) for entry in found))
        allowed = [ip for ip in ips if self._allow_private or is_public(ipaddress.ip_address(ip))]
        if ips and not allowed:
            raise FetchError(
                f"{host} ({ips[0]}) is in a private range; allow it with --allow-private"
            )
        return allowed


class _Stream(httpcore2.NetworkStream):
    """A connection whose every wait ends at the deadline."""

    def __init__(self, stream: httpcore2.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.cap(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.cap(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore2.NetworkStream:
        wait = self._deadline.cap(timeout)
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, wait), self._deadline)

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 - the overridden signature
        return self._stream.get_extra_info(info)
