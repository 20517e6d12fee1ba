"""Which lines of a plain text are headings, which are link labels, and which are left out.

A line may be a heading by its own shape (`shapes`), by how it is marked (underline, number), and by
where it stands. Then what surrounds it decides: whether it recurs, what follows it, how the other
headings of the text are written.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise, takewhile
from typing import Literal

from indexer.read.plain.boilerplate import find_boilerplate
from indexer.read.plain.lines import TextUnit
from indexer.read.plain.shapes import (
    Numbering,
    count_words,
    field_key,
    has_heading_shape,
    is_common_field,
    is_terminal,
    is_title_case,
    label_strength,
    numbering,
)

Role = Literal["heading", "text", "label", "dropped"]

# Blank lines part paragraphs where more than this share of the lines has one before it.
_SPACED = 0.12
_SHORT_LABEL = 4
_REPEATED, _RECURRING = 3, 2
_FEW = 8
_LIST_MANNERS = frozenset(["digits", "bracketed", "lower", "upper", "roman"])

_SURE, _LIKELY = 3, 2
_CAPTION_WORDS, _FOREIGN_WORDS = 16, 4
_MOSTLY, _LEAST_TITLED = 0.75, 4
_PLACED = re.compile(
    r"\S+ .*\b(?:in|on|at|with|beside|near|behind|under|outside|inside|during|by|around|over|above"
    r"|from|against|towards?|into|across)\b .*\S",
)
_ARTICLE = re.compile(r"(?:^|\s)(?:A|a|an|An|two|three|four|Two|Three|Four|some|Some)\s")
_PARTICIPLE = re.compile(
    r"[\w'’-]+(?: [\w'’-]+)*? (?:[a-z]+(?:ing|ed)|seen|shown|taken|built|held|worn|drawn)\b"
)
_DEPICTED = re.compile(
    r"\b(?:person|people|man|men|woman|women|child|children|student|students|pupil|pupils|worker"
    r"|workers|researcher|researchers|nurse|doctor|volunteer|volunteers|staff|team|visitors?|crowd"
    r"|group of|hands?|close-up|view|portrait|photo|photograph|aerial|girl|boy|family|couple"
    r"|smiling|holding|wearing|sitting|standing|looking)\b",
    re.IGNORECASE,
)
# "Weaving in a day": how long something takes.
_LASTING = re.compile(r"\bin (?:an?|one|two|three) (?:hour|day|evening|weekend|week|month|year)s?$")
_CLAIM = re.compile(r"(?:the|our|your|how|what|why|who|about|my)\b|[A-Za-z]+ing\b", re.IGNORECASE)
_YEAR = re.compile(r",[^,:()\d]{1,30} (?:19|20)\d\d$")


@dataclass(frozen=True, slots=True)
class UnitMark:
    """A unit and what it is; `start` is where a heading's title begins, after its number."""

    unit: TextUnit
    role: Role
    reason: str = ""
    number: Numbering | None = None
    start: int = 0

    @property
    def is_plain(self) -> bool:
        """True for a heading that nothing but its shape and position makes one."""
        return self.role == "heading" and not (self.unit.style or self.number)


# A run of plain headings without text between, with the unit before and after it.
_Run = tuple[list[int], int | None, int | None]


def mark_units(units: Sequence[TextUnit]) -> list[UnitMark]:
    """Return what each unit is, in order."""
    marks = _with_candidates(_without_labels(units))
    kept = [i for i, mark in enumerate(marks) if mark.role != "dropped"]
    for rule in (_colons, _repeated, _captions, _runs, _last):
        changes = rule(marks, kept)
        marks = [changes.get(i, mark) for i, mark in enumerate(marks)]
        kept = [i for i in kept if marks[i].role != "dropped"]
    return marks


def _is_spaced(units: Sequence[TextUnit]) -> bool:
    texts = [unit for unit in units[1:] if unit.kind == "text"]
    return sum(unit.blanks > 0 for unit in texts) > _SPACED * len(texts)


def _without_labels(units: Sequence[TextUnit]) -> list[UnitMark]:
    """Mark the labels of links, and leave out captions above them and what is boilerplate."""
    reasons, spaced = find_boilerplate(units), _is_spaced(units)
    found = {i: label_strength(u.text) for i, u in enumerate(units) if i not in reasons}
    strengths = {i: s for i, s in found.items() if s > 1 or (s and units[i].kind == "text")}
    recurring = Counter(_lead(units[i]) for i in strengths)
    labels = {
        i
        for i, strength in strengths.items()
        if strength > 1
        or (recurring[_lead(units[i])] > 1 and not _has_text(units, i))
        or (spaced and _hangs(units, i))
    }
    marks: list[UnitMark] = []
    after_text = False
    for i, unit in enumerate(units):
        if i in labels:
            marks.append(UnitMark(unit, "label", "link label"))
        elif i in reasons:
            marks.append(UnitMark(unit, "dropped", reasons[i]))
            continue
        elif spaced and after_text and i + 1 in labels and _captions_link(unit, units[i + 1]):
            marks.append(UnitMark(unit, "dropped", "picture caption"))
            continue
        else:
            marks.append(UnitMark(unit, "text"))
        after_text = marks[-1].role == "text"
    return marks


