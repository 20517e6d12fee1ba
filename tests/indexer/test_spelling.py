from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
import wordfreq
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer import text
from indexer.spelling import CorrectedQuery, Correction, Speller, Vocabulary, english
from indexer.spelling.english import Standing
from indexer.spelling.vocabulary import Nearest, spelt_two_ways
from tests.conftest import ROOT
from tests.indexer.made import Words, thing

PASSAGES = (
    "Air pollution in Kenya. Sensors measure air pollution beside Nairobi's schools.",
    "Brachytherapy for cancer of the prostate, at the hospital with the NHS.",
    "The Dental Academy treats patients; its pediatric center sees children with hemoglobin S.",
    "Prosthetic limbs and arms for Cambodia, led by Dr Okonjo, with mental health workers.",
    "Ultrasound in pregnancy. Primary health care for mothers, and the organisation of care.",
)


def speller(passages: tuple[str, ...] = PASSAGES) -> Speller:
    terms = {word.term for passage in passages for word in text.words(passage)}
    return Speller(Vocabulary.of(passages), terms.__contains__)


SPELLER = speller()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("air polution kenia", "air pollution kenya"),
        ("brachitherapy", "brachytherapy"),
        ("dentel acadamy", "dental academy"),
        ("prosthetik arms", "prosthetic arms"),
        ("hopsital", "hospital"),  # two letters swapped
        ("prostatte", "prostate"),
        ("airpollution in Kenya", "air pollution in Kenya"),
        ("healthcare for mothers", "health care for mothers"),
        ("ultra sound", "ultrasound"),
        ("ultra-sound", "ultrasound"),
        ("paediatric centre", "pediatric center"),
        ("haemoglobin", "hemoglobin"),
        ("organization", "organisation"),
    ],
)
def test_what_was_meant(typed: str, meant: str) -> None:
    assert SPELLER.correct(typed).text == meant


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "?!",
        "bitcoin castle parking sourdough vaccine",  # English, and not in the index
        "dentist",
        "cambodian hospitals",  # other inflections of what the index holds
        "health care",  # as the index writes it
        "Kenya nhs NHS",
        "KENIA",  # short and in capitals: an acronym
        "mRNB x4 2o24 kenia2",
        "aur cre",  # too short to tell
        '"air polution" “kenia”',
        "-kenia title:kenia -title:kenia -polution",
        "polution@example.org www.polution.example",
        "нейроби 大气污染",
    ],
)
def test_what_stays_as_typed(typed: str) -> None:
    assert SPELLER.correct(typed) == CorrectedQuery(typed, ())


TERMS = (
    "Hypopituitarism and a dural leak: a school of medicine.",
    "Myopathy of the shoulder. Personal practices, diurnal rhythms; a hydrogel.",
)


@pytest.mark.parametrize(
    ("term", "near"),
    [
        ("hyperpituitarism", "hypopituitarism"),
        ("diuril", "dural"),  # and they sound alike
        ("myelopathy", "myopathy"),
        ("Schmorl's", "School"),
        ("peroneal", "personal"),
        ("proctitis", "practices"),
        ("hydrocele", "hydrogel"),
    ],
)
def test_a_real_term_does_not_become_another(term: str, near: str) -> None:
    corrected = speller(TERMS).correct(f"{term} treatment")
    assert corrected.corrections == ()
    assert corrected.suggested in {None, f"{near} treatment"}


def test_a_word_that_is_farther_off_is_offered_beside_what_is_corrected() -> None:
    corrected = speller(TERMS).correct("myelopathy of the sholder")
    assert corrected.text == "myelopathy of the shoulder"
    assert corrected.suggested == "myopathy of the shoulder"


@pytest.mark.parametrize(
    ("slip", "meant"),
    [
        ("mypoathy", "myopathy"),  # two letters swapped
        ("miopathie", "myopathy"),  # as it sounds
        ("sholders", "shoulder"),  # in the plural
        ("hypopituitarysm", "hypopituitarism"),
    ],
)
def test_a_slip_of_a_long_term_is_corrected(slip: str, meant: str) -> None:
    assert speller(TERMS).correct(slip).text == meant


def test_a_correction_says_what_was_written_and_where() -> None:
    corrected = SPELLER.correct("the Dentel acadamy, healthcare")
    assert corrected.text == "the Dental academy, health care"
    assert corrected.corrections == (
        Correction("Dentel", "Dental", 4, 10),
        Correction("acadamy", "academy", 11, 18),
        Correction("healthcare", "health care", 20, 30),
    )


