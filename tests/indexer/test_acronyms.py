from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.acronyms import Acronym, Expansion, Glossary, read_overrides
from indexer.acronyms.define import is_short
from indexer.errors import SourceError
from indexer.query.intent import asked_meaning
from indexer.read import read_pages
from indexer.split import split_page
from tests.conftest import CORPUS

HOSPITALS = "Portsmouth Hospitals University NHS Trust"
GLOSSARY = Glossary.of(
    {
        "PHU": [HOSPITALS],
        "NEWS": ["National Early Warning Score"],
        "AIR": ["Air Pollution Interdisciplinary Research"],
        "PM": ["particulate matter", "prime minister"],
        "RGD": ["rare genetic diseases"],
        "PB Centre": ["Portsmouth-Brawijaya Centre"],
        "IL-17": ["interleukin-17"],
    }
)


def asked(glossary: Glossary, query: str) -> Acronym | None:
    """Return the acronym of a glossary that a query asks the meaning of."""
    about, any_case = asked_meaning(query) or ("", False)
    return glossary.stands_for(about, any_case=any_case)


def learned(*texts: str) -> dict[str, tuple[str, ...]]:
    return dict(Glossary.learn(texts).longs)


# What texts define


@pytest.mark.parametrize(
    ("text", "short", "long"),
    [
        # In parentheses behind the long form
        ("Funded by the Royal Fishing Council (RFC).", "RFC", "Royal Fishing Council"),
        ("risk of acute kidney injury (AKI)", "AKI", "acute kidney injury"),
        ("screening for tuberculosis (TB)", "TB", "tuberculosis"),
        ("the Isle of Wight (IoW)", "IoW", "Isle of Wight"),
        ("Department of Health [DoH]", "DoH", "Department of Health"),
        ("World Food Office (WFO, Rome)", "WFO", "World Food Office"),
        ("World Food Office (the “WFO”)", "WFO", "World Food Office"),
        ("World Food Office (known as WFO)", "WFO", "World Food Office"),
        # Five words and more, words between, words behind
        ("Help for Elders Living in Parks and Streets (HELPS)", "HELPS",
         "Help for Elders Living in Parks and Streets"),
        ("our partners, " + HOSPITALS + " (PHU)", "PHU", HOSPITALS),
        ("Portsmouth Hospitals University (PHU) NHS Trust", "PHU", HOSPITALS),
        ("growth factor receptor gene (GFR)", "GFR", "growth factor receptor"),
        # Punctuation, accents, capitals inside, lower case inside, digits
        ("St. Mary's Hospital (SMH)", "SMH", "St. Mary's Hospital"),
        ("Crohn’s Disease (CD)", "CD", "Crohn’s Disease"),
        ("Any-Body Centre for Health, Sport, and Play (AB Centre)", "AB Centre",
         "Any-Body Centre for Health, Sport, and Play"),
        ("Écoles Techniques Supérieures (ETS)", "ETS", "Écoles Techniques Supérieures"),
        ("Design of Enabling Regenerative MAterials (DERMA)", "DERMA",
         "Design of Enabling Regenerative MAterials"),
        ("was to modulate microRNA (miRNA)", "miRNA", "microRNA"),
        ("tumour necrosis factor alpha (TNF-α)", "TNF-α", "tumour necrosis factor alpha"),
        ("Second National Survey 2 (SNS2)", "SNS2", "Second National Survey 2"),
        # Plurals
        ("small to medium sized enterprises (SMEs)", "SME", "small to medium sized enterprises"),
        ("small and medium-sized businesses (SMEs)", "SME", "small and medium-sized businesses"),
        # The other way round
        ("AIR (Action for Inner Rivers) is new", "AIR", "Action for Inner Rivers"),
        ("CT (computed tomography) scanners", "CT", "computed tomography"),
        ("WINGon (Women in New Graphics using Our North) PI", "WINGon",
         "Women in New Graphics using Our North"),
        # In words
        ("The Royal Fishing Council, or RFC, pays.", "RFC", "Royal Fishing Council"),
        ("RFC, or the Royal Fishing Council, pays.", "RFC", "Royal Fishing Council"),
        ("a virus of sarcoma or VoS for short.", "VoS", "virus of sarcoma"),
        ("RFC stands for Royal Fishing Council.", "RFC", "Royal Fishing Council"),
        ("“RFC” is short for the Royal Fishing Council and pays.", "RFC", "Royal Fishing Council"),
        ("AIR stands for Air Pollution Interdisciplinary Research and is global.", "AIR",
         "Air Pollution Interdisciplinary Research"),
        ("Words:\nRFC – Royal Fishing Council\n", "RFC", "Royal Fishing Council"),
    ],
)  # fmt: skip
def test_a_definition_is_learned(text: str, short: str, long: str) -> None:
    assert learned(text) == {short: (long,)}