def _lead(unit: TextUnit) -> str:
    """Return the first two words, which labels share that differ in the rest: "Read about bees"."""
    return " ".join(unit.text.casefold().split()[:2])


def _has_text(units: Sequence[TextUnit], i: int) -> bool:
    """Return whether what follows a line is text of its own, as a heading has."""
    return i + 1 < len(units) and (units[i + 1].kind == "item" or is_terminal(units[i + 1].text))


def _hangs(units: Sequence[TextUnit], i: int) -> bool:
    """Return whether a short line hangs under another and nothing hangs under it."""
    last = i + 1 == len(units) or units[i + 1].blanks > 0
    short = count_words(units[i].text) <= _SHORT_LABEL
    return i > 0 and not units[i].blanks and units[i - 1].kind == "text" and last and short


def _captions_link(unit: TextUnit, label: TextUnit) -> bool:
    """Return whether a short line right above a link's label is a linked picture's caption."""
    alone = unit.kind == "text" and unit.blanks > 0 and not label.blanks
    return alone and not unit.style and has_heading_shape(unit.text)


def _with_candidates(marks: list[UnitMark]) -> list[UnitMark]:
    """Mark every line that may be a heading as one, and numbered lines that are none as items."""
    units = [mark.unit for mark in marks]
    kept = [i for i, mark in enumerate(marks) if mark.role != "dropped"]
    spaced = _is_spaced(units)
    numbers = _numbered(marks, kept, spaced=spaced)
    keys = Counter(key for unit in units if (key := field_key(unit.text)))
    fields = {key for key, count in keys.items() if count > 1 or is_common_field(key)}
    found = list(marks)
    for at, i in enumerate(kept):
        if marks[i].role != "text" or units[i].kind != "text":
            continue
        apart = not spaced or at == 0 or units[i].blanks
        opens = apart or marks[i - 1].role in ("label", "dropped")
        announced = at and not units[i].blanks and units[kept[at - 1]].text.endswith(":")
        row = units[i].cells and (at or (i + 1 < len(units) and units[i + 1].cells))  # in columns
        if units[i].style or i in numbers:
            found[i] = _as_heading(marks[i], numbers.get(i))
        elif (number := numbering(units[i].text)) and number.manner in _LIST_MANNERS:
            found[i] = replace(marks[i], unit=replace(units[i], kind="item"))
        elif opens and not (announced or row) and _may_head(units[i].text, fields):
            found[i] = _as_heading(marks[i], None)
    return found


def _may_head(text: str, fields: set[str]) -> bool:
    return has_heading_shape(text) and (field_key(text) not in fields or text.endswith("?"))


def _as_heading(mark: UnitMark, number: Numbering | None) -> UnitMark:
    return replace(mark, role="heading", number=number, start=number.end if number else 0)


def _numbered(
    marks: Sequence[UnitMark], kept: Sequence[int], *, spaced: bool
) -> dict[int, Numbering]:
    """Return the numbered headings: several of one manner, each with text of its own under it.

    The items of a list follow one another; a number without a sign after it is one only beside
    dotted ones.
    """
    texts = (i for i in kept if marks[i].role == marks[i].unit.kind == "text")
    numbers = {i: number for i in texts if (number := numbering(marks[i].unit.text))}
    dotted = any(len(number.path) > 1 for number in numbers.values())
    if dotted:  # then `2` is of one kind with `2.1`
        numbers |= {
            i: replace(n, manner="digits") for i, n in numbers.items() if n.manner == "bare"
        }
    chains: dict[str, list[int]] = defaultdict(list)
    for at, i in enumerate(kept):
        number = numbers.get(i)
        opens = marks[i].unit.blanks or not spaced or at == 0
        if number is None or number.manner == "bare" or not opens:
            continue
        near = [numbers.get(j) for j in (*kept[max(0, at - 1) : at], *kept[at + 1 : at + 2])]
        alike = [n for n in near if n and n.manner == number.manner]
        listed = any(len(n.path) == len(number.path) for n in alike)
        if not listed and _may_head(marks[i].unit.text[number.end :], set()):
            chains[number.manner].append(i)
    return {i: numbers[i] for chain in chains.values() if len(chain) > 1 for i in chain}


def _as_text(mark: UnitMark) -> UnitMark:
    return UnitMark(mark.unit, "text")


