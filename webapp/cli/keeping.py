"""Commands that keep an index in step with its sources, send it, and say what answers."""

from __future__ import annotations

import json
import signal
import threading
import time
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Unpack

import click

from indexer.index.cluster import Address, Location
from webapp.cli import indexing, options

if TYPE_CHECKING:
    from indexer.index.generations import Refusal
    from indexer.watch import Round

_SECONDS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}


class _Interval(click.ParamType):  # type: ignore[type-arg]  # generic in some versions only
    """A length of time: 30s, 15m, 6h, 1d."""

    name = "time"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """Return its seconds."""
        text = str(value)
        number, unit = text[:-1], text[-1:]
        if unit not in _SECONDS or not number.isdecimal() or not int(number):
            self.fail(f"{text!r}: give a number with s, m, h or d, as in 15m", param, ctx)
        return float(int(number) * _SECONDS[unit])


@click.command()
@indexing.making
@click.option(
    "--every",
    type=_Interval(),
    default="1m",
    show_default=True,
    help="Between looks: 30s, 15m, 6h.",
)
@click.option("--once", is_flag=True, help="Look once; for a timer of the system.")
def watch(*, every: float, once: bool, **given: Unpack[indexing.Making]) -> None:
    """Index the SOURCEs, and again whenever they change; what loses most is held back."""
    from indexer.watch import Watcher

    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    folder = indexing.built_in(given["folder"])
    watcher = Watcher(given["sources"], folder, indexing.chosen(given))
    failed = False
    while not ended.is_set():
        seen = watcher.look()
        failed = _told(seen)
        if seen.built and seen.built.changed and not seen.built.refused:
            indexing.sent(folder, given["folder"])
        if once:
            break
        ended.wait(every)
    if once and failed:
        raise SystemExit(1)


def _told(seen: Round) -> bool:
    """Say what a look came to, a line each; nothing where nothing changed."""
    from indexer.render.terminal import plain

    def say(line: str) -> None:
        at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        click.echo(f"{at} {plain(line)}")

    for fault in seen.faults:
        say(f"nothing changes: {fault}")
    built = seen.built
    if built and built.refused:
        say(f"{built.generation.name} is held back: {_why(built.refused)}; alongside accept")
    elif built and built.changed:
        count, encoded = built.generation.manifest.passages, built.encoded
        say(f"{built.generation.name} answers: {count:,} passages, {encoded:,} texts encoded")
    return bool(seen.faults)


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
        options.fail(
            f"{address} is a folder: give the address of a cluster, https://HOST:9200/NAME", 2
        )
    started = time.perf_counter()
    try:
        from indexer import push as pushing

        settings = pushing.PushOptions(shards=shards, replicas=replicas, keep=keep)
        done = pushing.push(index, address, settings, indexing.Progress())
    except KeyboardInterrupt:
        options.fail(
            "interrupted; the same command goes on from here, what answered goes on so", 130
        )
    seconds = time.perf_counter() - started
    click.echo(
        f"{done.index} answers at {address}: {done.passages} passages, {done.sent} sent now, "
        f"{seconds:.1f} s"
    )


@click.command()
@options.index
@options.as_json
def status(*, folder: Location, as_json: bool) -> None:
    """Say what is served, how old it is, from what, and whether that changed since."""
    from indexer.status import look

    if isinstance(folder, Address):
        _say_pushed(folder, as_json=as_json)
        return
    found = look(folder)
    if as_json:
        click.echo(json.dumps(asdict(found), indent=2))
        return
    click.echo(
        f"{found.generation} answers, built {_ago(found.built_at)}: {found.passages:,} passages"
    )
    for source in found.sources:
        click.echo(f"  {source.name}: {source.passages:,} passages, {source.state}")
    if found.fault:
        click.echo(f"it cannot be opened: {found.fault}")
    if found.refused:
        click.echo(
            f"{found.refused.generation} is held back: {_why(found.refused)}; alongside accept"
        )
    click.echo(f"to go back to: {', '.join(found.older) or 'none'}")


@click.command()
@options.index
@click.argument("generation", required=False)
def rollback(*, folder: Location, generation: str | None) -> None:
    """Let the generation before answer, or the GENERATION named; `alongside accept` undoes it."""
    from indexer.index import generations

    if isinstance(folder, Address):
        from indexer import push as pushing

        click.echo(f"{pushing.rollback(folder, generation)} answers")
        return
    chosen = generations.go_back(folder, generation)
    click.echo(f"{chosen.name} answers: {chosen.manifest.passages:,} passages")


@click.command()
@options.index
def accept(*, folder: Location) -> None:
    """Let the generation answer that is held back."""
    from indexer.index import generations

    if isinstance(folder, Address):
        options.fail("in a cluster nothing is held back: alongside rollback GENERATION chooses", 2)
    chosen = generations.accept(folder)
    click.echo(f"{chosen.name} answers: {chosen.manifest.passages:,} passages")


@click.command()
@click.argument(
    "folder",
    type=click.Path(path_type=Path),
    envvar="ALONGSIDE_INDEX",
    default=Path(".alongside"),
)
def verify(*, folder: Path) -> None:
    """Read every file of the index in FOLDER, and say which are damaged.

    Status 1 where one is. FOLDER is .alongside, or ALONGSIDE_INDEX.
    """
    from indexer.index import generations, store
    from indexer.render.terminal import plain

    current = store.current_name(folder)
    whole = True
    for name in dict.fromkeys([current, *generations.names(folder)]):
        found = list(store.faults(folder, name))
        for fault in found:
            click.echo(plain(str(fault)))
        if not found:
            files = [path for path in (folder / "generations" / name).rglob("*") if path.is_file()]
            size = sum(path.stat().st_size for path in files) / 1e6
            answers = " answers:" if name == current else ":"
            click.echo(f"{name}{answers} {len(files)} files, {size:,.1f} MB, as they were written")
        whole &= not found
    if not whole:
        raise SystemExit(1)


def _say_pushed(address: Address, *, as_json: bool) -> None:
    """Say which generations lie in a cluster, and which of them answers."""
    from indexer import push as pushing

    found = pushing.kept(address)
    if as_json:
        click.echo(json.dumps([asdict(one) for one in found], indent=2))
        return
    for one in found:
        state = "answers" if one.answers else "may answer" if one.whole else "is not whole"
        click.echo(f"{one.index} {state}")


def _why(refused: Refusal) -> str:
    if not refused.losses:
        return f"somebody went back from it on {refused.since[:10]}"
    lost = (
        f"{one.source} had {one.before:,} passages and has {one.after:,}" for one in refused.losses
    )
    return "; ".join(lost)


def _ago(built_at: str) -> str:
    then = datetime.strptime(built_at, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC).timestamp()
    seconds = max(0, time.time() - then)
    for unit in ("d", "h", "m"):
        if seconds >= _SECONDS[unit]:
            return f"{seconds // _SECONDS[unit]:.0f} {unit} ago"
    return "just now"
