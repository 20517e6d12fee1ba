"""Whose pages an index holds: what `alongside.toml` beside the sources says, else their own words.

title = "Health partnerships"
strapline = "Who works with us, and on what"
logo = "logo.svg"            # SVG, PNG or JPEG beside this file
colour = "#5d1f7a"           # of links and buttons
contact = "mailto:partnerships@example.org"
home = "https://example.org/health"
"""

from __future__ import annotations

import base64
import os
import re
import tomllib
from collections.abc import Sequence
from dataclasses import fields, replace
from pathlib import Path
from urllib.parse import urlsplit

from indexer.errors import SourceError
from indexer.model import Branding, Page

FILE = "alongside.toml"
_NAMES = tuple(one.name for one in fields(Branding))
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_LINKS = {"home": ("http", "https"), "contact": ("http", "https", "mailto")}
_LOGOS = {".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg"}
_LARGEST_LOGO = 200_000  # bytes; every visitor loads it
_LONGEST = 200  # characters of anything that is shown


def branding_of(sources: Sequence[str], pages: Sequence[Page]) -> Branding:
    """Return whose pages these are.

    Raises
    ------
    SourceError
        Naming the file, what in it cannot be, and what can.
    """
    guessed = _guessed(pages)
    # os.path, since Path.is_file raises where a name is too long
    file = next(filter(os.path.isfile, map(_beside, sources)), None)
    return guessed if file is None else replace(guessed, **_read(file))


def _beside(source: str) -> Path:
    """Return where the file would lie: in a folder, or beside a file."""
    folder = next(filter(os.path.isdir, [source]), os.path.split(source)[0])
    return Path(folder, FILE)


def _guessed(pages: Sequence[Page]) -> Branding:
    """Return what the pages say themselves: one its title, several the site they are of."""
    said = pages[0].meta if pages else {}
    names = {page.meta.get("site") or _host(page.url) for page in pages}
    title = names.pop() if len(names) == 1 and len(pages) > 1 else None
    if len(pages) == 1 and pages[0].title != pages[0].source:
        title = pages[0].title
    colour = said.get("colour", "")
    return Branding(
        title=(title or Branding().title)[:_LONGEST],
        strapline=said.get("description", "")[:_LONGEST] if len(pages) == 1 else "",
        colour=colour if _COLOUR.fullmatch(colour) else "",
        home=pages[0].url or "" if len(pages) == 1 else "",
    )


def _host(url: str | None) -> str | None:
    return urlsplit(url).hostname if url else None


def _read(file: Path) -> dict[str, str]:
    try:
        given = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SourceError(f"{file}: cannot be read as TOML ({error})") from error
    for name, value in given.items():
        if name not in _NAMES:
            raise SourceError(f"{file}: {name!r} is not known; give {', '.join(_NAMES)}")
        if not isinstance(value, str) or len(value) > _LONGEST:
            raise SourceError(f"{file}: {name} is no text of at most {_LONGEST} characters")
    if not _COLOUR.fullmatch(given.get("colour", "#000000")):
        raise SourceError(f"{file}: colour is {given['colour']!r}; give one as #5d1f7a")
    for name, schemes in _LINKS.items():
        if given.get(name) and urlsplit(given[name]).scheme not in schemes:
            known = " or ".join(f"{scheme}:" for scheme in schemes)
            raise SourceError(f"{file}: {name} is {given[name]!r}; give an address with {known}")
    if logo := given.get("logo"):
        given["logo"] = _inline(file, logo)
    return given


def _inline(file: Path, logo: str) -> str:
    """Return an image as an address that holds it."""
    image = file.parent / logo
    if image.suffix.lower() not in _LOGOS:
        raise SourceError(f"{file}: logo is {logo!r}; give one of {', '.join(_LOGOS)}")
    try:
        held = image.read_bytes()
    except OSError as error:
        raise SourceError(f"{file}: logo {logo!r} cannot be read ({error})") from error
    if len(held) > _LARGEST_LOGO:
        message = f"{file}: logo {logo!r} has {len(held):,} bytes; give {_LARGEST_LOGO:,} at most"
        raise SourceError(message)
    kind = _LOGOS[image.suffix.lower()]
    return f"data:{kind};base64,{base64.b64encode(held).decode()}"
