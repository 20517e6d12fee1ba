"""Parses what a person typed: its words, and what it requires or rules out.

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
from indexer.query.intent import steering

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

_CLAUSE = re.compile(
    r'(?P<minus>(?<!\S)-(?=[\w"]))?'
    r"(?:(?P<field>[A-Za-z]+):(?=\S))?"
    r'(?:"(?P<phrase>[^"]*)"|(?P<words>[^\s"]+)|(?P<stray>"))'
)
_OR = "OR"
_OPERATORS = re.compile(r'[":]|(?<!\S)-|\bOR\b')  # without any, all of a query is plain words
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
class ParsedQuery:
    """A query in its parts.

    Parameters
    ----------
    searched
        The natural text without operators and exclusions.
    words
        The words of it that count, in order: neither function words nor words that only ask,
        unless nothing else is left.
    conditions
        What is required or ruled out.
    notices
        What the person should know about how the query was read.
    choices
        What was joined by OR: for each choice the ranges of `searched` that its alternatives take.
    """

    searched: str
    words: tuple[text.Word, ...]
    conditions: tuple[Condition, ...]
    notices: tuple[str, ...]
    choices: tuple[tuple[Span, ...], ...] = ()

    @property
    def terms(self) -> tuple[str, ...]:
        """The distinct terms that count, in order."""
        return tuple(dict.fromkeys(word.term for word in self.words))

    @property
    def bigrams(self) -> tuple[str, ...]:
        """The distinct bigrams of the words that count."""
        return bigrams([word.term for word in self.words])


def bigrams(terms: Sequence[str]) -> tuple[str, ...]:
    """Return the distinct pairs of neighbours in a run of terms, in order.

    >>> bigrams(["univers", "southampton", "librari"])
    ('univers southampton', 'southampton librari')
    """
    return tuple(dict.fromkeys(f"{left} {right}" for left, right in pairwise(terms)))


def content_terms(whole: str) -> list[str]:
    """Return a text's terms in order without its function words: what bigrams are made of."""
    return [w.term for w in text.words(whole) if not _is_function(whole, w)]


def parse_query(query: str) -> ParsedQuery:
    """Parse a query of any length and content.

    >>> parsed = parse_query('who works on air pollution -sweden theme:climate')
    >>> parsed.searched, parsed.terms
    ('who works on air pollution', ('air', 'pollut'))
    >>> parsed.conditions    # doctest: +NORMALIZE_WHITESPACE
    (Condition(terms=('sweden',), field=None, excluded=True, others=()),
     Condition(terms=('climat',), field='theme', excluded=False, others=()))
    """
    clean = text.collapse(_INVISIBLE.sub(" ", text.plain_quotes(query)))
    if not _OPERATORS.search(clean):
        return ParsedQuery(clean, _words_that_count(clean), (), ())
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
    counting = _words_that_count(searched)
    return ParsedQuery(searched, counting, conditions, tuple(dict.fromkeys(notices)), choices)


@dataclass(frozen=True, slots=True)
class _Clause:
    """A word, phrase or field of a query: what of it is searched, and what it demands."""

    searched: str
    value: str
    field: str | None = None
    excluded: bool = False
    required: bool = False

    @property
    def terms(self) -> tuple[str, ...]:
        return tuple(word.term for word in text.words(self.value))


def _joined(groups: Sequence[Sequence[_Clause]]) -> tuple[str, tuple[tuple[Span, ...], ...]]:
    """Return what is searched of all clauses, and where in it those joined by OR stand."""
    searched = ""
    choices: list[tuple[Span, ...]] = []
    for group in groups:
        choices.append(())
        for part in filter(None, (text.collapse(one.searched) for one in group)):
            searched += f" {part}" if searched else part
            choices[-1] += (Span(len(searched) - len(part), len(searched)),)
    return searched, tuple(choice for choice in choices if len(choice) > 1)


def _clause(match: re.Match[str], notices: list[str]) -> _Clause:
    """Read one clause, adding to the notices what could not be read as an operator."""
    field = match["field"] and match["field"].lower()
    unknown = field and field not in FIELDS  # and so a word
    if match["stray"]:
        notices.append("a quotation mark without its partner was ignored")
        return _Clause(match["field"] if unknown else "", "")
    value, phrase = match["phrase"] or match["words"] or "", match["phrase"] is not None
    before = ""
    if unknown:
        if match["minus"] or phrase:
            notices.append(f"there is no field {field!r} ({', '.join(FIELDS)}): read as words")
        before, field = f"{match['field']}: ", None
    if match["minus"]:
        return _Clause("", before + value, field, excluded=True, required=True)
    searched = "" if field in _NARROWING else before + value
    return _Clause(searched, value, field, required=phrase or field is not None)


def _condition(group: Sequence[_Clause]) -> Condition | None:
    """Return what a clause, or several joined by OR, demand; `None` for plain words."""
    if not any(one.required for one in group):
        return None
    made = [Condition(terms, one.field, one.excluded) for one in group if (terms := one.terms)]
    return replace(made[0], others=tuple(made[1:])) if made else None


def _words_that_count(searched: str) -> tuple[text.Word, ...]:
    """Return the words that say something; those that only ask, or all, where nothing else does."""
    found = text.words(searched)
    content = [word for word in found if not _is_function(searched, word)]
    spans = steering(searched)
    asks = {w for w in content for span in spans if span.start <= w.start and w.end <= span.end}
    return tuple([word for word in content if word not in asks] or content or found)


def _is_function(whole: str, word: text.Word) -> bool:
    apostrophe, letter = whole[word.end : word.end + 1], whole[word.end + 1 : word.end + 2]
    elided = apostrophe in {"'", "’"} and letter.isalpha()  # the article of "l'air"
    return elided or text.fold(whole[word.start : word.end]) in FUNCTION_WORDS
