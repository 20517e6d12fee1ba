from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, PHONE, SMALLEST

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

RESULTS = "/?q=small+tide+tables"
EVERY_PAGE = [
    "/",
    RESULTS,
    "/?q=small&theme=Tides",
    "/?q=boilers",
    "/?q=stt+tidde",
    "/?q=zzz",
    "/?q=" + "x" * 501,
    "/passages/hostile-0a1b2c",
    "/pages/harbour.html",
    "/pages/",
    "/nothing-here",
]

# Relative luminance and contrast as WCAG 2 defines them, over what the browser computed.
CONTRAST = """
(selector) => {
  const channels = (text) => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b]
    .map((c) => c / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = (node) => {
    for (let at = node; at; at = at.parentElement) {
      const found = channels(getComputedStyle(at).backgroundColor);
      if (found.length === 3 || found[3] > 0) return found;
    }
    return [255, 255, 255];
  };
  const low = [];
  for (const node of document.querySelectorAll(selector)) {
    if (!node.checkVisibility() || !node.textContent.trim()) continue;
    const [a, b] = [light(channels(getComputedStyle(node).color)), light(behind(node))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) low.push(`${node.tagName} ${node.className} ${ratio.toFixed(2)}`);
  }
  return low;
}
"""
SMALL_TARGETS = """
() => [...document.querySelectorAll("a, button, input, select, summary")]
  .filter((node) => node.checkVisibility() && !node.closest(".read p, .read li, .nothing, .skip"))
  .map((node) => node.closest("label") ?? node)
  .map((node) => [node.textContent.trim() || node.id, node.getBoundingClientRect()])
  .filter(([, box]) => box.height < 43.5 || box.width < 43.5)
  .map(([name, box]) => `${name} ${box.width}x${box.height}`)
"""


@pytest.mark.parametrize("options", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
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
    assert page.get_by_role("listitem").all_inner_texts()[:2] == [
        "One sheet for each month",
        "Ask at the pier",
    ]


def test_the_box_is_ready_to_type_in(visit: Callable[..., Page]) -> None:
    page = visit("/")
    expect(page.get_by_label("What are you looking for?")).to_be_focused()
    page.keyboard.type("gates")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("status")).to_have_text("1 passage")


def test_results_are_seen_without_scrolling_on_a_phone(visit: Callable[..., Page]) -> None:
    page = visit(RESULTS, **PHONE)
    second = page.locator("ol.hits > li").nth(1).bounding_box()
    assert second is not None
    assert second["y"] + second["height"] < 844


def test_words_and_meaning_are_told_apart_without_colour(visit: Callable[..., Page]) -> None:
    page = visit(RESULTS)
    style = "node => [getComputedStyle(node).fontWeight, getComputedStyle(node).textDecorationLine]"
    assert page.locator(".legend mark.word").evaluate(style) == ["700", "none"]
    assert page.locator(".legend mark.meaning").evaluate(style) == ["400", "underline"]


def test_no_answer_says_so_and_keeps_what_is_near_apart(visit: Callable[..., Page]) -> None:
    page = visit("/?q=qzx")
    assert page.get_by_role("heading", name="No good answer here").is_visible()
    assert page.locator("ol.hits").count() == 0
    near = page.get_by_role("complementary", name="Not answers, but near")
    assert near.get_by_role("link").all_inner_texts() == [
        "Tide tables for small boats",
        "Flood gates",
    ]
    page.get_by_role("link", name="browsing everything by theme").click()
    expect(page.get_by_role("link", name="Ringing terns")).to_be_visible()


def test_a_theme_is_chosen_and_given_up_again(visit: Callable[..., Page]) -> None:
    page = visit("/?q=small")
    expect(page.get_by_role("status")).to_have_text("3 passages")
    page.get_by_text("Narrow the search").click()
    page.get_by_label("Tides").check()
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("status")).to_have_text("1 passage")
    page.get_by_label("Tides").uncheck()
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("status")).to_have_text("3 passages")


