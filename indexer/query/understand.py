"""Turns what a person typed into a `Question`: what it means in the words of one index.

    typed --spelling--> corrected --parse--> words that count --expansion--> slots with synonyms

Slips are corrected to the index's own words, short forms and long ones bring each other, names
bring their other spellings, and places bring what lies in them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from indexer import places, text
from indexer.acronyms import Acronym, Expansion
from indexer.acronyms.define import singular
from indexer.model import Span
from indexer.query.intent import asked_meaning
from indexer.query.lexicon import Lexicon
from indexer.query.parse import ParsedQuery, bigrams, content_terms, parse_query
from indexer.spelling import Correction, Speller
from indexer.spelling.english import is_listed

Field = Literal["body", "bigrams", "acronyms", "places"]

# What may end a question without changing what answers it.
_ENDS = " ?!.…"
_NAMED = 3  # unknown words; of more, a text was pasted rather than a question asked (by eye)


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
class Question:
    """A query as one index understands it.

    Parameters
    ----------
    parsed
        The corrected query in its parts.
    slots
        What it asks for, in order.
    encoded
        What the encoder is given: the searched text, short forms followed by their long ones.
    corrections
        What was taken for a slip.
    acronyms
        What short forms were taken for.
    literal
        Whether it asks for short forms alone, or for words that are spelt like some: what means
        something like a long form is no answer.
    elsewhere
        Places that no passage names, where nothing else is asked for.
    notices
        What the person should know beside what `parsed` says.
    """

    parsed: ParsedQuery
    slots: tuple[Slot, ...]
    encoded: str
    corrections: tuple[Correction, ...]
    acronyms: tuple[Acronym, ...]
    literal: bool = False
    elsewhere: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()


_Range = Span | Expansion | places.NamedPlace


class Interpreter:
    """Understands queries by an index's lexicon; safe to share among threads.

    Parameters
    ----------
    lexicon
        What is known of the index's words.
    indexed
        Whether the index holds a term.
    """

    def __init__(self, lexicon: Lexicon, indexed: Callable[[str], bool]) -> None:
        self._lexicon = lexicon
        self._glossary = lexicon.glossary
        self._indexed = indexed
        self.speller = Speller(lexicon.vocabulary, indexed)
        self._protects = lru_cache(maxsize=4096)(self._protected)  # people ask in the same words

    def understand(self, query: str, *, correct: bool) -> Question:
        """Return what a query means; `correct` says whether slips are corrected."""
        corrections: tuple[Correction, ...] = ()
        suggested = None
        if correct:
            corrected = self.speller.correct(query, self._protects)
            query, corrections = corrected.text, corrected.corrections
            suggested = corrected.suggested
        asked = self._asked_meaning(query)
        parsed = parse_query(f"{asked.short} {asked.long}" if asked else query)
        expansions = self._glossary.expand(self._with_capitals(parsed.searched))
        short = [one for one in expansions if one.written != one.other and _is_short(one)]
        named = self._lexicon.gazetteer.named(parsed.searched)
        missing = [] if asked else self._missing(parsed, named)
        only_missing = missing and all(_covered(missing, word) for word in parsed.words)
        slots = tuple(self._slots(parsed, expansions, named))
        return Question(
            parsed=parsed,
            slots=slots,
            encoded=_encoded(parsed.searched, short),
            corrections=corrections,
            acronyms=(asked,) if asked else tuple(Acronym(one.short, one.other) for one in short),
            literal=self._is_literal(parsed, short),
            elsewhere=tuple(one.key for one in missing) if only_missing else (),
            notices=(
                *([] if only_missing else [f"no passage names {one.key}" for one in missing]),
                *([f"did you mean {suggested!r}?"] if suggested else []),
                *self._unknown(parsed, slots, missing),
            ),
        )

    def _asked_meaning(self, query: str) -> Acronym | None:
        """Return the acronym that a query asks the meaning of; `None` for any other query."""
        about, any_case = asked_meaning(query) or ("", False)
        return self._glossary.stands_for(about, any_case=any_case) if about else None

    def _is_literal(self, parsed: ParsedQuery, short: Sequence[Expansion]) -> bool:
        """Say whether a query asks for short forms alone, or for words that are spelt like some.

        The encoder reads no case: to it "news" is near to whatever NEWS stands for.
        """
        forms = (parsed.searched[word.start : word.end] for word in parsed.words)
        return bool(parsed.words) and (
            all(_covered(short, word) for word in parsed.words)
            or all(self._glossary.spelt_like(form) in self._lexicon.ambiguous for form in forms)
        )

    def _protected(self, token: str) -> bool:
        """Say whether a word is a name or an acronym, and so no slip."""
        return bool(self._lexicon.gazetteer.named(token)) or self._glossary.is_acronym(token)

    def _unknown(
        self, parsed: ParsedQuery, slots: Sequence[Slot], missing: Sequence[places.NamedPlace]
    ) -> list[str]:
        """Say which words of a query no passage holds, nor anything that says the same."""
        terms = {
            one.term
            for one in slots
            if one.field == "body" and not one.synonyms and not self._indexed(one.term)
        }
        words = dict.fromkeys(
            parsed.searched[word.start : word.end]
            for word in parsed.words
            if word.term in terms and not _covered(missing, word)
        )
        listed = " or ".join(f"“{word}”" for word in words)
        return [f"no passage has {listed}"] if 0 < len(words) <= _NAMED else []

    def _missing(
        self, parsed: ParsedQuery, named: Iterable[places.NamedPlace]
    ) -> list[places.NamedPlace]:
        """Return the places that a query names and no passage does, nor any word of theirs."""
        return [
            one
            for one in named
            if not one.known
            and not any(self._indexed(word.term) for word in parsed.words if _covers(one, word))
        ]

    def _with_capitals(self, searched: str) -> str:
        """Return a text with short forms typed in lower case as they are written."""
        for word in text.words(searched):
            token = searched[word.start : word.end]
            if token in self._glossary.longs:
                continue
            short = self._glossary.spelt_like(token)
            if short in self._lexicon.ambiguous:
                short = self._typed_low(token)
            if short and len(short) == len(token):
                searched = f"{searched[: word.start]}{short}{searched[word.end :]}"
        return searched

    def _slots(
        self,
        parsed: ParsedQuery,
        expansions: Sequence[Expansion],
        named: Sequence[places.NamedPlace],
    ) -> list[Slot]:
        slots: dict[tuple[Field, str], Slot] = {}
        for word in parsed.words:
            synonyms = [
                *(self._other_form(one) for one in expansions if _covers(one, word)),
                *(
                    Synonym("places", (one.key,))
                    for one in named
                    if one.known and _covers(one, word)
                ),
                *(Synonym("body", (form,)) for form in self._lexicon.variants.get(word.term, ())),
            ]
            slot = self._slot(parsed, word, tuple(dict.fromkeys(synonyms)))
            slots.setdefault((slot.field, slot.term), slot)
        return list(slots.values())

    def _slot(self, parsed: ParsedQuery, word: text.Word, synonyms: tuple[Synonym, ...]) -> Slot:
        token, choice = parsed.searched[word.start : word.end], _choice(parsed, word)
        if not self._lexicon.sets_apart(token):
            if short := self._typed_low(token):
                return Slot(short, "acronyms", synonyms, choice)
            return Slot(word.term, "body", synonyms, choice)
        if _is_shouted(parsed.searched):
            short_form = Synonym("acronyms", (singular(token),))
            return Slot(word.term, "body", (*synonyms, short_form), choice)
        return Slot(singular(token), "acronyms", synonyms, choice)

    def _typed_low(self, token: str) -> str | None:
        """Return the short form that a word typed in lower case can only be ("mri", "smes")."""
        short = self._glossary.spelt_like(token)
        if short not in self._lexicon.ambiguous:
            return None
        return None if self._indexed(text.term(token)) or is_listed(text.fold(token)) else short

    def _other_form(self, one: Expansion) -> Synonym:
        """Return what holds the other form: the bigrams of a long one, the token of a short one."""
        if one.other == one.short and one.short in self._lexicon.ambiguous:
            return Synonym("acronyms", (one.short,))
        terms = content_terms(one.other)
        if len(terms) > 1:
            return Synonym("bigrams", bigrams(terms))
        return Synonym("body", tuple(terms) or (text.term(one.other),))


def _choice(parsed: ParsedQuery, word: text.Word) -> tuple[int, int] | None:
    """Return which choice of a query a word belongs to, and which alternative of it."""
    return next(
        (
            (which, alternative)
            for which, choice in enumerate(parsed.choices)
            for alternative, span in enumerate(choice)
            if _covers(span, word)
        ),
        None,
    )


def _is_shouted(searched: str) -> bool:
    """Say whether all of a query is in capitals, not its short forms alone."""
    tokens = (searched[word.start : word.end] for word in text.words(searched))
    return searched.isupper() and not all(map(text.is_acronym, tokens))


def _covers(outer: _Range, word: text.Word) -> bool:
    return outer.start <= word.start and word.end <= outer.end


def _covered(ranges: Iterable[_Range], word: text.Word) -> bool:
    return any(_covers(one, word) for one in ranges)


def _is_short(one: Expansion) -> bool:
    """Say whether what is written in the query is the short form."""
    return one.short in {one.written, singular(one.written)}


def _encoded(searched: str, short: Sequence[Expansion]) -> str:
    """Return the text with each short form followed by its first long form.

    Without what ends it: whether a question mark was typed must not change what answers.
    """
    firsts = {one.start: one for one in reversed(short)}
    for _, one in sorted(firsts.items(), reverse=True):
        searched = f"{searched[: one.end]} ({one.other}){searched[one.end :]}"
    return searched.rstrip(_ENDS) or searched
