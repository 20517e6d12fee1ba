"""The command `alongside`: the only module that prints."""

from __future__ import annotations

import io
import json
import os
import signal
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NoReturn, TypeVar

# One thread for numpy's products: two make a 0.2 ms product take 8 ms. Before numpy is imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import click

from indexer.errors import AlongsideError
from indexer.model import FACETS, MODES, NAME_KINDS, ROLES, Mode, NameKind, Role

if TYPE_CHECKING:
    from indexer.model import Passage
    from indexer.read import ReadOptions
    from indexer.tables import Format

_T = TypeVar("_T")
_EXPORTS = ("search", "collaborators", "mentions")
_FORMATS: tuple[Format, ...] = ("csv", "jsonl")
_ALL = 1_000_000  # more than there are

_index = click.option(
    "--index",
    "folder",
    type=click.Path(path_type=Path),
    envvar="ALONGSIDE_INDEX",
    default=Path(".alongside"),
    show_default=True,
    help="The index folder (also ALONGSIDE_INDEX).",
)
_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
_url = click.option("--url", help="The public address of the file, or of the folder's files.")
_mentions = click.option(
    "--mentions-file",
    "mentions",
    type=click.Path(path_type=Path),
    help="A TOML file that corrects names and roles, in place of a folder's mentions.toml.",
)
_private = click.option(
    "--allow-private", is_flag=True, help="Allow addresses in private ranges (127.0.0.1, 10.x)."
)


class _Group(click.Group):
    """Turns what can go wrong into one line and an exit code, never a stack trace."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command."""
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors="replace")  # a terminal may lack a page's characters
        try:
            return super().invoke(ctx)
        except AlongsideError as error:
            _fail(str(error))
        except BrokenPipeError:
            # Whoever read the output had enough of it (`alongside search ... | head`).
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(0)


def _fail(message: str, code: int = 1) -> NoReturn:
    from indexer.render import plain

    click.echo(f"alongside: {plain(message)}", err=True)
    sys.exit(code)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="alongside")
def main() -> None:
    """Search pages that describe many things under headings."""


@main.command()
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@click.option(
    "--to",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    envvar="ALONGSIDE_INDEX",
    default=Path(".alongside"),
    show_default=True,
    help="The index folder (also ALONGSIDE_INDEX).",
)
@click.option("--model", help="A sentence-transformers model's name or folder.")
@click.option(
    "--precision",
    type=click.Choice(["int8", "float32"]),
    default="int8",
    show_default=True,
    help="Of the encoder's weights; float32 is slower and the same on every processor.",
)
@click.option(
    "--acronyms",
    type=click.Path(path_type=Path),
    help='A TOML file of what short forms stand for here (PHU = "..."); it wins over the pages.',
)
@_mentions
@_url
@_private
def index(  # noqa: PLR0913 - one parameter an option, as click passes them
    *,
    sources: tuple[str, ...],
    folder: Path,
    model: str | None,
    precision: str,
    acronyms: Path | None,
    mentions: Path | None,
    url: str | None,
    allow_private: bool,
) -> None:
    """Make the index hold exactly the SOURCEs: files, folders, addresses, - for standard input."""
    started = time.perf_counter()
    try:
        from indexer import render
        from indexer.build import BuildOptions, build
        from indexer.export import DEFAULT_MODEL

        options = BuildOptions(
            reading=_reading(url, allow_private=allow_private),
            model=model or DEFAULT_MODEL,
            precision="float32" if precision == "float32" else "int8",
            acronyms=acronyms,
            mentions=mentions,
        )
        done = build(sources, folder, options, _Progress())
    except KeyboardInterrupt:
        _fail("interrupted; the index is as it was, and the same command goes on from here", 130)
    click.echo(render.summary(done, time.perf_counter() - started))


class _Progress:
    """Shows a build on standard error: what happens, how fast, how long it will still take."""

    def say(self, message: str) -> None:
        """Print a line."""
        from indexer.render import plain

        click.echo(plain(message), err=True)

    def track(self, items: Iterable[_T], what: str, total: int) -> Iterator[_T]:
        """Pass the items on behind a bar with rate and time left."""
        from tqdm import tqdm

        yield from tqdm(items, desc=what, total=total, unit="", mininterval=0.5)


