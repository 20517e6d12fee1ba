"""Gathers a heading's title, and finds its anchor and the part of the page that it opens."""

from __future__ import annotations

from dataclasses import dataclass, field

from indexer.model import Dropped
from indexer.read.html import rules
from indexer.read.html.frame import Frame, mark, nearest_anchor, settle
from indexer.read.html.pieces import Heading, Line, Piece, Text
from indexer.read.html.survey import Survey

LONGEST_TITLE = 40  # words; what is longer was marked as a heading for its looks
LONGEST_NAME = 400  # characters, for what has no words: 40 long ones


@dataclass(slots=True)
class _Label:
    """A heading under construction, begun by the frame at `depth`."""

    depth: int
    tag: str
    rank: int | None
    anchor: str | None
    opener: bool = False
    linked: bool = False
    opens: list[str] = field(default_factory=list)


class Titles:
    """The heading under construction, if any, and what earlier ones open.

    Attributes
    ----------
    line
        The title so far.
    pending
        The name of an anchor since which there was no text: the next heading's.
    """

    def __init__(self, found: Survey) -> None:
        self.line = Line()
        self.pending: str | None = None
        self._found = found
        self._label: _Label | None = None
        self._panels: dict[str, Heading] = {}

    @property
    def open(self) -> bool:
        """Whether a heading is under construction."""
        return self._label is not None

    def begun_by(self, depth: int) -> bool:
        """Tell whether the frame at `depth` began the heading under construction."""
        return self._label is not None and self._label.depth == depth

    def begin(self, frames: list[Frame], tag: str, attributes: rules.Attributes) -> None:
        """Begin a heading with the innermost frame."""
        rank = rules.rank(tag, attributes)
        self._label = _Label(len(frames) - 1, tag, rank, frames[-1].anchor)
        self.inside(tag, attributes, frames[-1])
        for around in frames[-rules.FOLD_REACH :]:
            self._label.opens.extend(around.opens)

    def inside(self, tag: str, attributes: rules.Attributes, frame: Frame) -> None:
        """Take from an element of a heading what it tells of the heading."""
        label = self._label
        if label is None:
            return
        label.anchor = label.anchor or frame.anchor
        label.opener = label.opener or rules.is_control(tag, attributes)
        label.linked = label.linked or rules.is_outer_link(tag, attributes)
        label.opens.extend(rules.controlled(attributes, links=label.opener))
        if label.rank is None and rules.is_heading(tag, attributes):
            label.rank = rules.rank(tag, attributes)

    def finish(self, frames: list[Frame]) -> Piece | None:
        """End the heading: text or a control where it is no title, `None` where it has no words."""
        label, self._label = self._label, None
        block = self.line.finish("paragraph")
        if label is None or block is None:
            return None
        depth = label.depth + 1
        around = frames if depth == len(frames) else frames[:depth]
        last = around[-1]
        if label.tag == "summary" and label.rank is None and rules.shows_more(block.text):
            return Dropped(block.text, "form control")
        if len(block.text) > LONGEST_NAME or len(block.text.split()) > LONGEST_TITLE:
            return Text(block, last.main, last.scope)
        opened = [name for name in label.opens if name in self._found.ids]
        anchor = label.anchor or self.pending or nearest_anchor(around) or next(iter(opened), None)
        heading = Heading(
            block.text, label.rank, anchor, last.scope, last.main, bool(opened), label.linked
        )
        self.pending = None
        self._panels.update(dict.fromkeys(opened, heading))
        mark(frames, heading)
        settle(around, heading, opener=label.opener and not opened)
        return heading

    def tab(self, name: str, frames: list[Frame]) -> Heading | None:
        """Return the heading of a tab's panel, named by the panel's id."""
        title = self._found.tabs.get(name)
        if title is None or self.open:
            return None
        around = frames[-1]
        heading = Heading(title, None, name, around.scope, around.main, opens=True)
        mark(frames, heading)
        return heading

    def scope(self, look: str, name: str, around: Frame) -> Heading | None:
        """Return the heading that the text of an element belongs to."""
        opener, around.opener = around.opener, None
        tag = look.partition(".")[0]
        if name in self._panels:
            return self._panels[name]
        if tag == "dd" and around.term is not None:
            return around.term
        if tag == "footer" and around.part is not None and around.part.first is not None:
            return around.part.first
        return opener if opener is not None and look != around.closed else around.scope
