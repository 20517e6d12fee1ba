"""Answers assistants: the index as tools over standard input and output, by the MCP SDK.

Beside pages and the endpoint the third face of the same answers: what a tool returns is the JSON
that the endpoint sends for the same question. The only import of `mcp`, which is an extra.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any

import anyio
import mcp_types as types
import msgspec
from mcp.server import Server
from mcp.server.stdio import stdio_server
from msgspec import Meta, Struct

from indexer.errors import AlongsideError
from indexer.index.cluster import Location
from indexer.live import LiveEngine
from indexer.model import Query, Who
from webapp import schemas
from webapp.api import layout
from webapp.api.requests import VISIBLE
from webapp.http.parameters import clean, from_object
from webapp.http.state import EngineSource, Observer, TimedEngine
from webapp.querylog import QueryLog
from webapp.settings import Settings

_DEFAULTS = Settings()
_LOG = logging.getLogger(__name__)

_ABOUT = (
    "Searches pages that describe many things under headings. search finds passages and says how "
    "well they answer (strong, weak or none: on none, say that there is no answer), and in direct "
    "quotes what answers by itself, where anything does; fetch gives one whole; "
    "find_collaborators says who to talk to, with the passages that say so."
)
_READS = types.ToolAnnotations(read_only_hint=True, open_world_hint=False)


class QuestionArguments(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A question, and how many results its answer may have."""

    query: Annotated[
        str,
        Meta(
            title="the question",
            min_length=1,
            max_length=500,
            pattern=VISIBLE,
            description="A question or a few words, as people ask.",
        ),
    ]
    limit: Annotated[int, Meta(ge=1, le=100, description="Results of one answer.")] = 10


class FetchArguments(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which passage is to be read."""

    id: Annotated[
        str,
        Meta(
            title="the passage",
            min_length=1,
            max_length=200,
            description="Of a passage, as `search` returns it.",
        ),
    ]


@dataclass(frozen=True, slots=True)
class _Tool:
    """What a tool may be asked, and how it answers: what does so has its name and says what."""

    asks: type[Struct]
    answers: type[Struct]
    answer: Callable[[TimedEngine, Any, str], Struct]

    @property
    def name(self) -> str:
        return self.answer.__name__

    @property
    def described(self) -> types.Tool:
        return types.Tool(
            name=self.name,
            description=self.answer.__doc__,
            input_schema=_schema(self.asks),
            output_schema=_schema(self.answers),
            annotations=_READS,
        )


def search(opened: TimedEngine, question: QuestionArguments, root: str) -> Struct:
    """Find the passages that answer a question, each with the sentence that says so."""
    query = Query(clean(question.query), limit=question.limit)
    return layout.answer(opened.search(query), root)


def fetch(opened: TimedEngine, wanted: FetchArguments, root: str) -> Struct:
    """Read one passage whole."""
    engine = opened.engine
    found = engine.passage(wanted.id)
    if found is None:
        raise AlongsideError(f"no passage has the id {wanted.id[:100]!r}: search for its title")
    return layout.passage(found, engine.info, root, engine.entity)


def find_collaborators(opened: TimedEngine, question: QuestionArguments, root: str) -> Struct:
    """Find the organisations and people who work on something, each with its evidence."""
    query = Query(clean(question.query), limit=question.limit)
    return layout.collaborators(opened.collaborators(Who(query)), root)


_TOOLS = {
    tool.name: tool
    for tool in (
        _Tool(QuestionArguments, schemas.SearchAnswer, search),
        _Tool(FetchArguments, schemas.PassageAnswer, fetch),
        _Tool(QuestionArguments, schemas.CollaboratorsAnswer, find_collaborators),
    )
}


def server(
    engines: EngineSource, settings: Settings = _DEFAULTS, observers: Sequence[Observer] = ()
) -> Server[Any]:
    """Return a server of the tools, to be run over any transport.

    `engines` is asked once a call; of the settings it takes how long an answer may take, and where
    the pages are served, for the links of passages that have no public address of their own (paths,
    where that is not known); `observers` see each answer to a search.
    """

    async def list_tools(*_: object) -> types.ListToolsResult:
        return types.ListToolsResult(tools=[tool.described for tool in _TOOLS.values()])

    async def call_tool(_: object, call: types.CallToolRequestParams) -> types.CallToolResult:
        # In a thread: the encoder takes milliseconds, in which other calls may be read.
        return await anyio.to_thread.run_sync(answer, call)

    def answer(call: types.CallToolRequestParams) -> types.CallToolResult:
        return _called(opened, settings.public_url, call)

    def opened() -> TimedEngine:
        return TimedEngine(engines.current(), settings.max_seconds, observers)

    return Server(
        "alongside",
        version=version("alongside"),
        instructions=_ABOUT,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
    )


def serve(folder: Location) -> None:
    """Answer from an index folder over standard input and output until the input ends.

    Raises
    ------
    IndexFolderError, ModelError
        Where there is no index, or it cannot be opened.
    SettingsError
        Where the environment holds a setting that cannot be used.
    """
    settings = Settings.from_environment(os.environ)
    log = [QueryLog(Path(settings.query_log)).note] if settings.query_log else []

    async def run(engines: EngineSource) -> None:
        of = server(engines, settings, log)
        async with stdio_server() as (read, write):
            await of.run(read, write, of.create_initialization_options())

    with LiveEngine(folder, lambda error: _LOG.warning("%s", error)) as engines:
        engines.current()
        anyio.run(run, engines)


def _called(
    opened: Callable[[], TimedEngine], root: str, call: types.CallToolRequestParams
) -> types.CallToolResult:
    """Return what a tool answers, or in words what is wrong with how it was called."""
    tool = _TOOLS.get(call.name)
    if tool is None:
        return _refused(f"there is no tool {call.name[:100]!r}: use {', '.join(_TOOLS)}")
    try:
        arguments = from_object(call.arguments or {}, tool.asks)
        body = tool.answer(opened(), arguments, root)
    except AlongsideError as error:
        return _refused(str(error))
    sent = schemas.encoded(body).decode()
    return types.CallToolResult(
        content=[types.TextContent(text=sent)], structured_content=msgspec.json.decode(sent)
    )


def _refused(why: str) -> types.CallToolResult:
    return types.CallToolResult(content=[types.TextContent(text=why)], is_error=True)


def _schema(of: type[Struct]) -> dict[str, Any]:
    """Return a type's JSON Schema, an object at its root as clients of before 2026 ask for."""
    (_,), described = msgspec.json.schema_components([of], ref_template="#/$defs/{name}")
    return {**described.pop(of.__name__), "$defs": described}
