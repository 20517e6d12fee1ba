"""Says what an element is to a reader: a heading, a control, hidden, or running text.

Judged by tag, role and the words of id, class and label alone; what needs its surroundings too
(a panel that a button opens is not hidden text) is told by the caller.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

Attributes = Mapping[str, str | None]

HEADINGS = {f"h{rank}": rank for rank in range(1, 7)}
# Elements that stand in a line of text; every other one begins and ends a block.
INLINE = frozenset(
    [
        "a",
        "abbr",
        "acronym",
        "b",
        "bdi",
        "bdo",
        "big",
        "cite",
        "code",
        "data",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "ins",
        "kbd",
        "mark",
        "nobr",
        "q",
        "rb",
        "rp",
        "rt",
        "ruby",
        "s",
        "samp",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "time",
        "tt",
        "u",
        "var",
        "wbr",
        "label",
        "img",
    ]
)
# Text that begins one of these inside a heading is no longer the heading (it was never closed).
PROSE = frozenset(
    [
        "p",
        "ul",
        "ol",
        "dl",
        "table",
        "section",
        "article",
        "blockquote",
        "pre",
        "form",
        "details",
        "figure",
    ]
)
# How many elements lie between an accordion and its buttons at most, as pages are built.
FOLD_REACH = 4

_CONTROLS = frozenset(
    ["input", "select", "textarea", "option", "datalist", "button", "label", "output"]
)
_LABELS = frozenset(["summary", "dt", "legend"])
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden")
_OPENER = re.compile(r"accordion|collaps|toggle|faq|expand|disclosure", re.IGNORECASE)
# Labels that name no thing: of the site's tools, and of what only shows more of a text.
_TOOL = re.compile(
    r"menu|share|print|filters?|search|submit|send|close|next|previous|back|copy( link)?"
    r"|sort( by)?|(open|close|show|hide) (menu|search|filters?)",
    re.IGNORECASE,
)
_MORE = re.compile(
    r"((open|close|show|hide|expand|collapse|read|learn|see|view|find out)( (all|more|less|full|"
    r"sections?|details))+|(more|further|full) (details|info|information|text)|more|details)\W*",
    re.IGNORECASE,
)
_SKIP = re.compile(r"skip\b|jump to (main )?content", re.IGNORECASE)


def names(attributes: Attributes) -> list[str]:
    """Return the element's id and classes, in lower case."""
    if not attributes:  # as most elements
        return []
    return f"{attributes.get('id') or ''} {attributes.get('class') or ''}".lower().split()


def hidden(tag: str, attributes: Attributes) -> bool:
    """Tell whether the element itself is not shown, as far as its own markup says."""
    return tag != "body" and (
        "hidden" in attributes
        or attributes.get("aria-hidden") == "true"
        or (tag == "dialog" and "open" not in attributes)
        or bool(_HIDING.search((attributes.get("style") or "").lower()))
    )


def is_heading(tag: str, attributes: Attributes) -> bool:
    """Tell a heading that says so itself (h1 to h6, `role=heading`)."""
    return attributes.get("role") == "heading" or (
        tag in HEADINGS and attributes.get("role") not in {"presentation", "none"}
    )


def is_label(tag: str, attributes: Attributes) -> bool:
    """Tell an element that is a heading by its tag or by what it does.

    Buttons and labels come this far only where they open something (see `is_opener`).
    """
    return is_heading(tag, attributes) or tag in _LABELS or is_control(tag, attributes)


def rank(tag: str, attributes: Attributes) -> int | None:
    """Return a heading's rank, `None` where the markup gives none."""
    level = attributes.get("aria-level") or ""
    if level.isdigit() and int(level) > 0:
        return int(level)
    return HEADINGS.get(tag)


def is_tab(attributes: Attributes) -> bool:
    """Tell the label of a tab, which is the heading of its panel."""
    return attributes.get("role") == "tab" or _toggle(attributes) in {"tab", "pill"}


def looks_foldable(attributes: Attributes) -> bool:
    """Tell an element named as a part that folds open and shut."""
    return bool(attributes) and _OPENER.search(" ".join(names(attributes))) is not None


def is_opener(tag: str, attributes: Attributes, *, foldable: bool) -> bool:
    """Tell a button that opens a part of the text, and so is that part's heading.

    `foldable` says whether an element close around it `looks_foldable`.
    """
    toggle = _toggle(attributes)
    if "aria-haspopup" in attributes or attributes.get("type") in {"submit", "reset"}:
        return False
    if tag == "label":
        return foldable
    if tag != "button" and attributes.get("role") != "button" and toggle != "collapse":
        return False
    told = "aria-expanded" in attributes or "aria-controls" in attributes or toggle == "collapse"
    return told or (tag == "button" and (foldable or looks_foldable(attributes)))


def is_tool(title: str) -> bool:
    """Tell the label of one of the site's tools ("Menu") from the title of a thing."""
    return _TOOL.fullmatch(title) is not None


def shows_more(title: str) -> bool:
    """Tell the label of what only shows more of the same text ("Read more", "Show all")."""
    return _MORE.fullmatch(title) is not None


def is_control(tag: str, attributes: Attributes) -> bool:
    """Tell what a reader operates rather than reads."""
    collapse = _toggle(attributes) == "collapse"
    return tag in _CONTROLS or attributes.get("role") == "button" or collapse


def is_local_link(tag: str, attributes: Attributes) -> bool:
    """Tell a link into the page itself."""
    return tag == "a" and (attributes.get("href") or "").startswith("#")


def is_outer_link(tag: str, attributes: Attributes) -> bool:
    """Tell a link to another page."""
    return tag == "a" and bool(attributes.get("href")) and not is_local_link(tag, attributes)


def is_skip_link(title: str) -> bool:
    """Tell by its title a link that only jumps past the site's dress."""
    return _SKIP.match(title) is not None


def controlled(attributes: Attributes, *, links: bool) -> list[str]:
    """Return the ids of what an element opens; `links` counts where its link leads."""
    named = (attributes.get("aria-controls") or "").split()
    for key in ("data-bs-target", "data-target", "href") if links else ():
        target = attributes.get(key) or ""
        if not named and target.startswith("#") and len(target) > 1:
            named = [target[1:]]
    return named


def _toggle(attributes: Attributes) -> str | None:
    if not attributes:
        return None
    return attributes.get("data-bs-toggle") or attributes.get("data-toggle")
