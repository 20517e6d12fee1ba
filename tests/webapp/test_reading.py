from __future__ import annotations

from typing import TYPE_CHECKING

from tests.fakes import Engines
from tests.webapp.harbour import BIRDS, GATES, HOSTILE, LONG, TABLES, TERNS
from tests.webapp.test_pages import read, texts
from webapp.app import create_app

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from indexer.search.engine import Engine


def test_a_passage_is_shown_whole_with_its_neighbours(client: FlaskClient, harbour: Engine) -> None:
    page = read(client, f"/passages/{TABLES}")
    assert texts(page, "h1") == ["Tide tables for small boats"]
    assert texts(page, "p.path bdi") == ["Harbour and shore", "Tides"]
    assert texts(page, "article p[dir]")[0] == (
        "We print tide tables for small boats. They fit in a pocket."
    )
    assert texts(page, "article ul li") == ["One sheet for each month", "Ask at the pier"]
    assert page.css_first("a[rel=prev]").attributes["href"] == "/passages/tides-6c39fc"
    assert page.css_first("a[rel=next]").attributes["href"] == f"/passages/{GATES}"
    assert texts(page, ".where") == [
        f"Read on the page Read from harbour.html on {harbour.info.built_at[:10]}"
    ]


def test_whom_a_passage_names_is_linked_in_its_text_and_beside_it(client: FlaskClient) -> None:
    page = read(client, f"/passages/{TABLES}")
    named = {node.text(): node.attributes["href"] for node in page.css("article a.mention")}
    assert named == {
        "Pier Trust": "/collaborators/pier-trust",
        "University of Brest": "/collaborators/university-of-brest",
        "Brest": "/collaborators/brest",
        "France": "/collaborators/france",
        "Lamplight Fund": "/collaborators/lamplight-fund",
    }
    assert texts(page, ".aside .named dt") == ["With", "Funded by", "In"]


def test_what_a_question_matches_is_marked_in_the_whole_text(client: FlaskClient) -> None:
    page = read(client, f"/passages/{TABLES}?q=tide+boats")
    assert texts(page, "article p[dir] mark.word") == ["tide", "boats"]
    assert "".join(node.text() for node in page.css("article p[dir] mark.meaning")) == (
        "We print tide tables for small boats."
    )
    assert texts(page, ".back") == ["All answers to “tide boats”"]
    assert page.css_first("link[rel=canonical]").attributes["href"] == (
        f"http://localhost/passages/{TABLES}"
    )
    assert ":~:text=" in (page.css_first(".where a").attributes["href"] or "")
    assert texts(page, "details.why summary") == ["Why this is a result"]
    other = read(client, f"/passages/{BIRDS}?q=tide+boats")
    assert texts(other, "details.why summary") == ["Why this is not a result"]
    assert texts(other, "details.why p")[0].startswith("Not a result; it does not hold “tide”")
    bare = read(client, f"/passages/{TABLES}")
    assert not bare.css("details.why")
    assert not bare.css("mark, .back, meta[name=robots]")


def test_a_question_that_a_passage_does_not_answer_marks_nothing(client: FlaskClient) -> None:
    assert not read(client, f"/passages/{GATES}?q=terns").css("mark")


def test_similar_passages_say_why_and_which_could_join_up(client: FlaskClient) -> None:
    page = read(client, f"/passages/{BIRDS}")
    first = page.css_first(".similar li")
    assert texts(first, "h3") == ["Ringing terns"]
    assert "Near in meaning; with different partners" in first.text()
    assert len(first.css("blockquote")) == 2
    assert "These two could join up" in " ".join(first.css_first(".join").text().split())


def test_a_passage_with_a_public_address_leads_there(client: FlaskClient) -> None:
    page = read(client, f"/passages/{BIRDS}")
    link = page.css_first(".where a")
    assert link.attributes["href"] == "https://example.org/harbour#oystercatchers"


def test_the_first_passage_of_a_page_has_none_before_it(client: FlaskClient) -> None:
    page = read(client, "/passages/harbour-and-shore-053ce2")
    assert not page.css("a[rel=prev]")
    assert texts(page, "article .tag") == ["Introduction"]


