"""Names by their shape, in lists and by the words around them: what is one, and what is none."""

from __future__ import annotations

import pytest

from tests.indexer.entities.finding import entity, found, organisations, people, places, roles


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
        (
            "See the Foreign, Home & Bread Office (FHBO).",
            ["Foreign, Home & Bread Office (FHBO)"],
        ),
        ("See Zzyx, Inc. and its shop.", ["Zzyx, Inc"]),
        ("See NHS Zzyx and Chess England and Wales.", ["NHS Zzyx", "Chess England and Wales"]),
        ("See the Friends of the Lake Zzyx.", ["Friends of the Lake Zzyx"]),
        (
            "The Universities of Leeds, York and Hull and West Hull Parent Forum met.",
            ["Leeds", "York", "Hull", "West Hull Parent Forum"],
        ),
        ("See the Royal Museums of Bread and Toast.", ["Royal Museums of Bread and Toast"]),
        (
            "See the Engineering and Bread Research Council.",
            ["Engineering and Bread Research Council"],
        ),
        ("See Zzyx Libraries.", ["Zzyx Libraries"]),
        (
            "See the University of California, San Diego and the University of Oxford, Hull.",
            ["University of California, San Diego", "University of Oxford"],
        ),
        ("See the University of Texas at Zzyx-Quorn.", ["University of Texas at Zzyx-Quorn"]),
        ("See P&O, H&M and AT&T. It is new.", ["P&O", "H&M", "AT&T"]),
        ("See Zzyx College, Oxford and Quorn College, York.", ["Zzyx College", "Quorn College"]),
    ],
)
def test_an_organisation_is_read_whole(text: str, names: list[str]) -> None:
    assert organisations(text) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "Our partners include Zzyx, Quorble & Fitch and Demk.",
            ["Zzyx", "Quorble & Fitch", "Demk"],
        ),
        ("It was funded initially by ZZX: QPR (2018-2019).", ["ZZX: QPR"]),
        ("ZZX: QPR paid for the beginning.", ["ZZX: QPR"]),
        ("Zzyx, Anytown Gallery and QPRX are our partners.", ["Zzyx", "Anytown Gallery", "QPRX"]),
        (
            "We made it with Anytown Museum and Tapestry, which helped.",
            ["Anytown Museum", "Tapestry"],
        ),
        ("It is run jointly with Save the Whales.", ["Save the Whales"]),
        ("The idea came from ShareZzyx Hull in Yorkshire.", ["ShareZzyx Hull"]),
        ("It has two partners (Zzyx, QPRX and Demk) so far.", ["Zzyx", "QPRX", "Demk"]),
        ("They bought it with a QPRX grant.", ["QPRX"]),
        ("The Zzyx-funded mill is open.", ["Zzyx"]),
        (
            "It partnered with the Bread Model (BM) and ZzyxCat on it.",
            ["Bread Model (BM)", "ZzyxCat"],
        ),
        ("Zzyx is a small bakery software company. Ask for it.", ["Zzyx"]),
    ],
)
def test_in_a_list_words_of_no_shape_are_names(text: str, names: list[str]) -> None:
    assert organisations(text) == names


@pytest.mark.parametrize(
    "text",
    [
        # Kinds and things.
        "See the University, the City Council and the NHS Foundation Trust.",
        "Hospitals, councils, charities and Local Schools are kinds.",
        "They won the Outstanding Adult Services award.",
        "See Patient Research Ambassadors (PRAs) for more.",
        "It is a Scottish Charitable Organisation.",
        "The School Gates are shut.",
        "It pays for R&D. This is much.",
        "See the Q&A, the B&B and the A&E.",
        "The Anytown Project and the Harvest Award are things.",
        # In lists: places, kinds, and what only describes.
        "We work with NHS staff and Kenyan farmers.",
        "It has links with Healthcare, Aviation, Nuclear and other companies.",
        "It runs in collaboration with Kenya, Sweden and the UK.",
        "It is developed with small and medium-sized enterprises (SMEs).",
        "Our partners include teachers, nurses and farmers.",
        "It collaborates with 13 Publishers and 82 Institutional Repositories.",
    ],
)
def test_no_organisation_is_made_up(text: str) -> None:
    assert organisations(text) == []


def test_what_a_label_heads_has_its_role() -> None:
    assert roles("Funders: Zzyx; Demk") == {"Zzyx": "funder", "Demk": "funder"}
    supporters = {"Anytown Museum": "funder", "Wellknown Trust": "funder"}
    assert roles("Supporters: Anytown Museum; Wellknown Trust") == supporters
    assert roles("Lender: Zzyx, Amsterdam") == {"Zzyx": "partner"}


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
        (
            "It is led by Jean-Luc van 't Zzyx, Dr Sophie in ’t Quorn and Prof. Jan 't Nash.",
            ["Jean-Luc van 't Zzyx", "Sophie in ’t Quorn", "Jan 't Nash"],
        ),
        ("Read the blog by Zzyxa Quorn.", ["Zzyxa Quorn"]),
        ("We thank Bread Trust Chairman James Quorn.", ["James Quorn"]),
        ("See Kenyan Peter Zzyx and Priya Nash OBE.", ["Peter Zzyx", "Priya Nash"]),
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
        "AI Zzyxworks is a programme.",
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


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("It is in Heckmondwike, in England.", ["Heckmondwike", "England"]),
        (
            "They live in Heckmondwike and Zzyxthorpe, in England.",
            ["Heckmondwike", "Zzyxthorpe", "England"],
        ),
        ("See the Bread Trust Mercia. It works on Mercia based projects.", ["Mercia"]),
        ("It was seen at Zzyx Crags.", ["Zzyx Crags"]),
        ("The UK's first one was in Kenya.", ["United Kingdom", "Kenya"]),
    ],
)
def test_places_that_only_the_words_around_show(text: str, names: list[str]) -> None:
    assert places(text) == names


@pytest.mark.parametrize(
    "text",
    [
        "It is in Drosophila and in Zzyxin.",
        "It works in April, in Swahili and in DNA.",
        "The University of Anytown and Leeds City Council are names.",
    ],
)
def test_no_place_is_made_up(text: str) -> None:
    assert places(text) == []


def test_a_village_lies_somewhere() -> None:
    assert entity(found("It is in Heckmondwike."), "Heckmondwike").country == "United Kingdom"


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
