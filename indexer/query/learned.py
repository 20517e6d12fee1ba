"""Learns from an index's passages what their own words are, when it is built, and writes it.

Files of a folder: `words.txt` and `neighbours.npy` (see `spelling`), `acronyms.json`,
`variants.json`, `places.json`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from indexer import places, spelling, text
from indexer.acronyms import Glossary
from indexer.acronyms.define import singular
from indexer.model import Passage
from indexer.spelling import variants
from indexer.spelling.english import Standing, standing

Overrides = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Learned:
    """What the passages say of their own words; written beside the index.

    `variants` has the terms of names that are spelt two ways, each with its other spellings;
    `located` the keys of the places each passage lies in, by row.
    """

    vocabulary: spelling.Vocabulary
    glossary: Glossary
    variants: Mapping[str, tuple[str, ...]]
    gazetteer: places.Gazetteer
    located: tuple[tuple[str, ...], ...]
    ambiguous: frozenset[str]

    def write(self, folder: Path) -> None:
        """Write everything into an existing folder."""
        spelling.write(folder, self.vocabulary)
        kept = {"longs": self.glossary.to_json(), "ambiguous": sorted(self.ambiguous)}
        (folder / "acronyms.json").write_text(json.dumps(kept, ensure_ascii=False), "utf-8")
        (folder / "variants.json").write_text(
            json.dumps(self.variants, ensure_ascii=False), "utf-8"
        )
        (folder / "places.json").write_text(self.gazetteer.to_json(), "utf-8")

    def body(self, whole: str) -> list[str]:
        """Return a text's terms, but for acronyms that another word is spelt like."""
        return [w.term for w in text.words(whole) if not self._sets_apart(whole[w.start : w.end])]

    def acronyms(self, whole: str) -> list[str]:
        """Return a text's acronyms that another word is spelt like, as they are written."""
        tokens = (whole[w.start : w.end] for w in text.words(whole))
        return [singular(token) for token in tokens if self._sets_apart(token)]

    def _sets_apart(self, token: str) -> bool:
        return is_apart(token, self.glossary, self.ambiguous)


def is_apart(token: str, glossary: Glossary, ambiguous: frozenset[str]) -> bool:
    """Say whether a token is a short form that another word is spelt like, as it is written."""
    return singular(token) in ambiguous and glossary.is_acronym(token)


def learn(
    passages: Sequence[Passage],
    overrides: Overrides | None = None,
    located: Sequence[Sequence[places.Place]] | None = None,
) -> Learned:
    """Learn an index's words from its passages; what people say of short forms wins.

    `located` are the places of each passage, where they were found before (`places.locate`).
    """
    wholes = [f"{passage.title}\n{passage.text}" for passage in passages]
    glossary = Glossary.learn(wholes).merged(overrides or {})
    vocabulary = spelling.gather(wholes)
    found = places.locate(passages) if located is None else located
    return Learned(
        vocabulary=vocabulary,
        glossary=glossary,
        variants=variants.learn(wholes),
        gazetteer=places.Gazetteer.of(found),
        located=tuple(places.keys(of_one) for of_one in found),
        ambiguous=_ambiguous(glossary, vocabulary),
    )


def _ambiguous(glossary: Glossary, vocabulary: spelling.Vocabulary) -> frozenset[str]:
    """Return the short forms that are also spelt like another word: case tells them apart."""
    return frozenset(
        short
        for short in glossary.shorts
        if (folded := text.fold(short)) in vocabulary.words or standing(folded) is Standing.WORD
    )
