"""Keeps, for every element the walk is inside of, what holds for all that follows in it."""

from __future__ import annotations

from dataclasses import dataclass, field

from indexer.read.html.pieces import Heading

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
    look
        Its tag and classes: elements beside each other that look the same are of one kind.
    opener, term
        The last heading in it that opens what follows it: a button, a `dt`.
    closed
        The look of the element in which `opener` stands.
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
    first: Heading | None = None
    scope: Heading | None = None
    look: str = ""
    opener: Heading | None = None
    closed: str = ""
    term: Heading | None = None
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

    def hand_up(self, opener: Heading, inner: Frame) -> None:
        """Take from an element within the heading that opens what follows that element."""
        self.opener, self.closed = opener, inner.look

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


def mark(frames: list[Frame], heading: Heading) -> None:
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


def settle(frames: list[Frame], heading: Heading, *, opener: bool) -> None:
    """Let a heading own what its surroundings give it: its `details`, its `dd`, its panel."""
    for depth in range(len(frames) - 1, max(0, len(frames) - _REACH), -1):
        around = frames[depth - 1]
        if frames[depth].tag in {"summary", "legend"}:
            around.scope, heading.opens = heading, True
        elif frames[depth].tag == "dt":
            around.term, heading.opens = heading, True
    if opener:
        heading.opens = True
        frames[-2].hand_up(heading, frames[-1])
