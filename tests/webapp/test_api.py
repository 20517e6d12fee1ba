from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from indexer.model import Query
from indexer.search.engine import Engine
from tests.fakes import Engines
from tests.webapp.harbour import BIRDS, HOSTILE, TABLES, TERNS
from webapp.app import create_app
from webapp.settings import Settings

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

SEARCH = "/api/v1/search"


def body(response: TestResponse) -> dict[str, Any]:
    assert response.mimetype == "application/json", response.get_data(as_text=True)
    loaded: dict[str, Any] = json.loads(response.data)
    return loaded


def test_an_answer_has_the_fields_of_the_contract_in_order(
    client: FlaskClient, harbour: Engine
) -> None:
    answer = body(client.get(SEARCH, query_string={"q": "small tide tables", "limit": 2}))
    assert list(answer) == [
        "query",
        "answer",
        "reason",
        "direct",
        "total",
        "total_exact",
        "limit",
        "offset",
        "next",
        "hits",
        "facets",
        "facets_left_out",
        "notices",
        "index",
        "took_ms",
    ]
    assert answer["query"] == {
        "text": "small tide tables",
        "searched": "small tide tables",
        "corrections": [],
        "acronyms": [],
        "mode": "hybrid",
    }
    assert (answer["answer"], answer["total"], answer["total_exact"]) == ("strong", 1, True)
    assert (answer["limit"], answer["offset"], len(answer["hits"])) == (2, 0, 1)
    assert answer["index"] == {
        "generation": harbour.info.generation,
        "built_at": harbour.info.built_at,
        "model": "words",
        "passages": 7,
    }


def test_a_hit_carries_both_scores_and_says_where_it_is_read(client: FlaskClient) -> None:
    hit = body(client.get(SEARCH, query_string={"q": "small tide tables"}))["hits"][0]
    assert hit == {
        "id": TABLES,
        "title": "Tide tables for small boats",
        "theme": "Tides",
        "score": pytest.approx(0.86, abs=0.01),
        "keyword_score": pytest.approx(4.4, abs=0.1),
        "semantic_score": pytest.approx(0.8, abs=0.1),
        "matched_by": ["words", "meaning"],
        "close": True,
        "snippet": {
            "text": "We print tide tables for small boats. They fit in a pocket.",
            "marks": [
                {"start": 0, "end": 37, "kind": "meaning"},
                {"start": 9, "end": 13, "kind": "word"},
                {"start": 14, "end": 20, "kind": "word"},
                {"start": 25, "end": 30, "kind": "word"},
            ],
        },
        "organisations": ["Pier Trust", "University of Brest"],
        "funders": ["Lamplight Fund"],
        "places": ["Brest", "France"],
        "introduction": False,
        "url": "http://localhost/pages/harbour.html#tide-tables"
        ":~:text=We%20print%20tide%20tables%20for%20small%20boats.",
        "source": "harbour.html",
    }


def test_corrections_and_short_forms_are_given_with_what_they_were_taken_for(
    client: FlaskClient,
) -> None:
    answer = body(client.get(SEARCH, query_string={"q": "small tidde tabels"}))
    assert answer["query"] == {
        "text": "small tidde tabels",
        "searched": "small tide tables",
        "corrections": [{"from": "tidde", "to": "tide"}, {"from": "tabels", "to": "tables"}],
        "acronyms": [],
        "mode": "hybrid",
    }
    assert answer["total"] == 1
    short = body(client.get(SEARCH, query_string={"q": "CHU"}))["query"]
    assert short["acronyms"] == [{"short": "CHU", "long": "coastal hazards unit"}]


@pytest.mark.parametrize(("correct", "total"), [("true", 2), ("1", 2), ("false", 0), ("0", 0)])
def test_a_question_may_be_asked_as_it_was_typed(
    client: FlaskClient, correct: str, total: int
) -> None:
    answer = body(client.get(SEARCH, query_string={"q": "small tidde", "correct": correct}))
    assert answer["total"] == total
    assert bool(answer["query"]["corrections"]) == (total > 0)


