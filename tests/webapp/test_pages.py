from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote_plus

import pytest
from selectolax.lexbor import LexborHTMLParser

from indexer.model import Query
from indexer.search.engine import Engine
from tests.browser.conftest import PAGES
from tests.fakes import Engines
from tests.webapp.harbour import GATES, TABLES
from webapp.app import create_app
from webapp.pages import facets
from webapp.settings import Settings

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
    (box,) = home.css("input[name=q]")
    assert "autofocus" in box.attributes
    (label,) = home.css("label")
    assert label.attributes["for"] == box.attributes["id"]
    assert home.css_first("form").attributes["action"] == "/"


def test_the_home_page_offers_questions_that_have_answers(client: FlaskClient) -> None:
    examples = read(client, "/").css(".examples a")
    assert [node.text() for node in examples][:2] == [
        "Tide tables for small boats",
        "Ringing terns",
    ]
    for example in examples:
        assert texts(read(client, example.attributes["href"] or ""), ".hits h2")


def test_results_are_an_ordered_list_with_the_best_first(client: FlaskClient) -> None:
    page = read(client, "/?q=tide")
    assert texts(page, "ol.hits > li h2") == ["Tide tables for small boats", "Tides"]
    assert texts(page, "[role=status]") == ["2 passages"]
    page = read(client, "/?q=small+tide+tables")
    assert texts(page, "[role=status]") == ["1 passage"]
    first = page.css_first("ol.hits > li")
    assert first.css_first("h2 a").attributes["href"] == (f"/passages/{TABLES}?q=small+tide+tables")
    assert texts(first, ".why > span") == []
    assert [node.attributes["href"] for node in first.css(".why a")] == [
        (
            "/pages/harbour.html?q=small+tide+tables#tide-tables"
            ":~:text=We%20print%20tide%20tables%20for%20small%20boats."
        )
    ]
    assert page.css_first("input[name=q]").attributes["value"] == "small tide tables"
    assert page.css_first("meta[name=robots]").attributes["content"] == "noindex"


def test_the_fact_that_is_asked_for_stands_on_top(client: FlaskClient) -> None:
    page = read(client, "/?q=how+many+pumps+keep+cellars+dry")
    (card,) = page.css(".answer .direct")
    assert texts(page, ".direct .value") == ["Two"]
    assert texts(page, ".direct blockquote") == ["Two pumps keep cellars dry."]
    assert [node.attributes["href"] for node in card.css("a")] == [
        f"/passages/{GATES}?q=how+many+pumps+keep+cellars+dry",
        (
            "/pages/harbour.html?q=how+many+pumps+keep+cellars+dry#flood-gates"
            ":~:text=Two%20pumps%20keep%20cellars%20dry."
        ),
    ]
    # Not before the second page of results, nor where no fact is asked for.
    assert not read(client, "/?q=how+many+pumps+keep+cellars+dry&offset=1").css(".direct")
    assert not read(client, "/?q=small+tide+tables").css(".direct")


def test_a_fact_that_is_missing_is_said(client: FlaskClient) -> None:
    page = read(client, "/?q=when+do+gates+close")
    assert not page.css(".direct")
    assert "The nearest says nothing of when" in texts(page, ".notice.weak")[0]


def test_matched_words_and_the_nearest_sentence_are_marked_apart(client: FlaskClient) -> None:
    page = read(client, "/?q=small+tide+tables")
    snippet = page.css_first("ol.hits > li .snippet")
    assert [node.text() for node in snippet.css("mark.word")] == ["tide", "tables", "small"]
    assert "".join(node.text() for node in snippet.css("mark.meaning")) == (
        "We print tide tables for small boats."
    )
    assert [node.text() for node in page.css(".legend mark")] == ["Bold", "Shaded"]


def test_an_introduction_is_said_to_be_one(client: FlaskClient) -> None:
    hits = read(client, "/?q=water").css("ol.hits > li")
    tagged = {hit.css_first("h2").text(): bool(hit.css(".tag")) for hit in hits}
    assert tagged == {"Tides": True, "Flood gates": False}


def test_weak_answers_are_said_to_be_weak(client: FlaskClient) -> None:
    page = read(client, "/?q=gates+winter")
    assert "Not a close match." in texts(page, ".weak")
    assert not texts(read(client, "/?q=gates"), ".weak")


