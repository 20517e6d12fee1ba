"""Says who is named at all, and spreads what is known of a name over all passages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from indexer.entities import words as vocabulary
from indexer.entities.again import AGAIN, Form, Forms, form_of
from indexer.entities.corrections import Corrections, Given
from indexer.entities.gather import Gathered
from indexer.entities.naming import Names, key_of, name_all
from indexer.entities.spots import Spot
from indexer.spelling.english import is_listed

_SHORTEST = 3  # letters that tell whose name begins so, and more
_TERM_ROWS = 2  # passages that may use a name without more than
_TERM_SHARE = 2  # times as many as speak for it; more, and it is a term


def spread(found: Gathered, corrections: Corrections) -> Names:
    """Add every place where a name stands that was found or given once, and return all names."""
    given = [one for one in corrections.given if one.kind == "organisation"]
    _search_given(found, corrections)
    names = _names_of(found, given)
    _drop_bodies_as_people(found, names)
    _search_again(found, names)
    _drop_terms(found, names)
    return _names_of(found, given)


def _search_given(found: Gathered, corrections: Corrections) -> None:
    """Add the names that people gave, in place of what was found there."""
    forms = [
        form_of(written, one.name, exact=" " not in written, kind=one.kind)
        for one in corrections.given
        if one.kind != "place"
        for written in (one.name, *one.also)
    ]
    searched = Forms(forms)
    for where, reads in found.reads.items():
        for at, one in enumerate(reads):
            bare = replace(one, spots=())
            spots = list(searched.more(bare)) if forms else []
            if spots:
                kept = [s for s in one.spots if not any(_overlap(s, new) for new in spots)]
                reads[at] = replace(one, spots=tuple(sorted([*kept, *spots])))
                found.add(where, at, ())


def _overlap(one: Spot, other: Spot) -> bool:
    return one.start < other.end and other.start < one.end


def named(found: Gathered) -> list[Spot]:
    """Return the spots of organisations, without head nouns that stand alone."""
    return [s for s in found.spots() if s.kind == "organisation" and not s.alone]


def _names_of(found: Gathered, given: Sequence[Given]) -> Names:
    return name_all(
        [spot for spot in named(found) if spot.sure],
        found.glossary.longs,
        {one.name: one.also for one in given},
        [one.name for one in given if one.apart],
    )


def _search_again(found: Gathered, names: Names) -> None:
    """Add every other place where a name stands that was found once."""
    forms = Forms(_forms(names))
    for where, reads in found.reads.items():
        for at, one in enumerate(reads):
            found.add(where, at, forms.more(one))


def _forms(names: Names) -> Iterator[Form]:
    for name, also in names.also.items():
        for written in (name, *also):
            yield form_of(written, name, exact=" " not in written)
        first, _, rest = name.partition(" ")
        kinds = vocabulary.HEADS | vocabulary.GENERIC
        if rest and all(word.lower() in kinds for word in rest.split()) and _tells(first):
            yield form_of(first, name, exact=True)
    for short, name in names.shorts.items():
        yield form_of(short, name, exact=True)


def _tells(word: str) -> bool:
    """Say whether a word alone tells whose name begins with it: no common one, no short form."""
    [key] = key_of(word)[:1]
    return not is_listed(key) and not word.isupper() and len(word) > _SHORTEST


def _drop_terms(found: Gathered, names: Names) -> None:
    """Drop single words of no shape that most passages use without anything that speaks for a name.

    A cue may stand before a term of the field by chance ("developed with PCR").
    """
    rows: dict[str, set[int]] = defaultdict(set)
    cued: dict[str, set[int]] = defaultdict(set)
    for spot in named(found):
        if not spot.head and " " not in spot.name and not spot.in_title:
            name = names.of_key.get(key_of(spot.name), spot.name)
            rows[name].add(spot.row)
            if spot.why != AGAIN:
                cued[name].add(spot.row)
    terms = {
        name for name, of in rows.items() if len(of) > _TERM_ROWS + _TERM_SHARE * len(cued[name])
    }
    for where, reads in found.reads.items():
        for at, one in enumerate(reads):
            kept = [
                spot
                for spot in one.spots
                if spot.kind != "organisation"
                or names.of_key.get(key_of(spot.name), spot.name) not in terms
            ]
            if len(kept) < len(one.spots):
                reads[at] = replace(one, spots=tuple(kept))
                found.add(where, at, ())


def _drop_bodies_as_people(found: Gathered, names: Names) -> None:
    """Drop persons that are the name of an organisation elsewhere."""
    for where, reads in found.reads.items():
        for at, one in enumerate(reads):
            kept = [
                s for s in one.spots if s.kind != "person" or key_of(s.name) not in names.of_key
            ]
            if len(kept) < len(one.spots):
                reads[at] = replace(one, spots=tuple(kept))
                found.add(where, at, ())
