"""Which lines of a PDF are headings, and how deep: by its outline, by size, by bold type.

Each size that is larger than the text's is a level, and bold lines of the text's size that stand
alone are the last one. Where the outline names headings, its levels hold, also for others that are
set alike.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass

from indexer.read.pdf.lines import Line
from indexer.read.plain.hyphens import join_lines
from indexer.text import fold

Style = tuple[float, bool]

_LARGER = 1.1  # than the text
_WRAPPED = 0.6  # of its size: the gap between the lines of one heading at most
_ALIKE = 0.5  # points by which lines of one heading may differ in size
_APART = 1.25  # times the leading above a line that stands alone
_LONGEST, _LONGEST_BOLD = 40, 20  # words
_LONGEST_STOPPED = 8  # with a full stop at its end
_LEAST_BOLD = 2
_WORD = re.compile(r"[^\W\d_]{2}")
_NOT_TITLES = re.compile(r"[.;,]$|^[\W_]*$")
_LEADERS = re.compile(r"(?:\s?[.·…_]){4,}\s*\d{1,4}$")
_KEPT = re.compile(r"[^\w]+")


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a document's outline: its title, level from 0, page from 1 (0: none)."""

    title: str
    level: int
    page: int


@dataclass(frozen=True, slots=True)
class Heading:
    """Some lines in a row that are a heading, of which the first has the number `first`."""

    first: int
    stop: int
    title: str
    level: int  # from 1


def find_headings(
    lines: Sequence[Line], body: Style, outline: Sequence[Entry], words: Container[str]
) -> list[Heading]:
    """Return a document's headings in reading order; `body` is how its text is set.

    `words` are those of the document, by which words parted at a line's end are joined.
    """
    named = dict(_named(lines, outline))
    shown = {at for (first, stop), _ in named.items() for at in range(first, stop)}
    groups = [g for g in _groups(lines, body) if not shown & set(range(*g))]
    styles = _levels(lines, groups, named)
    found = [*named.items()]
    found += [(group, styles[_style(lines[group[0]])]) for group in groups]
    found = _without_authors(sorted(found), lines, named)
    return [
        Heading(first, stop, _title(lines[first:stop], words), level)
        for (first, stop), level in found
    ]


def _without_authors(
    found: list[tuple[tuple[int, int], int]],
    lines: Sequence[Line],
    named: Container[tuple[int, int]],
) -> list[tuple[tuple[int, int], int]]:
    """Return headings without what stands in large type under the title: who wrote it, and when.

    That is set as no heading farther down is; what an outline names is one all the same.
    """
    opening = 1
    while opening < len(found) and found[opening][0][0] == found[opening - 1][0][1]:
        opening += 1
    later = {_style(lines[first]) for (first, _), _ in found[opening:]}
    return [
        one
        for at, one in enumerate(found)
        if not 0 < at < opening or one[0] in named or _style(lines[one[0][0]]) in later
    ]


def _title(lines: Sequence[Line], words: Container[str] = frozenset()) -> str:
    return _LEADERS.sub("", join_lines("\n".join(line.text for line in lines), words))


def _style(line: Line) -> Style:
    return line.size, line.bold


def _named(
    lines: Sequence[Line], outline: Sequence[Entry]
) -> Iterator[tuple[tuple[int, int], int]]:
    """Yield the lines that an outline names, each with its level from 1."""
    by_page: dict[int, list[int]] = defaultdict(list)
    for at, line in enumerate(lines):
        by_page[line.page].append(at)
    taken: set[int] = set()
    top = min((entry.level for entry in outline), default=0)
    for entry in outline:
        sought = _plain(entry.title)
        for first in by_page[entry.page] if sought else ():
            stop = first
            said = ""
            while stop < len(lines) and len(said) < len(sought) and stop not in taken:
                said += _plain(lines[stop].text)
                stop += 1
            # A number before it may be only in the text or only in the outline.
            if stop > first and (
                said == sought or said.lstrip("0123456789") == sought.lstrip("0123456789")
            ):
                taken.update(range(first, stop))
                yield (first, stop), entry.level - top + 1
                break


def _plain(text: str) -> str:
    return _KEPT.sub("", fold(text))


def _groups(lines: Sequence[Line], body: Style) -> list[tuple[int, int]]:
    """Return the ranges of lines that their type makes headings."""
    found: list[tuple[int, int]] = []
    for at, line in enumerate(lines):
        if not _stands_out(line, body):
            continue
        if found and found[-1][1] == at and _wraps(lines[at - 1], line):
            found[-1] = (found[-1][0], at + 1)
        else:
            found.append((at, at + 1))
    large = [g for g in found if lines[g[0]].size > body[0] * _LARGER and _names(lines[slice(*g)])]
    bold = [g for g in found if g not in large and _stands_alone(lines, g, body)]
    return sorted([*large, *(bold if len(bold) >= _LEAST_BOLD else [])])


def _stands_out(line: Line, body: Style) -> bool:
    size, bold = body
    if line.size > size * _LARGER:
        return True
    return line.bold and not bold and line.size > size / _LARGER and len(line.runs) == 1


def _wraps(above: Line, below: Line) -> bool:
    alike = abs(above.size - below.size) <= _ALIKE and above.bold == below.bold
    return (
        alike and above.column == below.column and above.bottom - below.top < _WRAPPED * below.size
    )


def _names(lines: Sequence[Line]) -> bool:
    title = _title(lines)
    signs = [sign for sign in title if not sign.isspace()]
    letters = sum(map(str.isalpha, signs))
    words = len(title.split())
    sentence = words > _LONGEST_STOPPED and title.endswith(".")
    return (
        2 * letters > len(signs)
        and _WORD.search(title) is not None
        and (words <= _LONGEST and not sentence)
    )


def _stands_alone(lines: Sequence[Line], group: tuple[int, int], body: Style) -> bool:
    """Return whether bold lines of the text's size are a heading: apart, short, no sentence."""
    title = _title(lines[slice(*group)])
    if len(title.split()) > _LONGEST_BOLD or _NOT_TITLES.search(title):
        return False
    first, stop = group
    if stop == len(lines) or len(lines[stop].runs) > 1:
        return False
    above = lines[first - 1] if first else None
    if above is None or above.column != lines[first].column:
        return True
    gap = above.bottom - lines[first].top
    return gap > (_APART - 1) * body[0]


def _levels(
    lines: Sequence[Line],
    groups: Sequence[tuple[int, int]],
    named: dict[tuple[int, int], int],
) -> dict[Style, int]:
    """Return the level of each type that headings are set in."""
    counts: dict[Style, Counter[int]] = defaultdict(Counter)
    for (first, _), level in named.items():
        counts[_style(lines[first])][level] += 1
    known = {style: count.most_common(1)[0][0] for style, count in counts.items()}
    styles = sorted({_style(lines[first]) for first, _ in groups} | set(known), reverse=True)
    if not known:
        return {style: rank for rank, alike in enumerate(_merged(styles), 1) for style in alike}
    levels: dict[Style, int] = {}
    above = 0
    for style in styles:
        above = known.get(style, above + 1 if style not in known else above)
        levels[style] = above
    return levels


def _merged(styles: Sequence[Style]) -> list[list[Style]]:
    """Return types in order, those that differ in size by next to nothing as one."""
    merged: list[list[Style]] = []
    for style in styles:
        near = merged and merged[-1][0][0] - style[0] <= _ALIKE and merged[-1][0][1] == style[1]
        if near:
            merged[-1].append(style)
        else:
            merged.append([style])
    return merged
