"""Writes what happens as lines: of JSON where a program reads them, else for a person to read.

A request has an id: what a declared proxy gave it (`X-Request-ID`), or one of its own. It is sent
back, and stands in every line that is logged while it is answered. The log of requests holds what
was asked for and how long it took; not who asked, and nothing of the question: both are for the
proxy's own log, where somebody decides to keep them.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import time
import uuid
from collections.abc import Iterable, Mapping
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from webapp.http.state import ARRIVED
from webapp.settings import Settings, SettingsError

_REQUESTS = logging.getLogger("webapp.requests")
_GIVEN = re.compile(r"[\w.:-]{1,64}", re.ASCII)
_ID: ContextVar[str] = ContextVar("request_id", default="")
_OWN = ("indexer", "webapp")


def start(settings: Settings) -> None:
    """Let this process log: warnings and worse to standard error, requests where they are wanted.

    Raises
    ------
    SettingsError
        Where the file for requests cannot be written.
    """
    as_json = settings.log_format == "json" or (
        settings.log_format == "auto" and not sys.stderr.isatty()
    )
    handler = logging.StreamHandler()
    handler.setFormatter(_Json() if as_json else logging.Formatter("%(levelname)s: %(message)s"))
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    if as_json:
        for name in _OWN:
            logging.getLogger(name).setLevel(logging.INFO)
    _REQUESTS.propagate = False
    _REQUESTS.setLevel(logging.INFO)
    _REQUESTS.handlers = [_requests_handler(file)] if (file := settings.access_log) else []


def _requests_handler(file: str) -> logging.Handler:
    try:
        handler = (
            logging.StreamHandler(sys.stdout)
            if file == "-"
            else logging.FileHandler(Path(file), encoding="utf-8")
        )
    except OSError as error:
        message = f"access_log is {file!r} ({error}): name a file in a folder that exists, or -"
        raise SettingsError(message) from error
    handler.setFormatter(_Json())
    return handler


class _Json(logging.Formatter):
    """One object a line: time (UTC), level, logger, message, and what else is known."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line: dict[str, Any] = {
            "time": at.replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "process": record.process,
        }
        if asked := _ID.get():
            line["request_id"] = asked
        if isinstance(record.args, Mapping):  # a request, with what is known of it
            line |= record.args
        else:
            line["message"] = record.getMessage()
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


class RequestLog:
    """A WSGI application each of whose requests has an id, and a line where they are logged."""

    def __init__(self, app: WSGIApplication, settings: Settings) -> None:
        self._app, self._believes = app, settings.trusted_proxies > 0

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        began = environ[ARRIVED] = time.monotonic()
        given = environ.get("HTTP_X_REQUEST_ID", "") if self._believes else ""
        name = given if _GIVEN.fullmatch(given) else uuid.uuid4().hex
        said: list[str] = []

        def begin(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:  # noqa: ANN401
            said[:] = [status[:3], next((v for k, v in headers if k == "Content-Length"), "")]
            return start(status, [*headers, ("X-Request-ID", name)], *more)

        token = _ID.set(name)
        try:
            return self._app(environ, begin)
        finally:
            if _REQUESTS.handlers:
                status, size = said or ("500", "")
                line = {
                    "method": environ.get("REQUEST_METHOD", "")[:20],
                    "path": environ.get("PATH_INFO", "").encode("latin-1").decode(errors="replace"),
                    "status": int(status),
                    "bytes": int(size or 0),
                    "ms": round((time.monotonic() - began) * 1000, 1),
                }
                _REQUESTS.info("", line)
            _ID.reset(token)
