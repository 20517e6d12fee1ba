"""Says what belongs to a site rather than to one of its pages: menus, headers, banners.

Judged by tag, role and the words of id, class and label.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from indexer.read.html.rules import Attributes, names

_MACHINERY = {"script": "script", "style": "style sheet", "template": "template"}
_TAGS = {
    "noscript": "shown without scripts only",
    "nav": "site navigation",
    "figcaption": "caption",
    "caption": "caption",
    "svg": "picture",
    "canvas": "picture",
    "map": "picture",
    "iframe": "embedded medium",
    "video": "embedded medium",
    "audio": "embedded medium",
    "object": "embedded medium",
    "embed": "embedded medium",
}
_ROLES = {
    "img": "picture",
    "navigation": "site navigation",
    "menu": "site navigation",
    "menubar": "site navigation",
    "search": "search form",
    "tooltip": "tooltip",
    "doc-pagebreak": "page break",
}
_BREADCRUMB = re.compile(r"bread-?_?crumb", re.IGNORECASE)
_VENDORS = re.compile(r"onetrust|cookiebot|cookielaw|cmplz|usercentrics|didomi|osano|truste\b")
_COOKIE = re.compile(r"cookies?|gdpr", re.IGNORECASE)
_BANNER = re.compile(r"banner|notice|bar|consent|popup|modal|message|dialog|overlay|wall|manager")
_NAMED = {
    "comments": "readers' comments",
    "comments-area": "readers' comments",
    "comment-list": "readers' comments",
    "disqus_thread": "readers' comments",
    "sidebar": "side column",
    "widget-area": "side column",
    "pagination": "site navigation",
    "navbar": "site navigation",
    "main-menu": "site navigation",
    "related-posts": "related pages",
    "related-articles": "related pages",
    "related-content": "related pages",
    "relatedposts": "related pages",
    "jp-relatedposts": "related pages",
    "yarpp-related": "related pages",
    "share-buttons": "sharing buttons",
    "share-links": "sharing buttons",
    "social-share": "sharing buttons",
    "social-links": "sharing buttons",
    "sharedaddy": "sharing buttons",
    "addtoany_share_save_container": "sharing buttons",
    "entry-meta": "byline",
    "post-meta": "byline",
    "posted-on": "byline",
    "byline": "byline",
    "cat-links": "byline",
    "tags-links": "byline",
    "post-navigation": "site navigation",
    "wp-caption-text": "caption",
    "image-caption": "caption",
    "skip-link": "skip link",
    "headerlink": "link to the heading itself",
    "header-anchor": "link to the heading itself",
    "heading-anchor": "link to the heading itself",
    "anchorjs-link": "link to the heading itself",
    "mw-editsection": "link to the heading itself",
}
# Names that are also ordinary words: dress only outside the page's main part.
_OUTER = {
    "nav": "site navigation",
    "navigation": "site navigation",
    "menu": "site navigation",
    "topnav": "site navigation",
    "site-header": "site header",
    "masthead": "site header",
    "footer": "site footer",
    "site-footer": "site footer",
    "page-footer": "site footer",
}


def machinery(tag: str) -> str | None:
    """Say what a part for the browser is; its words were never on the page."""
    return _MACHINERY.get(tag)


@dataclass(frozen=True, slots=True)
class Place:
    """Where an element stands, and what it holds.

    Parameters
    ----------
    inner
        Inside `main` or `article`, where a menu or a side column may be the text's own.
    parted
        Inside one of these or a `section`, where a header or footer is the part's own.
    holder
        It holds the page's main part, an h1 or tabs: no name makes that dress.
    """

    inner: bool = False
    parted: bool = False
    holder: bool = False


def dress(tag: str, attributes: Attributes, place: Place) -> str | None:
    """Return why an element is not the page's text, or `None`."""
    if tag == "body":
        return None
    role = (attributes.get("role") or "").lower()
    reason = _ROLES.get(role) or _TAGS.get(tag) or _outer(tag, role, place)
    if reason is None and not (place.holder and not role.endswith("dialog")):
        reason = _named(attributes, inner=place.inner)
    return reason


def _outer(tag: str, role: str, place: Place) -> str | None:
    """Judge by tag and role what is dress only around the page's own text."""
    if not place.parted and (tag == "header" or role == "banner"):
        return "site header"
    if not place.parted and (tag == "footer" or role == "contentinfo"):
        return "site footer"
    aside = tag == "aside" or role == "complementary"
    return "side column" if aside and not place.inner else None


def _named(attributes: Attributes, *, inner: bool) -> str | None:
    """Judge by the words of id, class and label."""
    if not attributes:
        return None
    own = names(attributes)
    label = (attributes.get("aria-label") or "").lower()
    if not own and not label:
        return None
    whole = " ".join([*own, label])
    if _BREADCRUMB.search(whole):
        return "breadcrumb"
    if _VENDORS.search(whole) or _cookie_banner(own, label, inner=inner):
        return "cookie banner"
    for name in own:
        if reason := _NAMED.get(name) or (None if inner else _OUTER.get(name)):
            return reason
    return None


def _cookie_banner(own: list[str], label: str, *, inner: bool) -> bool:
    for name in [*own, label]:
        if _COOKIE.search(name) and (_BANNER.search(name) or (not inner and name != label)):
            return True
    return not inner and bool(_COOKIE.search(label))
