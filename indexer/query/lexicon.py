"""Says what a query's words mean here: corrected, with the short forms and places they stand for.

`learned` learns it from the passages when an index is built: its words (for spelling), its
acronyms, the names it spells two ways, and the places its passages lie in.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Literal

from indexer import places, spelling, text
from indexer.acronyms import Acronym, Expansion, Glossary
from indexer.acronyms.define import singular
from indexer.query import language
from indexer.query.language import Reading, Said
from indexer.query.learned import Learned, Overrides, is_apart, learn
from indexer.spelling import Correction
from indexer.spelling.english import is_listed
from indexer.spelling.vocabulary import is_acronym

__all__ = [
    "Evidence",
    "Field",
    "Learned",
    "Lexicon",
    "Overrides",
    "Slot",
    "Understood",
    "learn",
]

Field = Literal["body", "pairs", "acronyms", "places"]

# What may end a question without changing what answers it.
_ENDS = " ?!.…"
_NAMED = 3  # unknown words; of more, a text was pasted rather than a question asked (by eye)


@dataclass(frozen=True, slots=True)
class Evidence:
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
    also: tuple[Evidence, ...] = ()
    choice: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Understood:
    """A query as this index understands it.

    Parameters
    ----------
    reading
        The corrected query as it was read.
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
        What the person should know beside what `reading` says.
    """

    reading: Reading
    slots: tuple[Slot, ...]
    encoded: str
    corrections: tuple[Correction, ...]
    acronyms: tuple[Acronym, ...]
    literal: bool = False
    elsewhere: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()


class Lexicon:
    """The opened files of a folder; safe to share among threads.

    Parameters
    ----------
    folder
        Where `Learned.write` wrote.
    indexed
        Whether the index holds a term.
    """

    def __init__(self, folder: Path, indexed: Callable[[str], bool]) -> None:
        kept = json.loads((folder / "acronyms.json").read_text("utf-8"))
        self._glossary = Glossary.from_json(kept["longs"])
        self._ambiguous = frozenset(kept["ambiguous"])
        self._indexed = indexed
        self._variants = json.loads((folder / "variants.json").read_text("utf-8"))
        self._gazetteer = places.Gazetteer.from_json((folder / "places.json").read_text("utf-8"))
        self.speller = spelling.Speller(spelling.load(folder), indexed)
        self._protects = lru_cache(maxsize=4096)(self._protected)  # people ask in the same words

    def understand(self, query: str, *, correct: bool) -> Understood:
        """Read a query with what is known of this index's words."""
        corrections: tuple[Correction, ...] = ()
        offered = None
        if correct:
            corrected = self.speller.correct(query, self._protects)
            query, corrections, offered = corrected.text, corrected.corrections, corrected.offered
        asked = self._glossary.stands_for(query)
        reading = language.read(f"{asked.short} {asked.long}" if asked else query)
        expansions = self._glossary.expand(self._raised(reading.searched))
        short = [one for one in expansions if one.written != one.other and _is_short(one)]
        shown = (asked,) if asked else tuple(Acronym(one.short, one.other) for one in short)
        missing = [] if asked else self._missing(reading)
        only = missing and all(_covered(missing, word) for word in reading.said)
        slots = tuple(self._slots(reading, expansions))
        return Understood(
            reading=reading,
            slots=slots,
            encoded=_encoded(reading.searched, short),
            corrections=corrections,
            acronyms=shown,
            literal=self._is_literal(reading, short),
            elsewhere=tuple(one.key for one in missing) if only else (),
            notices=(
                *([] if only else [f"no passage names {one.key}" for one in missing]),
                *([f"did you mean {offered!r}?"] if offered else []),
                *self._unsaid(reading, slots, [] if asked else missing),
            ),
        )

    def _is_literal(self, reading: Reading, short: Sequence[Expansion]) -> bool:
        """Say whether a query asks for short forms alone, or for words that are spelt like some.

        The encoder reads no case: to it "news" is near to whatever NEWS stands for.
        """
        forms = (reading.searched[word.start : word.end] for word in reading.said)
        return bool(reading.said) and (
            all(_covered(short, word) for word in reading.said)
            or all(self._glossary.spelt_like(form) in self._ambiguous for form in forms)
        )

    def _protected(self, token: str) -> bool:
        named = self._gazetteer.named(token) or self._gazetteer.missing(token)
        return bool(named) or self._glossary.is_acronym(token)

    def _unsaid(
        self, reading: Reading, slots: Sequence[Slot], missing: Sequence[places.Named]
    ) -> list[str]:
        """Say which words of a query no passage holds, nor anything that says the same."""
        silent = {
            one.term
            for one in slots
            if one.field == "body" and not one.also and not self._indexed(one.term)
        }
        words = dict.fromkeys(
            reading.searched[word.start : word.end]
            for word in reading.said
            if word.term in silent and not _covered(missing, word)
        )
        return [f"no passage has {_listed(words)}"] if 0 < len(words) <= _NAMED else []

    def _missing(self, reading: Reading) -> list[places.Named]:
        """Return the places that a query names and no passage does, nor any word of theirs."""
        return [
            one
            for one in self._gazetteer.missing(reading.searched)
            if not any(
                self._indexed(word.term)
                for word in reading.said
                if _covers(one.start, one.end, word)
            )
        ]

    def _raised(self, searched: str) -> str:
        """Return a text with short forms typed in lower case as they are written."""
        for word in text.words(searched):
            token = searched[word.start : word.end]
            if token in self._glossary.longs:
                continue
            short = self._glossary.spelt_like(token)
            if short in self._ambiguous:
                short = self._typed_low(token)
            if short and len(short) == len(token):
                searched = f"{searched[: word.start]}{short}{searched[word.end :]}"
        return searched

    def _slots(self, reading: Reading, expansions: Sequence[Expansion]) -> list[Slot]:
        named = self._gazetteer.named(reading.searched)
        slots: dict[tuple[Field, str], Slot] = {}
        for word in reading.said:
            also = [
                *(self._evidence(one) for one in expansions if _covers(one.start, one.end, word)),
                *(Evidence("places", (n.key,)) for n in named if _covers(n.start, n.end, word)),
                *(Evidence("body", (other,)) for other in self._variants.get(word.term, ())),
            ]
            slot = self._slot(reading.searched, word, tuple(dict.fromkeys(also)))
            if choice := _choice(reading, word):
                slot = replace(slot, choice=choice)
            slots.setdefault((slot.field, slot.term), slot)
        return list(slots.values())

    def _slot(self, searched: str, word: Said, also: tuple[Evidence, ...]) -> Slot:
        token = searched[word.start : word.end]
        if not is_apart(token, self._glossary, self._ambiguous):
            short = self._typed_low(token)
            return Slot(short, "acronyms", also) if short else Slot(word.term, "body", also)
        if _is_shouted(searched):
            return Slot(word.term, "body", (*also, Evidence("acronyms", (singular(token),))))
        return Slot(singular(token), "acronyms", also)

    def _typed_low(self, token: str) -> str | None:
        """Return the short form that a word typed in lower case can only be ("mri", "smes")."""
        short = self._glossary.spelt_like(token)
        if short not in self._ambiguous:
            return None
        return None if self._indexed(text.term(token)) or is_listed(text.fold(token)) else short

    def _evidence(self, one: Expansion) -> Evidence:
        """Return what holds the other form: the pairs of a long one, the token of a short one."""
        if one.other == one.short and one.short in self._ambiguous:
            return Evidence("acronyms", (one.short,))
        terms = language.content_terms(one.other)
        if len(terms) > 1:
            return Evidence("pairs", language.pairs_of(terms))
        return Evidence("body", tuple(terms) or (text.term(one.other),))


