"""Says why an element is no text where it stands: its own markup and its surroundings together."""

from __future__ import annotations

from selectolax.lexbor import LexborNode

from indexer.model import Dropped
from indexer.read.html import rules
from indexer.read.html.dress import Place, dress, machinery
from indexer.read.html.frame import Frame
from indexer.read.html.margins import says_published
from indexer.read.html.survey import Survey
from indexer.text import collapse

LONGEST_NOTE = 200  # characters of a dropped text that a person needs to recognise it
_TAB = "tab label"


def note(text: str) -> str:
    """Return a dropped text as a person is shown it: collapsed, and cut where it is long."""
    text = collapse(text.replace("\u00ad", ""))
    return text if len(text) <= LONGEST_NOTE else text[: LONGEST_NOTE - 1].rstrip() + "…"


class Judge:
    """Judges elements by what the first walk found."""

    def __init__(self, found: Survey) -> None:
        self._found = found
        self._headers = found.kept_headers

    def left_out(
        self, node: LexborNode, attributes: rules.Attributes, around: Frame, *, titling: bool
    ) -> Dropped | str | None:
        """Return why an element is left out: a note of its text, or "" where it has none.

        `None` where it is text. `titling` is true inside a heading.
        """
        reason = self._reason(node, attributes, around, titling)
        if reason is None:
            return None
        if reason == _TAB and self._heads_panel(attributes):
            return ""
        text = note(node.text(separator=" "))
        return Dropped(text, reason) if text else ""

    def is_kept_header(self, node: LexborNode) -> bool:
        """Tell a site header that is no dress, since it holds the page's title."""
        return node.mem_id in self._headers

    def _reason(
        self,
        node: LexborNode,
        attributes: rules.Attributes,
        around: Frame,
        titling: bool,  # noqa: FBT001 - handed on
    ) -> str | None:
        tag = node.tag or ""
        reason = machinery(tag) or dress(tag, attributes, self._place(node, around))
        if reason and not self._is_kept(node, reason):
            return reason
        if rules.hidden(tag, attributes) and (titling or not self._is_panel(attributes, around)):
            return "hidden"
        if rules.is_tab(attributes):
            return _TAB
        if self._is_operated(node, tag, attributes, around, titling):
            return "form control"
        if rules.is_local_link(tag, attributes) and rules.is_skip_link(note(node.text())):
            return "skip link"
        return None

    def _is_kept(self, node: LexborNode, reason: str) -> bool:
        """Tell a header that holds the page's title, and text that is only named as a byline."""
        if reason == "byline":
            return not says_published(note(node.text(separator=" ")))
        return reason == "site header" and self.is_kept_header(node)

    def _place(self, node: LexborNode, around: Frame) -> Place:
        holder = node.mem_id in self._found.holders
        return Place(around.inner, around.part is not None, holder)

    def _is_panel(self, attributes: rules.Attributes, around: Frame) -> bool:
        """Tell a part that is hidden only until its heading opens it."""
        return (
            attributes.get("id") in self._found.opened
            or attributes.get("role") == "tabpanel"
            or attributes.get("hidden") == "until-found"
            or around.opener is not None
        )

    def _is_operated(
        self,
        node: LexborNode,
        tag: str,
        attributes: rules.Attributes,
        around: Frame,
        titling: bool,  # noqa: FBT001 - handed on
    ) -> bool:
        """Tell a control from a button or label that is a heading."""
        if tag == "legend":
            parent = node.parent
            return parent is not None and parent.mem_id in self._found.operated
        if not rules.is_control(tag, attributes) or node.mem_id in self._found.labels:
            return False
        opener = titling or rules.is_opener(tag, attributes, foldable=around.foldable > 0)
        title = note(node.text())
        return not opener or rules.is_tool(title) or rules.shows_more(title)

    def _heads_panel(self, attributes: rules.Attributes) -> bool:
        """Tell a tab whose label is the heading of its panel."""
        targets = rules.controlled(attributes, links=True)[:1]
        return any(name in self._found.tabs and name in self._found.ids for name in targets)
