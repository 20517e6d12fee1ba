"""What OpenSearch is asked for a question, as bodies of searches; and what its hits say.

The clauses make no answer: they find what may be part of one. Their scores are near to the exact
ones, and never less where it matters, so that what is left out is surely no candidate.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log1p
from typing import Any

from indexer.arrays import Scores
from indexer.index.documents import token
from indexer.index.evidence import HELD, WORDS
from indexer.index.facets import Table
from indexer.index.postings import idf
from indexer.index.scoring import ASKING, PAIRS, QUOTED, SAME, KeywordLeg, asked, choices, factor
from indexer.model import Query
from indexer.query.expansion import Field, Slot, Synonym
from indexer.query.parse import Condition
from indexer.query.understand import Question

MOST = 10_000  # hits of one search (`index.max_result_window`)
_SLACK = 1e-4  # of thresholds: the cluster counts in float32; what it lets in is looked at again
_ALONE = 2.0  # a share that no passage holds
_HALVINGS = 40

Body = dict[str, Any]
Term = tuple[Field, str]


@dataclass(frozen=True, slots=True)
class Clauses:
    """Makes the clauses of questions to one index, given how many passages hold each term."""

    words: KeywordLeg
    passages: int

    def terms(self, question: Question) -> list[Term]:
        """Return the terms that score a question and that some passage holds, each once."""
        found = (one for one in dict.fromkeys(asked(question)) if self.words.frequency(*one))
        return list(found)

    def keyword(self, question: Question) -> list[Body]:
        """Return the clauses whose scores add up to a passage's keyword score, or to more."""
        clauses: list[Body] = []
        for slot in question.slots:
            weight = self.words.weight(slot)
            counts = float(factor(slot, weight))
            literal = self._literal(slot)
            clauses += [term(*one, boost=counts * self._idf(one)) for one in literal]
            if others := self._others(slot):
                same = {"filter": any_of(others), "boost": counts * SAME * weight}
                beyond: Body = {"must": [{"constant_score": same}]}
                clauses.append({"bool": beyond | {"must_not": [term(*one) for one in literal]}})
        for pair in question.parsed.bigrams:
            share = QUOTED if pair in question.parsed.preferred else PAIRS
            held = self._held("bigrams", question.parsed.all_of(pair))
            clauses += [term(*one, boost=share * self._idf(one)) for one in held]
        return clauses

    def covered(self, question: Question) -> tuple[Body | None, float]:
        """Return what scores the share of a question's information that a passage holds, or more.

        And the information, in nats. Words that only ask count as if all of them were held.
        """
        chosen = choices(question.slots)
        totals = [[sum(map(self.words.weight, part)) for part in choice] for choice in chosen]
        plain = [(slot, self.words.weight(slot)) for slot in question.slots if not slot.choice]
        nats = sum(weight for _, weight in plain) + sum(map(max, totals))
        asks = sum(weight for slot, weight in plain if slot.asks)
        whole = max(nats - (1 - ASKING) * asks, 1e-9)
        clauses = [one for slot, weight in plain for one in self._holding(slot, weight / whole)]
        for choice, of_choice in zip(chosen, totals, strict=True):
            scales = [max(of_choice) / (total * whole) for total in of_choice]
            parts = [
                [
                    one
                    for slot in part
                    for one in self._holding(slot, scale * self.words.weight(slot))
                ]
                for part, scale in zip(choice, scales, strict=True)
            ]
            known = [{"bool": {"should": part}} for part in parts if part]
            clauses += [{"dis_max": {"queries": known}}] if known else []
        return ({"bool": {"should": clauses}} if clauses else None), float(nats)

    def _holding(self, slot: Slot, share: float) -> list[Body]:
        held = [term(*one) for one in self._literal(slot)] + self._others(slot)
        return [{"constant_score": {"filter": any_of(held), "boost": share}}] if held else []

    def _literal(self, slot: Slot) -> list[Term]:
        return self._held(slot.field, (slot.term, *slot.also))

    def _held(self, field: Field, listed: Iterable[str]) -> list[Term]:
        """Return the terms of some that a passage holds."""
        every = ((field, one) for one in dict.fromkeys(listed))
        return [one for one in every if self.words.frequency(*one)]

    def _others(self, slot: Slot) -> list[Body]:
        """Return what holds something that says the same as a slot, where anything does."""
        return [
            together(one)
            for one in slot.synonyms
            if one.terms and len(self._held(one.field, one.terms)) == len({*one.terms})
        ]

    def _idf(self, one: Term) -> float:
        return idf(self.passages, self.words.frequency(*one))


