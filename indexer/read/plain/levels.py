"""How deep each heading of a plain text stands: page 1, groups 2, things 2, or 3 in groups.

Manners of writing headings (underlines, numbers) give levels where there are several;
where all headings look alike, `groups` tells groups from things by what stands under them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from indexer.read.plain.groups import find_groups
from indexer.read.plain.headings import Mark
from indexer.read.plain.parts import Part

_Rank = tuple[int, int, int]

_STYLES = {"": 9, "_": 8, "*": 8, "__": 7, "**": 7, "--": 1, "=": 2, "-": 3, "~": 4}
_OTHER_STYLE = 5
_MANNERS = {"roman": 2, "upper": 3, "digits": 3, "lower": 20, "bracketed": 21}
_WORDED = 50
_MOSTLY = 0.7


def find_levels(parts: Sequence[Part]) -> list[int]:
    """Return the level of each part, in order."""
    if not parts:
        return []
    first = 1 if parts[0].heading is None or is_title(parts) else 0
    rest = parts[first:]
    ranks = _ranks(rest)
    order = sorted(set(ranks))
    groups = find_groups(rest) if len(order) == 1 else set()
    depths = [2 * order.index(rank) - (i in groups) for i, rank in enumerate(ranks)]
    return [1] * first + _nested(depths)


def is_title(parts: Sequence[Part]) -> bool:
    """Return whether the first heading names the page, not the first of its things."""
    first, rest = parts[0], [part for part in parts[1:] if part.heading]
    if first.heading is None or first.heading.number:
        return first.heading is not None and not rest
    questions = sum(part.title.endswith("?") for part in rest)
    asks = first.title.endswith("?") and questions >= _MOSTLY * len(rest)
    return not (rest and asks)


def _nested(depths: list[int]) -> list[int]:
    """Turn depths into levels from 2 on, where none is more than one below the part before it."""
    levels: list[int] = []
    open_depths: list[int] = []
    for depth in depths:
        while open_depths and open_depths[-1] >= depth:
            open_depths.pop()
        open_depths.append(depth)
        levels.append(1 + len(open_depths))
    return levels


def _ranks(parts: Sequence[Part]) -> list[_Rank]:
    """Return how prominent each heading is by its manner; a lost heading is like the one before."""
    manners = Counter(_manner(part.heading) for part in parts[1:] if part.heading)
    ranks: list[_Rank] = []
    for part in parts:
        rank = _rank(part.heading, manners) if part.heading else None
        ranks.append(rank or (ranks[-1] if ranks else (9, _WORDED, 0)))
    return ranks


def _manner(heading: Mark) -> str:
    """Return the word before a heading's number ("word part"), or "" where there is none."""
    manner = heading.number.manner if heading.number else ""
    return manner if manner.startswith("word") else ""


def _rank(heading: Mark, manners: Counter[str]) -> _Rank:
    style, manner = heading.unit.style, _manner(heading)
    mark = len(style) if style.startswith("#") else _STYLES.get(style, _OTHER_STYLE)
    if heading.number is None or manner:
        # Of headings without a number and those with worded ones, the fewer group the others.
        return mark, _WORDED, manners[manner]
    return mark, _MANNERS[heading.number.manner] + len(heading.number.path), 0
