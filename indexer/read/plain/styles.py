"""Says which units their writer marked as headings: underlined, `#`, `== so ==`, `**so**`."""

from __future__ import annotations

from dataclasses import replace

from indexer.read.plain.lines import Unit, join_lines
from indexer.read.plain.links import is_issue
from indexer.read.plain.marks import LONGEST_HEADING, heading_mark, is_terminal

_SHORTEST_RULE = 3


def read_units(text: str) -> list[Unit]:
    """Return the units of a text in order, the marks of headings taken out of their text."""
    return _styled(_with_masthead_parted(join_lines(text)))


def _with_masthead_parted(units: list[Unit]) -> list[Unit]:
    """Part a first line that holds the title of a periodical and, after a gap, its issue."""
    if not units or len(units[0].cells) != 2 or not is_issue(units[0].cells[1]):  # noqa: PLR2004
        return units
    name, issue = units[0].cells
    first = replace(units[0], text=name, cells=())
    return [first, replace(first, text=issue, blanks=0), *units[1:]]


def _styled(units: list[Unit]) -> list[Unit]:
    """Take underlines and other marks of a heading out of the text, into the unit's style."""
    styled: list[Unit] = []
    for unit in units:
        if unit.kind == "rule" and styled and _underlines(unit, styled[-1]):
            heading = styled.pop()
            sign = unit.text[0]
            if styled and _overlines(styled[-1], heading, sign):
                heading = replace(heading, blanks=styled.pop().blanks)
                sign += sign
            styled.append(replace(heading, style=sign))
        else:
            styled.append(_unmarked(unit))
    return styled


def _underlines(rule: Unit, above: Unit) -> bool:
    if above.kind != "text" or above.style or rule.blanks or len(set(rule.text)) > 1:
        return False
    if len(rule.text) < _SHORTEST_RULE or above.rows > 1 or len(above.text) > LONGEST_HEADING:
        return False
    alike = abs(len(rule.text) - len(above.text)) <= max(3, 0.3 * len(above.text))
    return alike or (above.blanks > 0 and not is_terminal(above.text))


def _overlines(rule: Unit, heading: Unit, sign: str) -> bool:
    return rule.kind == "rule" and heading.blanks == 0 and set(rule.text) == {sign}


def _unmarked(unit: Unit) -> Unit:
    mark = heading_mark(unit.text) if unit.kind == "text" else None
    return replace(unit, style=mark[0], text=mark[1]) if mark else unit
