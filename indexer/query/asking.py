"""Reads how people ask in other languages than English, by the words in their files.

The patterns are sought in a question in lower case, whose letters have lost their accents: people
leave them out when they type.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from typing import cast

from indexer import languages, text
from indexer.model import Fact, Span


def fact_of(query: str, language: str) -> Fact | None:
    """Return the kind of fact that a question asks for, but for who pays.

    >>> fact_of("Depuis quand le café est-il ouvert ?", "fr"), fact_of("pommes", "fr")
    ('when', None)
    """
    plain = _plain(query)
    return next((fact for fact, one in _facts(language).items() if one.search(plain)), None)


def paying(query: str, language: str) -> Span | None:
    """Return what of a question asks who pays, if it asks that.

    >>> paying("Wer bezahlt die Bäume?", "de")
    Span(start=0, end=11)
    """
    return _first(query, language, "pays")


def beginning(query: str, language: str) -> Span | None:
    """Return what a question begins with that only asks ("y a-t-il un projet sur"), if anything."""
    return _first(query, language, "beginnings")


def _first(query: str, language: str, name: str) -> Span | None:
    pattern = _pattern(language, name)
    match = pattern.search(_plain(query)) if pattern else None
    return Span(*match.span()) if match else None


@cache
def words(fact: Fact, language: str) -> frozenset[str]:
    """Return the terms that a question of a kind only asks with."""
    listed = languages.of(language).asking.get("words", {}).get(fact, "")
    return text.terms(listed, language)


@cache
def _facts(language: str) -> Mapping[Fact, re.Pattern[str]]:
    told = languages.of(language).asking.get("facts", {})
    return {cast("Fact", fact): re.compile(pattern) for fact, pattern in told.items()}


@cache
def _pattern(language: str, name: str) -> re.Pattern[str] | None:
    told = languages.of(language).asking.get(name)
    if isinstance(told, list):
        told = rf"^\W*(?:{'|'.join(told)})(?!\w)"
    return re.compile(told) if told else None


def _plain(query: str) -> str:
    """Return a query of the same length in lower case, without accents."""
    return "".join(map(_base, query.translate({ord("’"): "'"})))


@cache
def _base(letter: str) -> str:
    low = unicodedata.normalize("NFD", letter)[0].lower()
    return low if len(low) == 1 else letter
