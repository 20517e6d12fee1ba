"""Makes the application that answers from an index.

Nothing that answers HTTP can change an index.
"""

from __future__ import annotations

import html
import re
from pathlib import Path
from wsgiref.types import WSGIApplication

from flask import Flask, Response, request
from werkzeug.middleware.proxy_fix import ProxyFix

from webapp.api import views
from webapp.http import access, problems
from webapp.http.admission import Admission, Gate
from webapp.http.logs import RequestLog
from webapp.http.metrics import Metrics
from webapp.http.state import EngineSource, Setup, attach
from webapp.pages import common, discovery, questions, reading, report
from webapp.querylog import QueryLog
from webapp.settings import THREADS, Settings

# Where a page names a path of this application; what `static` made is below its root already.
_LINKS = re.compile(rb'\b(?:href|action|src|data-[a-z-]+)="(?=/(?!/))')
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
_BLUEPRINTS = (
    views.api,
    discovery.blueprint,
    views.exports,
    views.health,
    discovery.manual,
    questions.pages,
    reading.blueprint,
    questions.people,
    report.blueprint,
    views.suggesting,
)
_DEFAULTS = Settings()


def create_app(
    engines: EngineSource,
    settings: Settings = _DEFAULTS,
    *,
    threads: int = THREADS,
    shared: Path | None = None,
) -> Flask:
    """Return the application that answers from whatever engine is current.

    `engines` is asked once a request; while it raises `indexer.errors.IndexFolderError`, requests
    that need an index are answered 503 with `Retry-After`. At most `threads` are answered at once,
    and `settings.max_waiting` wait; `shared` is a folder for what several processes count together.
    """
    app = Flask("webapp")
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = _YEAR
    # A source may itself be an address, whose double slash must reach the reading view.
    app.url_map.merge_slashes = False
    # One more than may be, so that a body in chunks that goes on is told from one that ends there.
    app.config["MAX_CONTENT_LENGTH"] = settings.max_body_bytes + 1
    _compress(app)
    app.after_request(_below)
    metrics = Metrics(engines, shared)
    attach(app, Setup(engines, settings, (metrics.count_answer, report.note)))
    metrics.register(app)
    common.prepare(app)
    reading.prepare(app)
    discovery.prepare(app)
    if settings.query_log:
        report.prepare(app, QueryLog(Path(settings.query_log)))
    for blueprint in _BLUEPRINTS:
        app.register_blueprint(blueprint)
    problems.register(app, questions.problem)
    access.prepare(app, settings, shared)
    outside: WSGIApplication = app.wsgi_app
    if hops := settings.trusted_proxies:
        outside = ProxyFix(outside, x_for=hops, x_proto=hops, x_host=hops, x_prefix=hops)
    gate = Gate(threads, settings.max_waiting)
    outside = RequestLog(Admission(outside, gate, settings, metrics.refused), settings)
    app.wsgi_app = outside  # type: ignore[assignment,method-assign]
    return app


def _compress(app: Flask) -> None:
    """Send less to those who take it: a search's 4 KB as 1 KB, for 0.05 ms of zstd."""
    from flask_compress import Compress

    app.config["COMPRESS_ALGORITHM"] = ["zstd", "br", "gzip"]
    app.config["COMPRESS_MIN_SIZE"] = _SMALL
    app.config["COMPRESS_MIMETYPES"] = _COMPRESSED
    Compress(app)
    app.after_request(_close_file)


def _below(response: Response) -> Response:
    """Let a page's links lead below the path where a proxy has put this application, if any."""
    root = request.script_root
    if root and response.mimetype == "text/html" and not response.direct_passthrough:
        told = html.escape(root).replace("\\", "\\\\").encode()
        response.set_data(_LINKS.sub(rb"\g<0>" + told, response.get_data()))
    if root and (to := response.headers.get("Location", "")).startswith("/"):
        response.headers["Location"] = to if to.startswith(root + "/") else root + to
    return response


def _close_file(response: Response) -> Response:
    """Close a file with its response: what is compressed takes its place, and leaves it open."""
    if response.direct_passthrough:
        response.call_on_close(getattr(response.response, "close", lambda: None))
    return response
