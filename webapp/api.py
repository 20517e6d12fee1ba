"""Answers services: search, one passage, and whether this server lives and is ready."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from importlib.metadata import version
from typing import TYPE_CHECKING

from flask import Blueprint, Response, current_app, request

from webapp import params, payloads
from webapp.problems import UNKNOWN_PASSAGE, Problem, ProblemError, for_services
from webapp.state import engine, settings

if TYPE_CHECKING:
    from indexer.model import IndexInfo, Query

blueprint = Blueprint("api", __name__)

_EXPOSED = "ETag, Server-Timing, Retry-After"
_DAY = "86400"


@blueprint.get("/api/v1/search")
def search() -> Response:
    """Return the passages that answer `q`, and how well they do."""
    query = params.search_query(request.args, settings())
    opened = engine()
    tag = _tag(opened.info, "search", *_normal(query))
    if _is_known(tag):
        return _unchanged(tag)
    found = opened.search(query)
    response = _tagged(payloads.answer(found, _root()), tag)
    response.headers["Server-Timing"] = f"search;dur={payloads.milliseconds(found)}"
    return response


@blueprint.get("/api/v1/passages/<passage_id>")
def passage(passage_id: str) -> Response:
    """Return one passage whole."""
    params.only_known(request.args, ())
    opened = engine()
    found = opened.passage(passage_id)
    if found is None:
        detail = f"no passage has the id {passage_id[:100]!r}: search for its title"
        raise ProblemError(Problem(UNKNOWN_PASSAGE, 404, detail))
    tag = _tag(opened.info, "passage", passage_id)
    if _is_known(tag):
        return _unchanged(tag)
    return _tagged(payloads.passage(found, opened.info, _root()), tag)


@blueprint.get("/health/live")
def live() -> Response:
    """Tell that this process answers."""
    return _fresh({"status": "live"})


@blueprint.get("/health/ready")
def ready() -> Response:
    """Tell that an index is open, and which; a 503 problem while there is none."""
    return _fresh({"status": "ready", "index": payloads.index(engine().info)})


@blueprint.after_app_request
def share(response: Response) -> Response:
    """Let other sites' pages read what services are answered (CORS), and search engines not."""
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


def _normal(query: Query) -> tuple[str, ...]:
    """Return what tells a query from others; the order of themes does not."""
    window = (str(query.limit), str(query.offset))
    return (query.text, query.mode, str(query.correct), *window, *sorted(query.filters.theme))


def _tag(info: IndexInfo, *of: str) -> str:
    # The software's version and this server's name are in the bytes too, so they are in the tag.
    parts = (_software(), info.generation, _root(), *of)
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:32]


def _is_known(tag: str) -> bool:
    return request.if_none_match.contains_weak(tag)


def _unchanged(tag: str) -> Response:
    return _cacheable(Response(status=304), tag)


def _tagged(body: payloads.Json, tag: str) -> Response:
    return _cacheable(_json(body), tag)


def _cacheable(response: Response, tag: str) -> Response:
    # Weak, because `took_ms` differs between answers that are otherwise the same bytes.
    response.set_etag(tag, weak=True)
    response.headers["Cache-Control"] = "public, no-cache"
    return response


def _fresh(body: payloads.Json) -> Response:
    response = _json(body)
    response.headers["Cache-Control"] = "no-store"
    return response


def _json(body: payloads.Json) -> Response:
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return current_app.response_class(text.encode("utf-8", "replace"), mimetype="application/json")


@cache
def _software() -> str:
    return version("alongside")


def _root() -> str:
    # A request that names no usable host is answered with paths, which hold on any.
    return request.host_url.rstrip("/") if request.host else ""
