"""Finds names by the list they stand in: "Universities of A, B and C", "partners include A and B".

Behind words that open a list even a word of no shape is a name, a one-word company say, unless it
is a place, the passage's own subject, an ordinary word, or only describes what follows ("NHS
staff").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from indexer import languages
from indexer.entities import vocabulary
from indexer.entities.annotations import NameCandidate, Run, Segment
from indexer.entities.tokens import LONGEST, CasedToken, all_listed, bracketed, name_of
from indexer.entities.vocabulary import word_set
from indexer.languages import ENGLISH
from indexer.spelling.dictionary import standing
from indexer.spelling.english import Standing, is_listed

_MATES = re.compile(r"(?:,|,? and|,? or) (?:the |with )?")
_SKIPPED = 2  # words of an item in lower case: "the software company Acme"
TIMES = word_set(
    """
    january february march april may june july august september october november december monday
    tuesday wednesday thursday friday saturday sunday christmas easter covid covid-19 brexit spring
    summer autumn winter english french german spanish internet i phd
    """
)
_FOLLOWS = (
    vocabulary.LEADING
    | vocabulary.OF
    | vocabulary.AND
    | word_set(
        """
        is was has been will led makes made works worked aims paid funded brought provided who where
        then also project initiative explores helped programme
        """
    )
)


def find_plurals(segment: Segment) -> list[NameCandidate]:
    """Return organisations that share one head: "Universities of A, B and C"."""
    words, found = segment.words, []
    for at, word in enumerate(words[:-2]):
        head = vocabulary.PLURALS.get(word.folded) if word.capital else None
        before = words[at - 1] if at and word.joined else None
        royal = before and before.capital and before.folded not in vocabulary.LEADING
        if (
            head is None
            or royal
            or words[at + 1].folded not in {"of", "de"}
            or not words[at + 1].joined
        ):
            continue
        runs = list(_parted_runs(words, at + 2))
        for run in runs if len(runs) > 1 else ():
            name = f"{head} {words[at + 1].text} {name_of(words, range(*run))}"
            made = segment.candidate(run, name, f"one of several {word.text}")
            found.append(replace(made, head=head.lower()))
    return found


def _parted_runs(words: Sequence[CasedToken], at: int) -> Iterator[Run]:
    """Yield the runs of capitals that commas part, up to the one behind "and"."""
    last = False
    while at < len(words) and words[at].capital:
        stop = at + 1
        while stop < len(words) and words[stop].joined and words[stop].capital:
            stop += 1
        yield at, stop
        if last or stop >= len(words):
            return
        comma = words[stop].gap.startswith(",")
        last = words[stop].folded in vocabulary.AND and (comma or words[stop].joined)
        if not (comma or last):
            return
        at = stop + last


def find_listed(
    segment: Segment, start: int, end: int, *, opens: str, why: str
) -> list[NameCandidate]:
    """Return the names of no shape that are listed in `text[start:end]`, behind or before a cue.

    `opens` says which words count (`cues.Cue`): all; where the cue does not open a list by itself,
    only what stands beside an organisation, and if `marked` what few words are written like (DFID,
    ShareBread). `why` is what they are found by.
    """
    words = segment.words
    found: list[NameCandidate] = []
    for first, behind in _items(segment, segment.number_at(start), segment.number_at(end)):
        one = segment.candidate((first, behind), name_of(words, range(first, behind)), why)
        inside = bracketed(words, behind)
        found.append(segment.with_bracket(one, *inside) if inside else one)
    if opens == "all":
        return found
    marked = opens == "marked"
    return [one for one in found if _is_beside(segment, one) or (marked and _is_marked(one))]


def _is_marked(candidate: NameCandidate) -> bool:
    """Say whether a name is written as no common word is: "DFID", "ShareBread"."""
    words = candidate.name.split()
    return all(word.isalpha() for word in words) and not any(
        is_listed(word.lower()) for word in words
    )


def _is_beside(segment: Segment, candidate: NameCandidate) -> bool:
    """Say whether a name stands beside an organisation in a list."""
    return any(
        _MATES.fullmatch(segment.text, min(candidate.end, one.end), max(candidate.start, one.start))
        for one in segment.candidates
        if one.kind == "organisation" and one.sure
    )


def _items(segment: Segment, at: int, stop: int) -> Iterator[tuple[int, int]]:
    """Yield the words of each item that is a name."""
    words, begin, skipped = segment.words, at, 0
    spoken = languages.of(segment.language)
    functions = spoken.function_words if spoken.roles.get("nouns") else frozenset[str]()
    while at < stop:
        word = words[at]
        known = next((c for c in segment.candidates if c.start <= word.start < c.end), None)
        if known:
            at, skipped = segment.number_at(known.end), 0
            while known.kind == "person" and words[at : at + 1] and _is_honour(words[at]):
                at += 1  # "Ann Example, FRS, OBE"
        elif word.capital and word.folded not in vocabulary.LEADING:
            behind = _item_end(words, at, stop)
            may_stand = at == begin or _may_stand(words, at)
            if not (may_stand and _is_name(segment, at, behind, stop)):
                return
            yield at, behind
            inside = bracketed(words, behind)
            at, skipped = inside[1] if inside else behind, 0
        elif skipped < _SKIPPED and (word.folded in functions or not functions):
            at, skipped = at + 1, skipped + 1
        else:
            return


def _is_honour(word: CasedToken) -> bool:
    return word.gap == ", " and word.upper


def _may_stand(words: Sequence[CasedToken], at: int) -> bool:
    """Say whether a name may stand at a word: not behind "in" or a number ("82 Repositories")."""
    located = words[at - 1].folded in vocabulary.LOCATIVE - {"from"}
    return not (located or words[at - 1].number or "(" in words[at].gap)


def _item_end(words: Sequence[CasedToken], at: int, stop: int) -> int:
    """Return where an item's capitals end: "Marks & Spencer", "Save the Children", "AB: CD"."""
    behind = at + 1
    while behind < stop and len(words[behind - 1].text) <= LONGEST:
        word = words[behind]
        if words[behind - 1].possessive:
            break
        colon = word.gap == ": " and word.upper and words[behind - 1].upper
        if colon or (word.capital and word.joined):
            behind += 1
        elif _links(words, behind, stop):
            behind += 2
        else:
            break
    return behind


