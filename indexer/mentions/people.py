"""Finds persons: by a title, by a given name that people bear, by initials.

Given names come from `mimesis`, whose data sets are read and whose code is not run.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from indexer.mentions import words as vocabulary
from indexer.mentions.shapes import Ground
from indexer.mentions.tokens import LONGEST, Token, joined
from indexer.spelling.english import is_listed

TITLES = frozenset(
    [
        "dr",
        "prof",
        "professor",
        "mr",
        "mrs",
        "ms",
        "miss",
        "mx",
        "sir",
        "dame",
        "lord",
        "lady",
        "baroness",
        "baron",
        "rev",
        "reverend",
        "canon",
        "councillor",
        "cllr",
        "alderman",
        "captain",
        "major",
        "colonel",
        "sergeant",
        "judge",
        "justice",
        "sister",
        "herr",
        "frau",
        "madame",
        "monsieur",
        "docteur",
        "doktor",
        "emeritus",
        "associate",
        "assistant",
    ]
)
_ONLY_BEFORE_TITLES = frozenset(["emeritus", "associate", "assistant"])
_PARTICLES = frozenset(
    [
        "van",
        "von",
        "de",
        "der",
        "den",
        "del",
        "della",
        "di",
        "da",
        "dos",
        "du",
        "la",
        "le",
        "el",
        "al",
        "bin",
        "ibn",
        "ter",
        "ten",
    ]
)
# Given names that are words, months, places or bodies as often.
_DOUBTFUL = frozenset(
    [
        "will",
        "may",
        "june",
        "april",
        "august",
        "art",
        "faith",
        "hope",
        "grace",
        "joy",
        "rose",
        "mark",
        "bill",
        "frank",
        "guy",
        "miles",
        "dean",
        "earl",
        "duke",
        "prince",
        "king",
        "royal",
        "chance",
        "christian",
        "chase",
        "church",
        "city",
        "summer",
        "autumn",
        "dawn",
        "eve",
        "ivy",
        "lily",
        "daisy",
        "olive",
        "ruby",
        "pearl",
        "amber",
        "crystal",
        "max",
        "pat",
        "rich",
        "rob",
        "sue",
        "drew",
        "grant",
        "trust",
        "page",
        "gene",
        "ray",
        "rusty",
        "sandy",
        "sky",
        "star",
        "storm",
        "victoria",
        "alexandra",
        "charlotte",
        "florence",
        "georgia",
        "india",
        "asia",
        "paris",
        "london",
        "chelsea",
        "brooklyn",
        "dallas",
        "austin",
        "houston",
        "jackson",
        "madison",
        "virginia",
        "carolina",
        "jordan",
        "israel",
        "kingston",
        "preston",
        "lincoln",
        "regent",
        "queen",
        "north",
        "west",
        "winter",
        "early",
        "ford",
        "mercy",
        "patience",
        "honor",
        "honour",
        "major",
        "so",
        "an",
        "can",
        "do",
        "see",
        "in",
        "long",
        "song",
        "young",
        "wang",
        "case",
        "cash",
        "clay",
        "cliff",
        "dale",
        "forest",
        "glen",
        "heath",
        "lane",
        "lee",
        "light",
        "love",
        "ocean",
        "park",
        "penny",
        "reed",
        "river",
        "robin",
        "rocky",
        "shell",
        "stone",
        "true",
        "wood",
        "bay",
        "bell",
    ]
)
_MOST = 4  # words of a person's name


@dataclass(frozen=True, slots=True)
class Person:
    """A person's name: its words by number, half-open; those of the name itself, titles apart."""

    first: int
    stop: int
    name: tuple[int, ...]
    why: str


@cache
def given_names() -> frozenset[str]:
    """Return folded given names of many countries."""
    from indexer.text import fold

    names: set[str] = set()
    folder = resources.files("mimesis") / "datasets"
    for place in folder.iterdir():
        file = place / "person.json"
        if file.is_file():
            held = json.loads(file.read_text("utf-8")).get("names", {})
            lists = held.values() if isinstance(held, dict) else [held]
            names |= {fold(name) for one in lists for name in one if len(name) > 1}
    return frozenset(names)


