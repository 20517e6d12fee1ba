"""Says which of the lines that may be headings are: what surrounds them decides.

Each rule looks at all candidates at once and takes some back, or takes others in: whether a line
recurs, what follows it, how the other headings of the text are written.
"""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace

from indexer.read.plain.candidates import Mark, as_heading, mark_candidates
from indexer.read.plain.captions import Run, find_captions
from indexer.read.plain.lines import Unit
from indexer.read.plain.marks import LONGEST_HEADING, count_words, field_key, has_heading_shape

_REPEATED, _RECURRING = 3, 2
_FEW = 8
_LONGEST_ACRONYM = 6
_PLAIN_SHARE = 0.2


def mark_units(units: Sequence[Unit]) -> list[Mark]:
    """Return what each unit is, in order."""
    marks = mark_candidates(units)
    kept = [i for i, mark in enumerate(marks) if mark.role != "dropped"]
    for rule in (
        _fields,
        _colons,
        _repeated,
        _few_capitals,
        _announced,
        _captions,
        _runs,
        _details,
        _last,
    ):
        changes = rule(marks, kept)
        marks = [changes.get(i, mark) for i, mark in enumerate(marks)]
        kept = [i for i in kept if marks[i].role != "dropped"]
    return marks


def _as_text(mark: Mark) -> Mark:
    return Mark(mark.unit, "text")


def _headings(marks: Sequence[Mark], kept: Sequence[int]) -> list[int]:
    return [i for i in kept if marks[i].role == "heading"]


def _fields(marks: list[Mark], kept: list[int]) -> dict[int, Mark]:
    """Take a field as the heading where a text without headings parts its things by it."""
    if len(_headings(marks, kept[1:])) > 1:
        return {}
    places: dict[str, list[int]] = defaultdict(list)
    for i in kept:
        if marks[i].role == "text" and (key := field_key(marks[i].unit.text)):
            places[key].append(i)
    for found in places.values():
        if len(found) > 1 and all(_is_field_heading(marks[i].unit) for i in found):
            return {i: replace(as_heading(marks[i]), start=_value(marks[i].unit)) for i in found}
    return {}


def _is_field_heading(unit: Unit) -> bool:
    return unit.kind == "text" and unit.blanks > 0 and has_heading_shape(unit.text[_value(unit) :])


def _value(unit: Unit) -> int:
    return unit.text.index(":") + 1 + (": " in unit.text[:LONGEST_HEADING])


def _colons(marks: list[Mark], kept: list[int]) -> dict[int, Mark]:
    """Take lines that end with a colon as headings where the text has no other ones."""
    if len(_headings(marks, kept[1:])) > 1:
        return {}
    lines = [
        i
        for i, following in itertools.pairwise(kept)
        if marks[i].role == "text"
        and marks[i].unit.kind == "text"
        and marks[i].unit.text.endswith(":")
        and marks[following].unit.kind == "text"
        and has_heading_shape(marks[i].unit.text.rstrip(":"))
    ]
    return {i: as_heading(marks[i]) for i in lines} if len(lines) > 1 else {}


def _repeated(marks: list[Mark], kept: list[int]) -> dict[int, Mark]:
    """Leave a line that recurs under several headings to them: "Partners", "Aim"."""
    headings = _headings(marks, kept)
    counts = Counter(_name(marks[i]) for i in headings)
    least = _RECURRING if len(counts) <= _FEW else _REPEATED
    # The title of the page may be said again above its text.
    return {i: _as_text(marks[i]) for i in headings[1:] if counts[_name(marks[i])] >= least}


def _name(mark: Mark) -> str:
    return mark.unit.text[mark.start :].casefold().rstrip(": ")


def _few_capitals(marks: list[Mark], kept: list[int]) -> dict[int, Mark]:
    """Take capitals for a manner of writing headings only where headings share them."""
    capitals = [i for i in _headings(marks, kept)[1:] if marks[i].capitals]
    several = [i for i in capitals if _is_no_acronym(marks[i].unit.text)]
    titled = marks[_headings(marks, kept)[0]].capitals if capitals else False
    worded = any(count_words(marks[i].unit.text) > 1 for i in several)
    if len(several) > 1 or (titled and worded):
        return {}
    return {i: replace(marks[i], capitals=False) for i in capitals}


def _is_no_acronym(text: str) -> bool:
    return count_words(text) > 1 or len(text) > _LONGEST_ACRONYM


def _announced(marks: list[Mark], kept: list[int]) -> dict[int, Mark]:
    """Leave bare lines after a colon to the list that it announces; the last may be a heading."""
    changes: dict[int, Mark] = {}
    for run, before, after in _plain_runs(marks, kept):
        if before is not None and marks[before].unit.text.endswith(":"):
            ends = after is None or marks[after].role == "label"
            changes |= {i: _as_text(marks[i]) for i in (run if ends else run[:-1])}
    return changes


def _plain_runs(marks: Sequence[Mark], kept: Sequence[int]) -> list[Run]:
    """Return runs of plain headings without text between, with the unit before and after each."""
    runs: list[Run] = []
    run: list[int] = []
    before: int | None = None
    for i in kept:
        if marks[i].role == "heading" and marks[i].is_plain:
            run.append(i)
            continue
        if run:
            runs.append((run, before, i))
            run = []
        before = i
    return [*runs, (run, before, None)] if run else runs


def _captions(marks: list[Mark], kept: list[int]) -> dict[int, Mark]:
    """Leave out the captions of pictures that stand alone among the text."""
    found = find_captions(marks, _plain_runs(marks, kept))
    return {i: Mark(marks[i].unit, "dropped", "picture caption") for i in found}


def _runs(marks: list[Mark], kept: list[int]) -> dict[int, Mark]:
    """Keep two headings of a row: a group and its first thing; more only after the page's title."""
    changes: dict[int, Mark] = {}
    groups = _leads(marks, kept)
    for run, before, after in _plain_runs(marks, kept):
        follows = after is not None and marks[after].role == "heading"
        room = 0 if follows and before is not None else 2
        first = 1 if before is None else 0
        if follows and before is not None and len(run) == 1 and groups:
            continue
        middle = run[first : max(first, len(run) - room)]
        changes |= {i: _as_text(marks[i]) for i in middle}
    return changes


def _leads(marks: Sequence[Mark], kept: Sequence[int]) -> bool:
    """Return whether plain headings group marked ones: each right before one, or one above all."""
    headings = _headings(marks, kept)[1:]
    plain = [i for i in headings if marks[i].is_plain]
    after = dict(itertools.pairwise(kept))
    leading = [i for i in plain if i in after and marks[after[i]].role == "heading"]
    few = 1 < len(plain) < len(headings) - len(plain)
    return (len(leading) > 1 and leading == plain) or (few and plain[0] == headings[0])


def _details(marks: list[Mark], kept: list[int]) -> dict[int, Mark]:
    """Leave a stray short line to the text where nearly all headings are marked as such."""
    headings = _headings(marks, kept)[1:]
    plain = [i for i in headings if marks[i].is_plain]
    marked = len(headings) - len(plain)
    few = len(plain) <= max(1, _PLAIN_SHARE * marked) and marked > 1
    return {i: _as_text(marks[i]) for i in plain} if few and not _leads(marks, kept) else {}


def _last(marks: list[Mark], kept: list[int]) -> dict[int, Mark]:
    """Leave a plain line that nothing follows to the text before it."""
    last = kept[-1] if len(kept) > 1 else None
    if last is None or marks[last].role != "heading" or not marks[last].is_plain:
        return {}
    return {last: _as_text(marks[last])}
