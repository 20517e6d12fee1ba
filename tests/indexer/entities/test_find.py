from __future__ import annotations

import os
import subprocess
import sys

import hypothesis
from hypothesis import strategies as st

from indexer.entities import Corrections, Entities, find
from indexer.entities.corrections import NameCorrection
from indexer.model import Passage
from indexer.places import locate
from indexer.render.review import quoted
from tests.conftest import CORPUS, ROOT
from tests.indexer.entities.finding import found, organisations
from tests.indexer.entities.scoring import passages_of
from tests.indexer.made import passages, thing

PRINT = """
from pathlib import Path
from indexer.entities import find
from tests.indexer.entities.scoring import passages_of
print(find(passages_of(Path("corpus"))))
"""


def test_the_hash_seed_changes_nothing() -> None:
    said = subprocess.run(
        [sys.executable, "-c", PRINT],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": "1", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert "University of Southampton" in said
    assert said.strip() == str(find(passages_of(CORPUS))), "this process has a seed of its own"


def test_places_found_before_are_taken_as_they_are() -> None:
    made = passages_of(CORPUS)
    assert find(made, located=locate(made)) == find(made)
    nowhere = find(made, located=[()] * len(made))
    assert not any(m.name == "Nairobi" and m.kind == "place" for m in nowhere.passages[11].mentions)


def test_short_forms_that_people_give_count() -> None:
    made = passages_of(CORPUS)
    given = find(made, acronyms={"UoS": ("University of Southampton",)})
    [one] = [one for one in given.entities if one.name == "University of Southampton"]
    assert "UoS" in one.also


PIECES = [
    "University of Anytown", "the University", "Widget & Sons Ltd", "N. J. O’Hara",
    "Dr Ann Example", "Anytown Hospital (AH) NHS Trust", "Universities of Leeds, York and Hull",
    "Université d’Artois", "funded by", "in partnership with", "led by", "Partners:", "pays for",
    "whose partners include", "King's College London", "SLN: COP", "ANYTOWN CITY COUNCIL",
    "iNaturalist", "Müller-Stiftung", "and", "&", ",", ".", ";", ":", "(", ")", "’s", "'", "\n",
    "\u00a0", "\u200b", "\u202e", "İ", "ß", "ﬁ", "e\u0301", "\ue000", "\ue001", "\x00", "🏛", "ᾳ",
    "Ǆ", "£1.5m", "2 Seas", "in Kenya", "x" * 80,
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(PIECES) | st.text(max_size=12), max_size=24).map(" ".join)


def check(of: Entities, made: tuple[Passage, ...]) -> None:
    """Hold what is true of anything that was found."""
    assert [p.id for p in of.passages] == [p.id for p in made]
    known = {(one.kind, one.name): one for one in of.entities}
    assert len(known) == len(of.entities)
    assert len({one.id for one in of.entities}) == len(of.entities)
    named = set()
    for passage in of.passages:
        order = [(not m.in_title, m.start) for m in passage.mentions]
        assert order == sorted(order)
        for one in passage.mentions:
            text = passage.title if one.in_title else passage.text
            assert 0 <= one.start < one.end <= len(text)
            assert text[one.start : one.end].strip() == text[one.start : one.end]
            assert (one.role is None) == (one.kind == "place")
            assert one.why
            named.add((one.kind, one.name))
    there = {("place", place) for key in named for place in known[key].places}
    assert named <= set(known) <= named | there


@hypothesis.given(st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=4))
@hypothesis.settings(max_examples=100)
def test_whatever_is_read_the_offsets_quote_names(things: list[tuple[str, str]]) -> None:
    made = passages(*(thing(title or "A", text) for title, text in things))
    given = Corrections(
        names=(NameCorrection("Widget & Sons Ltd", "organisation", also=("Widget",)),)
    )
    for corrections in (None, given):
        check(find(made, corrections), made)


@hypothesis.given(TEXTS, TEXTS)
@hypothesis.settings(max_examples=60)
def test_names_of_one_passage_never_overlap(title: str, text: str) -> None:
    for passage in find(passages(thing(title or "A", text))).passages:  # none without a letter
        ends: dict[bool, int] = {True: 0, False: 0}
        for one in passage.mentions:
            assert one.start >= ends[one.in_title]
            ends[one.in_title] = one.end


def test_a_line_break_within_a_name_parts_nothing() -> None:
    of = found("It is funded by the University\nof Anytown.")
    assert [one.name for one in of.entities if one.kind == "organisation"] == [
        "University of Anytown"
    ]
    [passage] = of.passages
    assert quoted(passage, passage.mentions[0]) == "University\nof Anytown"


def test_a_sentence_of_many_words_is_read_to_its_end() -> None:
    text = "We work " + "and hope " * 100 + "in partnership with Anytown Museum."
    assert organisations(text) == ["Anytown Museum"]


def test_a_word_of_ten_thousand_letters_is_no_name() -> None:
    text = f"We work with {'A' * 10_000}, {'Bc' * 5_000} and Anytown Museum."
    assert organisations(text) == ["Anytown Museum"]


def test_nothing_at_all() -> None:
    assert find([]) == Entities((), ())
    [passage] = find(passages(thing("", ""))).passages or [None]
    assert passage is None or passage.mentions == ()
