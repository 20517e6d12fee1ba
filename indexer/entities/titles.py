"""Says which headings are the names of bodies or persons themselves, whatever they look like.

On a page of customers, members or grants given, every heading that its own text takes up again
names one; on a page of people, every heading that looks like a person's name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from indexer.entities import words as vocabulary
from indexer.entities.people import TITLES
from indexer.entities.reading import Read
from indexer.entities.spots import Spot
from indexer.entities.tokens import Token, joined
from indexer.model import Passage
from indexer.places import is_name
from indexer.spelling.english import is_listed

# What a page of bodies is called. Not "partnerships": those are undertakings.
_OF_BODIES = re.compile(
    r"\b(?:customers|clients|members|grantees|beneficiaries|suppliers|lenders|borrowers|sponsors"
    r"|funders|supporters|partners|exhibitors|tenants|grants (?:awarded|made|given)"
    r"|grant recipients"
    r"|(?:who|what|groups|organi[sz]ations|charities) we (?:fund|support|work with))\b",
    re.IGNORECASE,
)
_GIVEN = re.compile(r"\s[–—-]\s*[£€$]\s?\d")  # "Anytown Choir – £500"
_NAME_WORDS = range(1, 6)
_PERSON_WORDS = range(2, 5)
_SHARE = 0.5  # of a page's headings that look like persons, on a page of people
_TAIL = re.compile(r"\s+[–—|-]\s|,\s|:\s|\s\(")


def lists_bodies(passage: Passage) -> bool:
    """Say whether the headings of a passage's page name bodies, or its own who got a sum."""
    return any(_OF_BODIES.search(title) for title in passage.path) or bool(
        _GIVEN.search(passage.title)
    )


def body_heading(passage: Passage, read: Read) -> Spot | None:
    """Return the name that a heading on such a page is, if its text takes it up again.

    What follows a dash, comma or colon is no part of it.
    """
    if not lists_bodies(passage) or passage.introduction:
        return None
    words = _before_tail(passage.title, read.words)
    if len(words) not in _NAME_WORDS or not words[0].capital:
        return None
    if any(word.low in vocabulary.THINGS for word in words[-1:]):
        return None
    start, end = words[0].start, words[-1].bare_end
    name = passage.title[start:end]
    if not _taken_up(name, passage.text):
        return None
    return Spot(read.stretch.row, False, start, end, name, why="the heading, on a page of bodies")


def _before_tail(title: str, words: Sequence[Token]) -> list[Token]:
    match = _TAIL.search(title)
    end = match.start() if match else len(title)
    return [word for word in words if word.end <= end]


def _taken_up(name: str, text: str) -> bool:
    """Say whether a text says a name, as the subject of a sentence or with more capitals."""
    short, _, last = name.rpartition(" ")
    forms = [name, short] if short and is_name(last.casefold()) else [name]
    return any(re.search(rf"(?<!\w){re.escape(form)}(?!\w)(?!['’]s)", text) for form in forms)


def person_headings(passages: Sequence[Passage], reads: Sequence[Read]) -> Iterator[Spot]:
    """Yield the persons that headings name on one page, where most headings look like persons."""
    things = [
        (passage, read)
        for passage, read in zip(passages, reads, strict=True)
        if not passage.introduction
    ]
    likely = [read for _, read in things if _looks_like_person(read)]
    known = any(spot.kind == "person" for read in likely for spot in read.spots)
    if not known or len(likely) < _SHARE * len(things):
        return
    for read in likely:
        if not read.spots:
            first, last = read.words[0], read.words[-1]
            name = read.stretch.text[first.start : last.end]
            yield Spot(
                read.stretch.row,
                False,
                first.start,
                last.end,
                name,
                kind="person",
                why="the heading, on a page of people",
            )


def _looks_like_person(read: Read) -> bool:
    words = [word for word in read.words if word.low not in TITLES]
    if len(words) not in _PERSON_WORDS or any(s.kind == "organisation" for s in read.spots):
        return False
    together = all(joined(read.words, at) for at in range(1, len(read.words)))
    heads = vocabulary.HEADS | vocabulary.THINGS | vocabulary.LEADING
    return (
        together
        and all(word.capital and word.low not in heads for word in words)
        and not all(is_listed(word.low) for word in words)
    )
