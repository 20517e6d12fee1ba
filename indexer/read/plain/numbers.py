"""Says which numbered lines are headings, and which are items of a list.

A heading's number is followed by text of its own before the next number comes; the numbers of a
list follow one another. A heading without any text is known by fitting between its neighbours.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from indexer.read.plain.lines import Unit
from indexer.read.plain.marks import has_heading_shape, is_numbered_title
from indexer.read.plain.numbering import Numbering, numbering

_LEAST = {"bare": 3}
_DOTTED = {"bare": "digits"}
_LIST_MANNERS = frozenset(["digits", "bracketed", "lower", "upper", "roman"])


def find_numbered(
    units: Sequence[Unit], kept: Sequence[int], *, spaced: bool
) -> dict[int, Numbering]:
    """Return the numbered headings: the index of each among `units`, and its number.

    Parameters
    ----------
    units
        All units of a text.
    kept
        Indices of those that are text, in order.
    spaced
        Whether blank lines part paragraphs, so that a heading has one before it.
    """
    numbered = _numbered(units, kept)
    places = {i: place for place, i in enumerate(kept)}
    manners: dict[str, list[int]] = defaultdict(list)
    for i, number in numbered.items():
        if _may_head(units[i], number) and (units[i].blanks or not spaced or places[i] == 0):
            manners[number.manner].append(i)
    found: dict[int, Numbering] = {}
    for manner, members in manners.items():
        alone = [i for i in members if not _in_run(i, kept, places, numbered)]
        chain = _ascending(alone, numbered)
        chain = _filled(chain, members, numbered)
        if len(chain) >= _LEAST.get(manner, 2) and (manner != "bare" or _counts(chain, numbered)):
            found |= {i: numbered[i] for i in chain}
    return found


def _numbered(units: Sequence[Unit], kept: Sequence[int]) -> dict[int, Numbering]:
    """Return the numbers that lines begin with; a bare `2` is of one kind with `2.1`."""
    found = {i: n for i in kept if units[i].kind == "text" and (n := numbering(units[i].text))}
    if any(len(number.path) > 1 for number in found.values()):
        return {i: replace(n, manner=_DOTTED.get(n.manner, n.manner)) for i, n in found.items()}
    return found


def is_enumerated(unit: Unit) -> bool:
    """Return whether a unit begins as an item of a numbered list does."""
    number = numbering(unit.text)
    return bool(number and number.manner in _LIST_MANNERS)


def _may_head(unit: Unit, number: Numbering) -> bool:
    rest = unit.text[number.end :]
    return bool(unit.style) or has_heading_shape(rest) or is_numbered_title(rest)


def _in_run(
    i: int, kept: Sequence[int], places: dict[int, int], numbered: dict[int, Numbering]
) -> bool:
    """Return whether the line before or after is numbered in the same manner and depth."""
    place = places[i]
    for near in (place - 1, place + 1):
        other = numbered.get(kept[near]) if 0 <= near < len(kept) else None
        if other and _alike(other, numbered[i]):
            return True
    return False


def _alike(a: Numbering, b: Numbering) -> bool:
    return a.manner == b.manner and len(a.path) == len(b.path)


def _ascending(members: list[int], numbered: dict[int, Numbering]) -> list[int]:
    chain: list[int] = []
    for i in members:
        if not chain or numbered[i].path > numbered[chain[-1]].path or _restarts(numbered[i]):
            chain.append(i)
    return chain


def _restarts(number: Numbering) -> bool:
    """Return whether a number begins anew, as the things of the next group may do."""
    return number.path == (1,)


def _filled(chain: list[int], members: list[int], numbered: dict[int, Numbering]) -> list[int]:
    """Add the members that count on from the headings before them, or lead up to those after."""
    chosen = set(chain)
    for ordered, step in ((members, 1), (members[::-1], -1)):
        last: int | None = None
        for i in ordered:
            if last is not None and i not in chosen and _steps(numbered[last], numbered[i], step):
                chosen.add(i)
            if i in chosen:
                last = i
    return _ascending(sorted(chosen), numbered)


def _steps(near: Numbering, number: Numbering, step: int) -> bool:
    same = near.path[: len(number.path) - 1] == number.path[:-1]
    return (
        same
        and len(near.path) >= len(number.path)
        and (near.path[len(number.path) - 1] + step == number.path[-1])
    )


def _counts(chain: list[int], numbered: dict[int, Numbering]) -> bool:
    """Return whether the numbers are 1, 2, 3 and so on: nothing less makes a bare number one."""
    values = [numbered[i].path[0] for i in chain]
    return values[0] == 1 and all(b in (a + 1, 1) for a, b in pairwise(values))
