"""Gives every response the headers that protect who reads it, and that say who may (CORS)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request

from webapp.http.problems import for_services
from webapp.http.state import settings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask import Response

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
_EXPOSED = "ETag, Server-Timing, Retry-After, X-Total-Count"
_DAY = "86400"


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
