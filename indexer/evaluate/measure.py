"""Measures how good the answers are, on judged queries.

Rankings are measured before the gate, by trec_eval's definitions (through ir_measures): nDCG@10
with linear gain, MRR@10, recall@100; nDCG@10 also after it, on the hits that a person gets. The
gate is measured apart, on queries without an answer of each kind. Where somebody judged which
sentence answers, the one that the first hit shows is compared with it, and so is the card.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from indexer.errors import JudgementsError
from indexer.evaluate.judged import ABSENT, NO_ANSWER, UNANSWERED, JudgedQuery
from indexer.evaluate.sought import PassageNames, Sought
from indexer.extras import how_to_install
from indexer.model import MODES, Answer, Mode, Query, Span, State
from indexer.search.engine import Engine

_DEPTH = 100  # as deep as recall looks
_SHOWN = 10  # as deep as nDCG looks

Report = dict[str, dict[str, Any]]
Track = Callable[[Sequence[JudgedQuery]], Iterable[JudgedQuery]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one query was answered.

    Parameters
    ----------
    judged
        The query.
    grades
        Its grades by passage id.
    ranked, shown
        The passages' ids, the first first: of the ranking before the gate, and as hits.
    state
        How well it is answered, as people are told.
    passage_right, sentence_right
        Whether the first hit is relevant, and shows a sentence that was judged right.
    card
        Whether its card gives such a sentence; `None` where there is no card.
    """

    judged: JudgedQuery
    grades: Mapping[str, int]
    ranked: tuple[str, ...]
    shown: tuple[str, ...]
    state: State
    passage_right: bool
    sentence_right: bool
    card: bool | None


def evaluate(
    engine: Engine, judged: Sequence[JudgedQuery], track: Track = lambda all_of: all_of
) -> Report:
    """Return every measure for every mode.

    Returns
    -------
    dict
        For `hybrid`, `keyword` and `semantic`; shares and measures lie in [0, 1], and are `None`
        of no query:

        - `ndcg@10`, `mrr@10`, `recall@100` of the ranking before the gate, `ndcg@10_after_gate` of
          the hits, over the answerable queries; the same under `by_kind`, with the share of them
          that is `answered`, and how many `queries` there are;
        - `none_kept_silent`, `answerable_answered`: which share of the queries of these kinds;
        - `sentences`: over the `queries` with a judged sentence, which share has a relevant
          passage first (`passage_first`) and shows a right sentence there (`sentence_first`), which
          share has a card (`card`), and which share of those cards is right (`card_right`); the
          same under `sentences_by_fact`;
        - `unanswered`: for each kind without an answer that there is, its `queries`, and which
          share is called `strong`, gets any hit (`answered`), or a `card`; of `absent` ones also
          `strong_or_card`.
    """
    sought = Sought(engine.passages)
    return {
        mode: _report([_outcome(engine, one, sought, mode) for one in track(judged)])
        for mode in MODES
    }


def unmatched(engine: Engine, judged: Sequence[JudgedQuery]) -> list[str]:
    """Return the judged names that no passage has: they count as never found."""
    names = PassageNames(engine.passages)
    return sorted({name for one in judged for name in one.relevant if not names.ids(name)})


def unplaced(engine: Engine, judged: Sequence[JudgedQuery]) -> list[str]:
    """Return what is judged to be a sentence, and stands in none or in several: with the query."""
    sought = Sought(engine.passages)
    return [f"{one.text!r}: {sentence!r}" for one in judged for sentence in sought.unplaced(one)]


def _outcome(engine: Engine, judged: JudgedQuery, sought: Sought, mode: Mode) -> Outcome:
    matches = engine.match(Query(judged.text, mode=mode, limit=_DEPTH))
    answer = engine.answer(replace(matches, query=replace(matches.query, limit=_SHOWN)))
    grades = sought.names.grades(judged.relevant)
    places = sought.places(judged)
    first = answer.hits[0] if answer.hits else None
    return Outcome(
        judged=judged,
        grades=grades,
        ranked=tuple(passage.id for passage, _ in engine.rank(matches)),
        shown=tuple(hit.passage.id for hit in answer.hits),
        state=answer.state,
        passage_right=first is not None and grades.get(first.passage.id, 0) > 0,
        sentence_right=first is not None
        and _among(places, first.passage.id, first.snippet.sentence),
        card=_card(answer, places),
    )


