"""Options that several commands have, and how a command fails."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import click

from indexer.errors import ClusterError
from indexer.index.cluster import Location, located
from indexer.model import FACETS

Option = Callable[[Callable[..., None]], Callable[..., None]]


class _Where(click.ParamType[Location]):
    """A folder, or an address in a cluster."""

    name = "FOLDER or ADDRESS"

    def __init__(self, *, new: bool = False) -> None:
        self._new = new

    def convert(
        self, value: Location | str, param: click.Parameter | None, ctx: click.Context | None
    ) -> Location:
        """Return where an index is."""
        try:
            found = located(value) if isinstance(value, str) else value
        except ClusterError as error:
            self.fail(str(error), param, ctx)
        if self._new and isinstance(found, Path) and found.is_file():
            self.fail(f"{found} is a file", param, ctx)
        return found


where, new = _Where(), _Where(new=True)
index = click.option(
    "--index",
    "folder",
    type=where,
    envvar="ALONGSIDE_INDEX",
    default=".alongside",
    show_default=True,
    help="The index folder, or its address in a cluster (also ALONGSIDE_INDEX).",
)
as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


def together(*options: Option) -> Option:
    """Return what gives a command several options, in this order."""

    def give(command: Callable[..., None]) -> Callable[..., None]:
        for option in reversed(options):
            command = option(command)
        return command

    return give


# An option for each facet; each may be given several times.
narrowing = together(
    *(
        click.option(
            f"--{one}", multiple=True, help=f"Only passages with this {one}; several: any of them."
        )
        for one in FACETS
    )
)


def fail(message: str, code: int = 1) -> NoReturn:
    """Say what went wrong on standard error, in one line, and leave."""
    from indexer.render.terminal import plain

    click.echo(f"alongside: {plain(message)}", err=True)
    sys.exit(code)
