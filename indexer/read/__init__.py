"""Reads sources to pages: files, folders, standard input, http(s) addresses.

Everything given is looked up at once, so that a mistyped path fails before any work; the pages are
then read one at a time, as they are asked for.
"""

from __future__ import annotations

import hashlib
import os
import stat
import sys
from collections import Counter
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit, urlunsplit

from indexer.errors import EmptySourceError, SourceError
from indexer.read.formats import Format, decode, detect, refuse_binary

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from indexer.model import Page

    Skip = Callable[[str, str], None]

_STANDARD_INPUT = "standard input"
_HEAD = 1 << 16
# Endings under which a folder's text is prose; style sheets, settings and programs have others.
_PAGE_ENDINGS = frozenset(
    {"", ".txt", ".text", ".md", ".markdown", ".mdown", ".mkd", ".rst", ".html", ".htm", ".xhtml"}
)
_QUERIES = "queries.jsonl"  # beside `corpus.jsonl` in public test collections


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How sources are read.

    Parameters
    ----------
    url
        The public address of the one source given: a file's own, or the one under which the
        files of a folder lie.
    allow_private
        Whether addresses outside the public internet may be fetched.
    """

    url: str | None = None
    allow_private: bool = False


@dataclass(frozen=True, slots=True)
class _Item:
    """One thing to read: a file where `path` is set, else an address, else standard input.

    `folder` is the folder it was found in, if it was not given itself; `depth` the number of path
    parts that name it.
    """

    path: Path | None = None
    address: str | None = None
    folder: Path | None = None
    depth: int = 1
    url: str | None = None


@dataclass(frozen=True, slots=True)
class _Raw:
    """What an item holds before its format is known."""

    content: bytes
    url: str | None
    content_type: str | None = None
    charset: str | None = None


def read(
    sources: Sequence[str],
    *,
    options: ReadOptions = ReadOptions(),
    on_skip: Skip | None = None,
) -> Iterator[Page]:
    """Return the pages of some sources, in the order given, a folder's by path.

    Parameters
    ----------
    sources
        Files, folders, http(s) addresses, `-` for standard input. Folders are read with all that
        is in them, except hidden files; a file that is reached twice is read once.
    options
        How they are read.
    on_skip
        Called with name and reason for every file of a folder that holds no page, and for
        whatever is given twice.

    Returns
    -------
    Iterator of Page
        Lazy: one page is held at a time. `Page.source` is a file's name, within a folder its path
        from there, either with as many parent folders as keep names apart.

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
    found = [item for source in sources for item in _items(source, options, skip)]
    items = list(_once(found, skip))
    return _pages(items, _names(items), options, skip)


def _check_url(url: str | None, sources: Sequence[str]) -> None:
    if url is None:
        return
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise SourceError(f"{url} is no public address; give one that begins with https://")
    if len(sources) > 1:
        raise SourceError(f"{url} is given for {len(sources)} sources; give their folder instead")
    if _is_address(sources[0]):
        raise SourceError(f"{sources[0]} has its own public address; leave out {url}")


def _is_address(source: str) -> bool:
    return source.lower().startswith(("http://", "https://"))


def _items(source: str, options: ReadOptions, skip: Skip) -> list[_Item]:
    """Return what a source stands for; raise where that is nothing to read."""
    if source == "-":
        return [_Item(url=options.url)]
    if _is_address(source):
        return [_Item(address=source)]
    path = Path(os.path.abspath(source))  # noqa: PTH100 - keeps the names of links as given
    if os.path.isdir(path):  # noqa: PTH112 - the other raises where a name is too long
        return _walk(path, options.url, skip)
    if problem := _problem(path):
        raise SourceError(f"{_shown(source)}: {problem}")
    return [_Item(path, url=options.url)]


def _problem(path: Path) -> str | None:
    """Return why a path is no file to read, with the way out; None where it is one."""
    try:
        mode = path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        if path.is_symlink():
            return f"is a link to {path.readlink()}, which does not exist; mend the link"
        return "does not exist; check the path"
    except (OSError, ValueError) as error:
        return f"cannot be reached ({_cause(error)}); check the path and its permissions"
    if not stat.S_ISREG(mode):
        return "is a pipe or a device, not a file; give - and send it to standard input"
    return None


def _cause(error: Exception) -> str:
    return ((error.strerror if isinstance(error, OSError) else None) or str(error)).lower()


def _walk(folder: Path, url: str | None, skip: Skip) -> list[_Item]:
    """Return the files of a folder and the folders in it, by path, hidden ones left out."""

    def unreadable(error: OSError) -> None:
        if str(error.filename) == str(folder):
            raise SourceError(
                f"{_shown(folder)}: cannot be read ({_cause(error)}); check its permissions"
            ) from error
        skip(_shown(os.path.relpath(error.filename, folder)), f"cannot be read ({_cause(error)})")

    items: list[_Item] = []
    for place, folders, files in os.walk(folder, onerror=unreadable):
        for name in folders:
            if os.path.islink(path := os.path.join(place, name)) and not name.startswith("."):  # noqa: PTH114, PTH118 - many of them
                skip(_shown(os.path.relpath(path, folder)), "is a link to a folder")
        folders[:] = [name for name in folders if not name.startswith(".")]
        paths = [Path(place, name) for name in files if not name.startswith(".")]
        items += [_in_folder(path, folder, url) for path in paths]
    if not items:
        raise EmptySourceError(f"{_shown(folder)}: holds no files; give a folder that does")
    return sorted(items, key=lambda item: item.path.parts if item.path else ())


