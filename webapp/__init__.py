"""Serves what the engine answers: pages to people, JSON to services; `create_app` makes the whole.

Nothing that answers HTTP can change an index.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask, Response

from webapp import api, pages, people, problems, reading, rendering
from webapp.settings import Settings
from webapp.state import EngineSource, State, attach

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["EngineSource", "Settings", "create_app"]

_YEAR = 31_536_000
_HEADERS: Mapping[str, str] = {
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
_DEFAULTS = Settings()


def create_app(engines: EngineSource, settings: Settings = _DEFAULTS) -> Flask:
    """Return the application that answers from whatever engine is current.

    Parameters
    ----------
    engines
        Asked once a request; while it raises `indexer.errors.IndexFolderError`, requests that
        need an index are answered 503 with `Retry-After`.
    settings
        The limits; see `webapp.settings`.
    """
    app = Flask(__name__)
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = _YEAR
    # A source may itself be an address, whose double slash must reach the reading view.
    app.url_map.merge_slashes = False
    attach(app, State(engines, settings))
    rendering.prepare(app)
    reading.prepare(app)
    for part in (api, pages, reading, people):
        app.register_blueprint(part.blueprint)
    problems.register(app, pages.problem)
    app.after_request(_protect)
    return app


def _protect(response: Response) -> Response:
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    return response
