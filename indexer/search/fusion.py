"""How two scores become one: odds that add up, bounded and absolute.

    odds  = meaning / (1 - meaning) + keyword * sqrt(coverage / asked) / SCALE
    score = (odds / (1 + odds) + named) * prior

A cosine is taken for a probability, and words add to its odds: much where meaning says little, as
of a partner's name, and little where meaning is sure, as of a question that a title asks in other
words. What words add is BM25 for each piece of information that was asked (`keyword / asked`),
times the root of the information that is held (`coverage * asked`): long questions say more, but
their words speak of the same, and a passage that holds one word of many says next to nothing.
The score lies in [0, 1], in [1, 2] for whole names; it depends on nothing else that was found, and
so keeps a meaning from query to query, which min-max and reciprocal ranks do not.

Meaning is the mean of three cosines (`blended`): the best sentence answers, the whole is about the
subject, and among questions with answers the title is what was asked.

`make bench-quality`, nDCG@10 of the sum `2/pi * atan(keyword / 8) + meaning` of the best sentence
with feedback, and of this: the project's corpus .923 .925, a partnerships page .989 .991, SciFact
.751 .760, Cranfield .592 .592, questions to 68 entries of a FAQ .709 .788 (meaning alone .785), to
23 of another .738 .792 (.834). It differs by at most .006 between halves of SciFact and Cranfield.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from indexer.arrays import Mask, Rows, Scores

# With less, words count for more. `make bench-quality`, nDCG@10 with 1.8, 2.2, 2.6: the project's
# corpus .927 .925 .922, SciFact .755 .760 .754, Cranfield .591 .592 .593, a partnerships page .990
# .991 .991, questions to a FAQ .779 .788 .794.
SCALE = 2.2
# What introduces a group speaks of all its things and answers about none; it stands behind a thing
# that matches as well. The project's corpus: .916 without, .925 with it; .7 and .9 are near.
INTRODUCTION_WEIGHT = 0.8


@dataclass(frozen=True, slots=True)
class Legs:
    """What is fused, by row: scores `(n,) float32`, masks `(n,) bool`.

    `keyword` is BM25, 0 where no word matched; `coverage` the share of the `asked` nats of
    information that words hold; `meaning` a cosine, below zero counting as nothing found; `named`
    is where the whole query stands as a name does; `introductions` which passages introduce a group
    or page.
    """

    keyword: Scores
    coverage: Scores
    meaning: Scores
    named: Mask
    introductions: Mask
    asked: float

    def of(self, rows: Rows) -> Legs:
        """Return the legs of some rows, in their order."""
        return Legs(
            self.keyword[rows],
            self.coverage[rows],
            self.meaning[rows],
            self.named[rows],
            self.introductions[rows],
            self.asked,
        )


@dataclass(frozen=True, slots=True)
class Parts:
    """What a fused score is made of, by row, each `(n,) float32`.

    `meaning` is what meaning alone would score, `words` what words add to that; both are at most 1.
    `name` is 1 where all words of the query stand side by side, as in a partner's full name, so
    that no likeness comes before the name itself.
    """

    words: Scores
    meaning: Scores
    name: Scores
    prior: Scores


def blended(best: Scores, whole: Scores, title: Scores) -> Scores:
    """Return the mean of passages' cosines, `(n,) float32`; a title counts where it is nearer.

    >>> blended(*np.float32([[0.75, 0.5], [0.5, 0.5], [1, 0]]))
    array([0.75, 0.5 ], dtype=float32)
    """
    return np.asarray((best + whole + np.maximum(best, title)) / 3, np.float32)


def fuse(legs: Legs) -> Scores:
    """Return the fused scores, `(n,) float32` in [0, 2].

    >>> keyword, meaning = np.float32([8.8, 8.8, 8.8, 0]), np.float32([0.5, 0.5, 0.5, -0.1])
    >>> masks = (np.arange(4) == at for at in (1, 2))
    >>> fuse(Legs(keyword, np.float32([1, 1, 1, 0]), meaning, *masks, asked=4))
    array([0.75, 1.75, 0.6 , 0.  ], dtype=float32)

    Odds of 1 and of 8.8 / sqrt(4) / 2.2 = 2 make 3, a probability of 3/4; then a whole name, and
    0.8 of the first for an introduction; then nothing.
    """
    parts = parts_of(legs)
    total = parts.words  # an array of its own, as all parts are: added up in place
    total += parts.meaning
    total += parts.name
    total *= parts.prior
    return total


def parts_of(legs: Legs) -> Parts:
    """Return what `fuse` adds up."""
    meaning = np.clip(legs.meaning, 0, 1)
    asked = np.float32(legs.asked or 1)  # of nothing there is nothing to hold
    odds = legs.keyword * np.sqrt(legs.coverage / asked) / np.float32(SCALE)
    # With `unsaid = 1 - meaning`, (odds + meaning / unsaid) / (1 + odds + meaning / unsaid) is
    # meaning + unsaid * gain / (1 + gain): no division by zero where nothing is left unsaid.
    unsaid = 1 - meaning
    gain = odds * unsaid
    return Parts(
        words=np.asarray(unsaid * gain / (1 + gain), np.float32),
        meaning=meaning,
        name=legs.named.astype(np.float32),
        prior=np.where(legs.introductions, np.float32(INTRODUCTION_WEIGHT), np.float32(1)),
    )
