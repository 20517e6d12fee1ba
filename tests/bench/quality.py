"""Prints the table on which the fusion was chosen, and what each of its constants is worth.

nDCG@10 on the project's own corpus and, where `../shared` is present, on a real partnerships page,
SciFact, Cranfield and questions to a FAQ. Every fusion is written out here from both legs' scores,
the chosen one too: the program stops where its figures are not those of `alongside evaluate`.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import click
import ir_measures
import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from indexer.arrays import Mask, Rows, Scores, order
from indexer.build import BuildOptions, build
from indexer.encode import Precision
from indexer.encode.export import cache_folder
from indexer.evaluate import measure as evaluate
from indexer.evaluate.judged import JudgedQuery, read_judgements
from indexer.evaluate.sought import PassageNames
from indexer.index import scoring
from indexer.index.embedded import EmbeddedIndex
from indexer.index.store import open_current
from indexer.index.vectors import Vectors
from indexer.model import Query
from indexer.search import feedback, fusion, matches
from indexer.search.engine import Engine
from indexer.search.matches import Matches

ROOT = Path(__file__).parents[2]
DEPTH = 10  # as deep as nDCG@10 looks
ENCODED_AT_ONCE = ("corpus", "page")  # the collections take minutes


@dataclass(frozen=True, slots=True)
class Collection:
    """What is measured on: sources, and where their judged queries are."""

    name: str
    source: Path
    judgements: Path


def collections(shared: Path) -> list[Collection]:
    """Return the project's corpus, and what else is present."""
    page = shared / "pages" / "health-partnerships.txt"
    folders = [shared / "collections" / name for name in ("scifact", "cranfield", "covidfaq")]
    known = [
        Collection("corpus", ROOT / "corpus", ROOT / "corpus" / "judgements.jsonl"),
        Collection("page", page, shared / "judgements" / "queries.jsonl"),
        *(Collection(folder.name, folder / "corpus.jsonl", folder) for folder in folders),
    ]
    return [one for one in known if one.source.exists()]


@dataclass(frozen=True, slots=True)
class Parts:
    """What a query gives the fusions to work with, by row; both legs as in `Candidates`.

    `allowed` are the candidates. `words` is BM25 `(n,) float32` without the pairs of neighbouring
    words, `keyword` with them. `coverage` is the share of the `asked` nats of information that is
    held. `semantic` are the best cosines `(n,) float32`, `alone` the same where only the first by
    meaning were looked at, `near` those of the wholes, `titles` those of the titles where sentences
    were looked at; -1 elsewhere. `vector` is the query's, `(d,)
    float32`, empty where nothing was asked; `looked` the rows whose sentences were looked at, whose
    whole vectors feedback compares.
    """

    allowed: Mask
    words: Scores
    keyword: Scores
    coverage: Scores
    semantic: Scores
    alone: Scores
    near: Scores
    titles: Scores
    named: Mask
    introductions: Mask
    asked: float
    vector: Scores
    vectors: Vectors
    looked: Rows


Fusion = Callable[[Parts], Scores]
Item = TypeVar("Item")


def keyword(parts: Parts) -> Scores:
    """Return the keyword leg as it is served, pairs and all."""
    return parts.keyword


def semantic(parts: Parts) -> Scores:
    """Return the semantic leg as it is served."""
    return parts.alone


def reciprocal_ranks(parts: Parts, k: int = 60, depth: int = 1000) -> Scores:
    """Return the sum of `1 / (k + rank)`, ranks from one (Cormack, Clarke, Buettcher 2009)."""
    total = np.zeros(len(parts.allowed), np.float32)
    for leg in (parts.words, parts.semantic):
        rows = order(leg, np.flatnonzero(parts.allowed & (leg > 0)))[:depth]
        total[rows] += (1 / (k + 1 + np.arange(len(rows)))).astype(np.float32)
    return total


def convex_theoretical(parts: Parts, meaning: float = 0.7) -> Scores:
    """Return the convex sum of both legs, each from its least possible score to its greatest found.

    TM2C2 of Bruch, Gai and Ingber (2023): the least BM25 is 0, the least cosine -1.
    """
    return _convex(parts, meaning, least=(0.0, -1.0))


