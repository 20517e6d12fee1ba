"""The parts of a plain text: which text stands under which heading, and names for lost headings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

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
_MOSTLY = 0.6
# A paragraph that goes on over more pages than this holds is left in pieces.
_LONGEST_CUT = 20_000
_PAGE_EDGES = frozenset(["page number", "running header"])


@dataclass(slots=True)
class TextPart:
    """A heading and what stands under it, while the text is being read.

    `heading` is `None` for the text before the first heading and where a heading is lost;
    `labelled` is true where a link's label stands in it.
    """

    title: str
    heading: UnitMark | None
    units: list[TextUnit] = field(default_factory=list)
    labelled: bool = False

    @property
    def words(self) -> int:
        """The number of words under the heading."""
        return sum(count_words(unit.text) for unit in self.units)

    @property
    def items(self) -> int:
        """The number of list items."""
        return sum(unit.kind == "item" for unit in self.units)

    @property
    def paragraphs(self) -> int:
        """The number of paragraphs."""
        return len(self.units) - self.items


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
    return labels >= _LEAST_ENDINGS and 0 < len(after) <= sum(after) / _MOSTLY


def name_by_subject(paragraph: str) -> str:
    """Return the subject of a paragraph's first sentence: what comes before its verb or an aside.

    >>> name_by_subject("Redstart (a small bird) is counted each May in 40 gardens.")
    'Redstart'
    """
    opening = paragraph[:_OPENING]
    spans = sentences(opening)
    words = _SUBJECT_END.split(opening[: spans[0].end] if spans else opening, maxsplit=1)[0].split()
    return " ".join(words[:_LONGEST_NAME]) + ("…" if len(words) > _LONGEST_NAME else "")
