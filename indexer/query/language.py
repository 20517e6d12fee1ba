"""Reads what a person typed: which words count, what is required, what is ruled out.

The language is small: plain words, `"a phrase"`, `-word` or `-"a phrase"`, `field:value` (or
`field:"a phrase"`) with the fields of `FIELDS`, and `OR` between two of these (plain words need
none: any of them may match). Whatever is none of these is a plain word, so no query is an error:
what could not be read as an operator is searched as words, and a notice says so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from indexer import text
from indexer.model import Span

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
    ^(?:[Pp]lease\s+)?(?P<can>[Cc]an\s+you\s+(?:tell|show|find)\s+me\s+)?
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
      | (?:[Ii]\s+am\s+|[Ii]['’]m\s+)?[Ll]ooking\s+for | [Ff]ind(?:\s+me)?
      | {_THINGS}\s+(?:in|on|about|with|for|from)
      | (?(can)(?:(?:more|something|anything)\s+)?(?:about)?|(?!))
    )\b
    """,
    re.VERBOSE,
)

# What ends a question for those who go with its subject: "Dutch partners", "galleries as partners".
_ASKED_LAST = re.compile(r"\s(?:as\s+)?(?:partners|collaborators)\W*$")

_CLAUSE = re.compile(
    r'(?P<minus>(?<!\S)-(?=[\w"]))?'
    r"(?:(?P<field>[A-Za-z]+):(?=\S))?"
    r'(?:"(?P<phrase>[^"]*)"|(?P<words>[^\s"]+)|(?P<stray>"))'
)
_OR = "OR"
_OPERATORS = re.compile(r'[":]|(?<!\S)-|\bOR\b')  # without any, all of a query is plain words
_QUOTES = str.maketrans("“”„«»＂", '""""""')
# What no keyboard types on purpose: controls, lone surrogates, zero-width and bidirectional marks.
_INVISIBLE = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u061c\ud800-\udfff\u200c-\u200f\u202a-\u202e\u2066-\u2069]+"
)


@dataclass(frozen=True, slots=True)
class Condition:
    """A run of terms that a passage must hold (or must not): in one field, or in title or text.

    `others` are what it may hold instead, where they were joined by OR.
    """

    terms: tuple[str, ...]
    field: str | None = None
    excluded: bool = False
    others: tuple[Condition, ...] = ()


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
    choices
        What was joined by OR: for each choice the ranges of `searched` that its alternatives take.
    """

    searched: str
    said: tuple[Said, ...]
    conditions: tuple[Condition, ...]
    notices: tuple[str, ...]
    choices: tuple[tuple[Span, ...], ...] = ()

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
    (Condition(terms=('sweden',), field=None, excluded=True, others=()),
     Condition(terms=('climat',), field='theme', excluded=False, others=()))
    """
    clean = text.collapse(_INVISIBLE.sub(" ", query.translate(_QUOTES)))
    if not _OPERATORS.search(clean):
        return Reading(clean, _said(clean), (), ())
    notices: list[str] = []
    groups: list[list[_Clause]] = []
    joined = False
    for match in _CLAUSE.finditer(clean):
        if match.group() == _OR and groups:
            joined = True
            continue
        clause = _clause(match, notices)
        if joined and not clause.excluded and not groups[-1][-1].excluded:
            groups[-1].append(clause)
        else:
            if joined:
                notices.append("OR joins no exclusion (-word): it was ignored")
            groups.append([clause])
        joined = False
    searched, choices = _joined(groups)
    conditions = tuple(made for group in groups if (made := _condition(group)))
    return Reading(searched, _said(searched), conditions, tuple(dict.fromkeys(notices)), choices)


@dataclass(frozen=True, slots=True)
class _Clause:
    """A word, phrase or field of a query: what it says, and what it demands, if anything."""

    said: str
    value: str
    field: str | None = None
    excluded: bool = False
    required: bool = False

    @property
    def terms(self) -> tuple[str, ...]:
        return tuple(word.term for word in text.words(self.value))


def _joined(groups: Sequence[Sequence[_Clause]]) -> tuple[str, tuple[tuple[Span, ...], ...]]:
    """Return what all clauses say, and where in it those stand that were joined by OR."""
    searched = ""
    choices: list[tuple[Span, ...]] = []
    for group in groups:
        spans: list[Span] = []
        for said in filter(None, (text.collapse(one.said) for one in group)):
            searched += f" {said}" if searched else said
            spans.append(Span(len(searched) - len(said), len(searched)))
        if len(spans) > 1:
            choices.append(tuple(spans))
    return searched, tuple(choices)


def _clause(match: re.Match[str], notices: list[str]) -> _Clause:
    """Read one clause, adding to the notices what could not be read as an operator."""
    if match["stray"]:
        notices.append("a quotation mark without its partner was ignored")
        return _Clause(_unknown(match["field"]), "")
    field = match["field"] and match["field"].lower()
    value, phrase = match["phrase"] or match["words"] or "", match["phrase"] is not None
    before = ""
    if field and field not in FIELDS:
        if match["minus"] or phrase:
            notices.append(f"there is no field {field!r} ({', '.join(FIELDS)}): read as words")
        before, field = f"{match['field']}: ", None
    if match["minus"]:
        return _Clause("", before + value, field, excluded=True, required=True)
    said = "" if field in _NARROWING else before + value
    return _Clause(said, value, field, required=phrase or field is not None)


def _condition(group: Sequence[_Clause]) -> Condition | None:
    """Return what a clause, or several joined by OR, demand; `None` for plain words."""
    if not any(one.required for one in group):
        return None
    made = [Condition(terms, one.field, one.excluded) for one in group if (terms := one.terms)]
    return replace(made[0], others=tuple(made[1:])) if made else None


def _unknown(field: str | None) -> str:
    """Return what stands before a colon where it names no field and so is a word."""
    return field if field and field.lower() not in FIELDS else ""


def _said(searched: str) -> tuple[Said, ...]:
    """Return the words that say something; those that only ask, or all, where nothing else does."""
    found = text.words(searched)
    content = [word for word in found if not _is_function(searched, word)]
    asking = [one.span() for words in (_ASKING, _ASKED_LAST) for one in words.finditer(searched)]
    telling = [
        word for word in content if not any(a <= word.start and word.end <= b for a, b in asking)
    ]
    return tuple(Said(word.term, word.start, word.end) for word in telling or content or found)


def _is_function(whole: str, word: text.Word) -> bool:
    if (
        whole[word.end : word.end + 1] in {"'", "’"}
        and whole[word.end + 1 : word.end + 2].isalpha()
    ):
        return True  # elided: the article of "l'air"
    return text.fold(whole[word.start : word.end]) in FUNCTION_WORDS
