"""Hands answers out as tables: CSV for spreadsheets, JSON lines for programs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from flask import Response

from indexer.render import tables
from webapp import addresses, links, params, problems, requests, sending
from webapp.params import Asked
from webapp.services import Endpoint, Services
from webapp.state import engine

if TYPE_CHECKING:
    from indexer.model import Passage
    from indexer.render.tables import Address, Format, Table

services = Services("exports")

_MEDIA: dict[Format, str] = {"csv": "text/csv", "jsonl": "application/jsonl"}
_FORMATS = tuple(_MEDIA.values())


@services.answers(
    Endpoint(
        "/api/v1/export/search",
        "The passages that answer a question as a table, one row each.",
        asks=requests.export_search,
        refuses=problems.IN_TIME,
        formats=_FORMATS,
        name="export_search",
    )
)
def search(asked: Asked) -> Response:
    """Return a search's answer as a table."""
    query, opened = params.query(asked), engine()

    def make() -> Response:
        found = opened.search(query)
        return _file(tables.hits(found, _address()), "search", asked.format, found.total)

    return sending.kept(opened.info, (params.normal(query), asked.format), make)


@services.answers(
    Endpoint(
        "/api/v1/export/collaborators",
        "Who goes with a question as a table, one row for each passage that says so.",
        asks=requests.export_collaborators,
        refuses=problems.IN_TIME,
        formats=_FORMATS,
        name="export_collaborators",
    )
)
def collaborators(asked: Asked) -> Response:
    """Return who goes with a question as a table."""
    who, opened = replace(params.who(asked), evidence=None), engine()

    def make() -> Response:
        found = opened.collaborators(who)
        table = tables.collaborators(found, _address())
        return _file(table, "collaborators", asked.format, found.total)

    return sending.kept(opened.info, (params.normal_who(who), asked.format), make)


@services.answers(
    Endpoint(
        "/api/v1/export/mentions",
        "Every name in every passage as a table, one row for each place where it stands.",
        asks=requests.export_mentions,
        refuses=problems.READY,
        formats=_FORMATS,
        name="export_mentions",
    )
)
def mentions(asked: Asked) -> Response:
    """Return all mentions as a table."""
    opened = engine()

    def make() -> Response:
        total = sum(len(passage.mentions) for passage in opened.passages)
        table = tables.mentions(opened.passages, _address())
        return _file(table, "mentions", asked.format, total)

    return sending.kept(opened.info, asked.format, make)


def _file(table: Table, name: str, form: Format, total: int) -> Response:
    """Return a table as a file; `total` is what there is, whether or not the table has all."""
    text = "".join(table.write(form)).encode("utf-8", "replace")
    response = Response(text, mimetype=_MEDIA[form])
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    response.headers["X-Total-Count"] = str(total)
    return response


def _address() -> Address:
    root = addresses.root()

    def place(passage: Passage, fragment: str | None) -> str:
        return links.place(passage, root, fragment)

    return place
