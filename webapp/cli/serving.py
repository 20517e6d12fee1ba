"""Commands that measure an index, serve it to people, services and assistants, and report."""

from __future__ import annotations

import json
import os
import signal
from dataclasses import asdict
from pathlib import Path

import click

from indexer.evaluate.judged import PARTS, Part, read_judgements
from indexer.index.cluster import Location
from webapp.cli import options
from webapp.cli.options import fail
from webapp.settings import THREADS, tell


@click.command()
@click.argument("judgements", type=click.Path(path_type=Path), nargs=-1, required=True)
@options.index
@click.option(
    "--part",
    type=click.Choice(PARTS),
    help="Only queries that rules may be made by looking at, or only those kept for measuring.",
)
@options.as_json
def evaluate(
    *, judgements: tuple[Path, ...], folder: Location, part: Part | None, as_json: bool
) -> None:
    """Measure the answers on JUDGEMENTS: .jsonl files, or folders in BEIR layout."""
    from tqdm import tqdm

    from indexer.evaluate import measure as measuring
    from indexer.render import terminal as render
    from indexer.search.engine import Engine

    judged = read_judgements(*judgements, part=part)
    engine = Engine.open(folder)
    for name in measuring.unmatched(engine, judged):
        click.echo(f"judged as relevant, but not in the index: {name}", err=True)
    for sentence in measuring.unplaced(engine, judged):
        click.echo(
            f"judged to be one sentence of a relevant passage, but is not: {sentence}", err=True
        )
    report = measuring.evaluate(
        engine, judged, lambda all_of: tqdm(all_of, unit=" queries", disable=None)
    )
    click.echo(json.dumps(report, indent=2) if as_json else render.measures(report))


class _WithSettings(click.Command):
    """A command whose help ends with the settings that it reads."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write them."""
        rows = [(one.variable, f"{one.what} [default: {one.value or 'none'}]") for one in tell({})]
        with formatter.section("Environment"):
            formatter.write_dl(rows)
        super().format_epilog(ctx, formatter)


@click.command()
@options.as_json
def settings(*, as_json: bool) -> None:
    """List the settings with their values, and where each is from."""
    told = tell(os.environ)
    if as_json:
        click.echo(json.dumps([asdict(one) for one in told], indent=2))
        return
    for one in told:
        source = "environment" if one.given else "default"
        click.echo(f"{one.variable}={one.value}  ({source}; {one.what})")


@click.command(cls=_WithSettings)
@options.index
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True)
@click.option(
    "--workers",
    type=click.IntRange(1, 256),
    help="Processes that answer; by default one for each processor.",
)
@click.option(
    "--threads",
    type=click.IntRange(1, 64),
    default=THREADS,
    show_default=True,
    help="Requests that each of them answers at once.",
)
def serve(*, folder: Location, host: str, port: int, workers: int | None, threads: int) -> None:
    """Serve the search page and the JSON endpoint until interrupted."""
    from webapp.serving import serve as listen

    signal.signal(signal.SIGINT, signal.default_int_handler)
    listen(
        folder,
        host=host,
        port=port,
        workers=workers,
        threads=threads,
        on_ready=lambda address: click.echo(f"Alongside answers on {address}"),
    )


@click.command()
@options.index
def mcp(*, folder: Location) -> None:
    """Answer assistants over standard input and output: search, fetch, find_collaborators."""
    from indexer.extras import how_to_install

    try:
        from webapp import mcp as assistants
    except ModuleNotFoundError as error:
        fail(f"the package {error.name} is missing; {how_to_install('mcp')}")
    assistants.serve(folder)


@click.command()
@options.index
@click.option(
    "--log",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    envvar="ALONGSIDE_QUERY_LOG",
    required=True,
    help="The query log (also ALONGSIDE_QUERY_LOG).",
)
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV.")
def report(*, folder: Location, log: Path, as_csv: bool) -> None:
    """Say what was answered weakly or not at all, never found, or is perhaps misspelt."""
    from indexer.search.engine import Engine
    from webapp.pages.report import draw
    from webapp.querylog import QueryLog

    drawn = draw(QueryLog(log), Engine.open(folder))
    click.echo("".join(drawn.table.write("csv")) if as_csv else drawn.text, nl=not as_csv)
