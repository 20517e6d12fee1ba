from __future__ import annotations

from pathlib import Path

import pytest

from indexer.index import names
from indexer.index.names import Names, bits, roles_of
from tests.indexer.named import ALPHA, ENTITIES, GAMMA, JONES, PASSAGES


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Names:
    folder = tmp_path_factory.mktemp("names")
    names.write(folder, PASSAGES, ENTITIES)
    return Names(folder, len(PASSAGES))


def called(opened: Names, question: str) -> list[str]:
    return [opened.entities[place].name for place in opened.within(question)]


def test_entities_come_back_as_they_were(opened: Names) -> None:
    assert opened.entities == ENTITIES


def test_ties_stand_in_order_of_passages_with_all_roles(opened: Names) -> None:
    ties = [
        (row, opened.entities[of].name, roles_of(int(roles)))
        for row, of, roles in zip(opened.rows, opened.of, opened.roles, strict=True)
    ]
    assert ties == [
        (0, "Alpha Trust", ("partner",)),
        (0, "Leeds", ()),  # where it is
        (0, "Kenya", ()),
        (0, "Beta Fund", ("funder",)),
        (0, "Ann Jones", ("partner",)),
        (1, "Gamma", ("named",)),
        (1, "Lille", ()),
        (1, "Alpha Trust", ("funder",)),
        (1, "Leeds", ()),
        (2, "Leeds", ()),
    ]


def test_somebody_is_found_by_id_name_short_form_and_without_the_article(opened: Names) -> None:
    wanted = ENTITIES.index(ALPHA)
    for written in ("alpha-trust", "Alpha Trust", "ALPHA trust", "the Alpha Trust", "AT"):
        assert opened.find(written) == wanted
    assert opened.find("Omega") is None


def test_a_question_names_the_longest_names(opened: Names) -> None:
    assert called(opened, "what do the Alpha Trust and ann jones do?") == [ALPHA.name, JONES.name]


def test_one_word_is_a_name_with_a_capital_or_alone(opened: Names) -> None:
    assert called(opened, "gamma rays at night") == []
    assert called(opened, "who works with Gamma") == [GAMMA.name]
    assert called(opened, "gamma") == [GAMMA.name]


def test_roles_are_bits() -> None:
    assert bits(["partner", "named", "partner", None]) == 0b101
    assert roles_of(0b110) == ("funder", "named")


def test_nobody_named_is_an_index_like_any_other(tmp_path: Path) -> None:
    names.write(tmp_path, (), ())
    opened = Names(tmp_path, 0)
    assert opened.entities == ()
    assert opened.find("Alpha") is None
    assert opened.within("Alpha Trust") == ()
