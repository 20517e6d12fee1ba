"""Measures build, folder, memory and queries at several sizes, beside what others take for it.

`run` prints the table: every engine is built in a process of its own, one after the other, and then
all are asked the same questions in turn, query by query, so that all see the same machine. Vectors
are given (`made.py`). `make` builds one index of Alongside's and keeps it; `ask` measures that one.
"""

from __future__ import annotations

import contextlib
import cProfile
import importlib.util
import json
import os
import pstats
import re
import resource
import shutil
import statistics
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, Protocol, TypeVar
from unittest import mock

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import click
import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2]))  # the checkout that this lies in

from indexer import encode, entities, places
from indexer.arrays import Scores
from indexer.build import build
from indexer.encode.export import cache_folder
from indexer.extras import how_to_install
from indexer.index.store import open_current
from indexer.index.writer import Progress
from indexer.model import Passage, Query
from indexer.search.engine import Engine
from tests.bench.made import ROOT, Given, GivenEncoder, prepare

ALONGSIDE, WHOOSH = "Alongside", "Whoosh + numpy"
TANTIVY, BM25S = "tantivy + usearch", "bm25s + numpy"
FIRST, SHOWN = 100, 10  # what each leg gives, and what is asked for
ROUNDS, LONGEST = 3, 60.0  # at most; and at most so many seconds a size
IN_A_FILE = 1_000  # texts
EVERY = 0.2  # seconds between looks at how much memory is held
_ENCODING, _NAMES = "encoding", "names"
PLAIN = "ALONGSIDE_BENCH_PLAIN"
_T = TypeVar("_T")
Ask = Callable[[str, Scores], Sequence[int]]


# --- Alongside -----------------------------------------------------------------------------------


@dataclass
class Phases(Progress):
    """Adds up how long each phase of a build takes, by what it tells; reading comes first."""

    took: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    worked: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    _phase: str = "reading"
    _since: tuple[float, float] = field(default_factory=lambda: clocks())  # noqa: PLW0108 - below

    def say(self, message: str) -> None:
        if ": " not in message:  # of a source
            self.begin(message)

    def track(self, items: Iterable[_T], what: str, total: int) -> Iterator[_T]:
        del total
        self.begin(what)
        yield from items
        self.begin("other")

    def begin(self, phase: str) -> None:
        now = clocks()
        self.took[self._phase] += now[0] - self._since[0]
        self.worked[self._phase] += now[1] - self._since[1]
        self._phase, self._since = phase, now


