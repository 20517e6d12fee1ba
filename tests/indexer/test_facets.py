from __future__ import annotations

import numpy as np
import pytest

from indexer.index import facets
from indexer.index.facets import Table
from indexer.model import FACETS, Facet, FacetName, FacetValue, Filters
from tests.indexer.named import ENTITIES, PASSAGES

ALL = np.arange(3)


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> dict[FacetName, Table]:
    folder = tmp_path_factory.mktemp("facets")
    facets.write(folder, PASSAGES, ENTITIES)
    return {name: Table.open(folder, name, len(PASSAGES)) for name in FACETS}


def counted(tables: dict[FacetName, Table], rows: np.ndarray) -> dict[str, dict[str, int]]:
    found = facets.count(tables.values(), Filters(), rows, {})
    return {facet.name: {one.value: one.count for one in facet.values} for facet in found}


def test_each_facet_counts_what_passages_have(tables: dict[FacetName, Table]) -> None:
    assert counted(tables, ALL) == {
        "theme": {"Water": 2, "": 1},
        "organisation": {"Alpha Trust": 1, "Gamma": 1},
        "funder": {"Alpha Trust": 1, "Beta Fund": 1},
        # Gamma lies in Lille, Alpha Trust in Leeds; Leeds is named twice besides.
        "place": {"Leeds": 3, "United Kingdom": 3, "France": 1, "Kenya": 1, "Lille": 1},
    }


def test_only_admitted_passages_count(tables: dict[FacetName, Table]) -> None:
    assert counted(tables, np.array([0]))["theme"] == {"Water": 1}
    assert all(not values for values in counted(tables, ALL[:0]).values())


def test_a_city_stands_within_its_country_and_regions_only_filter(
    tables: dict[FacetName, Table],
) -> None:
    place = facets.count(tables.values(), Filters(), ALL, {})[3]
    within = {one.value: one.within for one in place.values}
    assert within["Leeds"] == "United Kingdom"
    assert within["United Kingdom"] is within["Kenya"] is None
    assert "Africa" not in within
    assert facets.filtered(tables.values(), Filters(place=("africa",)))["place"].tolist() == [
        True,
        False,
        False,
    ]


def test_values_are_found_without_case_or_accents_and_unknown_ones_leave_nothing(
    tables: dict[FacetName, Table],
) -> None:
    either = Filters(organisation=("GAMMA", "alpha  trust"))
    assert facets.filtered(tables.values(), either)["organisation"].tolist() == [True, True, False]
    nobody = facets.filtered(tables.values(), Filters(funder=("Nobody",)))
    assert nobody["funder"].tolist() == [False] * 3


def test_a_selected_value_stands_first_and_the_others_say_what_they_would_add(
    tables: dict[FacetName, Table],
) -> None:
    filters = Filters(organisation=("Gamma",))
    left = facets.filtered(tables.values(), filters)
    organisation = facets.count(tables.values(), filters, ALL, left)[1]
    assert organisation == Facet(
        "organisation",
        (
            FacetValue("Gamma", 1, selected=True),
            # Boats would come in, and nothing that is there has it as an organisation.
            FacetValue("Alpha Trust", 0, adds=1),
        ),
    )


def test_a_selected_value_that_leaves_nothing_is_still_there_to_be_taken_off(
    tables: dict[FacetName, Table],
) -> None:
    filters = Filters(theme=("",))
    none = ALL[:0]
    theme = facets.count(tables.values(), filters, none, {"theme": none.astype(np.bool_)})[0]
    assert theme.values == (FacetValue("", 0, selected=True),)


def test_many_values_are_cut_and_counted() -> None:
    table = Table(
        "organisation",
        tuple(f"o{place:03}" for place in range(60)),
        (None,) * 60,
        np.ones(60, np.bool_),
        np.arange(60),
        1,
        {f"o{place:03}": place for place in range(60)},
        np.array([0, 60]),
        np.arange(60, dtype=np.int32),
    )
    (found,) = facets.count([table], Filters(), np.array([0]), {})
    assert [one.value for one in found.values] == [f"o{place:03}" for place in range(50)]
    assert found.left_out == 10
