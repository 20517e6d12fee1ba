"""Whether there is a good answer at all, and which passages belong to it.

Either leg may admit a passage, neither may veto the other: its words carry enough of the question's
information, or its cosine, as a whole or of its best sentence, clears a floor. The floor is learned
when the index is built (`indexer.encode.off_topic`). Filters do not look in: they mask what was
admitted, so that a facet's count is what choosing it shows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from indexer.arrays import Mask, Scores
from indexer.index.base import Admission, Candidates
from indexer.model import Mode, State

# A passage is admitted by words that carry half of the query's information; the answer is strong
# where they carry three quarters, or the cosine clears the floor by a margin. The judged queries of
# two partnerships pages hardly tell: on the real one .4 to .6, .65 to .9 and .05 to .15 change
# nothing but one strong answer of 54; on the project's own .4 answers one more of 31 that have no
# answer, .6 leaves one of 150 out, and a margin of .05 calls one more of the 31 strong.
NEVER = 2.0  # a floor that no cosine clears
COVERAGE = 0.5
STRONG_COVERAGE = 0.75
STRONG_MARGIN = 0.1


@dataclass(frozen=True, slots=True)
class Support:
    """What both legs make of the passages of an answer, each `(a,)`.

    Parameters
    ----------
    by_words, by_meaning
        Which leg admits them, bool.
    coverage
        How much of the question's information their words hold, float32 in [0, 1].
    own
        How much of it they hold in the question's own words, not only in synonyms, float32.
    semantic
        Their best cosines, float32.
    """

    by_words: Mask
    by_meaning: Mask
    coverage: Scores
    own: Scores
    semantic: Scores


@dataclass(frozen=True, slots=True)
class Verdict:
    """How well a question is answered, and why."""

    state: State
    reason: str


def admit(
    found: Candidates, semantic: Scores, admission: Admission, mode: Mode
) -> tuple[Mask, Mask]:
    """Return which candidates words admit, and which meaning does, `(m,) bool` each.

    `semantic` `(m,) float32` are the best cosines of wholes and sentences; sentences admit only
    what is among the first. A leg that may not rank may not admit either.
    """
    by_words = (found.coverage >= admission.coverage) & (mode != "semantic")
    near = np.where(found.first(mode), semantic, found.near) >= admission.cosine
    return by_words, near & (mode != "keyword")


def judge(legs: Support, floor: float) -> Verdict:
    """Judge an answer by the passages that it holds."""
    total = len(legs.coverage)
    if not total:
        return Verdict("none", "no passage holds enough of these words or comes near in meaning")
    strong = bool(
        (legs.by_words & (legs.coverage >= STRONG_COVERAGE)).any()
        or (legs.by_meaning & (legs.semantic >= floor + STRONG_MARGIN)).any()
    )
    by_own = legs.by_words & (legs.own >= COVERAGE)
    told: Mapping[str, Mask] = {
        "words": by_own,
        "what says the same": legs.by_words & ~by_own,
        "meaning": legs.by_meaning,
    }
    on = " and on ".join(leg for leg, mask in told.items() if mask.any())
    subject = "1 passage matches" if total == 1 else f"{total} passages match"
    if strong:
        return Verdict("strong", f"{subject} on {on}")
    return Verdict("weak", f"{subject} on {on}, but only in part")


def lacking(verdict: Verdict, lacks: str | None) -> Verdict:
    """Return a verdict where the nearest passages lack the fact that is asked for, in words."""
    if lacks is None or verdict.state == "none":
        return verdict
    joint = "but" if verdict.state == "strong" else "and"
    return Verdict("weak", f"{verdict.reason}, {joint} the nearest {lacks}")


def listed(total: int) -> Verdict:
    """Return the verdict for a question of conditions alone, which so many passages meet."""
    if not total:
        return Verdict("none", "no passage meets the conditions")
    subject = "1 passage meets" if total == 1 else f"{total} passages meet"
    return Verdict("strong", f"{subject} the conditions")


def unasked() -> Verdict:
    """Return the verdict for a question that holds neither a word nor a condition."""
    return Verdict("none", "the query holds no word that can be searched")


def unnamed(places: Sequence[str]) -> Verdict:
    """Return the verdict for a question about nothing but places that no passage names."""
    return Verdict("none", f"no passage names {' or '.join(places)}")