def test_less_close_matches_stand_apart_and_are_counted_on(client: FlaskClient) -> None:
    page = read(client, "/?q=terns+nests+oystercatchers")
    lists = [texts(of, "h2") for of in page.css("ol.hits")]
    assert lists == [["Ringing terns"], ["Counting oystercatchers"]]
    assert texts(page, "h2.apart") == ["Less close matches"]
    assert page.css("ol.hits")[1].attributes["start"] == "2"
    assert not read(client, "/?q=gates").css("h2.apart")


def test_what_answers_without_the_quotes_stands_under_a_line_that_says_so(
    client: FlaskClient,
) -> None:
    page = read(client, "/?q=%22gates+flood%22")
    assert texts(page, "[role=status]") == ["No results"]
    assert texts(page, "h2.apart") == ["Without the quotes: 1 passage"]
    assert texts(page, ".hits h2") == ["Flood gates"]
    answer = client.get("/api/v1/search", query_string={"q": '"gates flood"'}).json
    assert (answer["answer"], answer["hits"]) == ("none", [])
    assert [hit["title"] for hit in answer["relaxed"]["hits"]] == ["Flood gates"]
    assert "relaxed" not in client.get("/api/v1/search?q=qzx").json


def test_no_answer_is_said_plainly_with_what_is_near_apart(client: FlaskClient) -> None:
    page = read(client, "/?q=qzx&theme=Tides")
    assert not page.css("ol.hits")
    assert texts(page, "[role=status]") == ["No results"]
    assert texts(page, ".nothing h2") == ["No results for “qzx”"]
    assert texts(page, ".nothing p")[0] == "No results with these filters. Remove filters"
    everywhere = read(client, "/?q=qzx")
    assert texts(everywhere, ".nothing p")[0] == "We could not find anything about this."
    assert texts(page, "aside h2") == ["You might be interested in"]
    assert texts(page, "aside a") == ["Tide tables for small boats", "Tides"]
    assert page.css_first(".nothing a").attributes["href"] == "/?q=qzx"


def test_notices_are_lines_of_the_page(client: FlaskClient) -> None:
    assert "A quotation mark without its partner was ignored." in texts(
        read(client, "/?q=gates%22"), ".notice"
    )


def test_a_correction_is_shown_and_can_be_undone(engines: Engines) -> None:
    client = create_app(engines, Settings(default_limit=1)).test_client()
    page = read(client, "/?q=tidde&theme=Tides&theme=Birds+of+the+shore")
    assert texts(page, ".read-as") == ["Showing results for tide. Search instead for tidde"]
    assert texts(page, ".read-as em") == ["tide"]
    assert not page.css("input[name=as-typed]")
    assert "correct" not in (page.css_first("a[rel=next]").attributes["href"] or "")

    undo = page.css_first(".read-as a").attributes["href"] or ""
    assert undo == "/?q=tidde&theme=Tides&theme=Birds+of+the+shore&correct=false"
    asked = read(client, undo)
    assert not asked.css(".read-as")
    for view in asked.css(".views a"):
        assert "correct=false" in (view.attributes["href"] or "")
    assert asked.css_first("input[name=q]").attributes["value"] == "tidde"
    assert asked.css_first("input[name=as-typed]").attributes == {
        "type": "hidden",
        "name": "as-typed",
        "value": "tidde",
    }


def test_the_form_leaves_only_the_same_question_uncorrected(client: FlaskClient) -> None:
    same = read(client, "/?q=small+tidde+&as-typed=small+tidde&theme=Tides")
    assert not same.css(".read-as")
    assert same.css("input[name=as-typed]")
    other = read(client, "/?q=tidde+tabels&as-typed=small+tidde")
    assert texts(other, ".read-as em") == ["tide tables"]
    assert not other.css("input[name=as-typed]")


def test_a_corrected_question_without_an_answer_says_what_was_searched(
    client: FlaskClient,
) -> None:
    page = read(client, "/?q=tidde&theme=Nothing")
    assert texts(page, ".read-as") == ["Searched for tide. Search instead for tidde"]
    assert page.css_first(".nothing a").attributes["href"] == "/?q=tidde"
    undone = read(client, "/?q=tidde&theme=Tides&correct=false")
    assert undone.css_first(".nothing a").attributes["href"] == "/?q=tidde&correct=false"


def test_a_short_form_is_shown_with_what_it_was_taken_for(client: FlaskClient) -> None:
    assert texts(read(client, "/?q=chu"), ".read-as") == ["CHU: coastal hazards unit"]


