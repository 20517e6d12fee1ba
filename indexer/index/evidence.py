"""How much speaks for a passage in both legs together, and from where on that is an answer.

    evidence = max(cosine, 0) + WORDS * coverage ** 2 + HELD * log(1 + nats held)

Half of a question's words are held by chance in a large index, all of them hardly ever; so the
square. What is held of a long question, or of rare words, says more than as large a share of a
short one: the nats are `coverage * asked`. What off-topic questions reach in this index, with its
number of passages and its subject, is learned when it is built, and an answer must reach more
(`indexer.encode.off_topic`).

A question near the middle of the whole index (`centre`, the mean of all units) is about its
subject, and needs less; one that is nearer to an everyday question (`off_topic.everyday`) than any
passage is to that is about something else, and needs more:

    needed = floor - SUBJECT * cosine(centre) + APART * max(cosine(everyday) - found, 0)

`found` is the cosine of the everyday question with the passage nearest to it. A score beside those
of a cohort tells speakers apart in the same way (Auckenthaler, Carey and Lloyd-Thomas 2000).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from indexer import arrays
from indexer.arrays import Scores
from indexer.encode import Encoder, off_topic
from indexer.index.scoring import KeywordLeg
from indexer.index.store import Manifest
from indexer.index.vectors import Vectors
from indexer.query.lexicon import Lexicon
from indexer.query.understand import Interpreter

# Chosen on 2,177 judged and 1,119 off-topic questions to six pages and three collections, and 190
# about what they nearly have. At a floor that answers 4 % of the off-topic questions, judged ones
# met with silence and nearly ones answered are, with WORDS and HELD .4 and 0 1.1 and 54 %, .4 and
# .05 1.1 and 49 %, .2 and .08 1.0 and 49 %, 0 and .12 1.1 and 52 %. How rare words are in English,
# how far the best passage stands above the others, and the score that ranks add nothing.
WORDS = 0.2
HELD = 0.08
# Silence, off-topic and nearly answered questions in percent, of 2,406 judged ones, 462 and 132 to
# twelve pages (six of which no rule was made on) and three collections, with SUBJECT .75 and APART
# 0: 1.5, 5.6 and 52; with .6 and .5: 1.0, 5.0 and 54; with .6 and .6: .9, 5.0 and 54; with .4 and
# .6: 1.0, 4.3 and 50.
SUBJECT = 0.4
APART = 0.6
_TOGETHER = 16  # questions compared with all passages at once


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


@dataclass(frozen=True, slots=True)
class Subject:
    """What an index is about, beside what else people ask.

    Parameters
    ----------
    centre
        The mean of all units' vectors, `(d,) float32`.
    everyday
        The unit vectors of everyday questions, `(e, d) float32`.
    found
        The cosine of each with the passage nearest to it, `(e,) float32`.
    """

    centre: Scores
    everyday: Scores
    found: Scores

    @classmethod
    def of(cls, encoder: Encoder, vectors: Vectors, spoken: Sequence[str]) -> Subject:
        """Return the subject of an index, given its vectors and languages."""
        questions = off_topic.everyday(spoken)
        everyday = np.empty((len(questions), encoder.card.dimensions), np.float32)
        for positions, made in encoder.queries(questions):
            everyday[positions] = made
        parts = np.array_split(everyday, len(everyday) // _TOGETHER)
        found = np.concatenate([vectors.near(part).max(axis=1) for part in parts])
        return cls(vectors.centre, everyday, found)

    @classmethod
    def open(cls, folder: Path, centre: Scores) -> Subject:
        """Open the subject that `write` left in a folder."""
        everyday, found = arrays.load(folder, "everyday", "found")
        return cls(centre, everyday.astype(np.float32), np.asarray(found))

    def write(self, folder: Path) -> None:
        """Write what is known of everyday questions into an existing folder."""
        arrays.save(folder, everyday=self.everyday.astype(np.float16), found=self.found)

    def spared(self, question: Scores) -> float:
        """Return how much less evidence a question needs, given its unit vector `(d,) float32`."""
        return self._spared(question, self.everyday @ question)

    def spared_everyday(self, number: int) -> float:
        """Return how much less evidence an everyday question needs, beside the others."""
        question = self.everyday[number]
        cosines = self.everyday @ question
        cosines[number] = -1
        return self._spared(question, cosines)

    def _spared(self, question: Scores, cosines: Scores) -> float:
        apart = float((cosines - self.found).max(initial=0))
        return SUBJECT * float(self.centre @ question) - APART * apart


def floors_of(manifest: Manifest) -> Floors:
    """Return the floors that a generation's manifest tells."""
    return Floors(
        manifest.floor,
        manifest.coverage_floor,
        manifest.evidence_floor,
        {code: Floors(*of) for code, of in manifest.floors.items()},
    )


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
    subject: Subject,
    words: KeywordLeg,
    vectors: Vectors,
    lexicon: Lexicon,
    spoken: Sequence[str],
) -> tuple[Floors, dict[str, float]]:
    """Return the floors, and the evidence each probe reaches, given what an index is made of.

    They are learned for each of the languages that are spoken, from questions in it.
    """
    interpreter = Interpreter(lexicon, words.holding, words.frequency, spoken)
    number = {one: at for at, one in enumerate(off_topic.everyday(spoken))}

    def reached(probe: str) -> tuple[float, float, float]:
        near = vectors.nearest(subject.everyday[number[probe]])
        rows, held = words.sparse(interpreter.understand(probe, correct=False))
        cosine = float(near.max())
        best = evidence(held.coverage, near[rows], held.asked).max(initial=max(cosine, 0))
        spared = subject.spared_everyday(number[probe])
        return cosine, float(held.coverage.max(initial=0)), float(best) + spared

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
