from __future__ import annotations

from tests.indexer.entities.found import entity, found


def test_a_name_tells_where_its_bearer_is() -> None:
    lille = entity(found("We work with Université de Lille."), "Université de Lille")
    assert lille.places[:2] == ("Lille", "France")
    assert lille.country == "France"


def test_what_stands_behind_a_name_tells_it_as_well() -> None:
    text = "Partners include Bread School, Havant, and Zzyx University in Malang, Indonesia."
    assert entity(found(text), "Bread School").places[:2] == ("Havant", "England")
    assert entity(found(text), "Bread School").country == "United Kingdom"
    assert entity(found(text), "Zzyx University").places[:2] == ("Malang", "Indonesia")
    kenya = entity(
        found("It has money from the Bread Research Foundation (BRF) of Kenya."),
        "Bread Research Foundation",
    )
    assert kenya.country == "Kenya"


def test_another_name_behind_tells_nothing() -> None:
    of = found("Partners include Zzyx Trust, Leeds City Council and Bread School.")
    assert entity(of, "Zzyx Trust").places == ()
    assert entity(of, "Bread School").country is None


def test_a_place_lies_in_what_is_above_it() -> None:
    nairobi = entity(found("It works in Nairobi."), "Nairobi")
    assert (nairobi.kind, nairobi.places[0], nairobi.country) == ("place", "Kenya", "Kenya")
    kenya = entity(found("It works in Kenya."), "Kenya")
    assert "Kenya" not in kenya.places
    assert kenya.country == "Kenya"
