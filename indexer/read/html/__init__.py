"""Reads a page as a browser parses it into headings, paragraphs and lists."""

from __future__ import annotations

from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser

from indexer.model import Page, Section
from indexer.read.html.outline import sections_of
from indexer.read.html.pieces import HeadingPiece, Piece
from indexer.read.html.walk import read_pieces
from indexer.text import collapse


def read_html(markup: str, *, source: str, url: str | None, digest: str) -> Page:
    """Return the page that HTML markup shows, however broken or deep it is.

    Parameters
    ----------
    markup
        The whole document, or a part of one.
    source, url, digest
        As in `Page`; links are resolved against `url` and the page's own `<base>`.

    Returns
    -------
    Page
        Its sections, and what was left out: every word that a browser could show is in one.
    """
    tree = LexborHTMLParser(markup)
    found = read_pieces(tree.body, _address(tree, url)) if tree.body is not None else []
    sections, dropped = sections_of(found)
    named = _document_title(tree)
    title = _title(sections, _tops(found), named) or source
    return Page(source, title, url, digest, sections, dropped=dropped)


def _address(tree: LexborHTMLParser, url: str | None) -> str | None:
    """Return the address that the page's links are relative to."""
    base = tree.css_first("base[href]")
    href = (base.attributes.get("href") or "").strip() if base is not None else ""
    if not href:
        return url
    try:
        address = urljoin(url or "", href)
    except ValueError:
        return url
    return address if url or "://" in address else None


def _document_title(tree: LexborHTMLParser) -> str:
    node = tree.head.css_first("title") if tree.head is not None else None
    return collapse(node.text()) if node is not None else ""


def _tops(found: list[Piece]) -> frozenset[str]:
    return frozenset(p.title for p in found if isinstance(p, HeadingPiece) and p.rank == 1)


def _title(sections: tuple[Section, ...], tops: frozenset[str], named: str) -> str:
    """Return the only h1; of several the first, if the document is named after it."""
    firsts = [section.title for section in sections if section.title in tops]
    if len(firsts) == 1 or (firsts and firsts[0].casefold() in named.casefold()):
        return firsts[0]
    return named
