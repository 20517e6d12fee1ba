"""Options that several commands have, and how a command fails."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import click

from indexer.model import FACETS

index = click.option(
    "--index",
    "folder",
    type=click.Path(path_type=Path),
    envvar="ALONGSIDE_INDEX",
    default=Path(".alongside"),
    show_default=True,
    help="The index folder (also ALONGSIDE_INDEX).",
)
as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


def narrowing(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command an option for each facet; each may be given several times."""
    for facet in reversed(FACETS):
        several = f"Only passages with this {facet}; several: any of them."
        command = click.option(f"--{facet}", multiple=True, help=several)(command)
    return command


def fail(message: str, code: int = 1) -> NoReturn:
    """Say what went wrong on standard error, in one line, and leave."""
    from indexer.render.terminal import plain

    click.echo(f"alongside: {plain(message)}", err=True)
    sys.exit(code)
