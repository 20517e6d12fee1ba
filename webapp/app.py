"""Makes the application, and serves an index folder with it until it is told to stop.

Nothing that answers HTTP can change an index.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from pathlib import Path

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from indexer.errors import AlongsideError, NoIndexError
from webapp.api import views
from webapp.http import access, problems
from webapp.http.metrics import Metrics
from webapp.http.state import EngineSource, Setup, attach
from webapp.pages import common, discovery, questions, reading, report
from webapp.querylog import QueryLog
from webapp.settings import Settings

_LOG = logging.getLogger(__name__)
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


def create_app(engines: EngineSource, settings: Settings = _DEFAULTS) -> Flask:
    """Return the application that answers from whatever engine is current.

    `engines` is asked once a request; while it raises `indexer.errors.IndexFolderError`, requests
    that need an index are answered 503 with `Retry-After`.
    """
    app = Flask("webapp")
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = _YEAR
    # A source may itself be an address, whose double slash must reach the reading view.
    app.url_map.merge_slashes = False
    app.config["MAX_CONTENT_LENGTH"] = settings.max_body_bytes
    _compress(app)
    metrics = Metrics(engines)
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
    access.prepare(app, settings)
    if hops := settings.trusted_proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    return app


def serve(
    folder: Path, *, host: str, port: int, threads: int = 4, on_ready: Callable[[str], None]
) -> None:
    """Answer requests from an index folder until SIGTERM or SIGINT.

    The folder is opened before the first request is accepted. One without any index yet is served
    as well: requests are answered 503 until there is one. Port 0 takes any free one; `on_ready` is
    called once with the address, when requests to it are answered.

    Raises
    ------
    IndexFolderError, ModelError
        Where there is an index and it cannot be opened.
    SettingsError
        Where the environment holds a setting that cannot be used.
    ServerError
        Where host and port cannot be listened on.
    """
    from indexer.live import LiveEngine
    from webapp.http.listen import Listener

    settings = Settings.from_environment(os.environ)
    with LiveEngine(folder, _report) as engines:
        try:
            engines.current()
        except NoIndexError as error:
            _LOG.warning("requests are answered 503 until there is an index: %s", error)
        app = create_app(engines, settings)
        with Listener(app, host=host, port=port, threads=threads, settings=settings) as server:
            server.run(on_ready)


def _compress(app: Flask) -> None:
    """Send less to those who take it: a search's 4 KB as 1 KB, for 0.05 ms of zstd."""
    from flask_compress import Compress

    app.config["COMPRESS_ALGORITHM"] = ["zstd", "br", "gzip"]
    app.config["COMPRESS_MIN_SIZE"] = _SMALL
    app.config["COMPRESS_MIMETYPES"] = _COMPRESSED
    Compress(app)


def _report(error: AlongsideError) -> None:
    _LOG.warning("a new index cannot be opened, so nothing changes: %s", error)
