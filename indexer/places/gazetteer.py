"""Says which places of this index a query names: a small table, written when it is built.

The table holds what occurs in the index and, by name alone, the other countries, regions and large
cities of the world, so that a question about one of these can be told that no passage names it.
Answering needs none of the world's data.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any, Self

from indexer.places.place import LONGEST_NAME, WORD, Place, facts, key


@dataclass(frozen=True, slots=True)
class Named:
    """A place that a query names: the key that passages lying in it carry, and where it stands.

    The key of a place that no passage lies in is its name.
    """

    key: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """The places of an index.

    Parameters
    ----------
    keys
        What a query may call a place, to the key of that place in the passages.
    within
        For each key, the names of the places that lie in it, as passages name them, by key; empty
        for a place that nothing lies in.
    elsewhere
        What a query may call a place that no passage lies in, to its name.
    beginnings
        The first words of all names, so that most words of a query are looked up once.
    """

    keys: dict[str, str]
    within: dict[str, tuple[str, ...]]
    elsewhere: dict[str, str] = field(default_factory=dict)
    beginnings: frozenset[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        names = (*self.keys, *self.elsewhere, *_not_places())
        object.__setattr__(self, "beginnings", frozenset(name.split(" ")[0] for name in names))

    @classmethod
    def of(cls, located: Iterable[Iterable[Place]]) -> Self:
        """Make the table from the places that were found in each passage.

        >>> lille = Place("Lille", 0, 5, "city", ("France", "Western Europe", "Europe"))
        >>> Gazetteer.of([[lille]]).within["france"]
        ('Lille',)
        """
        from indexer.places.world import load

        within: dict[str, set[str]] = defaultdict(set)
        for place in (place for places in located for place in places):
            within[key(place.name)] |= set()
            for name in place.above:
                within[key(name)].add(place.name)
        world = load()
        keys = {alias: name for name in sorted(within) for alias in world.aliases.get(name, ())}
        keys |= {name: name for name in sorted(within)}
        return cls(
            keys=keys,
            within={name: tuple(sorted(within[name])) for name in sorted(within)},
            elsewhere={form: name for form, name in world.known.items() if form not in keys},
        )

    def named(self, query: str) -> tuple[Named, ...]:
        """Return the places that a query names, in order, the longest names first.

        Capitals are not needed ("partners in france"), except in "US"; a name that is an ordinary
        word needs one, or a preposition ("who works in reading").
        """
        return tuple(self._read(query, self.keys))

    def missing(self, query: str) -> tuple[Named, ...]:
        """Return the places that a query names and no passage lies in, as `named` reads them.

        They need a capital, or a preposition, or to be all that is asked.
        """
        return tuple(
            one
            for one in self._read(query, self.elsewhere)
            if query[one.start].isupper() or _asked_for(query, one)
        )

    def _read(self, query: str, names: dict[str, str]) -> Iterator[Named]:
        words, forms = _words(query)
        at = 0
        while at < len(words):
            size, form = self._longest(forms, at)
            if form in names and _meant(query, words, forms, at, size):
                yield Named(names[form], words[at].start(), words[at + size - 1].end())
            at += size

    def to_json(self) -> dict[str, dict[str, Any]]:
        """Return the table as plain values, the same for the same places."""
        return {"keys": self.keys, "within": self.within, "elsewhere": self.elsewhere}

    @classmethod
    def from_json(cls, table: Mapping[str, dict[str, Any]]) -> Self:
        """Return the table that `to_json` gave."""
        within = {name: tuple(names) for name, names in table["within"].items()}
        return cls(keys=table["keys"], within=within, elsewhere=table["elsewhere"])

    def _longest(self, forms: list[str], at: int) -> tuple[int, str]:
        """Return how many words from `at` on were read, and the name they are, if they are one."""
        if forms[at] not in self.beginnings:
            return 1, ""
        for size in range(min(LONGEST_NAME, len(forms) - at), 0, -1):
            form = " ".join(forms[at : at + size])
            if form in _not_places():
                return size, ""
            if form in self.keys or form in self.elsewhere:
                return size, form
        return 1, ""


@cache
def _not_places() -> frozenset[str]:
    return frozenset(map(key, facts().not_places))


@cache
def _continental() -> frozenset[str]:
    return frozenset(map(key, facts().region_adjectives.values()))


@lru_cache(maxsize=64)
def _words(query: str) -> tuple[list[re.Match[str]], list[str]]:
    """Return the words of a query and their keys; kept, since it is read for two kinds of names."""
    words = list(WORD.finditer(query))
    return words, [key(word.group()) for word in words]


def _asked_for(query: str, one: Named) -> bool:
    before = [key(word.group()) for word in WORD.finditer(query[: one.start])]
    if not before:
        return not WORD.search(query, one.end)
    if before[-1] == "the":
        before = ["", *before[:-1]]
    return before[-1] in facts().at


def _meant(query: str, words: list[re.Match[str]], forms: list[str], at: int, size: int) -> bool:
    """Say whether a name of a place is one here, and not the word it is spelt like."""
    written = words[at].group()
    if forms[at : at + size] == ["us"]:
        return written[:2] in {"US", "U."}
    if (
        forms[at + size - 1] in _continental()
        and query[words[at + size - 1].end() :][1:2].isupper()
    ):
        return False  # "European Regional Development Fund"
    if size > 1 or forms[at] not in facts().ordinary:
        return True
    return written[0].isupper() or (at > 0 and forms[at - 1] in facts().at)
