"""Tells where an organisation is: from its name, or from what stands right behind it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from indexer.mentions.spots import Spot
from indexer.places import Place

_BEHIND = re.compile(
    r"\s?(?:,|\()\s?(?:(?:based|located) )?(?:in )?|\s(?:based |located )?(?:in|of) "
)


def whereabouts(
    spots: Iterable[tuple[str, Spot]],
    places: Mapping[tuple[int, bool], Sequence[Place]],
    texts: Mapping[tuple[int, bool], str],
) -> dict[str, Place]:
    """Return the place of each name for which one is told.

    Parameters
    ----------
    spots
        Shown names, each with where it stands.
    places, texts
        What each title and text (by row, and whether it is the title) names and says.
    """
    told: dict[str, Counter[Place]] = defaultdict(Counter)
    spots = list(spots)
    begins = {(spot.row, spot.in_title, spot.start) for _, spot in spots}
    for name, spot in spots:
        where = (spot.row, spot.in_title)
        # What begins another name tells where that one is: "Alpha, Leeds City Council".
        free = [place for place in places.get(where, ()) if (*where, place.start) not in begins]
        inside = [place for place in places.get(where, ()) if _holds(spot, place)]
        for place, weight in _told(spot, [*free, *inside], texts[where]):
            told[name][Place(place.name, 0, 0, place.kind, place.above)] += weight
    return {
        name: max(counts, key=lambda place: (counts[place], len(place.above), place.name))
        for name, counts in told.items()
    }


def _told(spot: Spot, places: Sequence[Place], text: str) -> Iterable[tuple[Place, int]]:
    """Yield the places that speak, what stands behind before what the name holds."""
    for place in places:
        if place.start >= spot.end and _BEHIND.fullmatch(text, spot.end, place.start):
            yield place, 2
            break
    inside = [place for place in places if _holds(spot, place)]
    if inside:
        yield max(inside, key=lambda place: len(place.above)), 3


def _holds(spot: Spot, place: Place) -> bool:
    return spot.start <= place.start < spot.end
