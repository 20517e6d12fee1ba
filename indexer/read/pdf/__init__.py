"""Reads PDF documents: headings by the outline and by size, columns, tables, lists; by PDFium.

Running heads and page numbers are left out, words parted at a line's end joined, and paragraphs go
on over columns and pages. A section's address is that of the page it begins on, `#page=3`.
"""

from __future__ import annotations

from indexer.read.pdf.document import read_pdf

__all__ = ["read_pdf"]