def test_a_total_that_may_be_short_is_said_to_be(many: Engine) -> None:
    client = create_app(Engines(many)).test_client()
    assert body(client.get(SEARCH + "?q=thing"))["total_exact"] is False


def test_the_address_of_a_hit_leads_to_its_text(client: FlaskClient) -> None:
    hits = body(client.get(SEARCH, query_string={"q": "tide OR boilers OR oystercatchers"}))["hits"]
    urls = {hit["title"][:8]: hit["url"] for hit in hits}
    assert urls["Counting"].startswith("https://example.org/harbour#oystercatchers:~:text=Volunt")
    assert client.get(urls["Tide tab"]).status_code == 200
    hostile = next(hit["url"] for hit in hits if hit["id"].startswith("script"))
    assert hostile.startswith("http://localhost/pages/https://example.org//notes")
    assert b'id="script-document-title-taken-script-sreliob"' in client.get(hostile).data


def test_addresses_are_those_of_the_host_that_was_asked(client: FlaskClient) -> None:
    hit = client.get(SEARCH + "?q=gates", base_url="https://find.example:8443").json["hits"][0]
    assert hit["url"].startswith("https://find.example:8443/pages/harbour.html#flood-gates:~:")


def test_a_host_that_cannot_be_one_is_not_repeated(client: FlaskClient) -> None:
    response = client.get(SEARCH + "?q=gates", headers={"Host": 'x"><script>'})
    assert response.json["hits"][0]["url"].startswith("/pages/harbour.html#flood-gates:~:")


def test_pages_of_results_join_without_repeats(client: FlaskClient) -> None:
    def ids(offset: int, limit: int) -> list[str]:
        window = {"q": "small OR boilers", "offset": offset, "limit": limit}
        return [hit["id"] for hit in body(client.get(SEARCH, query_string=window))["hits"]]

    assert ids(0, 2) + ids(2, 2) == ids(0, 100)
    assert len(set(ids(0, 100))) == 4
    assert ids(4, 2) == []


def test_gibberish_is_answered_none_with_what_is_near(client: FlaskClient) -> None:
    answer = body(client.get(SEARCH, query_string={"q": "qzx"}))
    assert (answer["answer"], answer["hits"], answer["total"]) == ("none", [], 0)
    assert answer["nearest"][0] == {
        "id": TABLES,
        "title": "Tide tables for small boats",
        "url": "http://localhost/pages/harbour.html#tide-tables",
    }


def test_themes_narrow_and_either_counts(client: FlaskClient) -> None:
    def titles(*themes: str) -> set[str]:
        answer = body(client.get(SEARCH, query_string={"q": "small", "theme": themes}))
        return {hit["title"] for hit in answer["hits"]}

    tides, birds = titles("Tides"), titles("Birds of the shore")
    assert tides == {"Tide tables for small boats"}
    assert titles("Tides", "Birds of the shore") == tides | birds == titles()


def test_notices_are_handed_on(client: FlaskClient) -> None:
    assert body(client.get(SEARCH + "?q=gates%22"))["notices"] == [
        "a quotation mark without its partner was ignored"
    ]


def test_the_same_query_gives_the_same_bytes_but_for_its_time(client: FlaskClient) -> None:
    first, second = (client.get(SEARCH + "?q=small+tide") for _ in range(2))
    assert first.text.partition('"took_ms"')[0] == second.text.partition('"took_ms"')[0]
    assert first.headers["ETag"] == second.headers["ETag"]
    assert first.headers["Server-Timing"] == f"search;dur={first.json['took_ms']}"


def test_an_answer_already_known_is_not_searched_again(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    tag = client.get(SEARCH + "?q=small&theme=Tides&theme=B").headers["ETag"]

    def unsearchable(_: Engine, query: object) -> None:
        raise AssertionError(query)

    monkeypatch.setattr(Engine, "match", unsearchable)
    again = client.get(
        SEARCH + "?theme=B&theme=Tides&limit=10&q=+small", headers={"If-None-Match": tag}
    )
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)
    assert again.headers["Cache-Control"] == "public, no-cache"
    assert "Origin" in again.headers["Vary"]


