"""Counts what each client asks in a minute, and says when that is more than its share.

Clients are told apart by their address. This machine's own programs are not limited: they are its
owner's, or a proxy that was not declared, behind which all clients would be one.
"""

from __future__ import annotations

import time
from functools import lru_cache
from ipaddress import ip_address
from typing import TYPE_CHECKING

from flask import current_app, request

from webapp.http.problems import TOO_MANY, Problem, ProblemError

if TYPE_CHECKING:
    from flask import Flask

    from webapp.settings import Settings

_KEY = "alongside.limiter"
# What costs no search: files, and what whoever runs it asks.
_FREE = ("/static/", "/health/", "/metrics")


class Limiter:
    """Gives each client so many queries a minute."""

    def __init__(self, most: int) -> None:
        from limits import RateLimitItemPerMinute
        from limits.storage import MemoryStorage
        from limits.strategies import SlidingWindowCounterRateLimiter

        self._share = RateLimitItemPerMinute(most)
        self._counter = SlidingWindowCounterRateLimiter(MemoryStorage())

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


def prepare(app: Flask, settings: Settings) -> None:
    """Limit the clients of an application, where its settings say so."""
    if settings.queries_per_minute:
        app.extensions[_KEY] = Limiter(settings.queries_per_minute)
        app.before_request(_take_one)


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