def clocks() -> tuple[float, float]:
    """Return what the clock says, and the processor's time of this process and those it ended."""
    spent = [resource.getrusage(of) for of in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return time.perf_counter(), sum(one.ru_utime + one.ru_stime for one in spent)


def given_vectors(given: Given) -> Any:
    """Let builds and opened indexes use vectors that are given."""
    real = encode.open_encoder
    return mock.patch(
        "indexer.encode.open_encoder", lambda folder: GivenEncoder(real(folder), given)
    )


def without_names(wanted: bool) -> Any:  # noqa: FBT001 - one of two contexts
    """Let builds find no names, as `PLAIN` in the environment asks: half of what they take."""
    if not wanted:
        return contextlib.nullcontext()

    def nothing(passages: Sequence[Passage], *_: object) -> entities.Entities:
        return entities.Entities(tuple(passages), ())

    return mock.patch("indexer.entities.find", nothing)


def build_alongside(given: Given, source: Path, folder: Path, count: int) -> dict[str, Any]:
    """Build an index of texts as they lie in a file; the names and the encoding told apart."""
    del count
    phases, naming = Phases(), [0.0, 0.0]

    def timed(find: Callable[..., Any], *given: Any, **named: Any) -> Any:
        before = clocks()
        found = find(*given, **named)
        for at, (start, end) in enumerate(zip(before, clocks(), strict=True)):
            naming[at] += end - start
        return found

    with contextlib.ExitStack() as stack:
        stack.enter_context(given_vectors(given))
        stack.enter_context(without_names(PLAIN in os.environ))
        for module, name in ((entities, "find"), (places, "locate")):
            stack.enter_context(
                mock.patch.object(module, name, partial(timed, getattr(module, name)))
            )
        build([str(source)], folder, progress=phases)
    phases.begin("end")
    return {
        _NAMES: naming[0],
        _ENCODING: phases.took[_ENCODING],
        "apart_cpu_s": naming[1] + phases.worked[_ENCODING],
        "phases": dict(phases.took),
        "phases_cpu": dict(phases.worked),
    }


def ask_alongside(given: Given, folder: Path) -> dict[str, Ask]:
    """Return how an index is asked for a ranking, and for an answer with all that is shown."""
    with given_vectors(given):
        engine = Engine.open(folder)
        engine.search(Query("air pollution"))
    row = engine._index.row

    def ranked(text: str, vector: Scores) -> Sequence[int]:
        del vector
        return [int(one) for one in engine.match(Query(text)).ranking[:SHOWN]]

    def answered(text: str, vector: Scores) -> Sequence[int]:
        del vector
        return [row(hit.passage.id) or 0 for hit in engine.search(Query(text)).hits]

    def nearest(text: str, vector: Scores) -> Sequence[int]:
        del text
        return engine._index.neighbours(vector, SHOWN).tolist()

    return {f"{ALONGSIDE}, ranked": ranked, f"{ALONGSIDE}, whole answer": answered, "": nearest}


# --- the others ----------------------------------------------------------------------------------


def fused(*ranked: Sequence[int]) -> list[int]:
    """Return the first of several rankings made one by reciprocal ranks."""
    total: dict[int, float] = defaultdict(float)
    for rows in ranked:
        for rank, row in enumerate(rows):
            total[row] += 1 / (61 + rank)
    return sorted(total, key=lambda row: (-total[row], row))[:SHOWN]


def exact(vectors: Scores, vector: Scores, count: int) -> list[int]:
    """Return the rows of the vectors nearest to one, by looking at all."""
    near = vectors @ vector
    first = np.argpartition(near, -count)[-count:]
    return first[np.argsort(-near[first])].tolist()


def build_whoosh(given: Given, source: Path, folder: Path, count: int) -> dict[str, Any]:
    """Plainly wired: positions, stems, and the vectors beside it."""
    from whoosh import fields, index
    from whoosh.analysis import StemmingAnalyzer

    whole = fields.TEXT(analyzer=StemmingAnalyzer(), phrase=True)
    schema = fields.Schema(row=fields.STORED, title=whole, text=whole)
    writer = index.create_in(str(folder), schema).writer(limitmb=256)
    for row, (title, text) in enumerate(read(source)):
        writer.add_document(row=row, title=title, text=text)
    writer.commit()
    np.save(folder / "vectors.npy", given.wholes(count))
    return {}


def ask_whoosh(given: Given, folder: Path) -> dict[str, Ask]:
    """Return how that is asked: any of the words, all vectors looked at."""
    from whoosh import index
    from whoosh.qparser import MultifieldParser, OrGroup

    del given
    searcher = index.open_dir(str(folder)).searcher()
    parser = MultifieldParser(["title", "text"], searcher.schema, group=OrGroup)
    vectors = np.load(folder / "vectors.npy")

    def ask(text: str, vector: Scores) -> Sequence[int]:
        found = searcher.search(parser.parse(plain(text)), limit=FIRST)
        return fused([hit["row"] for hit in found], exact(vectors, vector, FIRST))

    return {WHOOSH: ask}


def build_tantivy(given: Given, source: Path, folder: Path, count: int) -> dict[str, Any]:
    """Write the words into one, the vectors into the other."""
    import tantivy
    from usearch.index import Index

    schema = tantivy.SchemaBuilder()
    for name in ("title", "text"):
        schema.add_text_field(name, tokenizer_name="en_stem", stored=False)
    schema.add_integer_field("row", fast=True)
    (folder / "words").mkdir()
    writer = tantivy.Index(schema.build(), str(folder / "words")).writer(128_000_000)
    for row, (title, text) in enumerate(read(source)):
        writer.add_document(tantivy.Document(title=title, text=text, row=row))
    writer.commit()
    writer.wait_merging_threads()
    vectors = given.wholes(count)
    graph = Index(ndim=vectors.shape[1], metric="cos", dtype="f16")
    graph.add(np.arange(count), vectors)
    graph.save(str(folder / "vectors.usearch"))
    return {}


def ask_tantivy(given: Given, folder: Path) -> dict[str, Ask]:
    """Return how these are asked."""
    import tantivy
    from usearch.index import Index

    del given
    index = tantivy.Index.open(str(folder / "words"))
    searcher = index.searcher()
    graph = Index.restore(str(folder / "vectors.usearch"))

    def nearest(text: str, vector: Scores, count: int = SHOWN) -> Sequence[int]:
        del text
        return graph.search(vector, count).keys.tolist()

    def ask(text: str, vector: Scores) -> Sequence[int]:
        query, _ = index.parse_query_lenient(plain(text), ["title", "text"])
        found = searcher.search(query, FIRST, count=False).hits
        rows = searcher.fast_field_values("row", [address for _, address in found])
        return fused(rows, nearest(text, vector, FIRST))

    return {TANTIVY: ask, "": nearest}


def build_bm25s(given: Given, source: Path, folder: Path, count: int) -> dict[str, Any]:
    """Write a matrix of scores, and the vectors beside it."""
    import bm25s
    import Stemmer

    texts = [f"{title} {text}" for title, text in read(source)]
    tokens = bm25s.tokenize(texts, stemmer=Stemmer.Stemmer("english"), show_progress=False)
    made = bm25s.BM25()
    made.index(tokens, show_progress=False)
    made.save(str(folder / "words"))
    np.save(folder / "vectors.npy", given.wholes(count))
    return {}


def ask_bm25s(given: Given, folder: Path) -> dict[str, Ask]:
    """Return how these are asked, all vectors looked at."""
    import bm25s
    import Stemmer

    del given
    stemmer = Stemmer.Stemmer("english")
    index = bm25s.BM25.load(str(folder / "words"), mmap=True)
    vectors = np.load(folder / "vectors.npy")

    def ask(text: str, vector: Scores) -> Sequence[int]:
        tokens = bm25s.tokenize(text, stemmer=stemmer, show_progress=False)
        count = min(FIRST, len(vectors))
        rows, scores = index.retrieve(tokens, k=count, show_progress=False)
        return fused(rows[0][scores[0] > 0].tolist(), exact(vectors, vector, count))

    return {BM25S: ask}


class Build(Protocol):
    """Builds an index of texts as they lie in a file into an empty folder; what took how long."""

    def __call__(self, given: Given, source: Path, folder: Path, count: int) -> dict[str, Any]: ...


ENGINES: dict[str, tuple[Build, Callable[[Given, Path], dict[str, Ask]]]] = {
    ALONGSIDE: (build_alongside, ask_alongside),
    WHOOSH: (build_whoosh, ask_whoosh),
    TANTIVY: (build_tantivy, ask_tantivy),
    BM25S: (build_bm25s, ask_bm25s),
}


def read(source: Path) -> Iterator[tuple[str, str]]:
    """Yield the titles and texts of the files of a folder."""
    for file in sorted(source.iterdir()):
        with file.open(encoding="utf-8") as lines:
            for line in lines:
                record = json.loads(line)
                yield record["title"], record["text"]


def plain(text: str) -> str:
    """Return a question's words, without signs that a query language may take for its own."""
    return " ".join(re.findall(r"\w+", text.lower()))


# --- measuring -----------------------------------------------------------------------------------


def write_texts(given: Given, folder: Path, count: int) -> Path:
    """Return the folder with so many texts, in files as a site has pages; written once."""
    source = folder / f"texts-{count}"
    if not source.is_dir():
        new = source.with_suffix(".new")
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir()
        texts = enumerate(given.texts(count))
        while some := list(islice(texts, IN_A_FILE)):
            records = ({"_id": str(at), "title": title, "text": text} for at, (title, text) in some)
            lines = "".join(json.dumps(record) + "\n" for record in records)
            (new / f"{some[0][0]:08}.jsonl").write_text(lines, encoding="utf-8")
        new.rename(source)
    return source


def held(process: int) -> tuple[float, float]:
    """Return the memory of a process and its children in MB: all, and without mapped files."""
    whole = own = 0
    try:
        told = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="utf-8")
        children = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="utf-8")
    except OSError:
        return 0, 0
    of = {name: int(size) for name, size in re.findall(r"(\w+): +(\d+) kB", told)}
    whole, own = of.get("Pss", 0) / 1024, of.get("Pss_Anon", 0) / 1024
    for child in map(int, children.split()):
        more, more_own = held(child)
        whole, own = whole + more, own + more_own
    return whole, own


