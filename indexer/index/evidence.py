"""How much speaks for a passage in both legs together, and from where on that is an answer.

    evidence = max(cosine, 0) + WORDS * coverage ** 2

Half of a question's words are held by chance in a large index, all of them hardly ever; so the
square. What off-topic questions reach in this index, with its number of passages and its subject,
is learned when it is built, and an answer must reach more (`indexer.encode.off_topic`).

A question near the middle of the whole index (`centre`, the mean of all units) is about its
subject, and needs `SUBJECT` of that cosine less; one for a place that no passage names needs
`UNNAMED` more.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from indexer.arrays import Scores
from indexer.encode import Encoder, off_topic
from indexer.index.scoring import KeywordLeg
from indexer.index.vectors import Vectors
from indexer.query.lexicon import Lexicon
from indexer.query.understand import Interpreter

# Chosen on 2,177 judged and 120 off-topic questions to five sets and four pages, and on two pages
# among 18,915 sections of handbooks. Where 3.5 % of the off-topic questions are answered, the
# judged ones met with silence are, on all sets and among the sections: with WORDS .25 1.6 and 19 %,
# .35 1.6 and 17 %, .45 1.8 and 15 %, without the square 2.0 and 21 %; with SUBJECT 0 2.5 %, .5
# 1.9 %, .75 1.6 %, 1.5 1.6 %, but the more of it, the more questions are answered about what an
# index nearly has: 30, 39, 44, 53 %.
WORDS = 0.4
SUBJECT = 0.75
UNNAMED = 0.2


@dataclass(frozen=True, slots=True)
class Floors:
    """What a passage must reach, learned from off-topic questions.

    Parameters
    ----------
    cosine
        By meaning alone.
    coverage
        By words alone: a share of the question's information.
    evidence
        By both together.
    """

    cosine: float
    coverage: float
    evidence: float


def evidence(coverage: Scores, cosines: Scores) -> Scores:
    """Return how much speaks for each of some passages, float32, of coverage and cosine.

    >>> evidence(np.float32([0, 0.5, 1]), np.float32([0.4, 0.4, -0.1]))
    array([0.4, 0.5, 0.4], dtype=float32)
    """
    return np.maximum(cosines, 0) + np.float32(WORDS) * np.square(coverage)


def learn(
    encoder: Encoder, words: KeywordLeg, vectors: Vectors, lexicon: Lexicon
) -> tuple[Floors, dict[str, float]]:
    """Return the floors, and the evidence each probe reaches, given what an index is made of."""
    interpreter = Interpreter(lexicon, words.holding)
    middle = vectors.mean()
    cosines: list[float] = []
    coverages: list[float] = []
    reached: list[float] = []
    for probe in off_topic.PROBES:
        vector = encoder.query(probe)
        near = vectors.nearest(vector)
        covered = words.scores(interpreter.understand(probe, correct=False)).coverage
        cosines.append(float(near.max()))
        coverages.append(float(covered.max()))
        reached.append(float(evidence(covered, near).max() + SUBJECT * (middle @ vector)))
    first = len(off_topic.QUESTIONS)
    floors = Floors(
        cosine=off_topic.learn_floor(_scores(cosines[:first])),
        coverage=off_topic.learn_coverage(_scores(coverages)),
        evidence=off_topic.learn_evidence(_scores(reached)),
    )
    return floors, dict(zip(off_topic.PROBES, (round(one, 4) for one in reached), strict=True))


def _scores(values: Iterable[float]) -> Scores:
    return np.fromiter(values, np.float32)
