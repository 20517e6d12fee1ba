"""Kills builds, and tells after each what the index folder holds: run as a process of its own.

    python -m tests.killing FOLDER

Each build asks for the one of two sources that does not answer. It runs in a forked process which
ends at once (nothing flushed, no handler run) right before its k-th change of a file below FOLDER:
every eighth of the many with which a generation is written, and each of those around the switch.
Then builds are killed from outside at moments all over their run.
Prints one JSON object a build: what was asked for, what answered before, what answers after.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from indexer.build import build
from indexer.model import Query
from indexer.search.engine import Engine
from tests.fakes import words_for_model

_CHANGES = {
    "open",
    "os.rename",
    "os.remove",
    "os.mkdir",
    "os.rmdir",
    "shutil.copyfile",
    "shutil.rmtree",
}
_READING = "r"
# How many changes from one kill to the next, the last changes at each of which there is one (the
# manifest, both renames, what is dropped), and the kills from outside; fewer in `make check`.
_QUICK = int(os.environ.get("ALONGSIDE_EXAMPLES", "100")) < 100
_EVERY, _AROUND_THE_SWITCH, _MOMENTS = (16, 12, 4) if _QUICK else (8, 30, 12)


def main(folder: Path) -> None:
    index = folder / "index"
    sources = [_write(folder / f"{name}.md", name) for name in ("apples", "pears")]
    with words_for_model(folder / "encoder"):
        started = time.monotonic()
        build([str(sources[0])], index)
        whole = time.monotonic() - started
        changes = _changes(index, sources)
        for place in range(1, changes):
            if place % _EVERY == 0 or changes - place < _AROUND_THE_SWITCH:
                _trial(index, sources, _exits_at(index, place))
        for moment in range(_MOMENTS):
            _trial(index, sources, after=whole * moment / _MOMENTS)


def _write(path: Path, name: str) -> Path:
    sections = (f"## {name} {n}\n\nAll about {name} {n}. They are sweet." for n in range(3))
    path.write_text("\n\n".join([f"# {name}", *sections]))
    return path


def _trial(index: Path, sources: list[Path], hook: Any = None, after: float | None = None) -> bool:
    """Build in a process that is killed; return whether it got to its end."""
    before = _answering(index)
    source = next(source for source in sources if source.stem not in before[0])
    child = os.fork()
    if not child:
        if hook:
            sys.addaudithook(hook)
        build([str(source)], index)
        os._exit(0)
    if after is not None:
        time.sleep(after)
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    told = {"asked": source.stem, "before": before, "after": _answering(index)}
    print(json.dumps({**told, "finished": status == 0}), flush=True)  # noqa: T201
    return status == 0


def _changes(index: Path, sources: list[Path]) -> int:
    """Return how often a build that gets to its end changes a file."""
    counted = index.parent / "changes"

    def count(place: int) -> None:
        counted.write_text(str(place))

    assert _trial(index, sources, _at_each_change(index, count))
    return int(counted.read_text())


def _exits_at(index: Path, place: int) -> Any:
    return _at_each_change(index, lambda seen: os._exit(9) if seen == place else None)


def _at_each_change(index: Path, do: Callable[[int], None]) -> Any:
    seen = 0

    def hook(event: str, args: tuple[Any, ...]) -> None:
        nonlocal seen
        if event not in _CHANGES or not str(args[0]).startswith(str(index)):
            return
        if event == "open" and args[1] and args[1].startswith(_READING) and "+" not in args[1]:
            return
        seen += 1
        do(seen)

    return hook


def _answering(index: Path) -> list[str]:
    """Return the titles of all passages that answer, after asking for them in both ways."""
    engine = Engine.open(index)
    assert engine.search(Query("sweet")).total == len(engine.passages)
    assert engine.search(Query("-nothing", mode="keyword")).total == len(engine.passages)
    return [passage.title for passage in engine.passages]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
