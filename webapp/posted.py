"""Reads what a request's JSON body asks."""

from __future__ import annotations

from typing import NamedTuple, cast

import msgspec
from flask import request

from indexer.model import Query
from webapp import params, refusals, requests
from webapp.problems import BAD_REQUEST, NOT_JSON, Problem, ProblemError
from webapp.refusals import ParameterError, shown
from webapp.state import settings

_JSON = "application/json"
_PLAIN = "identity"  # what HTTP calls a body that is sent as it is
_SEVERAL = "queries"


class Search(NamedTuple):
    """A query of a body, and whether its hits are explained."""

    query: Query
    explain: bool


def json_object() -> dict[str, object]:
    """Return the JSON object that the request's body is.

    Raises
    ------
    ProblemError
        Where it is something else: 415 where it says so, 400 where it turns out to be.
    """
    if request.mimetype != _JSON:
        said = shown(request.mimetype) if request.mimetype else "of no type"
        detail = f"the body is {said}: send {_JSON}"
        raise ProblemError(Problem(NOT_JSON, 415, detail, headers=(("Accept", _JSON),)))
    coding = request.headers.get("Content-Encoding", _PLAIN)
    if coding.lower() != _PLAIN:
        detail = f"the body is in {shown(coding)}: send it as it is"
        raise ProblemError(Problem(NOT_JSON, 415, detail, headers=(("Accept-Encoding", _PLAIN),)))
    try:
        given: object = msgspec.json.decode(request.get_data())
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        detail = f"the body is not JSON ({error}): send an object"
        raise ProblemError(Problem(BAD_REQUEST, 400, detail)) from None
    if not isinstance(given, dict):
        detail = f"the body is {shown(given)}: send an object"
        raise ProblemError(Problem(BAD_REQUEST, 400, detail))
    return cast("dict[str, object]", given)


def one(given: dict[str, object]) -> Search:
    """Return the query that a JSON object asks.

    Raises
    ------
    ParameterError
        Naming the first field that is wrong, and the way out.
    """
    asked = params.checked(given, requests.one_of_batch(settings()))
    return Search(params.query(asked), asked.explain)


def several(given: dict[str, object]) -> list[Search]:
    """Return the queries that a JSON object with `queries` asks, as `one` does each."""
    for name in given:
        if name != _SEVERAL:
            raise refusals.unknown(name, requests.batch(settings()))
    queries, most = given[_SEVERAL], settings().largest_batch
    if not isinstance(queries, list):
        raise ParameterError(_SEVERAL, f"queries is {shown(queries)}: give a list")
    if not 1 <= len(queries) <= most:
        raise ParameterError(_SEVERAL, f"queries holds {len(queries):,}: give 1 to {most:,}")
    return [_at(place, query) for place, query in enumerate(queries)]


def _at(place: int, given: object) -> Search:
    where = f"{_SEVERAL}[{place}]"
    if not isinstance(given, dict):
        raise ParameterError(where, f"{where} is {shown(given)}: give an object")
    try:
        return one(given)
    except ParameterError as error:
        raise ParameterError(f"{where}.{error.parameter}", f"{where}: {error}") from None
