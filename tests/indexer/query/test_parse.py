from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.query.parse import Condition, content_terms, parse_query, without_quotes
from indexer.text import Word

BIDI = "\u200f\u202e\u2067"
UNPAIRED = "a quotation mark without its partner was ignored"


@pytest.mark.parametrize(
    ("query", "searched", "terms", "conditions"),
    [
        ("air pollution", "air pollution", ("air", "pollut"), ()),
        ('"clean air"', "clean air", ("clean", "air"), (Condition(("clean", "air")),)),
        ("air -kenya", "air", ("air",), (Condition(("kenya",), excluded=True),)),
        ('-"in kenya"', "", (), (Condition(("in", "kenya"), excluded=True),)),
        ("title:air", "air", ("air",), (Condition(("air",), "title"),)),
        ('Text:"the air"', "the air", ("air",), (Condition(("the", "air"), "text"),)),
        ("-title:air", "", (), (Condition(("air",), "title", excluded=True),)),
        # Where a passage stands is not what it speaks of.
        ("theme:climate", "", (), (Condition(("climat",), "theme"),)),
        ("source:page air", "air", ("air",), (Condition(("page",), "source"),)),
    ],
)
def test_operators(
    query: str, searched: str, terms: tuple[str, ...], conditions: tuple[Condition, ...]
) -> None:
    parsed = parse_query(query)
    assert (parsed.searched, parsed.terms) == (searched, terms)
    assert (parsed.conditions, parsed.notices) == (conditions, ())


@pytest.mark.parametrize("query", ["“clean air”", "«clean air»", "„clean air“", "＂clean air＂"])
def test_typographic_quotes_are_quotes(query: str) -> None:
    assert parse_query(query) == parse_query('"clean air"')


@pytest.mark.parametrize(
    ("query", "terms"),
    [
        ("x-ray", ("x", "ray")),
        ("low-cost - limbs", ("low", "cost", "limb")),
        ("2018-2020", ("2018", "2020")),
        ("--air", ("air",)),
        ("air -", ("air",)),
        ("5 – 7 years", ("5", "7", "year")),
    ],
)
def test_a_hyphen_within_or_apart_is_no_negation(query: str, terms: tuple[str, ...]) -> None:
    assert parse_query(query).terms == terms
    assert parse_query(query).conditions == ()


def test_a_hyphen_right_after_a_phrase_is_no_negation() -> None:
    assert parse_query('"clean"-air').searched == "clean -air"
    assert parse_query('"clean"-air').conditions == (Condition(("clean",)),)


@pytest.mark.parametrize(
    ("query", "terms"),
    [
        ("what is the air like", ("air", "like")),
        ("IT can help us, WHO cannot", ("it", "can", "help", "us", "who", "cannot")),
        ("the air and its effects", ("air", "effect")),
        ("what is this", ("what", "is", "this")),  # nothing else is left
        ("air Air AIR", ("air",)),
    ],
)
def test_words_that_only_join_others_do_not_score(query: str, terms: tuple[str, ...]) -> None:
    assert parse_query(query).terms == terms


@pytest.mark.parametrize(
    ("query", "terms"),
    [
        ("who works on clean air", ("clean", "air")),
        ("Who is working on clean air?", ("clean", "air")),
        ("who at the university knows about clean air", ("clean", "air")),
        ("who can help us to breathe", ("breath",)),
        ("do you have anything about clean air", ("clean", "air")),
        ("Do you know anything about clean air?", ("clean", "air")),
        ("is there anything on clean air", ("clean", "air")),
        ("Is anyone working on clean air?", ("clean", "air")),
        ("tell me more about clean air", ("clean", "air")),
        ("please tell me about clean air", ("clean", "air")),
        ("can you tell me about clean air", ("clean", "air")),
        ("can you show me projects on clean air", ("clean", "air")),
        ("can you show me clean air", ("clean", "air")),
        ("can you tell me who works on clean air", ("clean", "air")),
        ("I am looking for clean air", ("clean", "air")),
        ("I’m looking for clean air", ("clean", "air")),
        ("which projects are about clean air", ("clean", "air")),
        ("Which of your projects are in Kenya?", ("kenya",)),
        ("what research is being done on clean air", ("clean", "air")),
        ("partners in Kenya", ("kenya",)),
        ("Dutch partners", ("dutch",)),
        ("art galleries as partners?", ("art", "galleri")),
        ("our collaborators", ("collabor",)),
        ("projects in East Africa", ("east", "africa")),
        ("research with schools", ("school",)),
    ],
)
def test_words_that_ask_steer_and_do_not_count(query: str, terms: tuple[str, ...]) -> None:
    assert parse_query(query).terms == terms
    assert parse_query(query).searched == query


