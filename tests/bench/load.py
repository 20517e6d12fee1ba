"""Asks a server of several workers as hard as it can for a while, on this machine alone.

    python tests/bench/load.py load INDEX QUERIES.jsonl [--seconds 300] [--clients 16]
    python tests/bench/load.py overload INDEX QUERIES.jsonl [--seconds 60]
    python tests/bench/load.py scale INDEX QUERIES.jsonl [--seconds 20]

`load`: clients that never pause, on kept connections, while the index is swapped every 10 seconds
for one of the same content and a worker is killed every 30: which requests failed, beside those on
connections of a killed worker; p50 and p99; the memory of the workers. `overload`: requests on a
schedule, at half the rate that is sustained and then at four times it. `scale`: the rate with a
worker on each core beside that of one pinned to one. What the client itself takes of the cores is
told, since it runs on the same ones.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlsplit

COMMAND = Path(sys.executable).with_name("alongside")
_LENGTH = re.compile(rb"(?im)^content-length: *(\d+)")
_GENERATION = re.compile(rb'"generation":"([^"]+)"')
SWAP, KILL = 10.0, 30.0
CORES = len(os.sched_getaffinity(0))


class Connection:
    """A kept connection, opened again after it failed."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self._to, self._socket = (parts.hostname or "", parts.port or 80), None

    def ask(self, path: str) -> tuple[int, bytes]:
        """Return status and body; raises `OSError` where the connection breaks."""
        if self._socket is None:
            self._socket = socket.create_connection(self._to, timeout=30)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            self._socket.sendall(f"GET {path} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
            head, joint, body = b"", b"", b""
            while not joint:
                head, joint, body = (head + self._read()).partition(b"\r\n\r\n")
            size = int(_LENGTH.findall(head)[0])
            while len(body) < size:
                body += self._read()
        except OSError:
            self.close()
            raise
        if b"\r\nconnection: close" in head.lower():
            self.close()
        return int(head.split()[1]), body

    def close(self) -> None:
        """Leave."""
        if self._socket:
            self._socket.close()
        self._socket = None

    def _read(self) -> bytes:
        assert self._socket
        read = self._socket.recv(1 << 18)
        if not read:
            raise ConnectionResetError
        return read


class Seen:
    """What clients saw: waits of what was answered, by second; failures by kind."""

    def __init__(self) -> None:
        self.began = time.monotonic()
        self.waits: list[tuple[float, float]] = []
        self.failures: list[tuple[float, str]] = []
        self.lock = threading.Lock()

    def note(self, began: float, outcome: int | str) -> None:
        """Note one request."""
        now = time.monotonic()
        with self.lock:
            if outcome == 200:
                self.waits.append((began - self.began, (now - began) * 1000))
            else:
                self.failures.append((began - self.began, str(outcome)))

    def told(self, since: float = 0.0, until: float = 1e9) -> str:
        """Return what was seen of requests that began within some seconds."""
        waits = sorted(wait for at, wait in self.waits if since <= at < until)
        failed = Counter(kind for at, kind in self.failures if since <= at < until)
        if not waits:
            return f"nothing answered, {dict(failed)}"
        p50, p99 = waits[len(waits) // 2], waits[len(waits) * 99 // 100]
        return (
            f"{len(waits):,} answered, p50 {p50:.1f} ms, p99 {p99:.1f} ms ({p99 / p50:.1f} x), "
            f"worst {waits[-1]:.0f} ms; not answered: {dict(failed) or 'none'}"
        )


@contextmanager
def served(folder: Path, workers: int, cores: str | None = None) -> Iterator[tuple[str, int]]:
    """Serve an index; give the address and the first process."""
    command = [str(COMMAND), "serve", "--index", str(folder), "--port", "0"]
    command += ["--workers", str(workers)]
    if cores is not None:
        command = ["taskset", "-c", cores, *command]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout
        found = re.search(rb"http://\S+", process.stdout.readline())
        assert found, "it did not say where it answers"
        time.sleep(2)  # until all workers are up
        try:
            yield found.group().decode(), process.pid
        finally:
            process.terminate()
            process.wait(60)


def workers_of(pid: int) -> list[int]:
    """Return the workers of a server."""
    told = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="utf-8")
    return [int(one) for one in told.split()]


def memory(pids: Sequence[int]) -> float:
    """Return what processes have for themselves, in MB."""
    total = 0
    for pid in pids:
        try:
            told = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="utf-8")
        except OSError:
            continue
        private = re.findall(r"Private_(?:Clean|Dirty):\s+(\d+)", told)
        total += sum(int(found) for found in private)
    return total / 1024


def paths_of(queries: Path) -> list[str]:
    """Return the searches that judged queries are."""
    lines = queries.read_text(encoding="utf-8").splitlines()
    texts = [one.get("query") or one.get("text") for one in map(json.loads, lines)]
    return [f"/api/v1/search?q={quote(text)}" for text in texts if text]


def swap(folder: Path) -> None:
    """Let the same index answer under a new name."""
    from indexer.index import store

    generation = store.open_current(folder)
    number = int(generation.name.split("-")[0]) + 1
    name = f"{number:06d}-{generation.name.split('-')[1]}"
    shutil.copytree(generation.folder, generation.folder.with_name(name), copy_function=os.link)
    store.replace_file(folder / "current", name)
    for old in sorted((folder / "generations").iterdir())[:-3]:
        shutil.rmtree(old, ignore_errors=True)


