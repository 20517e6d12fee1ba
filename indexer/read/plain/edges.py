"""Says which lines at a text's ends belong to the site: trails, rows of links, what follows a ©.

Such lines are known by their words, which every site uses, or by standing in the last lines after
a copyright line or a separator; within the text the same words are left alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from indexer.read.plain.closing import find_closing
from indexer.read.plain.lines import Unit
from indexer.read.plain.links import (
    is_issue,
    is_link_line,
    is_menu,
    is_row,
    is_small_print,
    is_trail,
)
from indexer.read.plain.marks import count_words, has_heading_shape, is_terminal

_LINE_WORDS, _LINK_WORDS = 8, 3
_MOST_LINES, _MOST_WORDS = 12, 60
# Words that end a page; short lines may follow them.
_ENDS = frozenset(["copyright line", "link back to another place"])


def find_edges(units: Sequence[Unit], reasons: Mapping[int, str]) -> dict[int, str]:
    """Return the index of each unit at the text's ends that belongs to the site, and why.

    `reasons` are the units that are left out in any case.
    """
    top = _top(units, reasons) | _masthead(units)
    return top | _bottom(units, {**reasons, **top})


def _top(units: Sequence[Unit], reasons: Mapping[int, str]) -> dict[int, str]:
    """Find what comes before the title; one link alone may be the title: "About us"."""
    found: dict[int, str] = {}
    lines: list[int] = []
    for i, unit in enumerate(units):
        if i in reasons:
            continue
        if unit.kind == "text" and not unit.style and is_trail(unit.text):
            found[i] = "breadcrumb trail"
        elif is_link_line(unit) or is_menu(unit) or _is_short(unit):
            lines.append(i)
        else:
            lines.append(i)
            break
    first, last = _is_apart(units, lines), _last_link(units, lines)
    return found | dict.fromkeys(lines[first:last], "link of the site")


def _is_apart(units: Sequence[Unit], lines: Sequence[int]) -> bool:
    """Return whether the first line is a name, with a blank line between it and what follows."""
    parted = len(lines) > 1 and units[lines[1]].blanks > 0
    return parted and not (is_link_line(units[lines[0]]) or is_menu(units[lines[0]]))


def _masthead(units: Sequence[Unit]) -> dict[int, str]:
    """Find the line right under the title that says which issue this is."""
    under = len(units) > 1 and not units[1].blanks and has_heading_shape(units[0].text)
    return {1: "issue of a periodical"} if under and is_issue(units[1].text) else {}


def _is_short(unit: Unit) -> bool:
    short = count_words(unit.text) <= _LINK_WORDS and has_heading_shape(unit.text)
    return unit.kind == "text" and not unit.style and short


def _last_link(units: Sequence[Unit], lines: Sequence[int]) -> int:
    """Return how many of the first lines are links: up to the last one, a title right after it.

    Among several links short lines count as links, too: "News".
    """
    links = [at for at, i in enumerate(lines) if is_link_line(units[i]) or is_menu(units[i])]
    if not links or links[-1] + 1 >= len(lines):
        return 0
    row = len(links) == 1 and links[0] == 0 and is_row(units[lines[0]])
    title = units[lines[links[-1] + 1]]
    return links[-1] + 1 if (row or len(links) > 1) and has_heading_shape(title.text) else 0


def _bottom(units: Sequence[Unit], reasons: Mapping[int, str]) -> dict[int, str]:
    """Find what ends the text: links and calls, lines after a ©, small print after a rule."""
    starts = [find(units, reasons) for find in (find_closing, _after_end, _after_rule)]
    return {i: "footer" for i in range(min(starts), len(units)) if i not in reasons}


def _is_small(block: Sequence[Unit]) -> bool:
    return len(block) <= _MOST_LINES and sum(count_words(u.text) for u in block) <= _MOST_WORDS


def _after_end(units: Sequence[Unit], reasons: Mapping[int, str]) -> int:
    """Return where short lines begin that end the text after a copyright line or "Back to top"."""
    last = max((i for i, reason in reasons.items() if reason in _ENDS), default=0)
    lines = units[last + 1 :]
    short = all(
        count_words(unit.text) <= _LINE_WORDS and not is_terminal(unit.text) for unit in lines
    )
    late = 2 * last > len(units) or reasons.get(last) == "copyright line"
    return last if late and short and _is_small(lines) else len(units)


def _after_rule(units: Sequence[Unit], reasons: Mapping[int, str]) -> int:
    """Return where a few last words begin after a rule, if small print is among them."""
    last = max((i for i, unit in enumerate(units) if unit.kind == "rule" and i), default=None)
    if last is None:
        return len(units)
    block = [unit for i, unit in enumerate(units) if i > last and i not in reasons]
    if not block or has_heading_shape(block[0].text) or not _is_small(block):
        return len(units)
    return last + 1 if any(is_small_print(unit) for unit in block) else len(units)
