"""Makes the mentions of a passage: its names with their roles, and its places."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Literal

from indexer.entities.corrections import Corrections
from indexer.entities.cues import Told
from indexer.entities.gather import Gathered
from indexer.entities.roles import settled
from indexer.entities.whose import Meant
from indexer.model import Mention, NameKind, Passage, Role
from indexer.places import Place

_POSSESSIVE = re.compile(r"['’]s$")


def mentions_of(
    found: Gathered, row: int, meant: Sequence[Meant], corrections: Corrections
) -> Iterator[Mention]:
    """Return the mentions of a passage: those of its title first, then in order of place."""
    passage = found.passages[row]
    mentions: list[Mention] = []
    by_name: dict[tuple[NameKind, str], list[Meant]] = defaultdict(list)
    for one in meant:
        by_name[one.spot.kind, one.name].append(one)
    for (kind, name), spots in by_name.items():
        given = _given_role(passage, name, corrections)
        if given == "none":
            continue
        for spot, said in settled([(one.spot, one.told) for one in spots]).items():
            told = Told(given, True, "the corrections say so") if given else said
            mentions.append(
                Mention(
                    name, kind, told.role, spot.start, spot.end, spot.in_title, told.sure, told.why
                )
            )
    mentions += _places(found, row, mentions, corrections)
    return iter(sorted(mentions, key=lambda m: (not m.in_title, m.start, m.end, m.name)))


def _given_role(
    passage: Passage, name: str, corrections: Corrections
) -> Role | Literal["none"] | None:
    for one in reversed(corrections.roles):
        if one.name == name and one.passage in {passage.title, passage.id}:
            return one.role
    return next((g.role for g in corrections.given if g.name == name and g.role), None)


def _places(
    found: Gathered, row: int, mentions: Sequence[Mention], corrections: Corrections
) -> list[Mention]:
    """Return the places that stand outside of the names of organisations and people."""
    taken = [(m.in_title, m.start, m.end) for m in mentions]
    taken += [
        (in_title, spot.start, spot.end)
        for in_title in (True, False)
        for read in found.reads[row, in_title]
        for spot in read.spots
        if not spot.alone
    ]
    return [
        _place(place, in_title=in_title, text=found.text((row, in_title)))
        for in_title in (True, False)
        for place in found.places[row, in_title]
        if place.name not in corrections.ignore
        if not any(
            title == in_title and start < place.end and place.start < end
            for title, start, end in taken
        )
    ]


def _place(place: Place, *, in_title: bool, text: str) -> Mention:
    """Return the mention of a place, without a possessive ending."""
    said = text[place.start : place.end]
    end = place.start + len(_POSSESSIVE.sub("", said))
    why = f"a {place.kind}" + (f" in {place.above[0]}" if place.above else "")
    return Mention(place.name, "place", None, place.start, end, in_title, sure=True, why=why)