@pytest.mark.parametrize(
    ("query", "terms"),
    [
        ("who", ("who",)),
        ("who funds", ("who", "fund")),
        ("which projects", ("project",)),
        ("partners", ("partner",)),
        ("partners in", ("partner",)),
        ("projects about", ("project", "about")),
        ("do you have anything", ("anyth",)),
    ],
)
def test_words_that_ask_count_where_nothing_else_is_left(
    query: str, terms: tuple[str, ...]
) -> None:
    assert parse_query(query).terms == terms


@pytest.mark.parametrize(
    ("query", "terms"),
    [
        ("WHO works on clean air", ("who", "work", "clean", "air")),
        ("what does the WHO say", ("who", "say")),
        ("WHO", ("who",)),
        ("it support", ("it", "support")),
        ("who can help with IT", ("it",)),
        ("clean air: who works on it", ("clean", "air", "who", "work", "it")),
        ("findings on air", ("find", "air")),
        ("research nurse", ("research", "nurs")),
        ("Partners in Health", ("partner", "health")),  # as a name is written
    ],
)
def test_names_and_words_elsewhere_do_not_ask(query: str, terms: tuple[str, ...]) -> None:
    assert parse_query(query).terms == terms


@pytest.mark.parametrize("query", ["-air OR kenya", "kenya OR -air"])
def test_an_or_beside_an_exclusion_is_ignored_and_said(query: str) -> None:
    assert parse_query(query).notices == ("OR cannot be combined with -word",)
    assert parse_query(query).terms == ("kenya",)
    assert parse_query(query).conditions == (Condition(("air",), excluded=True),)


def test_what_or_joins_is_told_apart_from_what_else_is_asked() -> None:
    parsed = parse_query('clean "red dust" OR kites title:air OR ash OR soot theme:x OR y')
    assert parsed.searched == "clean red dust kites air ash soot y"
    parts = [
        [parsed.searched[span.start : span.end] for span in choice] for choice in parsed.choices
    ]
    assert parts == [["red dust", "kites"], ["air", "ash", "soot"]]
    assert parse_query("clean air").choices == ()


@pytest.mark.parametrize(
    ("query", "preferred"),
    [
        ('what is known of "clean air" in Kenya', ("clean air",)),
        ('does "red dust" OR "clean air" matter in towns', ("red dust", "clean air")),
        ('lamps stoves fuel wood "clean air"', ("clean air",)),
    ],
)
def test_quotes_in_a_sentence_count_more_and_require_nothing(
    query: str, preferred: tuple[str, ...]
) -> None:
    parsed = parse_query(query)
    assert (parsed.conditions, parsed.preferred) == ((), preferred)
    (notice,) = parsed.notices
    assert notice.endswith("counts more, but is not required")


@pytest.mark.parametrize(
    "query",
    [
        '"clean air"',
        'who works on "clean air"',
        '"clean air" Kenya',
        '"clean air" "red dust"',
        '"clean air" -kenya',
        'what is known of title:"clean air" in Kenya',
        'what is known of -"clean air" in Kenya',
    ],
)
def test_a_phrase_by_itself_or_of_a_field_is_exact(query: str) -> None:
    parsed = parse_query(query)
    assert ("clean", "air") in {condition.terms for condition in parsed.conditions}
    assert parsed.preferred == ()


@pytest.mark.parametrize(
    "query", ["studies of air -dust and smoke in towns", "who works on air -kenya in the towns"]
)
def test_a_dash_within_a_sentence_rules_nothing_out(query: str) -> None:
    parsed = parse_query(query)
    assert parsed.conditions == ()
    assert "was read as a word" in parsed.notices[0]


@pytest.mark.parametrize("query", ["who works on air -kenya", "air -kenya dust", "-kenya the air"])
def test_a_dash_at_an_end_or_among_words_alone_rules_out(query: str) -> None:
    assert parse_query(query).conditions == (Condition(("kenya",), excluded=True),)


def test_or_in_a_shouted_sentence_is_a_word() -> None:
    assert parse_query("IS DUST WORSE INDOORS OR OUTSIDE").choices == ()
    assert len(parse_query("NEWS OR PHU").choices) == 1


@pytest.mark.parametrize(
    ("query", "plain"),
    [
        ('"clean air" Kenya', "clean air Kenya"),
        ('-"clean air" title:"red dust"', '-"clean air" title:"red dust"'),
        ("“clean air”", "clean air"),
        ("clean air", "clean air"),
    ],
)
def test_without_quotes_only_phrases_are_plain(query: str, plain: str) -> None:
    assert without_quotes(query) == plain


