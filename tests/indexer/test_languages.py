"""Texts of other languages than English: recognised, analysed by their own, apart in one index."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer import languages, text
from indexer.build import BuildOptions, build
from indexer.errors import LanguageError
from indexer.model import Query
from indexer.search.engine import Engine
from tests.indexer import garden

SAID = {
    "en": "The orchard is open to all, and the trees that stand in it are more than old.",
    "fr": "Le verger est ouvert à tous, et les arbres qui s'y trouvent sont plus que vieux.",
    "de": "Der Obstgarten ist für alle offen, und die Bäume, die darin stehen, sind sehr alt.",
    "es": "El huerto está abierto a todos, y los árboles que hay en él son más que viejos.",
    "nl": "De boomgaard is voor iedereen open, en de bomen die er staan zijn meer dan oud.",
    "it": "Il frutteto è aperto a tutti, e gli alberi che sono nel frutteto non sono giovani.",
    "pt": "O pomar está aberto para todos, e as árvores que estão nele são mais do que velhas.",
    "sv": "Trädgården är öppen för alla, och de träd som står i den är mycket mer än gamla.",
    "ru": "Сад открыт для всех, и деревья, которые в нём растут, это не только яблони.",
    "ja": "果樹園はだれにでも開かれています。木はとても古いです。",
    "zh": "果园对所有人开放,里面的树木都很古老。",
    "th": "สวนผลไม้เปิดให้ทุกคนเข้าชม",
    "ko": "과수원은 모두에게 열려 있습니다.",
}


@pytest.mark.parametrize("code", SAID)
def test_a_text_is_of_its_language(code: str) -> None:
    assert languages.detect([SAID[code]]) == code


@pytest.mark.parametrize("few", ["", "Bonjour", "2019", "wxyk plorm dwaght", "Die Zeit, Le Monde"])
def test_a_few_words_or_none_are_of_no_language(few: str) -> None:
    assert languages.detect([few]) is None


@pytest.mark.parametrize("code", languages.codes())
def test_every_language_makes_terms_and_sentences(code: str) -> None:
    assert languages.of(code).name
    said = SAID.get(code, SAID["en"])
    assert text.words(said, code)
    assert text.sentences(said, 0, code)


def test_a_language_that_is_not_known_is_named_with_those_that_are() -> None:
    with pytest.raises(LanguageError, match=r"no language 'xx': give one of ar, .*fr"):
        languages.of("xx")


@pytest.mark.parametrize(
    ("code", "one", "other"),
    [
        ("fr", "financée", "financés"),
        ("fr", "universite", "universités"),
        ("fr", "l’École", "école"),
        ("fr", "qu'Albert", "Albert"),
        ("de", "Straßen", "strasse"),
        ("de", "Häuser", "Haus"),
        ("es", "investigaciones", "investigacion"),
        ("nl", "universiteiten", "universiteit"),
        ("it", "dell'acqua", "acqua"),
        ("pt", "ações", "ações"),
    ],
)
def test_forms_of_a_word_are_one_term(code: str, one: str, other: str) -> None:
    (term,) = text.terms(other, code)
    assert term in text.terms(one, code)


@pytest.mark.parametrize(
    ("code", "whole", "first"),
    [
        ("de", "Am 3. Mai fing es an. Es endete bald.", "Am 3. Mai fing es an."),
        ("de", "Z. B. half Dr. Weber. Dann nicht.", "Z. B. half Dr. Weber."),
        ("fr", "M. Dupont a vu St. Omer. Il rit.", "M. Dupont a vu St. Omer."),
        ("fr", "Il aime l'art. Il peint.", "Il aime l'art."),
        ("nl", "Hij kwam o.a. met mevr. De Wit. Zij bleef.", "Hij kwam o.a. met mevr. De Wit."),
        ("es", "El Dr. Ruiz llegó. Se fue.", "El Dr. Ruiz llegó."),
        ("zh", "果园很古老。它是开放的。", "果园很古老。"),
    ],
)
def test_sentences_end_as_their_language_ends_them(code: str, whole: str, first: str) -> None:
    span = text.sentences(whole, 0, code)[0]
    assert whole[span.start : span.end] == first


def test_what_parts_no_words_is_found_by_a_part_of_it() -> None:
    assert text.terms("大学", "zh") <= text.terms("北京大学在中国", "zh")
    assert text.terms("เชียงใหม่", "th") <= text.terms("มหาวิทยาลัยเชียงใหม่", "th")
    assert text.terms("京都") <= text.terms("The garden in 京都市 is old")


FRENCH = {
    "Pompes à vélo": "Les pompes sont prêtées aux habitants qui réparent leurs vélos dans la cour. "
    "Une nouvelle pompe a été financée par la ville en 2019.",
    "Main courante": "La main courante de l'escalier est en chêne et elle est cirée par les "
    "voisins tous les ans avant la fête.",
}
ENGLISH = {
    "Bicycle pumps": "The pumps are lent to people who mend their bicycles in the yard, and they "
    "are given back in the evening.",
    "Main road": "The main road is noisy, and the news of the closing of it was good for us all.",
}


@pytest.fixture
def mixed(tmp_path: Path, word_encoder: object) -> Engine:
    del word_encoder
    sources = [
        garden.page(tmp_path / "french.md", FRENCH),
        garden.page(tmp_path / "english.md", ENGLISH),
    ]
    build(sources, tmp_path / "index")
    return Engine.open(tmp_path / "index")


def found(engine: Engine, query: str) -> list[str]:
    return [hit.passage.title for hit in engine.search(Query(query, mode="keyword")).hits]


def test_one_index_holds_passages_of_several_languages(mixed: Engine) -> None:
    spoken = {passage.title: passage.language for passage in mixed.passages}
    assert spoken == {**dict.fromkeys(FRENCH, "fr"), **dict.fromkeys(ENGLISH, "en")}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("qui prête une pompe à vélo", ["Pompes à vélo"]),
        ("l'escalier", ["Main courante"]),
        ("pump for a bicycle", ["Bicycle pumps"]),
        # A word that both languages have is found in both, by one that only one of them stems
        # alike ("news", "nouvelles": "new" in French) nothing of the other is.
        ("main", ["Main courante", "Main road"]),
        ("news", ["Main road"]),
        ('"main courante"', ["Main courante"]),
        ('"main road"', ["Main road"]),
        ("main -courante", ["Main road"]),
        ("main -roads", ["Main courante"]),
    ],
)
def test_a_question_finds_passages_of_its_language(
    mixed: Engine, query: str, expected: list[str]
) -> None:
    assert sorted(found(mixed, query)) == expected


def test_what_is_found_is_marked_in_its_language(mixed: Engine) -> None:
    hit = mixed.search(Query("financé", mode="keyword")).hits[0]
    marked = [hit.snippet.text[one.start : one.end] for one in hit.snippet.marks]
    assert marked == ["financée"]


@pytest.mark.usefixtures("word_encoder")
def test_a_language_that_is_given_is_that_of_all_passages(tmp_path: Path) -> None:
    source = garden.page(tmp_path / "page.md", {"Pommes": "Rouges.", "Poires": "Vertes."})
    build([source], tmp_path / "index", BuildOptions(language="fr"))
    engine = Engine.open(tmp_path / "index")
    assert {passage.language for passage in engine.passages} == {"fr"}
    assert found(engine, "l'pomme rouge") == ["Pommes"]
