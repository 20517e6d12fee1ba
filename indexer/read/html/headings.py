"""A heading under construction: its title, its anchor, and the part of the page that it opens.

Frames mirror the elements that the walk is inside of; headings take from them what holds for all
that follows in an element.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from indexer.model import Dropped
from indexer.read.html import elements
from indexer.read.html.pieces import HeadingPiece, Piece, TextBuilder, TextPiece
from indexer.read.html.prescan import Prescan

LONGEST_TITLE = 40  # words; what is longer was marked as a heading for its looks
LONGEST_NAME = 400  # characters, for what has no words: 40 long ones
# How many elements a heading may be wrapped in within its `summary` or `dt`.
_REACH = 6


@dataclass(slots=True)
class Frame:
    """An element gone into.

    Parameters
    ----------
    tag, anchor
        Of the element; `anchor` is its id, or an anchor's name.
    block, linked
        Whether it begins and ends a block, and whether it opened a link.
    first
        The first heading in it.
    scope
        The heading that the text in it belongs to, where it is a part opened by one.
    opener, term
        The last heading in it that opens what follows it: a button, a `dt`.
    item
        The list item around.
    header
        The site header around, where it is kept for the page's title.
    part
        The article, section or main part around.
    inner, main, verbatim
        Whether it stands in `main` or `article`, in the page's main part, in `pre`.
    foldable
        Above 0 close to an element named as one that folds.
    opens
        Of a button that holds a heading element: the ids of what it opens.
    row, nested
        The table row around; whether a row holds other rows.
    start, cells, kinds
        Of a table row: the first piece of it, and of each of its cells, whose kinds are the second
        letters of their tags: `h` (header) and `d` (data).
    """

    tag: str = ""
    anchor: str | None = None
    block: bool = True
    linked: bool = False
    first: HeadingPiece | None = None
    scope: HeadingPiece | None = None
    opener: HeadingPiece | None = None
    term: HeadingPiece | None = None
    item: Frame | None = None
    header: Frame | None = None
    part: Frame | None = None
    inner: bool = False
    main: bool = False
    verbatim: bool = False
    foldable: int = 0
    row: Frame | None = None
    nested: bool = False
    start: int = 0
    cells: list[int] = field(default_factory=list)
    kinds: str = ""
    opens: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether a heading stood in it."""
        return self.first is not None

    def stand_in(self, around: Frame) -> None:
        """Take note of lists and tables: where this one begins, and to which it belongs."""
        if self.tag == "li":
            self.item = self
        elif self.tag == "tr":
            if around.row is not None:
                around.row.nested = True
            self.row = self
        elif self.tag in {"td", "th"}:
            self.item = None
            around.cells.append(self.start)
            around.kinds += self.tag[1]


def mark(frames: list[Frame], heading: HeadingPiece) -> None:
    """Note the first heading in all frames that had none; each is visited once in its life."""
    for frame in reversed(frames):
        if frame.first is not None:
            return
        frame.first = heading


def nearest_anchor(frames: list[Frame]) -> str | None:
    """Return the id of the nearest frame that has one and holds no earlier heading."""
    for frame in reversed(frames):
        if frame.holds:
            return None
        if frame.anchor:
            return frame.anchor
    return None


def settle(frames: list[Frame], heading: HeadingPiece, *, opener: bool) -> None:
    """Let a heading own what its surroundings give it: its `details`, its `dd`, its panel."""
    for depth in range(len(frames) - 1, max(0, len(frames) - _REACH), -1):
        around = frames[depth - 1]
        if frames[depth].tag == "summary":
            around.scope, heading.opens = heading, True
        elif frames[depth].tag == "dt":
            around.term, heading.opens = heading, True
    if opener:
        heading.opens = True
        frames[-2].opener = heading


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
    """

    def __init__(self, found: Prescan) -> None:
        self.line = TextBuilder()
        self._found = found
        self._label: _Label | None = None
        self._panels: dict[str, HeadingPiece] = {}

    @property
    def open(self) -> bool:
        """Whether a heading is under construction."""
        return self._label is not None

    def begun_by(self, depth: int) -> bool:
        """Return whether the frame at `depth` began the heading under construction."""
        return self._label is not None and self._label.depth == depth

    def begin(self, frames: list[Frame], tag: str, attributes: elements.Attributes) -> None:
        """Begin a heading with the innermost frame."""
        rank = elements.rank(tag, attributes)
        self._label = _Label(len(frames) - 1, tag, rank, frames[-1].anchor)
        self.inside(tag, attributes, frames[-1])
        for around in frames[-elements.FOLD_REACH :]:
            self._label.opens.extend(around.opens)

    def inside(self, tag: str, attributes: elements.Attributes, frame: Frame) -> None:
        """Take from an element of a heading what it tells of the heading."""
        label = self._label
        if label is None:
            return
        label.anchor = label.anchor or frame.anchor
        label.opener = label.opener or elements.is_control(tag, attributes)
        address = (attributes.get("href") or "") if tag == "a" else ""
        label.linked = label.linked or (bool(address) and address[0] != "#")
        label.opens.extend(elements.controlled(attributes, links=label.opener))
        if label.rank is None and elements.is_heading(tag, attributes):
            label.rank = elements.rank(tag, attributes)

    def finish(self, frames: list[Frame]) -> Piece | None:
        """End the heading: text or a control where it is no title, `None` where it has no words."""
        label, self._label = self._label, None
        block = self.line.finish("paragraph")
        if label is None or block is None:
            return None
        depth = label.depth + 1
        around = frames if depth == len(frames) else frames[:depth]
        last = around[-1]
        if label.tag == "summary" and label.rank is None and elements.shows_more(block.text):
            return Dropped(block.text, "form control")
        if len(block.text) > LONGEST_NAME or len(block.text.split()) > LONGEST_TITLE:
            return TextPiece(block, last.main, last.scope)
        opened = [name for name in label.opens if name in self._found.ids]
        anchor = label.anchor or nearest_anchor(around) or next(iter(opened), None)
        heading = HeadingPiece(
            block.text, label.rank, anchor, last.scope, last.main, bool(opened), label.linked
        )
        self._panels.update(dict.fromkeys(opened, heading))
        mark(frames, heading)
        settle(around, heading, opener=label.opener and not opened)
        return heading

    def tab(self, name: str, frames: list[Frame]) -> HeadingPiece | None:
        """Return the heading of a tab's panel, named by the panel's id."""
        title = self._found.tabs.get(name)
        if title is None or self.open:
            return None
        around = frames[-1]
        heading = HeadingPiece(title, None, name, around.scope, around.main, opens=True)
        mark(frames, heading)
        return heading

    def scope(self, tag: str, name: str, around: Frame) -> HeadingPiece | None:
        """Return the heading that the text of an element belongs to."""
        opener, around.opener = around.opener, None
        if name in self._panels:
            return self._panels[name]
        if tag == "dd" and around.term is not None:
            return around.term
        if tag == "footer" and around.part is not None and around.part.first is not None:
            return around.part.first
        return opener or around.scope
