"""What an element is to a reader: a heading, a control, hidden, part of the site, or running text.

Judged by tag and role, and by where the element stands; what needs more of the page (its names, for
which see `furniture`; that a panel which a button opens is not hidden text) is left to the caller.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from selectolax.lexbor import LexborNode


def by_word(words: dict[str, str]) -> dict[str, str]:
    """Return the key of each word in the values."""
    return {word: key for key, line in words.items() for word in line.split()}


_HEADINGS = {f"h{rank}": rank for rank in range(1, 7)}
# Elements that stand in a line of text; every other one begins and ends a block.
_INLINE = re.compile(
    r"a|abbr|acronym|b|bdi|bdo|big|cite|code|data|del|dfn|em|font|i|img|ins|kbd|label|mark|nobr|q"
    r"|rb|rp|rt|ruby|s|samp|small|span|strike|strong|sub|sup|time|tt|u|var|wbr"
    # Formulas: their elements are many, and none but a table's row is a line of its own.
    r"|annotation|annotation-xml|math|semantics|menclose|merror|mfenced|mfrac|mi|mmultiscripts|mn|mo|mover|mpadded|mphantom"
    r"|mroot|mrow|ms|mspace|msqrt|mstyle|msu[bp]|msubsup|mtable|mtd|mtext|mtr|munder|munderover"
)
# What parts the first and the second of a formula's parts in a line: 10^-4, 1/2.
_JOINTS = {"msup": "^", "mover": "^", "msub": "_", "munder": "_", "mfrac": "/"}
_SHOWN_INLINE = re.compile(r"display\s*:\s*inline(?!-)")
# Text that begins one of these inside a heading is no longer the heading (it was never closed).
_PROSE = re.compile(r"p|[uod]l|table|section|article|blockquote|pre|form|details|figure")
# How many elements lie between an accordion and its buttons at most, as pages are built.
FOLD_REACH = 4

_CONTROL = re.compile(r"input|select|textarea|option|datalist|button|label|legend|output")
_LABELS = frozenset({"summary", "dt"})
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden")
_OPENER = re.compile(r"accordion|collaps|toggle|faq|expand|disclosure", re.IGNORECASE)
# Labels that name no thing: of the site's tools, and of what only shows more of a text.
_TOOL = re.compile(
    r"(?i)menu|share|print|filters?|search|submit|send|close|next|previous|back|copy( link)?"
    r"|sort( by)?|(open|close|show|hide) (menu|search|filters?)"
)
_MORE = re.compile(
    r"((open|close|show|hide|expand|collapse|read|learn|see|view|find out)( (all|more|less|full|"
    r"sections?|details))+|(more|further|full) (details|info|information|text)|more|details)\W*",
    re.IGNORECASE,
)

# Parts of a site, and parts for the browser only: by reason, tags and roles.
_TAGS = by_word(
    {
        "script": "script",
        "style sheet": "style",
        "template": "template",
        "shown without scripts only": "noscript",
        "site navigation": "nav",
        "picture": "svg canvas map",
        "embedded medium": "iframe video audio object embed",
        "source of a formula": "annotation annotation-xml",
        "reading aid": "rt rp rtc",
    }
)
_ROLES = by_word(
    {
        "picture": "img",
        "site navigation": "navigation menu menubar",
        "search form": "search",
        "tooltip": "tooltip",
        "page break": "doc-pagebreak",
    }
)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where an element stands."""

    inner: bool = False  # in `main` or `article`, where a menu or a side column may be the text's
    parted: bool = False  # in one of these or a `section`: a header or footer is the part's own
    foldable: int = 0  # above 0 close to an element named as a part that folds open and shut

    def within(self, element: Element) -> Surroundings:
        """Return where the children of an element stand that itself stands here."""
        inner = element.is_main or element.tag == "article"
        return Surroundings(
            self.inner or inner,
            self.parted or inner or element.tag == "section",
            FOLD_REACH if element.looks_foldable else self.foldable - 1,
        )


