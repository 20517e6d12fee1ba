"""Declares an endpoint for services once: its route, what it may be asked, what it answers."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from flask import Blueprint, Response, request

from webapp import limiting, params, problems, requests
from webapp.params import Asked
from webapp.problems import Kind
from webapp.state import settings

if TYPE_CHECKING:
    import msgspec

    from webapp.requests import Model
    from webapp.settings import Settings

Asks = Callable[["Settings"], "Model"]
View = Callable[..., Response]

# What any endpoint may answer besides its own.
_ALWAYS = (
    problems.BAD_PARAMETER,
    problems.TOO_MANY,
    problems.HEADER_TOO_LARGE,
    problems.INTERNAL_ERROR,
)
_PLACE = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An address that services ask.

    Parameters
    ----------
    path
        As OpenAPI writes it, `/passages/{passage_id}`.
    summary
        What it answers, in a sentence.
    answers
        The types of its bodies; none where it sends another format.
    asks
        What its address may ask, given the settings.
    accepts
        What its JSON body may be, one of these; none for an endpoint that is read with GET.
    refuses
        Problems of its own.
    formats
        What it sends where that is no JSON body: media types, the first being the usual one.
    name
        What it is called; unique among all.
    changes
        Whether its answer may change while the index does not: it has no ETag.
    """

    path: str
    summary: str
    answers: tuple[type[msgspec.Struct], ...] = ()
    asks: Asks = requests.nothing
    accepts: tuple[Asks, ...] = ()
    refuses: tuple[Kind, ...] = ()
    formats: tuple[str, ...] = ()
    name: str = field(default="", compare=False)
    changes: bool = False

    @property
    def method(self) -> str:
        """What it is asked with."""
        return "POST" if self.accepts else "GET"

    @property
    def places(self) -> list[str]:
        """The names of its path's variable parts."""
        return _PLACE.findall(self.path)

    @property
    def problems(self) -> tuple[Kind, ...]:
        """Everything that it may be refused with."""
        unlimited = limiting.is_free(self.path)
        always = (kind for kind in _ALWAYS if not (unlimited and kind is problems.TOO_MANY))
        return (*always, *self.refuses)

    @property
    def is_kept(self) -> bool:
        """Whether its answer has an ETag, and is not sent again to who has it."""
        return self.method == "GET" and not self.changes


class Services(Blueprint):
    """A blueprint whose endpoints know what they may be asked and what they answer."""

    def __init__(self, name: str) -> None:
        super().__init__(name, __name__)
        self.endpoints: list[Endpoint] = []

    def answers(self, endpoint: Endpoint) -> Callable[[View], View]:
        """Let a view answer an endpoint: it gets what is asked, checked, and the path's parts."""

        def declare(view: View) -> View:
            def answer(**places: str) -> Response:
                return view(_asked(endpoint), **places)

            self.endpoints.append(endpoint)
            rule = _PLACE.sub(r"<\1>", endpoint.path)
            self.add_url_rule(rule, endpoint.name, answer, methods=[endpoint.method])
            return view

        return declare


def _asked(endpoint: Endpoint) -> Asked:
    return params.asked(request.args, endpoint.asks(settings()))