def test_hostile_text_stays_text(client: FlaskClient) -> None:
    page = read(client, f"/passages/{HOSTILE}")
    assert not page.css("body script")
    assert texts(page, "h1")[0].startswith("<script>document.title=")
    assert LONG in page.css_first("article").text()
    addresses = [node.attributes["href"] or "" for node in page.css("article a")]
    assert addresses[-1] == (
        "/pages/https://example.org//notes%3Fv%3D1%26w%3D2"
        "#script-document-title-taken-script-sreliob"
    )
    assert all(one.startswith("/collaborators/") for one in addresses[:-1])
    terns = read(client, f"/passages/{TERNS}").css("article p[dir] a:not(.mention)")
    assert [node.attributes["href"] for node in terns] == [
        "mailto:harbour@example.org",
        "https://example.org/see?a=1&b=2",
    ]


def test_everything_can_be_browsed_by_theme(client: FlaskClient) -> None:
    page = read(client, "/browse")
    assert texts(page, ".tiles a") == [
        "Tides 2 passages",
        "Birds of the shore 2 passages",
        "Other 1 passage",
    ]
    titles = []
    for theme in page.css(".tiles a"):
        titles += texts(read(client, theme.attributes["href"] or ""), ".titles a")
    assert len(titles) == 5
    assert read(client, "/browse?theme=Nothing", 404)


def test_a_theme_of_thousands_is_listed_in_parts(many: Engine) -> None:
    client, seen, path = create_app(Engines(many)).test_client(), [], "/browse?theme=Many"
    while path:
        page = read(client, path)
        seen += texts(page, ".titles a")
        onward = page.css_first("a[rel=next]")
        path = (onward.attributes["href"] or "") if onward else ""
    assert seen == [f"Thing {n}" for n in range(130)]
    assert read(client, "/browse?theme=Many&offset=999", 404)
    assert read(client, "/browse?theme=Many&offset=-1", 404)


def test_the_reading_view_has_every_passage_under_its_heading(client: FlaskClient) -> None:
    page = read(client, "/pages/harbour.html")
    headings = [(node.tag, node.text()) for node in page.css("article :is(h1, h2, h3)")]
    assert headings == [
        ("h1", "Harbour and shore"),
        ("h2", "Tides"),
        ("h3", "Tide tables for small boats"),
        ("h3", "Flood gates"),
        ("h2", "Birds of the shore"),
        ("h3", "Ringing terns"),
    ]
    terns = page.css_first("#ringing-terns")
    assert terns.text().split()[:2] == ["Ringing", "terns"]
    ids = [node.attributes["id"] for node in page.css("[id]")]
    assert len(ids) == len(set(ids))


def test_whoever_comes_from_an_answer_finds_back(client: FlaskClient) -> None:
    page = read(client, "/pages/harbour.html?q=tides")
    assert texts(page, ".back") == ["All answers to “tides”"]
    assert page.css_first(".back a").attributes["href"] == "/?q=tides"
    assert not read(client, "/pages/harbour.html").css(".back")


def test_a_long_page_is_read_in_parts_of_a_moderate_size(many: Engine) -> None:
    client, seen, path = create_app(Engines(many)).test_client(), [], "/pages/made.jsonl"
    while path:
        page = read(client, path)
        seen += [node.attributes["id"] for node in page.css("article section")]
        onward = page.css_first("a[rel=next]")
        path = (onward.attributes["href"] or "") if onward else ""
    assert seen == [f"thing-{n}" for n in range(130)]
    last = read(client, "/pages/made.jsonl?part=4")
    assert "passages 121 to 130 of 130" in texts(last, ".path")[0]
    assert last.css_first("a[rel=prev]").attributes["href"] == "/pages/made.jsonl?part=3"
    for wrong in ("part=5", "part=0", "part=x", "part=" + "9" * 40):
        read(client, f"/pages/made.jsonl?{wrong}", 404)


def test_a_page_that_is_an_address_is_read_too(client: FlaskClient) -> None:
    contents = read(client, "/pages/")
    assert texts(contents, ".titles a") == [
        "Harbour and shore",
        "https://example.org//notes?v=1&w=2",
    ]
    for link in contents.css(".titles a"):
        assert read(client, link.attributes["href"] or "").css("section[id]")