def test_a_total_that_may_be_short_is_a_least(many: Engine) -> None:
    client = create_app(Engines(many)).test_client()
    assert texts(read(client, "/?q=thing"), "[role=status]") == ["1 to 10 of at least 130 passages"]


def test_results_page_by_page_show_each_hit_once(engines: Engines) -> None:
    client = create_app(engines, Settings(default_limit=2)).test_client()
    seen, path, counts = [], "/?q=small+OR+gates&theme=Tides&theme=Birds+of+the+shore", []
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
    assert texts(page, "[role=status]") == ["1 passage"]
    assert "That is past the end." in texts(page, ".list p")
    assert page.css_first("a.button").attributes["href"] == "/?q=gates"


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


@pytest.mark.parametrize("question", ['"><script>x</script>', "<b>boilers</b>", "'onfocus=x"])
def test_a_hostile_question_stays_text(client: FlaskClient, question: str) -> None:
    response = client.get("/", query_string={"q": question})
    page = LexborHTMLParser(response.text)
    assert page.css_first("input[name=q]").attributes["value"] == question
    assert not page.css("body script, main b")


@pytest.mark.parametrize("path", ["/passages/nope", "/pages/nope.html", "/pages/../etc", "/x"])
def test_what_is_not_there_is_a_404_with_a_search_box(client: FlaskClient, path: str) -> None:
    assert read(client, path, 404).css("input[name=q]")


