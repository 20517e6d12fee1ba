from __future__ import annotations

from indexer.places import Place, country_of, is_country, is_name, villages


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
