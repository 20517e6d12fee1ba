"""Says who may read what is answered (headers, CORS), and how much each client may ask.

Clients are told apart by their address. This machine's own programs are not limited: they are its
owner's, or a proxy that was not declared, behind which all clients would be one.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from functools import lru_cache
from ipaddress import ip_address
from pathlib import Path

from flask import Flask, Response, current_app, request

from webapp.http.problems import TOO_MANY, Problem, ProblemError, for_services
from webapp.http.state import settings
from webapp.settings import Settings

HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "connect-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_EXPOSED = "ETag, Link, Server-Timing, Retry-After, X-Request-ID, X-Total-Count"
_DAY = "86400"
_KEY = "alongside.limiter"
# What costs no search: files, and what whoever runs it asks.
_FREE = ("/static/", "/health/", "/metrics")


def protect(response: Response) -> Response:
    """Give a response the headers that every one has."""
    response.headers.update(HEADERS)
    return response


def share(response: Response) -> Response:
    """Give a response the headers that say who may read it."""
    if not for_services():
        return response
    response.headers["X-Robots-Tag"] = "noindex"
    response.vary.add("Origin")
    origin = _allowed_origin()
    if origin is not None and request.path.startswith("/api/"):
        response.headers["Access-Control-Allow-Origin"] = origin
        response.headers["Access-Control-Expose-Headers"] = _EXPOSED
        if request.method == "OPTIONS":
            response.headers["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
            response.headers["Access-Control-Allow-Headers"] = "If-None-Match"
            response.headers["Access-Control-Max-Age"] = _DAY
    return response


def _allowed_origin() -> str | None:
    allowed = settings().cors_origins
    if "*" in allowed:
        return "*"
    origin = request.headers.get("Origin")
    return origin if origin in allowed else None


class Limiter:
    """Gives each client so many queries a minute, whichever of the workers it asks.

    `folder` is where these share what they count; without one, this process counts alone.
    """

    def __init__(self, most: int, folder: Path | None = None) -> None:
        from limits import RateLimitItemPerMinute
        from limits.storage import MemoryStorage
        from limits.strategies import SlidingWindowCounterRateLimiter

        from webapp.http.counts import SharedStorage

        self._share = RateLimitItemPerMinute(most)
        storage = SharedStorage(folder) if folder else MemoryStorage()
        self._counter = SlidingWindowCounterRateLimiter(storage)

    def take(self, client: str, cost: int) -> None:
        """Count queries of a client; raise the problem that says when to come back."""
        if self._counter.hit(self._share, client, cost=cost):
            return
        reset = self._counter.get_window_stats(self._share, client).reset_time
        wait = max(1, round(reset - time.time()))
        raise ProblemError(
            Problem(
                TOO_MANY,
                429,
                f"more than {self._share.amount:,} queries in a minute came from this client: "
                f"ask again in {wait} seconds",
                headers=(("Retry-After", str(wait)),),
            )
        )


def prepare(app: Flask, chosen: Settings, shared: Path | None) -> None:
    """Limit the clients of an application, where its settings say so, and dress its answers."""
    if chosen.queries_per_minute:
        app.extensions[_KEY] = Limiter(chosen.queries_per_minute, shared)
        app.before_request(_take_one)
    for finish in (share, protect):
        app.after_request(finish)


def charge(queries: int) -> None:
    """Count more queries of the client that is answered, beside the one of its request.

    Raises
    ------
    ProblemError
        Where that is more than its share.
    """
    limiter: Limiter | None = current_app.extensions.get(_KEY)
    client = request.remote_addr
    if limiter is not None and client is not None and queries and not _is_own(client):
        limiter.take(client, queries)


def is_free(path: str) -> bool:
    """Say whether what is asked there costs no search, and is not counted."""
    return path.startswith(_FREE)


def _take_one() -> None:
    if not is_free(request.path):
        charge(1)


@lru_cache(maxsize=1024)
def _is_own(client: str) -> bool:
    try:
        return ip_address(client).is_loopback
    except ValueError:
        return False
