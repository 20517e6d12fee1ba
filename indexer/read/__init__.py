"""Reads sources to pages: files, folders, standard input, http(s) addresses.

Everything given is looked up at once, so that a mistyped path fails before any work; the pages are
then read one at a time, as they are asked for.
"""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from importlib import import_module
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from indexer.errors import EmptySourceError, SourceError
from indexer.read.encodings import decode
from indexer.read.files import (
    SourceItem,
    corrections_in,
    each_once,
    find_items,
    is_address,
    load_file,
    name_items,
    shown,
)
from indexer.read.formats import HTML_NAMES, MARKDOWN_NAMES, RST_NAMES, Format, detect

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from indexer.model import Page
    from indexer.read.fetch import FetchAnswer
    from indexer.read.files import Skip

__all__ = ["ReadOptions", "corrections_in", "digests", "is_address", "read_pages"]

# Where each format's parser is: a module and a function of it.
_PARSERS: dict[Format, tuple[str, str]] = {
    "html": ("indexer.read.html", "read_html"),
    "markdown": ("indexer.read.markdown", "read_markdown"),
    "plain": ("indexer.read.plain", "read_plain"),
    "records": ("indexer.read.records", "read_records"),
    "rst": ("indexer.read.rst", "read_rst"),
    "pdf": ("indexer.read.pdf", "read_pdf"),
    "docx": ("indexer.read.office", "read_docx"),
    "odt": ("indexer.read.office", "read_odt"),
    "pptx": ("indexer.read.office", "read_pptx"),
    "epub": ("indexer.read.epub", "read_epub"),
}
# Those that are read as bytes, and what each is called to people.
_DOCUMENTS: dict[Format, str] = {
    "pdf": "a PDF document",
    "docx": "a Word document",
    "odt": "an OpenDocument text",
    "pptx": "a presentation",
    "epub": "a book (EPUB)",
}
# Endings under which a folder's text is prose; style sheets, settings and programs have others.
_PAGE_ENDINGS = MARKDOWN_NAMES | HTML_NAMES | RST_NAMES | {"", ".txt", ".text"}
# What a site shows where it has no page, of at most so many words.
_ERROR = re.compile(
    r"(?:error )?404\b|(?:error: )?(?:this |the )?page (?:was )?not found\b", re.IGNORECASE
)
_LONGEST_ERROR = 80
_QUERIES = "queries.jsonl"  # beside `corpus.jsonl` in public test collections


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How sources are read."""

    url: str | None = None  # of the one source given: a file's own, or that its folder lies under
    allow_private: bool = False  # whether addresses outside the public internet may be fetched
    # Whether a file of a folder lies beside its pages on purpose, and is none without a word.
    beside: Callable[[Path], bool] = lambda _path: False
    # Addresses that were fetched already, with what came.
    pages: Mapping[str, FetchAnswer] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Raw:
    """What an item holds before its format is known."""

    content: bytes
    url: str | None
    content_type: str | None = None
    charset: str | None = None


def read_pages(
    sources: Sequence[str],
    *,
    options: ReadOptions = ReadOptions(),
    on_skip: Skip | None = None,
) -> Iterator[Page]:
    """Return the pages of some sources, in the order given, a folder's by path.

    Sources are files, folders, http(s) addresses, and `-` for standard input. Folders are read with
    all that is in them, except hidden files; a file that is reached twice is read once. `on_skip`
    is called with name and reason for every file of a folder that holds no page (but for what lies
    `beside` them), and for whatever is given twice. One page is held at a time. `Page.source` is a
    file's name, within a folder its path from there, either with as many parent folders as keep
    names apart.

    Raises
    ------
    SourceError
        At once: a source is not there or is nothing that can be read. While iterating: a source
        given by itself cannot be read or holds no page, or no file of a folder does.
    """
    skip = on_skip or (lambda _name, _reason: None)
    if not sources:
        raise SourceError("no source is given; name a file, a folder or an address")
    _check_url(options.url, sources)
    found = [item for source in sources for item in find_items(source, options.url, skip)]
    items = list(each_once(found, skip))
    return _pages(items, name_items(items), options, skip)


def digests(sources: Sequence[str], options: ReadOptions = ReadOptions()) -> dict[str, str]:
    """Return the SHA-256 of what each file and each fetched address holds now, by its name.

    Other addresses and standard input are passed over, as is what cannot be read; what a folder
    holds beside pages is among them.
    """
    found: list[SourceItem] = []
    for source in sources:
        with suppress(SourceError):
            found += find_items(source, options.url, lambda _name, _reason: None)
    items = list(each_once(found, lambda _name, _reason: None))
    told = {}
    for item, name in zip(items, name_items(items), strict=True):
        if item.path or item.address in options.pages:
            with suppress(SourceError):
                told[name] = hashlib.sha256(_load(item, name, options).content).hexdigest()
    return told


def _check_url(url: str | None, sources: Sequence[str]) -> None:
    if url is None:
        return
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise SourceError(f"{url} is no public address; give one that begins with https://")
    if len(sources) > 1:
        raise SourceError(f"{url} is given for {len(sources)} sources; give their folder instead")
    if is_address(sources[0]):
        raise SourceError(f"{sources[0]} has its own public address; leave out {url}")


def _pages(
    items: Sequence[SourceItem], names: Sequence[str], options: ReadOptions, skip: Skip
) -> Iterator[Page]:
    pairs = zip(items, names, strict=True)
    for folder, group in groupby(pairs, key=lambda pair: pair[0].folder):
        if folder is None:
            for item, name in group:
                yield _page(item, name, options)
        else:
            yield from _folder_pages(folder, group, options, skip)


def _folder_pages(
    folder: Path, group: Iterable[tuple[SourceItem, str]], options: ReadOptions, skip: Skip
) -> Iterator[Page]:
    """Yield the pages of a folder; raise at the end where there was none."""
    pages = 0
    reason = ""
    for item, name in group:
        try:
            page = _page(item, name, options)
            _check_found(page)
        except SourceError as error:
            reason = str(error).removeprefix(f"{name}: ")
            if not (item.path and options.beside(item.path)):
                skip(name, reason)
        else:
            pages += 1
            yield page
    if not pages:
        raise EmptySourceError(
            f"{shown(folder)}: none of its files holds a page (the last one: {reason})"
        )


def _page(item: SourceItem, name: str, options: ReadOptions) -> Page:
    raw = _load(item, name, options)
    if not raw.content.strip():
        raise EmptySourceError(f"{name}: is empty; give a source that holds text")
    form = detect(raw.content, name, raw.content_type)
    if item.folder:
        _check_belongs(form, name)
    url, digest = raw.url, hashlib.sha256(raw.content).hexdigest()
    parse = _parser(form, name)
    content = raw.content if form in _DOCUMENTS else decode(raw.content, raw.charset)
    del raw  # a large page is not held twice while it is parsed
    page = parse(content, source=name, url=url, digest=digest)
    if not any(section.title or section.blocks for section in page.sections):
        raise EmptySourceError(f"{name}: holds no text that is shown to readers; check the page")
    return page


def _parser(form: Format, name: str) -> Callable[..., Page]:
    """Return what reads a format, loaded when it is first needed; raise where it cannot be."""
    module, function = _PARSERS[form]
    try:
        parse: Callable[..., Page] = getattr(import_module(module), function)
    except ModuleNotFoundError as error:
        raise SourceError(
            f"{name}: is {_DOCUMENTS.get(form, form)}, for which {error.name} is missing; install"
            " the extra in the folder that Alongside was installed from: pip install '.[documents]'"
        ) from error
    return parse


def _check_belongs(form: Format, name: str) -> None:
    """Raise where a file of a folder is text, and yet hardly a page."""
    path = Path(name)
    if form in {"markdown", "plain"} and path.suffix.lower() not in _PAGE_ENDINGS:
        raise SourceError(f"{name}: {path.suffix} is no page's ending; give the file by itself")
    if form == "records" and path.name == _QUERIES:
        raise SourceError(f"{name}: queries of a test collection; give the file by itself")


def _check_found(page: Page) -> None:
    """Raise where a page of a folder is what its site shows in place of one that is not there."""
    shown = {page.title, *(section.title for section in page.sections[:2])}
    words = sum(len(b.text.split()) for section in page.sections for b in section.blocks)
    if words <= _LONGEST_ERROR and any(map(_ERROR.match, shown)):
        raise SourceError(f"{page.source}: is what the site shows where a page is not found")


def _load(item: SourceItem, name: str, options: ReadOptions) -> _Raw:
    if item.address is not None:
        from indexer.read.fetch import fetch_page

        page = options.pages.get(item.address) or fetch_page(
            item.address, allow_private=options.allow_private
        )
        return _Raw(page.content, page.url, page.content_type, page.charset)
    if item.path is None:
        return _Raw(sys.stdin.buffer.read(), item.url)
    return _Raw(load_file(item.path, name), item.url)