def build_apart(name: str, folder: Path, count: int, *, quiet: bool = False) -> dict[str, Any]:
    """Build in a process of its own, and return what that took."""
    command = [sys.executable, __file__, "build", name, str(folder), "--passages", str(count)]
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    most = [0.0, 0.0]

    def look() -> None:
        while process.poll() is None:
            for at, now in enumerate(held(process.pid)):
                most[at] = max(most[at], now)
            time.sleep(EVERY)

    watching = threading.Thread(target=look)
    watching.start()
    told = process.communicate()[0]
    watching.join()
    if process.returncode:
        sys.exit(f"{name} was not built")
    made: dict[str, Any] = json.loads(told.splitlines()[-1])
    made |= {"memory_mb": most[0], "own_memory_mb": most[1]}
    if not quiet:
        took = time.perf_counter() - started
        print(f"  {name}: {made['wall_s']:.1f} s ({took:.1f} with start)", file=sys.stderr)
    return made


def place(folder: Path, name: str, count: int) -> Path:
    """Return the folder of an engine's index."""
    return folder / f"{name.split(maxsplit=1)[0].lower()}-{count}"


def size(folder: Path, *apart: str) -> int:
    """Return how many bytes lie in a folder, but for those of some parts of it."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return sum(path.stat().st_size for path in files if not {*path.parts} & {*apart})


def ask_all(
    given: Given, asks: dict[str, Ask], seconds: float = LONGEST
) -> tuple[dict[str, list[float]], dict[str, list[Sequence[int]]]]:
    """Return how long each way to ask took for each query, in ms, and what it found first."""
    took: dict[str, list[float]] = {name: [] for name in asks}
    found: dict[str, list[Sequence[int]]] = {name: [] for name in asks}
    since = time.perf_counter()
    for turn in range(ROUNDS + 1):  # the first warms
        for text, vector in given.queries.items():
            for name, ask in asks.items():
                started = time.perf_counter()
                rows = ask(text, vector)
                if turn or name == WHOOSH:  # the slow one is asked once
                    took[name].append((time.perf_counter() - started) * 1000)
                if not turn:
                    found[name].append(rows)
            if turn and time.perf_counter() - since > seconds:
                return took, found
        if not turn:
            asks = {name: ask for name, ask in asks.items() if name != WHOOSH}
    return took, found


def agreement(found: Sequence[Sequence[int]], wanted: Sequence[Sequence[int]]) -> float:
    """Return the mean share of what is wanted that was found."""
    shares = [len({*a} & {*b}) / max(len(b), 1) for a, b in zip(found, wanted, strict=True)]
    return statistics.fmean(shares)


def spread(took: Sequence[float]) -> dict[str, float]:
    """Return the median and the 95th percentile."""
    p50, p95 = np.percentile(took, [50, 95])
    return {"p50_ms": round(float(p50), 3), "p95_ms": round(float(p95), 3)}


def measure(folder: Path, count: int, names: Sequence[str]) -> dict[str, Any]:
    """Build every engine's index of so many passages, ask them in turn, and return the figures."""
    given = Given(folder / "real")
    write_texts(given, folder, count)
    figures: dict[str, Any] = {}
    for name in names:
        shutil.rmtree(place(folder, name, count), ignore_errors=True)
        figures[name] = build_apart(name, folder, count)
        figures[name]["folder_bytes"] = folder_bytes(name, place(folder, name, count))
    asks: dict[str, Ask] = {}
    nearest: dict[str, Ask] = {}
    for name in names:
        started = time.perf_counter()
        of_one = ENGINES[name][1](given, place(folder, name, count))
        figures[name]["open_s"] = time.perf_counter() - started
        if "" in of_one:
            nearest[name] = of_one.pop("")
        asks |= of_one
    took, _ = ask_all(given, asks)
    vectors = given.wholes(count)
    wanted = [exact(vectors, vector, SHOWN) for vector in given.queries.values()]
    for name, ask in nearest.items():
        rows = [ask(text, vector) for text, vector in given.queries.items()]
        figures[name]["recall"] = agreement(rows, wanted)
    return {
        "passages": count,
        "build": figures,
        "query": {name: spread(one) for name, one in took.items()},
    }


