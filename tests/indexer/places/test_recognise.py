from __future__ import annotations

from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.places import Place, countries, find, key, keys, locate
from indexer.places.place import facts
from indexer.places.world import load
from tests.indexer.made import passages, thing


def names(text: str, *context: str) -> list[str]:
    return [place.name for place in find(text, context)]


def only(text: str, *context: str) -> Place:
    (place,) = find(text, context)
    return place


@pytest.mark.parametrize(
    ("text", "above"),
    [
        ("a clinic in Lille", ("France", "Western Europe", "Europe")),
        ("a clinic in Delft", ("Netherlands", "Western Europe", "Benelux", "Europe")),
        ("a clinic in Malang", ("Indonesia", "South-eastern Asia", "Asia")),
        ("a clinic in Nairobi", ("Kenya", "Eastern Africa", "Sub-Saharan Africa", "Africa")),
        ("a clinic in Cardiff", ("Wales", "United Kingdom", "Northern Europe", "Europe")),
        ("a clinic in Antwerp", ("Flanders", "Belgium", "Western Europe", "Benelux", "Europe")),
        ("a clinic in Boston", ("Massachusetts", "United States", "Northern America",
                                "North America", "Americas")),
        ("a clinic in Jordan", ("Western Asia", "Middle East", "Asia")),
        ("a clinic in Kenya", ("Eastern Africa", "Sub-Saharan Africa", "Africa")),
        ("a clinic in Scotland", ("United Kingdom", "Northern Europe", "Europe")),
        ("a clinic in East Africa", ("Sub-Saharan Africa", "Africa")),
        ("a clinic in Hampshire", ("England", "United Kingdom", "Northern Europe", "Europe")),
    ],
)  # fmt: skip
def test_what_lies_above(text: str, above: tuple[str, ...]) -> None:
    assert only(text).above == above


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("with Kenyan nurses", "Kenya", "country"),
        ("a Dutch model", "Netherlands", "country"),
        ("a French clinic", "France", "country"),
        ("the Malaysian team", "Malaysia", "country"),
        ("a Welsh clinic", "Wales", "region"),
        ("the first in the UK", "United Kingdom", "country"),
        ("a trial in the U.S. and nowhere else", "United States", "country"),
        ("the UAE’s hospitals", "United Arab Emirates", "country"),
        ("clinics in Holland", "Netherlands", "country"),
        ("clinics in Burma", "Myanmar", "country"),
        ("clinics across south-east Asia", "South-eastern Asia", "region"),
        ("clinics across sub-Saharan Africa", "Sub-Saharan Africa", "region"),
        ("clinics in the Middle East", "Middle East", "region"),
        ("African cities", "Africa", "continent"),
    ],
)
def test_other_names_and_adjectives(text: str, name: str, kind: str) -> None:
    assert (only(text).name, only(text).kind) == (name, kind)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Université de Lille", ["Lille"]),
        ("Technische Universiteit Delft and TU Delft", ["Delft", "Delft"]),
        ("University of Southampton", ["Southampton"]),
        ("University of Winchester", ["Winchester"]),
        ("Amiens Métropole", ["Amiens"]),
        ("Leeds Beckett University", ["Leeds"]),
        ("Liverpool School of Tropical Medicine", ["Liverpool"]),
        ("the Universities of Leeds and Jordan", ["Leeds", "Jordan"]),
        ("Queen’s University Belfast", ["Belfast"]),
        ("Isle of Wight Council", ["Isle of Wight"]),
        ("the University of Bath and Reading Borough Council", ["Bath", "Reading"]),
        ("NHS England", ["England"]),
        ("Hope School, Havant", ["Havant"]),
        ("trials in Hanoi, Kisumu and Blantyre", ["Hanoi", "Kisumu", "Blantyre"]),
    ],
)
def test_bodies_and_lists_name_their_places(text: str, found: list[str]) -> None:
    assert names(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "Reading is fun. Nice work, and the Best of Most. Bath time.",
        "Sandy beaches, a Sale, a Deal, the Battle of Same. In March we Split the Orange.",
        "Mobile Health: Reading, Writing and Hull Design",
        "Jordan Smith met Paris Hilton, Michael Jordan and James Brown.",
        "Dr. Preston and A. Lincoln; Jackson et al. say so",
        "the Newton Fund, Wellcome and Centre Oscar Lambret",
        "Queen Alexandra Hospital and Nelson Mandela University",
        "We thank Charlotte, Victoria and Jackson.",
        "patients with Leigh syndrome and the Framingham criteria",
        "guinea pigs, Guinea pigs, Chinese hamsters, African Americans and Brown Norway rats",
        "the Indian Ocean, the English Channel and the Prince of Wales",
        "the European Union and the European Regional Development Fund",
        "Sim1 neurons, the Orai1 channel and Mus musculus",
        "Markov chain Monte Carlo, as in Huntington’s disease",
        "CONTACT US, and pay US$5 for MALI and CHAD",
        "translated into French, from German.",
        "nothing here, in lower case: paris, kenya, france",
        "",
    ],
)
def test_what_is_no_place(text: str) -> None:
    assert names(text) == []


