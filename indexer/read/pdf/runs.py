"""The pieces of lines on a page of a PDF: characters side by side in one size, where they stand."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from statistics import median
from typing import TYPE_CHECKING

import pypdfium2.raw as pdfium

if TYPE_CHECKING:
    from pypdfium2 import PdfPage

_BOLD = re.compile(r"bold|black|heavy|semibold|demi(?!light)", re.IGNORECASE)
_HYPHENS = frozenset({0x02, 0xAD, 0xFFFE})  # how PDFium gives those at a line's end
_LEAST_BOLD = 600  # weights of fonts: 400 is regular, 700 bold
_MOST_NAME = 200  # bytes
# Of a character's height: a wider gap parts cells or columns, a narrower one words.
_CELL_GAP, _PERHAPS_GAP, _WORD_GAP = 1.3, 0.32, 0.2
_OVERLAP = 0.4  # of the lower one's height, of what stands in one line
_LARGEST = 20_000.0  # points from the corner; no page is larger
_MOST_TURNED = 0.1  # radians


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a line: its text, its box (points, from the lower left corner), how it is set."""

    page: int  # from 1
    text: str
    left: float
    right: float
    bottom: float
    top: float
    size: float  # the height of its characters, rounded to half a point
    bold: bool
    order: int  # of its first character in the file
    # Gaps that may part cells: how many characters stand before, where it begins and ends.
    gaps: tuple[tuple[int, float, float], ...] = ()

    @property
    def middle(self) -> float:
        """The height at its middle."""
        return (self.bottom + self.top) / 2


@dataclass(slots=True)
class _Draft:
    """A run under construction."""

    first: int  # the number of its first character
    last: int = 0
    text: list[str] = field(default_factory=list)
    boxes: list[pdfium.FS_RECTF] = field(default_factory=list)
    gaps: list[tuple[int, float, float]] = field(default_factory=list)

    def joins(self, box: pdfium.FS_RECTF) -> bool:
        """Return whether a character goes on in this run."""
        before = self.boxes[-1]
        height = max(before.top - before.bottom, 0.1)
        overlap = min(before.top, box.top) - max(before.bottom, box.bottom)
        lower = max(min(height, box.top - box.bottom), 0.1)
        gap = box.left - before.right
        return bool(overlap >= _OVERLAP * lower and -height < gap < _CELL_GAP * height)

    def add(self, sign: str, box: pdfium.FS_RECTF, *, spaced: bool) -> None:
        """Go on with a character."""
        if self.boxes:
            before = self.boxes[-1]
            gap = box.left - before.right
            height = min(before.top - before.bottom, box.top - box.bottom)
            if spaced or gap > _WORD_GAP * height:
                self.text.append(" ")
            if gap > _PERHAPS_GAP * height:
                self.gaps.append((len(self.text), before.right, box.left))
        self.text.append(sign)
        self.boxes.append(box)


def read_runs(page: PdfPage, number: int) -> list[Run]:
    """Return a page's runs in the order in which its file holds them; turned text is none."""
    text = page.get_textpage()
    try:
        drafts = _drafts(text.raw, text.count_chars())
        return [run for draft in drafts if (run := _run(text.raw, draft, number))]
    finally:
        text.close()


def _drafts(text: pdfium.FPDF_TEXTPAGE, count: int) -> Iterator[_Draft]:
    draft: _Draft | None = None
    spaced = False
    for at in range(count):
        code = pdfium.FPDFText_GetUnicode(text, at)
        sign = "-" if code in _HYPHENS else chr(code)
        if sign.isspace() or sign < " ":
            spaced = True
            continue
        box = pdfium.FS_RECTF()
        if not pdfium.FPDFText_GetLooseCharBox(text, at, ctypes.byref(box)):
            continue
        if draft is not None and not draft.joins(box):
            yield draft
            draft = None
        if draft is None:
            draft, spaced = _Draft(at), False
        draft.add(sign, box, spaced=spaced)
        draft.last, spaced = at, False
    if draft is not None:
        yield draft


def _run(text: pdfium.FPDF_TEXTPAGE, draft: _Draft, number: int) -> Run | None:
    """Return a finished run; `None` for one that stands upright or slants, such as a watermark."""
    angle = pdfium.FPDFText_GetCharAngle(text, draft.first)
    if min(angle % 6.2832, -angle % 6.2832) > _MOST_TURNED:
        return None
    boxes = draft.boxes
    edges = (edge for box in boxes for edge in (box.left, box.right, box.bottom, box.top))
    if any(abs(edge) > _LARGEST for edge in edges):
        return None  # a damaged file's
    size = median(box.top - box.bottom for box in boxes)
    return Run(
        number,
        "".join(draft.text),
        min(box.left for box in boxes),
        max(box.right for box in boxes),
        min(box.bottom for box in boxes),
        max(box.top for box in boxes),
        round(size * 2) / 2,
        all(_is_bold(text, at) for at in (draft.first, draft.last)),
        draft.first,
        tuple(draft.gaps),
    )


def _is_bold(text: pdfium.FPDF_TEXTPAGE, at: int) -> bool:
    if pdfium.FPDFText_GetFontWeight(text, at) >= _LEAST_BOLD:
        return True
    name, flags = ctypes.create_string_buffer(_MOST_NAME), ctypes.c_int()
    pdfium.FPDFText_GetFontInfo(text, at, name, _MOST_NAME, ctypes.byref(flags))
    return _BOLD.search(name.value.decode("utf-8", "replace")) is not None
