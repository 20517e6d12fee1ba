"""How much the words of a passage speak for it: the keyword leg.

For each slot of a query (a piece of information it asks for) a passage scores its term's impact or,
where it only holds what says the same (the long form of an acronym, a place that lies in the one
named), `SAME` of the term's inverse document frequency: below the literal. Neighbouring terms add
`PAIRS` of their own impact (the sequential dependence model; Metzler and Croft 2005). A word that
was typed several times counts by the root of how often; one that nearly every passage holds counts
`idf / (idf + COMMON)` of what it would.

What is scored of a passage has four fields, a folder each: `body` (title and text, title terms
counting `TITLE_WEIGHT` times), `bigrams` (its neighbouring terms), `acronyms` (short forms that
another word is spelt like, as they are written) and `places` (the keys of all places that the
passage lies in).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import sqrt
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer import text
from indexer.arrays import Mask, Rows, Scores
from indexer.index import postings
from indexer.index.postings import Postings, idf
from indexer.languages import ENGLISH
from indexer.model import Passage
from indexer.places import Place, keys
from indexer.query.expansion import Field, Slot, Synonym
from indexer.query.lexicon import Lexicon
from indexer.query.parse import content_terms
from indexer.query.understand import Question

FIELDS: tuple[Field, ...] = ("body", "bigrams", "acronyms", "places")
TITLE_WEIGHT = 2

# What says the same counts below the literal word; of .5, .7 and .9, the judged queries of two
# partnerships pages prefer none by more than .002.
SAME = 0.7
# nDCG@10 of this leg with 0, .2, .3 of the pairs: SciFact .693 .701 .698, Cranfield .529 .545 .547,
# a FAQ .555 .559 .556, two partnerships pages within .003. Of both legs they change .002 at most.
PAIRS = 0.2
# What the pairs of a phrase count that is quoted in a sentence, where it is not required. nDCG@10
# on Cranfield, two words quoted in each of its 225 questions, with .2, .5, 1 and 1.5: .590 .593
# .593 .590.
QUOTED = 0.5
# What nearly every passage holds says little of any: "coronavirus" among questions about it.
# nDCG@10 of this leg with 0, .4, .5: the project's corpus .873 .873 .873,
# SciFact .703 .701 .699, Cranfield .545 .545 .545, questions to a FAQ .558 .559 .558; of both legs
# .927 .925 .924, .758 .760 .760, .592 .592 .593, .778 .788 .791.
COMMON = 0.4
# What a word that only asks counts of its information where a passage does not hold it: with none
# at all, one more of 40 off-topic questions is answered on two of five sets ("how long to boil an
# egg"), with all of it "how much did EPSRC give" is not.
ASKING = 0.5
# Passages that are scored all at once: to find those that hold something takes longer.
_FEW = 16_384
_ALL, _LEAST = 0.999, 1e-9  # all that is asked for, whatever the rounding, and something


class Writer:
    """Collects what is scored of passages, row by row, and writes it."""

    def __init__(self) -> None:
        self._fields = {field: postings.Writer() for field in FIELDS}

    def add(self, terms: Mapping[Field, Sequence[str]]) -> None:
        """Add the next row's terms (`terms_of`)."""
        for field, of_field in terms.items():
            self._fields[field].add(of_field)

    def write(self, folder: Path) -> None:
        """Write what was added, a new folder a field, into an existing one."""
        for field in FIELDS:
            (folder / field).mkdir()
            self._fields.pop(field).write(folder / field)


def terms_of(
    passage: Passage, there: Sequence[Place], lexicon: Lexicon
) -> dict[Field, Sequence[str]]:
    """Return the terms of a passage in each field, as often as they stand there."""
    title, whole, spoken = passage.title, passage.text, passage.language
    body, apart = lexicon.parted(whole, spoken)
    of_title, apart_of_title = lexicon.parted(title, spoken)
    return {
        "body": [*of_title * TITLE_WEIGHT, *body, *variants(title, whole, spoken)],
        "bigrams": _bigrams(title, spoken) * TITLE_WEIGHT + _bigrams(whole, spoken),
        "acronyms": apart_of_title * TITLE_WEIGHT + apart,
        "places": list(keys(there)),
    }


def variants(title: str, whole: str, language: str = ENGLISH) -> list[str]:
    """Return the terms that a passage has where letters and numbers are joined otherwise (F16)."""
    found = dict.fromkeys(text.variants(f"{title}\n{whole}", language))
    held = text.terms(title, language) | text.terms(whole, language) if found else frozenset[str]()
    return [term for term in found if term not in held]


def _bigrams(whole: str, language: str) -> list[str]:
    """Return every pair of neighbouring terms, as often as it stands there."""
    return [f"{left} {right}" for left, right in pairwise(content_terms(whole, language))]