def _in_folder(path: Path, folder: Path, url: str | None) -> _Item:
    inside = path.relative_to(folder)
    return _Item(path, folder=folder, depth=len(inside.parts), url=url and _join(url, inside))


def _join(base: str, inside: Path) -> str:
    """Return the address of a file below the base address."""
    parts = urlsplit(base)
    path = parts.path.rstrip("/") + "/" + quote(os.fsencode(inside.as_posix()))
    return urlunsplit((parts.scheme, parts.netloc, path, parts.query, ""))


def _once(items: Iterable[_Item], skip: Skip) -> Iterator[_Item]:
    """Yield the items without those that are an earlier one again."""
    seen: set[str | None] = set()
    for item in items:
        identity = os.path.realpath(item.path) if item.path else item.address
        if identity in seen:
            skip(_shown(item.path or item.address or _STANDARD_INPUT), "is given twice")
        else:
            seen.add(identity)
            yield item


def _names(items: Sequence[_Item]) -> list[str]:
    """Return how the items are named to people: each name once, each as short as that allows."""
    depths = [item.depth for item in items]
    while True:
        names = [_name(item, depth) for item, depth in zip(items, depths, strict=True)]
        shared = {name for name, count in Counter(names).items() if count > 1}
        if not shared:
            return names
        depths = [d + (name in shared) for d, name in zip(depths, names, strict=True)]


def _name(item: _Item, depth: int) -> str:
    if item.path is None:
        return item.address or _STANDARD_INPUT
    return _shown("/".join(item.path.parts[-depth:]))


def _shown(path: str | Path) -> str:
    """Return a path as text that can be written anywhere, whatever bytes it is made of."""
    return os.fsencode(path).decode("utf-8", "replace")


def _pages(
    items: Sequence[_Item], names: Sequence[str], options: ReadOptions, skip: Skip
) -> Iterator[Page]:
    pairs = zip(items, names, strict=True)
    for folder, group in groupby(pairs, key=lambda pair: pair[0].folder):
        if folder is None:
            for item, name in group:
                yield _page(item, name, options)
        else:
            yield from _folder_pages(folder, group, options, skip)


def _folder_pages(
    folder: Path, group: Iterable[tuple[_Item, str]], options: ReadOptions, skip: Skip
) -> Iterator[Page]:
    """Yield the pages of a folder; raise at the end where there was none."""
    pages = 0
    reason = ""
    for item, name in group:
        try:
            page = _page(item, name, options)
        except SourceError as error:
            reason = str(error).removeprefix(f"{name}: ")
            skip(name, reason)
        else:
            pages += 1
            yield page
    if not pages:
        raise EmptySourceError(
            f"{_shown(folder)}: none of its files holds a page (the last one: {reason})"
        )


def _page(item: _Item, name: str, options: ReadOptions) -> Page:
    raw = _load(item, name, options)
    if not raw.content.strip():
        raise EmptySourceError(f"{name}: is empty; give a source that holds text")
    form = detect(raw.content, name, raw.content_type)
    if item.folder:
        _check_belongs(form, name)
    url, digest = raw.url, hashlib.sha256(raw.content).hexdigest()
    text = decode(raw.content, raw.charset)
    del raw  # a large page is not held twice while it is parsed
    page = _parse(form, text, source=name, url=url, digest=digest)
    if not any(section.title or section.blocks for section in page.sections):
        raise EmptySourceError(f"{name}: holds no text that is shown to readers; check the page")
    return page


def _parse(form: Format, text: str, *, source: str, url: str | None, digest: str) -> Page:
    """Return the page a text holds; each format's parser is loaded when it is first needed."""
    if form == "html":
        from indexer.read.html import read_html

        return read_html(text, source=source, url=url, digest=digest)
    if form == "markdown":
        from indexer.read.markdown import read_markdown

        return read_markdown(text, source=source, url=url, digest=digest)
    if form == "plain":
        from indexer.read.plain import read_plain

        return read_plain(text, source=source, url=url, digest=digest)
    from indexer.read.records import read_records

    return read_records(text, source=source, url=url, digest=digest)


def _check_belongs(form: Format, name: str) -> None:
    """Raise where a file of a folder is text, and yet hardly a page."""
    path = Path(name)
    if form in {"markdown", "plain"} and path.suffix.lower() not in _PAGE_ENDINGS:
        raise SourceError(f"{name}: {path.suffix} is no page's ending; give the file by itself")
    if form == "records" and path.name == _QUERIES:
        raise SourceError(f"{name}: queries of a test collection; give the file by itself")


def _load(item: _Item, name: str, options: ReadOptions) -> _Raw:
    if item.address is not None:
        from indexer.read.fetch import fetch

        page = fetch(item.address, allow_private=options.allow_private)
        return _Raw(page.content, page.url, page.content_type, page.charset)
    if item.path is None:
        return _Raw(sys.stdin.buffer.read(), item.url)
    return _Raw(_file(item.path, name), item.url)


def _file(path: Path, name: str) -> bytes:
    problem = _problem(path)
    if problem:
        raise SourceError(f"{name}: {problem}")
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
            refuse_binary(head, name)  # before a film of many gigabytes is read
            return head + file.read()
    except OSError as error:
        raise SourceError(
            f"{name}: cannot be read ({_cause(error)}); check the file's permissions"
        ) from error
