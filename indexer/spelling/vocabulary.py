"""Says which words an index holds as they are written, and which of them stand side by side.

Terms are stems, which nobody types: a correction is shown as a word. Neighbours tell "health care"
from "healthcare", and which of two near words belongs beside the rest of a query.

Files of a folder: `words.txt` (sorted, one a line: the word, a space, how many passages hold it;
UTF-8) and `neighbours.npy` `(m,) uint64`, the ascending distinct keys of pairs of terms.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer import text
from indexer.errors import DamagedError

# What parts the words of one compound; a line may break there.
_JOINTS = frozenset({" ", "-", "\n", "\u00a0", "\u2010", "\u2011"})
ACRONYM = 6  # letters; a longer word in capitals is shouted
_INNER_CAPITAL = re.compile(r"\w[A-Z]")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """An index's own words.

    Parameters
    ----------
    words
        Each word as `text.fold` leaves it, without digits, with the number of passages holding it;
        acronyms are left out, since no slip leads to one.
    neighbours
        The keys (`text.key`) of pairs of terms that stand side by side, `(m,) uint64`, ascending
        and distinct.
    """

    words: Mapping[str, int]
    neighbours: NDArray[np.uint64]

    def adjoin(self, first: str, second: str) -> bool:
        """Say whether the second term follows the first one, parted by a space or a hyphen."""
        sought = _key(first, second)
        place = int(self.neighbours.searchsorted(np.uint64(sought)))
        return place < len(self.neighbours) and int(self.neighbours[place]) == sought


def gather(texts: Iterable[str]) -> Vocabulary:
    """Return the vocabulary of passages, each given as its whole text.

    >>> sorted(gather(["Air-pollution in Kenya", "Air Pollution"]).words.items())
    [('air', 2), ('in', 1), ('kenya', 1), ('pollution', 2)]
    """
    counts: Counter[str] = Counter()
    pairs: set[tuple[str, str]] = set()
    for passage in texts:
        found = text.words(passage)
        written = {passage[word.start : word.end] for word in found}
        forms = {text.fold(word) for word in written if not is_acronym(word)}
        counts.update(form for form in forms if form.isalpha())
        pairs.update(
            (left.term, right.term)
            for left, right in pairwise(found)
            if passage[left.end : right.start] in _JOINTS
        )
    return Vocabulary(counts, np.unique(np.array([_key(*pair) for pair in pairs], np.uint64)))


def is_acronym(written: str) -> bool:
    """Say whether a word's capitals are part of it: PHU, mRNA, LMICs, but not "POLLUTION".

    >>> [is_acronym(word) for word in ("PHU", "mRNA", "POLLUTION", "Kenya")]
    [True, True, False, False]
    """
    if written.isupper():
        return len(written) <= ACRONYM
    return _INNER_CAPITAL.search(written) is not None


def write(folder: Path, vocabulary: Vocabulary) -> None:
    """Write a vocabulary into an existing folder."""
    lines = [f"{word} {count}\n" for word, count in sorted(vocabulary.words.items())]
    (folder / "words.txt").write_text("".join(lines), encoding="utf-8", newline="\n")
    np.save(folder / "neighbours.npy", vocabulary.neighbours)


def load(folder: Path) -> Vocabulary:
    """Return the vocabulary that `write` left in a folder, its neighbours memory-mapped.

    Raises
    ------
    DamagedError
        A line of `words.txt` is not a word and a number.
    """
    file = folder / "words.txt"
    words: dict[str, int] = {}
    for line in file.read_text(encoding="utf-8").splitlines():
        word, _, count = line.partition(" ")
        if not count.isdecimal():
            raise DamagedError(f"{file} holds {line!r}, not a word and a number: build anew")
        words[word] = int(count)
    mapped = np.load(folder / "neighbours.npy", mmap_mode="r", allow_pickle=False)
    return Vocabulary(words, mapped.view(np.ndarray))


def _key(first: str, second: str) -> int:
    return text.key(f"{first} {second}")
