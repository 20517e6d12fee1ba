"""Typesets outlines as PDF documents: one or more columns, running heads, tables, lists."""

from __future__ import annotations

from dataclasses import dataclass, field
from io import BytesIO

from fpdf import FPDF

# What stands under a heading: a paragraph, the items of a list, or the rows of a table.
Part = str | list[str] | list[tuple[str, ...]]

TEXTS = (
    "Lamps on the pier are lit at six and burn until the last boat is in. The keeper trims them.",
    "Wool is carded in the long room, spun upstairs, and woven on eleven looms by the river door.",
    "The road over the hill was paved in the year of the flood; carters pay no toll on it since.",
    "Each spring the children of both schools count terns on the bar and send their lists to town.",
)


@dataclass(frozen=True)
class Typed:
    """A heading of a document, how deep it stands, and what stands under it."""

    title: str
    level: int = 2
    parts: tuple[Part, ...] = ()


@dataclass
class Press:
    """Sets a document line by line, so that each stands where it should."""

    columns: int = 1
    size: float = 10
    heads: bool = False  # a running head and page numbers
    outline: bool = False
    bold: bool = False  # headings no larger than the text
    pdf: FPDF = field(default_factory=lambda: FPDF(format="A4", unit="pt"))
    column: int = 0
    pages: int = 0

    def document(self, typed: list[Typed]) -> bytes:
        """Return the document."""
        self.pdf.set_auto_page_break(False)
        self._page()
        for one in typed:
            self._heading(one)
            for part in one.parts:
                self._part(part)
        made = BytesIO()
        self.pdf.output(made)
        return made.getvalue()

    @property
    def _width(self) -> float:
        return (475 - 20 * (self.columns - 1)) / self.columns

    @property
    def _left(self) -> float:
        return 60 + self.column * (self._width + 20)

    def _page(self) -> None:
        self.pdf.add_page()
        self.pages, self.column = self.pages + 1, 0
        self.y = 90.0
        if self.heads:
            self._place("Harbour trust, report of the year", 60, 40, 8, "")
            self._place(f"Page {self.pages}", 480, 800, 8, "")

    def _place(self, text: str, x: float, y: float, size: float, style: str) -> None:
        self.pdf.set_font("helvetica", style, size)
        self.pdf.text(x, y, text)

    def _line(self, text: str, size: float, style: str = "", indent: float = 0) -> None:
        if self.y > 760:
            self.column += 1
            self.y = 90.0
            if self.column == self.columns:
                self._page()
        self._place(text, self._left + indent, self.y, size, style)
        self.y += size * 1.25

    def _lines(self, text: str, size: float, style: str = "", indent: float = 0) -> list[str]:
        self.pdf.set_font("helvetica", style, size)
        made = self.pdf.multi_cell(self._width - indent, 1, text, dry_run=True, output="LINES")
        return list(made)

    def _heading(self, one: Typed) -> None:
        size = self.size if self.bold and one.level > 1 else self.size * (2 - one.level / 4)
        self.y += size
        lines = self._lines(one.title, size, "B")
        if self.y + len(lines) * size * 1.25 > 740:
            self.y = 800.0
        if self.outline:
            self.pdf.start_section(one.title, one.level - 1)
        for line in lines:
            self._line(line, size, "B")
        self.y += size / 3

    def _part(self, part: Part) -> None:
        if isinstance(part, str):
            for line in self._lines(part, self.size):
                self._line(line, self.size)
            self.y += self.size / 2
            return
        for row in part:
            if isinstance(row, str):
                first, *others = self._lines(row, self.size, indent=14)
                self._line("\x95 " + first, self.size)
                for line in others:
                    self._line(line, self.size, indent=9)
            else:
                y = self.y
                for at, cell in enumerate(row):
                    self.y = y
                    indent = at * self._width / len(row)
                    self._line(cell, self.size, "B" if row is part[0] else "", indent)
                self.y += 4
        self.y += self.size / 2
