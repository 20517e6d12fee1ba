from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, PAGES, PHONE, SMALLEST
from tests.fakes import Engines
from tests.webapp.harbour import GATES, HOSTILE
from tests.webapp.served import serving

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from indexer.search.engine import Engine

pytestmark = pytest.mark.browser

BOTH = pytest.mark.parametrize("options", [DESKTOP, PHONE], ids=["desktop", "phone"])
SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])


def chip(facet: str, value: str) -> re.Pattern[str]:
    return re.compile(rf"{facet}: *{value}.*remove")


@BOTH
@SCRIPTS
def test_a_typed_question_finds_the_right_passage(
    visit: Callable[..., Page], options: dict[str, object], *, scripts: bool
) -> None:
    page = visit("/", **options, java_script_enabled=scripts)
    page.get_by_label("What are you looking for?").fill("tide tables for boats")
    page.keyboard.press("Enter")
    page.wait_for_url("**/?q=tide+tables+for+boats")
    first = page.locator("ol.hits > li").first
    assert first.get_by_role("heading").inner_text() == "Tide tables for small boats"
    assert page.get_by_label("What are you looking for?").input_value() == "tide tables for boats"
    first.get_by_role("link", name="Tide tables for small boats", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tide tables for small boats")
    marked = page.locator("article p mark.word")
    assert marked.all_inner_texts()[:3] == ["tide", "tables", "boats"]
    page.get_by_role("link", name="All answers to “tide tables for boats”").click()
    expect(page.locator("ol.hits > li").first).to_be_visible()


def test_the_box_is_ready_to_type_in(visit: Callable[..., Page]) -> None:
    page = visit("/")
    expect(page.get_by_label("What are you looking for?")).to_be_focused()
    page.keyboard.type("gates")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("status")).to_have_text("1 passage")


def test_words_and_meaning_are_told_apart_without_colour(visit: Callable[..., Page]) -> None:
    page = visit(PAGES["strong"])
    style = "node => [getComputedStyle(node).fontWeight, getComputedStyle(node).borderLeftStyle]"
    assert page.locator(".legend mark.word").evaluate(style) == ["700", "none"]
    assert page.locator(".legend mark.meaning").evaluate(style) == ["400", "solid"]
    first, *others = page.locator(".snippet mark.meaning").all()
    assert first.evaluate(style)[1] == "solid"
    assert {one.evaluate(style)[1] for one in others} == {"none"}  # of one sentence


@BOTH
@SCRIPTS
def test_facets_combine_and_come_off_one_by_one(
    visit: Callable[..., Page], options: dict[str, object], *, scripts: bool
) -> None:
    page = visit("/?q=small+OR+tide", **options, java_script_enabled=scripts)
    expect(page.get_by_role("status")).to_have_text("4 passages")

    def choose(name: str) -> None:
        if options is PHONE:
            page.locator("summary", has_text="Filters").first.click()
        page.get_by_role("navigation", name="Filters").get_by_role("link", name=name).click()

    choose("Tides")
    expect(page.get_by_role("status")).to_have_text("2 passages")
    choose("Birds of the shore 2 more")
    expect(page.get_by_role("status")).to_have_text("4 passages")
    choose("France")
    expect(page.get_by_role("status")).to_have_text("2 passages")
    page.get_by_role("link", name=chip("Place", "France")).click()
    expect(page.get_by_role("status")).to_have_text("4 passages")
    page.get_by_role("link", name="Clear all").click()
    page.wait_for_url("**/?q=small+OR+tide")
    page.go_back()
    page.wait_for_url("**theme=Tides&theme=Birds+of+the+shore")
    expect(page.get_by_role("link", name=chip("Theme", "Tides"))).to_be_visible()


def test_a_new_question_keeps_what_narrows_the_old_one_in_sight(visit: Callable[..., Page]) -> None:
    page = visit("/?q=small&theme=Tides", java_script_enabled=False)
    page.get_by_label("What are you looking for?").fill("pumps")
    page.keyboard.press("Enter")
    page.wait_for_url("**/?q=pumps&theme=Tides")
    expect(page.get_by_role("link", name=chip("Theme", "Tides"))).to_be_visible()


def test_beside_the_results_facets_are_open_on_a_wide_screen_only(
    visit: Callable[..., Page],
) -> None:
    wide = visit(PAGES["strong"])
    assert wide.get_by_role("link", name="Keywords only", exact=True).is_visible()
    facets, first = wide.locator(".facets").bounding_box(), wide.locator(".hits").bounding_box()
    assert facets is not None
    assert first is not None
    assert facets["x"] + facets["width"] < first["x"]
    assert not visit(PAGES["strong"], **PHONE).locator(".facets").is_visible()


