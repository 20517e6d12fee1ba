"""Declares endpoints for services, and sends their answers, once for as long as they stay the same.

A view's types say it all: what its address may ask (`parameters`), what it answers (its return).
They check the request, lay out the response, and describe both in OpenAPI.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from importlib.metadata import version
from typing import TypedDict, Unpack, get_args, get_type_hints

import msgspec
from flask import Blueprint, Response, current_app, request
from msgspec import Struct

from indexer.model import IndexInfo
from webapp import schemas
from webapp.http import access, problems
from webapp.http.parameters import bounded, from_address
from webapp.http.problems import Kind
from webapp.http.state import engine, root, settings

Reply = Struct | Response
ViewFunction = Callable[..., Reply]

# What any endpoint may answer besides its own.
_ALWAYS = (
    problems.BAD_PARAMETER,
    problems.TOO_MANY,
    problems.TOO_BUSY,
    problems.HEADER_TOO_LARGE,
    problems.INTERNAL_ERROR,
)
_VARIABLE = re.compile(r"\{(\w+)\}")


class Request(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What may be asked; by itself, nothing."""

    @property
    def key(self) -> object:
        """Equal for all that is answered alike; it becomes JSON."""
        return self


class EndpointOptions(TypedDict, total=False):
    """What an endpoint may have besides: the fields of `Endpoint` of these names."""

    accepts: tuple[type[Request], ...]
    refuses: tuple[Kind, ...]
    formats: tuple[str, ...]
    is_kept: bool


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An address that services ask; its `name` is unique among all."""

    name: str
    path: str  # as OpenAPI writes it, `/passages/{passage_id}`
    summary: str  # what it answers, in a sentence
    asks: type[Request] = Request  # what its address may ask
    answers: tuple[type[Struct], ...] = ()  # its bodies' types; none where it sends another format
    accepts: tuple[type[Request], ...] = ()  # one of these is its JSON body; none: asked with GET
    refuses: tuple[Kind, ...] = ()  # problems of its own
    formats: tuple[str, ...] = ()  # media types of what is no JSON body, the usual one first
    # Whether its answer has an ETag, and is not sent again to who has it; else nobody may keep it:
    # it changes while the index does not, or answers a body.
    is_kept: bool = True

    @property
    def method(self) -> str:
        """What it is asked with."""
        return "POST" if self.accepts else "GET"

    @property
    def variables(self) -> list[str]:
        """The names of its path's variable parts."""
        return _VARIABLE.findall(self.path)

    @property
    def problems(self) -> tuple[Kind, ...]:
        """Everything that it may be refused with."""
        unlimited = access.is_free(self.path)
        costly = (problems.TOO_MANY, problems.TOO_BUSY)
        always = (kind for kind in _ALWAYS if not (unlimited and kind in costly))
        return (*always, *self.refuses)


class Endpoints(Blueprint):
    """A blueprint whose endpoints know what they may be asked and what they answer."""

    def __init__(self, name: str) -> None:
        super().__init__(name, __name__)
        self.declared: list[Endpoint] = []

    def declare(
        self, path: str, **more: Unpack[EndpointOptions]
    ) -> Callable[[ViewFunction], ViewFunction]:
        """Let a view answer an address; its name is the endpoint's, its docstring says what.

        One that is kept gets the engine, the parameters, and the path's parts; any other nothing.
        """

        def decorate(view: ViewFunction) -> ViewFunction:
            hints = get_type_hints(view)
            summary = (view.__doc__ or "").removeprefix("Return ")
            endpoint = Endpoint(
                name=view.__name__,
                path=path,
                summary=summary[:1].upper() + summary[1:],
                asks=hints.get("parameters", Request),
                answers=tuple(
                    one
                    for one in get_args(hints["return"]) or (hints["return"],)
                    if issubclass(one, Struct)
                ),
                **more,
            )

            def answer(**parts: str) -> Response:
                parameters = from_address(request.args, bounded(endpoint.asks, settings()))
                if not endpoint.is_kept:
                    response = respond(view())
                    response.headers["Cache-Control"] = "no-store"
                    return response
                opened = engine()
                make = partial(view, opened, parameters, **parts)
                return kept(opened.engine.info, parameters.key, make)

            self.declared.append(endpoint)
            rule = _VARIABLE.sub(r"<\1>", path)
            self.add_url_rule(rule, endpoint.name, answer, methods=[endpoint.method])
            return view

        return decorate


def kept(info: IndexInfo | None, key: object, make: Callable[[], Reply]) -> Response:
    """Send what only changes with the index; `If-None-Match` is answered 304 before it is made.

    `info` is the index it is drawn from, if from any; `key` what was asked, beside the path: equal
    values have equal bodies; `make` is not called where the client has it already.
    """
    # The software's version and this server's name are in the bytes too, so they are in the tag.
    parts = (_software(), info.generation if info else "", root(), request.path, key)
    tag = hashlib.sha256(msgspec.json.encode(parts)).hexdigest()[:32]
    known = request.if_none_match.contains_weak(tag)
    # Whoever has any (`*`) has this one, if there is one.
    response = respond(make()) if not known or request.if_none_match.star_tag else None
    if response is None or known:
        response = Response(status=304)
    # Weak, because `took_ms` differs between answers that are otherwise the same bytes.
    response.set_etag(tag, weak=True)
    response.headers["Cache-Control"] = "public, no-cache"
    return response


def respond(reply: Reply) -> Response:
    """Return a body as a response; where it says how long it took, its header does too."""
    if isinstance(reply, Response):
        return reply
    response = current_app.response_class(schemas.encoded(reply), mimetype="application/json")
    if following := getattr(reply, "next", None):
        response.headers["Link"] = f'<{following}>; rel="next"'
    took = getattr(reply, "took_ms", None)
    if took is not None:
        response.headers["Server-Timing"] = f"search;dur={took}"
    return response


@cache
def _software() -> str:
    return version("alongside")