def test_an_ordinary_word_is_a_town_where_a_preposition_says_so() -> None:
    assert names("She works in Reading and lives near Bath.") == ["Reading", "Bath"]
    assert names("She came in March and likes Reading.") == []


@pytest.mark.parametrize(
    ("text", "context", "country"),
    [
        ("a clinic in Portsmouth", (), "United Kingdom"),
        ("a clinic in Lincoln", (), "United States"),
        ("a clinic in Lincoln", ("United Kingdom",), "United Kingdom"),
        ("a clinic in Lincoln, and others in the UK", (), "United Kingdom"),
        ("a clinic in London", ("Canada",), "United Kingdom"),
        ("a clinic in London, Ontario", (), "Canada"),
        ("Cambridge, Massachusetts", (), "United States"),
        ("Birmingham (Alabama)", (), "United States"),
        ("Atlanta, Georgia", (), "United States"),
    ],
)
def test_which_city_of_a_name(text: str, context: tuple[str, ...], country: str) -> None:
    assert country in find(text, context)[0].above


def test_a_city_counts_again_where_nothing_speaks_for_it() -> None:
    assert names("She works in Havant. Havant has a clinic.") == ["Havant", "Havant"]
    assert names("Havant has a clinic.") == []


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


def test_context_and_keys_come_from_what_was_found() -> None:
    found = find("Kenyan and French clinics, one in Lille")
    assert countries(found) == ("France", "Kenya")
    assert keys(found) == (
        "africa", "eastern africa", "europe", "france", "kenya", "lille", "sub saharan africa",
        "western europe",
    )  # fmt: skip


PIECES = st.sampled_from(
    ["Lille", "in", "Paris", "Dutch", "of", "University", "UK", ",", "Jordan", "New York", "\n"]
)


@given(st.text(max_size=80) | st.lists(PIECES).map(" ".join))
def test_places_stand_in_order_without_overlap(text: str) -> None:
    found = find(text)
    ends = [0, *(place.end for place in found)]
    for place, end in zip(found, ends, strict=False):
        assert end <= place.start < place.end <= len(text)
        assert place.above or place.kind in {"continent", "region"}
    assert find(text) == found


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("South-Eastern  Asia", "south eastern asia"),
        ("Côte d’Ivoire", "cote divoire"),
        ("Cote d'Ivoire", "cote divoire"),
        ("U.K.", "uk"),
        ("Kenya’s", "kenya"),
        ("Zürich", "zurich"),
    ],
)
def test_keys_are_the_same_for_all_spellings(name: str, form: str) -> None:
    assert key(name) == form
    assert key(form) == form


def test_every_country_lies_in_a_continent_and_is_found_by_its_name() -> None:
    world = load()
    assert len(world.countries) > 190
    for name in world.countries:
        first = world.by_key[key(name)][0]
        assert (first.kind, first.form) == ("country", "name"), name
        assert first.above[-1] in {"Africa", "Americas", "Asia", "Europe", "Oceania"}, name


def test_the_words_held_by_hand_have_the_form_they_are_compared_in() -> None:
    for field in fields(facts()):
        words = getattr(facts(), field.name)
        if isinstance(words, frozenset):
            assert {key(word) for word in words} == words, field.name


def test_cities_and_countries_have_a_point_on_the_earth() -> None:
    nairobi, kenya, africa = find("They work in Nairobi, Kenya, and elsewhere in Africa.")
    assert nairobi.point == pytest.approx((-1.29, 36.82), abs=0.1)
    assert kenya.point == pytest.approx((0, 38), abs=2)
    assert africa.point is None