def folder_bytes(name: str, folder: Path) -> int:
    """Return what an index takes; of Alongside's, as of others', without encoder and texts."""
    if name != ALONGSIDE:
        return size(folder)
    return size(open_current(folder).folder, "encoder", "passages")


# --- what is printed and drawn -------------------------------------------------------------------


def table(measured: Sequence[dict[str, Any]]) -> str:
    """Return the figures as a table in Markdown."""
    lines = []
    for one in measured:
        count = one["passages"]
        lines += [
            f"\n{count:,} passages\n",
            "| | build | folder, a passage | memory | open | p50 | p95 | recall |",
            "|---|---|---|---|---|---|---|---|",
        ]
        for name, of in one["build"].items():
            ways = [(label, q) for label, q in one["query"].items() if label.startswith(name)]
            for at, (label, asked) in enumerate(ways):
                apart = of.get(_NAMES, 0) + of.get(_ENCODING, 0)
                cells = [
                    f"{of['wall_s'] - apart:.1f} s" if not at else "",
                    f"{of['folder_bytes'] / count / 1000:.1f} KB" if not at else "",
                    f"{of['memory_mb']:.0f} MB" if not at else "",
                    f"{of['open_s']:.2f} s" if not at else "",
                    f"{asked['p50_ms']:.2f} ms",
                    f"{asked['p95_ms']:.2f} ms",
                    f"{of['recall']:.3f}" if not at and "recall" in of else "",
                ]
                lines.append(f"| {label} | {' | '.join(cells)} |")
    return "\n".join(lines)


