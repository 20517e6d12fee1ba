"""What a line looks like by itself: a heading, sentence, field, number, or the label of a link.

Everything here is about shape, and about the small words of the language and of the web ("read
more", "back to top"); no rule knows what a page is about.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

# No heading, label or caption is longer; longer lines are not searched for their marks.
LONGEST_HEADING = 160
_MOST_WORDS = 20
_SENTENCE_WORDS = 5
_EXCLAMATION_WORDS = 8
_TITLE_CASE = 0.6
_LABEL_WORDS, _SHORT_LABEL_WORDS, _LABEL_SENTENCE_WORDS = 12, 8, 3

_HASHED = re.compile(r"(#{1,6})\s+(\S.*?)\s*#*$")
_STRESSED = re.compile(r"(\*\*|__|\*|_)(?=\S)([^*_]+)(?<=\S)\1$")
# Signs on both sides, as in "* News *" or "--- News ---".
_FLANKED = re.compile(r"([*~=+•]{1,5}|-{2,5})\s+([^\W\d_].*?)\s+\1$")
_OPEN_WORD = re.compile(
    r"\b(?:a|an|the|of|to|in|on|at|by|for|from|with|and|or|our|their|its)$", re.IGNORECASE
)
_TERMINAL = re.compile(r"[.!?:;…][\"'”’)\]]*$")
_METADATA = re.compile(
    r"(?i)(?:(?:first |last |page last )?(?:published|updated|modified|reviewed|posted|edited)"
    r"|written by)\b"
)
_FIELD = re.compile(r"([A-Z][^\W\d]*(?:[ /&'’()-]+[^\W\d]+){0,2}):(?:\s+\S|$)")
_COMMON_FIELD = re.compile(
    r"(?:address|contact|cost|date|duration|e-?mail|fee|funder|lead|location|note|partner|phone"
    r"|price|speaker|tel|time|venue|website)s?"
)
_QUESTION = re.compile(r"(?:who|what|why|when|where|which|how|if|whether)\b", re.IGNORECASE)
# A clause that begins so is no sentence before another one follows: "Once the hive is full".
_CLAUSE = re.compile(r"(?:once|after|before|while|until|unless)\b", re.IGNORECASE)
_FINITE = re.compile(
    r"\b(?<!\bthat )(?<!\bwho )(?:is|are|was|were|has|have|had|will|can|must|should|does|do|did|may"
    r"|would|could|isn['’]t|aren['’]t|provides?|helps?|offers?|runs?|brings?|works|aims|allows?"
    r"|includes?|meets?)\b"
    # A verb of the third person has an object that begins with one of few words: "joins the".
    r"|\b(?!(?:across|as|besides|less|plus|towards|unless|versus)\b)[a-z]{2,}s"
    r" (?:the|a|an|our|its|their|your|how|what|whether|people|us|you|them)\b"
)
_ABBREVIATED = re.compile(r"\b(?:Inc|Ltd|Co|etc|St|Dr|Jr|Sr|a\.m|p\.m|[A-Z]\.[A-Z]|[A-Z])\.$")
_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")

_ISSUE = re.compile(
    r"(?i)(?:(?:issue|number|no\.?|vol(?:ume|\.)?|edition) ?\d{1,4}\b"
    r"|(?:spring|summer|autumn|winter|january|february|march|april|may|june|july|august"
    r"|september|october|november|december) (?:19|20)\d\d)[\w ,.;|·–-]{0,40}"
)

_ARROWS = "»›→>▸▶➔⟶…"
_MORE = re.compile(
    r"(?i)(?:find out|read|learn|discover|explore|view|see|show|load|hear|get|browse|know)"
    r"(?: the| our| us)? (?:more|all|full|further|less|details?)\b.*"
    r"|(?:for )?(?:more|further|full) (?:info(?:rmation)?|details?|stories|story|about .*|on .*)"
    r"|more|details|continue(?: reading)?|read on"
    r"|(?:visit|go to|see|open|view) .*\b(?:web)?(?:site|page)"
)
_CALL = re.compile(
    r"(?:add|apply|ask|book|borrow|browse|buy|call|check|choose|click|close|compare|contact|continue"
    r"|discover|donate|download|email|enquire|enrol|enroll|explore|find|follow|get|give|go|hear|join"
    r"|learn|listen|loan|open|order|play|print|read|register|request|reserve|rsvp|save|see|send"
    r"|share|shop|show|sign|start|subscribe|support|try|view|visit|volunteer|watch|write)\b.*",
    re.IGNORECASE,
)

_NUMBER = re.compile(r"(\d{1,3}(?:\.\d{1,3})+|\d{1,3}(?=[.)]))[.)]?\s+(?=\S)")
_BARE_NUMBER = re.compile(r"(\d{1,2})\s+(?=[A-Z])")
_BRACKETED = re.compile(r"\((\d{1,3}|[a-z])\)\s+(?=\S)")
_LETTERED = re.compile(r"([A-Za-z]|[IVX]{2,5})[.)]\s+(?=\S)")
_WORDED = re.compile(
    r"([A-Za-z]+)\s(\d{1,3}|[IVX]{1,5}|[A-Z])(?:\s?[:.–—-]\s+(?=\S)|$)", re.IGNORECASE
)
_ROMAN = {"I": 1, "V": 5, "X": 10}


def count_words(text: str) -> int:
    """Return the number of words."""
    return len(text.split())


def heading_mark(text: str) -> tuple[str, str] | None:
    """Return the signs that mark a whole line as a heading, and what they mark, or `None`.

    >>> heading_mark("## Loans"), heading_mark("~~ Loans ~~"), heading_mark("*Loans*")
    (('##', 'Loans'), ('~~', 'Loans'), ('*', 'Loans'))
    """
    if text[:1] not in {"#", "=", "*", "_", "~", "+", "•", "-"} or len(text) > LONGEST_HEADING:
        return None
    if found := _HASHED.match(text):
        return "#" * len(found[1]), found[2]
    if found := _FLANKED.match(text):
        return found[1][0] * min(2, len(found[1])), found[2]
    found = _STRESSED.match(text)
    return (found[1], found[2]) if found else None


def is_open(text: str) -> bool:
    """Return whether a text stops where its sentence cannot: after a comma, `of`, `the`."""
    tail = text[-LONGEST_HEADING:]
    return tail.endswith((",", "-", "–", "&", "(")) or bool(_OPEN_WORD.search(tail))


def is_terminal(text: str) -> bool:
    """Return whether a text ends as a sentence, or as the announcement of a list, does."""
    return bool(_TERMINAL.search(text[-LONGEST_HEADING:]))


def field_key(text: str) -> str | None:
    """Return the name before the colon of a line such as `Contact: Jo Hill`, folded, or `None`."""
    head = text[:LONGEST_HEADING]
    found = _FIELD.match(head) if ":" in head else None
    return found[1].casefold() if found else None


def is_common_field(key: str) -> bool:
    """Return whether a field's name is one that every kind of page uses."""
    return _COMMON_FIELD.fullmatch(key) is not None


