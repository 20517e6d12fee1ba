"""Joins the lines of a plain text into units: a paragraph, list item, heading or rule each.

A text may hold one paragraph a line or be wrapped at some column; both give the same units. Signs
by which a writer marks a heading (underlines, `#`, `**`) are taken out of the text and kept as the
unit's style; which of the other units are headings is not settled here.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, replace
from typing import Literal

from indexer.read.plain.hyphens import join_lines, words_in
from indexer.read.plain.shapes import (
    LONGEST_HEADING,
    has_heading_shape,
    heading_mark,
    is_issue,
    is_open,
    is_terminal,
    label_strength,
)
from indexer.text import UNSEEN

UnitKind = Literal["text", "item", "rule", "columns", "row"]  # the last two of drawn tables

_BREAKS = re.compile(r"\r\n?|[\v\x85\u2028\u2029]")
_ALPHANUMERIC = re.compile(r"[^\W_]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
ROUND_BULLETS = "•‣◦▪▫●○■□∙·⁃➢➤►▶✓✔"
_BULLET = re.compile(rf"(?:[{ROUND_BULLETS}]\s*|[*+–—-]\s+)(?=\S)")
_LONE_BULLETS = frozenset(ROUND_BULLETS + "*+–—-")
_ENUMERATED = re.compile(r"\(?(?:\d{1,3}(?:\.\d{1,3})*|[A-Za-z]|[ivxIVX]{1,5})[.)]\s")
_CUT = re.compile(r"[^\W\d_][-\u2010]$")  # within a word
_TITLE_END = re.compile(r"\w\)$|\b(?:19|20)\d\d$")
_PAGE_NUMBER = re.compile(r"[-–—]\s*\d{1,4}\s*[-–—]")

# Lines shorter than this say nothing about the column a text is wrapped at.
_LONG_LINE = 30
_NARROWEST_WRAP, _WIDEST_WRAP = 45, 130
_LEAST_WRAPPED = 0.4
# A few lines may stand out: an address, a table.
_TYPICAL = 0.8
_NEARLY_FULL = 0.85
_RAGGED = 2
_DEEPER = 2
_GAP = re.compile(r"\s{3,}")
_SHORTEST_UNDERLINE = 3


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line that is not blank: its text, its indent in columns, and what stands before it."""

    text: str
    indent: int
    blanks: int
    page_break: bool
    cells: tuple[str, ...] = ()

    @property
    def width(self) -> int:
        """The column at which the line ends."""
        return self.indent + len(self.text)


@dataclass(frozen=True, slots=True)
class TextUnit:
    """A paragraph, list item, heading or rule: lines that belong together, white space collapsed.

    `style` is how its writer marked it as a heading: `=` or another sign for an underline, `#` to
    `######`, `**` and the like for stress, else empty.
    """

    text: str
    kind: UnitKind
    blanks: int  # lines before it
    indent: int
    style: str = ""
    rows: int = 1
    page_break: bool = False
    cells: tuple[str, ...] = ()  # what wide gaps part in a line of its own


def read_units(text: str) -> list[TextUnit]:
    """Return the units of a text in order; joined, they hold all that can be read in it."""
    text = clean(text)
    words = words_in(text) if "-\n" in text else frozenset()
    lines = _with_bullets_joined(_read_lines(text))
    width = _wrap_width(lines)
    groups: list[list[TextLine]] = []
    for line in lines:
        if groups and _continues(groups[-1], line, width):
            groups[-1].append(line)
        else:
            groups.append([line])
    units = [_unit(group, words) for group in groups]
    if units and len(units[0].cells) == 2 and is_issue(units[0].cells[1]):  # noqa: PLR2004
        name, issue = (replace(units[0], text=cell, cells=()) for cell in units[0].cells)
        units[:1] = [name, replace(issue, blanks=0)]
    return _with_styles(units)


def clean(text: str) -> str:
    """Return the text with one kind of line break, without characters that nobody sees."""
    text = _BREAKS.sub("\n", text)
    return _CONTROL.sub(" ", UNSEEN.sub("", text))


def _read_lines(text: str) -> list[TextLine]:
    lines: list[TextLine] = []
    blanks, page_break = 0, False
    for raw in text.split("\n"):
        page_break = page_break or "\f" in raw
        words = raw.split()
        if not words:
            blanks += 1
            continue
        spread = raw.replace("\f", "").replace("\xa0", " ").expandtabs(4)
        indent = len(spread) - len(spread.lstrip())
        cells = tuple(" ".join(cell.split()) for cell in _GAP.split(spread.strip()))
        cells = cells if len(cells) > 1 else ()
        lines.append(TextLine(" ".join(words), indent, blanks, page_break, cells))
        blanks, page_break = 0, False
    return lines


def _with_bullets_joined(lines: list[TextLine]) -> list[TextLine]:
    """Put a bullet that stands alone on its line before the text that follows it."""
    joined: list[TextLine] = []
    for line in lines:
        if joined and joined[-1].text in _LONE_BULLETS and line.blanks <= 1:
            bullet = joined.pop()
            line = replace(bullet, text=f"{bullet.text} {line.text}")  # noqa: PLW2901 (same line)
        joined.append(line)
    return joined