def persons(words: Sequence[Token], ground: Ground) -> list[Person]:
    """Return the persons in order, without overlap."""
    found: list[Person] = []
    at = 0
    while at < len(words):
        person = _titled(words, at, ground) or _named(words, at, ground)
        if person:
            found.append(person)
        at = person.stop if person else at + 1
    return found


def _titled(words: Sequence[Token], at: int, ground: Ground) -> Person | None:
    """Read "Dr James Brown", "Associate Professor A. B. de Vries"."""
    first = at
    while at < len(words) and _is_title(words[at]) and (at == first or joined(words, at)):
        at += 1
    if at == first or words[at - 1].low in _ONLY_BEFORE_TITLES:
        return None
    if at >= len(words) or not (joined(words, at) or words[at].gap == ". "):
        return None
    stop = _name_end(words, at)
    if stop == at or any(
        words[n].low in vocabulary.HEADS | vocabulary.THINGS for n in range(at, stop)
    ):
        return None
    title = words[at - 1].said
    return Person(first, stop, tuple(range(at, stop)), f"after the title {title!r}")


def _is_title(word: Token) -> bool:
    return word.low in TITLES and word.said[0].isupper()


def _name_end(words: Sequence[Token], at: int) -> int:
    """Return where the capitals, initials and particles end that begin at a word."""
    stop, said = at, 0
    while stop < len(words) and said < _MOST:
        if stop > at and (not joined(words, stop) or words[stop - 1].possessive):
            break
        word = words[stop]
        if word.low in _PARTICLES and stop + 1 < len(words) and stop > at:
            stop += 1
            continue
        if not _is_part(word) or (word.low in vocabulary.LEADING and len(word.said) > 1):
            break
        stop, said = stop + 1, said + 1
    while stop > at and not words[stop - 1].said[0].isupper():
        stop -= 1
    return stop


def _is_part(word: Token) -> bool:
    return word.said[0].isupper() and word.said[0] != "&" and len(word.said) <= LONGEST


def _named(words: Sequence[Token], at: int, ground: Ground) -> Person | None:
    """Read "Amina Odhiambo", "J. R. Smith"; not in the middle of a longer run of capitals."""
    word = words[at]
    if not _is_part(word) or (at and joined(words, at) and _continues(words[at - 1])):
        return None
    initials = 0
    while at + initials < len(words) and _is_initial(words[at + initials]):
        initials += 1
    stop = _name_end(words, at)
    surnames = words[at + max(initials, 1) : stop]
    if not surnames or any(not _may_be_surname(one) for one in surnames):
        return None
    if _in_longer_name(words, stop, ground):
        return None
    if initials:
        fits = words[at + 1].gap.startswith(".") and (
            initials > 1 or not ground.common(surnames[-1])
        )
        return Person(at, stop, tuple(range(at, stop)), "by its initials") if fits else None
    if word.shouted or word.possessive or word.low not in given_names() or ground.in_place(at):
        return None
    doubtful = word.low in _DOUBTFUL or word.low in ground.lower
    common = is_listed(surnames[-1].low) or ground.in_place(stop - 1)
    if (doubtful and common) or surnames[-1].shouted:
        return None
    return Person(at, stop, tuple(range(at, stop)), f"by the given name {word.said!r}")


def _continues(before: Token) -> bool:
    """Say whether a capitalised word before belongs to the same name."""
    return before.capital and before.low not in vocabulary.LEADING and not before.possessive


def _is_initial(word: Token) -> bool:
    return len(word.said) == 1 and word.said.isupper()


def _may_be_surname(word: Token) -> bool:
    low = word.low
    known = vocabulary.HEADS | vocabulary.THINGS | vocabulary.GENERIC | vocabulary.AND
    return low not in known and not (word.said.isupper() and len(word.said) > 1)


def _in_longer_name(words: Sequence[Token], stop: int, ground: Ground) -> bool:
    """Say whether a body or thing is named on: "James Brown Hospital", "... & Sons"."""
    if stop >= len(words) or not joined(words, stop):
        return False
    word = words[stop]
    return word.said == "&" or (word.capital and word.low not in vocabulary.LEADING)
