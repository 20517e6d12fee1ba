"""Says which lines of a plain text may be headings, and which are text, labels or left out.

A line may be a heading by its own shape (`marks`), by how it is marked (underline, number,
capitals), and by where it stands. What surrounds it decides later, in `headings`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from indexer.read.plain.furniture import find_furniture
from indexer.read.plain.labels import label_strength
from indexer.read.plain.lines import Unit
from indexer.read.plain.marks import (
    LONGEST_HEADING,
    count_words,
    field_key,
    has_heading_shape,
    is_capitals,
    is_common_field,
    is_terminal,
    question_mark_end,
)
from indexer.read.plain.numbering import Numbering
from indexer.read.plain.numbers import find_numbered, is_enumerated

Role = Literal["heading", "text", "label", "dropped"]

# Blank lines part paragraphs where more than this share of the lines has one before it.
_SPACED = 0.12
_RECURRING = 2
_SHORT_LABEL = 4
_TEMPLATE, _MOSTLY = 3, 0.7
_STRESS = frozenset(["", "*", "_", "**", "__"])


@dataclass(frozen=True, slots=True)
class Mark:
    """A unit and what it is; `start` is where a heading's title begins, after its number."""

    unit: Unit
    role: Role
    reason: str = ""
    number: Numbering | None = None
    start: int = 0
    capitals: bool = False

    @property
    def is_plain(self) -> bool:
        """True for a heading that nothing but its shape and place makes one."""
        return not (self.unit.style or self.number or self.capitals)


def mark_candidates(units: Sequence[Unit]) -> list[Mark]:
    """Return what each unit is, in order; every line that may be a heading is marked as one."""
    reasons = find_furniture(units)
    labels = _find_labels(units, reasons)
    marks = [
        Mark(unit, "label", "link label")
        if i in labels
        else Mark(unit, "dropped", reasons[i])
        if i in reasons
        else Mark(unit, "text")
        for i, unit in enumerate(units)
    ]
    marks = _with_label_captions(marks, spaced=_is_spaced(units))
    return _with_candidates(marks)


def _is_spaced(units: Sequence[Unit]) -> bool:
    texts = [unit for unit in units[1:] if unit.kind == "text"]
    return sum(unit.blanks > 0 for unit in texts) > _SPACED * len(texts)


def _find_labels(units: Sequence[Unit], reasons: dict[int, str]) -> set[int]:
    strengths = {i: s for i, u in enumerate(units) if i not in reasons and (s := _strength(u))}
    recurring = Counter(units[i].text.casefold() for i in strengths)
    spaced = _is_spaced(units)
    strong = [i for i, strength in strengths.items() if strength > 1]
    if len(strong) == 1 and _heads(units, strong[0]):
        del strengths[strong[0]]
    templates = _label_templates(units, strengths)
    return {
        i
        for i, strength in strengths.items()
        if strength > 1
        or recurring[units[i].text.casefold()] > 1
        or (spaced and _hangs(units, i))
        or _lead(units[i]) in templates
    }


def _label_templates(units: Sequence[Unit], strengths: dict[int, int]) -> set[str]:
    """Return the first two words of labels that differ in the rest: "Read about our bees"."""
    leads: dict[str, list[int]] = defaultdict(list)
    for i in strengths:
        leads[_lead(units[i])].append(i)
    return {
        lead
        for lead, found in leads.items()
        if len(found) >= _TEMPLATE
        and sum(_is_last(units, i) for i in found) >= _MOSTLY * len(found)
    }


def _lead(unit: Unit) -> str:
    return " ".join(unit.text.casefold().split()[:2])


def _is_last(units: Sequence[Unit], i: int) -> bool:
    """Return whether no text of its own stands under a line."""
    return i + 1 == len(units) or not (
        units[i + 1].kind == "item" or is_terminal(units[i + 1].text)
    )


def _heads(units: Sequence[Unit], i: int) -> bool:
    """Return whether the only line of its kind has text of its own under it, as a heading has."""
    if i + 1 == len(units) or not units[i].blanks or not units[i].text[-1].isalnum():
        return False
    return units[i + 1].kind == "text" and is_terminal(units[i + 1].text)


