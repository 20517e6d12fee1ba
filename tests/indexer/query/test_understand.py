from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer.arrays import Rows
from indexer.query.expansion import Slot, Synonym
from indexer.query.lexicon import Lexicon
from indexer.query.understand import Interpreter
from tests.indexer.made import Words, learned, passages, thing

AIR = "Airborne Illness Research (AIR)"
NEWS = "Nursing Early Warning Signs (NEWS)"
PHU = "Penzance Harbour Union (PHU)"
THINGS = (
    thing(AIR, "AIR works in Nairobi. Its nurses count fine particulate matter (PM) by night."),
    thing(NEWS, "Every ward keeps NEWS. Nurses write them down."),
    thing(PHU, "PHU runs the ferry and a clinic."),
    thing("Evening rounds", "At 5 pm the news is read and the air in the wards is changed."),
    thing("Kites", "Children build kites in Lille and fly them."),
    thing("Lanterns", "Paper lanterns from Amiens, a town of canals."),
    thing("Bread", "Baked by our friends in France every morning."),
)
TITLES = [one.title for one in THINGS]
ROUNDS, KITES, LANTERNS, BREAD = TITLES[3:]


TYPED = """PM PHU's particulate matter France lanturns AIR WHO " - what is (""".split()  # noqa: SIM905


@pytest.fixture(scope="module")
def words(tmp_path_factory: pytest.TempPathFactory) -> Words:
    return Words(tmp_path_factory.mktemp("words"), *THINGS)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("AIR", [AIR]),
        ("air", [ROUNDS]),
        ("NEWS", [NEWS]),
        ("news", [ROUNDS]),
        ("PM", [AIR]),
        ("pm", [ROUNDS]),
    ],
)
def test_a_short_form_is_not_the_word_it_is_spelt_like(
    words: Words, query: str, found: list[str]
) -> None:
    assert words.found(query) == found


@pytest.mark.parametrize("query", ["PHU", "phu", "Phu", "PHU's"])
def test_a_short_form_that_is_no_word_is_found_in_any_case(words: Words, query: str) -> None:
    assert words.found(query) == [PHU]


@pytest.fixture(scope="module")
def typed_low(tmp_path_factory: pytest.TempPathFactory) -> Words:
    return Words(
        tmp_path_factory.mktemp("low"),
        thing("Autism Centre for Research on Employment (ACRE)", "ACRE helps people into jobs."),
        thing("National Early Warning Score (NEWS)", "NEWS is a score; each ward keeps it."),
        thing("Institute of Tides (IT)", "IT measures harbours, and paid for one."),
        thing("Meadow", "It is an old hay meadow with orchids, and it floods."),
        thing("Land", "One acre of hay was sold, and the orchids with it."),
        thing("Frequency of Observations (FOBS)", "FOBS counts how often nurses look."),
    )


@pytest.mark.parametrize(
    ("query", "short"),
    [
        # No passage has the word.
        ("what is fobs", "FOBS"),
        ("fobs opening hours", "FOBS"),
        ("news", "NEWS"),
        ("news score", "NEWS"),
        # One has, but what stands beside it goes with the short form.
        ("acre jobs", "ACRE"),
        ("people who work at acre", "ACRE"),
        # What stands beside a common word, or beside the word in a passage, does not.
        ("news headlines today", None),
        ("news at 9", None),
        ("acre of orchids", None),
        ("acre", None),
        ("is it wet", None),
        ("who paid for it", None),
    ],
)
def test_a_short_form_in_low_case_is_told_by_what_stands_beside_it(
    typed_low: Words, query: str, short: str | None
) -> None:
    question = typed_low.understand(query)
    assert [one.short for one in question.acronyms] == ([short] if short else [])
    assert [slot.term for slot in question.slots if slot.field == "acronyms"] == (
        [short] if short else []
    )


def test_a_short_form_in_low_case_is_no_missing_word(typed_low: Words) -> None:
    assert typed_low.found("what is fobs") == ["Frequency of Observations (FOBS)"]
    assert typed_low.understand("what is fobs").absent == ()
    assert "Frequency of Observations" in typed_low.understand("what is fobs").encoded


def test_a_short_form_in_low_case_is_no_slip(tmp_path: Path) -> None:
    words = Words(tmp_path, thing("Frequency of Observations (FOBS)", "It makes jobs."))
    assert words.understand("fobs").corrections == ()


