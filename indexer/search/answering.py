"""Weighs the sentences of passages, for the one that answers a question.

A sentence is worth its cosine, the share of the question's information that it holds beyond what
its title says already, and, where a kind of fact is asked for, that it tells such a fact, the more
the nearer that stands to a word of the question. What leads to others (a label, "The aims are:", a
question) is no answer itself, but what it says counts for those that follow.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from operator import attrgetter

import numpy as np
from numpy.typing import NDArray

from indexer import text
from indexer.index.base import Index
from indexer.model import Fact, Passage, Sentences, Span, Words
from indexer.query.intent import same
from indexer.query.understand import Question
from indexer.search import facts
from indexer.search.facts import Asked

# Figures are of 265 questions, to six judged pages (the part to look at), a real one and passages
# of ten other sources: the cosine and all words show the right sentence first for 187, these
# weights for 244. A step of .1 or .2 in any one of them changes one to three; without what is
# apart from the title it is 236, without nearness 240.
MEANING = 0.5
APART = 0.7
BEYOND = 0.3
# Of a topic ("air pollution Kenya") people expect to see the words again, those of the title too.
TOPIC = 0.2
TOLD = 0.6
# Who pays or leads is told outright (a role, a cue), in few sentences.
OUTRIGHT = 1.0
NEAR = 0.3
NEARNESS = 24  # characters (about four words) at which half of it is left
# What a sentence loses that says nothing by itself; any of .3 to .8 is as good.
BARE = 0.5
# Where the first word of a question that counts says what is asked of a thing, and where the last.
_FIRST: frozenset[Fact] = frozenset({"who", "how many"})
_LAST: frozenset[Fact] = frozenset({"when", "where", "how long", "how often"})
_WORDS = frozenset({"body", "bigrams"})  # fields whose terms stand in a text as they are
_BITS = 40  # of a sort key, for where a word begins; those above them say in which passage


@dataclass(frozen=True, slots=True)
class Wanted:
    """A piece of information that a question asks for.

    `alternatives` are sets of terms, any of which says it whole; `weight` is its inverse document
    frequency.
    """

    alternatives: tuple[frozenset[str], ...]
    weight: float


@dataclass(frozen=True, slots=True)
class Criteria:
    """By what sentences are weighed.

    Parameters
    ----------
    wanted
        What the question asks for, without the words that it only asks with; empty where words do
        not count.
    asked
        The fact that is asked for; `None` for none in particular.
    floor
        From which cosine on a sentence is marked as close in meaning; `None` for never.
    terms
        What is marked: the question's terms and what says the same, with all single terms that say
        anything of what is wanted, each once.
    """

    wanted: tuple[Wanted, ...] = ()
    asked: Asked | None = None
    floor: float | None = None
    terms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Weighed:
    """What the sentences of some passages are worth, in order, each `(s,)`.

    Parameters
    ----------
    worth
        How well each answers; a sum without bounds.
    beyond
        Which share it holds of what its title does not, in [0, 1]; 1 where that is nothing.
    focused
        Whether it, or its title, holds what is asked of the thing: what is counted ("how many
        boats") or done ("who built it", "when did it sink"); true where that is the fact itself.
    told
        Where it tells a fact of the kind asked for: characters of its passage's text.
    """

    worth: NDArray[np.float64]
    beyond: NDArray[np.float64]
    focused: NDArray[np.bool_]
    told: list[list[Span]]


def criteria_of(index: Index, question: Question, floor: float | None) -> Criteria:
    """Return by what the sentences of passages are weighed for a question."""
    intent, weights = question.intent, index.weights(question)
    wanted = []
    for slot in question.slots:
        term = slot.term if slot.field == "body" else text.term(slot.term, question.languages[0])
        others = [frozenset(" ".join(s.terms).split()) for s in slot.synonyms if s.field in _WORDS]
        if term in weights and term not in intent.asking:
            forms = (
                frozenset({form}) for form in sorted({*same(term), *question.parsed.all_of(term)})
            )
            wanted.append(Wanted((*forms, *others), weights[term]))
    alternatives = (each for one in wanted for each in one.alternatives)
    single = (term for each in alternatives if len(each) == 1 for term in each)
    terms = tuple(dict.fromkeys([*weights, *single]))
    return Criteria(tuple(wanted), _asked_of(index, question), floor, terms)


def _asked_of(index: Index, question: Question) -> Asked | None:
    """Return the fact that a question asks for, if it asks for one."""
    if question.intent.asks_for is None:
        return None
    searched = question.parsed.searched
    named = {index.names.entities[number].name for number in index.names.within(searched)}
    return Asked(question.intent.asks_for, question.terms, named)


def weigh(
    passages: Sequence[Passage], matched: Words, sentences: Sentences, criteria: Criteria
) -> Weighed:
    """Weigh the sentences of several passages.

    Parameters
    ----------
    passages
        The passages.
    matched
        The words of their texts that are among the criteria's terms.
    sentences
        Their sentences.
    criteria
        By what to weigh.
    """
    whose = np.arange(len(passages)).repeat(np.diff(sentences.cuts))
    weights = np.array([one.weight for one in criteria.wanted], np.float64)
    of_titles = (_title_terms(one.title, one.language) for one in passages)
    titles = np.array([_said(terms, criteria) for terms in of_titles], np.bool_)
    titles = titles.reshape(len(passages), len(weights))[whose]
    places = _places(matched, sentences)
    says = _says(matched.terms, criteria)
    held = np.zeros((len(whose), len(weights)), np.bool_)
    np.logical_or.at(held, places, says[matched.which])
    said = held.copy()
    _inherit(held, passages, sentences)
    beyond = _share(held & ~titles, ~titles, weights)
    worth = MEANING * sentences.cosines.astype(np.float64) + APART * sentences.apart
    worth += BEYOND * beyond - BARE * sentences.bare
    told: list[list[Span]] = [[]] * len(whose)
    if criteria.asked is None:
        worth += TOPIC * _share(said, np.ones_like(titles), weights)
    else:
        told = _told(passages, sentences, criteria.asked)
        new = np.asarray((says[matched.which] & ~titles[places]).any(axis=1))
        gain = OUTRIGHT if criteria.asked.fact in {"funder", "leader"} else TOLD
        worth += gain * np.array([bool(spans) for spans in told], np.bool_)
        worth += NEAR * _nearness(told, places, matched, new)
    return Weighed(
        worth=worth,
        beyond=np.where((~titles).any(axis=1), beyond, 1),
        focused=_focused(said, titles, criteria),
        told=told,
    )


def _focused(
    said: NDArray[np.bool_], titles: NDArray[np.bool_], criteria: Criteria
) -> NDArray[np.bool_]:
    """Return which sentences say themselves what is asked of the thing, `(s,)`.

    What is counted or done comes first behind "how many" and "who", else last.
    """
    focused = np.ones(len(said), np.bool_)
    if criteria.asked is None or not criteria.wanted:
        return focused
    if criteria.asked.fact in _FIRST:
        focused = said[:, 0] | titles[:, 0]
    elif criteria.asked.fact in _LAST:
        new = ~titles
        last = said.shape[1] - 1 - new[:, ::-1].argmax(axis=1)
        focused = said[np.arange(len(said)), last] | ~new.any(axis=1)
    return focused


@lru_cache(maxsize=4_096)  # the same passages answer many questions
def _title_terms(title: str, language: str) -> frozenset[str]:
    return text.terms(title, language)


def _said(terms: frozenset[str], criteria: Criteria) -> list[bool]:
    """Return which pieces of information some terms say whole."""
    return [any(terms >= each for each in one.alternatives) for one in criteria.wanted]


def _says(terms: Sequence[str], criteria: Criteria) -> NDArray[np.bool_]:
    """Return which pieces each of some terms says alone, `(t, w)`."""
    says = np.zeros((len(terms), len(criteria.wanted)), np.bool_)
    rows = {frozenset({term}): row for row, term in enumerate(terms)}
    for column, one in enumerate(criteria.wanted):
        says[[rows[each] for each in one.alternatives if each in rows], column] = True
    return says


def _share(
    held: NDArray[np.bool_], of: NDArray[np.bool_], weights: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return which share of the weight of some pieces is held, by row; 0 where they have none."""
    whole = of @ weights
    return np.divide(held @ weights, whole, out=np.zeros(len(held)), where=whole > 0)


def _places(matched: Words, sentences: Sentences) -> NDArray[np.intp]:
    """Return the position of the sentence that each word begins in, `(w,)`."""
    of_sentence, of_word = (
        np.arange(len(one.cuts) - 1).repeat(np.diff(one.cuts)) << _BITS
        for one in (sentences, matched)
    )
    begun = (of_sentence + sentences.spans[:, 0]).searchsorted(
        of_word + matched.spans[:, 0], side="right"
    )
    # A word before the first sentence counts to that.
    positions: NDArray[np.intp] = np.maximum(begun - 1, sentences.cuts[of_word >> _BITS])
    return positions


def _inherit(held: NDArray[np.bool_], passages: Sequence[Passage], sentences: Sentences) -> None:
    """Let what follows a sentence that only leads to others hold what that one says.

    That is what follows in its own block, and the next paragraph or the items of the next list.
    """
    starts, bare, cuts = sentences.spans[:, 0].tolist(), sentences.bare.tolist(), sentences.cuts
    for lead in np.flatnonzero(sentences.bare).tolist():
        which = int(cuts.searchsorted(lead, side="right")) - 1
        at, reach = lead + 1, _reach(passages[which], starts[lead])
        while at < cuts[which + 1] and starts[at] < reach and not bare[at]:
            held[at] |= held[lead]
            at += 1


def _reach(passage: Passage, start: int) -> int:
    """Return where ends what a sentence leads to that starts at a place."""
    blocks = passage.blocks
    after = bisect_right(blocks, start, key=attrgetter("start"))
    while (
        after + 1 < len(blocks)
        and blocks[after].kind == blocks[after + 1].kind
        and blocks[after].kind in {"item", "row"}
    ):
        after += 1
    return blocks[min(after, len(blocks) - 1)].end


def _told(passages: Sequence[Passage], sentences: Sentences, asked: Asked) -> list[list[Span]]:
    """Return where each sentence tells a fact of the kind that is asked for."""
    found: list[list[Span]] = []
    starts = sentences.spans[:, 0].tolist()
    for passage, (first, end) in zip(passages, pairwise(sentences.cuts.tolist()), strict=True):
        of_one: list[list[Span]] = [[] for _ in range(first, end)]
        for span in facts.find(passage, asked) if of_one else ():
            of_one[max(bisect_right(starts, span.start, first, end) - 1 - first, 0)].append(span)
        found += of_one
    return found


def _nearness(
    told: Sequence[Sequence[Span]],
    places: NDArray[np.intp],
    matched: Words,
    new: NDArray[np.bool_],
) -> NDArray[np.float64]:
    """Return how near a fact stands to a word that the title does not hold, `(s,)` in [0, 1]."""
    nearness = np.zeros(len(told))
    kept = np.flatnonzero(new)
    spans = matched.spans[kept].tolist()
    for place, (start, end) in zip(places[kept].tolist(), spans, strict=True):
        for fact in told[place]:
            gap = max(fact.start - end, start - fact.end)
            if gap >= 0:  # a word within what is told says nothing of it
                nearness[place] = max(nearness[place], NEARNESS / (NEARNESS + gap))
    return nearness