def _choice(reading: Reading, word: Said) -> tuple[int, int] | None:
    """Return which choice of a query a word belongs to, and which alternative of it."""
    return next(
        (
            (which, alternative)
            for which, choice in enumerate(reading.choices)
            for alternative, span in enumerate(choice)
            if _covers(span.start, span.end, word)
        ),
        None,
    )


def _is_shouted(searched: str) -> bool:
    """Say whether all of a query is in capitals, not its short forms alone."""
    tokens = (searched[word.start : word.end] for word in text.words(searched))
    return searched.isupper() and not all(map(is_acronym, tokens))


def _listed(words: Iterable[str]) -> str:
    return " or ".join(f"“{word}”" for word in words)


def _covers(start: int, end: int, word: Said) -> bool:
    return start <= word.start and word.end <= end


def _covered(spans: Sequence[Expansion] | Sequence[places.Named], word: Said) -> bool:
    return any(_covers(one.start, one.end, word) for one in spans)


def _is_short(one: Expansion) -> bool:
    """Say whether what is written in the query is the short form."""
    return singular(one.written) == one.short or one.written == one.short


def _encoded(searched: str, short: Sequence[Expansion]) -> str:
    """Return the text with each short form followed by its first long form.

    Without what ends it: whether a question mark was typed must not change what answers.
    """
    for start in sorted({one.start for one in short}, reverse=True):
        one = next(one for one in short if one.start == start)
        searched = f"{searched[: one.end]} ({one.other}){searched[one.end :]}"
    return searched.rstrip(_ENDS) or searched
