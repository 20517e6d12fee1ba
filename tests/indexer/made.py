"""Passages made for a test, and their words indexed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from indexer.arrays import Rows, Scores
from indexer.index import scoring
from indexer.index.postings import Postings
from indexer.index.scoring import FIELDS, KeywordLeg, KeywordScores
from indexer.model import Block, Page, Passage, Section
from indexer.places import locate
from indexer.query.expansion import Field
from indexer.query.lexicon import Lexicon
from indexer.query.understand import Interpreter, Question
from indexer.split import split_page


def thing(
    title: str, *paragraphs: str, key: str | None = None, theme: str | None = None
) -> Section:
    blocks = tuple(Block("paragraph", paragraph) for paragraph in paragraphs)
    return Section(title, 1, blocks, key=key, theme=theme)


def page(*things: Section, source: str = "made.jsonl") -> Page:
    return Page(source, "Made", None, "0" * 64, things, ready=True)


def passages(*things: Section, source: str = "made.jsonl") -> tuple[Passage, ...]:
    return split_page(page(*things, source=source))


def passage(title: str, *paragraphs: str) -> Passage:
    return passages(thing(title, *paragraphs))[0]


def learned(
    made: Sequence[Passage], folder: Path, overrides: Mapping[str, tuple[str, ...]] | None = None
) -> Lexicon:
    """Learn passages' words and write them into a new folder."""
    folder.mkdir()
    found = Lexicon.learn(made, overrides or {}, locate(made))
    found.write(folder)
    return found


def index_words(
    folder: Path,
    made: Sequence[Passage],
    overrides: Mapping[str, tuple[str, ...]] | None = None,
) -> dict[Field, Postings]:
    """Write and open what is scored of passages, by field."""
    lexicon = learned(made, folder / "lexicon", overrides)
    writer = scoring.Writer()
    for passage, there in zip(made, locate(made), strict=True):
        writer.add(scoring.terms_of(passage, there, lexicon))
    writer.write(folder)
    return {field: Postings(folder / field, len(made)) for field in FIELDS}


class GivenPostings(Postings):
    """Postings with given impacts of each term by row."""

    def __init__(self, held: Mapping[str, Mapping[int, float]], passages: int) -> None:
        self.passages = passages
        self._held = held

    def of(self, term: str) -> tuple[Rows, Scores]:
        """Return a term's rows and its impacts in them."""
        held = self._held.get(term, {})
        return np.array([*held], np.intp), np.array([*held.values()], np.float32)


class Words:
    """The keyword leg of passages, as a query meets it."""

    def __init__(
        self,
        folder: Path,
        *things: Section,
        overrides: Mapping[str, tuple[str, ...]] | None = None,
    ) -> None:
        self.made = passages(*things)
        self.postings = index_words(folder, self.made, overrides)
        self.leg = KeywordLeg.of(self.postings)
        self._interpreter = Interpreter(
            Lexicon.open(folder / "lexicon"), self.leg.holding, self.leg.frequency
        )

    def understand(self, query: str, *, correct: bool = True) -> Question:
        return self._interpreter.understand(query, correct=correct)

    def scores(self, query: str, *, correct: bool = True) -> KeywordScores:
        return self.leg.scores(self.understand(query, correct=correct))

    def found(self, query: str, *, correct: bool = True) -> list[str]:
        """Return the titles of the passages whose words say anything of a query, by row."""
        keyword = self.scores(query, correct=correct).keyword
        return [one.title for one, score in zip(self.made, keyword, strict=True) if score > 0]