def test_a_short_form_no_dictionary_lists_may_be_typed_low(tmp_path: Path) -> None:
    scan = thing("Scans", "Magnetic resonance imaging (MRI) is slow.")
    words = Words(tmp_path, scan, thing("Firms", "Small and medium enterprises (SMEs)."))
    assert [words.found(query) for query in ("mri", "MRI", "smes", "SME")] == [
        ["Scans"],
        ["Scans"],
        ["Firms"],
        ["Firms"],
    ]


@pytest.mark.parametrize(
    ("query", "long"),
    [
        ("EGFR", "epidermal growth factor receptor"),
        ("eGFR", "estimated glomerular filtration rate"),
        ("egfr", "epidermal growth factor receptor"),  # the first in order of their letters
        ("CoPD", "cost of pressure dressings"),
        ("COPD", "chronic obstructive pulmonary disease"),
    ],
)
def test_short_forms_that_only_case_tells_apart_keep_their_own_meaning(
    tmp_path: Path, query: str, long: str
) -> None:
    words = Words(
        tmp_path,
        thing("Cells", "The epidermal growth factor receptor (EGFR) sits in walls."),
        thing("Kidneys", "An estimated glomerular filtration rate (eGFR) is read."),
        thing("Lungs", "Here chronic obstructive pulmonary disease (COPD) is met."),
        thing("Wounds", "The cost of pressure dressings (CoPD) is counted."),
    )
    assert [one.long for one in words.understand(query).acronyms] == [long]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("particulate matter", [AIR]),
        ("airborne illness research", [AIR]),
        ("penzance harbour union", [PHU]),
        ("effects of PM on nurses", [AIR, NEWS]),  # nurses stand in both
    ],
)
def test_either_form_finds_the_other(words: Words, query: str, found: list[str]) -> None:
    assert words.found(query) == found


def test_a_passage_that_holds_one_form_is_found_by_the_other(tmp_path: Path) -> None:
    words = Words(
        tmp_path,
        thing("Air", "Fine particulate matter (PM) is dust."),
        thing("Streets", "Lorries leave PM behind."),
        thing("Chimneys", "Chimneys leave fine particulate matter behind."),
        thing("Night", "Lorries come at 9 pm."),
        thing("Matter", "The matter of a particulate."),
    )
    assert words.found("PM") == ["Air", "Streets", "Chimneys"]
    # The last holds the same words, and does not say the same.
    assert words.found("particulate matter") == ["Air", "Streets", "Chimneys", "Matter"]
    scores = words.scores("particulate matter")
    assert scores.coverage.tolist() == [1, 1, 1, 0, 1]
    assert scores.named.tolist() == [True, False, True, False, False]


def test_what_a_short_form_stands_for_is_told_and_encoded(words: Words) -> None:
    question = words.understand("effects of PM")
    assert [(one.short, one.long) for one in question.acronyms] == [("PM", "particulate matter")]
    assert question.parsed.searched == "effects of PM"
    assert question.encoded == "effects of PM (particulate matter)"
    assert words.understand("effects of pm").acronyms == ()
    # What was written out is no short form that a reader needs explained.
    assert words.understand("particulate matter").acronyms == ()


@pytest.mark.parametrize("query", ["what does PHU stand for?", "what does phu mean"])
def test_asked_for_its_meaning_a_short_form_is_searched_with_it(words: Words, query: str) -> None:
    question = words.understand(query)
    assert question.parsed.searched == "PHU Penzance Harbour Union"
    assert [(a.short, a.long) for a in question.acronyms] == [("PHU", "Penzance Harbour Union")]
    assert words.found(query) == [PHU]


def test_a_country_finds_its_towns_and_a_town_only_itself(words: Words) -> None:
    assert words.found("France") == words.found("partners in france") == [KITES, LANTERNS, BREAD]
    assert words.found("Lille") == [KITES]
    assert words.found("Amiens") == [LANTERNS]
    assert words.found("East Africa") == words.found("Kenya") == [AIR]
    assert words.found("Sweden") == []


def test_the_literal_name_counts_more_than_a_place_within(words: Words) -> None:
    keyword = words.scores("France").keyword
    by_title = dict(zip(TITLES, keyword.tolist(), strict=True))
    assert by_title[BREAD] > by_title[KITES] == by_title[LANTERNS] > 0


@pytest.mark.parametrize("query", ["partners in China", "projects in china", "China", "china"])
def test_a_place_that_no_passage_names_is_told(words: Words, query: str) -> None:
    question = words.understand(query)
    assert (question.elsewhere, question.notices) == (("China",), ())
    assert question.corrections == ()


