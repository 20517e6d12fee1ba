"""Sends a built index to an OpenSearch cluster, where it answers all at once or not at all.

A folder's generation becomes the index `NAME-<generation>`: filled without replicas, counted,
probed, described by a manifest, and only then named by the alias `NAME`, in one step. Ids are the
passages' rows, so that a push which was interrupted goes on from what is there.
"""

from __future__ import annotations

import tempfile
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Semaphore, Thread
from typing import Any, TypeVar

import numpy as np

from indexer import arrays
from indexer.index import artefacts, asking, documents, passages, scoring, store
from indexer.index.artefacts import Counts, Pushed
from indexer.index.cluster import Address, Cluster
from indexer.index.documents import MEASURED, SCORED, Averages, Record
from indexer.index.facets import Table
from indexer.index.forward import spoken
from indexer.index.fragments import Fragments
from indexer.index.opensearch import OpenSearchIndex
from indexer.index.scoring import KeywordLeg
from indexer.index.vectors import Units, Vectors
from indexer.index.writer import Progress, Silent
from indexer.model import FACETS, Passage, Span
from indexer.query.expansion import Field
from indexer.query.lexicon import Lexicon

# Up to how many passages near vectors are found exactly.
EXACT = 500_000
_FOLDERS = ("names", "facets", "suggest", "lexicon", "subject", "encoder")
_CHUNK = 250  # documents of one request
_PARTS = 4  # parts of files of one request
_BLOCK = 1_000  # rows that are counted together when a push goes on
_SAMPLE = 2_000  # passages by which mean lengths are guessed
_MARGIN = 1.05  # by which the guess is more than the true mean, mostly
_PROBES = 20
_SAMPLED, _NEAREST = 100, 10  # vectors by which a graph is measured, and how many it is to find
_PATIENCE = 30  # seconds that replicas are waited for
_SLOW = 120.0  # seconds that filling and merging may take
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class PushOptions:
    """How an index lies in a cluster: shards, copies of each beside the first, generations kept."""

    shards: int = 1
    replicas: int = 1
    keep: int = 2
    exact: int = EXACT


@dataclass(frozen=True, slots=True)
class Summary:
    """What a push did: the index that answers now, its passages, how many of them were sent."""

    index: str
    passages: int
    sent: int
    recall: float


def push(
    folder: Path,
    address: Address,
    options: PushOptions | None = None,
    progress: Progress | None = None,
) -> Summary:
    """Make the generation that answers in a folder answer under an address.

    Raises
    ------
    IndexFolderError
        Where the folder has none, or the cluster does not take it (`ClusterError`); what answered
        before goes on answering.
    """
    options, progress = options or PushOptions(), progress or Silent()
    generation = store.open_current(folder)
    cluster = Cluster(address, _SLOW)
    cluster.check()
    index = f"{address.name}-{generation.name}"
    done = _whole(cluster, index)
    sent = 0
    if done is None:
        source = _Source(generation)
        exact = generation.manifest.passages <= options.exact
        _create(cluster, index, source, options, exact=exact)
        sent = _fill(cluster, index, source, progress)
        done = _finish(cluster, index, source, exact=exact)
    _copy(cluster, index, options, progress)
    _probe(cluster, index, generation)
    switch(cluster, index)
    if not done.exact:
        progress.say(
            f"near vectors are found by a graph, {done.recall:.3f} of the first {_NEAREST}"
        )
    _drop_old(cluster, index, options.keep)
    return Summary(index, done.manifest.passages, sent, done.recall)