def ratios(one: dict[str, Any]) -> Iterator[str]:
    """Yield what must hold at a size, with what was measured."""
    build_of, asked, count = one["build"], one["query"], one["passages"]
    ours = build_of[ALONGSIDE]
    rest = ours["wall_s"] - ours[_NAMES] - ours[_ENCODING]
    if WHOOSH in build_of:
        ratio = rest / build_of[WHOOSH]["wall_s"]
        worked = (ours["cpu_s"] - ours["apart_cpu_s"]) / build_of[WHOOSH]["cpu_s"]
        yield (
            f"build without encoding and names: {ratio:.2f} of Whoosh + numpy's (1.5 at most),"
            f" {worked:.2f} of its processor time"
        )
    yield f"names: {ours[_NAMES] / count * 1000:.2f} ms a passage (4 at most)"
    yield (
        f"memory: {ours['memory_mb']:.0f} MB, {ours['own_memory_mb']:.0f} without mapped files"
        " (1,000 at most)"
    )
    yield f"folder: {ours['folder_bytes'] / count / 1000:.1f} KB a passage (9 at most)"
    if TANTIVY in asked:
        most = 1.0 if 10_000 < count < 1_000_000 else 1.5
        ratio = asked[f"{ALONGSIDE}, ranked"]["p50_ms"] / asked[TANTIVY]["p50_ms"]
        yield f"ranked: {ratio:.2f} of tantivy + usearch's median ({most} at most)"


