from __future__ import annotations

from indexer.model import Facet, FacetValue, Filters, Query
from webapp.addresses import SEARCH, View
from webapp.pages.facets import chips, groups

PLACES = Facet(
    "place",
    (
        FacetValue("France", 3),
        FacetValue("Lille", 2, within="France"),
        FacetValue("Kenya", 1),
        FacetValue("Malang", 1, within="Indonesia"),
    ),
    left_out=4,
)


def test_each_value_has_the_link_that_switches_it() -> None:
    theme = Facet("theme", (FacetValue("Air", 2, selected=True), FacetValue("", 0, adds=5)))
    query = Query("dust", offset=20, filters=Filters(theme=("Air",)))
    (group,) = groups([theme], query, SEARCH, 9)
    on, off = group.first
    assert (on.label, on.count, on.selected, on.address) == ("Air", 2, True, "/?q=dust")
    assert (off.label, off.adds, off.address) == (
        "Other",
        5,
        "/?q=dust&theme=Air&theme=",
    )


def test_places_stand_under_their_country_where_it_is_offered() -> None:
    (group,) = groups([PLACES], Query("dust"), SEARCH, 9)
    assert [choice.label for choice in group.first] == ["France", "Kenya", "Malang"]
    assert [choice.label for choice in group.first[0].inner] == ["Lille"]
    assert group.left_out == 4


def test_a_long_facet_shows_its_first_values_and_every_selected_one() -> None:
    values = tuple(FacetValue(f"O{n}", 9 - n, selected=n < 7) for n in range(9))
    (group,) = groups([Facet("organisation", values)], Query("dust"), SEARCH, 9)
    assert len(group.first) == 7
    assert [choice.label for choice in group.others] == ["O7", "O8"]


def test_a_facet_without_values_is_not_offered() -> None:
    assert groups([Facet("funder", ())], Query("dust"), SEARCH, 9) == ()


def test_every_filter_is_a_chip_that_takes_itself_off() -> None:
    filters = Filters(theme=("Air", ""), place=("Kenya",))
    found = chips(Query("dust", filters=filters), View("/network"), lambda _, value: value != "Air")
    assert [(chip.title, chip.label, chip.unknown) for chip in found] == [
        ("Theme", "Air", True),
        ("Theme", "Other", False),
        ("Place", "Kenya", False),
    ]
    assert found[2].address == "/network?q=dust&theme=Air&theme="