def _card(answer: Answer, places: Mapping[str, Sequence[Span]]) -> bool | None:
    """Say whether an answer's card is right; `None` where it has none."""
    card = answer.direct
    return None if card is None else _among(places, card.passage.id, card.sentence)


def _among(places: Mapping[str, Sequence[Span]], passage: str, sentence: Span | None) -> bool:
    """Say whether a sentence of a passage is, or holds, one of the places judged right."""
    return sentence is not None and any(
        sentence.start < place.end and place.start < sentence.end
        for place in places.get(passage, ())
    )


def _report(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    answerable = [one for one in outcomes if one.judged.answerable]
    with_sentence = [one for one in answerable if one.judged.sentences]
    kinds = _by(answerable, lambda one: one.judged.kind)
    facts = _by(with_sentence, lambda one: one.judged.fact)
    unanswered = {kind: [one for one in outcomes if one.judged.kind == kind] for kind in UNANSWERED}
    return {
        **_rankings(answerable),
        "by_kind": {
            kind: {**_rankings(of), "answered": _answered(of), "queries": len(of)}
            for kind, of in kinds.items()
        },
        "none_kept_silent": _share([one.state == "none" for one in unanswered[NO_ANSWER]]),
        "answerable_answered": _answered(answerable),
        "sentences": _sentences(with_sentence),
        "sentences_by_fact": {fact: _sentences(of) for fact, of in facts.items()},
        "unanswered": {kind: _admitted(kind, of) for kind, of in unanswered.items() if of},
    }


def _by(
    outcomes: Sequence[Outcome], key: Callable[[Outcome], str | None]
) -> dict[str, list[Outcome]]:
    """Return outcomes by what a key says of them, without those of which it says nothing."""
    found: dict[str, list[Outcome]] = {}
    for one in outcomes:
        if name := key(one):
            found.setdefault(name, []).append(one)
    return found


def _rankings(outcomes: Sequence[Outcome]) -> dict[str, float | None]:
    """Return the mean measures over answerable queries."""
    try:
        import ir_measures
    except ModuleNotFoundError as error:
        message = f"{error.name} is not installed; {how_to_install('evaluate')}"
        raise JudgementsError(message) from error
    ndcg = ir_measures.nDCG @ _SHOWN
    before = {
        "ndcg@10": ndcg,
        "mrr@10": ir_measures.RR @ _SHOWN,
        "recall@100": ir_measures.R @ _DEPTH,
    }
    if not outcomes:
        return dict.fromkeys((*before, "ndcg@10_after_gate"))
    grades = {one.judged.id: one.grades for one in outcomes}
    # Scores in descending steps, since trec_eval breaks ties by name and not by our order.
    ranked, shown = (
        {name: {passage: float(-place) for place, passage in enumerate(of)} for name, of in run}
        for run in (
            [(one.judged.id, one.ranked) for one in outcomes],
            [(one.judged.id, one.shown) for one in outcomes],
        )
    )
    found = ir_measures.calc_aggregate(list(before.values()), grades, ranked)
    after = ir_measures.calc_aggregate([ndcg], grades, shown)[ndcg]
    return {
        **{name: round(float(found[measure]), 4) for name, measure in before.items()},
        "ndcg@10_after_gate": round(float(after), 4),
    }


def _sentences(outcomes: Sequence[Outcome]) -> dict[str, float | None]:
    """Return how often the judged sentence is shown, and how good the cards are."""
    cards = [one.card for one in outcomes if one.card is not None]
    return {
        "queries": len(outcomes),
        "passage_first": _share([one.passage_right for one in outcomes]),
        "sentence_first": _share([one.sentence_right for one in outcomes]),
        "card": _share([one.card is not None for one in outcomes]),
        "card_right": _share(cards),
    }


def _admitted(kind: str, outcomes: Sequence[Outcome]) -> dict[str, float | None]:
    """Return how often queries without an answer are answered."""
    strong = [one.state == "strong" for one in outcomes]
    cards = [one.card is not None for one in outcomes]
    found = {
        "queries": len(outcomes),
        "strong": _share(strong),
        "answered": _share([bool(one.shown) for one in outcomes]),
        "card": _share(cards),
    }
    if kind == ABSENT:
        either = [left or right for left, right in zip(strong, cards, strict=True)]
        found["strong_or_card"] = _share(either)
    return found


def _answered(outcomes: Sequence[Outcome]) -> float | None:
    return _share([one.state != "none" for one in outcomes])


def _share(outcomes: Sequence[bool]) -> float | None:
    return round(sum(outcomes) / len(outcomes), 4) if outcomes else None