def _hangs(units: Sequence[Unit], i: int) -> bool:
    """Return whether a short line hangs under another and nothing hangs under it."""
    last = i + 1 == len(units) or units[i + 1].blanks > 0
    short = count_words(units[i].text) <= _SHORT_LABEL
    return i > 0 and not units[i].blanks and units[i - 1].kind == "text" and last and short


def _strength(unit: Unit) -> int:
    if unit.style not in _STRESS:
        return 0
    strength = label_strength(unit.text)
    return strength if unit.kind == "text" or strength > 1 else 0


def _with_label_captions(marks: list[Mark], *, spaced: bool) -> list[Mark]:
    """Take the short line right above a label as the caption of the picture that is linked."""
    found = list(marks)
    after_text = False
    for i, mark in enumerate(marks):
        if mark.role == "dropped":
            continue
        below = marks[i + 1] if spaced and after_text and i + 1 < len(marks) else None
        if below and below.role == "label" and not below.unit.blanks and _is_caption(mark):
            found[i] = replace(mark, role="dropped", reason="picture caption")
        else:
            after_text = mark.role == "text"
    return found


def _is_caption(mark: Mark) -> bool:
    unit = mark.unit
    return mark.role == "text" and unit.kind == "text" and unit.blanks > 0 and _is_line(unit)


def _is_line(unit: Unit) -> bool:
    return not unit.style and unit.rows == 1 and has_heading_shape(unit.text)


def _with_candidates(marks: list[Mark]) -> list[Mark]:
    units = [mark.unit for mark in marks]
    kept = [i for i, mark in enumerate(marks) if mark.role != "dropped"]
    spaced = _is_spaced(units)
    numbers = find_numbered(units, [i for i in kept if marks[i].role == "text"], spaced=spaced)
    common = _recurring_fields(units)
    found = list(marks)
    for place, i in enumerate(kept):
        above = units[kept[place - 1]] if place else None
        if marks[i].role == "text":
            opens = _opens(marks, kept, place, spaced=spaced)
            if _is_candidate(units[i], above, common, numbered=i in numbers, opens=opens):
                found[i] = as_heading(marks[i], numbers.get(i))
            elif units[i].kind == "text" and is_enumerated(units[i]):
                found[i] = replace(marks[i], unit=replace(units[i], kind="item"))
    return found


def _recurring_fields(units: Iterable[Unit]) -> set[str]:
    keys = Counter(key for unit in units if (key := field_key(unit.text)))
    return {key for key, count in keys.items() if count >= _RECURRING}


def _opens(marks: Sequence[Mark], kept: Sequence[int], place: int, *, spaced: bool) -> bool:
    """Return whether a unit stands where a heading may: after a blank line, a rule, a label."""
    i = kept[place]
    if not spaced or place == 0 or marks[i].unit.blanks:
        return True
    return marks[i - 1].role in ("label", "dropped")


def _is_candidate(
    unit: Unit, above: Unit | None, common: set[str], *, numbered: bool, opens: bool
) -> bool:
    if unit.kind != "text":
        return False
    if unit.style or numbered:
        return True
    text = unit.text[question_mark_end(unit.text[:LONGEST_HEADING]) :]
    key = field_key(text)
    if not opens or is_enumerated(unit) or (key and (key in common or is_common_field(key))):
        return False
    announced = above is not None and above.text.endswith(":") and not unit.blanks
    capitals = is_capitals(text)
    return not announced and has_heading_shape(text.rstrip(":") if capitals else text)


def as_heading(mark: Mark, number: Numbering | None = None) -> Mark:
    """Return the mark as a heading, its title after its number."""
    start = number.end if number else question_mark_end(mark.unit.text[:LONGEST_HEADING])
    capitals = is_capitals(mark.unit.text[start:])
    return replace(mark, role="heading", number=number, start=start, capitals=capitals)
