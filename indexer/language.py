"""Reads what a person typed: which words count, what is required, what is ruled out.

The language is small: plain words, `"a phrase"`, `-word` or `-"a phrase"`, and `field:value` (or
`field:"a phrase"`) with the fields of `FIELDS`. Whatever is none of these is a plain word, so no
query is an error: what could not be read as an operator is searched as words, and a notice says so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

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
class Reading:
    """A query as it was read.

    Parameters
    ----------
    searched
        The natural text without operators and exclusions: what the encoder is given.
    terms
        The distinct terms that score, in order; function words only where nothing else is left.
    conditions
        What is required or ruled out.
    notices
        What the person should know about how the query was read.
    """

    searched: str
    terms: tuple[str, ...]
    conditions: tuple[Condition, ...]
    notices: tuple[str, ...]


def read(query: str) -> Reading:
    """Read a query of any length and content.

    >>> read('air pollution -sweden theme:climate')
    Reading(searched='air pollution', terms=('air', 'pollut'), \
conditions=(Condition(terms=('sweden',), field=None, excluded=True), \
Condition(terms=('climat',), field='theme', excluded=False)), notices=())
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
    return Reading(searched, _scoring_terms(searched), tuple(conditions), tuple(notices))


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


def _scoring_terms(searched: str) -> tuple[str, ...]:
    """Return the distinct terms that say something, or all of them where none does."""
    found = text.words(searched)
    says = [w for w in found if text.fold(searched[w.start : w.end]) not in FUNCTION_WORDS]
    return tuple(dict.fromkeys(word.term for word in says or found))
