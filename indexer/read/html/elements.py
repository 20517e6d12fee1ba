"""What an element is to a reader: a heading, a control, hidden, part of the site, or running text.

Judged by tag, role and the words of id, class and label, and by where the element stands; what
needs more of the page (a panel that a button opens is not hidden text) is left to the caller.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

Attributes = Mapping[str, str | None]

_HEADINGS = {f"h{rank}": rank for rank in range(1, 7)}
# Elements that stand in a line of text; every other one begins and ends a block.
INLINE = frozenset(
    {
        *("a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn"),
        *("em", "font", "i", "img", "ins", "kbd", "label", "mark", "nobr", "q", "rb", "rp", "rt"),
        *("ruby", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt"),
        *("u", "var", "wbr"),
    }
)
# Text that begins one of these inside a heading is no longer the heading (it was never closed).
PROSE = frozenset(
    {
        *("p", "ul", "ol", "dl", "table", "section", "article", "blockquote", "pre", "form"),
        *("details", "figure"),
    }
)
# How many elements lie between an accordion and its buttons at most, as pages are built.
FOLD_REACH = 4

_CONTROLS = frozenset(
    {"input", "select", "textarea", "option", "datalist", "button", "label", "legend", "output"}
)
_LABELS = frozenset({"summary", "dt"})
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

# Parts of a site, and parts for the browser only: by reason, tags, roles and words of id or class.
_MEDIUM = "embedded medium"
_TAGS = {
    "script": "script",
    "style": "style sheet",
    "template": "template",
    "noscript": "shown without scripts only",
    "nav": "site navigation",
    "figcaption": "caption",
    "caption": "caption",
    **dict.fromkeys(("svg", "canvas", "map"), "picture"),
    **dict.fromkeys(("iframe", "video", "audio", "object", "embed"), _MEDIUM),
}
_ROLES = {
    "img": "picture",
    **dict.fromkeys(("navigation", "menu", "menubar"), "site navigation"),
    "search": "search form",
    "tooltip": "tooltip",
    "doc-pagebreak": "page break",
}
_BREADCRUMB = re.compile(r"bread-?_?crumb", re.IGNORECASE)
_VENDORS = re.compile(r"onetrust|cookiebot|cookielaw|cmplz|usercentrics|didomi|osano|truste\b")
_COOKIE = re.compile(r"cookies?|gdpr", re.IGNORECASE)
_BANNER = re.compile(r"banner|notice|bar|consent|popup|modal|message|dialog|overlay|wall|manager")
_NAMES = {
    "readers' comments": ("comments", "comments-area", "comment-list", "disqus_thread"),
    "side column": ("sidebar", "widget-area"),
    "site navigation": ("pagination", "navbar", "main-menu", "post-navigation"),
    "related pages": (
        *("related-posts", "related-articles", "related-content", "relatedposts"),
        *("jp-relatedposts", "yarpp-related"),
    ),
    "sharing buttons": (
        *("share-buttons", "share-links", "social-share", "social-links", "sharedaddy"),
        "addtoany_share_save_container",
    ),
    "byline": ("entry-meta", "post-meta", "posted-on", "byline", "cat-links", "tags-links"),
    "caption": ("wp-caption-text", "image-caption"),
    "skip link": ("skip-link",),
    "link to the heading itself": (
        *("headerlink", "header-anchor", "heading-anchor", "anchorjs-link", "mw-editsection"),
    ),
}
# Names that are also ordinary words: of the site only outside the page's main part.
_OUTER_NAMES = {
    "site navigation": ("nav", "navigation", "menu", "topnav"),
    "site header": ("site-header", "masthead"),
    "site footer": ("footer", "site-footer", "page-footer"),
}
_BY_NAME = {name: reason for reason, names in _NAMES.items() for name in names}
_BY_OUTER_NAME = {name: reason for reason, names in _OUTER_NAMES.items() for name in names}


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where an element stands, and what it holds.

    Parameters
    ----------
    inner
        Inside `main` or `article`, where a menu or a side column may be the text's own.
    parted
        Inside one of these or a `section`, where a header or footer is the part's own.
    holder
        It holds the page's main part, an h1 or tabs: no name makes that boilerplate.
    """

    inner: bool = False
    parted: bool = False
    holder: bool = False


