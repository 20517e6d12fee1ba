"""Tells the page's own institution, which is nobody's collaborator on its own page.

A page shows whose it is by the head noun it uses alone ("the University" is the one of which most
passages speak), by its title ("Projects | Somewhere Trust"), by "we": "At Acme, we", "we at Acme".
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from indexer.entities.naming import Key, key_of
from indexer.entities.spots import Spot
from indexer.model import Passage

_SEPARATED = re.compile(r"\s[|–—·•:-]\s|\s::?\s")
_WE = re.compile(r"\b(?:[Ww]e|[Oo]ur|[Uu]s)\b")
_DOES = re.compile(r"\s(?!(?:funds|pays|supports|sponsors|gives|was|is)\b)[a-z]{2,}s\b")
_LEAST_ALONE = 2  # passages that say "the University"
_SHARE = 0.6  # of the passages, that name whose page it is where nothing else says so
_LEAST = 4


def own_names(
    passages: Sequence[Passage], spots: Iterable[Spot], of_key: Mapping[Key, str]
) -> frozenset[str]:
    """Return the names of the page's own institution, mostly one or none."""
    spots = list(spots)
    named = [spot for spot in spots if spot.kind == "organisation" and not spot.alone]
    rows: dict[str, set[int]] = defaultdict(set)
    heads: dict[str, Counter[str]] = defaultdict(Counter)
    for spot in named:
        name = of_key.get(key_of(spot.name), spot.name)
        rows[name].add(spot.row)
        heads[name][spot.head] += 1
    found = _in_titles(passages, of_key) | _beside_we(passages, named, of_key)
    found |= _whole_titles(passages, named, of_key) | _introduced(passages, named, of_key)
    return frozenset(
        found or _by_head(spots, rows, heads, of_key) or _in_most(passages, named, rows, of_key)
    )


def _in_titles(passages: Sequence[Passage], of_key: Mapping[Key, str]) -> set[str]:
    """Return who is named behind a separator in the title of a page."""
    titles = {(passage.path or (passage.title,))[0] for passage in passages}
    parts = (part for title in sorted(titles) for part in _SEPARATED.split(title)[1:])
    return {of_key[key] for part in parts if (key := key_of(part)) in of_key}


def _whole_titles(
    passages: Sequence[Passage], named: Iterable[Spot], of_key: Mapping[Key, str]
) -> set[str]:
    """Return whom a page is called after, its title being nothing but the name."""
    pages = {
        (passage.path or (passage.title if passage.introduction else "",))[0]
        for passage in passages
    }
    return {
        of_key.get(key_of(spot.name), spot.name)
        for spot in named
        if spot.in_title
        and passages[spot.row].introduction
        and not passages[spot.row].path
        and passages[spot.row].title in pages
        and spot.end - spot.start >= len(passages[spot.row].title.removeprefix("The ")) - 1
    }


def _introduced(
    passages: Sequence[Passage], named: Iterable[Spot], of_key: Mapping[Key, str]
) -> set[str]:
    """Return of whom a page's introduction tells what it does, where it also says "we" or "our"."""
    return {
        of_key.get(key_of(spot.name), spot.name)
        for spot in named
        if passages[spot.row].introduction and not passages[spot.row].path and not spot.in_title
        if _WE.search(passages[spot.row].text) and _DOES.match(passages[spot.row].text, spot.end)
    }


def _beside_we(
    passages: Sequence[Passage], named: Iterable[Spot], of_key: Mapping[Key, str]
) -> set[str]:
    """Return who says "we": "At X, we", "we at X", "X (we", "Welcome to X", "About X"."""
    said: Counter[str] = Counter()
    for spot in named:
        passage = passages[spot.row]
        text = passage.title if spot.in_title else passage.text
        before, behind = text[max(0, spot.start - 16) : spot.start], text[spot.end : spot.end + 8]
        at_we = re.search(r"\b[Aa]t (?:the )?$", before) and re.match(r",? (?:we|our)\b", behind)
        we_at = re.search(
            r"\b(?:[Ww]e (?:here )?at|[Ww]elcome to|[Hh]ere at|[Uu]s at) (?:the )?$", before
        )
        if at_we or we_at or re.match(r" \(we\b", behind) or re.match(r", we\b", behind):
            said[of_key.get(key_of(spot.name), spot.name)] += 1
    return {name for name, _ in said.most_common(1)}


def _by_head(
    spots: Sequence[Spot],
    rows: Mapping[str, set[int]],
    heads: Mapping[str, Counter[str]],
    of_key: Mapping[Key, str],
) -> set[str]:
    """Return who is meant by a head noun used alone, where most passages name the same one."""
    found: set[str] = set()
    for head in sorted({spot.head for spot in spots if spot.alone and spot.head}):
        rivals = sorted(
            (name for name in rows if heads[name].most_common(1)[0][0] == head),
            key=lambda name: (-len(rows[name]), name),
        )
        ahead = len(rivals) == 1 or (
            len(rivals) > 1 and len(rows[rivals[0]]) > len(rows[rivals[1]])
        )
        if ahead and len(_alone_for(rivals[0], head, spots, of_key)) >= _LEAST_ALONE:
            found.add(rivals[0])
    return found


def _alone_for(name: str, head: str, spots: Sequence[Spot], of_key: Mapping[Key, str]) -> set[int]:
    """Return the passages that use a head alone, and name nobody else of that head before."""
    others: set[int] = set()
    alone: set[int] = set()
    for spot in spots:
        if spot.head == head and spot.alone and spot.row not in others:
            alone.add(spot.row)
        elif spot.head == head and of_key.get(key_of(spot.name), spot.name) != name:
            others.add(spot.row)
    return alone


def _in_most(
    passages: Sequence[Passage],
    named: Sequence[Spot],
    rows: Mapping[str, set[int]],
    of_key: Mapping[Key, str],
) -> set[str]:
    """Return the one that most passages name, and no title."""
    titled = {of_key.get(key_of(spot.name), spot.name) for spot in named if spot.in_title}
    often = [
        name
        for name, where in rows.items()
        if len(where) >= max(_LEAST, _SHARE * len(passages)) and name not in titled
    ]
    return {max(often, key=lambda name: (len(rows[name]), name))} if often else set()
