"""The first walk over a page, which finds out what the second needs to judge its text.

Which ids there are, what buttons and tabs open, which labels hold a heading of their own, where
the page's only h1 stands, and which element is the page's main part.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from selectolax.lexbor import LexborNode

from indexer.read.html.boilerplate import says_published
from indexer.read.html.elements import Element, Surroundings, is_tool, shows_more
from indexer.read.html.furniture import find_furniture
from indexer.read.html.pieces import note
from indexer.read.html.visitor import TreeVisitor
from indexer.text import collapse

# Labels that are headings only where they hold no heading element themselves.
_LABELS = frozenset({"summary", "button", "dt", "label"})
TAB = "tab label"
_UNREAD = frozenset({"script", "style", "template"})
_LONGEST_HINT = 500  # characters of what only tells to turn scripts on
_ON_SCRIPTS = re.compile(r"java ?script|your browser|\benable\b", re.IGNORECASE)


@dataclass(slots=True)
class Prescan:
    """What the first walk found, and so what is left out; nodes are named by their `mem_id`."""

    ids: set[str] = field(default_factory=set)  # all of the page
    opened: set[str] = field(default_factory=set)  # text, though hidden until it is opened
    tabs: dict[str, str] = field(default_factory=dict)  # of each tab's panel: the tab's label
    labels: set[int] = field(default_factory=set)  # `summary`, `dt`, ... that hold a heading
    headers: set[int] = field(default_factory=set)  # of the site, with the page's only h1: text
    furniture: dict[int, str] = field(default_factory=dict)  # what is the site's by its names, why
    main: set[int] = field(default_factory=set)  # the main part: what is marked so, or an article
    around: set[int] = field(default_factory=set)  # what holds a part marked so: text as well

    def left_out(
        self, element: Element, around: Surroundings, *, titling: bool, panel: bool
    ) -> str | None:
        """Return why an element is left out, `None` where it is text.

        `titling` is true inside a heading, `panel` in what the heading before it may open.
        """
        reason = self.boilerplate_reason(element, around)
        if reason and not self._is_kept(element, reason):
            return reason
        if element.is_hidden and (titling or not (panel or self._is_panel(element))):
            return "hidden"
        if element.is_tab:
            return TAB
        return "form control" if self._operates(element, around, titling=titling) else None

    def boilerplate_reason(self, element: Element, around: Surroundings) -> str | None:
        """Return why an element is the site's or the browser's, `None` where nothing says so.

        What holds the main part is neither.
        """
        if element.node.mem_id in self.around:
            return None
        return element.boilerplate_reason(around) or self.furniture.get(element.node.mem_id)

    def heads_panel(self, tab: Element) -> bool:
        """Return whether the label of a tab is the heading of its panel."""
        return any(
            name in self.tabs and name in self.ids for name in tab.controlled(links=True)[:1]
        )

    def _is_kept(self, element: Element, reason: str) -> bool:
        """Return whether this is a header with the page's title, or no byline but by name."""
        if reason == "byline":
            return not says_published(note(element.node.text(separator=" ")))
        if reason == "shown without scripts only":
            return _holds_text(element.node)
        return reason == "site header" and element.node.mem_id in self.headers

    def _is_panel(self, element: Element) -> bool:
        """Return whether this is a part that is hidden only until its heading opens it."""
        until_found = element.get("hidden") == "until-found"
        return until_found or element.role == "tabpanel" or element.get("id") in self.opened

    def _operates(self, element: Element, around: Surroundings, *, titling: bool) -> bool:
        """Return whether this is a control, and no button or label that is a heading."""
        if not element.is_control or element.node.mem_id in self.labels:
            return False
        title = note(element.node.text())
        return not (titling or element.is_opener(around)) or is_tool(title) or shows_more(title)


def _holds_text(noscript: LexborNode) -> bool:
    """Return whether this is the page's text, shown by a script to those who have scripts."""
    if noscript.css_first("p, li, td, h1, h2, h3, h4") is None:
        return False
    text, before = collapse(noscript.text(separator=" ")), noscript.prev
    while before is not None and (not before.is_element_node or before.tag in _UNREAD):
        before = before.prev
    shown = before is not None and collapse(before.text(separator=" ")) == text
    return not (shown or (len(text) <= _LONGEST_HINT and _ON_SCRIPTS.search(text)))


@dataclass(slots=True)
class _Ancestor:
    """An element gone into; all fields hold for what is within."""

    surroundings: Surroundings
    header: int | None = None
    label: int | None = None
    heading: bool = False


def prescan_page(root: LexborNode, around: Surroundings) -> Prescan:
    """Walk a page once and note what the second walk needs; `around` is what stands around it."""
    scanner = _Scanner(root, around)
    scanner.visit(root)
    found = scanner.found
    # A lone article is the page's text, unless it stands under a title of the page.
    if (
        not found.main
        and len(scanner.articles) == 1
        and not (around.inner or (scanner.titled and not scanner.titling))
    ):
        found.main = scanner.articles
    if scanner.inner_h1:
        found.headers.clear()
    return found


class _Scanner(TreeVisitor):
    def __init__(self, root: LexborNode, around: Surroundings) -> None:
        self.found = Prescan(furniture=find_furniture(root, inner=around.inner))
        for main in root.css("main, [role=main]"):
            above = main.parent
            while above is not None and above.mem_id not in self.found.around:
                self.found.around.add(above.mem_id)
                above = above.parent
        self.articles: set[int] = set()
        self.inner_h1 = False  # whether an h1 stands outside of the site's headers
        self.titled = False  # and outside of articles and the main part
        self.titling = False  # or within one
        self._open = [_Ancestor(around)]

    def enter(self, node: LexborNode) -> bool:
        if not node.is_element_node:
            return False
        element, around, found = Element(node), self._open[-1], self.found
        if name := element.get("id"):
            found.ids.add(name)
        reason = found.boilerplate_reason(element, around.surroundings)
        if reason and reason != "site header":
            return False
        inside = replace(around, surroundings=around.surroundings.within(element))
        if reason:
            inside.header = node.mem_id
        if element.is_main and not self._open[0].surroundings.inner:
            found.main.add(node.mem_id)
        elif element.tag == "article":
            self.articles.add(node.mem_id)
        self._note_heading(element, inside)
        if inside.header is None:
            self._note_opener(element, inside)
        self._open.append(inside)
        return True

    def leave(self) -> None:
        self._open.pop()

    def _note_heading(self, element: Element, inside: _Ancestor) -> None:
        """Note a heading element, or a label that may hold one."""
        if element.is_heading:
            inside.heading = True
            if inside.label is not None:
                self.found.labels.add(inside.label)
            if element.rank == 1 and inside.header is None:
                self.inner_h1 = True
                self.titled = self.titled or not inside.surroundings.inner
                self.titling = self.titling or inside.surroundings.inner
            elif element.rank == 1 and inside.header is not None:
                self.found.headers.add(inside.header)
        elif element.tag in _LABELS or element.role == "button":
            inside.label = element.node.mem_id

    def _note_opener(self, element: Element, inside: _Ancestor) -> None:
        """Note what the element opens, if a reader would take it for a heading."""
        tab = element.is_tab
        opener = tab or element.is_opener(inside.surroundings)
        if not (opener or inside.heading):
            return
        targets = element.controlled(links=opener)
        title = collapse(element.node.text(separator=" ")) if targets else ""
        if not title or (not tab and is_tool(title)):
            return
        self.found.opened.update(targets)
        if tab:
            self.found.tabs.setdefault(targets[0], title)
