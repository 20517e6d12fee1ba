"""The command that sends an index to a cluster."""

from __future__ import annotations

import time
from pathlib import Path

import click

from indexer.index.cluster import Address, Location
from webapp.cli import options
from webapp.cli.indexing import Progress
from webapp.cli.options import fail


@click.command()
@click.argument("index", type=click.Path(path_type=Path, file_okay=False))
@click.argument("address", type=options.where)
@click.option("--shards", type=click.IntRange(1, 100), default=1, show_default=True)
@click.option(
    "--replicas",
    type=click.IntRange(0, 10),
    default=1,
    show_default=True,
    help="Copies beside the first; with 1, any one node may die.",
)
@click.option(
    "--keep",
    type=click.IntRange(1, 100),
    default=2,
    show_default=True,
    help="Generations that stay in the cluster.",
)
def push(*, index: Path, address: Location, shards: int, replicas: int, keep: int) -> None:
    """Send the INDEX folder to the cluster at ADDRESS, https://HOST:9200/NAME, to answer there."""
    if not isinstance(address, Address):
        fail(f"{address} is a folder: give the address of a cluster, https://HOST:9200/NAME", 2)
    started = time.perf_counter()
    try:
        from indexer import push as pushing

        settings = pushing.PushOptions(shards=shards, replicas=replicas, keep=keep)
        done = pushing.push(index, address, settings, Progress())
    except KeyboardInterrupt:
        fail("interrupted; the same command goes on from here, what answered goes on so", 130)
    seconds = time.perf_counter() - started
    click.echo(
        f"{done.index} answers at {address}: {done.passages} passages, {done.sent} sent now, "
        f"{seconds:.1f} s"
    )
