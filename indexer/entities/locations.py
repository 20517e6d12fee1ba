"""Finds the places that only the words around them show, and where each organisation is.

A village, a region of no government: a name counts that stands behind "in", "near", "at" and the
like and is a village's, or that ends or begins the names of organisations ("Example Network
Mercia") and stands behind such a word or before "based"; what is listed beside a place and is no
common word.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from indexer import parallel
from indexer.entities import vocabulary
from indexer.entities.annotations import Annotations, NameCandidate, Where
from indexer.entities.corrections import Corrections
from indexer.entities.linking import KnownForm, KnownNames
from indexer.entities.lists import TIMES
from indexer.entities.tokens import CasedToken, all_listed
from indexer.entities.vocabulary import word_set
from indexer.parallel import Track, untracked
from indexer.places import Place, by_domain, country_of, villages
from indexer.spelling.english import is_listed

_IN = word_set("in near at outside around between across above behind through")
_TO = word_set("from to of towards via")
_AT = _IN | _TO
_AREA = frozenset(["based", "area", "region", "wide"])
_SHORTEST = 4  # letters of a village's name: "Apc" is a gene more often
_LISTED_WITHIN = 6  # characters between two places of a list: ", and "
_MOST = 4  # words of a place's name
_NATURE = word_set(
    """
    bridge hill hills valley coast bay island islands lagoon crags water foot well vale moor moors
    wood woods lake fen fens beach slobs marsh marshes reservoir gorge peak pass
    """
)
_FIRST_OR_LAST = 2  # organisations whose names begin with a word before it can be where they are
_BEHIND = re.compile(
    r"\s?(?:,|\()\s?(?:(?:based|located) )?(?:in )?|\s(?:based |located )?(?:in|of) "
)
_BEHIND_COUNTS = 2  # times as often as it is written, in all
_INSIDE_COUNTS = 3


@dataclass(frozen=True, slots=True)
class _Capitals:
    """A run of capitals that no place or name was found at, and the words around it."""

    words: Sequence[CasedToken]
    name: str
    before: str
    behind: str

    @property
    def listed(self) -> bool:
        """Whether it goes on with a list."""
        return self.before in {",", "and", "or"}


def add_places(
    annotations: Annotations,
    organisations: Iterable[str],
    corrections: Corrections,
    track: Track = untracked,
) -> None:
    """Add such places; those of the corrections count wherever they stand."""
    _add_corrected(annotations, corrections)
    regions = _regions(organisations)
    found = dict(track(_all_capitals(annotations), "finding villages", len(annotations.segments)))
    named: dict[str, set[str | None]] = defaultdict(set)
    for where, places in annotations.places.items():
        named[annotations.passages[where.row].source].update(map(country_of, places))
    sought = {
        one.name for here in found.values() for one in here if one.listed or one.before in _AT
    }
    known = villages(sought)
    for where, here in found.items():
        countries = named[annotations.passages[where.row].source]
        for one in here:
            beside = one.listed and any(
                0 < one.words[0].start - place.end <= _LISTED_WITHIN
                for place in annotations.places[where]
            )
            meant = known.get(one.name, ())
            near = [place for place in meant if country_of(place) in countries]
            if meant and _is_village(one, near=bool(near), beside=beside):
                place = [*near, *meant][0]
            elif _is_region(one, regions, beside=beside):
                place = Place(one.name, 0, 0, "region", ())
            else:
                continue
            _add(annotations, where, place, one.words[0].start, one.words[-1].bare_end)


def _add_corrected(annotations: Annotations, corrections: Corrections) -> None:
    given = {
        form: Place(one.name, 0, 0, "region", one.places)
        for one in corrections.of("place")
        for form in one.forms
    }
    known = KnownNames(KnownForm(form, form, "place", exact=True) for form in given)
    for segment in annotations.all_segments() if given else ():
        for one in known.find(segment):
            places = annotations.places[segment.where]
            kept = (place for place in places if not one.overlaps(place.start, place.end))
            annotations.places[segment.where] = tuple(kept)
            _add(annotations, segment.where, given[one.name], one.start, one.end)


def _add(annotations: Annotations, where: Where, place: Place, start: int, end: int) -> None:
    places = [*annotations.places[where], replace(place, start=start, end=end)]
    annotations.places[where] = tuple(sorted(places, key=lambda place: place.start))


def _regions(names: Iterable[str]) -> frozenset[str]:
    """Return the folded words that may be where organisations are: last, or first in several."""
    first: Counter[str] = Counter()
    last: set[str] = set()
    for name in names:
        words = [word.casefold() for word in name.split()]
        if len(words) > 1:
            first[words[0]] += 1
            last.add(words[-1])
    often = {word for word, times in first.items() if times >= _FIRST_OR_LAST}
    known = vocabulary.HEADS | vocabulary.GENERIC | vocabulary.SITES | _NATURE | TIMES
    return frozenset((last | often) - known)


def _all_capitals(annotations: Annotations) -> Iterator[tuple[Where, list[_Capitals]]]:
    """Yield the titles and texts with such runs in each, found by several processes."""

    def read(rows: range) -> list[tuple[Where, list[_Capitals]]]:
        wheres = [Where(row, in_text) for row in rows for in_text in (False, True)]
        return [(where, list(_capitals(annotations, where))) for where in wheres]

    for some in parallel.in_blocks(read, len(annotations.passages)):
        yield from some


def _capitals(annotations: Annotations, where: Where) -> Iterator[_Capitals]:
    """Yield the runs of capitals in a title or text that nothing was found at."""
    for segment in annotations.segments[where]:
        words, first = segment.words, 0
        taken = [(one.start, one.end) for one in segment.candidates if not one.bare]
        taken += [(place.start, place.end) for place in annotations.places[where]]
        while first < len(words):
            stop = _run_end(words, first, taken) if words[first].capital else first
            if stop == first:
                first += 1
                continue
            name = segment.text[words[first].start : words[stop - 1].bare_end]
            if len(name) >= _SHORTEST and not words[first].upper:
                before = words[first - 1].folded if first and words[first].joined else ""
                before = "," if words[first].gap == ", " else before
                behind = words[stop].folded if stop < len(words) else ""
                yield _Capitals(words[first:stop], name, before, behind)
            first = stop
        segment.rest()


def _run_end(words: Sequence[CasedToken], first: int, taken: Sequence[tuple[int, int]]) -> int:
    """Return where a run of capitals that is free ends; where it begins if there is none."""
    stop = first
    while stop < min(len(words), first + _MOST):
        word = words[stop]
        parted = stop > first and not words[stop].joined
        small = not word.capital and not (stop > first and "-" in word.gap)
        if parted or small or any(a < word.end and word.start < b for a, b in taken):
            break
        stop += 1
    while stop > first and not words[stop - 1].capital:
        stop -= 1
    return stop


def _is_village(one: _Capitals, *, near: bool, beside: bool) -> bool:
    """Say whether the words around a village's name speak for it; `near`: its country is named.

    A word of the dictionary is none by itself.
    """
    proper = len(one.words) > 1 or not is_listed(one.words[0].folded)
    return proper and (one.before in _IN or (near and (beside or one.before in _TO)))


def _is_region(one: _Capitals, regions: Collection[str], *, beside: bool) -> bool:
    """Say whether a candidate is a place of no village's name."""
    words = one.words
    if all_listed(words):
        area = one.before in _IN or one.behind in _AREA
        return len(words) == 1 and words[0].folded in regions and area
    if len(words) > 1:
        return words[-1].folded in _NATURE and one.before in _IN
    return beside and one.before in {"and", "or"} and not words[0].possessive