def is_rule(text: str) -> bool:
    """Return whether a line holds no letter and no digit: a separator or an underline."""
    return not _ALPHANUMERIC.search(text)


def _bullet(line: TextLine) -> re.Match[str] | None:
    other = _PAGE_NUMBER.fullmatch(line.text) or heading_mark(line.text)
    return None if other else _BULLET.match(line.text)


def _wrap_width(lines: list[TextLine]) -> int:
    """Return the column that the text is wrapped at, or 0 where each line is a paragraph.

    Wrapped lines end mid-sentence near one column, since the next word would not have fitted.
    """
    pairs = [
        (above, below)
        for above, below in itertools.pairwise(lines)
        if below.blanks == 0
        and above.width >= _LONG_LINE
        and not (is_rule(below.text) or _bullet(below) or _ENUMERATED.match(below.text))
    ]
    widths = sorted(above.width for above, _ in pairs)
    width = widths[int(len(widths) * _TYPICAL)] if widths else 0
    if not _NARROWEST_WRAP <= width <= _WIDEST_WRAP:
        return 0
    wrapped = sum(
        not is_terminal(above.text) and _fill(above, below) > _NEARLY_FULL * width
        for above, below in pairs
    )
    return width if wrapped >= _LEAST_WRAPPED * len(pairs) else 0


def _fill(above: TextLine, below: TextLine) -> int:
    return above.width + 1 + len(below.text.split(" ", 1)[0])


def _continues(unit: list[TextLine], below: TextLine, width: int) -> bool:
    """Return whether a line goes on with the unit that the lines right above it make up."""
    first, above = unit[0], unit[-1]
    if below.blanks or below.page_break or is_rule(first.text):
        return False
    numbered = _ENUMERATED.match(below.text) and not is_open(above.text)
    if numbered or heading_mark(above.text) or _stands_alone(below):
        return False
    cut = below.text[0].islower() and _CUT.search(above.text) is not None
    flows = not is_terminal(above.text) and (below.text[0].islower() or is_open(above.text))
    if _bullet(first):
        return below.indent > first.indent or (flows and above.width > _LONG_LINE)
    if below.indent >= above.indent + _DEEPER or (len(unit) == 1 and _ends_title(above, below)):
        return False
    if width:
        return flows or cut or _is_full(above, below, width)
    return cut or (flows and above.width > _LONG_LINE)


def _ends_title(above: TextLine, below: TextLine) -> bool:
    """Return whether a line is a heading that ends with a year or a bracket, however long it is."""
    ended = _TITLE_END.search(above.text) is not None and below.text[0].isupper()
    return ended and has_heading_shape(above.text)


def _stands_alone(line: TextLine) -> bool:
    """Return whether a line begins a unit whatever is above it: a rule, an item, a link's label."""
    label = label_strength(line.text) > 1 and not line.text[0].islower()
    return label or is_rule(line.text) or bool(_bullet(line))


def _is_full(above: TextLine, below: TextLine, width: int) -> bool:
    fill = _fill(above, below)
    return fill > width - _RAGGED or (fill > _NEARLY_FULL * width and not is_terminal(above.text))


def _unit(lines: list[TextLine], words: frozenset[str]) -> TextUnit:
    first, bullet = lines[0], _bullet(lines[0])
    kind: UnitKind = "rule" if is_rule(first.text) else "item" if bullet else "text"
    text = first.text[bullet.end() :] if bullet and kind == "item" else first.text
    if len(lines) > 1:
        text = join_lines("\n".join([text, *(line.text for line in lines[1:])]), words)
    cells = first.cells if len(lines) == 1 else ()
    return TextUnit(text, kind, first.blanks, first.indent, "", len(lines), first.page_break, cells)


def _with_styles(units: list[TextUnit]) -> list[TextUnit]:
    """Take underlines and other marks of a heading out of the text, into the unit's style."""
    found: list[TextUnit] = []
    for unit, below in itertools.zip_longest(units, units[1:]):
        mark = heading_mark(unit.text) if unit.kind == "text" else None
        if mark and mark[0] == "#" and (unit.indent >= _DEEPER or _is_code(below)):
            mark = None  # a remark
        if unit.kind == "rule" and found and _underlines(unit, found[-1]):
            found[-1] = replace(found[-1], style=unit.text[0])
        else:
            found.append(replace(unit, style=mark[0], text=mark[1]) if mark else unit)
    return found


def _is_code(below: TextUnit | None) -> bool:
    """Return whether what stands right under a line goes on in small letters, as commands do."""
    return below is not None and not below.blanks and not below.text[0].isupper()


def _underlines(rule: TextUnit, above: TextUnit) -> bool:
    if above.kind != "text" or above.style or rule.blanks or len(set(rule.text)) > 1:
        return False
    if len(rule.text) < _SHORTEST_UNDERLINE or above.rows > 1 or len(above.text) > LONGEST_HEADING:
        return False
    return abs(len(rule.text) - len(above.text)) <= max(3, 0.3 * len(above.text))
