"""Turns whatever went wrong into the response that says so: JSON for services, HTML for people.

Under `/api`, `/health` and `/metrics` a problem is `application/problem+json` (RFC 9457) with
`type`, `title`, `status`, `detail` and, where one is at fault, `parameter`. A `type` is a path of
this application, `/problems/<name>`, that stays the same for ever and shows what it means.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask, Response, request
from msgspec import UNSET
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from indexer.errors import AlongsideError, ClusterError, IndexFolderError, ModelError, TooSlowError
from webapp import schemas
from webapp.http.state import settings

_LOG = logging.getLogger(__name__)
MEDIA_TYPE = "application/problem+json"
_SERVICES = ("/api", "/health", "/metrics")
_FAILED = "this request failed; the fault has been logged"
_UNREADY = (IndexFolderError, ModelError)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem: its stable name, its status and what it means."""

    name: str
    status: int
    title: str
    meaning: str

    @property
    def type(self) -> str:
        """Where the kind is explained; the `type` of RFC 9457."""
        return f"/problems/{self.name}"


KINDS: dict[str, Kind] = {}


def _kind(name: str, status: int, title: str, meaning: str) -> Kind:
    KINDS[name] = Kind(name, status, title, meaning)
    return KINDS[name]


BAD_PARAMETER = _kind(
    "bad-parameter",
    400,
    "A parameter cannot be used",
    "A parameter is unknown, missing, given more often than it may be, or out of its range. "
    "The problem's detail names it and says what to give instead.",
)
BAD_REQUEST = _kind(
    "bad-request",
    400,
    "The request cannot be read",
    "The request is not well-formed HTTP, or its body is not well-formed JSON.",
)
UNKNOWN_PASSAGE = _kind(
    "unknown-passage",
    404,
    "There is no such passage",
    "No passage of the index has this id. Its text or its heading may have changed since the id "
    "was noted; a search for its title finds it again.",
)
UNKNOWN_COLLABORATOR = _kind(
    "unknown-collaborator",
    404,
    "There is no such collaborator",
    "No organisation, person or place of the index has this id. Its name may have changed since "
    "the id was noted; the list of all collaborators has those that are there.",
)
NOT_FOUND = _kind(
    "not-found",
    404,
    "Page not found",
    "There is no page at this address; check its spelling.",
)
METHOD_NOT_ALLOWED = _kind(
    "method-not-allowed",
    405,
    "This method is not answered here",
    "The address answers other methods; the response's Allow header lists them.",
)
TOO_LARGE = _kind(
    "too-large",
    413,
    "The body is too large",
    "The body has more bytes than are read here. Ask less at once.",
)
NOT_JSON = _kind(
    "not-json",
    415,
    "The body is not JSON",
    "The request's Content-Type is not application/json, or its body is compressed.",
)
TOO_MANY = _kind(
    "too-many",
    429,
    "Too many requests came from this client",
    "A client may ask so much in a minute. The response's Retry-After header says when to ask "
    "again; several questions in one body are answered faster.",
)
HEADER_TOO_LARGE = _kind(
    "header-too-large",
    431,
    "The address and headers are too large",
    "The address and the headers of a request have more bytes than are read here.",
)
INTERNAL_ERROR = _kind(
    "internal-error",
    500,
    "Something went wrong here",
    "This is a fault of the application, not of the request. It has been logged.",
)
NO_INDEX = _kind(
    "no-index",
    503,
    "No index is ready yet",
    "There is no index to answer from at this moment: it is missing, or cannot be opened. "
    "The response's Retry-After header says when to ask again.",
)
TOO_SLOW = _kind(
    "too-slow",
    503,
    "The query takes too long",
    "Finding what answers took longer than a query may. The machine may be busy: the response's "
    "Retry-After header says when to ask again; a shorter question takes less.",
)
TOO_BUSY = _kind(
    "too-busy",
    503,
    "Too many are asking at once",
    "More is asked at this moment than can be answered, and so as not to let all wait, some are "
    "sent away. The response's Retry-After header says when to ask again.",
)
HTTP_ERROR = _kind(
    "http-error", 0, "The request was not answered", "The status says why, as HTTP defines it."
)
# What an endpoint that needs an index may be refused with, and one that searches it.
READY = (NO_INDEX,)
IN_TIME = (*READY, TOO_SLOW)
_BY_STATUS = {
    kind.status: kind
    for kind in KINDS.values()
    if kind not in (BAD_PARAMETER, UNKNOWN_PASSAGE, UNKNOWN_COLLABORATOR, TOO_SLOW, TOO_BUSY)
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One occurrence of a problem."""

    kind: Kind
    status: int  # the kind's own but for `http-error`
    detail: str  # what happened, and the way out, for the person who reads it
    parameter: str | None = None  # the one at fault, where there is one
    headers: tuple[tuple[str, str], ...] = ()  # what the response carries besides

    def to_bytes(self) -> bytes:
        """Return the problem as RFC 9457 lays it out."""
        parameter = UNSET if self.parameter is None else self.parameter
        told = (self.kind.type, self.kind.title, self.status, self.detail, parameter)
        return schemas.encoded(schemas.Problem(*told))

    def to_json(self) -> Response:
        """Return the problem as a response to a service."""
        return self.dress(Response(self.to_bytes(), mimetype=MEDIA_TYPE))

    def dress(self, response: Response) -> Response:
        """Give a response the problem's status and headers."""
        response.status_code = self.status
        response.headers.extend(self.headers)
        response.headers["Cache-Control"] = "no-store"
        return response


class ParameterError(AlongsideError):
    """A parameter of a request is wrong; `parameter` names it."""

    def __init__(self, parameter: str, message: str) -> None:
        super().__init__(message)
        self.parameter = parameter


class ProblemError(Exception):
    """Raised by a view to be answered with its problem."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.detail)
        self.problem = problem


def for_services() -> bool:
    """Tell whether this request is a service's, which is never answered with HTML."""
    return any(request.path == root or request.path.startswith(root + "/") for root in _SERVICES)


def of(error: Exception) -> Problem:
    """Return the problem that an error is."""
    if isinstance(error, ProblemError):
        return error.problem
    if isinstance(error, ParameterError):
        return Problem(BAD_PARAMETER, 400, str(error), error.parameter)
    if isinstance(error, _UNREADY):
        # The error names a folder of this machine: that is for its log, not for whoever asks.
        _LOG.warning("answering 503: %s", error)
        why = (
            error.reason if isinstance(error, ClusterError) else "no index is ready to answer from"
        )
        detail = f"{why}: ask again in {settings().retry_after} seconds"
        return Problem(NO_INDEX, 503, detail, headers=(_later(),))
    if isinstance(error, TooSlowError):
        return Problem(TOO_SLOW, 503, str(error), headers=(_later(),))
    if isinstance(error, HTTPException):
        return _of_http(error)
    return Problem(INTERNAL_ERROR, 500, _FAILED)


def of_status(status: int) -> Kind:
    """Return the kind of problem that a status alone tells."""
    return _BY_STATUS.get(status, HTTP_ERROR)


def too_large(most: int) -> Problem:
    """Return the problem of a body with more than `most` bytes."""
    return Problem(TOO_LARGE, 413, f"the body is too large: send at most {most:,} bytes")


def register(app: Flask, to_html: Callable[[Problem], Response]) -> None:
    """Answer every error of an application: as JSON to services, by `to_html` to people."""

    def answer(error: Exception) -> Response:
        problem = of(error)
        return problem.to_json() if for_services() else to_html(problem)

    for kind in (HTTPException, ProblemError, ParameterError, TooSlowError, *_UNREADY):
        app.register_error_handler(kind, answer)


def _later() -> tuple[str, str]:
    return "Retry-After", str(settings().retry_after)


def _of_http(error: HTTPException) -> Problem:
    status = error.code or INTERNAL_ERROR.status
    kind = of_status(status)
    if isinstance(error, MethodNotAllowed):
        allowed = ", ".join(sorted(error.valid_methods or ()))
        detail = f"{request.method} is not answered here: use {allowed}"
        return Problem(kind, status, detail, headers=(("Allow", allowed),))
    if kind is TOO_LARGE:
        return too_large(settings().max_body_bytes)
    if kind is NOT_FOUND:
        return Problem(kind, status, f"nothing answers at {request.path[:200]}: check its spelling")
    if kind is INTERNAL_ERROR:
        return Problem(kind, status, _FAILED)
    return Problem(kind, status, (error.description or error.name).lower())