class Element:
    """An element, as far as its own markup says what it is."""

    def __init__(self, node: LexborNode) -> None:
        self.node = node
        self.tag = node.tag or ""
        self.attributes = node.attributes
        self.role = self.get("role").lower()
        self.names = f"{self.get('id')} {self.get('class')}".lower().split()
        self.toggle = self.get("data-bs-toggle") or self.get("data-toggle")

    def get(self, name: str) -> str:
        """Return an attribute, "" where there is none."""
        return self.attributes.get(name) or "" if self.attributes else ""

    @property
    def is_inline(self) -> bool:
        """Whether it stands in a line of text, and neither begins nor ends a block."""
        if _INLINE.fullmatch(self.tag):
            return True
        return self.tag == "div" and bool(_SHOWN_INLINE.search(self.get("style").lower()))

    @property
    def joint(self) -> str:
        """What stands before it as the second part of a formula's fraction, power or index."""
        parent, before = self.node.parent, self.node.prev
        joint = _JOINTS.get(parent.tag or "") if parent is not None and self.tag[0] == "m" else None
        if joint is None:
            return ""
        while before is not None and not before.is_element_node:
            before = before.prev
        return joint if before is not None else ""

    @property
    def is_prose(self) -> bool:
        """Whether it is no part of a heading even where it stands in one."""
        return _PROSE.fullmatch(self.tag) is not None

    @property
    def is_main(self) -> bool:
        """Whether it is marked as the page's main part."""
        return self.tag == "main" or self.role == "main"

    @property
    def is_hidden(self) -> bool:
        """Whether it is not shown, as far as its own markup says."""
        return self.tag != "body" and (
            "hidden" in self.attributes
            or self.get("aria-hidden") == "true"
            or (self.tag == "dialog" and "open" not in self.attributes)
            or bool(_HIDING.search(self.get("style").lower()))
        )

    @property
    def is_heading(self) -> bool:
        """Whether it is a heading that says so itself (h1 to h6, `role=heading`)."""
        named = self.tag in _HEADINGS and self.role not in {"presentation", "none"}
        return named or self.role == "heading"

    @property
    def is_label(self) -> bool:
        """Whether it is a heading by its tag or by what it does.

        Buttons and labels come this far only where they open something (see `is_opener`).
        """
        return self.is_heading or self.tag in _LABELS or self.is_control

    @property
    def rank(self) -> int | None:
        """A heading's rank, `None` where the markup gives none."""
        level = self.get("aria-level")
        return int(level) if level.isdigit() and int(level) > 0 else _HEADINGS.get(self.tag)

    @property
    def is_tab(self) -> bool:
        """Whether it is the label of a tab, which is the heading of its panel."""
        return self.role == "tab" or self.toggle in {"tab", "pill"}

    @property
    def is_control(self) -> bool:
        """Whether it is what a reader operates rather than reads."""
        operated = self.role == "button" or self.toggle == "collapse"
        return operated or _CONTROL.fullmatch(self.tag) is not None

    @property
    def looks_foldable(self) -> bool:
        """Whether it is named as a part that folds open and shut."""
        return bool(self.names) and _OPENER.search(" ".join(self.names)) is not None

    def is_opener(self, around: Surroundings) -> bool:
        """Return whether this is a button that opens a part of the text, and so its heading."""
        if "aria-haspopup" in self.attributes or self.get("type") in {"submit", "reset"}:
            return False
        if self.tag == "label":
            return around.foldable > 0
        folds = self.toggle == "collapse"
        if self.tag != "button" and self.role != "button" and not folds:
            return False
        if folds or "aria-expanded" in self.attributes or "aria-controls" in self.attributes:
            return True
        return self.tag == "button" and (around.foldable > 0 or self.looks_foldable)

    def controlled(self, *, links: bool) -> list[str]:
        """Return the ids of what it opens; `links` counts where its link leads."""
        named = self.get("aria-controls").split()
        for key in ("data-bs-target", "data-target", "href") if links else ():
            target = self.get(key)
            if not named and target.startswith("#") and len(target) > 1:
                named = [target[1:]]
        return named

    def boilerplate_reason(self, around: Surroundings) -> str | None:
        """Return why, by tag and role, it belongs to the site or the browser and not to the text.

        `None` where nothing says so; what its names say is judged in `furniture`.
        """
        if self.tag == "body":
            return None
        return _ROLES.get(self.role) or _TAGS.get(self.tag) or self._outer(around)

    def _outer(self, around: Surroundings) -> str | None:
        """Return why, by tag and role, an element around the page's own text is boilerplate."""
        if not around.parted and (self.tag == "header" or self.role == "banner"):
            return "site header"
        if not around.parted and (self.tag == "footer" or self.role == "contentinfo"):
            return "site footer"
        aside = self.tag == "aside" or self.role == "complementary"
        return "side column" if aside and not around.inner else None


def is_tool(title: str) -> bool:
    """Return whether this is the label of a tool of the site ("Menu"), not a thing's title."""
    return _TOOL.fullmatch(title) is not None


def shows_more(title: str) -> bool:
    """Return whether this is the label of what only shows more of the same text ("Show all")."""
    return _MORE.fullmatch(title) is not None
