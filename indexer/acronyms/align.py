"""Measures how well the letters of a short form stand for words: 0 where each begins a word.

Schwartz and Hearst (2003), "A simple algorithm for identifying abbreviation definitions in
biomedical text", ask only that every letter be found, from the right, the first one at the start of
a word. Here all ways to find them are weighed, so that the run that fits best is taken and one that
fits by accident is not:

    cost = sum over letters of LETTER + sum over words without a letter of WORD

A letter costs nothing as the first of a word (or of a part after a hyphen) or as a capital inside
one ("MAterials"); `INNER` inside a word whose first letter counted ("DeoxyriboNucleic");
`STRAY` inside another; `LOWER` at most where the short form has it in lower case ("PONToon").
A word costs nothing where it joins others ("of"), `PART` as the rest of a hyphenated one, `SKIPPED`
elsewhere; but in a name, `NAMED` where it has a capital and nothing where it has none.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import inf

from indexer.text import WORD

# By eye on definitions of SciFact's abstracts: 1 for what needs one more like it to be doubted.
INNER = 1.0
STRAY = 1.5
LOWER = 0.5
PART = 0.5
NAMED = 1.0
SKIPPED = 2.0

_SHORTEST = 3  # letters of initials; two are anything's

JOINING = frozenset(
    """
a an the of and for in into on to by with from via at or as de la le du des et der die und
""".split()  # noqa: SIM905 - easier to read and to mend than as many literals
)


@dataclass(frozen=True, slots=True)
class WordPart:
    """A word, or a hyphenated word's part: as written, folded letter by letter, and where."""

    written: str
    folded: str
    start: int
    end: int
    joined: bool

    @property
    def joins(self) -> bool:
        """Whether it only joins other words."""
        return self.folded in JOINING and not self.written.isupper()

    @property
    def capital(self) -> bool:
        """Whether it begins with a capital or a digit."""
        return not self.written[0].islower()


def parts(text: str) -> list[WordPart]:
    """Return the words of a text, those with hyphens or slashes in their parts."""
    return [
        WordPart(
            match.group(),
            fold(match.group()),
            match.start(),
            match.end(),
            match.start() > 0 and text[match.start() - 1] in "-‐‑/",
        )
        for match in WORD.finditer(text)
    ]


def fold(written: str) -> str:
    """Return a text of the same length in lower case, without accents, Greek by its Latin initial.

    >>> fold("Métropole α")
    'metropole a'
    """
    return written.lower() if written.isascii() else "".join(map(_fold_letter, written))


@lru_cache(maxsize=10_000)
def _fold_letter(letter: str) -> str:
    name = unicodedata.name(letter, "")
    if name.startswith("GREEK") and " LETTER " in name:
        return name.split(" LETTER ")[1][0].lower()
    return unicodedata.normalize("NFKD", letter)[0].lower()[0]


def is_name(run: Sequence[WordPart]) -> bool:
    """Return whether the words are written as a name: the first and most others with a capital.

    A single word is none: every sentence begins with a capital.
    """
    words = [part for part in run if not part.joins and not part.joined]
    capitals = sum(part.capital for part in words)
    return len(words) > 1 and words[0].capital and capitals > 1 and 2 * capitals > len(words)


def initials(name: str) -> str:
    """Return the initials by which a name of three words or more is called; empty for others.

    >>> initials("Liverpool School of Tropical Medicine"), initials("King’s College London")
    ('LSTM', 'KCL')
    >>> initials("Autism Hampshire"), initials("Kites for all")
    ('', '')
    """
    run = parts(name)
    words = [part for part in run if not part.joins]
    if len(words) < _SHORTEST or not all(part.written[0].isupper() for part in words):
        return ""
    return "".join(part.folded[0].upper() for part in words)


def cost(short: str, run: Sequence[WordPart]) -> float:
    """Return what it costs to find a short form's letters in a run of words, in order; else `inf`.

    >>> cost("DERMA", parts("Design of Enabling Regenerative MAterials"))
    0.0
    >>> cost("SME", parts("small to medium sized enterprises"))    # "sized" is skipped
    2.0
    >>> cost("SME", parts("medium sized enterprises"))
    inf
    """
    letters = [letter for letter in short if letter.isalnum()]
    folded = fold("".join(letters))
    if not run or not letters or run[0].folded[0] != folded[0]:
        return inf
    named = is_name(run)
    best = {0: 0.0}  # letters found so far: least cost
    for at, part in enumerate(run):
        after: dict[int, float] = {}
        for found, spent in best.items():
            for taken, more in _ways(letters, folded, found, part):
                after[found + taken] = min(after.get(found + taken, inf), spent + more)
            if at:
                skipped = spent + _skip(part, named=named)
                after[found] = min(after.get(found, inf), skipped)
        best = after
    return best.get(len(letters), inf)


def _ways(
    letters: Sequence[str], folded: str, found: int, part: WordPart
) -> Iterator[tuple[int, float]]:
    """Yield how many of the letters from `found` on a word can hold, and what that costs."""
    spent, start, begins = 0.0, 0, False
    for taken, letter in enumerate(letters[found:], start=1):
        # Its own capital first ("microRNA"), else anywhere.
        at = part.written.find(letter, start) if start and letter.isupper() else -1
        if at < 0:
            at = part.folded.find(folded[found + taken - 1], start)
        if at < 0:
            return
        begins = begins or at == 0
        if at and not part.written[at].isupper():
            spent += LOWER if letter.islower() else INNER if begins else STRAY
        start = at + 1
        yield taken, spent


def _skip(part: WordPart, *, named: bool) -> float:
    """Return what it costs that a word holds no letter."""
    if part.joins:
        return 0.0
    if part.joined:
        return PART
    return SKIPPED if not named else NAMED if part.capital else 0.0