@dataclass(frozen=True, slots=True)
class KeywordScores:
    """What words say of every passage.

    `keyword` `(n,) float32`, 0 for nothing; `coverage` `(n,) float32` in [0, 1], the share of the
    query's information; `named` `(n,) bool`, whether all words of the query stand there side by
    side, as a name does;  `own` `(n,) float32`, the share that the query's own words hold, where
    `coverage` counts what says the same as well. `whole` `(n,) bool` is where the question stands
    as a whole: its only word that does not just ask, or all words side by side. `asked` is the
    query's information in nats, at least 0: the sum of its slots' inverse document frequencies.
    """

    keyword: Scores
    coverage: Scores
    named: Mask
    own: Scores
    whole: Mask
    asked: float


@dataclass(frozen=True, slots=True)
class Held:
    """What holds a term: rows `(k,)` ascending, its impacts there `(k,) float32`.

    `count` is how many passages of the index hold it; that are more than `k` where not all of them
    were looked at.
    """

    rows: Rows
    impacts: Scores
    count: int


class KeywordLeg:
    """What words say of `size` passages, of an index of so many.

    `look_up` tells what holds a term in a field, `together` how many passages of the index hold all
    terms of a synonym, given the rows that do.
    """

    def __init__(
        self,
        look_up: Callable[[Field, str], Held],
        passages: int,
        size: int,
        together: Callable[[Synonym, Rows], int] = lambda _, rows: len(rows),
    ) -> None:
        self._of = lru_cache(maxsize=8192)(look_up)  # a query asks for a term several times
        self._passages, self._size, self._together = passages, size, together

    @classmethod
    def open(cls, folder: Path, passages: int) -> KeywordLeg:
        """Open the postings that `Writer` left in a folder, of so many passages."""
        return cls.of({name: Postings(folder / name, passages) for name in FIELDS})

    @classmethod
    def of(cls, postings: Mapping[Field, Postings]) -> KeywordLeg:
        """Return what the postings of all fields say of all passages."""

        def look_up(field: Field, term: str) -> Held:
            rows, impacts = postings[field].of(term)
            # Kept as what numpy indexes by: given anything else, it converts at every use.
            return Held(rows.astype(np.intp), impacts, len(rows))

        passages = postings["body"].passages
        return cls(look_up, passages, passages)

    def holding(self, field: Field, term: str) -> Rows:
        """Return the rows of the passages that hold a term in a field, ascending."""
        return self._of(field, term).rows

    def frequency(self, field: Field, term: str) -> int:
        """Return how many passages of the index hold a term in a field."""
        return self._of(field, term).count

    def held(self, question: Question, row: int) -> tuple[bool, ...]:
        """Say of each slot of a question whether a passage holds it, or what says the same."""
        return tuple(
            any(
                row in rows
                for rows in (
                    self._any_of(slot.field, (slot.term, *slot.also)).rows,
                    *(self._holding(synonym) for synonym in slot.synonyms),
                )
            )
            for slot in question.slots
        )

    def weights(self, understood: Question) -> dict[str, float]:
        """Return the terms to mark with their inverse document frequencies.

        The words of the query, and single words that say the same: a name's other spellings.
        """
        same = (one for slot in understood.slots for one in slot.synonyms if one.field == "body")
        own = (form for term in understood.parsed.terms for form in understood.parsed.all_of(term))
        terms = dict.fromkeys([*own, *(t for one in same for t in one.terms)])
        return {term: self._idf([self.frequency("body", term)]) for term in terms}

    def sparse(self, question: Question) -> tuple[Rows, KeywordScores]:
        """Score the passages that hold something of a query: rows `(k,)`, ascending, and scores.

        `(k,)` each; what holds nothing is not looked at, however many passages there are.
        """
        if self._size <= _FEW:
            return np.arange(self._size), self.scores(question)
        some = np.zeros(self._size, np.bool_)
        for field, term in asked(question):
            some[self._of(field, term).rows] = True
        rows = np.flatnonzero(some)
        place = np.empty(self._size, np.intp)
        place[rows] = np.arange(len(rows))

        def look_up(field: Field, term: str) -> Held:
            of = self._of(field, term)
            return Held(place[of.rows], of.impacts, of.count)

        return rows, KeywordLeg(look_up, self._passages, len(rows), self._together).scores(question)

    def scores(self, question: Question) -> KeywordScores:
        """Score every passage for a query."""
        keyword = np.zeros(self._size, np.float32)
        held, asking = np.zeros((2, 2, self._size), np.float64)
        wanted = asks = 0.0
        for slot in question.slots:
            if not slot.choice:
                weight = self._add(slot, keyword, *(asking if slot.asks else held))
                wanted += weight
                asks += weight if slot.asks else 0
        for choice in choices(question.slots):
            most, best = self._best_of(choice, keyword)
            wanted += most
            held += best
        own, same = held + asking
        information: float | NDArray[np.float64] = wanted or 1.0  # nothing was asked
        if asks:
            information = wanted - (1 - ASKING) * (asks - asking.sum(axis=0))
        parsed = question.parsed
        pairs = [self._any_of("bigrams", parsed.all_of(pair)) for pair in parsed.bigrams]
        for pair, of in zip(parsed.bigrams, pairs, strict=True):
            counts = QUOTED if pair in parsed.preferred else PAIRS
            keyword[of.rows] += np.float32(counts) * of.impacts
        named = np.zeros(self._size, np.bool_)
        named[_all_of([of.rows for of in pairs])] = True
        share = (own / information).astype(np.float32)
        otherwise = any(slot.synonyms for slot in question.slots)
        coverage = ((own + same) / information).astype(np.float32) if otherwise else share
        pieces = sum(not slot.choice and not slot.asks for slot in question.slots)
        alone = pieces + len(choices(question.slots)) == 1
        whole = held.sum(axis=0) >= max(_ALL * (wanted - asks), _LEAST)
        whole &= named | alone
        return KeywordScores(keyword, coverage, named, share, whole, float(wanted))

    def _best_of(
        self, choice: Sequence[Sequence[Slot]], keyword: Scores
    ) -> tuple[float, NDArray[np.float64]]:
        """Add the scores of a choice's alternatives; return its information, and who holds it.

        That is the inverse document frequencies of the alternative that has most, and `(2, n)` how
        much of that each passage holds by its best alternative, parted as `_add` does.
        """
        held = np.zeros((len(choice), 2, self._size), np.float64)
        asked = [
            sum(self._add(slot, keyword, *of) for slot in alternative)
            for alternative, of in zip(choice, held, strict=True)
        ]
        most = max(asked)
        held *= (most / np.array(asked))[:, np.newaxis, np.newaxis]
        best = held.sum(axis=1).argmax(axis=0)
        return most, np.take_along_axis(held, best[np.newaxis, np.newaxis], axis=0)[0]

    def _add(
        self,
        slot: Slot,
        keyword: Scores,
        own: NDArray[np.float64],
        same: NDArray[np.float64],
    ) -> float:
        """Add a slot's scores to the arrays; return its inverse document frequency.

        `own` `(n,)` is what is said in the query's own words, `same` `(n,)` what is said otherwise.
        """
        literal = self._any_of(slot.field, (slot.term, *slot.also))
        others = [self._holding(one) for one in slot.synonyms]
        weight = self.weight(slot)
        counts = factor(slot, weight)
        keyword[literal.rows] += counts * literal.impacts
        own[literal.rows] += weight
        if others:
            beyond = np.zeros(self._size, np.bool_)
            beyond[np.concatenate(others)] = True
            beyond[literal.rows] = False
            keyword[beyond] += counts * np.float32(SAME * weight)
            same[beyond] += weight
        return weight

    def _any_of(self, field: Field, terms: Sequence[str]) -> Held:
        """Return what holds a term as it is in its own language.

        A passage has one language, and no two have a term in common.
        """
        first, *others = (self._of(field, term) for term in dict.fromkeys(terms))
        if not others:
            return first
        every = first, *others
        rows = np.concatenate([of.rows for of in every])
        order = rows.argsort(kind="stable")
        impacts = np.concatenate([of.impacts for of in every])
        return Held(rows[order], impacts[order], sum(of.count for of in every))

    def _holding(self, synonym: Synonym) -> Rows:
        return _all_of([self._of(synonym.field, term).rows for term in synonym.terms])

    def weight(self, slot: Slot) -> float:
        """Return the information of a slot: the most frequent of what says it counts."""
        others = (self._together(one, self._holding(one)) for one in slot.synonyms)
        literal = sum(self.frequency(slot.field, term) for term in {slot.term, *slot.also})
        return self._idf([literal, *others])

    def _idf(self, counts: Sequence[int]) -> float:
        """Return the inverse document frequency of the most frequent; unseen is the rarest."""
        return idf(self._passages, max(1, *counts))