def test_a_place_elsewhere_beside_other_words_is_noted(words: Words) -> None:
    question = words.understand("kites in Shanghai and Peru")
    assert question.elsewhere == ()
    assert question.notices == ("no passage names Shanghai", "no passage names Peru")
    assert words.understand("Chinese kites").notices == ("no passage names China",)


@pytest.mark.parametrize(
    "query", ["kites in Lille", "bread from France", "turkey", "fine china cups"]
)
def test_other_words_are_no_places_elsewhere(words: Words, query: str) -> None:
    question = words.understand(query)
    assert question.elsewhere == ()
    assert not [notice for notice in question.notices if "names" in notice]


@pytest.mark.parametrize(
    ("query", "unsaid"),
    [
        ("bread from France", ()),
        ("sourdough bread", ("sourdough",)),
        ("who knows about sourdough or baguettes", ("sourdough", "baguettes")),
        ("one fine qwx qwy qwz qwv", ()),  # pasted, not asked
        # Words that anybody writes say little, whether a passage has them or not.
        ("how much bread did anyone win, and what happened to my son", ()),
        ("they got kites and took them", ()),
    ],
)
def test_words_that_say_something_and_that_no_passage_has_are_absent(
    words: Words, query: str, unsaid: tuple[str, ...]
) -> None:
    assert words.understand(query).absent == unsaid


@pytest.mark.parametrize("ending", ["?", " ?", "...", "!", " . "])
def test_what_ends_a_question_does_not_change_its_meaning(words: Words, ending: str) -> None:
    assert words.understand(f"bread from France{ending}").encoded == "bread from France"


def test_a_word_that_passages_hold_is_no_place_elsewhere(tmp_path: Path) -> None:
    words = Words(tmp_path, thing("Cups", "Cups of bone china."), thing("Kites", "Paper kites."))
    assert words.understand("China").elsewhere == ()
    assert words.found("China") == ["Cups"]


@pytest.mark.parametrize(
    ("query", "literal"),
    [
        ("PHU", True),
        ("phu", True),
        ("who works with PHU", True),
        ("PHU ferry", False),
        ("kites", False),
        ("Penzance Harbour Union", False),
    ],
)
def test_a_question_about_short_forms_alone_is_literal(
    words: Words, query: str, *, literal: bool
) -> None:
    assert words.understand(query).literal is literal


def test_a_short_form_typed_low_is_told_and_encoded(words: Words) -> None:
    question = words.understand("who runs phu")
    assert [(one.short, one.long) for one in question.acronyms] == [
        ("PHU", "Penzance Harbour Union")
    ]
    assert question.parsed.searched == "who runs phu"
    assert question.encoded == "who runs phu (Penzance Harbour Union)"


def test_slips_are_corrected_and_told(words: Words) -> None:
    question = words.understand("Lanturns and kittes")
    assert [(one.written, one.meant) for one in question.corrections] == [
        ("Lanturns", "Lanterns"),
        ("kittes", "kites"),
    ]
    assert question.parsed.searched == "Lanterns and kites"
    assert words.found("lanturns") == [LANTERNS]


def test_nothing_is_corrected_where_it_is_not_wanted(words: Words) -> None:
    question = words.understand("lanturns", correct=False)
    assert (question.corrections, question.parsed.searched) == ((), "lanturns")
    assert words.found("lanturns", correct=False) == []


@pytest.mark.parametrize(
    "query", ["PHU", "PHUs", "phu", "Lille", "nairobi", "East Africa", '"lanturns"', "-lanturns"]
)
def test_names_acronyms_and_quotes_are_not_corrected(words: Words, query: str) -> None:
    assert words.understand(query).corrections == ()


def test_a_place_of_the_index_is_no_slip_of_a_word(tmp_path: Path) -> None:
    words = Words(tmp_path, thing("Baking", "Malt in Salford."), thing("Salfard", "Salfards sing."))
    assert words.understand("salford").corrections == ()
    assert words.found("salford") == ["Baking"]


def test_what_people_say_of_short_forms_outdoes_what_is_learned(tmp_path: Path) -> None:
    said = {"PM": (), "PHU": ("Public Health Unit",), "ROUNDS": ("Really Old Units",)}
    words = Words(tmp_path, *THINGS, overrides=said)
    assert words.understand("PM").acronyms == ()
    assert words.found("PM") == words.found("pm") == [AIR, ROUNDS]  # a word like any other
    assert [one.long for one in words.understand("PHU").acronyms] == ["Public Health Unit"]
    assert words.found("evening rounds") == [ROUNDS]
    assert words.found("ROUNDS") == []


