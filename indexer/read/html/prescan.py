"""The first walk over a page, which finds out what the second needs to judge its text.

Which ids there are, what buttons and tabs open, which labels hold a heading of their own, where
the page's only h1 stands, and which element is the page's main part.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field, replace

from selectolax.lexbor import LexborNode

from indexer.read.html.boilerplate import says_published
from indexer.read.html.elements import Element, Surroundings, is_tool, shows_more
from indexer.read.html.pieces import note
from indexer.text import collapse

_HELD = "h1, main, [role=main], [role=tab], " + ", ".join(
    f"[{key}={value}]" for key in ("data-toggle", "data-bs-toggle") for value in ("tab", "pill")
)
# Labels that are headings only where they hold no heading element themselves.
_LABELS = frozenset({"summary", "button", "dt", "label"})
TAB = "tab label"


class TreeVisitor(ABC):
    """Something that is shown every node of a tree."""

    @abstractmethod
    def enter(self, node: LexborNode) -> bool:
        """Take note of a node; return whether to go into it (and then to be told of its end)."""

    @abstractmethod
    def leave(self) -> None:
        """Take note of the end of the innermost node gone into."""

    def visit(self, root: LexborNode) -> None:
        """Show every node under `root`, and `root` itself, in time linear in their number."""
        node, depth = root, 0
        while True:
            if self.enter(node):
                child = node.first_child
                if child is not None:
                    node, depth = child, depth + 1
                    continue
                self.leave()
            while depth and node.next is None:
                parent = node.parent
                if parent is None:
                    return
                node, depth = parent, depth - 1
                self.leave()
            following = node.next
            if not depth or following is None:
                return
            node = following


@dataclass(slots=True)
class Prescan:
    """What the first walk found, and so what is left out; nodes are named by their `mem_id`."""

    ids: set[str] = field(default_factory=set)  # all of the page
    opened: set[str] = field(default_factory=set)  # text, though hidden until it is opened
    tabs: dict[str, str] = field(default_factory=dict)  # of each tab's panel: the tab's label
    labels: set[int] = field(default_factory=set)  # `summary`, `dt`, ... that hold a heading
    headers: set[int] = field(default_factory=set)  # of the site, with the page's only h1: text
    holders: set[int] = field(default_factory=set)  # hold an h1, a tab, or the main part
    main: set[int] = field(default_factory=set)  # the main part: what is marked so, or an article

    def left_out(
        self, element: Element, around: Surroundings, *, titling: bool, panel: bool
    ) -> str | None:
        """Return why an element is left out, `None` where it is text.

        `titling` is true inside a heading, `panel` in what the heading before it may open.
        """
        reason = element.boilerplate_reason(around, holder=element.node.mem_id in self.holders)
        if reason and not self._is_kept(element, reason):
            return reason
        if element.is_hidden and (titling or not (panel or self._is_panel(element))):
            return "hidden"
        if element.is_tab:
            return TAB
        return "form control" if self._operates(element, around, titling=titling) else None

    def heads_panel(self, tab: Element) -> bool:
        """Return whether the label of a tab is the heading of its panel."""
        return any(
            name in self.tabs and name in self.ids for name in tab.controlled(links=True)[:1]
        )

    def _is_kept(self, element: Element, reason: str) -> bool:
        """Return whether this is a header with the page's title, or no byline but by name."""
        if reason == "byline":
            return not says_published(note(element.node.text(separator=" ")))
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


@dataclass(slots=True)
class _Ancestor:
    """An element gone into; all fields hold for what is within."""

    surroundings: Surroundings
    header: int | None = None
    label: int | None = None
    heading: bool = False


def prescan_page(root: LexborNode) -> Prescan:
    """Walk a page once and note what the second walk needs."""
    scanner = _Scanner(root)
    scanner.visit(root)
    found = scanner.found
    if not found.main and len(scanner.articles) == 1:
        found.main = scanner.articles
    if scanner.inner_h1:
        found.headers.clear()
    return found


class _Scanner(TreeVisitor):
    def __init__(self, root: LexborNode) -> None:
        self.found = Prescan()
        self.articles: set[int] = set()
        self.inner_h1 = False  # whether an h1 stands outside of the site's headers
        self._open = [_Ancestor(Surroundings())]
        for node in root.css(_HELD):
            around = node.parent
            while around is not None and around.mem_id not in self.found.holders:
                self.found.holders.add(around.mem_id)
                around = around.parent

    def enter(self, node: LexborNode) -> bool:
        if not node.is_element_node:
            return False
        element, around, found = Element(node), self._open[-1], self.found
        if name := element.get("id"):
            found.ids.add(name)
        holder = node.mem_id in found.holders
        reason = element.boilerplate_reason(around.surroundings, holder=holder)
        if reason and reason != "site header":
            return False
        inside = replace(around, surroundings=around.surroundings.within(element))
        if reason:
            inside.header = node.mem_id
        if element.is_main:
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
