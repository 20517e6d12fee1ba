from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from hypothesis import given
from hypothesis import strategies as st

from indexer.model import Filters, Query
from webapp.paging import Window, address


def test_an_address_holds_what_differs_from_the_usual() -> None:
    assert address(Query("a b")) == "/?q=a+b"
    query = Query("ä&b", mode="keyword", filters=Filters(theme=("One", "Two")))
    assert parse_qs(urlsplit(address(query, offset=20)).query) == {
        "q": ["ä&b"],
        "mode": ["keyword"],
        "theme": ["One", "Two"],
        "offset": ["20"],
    }


def test_a_question_that_stays_as_typed_says_so_wherever_it_leads() -> None:
    query = Query("a", offset=10, filters=Filters(theme=("One",)), correct=False)
    window = Window(query, 10, 25)
    assert (window.before, window.after) == (
        "/?q=a&theme=One&correct=false",
        "/?q=a&theme=One&correct=false&offset=20",
    )
    assert window.everywhere == "/?q=a&correct=false"
    assert Window(Query("a", offset=10), 10, 25).uncorrected == "/?q=a&correct=false"


def test_the_middle_of_a_ranking_has_both_sides() -> None:
    window = Window(Query("a", offset=10), 10, 25)
    assert (window.first, window.last) == (11, 20)
    assert (window.before, window.after) == ("/?q=a", "/?q=a&offset=20")


def test_its_ends_have_one_side() -> None:
    assert Window(Query("a"), 10, 25).before is None
    assert Window(Query("a", offset=20), 5, 25).after is None


@given(st.integers(0, 60), st.integers(1, 20))
def test_following_after_visits_every_rank_once(total: int, limit: int) -> None:
    seen: list[int] = []
    offset = 0
    while True:
        shown = len(range(total)[offset : offset + limit])
        window = Window(Query("a", limit=limit, offset=offset), shown, total)
        seen += range(window.first, window.last + 1)
        if window.after is None:
            break
        offset = int(parse_qs(urlsplit(window.after).query)["offset"][0])
    assert seen == list(range(1, total + 1))