class _Source:
    """What is read of a generation on this machine: the documents of its passages."""

    def __init__(self, generation: store.Generation) -> None:
        folder, manifest = generation.folder, generation.manifest
        self.generation = generation
        self.passages = passages.Passages(folder / "passages")
        self.lexicon = Lexicon.open(folder / "lexicon")
        self.vectors = Vectors(folder / "vectors")
        self._fragments = Fragments(folder / "fragments")
        self._tables = [Table.open(folder / "facets", one, manifest.passages) for one in FACETS]
        self._places = self._located(KeywordLeg.open(folder / "postings", manifest.passages))
        self._counts = {field: Counts() for field in SCORED}

    def _located(self, words: KeywordLeg) -> list[list[str]]:
        """Return the keys of the places of each passage."""
        found: list[list[str]] = [[] for _ in self.passages]
        for key in self.lexicon.gazetteer.keys:
            for row in words.holding("places", key).tolist():
                found[row].append(key)
        return found

    def terms(self, row: int) -> dict[Field, Sequence[str]]:
        """Return the terms of a passage."""
        found = scoring.terms_of(self.passages[row], (), self.lexicon)
        return {**found, "places": self._places[row]}

    def averages(self) -> Averages:
        """Return mean lengths that are hardly less than the true ones."""
        count = len(self.passages)
        rows = np.unique(np.linspace(0, count - 1, min(count, _SAMPLE)).astype(int)).tolist()
        lengths = [[len(self.terms(row)[name]) for name in MEASURED] for row in rows]
        margin = 1.0 if len(rows) == count else _MARGIN
        return Averages(*(float(one or 1) * margin for one in np.mean(lengths, axis=0).tolist()))

    def documents(self, index: str, there: Sequence[bool]) -> Iterator[dict[str, Any]]:
        """Yield what the bulk helper sends: of all passages but those whose block is there."""
        for row, passage in enumerate(self.passages):
            terms = self.terms(row)
            for field in SCORED:
                self._counts[field].add(terms[field])
            if there[row // _BLOCK]:
                continue
            units = self.vectors.units(row)
            yield {
                "_op_type": "create",
                "_index": index,
                "_id": str(row),
                **documents.document(
                    row,
                    passage,
                    passages.serialise(passage),
                    terms=terms,
                    values=self._values(row),
                    record=self._record(row, passage, units),
                    vector=units.whole,
                ),
            }

    def _record(self, row: int, passage: Passage, units: Units) -> Record:
        spans = (Span(*span) for span in units.spans.tolist())
        ends = [
            (kind and self._fragments.of(number, passage.text, span)) or ""
            for number, kind, span in zip(
                self.vectors.numbers(row), units.kinds.tolist(), spans, strict=True
            )
        ]
        return documents.record_of(spoken(passage.text, passage.language), units, ends)

    def _values(self, row: int) -> dict[str, list[str]]:
        return {t.name: [t.values[at] for at in t.of(row).tolist()] for t in self._tables}

    def files(self, to: Path) -> dict[str, Path]:
        """Write what was counted into a folder; return all files beside the documents by name."""
        for name in ("statistics", "rows"):
            (to / name).mkdir()
        for field, counts in self._counts.items():
            counts.write(to / "statistics", field)
        introductions = np.asarray(self.passages.introductions)
        arrays.save(to / "rows", centre=self.vectors.centre, introductions=introductions)
        made = [path for path in to.rglob("*") if path.is_file()]
        folder = self.generation.folder
        kept = [p for name in _FOLDERS for p in (folder / name).rglob("*") if p.is_file()]
        return {
            **{path.relative_to(folder).as_posix(): path for path in kept},
            **{path.relative_to(to).as_posix(): path for path in made},
        }

    def means(self) -> dict[str, float]:
        """Return the true mean lengths, once all documents were made."""
        return {field: self._counts[field].mean for field in MEASURED}


def _whole(cluster: Cluster, index: str) -> Pushed | None:
    """Return what an index in the cluster is, where it is there and whole."""
    with cluster.told():
        there = cluster.client.indices.exists(index=artefacts.beside(index))
    return artefacts.read_manifest(cluster, index) if there else None


def _create(
    cluster: Cluster, index: str, source: _Source, options: PushOptions, *, exact: bool
) -> None:
    """Create both indexes of a generation; go on with what a push before has left."""
    manifest, indices = source.generation.manifest, cluster.client.indices
    averages = source.averages()
    meta = {"format": artefacts.FORMAT, "content": manifest.content, "exact": exact}
    settings = documents.settings(options.shards, averages)
    settings["index"]["knn"] = not exact
    bodies = {
        index: {
            "settings": settings,
            "mappings": documents.mapping(meta, manifest.dimensions, exact=exact),
        },
        artefacts.beside(index): {
            "settings": {"index": {"number_of_shards": 1, "number_of_replicas": 0}},
            "mappings": artefacts.mapping(),
        },
    }
    with cluster.told():
        if indices.exists(index=cluster.address.name) and not indices.exists_alias(
            name=cluster.address.name
        ):
            message = f"holds an index {cluster.address.name}: choose another name"
            raise cluster.error(message, "the name is taken")
        for name, body in bodies.items():
            if not indices.exists(index=name):
                indices.create(index=name, body=body)
        found = indices.get_mapping(index=index)[index]["mappings"].get("_meta", {})
    if found.get("alongside") != meta:
        message = f"holds an index {index} that is another one: remove it, or choose another name"
        raise cluster.error(message, "the name is taken")


def _fill(cluster: Cluster, index: str, source: _Source, progress: Progress) -> int:
    """Send all documents that are not there yet; return how many."""
    count = len(source.passages)
    there = _there(cluster, index, count)
    left = count - sum(min(_BLOCK, count - at * _BLOCK) for at, one in enumerate(there) if one)
    sent = 0
    with cluster.told(), _ahead(source.documents(index, there), 2 * _CHUNK) as coming:
        for taken in cluster.send(progress.track(coming, "pushing", left), _CHUNK):
            sent += taken
        cluster.client.indices.refresh(index=index)
        found = cluster.client.count(index=index)["count"]
    if found != count:
        raise cluster.error(f"holds {found} of {count} passages: push again", "a push failed")
    return sent


def _there(cluster: Cluster, index: str, count: int) -> list[bool]:
    """Return which blocks of rows are there already."""
    blocks = -(-count // _BLOCK)
    with cluster.told():
        cluster.client.indices.refresh(index=index)
        found = cluster.client.search(
            index=index,
            body={
                "size": 0,
                "aggs": {
                    "blocks": {
                        "histogram": {"field": "row", "interval": _BLOCK, "min_doc_count": 1}
                    }
                },
            },
        )["aggregations"]["blocks"]["buckets"]
    held = {int(one["key"]) // _BLOCK: one["doc_count"] for one in found}
    return [held.get(at, 0) == min(_BLOCK, count - at * _BLOCK) for at in range(blocks)]


@contextmanager
def _ahead(items: Iterator[_T], most: int) -> Iterator[Iterator[_T]]:
    """Make items in a thread of their own while those before are sent, at most so many ahead."""
    made, left = Semaphore(0), Event()
    room = Semaphore(most)
    kept: deque[_T] = deque()
    failed: list[BaseException] = []

    def make() -> None:
        try:
            for item in items:
                room.acquire()
                if left.is_set():
                    break
                kept.append(item)
                made.release()
        except BaseException as error:  # noqa: BLE001 - raised where the items are taken
            failed.append(error)
        left.set()
        made.release()

    def take() -> Iterator[_T]:
        while True:
            made.acquire()
            if not kept:
                break
            yield kept.popleft()
            room.release()
        if failed:
            raise failed[0]

    thread = Thread(target=make, name="make-documents", daemon=True)
    thread.start()
    try:
        yield take()
    finally:
        left.set()
        room.release()
        thread.join()


def _finish(cluster: Cluster, index: str, source: _Source, *, exact: bool) -> Pushed:
    """Merge an index, send its files, and say last that it is whole."""
    with cluster.told():
        cluster.client.indices.forcemerge(
            index=index, params={"max_num_segments": 1, "request_timeout": 3600}
        )
    with tempfile.TemporaryDirectory() as made, cluster.told():
        files, parts = artefacts.parts(index, source.files(Path(made)))
        for _ in cluster.send(parts, _PARTS):
            pass
    pushed = Pushed(
        format=artefacts.FORMAT,
        generation=source.generation.name,
        manifest=source.generation.manifest,
        averages=source.averages(),
        means=source.means(),
        exact=exact,
        recall=1.0 if exact else _recall(cluster, index, source),
        files=files,
    )
    artefacts.write_manifest(cluster, index, pushed)
    return pushed


def _recall(cluster: Cluster, index: str, source: _Source) -> float:
    """Return how many of the nearest ten passages a graph finds, of some passages' vectors."""
    count = len(source.passages)
    rows = np.unique(np.linspace(0, count - 1, min(count, _SAMPLED)).astype(np.intp)).tolist()
    found = 0.0
    for row in rows:
        vector = source.vectors.whole(row)
        searches = [asking.nearest(vector, _NEAREST, exact=exact) for exact in (True, False)]
        answers = cluster.search([(index, search) for search in searches])
        true, near = ({asking.row_of(hit) for hit in asking.hits(one)} for one in answers)
        found += len(true & near) / max(len(true), 1)
    return round(found / len(rows), 4)


def _copy(cluster: Cluster, index: str, options: PushOptions, progress: Progress) -> None:
    """Let an index have its replicas, and wait for them a while."""
    names = f"{index},{artefacts.beside(index)}"
    settings = {"index": {"number_of_replicas": options.replicas}}
    with cluster.told():
        cluster.client.indices.put_settings(index=names, body=settings)
    if cluster.wait(names, "green", _PATIENCE) != "green":
        progress.say(
            f"not all {options.replicas} replicas have a node yet; it answers all the same"
        )


def _probe(cluster: Cluster, index: str, generation: store.Generation) -> None:
    """Compare what some passages are in the cluster with what they are here."""
    opened = OpenSearchIndex(cluster, index)
    here = passages.Passages(generation.folder / "passages")
    vectors = Vectors(generation.folder / "vectors")
    rows = np.unique(np.linspace(0, len(here) - 1, min(len(here), _PROBES)).astype(np.intp))
    read = opened.read(rows)
    same = [one == here[row] for one, row in zip(read, rows.tolist(), strict=True)]
    found = [row in opened.neighbours(vectors.whole(row), _PROBES) for row in rows.tolist()]
    if not all(same) or not sum(found) >= len(found) * 0.9:
        raise cluster.error(f"gives other passages back than {index} holds", "a push failed")


def switch(cluster: Cluster, index: str) -> None:
    """Let an index answer under its address, in one step."""
    name = cluster.address.name
    with cluster.told():
        cluster.client.indices.update_aliases(
            body={
                "actions": [
                    {"remove": {"index": f"{name}-*", "alias": name, "must_exist": False}},
                    {"add": {"index": index, "alias": name}},
                ]
            }
        )


@dataclass(frozen=True, slots=True)
class Kept:
    """A generation in a cluster: its index, whether it is whole, whether it answers."""

    index: str
    whole: bool
    answers: bool


def kept(address: Address) -> list[Kept]:
    """Return the generations under an address, the newest first."""
    cluster = Cluster(address)
    cluster.check()
    return _kept(cluster)


def _kept(cluster: Cluster) -> list[Kept]:
    name = cluster.address.name
    with cluster.told():
        found = cluster.client.indices.get(
            index=f"{name}-*", params={"expand_wildcards": "open", "allow_no_indices": "true"}
        )
    ours = [
        (int(one["settings"]["index"]["creation_date"]), index, name in one["aliases"])
        for index, one in found.items()
        if one["mappings"].get("_meta", {}).get("alongside") and _is_of(name, index)
    ]
    listed = sorted(ours, reverse=True)
    return [
        Kept(index, artefacts.is_whole(cluster, index), answers) for _, index, answers in listed
    ]


def _is_of(name: str, index: str) -> bool:
    return store.is_name(index.removeprefix(f"{name}-"))


def rollback(address: Address, generation: str | None = None) -> str:
    """Let the generation before the one that answers answer again, or another; return its index.

    Raises
    ------
    ClusterError
        Where there is none that is whole.
    """
    cluster = Cluster(address)
    cluster.check()
    found = _kept(cluster)
    at = next((at for at, one in enumerate(found) if one.answers), len(found))
    older = [one.index for one in found[at + 1 :] if one.whole]
    if generation is not None:
        older = [one.index for one in found if one.whole and cluster.named(one.index) == generation]
        if not older:
            raise cluster.error(f"has no generation {generation}", "there is no such generation")
    if not older:
        raise cluster.error("has no generation before this one", "there is no older generation")
    switch(cluster, older[0])
    return older[0]


def _drop_old(cluster: Cluster, index: str, keep: int) -> None:
    """Drop the generations before the newest ones, and what pushes that never ended have left."""
    found = [one for one in _kept(cluster) if one.index != index]
    older = [one.index for one in found if one.whole][max(keep - 1, 0) :]
    for name in (*older, *(one.index for one in found if not one.whole)):
        with cluster.told():
            cluster.client.indices.delete(index=f"{name},{artefacts.beside(name)}", ignore=(404,))
