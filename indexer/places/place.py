"""Names what is found: a place, where it is named, and the normal form places are compared in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from indexer import text

Point = tuple[float, float]
Kind = Literal["city", "region", "country", "continent"]

# "U.S." and "U.K." are one word each; a hyphen parts words, an inner apostrophe does not.
WORD = re.compile(r"U\.\s?[SK]\.(?:A\.)?|[^\W\d_]+(?:['’][^\W\d_]+)*")

LONGEST_NAME = 8  # words: "united kingdom of great britain and northern ireland"
_MARKED = re.compile(r"[.'_]")


@dataclass(frozen=True, slots=True)
class Place:
    """A place as a text names it.

    Parameters
    ----------
    name
        Its English name, whatever the text calls it ("Kenya" for "Kenyan").
    start, end
        The characters that name it, half-open.
    kind
        `region` is everything between a city and a country, or a country and a continent.
    above
        The names of what it lies in, nearest first.
    point
        Latitude and longitude in degrees, of a city, or of the middle of a country.
    """

    name: str
    start: int
    end: int
    kind: Kind
    above: tuple[str, ...]
    point: Point | None = None


@lru_cache(maxsize=8_192)
def key(name: str) -> str:
    """Return the form in which names are compared: folded words, each parted by one space.

    >>> key("South-Eastern Asia"), key("Côte d’Ivoire"), key("U.K.")
    ('south eastern asia', 'cote divoire', 'uk')
    """
    if name.isascii() and not _MARKED.search(name):  # most of a hundred thousand names
        return " ".join(re.findall("[a-z]+", name.lower()))
    found = (re.sub(r"[.\s]", "", match.group()) for match in WORD.finditer(name))
    return " ".join(text.fold(word) for word in found)


def keys(places: Iterable[Place]) -> tuple[str, ...]:
    """Return the keys of everything that these places are or lie in, sorted.

    >>> keys([Place("Lille", 0, 5, "city", ("France", "Western Europe", "Europe"))])
    ('europe', 'france', 'lille', 'western europe')
    """
    return tuple(sorted({key(name) for place in places for name in (place.name, *place.above)}))


def countries(places: Iterable[Place]) -> tuple[str, ...]:
    """Return the countries that are named outright: the `context` for other texts of the page."""
    return tuple(sorted({place.name for place in places if place.kind == "country"}))