def boilerplate_reason(tag: str, attributes: Attributes, around: Surroundings) -> str | None:
    """Return why an element belongs to the site or the browser and not to the text, or `None`."""
    if tag == "body":
        return None
    role = (attributes.get("role") or "").lower()
    reason = _ROLES.get(role) or _TAGS.get(tag) or _outer(tag, role, around)
    if reason is None and not (around.holder and not role.endswith("dialog")):
        reason = _by_names(attributes, inner=around.inner)
    return reason


def _outer(tag: str, role: str, around: Surroundings) -> str | None:
    """Return why, by tag and role, an element around the page's own text is boilerplate."""
    if not around.parted and (tag == "header" or role == "banner"):
        return "site header"
    if not around.parted and (tag == "footer" or role == "contentinfo"):
        return "site footer"
    aside = tag == "aside" or role == "complementary"
    return "side column" if aside and not around.inner else None


def _by_names(attributes: Attributes, *, inner: bool) -> str | None:
    """Return why, by the words of id, class and label, an element is boilerplate."""
    if not attributes:
        return None
    own = _names(attributes)
    label = (attributes.get("aria-label") or "").lower()
    if not own and not label:
        return None
    whole = " ".join([*own, label])
    if _BREADCRUMB.search(whole):
        return "breadcrumb"
    if _VENDORS.search(whole) or _is_cookie_banner(own, label, inner=inner):
        return "cookie banner"
    reasons = (_BY_NAME.get(name) or (None if inner else _BY_OUTER_NAME.get(name)) for name in own)
    return next((reason for reason in reasons if reason), None)


def _is_cookie_banner(own: list[str], label: str, *, inner: bool) -> bool:
    for name in [*own, label]:
        if _COOKIE.search(name) and (_BANNER.search(name) or (not inner and name != label)):
            return True
    return not inner and bool(_COOKIE.search(label))


def _names(attributes: Attributes) -> list[str]:
    """Return the element's id and classes, in lower case."""
    return f"{attributes.get('id') or ''} {attributes.get('class') or ''}".lower().split()


def hidden(tag: str, attributes: Attributes) -> bool:
    """Return whether the element itself is not shown, as far as its own markup says."""
    return tag != "body" and (
        "hidden" in attributes
        or attributes.get("aria-hidden") == "true"
        or (tag == "dialog" and "open" not in attributes)
        or bool(_HIDING.search((attributes.get("style") or "").lower()))
    )


def is_heading(tag: str, attributes: Attributes) -> bool:
    """Return whether this is a heading that says so itself (h1 to h6, `role=heading`)."""
    return attributes.get("role") == "heading" or (
        tag in _HEADINGS and attributes.get("role") not in {"presentation", "none"}
    )


def is_label(tag: str, attributes: Attributes) -> bool:
    """Return whether this is an element that is a heading by its tag or by what it does.

    Buttons and labels come this far only where they open something (see `is_opener`).
    """
    return is_heading(tag, attributes) or tag in _LABELS or is_control(tag, attributes)


def rank(tag: str, attributes: Attributes) -> int | None:
    """Return a heading's rank, `None` where the markup gives none."""
    level = attributes.get("aria-level") or ""
    if level.isdigit() and int(level) > 0:
        return int(level)
    return _HEADINGS.get(tag)


def is_tab(attributes: Attributes) -> bool:
    """Return whether this is the label of a tab, which is the heading of its panel."""
    return attributes.get("role") == "tab" or _toggle(attributes) in {"tab", "pill"}


def looks_foldable(attributes: Attributes) -> bool:
    """Return whether this is an element named as a part that folds open and shut."""
    return bool(attributes) and _OPENER.search(" ".join(_names(attributes))) is not None


def fold_distance(attributes: Attributes, around: int) -> int:
    """Return how deep in a folding part an element stands: above 0 close to what names it so."""
    return FOLD_REACH if looks_foldable(attributes) else around - 1


def is_opener(tag: str, attributes: Attributes, *, foldable: bool) -> bool:
    """Return whether this is a button that opens a part of the text, and so is that part's heading.

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
    """Return whether this is the label of a tool of the site ("Menu"), not a thing's title."""
    return _TOOL.fullmatch(title) is not None


def shows_more(title: str) -> bool:
    """Return whether this is the label of what only shows more of the same text ("Show all")."""
    return _MORE.fullmatch(title) is not None


def is_control(tag: str, attributes: Attributes) -> bool:
    """Return whether this is what a reader operates rather than reads."""
    collapse = _toggle(attributes) == "collapse"
    return tag in _CONTROLS or attributes.get("role") == "button" or collapse


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
