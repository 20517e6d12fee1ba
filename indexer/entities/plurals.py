"""Reads several bodies that share one head: "Universities of A, B and C", "A and B Councils"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from indexer.entities import words as vocabulary
from indexer.entities.ground import Ground
from indexer.entities.tokens import Token, joined


@dataclass(frozen=True, slots=True)
class Item:
    """One of them: its own words by number, its whole name, where its head stands."""

    first: int
    stop: int
    name: str
    head: str
    told: int


def plurals(words: Sequence[Token], ground: Ground) -> list[Item]:
    """Return each of the bodies, in order.

    >>> from indexer.entities.tokens import tokens
    >>> words = tokens("the Universities of Ayton, Beeton and Ceeton", 0, 46)
    >>> [item.name for item in plurals(words, Ground(()))]
    ['University of Ayton', 'University of Beeton', 'University of Ceeton']
    """
    found: list[Item] = []
    for at, word in enumerate(words):
        if word.low in vocabulary.PLURALS and word.capital:
            found += _behind(words, at, ground) or _before(words, at)
    return found


def _behind(words: Sequence[Token], at: int, ground: Ground) -> list[Item]:
    """Read "Universities of A, B and C"."""
    if at + 2 >= len(words) or words[at + 1].low not in {"of", "de"} or not joined(words, at + 1):
        return []
    head = vocabulary.PLURALS[words[at].low]
    runs = list(_runs(words, at + 2, ground))
    if len(runs) <= 1:
        return []
    link = words[at + 1].said
    return [
        Item(first, stop, f"{head} {link} {_text(words, first, stop)}", head.lower(), at)
        for first, stop in runs
    ]


def _runs(words: Sequence[Token], at: int, ground: Ground) -> Iterator[tuple[int, int]]:
    """Yield the listed names, up to the one behind "and"."""
    last = False
    while at < len(words) and words[at].capital:
        stop = at + 1
        while (
            stop < len(words)
            and joined(words, stop)
            and (words[stop].capital or ground.one_place(at, stop + 1))
        ):
            stop += 1
        if any(words[n].low in vocabulary.HEADS for n in range(at, stop)):
            return
        yield at, stop
        if last or stop >= len(words):
            return
        comma = words[stop].gap.startswith(",")
        joins = words[stop].low in vocabulary.AND and (comma or joined(words, stop))
        if not (comma or joins):
            return
        last = joins
        at = stop + joins
        while at < len(words) and words[at].low == "the":
            at += 1


def _before(words: Sequence[Token], at: int) -> list[Item]:
    """Read "A and B Universities", "A and B City Councils"."""
    if at + 1 < len(words) and joined(words, at + 1) and words[at + 1].capital:
        return []  # "Hospitals University"
    first = at
    while first > 0 and joined(words, first) and words[first - 1].low in vocabulary.GENERIC:
        first -= 1
    behind = first
    while behind > 0 and joined(words, behind) and words[behind - 1].capital:
        behind -= 1
    both = behind - 1
    if behind == first or both < 1 or words[both].low not in vocabulary.AND:
        return []
    if not joined(words, behind) or not joined(words, both) or not words[both - 1].capital:
        return []
    before = both - 1
    while before > 0 and joined(words, before) and words[before - 1].capital:
        before -= 1
    if words[before].low in vocabulary.LEADING:
        before += 1
    if before > 0 and joined(words, before) and words[before - 1].low in vocabulary.OF:
        return []  # "University of A and B Hospitals"
    heads = vocabulary.HEADS
    if before >= both or any(
        words[n].low in heads for n in (*range(before, both), *range(behind, first))
    ):
        return []
    head = vocabulary.PLURALS[words[at].low]
    kind = " ".join([*(words[n].said for n in range(first, at)), head])
    return [
        Item(before, both, f"{_text(words, before, both)} {kind}", head.lower(), at),
        Item(behind, at + 1, f"{_text(words, behind, first)} {kind}", head.lower(), at),
    ]


def _text(words: Sequence[Token], first: int, stop: int) -> str:
    return " ".join(word.said for word in words[first:stop])
