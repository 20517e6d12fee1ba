"""Declares endpoints for services, and sends their answers, once for as long as they stay the same.

A view's types say it all: what its address may ask (`parameters`), what it answers (its return).
They check the request, lay out the response, and describe both in OpenAPI.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from typing import TYPE_CHECKING, get_args, get_type_hints

import msgspec
from flask import Blueprint, Response, current_app, request
from msgspec import Struct

from webapp import schemas
from webapp.http import limiting, problems
from webapp.http.parameters import bounded, from_address
from webapp.http.problems import Kind
from webapp.http.state import engine, root, settings

if TYPE_CHECKING:
    from indexer.model import IndexInfo

Sent = Struct | Response
View = Callable[..., Sent]
_V = Callable[[View], View]

# What any endpoint may answer besides its own.
_ALWAYS = (
    problems.BAD_PARAMETER,
    problems.TOO_MANY,
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


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An address that services ask.

    Parameters
    ----------
    name
        What it is called; unique among all.
    path
        As OpenAPI writes it, `/passages/{passage_id}`.
    summary
        What it answers, in a sentence.
    asks
        What its address may ask.
    answers
        The types of its bodies; none where it sends another format.
    accepts
        What its JSON body may be, one of these; none for an endpoint that is read with GET.
    refuses
        Problems of its own.
    formats
        What it sends where that is no JSON body: media types, the first being the usual one.
    is_kept
        Whether its answer has an ETag, and is not sent again to who has it.
    """

    name: str
    path: str
    summary: str
    asks: type[Request]
    answers: tuple[type[Struct], ...]
    accepts: tuple[type[Request], ...]
    refuses: tuple[Kind, ...]
    formats: tuple[str, ...]
    is_kept: bool

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
        unlimited = limiting.is_free(self.path)
        always = (kind for kind in _ALWAYS if not (unlimited and kind is problems.TOO_MANY))
        return (*always, *self.refuses)


class Endpoints(Blueprint):
    """A blueprint whose endpoints know what they may be asked and what they answer."""

    def __init__(self, name: str) -> None:
        super().__init__(name, __name__)
        self.declared: list[Endpoint] = []

    def kept(
        self, path: str, summary: str, *, refuses: tuple[Kind, ...], formats: tuple[str, ...] = ()
    ) -> _V:
        """Let a view answer from the index, as long as that is the same: with an ETag.

        It gets the engine, the parameters, and the path's parts.
        """

        def declare(view: View) -> View:
            def answer(**parts: str) -> Response:
                parameters = _parameters(endpoint)
                opened = engine()
                make = lambda: view(opened, parameters, **parts)  # noqa: E731
                return kept(opened.engine.info, parameters.key, make)

            endpoint = self._declare(
                answer, view, path, summary, refuses=refuses, formats=formats, is_kept=True
            )
            return view

        return declare

    def fresh(
        self,
        path: str,
        summary: str,
        *,
        refuses: tuple[Kind, ...] = (),
        accepts: tuple[type[Request], ...] = (),
    ) -> _V:
        """Let a view answer with what nobody may keep: it changes, or belongs to a body."""

        def declare(view: View) -> View:
            def answer() -> Response:
                _parameters(endpoint)
                response = respond(view())
                response.headers["Cache-Control"] = "no-store"
                return response

            endpoint = self._declare(answer, view, path, summary, refuses=refuses, accepts=accepts)
            return view

        return declare

    def _declare(  # noqa: PLR0913 - what `Endpoint` is made of
        self,
        answer: Callable[..., Response],
        view: View,
        path: str,
        summary: str,
        *,
        refuses: tuple[Kind, ...],
        accepts: tuple[type[Request], ...] = (),
        formats: tuple[str, ...] = (),
        is_kept: bool = False,
    ) -> Endpoint:
        hints = get_type_hints(view)
        sent = get_args(hints["return"]) or (hints["return"],)
        name = view.__name__
        made = Endpoint(
            name,
            path,
            summary,
            hints.get("parameters", Request),
            tuple(one for one in sent if issubclass(one, Struct)),
            accepts,
            refuses,
            formats,
            is_kept,
        )
        self.declared.append(made)
        self.add_url_rule(_VARIABLE.sub(r"<\1>", path), name, answer, methods=[made.method])
        return made


def kept(info: IndexInfo | None, key: object, make: Callable[[], Sent]) -> Response:
    """Send what only changes with the index; `If-None-Match` is answered 304 before it is made.

    Parameters
    ----------
    info
        The index it is drawn from; `None` where it is drawn from none.
    key
        What was asked, beside the path: equal values have equal bodies.
    make
        Makes it; not called where the client has it already.
    """
    tag = _tag(info, key)
    known = request.if_none_match.contains_weak(tag)
    # Whoever has any (`*`) has this one, if there is one.
    response = respond(make()) if not known or request.if_none_match.star_tag else None
    if response is None or known:
        response = Response(status=304)
    # Weak, because `took_ms` differs between answers that are otherwise the same bytes.
    response.set_etag(tag, weak=True)
    response.headers["Cache-Control"] = "public, no-cache"
    return response


def respond(sent: Sent) -> Response:
    """Return a body as a response; where it says how long it took, its header does too."""
    if isinstance(sent, Response):
        return sent
    response = current_app.response_class(schemas.encoded(sent), mimetype="application/json")
    took = getattr(sent, "took_ms", None)
    if took is not None:
        response.headers["Server-Timing"] = f"search;dur={took}"
    return response


def _parameters(endpoint: Endpoint) -> Request:
    return from_address(request.args, bounded(endpoint.asks, settings()))


def _tag(info: IndexInfo | None, key: object) -> str:
    # The software's version and this server's name are in the bytes too, so they are in the tag.
    generation = info.generation if info else ""
    parts = (_software(), generation, root(), request.path, key)
    return hashlib.sha256(msgspec.json.encode(parts)).hexdigest()[:32]


@cache
def _software() -> str:
    return version("alongside")
