"""Which lines belong to the page or its site and not to the text: page numbers, menus, footers.

Some are known by words that every site uses, wherever they stand; some by coming again; the others
only where they begin or end the text. Each is left out with a reason, in words for a person.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise

from indexer.read.plain.lines import TextUnit
from indexer.read.plain.shapes import (
    LONGEST_HEADING,
    count_words,
    has_heading_shape,
    is_issue,
    is_terminal,
    numbering,
)

_LEAST_CONTENTS = 3
_LEAST_RUNNING, _LEAST_PAGES = 3, 2
_CENTRED = 20  # columns
_TRAIL_WORDS = 20
_LEAST_ROW, _LINK_WORDS = 3, 4
_LINE_WORDS = 8
_MOST_LINES, _MOST_WORDS = 12, 60
_CONTACT_WORDS = 18

_SET_PHRASES = {
    "link back to another place": re.compile(
        r"(?i)(?:(?:back|return|go|jump|skip) )?to (?:the )?"
        r"(?:top|start|contents?|main content|list|index|menu)(?: of (?:the |this )?page)?"
        r"|(?:back|return) to (?:(?:all|the|our) )?"
        r"(?:home(?:page)?|listings?|news|overview|projects|results|search)"
        r"|(?:back )?top(?: of (?:the |this )?page)?|skip .*navigation|share this page"
    ),
    "page number": re.compile(
        r"(?i)(?:page|p\.|pg\.?) ?\d{1,4}(?: ?(?:of|/) ?\d{1,4})?|[-–—] ?\d{1,4} ?[-–—]"
        r"|\d{1,4} (?:of|/) \d{1,4}"
    ),
    "copyright line": re.compile(
        r"(?:copyright )?(?:©|\(c\)) ?.*|copyright \d{4}.*", re.IGNORECASE
    ),
    "picture caption": re.compile(
        r"(?i)\W*(?:image|photo|photograph|picture|pictured|caption|credit)s?(?: credits?)?"
        r"\s*(?::|by\b|©|courtesy|–|—|-).*"
        r"|.*(?:[.;(|]\s*(?:image|photo|photograph|picture|pictured|caption|credit)s?(?: credits?)?"
        r"\s*(?::|by\b|©|courtesy)|[.,;(|–—]\s*©)[^!?]{1,60}"
    ),
}
# What reStructuredText sets its parts with: ".. note::", ".. code-block:: python", ".. _links:".
_DIRECTIVE = re.compile(r"\.\. (?:_[^:]+:|[\w-]+::(?: [\w-]+)?)")
_LEADER = re.compile(r" ?[.·…_](?:[ .·…_])*\d{1,4}$")
CONTENTS = re.compile(
    r"(?:table of )?contents|(?:on|in) this (?:page|guide|section|document|report)|index|jump to",
    re.IGNORECASE,
)
_PAGED = re.compile(
    r"(?P<name>\S.*?)[ ,;|·–-]+\[?(?:page|p\.|pg\.?) ?(?P<page>\d{1,4})(?: ?(?:of|/) ?\d{1,4})?\]?",
    re.IGNORECASE,
)
_BAR = re.compile(r"\s+[|·•/]\s+")
_SITE_LINK = re.compile(
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
    r"(?i)\bregistered (?:charity|company|office|in)\b|\bcharity (?:registered|n(?:o|umber))\b"
    r"|\b(?:company|registration|vat) n(?:o|umber)\b|\ball rights reserved\b"
    r"|\b(?:web(?:site|master)|site|page) (?:by|design|maintained|built)\b|\bbest viewed\b"
    r"|\bunsubscribe\b|\bto (?:stop receiving|opt out)\b|\bmailing list\b"
    r"|\byou (?:are )?receiv(?:e|ed|ing) this\b|\bthis (?:e-?mail|message|newsletter) was sent\b"
)
# What a last line says of the page: when it was changed, whether it helped.
_NOTE = re.compile(
    r"(?i)(?:(?:this |the )?page )?(?:was )?last (?:updated|reviewed|modified|changed)\b.*\d.*"
    r"|[\w ]{0,40}\b(?:correct|accurate) (?:at (?:the )?time of|when) "
    r"(?:print|writ|publi|going)[\w ]*\.?"
    r"|(?:was|is|did|has) this (?:page|article|guide|information|section|answer)\b[^?]*\?.*"
    r"|[^?]+\?\s*yes\b\W*no\b\W*"
)
_WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_CONTACT = re.compile(
    rf"(?i:\b(?:office|opening) hours\b|\b{_WEEKDAY}s? (?:to|[-–]) {_WEEKDAY}\b.*\d"
    r"|\b(?:tel(?:ephone)?|phone|call(?: us)?|fax)\b\D{0,4}\+?\d[\d ()-]{5,})|\S+@\S+\.\w+"
    r"|(?:^|, )(?:\d{1,4}[a-z]? )?(?:[A-Z][\w'’-]+ ){1,3}"
    r"(?:Street|Road|Lane|Avenue|Square|Quay|Drive|Place|Way|Terrace|Row|Close|Gardens)\b"
    r"|\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b"
)


def find_boilerplate(units: Sequence[TextUnit]) -> dict[int, str]:
    """Return the index of each unit to leave out, and why."""
    reasons = {i: "separator" for i, unit in enumerate(units) if unit.kind == "rule"}
    for i, unit in enumerate(units):
        if _is_menu(unit):
            reasons[i] = "link of the site"
        elif unit.kind == "text" and _DIRECTIVE.fullmatch(unit.text):
            reasons[i] = "markup"
        elif unit.kind == "text" and not unit.style and (reason := _set_phrase(unit.text)):
            reasons[i] = reason
    if len(units) > 1 and not units[1].blanks and is_issue(units[1].text):
        reasons[1] = "issue of a periodical"  # right under the title
    reasons |= _page_numbers(units) | _running_headers(units) | _contents(units)
    reasons |= _top(units, reasons)
    return reasons | _bottom(units, reasons)


def _set_phrase(text: str) -> str | None:
    """Return why a line is none of the text by its words alone, or `None`."""
    if len(text) > LONGEST_HEADING:
        return None
    core = text.strip("[]()^↑ »›→>▸▶➔⟶…")
    for reason, phrase in _SET_PHRASES.items():
        if phrase.fullmatch(text) or phrase.fullmatch(core):
            return reason
    trail = [part for part in re.split(r"\s[>»›]\s", text) if part]
    return "breadcrumb trail" if len(trail) > 2 and count_words(text) <= _TRAIL_WORDS else None  # noqa: PLR2004


def _page_numbers(units: Sequence[TextUnit]) -> dict[int, str]:
    """Find lone numbers beside page breaks, and lone numbers that count on through the text."""
    alone = [i for i, u in enumerate(units) if len(u.text) <= 4 and u.text.isdecimal()]  # noqa: PLR2004
    values = [int(units[i].text) for i in alone]
    counting = len(alone) > 1 and all(b == a + 1 for a, b in pairwise(values))
    return {
        i: "page number"
        for i in alone
        if counting or units[i].indent >= _CENTRED or _at_break(units, i)
    }


def _at_break(units: Sequence[TextUnit], i: int) -> bool:
    return units[i].page_break or (i + 1 < len(units) and units[i + 1].page_break)


def _running_headers(units: Sequence[TextUnit]) -> dict[int, str]:
    """Find lines that come again beside page breaks, or anywhere with the number of the page."""
    lines = {
        i: u.text for i, u in enumerate(units) if u.kind == "text" and len(u.text) < LONGEST_HEADING
    }
    counts = Counter(text for i, text in lines.items() if _at_break(units, i))
    found = [
        i for i, text in lines.items() if counts[text] >= _LEAST_RUNNING and _at_break(units, i)
    ]
    paged: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for i, text in lines.items():
        if match := _PAGED.fullmatch(text):
            paged[match["name"].casefold()].append((int(match["page"]), i))
    for pages in paged.values():
        if len(pages) >= _LEAST_PAGES and all(a < b for (a, _), (b, _) in pairwise(pages)):
            found += [i for _, i in pages]
            # The head of the next page, in columns, stands right after the foot of the one before.
            found += [i + 1 for _, i in pages if i + 1 in lines and len(units[i + 1].cells) > 1]
    return dict.fromkeys(found, "running header")


def _contents(units: Sequence[TextUnit]) -> dict[int, str]:
    """Find lists of headings: lines in a row that all come again later, once, in the same order."""
    entries: dict[str, list[int]] = defaultdict(list)
    for i, unit in enumerate(units):
        if unit.kind != "rule" and len(unit.text) <= LONGEST_HEADING:
            number = numbering(unit.text)
            name = _LEADER.sub("", unit.text[number.end if number else 0 :])
            entries[name.casefold().strip(" :")].append(i)
    again = {pair[0]: pair[1] for pair in entries.values() if len(pair) == 2}  # noqa: PLR2004
    reasons: dict[int, str] = {}
    run: list[int] = []
    for i in range(len(units) + 1):
        if run and (i not in again or again[i] <= again[run[-1]] or again[run[0]] <= i):
            reasons |= _contents_run(units, run, again)
            run = []
        if i in again:
            run.append(i)
    return reasons


def _contents_run(
    units: Sequence[TextUnit], run: list[int], again: dict[int, int]
) -> dict[int, str]:
    later = [again[i] for i in run]
    together = sum(b == a + 1 for a, b in pairwise(later))
    if len(run) < _LEAST_CONTENTS or later[0] <= run[-1] or 2 * together > len(run):
        return {}
    above = run[0] - 1
    if above >= 0 and CONTENTS.fullmatch(units[above].text[:LONGEST_HEADING].rstrip(":")):
        run = [above, *run]
    return dict.fromkeys(run, "table of contents")


def _top(units: Sequence[TextUnit], reasons: Mapping[int, str]) -> dict[int, str]:
    """Find the links of the site above the title; one link alone may be the title: "About us"."""
    links: list[int] = []
    for i, unit in enumerate(units):
        if i in reasons:
            continue
        if not is_site_link(unit):
            row = bool(links) and len(_link_parts(units[links[0]])) >= _LEAST_ROW
            title = (row or len(links) > 1) and has_heading_shape(unit.text)
            return dict.fromkeys(links, "link of the site") if title else {}
        links.append(i)
    return {}


def _link_parts(unit: TextUnit) -> tuple[str, ...]:
    """Return what bars or wide gaps part in a line: the whole line where nothing does."""
    parts = unit.cells if len(unit.cells) >= _LEAST_ROW else _BAR.split(unit.text)
    return tuple(part.strip("[]() ") for part in parts)


def is_site_link(unit: TextUnit) -> bool:
    """Return whether a line is one link that every site has, or a row of links."""
    if unit.kind != "text" or unit.style or len(unit.text) > LONGEST_HEADING:
        return False
    parts = _link_parts(unit)
    links = sum(_SITE_LINK.fullmatch(part) is not None for part in parts)
    if len(parts) == 1:
        return links == 1
    short = all(count_words(part) <= _LINK_WORDS and not is_terminal(part) for part in parts)
    named = bool(unit.cells) and all(cell[0].isupper() for cell in unit.cells)
    return short and len(parts) >= _LEAST_ROW and (links > 0 or named)


def _is_menu(unit: TextUnit) -> bool:
    """Return whether a line is a row of links, half of them or more such as every site has."""
    if not is_site_link(unit):
        return False
    parts = _link_parts(unit)
    links = sum(_SITE_LINK.fullmatch(part) is not None for part in parts)
    return len(parts) >= _LEAST_ROW and 2 * links >= len(parts)


def _bottom(units: Sequence[TextUnit], reasons: Mapping[int, str]) -> dict[int, str]:
    """Find what ends the text: links, notes and small print; short lines after a copyright line."""
    start = len(units)
    last = max((i for i, r in reasons.items() if r == "copyright line"), default=start)
    after = [unit.text for unit in units[last + 1 :]]
    short = all(count_words(text) <= _LINE_WORDS and not is_terminal(text) for text in after)
    if short and len(after) <= _MOST_LINES:
        start = last
    for i in range(start - 1, max(0, start - 1 - _MOST_LINES), -1):
        if i in reasons:
            continue
        if not _ends_page(units, i):
            break
        if _heads_text(units, i):
            return {}  # a last section such as "Help"
        if units[i].blanks or units[i - 1].kind == "rule" or is_site_link(units[i]):
            start = i  # no line that hangs under the text above is the first
    return {i: "footer" for i in range(start, len(units)) if i not in reasons}


def _ends_page(units: Sequence[TextUnit], i: int) -> bool:
    """Return whether a line of its own is about the site, the page or where to find somebody."""
    unit = units[i]
    if unit.kind != "text" or unit.style or len(unit.text) > 2 * LONGEST_HEADING:
        return False
    small = _SMALL_PRINT.search(unit.text) or _NOTE.fullmatch(unit.text)
    return bool(small) or is_site_link(unit) or _is_contact(unit, units[:i])


def _heads_text(units: Sequence[TextUnit], i: int) -> bool:
    """Return whether a link's name stands as a heading above sentences of its own."""
    named = is_site_link(units[i]) and len(_link_parts(units[i])) == 1
    return named and i + 1 < len(units) and is_terminal(units[i + 1].text)


def _is_contact(unit: TextUnit, before: Sequence[TextUnit]) -> bool:
    """Return whether a line says where somebody is and when, as no line before it does."""
    if not _CONTACT.search(unit.text) or not before or has_heading_shape(before[-1].text):
        return False
    brief = (u.text for u in (unit, *before) if count_words(u.text) <= _CONTACT_WORDS)
    return [text for text in brief if _CONTACT.search(text)] == [unit.text]
