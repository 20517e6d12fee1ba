from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from selectolax.lexbor import LexborHTMLParser

from tests.webapp.fake import FakeEngines
from tests.webapp.harbour import FERRY, LONG
from webapp import Settings, create_app

if TYPE_CHECKING:
    from flask.testing import FlaskClient


def read(client: FlaskClient, path: str, status: int = 200) -> LexborHTMLParser:
    response = client.get(path)
    assert response.status_code == status
    assert response.mimetype == "text/html"
    return LexborHTMLParser(response.text)


def texts(page: LexborHTMLParser, selector: str) -> list[str]:
    return [" ".join(node.text().split()) for node in page.css(selector)]


def test_the_home_page_has_one_labelled_box_in_focus(client: FlaskClient) -> None:
    home = read(client, "/")
    (box,) = home.css("input")
    assert "autofocus" in box.attributes
    (label,) = home.css("label")
    assert label.attributes["for"] == box.attributes["id"]
    assert home.css_first("form").attributes["action"] == "/"


def test_the_home_page_offers_questions_that_have_answers(client: FlaskClient) -> None:
    examples = read(client, "/").css(".examples a")
    assert [node.text() for node in examples][:2] == [
        "Tide tables for small boats",
        "Counting oystercatchers",
    ]
    for example in examples:
        assert texts(read(client, example.attributes["href"] or ""), ".hits h2")


def test_everything_can_be_browsed_by_theme(client: FlaskClient) -> None:
    home = read(client, "/")
    assert texts(home, "details h2") == ["Tides 2", "Birds of the shore 2", "Without a theme 1"]
    for link in home.css("details a"):
        assert client.get(link.attributes["href"] or "").status_code == 200


def test_results_are_an_ordered_list_with_the_best_first(client: FlaskClient) -> None:
    page = read(client, "/?q=small+tide+tables")
    titles = texts(page, "ol.hits > li h2")
    assert titles[0] == "Tide tables for small boats"
    assert len(titles) == 4
    assert texts(page, "[role=status]") == ["4 passages"]
    first = page.css_first("ol.hits > li")
    assert first.css_first("h2 a").attributes["href"] == (
        "/passages/tide-tables-for-small-boats-0a1b2c"
    )
    assert "Has your words and their meaning" in first.text()
    assert [node.attributes["href"] for node in first.css(".why a")] == [
        "/pages/harbour.html#tide-tables-for-small-boats:~:text=We%20print%20tide%20tables%20for%20small%20boats."
    ]
    assert page.css_first("input[name=q]").attributes["value"] == "small tide tables"
    assert page.css_first("meta[name=robots]").attributes["content"] == "noindex"


def test_matched_words_and_the_nearest_sentence_are_marked_apart(client: FlaskClient) -> None:
    page = read(client, "/?q=small+tide+tables")
    snippet = page.css_first("ol.hits > li .snippet")
    assert [node.text() for node in snippet.css("mark.word")] == ["tide", "tables", "small"]
    assert "".join(node.text() for node in snippet.css("mark.meaning")) == (
        "We print tide tables for small boats."
    )
    assert [node.text() for node in page.css(".legend mark")] == ["bold", "dotted"]


def test_an_introduction_is_said_to_be_one(client: FlaskClient) -> None:
    hits = read(client, "/?q=water").css("ol.hits > li")
    tagged = {hit.css_first("h2").text(): bool(hit.css(".tag")) for hit in hits}
    assert tagged == {"Tides": True, "Flood gates": False}


def test_weak_answers_are_said_to_be_weak(client: FlaskClient) -> None:
    page = read(client, "/?q=pumps+in+winter")
    assert "These only touch on it. Few words match." in texts(page, ".weak")
    assert not texts(read(client, "/?q=pumps"), ".weak")


def test_no_answer_is_said_plainly_with_what_is_near_apart(client: FlaskClient) -> None:
    page = read(client, "/?q=qzx&theme=Tides")
    assert not page.css("ol.hits")
    assert texts(page, ".nothing [role=status]") == ["No good answer here"]
    assert "No word matches." in texts(page, ".nothing p")
    assert texts(page, "aside h2") == ["Not answers, but near"]
    assert texts(page, "aside a") == ["Tide tables for small boats", "Flood gates"]
    assert page.css_first(".nothing a").attributes["href"] == "/?q=qzx"


def test_notices_are_lines_of_the_page(client: FlaskClient) -> None:
    assert "One sign was passed over." in texts(read(client, "/?q=gates*"), ".notice")


