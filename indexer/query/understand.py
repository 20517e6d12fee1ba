"""Turns what a person typed into a `Question`: what it means in the words of one index.

typed --spelling--> corrected --parse--> words that count --expansion--> slots with synonyms
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from indexer import languages, text
from indexer.acronyms import Acronym, Expansion
from indexer.acronyms.define import singular
from indexer.languages import ENGLISH
from indexer.places import NamedPlace
from indexer.query.expansion import (
    Expander,
    Frequency,
    Holding,
    Slot,
    covered,
    covers,
    without_met,
)
from indexer.query.intent import Intent, asked_meaning, intent_of
from indexer.query.lexicon import Lexicon
from indexer.query.parse import ParsedQuery, parse_query
from indexer.query.parties import ENDS
from indexer.spelling import CorrectedQuery, Correction, Speller
from indexer.spelling.dictionary import is_common

_NAMED = 3  # unknown words; of more, a text was pasted rather than a question asked (by eye)


@dataclass(frozen=True, slots=True)
class Question:
    """A query as one index understands it.

    Parameters
    ----------
    parsed
        The corrected query in its parts.
    intent
        What kind of fact it asks for.
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
    absent
        Its words that say something and that no passage holds, nor anything that says the same,
        as they are written; empty where they are so many that a text was pasted.
    unnamed
        Places that it names and no passage does.
    notices
        What the person should know beside what `parsed` says.
    languages
        The languages of the index, the one first in which it is read.
    """

    parsed: ParsedQuery
    intent: Intent
    slots: tuple[Slot, ...]
    encoded: str
    corrections: tuple[Correction, ...]
    acronyms: tuple[Acronym, ...]
    literal: bool = False
    elsewhere: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    unnamed: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    languages: tuple[str, ...] = (ENGLISH,)

    @property
    def terms(self) -> frozenset[str]:
        """All its terms, in every language of the index."""
        searched = self.parsed.searched
        return frozenset().union(*(text.terms(searched, spoken) for spoken in self.languages))

    @property
    def slips(self) -> tuple[tuple[str, str], ...]:
        """Words taken for slips, each with the word it was taken for."""
        return tuple((one.written, one.meant) for one in self.corrections)

    @property
    def short_forms(self) -> tuple[tuple[str, str], ...]:
        """Short forms with what they were taken for."""
        return tuple((one.short, one.long) for one in self.acronyms)


class Interpreter:
    """Understands queries by an index's lexicon; safe to share among threads.

    `holding` says which passages hold a term in a field, `frequency` how many do; `spoken` are the
    languages of these, that of most first.
    """

    def __init__(
        self,
        lexicon: Lexicon,
        holding: Holding,
        frequency: Frequency,
        spoken: Sequence[str] = (ENGLISH,),
    ) -> None:
        self._frequency = frequency
        self._lexicon = lexicon
        self._languages = tuple(spoken)
        self._expander = Expander(lexicon, holding, self._languages)
        self.speller = Speller(lexicon.vocabulary, self._indexed, self._languages)
        self._protects = lru_cache(maxsize=4096)(self._protected)  # people ask in the same words

    def understand(self, query: str, *, correct: bool) -> Question:
        """Return what a query means; `correct` says whether slips are corrected."""
        corrected = CorrectedQuery(query, ())
        spoken, *others = self._spoken(query)
        if correct:
            corrected = self.speller.correct(query, self._protects, spoken)
        query, suggested = corrected.text, corrected.suggested
        parsed = parse_query(query, spoken, others)
        low = self._expander.typed_low(parsed)
        asked = self._asked_meaning(query, low)
        if asked:
            parsed, low = parse_query(f"{asked.short} {asked.long}", spoken, others), {}
        forms = self._expander.other_forms(parsed.searched, low)
        short = [one for one in forms if one.written != one.other and _is_short(one)]
        named = self._lexicon.gazetteer.named(parsed.searched)
        missing = [] if asked else self._missing(parsed, named)
        only_missing = missing and all(covered(word, missing) for word in parsed.words)
        intent = intent_of(parsed.searched, spoken)
        slots = self._expander.slots(parsed, low, forms, named, intent.asking)
        return Question(
            parsed=parsed,
            intent=intent,
            slots=slots,
            encoded=_encoded(parsed.searched, short, spoken),
            corrections=corrected.corrections,
            acronyms=(asked,) if asked else tuple(Acronym(one.short, one.other) for one in short),
            literal=self._is_literal(parsed, short),
            elsewhere=tuple(one.key for one in missing) if only_missing else (),
            notices=(
                *([] if only_missing else [f"no passage names {one.key}" for one in missing]),
                *([f"did you mean {suggested!r}?"] if suggested else []),
            ),
            absent=self._absent(parsed, slots, missing, spoken),
            unnamed=tuple(one.key for one in missing),
            languages=(spoken, *others),
        )

    def _spoken(self, query: str) -> tuple[str, ...]:
        """Return the languages of the index, the one first in which a query is most likely."""
        if len(self._languages) == 1:
            return self._languages
        written = text.WORD.findall(query)
        spoken = languages.detect([query], self._languages, fewest=1)

        def known(language: str) -> int:
            held = sum(self._indexed(text.term(word, language)) for word in written)
            return held + len(written) * (language == spoken)

        return tuple(sorted(self._languages, key=known, reverse=True))

    def _indexed(self, term: str) -> bool:
        """Say whether a passage holds a term."""
        return self._frequency("body", term) > 0

    def _held(self, word: str) -> bool:
        """Say whether a passage holds a word, in its own language."""
        return any(self._indexed(text.term(word, spoken)) for spoken in self._languages)

    def _protected(self, token: str) -> bool:
        """Say whether a word is a name or an acronym, in any case, and so no slip."""
        lexicon = self._lexicon
        return bool(lexicon.gazetteer.named(token)) or bool(lexicon.glossary.spelt_like(token))

    def _asked_meaning(self, query: str, low: Mapping[int, str]) -> Acronym | None:
        """Return the acronym that a query asks the meaning of; `None` for any other query.

        `low` are its short forms in low case.
        """
        about, any_case = asked_meaning(query) or ("", False)
        if not about:
            return None
        any_case = any_case or self._lexicon.glossary.spelt_like(about) in low.values()
        return self._lexicon.glossary.stands_for(about, any_case=any_case)

    def _is_literal(self, parsed: ParsedQuery, short: Sequence[Expansion]) -> bool:
        """Say whether a query asks for short forms alone, or for words that are spelt like some.

        The encoder reads no case: to it "news" is near to whatever NEWS stands for.
        """
        tokens = (parsed.searched[word.start : word.end] for word in parsed.words)
        return bool(parsed.words) and (
            all(covered(word, short) for word in parsed.words)
            or all(
                self._lexicon.glossary.spelt_like(token) in self._lexicon.ambiguous
                for token in tokens
            )
        )

    def _missing(self, parsed: ParsedQuery, named: Iterable[NamedPlace]) -> list[NamedPlace]:
        """Return the places that a query names and no passage does, nor any word of theirs."""
        searched = parsed.searched
        held = [word for word in parsed.words if self._held(searched[word.start : word.end])]
        return [one for one in named if not one.known and not any(covers(one, w) for w in held)]

    def _absent(
        self,
        parsed: ParsedQuery,
        slots: Sequence[Slot],
        missing: Sequence[NamedPlace],
        language: str,
    ) -> tuple[str, ...]:
        """Return the words of a query in a language that say something and that no passage holds.

        Of what OR joins, any one is enough.
        """
        if languages.of(language).letters:  # pairs of letters are no words to tell of
            return ()
        lacking = [
            slot
            for slot in slots
            if slot.field == "body"
            and not slot.synonyms
            and not any(map(self._indexed, (slot.term, *slot.also)))
        ]
        terms = {slot.term for slot in without_met(slots, lacking)}
        words = dict.fromkeys(
            parsed.searched[word.start : word.end]
            for word in parsed.words
            if word.term in terms and not covered(word, missing)
        )
        telling = [word for word in words if not is_common(text.fold(word), language)]
        return tuple(telling) if len(telling) <= _NAMED else ()


def _is_short(one: Expansion) -> bool:
    """Say whether what is written in the query is the short form."""
    return one.short in {one.written, singular(one.written)}


def _encoded(searched: str, short: Sequence[Expansion], language: str) -> str:
    """Return the text with each short form followed by its first long form.

    Without what ends it: whether a question mark was typed must not change what answers. Of a
    question for who pays, what it is about: the words that ask mean funding, whatever it is for.
    """
    firsts = {one.start: one for one in reversed(short)}
    for _, one in sorted(firsts.items(), reverse=True):
        searched = f"{searched[: one.end]} ({one.other}){searched[one.end :]}"
    intent = intent_of(searched, language)
    if intent.roles and intent.subject:
        searched = intent.subject
    return searched.rstrip(ENDS) or searched