@pytest.mark.parametrize(
    "other", ["q=small&mode=keyword", "q=small&limit=9", "q=Small", "q=small&correct=0"]
)
def test_another_query_has_another_tag(client: FlaskClient, other: str) -> None:
    tag = client.get(SEARCH + "?q=small").headers["ETag"]
    assert client.get(f"{SEARCH}?{other}", headers={"If-None-Match": tag}).status_code == 200


def test_a_new_generation_has_another_tag(engines: Engines, many: Engine) -> None:
    client = create_app(engines).test_client()
    tag = client.get(SEARCH + "?q=small").headers["ETag"]
    engines.engine = many
    fresh = client.get(SEARCH + "?q=small", headers={"If-None-Match": tag})
    assert (fresh.status_code, fresh.json["index"]["passages"]) == (200, 130)


def test_head_answers_as_get_does_without_a_body(client: FlaskClient) -> None:
    got, headed = client.get(SEARCH + "?q=small"), client.head(SEARCH + "?q=small")
    assert (headed.status_code, headed.data) == (200, b"")
    assert headed.headers["ETag"] == got.headers["ETag"]


def test_a_passage_is_given_whole(client: FlaskClient) -> None:
    found = client.get(f"/api/v1/passages/{TABLES}")
    passage = body(found)
    assert list(passage) == [
        "id",
        "title",
        "theme",
        "path",
        "text",
        "blocks",
        "sentences",
        "links",
        "mentions",
        "introduction",
        "source",
        "position",
        "url",
        "index",
    ]
    assert passage["path"] == ["Harbour and shore", "Tides"]
    second = passage["sentences"][1]
    assert passage["text"][second["start"] : second["end"]] == "They fit in a pocket."
    assert [block["kind"] for block in passage["blocks"]] == [
        "paragraph",
        "item",
        "item",
        "paragraph",
    ]
    tag = {"If-None-Match": found.headers["ETag"]}
    assert client.get(found.request.path, headers=tag).status_code == 304


def test_a_passage_with_a_key_gives_it(client: FlaskClient) -> None:
    assert body(client.get(f"/api/v1/passages/{BIRDS}"))["key"] == "bird-1"


def test_only_links_that_may_be_followed_leave(client: FlaskClient) -> None:
    passage = body(client.get(f"/api/v1/passages/{TERNS}"))
    assert "Run it" in passage["text"]
    quoted = {passage["text"][k["start"] : k["end"]]: k["url"] for k in passage["links"]}
    assert quoted == {
        "mail us": "mailto:harbour@example.org",
        "see the page": "https://example.org/see?a=1&b=2",
    }
    hostile = body(client.get(f"/api/v1/passages/{HOSTILE}"))
    assert hostile["url"].startswith("http://localhost/pages/")


def test_mentions_quote_the_text_they_stand_in(client: FlaskClient) -> None:
    passage = body(client.get(f"/api/v1/passages/{TABLES}"))
    assert passage["mentions"][0] == {
        "start": passage["text"].index("Pier Trust"),
        "end": passage["text"].index("Pier Trust") + 10,
        "name": "Pier Trust",
        "id": "pier-trust",
        "kind": "organisation",
        "role": "partner",
        "sure": True,
        "text": "Pier Trust",
        "in_title": False,
    }
    for mention in passage["mentions"]:
        assert passage["text"][mention["start"] : mention["end"]] == mention["text"]
        assert client.get(f"/api/v1/collaborators/{mention['id']}").status_code == 200


def test_a_passage_can_be_asked_about(client: FlaskClient) -> None:
    answer = body(client.get(SEARCH + "?q=gates"))
    assert "why_not" not in answer
    (hit,) = answer["hits"]
    why = body(client.get(f"{SEARCH}?q=gates&why_not={hit['id']}"))["why_not"]
    assert (why["admitted"], why["rank"], why["lacks"]) == (True, 1, [])
    assert why["passage"]["title"] == hit["title"]
    why = body(client.get(f"{SEARCH}?q=nosuchword&why_not={hit['id']}"))["why_not"]
    assert (why["admitted"], why["lacks"]) == (False, ["nosuchword"])
    assert why["reason"].startswith("not a result; it does not hold “nosuchword”")


