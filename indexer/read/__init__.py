"""Reads sources to pages: files, folders, standard input, http(s) addresses.

Everything given is looked up at once, so that a mistyped path fails before any work; the pages are
then read one at a time, as they are asked for.
"""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Callable
from contextlib import ExitStack, contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from importlib import import_module
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from indexer.errors import EmptySourceError, SourceError
from indexer.extras import how_to_install
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
    from indexer.read.sites import Fetcher, FollowLimits

__all__ = [
    "ReadOptions",
    "corrections_in",
    "digests",
    "fetch_again",
    "is_address",
    "read_pages",
]

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
    follow: FollowLimits | None = None  # whether an address stands for its site, and how far
    kept: Path | None = None  # a file of what was fetched before, asked for only if it changed
    tell: Callable[[str], None] = lambda _message: None  # what is being read, where that takes long


@dataclass(frozen=True, slots=True)
class _Raw:
    """What an item holds before its format is known."""

    url: str | None
    content: bytes
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
    `beside` them), and for whatever is given twice. One page is held at a time, or one
    site. `Page.source` is a file's name, within a folder its path from there, either with as many
    parent folders as keep names apart.

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


def digests(sources: Sequence[str], url: str | None = None) -> dict[str, str]:
    """Return the SHA-256 of what each file holds now, by its name; `url` as in `ReadOptions`.

    Addresses and standard input are passed over, as is what cannot be read; what a folder holds
    beside pages is among them.
    """
    found: list[SourceItem] = []
    for source in sources:
        with suppress(SourceError):
            found += find_items(source, url, lambda _name, _reason: None)
    items = list(each_once(found, lambda _name, _reason: None))
    told = {}
    for item, name in zip(items, name_items(items), strict=True):
        with suppress(SourceError):
            if item.path:
                told[name] = hashlib.sha256(_load(item, name).content).hexdigest()
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
    fetched: set[str | None] = set()  # sites and sitemaps that are given beside one another overlap
    fetcher: Fetcher | None = None
    with ExitStack() as opened:
        for folder, group in groupby(pairs, key=lambda pair: pair[0].folder):
            if folder is not None:
                yield from _folder_pages(folder, group, options, skip)
                continue
            for item, name in group:
                if item.address is None:
                    yield _page(_load(item, name), name)
                    continue
                fetcher = fetcher or opened.enter_context(_fetching(options))
                for page in _address_pages(item.address, options, fetcher, skip):
                    if page.url in fetched:
                        skip(page.source, "is given twice")
                    else:
                        fetched.add(page.url)
                        yield page


def _folder_pages(
    folder: Path, group: Iterable[tuple[SourceItem, str]], options: ReadOptions, skip: Skip
) -> Iterator[Page]:
    """Yield the pages of a folder; raise at the end where there was none.

    One with a public address is a site: held whole, and read without what repeats on its pages.
    """
    pages = 0
    reason = ""
    site: list[Page] = []
    for item, name in group:
        try:
            page = _page(_load(item, name), name, in_folder=True)
            _check_found(page)
        except SourceError as error:
            reason = str(error).removeprefix(f"{name}: ")
            if not (item.path and options.beside(item.path)):
                skip(name, reason)
            continue
        pages += 1
        if item.url is None:
            yield page
        else:
            site.append(page)
    if site:
        from indexer.read.sites import without_repeats

        yield from without_repeats(site, {}, skip)
    if not pages:
        raise EmptySourceError(
            f"{shown(folder)}: none of its files holds a page (the last one: {reason})"
        )


@contextmanager
def _fetching(options: ReadOptions) -> Iterator[Fetcher]:
    """Give what asks for pages: none that came already, and those of before only if they changed.

    One for all addresses of a build, since what none of them asks for is kept no longer.
    """
    from indexer.read.sites import Fetcher, KeptPages

    fetcher = Fetcher(options.allow_private, ready=options.pages.get)
    with KeptPages(options.kept) if options.kept else nullcontext() as kept:
        if kept is not None:
            fetcher.known, fetcher.keep = kept.get, kept.keep
        yield fetcher


def _address_pages(
    address: str, options: ReadOptions, fetcher: Fetcher, skip: Skip
) -> Iterator[Page]:
    """Yield the page at an address, or those of the site, sitemap or feed that it stands for."""
    from indexer.read.sites import follow, identity, without_repeats

    pages: list[Page] = []
    canonical: dict[str, str] = {}
    reason = "the site names none"
    for found in follow(address, options.follow, fetcher, skip=skip, tell=options.tell):
        came = found.answer
        raw = _Raw(came.url, came.content, came.content_type, came.charset)
        if not found.of_site:
            yield _page(raw, address)
            return
        try:
            page = _page(raw, came.url)
            _check_found(page)
        except SourceError as error:
            reason = str(error).removeprefix(f"{came.url}: ")
            skip(came.url, reason)
        else:
            pages.append(page)
            canonical[page.source] = identity(found.canonical or came.url)
    if not pages:
        raise EmptySourceError(f"{address}: leads to no page that can be read ({reason})")
    by_identity = {identity(page.source): page.source for page in pages}
    own = {source: by_identity.get(key, source) for source, key in canonical.items()}
    yield from without_repeats(pages, own, skip)


def fetch_again(
    address: str, options: ReadOptions, known: Mapping[str, FetchAnswer]
) -> dict[str, FetchAnswer]:
    """Return all that reading an address asks for, as `ReadOptions.pages` takes it.

    What is `known` from before is sent only if it changed; equal answers: nothing did.

    Raises
    ------
    SourceError
        The address itself gives nothing.
    """
    from indexer.read.sites import Fetcher, follow

    came: dict[str, FetchAnswer] = {}
    fetcher = Fetcher(options.allow_private, known=known.get, keep=came.__setitem__)
    skip = lambda _name, _reason: None  # noqa: E731 - the build tells what is left out
    for _ in follow(address, options.follow, fetcher, skip=skip, tell=options.tell):
        pass
    return came


def _page(raw: _Raw, name: str, *, in_folder: bool = False) -> Page:
    if not raw.content.strip():
        raise EmptySourceError(f"{name}: is empty; give a source that holds text")
    form = detect(raw.content, name, raw.content_type)
    if in_folder:
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
            f"{name}: is {_DOCUMENTS.get(form, form)}, for which {error.name} is missing;"
            f" {how_to_install('documents')}"
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


def _load(item: SourceItem, name: str) -> _Raw:
    content = sys.stdin.buffer.read() if item.path is None else load_file(item.path, name)
    return _Raw(item.url, content)
