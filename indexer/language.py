"""Reads what a person typed: which words count, what is required, what is ruled out.

The language is small: plain words, `"a phrase"`, `-word` or `-"a phrase"`, and `field:value` (or
`field:"a phrase"`) with the fields of `FIELDS`. Whatever is none of these is a plain word, so no
query is an error: what could not be read as an operator is searched as words, and a notice says so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from indexer import text

FIELDS: tuple[str, ...] = ("title", "text", "theme", "source")
# Fields whose words are in no passage's text: they only narrow, and say nothing of the subject.
_NARROWING = frozenset({"theme", "source"})

# Words that join others and say nothing of the subject. `who`, `us`, `it`, `can`, `may`, `will`
# are missing on purpose: they are also names (WHO, US, IT, CAN) or nouns.
# Compared as they are written, since the stem of `its` is `it`.
FUNCTION_WORDS: frozenset[str] = frozenset(
    """
a an the this that these those there of in on to for from at by with into than then and or but if
not no nor so such as is are was were be been being do does did has have had its their which what
how when where why would should could your you i my we our
""".split()  # noqa: SIM905 - a paragraph is easier to read and to mend than fifty literals
)

# How people begin and end a question: these words steer, and say nothing of the subject. Written in
# lower case or as a sentence begins, so that WHO and IT stay what they are.
_WORK = r"(?:work(?:s|ed|ing)?|research(?:es|ed|ing)?|involved|doing|do|does)"
_THINGS = r"(?:projects?|partnerships?|partners?|research|work|programmes?|stud(?:y|ies)|teams?)"
_ASKING = re.compile(
    rf"""
    ^(?:please\s+|can\s+you\s+(?:tell|show|find)\s+me\s+)?
    (?: [Ww]ho(?:\s+(?:here|else|at\s+the\s+university))?
          \s+(?:is|are|has|have|was|were|could|can|would)?
          \s*(?:{_WORK}\s+(?:on|with|in|for)|help(?:s)?\s+(?:us|me)?(?:\s+to)?|knows?(?:\s+about)?)?
      | [Dd]o\s+(?:you|we|they)\s+(?:have|know|offer|do)\s+(?:anything|something|any)?
          (?:\s+(?:about|on|for|with|in|of))?
      | [Ii]s\s+(?:there|anybody|anyone|somebody|someone)\s*(?:anything|any|something|{_WORK})?
          (?:\s+(?:about|on|for|with|in))?
      | [Aa]re\s+(?:there|you)\s+(?:any|{_WORK})?(?:\s+(?:on|with|about))?
      | [Aa]nything\s+(?:about|on|in|for|with)
      | [Ww](?:hich|hat)\s+(?:of\s+(?:your|the|these)\s+)?(?:{_THINGS}\b)?
          \s*(?:is\s+being\s+done|are|is|has|have|do|does|did)?(?:\s+(?:about|on|with|for))?
      | [Tt]ell\s+me\s+(?:about|more\s+about)
      | (?:i\s+am\s+|i'm\s+)?[Ll]ooking\s+for | [Ff]ind(?:\s+me)?
      | {_THINGS}\s+(?:in|on|about|with|for|from)
    )\b
    """,
    re.VERBOSE,
)

_CLAUSE = re.compile(
    r'(?P<minus>(?<!\S)-(?=[\w"]))?'
    r"(?:(?P<field>[A-Za-z]+):(?=\S))?"
    r'(?:"(?P<phrase>[^"]*)"|(?P<words>[^\s"]+)|(?P<stray>"))'
)
_QUOTES = str.maketrans("“”„«»＂", '""""""')
# What no keyboard types on purpose: controls, lone surrogates, zero-width and bidirectional marks.
_INVISIBLE = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u061c\ud800-\udfff\u200c-\u200f\u202a-\u202e\u2066-\u2069]+"
)


@dataclass(frozen=True, slots=True)
class Condition:
    """A run of terms that a passage must hold (or must not): in one field, or in title or text."""

    terms: tuple[str, ...]
    field: str | None = None
    excluded: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """A word of a query that counts: its term, and where it stands in `Reading.searched`."""

    term: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Reading:
    """A query as it was read.

    Parameters
    ----------
    searched
        The natural text without operators and exclusions.
    said
        The words that count, in order: neither function words nor words that only ask, unless
        nothing else is left.
    conditions
        What is required or ruled out.
    notices
        What the person should know about how the query was read.
    """

    searched: str
    said: tuple[Said, ...]
    conditions: tuple[Condition, ...]
    notices: tuple[str, ...]

    @property
    def terms(self) -> tuple[str, ...]:
        """The distinct terms that count, in order."""
        return tuple(dict.fromkeys(word.term for word in self.said))

    @property
    def pairs(self) -> tuple[str, ...]:
        """The distinct pairs of terms that stand side by side once function words are left out."""
        return pairs_of([word.term for word in self.said])


def pairs_of(terms: Sequence[str]) -> tuple[str, ...]:
    """Return the distinct pairs of neighbours in a run of terms, in order.

    >>> pairs_of(["univers", "southampton", "librari"])
    ('univers southampton', 'southampton librari')
    """
    return tuple(dict.fromkeys(f"{left} {right}" for left, right in pairwise(terms)))


def content_terms(whole: str) -> list[str]:
    """Return a text's terms in order without its function words: what pairs are made of."""
    return [w.term for w in text.words(whole) if not _is_function(whole, w)]


def read(query: str) -> Reading:
    """Read a query of any length and content.

    >>> reading = read('who works on air pollution -sweden theme:climate')
    >>> reading.searched, reading.terms
    ('who works on air pollution', ('air', 'pollut'))
    >>> reading.conditions    # doctest: +NORMALIZE_WHITESPACE
    (Condition(terms=('sweden',), field=None, excluded=True),
     Condition(terms=('climat',), field='theme', excluded=False))
    """
    clean = text.collapse(_INVISIBLE.sub(" ", query.translate(_QUOTES)))
    said: list[str] = []
    conditions: list[Condition] = []
    notices: list[str] = []
    for clause in _CLAUSE.finditer(clean):
        if clause["stray"]:
            notices.append("a quotation mark without its partner was ignored")
            said.append(_unknown(clause["field"]))
            continue
        _read_clause(clause, said, conditions, notices)
    searched = text.collapse(" ".join(said))
    return Reading(searched, _said(searched), tuple(conditions), tuple(notices))


def _read_clause(
    clause: re.Match[str], said: list[str], conditions: list[Condition], notices: list[str]
) -> None:
    """Add one clause to what is said, to the conditions, and to the notices."""
    field = clause["field"] and clause["field"].lower()
    value = clause["phrase"] if clause["phrase"] is not None else clause["words"]
    if field and field not in FIELDS:
        if clause["minus"] or clause["phrase"] is not None:
            notices.append(f"there is no field {field!r} ({', '.join(FIELDS)}): read as words")
        field = None
        if clause["minus"]:
            value = f"{clause['field']}: {value}"
        else:
            said.append(f"{clause['field']}:")
    terms = tuple(word.term for word in text.words(value))
    required = clause["phrase"] is not None or field is not None or clause["minus"]
    if required and terms:
        conditions.append(Condition(terms, field, excluded=bool(clause["minus"])))
    if not clause["minus"] and field not in _NARROWING:
        said.append(value)


def _unknown(field: str | None) -> str:
    """Return what stands before a colon where it names no field and so is a word."""
    return field if field and field.lower() not in FIELDS else ""


def _said(searched: str) -> tuple[Said, ...]:
    """Return the words that say something; those that only ask, or all, where nothing else does."""
    found = text.words(searched)
    content = [word for word in found if not _is_function(searched, word)]
    asking = [(match.start(), match.end()) for match in _ASKING.finditer(searched)]
    telling = [
        word for word in content if not any(a <= word.start and word.end <= b for a, b in asking)
    ]
    return tuple(Said(word.term, word.start, word.end) for word in telling or content or found)


def _is_function(whole: str, word: text.Word) -> bool:
    return text.fold(whole[word.start : word.end]) in FUNCTION_WORDS
