"""Damages each file of an index in each way, while nobody and while a server looks.

    python tests/bench/faults.py [INDEX] [--served 0]

Without an index a small one is made. Each file cut in half, emptied, with a bit turned, gone:
found by `store.check` each time, by one clear line. With `--served N`, so many of them are done to
the newest of two generations while `alongside serve` answers from it: it must go on answering, from
the older one within 30 seconds, and say so.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from urllib.request import urlopen

sys.path.insert(0, str(Path(__file__).parents[2]))

from indexer.build import build
from indexer.errors import AlongsideError
from indexer.index import store
from tests.fakes import words_for_model

WAYS = ("cut", "emptied", "turned", "gone")


def damage(path: Path, way: str) -> bool:
    """Damage a file; return whether that changed anything."""
    content = path.read_bytes()
    if way == "gone":
        path.unlink()
    elif way == "turned" and content:
        at = len(content) // 2
        path.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
    elif content:
        path.write_bytes(b"" if way == "emptied" else content[: len(content) // 2])
    else:
        return False
    return True


def whole(index: Path) -> Counter[str]:
    """Damage each file in each way, and see that it is found."""
    told = Counter[str]()
    generation = store.open_current(index).folder
    for path in sorted(file for file in generation.rglob("*") if file.is_file()):
        kept = path.read_bytes()
        for way in WAYS:
            if not damage(path, way):
                continue
            try:
                store.check(store.open_current(index))
                told["MISSED"] += 1
                print("missed:", path.relative_to(generation), way)
            except AlongsideError as error:
                told[way if "\n" not in str(error) else "MORE THAN A LINE"] += 1
            path.write_bytes(kept)
    return told


def served(index: Path, count: int) -> Counter[str]:
    """Damage files of what a server answers from."""
    told = Counter[str]()
    good = store.open_current(index)
    number = int(good.name.split("-")[0]) + 1
    newest = good.folder.with_name(f"{number:06d}-{good.name.split('-')[1]}")
    shutil.copytree(good.folder, newest)
    files = sorted(file.relative_to(newest) for file in newest.rglob("*") if file.is_file())
    cases = [(file, way) for file in files for way in WAYS]
    for file, way in cases[:: max(1, len(cases) // count)]:
        shutil.rmtree(newest)
        shutil.copytree(good.folder, newest)
        store.replace_file(index / "current", newest.name)
        command = [str(Path(sys.executable).with_name("alongside")), "serve", "--port", "0"]
        command += ["--workers", "1", "--index", str(index)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            assert process.stdout
            found = re.search(rb"http://\S+", process.stdout.readline())
            assert found
            url = found.group().decode()
            try:
                if damage(newest / file, way):
                    told[follow(url, newest.name)] += 1
            finally:
                process.terminate()
                errors = process.communicate(timeout=60)[1]
                if b"Traceback" in errors:
                    told["STACK TRACE"] += 1
                    print(file, way, errors.decode()[-2000:])
    return told


def follow(url: str, newest: str) -> str:
    """Ask until an older generation answers; return how that went."""
    began, failed = time.monotonic(), 0
    while time.monotonic() - began < 30:
        try:
            with urlopen(url + "api/v1/search?q=sweet", timeout=10) as response:
                json.load(response)
            with urlopen(url + "health/ready", timeout=10) as response:
                ready = json.load(response)
            if ready["index"]["generation"] != newest and "fault" in ready:
                return f"older one answers ({failed} requests failed)"
        except OSError:
            failed += 1
        time.sleep(0.2)
    return "NOT FOUND IN 30 S"


def main() -> None:
    """Do what is asked for, and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("index", type=Path, nargs="?")
    parser.add_argument("--served", type=int, default=0)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="alongside-faults-") as made:
        folder = Path(made) / "index"
        if given.index:
            shutil.copytree(given.index, folder)
        else:
            page = Path(made) / "page.md"
            page.write_text(
                "# Fruit\n\n## Apples\n\nThey are sweet.\n\n## Pears\n\nThey are soft.\n"
            )
            with words_for_model(Path(made) / "encoder"):
                build([str(page)], folder)
        print("looked at:", dict(whole(folder)), flush=True)
        if given.served:
            print("served:", dict(served(folder, given.served)))


if __name__ == "__main__":
    main()
