"""Which text stands under which heading, and how deep: page 1, groups 2, things 2, or 3 in groups.

Manners of writing headings (underlines, numbers) give levels where there are several. Where all
headings look alike, every choice of groups is a hypothesis about the page. The best one makes
groups alike among themselves and things alike among themselves: what is seen of the parts (an
ending, paragraphs, their length) is then told in the fewest bits (minimum description length:
J. Rissanen, Modeling by shortest data description, 1978). That there are no groups is a hypothesis
as well, and the shortest to tell.

The length of a description is -log of its probability, in nats. A trait is told once for the
groups and once for the things, each by a Beta-Bernoulli code (Krichevsky and Trofimov, 1981: a
share of which nothing is known costs B(n1 + 1/2, n0 + 1/2) / B(1/2, 1/2)); a length likewise by a
normal distribution of which mean and variance are not known (normal-inverse-gamma). The choice
itself is told by how many groups there are, and how the things can be spread over them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from math import lgamma, log, pi

import numpy as np
from numpy.typing import NDArray

from indexer.read.plain.headings import UnitMark
from indexer.read.plain.lines import TextUnit
from indexer.read.plain.shapes import count_words, field_key, is_open, is_terminal
from indexer.text import sentences

# A verb, an aside, a comma or the like.
_SUBJECT_END = re.compile(
    r"\s+(?:is|are|was|were|has|have|had|will|can|may|aims?|helps?|provides?|brings?|works?|offers?"
    r"|runs?|supports?|began|started|opened|gives?|takes?|makes?|shows?|explores?|tells?|includes?"
    r"|lends?|funds?|became|lets|allows|teaches|covers|looks|sits|stands|comes?|uses?|holds|hosts)\b"
    r"|(?<=\w)\s*[(\[]|[,:;](?:\s|$)|\.$"
)
_OPENING = 600
_LONGEST_NAME = 10
_LEAST_ENDINGS = 3
_LOST_WORDS = 8
_MOSTLY_HEADINGS = 0.6
# A paragraph that goes on over more pages than this holds is left in pieces.
_LONGEST_CUT = 20_000
_PAGE_EDGES = frozenset(["page number", "running header"])

_Rank = tuple[int, int, int]

_STYLES = {"": 9, "_": 8, "*": 8, "__": 7, "**": 7, "--": 1, "=": 2, "-": 3, "~": 4}
_OTHER_STYLE = 5
_MANNERS = {"roman": 2, "upper": 3, "digits": 3, "lower": 20, "bracketed": 21}
_WORDED = 50
_MOSTLY = 0.7
# At least this share of the parts has an ending where endings mean anything.
_USES_ENDINGS = 0.4

_Choice = NDArray[np.bool_]  # shape (parts,): whether a part is a group
_Choices = NDArray[np.bool_]  # shape (choices, parts)
_Floats = NDArray[np.float64]

_LENGTHS, _SHORTEST = 24, 0.6
# What it costs, in nats, that a group has one thing only: a broad optimum on known pages.
_SINGLE = 0.75
# What is expected of a normal distribution counts as so many observations.
_MEAN_WEIGHT, _SHAPE = 0.2, 2.0
_LEAST_VARIANCE = 0.05
_GROUP_PARAGRAPHS = 2
# What a text says that speaks of several things, or for all of them.
_GATHERS = re.compile(
    r"(?i)\b(?:these|the following|below|listed|here|each of|our|we|all of"
    r"|(?:most|some|both|two|three|four) of (?:them|these|our))\b"
)


@dataclass(slots=True)
class TextPart:
    """A heading and what stands under it, while the text is being read."""

    title: str
    heading: UnitMark | None  # none before the first heading, and where a heading is lost
    units: list[TextUnit] = field(default_factory=list)
    labelled: bool = False  # a link's label stands in it

    @property
    def paragraphs(self) -> list[TextUnit]:
        """What stands under the heading without the items of lists."""
        return [unit for unit in self.units if unit.kind != "item"]


def part_marks(marks: Sequence[UnitMark]) -> list[TextPart]:
    """Return the parts of a text in order; the first has no heading where text comes before any.

    Where labels end parts, text after a label that no heading precedes has lost its heading.
    """
    after_labels = _labels_end_parts([mark for mark in marks if mark.role != "dropped"])
    parts: list[TextPart] = []
    ended = broken = False
    for mark in marks:
        if mark.role == "dropped":
            broken = broken or mark.reason in _PAGE_EDGES
            continue
        if mark.role == "heading":
            parts.append(TextPart(mark.unit.text[mark.start :].removesuffix(":"), mark))
        elif mark.role == "label":
            for part in parts[-1:]:
                part.labelled = True
        elif not ((broken or mark.unit.page_break) and _went_on(parts, mark.unit)):
            if not parts:
                parts.append(TextPart("", None))
            elif ended and after_labels and parts[-1].units and _begins(mark.unit):
                parts.append(TextPart(name_by_subject(mark.unit.text), None))
            parts[-1].units.append(mark.unit)
        ended, broken = mark.role == "label", False
    return parts


def _went_on(parts: list[TextPart], unit: TextUnit) -> bool:
    """Join a paragraph that a page break has cut in two, and return whether it was one."""
    if not parts or not parts[-1].units or unit.kind != "text":
        return False
    above = parts[-1].units[-1]
    if len(above.text) > _LONGEST_CUT or is_terminal(above.text):
        return False
    if not (unit.text[0].islower() or is_open(above.text)):
        return False
    parts[-1].units[-1] = replace(above, text=f"{above.text} {unit.text}")
    return True


def _begins(unit: TextUnit) -> bool:
    if unit.kind != "text" or field_key(unit.text) or unit.text[0].islower():
        return False
    return count_words(unit.text) >= _LOST_WORDS and not unit.text.endswith(":")


def _labels_end_parts(kept: Sequence[UnitMark]) -> bool:
    """Return whether what follows a label is mostly a heading, so that a label ends a part."""
    after = [b.role == "heading" for a, b in pairwise(kept) if a.role == "label" != b.role]
    labels = sum(mark.role == "label" for mark in kept)
    return labels >= _LEAST_ENDINGS and 0 < len(after) <= sum(after) / _MOSTLY_HEADINGS


def name_by_subject(paragraph: str) -> str:
    """Return the subject of a paragraph's first sentence: what comes before its verb or an aside.

    >>> name_by_subject("Redstart (a small bird) is counted each May in 40 gardens.")
    'Redstart'
    """
    opening = paragraph[:_OPENING]
    spans = sentences(opening)
    words = _SUBJECT_END.split(opening[: spans[0].end] if spans else opening, maxsplit=1)[0].split()
    return " ".join(words[:_LONGEST_NAME]) + ("…" if len(words) > _LONGEST_NAME else "")


@dataclass(frozen=True, slots=True)
class _Features:
    """What is seen of parts, in arrays whose first axis is the part."""

    present: _Floats  # shape (parts, traits), 1 where a trait is so
    absent: _Floats  # likewise where it is not
    sizes: _Floats  # shape (parts, 2), log(1 + n) of a text's words and a title's characters
    sized: _Floats  # likewise, 0 where there is no text, else 1
    may: _Choice  # which parts can be groups
    must: _Choice  # which are


def find_levels(parts: Sequence[TextPart]) -> list[int]:
    """Return the level of each part, in order."""
    if not parts:
        return []
    first = 1 if parts[0].heading is None or is_title(parts) else 0
    rest = parts[first:]
    ranks = _ranks(rest)
    order = sorted(set(ranks))
    groups = _find_groups(rest) if len(order) == 1 else set()
    depths = [2 * order.index(rank) - (i in groups) for i, rank in enumerate(ranks)]
    return [1] * first + _nested(depths)


def fold_subtitle(parts: list[TextPart]) -> None:
    """Make a second title of the page, and the text under it, the text of the first part.

    It looks like a heading; but where things have endings, a part without one, and right before a
    group, is neither a thing nor a group.
    """
    if sum(part.labelled for part in parts) < max(1, _USES_ENDINGS * len(parts)):
        return
    if parts[0].units or not is_title(parts) or [p.labelled for p in parts[1:4]] != [0, 0, 1]:
        return
    heading = parts[1].heading
    if heading and heading.is_plain and all(p.units and _may_group(p) for p in parts[1:3]):
        parts[0].units += [heading.unit, *parts[1].units]
        del parts[1]


def fold_masthead(parts: list[TextPart]) -> None:
    """Put lines in columns that stand before the first heading under it: it is the page's title."""
    if len(parts) > 1 and parts[0].heading is None and all(unit.cells for unit in parts[0].units):
        masthead = parts.pop(0)
        parts[0].units[:0] = masthead.units


