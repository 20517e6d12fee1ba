"""Says which number a line begins with: `1.`, `2.3`, `(b)`, `IV.`, `Part C:`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from indexer.read.plain.marks import LONGEST_HEADING

_NUMBER = re.compile(r"(\d{1,3}(?:\.\d{1,3})+|\d{1,3}(?=[.)]))[.)]?\s+(?=\S)")
_BARE_NUMBER = re.compile(r"(\d{1,2})\s+(?=[A-Z])")
_BRACKETED = re.compile(r"\((\d{1,3}|[a-z])\)\s+(?=\S)")
_LETTERED = re.compile(r"([A-Za-z]|[IVX]{2,5})[.)]\s+(?=\S)")
_WORDED = re.compile(
    r"([A-Za-z]+)\s(\d{1,3}|[IVX]{1,5}|[A-Z]|one|two|three|four|five|six|seven|eight|nine|ten)"
    r"(?:\s?[:.–—-]\s+(?=\S)|$)",
    re.IGNORECASE,
)
_ROMAN = {"I": 1, "V": 5, "X": 10}
_COUNTED = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]


@dataclass(frozen=True, slots=True)
class Numbering:
    """The number a line begins with: its manner, its value (a path where dotted), where it ends."""

    manner: str
    path: tuple[int, ...]
    end: int


def numbering(text: str) -> Numbering | None:
    """Return the number a line begins with, if any.

    >>> numbering("2.3 Loans to schools")
    Numbering(manner='digits', path=(2, 3), end=4)
    """
    head = text[:LONGEST_HEADING]
    if head[:1].isdigit():
        return _figures(head)
    if found := _BRACKETED.match(head):
        return Numbering("bracketed", (_value(found[1]),), found.end())
    if found := _LETTERED.match(head):
        roman = found[1] in _ROMAN or len(found[1]) > 1
        manner = "lower" if found[1].islower() else "roman" if roman else "upper"
        return Numbering(manner, (_value(found[1], roman=roman),), found.end())
    if found := _WORDED.match(head):
        return Numbering(f"word {found[1].lower()}", (_value(found[2]),), 0)
    return None


def _figures(head: str) -> Numbering | None:
    if found := _NUMBER.match(head):
        return Numbering("digits", tuple(map(int, found[1].split("."))), found.end())
    found = _BARE_NUMBER.match(head)
    return Numbering("bare", (int(found[1]),), found.end()) if found else None


def _value(sign: str, *, roman: bool = True) -> int:
    if sign.isdigit():
        return int(sign)
    if sign.lower() in _COUNTED:
        return _COUNTED.index(sign.lower()) + 1
    if roman and set(sign) <= set(_ROMAN):
        digits = [_ROMAN[letter] for letter in sign]
        following = [*digits[1:], 0]
        return sum(-a if a < b else a for a, b in zip(digits, following, strict=True))
    return ord(sign[0].lower()) - ord("a") + 1
