"""Measures an index in a cluster: speed beside raw searches, nodes that die, quality beside plain.

    speed FOLDER ADDRESS QUERIES      push and ask it; beside the bulk helper and a raw _msearch
    quality FOLDER ADDRESS JUDGED     nDCG@10, beside OpenSearch used plainly with the same vectors
    killing ADDRESS QUERIES           16 clients while each node of `make cluster` is killed in turn
    pushing FOLDER ADDRESS            a push that is killed again and again, at random moments

FOLDER is an index folder (`size.py make` makes large ones), QUERIES a file with a query a line, or
judged queries; ADDRESS is https://HOST:9200/NAME.
"""

from __future__ import annotations

import os
import random
import resource
import signal
import statistics
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import click
import ir_measures

sys.path.insert(0, str(Path(__file__).parents[2]))  # the checkout that this lies in

from indexer import push as pushing
from indexer.arrays import Scores
from indexer.errors import AlongsideError
from indexer.evaluate.judged import read_judgements
from indexer.evaluate.sought import PassageNames
from indexer.index import artefacts, asking, documents
from indexer.index.cluster import Address, Cluster, located
from indexer.index.opensearch import OpenSearchIndex
from indexer.index.store import open_current
from indexer.model import Answer, Query
from indexer.search.engine import Engine

ROOT = Path(__file__).parents[2]
SHOWN, FIRST, CLIENTS = 10, 100, 16
RUN = Path("/var/tmp/alongside-cluster")  # noqa: S108 - where deploy/cluster.sh keeps its nodes


def at(address: str) -> Address:
    found = located(address)
    assert isinstance(found, Address), "give the address of a cluster"
    return found


def asked(queries: Path) -> list[str]:
    if queries.suffix == ".txt":
        return queries.read_text(encoding="utf-8").splitlines()
    return [one.text for one in read_judgements(queries)]


def spread(took: Sequence[float]) -> str:
    ordered = sorted(1000 * one for one in took)
    return (
        f"median {statistics.median(ordered):6.1f} ms, "
        f"95th {ordered[int(0.95 * (len(ordered) - 1))]:6.1f} ms"
    )


def raw(index: OpenSearchIndex, query: str, vector: Scores, name: str) -> list[Any]:
    """Return what a plain program sends: both legs, and what is admitted with four facets."""
    clauses = index._clauses
    question = index.understand(Query(query))
    words = clauses.keyword(question) or [{"match_none": {}}]
    covered, nats = clauses.covered(question)
    near = asking.script(vector)
    by_words = {"function_score": {"query": covered or {"match_none": {}}, "min_score": 0.5}}
    by_meaning = asking.script(vector)
    by_meaning["script_score"]["min_score"] = 1 + index.floors.cosine
    admitted = {
        "size": 0,
        "track_total_hits": True,
        "query": {"bool": {"filter": [{"bool": {"should": [by_words, by_meaning]}}]}},
        "aggs": {
            facet: {"terms": {"field": facet, "size": 50}}
            for facet in ("theme", "organisation", "funder", "place")
        },
    }
    assert nats >= 0
    bodies = [
        asking.hits_of({"bool": {"should": words}}, FIRST),
        asking.hits_of(near, FIRST),
        admitted,
    ]
    header = {"index": name, "search_type": "dfs_query_then_fetch"}
    return [line for body in bodies for line in (header, body)]


@click.group()
def main() -> None:
    """Measure an index in a cluster."""


@main.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True))
@click.argument("address")
@click.argument("queries", type=click.Path(path_type=Path, exists=True))
@click.option("--shards", default=2)
@click.option("--replicas", default=1)
@click.option("--most", default=100, help="Queries.")
def speed(  # noqa: PLR0913 - one parameter an option
    *, folder: Path, address: str, queries: Path, shards: int, replicas: int, most: int
) -> None:
    """Push an index, and ask it and the cluster itself in turn."""
    where = at(address)
    took: list[float] = []
    fill = pushing._fill

    def timed(*given: Any) -> int:
        began = time.perf_counter()
        sent = fill(*given)
        took.append(time.perf_counter() - began)
        return sent

    pushing._fill = timed
    began = time.perf_counter()
    done = pushing.push(folder, where, pushing.PushOptions(shards=shards, replicas=replicas))
    whole = time.perf_counter() - began
    if done.sent:
        plain = bulk(folder, where, done.index, shards)
        print(
            f"push: {done.sent / took[0]:.0f} passages a second while filled ({whole:.0f} s in "
            f"all), the bulk helper {plain:.0f}: {done.sent / took[0] / plain:.2f} of it"
        )
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    engine = Engine.open(where)
    index = engine._index
    assert isinstance(index, OpenSearchIndex)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    print(f"opened: {grown / 1024:.0f} MB more, of {len(engine.passages):,} passages")
    client, listed = index._cluster.client, asked(queries)[:most]
    vectors = {}
    for query in listed:
        ((_, vector),) = index.encode([index.understand(Query(query)).encoded])
        vectors[query] = vector[0]
    ours: list[float] = []
    theirs: list[float] = []
    for turn in range(2):  # the first warms
        for query in listed:
            lines = raw(index, query, vectors[query], done.index)
            index._shelf = type(index._shelf)()  # nothing kept from before
            began = time.perf_counter()
            engine.search(Query(query))
            middle = time.perf_counter()
            client.msearch(body=lines)
            if turn:
                ours.append(middle - began)
                theirs.append(time.perf_counter() - middle)
    print(f"a whole answer:    {spread(ours)}")
    print(f"a raw _msearch:    {spread(theirs)}")
    bound = 1.5 * statistics.median(theirs) + 0.01
    print(f"{statistics.median(ours) / bound:.2f} of 1.5 times that and 10 ms")


