"""Kills builds at random moments, and lets others run out of disk: nothing served changes.

    python tests/bench/crash.py [--kills 200] [--disks 50]

After each: the old passages answer or the new ones, whole; the index verifies; nothing lies there
that no index is made of. At the end a build gets to its end. Disks are small ones in memory, which
this user must be able to mount.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from indexer.build import build
from indexer.errors import AlongsideError
from indexer.index import generations, store
from indexer.model import Query
from indexer.search.engine import Engine
from tests.fakes import words_for_model

KNOWN = {"current", "current.new", "generations", "journal", "kept.json", "kept.json.new", "lock"}


def write(path: Path, name: str, number: int) -> None:
    """Write a page of 40 things."""
    things = (
        f"## {name} {n}\n\nAll about {name} {n}, of {number}. They are sweet." for n in range(40)
    )
    path.write_text("\n\n".join([f"# {name}", *things]))


def holds(index: Path) -> str:
    """Return which source answers, after asking for all of it; raise where it is not whole."""
    engine = Engine.open(index)
    store.check(store.open_current(index))
    titles = [passage.title for passage in engine.passages]
    assert engine.search(Query("sweet")).total == len(titles) == 40
    names = {title.split()[0] for title in titles}
    assert len(names) == 1, "one source, whole"
    assert {entry.name for entry in index.iterdir()} <= KNOWN, "nothing stray"
    return names.pop()


def child(source: Path, index: Path) -> int:
    """Build in a process of its own."""
    pid = os.fork()
    if not pid:
        try:
            build([str(source)], index)
        except AlongsideError:
            os._exit(1)
        os._exit(0)
    return pid


def kill_some(folder: Path, count: int) -> Counter[str]:
    """Kill builds at random moments."""
    chosen, told = random.Random(3), Counter[str]()  # noqa: S311
    sources = {name: folder / f"{name}.md" for name in ("apples", "pears")}
    index = folder / "index"
    for number, (name, path) in enumerate(sources.items()):
        write(path, name, number)
    started = time.monotonic()
    build([str(sources["apples"])], index)
    whole = time.monotonic() - started
    for number in range(count):
        before = holds(index)
        other = "pears" if before == "apples" else "apples"
        write(sources[other], other, number)
        pid = child(sources[other], index)
        time.sleep(chosen.random() * whole * 1.2)
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        told["new" if holds(index) == other else "old"] += 1
        if number % 20 == 19:
            print(f"  {number + 1} kills: {dict(told)}", flush=True)
    build([str(sources["pears"])], index)
    build([str(sources["apples"])], index)
    assert holds(index) == "apples"
    assert len(generations.names(index)) <= generations.KEPT
    assert not (index / "generations" / "draft").exists()
    return told


@contextmanager
def small_disk(folder: Path, kilobytes: int) -> Iterator[Path]:
    """Mount a disk in memory."""
    folder.mkdir(exist_ok=True)
    options = f"size={kilobytes}k"
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill_some(folder: Path, count: int) -> Counter[str]:
    """Let builds run on disks that have room for one index, and a part of another."""
    told = Counter[str]()
    apples, pears = folder / "apples.md", folder / "pears.md"
    write(apples, "apples", 0)
    write(pears, "pears", 0)
    build([str(apples)], folder / "measured")
    kept = sum(f.stat().st_blocks for f in (folder / "measured").rglob("*") if f.is_file()) // 2
    for number in range(count):
        room = int(kept * (1.05 + 1.1 * number / count)) + 200
        with small_disk(folder / "disk", room) as disk:
            try:
                build([str(apples)], disk / "index")
            except AlongsideError:
                told["no room for the first"] += 1
                continue
            try:
                build([str(pears)], disk / "index")
                told["there was room"] += 1
            except AlongsideError as error:
                told[f"told: {str(error).rpartition('(')[2][:40]}"] += 1
                assert holds(disk / "index") == "apples"
    return told


def main() -> None:
    """Do both, and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--disks", type=int, default=50)
    given = parser.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="alongside-crash-") as made,
        words_for_model(Path(made) / "encoder"),
    ):
        print(f"{given.kills} kills:", dict(kill_some(Path(made), given.kills)), flush=True)
        if given.disks:
            print(f"{given.disks} disks:", dict(fill_some(Path(made), given.disks)))


if __name__ == "__main__":
    main()