def test_a_passage_that_is_not_there_cannot_be_asked_about(client: FlaskClient) -> None:
    refused = client.get(SEARCH + "?q=gates&why_not=atlantis")
    assert refused.status_code == 404
    assert json.loads(refused.data)["detail"] == (
        "why_not is 'atlantis': give a passage's id or title"
    )


def test_what_is_asked_for_is_explained(client: FlaskClient) -> None:
    (hit,) = body(client.get(SEARCH + "?q=gates&explain=true"))["hits"]
    assert hit["explanation"] == {
        "reason": "0.04 for its words (100% of the question) + 0.76 for its meaning",
        "words": pytest.approx(0.038, abs=0.001),
        "meaning": pytest.approx(0.758, abs=0.001),
        "name": 0.0,
        "prior": 1.0,
        "coverage": 1.0,
    }
    assert hit["score"] == pytest.approx(0.796, abs=0.001)
    assert "explanation" not in body(client.get(SEARCH + "?q=gates"))["hits"][0]


def test_text_that_is_not_unicode_does_not_break_the_answer(
    client: FlaskClient, harbour: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = harbour.search(Query("flood"))
    broken = replace(found.hits[0].passage, title="Flood \ud800 gates")
    answer = replace(found, hits=(replace(found.hits[0], passage=broken),))
    monkeypatch.setattr(Engine, "answer", lambda *_: answer)
    assert client.get(SEARCH + "?q=flood").json["hits"][0]["title"] == "Flood ? gates"
    assert "Flood ? gates" in client.get("/?q=flood").text


@pytest.mark.parametrize(
    "question",
    ["😀", "שלום \u202e", "?!…", "(((", "\x00\x01", "a" * 500, "<script>", "% %zz &"],
)
def test_odd_questions_are_answered_or_refused_in_words(client: FlaskClient, question: str) -> None:
    response = client.get(SEARCH, query_string={"q": question})
    assert response.status_code == (400 if question == "\x00\x01" else 200)


def test_other_sites_may_read_the_api_and_nothing_else(client: FlaskClient) -> None:
    origin = {"Origin": "https://other.example"}
    assert client.get(SEARCH + "?q=a", headers=origin).headers["Access-Control-Allow-Origin"] == "*"
    bad = client.get(SEARCH, headers=origin)
    assert (bad.status_code, bad.headers["Access-Control-Allow-Origin"]) == (400, "*")
    for path in ("/", "/health/live", "/?q=a"):
        assert "Access-Control-Allow-Origin" not in client.get(path, headers=origin).headers


def test_a_preflight_allows_what_reading_needs(client: FlaskClient) -> None:
    answer = client.options(
        SEARCH,
        headers={
            "Origin": "https://other.example",
            "Access-Control-Request-Method": "GET",
            "Access-Control-Request-Headers": "if-none-match",
        },
    )
    assert answer.status_code == 200
    assert "GET" in answer.headers["Access-Control-Allow-Methods"]
    assert "POST" not in answer.headers["Access-Control-Allow-Methods"]
    assert answer.headers["Access-Control-Allow-Headers"] == "If-None-Match"


def test_only_listed_origins_are_let_in_where_there_is_a_list(engines: Engines) -> None:
    settings = Settings(cors_origins=("https://a.example",))
    client = create_app(engines, settings).test_client()

    def allowed(origin: str) -> str | None:
        headers = client.get(SEARCH + "?q=a", headers={"Origin": origin}).headers
        return headers.get("Access-Control-Allow-Origin")

    assert allowed("https://a.example") == "https://a.example"
    assert allowed("https://b.example") is None


def test_a_server_without_an_index_lives_and_is_not_ready(engines: Engines) -> None:
    client, harbour = create_app(engines).test_client(), engines.current()
    assert client.get("/health/ready").json["index"]["generation"] == harbour.info.generation
    engines.engine = None
    assert client.get("/health/live").json == {"status": "live"}
    unready = client.get("/health/ready")
    assert (unready.status_code, unready.headers["Retry-After"]) == (503, "5")
    assert client.get(SEARCH + "?q=a").status_code == 503
    engines.engine = harbour
    assert client.get(SEARCH + "?q=gates").status_code == 200
