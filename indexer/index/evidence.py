"""How much speaks for a passage in both legs together, and from where on that is an answer.

    evidence = max(cosine, 0) + WORDS * coverage ** 2 + HELD * log(1 + nats held)

Half of a question's words are held by chance in a large index, all of them hardly ever; so the
square. What is held of a long question, or of rare words, says more than as large a share of a
short one: the nats are `coverage * asked`. What off-topic questions reach in this index, with its
number of passages and its subject, is learned when it is built, and an answer must reach more
(`indexer.encode.off_topic`).

A question near the middle of the whole index (`centre`, the mean of all units) is about its
subject, and needs `SUBJECT` of that cosine less.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from indexer.arrays import Scores
from indexer.encode import Encoder, off_topic
from indexer.index.scoring import KeywordLeg
from indexer.index.vectors import Vectors
from indexer.languages import ENGLISH
from indexer.query.lexicon import Lexicon
from indexer.query.understand import Interpreter

# Chosen on 2,177 judged and 1,119 off-topic questions to six pages and three collections, and 190
# about what they nearly have. At a floor that answers 4 % of the off-topic questions, judged ones
# met with silence and nearly ones answered are, with WORDS and HELD .4 and 0 1.1 and 54 %, .4 and
# .05 1.1 and 49 %, .2 and .08 1.0 and 49 %, 0 and .12 1.1 and 52 %; with SUBJECT .5 1.2 and 49 %,
# with 1 1.1 and 52 %. How rare words are in English, how far the best passage stands above the
# others, and the score that ranks add nothing.
WORDS = 0.2
HELD = 0.08
SUBJECT = 0.75


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
    others
        The same of questions in the index's other languages than that of most passages.
    """

    cosine: float
    coverage: float
    evidence: float
    others: Mapping[str, Floors] = field(default_factory=dict)

    def of(self, language: str) -> Floors:
        """Return what it must reach for a question in a language."""
        return self.others.get(language, self)


def evidence(coverage: Scores, cosines: Scores, asked: float) -> Scores:
    """Return how much speaks for each of some passages, float32, of coverage and cosine.

    `asked` is the question's information in nats, of which coverage is a share.

    >>> evidence(np.float32([0, 0.5, 1]), np.float32([0.4, 0.4, -0.1]), asked=6).round(2)
    array([0.4 , 0.56, 0.36], dtype=float32)
    """
    by_words = np.float32(WORDS) * np.square(coverage)
    by_words += np.float32(HELD) * np.log1p(np.float32(asked) * coverage)
    return np.maximum(cosines, 0) + by_words


def learn(
    encoder: Encoder,
    words: KeywordLeg,
    vectors: Vectors,
    lexicon: Lexicon,
    spoken: Sequence[str] = (ENGLISH,),
) -> tuple[Floors, dict[str, float]]:
    """Return the floors, and the evidence each probe reaches, given what an index is made of.

    They are learned for each of the languages that are spoken, from questions in it.
    """
    interpreter = Interpreter(lexicon, words.holding, words.frequency, spoken)

    def reached(probe: str) -> tuple[float, float, float]:
        vector = encoder.query(probe)
        near = vectors.nearest(vector)
        rows, held = words.sparse(interpreter.understand(probe, correct=False))
        cosine = float(near.max())
        best = evidence(held.coverage, near[rows], held.asked).max(initial=max(cosine, 0))
        subject = SUBJECT * float(vectors.centre @ vector)
        return cosine, float(held.coverage.max(initial=0)), float(best) + subject

    found = {code: [(one, reached(one)) for one in off_topic.probes(code)] for code in spoken}
    floors, *others = (_floors([reaches for _, reaches in of]) for of in found.values())
    floors = replace(floors, others=dict(zip(spoken[1:], others, strict=True)))
    probes = {one: round(best, 4) for of in found.values() for one, (_, _, best) in of}
    return floors, probes


def _floors(reached: Sequence[tuple[float, float, float]]) -> Floors:
    """Return the floors that probes teach, given the cosine, coverage, evidence each reaches."""
    cosines, coverages, together = (_scores(column) for column in zip(*reached, strict=True))
    return Floors(
        cosine=off_topic.learn_floor(cosines[: len(off_topic.QUESTIONS)]),
        coverage=off_topic.learn_coverage(coverages),
        evidence=off_topic.learn_evidence(together),
    )


def _scores(values: Iterable[float]) -> Scores:
    return np.fromiter(values, np.float32)
