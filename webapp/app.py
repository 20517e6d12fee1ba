"""Makes the application: what answers which path, and what every response is sent with."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask, Response
from werkzeug.middleware.proxy_fix import ProxyFix

from webapp import (
    api,
    discovery,
    exports,
    health,
    limiting,
    manual,
    pages,
    people,
    problems,
    reading,
    rendering,
    report,
    sharing,
    suggesting,
)
from webapp.metrics import Metrics
from webapp.querylog import QueryLog
from webapp.settings import Settings
from webapp.state import EngineSource, State, attach

if TYPE_CHECKING:
    from collections.abc import Mapping

_YEAR = 31_536_000
# Below this, in bytes, a response fits a packet as it is.
_SMALL = 1_024
_COMPRESSED = [
    "application/json",
    "application/jsonl",
    "image/svg+xml",
    "text/css",
    "text/csv",
    "text/html",
]
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
_BLUEPRINTS = (
    api.services,
    discovery.blueprint,
    exports.services,
    health.services,
    manual.blueprint,
    pages.blueprint,
    reading.blueprint,
    people.blueprint,
    report.blueprint,
    suggesting.services,
)
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
    app = Flask("webapp")
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = _YEAR
    # A source may itself be an address, whose double slash must reach the reading view.
    app.url_map.merge_slashes = False
    app.config["MAX_CONTENT_LENGTH"] = settings.max_body_bytes
    _compress(app)
    metrics = Metrics(engines)
    attach(app, State(engines, settings, (metrics.answered, report.note)))
    metrics.watch(app)
    limiting.prepare(app, settings)
    rendering.prepare(app)
    reading.prepare(app)
    discovery.prepare(app)
    if settings.query_log:
        report.prepare(app, QueryLog(Path(settings.query_log)))
    for blueprint in _BLUEPRINTS:
        app.register_blueprint(blueprint)
    problems.register(app, pages.problem)
    for finish in (sharing.share, _protect):
        app.after_request(finish)
    if hops := settings.trusted_proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    return app


def _compress(app: Flask) -> None:
    """Send less to those who take it: a search's 4 KB as 1 KB, for 0.05 ms of zstd."""
    from flask_compress import Compress

    app.config["COMPRESS_ALGORITHM"] = ["zstd", "br", "gzip"]
    app.config["COMPRESS_MIN_SIZE"] = _SMALL
    app.config["COMPRESS_MIMETYPES"] = _COMPRESSED
    Compress(app)


def _protect(response: Response) -> Response:
    response.headers.update(HEADERS)
    return response