@dataclass(frozen=True, slots=True)
class Least:
    """From where on a passage may be a candidate: a share of information, a cosine, evidence."""

    coverage: float
    cosine: float
    evidence: float

    @property
    def score(self) -> float:
        """What a hit of `admitted` must be scored."""
        return 1 + max(min(self.cosine, self.evidence), 0.0) - _SLACK


def admitted(
    clauses: Clauses, question: Question, vector: Scores, size: int, *, exact: bool
) -> Body | None:
    """Return the search for what both legs together speak for most: 1 and its evidence is scored.

    Where near vectors are not found exactly, only what holds a word of the question.
    """
    covered, nats = clauses.covered(question)
    if covered is None and not exact:
        return None
    near = script(vector, name="near")
    if not exact:
        near["script_score"]["query"] = {"bool": {"filter": [covered]}}
    source = "Math.max(_score, 1.0)"  # below 1 are cosines below 0
    beside = {"script_score": {"query": near, "script": {"source": source}}}
    should = [_evident(covered, nats)] if covered else []
    return hits_of({"bool": {"must": [beside], "should": should}}, size)


def held(
    clauses: Clauses, question: Question, vector: Scores | None, least: Least, size: int
) -> Body | None:
    """Return the search for what holds a share of a question's information, that of most first.

    Where meaning is not asked, also what its evidence needs.
    """
    covered, nats = clauses.covered(question)
    if covered is None:
        return None
    share = least.coverage if vector is not None else min(least.coverage, share_of(least, nats))
    beside = [] if vector is None else [{"bool": {"should": [script(vector, "near")], "boost": 0}}]
    found = hits_of({"bool": {"must": [covered], "should": beside}}, size)
    return {**found, "min_score": max(share - _SLACK, 1e-9)}


def _evident(covered: Body, nats: float) -> Body:
    """Return what scores the evidence of words, given what scores their share."""
    source = (
        "double c = Math.min(_score, 1.0); "
        "return params.words * c * c + params.held * Math.log(1.0 + params.asked * c);"
    )
    values = {"words": WORDS, "held": HELD, "asked": nats}
    return {"script_score": {"query": covered, "script": {"source": source, "params": values}}}


def share_of(least: Least, nats: float) -> float:
    """Return the share of a question's information whose evidence alone is enough."""
    low, high = 0.0, _ALONE
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        reached = WORDS * middle**2 + HELD * log1p(nats * middle)
        low, high = (low, middle) if reached >= least.evidence else (middle, high)
    return high


def term(field: Field, written: str, **more: object) -> Body:
    """Return what holds a term."""
    return {"term": {f"words.{field}": {"value": token(written), **more}}}


def named(found: Iterable[Term]) -> list[Body]:
    """Return clauses that score nothing, and tell of each hit which terms it holds, how often."""
    clauses = [term(*one, _name=str(at)) for at, one in enumerate(found)]
    return [{"bool": {"should": clauses, "boost": 0}}] if clauses else []


def together(synonym: Synonym) -> Body:
    """Return what holds all terms of a synonym."""
    held = [term(synonym.field, one) for one in synonym.terms]
    return held[0] if len(held) == 1 else {"bool": {"filter": held}}


def any_of(clauses: Sequence[Body]) -> Body:
    """Return what meets one of some clauses."""
    return clauses[0] if len(clauses) == 1 else {"bool": {"should": list(clauses)}}