def convex_min_max(parts: Parts, meaning: float = 0.6) -> Scores:
    """Return the convex sum of both legs, each from its least to its greatest score found."""
    found = [leg[parts.allowed] for leg in (parts.words, parts.semantic)]
    least = [float(leg.min()) if len(leg) else 0.0 for leg in found]
    return _convex(parts, meaning, least=(least[0], least[1]))


def _convex(parts: Parts, meaning: float, least: tuple[float, float]) -> Scores:
    words, cosines = (
        (leg - low) / max(float(leg.max()) - low, 1e-9)
        for leg, low in zip((parts.words, parts.semantic), least, strict=True)
    )
    return np.asarray((1 - meaning) * words + meaning * cosines, np.float32)


def bounded_sum(parts: Parts) -> Scores:
    """Return the sum of BM25 by an arc tangent (as Vespa documents it) and the cosine."""
    words = np.float32(2 / np.pi) * np.arctan(parts.words / np.float32(8))
    return np.asarray((words + np.maximum(parts.semantic, 0)) * parts.allowed, np.float32)


@dataclass(frozen=True, slots=True)
class Odds:
    """The formulas of `fuse`, `scoring` and `feedback` with all constants open; theirs if unnamed.

    `pairs` at 0 and `prior` at 1 leave their part out. `views` are whole and title beside the best
    sentence; `share` is what feedback counts whatever the first result scores.
    """

    scale: float = fusion.SCALE
    prior: float = fusion.INTRODUCTION_WEIGHT
    pairs: float = scoring.PAIRS
    names: bool = True
    views: bool = True
    share: float | None = None

    def __call__(self, parts: Parts) -> Scores:
        """Return the scores, `(n,) float32`, the first result helping to rank the others."""
        meaning = parts.semantic
        if self.views:
            meaning = fusion.blended(parts.semantic, parts.near, parts.titles)
        scores = self._fused(parts, meaning)
        if not len(parts.looked) or not len(parts.vector):
            return scores
        first = int(parts.looked[scores[parts.looked].argmax()])
        vector = feedback.mixed(parts.vector, parts.vectors.whole(first))
        looked = parts.vectors.near(vector, parts.looked)
        near = feedback.spread(looked, parts.looked, len(scores))
        sure = float(scores[first]) if self.share is None else self.share**0.5
        return self._fused(parts, feedback.meaning(meaning, near, sure))

    def _fused(self, parts: Parts, meaning: Scores) -> Scores:
        # In double precision, so that with the pairs' own weight this is the keyword leg exactly.
        pairs = np.subtract(parts.keyword, parts.words, dtype=np.float64) / scoring.PAIRS
        words = parts.words + self.pairs * pairs
        held = np.sqrt(parts.coverage / (parts.asked or 1)) / self.scale
        cosine = np.clip(meaning, 0, 1 - 1e-6).astype(np.float64)
        odds = cosine / (1 - cosine) + words * held
        total = odds / (1 + odds) + self.names * parts.named
        prior = np.where(parts.introductions, self.prior, 1)
        return np.asarray(total * prior * parts.allowed, np.float32)


CHOSEN = "  + feedback (chosen)"
FUSIONS: Mapping[str, Fusion] = {
    "words alone": keyword,
    "meaning alone": semantic,
    "reciprocal ranks, k = 60": reciprocal_ranks,
    "convex, theoretical minimum, .7": convex_theoretical,
    "convex, min-max, .6": convex_min_max,
    "bounded sum": bounded_sum,
    "odds": Odds(prior=1, pairs=0, names=False, views=False, share=0),
    "  + introductions behind": Odds(pairs=0, names=False, views=False, share=0),
    "  + pairs": Odds(names=False, views=False, share=0),
    "  + whole names": Odds(views=False, share=0),
    "  + whole and title": Odds(share=0),
    CHOSEN: Odds(),
}
SERVED = {"keyword": "words alone", "semantic": "meaning alone", "hybrid": CHOSEN}
CONSTANTS: Mapping[str, Fusion] = {
    **{f"SCALE {value}": Odds(scale=value) for value in (1.8, 2.2, 2.6)},
    **{f"PAIRS {value}": Odds(pairs=value) for value in (0, 0.2, 0.5)},
    **{f"INTRODUCTION_WEIGHT {value}": Odds(prior=value) for value in (0.7, 0.8, 0.9)},
    **{f"feedback, always {value}": Odds(share=value) for value in (0.3, 0.5)},
}


