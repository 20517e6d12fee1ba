"""Answers where the words of a query stand in a passage's text, without reading it again.

A forward index: for each passage its words in order, as their terms' numbers and where they stand.

Files of a folder: `terms.npy` `(t,) uint64`, the `text.key` of each term, ascending; `low.npy`
`(w,) uint16`, each word's position among them, all passages' words one after the other, and
`high.npy` `(w,) uint8` what of it 16 bits do not hold, empty where they do; `steps.npy` `(w, 2)
uint8`, how many characters a word begins behind where the one before it does, and how long it is,
of very long ones the beginning; `starts.npy` `(n + 1,)`, passage `i` has the words `starts[i]` up
to `starts[i + 1]`. Where a step is of more than 255 characters, words of the empty term, which
nobody asks for, stand between.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer import arrays, text
from indexer.arrays import Rows
from indexer.languages import ENGLISH
from indexer.model import Words

_LONGEST = 255  # characters that one step holds


class Writer:
    """Collects the words of passages' texts, row by row, and writes them."""

    def __init__(self) -> None:
        self._numbers = {"": 0}  # in order of first appearance
        self._words, self._steps, self._starts = array("I"), array("B"), array("q", [0])

    def add(self, whole: str, language: str = ENGLISH) -> None:
        """Add the next row's text, in a language."""
        at = 0
        for word in text.words(whole, language):
            while word.start - at > _LONGEST:
                self._add("", _LONGEST, 0)
                at += _LONGEST
            self._add(word.term, word.start - at, min(word.end - word.start, _LONGEST))
            at = word.start
        self._starts.append(len(self._words))

    def _add(self, term: str, step: int, length: int) -> None:
        self._words.append(self._numbers.setdefault(term, len(self._numbers)))
        self._steps.append(step)
        self._steps.append(length)

    def write(self, folder: Path) -> None:
        """Write what was added into an existing folder."""
        terms, order = np.unique(
            np.array([text.key(term) for term in self._numbers], np.uint64), return_inverse=True
        )
        words = order.astype(np.uint32)[np.frombuffer(self._words, np.uint32)]
        arrays.save(
            folder,
            terms=terms,
            low=words.astype(np.uint16),
            high=(words >> 16 if len(terms) > 1 << 16 else words[:0]).astype(np.uint8),
            steps=np.frombuffer(self._steps, np.uint8).reshape(-1, 2),
            starts=arrays.narrow(np.frombuffer(self._starts, np.int64)),
        )


@dataclass(frozen=True, slots=True)
class Spoken:
    """The words of a text in order: `keys` `(w,) uint64`, `spans` `(w, 2) int32`."""

    keys: NDArray[np.uint64]
    spans: NDArray[np.int32]


class Forward:
    """Opened words of `n` passages, memory-mapped."""

    def __init__(self, folder: Path) -> None:
        self._terms, self._low, self._high = arrays.load(folder, "terms", "low", "high")
        self._steps, self._starts = arrays.load(folder, "steps", "starts")

    def find(self, rows: Rows, terms: Iterable[str]) -> Words:
        """Return the words of some passages' texts, one at least, that are among some terms."""
        sought = tuple(sorted(terms, key=text.key))
        of_terms = np.array([text.key(term) for term in sought], np.uint64)
        numbers = self._terms.searchsorted(of_terms)
        known = np.flatnonzero(self._terms[np.minimum(numbers, len(self._terms) - 1)] == of_terms)
        numbers = numbers[known]
        words, cuts = arrays.positions(self._starts, rows)
        low = self._low.take(words)
        wanted = np.zeros(len(low), np.bool_)
        for number in numbers.astype(np.uint16):
            wanted |= low == number
        held = np.flatnonzero(wanted)
        found = low[held].astype(np.intp)
        if len(self._high):
            found += self._high.take(words[held]).astype(np.intp) << 16
            held, found = (one[np.isin(found, numbers)] for one in (held, found))
        return Words(
            terms=sought,
            which=known[numbers.searchsorted(found)],
            spans=self._spans(words, cuts, held),
            cuts=held.searchsorted(cuts),
        )

    def _spans(self, words: Rows, cuts: Rows, held: Rows) -> NDArray[np.int32]:
        """Return where some of the words of several passages stand, each in its own text."""
        steps = self._steps.take(words, axis=0)
        starts = np.zeros(len(steps) + 1, np.int32)
        steps[:, 0].cumsum(dtype=np.int32, out=starts[1:])
        of_passage = cuts[cuts.searchsorted(held, side="right") - 1]
        start = starts[held + 1] - starts[of_passage]
        return np.stack([start, start + steps[held, 1]], axis=1)


def spoken(whole: str, language: str = ENGLISH) -> Spoken:
    """Return the words of a text, each no longer than what is kept of it."""
    words = text.words(whole, language)
    spans = [(word.start, min(word.end, word.start + _LONGEST)) for word in words]
    keys = [text.key(word.term) for word in words]
    return Spoken(np.array(keys, np.uint64), np.array(spans, np.int32).reshape(-1, 2))


def found(passages: Sequence[Spoken], terms: Iterable[str]) -> Words:
    """Return the words of some passages, one at least, that are among some terms."""
    sought = tuple(sorted(terms, key=text.key))
    of_terms = np.array([text.key(term) for term in sought], np.uint64)
    keys = np.concatenate([one.keys for one in passages])
    cuts = arrays.starts(len(one.keys) for one in passages)
    held = np.flatnonzero(np.isin(keys, of_terms))
    return Words(
        terms=sought,
        which=of_terms.searchsorted(keys[held]),
        spans=np.concatenate([one.spans for one in passages])[held],
        cuts=held.searchsorted(cuts),
    )
