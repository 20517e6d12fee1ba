"""Corrects queries: which words of the index were meant by words that it does not hold.

A word is left as it was typed where the index holds it in any inflection, where it is short, an
acronym, holds a digit or belongs to an operator, and where it is a word of the index's languages
that it happens not to hold: "castle" is not a slip of "cattle". Of the others,

    cost(c) = (osa(w, c) + osa(sound(w), sound(c))) / 2 + first letter - commonness - neighbour

is computed for every index word `c` within a number of edits that grows with the word's length,
where `osa` is the distance by optimal string alignment (Damerau 1964: a letter inserted, dropped,
replaced, or two neighbours swapped; each pair once). The cheapest wins if it is cheap enough and
no word of another stem comes near it, in the index or in the language: a wrong correction is
worse than none. It is put in where one slip, or the spelling of what is heard, makes all the
difference; else it is only offered, since a term that no list holds is often two letters off
another.

A word that is spelt right is never corrected. But where the index holds no "prostrate cancer" and
does hold "prostate cancer", that is suggested.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import pairwise
from math import log10
from typing import NamedTuple, TypeVar

from rapidfuzz.distance import OSA

from indexer import text
from indexer.languages import ENGLISH
from indexer.spelling import dictionary, english
from indexer.spelling.english import Standing
from indexer.spelling.vocabulary import Nearest, Vocabulary

T = TypeVar("T")
Neighbours = tuple[str, str]  # the forms before and after a word; empty where there is none

# Chosen on words of SciFact and of the project's page with one or two random slips, and on English
# words and names that the index does not hold: see the floors in its tests.
SHORTEST = 4  # letters; every shorter word is a slip of several others
EDITS = ((9, 3), (6, 2), (SHORTEST, 1))  # from how many letters, how many edits
DEAREST = ((9, 2.0), (6, 1.5), (5, 1.0), (SHORTEST, 0.7))  # and what they may cost
DEAREST_SEEN = ((8, 1.0), (6, 0.5), (SHORTEST, 0.0))  # of a word that people have written
# Edits of a word that sounds like the other one; "Diuril" is no "dural".
EDITS_HEARD = ((9, 3), (7, 2), (SHORTEST, 1))
FIRST_LETTER = 0.5  # a slip is seldom in the first letter
COMMONNESS = 0.1  # for each power of ten of passages that hold the word
NEIGHBOUR = 0.5  # for a word that stands beside its neighbours in the query
MARGIN = 0.3  # by which the second word must be dearer
NAME = 6  # letters; two longer names, one vowel apart, are one that a page spells two ways
COMPOUND = 6  # letters; "into" is no misspelt "in to"
# Of words that are spelt right, and another that fits better beside their neighbours.
SHORTEST_SUGGESTED = 6  # letters; shorter words have near ones of every kind
SHORTEST_BESIDE = 4  # letters of a neighbour that says something
EDITS_SUGGESTED = {True: 1, False: 2}  # by whether the index holds the word

_JOINT = re.compile(r"[ \-\u2010\u2011]")
# What is not prose: operators, addresses. Each begins where a word may, so that a word of any
# length is read once.
_AS_TYPED = re.compile(
    r'-?(?:\b[A-Za-z]+:)?"[^"]*"|(?<!\S)-(?=\w)\S+|\b[A-Za-z]+:(?=[^\s"])\S+'
    r'|(?<![^\s"])(?:\S+@\S+|\S*\w\.\w\S*)'
)


@dataclass(frozen=True, slots=True)
class Correction:
    """What was typed at `[start, end)` of the query, and the index's words that were meant."""

    written: str
    meant: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class CorrectedQuery:
    """A query as it was meant: the same text with its corrections put in, in order.

    `suggested` is that text with one word replaced by one that fits better beside its neighbours,
    if any.
    """

    text: str
    corrections: tuple[Correction, ...]
    suggested: str | None = None


