"""Says which lines are links that every site has, rows of links, trails, and small print.

Such lines are known by their words; where they may be left out, `edges` says.
"""

from __future__ import annotations

import re

from indexer.read.plain.labels import label_strength
from indexer.read.plain.lines import Unit
from indexer.read.plain.marks import LONGEST_HEADING, count_words, is_terminal

_HOME = r"(?:you are here:? ?)?(?:home(?: ?page)?|start(?: page)?)"
_TRAIL = re.compile(rf"{_HOME}\s*(?:[>»›/|\\→·:]|::)\s*\S.*", re.IGNORECASE)
_BAR = re.compile(r"\s+[|·•/]\s+")
_LINK = re.compile(
    r"(?:(?:web)?site )?(?:accessibility|cookies?|privacy|legal|terms|imprint|impressum|disclaimer"
    r"|site ?map|copyright)(?: (?:and|&) \w+)*"
    r"(?: (?:statement|policy|policies|notice|settings|information|of (?:use|service)"
    r"|(?:and|&) conditions))*"
    r"|contact(?: us)?|about(?: us)?|home(?: ?page)?|search|menu|(?:log|sign) ?(?:in|out)"
    r"|help|feedback|subscribe|unsubscribe|follow us(?: on .*)?|share(?: this(?: page)?)?"
    r"|print(?: this page)?|(?:facebook|twitter|instagram|linkedin|youtube|mastodon|bluesky|x)"
    r"|all rights reserved\.?|registered (?:charity|company|office)\b.*|(?:back|return) to .*"
    r"|(?:previous|next)(?: page)?",
    re.IGNORECASE,
)
_SMALL_PRINT = re.compile(
    r"\bregistered (?:charity|company|office|in)\b|\bcharity (?:registered|n(?:o|umber))\b"
    r"|\b(?:company|registration|vat) n(?:o|umber)\b|\ball rights reserved\b"
    r"|\b(?:web(?:site|master)|site|page) (?:by|design|maintained|built)\b|\bbest viewed\b"
    r"|\bunsubscribe\b|\bto (?:stop receiving|opt out)\b|\bmailing list\b"
    r"|\byou (?:are )?receiv(?:e|ed|ing) this\b|\bthis (?:e-?mail|message|newsletter) was sent\b",
    re.IGNORECASE,
)
_ISSUE = re.compile(
    r"(?:(?:issue|number|no\.?|vol(?:ume|\.)?|edition)(?: n(?:o\.?|umber))? ?\d{1,4}\b"
    r"|(?:spring|summer|autumn|winter|january|february|march|april|may|june|july|august"
    r"|september|october|november|december) (?:19|20)\d\d)[\w ,.;|·–-]{0,40}",
    re.IGNORECASE,
)
# The names of a menu run together: "Study Research Business About us".
_MENU = re.compile(
    r"(?:Home (?:[A-Z][\w&'’-]* ){2,9}|(?:[A-Z][\w&'’-]* ){3,9})"
    r"(?:(?:About|Contact)(?: [Uu]s)?|Search|Menu|(?:Log|Sign) ?[Ii]n|Help)"
)
_BAR_WORDS, LEAST_ROW = 4, 3


def is_trail(text: str) -> bool:
    """Return whether a line says where a page stands in its site: "Home / Walks"."""
    short = len(text) <= LONGEST_HEADING and not is_terminal(text)
    return short and bool(_TRAIL.fullmatch(text))


def link_parts(unit: Unit) -> tuple[str, ...]:
    """Return what bars or wide gaps part in a line: the whole line where nothing does."""
    parts = unit.cells if len(unit.cells) >= LEAST_ROW else _BAR.split(unit.text)
    return tuple(part.strip("[]() ") for part in parts)


def is_link_line(unit: Unit) -> bool:
    """Return whether a line is one link that every site has, or a row of links."""
    if unit.kind != "text" or unit.style or len(unit.text) > LONGEST_HEADING:
        return False
    parts = link_parts(unit)
    links = sum(bool(_LINK.fullmatch(part)) for part in parts)
    if len(parts) == 1:
        return links == 1
    short = all(count_words(part) <= _BAR_WORDS and not is_terminal(part) for part in parts)
    return links > 1 or (short and links > 0 and len(parts) >= LEAST_ROW)


def is_row(unit: Unit) -> bool:
    """Return whether a line holds several links: parted, or the names of a menu run together."""
    return len(link_parts(unit)) >= LEAST_ROW or is_menu(unit)


def is_menu(unit: Unit) -> bool:
    """Return whether a line is the names of a menu, with gaps or nothing between them."""
    if unit.kind != "text" or unit.style or len(unit.text) > LONGEST_HEADING:
        return False
    named = all(cell[0].isupper() and count_words(cell) <= _BAR_WORDS for cell in unit.cells)
    gaps = len(unit.cells) >= LEAST_ROW and named and not is_terminal(unit.text)
    return gaps or bool(_MENU.fullmatch(unit.text))


def is_call_row(unit: Unit) -> bool:
    """Return whether a line is a row of calls to do something: "Donate now | Volunteer"."""
    parts = link_parts(unit)
    calls = sum(label_strength(part) > 0 or bool(_LINK.fullmatch(part)) for part in parts)
    return len(parts) > 1 and calls == len(parts)


def is_small_print(unit: Unit) -> bool:
    """Return whether a line is about the organisation or the text as such."""
    return len(unit.text) <= 2 * LONGEST_HEADING and bool(_SMALL_PRINT.search(unit.text))


def is_issue(text: str) -> bool:
    """Return whether a line says which issue of a periodical this is: "Number 41, Spring"."""
    return len(text) <= LONGEST_HEADING and bool(_ISSUE.fullmatch(text))
