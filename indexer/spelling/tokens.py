"""Parts a query into words that may be corrected and words that stay as typed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import NamedTuple

from indexer import text

# What is not prose: operators, addresses. Each begins where a word may, so that a word of any
# length is read once.
_AS_TYPED = re.compile(
    r'-?(?:\b[A-Za-z]+:)?"[^"]*"|(?<!\S)-(?=\w)\S+|\b[A-Za-z]+:(?=[^\s"])\S+'
    r'|(?<![^\s"])(?:\S+@\S+|\S*\w\.\w\S*)'
)


class Token(NamedTuple):
    """A word of the query; `known` where the index holds it, `fixed` where it stays as typed."""

    written: str
    form: str
    term: str
    start: int
    end: int
    known: bool
    fixed: bool


def tokens(
    query: str, indexed: Callable[[str], bool], protected: Callable[[str], bool]
) -> Iterator[Token]:
    """Yield the words of a query; those in operators and addresses, and acronyms, are fixed."""
    spans = [match.span() for match in _AS_TYPED.finditer(text.plain_quotes(query))]
    for word in text.words(query):
        written = query[word.start : word.end]
        form = text.fold(written)
        operator = any(start < word.end and word.start < end for start, end in spans)
        fixed = operator or not _is_plain(written, form) or protected(written)
        yield Token(written, form, word.term, word.start, word.end, indexed(word.term), fixed)


@lru_cache(maxsize=4096)
def _is_plain(written: str, form: str) -> bool:
    """Say whether a word may be misspelt: of letters that have cases, and no acronym."""
    return form.isalpha() and form.upper() != form and not text.is_acronym(written)
