"""A walk over a page's tree, without recursion: pages may be nested as deep as they are long."""

from __future__ import annotations

from abc import ABC, abstractmethod

from selectolax.lexbor import LexborNode


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
