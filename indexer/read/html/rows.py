"""Joins the cells of a table row into one block, unless the table only lays the page out."""

from __future__ import annotations

from indexer.model import Block, Link
from indexer.read.html.frame import Frame
from indexer.read.html.pieces import Piece, Text

LONGEST_CELL = 60  # words; a cell of data is shorter, a column of a layout mostly longer


def join_row(pieces: list[Piece], row: Frame) -> None:
    """Replace the blocks of a data row by one: "header: cell", or cells parted by " | ".

    Rows that hold headings, other rows or long cells lay the page out and stay as they are. The
    blocks stand at the end of `pieces`, which is changed in place.
    """
    if row.holds or row.nested or not row.cells:
        return
    cells = _cells(pieces, row)
    filled = [index for index, texts in enumerate(cells) if texts]
    words = max((sum(len(t.block.text.split()) for t in texts) for texts in cells), default=0)
    if len(filled) < 2 or words > LONGEST_CELL:  # noqa: PLR2004 - a join needs two
        return
    labelled = len(filled) == 2 and [row.kinds[index] for index in filled] == ["h", "d"]  # noqa: PLR2004
    joined = _join([cells[index] for index in filled], ": " if labelled else " | ")
    others = [piece for piece in pieces[row.start :] if not isinstance(piece, Text)]
    pieces[row.start :] = [*others, joined]


def _cells(pieces: list[Piece], row: Frame) -> list[list[Text]]:
    ends = [*row.cells[1:], len(pieces)]
    return [
        [piece for piece in pieces[start:end] if isinstance(piece, Text)]
        for start, end in zip(row.cells, ends, strict=True)
    ]


def _join(cells: list[list[Text]], between: str) -> Text:
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
    return Text(block, texts[0].main, texts[0].within, local)