def test_a_correction_is_shown_and_can_be_undone(engines: FakeEngines) -> None:
    client = create_app(engines, Settings(default_limit=2)).test_client()
    page = read(client, "/?q=small+tidde&theme=Tides&theme=Birds+of+the+shore")
    assert texts(page, ".read-as") == [
        "Showing results for small tide. Search instead for small tidde"
    ]
    assert texts(page, ".read-as em") == ["small tide"]
    assert not page.css("input[type=hidden]")
    assert "correct" not in (page.css_first("a[rel=next]").attributes["href"] or "")

    undo = page.css_first(".read-as a").attributes["href"] or ""
    assert undo == "/?q=small+tidde&theme=Tides&theme=Birds+of+the+shore&correct=false"
    asked = read(client, undo)
    assert not asked.css(".read-as")
    assert "correct=false" in (asked.css_first("a[rel=next]").attributes["href"] or "")
    assert asked.css_first("input[name=q]").attributes["value"] == "small tidde"
    assert asked.css_first("input[type=hidden]").attributes == {
        "type": "hidden",
        "name": "as-typed",
        "value": "small tidde",
    }


def test_the_form_leaves_only_the_same_question_uncorrected(client: FlaskClient) -> None:
    same = read(client, "/?q=small+tidde+&as-typed=small+tidde&theme=Tides")
    assert not same.css(".read-as")
    assert same.css("input[type=hidden]")
    other = read(client, "/?q=tidde+tabels&as-typed=small+tidde")
    assert texts(other, ".read-as em") == ["tide tables"]
    assert not other.css("input[type=hidden]")


def test_a_corrected_question_without_an_answer_says_what_was_searched(
    client: FlaskClient,
) -> None:
    page = read(client, "/?q=tidde&theme=Nothing")
    assert texts(page, ".read-as") == ["Searched for tide. Search instead for tidde"]
    assert page.css_first(".nothing a").attributes["href"] == "/?q=tidde"
    undone = read(client, "/?q=tidde&theme=Tides&correct=false")
    assert undone.css_first(".nothing a").attributes["href"] == "/?q=tidde&correct=false"


def test_a_short_form_is_shown_with_what_it_was_taken_for(client: FlaskClient) -> None:
    assert texts(read(client, "/?q=stt"), ".read-as") == ["STT: small tide tables"]


def test_a_total_that_may_be_short_is_a_least(client: FlaskClient) -> None:
    assert texts(read(client, "/?q=small+%25"), "[role=status]") == ["at least 3 passages"]


def test_results_page_by_page_show_each_hit_once(engines: FakeEngines) -> None:
    client = create_app(engines, Settings(default_limit=2)).test_client()
    seen, path, counts = [], "/?q=small+tide+tables&theme=Tides&theme=Birds+of+the+shore", []
    while path:
        page = read(client, path)
        seen += texts(page, ".hits h2")
        counts += texts(page, "[role=status]")
        onward = page.css_first("a[rel=next]")
        path = onward.attributes["href"] or "" if onward else ""
    assert len(seen) == len(set(seen)) == 4
    assert counts == ["1 to 2 of 4 passages", "3 to 4 of 4 passages"]
    assert page.css_first("ol").attributes["start"] == "3"
    assert "offset" not in (page.css_first("a[rel=prev]").attributes["href"] or "")


def test_past_the_end_there_is_a_way_back(client: FlaskClient) -> None:
    page = read(client, "/?q=gates&offset=50")
    assert texts(page, "[role=status]") == ["The ranking ends before this: it holds 1 passage."]
    assert page.css_first("a.button").attributes["href"] == "/?q=gates"


def test_the_chosen_themes_and_mode_stay_chosen(client: FlaskClient) -> None:
    page = read(client, "/?q=small&theme=Tides&mode=keyword")
    assert "open" in page.css_first("details.narrow").attributes
    chosen = [node.attributes["value"] for node in page.css("input[checked]")]
    assert chosen == ["Tides"]
    assert page.css_first("option[selected]").attributes["value"] == "keyword"
    assert "open" not in read(client, "/?q=small&mode=").css_first("details").attributes


@pytest.mark.parametrize("path", ["/?q=", "/?q=+++", "/?q=%00"])
def test_an_empty_question_is_met_with_a_hint(client: FlaskClient, path: str) -> None:
    assert texts(read(client, path), "[role=status]") == [
        "Type a question, or a few words, and search."
    ]


def test_a_question_that_is_too_long_is_kept_and_explained(client: FlaskClient) -> None:
    long = "tide " * 120
    page = read(client, "/?q=" + long.replace(" ", "+"), 400)
    assert page.css_first("input[name=q]").attributes["value"] == long
    assert texts(page, "[role=alert] p") == [
        "The question (q) has 599 characters: give one of at most 500."
    ]


