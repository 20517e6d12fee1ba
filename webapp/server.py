"""Serves an index folder over HTTP until it is told to stop, following the folder's generations."""

from __future__ import annotations

import logging
import os
from typing import TYPE_CHECKING

from indexer.errors import NoIndexError
from indexer.live import LiveEngine
from webapp import create_app
from webapp.listen import Listener
from webapp.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from indexer.errors import AlongsideError

_LOG = logging.getLogger(__name__)


def serve(
    folder: Path,
    *,
    host: str,
    port: int,
    threads: int = 4,
    on_ready: Callable[[str], None],
) -> None:
    """Answer requests from an index folder until SIGTERM or SIGINT.

    A folder without any index yet is served as well: requests are answered 503 until there is one.

    Parameters
    ----------
    folder
        The index folder; opened before the first request is accepted.
    host, port
        Where to listen; port 0 takes any free one.
    threads
        Requests answered at the same time.
    on_ready
        Called once with the address, when requests to it are answered.

    Raises
    ------
    IndexFolderError, ModelError
        Where there is an index and it cannot be opened.
    SettingsError
        Where the environment holds a setting that cannot be used.
    ServerError
        Where host and port cannot be listened on.
    """
    settings = Settings.from_environment(os.environ)
    with LiveEngine(folder, _report) as engines:
        try:
            engines.current()
        except NoIndexError as error:
            _LOG.warning("requests are answered 503 until there is an index: %s", error)
        app = create_app(engines, settings)
        listener = Listener(app, host=host, port=port, threads=threads, settings=settings)
        with listener as server:
            server.run(on_ready)


def _report(error: AlongsideError) -> None:
    _LOG.warning("a new index cannot be opened, so nothing changes: %s", error)