@pytest.mark.parametrize(
    "text",
    [
        "It was funded at first (2018-2019).",
        "Tupumue (let’s breathe in Swahili) is a project.",
        "brachytherapy (a type of radiation therapy)",
        "as is recommended (NHS England)",
        "other disabilities (National Autistic Society)",
        "Belgium (Flanders) and France (Lille)",
        "all infants (n = 17; P < 0.01) of the group (A)",
        "in Boston, Massachusetts (USA)",
        "SLN: COP (2018-2019)",
        "mice (MC) and men",
        "NHS (NHS England)",
        "cell lines (UTSCC15, UTSCC5, SAS)",
        "type I, II, III, and others",
        "either oral or IV, as before",
        "a video on YouTube (Young Offenders United)",
        "The work was great. Radical change (WR) came.",
        "",
    ],
)
def test_ordinary_words_define_nothing(text: str) -> None:
    assert learned(text) == {}


def test_all_long_forms_are_kept_the_most_frequent_first() -> None:
    texts = ["the prime minister (PM)", *["particulate matter (PM)"] * 2]
    assert learned(*texts) == {"PM": ("particulate matter", "prime minister")}


def test_long_forms_of_the_same_words_are_one_written_as_it_is_most_often() -> None:
    texts = ["Rare Illness (RI)", *["rare illnesses (RIs)"] * 2, "a rare illness (RI)"]
    assert learned(*texts) == {"RI": ("rare illnesses",)}


def test_a_plural_without_a_stem_is_no_other_long_form() -> None:
    texts = ["messenger RNA (mRNA)", "messenger RNAs (mRNAs)"]
    assert learned(*texts) == {"mRNA": ("messenger RNA",)}


def test_what_follows_the_short_form_in_other_places_is_no_part_of_it() -> None:
    heading = "Air Pollution Interdisciplinary Research (AIR) Network"
    assert learned(heading) == {"AIR": ("Air Pollution Interdisciplinary Research Network",)}
    both = learned(heading, "The AIR Network is global.")
    assert both == {"AIR": ("Air Pollution Interdisciplinary Research",)}


def test_a_later_version_is_known_where_the_text_also_writes_it_apart() -> None:
    score = "National Early Warning Score (NEWS)"
    found = learned(score, "NEWS2 (also written NEWS 2) is new; NEWS3 is not out.")
    assert found["NEWS2"] == ("National Early Warning Score 2",)
    assert set(found) == {"NEWS", "NEWS2"}
    assert set(learned(score, "NEWS2 is new.")) == {"NEWS"}


CORPUS_LONGS = {
    "PHU": HOSPITALS,
    "PTTU": "Portsmouth Technologies Trials Unit",
    "SIGHT": "Supporting Innovation and Growth in Healthcare Technologies",
    "AIR": "Air Pollution Interdisciplinary Research",
    "DERMA": "Design of Enabling Regenerative MAterials",
    "EPSRC": "Engineering and Physical Sciences Research Council",
    "NIHR": "National Institute for Health Research",
    "NEWS": "National Early Warning Score",
    "NEWS2": "National Early Warning Score 2",
    "PONToon": "Partnership Opportunities using New Technologies Fostering Social Inclusion",
    "WHO": "World Health Organisation",
}


def test_the_projects_own_page_is_understood() -> None:
    page = str(CORPUS / "health-partnerships.html")
    glossary = Glossary.learn(
        t for p in read_pages([page]) for q in split_page(p) for t in (q.title, q.text)
    )
    assert {short: glossary.longs[short][0] for short in CORPUS_LONGS} == CORPUS_LONGS
    assert all(is_short(short.split()[0]) for short in glossary.longs)