def locate_organisations(
    named: Iterable[tuple[str, NameCandidate]], annotations: Annotations
) -> dict[str, Place]:
    """Return the place of each name for which one is written in it or behind it."""
    counts: dict[str, Counter[Place]] = defaultdict(Counter)
    for name, candidate in named:
        for place, weight in _written_at(candidate, annotations):
            counts[name][replace(place, start=0, end=0)] += weight
    return {
        name: max(of, key=lambda place: (of[place], len(place.above), place.name))
        for name, of in counts.items()
    }


def _written_at(candidate: NameCandidate, annotations: Annotations) -> Iterator[tuple[Place, int]]:
    """Yield the places that the name holds, what stands behind it and in no other name, its link's.

    Whom a page links under a country's domain is there, where nothing else says so.
    """
    where = candidate.where
    text, places = annotations.text(where), annotations.places[where]
    inside = [place for place in places if candidate.start <= place.start < candidate.end]
    if inside:
        yield max(inside, key=lambda place: len(place.above)), _INSIDE_COUNTS
    behind = next((place for place in places if place.start >= candidate.end), None)
    if behind and _BEHIND.fullmatch(text, candidate.end, behind.start):
        others = (one for segment in annotations.segments[where] for one in segment.candidates)
        if not any(one.start <= behind.start < one.end for one in others):
            yield behind, _BEHIND_COUNTS
    for link in annotations.passages[where.row].links if where.in_text else ():
        covers = link.start <= candidate.start and candidate.end <= link.end
        if covers and (land := by_domain(link.url)):
            yield land, 1
