"""What an element is to a reader: a heading, a control, hidden, part of the site, or running text.

Judged by tag, role and the words of id, class and label, and by where the element stands; what
needs more of the page (a panel that a button opens is not hidden text) is left to the caller.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from selectolax.lexbor import LexborNode


def _by_word(words: dict[str, str]) -> dict[str, str]:
    """Return the key of each word in the values."""
    return {word: key for key, line in words.items() for word in line.split()}


_HEADINGS = {f"h{rank}": rank for rank in range(1, 7)}
# Elements that stand in a line of text; every other one begins and ends a block.
_INLINE = re.compile(
    r"a|abbr|acronym|b|bdi|bdo|big|cite|code|data|del|dfn|em|font|i|img|ins|kbd|label|mark|nobr|q"
    r"|rb|rp|rt|ruby|s|samp|small|span|strike|strong|sub|sup|time|tt|u|var|wbr"
)
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

# Parts of a site, and parts for the browser only: by reason, tags, roles and words of id or class.
_TAGS = _by_word(
    {
        "script": "script",
        "style sheet": "style",
        "template": "template",
        "shown without scripts only": "noscript",
        "site navigation": "nav",
        "caption": "figcaption caption",
        "picture": "svg canvas map",
        "embedded medium": "iframe video audio object embed",
    }
)
_ROLES = _by_word(
    {
        "picture": "img",
        "site navigation": "navigation menu menubar",
        "search form": "search",
        "tooltip": "tooltip",
        "page break": "doc-pagebreak",
    }
)
_BREADCRUMB = re.compile(r"bread-?_?crumb", re.IGNORECASE)
_VENDORS = re.compile(r"onetrust|cookiebot|cookielaw|cmplz|usercentrics|didomi|osano|truste\b")
_COOKIE = re.compile(r"cookies?|gdpr", re.IGNORECASE)
_BANNER = re.compile(r"banner|notice|bar|consent|popup|modal|message|dialog|overlay|wall|manager")
_NAMES = _by_word(
    {
        "readers' comments": "comments comments-area comment-list disqus_thread",
        "side column": "sidebar widget-area",
        "site navigation": "pagination navbar main-menu post-navigation",
        "related pages": "related-posts related-articles related-content relatedposts"
        " jp-relatedposts yarpp-related",
        "sharing buttons": "share-buttons share-links social-share social-links sharedaddy"
        " addtoany_share_save_container",
        "byline": "entry-meta post-meta posted-on byline cat-links tags-links",
        "caption": "wp-caption-text image-caption",
        "skip link": "skip-link",
        "link to the heading itself": "headerlink header-anchor heading-anchor anchorjs-link"
        " mw-editsection",
    }
)
# Names that are also ordinary words: of the site only outside the page's main part.
_OUTER_NAMES = _by_word(
    {
        "site navigation": "nav navigation menu topnav",
        "site header": "site-header masthead",
        "site footer": "footer site-footer page-footer",
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
        return _INLINE.fullmatch(self.tag) is not None

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

    def boilerplate_reason(self, around: Surroundings, *, holder: bool) -> str | None:
        """Return why it belongs to the site or the browser and not to the text, or `None`.

        A `holder` holds the page's main part, an h1 or tabs: no name makes that boilerplate.
        """
        if self.tag == "body":
            return None
        reason = _ROLES.get(self.role) or _TAGS.get(self.tag) or self._outer(around)
        if reason is None and self.attributes and (not holder or self.role.endswith("dialog")):
            return self._by_names(inner=around.inner)
        return reason

    def _outer(self, around: Surroundings) -> str | None:
        """Return why, by tag and role, an element around the page's own text is boilerplate."""
        if not around.parted and (self.tag == "header" or self.role == "banner"):
            return "site header"
        if not around.parted and (self.tag == "footer" or self.role == "contentinfo"):
            return "site footer"
        aside = self.tag == "aside" or self.role == "complementary"
        return "side column" if aside and not around.inner else None

    def _by_names(self, *, inner: bool) -> str | None:
        """Return why, by the words of id, class and label, an element is boilerplate."""
        label = self.get("aria-label").lower()
        whole = " ".join([*self.names, label])
        if _BREADCRUMB.search(whole):
            return "breadcrumb"
        if _VENDORS.search(whole) or self._is_cookie_banner(label, inner=inner):
            return "cookie banner"
        outer = {} if inner else _OUTER_NAMES
        reasons = (_NAMES.get(name) or outer.get(name) for name in self.names)
        return next((reason for reason in reasons if reason), None)

    def _is_cookie_banner(self, label: str, *, inner: bool) -> bool:
        for name in [*self.names, label]:
            if _COOKIE.search(name) and (_BANNER.search(name) or (not inner and name != label)):
                return True
        return not inner and bool(_COOKIE.search(label))


def is_tool(title: str) -> bool:
    """Return whether this is the label of a tool of the site ("Menu"), not a thing's title."""
    return _TOOL.fullmatch(title) is not None


def shows_more(title: str) -> bool:
    """Return whether this is the label of what only shows more of the same text ("Show all")."""
    return _MORE.fullmatch(title) is not None
