from __future__ import annotations

import os
import sys
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any
from unittest import mock

import anyio
import pytest
from mcp import Client, StdioServerParameters, stdio_client
from mcp_types import CallToolResult

from indexer.search.engine import Engine
from tests.fakes import Engines
from tests.indexer.commands import ALONGSIDE, invoke, refused
from tests.webapp.harbour import GATES
from webapp import mcp as tools
from webapp.app import create_app
from webapp.querylog import QueryLog
from webapp.settings import Settings

Talk = Callable[[Client], Awaitable[Any]]


def talk(to: Any, with_it: Talk) -> Any:
    """Say something to a server with the SDK's own client; return what came of it."""

    async def run() -> Any:
        async with AsyncExitStack() as opened:
            return await with_it(await opened.enter_async_context(Client(to)))

    return anyio.run(run)


def asked(engines: Engines, name: str, **arguments: Any) -> CallToolResult:
    """Call one tool over a connection within this process."""
    server = tools.server(engines, Settings(public_url="http://localhost"))
    result = talk(server, lambda client: client.call_tool(name, arguments))
    assert isinstance(result, CallToolResult)
    return result


def sent(engines: Engines, address: str) -> Any:
    body = create_app(engines).test_client().get(address).get_json()
    return body | {"took_ms": mock.ANY} if "took_ms" in body else body


def text(result: CallToolResult) -> str:
    (block,) = result.content
    assert block.type == "text"
    return block.text


def test_tools_are_described_with_what_they_ask_and_answer(engines: Engines) -> None:
    listed = talk(tools.server(engines), lambda client: client.list_tools()).tools
    assert [tool.name for tool in listed] == ["search", "fetch", "find_collaborators"]
    for tool in listed:
        assert tool.description
        assert tool.input_schema["type"] == tool.output_schema["type"] == "object"
        assert tool.annotations.read_only_hint
    assert listed[0].input_schema["required"] == ["query"]
    assert listed[0].input_schema["properties"]["limit"]["default"] == 10


@pytest.mark.parametrize(
    ("tool", "arguments", "address"),
    [
        ("search", {"query": "small tide tables"}, "/api/v1/search?q=small+tide+tables"),
        ("search", {"query": "tides", "limit": 1}, "/api/v1/search?q=tides&limit=1"),
        ("search", {"query": "who pays for the paper"}, "/api/v1/search?q=who+pays+for+the+paper"),
        ("search", {"query": "sourdough"}, "/api/v1/search?q=sourdough"),
        ("fetch", {"id": GATES}, f"/api/v1/passages/{GATES}"),
        ("find_collaborators", {"query": "tides"}, "/api/v1/collaborators?q=tides"),
    ],
)
def test_a_tool_answers_with_the_json_of_the_endpoint(
    engines: Engines, tool: str, arguments: dict[str, Any], address: str
) -> None:
    result = asked(engines, tool, **arguments)
    assert not result.is_error
    assert result.structured_content == sent(engines, address)


@pytest.mark.parametrize(
    ("tool", "arguments", "why"),
    [
        ("search", {}, "the question (query) is missing: give one of 1 to 500 characters"),
        ("search", {"query": " "}, "the question (query) is missing"),
        ("search", {"query": "a" * 501}, "has 501 characters: give one of at most 500"),
        ("search", {"query": 7}, "the question (query) is 7: give a text"),
        ("search", {"query": "tides", "limit": 0}, "limit is 0: give a whole number from 1 to 100"),
        ("search", {"query": "tides", "limt": 2}, "unknown parameter 'limt': did you mean limit?"),
        ("fetch", {}, "the passage (id) is missing: give one of 1 to 200 characters"),
        ("fetch", {"id": "nobody"}, "no passage has the id 'nobody': search for its title"),
        ("delete", {"id": "nobody"}, "there is no tool 'delete': use search, fetch"),
    ],
)
def test_a_wrong_call_is_answered_with_what_is_wrong(
    engines: Engines, tool: str, arguments: dict[str, Any], why: str
) -> None:
    result = asked(engines, tool, **arguments)
    assert result.is_error
    assert why in text(result)


def test_without_an_index_a_tool_says_so(engines: Engines) -> None:
    engines.engine = None
    assert "run alongside index" in text(asked(engines, "search", query="tides"))


def test_hostile_text_is_only_data(engines: Engines, harbour: Engine) -> None:
    hostile = harbour.passages[6]
    body = asked(engines, "fetch", id=hostile.id).structured_content
    assert (body["title"], body["text"]) == (hostile.title, hostile.text)


def test_the_command_answers_over_standard_input_and_output(corpus_index: Path) -> None:
    async def both(client: Client) -> list[Any]:
        found = await client.call_tool("search", {"query": "air pollution kenya", "limit": 2})
        first = found.structured_content["hits"][0]["id"]
        return [found, await client.call_tool("fetch", {"id": first})]

    command = StdioServerParameters(
        command=ALONGSIDE,
        args=["mcp", "--index", str(corpus_index)],
        env={**os.environ, "ALONGSIDE_PUBLIC_URL": "https://a.example"},
    )
    found, fetched = talk(stdio_client(command), both)
    titles = [hit["title"] for hit in found.structured_content["hits"]]
    assert titles == ["Air Pollution Interdisciplinary Research (AIR) Network", "Tupumue"]
    assert fetched.structured_content["title"] == titles[0]
    assert fetched.structured_content["url"].startswith("https://a.example/pages/")


def test_what_assistants_ask_is_counted_where_questions_are(
    corpus_index: Path, tmp_path: Path
) -> None:
    log = tmp_path / "questions.db"
    command = StdioServerParameters(
        command=ALONGSIDE,
        args=["mcp", "--index", str(corpus_index)],
        env={**os.environ, "ALONGSIDE_QUERY_LOG": str(log)},
    )
    question = {"query": "Graduation gown hire"}
    talk(stdio_client(command), lambda client: client.call_tool("search", question))
    (counted,) = QueryLog(log).questions()
    assert (counted.text, counted.asked) == ("graduation gown hire", 1)


def test_an_answer_that_takes_too_long_is_refused(corpus_engine: Engine) -> None:
    server = tools.server(Engines(corpus_engine), Settings(max_seconds=1e-9))
    result = talk(server, lambda client: client.call_tool("search", {"query": "air"}))
    assert result.is_error
    assert "takes longer than" in text(result)


def test_an_absent_index_is_told_at_once(tmp_path: Path) -> None:
    assert "there is no index in" in refused(invoke("mcp", "--index", tmp_path))


def test_without_the_extra_the_command_says_what_to_install(
    corpus_index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "webapp.mcp", None)
    monkeypatch.delattr("webapp.mcp", raising=False)
    monkeypatch.setitem(sys.modules, "mcp", None)
    assert "[mcp]'" in refused(invoke("mcp", "--index", corpus_index))
