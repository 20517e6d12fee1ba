from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from indexer.model import Filters, Query
from webapp.api.requests import SearchParameters
from webapp.http.endpoints import Request
from webapp.http.parameters import bounded, clean, from_address
from webapp.http.problems import ParameterError
from webapp.settings import Settings

MODEL = bounded(SearchParameters, Settings())
NAMES = MODEL.__struct_fields__


def query(*pairs: tuple[str, str]) -> Query:
    """Return what an address asks, as a page reads it: blanks around a question do not count."""
    typed = MultiDict((name, clean(value) if name == "q" else value) for name, value in pairs)
    return from_address(typed, MODEL).query


def test_a_question_alone_has_the_defaults() -> None:
    assert query(("q", "air pollution")) == Query("air pollution")


def test_every_parameter_reaches_the_query() -> None:
    read = query(
        ("q", "who"),
        ("mode", "semantic"),
        ("limit", "100"),
        ("offset", "7"),
        ("theme", "Tides"),
        ("theme", "Birds"),
        ("correct", "false"),
        ("theme", "Tides"),
    )
    assert read == Query("who", "semantic", 100, 7, Filters(("Tides", "Birds")), correct=False)


@pytest.mark.parametrize(
    ("pairs", "parameter", "way_out"),
    [
        ([], "q", "is missing: give one of 1 to 500 characters"),
        ([("q", " \u2003\n")], "q", "is missing"),
        ([("q", "x" * 501)], "q", "has 501 characters: give one of at most 500"),
        ([("q", "a"), ("q", "b")], "q", "given more than once: give it once"),
        ([("q", "a"), ("limit", "0")], "limit", "'0': give a whole number from 1 to 100"),
        ([("q", "a"), ("limit", "101")], "limit", "from 1 to 100"),
        ([("q", "a"), ("limit", "")], "limit", "is '': give"),
        ([("q", "a"), ("limit", "1e1")], "limit", "is '1e1'"),
        ([("q", "a"), ("limit", "٣")], "limit", "is '٣'"),
        ([("q", "a"), ("limit", "5"), ("limit", "5")], "limit", "more than once"),
        ([("q", "a"), ("offset", "-1")], "offset", "from 0 to 1000000"),
        ([("q", "a"), ("offset", "9" * 5000)], "offset", "…"),
        ([("q", "a"), ("mode", "semantics")], "mode", "did you mean semantic?"),
        ([("q", "a"), ("mode", "zzz")], "mode", "use hybrid, keyword or semantic"),
        ([("q", "a"), ("place", "")], "place", "is empty: give a name or leave it out"),
        ([("q", "a"), ("funder", "\u2003\x00")], "funder", "is empty"),
        ([("q", "a"), ("organisation", "x"), ("organisation", "")], "organisation", "is empty"),
        ([("q", "a"), *(("theme", str(n)) for n in range(51))], "theme", "at most 50"),
        ([("q", "a"), ("ofset", "3")], "ofset", "did you mean offset?"),
        ([("q", "a"), ("zzz", "1")], "zzz", "use q, limit, offset, mode, theme, organisation"),
        ([("q", "a"), ("explain", "maybe")], "explain", "'maybe': use true, false, 1 or 0"),
        ([("q", "a"), ("correct", "yes")], "correct", "'yes': use true, false, 1 or 0"),
        ([("q", "a"), ("correct", "False")], "correct", "did you mean false?"),
        ([("q", "a"), ("correct", "")], "correct", "is '': use"),
        ([("q", "a"), ("organization", "WHO")], "organization", "did you mean organisation?"),
    ],
)
def test_a_wrong_parameter_is_named_with_the_way_out(
    pairs: list[tuple[str, str]], parameter: str, way_out: str
) -> None:
    with pytest.raises(ParameterError) as raised:
        query(*pairs)
    assert raised.value.parameter == parameter
    assert way_out in str(raised.value)
    assert len(str(raised.value)) < 200


def test_the_longest_question_is_counted_in_characters_not_bytes() -> None:
    assert query(("q", "é" * 500)).text == "é" * 500


def test_controls_and_lone_surrogates_part_words() -> None:
    assert query(("q", "\x00air\x07pollution\ud800kenya\r\n")).text == "air pollution kenya"


def test_marks_of_direction_and_joiners_stay() -> None:
    text = "שלום\u200f 👩\u200d🔬"
    assert clean(text) == text


@given(st.text())
def test_clean_text_can_be_sent_and_cleaning_again_changes_nothing(text: str) -> None:
    cleaned = clean(text)
    cleaned.encode("utf-8")
    assert clean(cleaned) == cleaned
    assert not any(character < " " for character in cleaned)


@given(st.lists(st.tuples(st.sampled_from([*NAMES, "x"]), st.text(max_size=20)), max_size=6))
def test_any_parameters_give_a_query_within_the_limits_or_a_named_error(
    pairs: list[tuple[str, str]],
) -> None:
    with suppress(ParameterError):
        read = query(*pairs)
        assert 1 <= len(read.text) <= 500
        assert 1 <= read.limit <= 100
        assert read.offset >= 0


def test_where_nothing_is_known_the_way_out_is_to_leave_it_out() -> None:
    with pytest.raises(ParameterError, match="unknown parameter 'q': leave it out"):
        from_address(MultiDict({"q": "a"}), Request)
