"""Finds which of many words begin as typed, or as what was typed with one slip mended.

The words lie sorted, so those with one beginning are one range of them. A slip is a letter left
out, one too many, another one in its place, or two neighbours swapped (optimal string alignment,
Damerau 1964): at each letter only those letters are tried that some word goes on with, so the cost
grows with the length of what was typed, not with the number of words.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

Range = tuple[int, int]
"""Half-open places `[low, high)` among the sorted words."""

# Typing fewer letters than this, anything is one slip away from something.
SHORTEST = 4
_LAST = chr(0x10FFFF)


def beginning(words: Sequence[str], start: str, within: Range | None = None) -> Range:
    """Return the range of the sorted words that begin with `start`; an empty one if none does.

    >>> beginning(["air", "airway", "art"], "ai")
    (0, 2)
    """
    low, high = within or (0, len(words))
    first = bisect_left(words, start, low, high)
    return first, bisect_left(words, start + _LAST, first, high)


def nearly(words: Sequence[str], start: str) -> tuple[Range, ...]:
    """Return the ranges of the words that begin with `start` but for one slip, ascending.

    They may overlap, since "pol" and "poll" both begin "pollution"; none of a short `start`.

    >>> nearly(["pollution", "potion"], "polu")   # "pollu", the second l left out
    ((0, 1),)
    """
    if len(start) < SHORTEST:
        return ()
    found = set(_mended(words, start))
    return tuple(sorted((low, high) for low, high in found if low < high))


def _mended(words: Sequence[str], start: str) -> Iterator[Range]:
    here: Range = (0, len(words))
    for place, letter in enumerate(start):
        before, rest = start[:place], start[place + 1 :]
        yield beginning(words, before + rest, here)
        if rest:
            yield beginning(words, before + rest[0] + letter + rest[1:], here)
        for other in _next_letters(words, place, here):
            if other != letter:
                yield beginning(words, before + other + rest, here)
                yield beginning(words, before + other + letter + rest, here)
        here = beginning(words, before + letter, here)
        if here[0] == here[1]:
            return


def _next_letters(words: Sequence[str], place: int, within: Range) -> Iterator[str]:
    """Yield each letter that words of a range, alike before it, have at a place."""
    low, high = within
    while low < high:
        if len(words[low]) > place:
            letter = words[low][place]
            yield letter
            low = bisect_left(words, words[low][:place] + letter + _LAST, low, high)
        else:
            low += 1
