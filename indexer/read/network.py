"""Connections to public addresses only, every wait of which ends at one deadline.

The name of a host is resolved once, its addresses are checked, and the connection goes to an
address that passed: between check and connection nothing is looked up again.
"""

from __future__ import annotations

import ipaddress
import socket
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import httpcore2

from indexer.errors import FetchError

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterable

_IP = ipaddress.IPv4Address | ipaddress.IPv6Address
# Translators' prefixes: the address that is really reached stands in the last 32 bits (RFC 6052).
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
# For local use only (RFC 8215), which older releases of `ipaddress` take for global.
_LOCAL_NAT64 = ipaddress.ip_network("64:ff9b:1::/48")


def is_public(ip: _IP) -> bool:
    """Return whether an address is on the public internet, as is what it stands for.

    >>> [is_public(ipaddress.ip_address(ip)) for ip in ("1.1.1.1", "::ffff:10.0.0.1")]
    [True, False]
    """
    inner = _embedded(ip)
    if inner is not None:
        return is_public(inner)
    if ip.is_multicast or ip.is_reserved or ip in _LOCAL_NAT64:
        return False
    return ip.is_global and not (isinstance(ip, ipaddress.IPv6Address) and ip.is_site_local)


def _embedded(ip: _IP) -> ipaddress.IPv4Address | None:
    """Return the IPv4 address which an IPv6 address stands for, if it does."""
    if isinstance(ip, ipaddress.IPv4Address):
        return None
    if ip in _NAT64:
        return ipaddress.IPv4Address(int(ip) & 0xFFFF_FFFF)
    return ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)


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