def is_title(parts: Sequence[TextPart]) -> bool:
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


def _ranks(parts: Sequence[TextPart]) -> list[_Rank]:
    """Return how prominent each heading is by its manner; a lost heading is like the one before."""
    manners = Counter(_manner(part.heading) for part in parts[1:] if part.heading)
    ranks: list[_Rank] = [(9, _WORDED, 0)]
    for part in parts:
        ranks.append(_rank(part.heading, manners) if part.heading else ranks[-1])
    del ranks[0]
    _raise_unnumbered(parts, ranks)
    return ranks


def _raise_unnumbered(parts: Sequence[TextPart], ranks: list[_Rank]) -> None:
    """Let what stands before the first number and behind the last be as high as that is.

    "Abstract" and "References"; no deeper set, and only where the text begins with one.
    """
    numbered = [
        (at, part.heading)
        for at, part in enumerate(parts)
        if part.heading and part.heading.number and not _manner(part.heading)
    ]
    if not numbered or not numbered[0][0]:
        return
    (first, top), (last, _) = numbered[0], numbered[-1]
    for at, part in enumerate(parts):
        plain = part.heading is not None and part.heading.is_plain
        if part.heading and plain and part.heading.unit.indent <= top.unit.indent:
            ranks[at] = ranks[at] if first < at < last else ranks[first]


