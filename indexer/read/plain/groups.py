"""Says which parts group those after them, where all headings of a plain text look alike.

A group has no text or a short introduction, and none of what its things have in common: an ending,
a list, fields, a manner of heading.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from statistics import median

from indexer.read.plain.marks import field_key
from indexer.read.plain.parts import Part

_GROUP_PARAGRAPHS = 2
_GROUP_WORDS = 60
# At least this share of the parts has an ending where endings mean anything.
USES_ENDINGS = 0.4
_SHORTER, _MUCH_SHORTER, _LONGER = 0.8, 0.5, 2.0
_DATE = re.compile(
    r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\b(?:january|february|march|april|june|july"
    r"|august|september|october|november|december)\b|\b(?:19|20)\d\d\b",
    re.IGNORECASE,
)


def introduces(part: Part) -> bool:
    """Return whether what stands in a part is as short and plain as an introduction."""
    return not part.items and part.paragraphs <= _GROUP_PARAGRAPHS and not part.labelled


def find_groups(parts: Sequence[Part]) -> set[int]:
    """Return the places of the parts that group those after them."""
    empty = {i for i, part in enumerate(parts[:-1]) if not part.units and is_bare(part)}
    empty = {i for i in empty if i + 1 not in empty}
    if by_ending := _unended(parts, empty):
        return by_ending
    for test in (_asks, _gap, _inset, _undated, _alone):
        groups = _split(parts, test)
        if groups and groups >= empty:
            return groups
    return empty or _featureless(parts)


def is_bare(part: Part) -> bool:
    """Return whether a part has a heading of its own and no ending."""
    return part.heading is not None and not part.labelled


def _unended(parts: Sequence[Part], empty: set[int]) -> set[int]:
    """Return the short parts without an ending, where parts have one."""
    ended = [part for part in parts if part.labelled]
    if len(ended) <= 1 or len(ended) < USES_ENDINGS * len(parts):
        return set()
    most = max(_GROUP_WORDS, median(part.words for part in ended))
    short = {
        i
        for i, part in enumerate(parts[:-1])
        if is_bare(part) and introduces(part) and part.words <= most
    }
    groups = {i for i in short if i + 1 not in short or (i in empty and i + 1 not in empty)}
    alone = len(groups) == 1 and not groups & {0}
    # One short part among long ones may well be a thing that has lost its ending.
    return {i for i in groups if not alone or parts[i].words <= _MUCH_SHORTER * most}


def _split(parts: Sequence[Part], test: Callable[[Part], bool]) -> set[int]:
    """Return the parts that a test tells from the rest, if they can be the groups of these."""
    groups = {i for i, part in enumerate(parts) if part.heading and test(part)}
    return groups if _may_group(parts, groups) else set()


def _may_group(parts: Sequence[Part], groups: set[int], most: float = _SHORTER) -> bool:
    """Return whether parts are short, fewer than the rest, and each right before one of those."""
    things = [part for i, part in enumerate(parts) if i not in groups]
    if not groups or len(groups) > len(things) or len(parts) - 1 in groups:
        return False
    if any(i + 1 in groups or not introduces(parts[i]) for i in groups):
        return False
    typical = median(part.words for part in things)
    return median(parts[i].words for i in groups) <= max(most * typical, 1)


def _asks(part: Part) -> bool:
    return not part.title.endswith("?")


def _gap(part: Part) -> bool:
    return part.heading is not None and part.heading.unit.blanks > 1


def _inset(part: Part) -> bool:
    return part.heading is not None and part.heading.unit.indent == 0


def _undated(part: Part) -> bool:
    return bool(_DATE.search(part.title))


def _alone(part: Part) -> bool:
    """Return whether a blank line parts a heading from its text, where others have none."""
    return not part.units or part.units[0].blanks > 0


def _featureless(parts: Sequence[Part]) -> set[int]:
    """Return the short parts that lack what most parts have in common, each before one with it."""
    names = [find_features(part) for part in parts]
    counts = Counter(name for found in names for name in found)
    common = [(-count, name) for name, count in counts.items() if 2 * count >= len(parts)]
    for _, name in sorted(common):
        groups = {i for i, found in enumerate(names) if name not in found}
        # Fields say more than size does: no introduction has them.
        most = _LONGER if name.startswith("field") else _SHORTER
        if 0 in groups and len(groups) > 1 and _may_group(parts, groups, most):
            return groups
    return set()


def find_features(part: Part) -> set[str]:
    """Return what can be seen of a part's make: list, several paragraphs, fields, ending."""
    found = {f"field {key}" for unit in part.units if (key := field_key(unit.text))}
    found |= {
        f"field {u.text.casefold().rstrip(':')}" for u in part.units if _is_subheading(u.text)
    }
    if part.items:
        found.add("list")
    if part.paragraphs > 1:
        found.add("paragraphs")
    return found


def _is_subheading(text: str) -> bool:
    return len(text) <= 40 and not text.endswith((".", "!", ","))  # noqa: PLR2004 (a line's width)
