"""Walks a parsed tree in reading order, without recursion, however deep it is."""

from __future__ import annotations

from typing import Protocol

from selectolax.lexbor import LexborNode


class Visitor(Protocol):
    """What is told of every node."""

    def enter(self, node: LexborNode) -> bool:
        """Take note of a node; return whether to go into it (and then to be told of its end)."""

    def leave(self) -> None:
        """Take note of the end of the innermost node gone into."""


def walk(root: LexborNode, visitor: Visitor) -> None:
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
