"""Passages made for a test, and their words indexed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from indexer.index import keywords, postings
from indexer.index.keywords import SCORED, Scored
from indexer.index.postings import Postings
from indexer.index.scoring import KeywordLeg, KeywordScores
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


def passages(*things: Section, source: str = "made.jsonl") -> tuple[Passage, ...]:
    return split_page(Page(source, "Made", None, "0" * 64, things, ready=True))


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
) -> tuple[Scored, dict[Field, Postings]]:
    """Write and open what is scored of passages: Whoosh's index, and the frozen one by field."""
    (folder / "scored").mkdir()
    lexicon = learned(made, folder / "lexicon", overrides)
    keywords.write_scored(folder / "scored", made, locate(made), lexicon)
    plain = Scored(folder / "scored")
    frozen: dict[Field, Postings] = {}
    for field in SCORED:
        place = folder / "postings" / field
        place.mkdir(parents=True)
        postings.write(place, plain.impacts(field))
        frozen[field] = Postings(place, len(made))
    return plain, frozen


class Words:
    """The keyword leg of passages, as a query meets it."""

    def __init__(
        self,
        folder: Path,
        *things: Section,
        overrides: Mapping[str, tuple[str, ...]] | None = None,
    ) -> None:
        self.made = passages(*things)
        _, self.frozen = index_words(folder, self.made, overrides)
        self.leg = KeywordLeg(self.frozen)
        self._interpreter = Interpreter(Lexicon.open(folder / "lexicon"), self.leg.holding)

    def understand(self, query: str, *, correct: bool = True) -> Question:
        return self._interpreter.understand(query, correct=correct)

    def scores(self, query: str, *, correct: bool = True) -> KeywordScores:
        return self.leg.scores(self.understand(query, correct=correct))

    def found(self, query: str, *, correct: bool = True) -> list[str]:
        """Return the titles of the passages whose words say anything of a query, by row."""
        keyword = self.scores(query, correct=correct).keyword
        return [one.title for one, score in zip(self.made, keyword, strict=True) if score > 0]
