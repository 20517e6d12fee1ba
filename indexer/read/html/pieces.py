"""What a walk over a page's tree hands on: headings, texts and what was left out.

Pieces come in reading order. How deep a heading stands is not settled here: it says what the markup
says (its rank, and which opened part of the page it stands in), no more.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from indexer.model import CELL_GAP, NO_CELL, Block, BlockKind, Link, Omission
from indexer.text import UNSEEN, collapse

LONGEST_CELL = 60  # words; a cell of data is shorter, a column of a layout mostly longer
LONGEST_NOTE = 200  # characters of a dropped text that a person needs to recognise it


@dataclass(slots=True, eq=False)
class HeadingPiece:
    """A heading as marked up; compared by identity, since titles recur."""

    text: str  # collapsed
    rank: int | None  # 1 to 6 where the markup says so; hidden headings (`summary`, ...) have none
    anchor: str | None  # the id nearest to it
    within: HeadingPiece | None  # what opened the part it stands in (its panel, its definition)
    main: bool  # stands in the page's main part
    opens: bool = False  # a part of the page belongs to it, and ends with that part
    linked: bool = False  # a link to another page is in it
    folds: bool = False  # it is the label of a `details`, and so ends with that whatever its rank


@dataclass(frozen=True, slots=True)
class TextPiece:
    """A block of text; `main` and `within` are as in `HeadingPiece`."""

    block: Block
    main: bool
    within: HeadingPiece | None = None
    local: bool = False  # all its links lead into this page itself

    @property
    def text(self) -> str:
        """The block's text."""
        return self.block.text


Piece = HeadingPiece | TextPiece | Omission


@dataclass(slots=True)
class TextBuilder:
    """A text under construction: lines with white space collapsed, links kept by their offsets.

    >>> line = TextBuilder()
    >>> line.add(" Led  by ")
    >>> line.open("https://example.org/")
    >>> line.add("a ward")
    >>> line.close()
    >>> line.text, line.links
    ('Led by a ward', [Link(start=7, end=13, url='https://example.org/')])
    """

    parts: list[str] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    length: int = 0
    broken: bool = False  # a line ended last
    lead: int = 0  # of how many characters at its beginning are bold
    _space: bool = False
    _line: bool = False  # a line is to end before what follows
    _abuts: bool = False  # what follows is an element of its own, right beside another
    _url: str | None = None
    _start: int | None = None

    @property
    def text(self) -> str:
        """The text so far."""
        return "".join(self.parts)

    def add(self, raw: str) -> None:
        """Append a text node's characters."""
        raw = UNSEEN.sub("", raw)
        words = raw.split()
        if not words:
            self._space = self._space or bool(raw)
            return
        if self.length and self._line:
            self._append("\n")
        elif self.length and (self._space or raw[0].isspace() or self._collides(words[0])):
            self._append(" ")
        if self._url is not None and self._start is None:
            self._start = self.length
        self._append(" ".join(words))
        self._space = raw[-1].isspace()
        self.broken = self._line = self._abuts = False

    def space(self) -> None:
        """Part what follows from what came before."""
        self._space = True

    def end_line(self) -> None:
        """Let what follows stand on a line of its own."""
        self._line = self.broken = True

    def abut(self) -> None:
        """Note that what follows stands in an element right beside another one."""
        self._abuts = True

    def open(self, url: str) -> None:
        """Let what follows be a link to `url`."""
        self._url, self._start = url, None

    def close(self) -> None:
        """End the link that is open; one without text is none."""
        if self._url is not None and self._start is not None:
            self.links.append(Link(self._start, self.length, self._url))
        self._url, self._start = None, None

    def finish(self, kind: BlockKind) -> Block | None:
        """Return what was built as a block, and begin anew inside the same link."""
        url = self._url
        self.close()
        block = Block(kind, self.text, tuple(self.links), self.lead) if self.length else None
        self.parts, self.links, self.length, self.lead = [], [], 0, 0
        self._space = self.broken = self._line = self._abuts = False
        self._url = url
        return block

    def _collides(self, word: str) -> bool:
        """Return whether two elements' words would be read as one: "NameWasil", "Balance£5"."""
        return (
            self._abuts and self.parts[-1][-1].islower() and (word[0].isupper() or word[0] in "€£$")
        )

    def _append(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)


def note(text: str) -> str:
    """Return a dropped text as a person is shown it: collapsed, and cut where it is long."""
    text = collapse(text)
    return text if len(text) <= LONGEST_NOTE else text[: LONGEST_NOTE - 1].rstrip() + "…"


def join_row(pieces: list[Piece], cells: list[int], kinds: str, *, headed: bool) -> None:
    """Replace the blocks of a data row by one: a row, the names of columns, or "label: value".

    The row's pieces stand at the end, each cell's from its index in `cells`; `kinds` are the second
    letters of the cells' tags; `headed` says that the table's columns have names. Rows that hold
    long cells lay the page out and stay as they are.
    """
    ends = [*cells[1:], len(pieces)]
    rows = [
        [piece for piece in pieces[begin:end] if isinstance(piece, TextPiece)]
        for begin, end in zip(cells, ends, strict=True)
    ]
    texts = [piece for cell in rows for piece in cell]
    words = max(sum(len(t.text.split()) for t in cell) for cell in rows)
    filled = [kind for kind, cell in zip(kinds, rows, strict=True) if cell]
    if len(filled) < 2 or words > LONGEST_CELL:  # noqa: PLR2004 - a join needs two
        return
    field = filled == ["h", "d"] and not headed
    bold = all(piece.block.lead == len(piece.text) for piece in texts)
    names = not headed and (bold or "d" not in kinds)
    kind: BlockKind = "field" if field else "columns" if names else "row"
    text, links = "", list[Link]()
    for at, cell in enumerate(filter(None, rows) if field else rows):
        if at:
            text = f"{text.rstrip(':')}: " if field else f"{text}{CELL_GAP}"
        for index, piece in enumerate(cell):
            text += " " if index else ""
            offset = len(text)
            text += piece.text
            links += [Link(k.start + offset, k.end + offset, k.url) for k in piece.block.links]
        text += "" if cell else NO_CELL
    local = bool(links) and all(piece.local or not piece.block.links for piece in texts)
    joined = TextPiece(Block(kind, text, tuple(links)), texts[0].main, texts[0].within, local)
    pieces[cells[0] :] = [p for p in pieces[cells[0] :] if not isinstance(p, TextPiece)] + [joined]
