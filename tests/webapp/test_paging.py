from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.model import Filters, Query, Who
from webapp.addresses import SEARCH, View, of_people
from webapp.pages.common import Window

if TYPE_CHECKING:
    from flask.testing import FlaskClient


def test_an_address_holds_what_differs_from_the_usual() -> None:
    assert SEARCH.address(Query("a b")) == "/?q=a+b"
    query = Query("ä&b", mode="keyword", filters=Filters(theme=("One", "Two")))
    assert parse_qs(urlsplit(SEARCH.address(query, offset=20)).query) == {
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


def test_another_view_of_a_question_keeps_what_narrows_it() -> None:
    query = Query("a", filters=Filters(place=("Kenya",)))
    who = Who(query, kinds=("organisation",), roles=("funder",), exclude=("PHU", "B & C"))
    view = of_people(who)
    assert parse_qs(urlsplit(view.address(query)).query) == {
        "q": ["a"],
        "place": ["Kenya"],
        "kind": ["organisation"],
        "role": ["funder"],
        "exclude": ["PHU", "B & C"],
    }
    assert View("/places").address(query) == "/places?q=a&place=Kenya"
    assert View("/places").address(Query("")) == "/places"
    assert Window(query, 10, 25, view).after == view.address(query, 10)


@pytest.mark.parametrize(
    ("query", "narrowed"),
    [
        (Query("a"), False),
        (Query("a", mode="semantic"), True),
        (Query("a", filters=Filters(funder=("F",))), True),
    ],
)
def test_a_question_of_a_part_of_the_passages_is_known_to_be_one(
    query: Query, *, narrowed: bool
) -> None:
    assert Window(query, 0, 0).narrowed == narrowed


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


@pytest.mark.parametrize(
    ("path", "of"),
    [
        ("/api/v1/search?q=small+OR+tide&limit=2&theme=Tides&theme=Birds+of+the+shore", "hits"),
        ("/api/v1/collaborators?limit=3&kind=organisation", "collaborators"),
    ],
)
def test_an_answer_leads_on_until_everything_was_shown(
    client: FlaskClient, path: str, of: str
) -> None:
    shown: list[str] = []
    following: str | None = path
    while following:
        response = client.get(following)
        assert response.status_code == 200
        body = response.json
        following = body["next"]
        link = f'<{following}>; rel="next"' if following else None
        assert response.headers.get("Link") == link
        shown += [one["id"] for one in body[of]]
    assert len(shown) == len(set(shown)) == body["total"] > 2
