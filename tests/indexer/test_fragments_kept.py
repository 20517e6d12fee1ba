from __future__ import annotations

from pathlib import Path

import pytest

from indexer.index import fragments, vectors
from indexer.index.fragments import Fragments
from indexer.model import Passage
from tests.indexer.made import passages, thing

LONGEST = 12
MADE = (
    *passages(
        thing("Kenya", "It is free. It began in Kenya."),
        thing("Leeds", "It is free. We meet in Leeds."),
        thing("Malaria"),
    ),
    *passages(thing("York", "It is free."), source="other.jsonl"),
)


def tokens(text: str) -> int:
    return len(text.split())


@pytest.fixture
def listed() -> list[list[vectors.Unit]]:
    return [vectors.units(one, tokens, LONGEST) for one in MADE]


@pytest.fixture
def opened(tmp_path: Path, listed: list[list[vectors.Unit]]) -> Fragments:
    fragments.write(tmp_path, MADE, listed)
    return Fragments(tmp_path)


def page_of(passage: Passage) -> list[Passage]:
    return [one for one in MADE if one.source == passage.source]


def test_each_sentence_has_the_directive_that_its_page_gives(
    opened: Fragments, listed: list[list[vectors.Unit]]
) -> None:
    place = 0
    for passage, of_one in zip(MADE, listed, strict=True):
        page = fragments.read(page_of(passage))
        for unit in of_one:
            made = fragments.fragment(passage, unit.span, page) if unit.sentence else None
            assert opened.of(place) == made
            place += 1


def test_equal_sentences_are_told_apart_on_one_page_and_not_between_pages(
    opened: Fragments, listed: list[list[vectors.Unit]]
) -> None:
    said = [opened.of(place) for place in range(sum(map(len, listed)))]
    assert said[1] == ":~:text=It%20is%20free."
    assert said[4] == ":~:text=It%20is%20free.,-We%20meet"
    assert said[-1] == ":~:text=It%20is%20free."


def test_what_is_no_sentence_leads_nowhere(
    opened: Fragments, listed: list[list[vectors.Unit]]
) -> None:
    flat = [unit for of_one in listed for unit in of_one]
    windows = [place for place, unit in enumerate(flat) if not unit.sentence]
    assert [opened.of(place) for place in windows] == [None] * 3


def test_an_index_without_a_sentence_opens(tmp_path: Path) -> None:
    made = passages(thing("Malaria"))
    fragments.write(tmp_path, made, [vectors.units(made[0], tokens, LONGEST)])
    assert Fragments(tmp_path).of(0) is None
