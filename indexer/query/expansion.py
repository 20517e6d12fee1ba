"""Expands a query: each word that counts becomes a slot, with its synonyms in the index.

acronyms    a short form brings its long ones, a long form its short one
places      a place brings what lies in it
spellings   a name that the passages spell two ways brings the other spelling
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from indexer import text
from indexer.acronyms import Expansion
from indexer.acronyms.define import singular
from indexer.model import Span
from indexer.places import NamedPlace
from indexer.query.lexicon import Lexicon
from indexer.query.parse import ParsedQuery, bigrams, content_terms
from indexer.spelling.english import is_listed

Field = Literal["body", "bigrams", "acronyms", "places"]


@dataclass(frozen=True, slots=True)
class Synonym:
    """What says the same as a word of the query: terms of a field, which a passage holds all of."""

    field: Field
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Slot:
    """A piece of information that a query asks for: a term, and what says the same.

    Where it belongs to alternatives that were joined by OR, `choice` says which choice that is,
    and which alternative of it: any one is as good as all.
    """

    term: str
    field: Field = "body"
    synonyms: tuple[Synonym, ...] = ()
    choice: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Expander:
    """Expands queries by an index's lexicon; `indexed` says whether the index holds a term."""

    lexicon: Lexicon
    indexed: Callable[[str], bool]

    def other_forms(self, searched: str) -> tuple[Expansion, ...]:
        """Return the other form of each short and long form, short ones typed in any case."""
        glossary = self.lexicon.glossary
        for word in text.words(searched):
            token = searched[word.start : word.end]
            if token in glossary.longs:
                continue
            short = glossary.spelt_like(token)
            if short in self.lexicon.ambiguous:
                short = self._typed_low(token)
            if short and len(short) == len(token):
                searched = f"{searched[: word.start]}{short}{searched[word.end :]}"
        return glossary.expand(searched)

    def slots(
        self, parsed: ParsedQuery, forms: Sequence[Expansion], named: Sequence[NamedPlace]
    ) -> tuple[Slot, ...]:
        """Return what a query asks for, in order, each term once.

        `forms` are its short and long forms with their other ones (`other_forms`), `named` the
        places that it names.
        """
        slots: dict[tuple[Field, str], Slot] = {}
        for word in parsed.words:
            synonyms = [
                *(self._other_form(one) for one in forms if covers(one, word)),
                *(Synonym("places", (n.key,)) for n in named if n.known and covers(n, word)),
                *(Synonym("body", (form,)) for form in self.lexicon.variants.get(word.term, ())),
            ]
            slot = self._slot(parsed, word, tuple(dict.fromkeys(synonyms)))
            slots.setdefault((slot.field, slot.term), slot)
        return tuple(slots.values())

    def _slot(self, parsed: ParsedQuery, word: text.Word, synonyms: tuple[Synonym, ...]) -> Slot:
        token, choice = parsed.searched[word.start : word.end], _choice(parsed, word)
        apart = self.lexicon.sets_apart(token)
        if apart and _is_shouted(parsed.searched):
            synonyms = (*synonyms, Synonym("acronyms", (singular(token),)))
        elif short := singular(token) if apart else self._typed_low(token):
            return Slot(short, "acronyms", synonyms, choice)
        return Slot(word.term, "body", synonyms, choice)

    def _typed_low(self, token: str) -> str | None:
        """Return the short form that a word typed in lower case can only be ("mri", "smes")."""
        short = self.lexicon.glossary.spelt_like(token)
        if short not in self.lexicon.ambiguous:
            return None
        return None if self.indexed(text.term(token)) or is_listed(text.fold(token)) else short

    def _other_form(self, one: Expansion) -> Synonym:
        """Return what holds the other form: the bigrams of a long one, the token of a short one."""
        if one.other == one.short and one.short in self.lexicon.ambiguous:
            return Synonym("acronyms", (one.short,))
        terms = content_terms(one.other)
        if len(terms) > 1:
            return Synonym("bigrams", bigrams(terms))
        return Synonym("body", tuple(terms) or (text.term(one.other),))


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


def _is_shouted(searched: str) -> bool:
    """Say whether all of a query is in capitals, not its short forms alone."""
    tokens = (searched[word.start : word.end] for word in text.words(searched))
    return searched.isupper() and not all(map(text.is_acronym, tokens))
