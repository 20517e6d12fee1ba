"""Finds persons: by a title, by a given name that people bear, by initials, by their office."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from indexer.entities import words as vocabulary
from indexer.entities.given import given_names
from indexer.entities.ground import Ground
from indexer.entities.runs import compound
from indexer.entities.tokens import LONGEST, Token, joined
from indexer.entities.words import word_set
from indexer.spelling.english import is_listed

TITLES = word_set(
    """
    dr prof professor mr mrs ms miss mx sir dame lord lady baroness baron rev reverend canon
    councillor cllr alderman captain major colonel sergeant judge justice sister herr frau
    madame monsieur docteur doktor emeritus associate assistant
    """
)
_ONLY_BEFORE_TITLES = frozenset(["emeritus", "associate", "assistant"])
_PARTICLES = word_set(
    """
    van von de der den del della di da dos du la le el al bin ibn ter ten
    """
)
# Given names that are words, months, places or bodies as often.
_DOUBTFUL = word_set(
    """
    will may june april august art faith hope grace joy rose mark bill frank guy miles dean earl
    duke prince king royal chance christian chase church city summer autumn dawn eve ivy lily
    daisy olive ruby pearl amber crystal max pat rich rob sue drew grant trust page gene ray
    rusty sandy sky star storm victoria alexandra charlotte florence georgia india asia paris
    london chelsea brooklyn dallas austin houston jackson madison virginia carolina jordan
    israel kingston preston lincoln regent queen north west winter early ford mercy patience
    honor honour major so an can do see in long song young wang case cash clay cliff dale forest
    glen heath lane lee light love ocean park penny reed river robin rocky shell stone true wood
    bay bell
    """
)
_MOST = 4  # words of a person's name
_SAYS = word_set(
    """
    says said writes wrote asks explains adds recalls speaks who whom
    """
)
_LED = frozenset([("leadership", "of"), ("led", "by"), ("chaired", "by"), ("curated", "by")])
# What a person is: stands beside the name.
OFFICES = word_set(
    """
    director manager head chair chairman chairwoman chief officer president dean engineer
    founder curator registrar conservator secretary treasurer trustee professor lecturer reader
    researcher fellow student technician scientist writer author artist poet composer conductor
    architect designer photographer leader coordinator co-ordinator supervisor investigator
    partner owner captain skipper nurse doctor surgeon physiotherapist consultant teacher
    headteacher mayor councillor minister bishop vicar warden ranger brother sister husband wife
    daughter son father mother widow volunteer member contact mentor mentors curators founders
    supervisors co-supervisors co-supervisor emeritus principal librarian archivist editor
    producer
    """
)


@dataclass(frozen=True, slots=True)
class Person:
    """A person's name: its words by number, half-open; those of the name itself, titles apart."""

    first: int
    stop: int
    name: tuple[int, ...]
    why: str


def persons(words: Sequence[Token], ground: Ground) -> list[Person]:
    """Return the persons in order, without overlap."""
    found: list[Person] = []
    at = 0
    while at < len(words):
        person = (
            _titled(words, at)
            or _named(words, at, ground)
            or (_beside(words, at, ground) if found and _follows(words, found[-1], at) else None)
        )
        if person:
            found.append(person)
        at = person.stop if person else at + 1
    return found


def _follows(words: Sequence[Token], person: Person, at: int) -> bool:
    """Say whether only a comma, "and" or "or" parts a word from a person before."""
    between = [word.low for word in words[person.stop : at]]
    comma = words[at].gap == ", " and not between
    return comma or (len(between) == 1 and between[0] in {"and", "or", "und", "et"})


def _beside(words: Sequence[Token], at: int, ground: Ground) -> Person | None:
    """Read a name of no known given name that is listed beside a person."""
    stop = _name_end(words, at)
    run = words[at:stop]
    fits = (
        len(run) > 1
        and not ground.common(run[0])
        and not _listed_all(run)
        and all(_may_be_surname(word) for word in run)
        and not any(ground.in_place(n) for n in range(at, stop))
        and not _in_longer_name(words, stop)
    )
    return Person(at, stop, tuple(range(at, stop)), "listed beside a person") if fits else None


def _titled(words: Sequence[Token], at: int) -> Person | None:
    """Read "Dr Ann Example", "Associate Professor A. B. de Vries"."""
    first = at
    while at < len(words) and _is_title(words[at]) and (at == first or joined(words, at)):
        at += 1
    if at == first or words[at - 1].low in _ONLY_BEFORE_TITLES:
        return None
    if at >= len(words) or not (joined(words, at) or words[at].gap == ". "):
        return None
    stop = _name_end(words, at)
    if stop == at or any(not _may_be_surname(words[n]) for n in range(at, stop)):
        return None
    title = words[at - 1].said
    return Person(first, stop, tuple(range(at, stop)), f"after the title {title!r}")


def _is_title(word: Token) -> bool:
    return word.low in TITLES and word.said[0].isupper()


