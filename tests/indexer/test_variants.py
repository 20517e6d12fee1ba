from __future__ import annotations

from pathlib import Path

import pytest

from indexer import text
from indexer.spelling.vocabulary import spelt_two_ways
from tests.indexer.made import Words, thing


@pytest.mark.parametrize(
    ("texts", "same"),
    [
        # One passage writes both, and no dictionary has either.
        (["Tupumue began. The Tupume team is small."], {"tupumu", "tupum"}),
        # A letter doubled, in two passages.
        (["A pier in Brighton.", "Brightton has a pier."], {"brighton", "brightton"}),
        (["Works of Vurgessen.", "Lives of Vurggessen."], {"vurgessen", "vurggessen"}),
        # Other consonants, or both of them known.
        (["From Southampton to Northampton."], set()),
        (["Harrison met Harrisson."], {"harrison", "harrisson"}),
        (["Christina met Christine."], set()),
        # One vowel apart in two passages may be two people.
        (["Works of Vurgessen.", "Lives of Vurgassen."], set()),
        # Too short, a word that is also written small, another language's word.
        (["Molu wrote to Mollu."], set()),
        (["Gorlanes and Gorlannes, the gorlannes of old."], set()),
        (["The University and the Université."], set()),
        # Of one stem they are one word already.
        (["Tupumoes and Tupumoe."], set()),
    ],
)
def test_a_name_spelt_two_ways_is_one_and_two_names_are_two(
    texts: list[str], same: set[str]
) -> None:
    found = spelt_two_ways(texts)
    assert set(found) == same
    assert all({term, *others} == same for term, others in found.items())


@pytest.fixture
def words(tmp_path: Path) -> Words:
    return Words(
        tmp_path,
        thing("Tupumue", "Tupumue counts lungs. The Tupume team is small."),
        thing("Drums", "Boys of Tupume drum."),
        thing("Flutes", "Girls of Tupumue play the flute."),
        thing("Bells", "Nobody rings them."),
    )


@pytest.mark.parametrize("query", ["Tupumue", "Tupume", "who works on tupume"])
def test_either_spelling_finds_both(words: Words, query: str) -> None:
    assert words.found(query) == ["Tupumue", "Drums", "Flutes"]
    assert words.understand(query).corrections == ()


def test_the_spelling_that_was_asked_for_counts_more(words: Words) -> None:
    drums, flutes = words.scores("Tupume drum flute").keyword[1:3]
    assert drums > flutes


def test_both_spellings_are_marked(words: Words) -> None:
    weights = words.leg.weights(words.understand("Tupumue"))
    assert set(weights) == {"tupumu", "tupum"}
    whole = words.made[0].text
    marked = [whole[w.start : w.end] for w in text.words(whole) if w.term in weights]
    assert marked == ["Tupumue", "Tupume"]