COLOURS = ("#1b6e5a", "#7fb8a4", "#8a8a8a", "#c2703d", "#4a6fa5")


def plot(measured: Sequence[dict[str, Any]]) -> str:
    """Return an SVG picture: how queries and builds grow with the passages, on logarithmic axes."""
    asked: dict[str, list[tuple[int, float]]] = defaultdict(list)
    built: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for one in measured:
        for name, of in one["query"].items():
            asked[name].append((one["passages"], of["p50_ms"]))
        for name, of in one["build"].items():
            apart = of.get(_NAMES, 0) + of.get(_ENCODING, 0)
            built[name].append((one["passages"], of["wall_s"] - apart))
    names = list(asked)
    colour = dict(zip(names, COLOURS, strict=False)) | {ALONGSIDE: COLOURS[0]}
    drawn = [
        *_panel(60, "a query, median, ms", asked, colour),
        *_panel(450, "build without encoding and names, s", built, colour),
    ]
    for at, name in enumerate(names):
        x, y = 60 + at % 3 * 250, 300 + at // 3 * 20
        drawn.append(f'<rect x="{x}" y="{y - 9}" width="14" height="4" fill="{colour[name]}"/>')
        drawn.append(f'<text x="{x + 20}" y="{y - 2}">{name}</text>')
    body = "\n".join(drawn)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 335" role="img"'
        ' font-family="sans-serif" font-size="12" fill="#444">\n'
        "<title>How long a query and a build take, by the number of passages</title>\n"
        f'<rect width="800" height="335" fill="#fff"/>\n{body}\n</svg>\n'
    )


def _panel(
    left: int, title: str, lines: dict[str, list[tuple[int, float]]], colour: dict[str, str]
) -> Iterator[str]:
    """Yield what draws one pair of axes with their lines, 300 wide and 210 high."""
    width, top, height = 300, 40, 210
    points = [point for line in lines.values() for point in line]
    low, high = (f(np.log10([x for x, _ in points])) for f in (np.min, np.max))
    least = np.floor(np.log10(min(y for _, y in points)))
    most = np.ceil(np.log10(max(y for _, y in points)))

    def at(x: float, y: float) -> tuple[float, float]:
        across = (np.log10(x) - low) / max(high - low, 1e-9)
        up = (np.log10(y) - least) / max(most - least, 1e-9)
        return left + across * width, top + height - up * height

    yield f'<text x="{left}" y="20" font-weight="bold">{title}</text>'
    for power in range(int(least), int(most) + 1):
        _, y = at(points[0][0], 10.0**power)
        yield f'<path d="M{left} {y:.1f}h{width}" stroke="#ddd"/>'
        yield f'<text x="{left - 6}" y="{y + 4:.1f}" text-anchor="end">{10.0**power:g}</text>'
    for x in sorted({x for x, _ in points}):
        across, _ = at(x, 10.0**least)
        yield f'<text x="{across:.1f}" y="{top + height + 18}" text-anchor="middle">{x:,}</text>'
    for name, line in lines.items():
        places = " ".join(f"{x:.1f},{y:.1f}" for x, y in (at(*point) for point in line))
        yield f'<polyline points="{places}" fill="none" stroke="{colour[name]}" stroke-width="2"/>'
        for x, y in (at(*point) for point in line):
            yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour[name]}"/>'


# --- commands ------------------------------------------------------------------------------------

_indexes = click.option(
    "--vectors",
    "indexes",
    multiple=True,
    type=click.Path(path_type=Path, exists=True),
    help="An index of one of the collections, whose vectors are taken over.",
)
_passages = click.option("--passages", "count", type=int, default=50_000, show_default=True)
_folder = click.argument("folder", type=click.Path(path_type=Path, file_okay=False))


@click.group()
def main() -> None:
    """Measure what an index takes."""


