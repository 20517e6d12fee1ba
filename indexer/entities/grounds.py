"""Finds places that only the words around them show: a village, a region of no government.

A name counts that stands behind "in", "near", "at" and the like and is a village's, or that ends
or begins the names of bodies ("Example Network Mercia") and stands behind such a word or before
"based"; what is listed beside a place and is no common word; the same again in its passage.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from indexer.entities import words as vocabulary
from indexer.entities.again import Forms, form_of
from indexer.entities.corrections import Corrections
from indexer.entities.gather import Gathered, Where
from indexer.entities.lists import is_time
from indexer.entities.reading import Read
from indexer.entities.tokens import LONGEST, Token, joined
from indexer.entities.words import word_set
from indexer.places import Place, country_of, villages
from indexer.spelling.english import is_listed

_IN = word_set(
    """
    in near at outside around between across above behind through
    """
)
_TO = word_set("from to of towards via")
_AREA = frozenset(["based", "area", "region", "wide"])
_LISTED_WITHIN = 6  # characters between two places of a list: ", and "
_SHORTEST = 4  # letters of a village's name
_NATURE = word_set(
    """
    bridge hill hills valley coast bay island islands lagoon crags water foot well vale moor
    moors wood woods lake fen fens beach slobs marsh marshes reservoir gorge peak pass
    """
)
_MOST = 4  # words of a place's name
_FIRST_OR_LAST = 2  # bodies whose names begin with a word before it can be where they are


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A run of capitals that no place or name was found at, by number of words, half-open."""

    where: Where
    at: int
    first: int
    stop: int
    name: str
    before: str
    listed: bool


def add_places(found: Gathered, carried: Collection[str], corrections: Corrections) -> None:
    """Add such places to what was gathered.

    Parameters
    ----------
    carried
        Folded words that bodies carry at the end of their names, or several at the beginning.
    corrections
        What people say; the places they give count wherever they stand.
    """
    _add_given(found, corrections)
    by_where: dict[Where, list[_Candidate]] = defaultdict(list)
    for one in _candidates(found):
        by_where[one.where].append(one)
    known = villages(
        {
            one.name
            for here in by_where.values()
            for one in here
            if one.listed or one.before in _IN | _TO
        }
    )
    near = _near(found)
    for where, here in by_where.items():
        places = _judge(found, here, known, near[found.passages[where[0]].source], carried)
        _add(found, where, places)
    _add_again(found, by_where)


def _add_given(found: Gathered, corrections: Corrections) -> None:
    given = {
        form: Place(one.name, 0, 0, "region", one.places)
        for one in corrections.given
        if one.kind == "place"
        for form in (one.name, *one.also)
    }
    forms = Forms(form_of(form, form, exact=True, kind="place") for form in given)
    for where, reads in found.reads.items() if given else ():
        spots = [spot for read in reads for spot in forms.more(replace(read, spots=()))]
        kept = [
            place
            for place in found.places[where]
            if not any(place.start < s.end and s.start < place.end for s in spots)
        ]
        found.places[where] = tuple(kept)
        _add(found, where, (_at(given[s.name], s.start, s.end) for s in spots))


def carried_by(names: Iterable[str]) -> frozenset[str]:
    """Return the folded words that may be where bodies are: last, or first in several names."""
    first: Counter[str] = Counter()
    last: set[str] = set()
    known = vocabulary.HEADS | vocabulary.GENERIC | vocabulary.LEGAL
    for name in names:
        words = [word.casefold() for word in name.split()]
        if len(words) > 1:
            first[words[0]] += 1
            last.add(words[-1])
    often = {word for word, times in first.items() if times >= _FIRST_OR_LAST}
    return frozenset(
        word
        for word in last | often
        if not is_time(word)
        if word not in known | vocabulary.SITES and word not in _NATURE
    )


def _near(found: Gathered) -> Mapping[str, frozenset[str]]:
    """Return the countries that each page's places lie in."""
    countries: dict[str, set[str]] = defaultdict(set)
    for (row, _), places in found.places.items():
        named = {country_of(place) for place in places}
        countries[found.passages[row].source] |= {name for name in named if name}
    return defaultdict(frozenset, {page: frozenset(of) for page, of in countries.items()})


def _candidates(found: Gathered) -> Iterator[_Candidate]:
    for where, reads in found.reads.items():
        for at, read in enumerate(reads):
            yield from _in_stretch(found, where, at, read)


def _in_stretch(found: Gathered, where: Where, at: int, read: Read) -> Iterator[_Candidate]:
    words, taken = read.words, [(spot.start, spot.end) for spot in read.spots if not spot.alone]
    taken += [(place.start, place.end) for place in found.places[where]]
    first = 0
    while first < len(words):
        stop = _run_end(read, first, taken) if words[first].capital else first
        if stop > first:
            name = found.text(where)[words[first].start : words[stop - 1].bare_end]
            yield _Candidate(where, at, first, stop, name, *_before(read, first))
        first = max(stop, first + 1)


