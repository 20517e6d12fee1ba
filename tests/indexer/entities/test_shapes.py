from __future__ import annotations

import pytest

from tests.indexer.entities.found import organisations


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("It came to the University of Anytown later.", ["University of Anytown"]),
        ("See Anytown Hospital (AH) NHS Trust.", ["Anytown Hospital (AH) NHS Trust"]),
        ("See Queen’s College Belfast.", ["Queen’s College Belfast"]),
        (
            "See Université de Lille and Centre Hubert Zzyx.",
            ["Université de Lille", "Centre Hubert Zzyx"],
        ),
        ("See the Musée national d’Histoire.", ["Musée national d’Histoire"]),
        ("See Hübner Kunststiftung.", ["Hübner Kunststiftung"]),
        (
            "See Widgetry GmbH, Gadgetry Ltd and Bittern & Sons.",
            ["Widgetry GmbH", "Gadgetry Ltd", "Bittern & Sons"],
        ),
        ("See the Food and Farming Research Council.", ["Food and Farming Research Council"]),
        (
            "See the Wellknown Trust and the Department of Health.",
            ["Wellknown Trust", "Department of Health"],
        ),
        (
            "See the Department for Work, Play and Social Rest.",
            ["Department for Work, Play and Social Rest"],
        ),
        ("See the Ann and Robert Zzyx Foundation.", ["Ann and Robert Zzyx Foundation"]),
        ("See Cornwall and Devon NHS Trust.", ["Cornwall and Devon NHS Trust"]),
        (
            "See the Department of Health’s Kindness Fund.",
            ["Department of Health", "Kindness Fund"],
        ),
        (
            "See the Kindness Fund of the Department of Health.",
            ["Kindness Fund", "Department of Health"],
        ),
        ("See the Faculty of Law at the University of Leeds.", ["University of Leeds"]),
        ("See the Wellknown Trust Kindness Award.", ["Wellknown Trust"]),
        (
            "See the Institute for Bread (IB) Wheat Trial Fund.",
            ["Institute for Bread (IB)", "Wheat Trial Fund"],
        ),
        ("See General Bread Council-registered bakers.", ["General Bread Council"]),
        ("See NHS Improvement and Sport England.", ["NHS Improvement", "Sport England"]),
        ("See the UK Bread and Butter Agency (UBBA).", ["UK Bread and Butter Agency (UBBA)"]),
        ("See the City of Leeds Council.", ["City of Leeds Council"]),
        ("See Zzyxische Werke (ZW).", ["Zzyxische Werke (ZW)"]),
    ],
)
def test_a_name_is_read_whole(text: str, names: list[str]) -> None:
    assert organisations(text) == names


@pytest.mark.parametrize(
    "text",
    [
        "See the University, the City Council and the NHS Foundation Trust.",
        "Hospitals, councils, charities and Local Schools are kinds.",
        "They won the Outstanding Adult Services award.",
        "See Patient Research Ambassadors (PRAs) for more.",
        "It is a Scottish Charitable Organisation.",
        "The School Gates are shut.",
        "The Anytown Project and the Harvest Award are things.",
    ],
)
def test_kinds_and_things_are_no_names(text: str) -> None:
    assert organisations(text) == []


def test_several_that_share_a_head_are_each_one() -> None:
    text = "The Universities of Leeds, York and Hull and West Hull Parent Forum met."
    assert organisations(text) == ["Leeds", "York", "Hull", "West Hull Parent Forum"]
    assert organisations("See Devon and Cornwall County Councils.") == [
        "Devon",
        "Cornwall County Councils",
    ]
