"""Finds the names that only their place shows: what is listed behind "partners include" and such.

There even a word of no shape counts, a one-word company say, unless it is a place, the passage's
own subject, an ordinary word, or only describes what follows ("NHS staff").
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from indexer.entities import words as vocabulary
from indexer.entities.links import bracketed
from indexer.entities.phrases import Opens
from indexer.entities.reading import Read, written
from indexer.entities.spots import Spot
from indexer.entities.tokens import LONGEST, Token, joined
from indexer.entities.words import word_set
from indexer.spelling.english import is_listed

_MATES = re.compile(r"(?:,|,? and|,? or) (?:the |with )?")
_SKIPPED = 4  # words of an item in lower case: "the software company Acme"
_LONGEST_NAME = 6
_YEAR_DIGITS = 4
_TIME = word_set(
    """
    january february march april may june july august september october november december monday
    tuesday wednesday thursday friday saturday sunday christmas easter covid covid-19 brexit
    spring summer autumn winter english french german spanish internet i phd
    """
)
_GOES_ON = word_set("as well plus together along including with")
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


@dataclass(frozen=True, slots=True)
class Listing:
    """What is needed to judge the items of a list.

    Parameters
    ----------
    opens
        Which words of no shape are names in it (`cues.Cue`).
    why
        What it was found by, in words.
    subject
        Folded words of the passage's title.
    is_thing
        Whether a short form stands for something that is no body.
    """

    subject: frozenset[str]
    is_thing: Callable[[str], bool]
    opens: Opens = "all"
    why: str = ""


def listed(read: Read, start: int, end: int, listing: Listing) -> list[Spot]:
    """Return the names of no shape that are listed in `text[start:end]`, where a cue ends.

    Where the cue does not open a list by itself, only what stands beside a body in it counts, and
    what is written as few words are: DFID, ShareBread.
    """
    at = next((n for n, word in enumerate(read.words) if word.start >= start), len(read.words))
    stop = next((n for n, word in enumerate(read.words) if word.start >= end), len(read.words))
    found = list(_items(read, at, stop, listing))
    if listing.opens == "all":
        return found
    marked = listing.opens == "marked"
    return [spot for spot in found if _is_beside(read, spot) or (marked and _is_marked(spot))]


def is_time(low: str) -> bool:
    """Say whether a folded word is a month, a day, a feast or a language."""
    return low in _TIME


def _is_marked(spot: Spot) -> bool:
    """Say whether a name is written as no common word is: "DFID", "ShareBread"."""
    inner = sum(letter.isupper() for letter in spot.name[1:])
    return inner > 0 and spot.name.isalpha() and not is_listed(spot.name.lower())


def _is_beside(read: Read, spot: Spot) -> bool:
    """Say whether a name stands beside a body in a list."""
    text = read.stretch.text
    return any(
        _MATES.fullmatch(text, min(spot.end, one.end), max(spot.start, one.start))
        for one in read.spots
        if one.kind == "organisation" and one.sure and one != spot
    )


def _items(read: Read, at: int, stop: int, listing: Listing) -> Iterable[Spot]:
    skipped, begin = 0, at
    while at < stop:
        word = read.words[at]
        if at > begin and _breaks(word):
            return
        spot = next((s for s in read.spots if s.start <= word.start < s.end), None)
        if spot:
            at = _behind(read.words, spot.end, at)
            if spot.kind == "person":
                at = _behind_honours(read.words, at)
            skipped = 0
        elif word.capital and word.low not in vocabulary.LEADING:
            behind = _run_end(read, at, stop)
            located = at > begin and read.words[at - 1].low in vocabulary.LOCATIVE - {"from"}
            bracket = "(" in word.gap
            name = None if located or bracket else _judge(read, at, behind, stop, listing)
            if name:
                yield _spot(read, at, name, listing.why)
            elif word.capital and not _separated(read.words, behind, stop):
                return
            at, skipped = behind, 0
        else:
            skipped += 1
            if skipped > _SKIPPED:
                return
            at += 1


def _behind_honours(words: Sequence[Token], at: int) -> int:
    """Skip what stands behind a person's name in capitals: "Ann Example, FRS, OBE"."""
    while at < len(words) and words[at].gap == ", " and words[at].shouted:
        at += 1
    return at


def _breaks(word: Token) -> bool:
    return any(mark in word.gap for mark in ".!?–—") and "(" not in word.gap and len(word.gap) > 1


