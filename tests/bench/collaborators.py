"""Measures what facets and collaborators add to a query, and finding names to a build, in one run.

Prints medians in milliseconds over the judged queries of `corpus/`, then of index folders given as
`FOLDER=QUERIES.jsonl`: what matching costs, what facets and one hit (bound 1 ms), and what
collaborators of the same matches do (bound 2 ms for both together). Then the CPU time of
finding the names of its first passages, a passage, with the tenth of a second that every build
takes to look for villages (bound 10 ms).
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from indexer import entities as mentions
from indexer import places
from indexer.build import BuildOptions, build
from indexer.index import store
from indexer.index.embedded import EmbeddedIndex
from indexer.model import Query, Who
from indexer.search.engine import Engine
from tests.bench.served import MOST, ROOT, ROUNDS, judged_queries, timed

BOUND = 2.0
NAMED = 1000  # passages whose names are found
NAMING = 10  # milliseconds a passage


def measure(folder: Path, queries: list[str]) -> None:
    """Print the table for one index."""
    index = EmbeddedIndex(store.open_current(folder))
    engine = Engine(index)
    admitting, counting, answering = [], [], []
    for _ in range(ROUNDS):
        for text in queries:
            query = Query(text, limit=1)
            matches = engine.match(query)
            admitting.append(timed(lambda query=query: engine.match(query)))
            counting.append(timed(lambda found=matches: engine.answer(found)))
            who = Who(Query(text))
            answering.append(timed(lambda who=who, found=matches: engine.collaborators(who, found)))
    admit, facets = statistics.median(admitting), statistics.median(counting)
    who = statistics.median(answering)
    print(f"\n{index.info.passages} passages, {len(index.names.entities)} names,", end=" ")
    print(f"{len(queries)} queries, {ROUNDS} rounds")
    print(f"  matching                      {admit:7.2f} ms median")
    print(f"  facets and one hit            {facets:7.2f} ms median")
    print(f"  collaborators                 {who:7.2f} ms median")
    print(f"  both                          {facets + who:7.2f} ms (bound {BOUND:.0f} ms)")
    passages = index.passages[:NAMED]
    located = places.locate(passages)
    mentions.find(passages[:1], located=located[:1])  # reads the lists of names
    began = time.process_time()
    mentions.find(passages, located=located)
    each = (time.process_time() - began) * 1000 / len(passages)
    print(f"  finding names, a passage      {each:7.2f} ms of CPU (bound {NAMING} ms)")


def main() -> None:
    """Measure on the project's corpus, then on the index folders given."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made) / "index"
        build([str(ROOT / "corpus")], folder, BuildOptions())
        measure(folder, judged_queries(ROOT / "corpus" / "judgements.jsonl", "query"))
    for given in sys.argv[1:]:
        named, _, queries = given.partition("=")
        measure(Path(named), judged_queries(Path(queries), "text")[:MOST])


if __name__ == "__main__":
    main()
