"""Defines a place, where a text names it, and the form in which names of places are compared."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any, Literal

from indexer import text

Point = tuple[float, float]
Kind = Literal["city", "region", "country", "continent"]

# "U.S." and "U.K." are one word each.
WORD = re.compile(rf"U\.\s?[SK]\.(?:A\.)?|{text.WORD.pattern}")

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
        return " ".join(re.findall("[a-z0-9]+", name.lower()))
    words = (re.sub(r"[.\s]", "", match.group()) for match in WORD.finditer(name))
    return " ".join(text.fold(word) for word in words)


def keys(places: Iterable[Place]) -> tuple[str, ...]:
    """Return the keys of everything that these places are or lie in, sorted.

    >>> keys([Place("Lille", 0, 5, "city", ("France", "Western Europe", "Europe"))])
    ('europe', 'france', 'lille', 'western europe')
    """
    return tuple(sorted({key(name) for place in places for name in (place.name, *place.above)}))


def countries(places: Iterable[Place]) -> tuple[str, ...]:
    """Return the countries that are named outright: what helps to read other texts of the page."""
    return tuple(sorted({place.name for place in places if place.kind == "country"}))


@dataclass(frozen=True, slots=True)
class Facts:
    """What `facts.toml` holds, which says what each of these is; words as sets of them."""

    not_places: Sequence[str]
    domains_of_anybody: Sequence[str]
    country_names: Mapping[str, Sequence[str]]
    demonyms: Mapping[str, Sequence[str]]
    acronyms: Mapping[str, str]
    groups: Mapping[str, str]
    region_names: Mapping[str, Sequence[str]]
    region_adjectives: Mapping[str, str]
    parts: Mapping[str, Sequence[str]]
    not_countries: frozenset[str]
    also_people: frozenset[str]
    ordinary: frozenset[str]
    given_names: frozenset[str]
    institutions: frozenset[str]
    of: frozenset[str]
    at: frozenset[str]
    eponyms: frozenset[str]
    leading: frozenset[str]
    directions: frozenset[str]


@cache
def facts() -> Facts:
    """Read what is true of the world and of English, and is in no library."""
    file = resources.files("indexer.places") / "facts.toml"
    held: dict[str, Any] = tomllib.loads(file.read_text("utf-8"))
    words = {name: frozenset(listed.split()) for name, listed in held.pop("words").items()}
    return Facts(**(held | words))
