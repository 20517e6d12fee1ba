"""Expands a query: each word that counts becomes a slot, with its synonyms in the index.

acronyms    a short form brings its long ones, a long form its short one; people who type on a
            phone write it small, and it is told from the word it is spelt like by what stands
            beside it
places      a place brings what lies in it
spellings   a name that the passages spell two ways brings the other spelling
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import log
from typing import Literal

import numpy as np

from indexer import text
from indexer.acronyms import Expansion
from indexer.acronyms.define import singular
from indexer.arrays import Rows
from indexer.languages import ENGLISH
from indexer.model import Span
from indexer.places import NamedPlace
from indexer.query.lexicon import Lexicon
from indexer.query.parse import ParsedQuery, bigrams, content_terms, is_shouted
from indexer.spelling.dictionary import is_common

Field = Literal["body", "bigrams", "acronyms", "places"]
Holding = Callable[[Field, str], Rows]
"""Returns the rows of the passages that hold a term in a field, ascending."""
Frequency = Callable[[Field, str], int]
"""Returns how many passages of an index hold a term in a field."""

# What of the other words' information must stand beside a short form, in one passage, so that it is
# meant where a common word is typed: as much as admits a passage. "news score" is NEWS, "news
# headlines today" is none.
BESIDE = 0.5


@dataclass(frozen=True, slots=True)
class Synonym:
    """What says the same as a word of the query: terms of a field, which a passage holds all of."""

    field: Field
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Slot:
    """A piece of information that a query asks for: a term, and what says the same.

    Where it belongs to alternatives that were joined by OR, `choice` says which choice that is,
    and which alternative of it: any one is as good as all. `times` says how often it was asked for.
    What only `asks` ("how much ... give") ranks passages that hold it, and is less of the
    information that others lack. `also` is the same word as a term of the index's other languages.
    """

    term: str
    field: Field = "body"
    synonyms: tuple[Synonym, ...] = ()
    choice: tuple[int, int] | None = None
    times: int = 1
    asks: bool = False
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Expander:
    """Expands queries by an index's lexicon; `holding` says which passages hold a term.

    `languages` are those of the index; a query's other forms may stand in any of them.
    """

    lexicon: Lexicon
    holding: Holding
    languages: tuple[str, ...] = (ENGLISH,)

    def typed_low(self, parsed: ParsedQuery) -> dict[int, str]:
        """Return the short forms that words of another case are, by where these begin.

        Only of those that another word is spelt like: "what is fobs", "news score".
        """
        meant = {}
        for word in parsed.words:
            token = parsed.searched[word.start : word.end]
            short = self.lexicon.glossary.spelt_like(token)
            if short in self.lexicon.ambiguous and not self.lexicon.glossary.is_acronym(token):
                beside = [other.term for other in parsed.words if other.term != word.term]
                if self._is_meant(short, token, beside):
                    meant[word.start] = short
        return meant

    def _is_meant(self, short: str, token: str, beside: Sequence[str]) -> bool:
        """Say whether a short form is meant by a token, given the terms that stand beside it.

        That is where it goes better with them than the word does. A word that no passage holds
        is the short form, but for a common one with which the rest of the query has nothing to do.
        """
        others = dict.fromkeys(beside)
        rows = self.holding("acronyms", short)
        held = [self.holding("body", text.term(token, language)) for language in self.languages]
        literal = held[0] if len(held) == 1 else np.unique(np.concatenate(held))
        fits = self._shared(rows, others)
        if not len(rows) or len(literal):
            return len(rows) > 0 and fits > self._shared(literal, others)
        word = text.fold(token)
        common = any(is_common(word, language) for language in self.languages)
        return not others or fits >= BESIDE or not common

    def _shared(self, rows: Rows, terms: Iterable[str]) -> float:
        """Return the most of some terms' information that one of some passages holds, in [0, 1]."""
        # A number stands beside anything; so it speaks for nothing.
        none = rows[:0]
        held = [none if term.isdigit() else self.holding("body", term) for term in terms]
        # Rarer terms say more, and what nobody holds most.
        weights = [1 / log(2 + len(of_term)) for of_term in held]
        most = sum(
            weight * np.isin(rows, of_term) for weight, of_term in zip(weights, held, strict=True)
        )
        return float(np.max(most, initial=0)) / (sum(weights) or 1)

    def other_forms(self, searched: str, low: Mapping[int, str]) -> tuple[Expansion, ...]:
        """Return the other form of each short and long form; `low` are those typed in low case."""
        glossary = self.lexicon.glossary
        for word in text.words(searched):
            token = searched[word.start : word.end]
            if token in glossary.longs:
                continue
            short = glossary.spelt_like(token)
            if short in self.lexicon.ambiguous:
                short = low.get(word.start)
            if short and len(short) <= len(token):
                written = short + token[len(short) :]  # with the plural's ending
                searched = f"{searched[: word.start]}{written}{searched[word.end :]}"
        return glossary.expand(searched)

    def slots(
        self,
        parsed: ParsedQuery,
        low: Mapping[int, str],
        forms: Sequence[Expansion],
        named: Sequence[NamedPlace],
        asking: Collection[str] = (),
    ) -> tuple[Slot, ...]:
        """Return what a query asks for, in order, each term once.

        `low` are its short forms in low case (`typed_low`), `forms` its short and long forms with
        their other ones (`other_forms`), `named` the places that it names, `asking` the terms that
        a question of its kind only asks with.
        """
        slots: dict[tuple[Field, str], Slot] = {}
        for word in parsed.words:
            synonyms = [
                *(s for one in forms if covers(one, word) for s in self._other_forms(one)),
                *(Synonym("places", (n.key,)) for n in named if n.known and covers(n, word)),
                *(
                    Synonym("body", (form,))
                    for term in parsed.all_of(word.term)
                    for form in self.lexicon.variants.get(term, ())
                ),
            ]
            short = low.get(word.start)
            slot = self._slot(parsed, word, short, tuple(dict.fromkeys(synonyms)))
            key = slot.field, slot.term
            before = slots.get(key)
            slots[key] = replace(before, times=before.times + 1) if before else slot
        asks = {key for key in slots if key[0] == "body" and key[1] in asking}
        if len(asks) < len(slots):
            slots |= {key: replace(slots[key], asks=True) for key in asks}
        return tuple(slots.values())

    def _slot(
        self,
        parsed: ParsedQuery,
        word: text.Word,
        low: str | None,
        synonyms: tuple[Synonym, ...],
    ) -> Slot:
        token, choice = parsed.searched[word.start : word.end], _choice(parsed, word)
        apart = self.lexicon.sets_apart(token)
        if apart and is_shouted(parsed.searched):
            synonyms = (*synonyms, Synonym("acronyms", (singular(token),)))
        elif short := singular(token) if apart else low:
            return Slot(short, "acronyms", synonyms, choice)
        return Slot(word.term, "body", synonyms, choice, also=parsed.all_of(word.term)[1:])

    def _other_forms(self, one: Expansion) -> Iterator[Synonym]:
        """Yield what holds the other form: the bigrams of a long one, the token of a short one."""
        if one.other == one.short and one.short in self.lexicon.ambiguous:
            yield Synonym("acronyms", (one.short,))
            return
        for language in self.languages:
            terms = content_terms(one.other, language)
            if len(terms) > 1:
                yield Synonym("bigrams", bigrams(terms))
            else:
                yield Synonym("body", tuple(terms) or (text.term(one.other, language),))


def without_met(slots: Iterable[Slot], lacking: Sequence[Slot]) -> list[Slot]:
    """Return the slots of a query that are lacking, but for those of choices that are met.

    A choice is met where one of its alternatives lacks nothing.
    """
    short = {slot.choice for slot in lacking}
    met = {slot.choice[0] for slot in slots if slot.choice and slot.choice not in short}
    return [slot for slot in lacking if slot.choice is None or slot.choice[0] not in met]


def covers(outer: Span | Expansion | NamedPlace, word: text.Word) -> bool:
    """Say whether a word lies in what stands at `[start, end)` of the query."""
    return outer.start <= word.start and word.end <= outer.end


def covered(word: text.Word, outer: Iterable[Span | Expansion | NamedPlace]) -> bool:
    """Say whether a word lies in any of these."""
    return any(covers(one, word) for one in outer)


def _choice(parsed: ParsedQuery, word: text.Word) -> tuple[int, int] | None:
    """Return which choice of a query a word belongs to, and which alternative of it."""
    return next(
        (
            (which, alternative)
            for which, choice in enumerate(parsed.choices)
            for alternative, span in enumerate(choice)
            if covers(span, word)
        ),
        None,
    )
