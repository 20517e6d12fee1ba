from __future__ import annotations

from indexer.places import Place, country_of, is_country, is_name, locate, villages
from tests.indexer.made import passages, thing


def test_the_countries_of_a_page_decide_between_its_cities() -> None:
    made = passages(thing("A", "It is in Alexandria."), thing("B", "It is in Virginia."))
    apart = [locate([one])[0] for one in made]
    assert [place.above[0] for place in apart[0]] == ["Egypt"]
    [alone], _ = locate(passages(thing("A", "In Newcastle."), thing("B", "It is in Australia.")))
    assert alone.above[0] == "Australia"


def test_offsets_are_into_title_and_text() -> None:
    [found] = locate(passages(thing("In Kenya", "It is in Sweden.")))
    assert [(place.name, place.start, place.end) for place in found] == [
        ("Kenya", 3, 8),
        ("Sweden", 18, 24),
    ]


def test_the_country_of_a_place() -> None:
    assert country_of(Place("Lille", 0, 5, "city", ("France", "Europe"))) == "France"
    assert country_of(Place("France", 0, 6, "country", ("Europe",))) == "France"
    assert country_of(Place("Europe", 0, 6, "continent", ())) is None
    assert is_country("Kenya")
    assert not is_country("Nairobi")


def test_names_of_places_are_told_from_ordinary_words() -> None:
    assert is_name("kenya")
    assert not is_name("reading")
    assert not is_name("zzyx")


def test_small_places_are_looked_up_by_name() -> None:
    found = villages({"Heckmondwike", "Saint-Pol-sur-Ternoise", "Zzyx"})
    assert set(found) == {"Heckmondwike", "Saint-Pol-sur-Ternoise"}
    assert found["Heckmondwike"][0].above[:2] == ("England", "United Kingdom")
    assert country_of(found["Saint-Pol-sur-Ternoise"][0]) == "France"
    assert villages(set()) == {}
