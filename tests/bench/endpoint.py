"""Measures what the endpoint costs a service that asks it over HTTP, with 1 and 8 clients at once.

Beside it a Flask route that returns a constant, served the same way in the same run: the floor that
no search can be under. For each kind of request: the median and the 95th percentile that a client
waits, requests a second, and requests a second of one core, from the CPU time of the server's
process. A batch counts its queries.

Eight clients that never pause wait for each other on the machine's cores whatever is answered, as
the floor shows: that tells what the server can do. What a client waits beside seven others is
measured while each of them asks about once a second, and held to a forward pass after such pauses.
"""

from __future__ import annotations

import json
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from urllib.parse import quote

sys.path.insert(0, str(Path(__file__).parent))

import served

from indexer.build import BuildOptions, build
from indexer.encode import open_encoder
from indexer.index.store import open_current

CLIENTS = (1, 8)
PAUSE = 1.0  # seconds from one request of a client to its next, where clients pause
REQUESTS = 400
PAUSED = 160  # requests of clients that pause
BATCH = 100
BATCHES = 6
SUGGEST_MS = 5
BATCH_SHARE = 1 / 3
_TICKS = os.sysconf("SC_CLK_TCK")
_FLOOR = """
import flask
import sys
from pathlib import Path
from webapp.http import server

app = flask.Flask("floor")
app.get("/")(lambda: flask.Response(b"x" * {size}, mimetype="application/json"))
crew = server.Crew(workers=1, threads=4, waiting=64, folder=Path(sys.argv[1]))
bound = server.listen("127.0.0.1", 0)
server.run(lambda: app, bound, crew, lambda address: print(address, flush=True))
"""


@dataclass(frozen=True)
class Asked:
    """A request: its path, and what is sent with it; `counts` are the queries it stands for."""

    path: str
    body: bytes | None = None
    counts: int = 1


