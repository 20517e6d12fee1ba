from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer import text
from tests.indexer.read.growth import assert_in_proportion


def terms(said: str) -> list[str]:
    return [word.term for word in text.words(said)]


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("WHO can help us with IT?", ["who", "can", "help", "us", "with", "it"]),
        ("X-rays and/or e-mail", ["x", "ray", "and", "or", "e", "mail"]),
        ("£1.7m for 510,577 people, 16%", ["1.7m", "for", "510577", "peopl", "16"]),
        ("Côte d'Ivoire", ["cote", "divoir"]),
        ("the nurses' and the nurse’s", ["the", "nurs", "and", "the", "nurs"]),
        ("STRASSE Straße ＡＩＲ 𝐀𝐈𝐑", ["strass", "strass", "air", "air"]),
        ("snake_case", ["snake", "case"]),
        ("?! … — ()", []),
        ("Zu\u0308rich Zürich Ångström", ["zurich", "zurich", "angstrom"]),
        (
            "Århus, Öland, Smørrebrød, Œuvre, Şırnak, Þorn",
            [
                *("arhus", "oland", "smorrebrod", "oeuvr", "sirnak", "thorn"),
            ],
        ),
        (
            "4,5 tonnes, 45,000 and 4,500.25, [3,7]",
            ["4.5", "tonn", "45000", "and", "4500.25", "3.7"],
        ),
        ("कुर्सी मेज", ["कुर्सी", "मेज"]),
        ("بَيْت", ["بيت"]),
    ],
)
def test_words(said: str, found: list[str]) -> None:
    assert terms(said) == found


@given(st.text())
def test_every_word_stands_where_it_says(said: str) -> None:
    for word in text.words(said):
        assert word.term == text.term(said[word.start : word.end])


@given(st.text(), st.sets(st.sampled_from(["a", "b", "air"])))
def test_the_quick_readings_agree_with_the_words(said: str, some: set[str]) -> None:
    assert text.terms(said) == {word.term for word in text.words(said)}
    assert text.holds_only(said, some) == (text.terms(said) <= some)


@given(st.text())
def test_folding_twice_is_folding_once(said: str) -> None:
    assert text.fold(text.fold(said)) == text.fold(said)


@given(st.text())
def test_letter_case_makes_no_other_word(said: str) -> None:
    assert text.fold(said.upper()) == text.fold(said.upper().lower())


def test_collapse_leaves_one_space_and_no_unseen_character() -> None:
    assert text.collapse(" a\u00a0\n b\tpollu\u00adtion \ufeff\u200b") == "a b pollution"


def test_a_lone_surrogate_becomes_something_that_can_be_written() -> None:
    assert text.collapse("a\ud800b").encode() == "a\ufffdb".encode()


@pytest.mark.parametrize(
    "sentence",
    [
        "The ferry runs Tue. to Sat. from the slip.",
        "It takes approx. 40 cars, incl. Vans.",
        "See figs. 3 and 4 of vol. 2 for the hull.",
        "Hay et al. [1998] weighed it.",
        "Ask in rm. 12 for the .ORG guide.",
        "2. Bring a lamp.",
    ],
)
def test_a_short_form_ends_no_sentence(sentence: str) -> None:
    whole = f"{sentence} Then go home."
    assert [whole[span.start : span.end] for span in text.sentences(whole)] == [
        sentence,
        "Then go home.",
    ]


@pytest.mark.parametrize(
    "whole",
    [
        "We met at the harbour. we left.",
        "they sing. we dance.",
        "She came on Sun. Then it rained.",
        "the gate is shut . the mill is dry .",
    ],
)
def test_other_stops_end_one(whole: str) -> None:
    assert len(text.sentences(whole)) == 2


@pytest.mark.parametrize(
    ("said", "otherwise"),
    [
        ("a MiG-21 and a B-52", ["mig21", "b52"]),
        ("tested to BS 5839", ["bs5839"]),
        ("PM10 and 40mm", ["pm", "10", "40", "mm"]),
        ("a rope of 40 m", ["40m"]),
        ("ring 0115 496 0123", ["01154960123"]),
        ("it took 5 of us 3 days in May 2019", []),
        ("a grant of £40,000, then $3bn", ["pound", "dollar", "billion", "3", "bn"]),
    ],
)
def test_letters_and_numbers_are_also_read_as_they_are_not_written(
    said: str, otherwise: list[str]
) -> None:
    assert text.variants(said) == otherwise


def test_finding_sentences_takes_time_in_proportion() -> None:
    assert_in_proportion(lambda size: text.sentences("Ask Jo. or go. " * size), 2_000)


def test_sentences_are_moved_by_their_offset() -> None:
    spans = text.sentences("One is here.  Two is there.", offset=100)
    assert [(span.start, span.end) for span in spans] == [(100, 112), (114, 127)]


@pytest.mark.parametrize(
    "whole",
    [
        "It costs £1.7m a year.",
        "They work with the U.K. government on air.",
        "See www.port.ac.uk now.",
    ],
)
def test_a_point_within_a_sentence_does_not_end_it(whole: str) -> None:
    assert len(text.sentences(whole)) == 1


@given(st.text())
def test_sentences_lose_nothing_and_do_not_overlap(paragraph: str) -> None:
    spans = text.sentences(paragraph)
    held = "".join(paragraph[span.start : span.end] for span in spans)
    assert "".join(held.split()) == "".join(paragraph.split())
    assert all(one.end <= other.start for one, other in pairwise(spans))


@given(st.text())
def test_a_slug_can_stand_in_an_address(title: str) -> None:
    made = text.slug(title)
    assert made
    assert len(made) <= 60
    assert set(made) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert made.strip("-") == made


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        ("l'air", ["l", "air"]),
        ("L’air", ["L", "air"]),
        ("qu'elles", ["qu", "elles"]),
        ("d'hommes", ["d", "hommes"]),
        ("d'élèves", ["d", "élèves"]),
        ("O'Brien", ["O'Brien"]),
        ("D'Arcy", ["D'Arcy"]),
        ("L'Oréal", ["L'Oréal"]),
        ("o'clock", ["o'clock"]),
        ("it's", ["it's"]),
        ("I'd", ["I'd"]),
        ("patient's ends", ["patient's", "ends"]),
        ("d'un", ["d'un"]),
    ],
)
def test_french_elisions_are_words_of_their_own(written: str, parts: list[str]) -> None:
    assert [written[word.start : word.end] for word in text.words(written)] == parts


@pytest.mark.parametrize(
    ("said", "longest", "runs"),
    [
        ("the new york times of york", 2, ["new york", "york"]),
        ("the new york times of york", 3, ["new york times", "york"]),
        ("new new york", 9, ["new york"]),
        ("times", 9, []),
        ("york", 0, []),
        ("", 9, []),
    ],
)
def test_the_longest_known_runs_of_words(said: str, longest: int, runs: list[str]) -> None:
    words, names = said.split(), {"york", "new york", "new york times"}

    def known(start: int, stop: int) -> str | None:
        run = " ".join(words[start:stop])
        return run if run in names else None

    found = list(text.longest_runs([longest] * len(words), known))
    assert [run for _, _, run in found] == runs
    assert all(words[start:stop] == run.split() for start, stop, run in found)