@main.command()
@click.option("--size", "sizes", multiple=True, type=int, default=(5_000, 50_000, 200_000))
@click.option("--only", "names", multiple=True, type=click.Choice(list(ENGINES)))
@click.option("--work", type=click.Path(path_type=Path), help="Where indexes are built and left.")
@click.option("--to", "target", type=click.Path(path_type=Path), default=ROOT / "docs")
@_indexes
def run(
    *, sizes: tuple[int, ...], names: tuple[str, ...], work: Path | None, target: Path,
    indexes: tuple[Path, ...],
) -> None:  # fmt: skip
    """Print the table; write size.json and size.svg."""
    for library in ("tantivy", "usearch", "bm25s"):
        if not importlib.util.find_spec(library):
            sys.exit(f"{library} is missing; {how_to_install('bench')}")
    work = work or cache_folder() / "size"
    prepare(work / "real", indexes)
    measured = []
    for count in sizes:
        print(f"{count:,} passages", file=sys.stderr)
        measured.append(measure(work, count, [*(names or ENGINES)]))
        target.mkdir(parents=True, exist_ok=True)
        (target / "size.json").write_text(json.dumps(measured, indent=1) + "\n", encoding="utf-8")
        (target / "size.svg").write_text(plot(measured), encoding="utf-8")
    print(table(measured))
    for one in measured:
        print(f"\n{one['passages']:,} passages")
        for line in ratios(one):
            print(f"  {line}")


@main.command()
@_folder
@_passages
@_indexes
@click.option("--plain", is_flag=True, help="Find no names, which takes half of the time.")
def make(*, folder: Path, count: int, indexes: tuple[Path, ...], plain: bool) -> None:
    """Build Alongside's index of so many passages, and keep it in FOLDER."""
    if plain:
        os.environ[PLAIN] = "1"
    prepare(folder / "real", indexes)
    write_texts(Given(folder / "real"), folder, count)
    kept = place(folder, ALONGSIDE, count)
    shutil.rmtree(kept, ignore_errors=True)
    made = build_apart(ALONGSIDE, folder, count)
    print(json.dumps(made, indent=1))
    print(f"it lies in {kept}")


@main.command()
@_folder
@_passages
@click.option("--profile", is_flag=True, help="Print where the time of the ranking goes.")
@click.option("--record", is_flag=True, help="Keep what is found, for later runs to agree with.")
def ask(*, folder: Path, count: int, profile: bool, record: bool) -> None:
    """Ask the index that `make` left in FOLDER, and say whether it finds what it found before."""
    given = Given(folder / "real")
    started = time.perf_counter()
    asks = ask_alongside(given, place(folder, ALONGSIDE, count))
    print(f"open to first answer {time.perf_counter() - started:.2f} s")
    del asks[""]
    took, found = ask_all(given, asks, 30)
    for name, of in took.items():
        print(f"{name:28}", spread(of))
    kept = folder / f"found-{count}.json"
    if record or not kept.is_file():
        kept.write_text(json.dumps(found), encoding="utf-8")
    for name, before in json.loads(kept.read_text(encoding="utf-8")).items():
        same = statistics.fmean([*a] == [*b] for a, b in zip(found[name], before, strict=True))
        print(f"{name:28} agrees with before: {agreement(found[name], before):.4f}, in the same"
              f" order {same:.3f}")  # fmt: skip
    if profile:
        profiled = cProfile.Profile()
        profiled.enable()
        for text, vector in given.queries.items():
            asks[f"{ALONGSIDE}, ranked"](text, vector)
        profiled.disable()
        pstats.Stats(profiled).sort_stats("tottime").print_stats(40)


@main.command(name="build", hidden=True)
@click.argument("name", type=click.Choice(list(ENGINES)))
@_folder
@_passages
def build_one(*, name: str, folder: Path, count: int) -> None:
    """Build one index in this process; print as JSON what that took."""
    given = Given(folder / "real")
    source, made = folder / f"texts-{count}", place(folder, name, count)
    made.mkdir(exist_ok=True)
    before = clocks()
    took = ENGINES[name][0](given, source, made, count)
    took["wall_s"], took["cpu_s"] = (b - a for a, b in zip(before, clocks(), strict=True))
    print(json.dumps(took))


if __name__ == "__main__":
    main()