def is_sentence(text: str) -> bool:
    """Return whether a line says something, rather than naming it."""
    if text.endswith("?") or _QUESTION.match(text) or count_words(text) < _SENTENCE_WORDS:
        return False
    if _CLAUSE.match(text) and "," not in text:
        return False
    return bool(_FINITE.search(text.split(" ", 1)[1])) and not is_title_case(text)


def is_title_case(text: str) -> bool:
    """Return whether most of the longer words begin with a capital."""
    long = [word for word in _WORD.findall(text)[1:] if len(word) > 3]  # noqa: PLR2004
    return bool(long) and sum(not w[0].islower() for w in long) >= _TITLE_CASE * len(long)


def has_heading_shape(text: str) -> bool:
    """Return whether a line, without its number, could be a heading by its shape alone."""
    if not text or len(text) > LONGEST_HEADING or not _is_name(text):
        return False
    words = count_words(text)
    if words > _MOST_WORDS:
        return False
    if text.endswith("!"):
        return words <= _EXCLAMATION_WORDS
    if text.endswith(",") or (is_terminal(text) and not text.rstrip("\"'”’)").endswith("?")):
        return _ABBREVIATED.search(text) is not None and ". " not in text
    stops = words > 1 and is_open(text) and not _QUESTION.match(text)
    return not (stops or is_sentence(text) or _METADATA.match(text))


def _is_name(text: str) -> bool:
    """Return whether a line begins as a name does, and is not an address."""
    first = _WORD.search(text)
    if not first or re.match(r"https?://|www\.|\S+@\S+$", text):
        return False
    return not first[0].islower() or any(c.isupper() for c in first[0])


def label_strength(text: str) -> int:
    """Return 2 for a link's label by its words or arrow, 1 for what may be one if it recurs, or 0.

    >>> label_strength("Find out more"), label_strength("Book a visit"), label_strength("Roses")
    (2, 1, 0)
    """
    if len(text) > LONGEST_HEADING or text.endswith((":", "?")) or field_key(text):
        return 0
    core = text.strip(f"[]()<>{_ARROWS}. ")
    words = count_words(core)
    if not core or words > _LABEL_WORDS:
        return 0
    arrow = text[0] in _ARROWS or text[-1] in _ARROWS.replace("…", "")
    if arrow and words <= _SHORT_LABEL_WORDS:
        return 2
    ended = text.endswith(".") and not text.endswith("..")
    if _MORE.fullmatch(core) and not (ended and words > _LABEL_SENTENCE_WORDS):
        return 2
    return int(_CALL.fullmatch(core) is not None and not ended and words <= _SHORT_LABEL_WORDS)


def is_issue(text: str) -> bool:
    """Return whether a line says which issue of a periodical this is: "Number 41, Spring"."""
    return _ISSUE.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class Numbering:
    """The number a line begins with: its manner, its value (a path where dotted), where it ends."""

    manner: str
    path: tuple[int, ...]
    end: int


def numbering(text: str) -> Numbering | None:
    """Return the number a line begins with, if any.

    >>> numbering("2.3 Loans to schools")
    Numbering(manner='digits', path=(2, 3), end=4)
    """
    head = text[:LONGEST_HEADING]
    if found := _NUMBER.match(head):
        return Numbering("digits", tuple(map(int, found[1].split("."))), found.end())
    if found := _BARE_NUMBER.match(head):
        return Numbering("bare", (int(found[1]),), found.end())
    if found := _BRACKETED.match(head):
        return Numbering("bracketed", (_value(found[1]),), found.end())
    if found := _LETTERED.match(head):
        roman = found[1] in _ROMAN or len(found[1]) > 1
        manner = "lower" if found[1].islower() else "roman" if roman else "upper"
        return Numbering(manner, (_value(found[1], roman=roman),), found.end())
    if found := _WORDED.match(head):
        return Numbering(f"word {found[1].lower()}", (_value(found[2]),), 0)
    return None


def _value(sign: str, *, roman: bool = True) -> int:
    if sign.isdigit():
        return int(sign)
    if roman and set(sign) <= set(_ROMAN):
        digits = [_ROMAN[letter] for letter in sign]
        following = [*digits[1:], 0]
        return sum(-a if a < b else a for a, b in zip(digits, following, strict=True))
    return ord(sign[0].lower()) - ord("a") + 1
