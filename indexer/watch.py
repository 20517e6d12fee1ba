"""Looks at sources again and again, and builds the index anew where they changed.

Files are looked at by size and time of change, and where these changed, by what they hold: a build
writes nothing where that is the same. An address is asked whether its page changed since
(`If-None-Match`, `If-Modified-Since`). What cannot be read is tried again the next time, and
changes nothing; an address that was read once is taken as it was then.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from indexer.build import BuildOptions, Summary, build
from indexer.errors import AlongsideError, SourceError
from indexer.index.writer import Progress
from indexer.read import fetch_again, is_address
from indexer.read.fetch import FetchAnswer

_Stamp = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class Round:
    """What one look came to: what was built, if anything, and what could not be read."""

    built: Summary | None = None
    faults: tuple[str, ...] = ()


class Watcher:
    """Keeps one index folder in step with its sources; builds are guarded."""

    def __init__(
        self,
        sources: Sequence[str],
        folder: Path,
        options: BuildOptions,
        progress: Progress | None = None,
    ) -> None:
        self._sources, self._folder, self._progress = sources, folder, progress
        self._options = replace(options, guarded=True)
        self._pages: dict[str, dict[str, FetchAnswer]] = {}  # by source, what was asked for it
        self._seen: object = None

    def look(self) -> Round:
        """Look once; build where something changed since the last build that went well."""
        faults = self._fetch()
        pages = {at: page for asked in self._pages.values() for at, page in asked.items()}
        seen = (self._stamps(), pages)
        if seen == self._seen:
            return Round(faults=faults)
        reading = replace(self._options.reading, pages=pages)
        try:
            options = replace(self._options, reading=reading)
            built = build(self._sources, self._folder, options, self._progress)
        except AlongsideError as error:
            return Round(faults=tuple(dict.fromkeys((*faults, str(error)))))
        self._seen = seen
        return Round(built, faults)

    def _fetch(self) -> tuple[str, ...]:
        faults = []
        for address in filter(is_address, self._sources):
            known = self._pages.get(address, {})
            try:
                self._pages[address] = fetch_again(address, self._options.reading, known)
            except SourceError as error:
                faults.append(str(error))
        return tuple(faults)

    def _stamps(self) -> list[_Stamp]:
        """Return names, sizes and times of all files that a build reads; none is opened."""
        beside = (self._options.acronyms, self._options.mentions)
        given = [*self._sources, *(str(one) for one in beside if one)]
        return sorted(found for one in given if not is_address(one) for found in _stamps_of(one))


def _stamps_of(source: str) -> Iterator[_Stamp]:
    paths = (os.path.join(where, file) for where, _, files in os.walk(source) for file in files)  # noqa: PTH118
    for path in (source, *paths):
        with suppress(OSError, ValueError):
            of_it = os.stat(path)  # noqa: PTH116
            if stat.S_ISREG(of_it.st_mode):
                yield path, of_it.st_size, of_it.st_mtime_ns