class QueryToken(NamedTuple):
    """A word of a query; `known` where the index holds it, `fixed` where it stays as typed."""

    form: str
    start: int
    end: int
    known: bool
    fixed: bool


class Speller:
    """Corrects queries to an index's own words; `indexed` says whether it holds a term.

    `spoken` are the languages of its passages.
    """

    def __init__(
        self,
        vocabulary: Vocabulary,
        indexed: Callable[[str], bool],
        spoken: Sequence[str] = (ENGLISH,),
    ) -> None:
        self._vocabulary = vocabulary
        self._indexed = indexed
        self._spoken = tuple(spoken)
        self._near = Nearest([word for word in vocabulary.words if len(word) >= SHORTEST - 1])

    def correct(
        self,
        query: str,
        protected: Callable[[str], bool] = lambda _: False,
        language: str = ENGLISH,
    ) -> CorrectedQuery:
        """Correct a query in a language; what stands in quotes, is excluded or a field's stays.

        `protected` says whether a word, as it was typed, must stay: a learned acronym, say.
        """
        found = self._tokens(query, protected, language)
        made, offered = list(self._joined(query, found)), list[Correction]()
        taken = {end for correction in made for end in (correction.start, correction.end)}
        for at, token in enumerate(found):
            if token.fixed or token.known or token.start in taken or token.end in taken:
                continue
            beside = _neighbours(found, at, lambda neighbour: neighbour.known)
            if word := self._split(token) or self._meant(token, beside):
                sure = " " in word or _is_slip(token.form, word)
                into = made if sure else offered
                into.append(_correction(query, word, token.start, token.end))
        made.sort(key=lambda correction: correction.start)
        meant = _put_in(query, made)
        if offered:
            better = sorted([*made, *offered], key=lambda correction: correction.start)
            return CorrectedQuery(meant, tuple(made), _put_in(query, better))
        one = self._suggestion(meant, self._tokens(meant, protected, language) if made else found)
        return CorrectedQuery(meant, tuple(made), _put_in(meant, [one]) if one else None)

    def _tokens(
        self, query: str, protected: Callable[[str], bool], language: str
    ) -> list[QueryToken]:
        """Return the words of a query; those in operators and addresses and acronyms are fixed."""
        spans = [match.span() for match in _AS_TYPED.finditer(text.plain_quotes(query))]
        found = []
        for _, start, end in text.words(query, language):
            written = query[start:end]
            form = text.fold(written)
            operator = any(begin < end and start < stop for begin, stop in spans)
            fixed = operator or not _is_plain(written, form) or protected(written)
            found.append(QueryToken(form, start, end, self._held(written), fixed))
        return found

    @cached_property
    def slips(self) -> tuple[tuple[str, str], ...]:
        """The index's own words that may be slips of others, each with that one, sorted.

        A word is looked at as if it had been typed and the index did not hold it; the other one is
        in more passages, or in as many and better known, or first in the alphabet.
        """
        unknown = (
            word
            for word in sorted(self._vocabulary.words)
            if len(word) >= SHORTEST and self._standing(word) is Standing.UNKNOWN
        )
        meant = ((word, self._slip_of(word)) for word in unknown)
        return tuple((word, other) for word, other in meant if other)

    def _slip_of(self, word: str) -> str | None:
        def rank(word: str) -> tuple[int, int, str]:
            return -self._vocabulary.words[word], -self._standing(word), word

        others = [
            (other, edits)
            for other, edits in self._near.within(word, _limit(EDITS, word))
            if rank(other) < rank(word) and not self._of_one_stem(other, word)
        ]
        return self._cheapest(word, others, ("", ""))

    def _joined(self, query: str, found: Sequence[QueryToken]) -> Iterator[Correction]:
        """Yield the pairs of words that the index holds only as one word."""
        free = 0
        for left, right in pairwise(found):
            whole = left.form + right.form
            if (
                left.start >= free
                # "the" and "for" make words of what follows them.
                and not any(t.fixed or (t.known and len(t.form) < SHORTEST) for t in (left, right))
                and len(whole) >= COMPOUND
                and whole in self._vocabulary.words
                and _JOINT.fullmatch(query, left.end, right.start)
                and not self._adjoin(left.form, right.form)
            ):
                free = right.end
                yield _correction(query, whole, left.start, right.end)

    def _split(self, token: QueryToken) -> str | None:
        """Return the two words that a word is where the index holds them only side by side."""
        if len(token.form) < COMPOUND:
            return None
        # "forgive" is not "for give", even where that stands somewhere.
        shortest = 4 if self._standing(token.form) is Standing.WORD else 3
        for middle in range(shortest, len(token.form) - shortest + 1):
            left, right = token.form[:middle], token.form[middle:]
            # Both as they are written: stems alone would part "popularisation" in "popul aris...".
            held = left in self._vocabulary.words and right in self._vocabulary.words
            if held and self._adjoin(left, right):
                return f"{left} {right}"
        return None

    def _meant(self, token: QueryToken, beside: Neighbours) -> str | None:
        """Return the index word that an unknown word was meant to be, if one stands out."""
        if len(token.form) < SHORTEST:
            return None
        near = self._near.within(token.form, _limit(EDITS, token.form))
        form = english.american(token.form)
        variant = next((word for word, _ in near if english.american(word) == form), None)
        return variant or self._cheapest(token.form, near, beside)

    def _cheapest(
        self, form: str, near: Iterable[tuple[str, int]], beside: Neighbours
    ) -> str | None:
        """Return the word near an unknown one that is cheap enough and stands out, if one does."""
        standing = self._standing(form)
        if standing is Standing.WORD:
            return None
        costs = sorted(
            (self._cost(form, word, edits, beside), abs(len(word) - len(form)), word)
            for word, edits in near
        )
        if not costs or costs[0][0] > _limit(DEAREST_SEEN if standing else DEAREST, form):
            return None
        best, _, word = costs[0]
        clear = all(cost - best >= MARGIN or self._is_same(word, other) for cost, _, other in costs)
        return word if clear and not self._is_rivalled(form, best) else None

    def _is_rivalled(self, written: str, best: float) -> bool:
        """Say whether a usual word that the index does not hold is clearly nearer.

        Of 500 slips of such words, 25 are taken for a word of 1,000 abstracts; 69 without this.
        """
        return any(
            _distance(written, word, edits) + MARGIN <= best and not self._held(word)
            for language in self._spoken
            for word, edits in _usual(language).within(written, _limit(EDITS, written))
        )

    def _cost(self, written: str, word: str, edits: int, beside: Neighbours) -> float:
        common = COMMONNESS * log10(self._vocabulary.words[word])
        neighbour = NEIGHBOUR * self._fits(word, beside)
        return _distance(written, word, edits) - common - neighbour

    def _fits(self, form: str, beside: Neighbours) -> bool:
        """Say whether a word stands beside one of its neighbours somewhere in the index."""
        before, after = beside
        return bool(
            (before and self._adjoin(before, form)) or (after and self._adjoin(form, after))
        )

    def _standing(self, word: str) -> Standing:
        return dictionary.standing(word, self._spoken)

    def _held(self, word: str) -> bool:
        """Say whether the index holds a word, in any inflection."""
        return any(self._indexed(text.term(word, spoken)) for spoken in self._spoken)

    def _adjoin(self, left: str, right: str) -> bool:
        """Say whether one word follows another somewhere in the index, in any inflection."""
        return any(
            self._vocabulary.adjoin(text.term(left, spoken), text.term(right, spoken))
            for spoken in self._spoken
        )

    def _of_one_stem(self, word: str, other: str) -> bool:
        return any(text.term(word, spoken) == text.term(other, spoken) for spoken in self._spoken)

    def _is_same(self, word: str, other: str) -> bool:
        """Say whether two words of the index are one: of one stem, or a long name spelt two ways.

        That has one vowel more, less or other, and no list holds it.
        """
        return self._of_one_stem(word, other) or (
            min(len(word), len(other)) >= NAME
            and OSA.distance(word, other) == 1
            and english.consonants(word) == english.consonants(other)
            and self._standing(word) is self._standing(other) is Standing.UNKNOWN
        )

    def _suggestion(self, query: str, found: Sequence[QueryToken]) -> Correction | None:
        """Return the first word that another fits better beside its neighbours; mostly `None`."""
        for at, token in enumerate(found):
            if token.fixed or len(token.form) < SHORTEST_SUGGESTED:
                continue
            beside = _neighbours(found, at, lambda other: len(other.form) >= SHORTEST_BESIDE)
            if not any(beside) or self._fits(token.form, beside):
                continue
            fitting = sorted(
                (distance, word)
                for word, distance in self._near.within(token.form, EDITS_SUGGESTED[token.known])
                if word[0] == token.form[0]
                and not self._of_one_stem(word, token.form)
                and self._fits(word, beside)
            )
            distances = [distance for distance, _ in fitting]
            if distances and distances.count(distances[0]) == 1:
                return _correction(query, fitting[0][1], token.start, token.end)
        return None


