"""Measures how good the answers are, on judged queries.

Rankings are measured before the gate, by trec_eval's definitions (through ir_measures): nDCG@10
with linear gain, MRR@10, recall@100. The gate is measured apart: which share of the queries without
an answer is kept silent, and which share of the answerable ones is answered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from indexer.evaluate.judged import NO_ANSWER, JudgedQuery
from indexer.model import MODES, Mode, Passage, Query
from indexer.search.engine import Engine

_DEPTH = 100  # as deep as recall looks

Report = dict[str, dict[str, Any]]
Track = Callable[[Sequence[JudgedQuery]], Iterable[JudgedQuery]]


def evaluate(
    engine: Engine, judged: Sequence[JudgedQuery], track: Track = lambda all_of: all_of
) -> Report:
    """Return every measure for every mode.

    Returns
    -------
    dict
        For `hybrid`, `keyword` and `semantic`: `ndcg@10`, `mrr@10`, `recall@100` in [0, 1]
        (`None` without any answerable query), the same with `queries` under `by_kind`, and
        `none_kept_silent` and `answerable_answered`, shares in [0, 1] (`None` of no query).
    """
    names = PassageNames(engine.passages)
    return {mode: _measure(engine, judged, names, mode, track) for mode in MODES}


def unmatched(engine: Engine, judged: Sequence[JudgedQuery]) -> list[str]:
    """Return the judged names that no passage has: they count as never found."""
    names = PassageNames(engine.passages)
    return sorted({name for one in judged for name in one.relevant if not names.ids(name)})


class PassageNames:
    """The passages' ids by everything a judgement may call them: an id or key, else a title."""

    def __init__(self, passages: Iterable[Passage]) -> None:
        self._by_key: dict[str, set[str]] = {}
        self._by_title: dict[str, set[str]] = {}
        for passage in passages:
            for key in {passage.id, passage.key} - {None}:
                self._by_key.setdefault(str(key), set()).add(passage.id)
            self._by_title.setdefault(passage.title, set()).add(passage.id)

    def ids(self, name: str) -> set[str]:
        """Return the ids of the passages that a judgement may mean by a name."""
        return self._by_key.get(name) or self._by_title.get(name, set())

    def grades(self, relevant: Mapping[str, int]) -> dict[str, int]:
        """Return grades by passage id; a name nobody has stays, and is never found."""
        return {
            passage_id: grade
            for name, grade in relevant.items()
            for passage_id in self.ids(name) or {f"no passage: {name}"}
        }


def _measure(
    engine: Engine, judged: Sequence[JudgedQuery], names: PassageNames, mode: Mode, track: Track
) -> dict[str, Any]:
    grades: dict[str, dict[str, int]] = {}
    rankings: dict[str, dict[str, float]] = {}
    answered: dict[str, bool] = {}
    for one in track(judged):
        matches = engine.match(Query(one.text, mode=mode, limit=_DEPTH))
        answered[one.id] = matches.verdict.state != "none"
        if one.relevant:
            grades[one.id] = names.grades(one.relevant)
            # Scores in descending steps, since trec_eval breaks ties by name and not by our order.
            rankings[one.id] = {
                passage.id: float(-rank) for rank, (passage, _) in enumerate(engine.rank(matches))
            }
    kinds = dict.fromkeys(one.kind for one in judged if one.kind and one.relevant)
    by_kind = {k: [one.id for one in judged if one.kind == k and one.relevant] for k in kinds}
    silent = [not answered[one.id] for one in judged if one.kind == NO_ANSWER]
    return {
        **_scores(grades, rankings, list(grades)),
        "by_kind": {
            str(kind): {**_scores(grades, rankings, ids), "queries": len(ids)}
            for kind, ids in by_kind.items()
        },
        "none_kept_silent": _share(silent),
        "answerable_answered": _share([answered[one.id] for one in judged if one.relevant]),
    }


def _scores(
    grades: Mapping[str, Mapping[str, int]],
    rankings: Mapping[str, Mapping[str, float]],
    ids: Sequence[str],
) -> dict[str, float | None]:
    """Return the mean measures over the queries named."""
    import ir_measures

    measures = {
        "ndcg@10": ir_measures.nDCG @ 10,
        "mrr@10": ir_measures.RR @ 10,
        "recall@100": ir_measures.R @ _DEPTH,
    }
    chosen = [one for one in ids if one in grades]
    if not chosen:
        return dict.fromkeys(measures)
    found = ir_measures.calc_aggregate(
        list(measures.values()),
        {one: grades[one] for one in chosen},
        {one: rankings[one] for one in chosen},
    )
    return {name: round(float(found[measure]), 4) for name, measure in measures.items()}


def _share(outcomes: Sequence[bool]) -> float | None:
    return round(sum(outcomes) / len(outcomes), 4) if outcomes else None
