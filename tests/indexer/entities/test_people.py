from __future__ import annotations

import pytest

from tests.indexer.entities.found import found, people


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Under the leadership of Dr James Brown, it grew.", ["James Brown"]),
        ("Ask Prof. A. B. de Vries or Sir Zzyx Example.", ["A. B. de Vries", "Zzyx Example"]),
        ("We thank Priya Zzyxwala and J. R. Smith.", ["Priya Zzyxwala", "J. R. Smith"]),
        ("Our registrar, Zzyxa Nash, answers.", ["Zzyxa Nash"]),
        ("“It works,” says Zzyxa Quorn.", ["Zzyxa Quorn"]),
        ('They are Priya Nash and Paul "Spud" Quorn.', ["Priya Nash", 'Paul "Spud" Quorn']),
        ("It is led by Zzyxa Quorn.", ["Zzyxa Quorn"]),
    ],
)
def test_persons_are_known_by_title_given_name_initials_and_office(
    text: str, names: list[str]
) -> None:
    assert people(text) == names


@pytest.mark.parametrize(
    "text",
    [
        "Crohn’s disease and Barrett’s oesophagus are diseases.",
        "See James Brown Hospital.",
        "A Kaplan-Meier curve of vitamin D. Patients slept.",
        "Will Power and Grace Notes are words.",
        "They met in Charlotte Street and in Victoria.",
    ],
)
def test_what_people_gave_their_names_to_is_no_person(text: str) -> None:
    assert people(text) == []


def test_one_person_has_one_name() -> None:
    of = found("Dr James Brown leads it. Dr Brown is glad, and so is James Brown.")
    [passage] = of.passages
    assert [m.name for m in passage.mentions] == ["James Brown"] * 3
    [person] = of.entities
    assert (person.kind, person.also) == ("person", ("Brown",))
