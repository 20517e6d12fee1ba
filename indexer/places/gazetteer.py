"""Says which places of this index a query names: a small table, written when it is built.

The table holds only what occurs in the index, so that a place that no passage lies in is an
ordinary word of the query, and answering needs none of the world's data.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from indexer.places import facts
from indexer.places.place import LONGEST_NAME, WORD, Place, key

_CONTINENTAL = frozenset(adjective.lower() for adjective in facts.REGION_ADJECTIVES.values())
_ELSEWHERE = frozenset(key(name) for name in facts.NOT_PLACES)


@dataclass(frozen=True, slots=True)
class Named:
    """A place that a query names: the key that passages lying in it carry, and where it stands."""

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
    beginnings
        The first words of all names, so that most words of a query are looked up once.
    """

    keys: dict[str, str]
    within: dict[str, tuple[str, ...]]
    beginnings: frozenset[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        names = (*self.keys, *_ELSEWHERE)
        object.__setattr__(self, "beginnings", frozenset(name.split(" ")[0] for name in names))

    @classmethod
    def of(cls, found: Iterable[Iterable[Place]]) -> Gazetteer:
        """Make the table from the places that were found in each passage.

        >>> lille = Place("Lille", 0, 5, "city", ("France", "Western Europe", "Europe"))
        >>> Gazetteer.of([[lille]]).within["france"]
        ('Lille',)
        """
        from indexer.places.world import load

        within: dict[str, set[str]] = defaultdict(set)
        for place in (place for places in found for place in places):
            within[key(place.name)] |= set()
            for name in place.above:
                within[key(name)].add(place.name)
        aliases = load().aliases if within else {}
        keys = {alias: name for name in sorted(within) for alias in aliases.get(name, ())}
        return cls(
            keys=keys | {name: name for name in sorted(within)},
            within={name: tuple(sorted(within[name])) for name in sorted(within)},
        )

    def named(self, query: str) -> tuple[Named, ...]:
        """Return the places that a query names, in order, the longest names first.

        Capitals are not needed ("partners in france"), except in "US"; a name that is an ordinary
        word needs one, or a preposition ("who works in reading").
        """
        found: list[Named] = []
        words = list(WORD.finditer(query))
        forms = [key(word.group()) for word in words]
        at = 0
        while at < len(words):
            size, name = self._longest(forms, at)
            if name and _meant(query, words, forms, at, size):
                found.append(Named(name, words[at].start(), words[at + size - 1].end()))
            at += size
        return tuple(found)

    def to_json(self) -> str:
        """Return the table as JSON, the same for the same places."""
        return json.dumps({"keys": self.keys, "within": self.within}, ensure_ascii=False)

    @classmethod
    def from_json(cls, written: str) -> Gazetteer:
        """Return the table that `to_json` wrote."""
        read = json.loads(written)
        within = {name: tuple(names) for name, names in read["within"].items()}
        return cls(keys=read["keys"], within=within)

    def _longest(self, forms: list[str], at: int) -> tuple[int, str]:
        """Return how many words from `at` on were read, and the key of the place they name."""
        if forms[at] not in self.beginnings:
            return 1, ""
        for size in range(min(LONGEST_NAME, len(forms) - at), 0, -1):
            form = " ".join(forms[at : at + size])
            if form in _ELSEWHERE or form in self.keys:
                return size, self.keys.get(form, "")
        return 1, ""


def _meant(query: str, words: list[re.Match[str]], forms: list[str], at: int, size: int) -> bool:
    """Say whether a name of a place is one here, and not the word it is spelt like."""
    said = words[at].group()
    if forms[at : at + size] == ["us"]:
        return said[:2] in {"US", "U."}
    if forms[at + size - 1] in _CONTINENTAL and query[words[at + size - 1].end() :][1:2].isupper():
        return False  # "European Regional Development Fund"
    if size > 1 or forms[at] not in facts.ORDINARY:
        return True
    return said[0].isupper() or (at > 0 and forms[at - 1] in facts.AT)