def closed(address: str, paths: Sequence[str], clients: int, seconds: float, seen: Seen) -> float:
    """Ask by so many clients that never pause; return the processor seconds that these took."""
    used = time.process_time()
    end = time.monotonic() + seconds

    def one(number: int) -> None:
        chosen, connection = random.Random(number), Connection(address)  # noqa: S311
        while time.monotonic() < end:
            began = time.monotonic()
            try:
                status, body = connection.ask(chosen.choice(paths))
                mixed = len({*_GENERATION.findall(body)}) > 1
                seen.note(began, "two generations" if mixed else status)
            except OSError as error:
                seen.note(began, f"broken connection ({type(error).__name__})")
        connection.close()

    threads = [threading.Thread(target=one, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.process_time() - used


def paced(address: str, paths: Sequence[str], rate: float, seconds: float, seen: Seen) -> float:
    """Ask at a rate, whether or not what was asked before is answered; return how late at worst."""
    connections: list[Connection] = []
    lock = threading.Lock()
    late = 0.0

    def one(path: str, due: float) -> None:
        with lock:
            connection = connections.pop() if connections else Connection(address)
        try:
            seen.note(due, connection.ask(path)[0])
        except OSError as error:
            seen.note(due, type(error).__name__)
        with lock:
            connections.append(connection)

    from concurrent.futures import ThreadPoolExecutor

    chosen, began = random.Random(1), time.monotonic()  # noqa: S311
    with ThreadPoolExecutor(256) as pool:
        for number in range(int(rate * seconds)):
            due = began + number / rate
            time.sleep(max(0.0, due - time.monotonic()))
            late = max(late, time.monotonic() - due)
            pool.submit(one, chosen.choice(paths), due)
    for connection in connections:
        connection.close()
    return late


def load(folder: Path, paths: Sequence[str], clients: int, seconds: float) -> None:
    """Swap the index and kill workers while all ask."""
    with served(folder, CORES) as (address, pid):
        seen, stop, sizes = Seen(), threading.Event(), []

        def disturb() -> None:
            last_swap = last_kill = time.monotonic()
            while not stop.wait(1):
                now = time.monotonic()
                sizes.append((now - seen.began, memory(workers_of(pid))))
                if now - last_swap >= SWAP:
                    swap(folder)
                    last_swap = now
                if now - last_kill >= KILL:
                    os.kill(random.choice(workers_of(pid)), signal.SIGKILL)  # noqa: S311
                    last_kill = now
                    print(f"  {now - seen.began:.0f} s: a worker was killed", flush=True)

        disturbing = threading.Thread(target=disturb)
        disturbing.start()
        used = closed(address, paths, clients, seconds, seen)
        stop.set()
        disturbing.join()
    print(f"{clients} clients, {CORES} workers, {seconds:.0f} s: {seen.told()}")
    print(
        f"  {len(seen.waits) / seconds:.0f} a second; the clients took {used / seconds:.2f} cores"
    )
    print("  failed at: " + ", ".join(f"{at:.1f} s {kind}" for at, kind in seen.failures[:40]))
    later = [size for at, size in sizes if at > min(60.0, seconds / 3)]
    if later:
        third = max(1, len(later) // 3)
        first, last = statistics.median(later[:third]), statistics.median(later[-third:])
        print(f"  the workers' own memory: {first:.0f} MB, at the end {last:.0f} MB")


def sustained(address: str, paths: Sequence[str], seconds: float) -> float:
    """Return how many searches a second are answered to clients that never pause."""
    seen = Seen()
    closed(address, paths, 4 * CORES, seconds, seen)
    return len(seen.waits) / seconds


def overload(folder: Path, paths: Sequence[str], seconds: float) -> None:
    """Ask at half the sustained rate, at four times it, and at half again."""
    with served(folder, CORES) as (address, _):
        closed(address, paths, 4, 3, Seen())
        rate = sustained(address, paths, 10)
        print(f"sustained: {rate:.0f} a second")
        for name, share, lasts in (
            ("half of it", 0.5, seconds / 2),
            ("four times it", 4.0, seconds),
            ("half of it, at once after that", 0.5, 15.0),
        ):
            seen = Seen()
            late = paced(address, paths, rate * share, lasts, seen)
            print(f"  {name}: {seen.told()}; sent {late * 1000:.0f} ms late at worst")
        print(f"  of that, after 5 s: {seen.told(since=5)}")


def scale(folder: Path, paths: Sequence[str], seconds: float) -> None:
    """Compare a worker on each core with one on one."""
    rates = {}
    for name, workers, cores in (("one", 1, "0"), ("each", CORES, f"0-{CORES - 1}")):
        with served(folder, workers, cores) as (address, _):
            closed(address, paths, 4, 2, Seen())
            seen = Seen()
            used = closed(address, paths, 16, seconds, seen)
        rates[name] = len(seen.waits) / seconds
        print(
            f"{name} core: {rates[name]:.0f} a second; the clients took {used / seconds:.2f} cores"
        )
    print(f"{rates['each'] / rates['one']:.2f} times as many")


def main() -> None:
    """Measure what is named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["load", "overload", "scale"])
    parser.add_argument("index", type=Path)
    parser.add_argument("queries", type=Path)
    parser.add_argument("--seconds", type=float)
    parser.add_argument("--clients", type=int, default=16)
    given = parser.parse_args()
    paths = paths_of(given.queries)
    with tempfile.TemporaryDirectory(dir=given.index.resolve().parent) as made:
        folder = Path(made) / "index"
        shutil.copytree(given.index, folder)
        if given.what == "load":
            load(folder, paths, given.clients, given.seconds or 300)
        elif given.what == "overload":
            overload(folder, paths, given.seconds or 60)
        else:
            scale(folder, paths, given.seconds or 20)


if __name__ == "__main__":
    main()
