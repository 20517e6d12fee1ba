"""Reads PDF documents: headings by the outline and by size, columns, tables, lists; by PDFium.

Running heads and page numbers are left out, words parted at a line's end joined, and paragraphs go
on over columns and pages. A section's address is that of the page it begins on, `#page=3`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from pypdfium2 import PdfDocument, PdfiumError, PdfPage
from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE

from indexer.errors import SourceError
from indexer.model import CELL_GAP, NO_CELL, Block, BlockKind, Omission, Page, Section
from indexer.read.pdf.furniture import find_furniture
from indexer.read.pdf.headings import Entry, Style, find_headings
from indexer.read.pdf.lines import Line, leading, read_lines
from indexer.read.pdf.runs import Run, read_runs
from indexer.read.pdf.tables import find_tables
from indexer.read.plain import find_links
from indexer.read.plain.boilerplate import CONTENTS
from indexer.read.plain.hyphens import join_lines, words_in
from indexer.read.plain.lines import ROUND_BULLETS
from indexer.read.plain.shapes import is_terminal
from indexer.text import collapse

_BULLET = re.compile(rf"[{ROUND_BULLETS}\uf000-\uf0ff*–—-](?:\s+|(?<=[\uf000-\uf0ff•])|$)")
_NUMBERED = re.compile(r"\(?(?:\d{1,2}|[a-zA-Z]|[ivx]{1,4})[.)]\s+\S")
_JUNK_TITLE = re.compile(
    r"(?i)untitled|microsoft word|\.(?:docx?|odt|rtf|indd|qxd|tex|pdf|pptx?)$|^\W*$"
)
_PAGED = re.compile(r"[.·…\s]\d{1,4}$")
_SPACED = 1.35  # times the leading: a wider step begins a paragraph
_SHORT = 0.85  # of the column's width: a line that ends before was the last of its paragraph
_SMALL = 0.92  # of the text's size: smaller type is a note
_INDENT = 4.0  # points
_SCANNED = 20  # characters of a page; fewer beside a picture are none of its text


def read_pdf(content: bytes, *, source: str, url: str | None, digest: str) -> Page:
    """Return the page that a PDF document shows; the rest is as in `Page`.

    Raises
    ------
    SourceError
        It is locked, damaged, or pictures without text.
    """
    try:
        with PdfDocument(content) as document:
            pages = [read_runs(page, at) for at, page in enumerate(document, 1)]
            bare = [at for at, runs in enumerate(pages) if _is_scan(document[at], runs)]
            outline = list(_outline(document))
            title = collapse(str(document.get_metadata_value("Title")))
    except (PdfiumError, ValueError) as error:  # the latter of names in no encoding
        locked = "password" in str(error).lower()
        damaged = f"cannot be read as PDF ({error}); save it anew"
        reason = "is locked with a password; save it anew without one" if locked else damaged
        raise SourceError(f"{source}: {reason}") from error
    if pages and len(bare) == len(pages):
        raise SourceError(
            f"{source}: holds pictures of pages and no text; run text recognition (OCR) on it first"
        )
    page = _page(pages, outline, "" if _JUNK_TITLE.search(title) else title, url)
    unread = tuple(Omission(f"page {at + 1}", "a picture of a page, without text") for at in bare)
    title, dropped = page.title or source, page.dropped + unread
    return replace(page, source=source, title=title, digest=digest, dropped=dropped)


def _is_scan(page: PdfPage, runs: Sequence[Run]) -> bool:
    """Return whether a page is a picture with hardly any text."""
    few = sum(len(run.text) for run in runs) < _SCANNED
    return few and any(page.get_objects(filter=(FPDF_PAGEOBJ_IMAGE,), max_depth=3))


def _outline(document: PdfDocument) -> Iterator[Entry]:
    for mark in document.get_toc():
        target = mark.get_dest()
        index = target.get_index() if target is not None else None
        yield Entry(collapse(mark.get_title()), mark.level, 0 if index is None else index + 1)


def _page(
    pages: Sequence[Sequence[Run]], outline: Sequence[Entry], title: str, url: str | None
) -> Page:
    if not any(pages):
        return Page("", title, url, "", ())
    body = _body([run for runs in pages for run in runs])
    furniture = find_furniture(pages, body[0])
    lines: list[Line] = []
    for runs in pages:
        column = lines[-1].column + 1 if lines else 0
        lines += read_lines([run for run in runs if run not in furniture], column)
    words = words_in("\n".join(line.text for line in lines))
    headings = find_headings(lines, body, outline, words)
    sections: list[Section] = []
    contents: list[str] = []
    begins = [(0, "", 1, 0), *((h.stop, h.title, h.level, h.first) for h in headings)]
    for (start, name, level, first), after in zip(
        begins, [*(h.first for h in headings), len(lines)], strict=True
    ):
        blocks = tuple(_blocks(lines[start:after], words, body[0]))
        if _lists_pages(name, blocks):
            contents += [name, *(block.text for block in blocks)]
        elif name or blocks:
            at = f"{url}#page={lines[first].page}" if url and lines else None
            sections.append(Section(name, level, blocks, url=at))
    tops = [section.title for section in sections if section.title and section.level == 1]
    if len(tops) == 1 or not title:
        title = tops[0] if tops else title
    dropped = tuple(Omission(run.text, reason) for run, reason in furniture.items())
    dropped += tuple(Omission(text, "contents list") for text in contents)
    return Page("", title, url, "", tuple(sections), dropped=dropped)


def _lists_pages(name: str, blocks: Sequence[Block]) -> bool:
    """Return whether a section is a list of the document's parts, with the pages they are on."""
    paged = sum(_PAGED.search(block.text) is not None for block in blocks)
    return CONTENTS.fullmatch(name) is not None and 2 * paged >= len(blocks)


