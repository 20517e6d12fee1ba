"""Says which lines are not a page's text: link labels, captions, page numbers, breadcrumbs.

The words are those that every site uses ("read more", "back to top", "photo:").
"""

from __future__ import annotations

import re

from indexer.read.plain.marks import LONGEST_HEADING, count_words, field_key

_MOST_WORDS = 20
_LABEL_WORDS, _SHORT_LABEL_WORDS, _LABEL_SENTENCE_WORDS = 12, 8, 3

_ARROWS = "»›→>▸▶➔⟶…"
_MORE = re.compile(
    r"(?:find out|read|learn|discover|explore|view|see|show|load|hear|get|browse|know)"
    r"(?: the| our| us)? (?:more|all|full|further|less|details?)\b.*"
    r"|(?:for )?(?:more|further|full) (?:info(?:rmation)?|details?|stories|story|about .*|on .*)"
    r"|more|details|continue(?: reading)?|read on"
    r"|(?:visit|go to|see|open|view) .*\b(?:web)?(?:site|page)"
    r"|[a-z]+(?: [a-z]+){0,3} (?:now|here|online|today)",
    re.IGNORECASE,
)
_CALL = re.compile(
    r"(?:add|apply|ask|book|borrow|browse|buy|call|check|choose|click|close|compare|contact|continue"
    r"|discover|donate|download|email|enquire|enrol|enroll|explore|find|follow|get|give|go|hear|join"
    r"|learn|listen|loan|open|order|play|print|read|register|request|reserve|rsvp|save|see|send"
    r"|share|shop|show|sign|start|subscribe|support|try|view|visit|volunteer|watch|write)\b.*",
    re.IGNORECASE,
)
_NAVIGATION = re.compile(
    r"(?:(?:back|return|go|jump|skip) )?to (?:the )?"
    r"(?:top|start|contents?|main content|list|index|menu)(?: of (?:the |this )?page)?"
    r"|(?:back|return) to (?:(?:all|the|our) )?"
    r"(?:home(?:page)?|listings?|news|overview|projects|results|search)"
    r"|(?:back )?top(?: of (?:the |this )?page)?|skip .*navigation|share this page",
    re.IGNORECASE,
)
_PAGE = re.compile(
    r"(?:page|p\.|pg\.?) ?\d{1,4}(?: ?(?:of|/) ?\d{1,4})?|[-–—] ?\d{1,4} ?[-–—]"
    r"|\d{1,4} (?:of|/) \d{1,4}",
    re.IGNORECASE,
)
_COPYRIGHT = re.compile(r"(?:copyright )?(?:©|\(c\)) ?.*|copyright \d{4}.*", re.IGNORECASE)
_CREDIT_WORD = r"(?:image|photo|photograph|picture|pictured|caption|credit)s?(?: credits?)?"
_CREDIT = re.compile(rf"\W*{_CREDIT_WORD}\s*(?::|by\b|©|courtesy|–|—|-)", re.IGNORECASE)
_CREDIT_END = re.compile(
    rf".*(?:[.;(|]\s*{_CREDIT_WORD}\s*(?::|by\b|©|courtesy)|[.,;(|–—]\s*©)[^!?]{{1,60}}",
    re.IGNORECASE,
)


def label_strength(text: str) -> int:
    """Return 2 for a link's label by its words or arrow, 1 for what may be one if it recurs, or 0.

    >>> label_strength("Find out more"), label_strength("Book a visit"), label_strength("Roses")
    (2, 1, 0)
    """
    if len(text) > LONGEST_HEADING:
        return 0
    core = text.strip(f"[]()<>{_ARROWS}. ")
    words = count_words(core)
    if not core or text.endswith((":", "?")) or words > _LABEL_WORDS:
        return 0
    if field_key(text):
        return 0
    arrow = text[0] in _ARROWS or text[-1] in _ARROWS.replace("…", "")
    ended = text.endswith(".") and not text.endswith("..")
    if arrow and words <= _SHORT_LABEL_WORDS:
        return 2
    if _MORE.fullmatch(core) and not (ended and words > _LABEL_SENTENCE_WORDS) and _called(core):
        return 2
    return int(bool(_CALL.fullmatch(core)) and not ended and words <= _SHORT_LABEL_WORDS)


def _called(core: str) -> bool:
    """Return whether a label is an order, where it only ends with `now`, `here`, `online`."""
    late = core.lower().endswith((" now", " here", " online", " today"))
    return not late or bool(_CALL.fullmatch(core))


def furniture(text: str) -> str | None:
    """Return why a line is part of the page's furniture (navigation, page number), or `None`."""
    if len(text) > LONGEST_HEADING:
        return None
    core = text.strip("[]()^↑ " + _ARROWS)
    if _NAVIGATION.fullmatch(core):
        return "link back to another place"
    if _PAGE.fullmatch(text):
        return "page number"
    if _COPYRIGHT.fullmatch(text):
        return "copyright line"
    if _CREDIT.match(text) or _CREDIT_END.fullmatch(text):
        return "picture caption"
    trail = [part for part in re.split(r"\s[>»›]\s", text) if part]
    return "breadcrumb trail" if len(trail) > 2 and count_words(text) <= _MOST_WORDS else None  # noqa: PLR2004
