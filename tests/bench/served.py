"""Measures what a served query costs beside the encoder's own forward pass, in one run.

Prints medians in milliseconds, interleaved query by query so that both see the same machine; the
bound is twice the forward pass plus 2 ms. Then a cold `alongside search`, and the server's memory.
"""

from __future__ import annotations

import json
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote, urlsplit

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from indexer.build import BuildOptions, build
from indexer.encode import OnnxEncoder, open_encoder
from indexer.index.store import open_current

ROOT = Path(__file__).parents[2]
COMMAND = Path(sys.executable).with_name("alongside")
ROUNDS = 5
MOST = 200  # queries of a collection
_LENGTH = re.compile(rb"(?im)^content-length: *(\d+)")


def timed(call: Callable[[], object]) -> float:
    """Return how long a call takes, in milliseconds."""
    started = time.perf_counter()
    call()
    return (time.perf_counter() - started) * 1000


def serve(folder: Path, workers: int = 1) -> tuple[subprocess.Popen[str], str]:
    """Start a server of its own processes; return it with its address."""
    process = subprocess.Popen(
        [COMMAND, "serve", "--index", str(folder), "--port", "0", "--workers", str(workers)],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    found = re.search(r"http://\S+", process.stdout.readline())
    assert found, "the server did not say where it answers"
    return process, found.group()


class Client:
    """A kept connection that sends bytes and reads an answer whole, but reads nothing into it.

    What is measured is the server: a client that makes objects of headers and JSON takes a
    millisecond of its own, and eight of them in one process wait for each other.
    """

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self._host = parts.netloc
        self._socket = socket.create_connection((parts.hostname or "", parts.port or 80))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, path: str, body: bytes | None = None) -> tuple[float, bytes]:
        """Return how long a request takes, in milliseconds, and the body of its answer."""
        line = f"{'POST' if body else 'GET'} {path} HTTP/1.1\r\nHost: {self._host}\r\n"
        if body:
            line += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
        request = line.encode() + b"\r\n" + (body or b"")
        started = time.perf_counter()
        self._socket.sendall(request)
        head, joint, answer = b"", b"", b""
        while not joint:
            head, joint, answer = (head + self._read()).partition(b"\r\n\r\n")
        size = int(_LENGTH.findall(head)[0])
        while len(answer) < size:
            answer += self._read()
        took = (time.perf_counter() - started) * 1000
        assert head.split()[1] == b"200", (path, head, answer[:500])
        return took, answer

    def close(self) -> None:
        """Leave."""
        self._socket.close()

    def _read(self) -> bytes:
        read = self._socket.recv(1 << 20)
        assert read, "the server hung up"
        return read


def processes(process: subprocess.Popen[str]) -> list[int]:
    """Return the ids of a server's processes: the one that was started, and its workers."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    return [process.pid, *map(int, children.read_text(encoding="utf-8").split())]


def memory(process: subprocess.Popen[str]) -> float:
    """Return the most memory that one of a server's processes had resident, in MB."""
    told = [Path(f"/proc/{one}/status").read_text("utf-8") for one in processes(process)]
    return max(int(peak) for peak in re.findall(r"VmHWM:\s+(\d+)", "".join(told))) / 1024


def measure(folder: Path, queries: list[str]) -> None:
    """Print the table for one index."""
    generation = open_current(folder)
    encoder = open_encoder(generation.folder / "encoder")
    assert isinstance(encoder, OnnxEncoder)
    process, address = serve(folder)
    client = Client(address)
    asked = [(query, f"/api/v1/search?q={quote(query)}") for query in queries]
    for _, path in asked:
        client.ask(path)
    forward, served, inside = [], [], []
    for _ in range(ROUNDS):
        for query, path in asked:
            forward.append(timed(lambda query=query: encoder.query(query)))
            took, answer = client.ask(path)
            served.append(took)
            inside.append(json.loads(answer)["took_ms"])
    resident = memory(process)
    process.terminate()
    process.wait()
    pass_ms, served_ms = statistics.median(forward), statistics.median(served)
    print(f"\n{generation.manifest.passages} passages, {len(queries)} queries, {ROUNDS} rounds")
    print(f"  encoder's forward pass        {pass_ms:7.2f} ms median")
    print(f"  engine, in the server         {statistics.median(inside):7.2f} ms median")
    print(f"  served over HTTP              {served_ms:7.2f} ms median")
    bound = 2 * pass_ms + 2
    print(
        f"  bound (2 x forward + 2 ms)    {bound:7.2f} ms: served is {served_ms / bound:.2f} of it"
    )
    print(f"  server's memory               {resident:7.0f} MB at most (bound 300)")
    cold = [timed(lambda: cold_search(folder)) for _ in range(5)]
    print(f"  cold `alongside search`       {statistics.median(cold):7.0f} ms median (bound 1500)")


def cold_search(folder: Path) -> None:
    """Ask one question in a new process."""
    subprocess.run(
        [COMMAND, "search", "air pollution Kenya", "--index", str(folder)],
        check=True,
        stdout=subprocess.DEVNULL,
    )


def judged_queries(path: Path, field: str) -> list[str]:
    """Return the texts of judged queries."""
    return [json.loads(line)[field] for line in path.read_text(encoding="utf-8").splitlines()]


def main() -> None:
    """Measure on the project's corpus, then on index folders given as `FOLDER=QUERIES.jsonl`."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made) / "index"
        build([str(ROOT / "corpus")], folder, BuildOptions())
        measure(folder, judged_queries(ROOT / "corpus" / "judgements.jsonl", "query"))
    for given in sys.argv[1:]:
        named, _, queries = given.partition("=")
        measure(Path(named), judged_queries(Path(queries), "text")[:MOST])


if __name__ == "__main__":
    main()