def _neighbours(
    found: Sequence[QueryToken], at: int, counts: Callable[[QueryToken], bool]
) -> Neighbours:
    """Return the forms right before and after a token, of those that count."""
    before, after = (
        found[beside].form if 0 <= beside < len(found) and counts(found[beside]) else ""
        for beside in (at - 1, at + 1)
    )
    return before, after


@lru_cache(maxsize=4096)
def _is_plain(written: str, form: str) -> bool:
    """Say whether a word may be misspelt: of letters that have cases, and no acronym."""
    return form.isalpha() and form.upper() != form and not text.is_acronym(written)


@cache
def _usual(language: str) -> Nearest:
    return Nearest(dictionary.usual(language))


def _distance(written: str, word: str, edits: int) -> float:
    """Return how far a word is from what was written, commonness and neighbours left aside."""
    heard = OSA.distance(english.sound(written), english.sound(word))
    return (edits + heard) / 2 + FIRST_LETTER * (written[0] != word[0])


def _is_slip(written: str, word: str) -> bool:
    """Say whether an unknown word is so near a known one that it can hardly be another.

    One slip behind the first letter, or spelt as it sounds. What is farther may be a term that no
    list holds: "hyperpituitarism" beside "hypopituitarism". Of 99 medical and other terms that
    SciFact's abstracts lack, half of which nothing here was chosen on, none becomes another, where
    8 did; of 67 slips that people make in words of theirs 63 are corrected, as before.
    """
    if english.american(written) == english.american(word):
        return True
    if english.sound(written) == english.sound(word):
        return OSA.distance(written, word) <= _limit(EDITS_HEARD, written)
    one, other = (each.removesuffix("s") for each in (written, word))
    return one[:1] == other[:1] and OSA.distance(one, other) <= 1


def _limit(limits: Sequence[tuple[int, T]], word: str) -> T:
    return next(limit for length, limit in limits if len(word) >= length)


def _correction(query: str, meant: str, start: int, end: int) -> Correction:
    """Return a correction in the case in which the word was typed."""
    written = query[start:end]
    if written.isupper():
        meant = meant.upper()
    elif written[0].isupper():
        meant = meant[0].upper() + meant[1:]
    return Correction(written, meant, start, end)


def _put_in(query: str, corrections: Sequence[Correction]) -> str:
    pieces, end = [], 0
    for correction in corrections:
        pieces += [query[end : correction.start], correction.meant]
        end = correction.end
    return "".join([*pieces, query[end:]])
