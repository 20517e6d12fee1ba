"""Serves an index folder with worker processes until it is told to stop."""

from __future__ import annotations

import logging
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING
from wsgiref.types import WSGIApplication

from indexer.errors import AlongsideError, ClusterError, NoIndexError
from indexer.index.cluster import Location
from webapp.settings import THREADS, Settings

if TYPE_CHECKING:
    from indexer.live import LiveEngine

_LOG = logging.getLogger(__name__)
_COUNTS = "PROMETHEUS_MULTIPROC_DIR"


def cores() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def serve(  # noqa: PLR0913 - how a server is set up
    folder: Location,
    *,
    host: str,
    port: int,
    on_ready: Callable[[str], None],
    workers: int | None = None,
    threads: int = THREADS,
) -> None:
    """Answer requests from an index folder until SIGTERM or SIGINT.

    Each of the workers, by default one a processor, opens the folder before it answers, mapped into
    memory that all share. A folder without any index yet is served as well, and so is a cluster
    that is away: requests are answered 503 until there is one. Port 0 takes any free one;
    `on_ready` is called once, in the first worker, with the address, when requests to it are
    answered.

    Raises
    ------
    SettingsError
        Where the environment holds a setting that cannot be used.
    ServerError
        Where host and port cannot be listened on, or there is an index that cannot be opened.
    """
    settings = Settings.from_environment(os.environ)
    shared = Path(tempfile.mkdtemp(prefix="alongside-"))
    os.environ[_COUNTS] = str(shared)  # before the library is imported: then it counts in files
    # Imported before workers are forked, which so share it.
    from indexer.live import LiveEngine
    from webapp.http import logs, server

    master = os.getpid()

    def load() -> WSGIApplication:
        logs.start(settings)  # opens its file anew: SIGHUP goes on in one that was moved away
        return _application(LiveEngine(folder, _report), settings, threads, shared)

    try:
        logs.start(settings)
        crew = server.Crew(workers or cores(), threads, settings.max_waiting, shared)
        server.run(load, server.listen(host, port), crew, on_ready)
    finally:
        if os.getpid() == master:
            shutil.rmtree(shared, ignore_errors=True)


def _application(
    engines: LiveEngine, settings: Settings, threads: int, shared: Path
) -> WSGIApplication:
    """Return what a worker answers with, from now to its end."""
    from webapp.app import create_app

    engines.__enter__()
    try:
        engines.current()
    except (NoIndexError, ClusterError) as error:
        _LOG.warning("requests are answered 503 until there is an index: %s", error)
    return create_app(engines, settings, threads=threads, shared=shared)


def _report(error: AlongsideError) -> None:
    _LOG.warning("an index is set aside, and the last good one answers: %s", error)
