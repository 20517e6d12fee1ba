"""Finds the one sentence or value that answers a question of fact, or says that none is there.

Precision comes before coverage: a card is shown only where a sentence tells a fact of the kind
asked for, is worth enough for the question, and more by a margin than any other that tells such a
fact. Where no passage that comes near tells one at all, that is said.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from indexer.arrays import Rows, Scores
from indexer.index.base import Index
from indexer.model import Direct, Fact, Passage, Span
from indexer.query.understand import Question
from indexer.search import facts, snippets
from indexer.search.answering import Criteria, criteria_of, weigh
from indexer.search.facts import Asked

# Of how many of the first passages the sentences are looked at, and how near in score to the first.
_FIRST = 3
_NEAR = 0.8
# From which worth on a sentence answers, and how much more it takes where it does not say itself
# what is asked of the thing. Beside that it holds more than little of what the title does not say,
# and is worth more by a margin than the next that tells such a fact. Of the judged questions of
# fact to look at .52 have a card, .98 of the cards are right, and none of 43 facts that are not
# there is called answered; of those only to measure it is .51, .99 and 3 of 44. With 1.2 in place
# of 1.3 there are .54, .97 right; with 1.35 .50, .98 right.
ENOUGH = 1.3
UNSAID = 0.2
LITTLE = 0.2
CLEAR = 0.05
_BETWEEN = re.compile(r"[\s,;&()]*(?:(?:and|or|&)\s)?(?:(?:also|[Tt]he|from|by|in|of)\s){0,2}")
_LISTED: frozenset[Fact] = frozenset({"funder", "leader", "who", "where"})
_INSIDE = 1_000
_DOUBT = "may not answer it"
# What belongs to a place's name that was not read to its end: "Methodist hall".
_GOES_ON = re.compile(
    r"\s(?!(?:a|and|as|at|before|but|by|for|from|in|into|is|of|on|or|since|so|that|the"
    r"|to|until|was|when|where|which|who|with)\b)[a-z]"
)
# Who leads beside another whose part is not plain: one of two is no answer.
_AND_ANOTHER = re.compile(r",?\s(?:and|&)\s(?:the\s)?[A-Z]")
_MISSING: Mapping[Fact, str] = {
    "funder": "names no funder",
    "leader": "names no leader",
    "who": "does not say who",
    "where": "says nothing of where",
    "when": "says nothing of when",
    "how long": "says nothing of how long",
    "how much": "says nothing of how much",
    "how many": "says nothing of how many",
    "how often": "says nothing of how often",
    "award": "names no award",
    "opening hours": "gives no opening hours",
    "phone number": "gives no phone number",
    "email address": "gives no email address",
    "contact": "names no contact",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """What is found of the fact that is asked for: a card, or what is missing, or neither."""

    direct: Direct | None = None
    lacks: str | None = None


def find(index: Index, question: Question, vector: Scores | None, rows: Rows) -> Finding:
    """Look in some passages, those that come nearest to a question, for the fact it asks for."""
    asks = question.intent.asks_for is not None and len(rows) > 0
    criteria = criteria_of(index, question, None) if asks else Criteria()
    if (asked := criteria.asked) is None:
        return Finding()
    passages = index.read(rows)
    matched = index.matched(rows, criteria.terms)
    sentences = index.sentences(rows, vector)
    weighed = weigh(passages, matched, sentences, criteria)
    telling = np.flatnonzero(np.array([bool(told) for told in weighed.told], np.bool_))
    if not len(telling):
        if any(facts.in_title(one, asked) for one in passages):
            return Finding()
        hinted = any(facts.hints(one, asked) for one in passages)
        return Finding(lacks=_DOUBT if hinted else _MISSING[asked.fact])
    best = int(telling[weighed.worth[telling].argmax()])
    enough = ENOUGH if weighed.focused[best] else ENOUGH + UNSAID
    if weighed.beyond[best] <= LITTLE or weighed.worth[best] < enough:
        return Finding(lacks=_DOUBT)
    if weighed.worth[best] - weighed.worth[telling[telling != best]].max(initial=-np.inf) < CLEAR:
        return Finding()
    at = int(sentences.cuts.searchsorted(best, side="right")) - 1
    sentence = Span(*sentences.spans[best].tolist())
    words = matched.spans[matched.cuts[at] : matched.cuts[at + 1]].tolist()
    return Finding(
        Direct(
            fact=asked.fact,
            value=_value(passages[at], sentence, asked.fact, weighed.told[best], words),
            snippet=snippets.quoted(passages[at], sentence, words),
            sentence=sentence,
            passage=passages[at],
            fragment=index.fragment(int(rows[at]), sentence),
        )
    )


def near(scores: Scores) -> int:
    """Return how many of an answer's passages come near to the first, by scores descending."""
    first = scores[:_FIRST]
    return int((first >= _NEAR * first.max(initial=0)).sum())


def _value(
    passage: Passage,
    sentence: Span,
    fact: Fact,
    told: Sequence[Span],
    words: Sequence[Sequence[int]],
) -> str | None:
    """Return what in a sentence is the fact: the one nearest to a word, and what it is listed with.

    Of an award that is its name, if it has one; of who pays, how much as well.
    """
    if fact == "award":
        named = [one for one in told if " " in passage.text[one.start : one.end]]
        return _quoted(passage, named[0]) if named else None
    near = [(start, end) for start, end in words if _in(start, sentence)]
    gaps = [min((_gap(one, word) for word in near), default=0) for one in told]
    first = gaps.index(min(gaps))
    if fact not in _LISTED:
        return _quoted(passage, told[first])
    names = _listed(passage, told, first)
    more = {"where": _GOES_ON, "leader": _AND_ANOTHER}.get(fact)
    if more and more.match(passage.text, names.end):
        return None
    value = _quoted(passage, names)
    if fact == "funder":
        sums = facts.find(passage, Asked("how much", ()))
        inside = [one for one in sums if _in(one.start, sentence)]
        value += f", {_quoted(passage, inside[0])}" if len(inside) == 1 else ""
    return value


def _gap(one: Span, word: tuple[int, int]) -> int:
    """Return how many characters part a fact from a word; a word within it is far from it."""
    gap = max(one.start - word[1], word[0] - one.end)
    return gap if gap >= 0 else _INSIDE


def _in(place: int, span: Span) -> bool:
    return span.start <= place < span.end


def _listed(passage: Passage, told: Sequence[Span], at: int) -> Span:
    """Return the names that are listed with one: those that only commas and the like part."""
    first = last = at
    while first and _BETWEEN.fullmatch(passage.text, told[first - 1].end, told[first].start):
        first -= 1
    while last + 1 < len(told) and _BETWEEN.fullmatch(
        passage.text, told[last].end, told[last + 1].start
    ):
        last += 1
    return Span(told[first].start, told[last].end)


def _quoted(passage: Passage, span: Span) -> str:
    """Return what stands at a place, with the bracket that closes behind it."""
    written = passage.text[span.start : span.end]
    open_ = written.count("(") > written.count(")") and passage.text[span.end : span.end + 1] == ")"
    return (written + ")" * open_).strip()
