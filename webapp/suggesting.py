"""Completes what is being typed: for services and the search box, and as browsers ask for it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

import msgspec
from flask import Response, request
from msgspec import UNSET

from webapp import addresses, bodies, links, params, problems, requests, sending
from webapp.params import Asked
from webapp.services import Endpoint, Services
from webapp.state import engine, settings

if TYPE_CHECKING:
    from indexer.model import Suggestion

services = Services("suggesting")

# Where browsers ask that have this site among their search engines; `discovery` tells them.
BROWSERS = "/suggest"
_MEDIA = "application/x-suggestions+json"


@services.answers(
    Endpoint(
        "/api/v1/suggest",
        "What may be meant by the beginning of a question.",
        answers=(bodies.SuggestAnswer,),
        asks=requests.suggest,
        refuses=(problems.NO_INDEX,),
        name="suggest",
    )
)
def suggest(asked: Asked) -> Response:
    """Return completions of `q`, the best first."""
    typed, opened = params.clean(asked.q), engine()

    def make() -> bodies.SuggestAnswer:
        found = opened.suggest(typed, asked.limit)
        return bodies.SuggestAnswer(typed, [_laid_out(one) for one in found])

    return sending.lasting(opened.info, (typed, asked.limit), make)


@services.get(BROWSERS)
def suggest_to_browsers() -> Response:
    """Return completions as OpenSearch lays them out: typed, texts, kinds, addresses."""
    typed, opened = params.clean(request.args.get("q", "")), engine()
    typed = typed[: settings().max_query_characters]

    def make() -> Response:
        found = [_laid_out(one) for one in opened.suggest(typed, requests.SUGGESTIONS)]
        columns = [[one.text for one in found], [one.kind for one in found]]
        body = [typed, *columns, [one.url for one in found]]
        return Response(msgspec.json.encode(body), mimetype=_MEDIA)

    return sending.kept(opened.info, typed, make)


def _laid_out(of: Suggestion) -> bodies.Suggestion:
    return bodies.Suggestion(
        text=of.text,
        kind=of.kind,
        id=UNSET if of.id is None else of.id,
        url=addresses.root() + _path(of),
    )


def _path(of: Suggestion) -> str:
    """Return where a suggestion leads: to what it names, else to what answers it."""
    if of.id is None:
        return "/?" + urlencode({"q": of.text}, errors="replace")
    if of.kind == "title":
        return links.passage(of.id)
    return links.collaborator(of.id)