def script(vector: Scores, name: str | None = None) -> Body:
    """Return what scores every passage by its product with a vector; `cosine` turns it back."""
    parameters = {"field": "vector", "query_value": vector.tolist(), "space_type": "innerproduct"}
    called = {"_name": name} if name else {}
    by = {"lang": "knn", "source": "knn_score", "params": parameters}
    return {"script_score": {"query": {"match_all": {}}, "script": by, **called}}


def cosine(score: float) -> float:
    """Return the product of two vectors of which the k-NN plugin makes a score."""
    return score - 1 if score >= 1 else 1 - 1 / max(score, 1e-9)


def nearest(
    vector: Scores,
    size: int,
    *,
    exact: bool,
    beside: Sequence[Body] = (),
    within: Sequence[Body] = (),
) -> Body:
    """Return the search for the passages nearest to a vector, `size` of them."""
    if exact:
        query = {"must": [script(vector)], "should": list(beside), "filter": list(within)}
    else:
        among = {"filter": {"bool": {"filter": list(within)}}} if within else {}
        graph = {"knn": {"vector": {"vector": vector.tolist(), "k": size, **among}}}
        query = {"must": [graph], "should": list(beside)}
    return hits_of({"bool": query}, size)


def condition(one: Condition) -> Body:
    """Return what meets a condition."""
    held = _standing(one)
    return {"bool": {"must_not": [held]}} if one.excluded else held


def _standing(one: Condition) -> Body:
    names = (one.field,) if one.field else ("title", "text")
    runs = [_run(name, said) for name in names for said in (one.terms, *one.also)]
    return any_of([*runs, *map(_standing, one.others)])


def _run(name: str, said: Sequence[str]) -> Body:
    """Return what holds terms one after the other in a field."""
    words = [token(one) for one in said]
    if len(words) == 1:
        return {"term": {f"stands.{name}": words[0]}}
    return {"match_phrase": {f"stands.{name}": {"query": " ".join(words)}}}


def filters(tables: Iterable[Table], query: Query) -> list[Body]:
    """Return what a query's filters leave, a clause a facet; of unknown values nothing is left."""
    found: list[Body] = []
    for table in tables:
        if wanted := query.filters.of(table.name):
            numbers = (table.number(value) for value in wanted)
            values = [table.values[number] for number in numbers if number is not None]
            found.append({"terms": {table.name: values}})
    return found


def hits_of(query: Body, size: int) -> Body:
    """Return a search that finds rows, scores, and which named clauses hold."""
    return {
        "query": query,
        "size": size,
        "_source": False,
        "stored_fields": "_none_",
        "docvalue_fields": ["row"],
        "track_total_hits": False,
    }


def beside(
    body: Body, within: Sequence[Body], shown: Sequence[Body], fields: Iterable[str]
) -> Body:
    """Return a search within some conditions, that tells of its hits what some clauses say."""
    query = {"bool": {"must": [body["query"]], "should": list(shown), "filter": list(within)}}
    return {**body, "query": query, "docvalue_fields": ["row", *fields]}


def listed(within: Sequence[Body], size: int, beside: Sequence[Body] = ()) -> Body:
    """Return the search for what meets some conditions, in order of rows."""
    query = {"bool": {"filter": list(within), "should": list(beside)}}
    return {**hits_of(query, size), "sort": [{"row": "asc"}]}


def counted(within: Sequence[Body]) -> Body:
    """Return the search that counts what meets some conditions."""
    return {"query": {"bool": {"filter": list(within)}}, "size": 0, "track_total_hits": True}


def hits(answer: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the hits of an answer."""
    found: list[dict[str, Any]] = answer.get("hits", {}).get("hits", [])
    return found


def row_of(hit: Mapping[str, Any]) -> int:
    """Return the row of a hit."""
    return int(hit["fields"]["row"][0])


def total(answer: Mapping[str, Any]) -> int:
    """Return how many an answer counts."""
    return int(answer["hits"]["total"]["value"])