@dataclass(frozen=True)
class Cost:
    """What requests of one kind cost, in milliseconds and in CPU seconds of the server."""

    waits: Sequence[float]
    seconds: float
    cpu: float
    queries: int

    @property
    def median(self) -> float:
        """What a client waits for one request."""
        return statistics.median(self.waits)

    @property
    def cpu_ms(self) -> float:
        """What one query costs the server, in milliseconds of one core."""
        return self.cpu * 1000 / self.queries

    def line(self, name: str, verdict: str = "") -> str:
        """Return the row of a table."""
        slow = sorted(self.waits)[len(self.waits) * 95 // 100]
        return (
            f"  {name:<22}{self.median:9.2f}{slow:9.2f}{self.queries / self.seconds:11.0f}"
            f"{self.queries / self.cpu:11.0f}{self.cpu_ms:9.2f}   {verdict}"
        )


@contextmanager
def floor(size: int) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Serve a route that returns a constant of so many bytes."""
    with (
        tempfile.TemporaryDirectory() as made,
        subprocess.Popen(
            [sys.executable, "-c", _FLOOR.format(size=size), made],
            stdout=subprocess.PIPE,
            text=True,
        ) as process,
    ):
        assert process.stdout
        found = re.search(r"http://\S+", process.stdout.readline())
        assert found, "the floor did not say where it answers"
        yield process, found.group()
        process.terminate()


def cpu(process: subprocess.Popen[str]) -> float:
    """Return the CPU seconds that a server has used, its own and the system's for it."""
    used = 0
    for one in served.processes(process):
        told = Path(f"/proc/{one}/stat").read_text(encoding="utf-8")
        fields = told.rpartition(")")[2].split()
        used += int(fields[11]) + int(fields[12])
    return used / _TICKS


def ask(
    process: subprocess.Popen[str],
    address: str,
    asked: Sequence[Asked],
    clients: int,
    pause: float = 0,
) -> Cost:
    """Send requests over kept connections, shared out among so many clients."""

    def one_client(mine: Sequence[Asked]) -> list[float]:
        client = served.Client(address)
        waits = []
        for one in mine:
            time.sleep(pause * random.uniform(0.5, 1.5))  # noqa: S311 - clients do not march in step
            waits.append(client.ask(one.path, one.body)[0])
        client.close()
        return waits

    one_client(asked[:BATCHES])  # warm
    began, used = time.perf_counter(), cpu(process)
    with ThreadPoolExecutor(clients) as pool:
        shares = [asked[at::clients] for at in range(clients)]
        waits = [wait for share in pool.map(one_client, shares) for wait in share]
    seconds, used = time.perf_counter() - began, cpu(process) - used
    return Cost(waits, seconds, max(used, 1 / _TICKS), sum(one.counts for one in asked))


def searches(queries: Sequence[str]) -> list[Asked]:
    """Return as many searches as are asked, the queries again and again."""
    paths = [Asked(f"/api/v1/search?q={quote(query)}") for query in queries]
    return list(islice(cycle(paths), REQUESTS))


def beginnings(queries: Sequence[str]) -> list[Asked]:
    """Return what the search box asks while queries are typed, letter by letter."""
    typed = [query[:end] for query in queries for end in range(1, len(query) + 1)]
    paths = [Asked(f"/api/v1/suggest?q={quote(one)}") for one in typed if one.strip()]
    return list(islice(cycle(paths[:: max(1, len(paths) // REQUESTS)]), REQUESTS))


def batches(queries: Sequence[str]) -> list[Asked]:
    """Return batches of the queries, `BATCH` of them each."""
    asked = [{"q": query} for query in islice(cycle(queries), BATCH)]
    body = json.dumps({"queries": asked}).encode()
    return [Asked("/api/v1/search", body, BATCH)] * BATCHES


def forward(folder: Path, queries: Sequence[str], between: Callable[[], object]) -> float:
    """Return the encoder's own forward pass, in milliseconds, with something else between passes.

    As it is in a server, then: nothing of it is left in the processor's caches.
    """
    encoder = open_encoder(open_current(folder).folder / "encoder")
    passes = []
    for query in queries:
        between()
        passes.append(served.timed(lambda query=query: encoder.query(query)))
    return statistics.median(passes)


def measure(folder: Path, queries: list[str]) -> None:
    """Print the table for one index."""
    kinds: dict[str, Callable[[Sequence[str]], list[Asked]]] = {
        "suggest": beginnings,
        "search": searches,
        f"batch of {BATCH}, a query": batches,
    }
    process, address = served.serve(folder)
    try:
        answers, few = cycle(searches(queries)), queries[: PAUSED // max(CLIENTS)]
        client = served.Client(address)
        pass_ms = forward(folder, queries, lambda: client.ask(next(answers).path))
        paused_ms = forward(folder, few, lambda: time.sleep(PAUSE / max(CLIENTS)))
        client.close()
        for clients in CLIENTS:
            print(f"\n{open_current(folder).manifest.passages} passages, clients: {clients}")
            print(f"  {'':<22}{'median':>9}{'95 %':>9}{'a second':>11}{'a core':>11}{'core ms':>9}")
            with floor(4096) as (constant, place):
                print(ask(constant, place, [Asked("/")] * REQUESTS, clients).line("a constant"))
            costs = {
                name: ask(process, address, of(queries), clients) for name, of in kinds.items()
            }
            for (name, cost), said in zip(costs.items(), verdicts(costs, pass_ms), strict=True):
                print(cost.line(name, said))
            if clients > 1:
                held = {name: kinds[name](queries)[:PAUSED] for name in ("suggest", "search")}
                paced = {
                    name: ask(process, address, asked, clients, PAUSE)
                    for name, asked in held.items()
                }
                for (name, cost), said in zip(paced.items(), waits(paced, paused_ms), strict=True):
                    print(cost.line(f"{name}, with pauses", said))
    finally:
        process.terminate()
        process.wait()


def verdicts(costs: dict[str, Cost], pass_ms: float) -> Iterator[str]:
    """Yield what each kind of request is held to, and how near it comes."""
    _, search, batch = costs.values()
    yield from waits(costs, pass_ms)
    share = batch.median / BATCH / search.median
    used = batch.cpu_ms / search.cpu_ms
    yield f"{share:.2f} of a single query's wait (bound {BATCH_SHARE:.2f}), {used:.2f} of its core"


def waits(costs: dict[str, Cost], pass_ms: float) -> Iterator[str]:
    """Yield how near what a client waits for suggestions, and for an answer, comes to its bound."""
    yield f"{costs['suggest'].median / SUGGEST_MS:.2f} of the bound ({SUGGEST_MS} ms)"
    bound = 2 * pass_ms + 2
    yield f"{costs['search'].median / bound:.2f} of the bound (2 x forward + 2 = {bound:.2f} ms)"


def main() -> None:
    """Measure on the project's corpus, then on index folders given as `FOLDER=QUERIES.jsonl`."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made) / "index"
        build([str(served.ROOT / "corpus")], folder, BuildOptions())
        judgements = served.ROOT / "corpus" / "judgements.jsonl"
        measure(folder, served.judged_queries(judgements, "query"))
    for given in sys.argv[1:]:
        named, _, queries = given.partition("=")
        measure(Path(named), served.judged_queries(Path(queries), "text")[: served.MOST])


if __name__ == "__main__":
    main()