def bulk(folder: Path, where: Address, like: str, shards: int) -> float:
    """Return how many of the same documents the bulk helper sends in a second."""
    from opensearchpy import helpers

    source = pushing._Source(open_current(folder))
    cluster, name = Cluster(where, 120.0), f"{where.name}-raw"
    client = cluster.client
    client.indices.delete(index=name, ignore=(404,))
    found = client.indices.get(index=like)[like]
    settings = documents.settings(shards, source.averages())
    settings["index"]["knn"] = found["settings"]["index"].get("knn", "false")
    client.indices.create(index=name, body={"settings": settings, "mappings": found["mappings"]})
    made = list(source.documents(name, [False] * (len(source.passages) // 1000 + 1)))
    began = time.perf_counter()
    for _ in helpers.streaming_bulk(client, made, chunk_size=250, max_chunk_bytes=8 << 20):
        pass
    client.indices.refresh(index=name)
    seconds = time.perf_counter() - began
    client.indices.delete(index=name)
    return len(made) / seconds


@main.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True))
@click.argument("address")
@click.argument("judged", type=click.Path(path_type=Path, exists=True))
def quality(*, folder: Path, address: str, judged: Path) -> None:
    """Measure nDCG@10 of both, the same vectors given."""
    where = at(address)
    pushing.push(folder, where, pushing.PushOptions(replicas=0))
    engine, here = Engine.open(where), Engine.open(folder)
    client, name = Cluster(where, 60.0).client, f"{where.name}-plain"
    names = PassageNames(here.passages)
    queries = read_judgements(judged)
    ids = [passage.id for passage in here.passages]
    grades = [
        ir_measures.Qrel(str(at), one, grade)
        for at, query in enumerate(queries)
        for one, grade in names.grades(query.relevant).items()
    ]

    def measured(ranked: Callable[[str], Sequence[str]]) -> float:
        run = [
            ir_measures.ScoredDoc(str(at), one, -rank)
            for at, query in enumerate(queries)
            for rank, one in enumerate(ranked(query.text))
        ]
        return float(
            ir_measures.calc_aggregate([ir_measures.nDCG @ SHOWN], grades, run)[
                ir_measures.nDCG @ SHOWN
            ]
        )

    def ranked(of: Engine, text: str) -> list[str]:
        return [one.id for one, _ in of.rank(of.match(Query(text, limit=SHOWN)))]

    def plainly(text: str) -> list[str]:
        ((_, vectors),) = here._index.encode([text])
        return [ids[row] for row in _reciprocal(client, name, text, vectors[0])]

    print(f"Alongside in a folder   {measured(lambda text: ranked(here, text)):.3f}")
    print(f"Alongside in a cluster  {measured(lambda text: ranked(engine, text)):.3f}")
    for analyser in ("standard", "english"):
        _plain(client, name, here, analyser)
        print(f"OpenSearch, {analyser:9}   {measured(plainly):.3f}")
    client.indices.delete(index=name)


def _plain(client: Any, name: str, here: Engine, analyser: str) -> None:
    from opensearchpy import helpers

    client.indices.delete(index=name, ignore=(404,))
    size = len(here._index.vector(0))
    mappings = {
        "properties": {
            "text": {"type": "text", "analyzer": analyser},
            "vector": {"type": "knn_vector", "dimension": size},
        }
    }
    client.indices.create(index=name, body={"mappings": mappings})
    actions = (
        {
            "_index": name,
            "_id": str(row),
            "text": f"{passage.title}\n{passage.text}",
            "vector": here._index.vector(row).tolist(),
        }
        for row, passage in enumerate(here.passages)
    )
    for _ in helpers.streaming_bulk(client, actions, chunk_size=250):
        pass
    client.indices.refresh(index=name)


def _reciprocal(client: Any, name: str, text: str, vector: Scores) -> list[int]:
    """Return the first rows of two rankings joined by reciprocal ranks, k = 60."""
    legs = [{"match": {"text": text}}, asking.script(vector)]
    scores: Counter[int] = Counter()
    for leg in legs:
        body = {"query": leg, "size": FIRST, "_source": False}
        for rank, hit in enumerate(client.search(index=name, body=body)["hits"]["hits"], 1):
            scores[int(hit["_id"])] += 1 / (60 + rank)
    return [row for row, _ in sorted(scores.items(), key=lambda one: (-one[1], one[0]))[:SHOWN]]


@main.command()
@click.argument("address")
@click.argument("queries", type=click.Path(path_type=Path, exists=True))
@click.option("--least", default=10_000, help="Questions in all.")
@click.option("--port", default=9200, help="The first node's.")
@click.option("--version", default="2.19.1")
def killing(*, address: str, queries: Path, least: int, port: int, version: str) -> None:
    """Kill each node in turn, and start it again, while 16 clients ask."""
    where, listed = at(address), asked(queries)[:100]
    engine = Engine.open(where)
    cluster = Cluster(where)
    index = cluster.current()
    wanted = [shown(engine.search(Query(query))) for query in listed]
    with clients(engine, listed, wanted) as told:
        for node in range(len(where.nodes)):
            until = time.monotonic() + 10
            process = int((RUN / f"run-{port}" / str(node) / "pid").read_text())
            os.kill(process, signal.SIGKILL)
            print(f"node {node} killed after {sum(told.values())} questions", flush=True)
            while time.monotonic() < until:
                time.sleep(0.5)
            command = [ROOT / "deploy" / "cluster.sh", "again", version, str(node), str(port)]
            subprocess.run(
                command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
            while (
                len(nodes(cluster)) < len(where.nodes) or cluster.wait(index, "green", 1) != "green"
            ):
                time.sleep(1)
            print("green again", flush=True)
        while sum(told.values()) < least:
            time.sleep(1)


def nodes(cluster: Cluster) -> list[Any]:
    """Return the nodes that belong to a cluster now; none where it cannot be asked."""
    try:
        with cluster.told():
            return list(cluster.client.cat.nodes(format="json"))
    except AlongsideError:
        return []


def shown(answer: Answer) -> list[tuple[str, float]]:
    return [(hit.passage.id, round(hit.score, 3)) for hit in answer.hits]


@contextmanager
def clients(
    engine: Engine, queries: Sequence[str], wanted: Sequence[object]
) -> Iterator[Counter[str]]:
    """Ask from several threads, and count what came of it."""
    told: Counter[str] = Counter()
    left = threading.Event()
    longest = [0.0]

    def ask(seed: int) -> None:
        dice = random.Random(seed)  # noqa: S311 - no secret
        while not left.is_set():
            one = dice.randrange(len(queries))
            began = time.perf_counter()
            try:
                answer = shown(engine.search(Query(queries[one])))
                told["same" if answer == wanted[one] else "other"] += 1
            except AlongsideError as error:
                told[str(error)[:120]] += 1
            longest[0] = max(longest[0], time.perf_counter() - began)

    threads = [threading.Thread(target=ask, args=(at,)) for at in range(CLIENTS)]
    for one in threads:
        one.start()
    try:
        yield told
    finally:
        left.set()
        for one in threads:
            one.join()
        print(f"longest wait {longest[0]:.2f} s; {dict(told)}")


@main.command("pushing")
@click.argument("folder", type=click.Path(path_type=Path, exists=True))
@click.argument("address")
@click.option("--times", default=20)
def pushes(*, folder: Path, address: str, times: int) -> None:
    """Kill a push at random moments, until none is left; what answers must stay whole."""
    where, dice = at(address), random.Random(7)  # noqa: S311 - no secret
    command = [str(Path(sys.executable).parent / "alongside"), "push", str(folder), address]
    command += ["--replicas", "0"]
    cluster, seen = Cluster(where), Counter[str]()
    began = time.perf_counter()
    subprocess.run(command, check=True)
    whole = time.perf_counter() - began
    index = cluster.current()
    for _ in range(times):
        cluster.client.indices.delete(
            index=f"{index},{artefacts.beside(index)}", ignore=(404,)
        ) if dice.random() < 0.3 else None
        process = subprocess.Popen(command, start_new_session=True)
        time.sleep(dice.uniform(0, whole))
        process.kill()
        process.wait()
        try:
            found = Engine.open(where)
            seen["whole" if len(list(found.passages)) == len(found.passages) else "half"] += 1
        except AlongsideError as error:
            seen[type(error).__name__] += 1
    subprocess.run(command, check=True)
    assert len(list(Engine.open(where).passages)) == len(Engine.open(folder).passages)
    print(dict(seen), "and whole in the end")


if __name__ == "__main__":
    main()
