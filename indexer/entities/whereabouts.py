"""Tells where an organisation is: from its name, or from what stands right behind it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from indexer.entities.gather import Gathered
from indexer.entities.spots import Spot
from indexer.places import Place

_BEHIND = re.compile(
    r"\s?(?:,|\()\s?(?:(?:based|located) )?(?:in )?|\s(?:based |located )?(?:in|of) "
)
_BEHIND_COUNTS = 2  # times as often as told, in all
_INSIDE_COUNTS = 3


def whereabouts(spots: Iterable[tuple[str, Spot]], found: Gathered) -> dict[str, Place]:
    """Return the place of each name for which one is told; `spots` are where the names stand."""
    told: dict[str, Counter[Place]] = defaultdict(Counter)
    for name, spot in spots:
        for place, weight in _told(spot, found):
            told[name][replace(place, start=0, end=0)] += weight
    return {
        name: max(counts, key=lambda place: (counts[place], len(place.above), place.name))
        for name, counts in told.items()
    }


def _told(spot: Spot, found: Gathered) -> Iterator[tuple[Place, int]]:
    """Yield the places that the name holds, and what stands behind it and in no other name."""
    where = (spot.row, spot.in_title)
    text, places = found.text(where), found.places[where]
    inside = [place for place in places if spot.start <= place.start < spot.end]
    if inside:
        yield max(inside, key=lambda place: len(place.above)), _INSIDE_COUNTS
    behind = next((place for place in places if place.start >= spot.end), None)
    if behind and _BEHIND.fullmatch(text, spot.end, behind.start):
        others = (one for read in found.reads[where] for one in read.spots)
        if not any(one.start <= behind.start < one.end for one in others):
            yield behind, _BEHIND_COUNTS