def test_slots_are_distinct_and_carry_how_often_and_what_says_the_same(words: Words) -> None:
    assert words.understand("PM pm PM kites").slots == (
        Slot("PM", "acronyms", (Synonym("bigrams", ("particul matter",)),), times=2),
        Slot("pm"),
        Slot("kite"),
    )
    assert words.understand("kites in France").slots == (
        Slot("kite"),
        Slot("franc", synonyms=(Synonym("places", ("france",)),)),
    )


def test_words_that_only_ask_are_told_from_what_is_asked_about(words: Words) -> None:
    slots = words.understand("how much did France give for bread").slots
    assert [slot.term for slot in slots if slot.asks] == ["much", "give"]
    # Where nothing else is asked, they are what is asked about.
    assert not any(slot.asks for slot in words.understand("how much money").slots)


def test_where_all_is_in_capitals_a_short_form_may_be_the_word(words: Words) -> None:
    assert words.found("AIR IN THE WARDS") == [AIR, NEWS, ROUNDS]
    assert words.found("AIR PM") == [AIR]
    assert words.understand("AIR IN THE MEADOWS").acronyms == ()


def test_a_text_is_parted_into_terms_and_short_forms_set_apart(tmp_path: Path) -> None:
    found = learned(passages(*THINGS), tmp_path / "learned")
    assert found.ambiguous == {"AIR", "NEWS", "PM"}
    terms = ["and", "the", "air", "phu", "at", "5", "pm"]
    assert found.parted("AIR and the air, PHU at 5 pm") == (terms, ["AIR"])
    assert found.parted("AIRs, AIR's and the air, PHU at 5 PM")[1] == ["AIR", "AIR", "PM"]


def test_the_same_passages_teach_the_same(tmp_path: Path) -> None:
    made = passages(*THINGS)
    for name in ("first", "second"):
        learned(made, tmp_path / name)
    files = sorted(path.name for path in (tmp_path / "first").iterdir())
    assert files == sorted(path.name for path in (tmp_path / "second").iterdir())
    for name in files:
        assert (tmp_path / "first" / name).read_bytes() == (tmp_path / "second" / name).read_bytes()


def test_what_is_learned_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    written = learned(passages(*THINGS), tmp_path / "learned")
    opened = Lexicon.open(tmp_path / "learned")
    assert opened.vocabulary.words == written.vocabulary.words
    assert opened.vocabulary.adjoin("clean", "air") == written.vocabulary.adjoin("clean", "air")
    assert np.array_equal(opened.vocabulary.neighbours.rest, written.vocabulary.neighbours.rest)
    assert (opened.glossary, opened.ambiguous) == (written.glossary, written.ambiguous)
    assert opened.gazetteer == written.gazetteer
    assert {name: tuple(forms) for name, forms in opened.variants.items()} == written.variants


def _nothing(_field: str, _term: str) -> Rows:
    return np.empty(0, np.intp)


def test_nothing_to_learn_is_learned_from_nothing() -> None:
    question = Interpreter(Lexicon.learn([], {}, []), _nothing, lambda *_: 0).understand(
        "PM in Kenya", correct=True
    )
    assert (question.corrections, question.acronyms) == ((), ())
    assert [slot.term for slot in question.slots] == ["pm", "kenya"]


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text() | st.lists(st.sampled_from(TYPED)).map(" ".join))
def test_anything_typed_is_understood(words: Words, query: str) -> None:
    question = words.understand(query)
    question.encoded.encode()
    scores = words.leg.scores(question)
    assert (scores.keyword >= 0).all()
    assert ((scores.coverage >= 0) & (scores.coverage <= 1)).all()
    assert len({(slot.field, slot.term) for slot in question.slots}) == len(question.slots)
    assert bool(question.slots) == bool(question.parsed.words)


def test_another_word_is_offered_and_not_put_in(tmp_path: Path) -> None:
    words = Words(
        tmp_path, thing("Trial", "Prostate cancer is common."), thing("Bed", "Prostrate.")
    )
    question = words.understand("prostrate cancer")
    assert (question.parsed.searched, question.corrections) == ("prostrate cancer", ())
    assert question.notices == ("did you mean 'prostate cancer'?",)
    assert words.understand("prostrate cancer", correct=False).notices == ()