def _separates(word: Token) -> bool:
    parted = word.gap.startswith((",", ";"))
    return parted or word.low in vocabulary.AND or word.low in _GOES_ON


def _separated(words: Sequence[Token], at: int, stop: int) -> bool:
    return at < stop and _separates(words[at])


def _behind(words: Sequence[Token], end: int, at: int) -> int:
    while at < len(words) and words[at].start < end:
        at += 1
    return at


def _run_end(read: Read, at: int, stop: int) -> int:
    """Return where an item's capitals end: "Marks & Spencer", "Save the Children", "AB: CD"."""
    words = read.words
    behind = at + 1
    while behind < stop and len(words[behind - 1].said) <= LONGEST:
        word = words[behind]
        if words[behind - 1].possessive:
            break
        colon = word.gap == ": " and word.shouted and words[behind - 1].shouted
        if (word.capital and (joined(words, behind) or colon)) or (
            word.number and joined(words, behind) and not _year(word)
        ):
            behind += 1
        elif _links(words, behind, stop):
            behind += 2
        else:
            break
    return behind


def _year(word: Token) -> bool:
    return len(word.said) == _YEAR_DIGITS and word.said.isdigit()


def _links(words: Sequence[Token], at: int, stop: int) -> bool:
    """Say whether a small word joins two capitals of one name; "and" parts two names."""
    word = words[at]
    small = word.said in {"&", "+"} or (
        word.low in (vocabulary.OF | vocabulary.ARTICLES) - {"to", "on"} and not word.capital
    )
    return (
        small
        and at + 1 < stop
        and joined(words, at)
        and joined(words, at + 1)
        and words[at + 1].capital
        and words[at + 1].low not in vocabulary.LEADING
    )


def _judge(read: Read, at: int, behind: int, stop: int, listing: Listing) -> int | None:
    """Return where the name ends that an item is; `None` where it is none."""
    words = read.words
    run = words[at:behind]
    follows = behind >= stop or run[-1].possessive or _may_follow(words, behind)
    if not follows or _is_noise(run) or read.ground.one_place(at, behind):
        return None
    if all(word.low in listing.subject for word in run):
        return None
    if len(run) == 1 and (_ordinary(read, run[0], listing) or _is_where(read, at)):
        return None
    common = _begins_sentence(read, at) and all(is_listed(word.low) for word in run)
    return None if common else behind


def _is_noise(run: Sequence[Token]) -> bool:
    """Say whether a run is too long, a date, or a thing."""
    long = len(run) > _LONGEST_NAME or any(len(word.said) > LONGEST for word in run)
    time = all(word.low in _TIME or word.number for word in run)
    return long or time or run[-1].low in vocabulary.THINGS


def _is_where(read: Read, at: int) -> bool:
    """Say whether a word is a place's somewhere, and stands behind a comma as where one is."""
    return read.words[at].gap == ", " and read.ground.local(at, at + 1, read.words)


def _begins_sentence(read: Read, at: int) -> bool:
    before = read.words[at].gap
    return at == 0 or any(mark in before for mark in ".!?\n")


def _ordinary(read: Read, word: Token, listing: Listing) -> bool:
    if word.low in vocabulary.GENERIC and not word.shouted:
        return True
    if sum(letter.isupper() for letter in word.said) > 1:
        return listing.is_thing(word.said) or any(letter.isdigit() for letter in word.said)
    return (
        word.low in read.ground.lower
        or len(word.said) == 1
        or (is_listed(word.low) and word.low.endswith(("ing", "ish", "ian", "ese")))
    )


def _may_follow(words: Sequence[Token], at: int) -> bool:
    """Say whether a name can end before a word: at punctuation, or before a word of grammar."""
    word = words[at]
    if not joined(words, at):
        return True
    if word.gap and not word.gap[0].isspace():
        return False  # "NHS-funded"
    return word.low in _FOLLOWS or word.number


def _spot(read: Read, at: int, behind: int, why: str) -> Spot:
    words, stretch = read.words, read.stretch
    short, end = "", words[behind - 1].bare_end
    inside = bracketed(words, behind)
    if inside:
        short, after = inside
        closing = words[after - 1].end
        if stretch.text[closing : closing + 1] in {")", "]"}:
            end = closing + 1
    return Spot(
        stretch.row,
        not stretch.in_title,
        words[at].start,
        end,
        written(words, range(at, behind)),
        why=why,
        short=short,
        sure=True,
    )
