"""Says which units belong to the page and not to its text: rules, page numbers, contents lists."""

from __future__ import annotations

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from indexer.read.plain.edges import find_edges
from indexer.read.plain.labels import furniture
from indexer.read.plain.lines import Unit
from indexer.read.plain.marks import LONGEST_HEADING
from indexer.read.plain.numbering import numbering

_LEADER = re.compile(r" ?[.·…_](?:[ .·…_])*\d{1,4}$")
_CONTENTS = re.compile(
    r"(?:table of )?contents|(?:on|in) this (?:page|guide|section|document|report)|index|jump to",
    re.IGNORECASE,
)
_LEAST_CONTENTS = 3
_LEAST_RUNNING = 3
_CENTRED = 20
_LEAST_PAGES = 2
_PAGED = re.compile(
    r"(?P<name>\S.*?)[ ,;|·–-]+(?:page|p\.|pg\.?) ?(?P<page>\d{1,4})(?: ?(?:of|/) ?\d{1,4})?",
    re.IGNORECASE,
)


def find_furniture(units: Sequence[Unit]) -> dict[int, str]:
    """Return the index of each unit to leave out, and why (in words, for a person)."""
    reasons = {i: "separator" for i, unit in enumerate(units) if unit.kind == "rule"}
    for i, unit in enumerate(units):
        if unit.kind == "text" and not unit.style and (reason := furniture(unit.text)):
            reasons[i] = reason
    reasons |= _page_numbers(units) | _running_headers(units) | _paged(units) | _contents(units)
    return reasons | find_edges(units, reasons)


def _page_numbers(units: Sequence[Unit]) -> dict[int, str]:
    """Find lone numbers beside page breaks, and lone numbers that count on through the text."""
    alone = [i for i, u in enumerate(units) if len(u.text) <= 4 and u.text.isdecimal()]  # noqa: PLR2004
    values = [int(units[i].text) for i in alone]
    counting = len(alone) > 1 and all(b == a + 1 for a, b in itertools.pairwise(values))
    return {
        i: "page number" for i in alone if counting or _is_centred(units[i]) or _at_break(units, i)
    }


def _is_centred(unit: Unit) -> bool:
    return unit.indent >= _CENTRED


def _at_break(units: Sequence[Unit], i: int) -> bool:
    return units[i].page_break or (i + 1 < len(units) and units[i + 1].page_break)


def _running_headers(units: Sequence[Unit]) -> dict[int, str]:
    at_break = [
        i for i, u in enumerate(units) if len(u.text) <= LONGEST_HEADING and _at_break(units, i)
    ]
    counts = Counter(units[i].text for i in at_break)
    return {
        i: "running header"
        for i in at_break
        if units[i].kind == "text" and counts[units[i].text] >= _LEAST_RUNNING
    }


def _paged(units: Sequence[Unit]) -> dict[int, str]:
    """Find lines that recur, but for the number of the page, which counts on: "Report, page 3"."""
    lines: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for i, unit in enumerate(units):
        found = _PAGED.fullmatch(unit.text) if len(unit.text) <= LONGEST_HEADING else None
        if found and unit.kind == "text":
            lines[found["name"].casefold()].append((int(found["page"]), i))
    return {
        i: "running header"
        for found in lines.values()
        for _, i in found
        if len(found) >= _LEAST_PAGES and all(a < b for (a, _), (b, _) in itertools.pairwise(found))
    }


def _contents(units: Sequence[Unit]) -> dict[int, str]:
    """Find lists of headings: lines in a row that all come again later, once, in the same order."""
    places: dict[str, list[int]] = defaultdict(list)
    for i, unit in enumerate(units):
        if unit.kind != "rule" and len(unit.text) <= LONGEST_HEADING:
            places[_entry(unit.text)].append(i)
    again = {pair[0]: pair[1] for pair in places.values() if len(pair) == 2}  # noqa: PLR2004
    reasons: dict[int, str] = {}
    run: list[int] = []
    for i in range(len(units) + 1):
        if run and (i not in again or again[i] <= again[run[-1]] or again[run[0]] <= i):
            reasons |= _contents_run(units, run, again)
            run = []
        if i in again:
            run.append(i)
    return reasons


def _entry(text: str) -> str:
    number = numbering(text)
    return _LEADER.sub("", text[number.end :] if number else text).casefold().strip(" :")


def _contents_run(units: Sequence[Unit], run: list[int], again: dict[int, int]) -> dict[int, str]:
    later = [again[i] for i in run]
    together = sum(b == a + 1 for a, b in itertools.pairwise(later))
    if len(run) < _LEAST_CONTENTS or later[0] <= run[-1] or 2 * together > len(run):
        return {}
    above = run[0] - 1
    if above >= 0 and _CONTENTS.fullmatch(units[above].text[:LONGEST_HEADING].rstrip(":")):
        run = [above, *run]
    return dict.fromkeys(run, "table of contents")
