from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PAGES, PHONE

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Locator, Page, Route

pytestmark = pytest.mark.browser

SUGGESTED = [
    {"text": "Tide tables for small boats", "kind": "title"},
    {"text": "Pier Trust", "kind": "collaborator", "url": "/collaborators/pier-trust"},
    {"text": "<img src=x onerror=alert(1)>", "kind": "title", "url": "javascript:alert(1)"},
]


def suggesting(page: Page) -> None:
    """Answer this page's questions for suggestions with some, whatever was typed."""

    def answer(route: Route) -> None:
        route.fulfill(json={"suggestions": SUGGESTED})

    page.route("**/api/v1/suggest?*", answer)


def box(page: Page) -> Locator:
    return page.get_by_role("combobox")


def after_a_round_trip(page: Page) -> None:
    """Wait until the page has asked its server something else, and drawn itself twice."""
    page.evaluate("""async () => {
      await (await fetch("/health/live")).text();
      for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
    }""")


def test_suggestions_are_a_list_that_the_keyboard_and_a_screen_reader_use(
    visit: Callable[..., Page],
) -> None:
    page = visit("/")
    suggesting(page)
    assert box(page).get_attribute("aria-expanded") == "false"
    page.keyboard.type("ti")
    options = page.get_by_role("listbox", name="Suggestions").get_by_role("option")
    expect(options).to_have_count(3)
    assert box(page).get_attribute("aria-expanded") == "true"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert box(page).get_attribute("aria-activedescendant") == options.nth(1).get_attribute("id")
    assert options.nth(1).get_attribute("aria-selected") == "true"
    expect(box(page)).to_be_focused()
    page.keyboard.press("Escape")
    expect(options).to_have_count(0)
    assert box(page).input_value() == "ti"
    assert box(page).get_attribute("aria-activedescendant") is None


def test_choosing_a_title_asks_it_and_choosing_somebody_goes_to_their_page(
    visit: Callable[..., Page],
) -> None:
    page = visit("/")
    suggesting(page)
    page.keyboard.type("ti")
    expect(page.get_by_role("option")).to_have_count(3)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/?q=Tide+tables+for+small+boats")
    box(page).fill("pi")
    page.get_by_role("option", name="Pier Trust").click()
    page.wait_for_url("**/collaborators/pier-trust")


def test_hostile_suggestions_are_text_and_lead_nowhere(visit: Callable[..., Page]) -> None:
    page = visit("/")
    suggesting(page)
    page.keyboard.type("ti")
    expect(page.get_by_role("option").nth(2)).to_contain_text("<img src=x")
    assert page.locator(".suggestions img").count() == 0
    page.get_by_role("option").nth(2).click()
    page.wait_for_url("**/?q=%3Cimg*")


def test_enter_without_a_choice_asks_what_was_typed(visit: Callable[..., Page]) -> None:
    page = visit("/", **PHONE)
    suggesting(page)
    box(page).fill("gates")
    expect(page.get_by_role("option")).to_have_count(3)
    page.keyboard.press("Enter")
    page.wait_for_url("**/?q=gates")


def test_without_suggestions_the_box_works_as_ever(visit: Callable[..., Page]) -> None:
    page = visit("/")
    page.route("**/api/v1/suggest?*", lambda route: route.fulfill(status=404))
    with page.expect_response("**/api/v1/suggest?*"):
        page.keyboard.type("gates")
    after_a_round_trip(page)
    assert page.get_by_role("option").count() == 0
    page.keyboard.press("Enter")
    page.wait_for_url("**/?q=gates")


def test_results_change_in_place_while_the_box_has_the_focus(visit: Callable[..., Page]) -> None:
    page = visit(PAGES["strong"])
    page.evaluate("document.querySelector('#alongside-count').kept = true")
    box(page).fill("gates")
    expect(page.get_by_role("status")).to_have_text("1 passage")
    expect(page.locator("ol.hits h2")).to_have_text(["Flood gates"])
    expect(box(page)).to_be_focused()
    assert page.url.endswith("/?q=gates")
    assert page.title() == "gates – Alongside"
    # The live region stays the same element, so that its change is spoken.
    assert page.evaluate("document.querySelector('#alongside-count').kept")
    assert page.get_by_role("link", name="Collaborators").nth(1).get_attribute("href") == (
        "/collaborators?q=gates"
    )
    page.reload()
    expect(page.get_by_role("status")).to_have_text("1 passage")


def test_what_narrows_the_answer_holds_while_typing(visit: Callable[..., Page]) -> None:
    page = visit("/?q=small&theme=Tides")
    box(page).fill("small boats")
    page.wait_for_url("**/?q=small+boats&theme=Tides")
    expect(page.locator(".chips a", has_text="Tides")).to_be_visible()


def test_an_outdated_answer_never_replaces_a_newer_one(visit: Callable[..., Page]) -> None:
    page = visit(PAGES["strong"])
    late: list[Route] = []
    page.route("**/?q=terns", lambda route: late.insert(0, route))
    with page.expect_request("**/?q=terns"):
        box(page).fill("terns")
    box(page).fill("gates")
    expect(page.locator("ol.hits h2")).to_have_text(["Flood gates"])
    late[0].continue_()
    after_a_round_trip(page)
    expect(page.locator("ol.hits h2")).to_have_text(["Flood gates"])


def test_nothing_changes_under_the_pointer_or_once_the_focus_is_elsewhere(
    visit: Callable[..., Page],
) -> None:
    page = visit(PAGES["strong"])
    page.clock.install()
    titles = page.locator("ol.hits h2").all_inner_texts()
    page.locator("ol.hits > li").first.hover()
    box(page).press("End")
    box(page).press_sequentially(" gates")
    page.clock.run_for(1_000)
    after_a_round_trip(page)
    assert page.locator("ol.hits h2").all_inner_texts() == titles
    page.mouse.move(640, 5)
    held: list[Route] = []
    page.route("**/?q=small*terns*", lambda route: held.insert(0, route))
    with page.expect_request("**/?q=small*terns"):
        box(page).press_sequentially(" terns")
        page.clock.run_for(1_000)
    page.keyboard.press("Tab")
    held[0].continue_()
    after_a_round_trip(page)
    assert page.locator("ol.hits h2").all_inner_texts() == titles


SHIFTS = """() => {
  window.shifted = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) window.shifted += entry.value;
  }).observe({ type: "layout-shift", buffered: false });
}"""


@pytest.mark.parametrize("options", [{}, PHONE], ids=["desktop", "phone"])
def test_a_refresh_shifts_nothing(visit: Callable[..., Page], options: dict[str, object]) -> None:
    page = visit(PAGES["strong"], **options)
    page.evaluate(SHIFTS)
    before = box(page).bounding_box()
    for question in ("gates", "small", "qzx", "small tidde"):
        box(page).fill(question)
        page.wait_for_url("**/?q=" + question.replace(" ", "+"))
    after_a_round_trip(page)
    assert box(page).bounding_box() == before
    assert page.evaluate("window.shifted") == 0