@dataclass(frozen=True, slots=True)
class ScoredQuery:
    """An answerable query: its parts, its grades by passage id, what feedback cost it."""

    parts: Parts
    grades: Mapping[str, int]
    feedback_ms: float


def scored(index: EmbeddedIndex, judged: Sequence[JudgedQuery]) -> Iterator[ScoredQuery]:
    """Yield the answerable queries with both legs' scores for them."""
    names = PassageNames(index.passages)
    for one in judged:
        if one.answerable:
            found = matches.match(index, Query(one.text))
            yield ScoredQuery(
                _parts(index, found), names.grades(one.relevant), _feedback_ms(index, found)
            )


def _parts(index: EmbeddedIndex, matches: Matches) -> Parts:
    # Without the words in their order there are no pairs; the slots still score the words.
    found, question = matches.found, matches.question
    unordered = replace(question, parsed=replace(question.parsed, words=()))

    def spread(values: NDArray[Any], otherwise: float) -> NDArray[Any]:
        whole = np.full(len(index.passages), otherwise, values.dtype)
        whole[found.rows] = values
        return whole

    allowed = spread(np.ones_like(found.named), otherwise=False)
    looked = found.rows[found.first("hybrid") | found.first_within]
    titles = spread(matches.semantic, -1)
    if matches.vector is not None:
        titles[looked] = index.titles(looked, matches.vector)
    return Parts(
        allowed=allowed,
        words=index._words.scores(unordered).keyword * allowed,
        keyword=spread(found.keyword, 0),
        coverage=spread(found.coverage, 0),
        semantic=spread(matches.semantic, -1),
        alone=spread(matches.by_leg("semantic").semantic, -1),
        near=spread(found.near, -1),
        titles=titles,
        named=spread(found.named, otherwise=False),
        introductions=spread(found.introductions, otherwise=False),
        asked=found.asked,
        vector=np.empty(0, np.float32) if matches.vector is None else matches.vector,
        vectors=index._vectors,
        looked=looked,
    )


def _feedback_ms(index: EmbeddedIndex, found: Matches) -> float:
    if found.vector is None:
        return 0.0
    before = replace(found, meaning=found.semantic)
    started = time.perf_counter()
    matches._fed_back(index, before, before.meaning, found.vector)
    return (time.perf_counter() - started) * 1000


def ndcg(queries: Sequence[ScoredQuery], ids: Sequence[str], fusion: Fusion) -> float:
    """Return a fusion's mean nDCG@10, as `evaluate` measures and rounds it."""
    rankings = {}
    for number, one in enumerate(queries):
        scores = fusion(one.parts)
        rows = order(scores, np.flatnonzero(one.parts.allowed & (scores > 0)))[:DEPTH]
        rankings[str(number)] = {ids[row]: float(-place) for place, row in enumerate(rows)}
    grades = {str(number): one.grades for number, one in enumerate(queries)}
    measure = ir_measures.nDCG @ DEPTH
    return round(float(ir_measures.calc_aggregate([measure], grades, rankings)[measure]), 4)


@dataclass(frozen=True, slots=True)
class Figures:
    """A collection's nDCG@10 by row of the tables, and the median cost of feedback."""

    fusions: Mapping[str, float]
    constants: Mapping[str, float]
    feedback_ms: float