def _body(runs: Sequence[Run]) -> Style:
    """Return the size and weight that most characters have."""
    counts: Counter[Style] = Counter()
    for run in runs:
        counts[run.size, run.bold] += len(run.text)
    return counts.most_common(1)[0][0]


@dataclass(slots=True)
class _Draft:
    """A block under construction."""

    kind: BlockKind
    lines: list[Line] = field(default_factory=list)

    def block(self, words: frozenset[str]) -> Block:
        """Return the block; `words` are those of the document."""
        text = "\n".join(line.text for line in self.lines)
        if self.kind == "item":
            text = _BULLET.sub("", text, count=1) if _BULLET.match(text) else text
        text = collapse(join_lines(text, words))
        return Block(self.kind, text, find_links(text))


def _blocks(lines: Sequence[Line], words: frozenset[str], body: float) -> Iterator[Block]:
    """Yield the blocks that some lines without headings make up."""
    at = 0
    for table in find_tables(lines):
        yield from _texts(lines[at : table.start], words, body)
        bold = [line.bold for line in lines[table.start : table.stop]]
        for number, row in enumerate(table.rows(lines)):
            cells = [collapse(join_lines("\n".join(cell), words)) or NO_CELL for cell in row]
            text = CELL_GAP.join(cells)
            names = not number and bold[0] and not all(bold)
            yield Block("columns" if names else "row", text, find_links(text))
        at = table.stop
    yield from _texts(lines[at:], words, body)


def _texts(lines: Sequence[Line], words: frozenset[str], body: float) -> Iterator[Block]:
    """Yield the paragraphs and list items that some lines make up.

    Notes in small type, which stand at the foot of a page, come after the paragraph that they cut.
    """
    step = leading(lines)
    drafts: list[_Draft] = []
    notes: list[_Draft] = []
    for line in lines:
        of = notes if line.size < _SMALL * body else drafts
        if of and not _begins(of[-1], line, step):
            of[-1].lines.append(line)
            continue
        if of is drafts:
            yield from (draft.block(words) for draft in (*drafts, *notes))
            drafts.clear()
            notes.clear()
        of.append(_Draft("item" if _is_item(line) else "paragraph", [line]))
    yield from (draft.block(words) for draft in (*drafts, *notes))


def _is_item(line: Line) -> bool:
    return bool(_BULLET.match(line.text) or _NUMBERED.match(line.text))


def _begins(draft: _Draft, line: Line, step: float) -> bool:
    """Return whether a line begins a block of its own below the one under construction."""
    above, first = draft.lines[-1], draft.lines[0]
    if _is_item(line):
        return True
    ended = is_terminal(above.text)
    if above.column != line.column:  # the next column or page
        return (
            ended
            or abs(above.size - line.size) > 1
            or not (
                line.text[0].islower()
                or above.end > above.left + _SHORT * (above.right - above.left)
            )
        )
    if step and above.bottom - line.bottom > _SPACED * step:
        return True
    if draft.kind == "item":
        return line.begin < first.begin - 1
    indented = line.begin > line.left + _INDENT and above.begin <= above.left + _INDENT
    short = above.end < above.left + _SHORT * (above.right - above.left)
    return ended and (indented or short)