def _run_end(read: Read, first: int, taken: Sequence[tuple[int, int]]) -> int:
    """Return where a run of capitals that is free ends; where it begins if there is none."""
    words, stop = read.words, first
    while stop < len(words) and stop - first < _MOST and _is_free(read, stop, taken):
        if stop > first and not joined(words, stop):
            break
        if not (words[stop].capital or (stop > first and "-" in words[stop].gap)):
            break
        stop += 1
    while stop > first and not words[stop - 1].capital:
        stop -= 1
    head = words[first].low
    if stop == first or head in vocabulary.LEADING or words[first].shouted:
        return first
    lows = {word.low for word in words[first:stop]}
    return first if lows & (vocabulary.HEADS | vocabulary.THINGS) - _NATURE else stop


def _is_free(read: Read, at: int, taken: Sequence[tuple[int, int]]) -> bool:
    word = read.words[at]
    inside = any(start < word.end and word.start < end for start, end in taken)
    return not inside and len(word.said) <= LONGEST and not word.number


def _before(read: Read, first: int) -> tuple[str, bool]:
    """Return the word before a run, "the" skipped, and whether it is listed beside another."""
    words = read.words
    if not first:
        return "", False
    at = first - 1
    if words[first].gap == ", ":
        return ",", True
    if not joined(words, first):
        return "", False
    if words[at].low == "the" and at:
        at -= 1
    return words[at].low, words[at].low in {"and", "or"}


def _judge(
    found: Gathered,
    candidates: Sequence[_Candidate],
    known: Mapping[str, Sequence[Place]],
    near: frozenset[str],
    carried: Collection[str],
) -> list[Place]:
    """Return which of a text's candidates are places."""
    places: list[Place] = []
    for one in candidates:
        run = found.reads[one.where][one.at].words[one.first : one.stop]
        ends = [place.end for place in (*places, *found.places[one.where])]
        beside = one.listed and any(0 < run[0].start - end <= _LISTED_WITHIN for end in ends)
        place = _village(one, run, _meant(known.get(one.name, ()), near), near, beside=beside)
        if place is None and _is_region(found, one, carried, beside=beside):
            place = Place(one.name, 0, 0, "region", ())
        if place:
            places.append(_at(place, run[0].start, run[-1].bare_end))
    return places


def _village(
    one: _Candidate,
    run: Sequence[Token],
    place: Place | None,
    near: frozenset[str],
    *,
    beside: bool,
) -> Place | None:
    """Return a village of a candidate's name, if what stands before it speaks for one."""
    if place is None or len(one.name) < _SHORTEST:
        return None
    here = country_of(place) in near
    proper = len(run) > 1 or not is_listed(run[0].low)
    telling = one.before in _IN or (here and (beside or one.before in _TO))
    return place if proper and telling else None


def _is_region(found: Gathered, one: _Candidate, carried: Collection[str], *, beside: bool) -> bool:
    """Say whether a candidate is a place of no village's name."""
    words = found.reads[one.where][one.at].words
    run = words[one.first : one.stop]
    behind = words[one.stop].low if one.stop < len(words) else ""
    if all(is_listed(word.low) for word in run):
        return len(run) == 1 and run[0].low in carried and (one.before in _IN or behind in _AREA)
    if len(run) > 1:
        return run[-1].low in _NATURE and one.before in _IN
    return (run[0].low in carried and one.before in _IN) or (
        beside and one.before in {"and", "or"} and not run[0].possessive
    )


def _meant(places: Sequence[Place], near: frozenset[str]) -> Place | None:
    """Return the largest place of a name, of those in a country that the page speaks of first."""
    return next((place for place in places if country_of(place) in near), next(iter(places), None))


def _at(place: Place, start: int, end: int) -> Place:
    return replace(place, start=start, end=end)


def _add(found: Gathered, where: Where, places: Iterable[Place]) -> None:
    more = [*found.places[where], *places]
    found.places[where] = tuple(sorted(more, key=lambda place: place.start))


def _add_again(found: Gathered, candidates: Mapping[Where, Sequence[_Candidate]]) -> None:
    """Add what was found where a passage's title or text names it once more, by itself."""
    for row in range(len(found.passages)):
        known = {p.name: p for t in (True, False) for p in found.places[row, t]}
        for where in ((row, True), (row, False)):
            starts = {place.start for place in found.places[where]}
            again = [
                _at(known[one.name], words[one.first].start, words[one.stop - 1].bare_end)
                for one in candidates.get(where, ())
                for words in (found.reads[where][one.at].words,)
                if one.name in known and words[one.first].start not in starts
            ]
            if again:
                _add(found, where, again)