def _headings(marks: Sequence[UnitMark], kept: Sequence[int]) -> list[int]:
    return [i for i in kept if marks[i].role == "heading"]


def _colons(marks: list[UnitMark], kept: list[int]) -> dict[int, UnitMark]:
    """Take lines above text that end with a colon for headings where the text has no other ones."""
    lines = [
        i
        for i, below in pairwise(kept)
        if marks[i].unit.text.endswith(":")
        and marks[i].role == marks[i].unit.kind == marks[below].unit.kind == "text"
        and has_heading_shape(marks[i].unit.text.rstrip(":"))
    ]
    alone = len(lines) > 1 >= len(_headings(marks, kept[1:]))
    return {i: _as_heading(marks[i], None) for i in lines} if alone else {}


def _repeated(marks: list[UnitMark], kept: list[int]) -> dict[int, UnitMark]:
    """Leave a line that recurs under several headings to them: "Partners", "Aim"."""
    headings = _headings(marks, kept)
    names = {i: marks[i].unit.text[marks[i].start :].casefold().rstrip(": ") for i in headings}
    counts = Counter(names.values())
    least = _RECURRING if len(counts) <= _FEW else _REPEATED
    # The title of the page may be said again above its text.
    return {i: _as_text(marks[i]) for i in headings[1:] if counts[names[i]] >= least}


def _plain_runs(marks: Sequence[UnitMark], kept: Sequence[int]) -> list[_Run]:
    runs: list[_Run] = []
    before: int | None = None
    for plain, group in groupby([*kept, None], lambda i: i is not None and marks[i].is_plain):
        run = list(group)
        if runs and not plain and runs[-1][2] is None:
            runs[-1] = (*runs[-1][:2], run[0])
        if plain:
            runs.append(([i for i in run if i is not None], before, None))
        before = run[-1]
    return runs


def _captions(marks: list[UnitMark], kept: list[int]) -> dict[int, UnitMark]:
    """Leave out the captions of pictures that stand alone among the text.

    Right under a heading, small letters are a sign of one where nearly all headings have capitals.
    """
    found: dict[int, UnitMark] = {}
    runs = _plain_runs(marks, kept)
    firsts = [text for run, _, _ in runs if count_words(text := marks[run[0]].unit.text) > 2]  # noqa: PLR2004
    titled = sum(map(is_title_case, firsts)) >= max(_LEAST_TITLED, _MOSTLY * len(firsts))
    for run, _, after in runs:
        in_run = len(run) > 1 or (after is not None and marks[after].role == "heading")
        least = _LIKELY if in_run else _SURE
        captions = [i for i in run if _caption_score(marks[i].unit.text) >= least]
        captions += [i for i in run[1:] if titled and _is_foreign(marks[i].unit.text)]
        found |= {i: UnitMark(marks[i].unit, "dropped", "picture caption") for i in captions}
    return found


def _is_foreign(text: str) -> bool:
    foreign = count_words(text) >= _FOREIGN_WORDS and not is_title_case(text)
    return foreign and _caption_score(text) > 0


def _caption_score(text: str) -> int:
    """Return how much a line reads as a picture's description, up to 4; headings get 1 or less.

    A caption shows somebody or something, doing something, somewhere: "A woman reading in a park".
    """
    if count_words(text) > _CAPTION_WORDS or text.endswith(("?", ":")) or _LASTING.search(text):
        return 0
    if re.search(r"[:()\d]", _YEAR.sub("", text)):
        return 0
    shown = bool(_PLACED.match(text)) + bool(_ARTICLE.search(text))
    shown += bool(_PARTICIPLE.match(text)) + bool(_DEPICTED.search(text))
    return shown - is_title_case(text) - 2 * bool(_CLAIM.match(text))


def _runs(marks: list[UnitMark], kept: list[int]) -> dict[int, UnitMark]:
    """Keep two headings of a row: a group and its first thing; more only after the page's title.

    A single one right above a marked heading is one only where such lines group the marked ones.
    """
    changes: dict[int, UnitMark] = {}
    plain = [marks[i].is_plain for i in _headings(marks, kept)[1:]]
    groups = 1 < sum(plain) <= len(plain) / 2 and plain[0]
    masthead = set(takewhile(lambda i: marks[i].unit.cells, kept))  # above the page's title
    for run, before, after in _plain_runs(marks, kept):
        opens = before is None or before in masthead
        follows = after is not None and marks[after].role == "heading"
        room = int(groups) if follows and not opens else 2
        first = int(opens)
        changes |= {i: _as_text(marks[i]) for i in run[first : max(first, len(run) - room)]}
    return changes


def _last(marks: list[UnitMark], kept: list[int]) -> dict[int, UnitMark]:
    """Leave a plain line that nothing follows to the text before it."""
    return {i: _as_text(marks[i]) for i in kept[1:][-1:] if marks[i].is_plain}
