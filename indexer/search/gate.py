"""Whether there is a good answer at all, and which passages belong to it.

Both legs are heard together: a passage answers where its evidence (`indexer.index.evidence`)
reaches what off-topic questions do not. One that holds the whole question as it stands answers by
that alone. The best passage decides whether there is an answer; those below it are let in further
down, as far as they have a share of its evidence, and those far below it are told apart: they only
touch on the question.
Filters do not look in: they mask what was admitted, so that a facet's count is what choosing it
shows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from indexer.arrays import Mask, Rows, Scores
from indexer.index.base import Admission, Candidates
from indexer.index.evidence import Floors, evidence
from indexer.model import Mode, State

# From which share on words are named among what admits a passage.
COVERAGE = 0.5
# An answer is strong where words alone hold three quarters, a cosine, where meaning alone is asked,
# clears its floor by so much, or evidence what the question needs. Of 130 questions about what the
# sets nearly have 14, 9 and 6 % clear it by .2, .26 and .3, of 2,370 judged ones 93, 90 and 88 %;
# of 462 off-topic ones one does by .2.
STRONG_COVERAGE = 0.75
STRONG_COSINE = 0.18
STRONG_MARGIN = 0.28
# What a passage needs once there is an answer: this share of what speaks for the best. Among the
# questions that are answered a share of .3, .4 and .5 costs the project's page 0, 0 and .007 of
# nDCG@10, a real one 0, .003 and .010, and lists 11, 7 and 4 of its 30 passages.
SHARE = 0.4
# From where between its floor and the best a passage answers rather than touches on the question:
# with .3, .4, .5 of the way, of those that do .78, .84, .89 are judged right on the project's page,
# .75, .89, .95 on a real one, and of the right ones .94, .94, .93 and .97, .96, .93 do.
CLOSE = 0.5
_ALL = 0.999  # of a share: all of it, whatever the rounding
_IN_PART = ", but only in part"


@dataclass(frozen=True, slots=True)
class Needed:
    """What passages must reach for one question: the floors of the index, and its own evidence."""

    floors: Floors
    evidence: float

    @property
    def admission(self) -> Admission:
        """From where on a passage is looked at, whatever leg is asked in the end."""
        return Admission(self.floors.coverage, self.floors.cosine, self.evidence, SHARE)


@dataclass(frozen=True, slots=True)
class Support:
    """What is made of the passages of an answer, each `(a,)`.

    Parameters
    ----------
    by_words, by_meaning
        Which leg's evidence admits them, bool; both where neither would alone.
    close
        Which answer, rather than touch on the question, bool.
    whole
        Which hold the whole question as it stands, bool.
    coverage
        How much of the question's information their words hold, float32 in [0, 1].
    own
        How much of it they hold in the question's own words, not only in synonyms, float32.
    reached
        What the mode that is heard goes by, float32: evidence, coverage or cosines.
    """

    by_words: Mask
    by_meaning: Mask
    close: Mask
    whole: Mask
    coverage: Scores
    own: Scores
    reached: Scores

    def of(self, mask: Mask | Rows) -> Support:
        """Return what is made of some of them: a mask, or their positions."""
        return Support(
            self.by_words[mask],
            self.by_meaning[mask],
            self.close[mask],
            self.whole[mask],
            self.coverage[mask],
            self.own[mask],
            self.reached[mask],
        )


@dataclass(frozen=True, slots=True)
class Verdict:
    """How well a question is answered, and why."""

    state: State
    reason: str


def needed(floors: Floors, spared: float) -> Needed:
    """Return what passages must reach for one question, given how much less evidence it needs."""
    return Needed(floors, floors.evidence - spared)


def admit(found: Candidates, semantic: Scores, least: Needed, mode: Mode) -> Support:
    """Return which candidates are part of the answer, and by what, `(m,)` each.

    `semantic` `(m,) float32` are the best cosines of wholes and sentences; sentences admit only
    what is among the first. `least` is what this question needs. A leg that may not rank may not
    admit either.
    """
    cosines = np.where(found.first(mode), semantic, found.near)
    whole = found.whole & (mode != "semantic")
    reached, floor = _reached(found, cosines, least, mode)
    best = float(reached.max(initial=-1))
    last = SHARE * best if mode == "hybrid" else floor
    admitted = ((reached >= last) & (best >= floor)) | whole
    close = admitted & ((reached >= floor + CLOSE * max(best - floor, 0)) | whole)
    enough = least.floors.coverage if mode == "keyword" else COVERAGE
    by_words = admitted & ((found.coverage >= enough) | whole) & (mode != "semantic")
    by_meaning = admitted & (cosines >= least.floors.cosine) & (mode != "keyword")
    together = admitted & ~by_words & ~by_meaning
    return Support(
        by_words=by_words | (together & (found.coverage > 0)),
        by_meaning=by_meaning | together,
        close=close,
        whole=whole,
        coverage=found.coverage,
        own=found.own,
        reached=reached,
    )


def below(found: Candidates, semantic: Scores, least: Needed) -> float:
    """Return the evidence that passages below the best need, given what `admit` is given."""
    cosines = np.where(found.first("hybrid"), semantic, found.near)
    reached, _ = _reached(found, cosines, least, "hybrid")
    return SHARE * float(reached.max(initial=-1))


def judge(legs: Support, least: Needed, mode: Mode) -> Verdict:
    """Judge an answer by the passages that it holds, given what the question needs."""
    total = len(legs.coverage)
    if not total:
        return Verdict("none", "we could not find anything about this")
    close = int(legs.close.sum())
    if not close:
        return Verdict("weak", f"{_passages(total, 'touch')} on it{_IN_PART}")
    on = " and on ".join(_told(legs.of(legs.close)))
    more = f"; {total - close} more only touch{'es' if total - close == 1 else ''} on it"
    reason = f"{_passages(close, 'match')} on {on}"
    touching = more if total > close else ""
    if _strong(legs, least, mode):
        return Verdict("strong", reason + touching)
    return Verdict("weak", f"{reason}{_IN_PART}{touching}")


def answered(verdict: Verdict) -> Verdict:
    """Return the verdict where a sentence answers by itself, however little else is held."""
    return Verdict("strong", verdict.reason.replace(_IN_PART, ""))


def doubted(verdict: Verdict, missing: Sequence[str], unnamed: Sequence[str]) -> Verdict:
    """Return the verdict where no passage has some words of the question, or names its places."""
    if verdict.state != "strong" or not (missing or unnamed):
        return verdict
    has = "names" if unnamed else "has"
    lacking = " or ".join(unnamed or (f"“{word}”" for word in missing))
    return Verdict("weak", f"{verdict.reason}, but no passage {has} {lacking}")


def _reached(found: Candidates, cosines: Scores, least: Needed, mode: Mode) -> tuple[Scores, float]:
    """Return what a mode goes by, and what the best must reach of it."""
    if mode == "keyword":
        return found.coverage, least.floors.coverage
    if mode == "semantic":
        return cosines, least.floors.cosine
    return evidence(found.coverage, cosines, found.asked), least.evidence


def _strong(legs: Support, least: Needed, mode: Mode) -> bool:
    enough = {
        "keyword": STRONG_COVERAGE,
        "semantic": least.floors.cosine + STRONG_COSINE,
        "hybrid": least.evidence + STRONG_MARGIN,
    }[mode]
    named = legs.whole & (legs.coverage >= _ALL)  # with what only asks, not "lottery numbers"
    return bool(((legs.reached >= enough) | named).any())


def _told(legs: Support) -> list[str]:
    """Return what passages match on."""
    by_own = legs.by_words & (2 * legs.own >= legs.coverage)
    told: Mapping[str, Mask] = {
        "words": by_own,
        "what says the same": legs.by_words & ~by_own,
        "meaning": legs.by_meaning,
    }
    return [leg for leg, mask in told.items() if mask.any()]


def _passages(count: int, verb: str) -> str:
    if count == 1:
        return f"1 passage {verb}es"
    return f"{count} passages {verb}"


def lacking(verdict: Verdict, lacks: str | None) -> Verdict:
    """Return a verdict where the nearest passages lack the fact that is asked for, in words."""
    if lacks is None or verdict.state == "none":
        return verdict
    joint = "but" if verdict.state == "strong" else "and"
    return Verdict("weak", f"{verdict.reason}, {joint} the nearest {lacks}")


def listed(total: int) -> Verdict:
    """Return the verdict for a question of conditions alone, which so many passages meet."""
    if not total:
        return Verdict("none", "no results with these conditions")
    subject = "1 passage meets" if total == 1 else f"{total} passages meet"
    return Verdict("strong", f"{subject} the conditions")


def unasked() -> Verdict:
    """Return the verdict for a question that holds neither a word nor a condition."""
    return Verdict("none", "the query holds no word that can be searched")


def unnamed(places: Sequence[str]) -> Verdict:
    """Return the verdict for a question about nothing but places that no passage names."""
    return Verdict("none", f"no passage names {' or '.join(places)}")
