"""Says where the lines begin that end a page: links, calls, an address, the date of an update.

What things have as well is theirs: a label, a field or a kind of line that comes before is no
sign of an end.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Literal

from indexer.read.plain.labels import label_strength
from indexer.read.plain.lines import Unit
from indexer.read.plain.links import is_call_row, is_link_line, is_small_print, link_parts
from indexer.read.plain.marks import (
    LONGEST_HEADING,
    count_words,
    field_key,
    has_heading_shape,
    is_common_field,
    is_sentence,
    is_terminal,
)

Strength = Literal[0, 1, 2]

_WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_CONTACTS = (
    re.compile(
        rf"\b(?:office|opening) hours\b|\b{_WEEKDAY}s? (?:to|[-–]) {_WEEKDAY}\b.*\d", re.IGNORECASE
    ),
    re.compile(
        r"\b(?:tel(?:ephone)?|phone|call(?: us)?|fax)\b\D{0,4}\+?\d[\d ()-]{5,}", re.IGNORECASE
    ),
    re.compile(r"\S+@\S+\.\w+"),
    re.compile(
        r"(?:^|, )(?:\d{1,4}[a-z]? )?(?:[A-Z][\w'’-]+ ){1,3}"
        r"(?:Street|Road|Lane|Avenue|Square|Quay|Drive|Place|Way|Terrace|Row|Close|Gardens)\b"
    ),
    re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b"),
)
_UPDATED = re.compile(
    r"(?:(?:this |the )?page )?(?:was )?last (?:updated|reviewed|modified|changed)\b.*\d.*",
    re.IGNORECASE,
)
_PRINTED = re.compile(
    r"[\w ]{0,40}\b(?:correct|accurate) (?:at (?:the )?time of|when) "
    r"(?:print|writ|publi|going)[\w ]*\.?",
    re.IGNORECASE,
)
_FEEDBACK = re.compile(
    r"(?:was|is|did|has) this (?:page|article|guide|information|section|answer)\b[^?]*\?.*"
    r"|[^?]+\?\s*yes\b\W*no\b\W*",
    re.IGNORECASE,
)
_ASKED = re.compile(r"[^?]{3,80}\? (?P<call>\S.*)")
_WITH_US = re.compile(r"[A-Z][a-z]+(?: [a-z]+){0,2} us")
_RELATED = re.compile(
    r"(?:you (?:might|may) also (?:like|be interested in)|related (?:\w+)|see also|read next"
    r"|also (?:on this site|of interest)|more (?:like this|to explore)|recommended(?: for you)?)",
    re.IGNORECASE,
)
_CALL_WORDS, _CONTACT_WORDS = 6, 18
_MOST_LINES, _MOST_RELATED, _TEASER_WORDS = 24, 12, 9
_LEAST_UNITS, _LEAST_WEAK = 8, 2


def find_closing(units: Sequence[Unit], reasons: Mapping[int, str]) -> int:
    """Return where the lines begin that end the page; the number of units where there are none."""
    end = _related(units, reasons)
    leads = _first_leads(units)
    found: list[tuple[int, Strength]] = []
    for i in range(end - 1, max(0, end - 1 - _MOST_LINES), -1):
        if i in reasons and units[i].kind != "rule":
            continue
        strength = _strength(units, i, leads)
        if not strength:
            break
        found.append((i, strength))
    while found and _hangs(units, found[-1][0]):
        found.pop()
    if not found or _heads(units, [i for i, _ in found]):
        return end
    sure = end < len(units) or any(strength > 1 for _, strength in found)
    return found[-1][0] if sure or len(found) >= _LEAST_WEAK else end


def _hangs(units: Sequence[Unit], i: int) -> bool:
    """Return whether a line belongs to the text right above it."""
    apart = units[i].blanks > 0 or units[i - 1].kind == "rule"
    return not (apart or is_link_line(units[i]))


def _heads(units: Sequence[Unit], found: Sequence[int]) -> bool:
    """Return whether the first line is the name of what stands under it: sentences, no links."""
    rest = [units[i] for i in found[:-1]]
    name = len(link_parts(units[found[-1]])) == 1 and has_heading_shape(units[found[-1]].text)
    return name and bool(rest) and all(is_small_print(u) or is_terminal(u.text) for u in rest)


def _related(units: Sequence[Unit], reasons: Mapping[int, str]) -> int:
    """Return where links to other pages begin, each with a line about it: "You might also like"."""
    found = [i for i, unit in enumerate(units) if i and unit.blanks and _is_related(unit.text)]
    if len(found) != 1 or not len(units) - _MOST_RELATED <= found[0] < len(units) - 1:
        return len(units)
    after = [unit for i, unit in enumerate(units) if i > found[0] and i not in reasons]
    short = all(count_words(unit.text) <= _TEASER_WORDS for unit in after)
    return found[0] if after and short else len(units)


def _is_related(text: str) -> bool:
    return len(text) <= LONGEST_HEADING and bool(_RELATED.fullmatch(text.rstrip(":")))


def _strength(units: Sequence[Unit], i: int, leads: Mapping[str, int]) -> Strength:
    """Return 2 for a line that ends a page, 1 for one that does so among others, or 0."""
    unit = units[i]
    if unit.kind != "text" or unit.style or len(unit.text) > LONGEST_HEADING:
        return 0
    if is_link_line(unit) or is_call_row(unit) or _is_note(unit.text):
        return 2
    if _is_contact(unit, units[:i]):
        return 2
    is_new = leads.get(_lead(unit.text), i) >= i
    return 1 if is_small_print(unit) or (is_new and _is_call(unit.text)) else 0


def _is_note(text: str) -> bool:
    """Return whether a line is about the page: its date, or a question to who reads it."""
    if any(kind.fullmatch(text) for kind in (_UPDATED, _FEEDBACK, _PRINTED)):
        return True
    asked = _ASKED.fullmatch(text)
    return asked is not None and label_strength(asked["call"]) > 0


def _is_contact(unit: Unit, before: Sequence[Unit]) -> bool:
    """Return whether a line says where somebody is and when, as no line of a thing does."""
    kinds = [kind for kind in _CONTACTS if kind.search(unit.text)]
    if not kinds or len(before) < _LEAST_UNITS or not _is_brief(unit.text):
        return False
    if _names(before[-1]):
        return False
    key = field_key(unit.text)
    if key and (is_common_field(key) or any(key == field_key(other.text) for other in before)):
        return False
    return not any(
        _is_brief(other.text) and k.search(other.text) for other in before for k in kinds
    )


def _names(unit: Unit) -> bool:
    """Return whether a line may be a thing's heading, and so what follows is the thing's text."""
    text = unit.text
    other = is_link_line(unit) or is_call_row(unit) or _is_note(text) or _is_call(text)
    return has_heading_shape(text) and not (other or any(k.search(text) for k in _CONTACTS))


def _is_brief(text: str) -> bool:
    return count_words(text) <= _CONTACT_WORDS and not is_sentence(text)


def _is_call(text: str) -> bool:
    if count_words(text) > _CALL_WORDS or is_terminal(text):
        return False
    return label_strength(text) > 0 or bool(_WITH_US.fullmatch(text))


def _first_leads(units: Sequence[Unit]) -> dict[str, int]:
    """Return where a label begins with two words for the first time: what recurs is a thing's."""
    leads: dict[str, int] = {}
    for i, unit in enumerate(units):
        if label_strength(unit.text):
            leads.setdefault(_lead(unit.text), i)
    return leads


def _lead(text: str) -> str:
    return " ".join(text.casefold().split()[:2])