def test_elided_articles_do_not_count() -> None:
    assert parse_query("pollution de l'air").bigrams == ("pollut de", "de air")
    assert parse_query("l’air").terms == ("air",)


def test_words_that_count_stand_where_it_is_searched() -> None:
    parsed = parse_query('which projects "clean cooking" -dirty stoves')
    assert parsed.searched == "which projects clean cooking stoves"
    assert parsed.words == (Word("clean", 15, 20), Word("cook", 21, 28), Word("stove", 29, 35))


def test_bigrams_join_what_stands_side_by_side_without_function_words() -> None:
    assert parse_query("Library of Lundy and the ferry").bigrams == ("librari lundi", "lundi ferri")
    assert parse_query("air air air").bigrams == ("air air",)
    assert parse_query("air").bigrams == ()


def test_a_text_has_bigrams_of_all_its_content() -> None:
    # What asks in a query tells in a text.
    assert content_terms("Who works on the air of Lundy?") == ["who", "work", "air", "lundi"]


@pytest.mark.parametrize("word", ["who ", "can you tell me ", "projects ", "what is "])
def test_a_question_without_end_is_read_at_once(word: str) -> None:
    assert len(parse_query(word * 3000).searched) == len(word) * 3000 - 1


@pytest.mark.parametrize(
    ("query", "searched"),
    [
        ('"air pollution', "air pollution"),
        ('air "pollution" "kenya', "air pollution kenya"),
        ('title:"air', "air"),
        ('about:"air', "about air"),
        ('-"air', "air"),
    ],
)
def test_a_quote_without_its_partner_is_ignored_and_said(query: str, searched: str) -> None:
    assert parse_query(query).searched == searched
    assert parse_query(query).notices == (UNPAIRED,)


@pytest.mark.parametrize("query", ["((air (", "[air}", "air)) *", "~air^", "air?"])
def test_brackets_and_signs_of_other_query_languages_are_nothing(query: str) -> None:
    assert parse_query(query).terms == ("air",)
    assert parse_query(query).conditions == ()


@pytest.mark.parametrize(
    "query", [*["", "  ", "?!…", '""', '"', "()[]", "-", "🌍🫁"], BIDI, "\0\a\x1b"]
)
def test_a_query_without_words_reads_as_none(query: str) -> None:
    assert parse_query(query).terms == ()
    assert parse_query(query).conditions == ()


@pytest.mark.parametrize(
    "query",
    [f"{BIDI}air -kenya", "air\x00 -kenya", "\ufeffair\u00a0-kenya", "a\u00adir\n-ke\u200bnya"],
)
def test_invisible_characters_change_nothing(query: str) -> None:
    assert parse_query(query) == parse_query("air -kenya")


@pytest.mark.parametrize(
    ("query", "terms", "conditions"),
    [
        ("about:air", ("about", "air"), ()),
        ("https://example.org", ("https", "exampl", "org"), ()),
        ('about:"clean air"', ("about", "clean", "air"), (Condition(("clean", "air")),)),
        ("-about:air", (), (Condition(("about", "air"), excluded=True),)),
        ("title: air", ("titl", "air"), ()),
    ],
)
def test_what_is_no_field_is_read_as_words(
    query: str, terms: tuple[str, ...], conditions: tuple[Condition, ...]
) -> None:
    assert parse_query(query).terms == terms
    assert parse_query(query).conditions == conditions


def test_a_reader_is_told_of_a_field_that_is_none() -> None:
    assert parse_query('about:"clean air"').notices == (
        "there is no field 'about' (title, text, theme, source): read as words",
    )


def test_ten_thousand_characters_are_read_whole() -> None:
    numbers = [str(number) for number in range(10_000, 11_667)]  # 6 characters each with its space
    parsed = parse_query(" ".join(numbers))
    assert len(" ".join(numbers)) == 10_001
    assert parsed.terms == tuple(numbers)


@given(st.text() | st.text(alphabet='ab -:"“(title…\u202e\ud800'))
def test_any_text_is_read(query: str) -> None:
    parsed = parse_query(query)
    parsed.searched.encode()
    assert all(condition.terms for condition in parsed.conditions)
    assert len(set(parsed.terms)) == len(parsed.terms)


@given(st.lists(st.sampled_from(["air", "x-ray", "café", "who", "2018"]), min_size=1))
def test_plain_words_are_searched_as_they_are(typed: list[str]) -> None:
    assert parse_query(" ".join(typed)).searched == " ".join(typed)
    assert parse_query(" ".join(typed)).notices == ()
