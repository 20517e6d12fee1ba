"""Answers services: search, passages, and who goes with what."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING

from flask import Response

from webapp import (
    addresses,
    bodies,
    limiting,
    params,
    payloads,
    posted,
    problems,
    relations,
    requests,
    sending,
)
from webapp.params import Asked
from webapp.problems import Problem, ProblemError
from webapp.services import Endpoint, Services
from webapp.state import engine

if TYPE_CHECKING:
    from collections.abc import Sequence

    from indexer.model import Passage
    from webapp.state import Engine

services = Services("api")


@services.answers(
    Endpoint(
        "/api/v1/search",
        "The passages that answer a question, and how well they do.",
        answers=(bodies.SearchAnswer,),
        asks=requests.search,
        refuses=problems.IN_TIME,
        name="search",
    )
)
def search(asked: Asked) -> Response:
    """Return the passages that answer `q`, and how well they do."""
    query, explain = params.query(asked), params.truth(asked.explain)
    opened = engine()

    def make() -> bodies.SearchAnswer:
        return payloads.answer(opened.search(query), addresses.root(), explain=explain)

    return sending.lasting(opened.info, (params.normal(query), explain), make)


@services.answers(
    Endpoint(
        "/api/v1/search",
        "The same from a JSON body: one query, or several answered in one batch.",
        answers=(bodies.SearchAnswer, bodies.BatchAnswer),
        accepts=(requests.one_of_batch, requests.batch),
        refuses=(problems.BAD_REQUEST, problems.TOO_LARGE, problems.NOT_JSON, *problems.IN_TIME),
        name="search_by_body",
    )
)
def search_by_body(_: Asked) -> Response:
    """Return the answer to a query, or to each of several."""
    given = posted.json_object()
    if "queries" not in given:
        return sending.fresh(_answers([posted.one(given)])[0])
    asked = posted.several(given)
    limiting.charge(len(asked) - 1)
    began = perf_counter()
    answers = _answers(asked)
    took = payloads.milliseconds((perf_counter() - began) * 1000)
    return sending.fresh(bodies.BatchAnswer(answers, took))


@services.answers(
    Endpoint(
        "/api/v1/collaborators",
        "Organisations, people and places that go with a question, each with its evidence.",
        answers=(bodies.CollaboratorsAnswer,),
        asks=requests.collaborators,
        refuses=problems.IN_TIME,
        name="collaborators",
    )
)
def collaborators(asked: Asked) -> Response:
    """Return who goes with `q`; without it all, by the number of their passages."""
    who, opened = params.who(asked), engine()

    def make() -> bodies.CollaboratorsAnswer:
        return relations.answer(opened.collaborators(who), addresses.root())

    return sending.lasting(opened.info, params.normal_who(who), make)


@services.answers(
    Endpoint(
        "/api/v1/collaborators/{collaborator_id}",
        "One collaborator with all its passages, its funders, and whom it is named beside.",
        answers=(bodies.CollaboratorProfile,),
        refuses=(problems.UNKNOWN_COLLABORATOR, *problems.READY),
        name="collaborator",
    )
)
def collaborator(_: Asked, collaborator_id: str) -> Response:
    """Return one collaborator's own page."""
    opened = engine()
    found = opened.profile(collaborator_id)
    if found is None:
        detail = f"nobody has the id {collaborator_id[:100]!r}: see /api/v1/collaborators"
        raise ProblemError(Problem(problems.UNKNOWN_COLLABORATOR, 404, detail))
    return sending.lasting(
        opened.info, None, lambda: relations.profile(found, opened.info, addresses.root())
    )


@services.answers(
    Endpoint(
        "/api/v1/passages/{passage_id}",
        "One passage whole: text, sentences, mentions, source, link.",
        answers=(bodies.PassageAnswer,),
        refuses=(problems.UNKNOWN_PASSAGE, *problems.READY),
        name="passage",
    )
)
def passage(_: Asked, passage_id: str) -> Response:
    """Return one passage whole."""
    opened = engine()
    found = _known(opened, passage_id)

    def make() -> bodies.PassageAnswer:
        return payloads.passage(found, opened.info, addresses.root(), opened.entity)

    return sending.lasting(opened.info, None, make)


@services.answers(
    Endpoint(
        "/api/v1/passages/{passage_id}/similar",
        "Passages like one, each with the reason.",
        answers=(bodies.SimilarAnswer,),
        asks=requests.similar,
        refuses=(problems.UNKNOWN_PASSAGE, *problems.READY),
        name="similar",
    )
)
def similar(asked: Asked, passage_id: str) -> Response:
    """Return the passages most like one."""
    opened = engine()
    own = _known(opened, passage_id)

    def make() -> bodies.SimilarAnswer:
        found = opened.similar(own.id, asked.limit)
        return relations.similar(own, found, opened.info, addresses.root())

    return sending.lasting(opened.info, asked.limit, make)


def _answers(asked: Sequence[posted.Search]) -> list[bodies.SearchAnswer]:
    """Return the answers to queries that came in one body, encoded in one batch."""
    root = addresses.root()
    answers = {
        place: payloads.answer(found, root, explain=asked[place].explain)
        for place, found in engine().search_many([one.query for one in asked])
    }
    return [answers[place] for place in range(len(asked))]


def _known(opened: Engine, passage_id: str) -> Passage:
    found = opened.passage(passage_id)
    if found is None:
        detail = f"no passage has the id {passage_id[:100]!r}: search for its title"
        raise ProblemError(Problem(problems.UNKNOWN_PASSAGE, 404, detail))
    return found
