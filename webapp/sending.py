"""Sends bodies to services, once for as long as they stay the same.

A GET's ETag is made of the generation of the index, this application's version and address, and
what was asked; `If-None-Match` is answered 304 before anything is searched.
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import version
from typing import TYPE_CHECKING

import msgspec
from flask import Response, current_app, request

from webapp import addresses, payloads

if TYPE_CHECKING:
    from collections.abc import Callable

    from indexer.model import IndexInfo


def lasting(info: IndexInfo | None, of: object, make: Callable[[], msgspec.Struct]) -> Response:
    """Send a body that only changes with the index.

    Parameters
    ----------
    info
        The index it is drawn from; `None` where it is drawn from none.
    of
        What was asked, beside the path: equal values have equal bodies.
    make
        Makes the body; not called where the client has it already.
    """
    return kept(info, of, lambda: timed(make()))


def kept(info: IndexInfo | None, of: object, make: Callable[[], Response]) -> Response:
    """Send a response that only changes with the index, as `lasting` does a body."""
    tag = _tag(info, of)
    known = request.if_none_match.contains_weak(tag)
    response = Response(status=304) if known else make()
    # Weak, because `took_ms` differs between answers that are otherwise the same bytes.
    response.set_etag(tag, weak=True)
    response.headers["Cache-Control"] = "public, no-cache"
    return response


def fresh(body: msgspec.Struct) -> Response:
    """Send a body that nobody may keep."""
    response = timed(body)
    response.headers["Cache-Control"] = "no-store"
    return response


def timed(body: msgspec.Struct) -> Response:
    """Return a body as a response; where it says how long it took, its header does too."""
    response = current_app.response_class(payloads.encoded(body), mimetype="application/json")
    took = getattr(body, "took_ms", None)
    if took is not None:
        response.headers["Server-Timing"] = f"search;dur={took}"
    return response


def _tag(info: IndexInfo | None, of: object) -> str:
    # The software's version and this server's name are in the bytes too, so they are in the tag.
    generation = info.generation if info else ""
    parts = (_software(), generation, addresses.root(), request.path, of)
    return hashlib.sha256(msgspec.json.encode(parts)).hexdigest()[:32]


@cache
def _software() -> str:
    return version("alongside")
