"""Finds persons: by a title, by a given name that people bear, by initials, by their office."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from importlib.metadata import distribution
from pathlib import Path

from indexer import languages
from indexer.entities import vocabulary
from indexer.entities.annotations import NameCandidate, Segment
from indexer.entities.tokens import LONGEST, CasedToken, all_listed, name_of
from indexer.entities.vocabulary import compound, word_set
from indexer.languages import ENGLISH
from indexer.spelling.english import is_listed
from indexer.text import fold

TITLES = word_set(
    """
    dr prof professor mr mrs ms miss mx sir dame lord lady baroness baron rev reverend canon
    councillor cllr alderman captain major colonel sergeant judge justice sister herr frau madame
    monsieur docteur doktor emeritus associate assistant
    """
)
_PARTICLES = word_set("van von de der den del della di da dos du la le el al bin ibn ter ten t")
_PARTICLES |= {f"{word} t" for word in ("van", "in", "op", "aan", "over", "uit", "voor")}
# Given names that are words, months, places or organisations as often.
_DOUBTFUL = word_set(
    """
    will may june april august art faith hope grace joy rose mark bill frank guy miles dean earl
    duke prince king royal chance christian chase church city summer autumn dawn eve ivy lily daisy
    olive ruby pearl amber crystal max pat rich rob sue drew grant trust page gene ray rusty sandy
    sky star storm victoria alexandra charlotte florence georgia india asia paris london chelsea
    brooklyn dallas austin houston jackson madison virginia carolina jordan israel kingston preston
    lincoln regent queen north west winter early ford mercy patience honor honour major so an can do
    see in long song young wang case cash clay cliff dale forest glen heath lane lee light love
    ocean park penny reed river robin rocky shell stone true wood bay bell
    """
)
_MOST = 4  # words of a person's name
_SAYS = word_set("says said writes wrote asks explains adds recalls speaks who whom")
# What stands before "by" or "of" and a name: "led by", "under the leadership of".
_BY = word_set("led leadership chaired curated written edited post blog article talk")
# What a person is: stands beside the name.
OFFICES = word_set(
    """
    director manager head chair chairman chairwoman chief officer president dean engineer founder
    curator registrar conservator secretary treasurer trustee professor lecturer reader researcher
    fellow student technician scientist writer author artist poet composer conductor architect
    designer photographer leader coordinator co-ordinator supervisor investigator partner owner
    captain skipper nurse doctor surgeon physiotherapist consultant teacher headteacher mayor
    councillor minister bishop vicar warden ranger brother sister husband wife daughter son father
    mother widow volunteer member contact mentor mentors curators founders supervisors
    co-supervisors co-supervisor emeritus principal librarian archivist editor producer patron
    linguist facilitator elder elders
    """
)
_NO_PART = OFFICES | vocabulary.LEADING
_NOT_IN_NAMES = vocabulary.HEADS | vocabulary.THINGS | vocabulary.GENERIC | vocabulary.AND


_Name = tuple[int, int, str]  # the first word of a name, the word behind, why it is one


@cache
def given_names() -> frozenset[str]:
    """Return folded given names of many countries, from the data of `mimesis`; no code is run."""
    names: set[str] = set()
    folder = Path(str(distribution("mimesis").locate_file("mimesis/datasets")))
    for file in folder.glob("*/person.json"):
        held = json.loads(file.read_text("utf-8")).get("names", {})
        for one in held.values() if isinstance(held, dict) else [held]:
            names.update(name for name in one if len(name) > 1)
    return frozenset(map(fold, names))


def find_people(segment: Segment) -> list[NameCandidate]:
    """Return the persons in a segment in order, without overlap; those with a title are sure."""
    found: list[NameCandidate] = []
    at = before = 0
    words = segment.words
    while at < len(words):
        if not words[at].text[0].isupper():  # a title, a name and an initial begin so
            at += 1
            continue
        name = _titled(segment, at) or _named(segment, at)
        if name is None and found and _follows(words, before, at):
            name = _beside(segment, at)
        if name:
            first, before, why = name
            written = name_of(words, range(first, before))
            made = segment.candidate((at, before), written, why, "person")
            found.append(replace(made, sure=first > at))
        at = before if name else at + 1
    return found


def _follows(words: Sequence[CasedToken], stop: int, at: int) -> bool:
    """Say whether only a comma, "and" or "or" parts a word from a person before."""
    between = [word.folded for word in words[stop:at]]
    comma = words[at].gap == ", " and not between
    return comma or (len(between) == 1 and between[0] in {"and", "or", "und", "et"})


def _beside(segment: Segment, at: int) -> _Name | None:
    """Read a name of no known given name that is listed beside a person."""
    stop = _name_end(segment.words, at)
    run = segment.words[at:stop]
    fits = len(run) > 1 and all(map(_may_be_surname, run)) and not all_listed(run)
    return (at, stop, "listed beside a person") if fits else None


def _titled(segment: Segment, at: int) -> _Name | None:
    """Read "Dr Ann Example", "Associate Professor A. B. de Vries"."""
    words, first = segment.words, at
    while at < len(words) and (at == first or words[at].joined) and _is_title(segment, at):
        at += 1
    if at == first or at >= len(words) or not words[at].joined:
        return None
    stop = _name_end(words, at)
    if stop == at or not all(map(_may_be_surname, words[at:stop])):
        return None
    return at, stop, f"after the title {words[at - 1].text!r}"


def _is_title(segment: Segment, at: int) -> bool:
    """Say whether a word is a title; in other languages than English small letters may begin it."""
    word = segment.words[at]
    if segment.language == ENGLISH:
        return word.folded in TITLES and word.text[0].isupper()
    return word.folded in _titles(segment.language)


@cache
def _titles(language: str) -> frozenset[str]:
    return frozenset(map(fold, languages.of(language).roles.get("titles", "").split()))


def _name_end(words: Sequence[CasedToken], at: int) -> int:
    """Return where the capitals, initials and particles end that begin at a word."""
    stop, said = at, 0
    while stop < len(words) and said < _MOST:
        word = words[stop]
        nickname = stop > at and _is_nickname(words, stop)
        if stop > at and (
            words[stop - 1].possessive
            or not (nickname or _is_nickname(words, stop - 1) or words[stop].joined)
        ):
            break
        particle = word.folded in _PARTICLES and at < stop < len(words) - 1
        if not (nickname or particle):
            leads = word.folded in vocabulary.LEADING and len(word.text) > 1
            honour = said > 1 and word.upper and not words[at].upper  # "Ann Example OBE"
            if leads or honour or not _is_capital(word):
                break
            said += 1
        stop += 1
    return stop


def _is_nickname(words: Sequence[CasedToken], at: int) -> bool:
    """Say whether a word stands in quotation marks between names."""
    if at + 1 >= len(words):
        return False
    return words[at].gap in {' "', " “", " ‘"} and words[at + 1].gap in {'" ', "” ", "’ "}


def _is_capital(word: CasedToken) -> bool:
    return word.capital and word.text[0].isupper() and len(word.text) <= LONGEST


def _named(segment: Segment, at: int) -> _Name | None:
    """Read "Amina Odhiambo", "J. R. Smith"; not in the middle of a longer run of capitals."""
    words = segment.words
    before = words[at - 1] if at and words[at].joined else None
    known = segment.in_place(at - 1) or (before and before.folded in _NO_PART)  # "Dutch", an office
    goes_on = before and before.capital and not before.possessive and not known
    if not _is_capital(words[at]) or goes_on:
        return None
    stop = _name_end(words, at)
    initials = next((n - at for n in range(at, stop) if not words[n].initial), 0)
    surnames = words[at + max(initials, 1) : stop]
    if not surnames or not all(map(_may_be_surname, surnames)):
        return None
    if initials:  # behind a single one no common word: "vitamin D. Patients"
        fits = words[at + 1].gap.startswith(".") and (initials > 1 or not segment.common(stop - 1))
        return (at, stop, "by its initials") if fits else None
    parted = any(word.gap[:1].isspace() for word in words[at + 1 : stop])
    if not parted or segment.in_place(at) or surnames[-1].initial:
        return None  # "Kaplan-Meier" is parted by a hyphen alone
    return _by_given_name(segment, at, stop) or _by_office(segment, at, stop)


def _by_given_name(segment: Segment, at: int, stop: int) -> _Name | None:
    """Read a name that begins with a given name; not two words that are common ones."""
    words, given = segment.words, segment.words[at].folded
    doubtful = given in _DOUBTFUL or given in segment.usage.lower
    short = words[at].upper and not words[stop - 1].upper  # "AI Example"
    if given not in given_names() or short or (doubtful and is_listed(words[stop - 1].folded)):
        return None
    return at, stop, f"by the given name {words[at].text!r}"


def _by_office(segment: Segment, at: int, stop: int) -> _Name | None:
    """Read a name of no known given name that an office or a verb of saying stands beside."""
    words = segment.words
    if stop - at == 1:
        return None
    before = words[at - 1].folded if at else ""
    if before not in OFFICES and (segment.common(at) or all_listed(words[at:stop])):
        return None
    if at > 1 and before in {"by", "of"} and words[at - 2].folded in _BY:
        return at, stop, f"after '{words[at - 2].text} {before}'"
    says = before in _SAYS or any(word.folded in _SAYS for word in words[stop : stop + 1])
    office = before in OFFICES and words[at].gap in {" ", ", ", ": "}
    return (at, stop, "by the office or verb beside it") if says or office else None


def _may_be_surname(word: CasedToken) -> bool:
    inner = sum(letter.isupper() for letter in word.text[1:])  # "McCrae"
    known = word.folded in _NOT_IN_NAMES or compound(word.folded)
    number = any(map(str.isdigit, word.text))
    return word.initial or not (inner > 1 or known or number)