def measure(folder: Path, judged: Sequence[JudgedQuery], name: str) -> Figures:
    """Measure every row on an index; `AssertionError` where `evaluate` says otherwise."""
    index = EmbeddedIndex(open_current(folder))
    queries = list(bar(scored(index, judged), f"{name}: queries", len(judged)))
    ids = [passage.id for passage in index.passages]
    rows = bar([*FUSIONS.items(), *CONSTANTS.items()], f"{name}: rows")
    found = {label: ndcg(queries, ids, fusion) for label, fusion in rows}
    served = evaluate.evaluate(Engine(index), judged, lambda all_of: bar(all_of, f"{name}: served"))
    for mode, label in SERVED.items():
        other = served[mode]["ndcg@10"]
        assert found[label] == other, f"{name}, {mode}: {found[label]} here, {other} by evaluate"
    return Figures(
        {label: found[label] for label in FUSIONS},
        {label: found[label] for label in CONSTANTS},
        statistics.median(one.feedback_ms for one in queries),
    )


def bar(items: Iterable[Item], what: str, total: int | None = None) -> Iterable[Item]:
    """Pass the items on behind a bar on standard error."""
    shown: Iterable[Item] = tqdm(items, desc=what, total=total, leave=False)
    return shown


class Progress:
    """Shows a build on standard error."""

    def say(self, message: str) -> None:
        """Print a line."""
        tqdm.write(message, file=sys.stderr)

    def track(self, items: Iterable[bytes], what: str, total: int) -> Iterable[bytes]:
        """Pass the items on behind a bar."""
        return bar(items, what, total)


def measured(work: Path, one: Collection, precision: Precision) -> Figures:
    """Measure a collection; its index is built in the work folder, where that has none."""
    folder = work / f"{one.name}-{precision}"
    build([str(one.source)], folder, BuildOptions(precision=precision), Progress())
    return measure(folder, read_judgements(one.judgements), one.name)


def table(title: str, rows: Mapping[str, Sequence[float]], columns: Iterable[str]) -> str:
    """Return a table as it is printed, four decimals a figure."""
    head = f"{title:<32}" + "".join(f"{column:>11}" for column in columns)
    lines = [
        f"{label:<32}" + "".join(f"{figure:11.4f}" for figure in row) for label, row in rows.items()
    ]
    return "\n".join([head, "-" * len(head), *lines, ""])


def compare(work: Path, sets: Sequence[Collection], int8: Mapping[str, Figures]) -> str:
    """Return the table of int8 against float32, queries and passages both."""
    rows = {}
    for one in sets:
        other = measured(work, one, "float32").fusions
        for label in SERVED.values():
            pair = int8[one.name].fusions[label], other[label]
            rows[f"{one.name}, {label.strip(' +')}"] = (*pair, pair[0] - pair[1])
    return table("nDCG@10 by precision", rows, ("int8", "float32", "difference"))


@click.command()
@click.option("--work", type=click.Path(path_type=Path), help="Where indexes are built and kept.")
@click.option("--shared", type=click.Path(path_type=Path), default=ROOT.parent / "shared")
@click.option("--precision", is_flag=True, help="Compare int8 with float32 as well.")
@click.option("--all", "all_of", is_flag=True, help="Compare them on the collections too.")
def main(*, work: Path | None, shared: Path, precision: bool, all_of: bool) -> None:
    """Print nDCG@10 of every fusion on everything that is present."""
    work = work or cache_folder() / "quality"
    sets = collections(shared)
    found = {one.name: measured(work, one, "int8") for one in sets}
    fusions = {label: [of_one.fusions[label] for of_one in found.values()] for label in FUSIONS}
    constants = {
        label: [of_one.constants[label] for of_one in found.values()] for label in CONSTANTS
    }
    print(table("nDCG@10", fusions, found))
    print(table("the chosen one, but for", constants, found))
    cost = {"median": [of_one.feedback_ms for of_one in found.values()]}
    print(table("feedback, ms a query", cost, found))
    if precision or all_of:
        chosen = [one for one in sets if all_of or one.name in ENCODED_AT_ONCE]
        print(compare(work, chosen, found))


if __name__ == "__main__":
    main()
