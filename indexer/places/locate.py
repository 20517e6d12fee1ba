"""Finds the places of all passages of an index, those of one page with each other's help."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from indexer.model import Passage
from indexer.places.facts import ORDINARY
from indexer.places.place import Place, countries
from indexer.places.recognise import find
from indexer.places.world import load


def locate(passages: Sequence[Passage]) -> list[tuple[Place, ...]]:
    """Return the places that each passage names; the countries of a page decide between cities.

    Offsets are into the passage's title and text, joined by a line break.
    """
    wholes = [f"{passage.title}\n{passage.text}" for passage in passages]
    named: dict[str, set[str]] = defaultdict(set)
    for passage, whole in zip(passages, wholes, strict=True):
        named[passage.source] |= set(countries(find(whole)))
    return [
        find(whole, sorted(named[passage.source]))
        for passage, whole in zip(passages, wholes, strict=True)
    ]


def country_of(place: Place) -> str | None:
    """Return the country that a place is or lies in, if it is one or lies in one."""
    return next((name for name in (place.name, *place.above) if is_country(name)), None)


def is_name(form: str) -> bool:
    """Say whether a folded name (`places.key`) is a place's somewhere, and no ordinary word."""
    return form not in ORDINARY and bool(load().by_key.get(form))


def is_country(name: str) -> bool:
    """Say whether a name is a country's, as it is shown."""
    return name in load().countries
