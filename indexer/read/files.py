"""The files that sources stand for: how to find them, name them to people and load them."""

from __future__ import annotations

import os
import stat
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit, urlunsplit

from indexer.errors import EmptySourceError, SourceError
from indexer.read.encodings import SAMPLE
from indexer.read.formats import document_format, refuse_binary

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    Skip = Callable[[str, str], None]

CORRECTIONS = "mentions.toml"  # beside the sources: what people say of the names in them
_INDEXES = frozenset({"index.html", "index.htm"})  # what a site shows for a folder
_STANDARD_INPUT = "standard input"


@dataclass(frozen=True, slots=True)
class SourceItem:
    """One thing to read: a file where `path` is set, else an address, else standard input."""

    path: Path | None = None
    address: str | None = None
    folder: Path | None = None  # in which it was found, if it was not given itself
    depth: int = 1  # parts of the path that name it
    url: str | None = None


def corrections_in(sources: Sequence[str]) -> list[Path]:
    """Return the files of corrections in the folders among some sources, which are not read."""
    folders = [source for source in sources if source and os.path.isdir(source)]  # noqa: PTH112 - as below
    paths = dict.fromkeys(Path(folder) / CORRECTIONS for folder in folders)
    return [path for path in paths if path.is_file()]


def is_address(source: str) -> bool:
    """Return whether this is an http(s) address and no file's name."""
    return source.lower().startswith(("http://", "https://"))


def find_items(source: str, url: str | None, skip: Skip) -> list[SourceItem]:
    """Return what a source stands for; raise where that is nothing to read."""
    if source == "-":
        return [SourceItem(url=url)]
    if is_address(source):
        return [SourceItem(address=source)]
    if not source:
        raise SourceError("a source's name is empty; name a file, a folder or an address")
    path = Path(os.path.abspath(source))  # noqa: PTH100 - keeps the names of links as given
    if os.path.isdir(path):  # noqa: PTH112 - the other raises where a name is too long
        return _walk(path, url, skip)
    if problem := _problem(path):
        raise SourceError(f"{shown(source)}: {problem}")
    return [SourceItem(path, url=url)]


def each_once(items: Iterable[SourceItem], skip: Skip) -> Iterator[SourceItem]:
    """Yield the items without those that are an earlier one again."""
    seen: set[str | None] = set()
    for item in items:
        identity = os.path.realpath(item.path) if item.path else item.address
        if identity in seen:
            skip(shown(item.path or item.address or _STANDARD_INPUT), "is given twice")
        else:
            seen.add(identity)
            yield item


def name_items(items: Sequence[SourceItem]) -> list[str]:
    """Return how the items are named to people: each name once, each as short as that allows.

    Where whole paths look alike, since they hold bytes that cannot be shown, a number parts them.
    """
    depths = [item.depth for item in items]
    whole = [_name(item, 0) for item in items]
    while True:
        names = [_name(item, depth) for item, depth in zip(items, depths, strict=True)]
        counts = Counter(name for name, _ in set(zip(names, whole, strict=True)))
        shared = {name for name, count in counts.items() if count > 1}
        if not shared:
            break
        depths = [d + (name in shared) for d, name in zip(depths, names, strict=True)]
    seen: Counter[str] = Counter()
    for at, name in enumerate(names):
        seen[name] += 1
        names[at] = name if seen[name] == 1 else f"{name} ({seen[name]})"
    return names


def load_file(path: Path, name: str) -> bytes:
    """Return a file's bytes; raise, naming it as `name`, where it is none or plainly no text."""
    problem = _problem(path)
    if problem:
        raise SourceError(f"{name}: {problem}")
    try:
        with path.open("rb") as file:
            document = document_format(file)
            file.seek(0)
            head = file.read(SAMPLE)
            if document is None:
                refuse_binary(head, name)  # before a film of many gigabytes is read
            return head + file.read()
    except OSError as error:
        raise SourceError(
            f"{name}: cannot be read ({_cause(error)}); check the file's permissions"
        ) from error


def shown(path: str | Path) -> str:
    """Return a path as text that can be written anywhere, whatever bytes it is made of."""
    return os.fsencode(path).decode("utf-8", "replace")


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


def _walk(folder: Path, url: str | None, skip: Skip) -> list[SourceItem]:
    """Return the files of a folder and the folders in it, by path, hidden ones left out."""

    def unreadable(error: OSError) -> None:
        if str(error.filename) == str(folder):
            raise SourceError(
                f"{shown(folder)}: cannot be read ({_cause(error)}); check its permissions"
            ) from error
        skip(shown(os.path.relpath(error.filename, folder)), f"cannot be read ({_cause(error)})")

    items: list[SourceItem] = []
    for parent, folders, files in os.walk(folder, onerror=unreadable):
        for name in folders:
            if os.path.islink(path := os.path.join(parent, name)) and not name.startswith("."):  # noqa: PTH114, PTH118 - many of them
                skip(shown(os.path.relpath(path, folder)), "is a link to a folder")
        folders[:] = [name for name in folders if not name.startswith(".")]
        paths = [
            Path(parent, name)
            for name in files
            if not name.startswith(".") and not (name == CORRECTIONS and Path(parent) == folder)
        ]
        items += [_in_folder(path, folder, url) for path in paths]
    if not items:
        raise EmptySourceError(f"{shown(folder)}: holds no files; give a folder that does")
    return sorted(items, key=lambda item: item.path.parts if item.path else ())


def _in_folder(path: Path, folder: Path, url: str | None) -> SourceItem:
    """Return a file found in a folder; its address is below the folder's own."""
    inside = path.relative_to(folder)
    if url is not None:
        parts = urlsplit(url)
        shown = inside.parent if inside.name in _INDEXES else inside
        below = parts.path.rstrip("/") + "/" + quote(os.fsencode(shown.as_posix()))
        below = below.removesuffix("/.") + "/" if shown != inside else below
        url = urlunsplit(parts._replace(path=below, fragment=""))
    return SourceItem(path, folder=folder, depth=len(inside.parts), url=url)


def _name(item: SourceItem, depth: int) -> str:
    if item.path is None:
        return item.address or _STANDARD_INPUT
    return shown("/".join(item.path.parts[-depth:]))  # of depth 0: the whole path