def test_the_case_that_was_typed_is_kept() -> None:
    assert SPELLER.correct("Nairobbi AIR POLUTION").text == "Nairobi AIR POLLUTION"


def test_an_unbalanced_quotation_mark_protects_nothing() -> None:
    assert SPELLER.correct('"polution').text == '"pollution'


def test_a_protected_word_is_not_touched() -> None:
    assert SPELLER.correct("polution kenia", {"polution"}.__contains__).text == "polution kenya"


def test_of_two_words_as_near_neither_is_taken() -> None:
    both = speller(("trabenix is a drug", "trabemix is another"))
    assert both.correct("trabenixx").text == "trabenix"  # one edit, where the other needs two
    assert both.correct("trabelix").corrections == ()


def test_neighbours_decide_between_words_as_near() -> None:
    both = speller(("trabenix tablets daily", "trabemix powder daily"))
    assert both.correct("trabelix tablets").text == "trabenix tablets"
    assert both.correct("trabelix powder").text == "trabemix powder"


def test_a_name_that_a_page_spells_two_ways_is_one_name() -> None:
    twice = speller(("Project Okwumabua.", "Led by Ms Okwumabu of Accra."))
    assert twice.correct("Okwumaboa").text == "Okwumabua"


def test_a_usual_word_that_the_index_lacks_is_not_replaced_by_a_farther_one() -> None:
    without = speller(("a mentor for every student",))
    assert without.correct("mentel").corrections == ()


def test_an_index_without_words_corrects_nothing() -> None:
    assert speller(()).correct("air polution in kenia").corrections == ()


def test_parts_of_words_do_not_make_a_compound() -> None:
    assert speller(("popular, arises; popular arises",)).correct("popularisation").corrections == ()


def test_small_words_do_not_join_what_follows_them() -> None:
    assert speller(("a therapist", "the forms", "rapist")).correct("the rapist").corrections == ()


def test_the_vocabulary_counts_passages_and_leaves_acronyms_and_numbers_out() -> None:
    words = Vocabulary.of(["Kenya and Kenya's PHU in 2024", "KENYA AND POLLUTION"]).words
    assert words == {"kenya": 1, "and": 1, "in": 1, "pollution": 1}


def test_neighbours_are_parted_by_space_or_hyphen_only() -> None:
    gathered = Vocabulary.of(["air-quality, water quality"])
    assert gathered.adjoin("air", "qualiti")
    assert gathered.adjoin("water", "qualiti")
    assert not gathered.adjoin("qualiti", "water")
    assert not gathered.adjoin("quality", "air")


@pytest.mark.parametrize(
    "pair",
    """
    colour/color behaviour/behavior neighbourhood/neighborhood tumours/tumors centre/center
    fibres/fibers organisations/organizations analysed/analyzed anaemia/anemia foetal/fetal
    oestrogen/estrogen diarrhoea/diarrhea catalogue/catalog modelling/modeling defence/defense
    programmes/programs enrolment/enrollment jewellery/jewelry ageing/aging manoeuvre/maneuver
    """.split(),  # noqa: SIM905 - pairs are easier to read side by side
)
def test_british_and_american_forms_are_one(pair: str) -> None:
    british, american = pair.split("/")
    assert english.american(british) == english.american(american)


@pytest.mark.parametrize(
    "pair",
    """
    hour/hor four/for prise/prize shoe/she boeing/being flour/flor filling/filing timbre/timber
    rise/rize poet/pet scoured/scored
    """.split(),  # noqa: SIM905 - as above
)
def test_words_that_only_look_like_british_forms_stay_apart(pair: str) -> None:
    one, other = pair.split("/")
    assert english.american(one) != english.american(other)


def test_common_slips_are_no_words_although_people_write_them() -> None:
    slips = "recieve seperate definately occured goverment untill thier neccessary".split()  # noqa: SIM905 - a list of words
    assert not [slip for slip in slips if english.standing(slip) is Standing.WORD]


words = st.text("abcde", min_size=1, max_size=9)


def plain_distance(one: str, other: str) -> int:
    """Optimal string alignment by its recurrence."""
    table = [[max(i, j) for j in range(len(other) + 1)] for i in range(len(one) + 1)]
    for i in range(1, len(one) + 1):
        for j in range(1, len(other) + 1):
            best = min(
                table[i - 1][j] + 1,
                table[i][j - 1] + 1,
                table[i - 1][j - 1] + (one[i - 1] != other[j - 1]),
            )
            if i > 1 and j > 1 and one[i - 2 : i] == other[j - 2 : j][::-1]:
                best = min(best, table[i - 2][j - 2] + 1)
            table[i][j] = best
    return table[-1][-1]


