"""Reads books (EPUB): their chapters as pages, one after the other, in the order they are read."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator
from urllib.parse import unquote
from xml.etree import ElementTree as ET

from indexer.errors import SourceError
from indexer.model import Omission, Page, Section
from indexer.read.encodings import decode
from indexer.read.html import read_html
from indexer.text import collapse

_CONTAINER = "META-INF/container.xml"
# What reading an archive or a file of it may end in; the last of names that are no addresses.
_DAMAGES = (ET.ParseError, zipfile.BadZipFile, KeyError, RuntimeError, OSError, ValueError)
_PAGES = frozenset({"application/xhtml+xml", "text/html"})


def read_epub(content: bytes, *, source: str, url: str | None, digest: str) -> Page:
    """Return the page whose sections are those of all chapters; the rest is as in `Page`.

    Raises
    ------
    SourceError
        It is damaged, or its text is locked.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            title, chapters = _opened(archive)
            texts = [decode(archive.read(name)) for name in chapters]
            locked = "META-INF/rights.xml" in archive.namelist()
    except _DAMAGES as error:
        raise SourceError(f"{source}: is damaged ({error}); save it anew") from error
    if locked:
        raise SourceError(f"{source}: is locked to a reader; give a book without a lock")
    sections: list[Section] = []
    dropped: list[Omission] = []
    for text in texts:
        page = read_html(text, source=source, url=url, digest=digest)
        sections += page.sections
        dropped += page.dropped
    return Page(source, title or source, url, digest, tuple(sections), dropped=tuple(dropped))


def _opened(archive: zipfile.ZipFile) -> tuple[str, list[str]]:
    """Return a book's title, and the names of its chapters in reading order."""
    root = ET.fromstring(archive.read(_CONTAINER))  # noqa: S314 - expat stops what blows up
    package = next(node.get("full-path", "") for node in root.iter() if _is(node, "rootfile"))
    book = ET.fromstring(archive.read(package))  # noqa: S314 - as above
    title = next((collapse(node.text or "") for node in book.iter() if _is(node, "title")), "")
    return title, list(_chapters(book, posixpath.dirname(package)))


def _chapters(book: ET.Element, folder: str) -> Iterator[str]:
    items = {node.get("id"): node for node in book.iter() if _is(node, "item")}
    for reference in (node for node in book.iter() if _is(node, "itemref")):
        item = items.get(reference.get("idref"))
        contents = item is not None and "nav" in item.get("properties", "").split()
        if item is not None and item.get("media-type") in _PAGES and not contents:
            yield posixpath.normpath(posixpath.join(folder, unquote(item.get("href", ""))))


def _is(node: ET.Element, name: str) -> bool:
    return node.tag.rpartition("}")[2] == name
