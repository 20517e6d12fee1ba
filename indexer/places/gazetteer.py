"""Which places a query names, by a small table that is written when an index is built.

The table holds what occurs in the index and, by name alone, the other countries, regions and large
cities of the world, so that a question about one of these can be told that no passage names it.
Answering needs none of the world's data.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Self

from indexer.places.place import LONGEST_NAME, WORD, Place, facts, key, keys
from indexer.text import longest_runs


@dataclass(frozen=True, slots=True)
class NamedPlace:
    """A place that a query names, and where it stands.

    `key` is what the passages that lie in it carry, `known` whether any does; the key of a place
    that none lies in is its name.
    """

    key: str
    start: int
    end: int
    known: bool


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """The places of an index.

    Parameters
    ----------
    keys
        What a query may call a place, to the key of that place in the passages.
    elsewhere
        What a query may call a place that no passage lies in, to its name.
    """

    keys: Mapping[str, str]
    elsewhere: Mapping[str, str] = field(default_factory=dict)
    _beginnings: frozenset[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        names = (*self.keys, *self.elsewhere, *_not_places())
        object.__setattr__(self, "_beginnings", frozenset(name.split(" ")[0] for name in names))

    @classmethod
    def of(cls, located: Iterable[Iterable[Place]]) -> Self:
        """Make the table from the places of each passage.

        >>> lille = Place("Lille", 0, 5, "city", ("France", "Western Europe", "Europe"))
        >>> Gazetteer.of([[lille]]).keys["french"]
        'france'
        """
        from indexer.places.world import load

        world, held = load(), keys(place for places in located for place in places)
        known = {alias: name for name in held for alias in world.aliases.get(name, ())}
        known |= {name: name for name in held}
        others = {form: name for form, name in world.known.items() if form not in known}
        return cls(known, others)

    def named(self, query: str) -> tuple[NamedPlace, ...]:
        """Return the places that a query names, in order, the longest names first.

        Capitals are not needed ("partners in france"), except in "US"; a name that is an ordinary
        word needs one, or a preposition ("who works in reading"), and so does the name of a place
        that no passage lies in, unless it is all that is asked.
        """
        words = list(WORD.finditer(query))
        forms = [key(word.group()) for word in words]

        def name_of(start: int, stop: int) -> str | None:
            form = " ".join(forms[start:stop])
            names = (self.keys, self.elsewhere, _not_places())
            return form if any(form in some for some in names) else None

        reach = [LONGEST_NAME if form in self._beginnings else 0 for form in forms]
        found = []
        for first, stop, form in longest_runs(reach, name_of):
            start, end = words[first].start(), words[stop - 1].end()
            if form in _not_places() or not _is_place(query, words, forms, first, stop):
                continue
            if form in self.keys:
                found.append(NamedPlace(self.keys[form], start, end, known=True))
            elif query[start].isupper() or _is_asked(forms, first, stop):
                found.append(NamedPlace(self.elsewhere[form], start, end, known=False))
        return tuple(found)


@cache
def _not_places() -> frozenset[str]:
    return frozenset(map(key, facts().not_places))


@cache
def _continental() -> frozenset[str]:
    return frozenset(map(key, facts().region_adjectives.values()))


def _is_asked(forms: Sequence[str], first: int, stop: int) -> bool:
    """Say whether a name stands after a preposition, or is all that is asked."""
    before = forms[:first]
    if before[-1:] == ["the"]:
        before = ["", *before[:-1]]
    return before[-1] in facts().at if before else stop == len(forms)


def _is_place(
    query: str, words: Sequence[re.Match[str]], forms: Sequence[str], first: int, stop: int
) -> bool:
    """Say whether a name of a place is one here, and not the word it is spelt like."""
    written = words[first].group()
    if forms[first:stop] == ["us"]:
        return written[:2] in {"US", "U."}
    follows = query[words[stop - 1].end() :][1:2]
    if forms[stop - 1] in _continental() and follows.isupper():
        return False  # "European Regional Development Fund"
    if stop - first > 1 or forms[first] not in facts().ordinary:
        return True
    return written[0].isupper() or (first > 0 and forms[first - 1] in facts().at)
