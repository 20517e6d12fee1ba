"""Tells which headings are the names of organisations or persons, whatever they look like.

On a page of customers, members or grants given, every heading that its own text takes up again
names one; on a page of people, every heading that looks like a person's name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from indexer.entities import vocabulary
from indexer.entities.annotations import Annotations, NameCandidate, Segment, Where
from indexer.entities.people import TITLES, all_listed
from indexer.entities.tokens import joined
from indexer.model import Passage
from indexer.places import is_name

# What a page of organisations is called. Not "partnerships": those are undertakings.
_OF_ORGANISATIONS = re.compile(
    r"\b(?:customers|clients|members|grantees|beneficiaries|suppliers|lenders|borrowers|sponsors"
    r"|funders|supporters|partners|exhibitors|tenants|grants (?:awarded|made|given)"
    r"|grant recipients"
    r"|(?:who|what|groups|organi[sz]ations|charities) we (?:fund|support|work with))\b",
    re.IGNORECASE,
)
_GRANTED = re.compile(r"\s[–—-]\s*[£€$]\s?\d")  # "Anytown Choir – £500"
_TAIL = re.compile(r"\s+[–—|-]\s|,\s|:\s|\s\(")
_PERSON_WORDS = range(2, 5)
_PAGE_SHARE = 0.5  # of a page's headings that look like persons, on a page of people


def add_headings(annotations: Annotations) -> None:
    """Add the names that headings are, in place of what was found in them."""
    for row, passage in enumerate(annotations.passages):
        [title] = annotations.segments[Where(row, in_text=False)]
        if lists_organisations(passage) and not passage.introduction:
            title.put(_organisation(passage, title))
    for rows in annotations.pages():
        things = [row for row in rows if not annotations.passages[row].introduction]
        for title, one in _persons(
            [annotations.segments[Where(row, in_text=False)][0] for row in things]
        ):
            title.put([one])


def lists_organisations(passage: Passage) -> bool:
    """Say whether the headings of a passage's page name organisations, or its own who got a sum."""
    above = any(_OF_ORGANISATIONS.search(title) for title in passage.path)
    return above or bool(_GRANTED.search(passage.title))


def _organisation(passage: Passage, title: Segment) -> Iterator[NameCandidate]:
    """Yield the name that a heading is, if its text takes it up again.

    What follows a dash, comma or colon is no part of it.
    """
    tail = _TAIL.search(passage.title)
    end = tail.start() if tail else len(passage.title)
    words = [word for word in title.words if word.end <= end]
    if not words or not words[0].capital:
        return
    name = passage.title[words[0].start : words[-1].bare_end]
    if _is_taken_up(name, passage.text):
        yield title.candidate((0, len(words)), name, "the heading, on a page of organisations")


def _is_taken_up(name: str, text: str) -> bool:
    """Say whether a text takes up a name, perhaps without the place at its end."""
    cut, _, last = name.rpartition(" ")
    forms = [name, cut] if cut and is_name(last.casefold()) else [name]
    return any(re.search(rf"(?<!\w){re.escape(form)}(?!\w)(?!['’]s)", text) for form in forms)


def _persons(titles: Sequence[Segment]) -> Iterator[tuple[Segment, NameCandidate]]:
    """Yield the persons that headings name on one page, where most headings look like persons."""
    likely = [title for title in titles if _looks_like_person(title)]
    known = any(one.kind == "person" for title in likely for one in title.candidates)
    if not known or len(likely) < _PAGE_SHARE * len(titles):
        return
    for title in likely:
        if not title.candidates:
            name = title.text[title.words[0].start : title.words[-1].end]
            why = "the heading, on a page of people"
            yield title, title.candidate((0, len(title.words)), name, why, "person")


def _looks_like_person(title: Segment) -> bool:
    words = [word for word in title.words if word.folded not in TITLES]
    if len(words) not in _PERSON_WORDS:
        return False
    if any(one.kind == "organisation" for one in title.candidates):
        return False
    heads = vocabulary.HEADS | vocabulary.THINGS | vocabulary.LEADING
    return (
        all(joined(title.words, at) for at in range(1, len(title.words)))
        and all(word.capital and word.folded not in heads for word in words)
        and not all_listed(words)
    )