def _name_end(words: Sequence[Token], at: int) -> int:
    """Return where the capitals, initials and particles end that begin at a word."""
    stop, said = at, 0
    while stop < len(words) and said < _MOST:
        nickname = stop > at and _is_nickname(words, stop)
        after = stop > at and _is_nickname(words, stop - 1)
        if stop > at and not (nickname or after or joined(words, stop)):
            break
        if stop > at and words[stop - 1].possessive:
            break
        word = words[stop]
        if nickname:
            stop += 1
            continue
        if word.low in _PARTICLES and stop + 1 < len(words) and stop > at:
            stop += 1
            continue
        if not _is_part(word) or (word.low in vocabulary.LEADING and len(word.said) > 1):
            break
        stop, said = stop + 1, said + 1
    while stop > at and not words[stop - 1].said[0].isupper():
        stop -= 1
    return stop


def _is_nickname(words: Sequence[Token], at: int) -> bool:
    """Say whether a word stands in quotation marks between names."""
    if at + 1 >= len(words):
        return False
    opened, closed = words[at].gap, words[at + 1].gap
    return opened in {' "', " “", " ‘"} and closed in {'" ', "” ", "’ "}


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
    if not _are_surnames(surnames) or _in_longer_name(words, stop):
        return None
    if initials:
        return _initialled(words, at, stop, initials, ground)
    parted = any(gap[:1].isspace() for gap in (one.gap for one in words[at + 1 : stop]))
    if not parted or word.shouted or word.possessive or ground.in_place(at):
        return None  # "Kaplan-Meier" is parted by a hyphen alone
    if word.low not in given_names():
        return _by_office(words, at, stop, ground)
    doubtful = word.low in _DOUBTFUL or word.low in ground.lower
    common = is_listed(surnames[-1].low) or ground.in_place(stop - 1)
    why = f"by the given name {word.said!r}"
    return None if doubtful and common else Person(at, stop, tuple(range(at, stop)), why)


def _are_surnames(words: Sequence[Token]) -> bool:
    return bool(words) and _is_surname(words[-1].said) and all(map(_may_be_surname, words))


def _initialled(
    words: Sequence[Token], at: int, stop: int, initials: int, ground: Ground
) -> Person | None:
    """Read "J. R. Smith"; behind a single initial, no common word: "vitamin D. Patients"."""
    fits = words[at + 1].gap.startswith(".") and (
        initials > 1 or not ground.common(words[stop - 1])
    )
    return Person(at, stop, tuple(range(at, stop)), "by its initials") if fits else None


def _is_surname(said: str) -> bool:
    """Say whether a word is written as surnames are: several letters, no digit, "McCrae"."""
    inner = sum(letter.isupper() for letter in said[1:])
    return len(said) > 1 and said.replace("'", "").replace("’", "").isalpha() and inner <= 1


def _by_office(words: Sequence[Token], at: int, stop: int, ground: Ground) -> Person | None:
    """Read a name of no known given name that an office or a verb of saying stands beside."""
    run = words[at:stop]
    if len(run) == 1 or any(word.number or word.possessive for word in run[:-1]):
        return None
    before = words[at - 1].low if at else ""
    if before not in OFFICES and (ground.common(run[0]) or _listed_all(run)):
        return None
    behind = [word.low for word in words[stop : stop + 3]]
    if at > 1 and (words[at - 2].low, before) in _LED:
        return Person(at, stop, tuple(range(at, stop)), f"after '{words[at - 2].said} {before}'")
    says = before in _SAYS or (bool(behind) and behind[0] in _SAYS)
    office = before in OFFICES and words[at].gap in {" ", ", ", ": "}
    titled = stop < len(words) and words[stop].gap == ", " and bool(set(behind) & OFFICES)
    if says or office or titled:
        return Person(at, stop, tuple(range(at, stop)), "by the office or verb beside it")
    return None


def _listed_all(run: Sequence[Token]) -> bool:
    return all(is_listed(word.low) for word in run)


def _continues(before: Token) -> bool:
    """Say whether a capitalised word before belongs to the same name."""
    return before.capital and before.low not in vocabulary.LEADING and not before.possessive


def _is_initial(word: Token) -> bool:
    return len(word.said) == 1 and word.said.isupper()


def _may_be_surname(word: Token) -> bool:
    low = word.low
    if _is_initial(word):
        return True
    known = vocabulary.HEADS | vocabulary.THINGS | vocabulary.GENERIC | vocabulary.AND
    shouted = word.said.isupper() and len(word.said) > 1
    return low not in known and not compound(low) and not shouted


def _in_longer_name(words: Sequence[Token], stop: int) -> bool:
    """Say whether a body or thing is named on: "Ann Example Hospital", "... & Sons"."""
    if stop >= len(words) or not joined(words, stop):
        return False
    word = words[stop]
    return word.said == "&" or (word.capital and word.low not in vocabulary.LEADING)
