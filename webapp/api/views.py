"""Answers services: search, passages, who goes with what, completions, tables, health."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from time import perf_counter

import msgspec
from flask import Response, request
from msgspec import UNSET

from indexer.model import Passage
from indexer.render import tables
from indexer.render.tables import Address, Format, Table
from indexer.search.context import quotes
from webapp import addresses, schemas
from webapp.api import layout, requests
from webapp.http import access, problems
from webapp.http.endpoints import Endpoints, Request, kept
from webapp.http.parameters import bounded, clean, from_object, json_object, shown, unknown
from webapp.http.problems import ParameterError, Problem, ProblemError
from webapp.http.state import TimedEngine, engine, fault, root, settings

api = Endpoints("api")
exports = Endpoints("exports")
health = Endpoints("health")
suggesting = Endpoints("suggesting")

# Where browsers ask that have this site among their search engines; `discovery` tells them.
BROWSERS = "/suggest"
_MEDIA: dict[Format, str] = {"csv": "text/csv", "jsonl": "application/jsonl"}
_FORMATS = tuple(_MEDIA.values())
_QUERIES = "queries"
_OLDER = "the newest index cannot be opened, so an older one answers; the log says why"


@api.declare("/api/v1/search", refuses=(problems.UNKNOWN_PASSAGE, *problems.IN_TIME))
def search(opened: TimedEngine, parameters: requests.SearchParameters) -> schemas.SearchAnswer:
    """Return the passages that answer a question, and how well they do."""
    matches = opened.match(parameters.query)
    why = None
    if (about := parameters.asked_about) is not None:
        why = opened.engine.why(matches, about)
        if why is None:
            detail = f"why_not is {shown(about)}: give a passage's id or title"
            raise ProblemError(Problem(problems.UNKNOWN_PASSAGE, 404, detail))
    return layout.answer(opened.answer(matches), root(), explain=parameters.explained, why=why)


@api.declare(
    "/api/v1/search",
    accepts=(requests.SearchQuery, requests.SearchBatch),
    refuses=(problems.BAD_REQUEST, problems.TOO_LARGE, problems.NOT_JSON, *problems.IN_TIME),
    is_kept=False,
)
def search_by_body() -> schemas.SearchAnswer | schemas.BatchAnswer:
    """Return the same from a JSON body: one query, or several answered in one batch."""
    given = json_object()
    if _QUERIES not in given:
        return _answers([_search_query(given)])[0]
    queries = _search_queries(given)
    access.charge(len(queries) - 1)
    started = perf_counter()
    answers = _answers(queries)
    return schemas.BatchAnswer(answers, layout.milliseconds((perf_counter() - started) * 1000))


@api.declare("/api/v1/context", refuses=problems.IN_TIME)
def context(opened: TimedEngine, parameters: requests.ContextParameters) -> schemas.ContextAnswer:
    """Return sentences and passages that answer a question, as many as fit, for who writes one."""
    found = opened.search(parameters.query)
    return layout.context(found, quotes(found, parameters.characters), root())


@api.declare("/api/v1/collaborators", refuses=problems.IN_TIME)
def collaborators(
    opened: TimedEngine, parameters: requests.CollaboratorsParameters
) -> schemas.CollaboratorsAnswer:
    """Return organisations, people and places that go with a question, each with its evidence."""
    return layout.collaborators(opened.collaborators(parameters.who), root())


@api.declare(
    "/api/v1/collaborators/{collaborator_id}",
    refuses=(problems.UNKNOWN_COLLABORATOR, *problems.READY),
)
def collaborator(
    opened: TimedEngine, _: Request, collaborator_id: str
) -> schemas.CollaboratorProfile:
    """Return one collaborator with all its passages, its funders, and whom it is named beside."""
    found = opened.engine.profile(collaborator_id)
    if found is None:
        detail = f"nobody has the id {collaborator_id[:100]!r}: see /api/v1/collaborators"
        raise ProblemError(Problem(problems.UNKNOWN_COLLABORATOR, 404, detail))
    return layout.profile(found, opened.engine.info, root())


@api.declare("/api/v1/passages/{passage_id}", refuses=(problems.UNKNOWN_PASSAGE, *problems.READY))
def passage(opened: TimedEngine, _: Request, passage_id: str) -> schemas.PassageAnswer:
    """Return one passage whole: text, sentences, mentions, source, link."""
    found = _known(opened, passage_id)
    return layout.passage(found, opened.engine.info, root(), opened.engine.entity)


@api.declare(
    "/api/v1/passages/{passage_id}/similar", refuses=(problems.UNKNOWN_PASSAGE, *problems.READY)
)
def similar(
    opened: TimedEngine, parameters: requests.SimilarParameters, passage_id: str
) -> schemas.SimilarAnswer:
    """Return passages like one, each with the reason."""
    own = _known(opened, passage_id)
    found = opened.engine.similar(own.id, parameters.limit)
    return layout.similar(own, found, opened.engine.info, root())


@exports.declare("/api/v1/export/search", refuses=problems.IN_TIME, formats=_FORMATS)
def export_search(opened: TimedEngine, parameters: requests.ExportSearchParameters) -> Response:
    """Return the passages that answer a question as a table, one row each."""
    found = opened.search(parameters.query)
    return _file(tables.hits(found, _address()), "search", parameters.format, found.total)


@exports.declare("/api/v1/export/collaborators", refuses=problems.IN_TIME, formats=_FORMATS)
def export_collaborators(
    opened: TimedEngine, parameters: requests.ExportCollaboratorsParameters
) -> Response:
    """Return who goes with a question as a table, one row for each passage that says so."""
    found = opened.collaborators(replace(parameters.who, evidence=None))
    table = tables.collaborators(found, _address())
    return _file(table, "collaborators", parameters.format, found.total)


@exports.declare("/api/v1/export/mentions", refuses=problems.READY, formats=_FORMATS)
def export_mentions(opened: TimedEngine, parameters: requests.ExportMentionsParameters) -> Response:
    """Return every name in every passage as a table, one row for each place where it stands."""
    passages = list(opened.engine.passages)  # each read once, for the table and for its length
    total = sum(len(one.mentions) for one in passages)
    return _file(tables.mentions(passages, _address()), "mentions", parameters.format, total)


@health.declare("/health/live", is_kept=False)
def live() -> schemas.Live:
    """Return whether this process answers."""
    return schemas.Live("live")


@health.declare("/health/ready", refuses=(problems.NO_INDEX,), is_kept=False)
def ready() -> schemas.Ready:
    """Return whether an index is open, and which."""
    opened = engine().engine
    opened.check()
    info = layout.index(opened.info)
    # What is wrong names a folder of this machine: that stands in its log.
    return schemas.Ready("ready", info, fault=_OLDER if fault() else UNSET)


@suggesting.declare("/api/v1/suggest", refuses=(problems.NO_INDEX,))
def suggest(opened: TimedEngine, parameters: requests.SuggestParameters) -> schemas.SuggestAnswer:
    """Return what may be meant by the beginning of a question."""
    found = opened.engine.suggest(parameters.typed, parameters.limit)
    return schemas.SuggestAnswer(
        parameters.typed, [layout.suggestion(one, root()) for one in found]
    )


@suggesting.get(BROWSERS)
def suggest_to_browsers() -> Response:
    """Return completions as OpenSearch lays them out: typed, texts, kinds, addresses."""
    typed, opened = clean(request.args.get("q", "")), engine().engine
    typed = typed[: settings().max_query_characters]

    def make() -> Response:
        found = [
            layout.suggestion(one, root()) for one in opened.suggest(typed, requests.SUGGESTIONS)
        ]
        columns = [[one.text for one in found], [one.kind for one in found]]
        body = [typed, *columns, [one.url for one in found]]
        return Response(msgspec.json.encode(body), mimetype="application/x-suggestions+json")

    return kept(opened.info, typed, make)


def _search_query(given: dict[str, object]) -> requests.SearchQuery:
    return from_object(given, bounded(requests.SearchQuery, settings()))


def _search_queries(given: dict[str, object]) -> list[requests.SearchQuery]:
    """Return the queries that a JSON object with `queries` asks.

    Raises
    ------
    ParameterError
        Naming the first field that is wrong, as `queries[1].limit`, and the way out.
    """
    for name in given:
        if name != _QUERIES:
            raise unknown(name, requests.SearchBatch)
    queries, most = given[_QUERIES], settings().largest_batch
    if not isinstance(queries, list):
        raise ParameterError(_QUERIES, f"queries is {shown(queries)}: give a list")
    if not 1 <= len(queries) <= most:
        raise ParameterError(_QUERIES, f"queries holds {len(queries):,}: give 1 to {most:,}")
    return [_one_of(position, query) for position, query in enumerate(queries)]


def _one_of(position: int, given: object) -> requests.SearchQuery:
    where = f"{_QUERIES}[{position}]"
    if not isinstance(given, dict):
        raise ParameterError(where, f"{where} is {shown(given)}: give an object")
    try:
        return _search_query(given)
    except ParameterError as error:
        raise ParameterError(f"{where}.{error.parameter}", f"{where}: {error}") from None


def _answers(queries: Sequence[requests.SearchQuery]) -> list[schemas.SearchAnswer]:
    """Return the answers to queries that came in one body, encoded in one batch."""
    at = root()
    answers = {
        position: layout.answer(found, at, explain=queries[position].explain)
        for position, found in engine().search_many([one.query for one in queries])
    }
    return [answers[position] for position in range(len(queries))]


def _known(opened: TimedEngine, passage_id: str) -> Passage:
    found = opened.engine.passage(passage_id)
    if found is None:
        detail = f"no passage has the id {passage_id[:100]!r}: search for its title"
        raise ProblemError(Problem(problems.UNKNOWN_PASSAGE, 404, detail))
    return found


def _file(table: Table, name: str, form: Format, total: int) -> Response:
    """Return a table as a file; `total` is what there is, whether or not the table has all."""
    text = "".join(table.write(form)).encode("utf-8", "replace")
    response = Response(text, mimetype=_MEDIA[form])
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    response.headers["X-Total-Count"] = str(total)
    return response


def _address() -> Address:
    at = root()
    return lambda passage, fragment: addresses.source_of(passage, at, fragment)
