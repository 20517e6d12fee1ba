"""Finds where a text itself says what a short form stands for.

    long form (SHORT)                  also with more of the name behind: (PHU) NHS Trust
    SHORT (long form)
    long form, or SHORT,               "known as", "abbreviated to", "for short"
    SHORT stands for long form         "is short for", "is an acronym for"
    SHORT: long form                   on a line of its own, also with a dash or "="

Which words before (or after) are the long form is decided by how well the letters fit (`align`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import inf

from indexer.acronyms.align import JOINING, WordPart, cost, is_name, parts

_LETTERS = range(2, 11)  # as Schwartz and Hearst
_REACH = 250  # characters in which a long form is looked for
_MORE = 3  # words of a name behind the parentheses: "NHS Foundation Trust"
_SINGLE = 2  # a long form of one word is longer by so much than twice its short form

_WRITTEN = r"[^\W_](?:[\w&/+‐‑-]{0,14}[^\W_])"
_OPENING = "[\"'“‘«]?"
_CLOSING = "[\"'”’»]?"
_CALLED = (
    r"(?:i\.e\.,?"
    r"|(?:also |commonly |better |sometimes )?(?:known as|called|abbreviated(?: as| to)?))"
)
_FOR = (
    r"(?:stands|standing|stood|is short|short|is an? (?:acronym|abbreviation|initialism)"
    r"|(?:acronym|abbreviation|initialism)) for"
)

_BRACKETS = re.compile(r"[(\[]([^()\[\]]{2,200})[)\]]")
_LEAD = re.compile(
    rf"(?:(?:hereafter|henceforth|hereinafter|or|{_CALLED}|{_FOR}|which {_FOR})[,:]? )?"
    rf"(?:the )?{_OPENING}",
    re.IGNORECASE,
)
_INSIDE = re.compile(rf"({_WRITTEN})((?: [^\W\d_]+)?){_CLOSING}(?=$|[,;]| or )")
_BEFORE = re.compile(rf"(?:^|[\s(\"'“‘«])({_WRITTEN}){_CLOSING},?(?: which)?\s?$")
_OR = re.compile(
    rf" or {_OPENING}({_WRITTEN}){_CLOSING},? for short\b"
    rf"|, ((?:or|{_CALLED}) )?(?:the )?{_OPENING}({_WRITTEN}){_CLOSING}"
    r"(,? for short\b|(?=[,.;:)]|$))"
)
_SAYS = re.compile(rf"(?:{_FOR}|, or) (?:the )?")
_LISTED = re.compile(rf"^[ \t•*-]*({_WRITTEN})(?: ?[:=] ?| [–—-] )(?=\w)", re.MULTILINE)
# Where what stands before cannot belong to the same long form. A short word's stop is no end: "St."
_ENDS = re.compile(r"[()\[\]\n;!?]|[:–—]\s|(?<=\w\w\w\w)\.\s|(?<=[\d)%])\.\s")
_STOPS = re.compile(r"[()\[\]\n;:!?]|\s[–—]\s|(?<=\w\w)\.(?:\s|$)")
_PLURAL = re.compile("['’]?s$")
_NAME_GOES_ON = re.compile(r"(?>(?: [^\W\d_a-zà-ÿ][\w’'&-]*)+)(?! ?\()")


@dataclass(frozen=True, slots=True)
class Definition:
    """A short form with its long form, as written; `more` is what of the name follows behind."""

    short: str
    long: str
    more: str = ""


def singular(short: str) -> str:
    """Return a short form without its plural ending.

    >>> singular("SMEs"), singular("NEWS"), singular("gas")
    ('SME', 'NEWS', 'gas')
    """
    if not short.endswith("s"):
        return short
    bare = _PLURAL.sub("", short)
    return bare if bare and (bare[-1].isupper() or bare[-1].isdigit()) else short


def is_short(token: str) -> bool:
    """Return whether a token is written as short forms are: few letters, many of them capitals.

    >>> [is_short(token) for token in ("PONToon", "NEWS2", "Flanders", "YouTube", "2019", "I")]
    [True, True, False, False, False, False]
    """
    bare = singular(token)
    letters = sum(letter.isalnum() for letter in bare)
    capitals = sum(letter.isupper() for letter in bare)
    return letters in _LETTERS and capitals > 1 and 3 * capitals >= letters


def definitions(text: str) -> Iterator[Definition]:
    """Yield every definition of a text, those in parentheses first."""
    for match in _BRACKETS.finditer(text):
        found = _defined_inside(text, match) or _defined_before(text, match)
        if found:
            yield found
    yield from _called(text)
    for short, start, perfect in _explained(text):
        if is_short(short) and (long := _beginning(short, text, start, perfect=perfect)):
            yield Definition(singular(short), long)


def _called(text: str) -> Iterator[Definition]:
    """Read `long form, or SHORT,`; without a word between only where nothing is in doubt."""
    for match in _OR.finditer(text):
        short = match[1] or match[3]
        long = _ending(short, text, match.start()) if is_short(short) else ""
        if long and (match[1] or match[2] or match[4] or _is_certain(short, long)):
            yield Definition(singular(short), long)


def _is_certain(short: str, long: str) -> bool:
    """Return whether the letters alone say that one of two neighbours defines the other."""
    run = parts(long)
    return len(run) > 1 and "," not in long and not cost(singular(short), run)


def _explained(text: str) -> Iterator[tuple[str, int, bool]]:
    """Yield words that what follows may explain, where it begins, and if it must be perfect."""
    for match in _SAYS.finditer(text):
        if before := _BEFORE.search(text, max(0, match.start() - 20), match.start()):
            yield before[1], match.end(), match[0].startswith(",")
    for match in _LISTED.finditer(text):
        yield match[1], match.end(), True


def _defined_inside(text: str, match: re.Match[str]) -> Definition | None:
    """Read `long form (SHORT) more of the name`."""
    inner = match[1].strip()
    lead = _LEAD.match(inner)
    inside = _INSIDE.match(inner, lead.end() if lead else 0)
    if not inside or not is_short(inside[1]):
        return None
    if word := inside[2].strip():
        return _with_word(text, match.start(), inside[1], word)
    long = _ending(inside[1], text, match.start())
    return Definition(singular(inside[1]), long, _more(long, text, match.end())) if long else None


def _with_word(text: str, end: int, token: str, word: str) -> Definition | None:
    """Read `Any-Body Centre for Global Health (AB Centre)`: one word of the name is kept whole."""
    before, offset = _before(text, end)
    kept = max((i for i, part in enumerate(before) if part.written == word), default=0)
    start = _best_start(token, before[:kept])
    if start is None or not is_name(before[start:]):
        return None
    long = text[offset + before[start].start : offset + before[-1].end]
    return Definition(f"{token} {word}", long)


def _defined_before(text: str, match: re.Match[str]) -> Definition | None:
    """Read `SHORT (long form)`."""
    before = _BEFORE.search(text, max(0, match.start() - 20), match.start())
    if not before or not is_short(before[1]):
        return None
    lead = _LEAD.match(match[1])
    written = match[1][lead.end() if lead else 0 :].strip(" \"'“”‘’«».")
    run = parts(written)
    fits = len(run) > 1 and _spent(before[1], run) < inf
    return Definition(singular(before[1]), written) if fits else None


def _before(text: str, end: int) -> tuple[list[WordPart], int]:
    """Return the words before a position in one sentence, and where their text begins."""
    start = max(0, end - _REACH)
    for stop in _ENDS.finditer(text, start, end):
        start = stop.end()
    return parts(text[start:end]), start


def _ending(short: str, text: str, end: int) -> str:
    """Return the long form that ends before a position; empty where there is none."""
    before, offset = _before(text, end)
    start = _best_start(short, before)
    if start is None:
        return ""
    run = before[start:]
    while run[-1].written.islower() and not cost(singular(short), run[:-1]):
        run = run[:-1]  # "epidermal growth factor receptor gene (EGFR)"
    return text[offset + run[0].start : offset + run[-1].end]


def _best_start(short: str, before: Sequence[WordPart]) -> int | None:
    """Return where the run that fits best begins, the shortest of equals; `None` for no fit."""
    letters = sum(letter.isalnum() for letter in singular(short))
    longest = min(letters + 5, 2 * letters)
    words = 0
    best = (inf, 0)
    for start in range(len(before) - 1, -1, -1):
        words += not before[start].joins
        if words > longest:
            break
        best = min(best, (_spent(short, before[start:]), -start))
    return -best[1] if best[0] < inf else None


def _spent(short: str, run: Sequence[WordPart]) -> float:
    """Return what a long form costs; `inf` for a run of words that cannot be one."""
    bare = singular(short)
    letters = sum(letter.isalnum() for letter in bare)
    spent = cost(bare, run)
    if spent > max(1, min(letters - 1, 3)) or run[0].joined or run[0].written in JOINING:
        return inf
    if len(run) == 1 and spent >= 1 and len(run[0].written) < 2 * letters + _SINGLE:
        return inf
    return inf if any(part.written.startswith(bare) for part in run) else spent


def _beginning(short: str, text: str, start: int, *, perfect: bool) -> str:
    """Return the long form that begins at a position, in the words that fit best; mostly empty."""
    stop = _STOPS.search(text, start, start + _REACH)
    run = parts(text[start : stop.start() if stop else start + _REACH])
    ends = [
        (_spent(short, run[:end]), end)
        for end in range(2, min(len(run), 2 * _LETTERS.stop) + 1)
        if not run[end - 1].joins
    ]
    spent, end = min(ends, default=(inf, 0))
    if spent == inf or (perfect and spent):
        return ""
    return text[start + run[0].start : start + run[end - 1].end]


def _more(long: str, text: str, start: int) -> str:
    """Return what of a name follows at a position, with the space before it; mostly empty."""
    match = _NAME_GOES_ON.match(text, start)
    if not match or len(match[0].split()) > _MORE or not is_name(parts(long)):
        return ""
    return match[0]
