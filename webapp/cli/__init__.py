"""The command `alongside`: the only package that prints."""

from __future__ import annotations

import io
import os
import sys

# One thread for numpy's products: two make a 0.2 ms product take 8 ms. Before numpy is imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import click

from indexer.errors import AlongsideError
from webapp.cli import indexing, keeping, searching, serving
from webapp.cli.options import fail


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
            fail(str(error))
        except BrokenPipeError:
            # Whoever read the output had enough of it (`alongside search ... | head`).
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(0)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="alongside")
def main() -> None:
    """Search pages that describe many things under headings."""


for command in (
    indexing.index,
    indexing.inspect,
    keeping.push,
    keeping.watch,
    keeping.status,
    keeping.rollback,
    keeping.accept,
    keeping.verify,
    searching.search,
    searching.who,
    searching.export,
    serving.evaluate,
    serving.serve,
    serving.settings,
    serving.mcp,
    serving.report,
):
    main.add_command(command)
