from __future__ import annotations

import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from math import log
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer import text
from indexer.index import keywords
from indexer.index.keywords import Keywords
from indexer.index.scoring import FIELDS
from indexer.model import Passage
from indexer.query.expansion import Field
from indexer.query.parse import Condition, parse_query
from tests.indexer.made import index_words, learned, passages, thing
from tests.indexer.whoosh_scores import WhooshScores

WORDS = ["air", "kenya", "who", "us", "leeds", "nurse", "nursing"]
said = st.lists(st.sampled_from([*WORDS, "AIR", "Kenya"]), max_size=12).map(" ".join)
corpora = st.lists(st.tuples(said, said), min_size=1, max_size=8)
runs = st.lists(st.sampled_from([text.term(word) for word in WORDS]), min_size=1, max_size=4)

CORPUS = (
    thing("Clean cooking", "The WHO asked us for help. Can IT help?", theme="Global health"),
    thing("AIR Network", "Air pollution in Nairobi, Kenya.", theme="Global health"),
    thing("Tupumue", "Pollution of air harms children in Kenya.", theme="Children"),
    thing("Prosthetics", "Low-cost limbs for Jordan.", theme="Access"),
)


def conditions(folder: Path, made: Sequence[Passage]) -> Keywords:
    writer = keywords.Writer(folder)
    for one in made:
        writer.add(one)
    writer.write()
    return Keywords(folder)


@pytest.fixture
def opened(tmp_path: Path) -> Keywords:
    return conditions(tmp_path, passages(*CORPUS))


def rows(opened: Keywords, query: str) -> list[int]:
    """The rows that meet a query's conditions."""
    return np.flatnonzero(opened.allowed(parse_query(query).conditions)).tolist()


def test_scores_are_bm25_with_the_title_counted_twice(tmp_path: Path) -> None:
    made = passages(thing("Kenya", "clean air"), thing("Air", "research in Leeds"))
    written = index_words(tmp_path, made)
    # Lengths 2 * 1 + 2 = 4 and 2 * 1 + 3 = 5, on average 4.5; "air" once, and twice by the title.
    idf = log(1 + (2 - 2 + 0.5) / (2 + 0.5))
    expected = [
        idf * 1 * 2.5 / (1 + 1.5 * (0.25 + 0.75 * 4 / 4.5)),
        idf * 2 * 2.5 / (2 + 1.5 * (0.25 + 0.75 * 5 / 4.5)),
    ]
    assert written["body"].scores(["air"]) == pytest.approx(expected)


DEFINITION = thing("Air and Income Research (AIR)", "Research in Leeds, England, and Kenya.")
HELD: dict[Field, list[str]] = {
    "body": [text.term(word) for word in (*WORDS, "income", "mars")],
    "bigrams": ["air kenya", "leed nurs", "air incom", "nurs nurs", "mars air"],
    "acronyms": ["AIR", "WHO"],
    "places": ["leeds", "kenya", "united kingdom", "africa", "france"],
}


@settings(max_examples=40)
@given(corpora, st.data())
def test_scores_are_whooshs_own(corpus: list[tuple[str, str]], data: st.DataObject) -> None:
    with TemporaryDirectory() as folder:
        made = passages(DEFINITION, *(thing(title, body) for title, body in corpus))
        written = index_words(Path(folder), made)
        (plain := Path(folder, "whoosh")).mkdir()
        whoosh = WhooshScores(plain, made, learned(made, plain / "lexicon"))
        for field in FIELDS:
            terms = data.draw(st.lists(st.sampled_from(HELD[field]), min_size=1, unique=True))
            expected = whoosh.scores(terms, field)
            np.testing.assert_allclose(written[field].scores(terms), expected, rtol=1e-5)
            assert written[field].scores(HELD[field])[0] > 0, f"{field} holds nothing to compare"


