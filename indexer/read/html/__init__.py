"""Reads a page as a browser parses it into headings, paragraphs and lists."""

from __future__ import annotations

from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser

from indexer.model import Page
from indexer.read.html.elements import Surroundings
from indexer.read.html.outline import sections_of
from indexer.read.html.pieces import HeadingPiece
from indexer.read.html.walk import read_pieces
from indexer.read.plain import read_plain
from indexer.text import collapse

# A page is a plain text where this share of its characters is, and it has so many parts.
_TYPED, _LEAST_TYPED = 0.9, 3


_META = {
    "description": "name=description",
    "site": "property='og:site_name'",
    "colour": "name='theme-color'",
}


def read_html(
    markup: str, *, source: str, url: str | None, digest: str, bare: bool = False
) -> Page:
    """Return the page that HTML markup shows, however broken or deep it is.

    `source`, `url` and `digest` are as in `Page`; links are resolved against `url` and the page's
    own `<base>`. `bare` says that no site stands around the text: then a header, a footer or an
    aside is part of it, and neither `main` nor `article` is all of it. Every word that a browser
    could show is in a section or in what was left out.
    """
    tree = LexborHTMLParser(markup)
    if page := _typed(tree, source=source, url=url, digest=digest):
        return page
    around = Surroundings(inner=bare, parted=bare)
    pieces = read_pieces(tree.body, _address(tree, url), around) if tree.body is not None else []
    sections, dropped = sections_of(pieces)
    node = tree.head.css_first("title") if tree.head is not None else None
    title = collapse(node.text()) if node is not None else ""
    ranked = (piece for piece in pieces if isinstance(piece, HeadingPiece) and piece.rank == 1)
    tops = {piece.text for piece in ranked if any(map(str.isalnum, piece.text))}
    firsts = [section.title for section in sections if section.title in tops]
    # The only h1 is the title; of several the first, if the document is named after it.
    if len(firsts) == 1 or (firsts and firsts[0].casefold() in title.casefold()):
        title = firsts[0]
    said = _said(tree)
    return Page(source, title or source, url, digest, sections, dropped=dropped, meta=said)


def _said(tree: LexborHTMLParser) -> dict[str, str]:
    """Return what a page's head says of it, without what is empty."""
    found = {name: tree.head.css_first(f"meta[{of}]") for name, of in _META.items() if tree.head}
    said = {
        name: collapse(node.attributes.get("content") or "")
        for name, node in found.items()
        if node is not None
    }
    return {name: text for name, text in said.items() if text}


def _typed(tree: LexborHTMLParser, *, source: str, url: str | None, digest: str) -> Page | None:
    """Return the page that is a plain text between tags; `None` where it is none, or has no parts.

    Mailing lists and standards are kept so: in one `pre`, or one for each page.
    """
    texts = [node for node in tree.css("body pre") if node.css_first("code") is None]
    if not texts or tree.body is None:
        return None
    typed = "\n\f".join(node.text() for node in texts)
    if len("".join(typed.split())) < _TYPED * len("".join(tree.body.text().split())):
        return None
    page = read_plain(typed, source=source, url=url, digest=digest)
    return page if len(page.sections) >= _LEAST_TYPED else None


def _address(tree: LexborHTMLParser, url: str | None) -> str | None:
    """Return the address that the page's links are relative to."""
    base = tree.css_first("base[href]")
    href = (base.attributes.get("href") or "").strip() if base is not None else ""
    try:
        address = urljoin(url or "", href) if href else url
    except ValueError:
        return url
    return address if url or "://" in (address or "") else None