def test_the_answer_is_narrowed_by_links_that_combine_and_come_off_one_by_one(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert texts(read(client, "/?q=small"), ".facets h2") == ["Search by"]  # three passages
    monkeypatch.setattr(facets, "_FEW", 2)
    page = read(client, "/?q=small")
    # They have one funder, by whom nothing could be narrowed.
    assert texts(page, ".facets h2") == ["Theme", "Organisation", "Place", "Search by"]
    (france,) = (a for a in page.css(".facets a") if a.text().startswith("France"))
    assert france.attributes["href"] == "/?q=small&place=France"
    assert texts(page, ".facets li li a") == ["Brest 2"]

    both = read(client, "/?q=small&theme=Tides&place=France")
    assert texts(both, "ol.hits h2") == ["Tide tables for small boats"]
    chips = both.css(".chips a")
    assert [" ".join(chip.text().split()) for chip in chips] == [
        "Theme: Tides× – remove",
        "Place: France× – remove",
        "Clear all",
    ]
    assert [chip.attributes["href"] for chip in chips] == [
        "/?q=small&place=France",
        "/?q=small&theme=Tides",
        "/?q=small",
    ]
    assert texts(both, ".facets [aria-current] bdi") == ["Tides", "France"]
    hidden = [(n.attributes["name"], n.attributes["value"]) for n in both.css("input[type=hidden]")]
    assert hidden == [("theme", "Tides"), ("place", "France")]


def test_another_value_of_a_chosen_facet_says_how_much_it_adds(client: FlaskClient) -> None:
    page = read(client, "/?q=small&theme=Tides")
    themes = page.css(".facets section")[0]
    assert texts(themes, "a") == ["Tides 1 – remove", "Birds of the shore 2 more"]


def test_a_value_is_found_under_any_of_its_names(client: FlaskClient) -> None:
    page = read(client, "/?q=gates&organisation=pt&theme=TIDES")
    assert texts(page, ".chips bdi") == ["Tides", "Pier Trust"]
    assert texts(page, "ol.hits h2") == ["Flood gates"]


def test_a_theme_that_is_unknown_is_said_to_be(client: FlaskClient) -> None:
    page = read(client, "/?q=small&theme=Nothing")
    assert texts(page, ".notice")[1:] == ["There is no theme called “Nothing”."]


def test_one_kind_of_match_alone_is_said_and_undone(client: FlaskClient) -> None:
    page = read(client, "/?q=small&mode=keyword&theme=Tides")
    assert texts(page, ".notice")[0] == ("Keyword search only. Use both")
    assert page.css_first(".notice a").attributes["href"] == "/?q=small&theme=Tides"
    assert page.css_first("input[name=mode]").attributes["value"] == "keyword"


def test_why_a_hit_is_there_agrees_with_what_is_marked(
    client: FlaskClient, harbour: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = harbour.search(Query("small tide tables"))
    near = replace(found.hits[0], matched_by=("meaning",))
    bare = replace(near, snippet=replace(near.snippet, marks=()))
    answer = replace(found, hits=(near, bare))
    monkeypatch.setattr(Engine, "answer", lambda *_: answer)
    page = read(client, "/?q=x")
    assert texts(page, ".why > span:first-child") == ["Partial match", "Related"]


@pytest.mark.parametrize(
    ("question", "lines"),
    [
        ("small tide tables", []),
        (
            "who prints small tide tables",
            ["With Pier Trust, University of Brest", "Funded by Lamplight Fund"],
        ),
        ("who funds small tide tables", ["Funded by Lamplight Fund"]),
        ("where are small tide tables printed", ["In Brest, France"]),
    ],
)
def test_a_hit_links_those_of_whom_the_question_asks(
    client: FlaskClient, question: str, lines: list[str]
) -> None:
    first = read(client, f"/?q={quote_plus(question)}").css_first("ol.hits > li")
    assert texts(first, ".named div") == lines
    for link in first.css(".named a"):
        assert client.get(link.attributes["href"] or "").status_code == 200


def test_who_goes_with_the_answer_stands_beside_it(client: FlaskClient) -> None:
    beside = read(client, "/?q=small+tide+tables&theme=Tides").css_first("aside.beside")
    assert texts(beside, "li a") == ["Pier Trust", "University of Brest", "Lamplight Fund"]
    assert beside.css("p a")[0].attributes["href"] == (
        "/collaborators?q=small+tide+tables&theme=Tides"
    )


def test_both_legs_are_compared_with_scores_and_ranks(client: FlaskClient) -> None:
    page = read(client, "/compare?q=small+tide+tables")
    words, meaning = page.css(".legs section")
    assert texts(words, "h2") == ["Keyword"]
    assert texts(words, "li")[0] == ("Tide tables for small boats 4.37 #1 semantic, #1 combined")
    assert texts(meaning, ".score")[0] == "0.80"
    assert texts(read(client, "/compare"), "main h1") == ["Compare keyword and semantic ranking"]


def test_without_an_index_the_page_says_so_and_tries_again(engines: Engines) -> None:
    engines.engine = None
    client = create_app(engines, Settings(retry_after=7)).test_client()
    page = read(client, "/?q=small", 503)
    assert texts(page, "h1") == ["The index is being made ready"]
    # Said by the script, which does it: a page that reloads by itself leaves no time to read it.
    assert "tries again every 7 seconds" in texts(page, "[role=status] [hidden]")[0]
    assert "http-equiv" not in client.get("/").text
    assert page.css_first("a.button").attributes["href"] == "/?q=small"
    assert page.css_first("#alongside-unready").attributes["data-wait"] == "7"
    assert page.css_first("input[name=q]").attributes["value"] == "small"


STATES = {
    "strong": "/?q=small+tide+tables",
    "weak": "/?q=gates+winter",
    "none": "/?q=qzx",
    "corrected": "/?q=small+tidde",
    "keyword-only": "/?q=small&mode=keyword",
}


@pytest.mark.parametrize("state", STATES)
def test_the_honest_states_read_as_agreed(client: FlaskClient, state: str) -> None:
    """Hold what the page says to `golden/STATE.html`; to agree anew, delete the file and run."""
    main = read(client, STATES[state]).css_first("main").html
    golden = Path(__file__).parent / "golden" / f"{state}.html"
    if not golden.exists():
        golden.write_text(main + "\n", encoding="utf-8")
        pytest.fail(f"{golden.name} was written anew: read it, and keep it if it is right")
    assert main + "\n" == golden.read_text(encoding="utf-8")


def test_who_comes_back_to_a_page_is_not_sent_it_again(engines: Engines) -> None:
    client = create_app(engines).test_client()
    first = client.get("/?q=small")
    known = {"If-None-Match": first.headers["ETag"]}
    again = client.get("/?q=small", headers=known)
    assert (again.status_code, again.data) == (304, b"")
    assert client.get("/?q=gates", headers=known).status_code == 200
    engines.engine = None
    gone = client.get("/?q=small", headers={"If-None-Match": "*"})
    assert (gone.status_code, gone.headers.get("ETag")) == (503, None)


def test_every_page_has_one_box_to_ask_in(client: FlaskClient) -> None:
    for path in PAGES.values():
        page = LexborHTMLParser(client.get(path).text)
        assert len(page.css("form[role=search] input[name=q]")) == 1, path
        assert len(page.css("h1")) == 1, path