@pytest.mark.parametrize(
    "wrong", ["mode=x", "correct=x", "offset=-1", "offset=a", "offset=1&offset=2"]
)
def test_a_wrong_parameter_keeps_the_question(client: FlaskClient, wrong: str) -> None:
    page = read(client, f"/?q=small+tide&{wrong}", 400)
    assert page.css_first("input[name=q]").attributes["value"] == "small tide"
    assert page.css_first("[role=alert] a").attributes["href"] == "/?q=small+tide"


def test_what_mail_and_chat_add_to_links_is_passed_over(client: FlaskClient) -> None:
    assert texts(read(client, "/?q=gates&utm_source=mail"), ".hits h2") == ["Flood gates"]


def test_a_passage_is_shown_whole_with_its_neighbours(client: FlaskClient) -> None:
    page = read(client, "/passages/tide-tables-for-small-boats-0a1b2c")
    assert texts(page, "h1") == ["Tide tables for small boats"]
    assert texts(page, ".path bdi") == ["Harbour and shore", "Tides"]
    assert texts(page, "article p[dir]") == [
        "We print tide tables for small boats. They fit in a pocket.",
        FERRY,
    ]
    assert texts(page, "article ul li") == ["One sheet for each month", "Ask at the pier"]
    assert page.css_first("a[rel=prev]").attributes["href"] == "/passages/tides-0a1b2c"
    assert page.css_first("a[rel=next]").attributes["href"] == "/passages/flood-gates-0a1b2c"
    assert texts(page, ".where") == ["Read it in place"]


def test_a_passage_with_a_public_address_leads_there(client: FlaskClient) -> None:
    page = read(client, "/passages/counting-oystercatchers-0a1b2c")
    link = page.css_first(".where a")
    assert link.attributes["href"] == "https://example.org/harbour#oystercatchers"


def test_the_first_passage_of_a_page_has_none_before_it(client: FlaskClient) -> None:
    page = read(client, "/passages/harbour-and-shore-0a1b2c")
    assert not page.css("a[rel=prev]")
    assert texts(page, ".tag") == ["Introduction"]


def test_hostile_text_stays_text(client: FlaskClient) -> None:
    page = read(client, "/passages/hostile-0a1b2c")
    assert not page.css("script:not([type='application/ld+json'])")
    assert texts(page, "h1")[0].startswith("<script>document.title=")
    assert LONG in page.css_first("article").text()
    addresses = [node.attributes["href"] for node in page.css("article a")]
    assert addresses == [
        "mailto:harbour@example.org",
        "https://example.org/see?a=1&b=2",
        "/pages/https://example.org//notes%3Fv%3D1%26w%3D2#hostile",
    ]


@pytest.mark.parametrize("question", ['"><script>x</script>', "<b>boilers</b>", "'onfocus=x"])
def test_a_hostile_question_stays_text(client: FlaskClient, question: str) -> None:
    response = client.get("/", query_string={"q": question})
    page = LexborHTMLParser(response.text)
    assert page.css_first("input[name=q]").attributes["value"] == question
    assert not page.css("script, main b")


def test_the_reading_view_has_every_passage_under_its_heading(client: FlaskClient) -> None:
    page = read(client, "/pages/harbour.html")
    headings = [(node.tag, node.text()) for node in page.css("article :is(h1, h2, h3)")]
    assert headings == [
        ("h1", "Harbour and shore"),
        ("h2", "Tides"),
        ("h3", "Tide tables for small boats"),
        ("h3", "Flood gates"),
        ("h2", "Birds of the shore"),
        ("h3", "Counting oystercatchers"),
        ("h3", "Ringing terns"),
    ]
    terns = page.css_first("#ringing-terns")
    assert terns.text().split()[:2] == ["Ringing", "terns"]
    ids = [node.attributes["id"] for node in page.css("[id]")]
    assert len(ids) == len(set(ids))


def test_a_page_that_is_an_address_is_read_too(client: FlaskClient) -> None:
    contents = read(client, "/pages/")
    assert texts(contents, ".list a") == ["Harbour and shore", "Notes"]
    for link in contents.css(".list a"):
        assert read(client, link.attributes["href"] or "").css("section[id]")


@pytest.mark.parametrize("path", ["/passages/nope", "/pages/nope.html", "/pages/../etc", "/x"])
def test_what_is_not_there_is_a_404_with_a_search_box(client: FlaskClient, path: str) -> None:
    assert read(client, path, 404).css("input[name=q]")
