"""The first walk over a page, which finds out what the second needs to judge its text.

Which ids there are, what buttons and tabs open, which labels hold a heading of their own, where
the page's only h1 stands, and which element is the page's main part.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from selectolax.lexbor import LexborNode

from indexer.read.html import elements
from indexer.read.html.elements import Surroundings, boilerplate_reason
from indexer.text import collapse

_HELD = "h1, main, [role=main], [role=tab], " + ", ".join(
    f"[{key}={value}]" for key in ("data-toggle", "data-bs-toggle") for value in ("tab", "pill")
)
# Labels that are headings only where they hold no heading element themselves.
_LABELS = frozenset({"summary", "button", "dt", "label"})


@dataclass(slots=True)
class Prescan:
    """What the first walk found; nodes are named by their `mem_id`.

    Parameters
    ----------
    ids
        All ids of the page.
    opened
        Ids of what a button, a heading or a tab opens: text, though it may be hidden until then.
    tabs
        Of each tab's panel, by id: the tab's label.
    labels
        Labels (`summary`, `dt`, ...) that hold a heading element.
    headers
        Site headers that hold an h1.
    inner_h1
        True where an h1 stands outside of those headers.
    holders
        Elements that hold an h1, a tab, or what is marked as the main part.
    mains, articles
        Elements that may be the page's main part.
    """

    ids: set[str] = field(default_factory=set)
    opened: set[str] = field(default_factory=set)
    tabs: dict[str, str] = field(default_factory=dict)
    labels: set[int] = field(default_factory=set)
    headers: set[int] = field(default_factory=set)
    inner_h1: bool = False
    holders: set[int] = field(default_factory=set)
    mains: set[int] = field(default_factory=set)
    articles: set[int] = field(default_factory=set)

    @property
    def main(self) -> set[int]:
        """The page's main part: what is marked so, else its only article."""
        return self.mains or (self.articles if len(self.articles) == 1 else set())

    @property
    def kept_headers(self) -> set[int]:
        """Site headers that hold the page's title, and so are text."""
        return set() if self.inner_h1 else self.headers


def prescan_page(root: LexborNode) -> Prescan:
    """Walk a page once and note what the second walk needs."""
    scanner = _Scanner()
    scanner.found.holders = _holders(root)
    visit_tree(root, scanner)
    return scanner.found


def _holders(root: LexborNode) -> set[int]:
    """Return all elements around a main part, an h1 or a tab."""
    holders: set[int] = set()
    for node in root.css(_HELD):
        around = node.parent
        while around is not None and around.mem_id not in holders:
            holders.add(around.mem_id)
            around = around.parent
    return holders


@dataclass(slots=True)
class _Ancestor:
    """An element gone into; `header`, `labels` and the flags hold for all within."""

    header: int | None = None
    label: int | None = None
    inner: bool = False
    parted: bool = False
    foldable: int = 0
    heading: bool = False


class _Scanner:
    def __init__(self) -> None:
        self.found = Prescan()
        self._open = [_Ancestor()]

    def enter(self, node: LexborNode) -> bool:
        if not node.is_element_node:
            return False
        tag, attributes = node.tag or "", node.attributes
        around = self._open[-1]
        if name := attributes.get("id"):
            self.found.ids.add(name)
        holder = node.mem_id in self.found.holders
        reason = boilerplate_reason(
            tag, attributes, Surroundings(around.inner, around.parted, holder)
        )
        if reason and reason != "site header":
            return False
        inner = tag in {"main", "article"} or attributes.get("role") == "main"
        inside = _Ancestor(
            header=around.header,
            label=around.label,
            inner=around.inner or inner,
            parted=around.parted or inner or tag == "section",
            foldable=elements.fold_distance(attributes, around.foldable),
            heading=around.heading,
        )
        if reason:
            inside.header = node.mem_id
        self._note(node, tag, attributes, inside)
        self._open.append(inside)
        return True

    def leave(self) -> None:
        self._open.pop()

    def _note(
        self, node: LexborNode, tag: str, attributes: elements.Attributes, inside: _Ancestor
    ) -> None:
        """Note what the element itself tells."""
        found = self.found
        if tag == "main" or attributes.get("role") == "main":
            found.mains.add(node.mem_id)
        elif tag == "article":
            found.articles.add(node.mem_id)
        if elements.is_heading(tag, attributes):
            self._note_heading(elements.rank(tag, attributes), inside)
        elif tag in _LABELS or attributes.get("role") == "button":
            inside.label = node.mem_id
        if inside.header is None:
            self._note_opener(node, tag, attributes, inside)

    def _note_heading(self, rank: int | None, inside: _Ancestor) -> None:
        inside.heading = True
        if inside.label is not None:
            self.found.labels.add(inside.label)
        if rank == 1 and inside.header is None:
            self.found.inner_h1 = True
        elif rank == 1 and inside.header is not None:
            self.found.headers.add(inside.header)

    def _note_opener(
        self, node: LexborNode, tag: str, attributes: elements.Attributes, inside: _Ancestor
    ) -> None:
        """Note what the element opens, if a reader would take it for a heading."""
        tab = elements.is_tab(attributes)
        opener = elements.is_opener(tag, attributes, foldable=inside.foldable > 0)
        if not (tab or opener or inside.heading):
            return
        targets = elements.controlled(attributes, links=tab or opener)
        title = collapse(node.text(separator=" ")) if targets else ""
        if not title or (not tab and elements.is_tool(title)):
            return
        self.found.opened.update(targets)
        if tab:
            self.found.tabs.setdefault(targets[0], title)


class Visitor(Protocol):
    """Something that is shown every node of a tree."""

    def enter(self, node: LexborNode) -> bool:
        """Take note of a node; return whether to go into it (and then to be told of its end)."""

    def leave(self) -> None:
        """Take note of the end of the innermost node gone into."""


def visit_tree(root: LexborNode, visitor: Visitor) -> None:
    """Show every node under `root`, and `root` itself, to the visitor; linear in their number."""
    node, depth = root, 0
    while True:
        if visitor.enter(node):
            child = node.first_child
            if child is not None:
                node, depth = child, depth + 1
                continue
            visitor.leave()
        while depth and node.next is None:
            parent = node.parent
            if parent is None:
                return
            node, depth = parent, depth - 1
            visitor.leave()
        following = node.next
        if not depth or following is None:
            return
        node = following