def _manner(heading: UnitMark) -> str:
    """Return the word before a heading's number ("word part"), or "" where there is none."""
    manner = heading.number.manner if heading.number else ""
    return manner if manner.startswith("word") else ""


def _rank(heading: UnitMark, manners: Counter[str]) -> _Rank:
    style, manner = heading.unit.style, _manner(heading)
    mark = len(style) if style.startswith("#") else _STYLES.get(style, _OTHER_STYLE)
    if heading.number is None or manner:
        # Of headings without a number and those with worded ones, the fewer group the others.
        return mark, _WORDED, manners[manner]
    return mark, _MANNERS[heading.number.manner] + len(heading.number.path), 0


def _find_groups(parts: Sequence[TextPart]) -> set[int]:
    """Return the indices of the parts that group those after them."""
    if not parts:
        return set()
    seen = _observe(parts)
    choices = np.array(_guesses(seen))
    return {int(i) for i in np.flatnonzero(choices[np.argmin(_describe(seen, choices))])}


def _observe(parts: Sequence[TextPart]) -> _Features:
    traits = [_traits(part) for part in parts]
    seen = {pair for found in traits for pair in found.items()}
    names = sorted(name for name, so in seen if so and (name, False) in seen)  # parts differ in it
    must = np.array([_is_empty_group(parts, i) for i in range(len(parts))])
    may = must | [_may_group(part) for part in parts]
    may[-1] = False
    sizes = [[sum(count_words(u.text) for u in p.units), len(p.title)] for p in parts]
    return _Features(
        present=np.array([[found.get(name) is True for name in names] for found in traits], float),
        absent=np.array([[found.get(name) is False for name in names] for found in traits], float),
        sizes=np.log1p(sizes),
        sized=np.array([[bool(part.units), True] for part in parts], float),
        may=may,
        must=must,
    )


def _traits(part: TextPart) -> dict[str, bool]:
    """Return by name what is true or false of a part; what cannot be told of it is left out."""
    found = {"ending": part.labelled, "paragraphs": len(part.paragraphs) > 1}
    opening = " ".join(unit.text for unit in part.units[:_GROUP_PARAGRAPHS])
    return found | {"gathers": _GATHERS.search(opening) is not None} if part.units else found


def _may_group(part: TextPart) -> bool:
    """Return whether a part has a heading of its own, no list and no ending."""
    lists = len(part.paragraphs) < len(part.units)
    return part.heading is not None and not lists and not part.labelled


def _is_empty_group(parts: Sequence[TextPart], i: int) -> bool:
    """Return whether a heading stands right above another one, which has text or an ending."""
    if i + 1 == len(parts) or parts[i].units or not _may_group(parts[i]):
        return False
    return bool(parts[i + 1].units) or not _may_group(parts[i + 1])


