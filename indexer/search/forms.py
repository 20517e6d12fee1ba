"""What facts look like in the texts of a language: dates, amounts, numbers, who is told to lead.

English has its own in `facts`, chosen on judged pages. Those of other languages are made here of
the words in their files; where a file has none, what figures and signs alone say is found.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from indexer import languages
from indexer.model import Fact

_NEVER = "(?!)"
_NUMBER = r"\d+(?:[.,\u00a0\u202f\s]\d{3})*(?:,\d+)?(?!\d)"
YEAR = r"(?:1\d|20)\d\d"
_PHONE = r"(?:\+|\(?\b0)\d[\d\s()./-]{6,}\d\b"
# From the first letter of a run, and no longer than an address may be: in linear time.
EMAIL = r"(?:(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+)"
_CAPITAL = r"[^\W\d_a-zß-öø-ÿ][\w'’&-]*"
_SMALL = r"(?:d['’]|l['’]|[a-zà-ÿ]{1,3}\s)"
_ARTICLE = r"(?:[a-zà-ÿ]{1,3}['’\s]\s?)?"  # before a name, as far as it is one


@dataclass(frozen=True, slots=True)
class Forms:
    """What facts look like: those that have a form, and what tells names of those that have none.

    Parameters
    ----------
    facts
        The form of each kind of fact that has one.
    leads
        What tells of a leader; the name stands behind what is the group `behind`, before what is
        the group `before`, and beside all else.
    somewhere
        Where something is, as the group `name`.
    said
        Names that were not recognised, as the group `name`, where a text tells that one is there.
    pays
        What tells that somebody paid, or how much.
    """

    facts: Mapping[Fact, re.Pattern[str]]
    leads: re.Pattern[str]
    somewhere: re.Pattern[str]
    said: re.Pattern[str]
    pays: re.Pattern[str]


@cache
def of(code: str) -> Forms:
    """Return the forms of another language than English."""
    known = languages.of(code).facts

    def any_of(name: str, otherwise: str = _NEVER) -> str:
        return f"(?:{known.get(name, otherwise)})".replace(" ", r"\s")

    months, units, to = any_of("months"), any_of("units"), rf"\s?{any_of('to', '[-–]')}\s?"
    clock, about = any_of("clock", r"\d{1,2}:\d\d\b"), rf"(?:\b{any_of('about')}\s)?"
    many, currency = any_of("many"), any_of("currency", "€")
    weekdays = rf"\b{any_of('weekdays')}\b"
    date = rf"""(?:(?:{weekdays},?\s)?(?:\b\d{{1,2}}(?:\.|er|º|ª)?\s(?:de\s)?)?(?i:\b{months}\b)
        (?:\s(?:de\s)?{YEAR}\b)?
        | (?:(?i:\b{any_of("seasons")})[\s-](?:de\s)?)?\b{YEAR}\b
        | \b\d{{1,2}}[./]\d{{1,2}}[./](?:\d\d){{1,2}}\b | \b\d{{4}}-\d\d-\d\d\b)"""
    times = rf"(?:\b\d{{1,2}}(?:[.:]\d\d)?{to})?\b{clock}(?:{to}{clock})?"
    name = rf"{_CAPITAL}(?:\s{_SMALL}{{0,2}}{_CAPITAL})*"
    patterns: dict[Fact, str] = {
        "when": rf"{date}(?:{to}{date})? | {weekdays} | {times}",
        "opening hours": times,
        "how long": rf"""\b(?:{_NUMBER}|(?i:{any_of("numbers")}))[\s-](?:\w+\s)?{units}\b
            | {date}{to}{date} | \b(?i:{any_of("since")})\s(?:\w+\s)?{YEAR}\b""",
        "how much": rf"""{about}[£€$]\s?{_NUMBER}(?:\s{many})?
            | {about}\b{_NUMBER}(?:\s{many})?(?:\sd['’e]\s?)?\s?{currency}(?!\w)
            | \b(?i:{any_of("free")})\b""",
        "how many": rf"""{about}\b(?:{_NUMBER}(?:\s?%|\s{many}\b)?
            | (?i:{any_of("numbers")})\b)""",
        "how often": rf"\b(?i:{any_of('often')})\b",
        "award": rf"\b{any_of('award')}(?:\s{_SMALL}{{0,2}}[\w'’-]+)?(?:\s[\w'’-]+)?",
        "phone number": _PHONE,
        "email address": EMAIL,
        "contact": rf"{_PHONE} | {EMAIL}",
    }
    return Forms(
        facts={fact: re.compile(pattern, re.VERBOSE) for fact, pattern in patterns.items()},
        leads=re.compile(rf"(?i)\b{any_of('leads')}\b(?P<behind>(?!))?(?P<before>(?!))?"),
        somewhere=re.compile(
            rf"\b{any_of('somewhere')}\s{_ARTICLE}(?P<name>(?!{months}\b|{weekdays}){name})"
        ),
        said=re.compile(rf"\b{any_of('by')}\s{_ARTICLE}(?:[a-zà-ÿ]+\s){{0,2}}(?P<name>{name})"),
        pays=re.compile(any_of("pays")),
    )