def test_most_short_forms_in_brackets_of_real_abstracts_are_explained(shared: Path) -> None:
    lines = (shared / "collections/scifact/corpus.jsonl").read_text("utf-8").splitlines()[:1000]
    texts = [json.loads(line)["text"] for line in lines]
    shorts = set(Glossary.learn(texts).longs)
    # A word, and its letters in parentheses: whoever reads this calls it a definition.
    plain = {
        match[4]
        for text in texts
        for match in re.finditer(r"\b(\w)\w+ (\w)\w+ (\w)\w+ \(([A-Z]{3})\)", text)
        if "".join(match.group(1, 2, 3)).upper() == match[4]
    }
    assert len(plain) > 100
    assert plain <= shorts


# Queries


@pytest.mark.parametrize(
    ("token", "expected"),
    [
        ("PHU", True), ("PHU’s", True), ("RGDs", True), ("RGD", True), ("NEWS", True),
        ("news", False), ("News", False), ("NEW", False), ("air", False), ("pm", False),
        ("PB Centre", True), ("PB", False), ("", False),
    ],
)  # fmt: skip
def test_short_forms_are_told_from_words_by_their_case(token: str, *, expected: bool) -> None:
    assert GLOSSARY.is_acronym(token) is expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("trials at PHU", [("PHU", "PHU", HOSPITALS)]),
        ("PHU’s trials", [("PHU", "PHU", HOSPITALS)]),
        ("PHU-led trials", [("PHU", "PHU", HOSPITALS)]),
        ("who treats RGDs?", [("RGDs", "RGD", "rare genetic diseases")]),
        ("effects of IL-17", [("IL-17", "IL-17", "interleukin-17")]),
        ("the PB Centre", [("PB Centre", "PB Centre", "Portsmouth-Brawijaya Centre")]),
        ("PM", [("PM", "PM", "particulate matter"), ("PM", "PM", "prime minister")]),
        ("rare genetic disease in children", [("rare genetic disease", "RGD", "RGD")]),
        ("a rare, genetic disease", [("rare, genetic disease", "RGD", "RGD")]),
        ("the portsmouth hospitals university nhs trust", [(HOSPITALS.lower(), "PHU", "PHU")]),
        ("particulate matter and NEWS", [("particulate matter", "PM", "PM"),
                                         ("NEWS", "NEWS", "National Early Warning Score")]),
        ("the news of air at 5 pm", []),
        ("genetic diseases that are rare", []),
        ("AIR POLLUTION IN THE NEWS", []),  # shouted
        ("PHU NEWS", [("PHU", "PHU", HOSPITALS), ("NEWS", "NEWS", "National Early Warning Score")]),
        # What the query holds or says itself is not brought
        ("particulate matter (PM)", []),
        ("personal messages (PM)", []),
        ("PM and particulate matter", [("PM", "PM", "particulate matter"),
                                       ("PM", "PM", "prime minister")]),
        ("", []),
    ],
)  # fmt: skip
def test_each_form_in_a_query_brings_the_other(
    query: str, expected: list[tuple[str, str, str]]
) -> None:
    found = GLOSSARY.expand(query)
    assert [(one.written, one.short, one.other) for one in found] == expected
    assert all(query[one.start : one.end] == one.written for one in found)


def test_of_long_forms_that_overlap_the_longest_counts() -> None:
    glossary = Glossary.of({"RC": ["research council"], "MRC": ["Medical Research Council"]})
    assert [one.short for one in glossary.expand("the medical research council")] == ["MRC"]
    assert [one.short for one in glossary.expand("a research council")] == ["RC"]


def test_articles_within_a_long_form_do_not_count() -> None:
    glossary = Glossary.of({"AUC": ["area under the curve"]})
    assert glossary.expand("area under curve") == (
        Expansion("area under curve", 0, 16, "AUC", "AUC"),
    )


@pytest.mark.parametrize(
    ("query", "short"),
    [
        ("what does PHU stand for", "PHU"),
        ("What does the acronym “phu” stand for?", "PHU"),
        ("what do RGDs stand for", "RGD"),
        ("what do rgds stand for", "RGD"),
        ("NEWS meaning", "NEWS"),
        ("meaning of news", "NEWS"),
        ("define phu", "PHU"),
        ("what is the full form of PHU", "PHU"),
        ("what is PHU short for", "PHU"),
        ("what does the PB Centre stand for", "PB Centre"),
        ("what is PHU?", "PHU"),
        ("what is NEWS", "NEWS"),
        ("what is news", None),
        ("what is air pollution", None),
        ("what does air pollution do", None),
        ("define success", None),
        ("PHU", None),
        ("", None),
    ],
)
def test_questions_for_a_meaning_are_answered(query: str, short: str | None) -> None:
    expected = Acronym(short, GLOSSARY.longs[short][0]) if short else None
    assert asked(GLOSSARY, query) == expected


