"""Joins the words that a line's end has parted: whether a hyphen is the word's own."""

from __future__ import annotations

import re
from collections.abc import Container

_WORDS = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_PARTED = re.compile(r"(?<=[^\W\d_])([^\W\d_]*)[-\u2010]\n([a-z][^\W\d_]*)")
# How often people write a word, as its logarithm (Zipf's scale): joined words from here on are
# words; "wellknown" is 1.6, "longterm" 2.8, "reuse" 3.4.
_COMMON = 3.0


def words_in(text: str) -> frozenset[str]:
    """Return the words of a text, folded, by which those that its lines part are joined."""
    return frozenset(map(str.casefold, _WORDS.findall(text)))


def join_lines(text: str, words: Container[str]) -> str:
    r"""Return lines as one, words that were parted at their ends whole; `words` are the text's own.

    >>> join_lines("their col-\nlective memory, a well-\nknown one", set())
    'their collective memory, a well-known one'
    """
    return _PARTED.sub(lambda found: _joined(found, words), text).replace("\n", " ")


def _joined(found: re.Match[str], words: Container[str]) -> str:
    start = found.start()
    left, right = found.string[start - 1] + found[1], found[2]
    joined, hyphenated = (left + right).casefold(), f"{left}-{right}".casefold()
    whole = joined in words or (hyphenated not in words and _is_word(joined, left, right))
    return found[1] + ("" if whole else "-") + right


def _is_word(joined: str, left: str, right: str) -> bool:
    """Return whether a joined word is commoner than a word, or than the rarer of its parts."""
    from wordfreq import zipf_frequency  # 200 ms, which only a parted word should wait for

    known = zipf_frequency(joined, "en")
    return known >= _COMMON or known >= min(zipf_frequency(part, "en") for part in (left, right))