@given(st.sets(words, max_size=20), words, st.integers(1, 3))
def test_no_word_within_the_edits_is_missed(held: set[str], sought: str, edits: int) -> None:
    expected = {w: d for w in sorted(held) if (d := plain_distance(sought, w)) <= edits}
    assert dict(Nearest(held).within(sought, edits)) == expected


@settings(deadline=None)  # the first example reads the word lists
@given(
    st.text(max_size=40)
    | st.lists(st.sampled_from(["polution", "kenia", '"', "-", "e", "NHS"])).map(" ".join)
)
def test_corrections_lie_in_the_query_and_make_the_text(query: str) -> None:
    corrected = SPELLER.correct(query)
    rebuilt, end = "", 0
    for correction in corrected.corrections:
        assert query[correction.start : correction.end] == correction.written
        assert correction.start >= end
        rebuilt += query[end : correction.start] + correction.meant
        end = correction.end
    assert rebuilt + query[end:] == corrected.text


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(["air", "polution", "kenia", "dentel", "healthcare", "ultra", "sound"])
    )
)
def test_what_was_corrected_is_correct(found: list[str]) -> None:
    once = SPELLER.correct(" ".join(found)).text
    assert SPELLER.correct(once).corrections == ()


def slipped(word: str, chance: random.Random) -> str:
    place, letter = chance.randrange(len(word)), chance.choice("abcdefghijklmnopqrstuvwxyz")
    before, here, after = word[:place], word[place], word[place + 1 :]
    return chance.choice(
        [before + after, before + letter + here + after, before + letter + after]
        + ([before + after[0] + here + after[1:]] if after else [])
    )


@pytest.fixture(scope="module")
def scifact() -> tuple[frozenset[str], set[str], Speller]:
    """The words and terms of a real collection, and what corrects queries to it."""
    file = ROOT.parent / "shared" / "collections" / "scifact" / "corpus.jsonl"
    if not file.exists():
        pytest.skip(f"{file} is not here")
    with file.open(encoding="utf-8") as lines:
        documents = [json.loads(line) for _, line in zip(range(1000), lines, strict=False)]
    passages = tuple(f"{document['title']}\n{document['text']}" for document in documents)
    terms = {word.term for passage in passages for word in text.words(passage)}
    gathered = Vocabulary.of(passages)
    return frozenset(gathered.words), terms, Speller(gathered, terms.__contains__)


def test_on_a_real_collection_few_slips_become_another_word(
    scifact: tuple[frozenset[str], set[str], Speller],
) -> None:
    held, _, speller_ = scifact
    chance = random.Random(1)  # noqa: S311 - the same words in every run
    chosen = chance.sample(sorted(word for word in held if len(word) >= 5), 300)
    outcomes = []
    for word in chosen:
        corrected = speller_.correct(slipped(word, chance))
        if corrected.corrections:
            outcomes.append(text.term(corrected.text) == text.term(word))
    assert sum(outcomes) >= 220
    assert outcomes.count(False) <= 12


def test_on_a_real_collection_english_words_that_it_lacks_stay(
    scifact: tuple[frozenset[str], set[str], Speller],
) -> None:
    _, terms, speller_ = scifact
    everyday = (word for word in wordfreq.top_n_list("en", 25_000) if word.isalpha())
    unknown = [word for word in everyday if len(word) >= 4 and text.term(word) not in terms]
    chosen = random.Random(1).sample(unknown, 300)  # noqa: S311 - the same words in every run
    meant = {word: speller_.correct(word).text for word in chosen}
    # "workout" may become "work out" and "mould" "mold": the same word, as the index writes it.
    assert not [
        word
        for word, read in meant.items()
        if word != read.replace(" ", "") and english.american(word) != english.american(read)
    ]


def test_slips_of_the_pages_themselves_are_told() -> None:
    texts = [
        "Tupumue works on polution in Nairobi.",
        "Tupumue and Tupume cut pollution.",
        "Pollution in Nairobbi, a castle and cattle; worked, working.",
    ]
    vocabulary = Vocabulary.of(texts)
    held = {text.term(word) for word in vocabulary.words}
    assert Speller(vocabulary, held.__contains__).slips == (
        ("nairobbi", "nairobi"),  # each in one passage: the one that people have written is right
        ("polution", "pollution"),
        ("tupume", "tupumue"),
    )


BESIDE = ("Prostate cancer is common.", "A trial of wound dressings.", "The prostrate lay there.")


