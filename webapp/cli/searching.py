"""Commands that ask an index: for passages, for who goes with them, for tables of either."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

import click

from indexer.index.cluster import Location
from indexer.model import MODES, NAME_KINDS, ROLES, Mode, NameKind, Role
from webapp.cli import options
from webapp.cli.options import fail

if TYPE_CHECKING:
    from indexer.model import Passage
    from indexer.render.tables import Format

_EXPORTS = ("search", "collaborators", "mentions")
_FORMATS: tuple[Format, ...] = ("csv", "jsonl")
_ALL = 1_000_000  # more than there are


@click.command()
@click.argument("query")
@options.index
@options.narrowing
@click.option("--limit", type=click.IntRange(1, 1000), default=10, show_default=True)
@click.option("--mode", type=click.Choice(MODES), default="hybrid", show_default=True)
@click.option("--as-typed", is_flag=True, help="Correct no slips.")
@click.option("--why-not", metavar="ID", help="Say how a passage (its id or title) stands to it.")
@options.as_json
def search(  # noqa: PLR0913 - one parameter an option, as click passes them
    *,
    query: str,
    folder: Location,
    limit: int,
    mode: Mode,
    as_typed: bool,
    why_not: str | None,
    as_json: bool,
    **filters: tuple[str, ...],
) -> None:
    """Answer QUERY: plain words, "a phrase", -word, field:value (title, text, theme, source)."""
    from indexer.model import Filters, Query
    from indexer.render import terminal as render
    from indexer.search.engine import Engine

    narrowed = Filters(**filters)
    asked = Query(query, mode=mode, limit=limit, filters=narrowed, correct=not as_typed)
    engine = Engine.open(folder)
    matches = engine.match(asked)
    found, why = engine.answer(matches), None
    if why_not is not None and (why := engine.why(matches, why_not)) is None:
        fail(f"--why-not {why_not!r}: give the id or the title of a passage", 2)
    if as_json:
        from webapp import schemas
        from webapp.api import layout

        click.echo(schemas.indented(layout.answer(found, root="", why=why)))
    else:
        click.echo(render.answer(found, why))


@click.command()
@click.argument("query", default="")
@options.index
@options.narrowing
@click.option(
    "--kind", multiple=True, type=click.Choice(NAME_KINDS), help="Organisations and people."
)
@click.option("--role", multiple=True, type=click.Choice(ROLES), help="Only who has this role.")
@click.option("--exclude", multiple=True, metavar="NAME", help="Leave out who is known already.")
@click.option("--limit", type=click.IntRange(1, 1000), default=10, show_default=True)
@options.as_json
def who(  # noqa: PLR0913 - one parameter an option, as click passes them
    *,
    query: str,
    folder: Location,
    kind: tuple[NameKind, ...],
    role: tuple[Role, ...],
    exclude: tuple[str, ...],
    limit: int,
    as_json: bool,
    **filters: tuple[str, ...],
) -> None:
    """Say who goes with QUERY: organisations and people, each with its evidence; or all."""
    from indexer.model import Filters, Query, Who
    from indexer.render import terminal as render
    from indexer.search.engine import Engine

    about = Query(query, limit=limit, filters=Filters(**filters))
    asked = Who(about, kind or ("organisation", "person"), role, exclude)
    found = Engine.open(folder).collaborators(asked)
    if as_json:
        from webapp import schemas
        from webapp.api import layout

        click.echo(schemas.indented(layout.collaborators(found, root="")))
    else:
        click.echo(render.collaborators(found))


@click.command()
@click.argument("what", type=click.Choice(_EXPORTS))
@click.argument("query", default="")
@options.index
@click.option("--format", "form", type=click.Choice(_FORMATS), default="csv", show_default=True)
@click.option("--output", type=click.File("wb"), default="-", help="Write to this file.")
def export(*, what: str, query: str, folder: Location, form: Format, output: BinaryIO) -> None:
    """Write a table: what answers QUERY, who goes with it (or all), or every name there is."""
    from indexer.model import Query, Who
    from indexer.render import tables
    from indexer.search.engine import Engine
    from webapp import addresses

    def address(passage: Passage, fragment: str | None) -> str:
        return addresses.source_of(passage, "", fragment)

    if bool(query) != (what == "search") and what != "collaborators":
        fail(f"export {what} takes {'a' if what == 'search' else 'no'} QUERY", 2)
    engine = Engine.open(folder)
    if what == "search":
        table = tables.hits(engine.search(Query(query, limit=_ALL)), address)
    elif what == "collaborators":
        who = Who(Query(query, limit=_ALL), kinds=NAME_KINDS, evidence=None)
        table = tables.collaborators(engine.collaborators(who), address)
    else:
        table = tables.mentions(engine.passages, address)
    output.writelines(line.encode("utf-8", "replace") for line in table.write(form))