def _links(words: Sequence[CasedToken], at: int, stop: int) -> bool:
    """Say whether a small word joins two capitals of one name; "and" parts two names."""
    if at + 1 >= stop:
        return False
    word, behind = words[at : at + 2]
    small = word.folded in (vocabulary.OF | vocabulary.ARTICLES) - {"to", "on"} and not word.capital
    links = (small or word.text in {"&", "+"}) and word.joined and behind.joined
    return links and behind.capital and behind.folded not in vocabulary.LEADING


def _is_name(segment: Segment, at: int, behind: int, stop: int) -> bool:
    """Say whether an item is a name: no date, no place, no word in it too long or ordinary."""
    words = segment.words
    run = words[at:behind]
    if not (behind >= stop or run[-1].possessive or _may_follow(segment, behind)):
        return False
    if any(len(word.text) > LONGEST for word in run) or all(word.folded in TIMES for word in run):
        return False
    where = run[0].gap == ", " and segment.local(at, at + 1)  # behind a comma, as where one is
    if segment.one_place(at, behind) or (len(run) == 1 and (where or _is_ordinary(segment, at))):
        return False
    begins = at == 0 or any(mark in run[0].gap for mark in ".!?\n")
    return not (begins and all_listed(run))


def _is_ordinary(segment: Segment, at: int) -> bool:
    word = segment.words[at]
    if sum(letter.isupper() for letter in word.text) > 1:
        return segment.usage.glossary.is_acronym(word.text) or any(map(str.isdigit, word.text))
    if languages.of(segment.language).roles.get("nouns"):  # each is written like a name
        unknown = standing(word.folded, (segment.language,)) is Standing.UNKNOWN
        return not unknown or word.folded in segment.usage.lower
    return word.folded in segment.usage.lower or len(word.text) == 1


def _may_follow(segment: Segment, at: int) -> bool:
    """Say whether a name can end before a word: at punctuation, or before a word of grammar.

    In other languages than English, whose verbs are not known, before any in lower case.
    """
    word = segment.words[at]
    if segment.language != ENGLISH and not word.capital:
        return True
    parted = not word.gap or word.gap[0].isspace()  # unlike "NHS-funded"
    return not word.joined or (parted and word.folded in _FOLLOWS)
