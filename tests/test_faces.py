"""One answer has three faces: JSON for services, a page for people, tools for assistants."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import unquote, urlsplit

import anyio
from flask.testing import FlaskClient
from mcp import Client
from selectolax.lexbor import LexborHTMLParser

from indexer.evaluate.judged import read_judgements
from indexer.search.engine import Engine
from tests.conftest import CORPUS
from tests.fakes import Engines
from webapp import mcp as tools
from webapp.app import create_app

Ranking = list[str]


def told(client: FlaskClient, question: str) -> Ranking:
    body = client.get("/api/v1/search", query_string={"q": question}).json
    return [hit["id"] for hit in body["hits"]]


def shown(client: FlaskClient, question: str) -> Ranking:
    page = LexborHTMLParser(client.get("/", query_string={"q": question}).text)
    paths = [urlsplit(node.attributes["href"] or "").path for node in page.css(".hits h2 a")]
    return [unquote(path.removeprefix("/passages/")) for path in paths]


def handed(engines: Engines, questions: Sequence[str]) -> Mapping[str, Ranking]:
    async def ask() -> Mapping[str, Ranking]:
        async with Client(tools.server(engines)) as client:
            found = {q: await client.call_tool("search", {"query": q}) for q in questions}
        return {
            q: [hit["id"] for hit in result.structured_content["hits"]]
            for q, result in found.items()
        }

    return anyio.run(ask)


def check(engine: Engine, judgements: Path) -> None:
    questions = [one.text for one in read_judgements(judgements)]
    engines = Engines(engine)
    client = create_app(engines).test_client()
    by_tool = handed(engines, questions)
    for question in questions:
        ranking = told(client, question)
        assert shown(client, question) == by_tool[question] == ranking, question
    answered = [ranking for ranking in by_tool.values() if ranking]
    assert len(answered) > len(questions) / 2
    assert max(map(len, answered)) == 10, "a page of hits is full"


def test_the_faces_agree_on_every_judged_query(corpus_engine: Engine) -> None:
    check(corpus_engine, CORPUS / "judgements.jsonl")


def test_the_faces_agree_on_the_real_page(page_engine: Engine, shared: Path) -> None:
    check(page_engine, shared / "judgements" / "queries.jsonl")
