from __future__ import annotations

import pytest

from tests.indexer.entities.found import entity, found


def names(*texts: str) -> list[str]:
    return [one.name for one in found(*texts).entities if one.kind == "organisation"]


@pytest.mark.parametrize(
    ("texts", "shown"),
    [
        (
            ["See the University of Oxford, Oxford University and university."],
            ["University of Oxford"],
        ),
        (
            ["Oxford University and Oxford University Hospitals NHS Foundation Trust."],
            ["Oxford University", "Oxford University Hospitals NHS Foundation Trust"],
        ),
        (
            ["Anytown Hospital (AH) NHS Trust.", "AH is one.", "Anytown Hospital NHS Trust too."],
            ["Anytown Hospital NHS Trust"],
        ),
        (["Eurasanté Institut.", "EURASANTE INSTITUT."], ["Eurasanté Institut"]),
        (["Widgetry Ltd and Widgetry Limited.", "We work with Widgetry."], ["Widgetry Limited"]),
        (["The Zzyx Trust.", "Zzyx’s money."], ["Zzyx Trust"]),
        (
            ["The QRST Harbour Pilots Network gave.", "The Harbour Pilots Network took."],
            ["QRST Harbour Pilots Network"],
        ),
        (
            [
                "It won the Award for Piloting, given by the QRST Harbour Pilots Network Ourtown.",
                "It draws on two partners: the Harbour Pilots Network Ourtown and the Sea Trust.",
            ],
            ["QRST Harbour Pilots Network Ourtown", "Sea Trust"],
        ),
        (
            ["The QRST Harbour Trust gave.", "The Harbour Trust took."],
            ["Harbour Trust", "QRST Harbour Trust"],
        ),
        (
            ["The World Bread Organisation.", "The World Bread Organization."],
            ["World Bread Organisation"],
        ),
    ],
)
def test_one_under_its_names_is_one(texts: list[str], shown: list[str]) -> None:
    assert names(*texts) == shown


def test_the_other_ways_of_writing_are_kept() -> None:
    of = found("Anytown Hospital (AH) NHS Trust. AH is good.")
    assert entity(of, "Anytown Hospital NHS Trust").also == ("AH",)


def test_ids_are_slugs_that_nobody_shares() -> None:
    of = found("The A&B Trust, the A.B. Trust and the Ab Trust are in Kenya.")
    ids = [one.id for one in of.entities]
    assert len(set(ids)) == len(ids)
    assert "kenya" in ids


def test_a_term_of_the_field_is_no_organisation_for_one_chance() -> None:
    uses = [f"Samples {n} were read by Zzpcr in the end." for n in range(6)]
    assert names("It was developed with Zzpcr.", *uses) == []
    assert names("It was developed with Zzpcr.", *uses[:2]) == ["Zzpcr"]