def factor(slot: Slot, weight: float) -> np.float32:
    """Return what a slot's impacts are multiplied by, given its inverse document frequency."""
    return np.float32(sqrt(slot.times) * weight / (weight + COMMON))


def asked(question: Question) -> Iterator[tuple[Field, str]]:
    """Yield all terms that a question is scored by, with their fields."""
    for slot in question.slots:
        yield from ((slot.field, term) for term in (slot.term, *slot.also))
        for one in slot.synonyms:
            yield from ((one.field, term) for term in one.terms)
    for pair in question.parsed.bigrams:
        yield from (("bigrams", term) for term in question.parsed.all_of(pair))


def choices(slots: Sequence[Slot]) -> list[list[list[Slot]]]:
    """Return, of each choice, the slots of each of its alternatives."""
    choices: dict[int, dict[int, list[Slot]]] = {}
    for slot in slots:
        if slot.choice:
            choice, alternative = slot.choice
            choices.setdefault(choice, {}).setdefault(alternative, []).append(slot)
    return [[*alternatives.values()] for alternatives in choices.values()]


def _all_of(held: Sequence[Rows]) -> Rows:
    """Return the rows that all have; none where there are none to ask."""
    rows, *others = sorted(held, key=len) or [np.empty(0, np.intp)]
    for other in others:
        if not len(rows):
            break
        rows = np.intersect1d(rows, other, assume_unique=True)
    return rows