def _reading(url: str | None, *, allow_private: bool) -> ReadOptions:
    from indexer.read import ReadOptions

    return ReadOptions(url=url, allow_private=allow_private)


@main.command()
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@click.option("--model", help="Count the tokens of this model.")
@click.option("--mentions", "who", is_flag=True, help="Show who is named, in which role, and why.")
@_mentions
@_url
@_private
@_json
def inspect(  # noqa: PLR0913 - one parameter an option, as click passes them
    *,
    sources: tuple[str, ...],
    model: str | None,
    who: bool,
    mentions: Path | None,
    url: str | None,
    allow_private: bool,
    as_json: bool,
) -> None:
    """Show how SOURCEs split before they go live: outline, sizes, what is left out and why."""
    from indexer import render, review
    from indexer.export import DEFAULT_MODEL, token_counter
    from indexer.mentions import corrections_for, find
    from indexer.read import read
    from indexer.split import split

    tokens = token_counter(model or DEFAULT_MODEL)
    corrections = corrections_for(sources, mentions)
    progress = _Progress()
    pages = read(
        sources,
        options=_reading(url, allow_private=allow_private),
        on_skip=lambda name, reason: progress.say(f"left out {name}: {reason}"),
    )
    found: list[Passage] = []
    for page in pages:
        found += (of_page := split(page))
        if not as_json and not who:
            click.echo(render.outline(page, of_page, tokens) + "\n")
    if as_json or who:
        named = find(found, corrections).passages
        show = _inspected(named, tokens) if as_json else review.sheet(named)
        for line in show:
            click.echo(line)


def _inspected(passages: Sequence[Passage], tokens: Callable[[str], int] | None) -> Iterator[str]:
    """Yield a line of JSON for each passage."""
    from indexer import review
    from indexer.passages import to_json
    from indexer.text import words

    for passage in passages:
        counts = {
            "words": len(words(passage.text)),
            "tokens": tokens(passage.text) if tokens else None,
        }
        whole = {**to_json(passage), **review.lists(passage), **counts}
        del whole["mentions"]
        yield json.dumps(whole, ensure_ascii=False)