@pytest.mark.parametrize(
    ("query", "suggested"),
    [
        ("prostrate cancer", "prostate cancer"),  # held, one letter off, never beside "cancer"
        ("Prostrate cancer trials", "Prostate cancer trials"),
        ("wounded dressings", None),  # of one stem
        ("prostate cancer", None),
        ("prostrate", None),  # without a neighbour nothing speaks for it
        ("prostrate lay", None),
        ('"prostrate cancer"', None),
    ],
)
def test_a_word_that_its_neighbours_speak_against_is_told_another(
    query: str, suggested: str | None
) -> None:
    assert speller(BESIDE).correct(query).suggested == suggested


def test_a_word_that_the_index_lacks_may_be_two_letters_off() -> None:
    only = speller(("Tender massages for runners.",))
    assert only.correct("gender massages").suggested is None  # another first letter
    assert only.correct("tinder massages").suggested == "tender massages"


# Names that the passages spell two ways


@pytest.mark.parametrize(
    ("texts", "same"),
    [
        # One passage writes both, and no dictionary has either.
        (["Tupumue began. The Tupume team is small."], {"tupumu", "tupum"}),
        # A letter doubled, in two passages.
        (["A pier in Brighton.", "Brightton has a pier."], {"brighton", "brightton"}),
        (["Works of Vurgessen.", "Lives of Vurggessen."], {"vurgessen", "vurggessen"}),
        # Other consonants, or both of them known.
        (["From Southampton to Northampton."], set()),
        (["Harrison met Harrisson."], {"harrison", "harrisson"}),
        (["Christina met Christine."], set()),
        # One vowel apart in two passages may be two people.
        (["Works of Vurgessen.", "Lives of Vurgassen."], set()),
        # Too short, a word that is also written small, another language's word.
        (["Molu wrote to Mollu."], set()),
        (["Gorlanes and Gorlannes, the gorlannes of old."], set()),
        (["The University and the Université."], set()),
        # Of one stem they are one word already.
        (["Tupumoes and Tupumoe."], set()),
    ],
)
def test_a_name_spelt_two_ways_is_one_and_two_names_are_two(
    texts: list[str], same: set[str]
) -> None:
    found = spelt_two_ways(texts)
    assert set(found) == same
    assert all({term, *others} == same for term, others in found.items())


@pytest.fixture
def words(tmp_path: Path) -> Words:
    return Words(
        tmp_path,
        thing("Tupumue", "Tupumue counts lungs. The Tupume team is small."),
        thing("Drums", "Boys of Tupume drum."),
        thing("Flutes", "Girls of Tupumue play the flute."),
        thing("Bells", "Nobody rings them."),
    )


@pytest.mark.parametrize("query", ["Tupumue", "Tupume", "who works on tupume"])
def test_either_spelling_finds_both(words: Words, query: str) -> None:
    assert words.found(query) == ["Tupumue", "Drums", "Flutes"]
    assert words.understand(query).corrections == ()


def test_the_spelling_that_was_asked_for_counts_more(words: Words) -> None:
    drums, flutes = words.scores("Tupume drum flute").keyword[1:3]
    assert drums > flutes


def test_both_spellings_are_marked(words: Words) -> None:
    weights = words.leg.weights(words.understand("Tupumue"))
    assert set(weights) == {"tupumu", "tupum"}
    whole = words.made[0].text
    marked = [whole[w.start : w.end] for w in text.words(whole) if w.term in weights]
    assert marked == ["Tupumue", "Tupume"]


@pytest.mark.parametrize(
    ("code", "held", "typed", "meant"),
    [
        ("fr", "La bibliothèque prête des livres et des jeux.", "bibliotheqe", "bibliotheque"),
        ("fr", "La bibliothèque prête des livres et des jeux.", "livres", None),
        # Words that the page happens not to hold are no slips of those that it does.
        ("fr", "Les châteaux sont ouverts.", "chevaux", None),
        ("de", "Die Bücherei verleiht Spiele.", "Bücherrei", "Bucherei"),
        ("de", "Der Garten ist offen.", "Karten", None),
        ("es", "El huerto está en la colina.", "cocina", None),
        ("nl", "De bibliotheek leent spellen uit.", "biblotheek", "bibliotheek"),
    ],
)
def test_slips_are_corrected_in_the_language_of_the_index(
    code: str, held: str, typed: str, meant: str | None
) -> None:
    terms = text.terms(held, code)
    speller = Speller(Vocabulary.of([held], [code]), terms.__contains__, [code])
    corrections = speller.correct(typed, language=code).corrections
    assert [one.meant for one in corrections] == ([meant] if meant else [])