@given(st.text(max_size=200) | st.lists(st.sampled_from(
    ["PHU", "NEWS", "(", ")", ", or ", " stands for ", "rare ", "genetic ", "diseases", "’s", " "]
)).map("".join))  # fmt: skip
def test_any_text_is_read_and_every_expansion_is_where_it_says(text: str) -> None:
    for glossary in (GLOSSARY, Glossary.learn([text])):
        for one in glossary.expand(text):
            assert text[one.start : one.end] == one.written
            assert one.short in glossary.longs
            assert one.other == one.short or one.other in glossary.longs[one.short]
        meant = asked(glossary, text)
        assert meant is None or meant.short in glossary.longs


@given(st.lists(st.sampled_from("abcdefgh"), min_size=3, max_size=7))
def test_initials_of_any_words_are_learned(letters: list[str]) -> None:
    long = " ".join(letter + "ord" for letter in letters)
    short = "".join(letters).upper()
    assert learned(f"{long} ({short})")[short][0].endswith(long)


# Keeping and mending


def test_plain_values_round_trip() -> None:
    kept = json.loads(json.dumps(GLOSSARY.longs))
    assert Glossary.of(kept) == GLOSSARY
    assert Glossary.of(kept).expand("PHU") == GLOSSARY.expand("PHU")


def test_the_order_of_short_forms_does_not_depend_on_the_order_of_texts() -> None:
    texts = ["Royal Fishing Council (RFC)", "Angling Office (AO)"]
    assert list(learned(*texts)) == list(learned(*reversed(texts))) == ["AO", "RFC"]


def test_nothing_to_learn_gives_an_empty_glossary() -> None:
    empty = Glossary.learn([])
    assert empty.longs == {}
    assert empty.expand("what is PHU") == ()
    assert asked(empty, "what is PHU") is None


def test_a_short_form_without_a_letter_is_found_nowhere() -> None:
    glossary = GLOSSARY.merged({"&": ("and",)})
    assert glossary.expand("bread & jam") == ()


def test_overrides_replace_add_and_remove(tmp_path: Path) -> None:
    file = tmp_path / "acronyms.toml"
    file.write_text('PM = []\nRGDs = "rare  gene disorders"\nXY = ["x-ray", "xylem yield"]\n')
    merged = GLOSSARY.merged(read_overrides(file))
    assert not merged.is_acronym("PM")
    assert merged.longs["RGD"] == ("rare gene disorders",)
    assert merged.longs["XY"] == ("x-ray", "xylem yield")
    assert merged.longs["PHU"] == (HOSPITALS,)
    assert GLOSSARY.is_acronym("PM")


@pytest.mark.parametrize(
    ("content", "named"),
    [
        (b"PM = 5", "'PM' has 5"),
        (b'PM = ["x", 5]', "'PM' has ['x', 5]"),
        (b'PM = " "', "'PM' has ' '"),
        (b'"" = "x"', "'' has 'x'"),
        (b"[PM]\nx = 1", "'PM' has {'x': 1}"),
        (b"PM particulate", "is not TOML"),
        (b'PM = "\xff"', "it is not UTF-8"),
    ],
)
def test_an_override_that_cannot_be_read_is_named(
    tmp_path: Path, content: bytes, named: str
) -> None:
    file = tmp_path / "acronyms.toml"
    file.write_bytes(content)
    with pytest.raises(SourceError, match=re.escape(named)) as raised:
        read_overrides(file)
    assert str(file) in str(raised.value)


def test_a_missing_file_of_overrides_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"cannot read the acronyms in .*none\.toml"):
        read_overrides(tmp_path / "none.toml")


def test_names_are_known_by_initials_that_mean_nothing_else() -> None:
    names = [
        "King's College London",
        "Autism Hampshire",
        "University of the Arts Nantes",
        "Big Art",
    ]
    names += ["Leeds Art Road", "Lille Air Race", "Medical Research Council"]
    known = Glossary.of({"MRC": ["Made Rather Cheaply"]}).with_names(names, {"UAN"}.__contains__)
    assert known.longs == {
        "KCL": ("King's College London",),
        "LAR": ("Leeds Art Road", "Lille Air Race"),  # either may be meant
        "MRC": ("Made Rather Cheaply",),  # what the texts say wins
    }