def _narrowing(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command an option for each facet; each may be given several times."""
    for facet in reversed(FACETS):
        several = f"Only passages with this {facet}; several: any of them."
        command = click.option(f"--{facet}", multiple=True, help=several)(command)
    return command


@main.command()
@click.argument("query")
@_index
@_narrowing
@click.option("--limit", type=click.IntRange(1, 1000), default=10, show_default=True)
@click.option("--mode", type=click.Choice(MODES), default="hybrid", show_default=True)
@click.option("--as-typed", is_flag=True, help="Correct no slips.")
@_json
def search(  # noqa: PLR0913 - one parameter an option, as click passes them
    *,
    query: str,
    folder: Path,
    limit: int,
    mode: Mode,
    as_typed: bool,
    as_json: bool,
    **filters: tuple[str, ...],
) -> None:
    """Answer QUERY: plain words, "a phrase", -word, field:value (title, text, theme, source)."""
    from indexer import render
    from indexer.engine import Engine
    from indexer.model import Filters, Query

    narrowed = Filters(**filters)
    asked = Query(query, mode=mode, limit=limit, filters=narrowed, correct=not as_typed)
    found = Engine.open(folder).search(asked)
    if as_json:
        from webapp import payloads

        click.echo(payloads.indented(payloads.answer(found, root="")))
    else:
        click.echo(render.answer(found))


@main.command()
@click.argument("what", type=click.Choice(_EXPORTS))
@click.argument("query", default="")
@_index
@click.option("--format", "form", type=click.Choice(_FORMATS), default="csv", show_default=True)
@click.option("--output", type=click.File("wb"), default="-", help="Write to this file.")
def export(*, what: str, query: str, folder: Path, form: Format, output: BinaryIO) -> None:
    """Write a table: what answers QUERY, who goes with it (or all), or every name there is."""
    from indexer import tables
    from indexer.engine import Engine
    from indexer.model import Query, Who
    from webapp import links

    def address(passage: Passage, fragment: str | None) -> str:
        return links.place(passage, "", fragment)

    if bool(query) != (what == "search") and what != "collaborators":
        _fail(f"export {what} takes {'a' if what == 'search' else 'no'} QUERY", 2)
    engine = Engine.open(folder)
    if what == "search":
        table = tables.hits(engine.search(Query(query, limit=_ALL)), address)
    elif what == "collaborators":
        who = Who(Query(query, limit=_ALL), kinds=NAME_KINDS)
        table = tables.collaborators(engine.collaborators(who), address)
    else:
        table = tables.mentions(engine.passages, address)
    output.writelines(line.encode("utf-8", "replace") for line in table.write(form))


@main.command()
@click.argument("query", default="")
@_index
@_narrowing
@click.option(
    "--kind", multiple=True, type=click.Choice(NAME_KINDS), help="Organisations and people."
)
@click.option("--role", multiple=True, type=click.Choice(ROLES), help="Only who has this role.")
@click.option("--exclude", multiple=True, metavar="NAME", help="Leave out who is known already.")
@click.option("--limit", type=click.IntRange(1, 1000), default=10, show_default=True)
@_json
def who(  # noqa: PLR0913 - one parameter an option, as click passes them
    *,
    query: str,
    folder: Path,
    kind: tuple[NameKind, ...],
    role: tuple[Role, ...],
    exclude: tuple[str, ...],
    limit: int,
    as_json: bool,
    **filters: tuple[str, ...],
) -> None:
    """Say who goes with QUERY: organisations and people, each with its evidence; or all."""
    from indexer import render
    from indexer.engine import Engine
    from indexer.model import Filters, Query, Who

    about = Query(query, limit=limit, filters=Filters(**filters))
    asked = Who(about, kind or ("organisation", "person"), role, exclude)
    found = Engine.open(folder).collaborators(asked)
    if as_json:
        from webapp import payloads, relations

        click.echo(payloads.indented(relations.answer(found, root="")))
    else:
        click.echo(render.collaborators(found))


@main.command()
@click.argument("judgements", type=click.Path(path_type=Path))
@_index
@_json
def evaluate(*, judgements: Path, folder: Path, as_json: bool) -> None:
    """Measure the answers on JUDGEMENTS: a .jsonl file, or a folder in BEIR layout."""
    from tqdm import tqdm

    from indexer import evaluate as measuring
    from indexer import render
    from indexer.engine import Engine
    from indexer.judged import read_judgements

    judged = read_judgements(judgements)
    engine = Engine.open(folder)
    for name in measuring.unmatched(engine, judged):
        click.echo(f"judged as relevant, but not in the index: {name}", err=True)
    report = measuring.evaluate(
        engine, judged, lambda all_of: tqdm(all_of, unit=" queries", disable=None)
    )
    click.echo(json.dumps(report, indent=2) if as_json else render.measures(report))


@main.command()
@_index
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True)
@click.option("--threads", type=click.IntRange(1, 64), default=4, show_default=True)
def serve(*, folder: Path, host: str, port: int, threads: int) -> None:
    """Serve the search page and the JSON endpoint until interrupted."""
    from webapp.server import serve as listen

    signal.signal(signal.SIGINT, signal.default_int_handler)
    listen(
        folder,
        host=host,
        port=port,
        threads=threads,
        on_ready=lambda address: click.echo(f"Alongside answers on {address}"),
    )


@main.command()
@_index
def mcp(*, folder: Path) -> None:
    """Answer assistants over standard input and output: search, fetch, find_collaborators."""
    try:
        from webapp import assistants
    except ModuleNotFoundError as error:
        _fail(f"the package {error.name} is missing; install it: pip install 'alongside[mcp]'")
    assistants.serve(folder)


@main.command()
@_index
@click.option(
    "--log",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    envvar="ALONGSIDE_QUERY_LOG",
    required=True,
    help="The query log (also ALONGSIDE_QUERY_LOG).",
)
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV.")
def report(*, folder: Path, log: Path, as_csv: bool) -> None:
    """Say what was answered weakly or not at all, never found, or is perhaps misspelt."""
    from indexer.engine import Engine
    from webapp.querylog import QueryLog
    from webapp.report import draw

    drawn = draw(QueryLog(log), Engine.open(folder))
    click.echo("".join(drawn.table.write("csv")) if as_csv else drawn.text, nl=not as_csv)
