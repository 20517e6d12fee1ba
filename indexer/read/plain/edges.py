"""Says which lines at a text's ends belong to the site: trails, rows of links, what follows a ©.

Such lines are known by their words, which every site uses, or by standing in the last lines after
a copyright line or a separator; within the text the same words are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from indexer.read.plain.lines import Unit
from indexer.read.plain.marks import LONGEST_HEADING, count_words, has_heading_shape, is_terminal

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
_BAR_WORDS, _LINE_WORDS, _LEAST_BAR = 4, 8, 3
_MOST_LINES, _MOST_WORDS = 12, 60


def find_edges(units: Sequence[Unit], reasons: Mapping[int, str]) -> dict[int, str]:
    """Return the index of each unit at the text's ends that belongs to the site, and why.

    `reasons` are the units that are left out in any case.
    """
    top = _top(units, reasons)
    return top | _bottom(units, {**reasons, **top})


def _top(units: Sequence[Unit], reasons: Mapping[int, str]) -> dict[int, str]:
    """Find what comes before the title; one link alone may be the title: "About us"."""
    found: dict[int, str] = {}
    links: list[int] = []
    for i, unit in enumerate(units):
        if i in reasons:
            continue
        if unit.kind == "text" and not unit.style and is_trail(unit.text):
            found[i] = "breadcrumb trail"
        elif _is_link_line(unit):
            links.append(i)
        elif len(links) > 1 and has_heading_shape(unit.text):
            return found | dict.fromkeys(links, "link of the site")
        else:
            return found
    return {}


def is_trail(text: str) -> bool:
    """Return whether a line says where a page stands in its site: "Home / Walks"."""
    short = len(text) <= LONGEST_HEADING and not is_terminal(text)
    return short and bool(_TRAIL.fullmatch(text))


def _is_link_line(unit: Unit) -> bool:
    """Return whether a line is one link that every site has, or a row of links."""
    if unit.kind != "text" or unit.style or len(unit.text) > LONGEST_HEADING:
        return False
    parts = [part.strip("[]() ") for part in _BAR.split(unit.text)]
    links = sum(bool(_LINK.fullmatch(part)) for part in parts)
    if len(parts) == 1:
        return links == 1
    short = all(count_words(part) <= _BAR_WORDS and not is_terminal(part) for part in parts)
    return links > 1 or (short and links > 0 and len(parts) >= _LEAST_BAR)


def _bottom(units: Sequence[Unit], reasons: Mapping[int, str]) -> dict[int, str]:
    """Find what ends the text: links, lines after a ©, small print after a rule."""
    starts = [find(units, reasons) for find in (_links, _after_copyright, _after_rule)]
    return {i: "footer" for i in range(min(starts), len(units)) if i not in reasons}


def _links(units: Sequence[Unit], reasons: Mapping[int, str]) -> int:
    """Return where the links begin that end the text, with the small print among them."""
    start = len(units)
    for i in range(len(units) - 1, 0, -1):
        if i in reasons and units[i].kind != "rule":
            continue
        if not (_is_link_line(units[i]) or (start < len(units) and _is_small_print(units[i]))):
            break
        start = i
    return start


def _is_small_print(unit: Unit) -> bool:
    return len(unit.text) <= 2 * LONGEST_HEADING and bool(_SMALL_PRINT.search(unit.text))


def _is_small(block: Sequence[Unit]) -> bool:
    return len(block) <= _MOST_LINES and sum(count_words(u.text) for u in block) <= _MOST_WORDS


def _after_copyright(units: Sequence[Unit], reasons: Mapping[int, str]) -> int:
    """Return where short lines begin that end the text after a copyright line."""
    signs = [i for i, reason in reasons.items() if reason == "copyright line"]
    last = max(signs, default=len(units))
    lines = units[last + 1 :]
    short = all(
        count_words(unit.text) <= _LINE_WORDS and not is_terminal(unit.text) for unit in lines
    )
    return last if short and _is_small(lines) else len(units)


def _after_rule(units: Sequence[Unit], reasons: Mapping[int, str]) -> int:
    """Return where a few last words begin after a rule, if small print is among them."""
    last = max((i for i, unit in enumerate(units) if unit.kind == "rule" and i), default=None)
    if last is None:
        return len(units)
    block = [unit for i, unit in enumerate(units) if i > last and i not in reasons]
    if not block or has_heading_shape(block[0].text) or not _is_small(block):
        return len(units)
    return last + 1 if any(_is_small_print(unit) for unit in block) else len(units)