def test_a_result_lands_on_its_place_in_the_reading_view(visit: Callable[..., Page]) -> None:
    page = visit("/?q=ring+terns", **SMALLEST)
    page.get_by_role("link", name="Read it in place – Ringing terns").click()
    page.wait_for_url("**/pages/harbour.html#ringing-terns:~:text=*")
    expect(page.locator("p:target")).to_contain_text("Terns get a ring on the left leg.")
    box = page.get_by_role("heading", name="Ringing terns").bounding_box()
    assert box is not None
    assert 0 <= box["y"] < 568
    section = page.locator("section:has(:target)")
    assert section.get_attribute("id") == "ringing-terns"
    assert section.evaluate("node => getComputedStyle(node).boxShadow") != "none"


def test_a_slip_is_corrected_and_the_correction_undone(visit: Callable[..., Page]) -> None:
    page = visit("/?q=small+tidde", **PHONE)
    said = page.get_by_text("Showing results for small tide. Search instead for small tidde")
    expect(said).to_be_visible()
    expect(page.get_by_role("status")).to_have_text("4 passages")
    page.get_by_role("link", name="small tidde").click()
    page.wait_for_url("**/?q=small+tidde&correct=false")
    expect(page.get_by_role("status")).to_have_text("3 passages")
    expect(page.get_by_text("Showing results for")).to_have_count(0)
    box = page.get_by_label("What are you looking for?")
    assert box.input_value() == "small tidde"

    page.get_by_text("Narrow the search").click()
    page.get_by_label("Tides").check()
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("status")).to_have_text("1 passage")
    expect(page.get_by_text("Showing results for")).to_have_count(0)

    box.fill("small tabels")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Showing results for small tables")).to_be_visible()


def test_passages_are_walked_one_after_another(visit: Callable[..., Page]) -> None:
    page = visit("/passages/flood-gates-0a1b2c")
    page.get_by_role("link", name="After: Counting oystercatchers").click()
    page.get_by_role("link", name="Before: Flood gates").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Flood gates")


@pytest.mark.parametrize("path", EVERY_PAGE)
def test_nothing_scrolls_sideways_on_the_smallest_screen(
    visit: Callable[..., Page], path: str
) -> None:
    page = visit(path, **SMALLEST)
    for details in page.locator("details:not([open]) > summary").all():
        details.click()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", EVERY_PAGE)
def test_every_text_can_be_read_in_both_schemes(
    visit: Callable[..., Page], path: str, scheme: str
) -> None:
    page = visit(path, **PHONE, color_scheme=scheme)
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (paper == "rgb(251, 250, 246)") == (scheme == "light")
    assert (
        page.evaluate(CONTRAST, "body :is(a, p, li, h1, h2, h3, mark, span, label, button)") == []
    )


@pytest.mark.parametrize("path", EVERY_PAGE)
def test_every_target_is_large_enough_for_a_finger(visit: Callable[..., Page], path: str) -> None:
    assert visit(path, **PHONE).evaluate(SMALL_TARGETS) == []


def test_hostile_text_does_nothing(visit: Callable[..., Page]) -> None:
    for path in ("/", "/?q=boilers", "/passages/hostile-0a1b2c", "/pages/"):
        page = visit(path)
        assert page.title() != "taken"
        assert page.locator("body script").count() == 0
    page = visit("/?q=%22%3E%3Cscript%3Edocument.title%3D'taken'%3C%2Fscript%3E%20gates")
    assert "taken" in page.get_by_label("What are you looking for?").input_value()
    assert page.title() != "taken"


def test_the_keyboard_reaches_the_content_first_and_shows_where_it_is(
    visit: Callable[..., Page],
) -> None:
    page = visit(RESULTS)
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    assert skip.evaluate("node => node === document.activeElement")
    box = skip.bounding_box()
    assert box is not None
    assert box["y"] >= 0
    assert skip.evaluate("node => getComputedStyle(node).outlineStyle") == "solid"


def test_structured_data_is_read_and_breaks_no_policy(visit: Callable[..., Page]) -> None:
    page = visit("/passages/hostile-0a1b2c")
    data = page.evaluate(
        "JSON.parse(document.querySelector('script[type=\"application/ld+json\"]').textContent)"
    )
    assert data["@type"] == "Article"
    assert data["headline"].startswith("<script>")
    assert page.title() != "taken"
