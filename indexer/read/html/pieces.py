"""What a walk over a page's tree hands on: headings, texts and what was left out.

Pieces come in reading order. How deep a heading stands is not settled here: it says what the markup
says (its rank, and which opened part of the page it stands in), no more.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from indexer.model import Block, BlockKind, Dropped, Link

LONGEST_CELL = 60  # words; a cell of data is shorter, a column of a layout mostly longer
# Where a line may break or not, and what a file begins with; kept, they part words.
_INVISIBLE = dict.fromkeys([0x00AD, 0x200B, 0x2060, 0xFEFF])


@dataclass(slots=True, eq=False)
class HeadingPiece:
    """A heading as marked up; compared by identity, since titles recur.

    Parameters
    ----------
    title
        Its text, collapsed.
    rank
        1 to 6 where the markup says so; `None` for a hidden heading (`summary`, `dt`, ...).
    anchor
        The id nearest to it.
    within
        The heading that opened the part of the page it stands in (its panel, its definition).
    opens
        True where a part of the page belongs to it, and ends with that part.
    main
        True inside the page's main part.
    linked
        True where a link to another page is in it.
    """

    title: str
    rank: int | None
    anchor: str | None
    within: HeadingPiece | None
    main: bool
    opens: bool = False
    linked: bool = False


@dataclass(frozen=True, slots=True)
class TextPiece:
    """A block of text, and whether it stands in the page's main part.

    `within` is the heading that opened the part it stands in; `local` is true where all its links
    lead into this page itself.
    """

    block: Block
    main: bool
    within: HeadingPiece | None = None
    local: bool = False


Piece = HeadingPiece | TextPiece | Dropped


@dataclass(slots=True)
class TextBuilder:
    """A text under construction: white space collapsed, links kept by their offsets.

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
    broken: bool = False
    _space: bool = False
    _url: str | None = None
    _start: int | None = None

    @property
    def text(self) -> str:
        """The text so far."""
        return "".join(self.parts)

    def add(self, raw: str) -> None:
        """Append a text node's characters."""
        raw = raw.translate(_INVISIBLE)
        words = raw.split()
        if not words:
            self._space = self._space or bool(raw)
            return
        if self.length and (self._space or raw[0].isspace()):
            self._append(" ")
        if self._url is not None and self._start is None:
            self._start = self.length
        self._append(" ".join(words))
        self._space = raw[-1].isspace()
        self.broken = False

    def space(self) -> None:
        """Part what follows from what came before."""
        self._space = True

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
        block = Block(kind, self.text, tuple(self.links)) if self.length else None
        self.parts, self.links, self.length = [], [], 0
        self._space = self.broken = False
        self._url = url
        return block

    def _append(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)


def join_row(pieces: list[Piece], start: int, cells: list[int], kinds: str) -> None:
    """Replace the blocks of a data row by one: "header: cell", or cells parted by " | ".

    Rows that hold long cells lay the page out and stay as they are.

    Parameters
    ----------
    pieces
        Changed in place; the row's stand at its end.
    start, cells
        Where the row's pieces begin, and each cell's.
    kinds
        The second letter of each cell's tag: `h` (header) and `d` (data).
    """
    ends = [*cells[1:], len(pieces)]
    texts = [
        [piece for piece in pieces[begin:end] if isinstance(piece, TextPiece)]
        for begin, end in zip(cells, ends, strict=True)
    ]
    filled = [index for index, cell in enumerate(texts) if cell]
    words = max((sum(len(t.block.text.split()) for t in cell) for cell in texts), default=0)
    if len(filled) < 2 or words > LONGEST_CELL:  # noqa: PLR2004 - a join needs two
        return
    labelled = [kinds[index] for index in filled] == ["h", "d"]
    joined = _join([texts[index] for index in filled], ": " if labelled else " | ")
    others = [piece for piece in pieces[start:] if not isinstance(piece, TextPiece)]
    pieces[start:] = [*others, joined]


def _join(cells: list[list[TextPiece]], between: str) -> TextPiece:
    """Return all texts as one, the links moved with them."""
    text, links = "", list[Link]()
    for cell in cells:
        for index, piece in enumerate(cell):
            gap = " " if index else between if text else ""
            if gap == ": " and text.endswith(":"):
                gap = " "
            offset = len(text) + len(gap)
            text += gap + piece.block.text
            links += [Link(k.start + offset, k.end + offset, k.url) for k in piece.block.links]
    texts = [piece for cell in cells for piece in cell]
    local = bool(links) and all(piece.local or not piece.block.links for piece in texts)
    block = Block("item", text, tuple(links))
    return TextPiece(block, texts[0].main, texts[0].within, local)
