"""Holds what an index's passages say of their own words: learned by the build, read for queries.

Files of a folder: `lexicon.json` with the words, the short forms, those that another word is spelt
like, names that are spelt two ways, and the places; `neighbours`, the keys of pairs of terms that
stand side by side (`arrays.Keys`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from indexer import places, text
from indexer.acronyms import Glossary
from indexer.acronyms.define import singular
from indexer.arrays import Keys
from indexer.languages import ENGLISH
from indexer.model import Passage
from indexer.spelling.english import Standing, is_listed, standing
from indexer.spelling.vocabulary import Vocabulary, spelt_two_ways

Overrides = Mapping[str, tuple[str, ...]]
_MOST_KNOWN = 200_000  # tokens of which it is kept whether they are set apart


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What is known of an index's words.

    Parameters
    ----------
    vocabulary
        The words as they are written, for spelling.
    glossary
        What short forms stand for.
    ambiguous
        The short forms that are also spelt like another word: their case tells them apart.
    variants
        The terms of names that are spelt two ways, each with its other spellings.
    gazetteer
        What a query may call the places of the passages.
    """

    vocabulary: Vocabulary
    glossary: Glossary
    ambiguous: frozenset[str]
    variants: Mapping[str, tuple[str, ...]]
    gazetteer: places.Gazetteer
    _apart: dict[str, bool] = field(default_factory=dict, init=False, repr=False, compare=False)

    @classmethod
    def learn(
        cls,
        passages: Sequence[Passage],
        overrides: Overrides,
        located: Sequence[Sequence[places.Place]],
        names: Iterable[str] = (),
        glossary: Glossary | None = None,
    ) -> Self:
        """Learn an index's words from its passages; what people say of short forms wins.

        `located` are the places of each passage (`places.locate`), `names` those of organisations,
        `glossary` the short forms that the texts define, where they are known already.
        """
        wholes = [f"{passage.title}\n{passage.text}" for passage in passages]
        spoken = [passage.language for passage in passages]
        vocabulary = Vocabulary.of(wholes, spoken)
        glossary = (Glossary.learn(wholes) if glossary is None else glossary).merged(overrides)
        glossary = glossary.with_names(
            names, lambda short: text.fold(short) in vocabulary.words or is_listed(text.fold(short))
        )
        ambiguous = frozenset(
            short
            for short in glossary.longs
            if (form := text.fold(short)) in vocabulary.words or standing(form) is Standing.WORD
        )
        gazetteer = places.Gazetteer.of(located)
        return cls(vocabulary, glossary, ambiguous, spelt_two_ways(wholes, spoken), gazetteer)

    def write(self, folder: Path) -> None:
        """Write everything into an existing folder."""
        kept = {
            "words": dict(sorted(self.vocabulary.words.items())),
            "acronyms": self.glossary.longs,
            "ambiguous": sorted(self.ambiguous),
            "variants": self.variants,
            "places": self.gazetteer.keys,
            "elsewhere": self.gazetteer.elsewhere,
        }
        written = json.dumps(kept, ensure_ascii=False, separators=(",", ":"))
        (folder / "lexicon.json").write_text(written, "utf-8")
        self.vocabulary.neighbours.save(folder, "neighbours")

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Return what `write` wrote, the neighbours memory-mapped."""
        kept = json.loads((folder / "lexicon.json").read_text("utf-8"))
        return cls(
            Vocabulary(kept["words"], Keys.open(folder, "neighbours")),
            Glossary.of(kept["acronyms"]),
            frozenset(kept["ambiguous"]),
            kept["variants"],
            places.Gazetteer(kept["places"], kept["elsewhere"]),
        )

    def sets_apart(self, token: str) -> bool:
        """Say whether a token is a short form that another word is spelt like, as it is written."""
        apart = self._apart.get(token)
        if apart is None:
            apart = singular(token) in self.ambiguous and self.glossary.is_acronym(token)
            if len(self._apart) < _MOST_KNOWN:
                self._apart[token] = apart
        return apart

    def parted(self, whole: str, language: str = ENGLISH) -> tuple[list[str], list[str]]:
        """Return a text's terms, and apart its acronyms that another word is spelt like.

        Those are as they are written, without plural endings.
        """
        said = text.words(whole, language)
        if not self.ambiguous:
            return [word.term for word in said], []
        body: list[str] = []
        apart: list[str] = []
        for term, start, end in said:
            token = whole[start:end]
            if self.sets_apart(token):
                apart.append(singular(token))
            else:
                body.append(term)
        return body, apart
