"""Says whether there is a good answer at all, and which passages belong to it.

Either leg may admit a passage, neither may veto the other: its words cover enough of the query's
information, or its cosine clears a floor. The floor is learned when the index is built, for this
corpus and this model, from questions about something else, and kept in the manifest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.model import Mode, State

Scores = NDArray[np.float32]
Mask = NDArray[np.bool_]

# Everyday questions from many walks of life. A corpus may answer one or two of them: that moves the
# mean of thirty little, and `FLOOR_RANGE` bounds what it does to the floor.
PROBES: tuple[str, ...] = (
    "how to roast a chicken",
    "cheap flights to Barcelona in May",
    "rugby fixtures next season",
    "how to invest in gold coins",
    "who won the song contest last year",
    "best laptop for video editing",
    "how do I change a bicycle tyre",
    "council tax payment dates",
    "Viking ships in museums",
    "proof of the prime number theorem",
    "train timetable from Leeds to York",
    "how to prune apple trees in winter",
    "second hand cars under five thousand",
    "learn to play the guitar chords",
    "weather forecast for the weekend",
    "home insurance quote",
    "plot summary of a crime novel",
    "chess openings for beginners",
    "passport renewal application form",
    "recipe for vegetable curry",
    "knitting pattern for a scarf",
    "opening hours of the supermarket",
    "volcanoes on the moons of Jupiter",
    "grammar of ancient Greek verbs",
    "where to charge an electric car",
    "cinema listings near me tonight",
    "how to train a puppy to sit",
    "student railcard discount",
    "paint colours for a small kitchen",
    "tax return deadline for freelancers",
    "history of the Roman aqueducts",
    "wxyk plorm dwaght uiop",
)
# The floor stands this many standard deviations above the mean of the probes' best cosines. Chosen
# on two partnerships pages and their judged queries. Of those without an answer were kept silent,
# and of the others answered, with 2: 84 to 88 % and 97 to 100 %; with 2.25: 84 to 100 % and 95 to
# 100 %; with 2.5: 90 to 100 % and 93 to 98 %. On the real page only 2.2 to 2.3 lose neither.
FLOOR_DEVIATIONS = 2.25
FLOOR_RANGE = (0.2, 0.5)  # of a cosine; what is learned outside of it says more of the probes

# A passage is admitted by words that carry half of the query's information; the answer is strong
# where they carry three quarters, or the cosine clears the floor by a margin. The judged queries of
# two partnerships pages hardly tell: on the real one .4 to .6, .65 to .9 and .05 to .15 change
# nothing but one strong answer of 54; on the project's own .4 answers one more of 31 that have no
# answer, .6 leaves one of 150 out, and a margin of .05 calls one more of the 31 strong.
NEVER = 2.0  # a floor that no cosine clears
COVERAGE = 0.5
STRONG_COVERAGE = 0.75
STRONG_MARGIN = 0.1


def learn_floor(best_cosines: Scores) -> float:
    """Return the floor for cosines, given each probe's best cosine in the corpus, `(p,) float32`.

    >>> learn_floor(np.float32([0.1, 0.2, 0.3, 0.2]))    # 0.2 + 2.25 * 0.0707
    0.3591
    """
    floor = float(best_cosines.mean() + FLOOR_DEVIATIONS * best_cosines.std())
    return round(min(max(floor, FLOOR_RANGE[0]), FLOOR_RANGE[1]), 4)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What passed: masks `(n,) bool` of what words and what meaning admit, the state, and why."""

    by_words: Mask
    by_meaning: Mask
    state: State
    reason: str

    @property
    def admitted(self) -> Mask:
        """Which passages are part of the answer, `(n,) bool`."""
        return self.by_words | self.by_meaning


@dataclass(frozen=True, slots=True)
class Said:
    """What both legs say of every passage.

    Parameters
    ----------
    coverage
        How much of the query's information each passage's words hold, `(n,) float32` in [0, 1];
        0 for passages that a condition rules out.
    own
        How much of it they hold in the query's own words, and not only in what says the same.
    semantic
        Cosines, `(n,) float32`; -1 for passages that a condition rules out.
    """

    coverage: Scores
    own: Scores
    semantic: Scores


def judge(said: Said, floor: float, mode: Mode) -> Verdict:
    """Judge a query's scores.

    Parameters
    ----------
    said
        The scores.
    floor
        What `learn_floor` learned, or `NEVER`.
    mode
        A leg that may not rank may not admit either.
    """
    words, meaning = mode != "semantic", mode != "keyword"
    by_words = (said.coverage >= COVERAGE) & words
    by_meaning = (said.semantic >= floor) & meaning
    strong = bool(
        (words and (said.coverage >= STRONG_COVERAGE).any())
        or (meaning and (said.semantic >= floor + STRONG_MARGIN).any())
    )
    total = int((by_words | by_meaning).sum())
    state: State = "none" if not total else "strong" if strong else "weak"
    by_own = by_words & (said.own >= COVERAGE)
    legs = {
        "words": by_own,
        "what says the same": by_words & ~by_own,
        "meaning": by_meaning,
    }
    return Verdict(by_words, by_meaning, state, _reason(legs, state, total))


def listed(allowed: Mask) -> Verdict:
    """Return the verdict for a query of conditions alone: all that they allow."""
    total = int(allowed.sum())
    nothing = np.zeros_like(allowed)
    if not total:
        return Verdict(nothing, nothing, "none", "no passage meets the conditions")
    subject = "1 passage meets" if total == 1 else f"{total} passages meet"
    return Verdict(allowed, nothing, "strong", f"{subject} the conditions")


def unasked(passages: int) -> Verdict:
    """Return the verdict for a query that holds neither a word nor a condition."""
    nothing = np.zeros(passages, np.bool_)
    return Verdict(nothing, nothing, "none", "the query holds no word that can be searched")


def unnamed(passages: int, places: Sequence[str]) -> Verdict:
    """Return the verdict for a question about nothing but places that no passage names."""
    nothing = np.zeros(passages, np.bool_)
    return Verdict(nothing, nothing, "none", f"no passage names {' or '.join(places)}")


def _reason(legs: Mapping[str, Mask], state: State, total: int) -> str:
    if state == "none":
        return "no passage holds enough of these words or comes near in meaning"
    on = " and on ".join(leg for leg, mask in legs.items() if mask.any())
    subject = "1 passage matches" if total == 1 else f"{total} passages match"
    return f"{subject} on {on}, but only in part" if state == "weak" else f"{subject} on {on}"