def _runs_in(passage: Passage, field: str, terms: list[str]) -> bool:
    held = [word.term for word in text.words(getattr(passage, field))]
    return any(held[at : at + len(terms)] == terms for at in range(len(held)))


@settings(max_examples=40)
@given(corpora, runs, st.sampled_from([None, "title", "text"]), st.booleans())
def test_conditions_are_runs_of_words(
    corpus: list[tuple[str, str]],
    terms: list[str],
    field: str | None,
    excluded: bool,  # noqa: FBT001 - hypothesis gives it
) -> None:
    with TemporaryDirectory() as folder:
        made = passages(*(thing(title, body) for title, body in corpus))
        plain = conditions(Path(folder), made)
        fields = [field] if field else ["title", "text"]
        held = [any(_runs_in(one, name, terms) for name in fields) for one in made]
        allowed = plain.allowed([Condition(tuple(terms), field, excluded)])
        assert allowed.tolist() == [one != excluded for one in held]


@pytest.mark.parametrize("word", ["who", "WHO", "us", "it", "can", "IT"])
def test_short_words_that_are_names_are_found(tmp_path: Path, word: str) -> None:
    written = index_words(tmp_path, passages(*CORPUS))
    assert np.flatnonzero(written["body"].scores(parse_query(word).terms)).tolist() == [0]


def test_a_word_in_the_title_counts_more_than_in_the_text(tmp_path: Path) -> None:
    made = passages(thing("About breathing", "Asthma now"), thing("About asthma", "Breathing now"))
    written = index_words(tmp_path, made)
    first, second = written["body"].scores(["asthma"])
    assert 0 < first < second


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ('"air pollution"', [1]),  # the third has both words, the other way round
        ('"pollution of air"', [2]),
        ("-kenya", [0, 3]),
        ('-"air pollution"', [0, 2, 3]),
        ('kenya -"air pollution"', [0, 2, 3]),  # a plain word requires nothing
        ("title:air", [1]),
        ("text:air", [1, 2]),
        ("-title:air", [0, 2, 3]),
        ("theme:global", [0, 1]),
        ('theme:"global health" -title:network', [0]),
        ("source:made", [0, 1, 2, 3]),
        ('"low-cost limbs"', [3]),
        ('"cooking the"', []),  # a phrase does not run from the title into the text
        ('"kenya mars"', []),
        ("title:mars", []),
    ],
)
def test_phrases_exclusions_and_fields(opened: Keywords, query: str, expected: list[int]) -> None:
    assert rows(opened, query) == expected


def test_without_conditions_everything_is_allowed(opened: Keywords) -> None:
    assert opened.allowed([]).tolist() == [True] * 4


def test_conditions_hold_when_many_threads_ask(tmp_path: Path) -> None:
    many = conditions(tmp_path, passages(*CORPUS * 100))
    queries = ['"air pollution"', "-kenya", "theme:global", '"pollution of air"'] * 50
    alone = [rows(many, query) for query in queries]
    often = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(8) as threads:
            assert list(threads.map(lambda query: rows(many, query), queries)) == alone
    finally:
        sys.setswitchinterval(often)


def test_passages_without_title_text_or_theme_keep_their_row(tmp_path: Path) -> None:
    made = passages(thing("", "air"), thing("kenya"), thing("air"))
    written = index_words(tmp_path, made)
    assert np.flatnonzero(written["body"].scores(["air"])).tolist() == [0, 2]


def test_a_phrase_is_found_wherever_in_a_text_it_stands(tmp_path: Path) -> None:
    # As far from the beginning as the numbers that UTF-8 leaves out are large.
    made = passages(thing("Long", "air " * 55_500 + "clean air"), thing("Short", "clean, for air"))
    opened = conditions(tmp_path, made)
    assert rows(opened, '"clean air"') == [0]
    assert rows(opened, '"air clean"') == [0]
    assert rows(opened, '"air clean" -"clean for"') == [0]
    assert rows(opened, '"for air"') == [1]