def _guesses(seen: _Features) -> list[_Choice]:
    """Return the choices to compare: the empty parts, those with or without a trait, short ones."""
    found = [seen.must]
    found += [_allowed(seen, trait > 0) for trait in (*seen.present.T, *seen.absent.T)]
    words = seen.sizes[:, 0]
    limits = np.unique(np.quantile(words, np.linspace(0, _SHORTEST, _LENGTHS)))
    return found + [_allowed(seen, words <= most) for most in limits]


def _allowed(seen: _Features, wanted: _Choice) -> _Choice:
    """Return the choice nearest to a wanted one: of groups in a row, the last that may be one."""
    choice = (wanted & seen.may) | seen.must
    for i in range(len(choice) - 1):
        if choice[i] and choice[i + 1] and not seen.must[i]:
            choice[i] = False
    choice[1:] &= ~choice[:-1]
    return choice


def _describe(seen: _Features, choices: _Choices) -> _Floats:
    """Return the length of the description under each choice, infinite where it cannot be.

    Shape (choices,), in nats; comparable between choices of one page, and else of no meaning.
    """
    groups = choices.astype(float)
    costs = _structure(choices)
    for chosen in (groups, 1 - groups):
        costs += _beta_code(chosen @ seen.present, chosen @ seen.absent).sum(axis=1)
        costs += _normal_code(seen, chosen).sum(axis=1)
    in_row = (choices[:, :-1] & choices[:, 1:]).any(axis=1)
    left_out = (choices & ~seen.may).any(axis=1) | (~choices & seen.must).any(axis=1)
    enough = 2 * choices.sum(axis=1) <= choices.shape[1]
    return np.where(~in_row & ~left_out & enough, costs, np.inf)


def _structure(choices: _Choices) -> _Floats:
    """Return what it takes to tell the choice: k groups, n - k things, each group with some.

    It is infinite where no group has two things.
    """
    n, k = choices.shape[1], choices.sum(axis=1).astype(float)
    first = choices[:, 0]
    spread = _log_choose(n - k - first, k - first)
    pairs = np.pad(choices, ((0, 0), (0, 2)), constant_values=True)[:, 2:]
    single = (choices & pairs).sum(axis=1)
    costs = np.where(single < k, log(max(n / 2, 1)) + spread + _SINGLE * single, np.inf)
    return np.where(k > 0, costs, 0.0)


def _beta_code(so: _Floats, not_so: _Floats) -> _Floats:
    """Return -log B(so + 1/2, not_so + 1/2) / B(1/2, 1/2)."""
    return log(pi) - _log_gamma(so + 0.5) - _log_gamma(not_so + 0.5) + _log_gamma(so + not_so + 1)


def _normal_code(seen: _Features, chosen: _Floats) -> _Floats:
    """Return -log of the marginal likelihood of the chosen parts' sizes, shape (choices, 2)."""
    all_counts = np.maximum(seen.sized.sum(axis=0), 1)
    expected = (seen.sizes * seen.sized).sum(axis=0) / all_counts
    off = (seen.sizes - expected) * seen.sized
    spread = _SHAPE / 2 * np.maximum((off**2).sum(axis=0) / all_counts, _LEAST_VARIANCE)
    n, total, squares = chosen @ seen.sized, chosen @ off, chosen @ off**2
    weight, shape = _MEAN_WEIGHT + n, _SHAPE + n / 2
    rest = spread + np.maximum(squares - total**2 / weight, 0) / 2
    return np.asarray(
        shape * np.log(rest)
        - _SHAPE * np.log(spread)
        - _log_gamma(shape)
        + lgamma(_SHAPE)
        + np.log(weight / _MEAN_WEIGHT) / 2
        + n * log(2 * pi) / 2
    )


def _log_choose(n: _Floats, k: _Floats) -> _Floats:
    k = np.clip(k, 0, np.maximum(n, 0))
    return _log_gamma(n + 1) - _log_gamma(k + 1) - _log_gamma(np.maximum(n - k, 0) + 1)


def _log_gamma(values: _Floats) -> _Floats:
    """Return log gamma of halves of whole numbers, each computed once."""
    doubled = np.rint(2 * values).astype(int)
    table = np.array([0.0, *(lgamma(i / 2) for i in range(1, int(doubled.max(initial=1)) + 1))])
    return np.asarray(table[np.maximum(doubled, 1)])