def test_no_answer_says_so_and_keeps_what_is_near_apart(visit: Callable[..., Page]) -> None:
    page = visit(PAGES["none"])
    assert page.get_by_role("heading", name="No results").is_visible()
    assert page.locator("ol.hits").count() == 0
    near = page.get_by_role("complementary", name="You might be interested in")
    assert near.get_by_role("link").all_inner_texts() == [
        "Tide tables for small boats",
        "<script>document.title='taken'</script> \u202esreliob",
        "Tides",
    ]
    page.get_by_role("link", name="browse by theme").click()
    page.get_by_role("link", name="Birds of the shore").click()
    expect(page.get_by_role("link", name="Ringing terns")).to_be_visible()


def test_a_result_lands_on_its_place_in_the_reading_view(visit: Callable[..., Page]) -> None:
    page = visit("/?q=ring+terns", **SMALLEST)
    page.get_by_role("link", name="Read on the page – Ringing terns").click()
    page.wait_for_url("**/pages/harbour.html*#ringing-terns:~:text=*")
    expect(page.locator("p:target")).to_contain_text("Terns get a ring on the left leg.")
    section = page.locator("section:has(:target)")
    assert section.get_attribute("id") == "ringing-terns"
    assert section.evaluate("node => getComputedStyle(node).boxShadow") != "none"


def test_a_slip_is_corrected_and_the_correction_undone(visit: Callable[..., Page]) -> None:
    page = visit(PAGES["corrected"], **PHONE)
    said = page.get_by_text("Showing results for small tide. Search instead for small tidde")
    expect(said).to_be_visible()
    expect(page.get_by_role("status")).to_have_text("2 passages")
    page.get_by_role("link", name="small tidde").click()
    page.wait_for_url("**/?q=small+tidde&correct=false")
    expect(page.get_by_role("status")).to_have_text("No results")
    expect(page.get_by_text("Showing results for")).to_have_count(0)
    box = page.get_by_label("What are you looking for?")
    box.press("Enter")
    expect(page.get_by_role("status")).to_have_text("No results")
    box.fill("small tabels")
    box.press("Enter")
    expect(page.get_by_text("Showing results for small tables")).to_be_visible()


def test_passages_are_walked_one_after_another(visit: Callable[..., Page]) -> None:
    page = visit(f"/passages/{GATES}")
    page.get_by_role("link", name="Next: Ringing terns").click()
    page.get_by_role("link", name="Previous: Flood gates").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Flood gates")


def test_the_picture_s_nodes_lead_to_their_pages(visit: Callable[..., Page]) -> None:
    page = visit(PAGES["network"])
    page.get_by_role("link", name="Pier Trust (organisation)").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Pier Trust")
    page.get_by_role("link", name="Flood gates (passage)").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Flood gates")


def test_the_map_s_dots_lie_on_the_land_and_lead_to_their_pages(visit: Callable[..., Page]) -> None:
    page = visit(PAGES["places"])
    land = page.locator("svg image")
    assert (
        land.evaluate("async (node) => (await (await fetch(node.href.baseVal)).text()).length")
        > 10_000
    )
    page.get_by_role("link", name="Brest, 2 passages").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Brest")


HARMFUL = [
    "/",
    PAGES["hostile"],
    PAGES["hostile-passage"],
    "/network?q=boilers",
    "/compare?q=boilers",
    "/collaborators?q=boilers",
    "/?q=%22%3E%3Cscript%3Edocument.title%3D'taken'%3C%2Fscript%3E%20gates",
]


@pytest.mark.parametrize("path", HARMFUL)
def test_hostile_text_does_nothing(visit: Callable[..., Page], path: str) -> None:
    page = visit(path)
    assert page.title() != "taken"
    assert page.locator("body script").count() == 0
    assert page.locator("[href^='javascript:' i]").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280


def test_an_overriding_character_turns_nothing_beside_it_around(visit: Callable[..., Page]) -> None:
    page = visit(PAGES["hostile"])
    theme = page.locator("ol.hits .why a").first
    assert theme.inner_text().startswith("Read on the page")
    order = """(node) => {
      const range = document.createRange();
      const text = node.firstChild;
      const left = (at) => { range.setStart(text, at); range.setEnd(text, at + 1);
        return range.getBoundingClientRect().left; };
      return left(0) < left(5);
    }"""
    assert theme.evaluate(order)


def test_an_index_that_is_not_ready_is_waited_for(
    contexts: Callable[..., object], harbour: Engine
) -> None:
    engines = Engines()
    with serving(engines) as address:
        page = contexts(DESKTOP).new_page()  # type: ignore[attr-defined]
        page.clock.install()
        page.goto(address + "?q=gates")
        expect(page.get_by_role("heading", level=1)).to_have_text("The index is being made ready")
        engines.engine = harbour
        page.clock.run_for(6_000)
        expect(page.get_by_role("heading", name="Flood gates")).to_be_visible()
        page.close()


def test_structured_data_is_read_and_breaks_no_policy(visit: Callable[..., Page]) -> None:
    page = visit(f"/passages/{HOSTILE}")
    data = page.evaluate(
        "JSON.parse(document.querySelector('script[type=\"application/ld+json\"]').textContent)"
    )
    assert data["@type"] == "Article"
    assert data["headline"].startswith("<script>")
    assert page.title() != "taken"
