"""Which elements are the site's and not the text's by what they are called: comments, sidebars.

A name alone proves nothing: a bakery writes of cookies, and a heading's id is made of its words. A
part called so that begins with a heading, or that stands in the page's main part, is the site's
only where a reader works it rather than reads it: it holds fields or buttons, or most of it is
links. A heading is never the site's by its name, nor is a part that is named after its heading.

The caption of a figure that holds no text is a picture's, and left out; others are text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from indexer.read.html.elements import Element, by_word
from indexer.read.html.pieces import note
from indexer.read.html.visitor import TreeVisitor
from indexer.text import fold

_BREADCRUMB = re.compile(r"bread-?_?crumb", re.IGNORECASE)
_VENDORS = re.compile(r"onetrust|cookiebot|cookielaw|cmplz|usercentrics|didomi|osano|truste\b")
_COOKIE = re.compile(r"cookies?|gdpr", re.IGNORECASE)
_BANNER = re.compile(r"banner|notice|bar|consent|popup|modal|message|dialog|overlay|wall|manager")
_NAMES = by_word(
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
        "picture": "material-icons material-icons-outlined material-icons-round"
        " material-symbols-outlined material-symbols-rounded material-symbols-sharp",
    }
)
# Names that are also ordinary words: of the site only outside the page's main part.
_OUTER_NAMES = by_word(
    {
        "site navigation": "nav navigation menu topnav",
        "site header": "site-header masthead",
        "site footer": "footer site-footer page-footer",
    }
)
# What shows by itself that it is so: a byline by its words (see `prescan`), a caption by its place;
# and words that are drawn as pictures.
_SHOWN = frozenset({"byline", "caption", "picture"})
_HELD = re.compile(r"h1|main")
_FIELD = re.compile(r"input|select|textarea|button")
_WORD = re.compile(r"\w\S*")
_SIGNS = re.compile(r"[\W_]+|\d+$")


@dataclass(frozen=True, slots=True)
class _Counts:
    """What a page holds up to some place."""

    words: int
    linked: int  # words of links
    fields: int  # and buttons
    headings: int
    held: int  # h1, tabs, and main parts


@dataclass(slots=True)
class _Part:
    """An element gone into, with what the page held before it."""

    element: Element
    inner: bool
    link: bool
    before: _Counts
    captions: int  # noted before it


def find_furniture(root: LexborNode, *, inner: bool) -> dict[int, str]:
    """Return the elements that are the site's by their names, by `mem_id`, and why.

    `inner` is true where the whole page is the main part, and no site stands around it. What holds
    the page's main part, its h1 or tabs is none, unless it is a dialog.
    """
    surveyor = _Surveyor(inner=inner)
    surveyor.visit(root)
    return surveyor.found


class _Surveyor(TreeVisitor):
    def __init__(self, *, inner: bool) -> None:
        self._inner = inner
        self.found: dict[int, str] = {}
        self._words = self._linked = self._fields = self._held = 0
        self._headings: list[tuple[int, LexborNode]] = []  # with the words before each
        self._open: list[_Part] = []
        self._captions: list[tuple[int, int]] = []  # of figures that are open: words, and of what

    def enter(self, node: LexborNode) -> bool:
        if node.is_text_node and self._open:
            words = len(_WORD.findall(node.text_content or ""))
            self._words += words
            self._linked += words if self._open[-1].link else 0
        if not node.is_element_node or node.tag in {"script", "style"}:
            return False
        element = Element(node)
        around = self._open[-1] if self._open else None
        inner = self._inner
        if around is not None:
            inner = around.inner or around.element.is_main or around.element.tag == "article"
        link = element.tag == "a" or (around is not None and around.link)
        self._open.append(_Part(element, inner, link, self._counts(), len(self._captions)))
        if element.is_heading:
            self._headings.append((self._words, node))
        elif _FIELD.fullmatch(element.tag) or element.role == "button":
            self._fields += element.get("type") != "hidden"
        self._held += _is_held(element)
        return True

    def leave(self) -> None:
        part = self._open.pop()
        element = part.element
        self._settle_captions(part)
        if not element.attributes or element.tag == "body" or element.is_heading:
            return
        if self._held - part.before.held > _is_held(element) and not element.role.endswith(
            "dialog"
        ):
            return
        reason = _by_names(element, inner=part.inner)
        if reason and (reason in _SHOWN or self._is_sites(part)):
            self.found[element.node.mem_id] = reason

    def _settle_captions(self, part: _Part) -> None:
        """Note a caption; at a figure's end, leave out those of one without text."""
        words = self._words - part.before.words
        if part.element.tag == "figcaption":
            self._captions.append((words, part.element.node.mem_id))
        elif part.element.tag == "figure":
            within = self._captions[part.captions :]
            del self._captions[part.captions :]
            if words == sum(count for count, _ in within):
                self.found.update((key, "caption") for _, key in within)

    def _counts(self) -> _Counts:
        return _Counts(self._words, self._linked, self._fields, len(self._headings), self._held)

    def _is_sites(self, part: _Part) -> bool:
        """Return whether a part is the site's indeed, which is called so."""
        before = part.before
        words, linked = self._words - before.words, self._linked - before.linked
        headed = False
        if len(self._headings) > before.headings:
            above, heading = self._headings[before.headings]
            headed = above == before.words
            if _bare(note(heading.text())) == _bare(part.element.get("id")):
                return False
        works = self._fields > before.fields or 2 * linked >= words
        return works or not (headed or part.inner or part.element.tag == "p")


def _is_held(element: Element) -> bool:
    """Return whether this is an h1, a tab or a main part, which no furniture holds."""
    return bool(_HELD.fullmatch(element.tag)) or element.is_main or element.is_tab


def _bare(name: str) -> str:
    """Return what an id and the heading that it was made of have in common."""
    return _SIGNS.sub("", fold(name))


def _by_names(element: Element, *, inner: bool) -> str | None:
    """Return what an element is by the words of its id, class and label."""
    label = element.get("aria-label").lower()
    whole = " ".join([*element.names, label])
    if _BREADCRUMB.search(whole):
        return "breadcrumb"
    named = any(_COOKIE.search(name) and _BANNER.search(name) for name in [*element.names, label])
    if named or _VENDORS.search(whole):
        return "cookie banner"
    outer = {} if inner else _OUTER_NAMES
    reasons = (_NAMES.get(name) or outer.get(name) for name in element.names)
    return next((reason for reason in reasons if reason), None)
