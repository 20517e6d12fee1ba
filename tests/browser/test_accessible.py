from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import DESKTOP, PAGES, PHONE, SMALLEST

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

OPEN = "document.querySelectorAll('details').forEach((each) => { each.open = true; })"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(page: Page, options: dict[str, Any]) -> list[str]:
    found = Axe().run(page, options=options | {"resultTypes": ["violations"]})
    return [
        f"{one['id']}: {node['target']} {node['failureSummary']}"
        for one in found.response["violations"]
        for node in one["nodes"]
    ]


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_on_any_page_in_either_theme(
    visit: Callable[..., Page], name: str
) -> None:
    page = visit(PAGES[name], **PHONE)
    page.evaluate(OPEN)
    assert violations(page, {"runOnly": RULES}) == []
    page.emulate_media(color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(20, 25, 26)"
    assert violations(page, {"runOnly": ["color-contrast"]}) == []
    page.emulate_media(color_scheme="light")


@pytest.mark.parametrize("name", ["strong", "collaborators", "network"])
def test_axe_finds_nothing_beside_each_other_on_a_wide_screen(
    visit: Callable[..., Page], name: str
) -> None:
    assert violations(visit(PAGES[name], **DESKTOP), {"runOnly": RULES}) == []


@pytest.mark.parametrize("name", PAGES)
def test_nothing_scrolls_sideways_on_the_smallest_screen(
    visit: Callable[..., Page], name: str
) -> None:
    page = visit(PAGES[name], **SMALLEST)
    page.evaluate(OPEN)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def stops(page: Page) -> list[str]:
    """Press Tab until the page's end; return where the focus was, each time seen by its outline."""
    seen: list[str] = []
    describe = """() => {
      const at = document.activeElement;
      if (at === document.body) return null;
      at.stop ??= String(window.stops = (window.stops ?? 0) + 1);
      const style = getComputedStyle(at);
      const box = at.getBoundingClientRect();
      const seen = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
      const inside = box.bottom > 0 && box.top < innerHeight;
      return [at.stop, seen && inside ? "" : at.outerHTML.slice(0, 120)];
    }"""
    for _ in range(400):
        page.keyboard.press("Tab")
        at = page.evaluate(describe)
        if at is None or at[0] in seen:
            break
        assert at[1] == "", at[1]
        seen.append(at[0])
    return seen


@pytest.mark.parametrize(
    "name", ["strong", "narrowed", "passage", "collaborators", "network", "places", "none"]
)
def test_the_keyboard_reaches_everything_and_shows_where_it_is(
    visit: Callable[..., Page], name: str
) -> None:
    page = visit(PAGES[name])
    targets = page.evaluate(
        """() => [...document.querySelectorAll(
          "a[href], button, input:not([type=hidden]), summary, [tabindex='0']"
        )].filter((node) => node.checkVisibility()).length"""
    )
    assert len(stops(page)) == targets


@pytest.mark.parametrize(
    ("name", "skip_to", "then"),
    [
        ("strong", "Skip to the answers", ".hits h2 a"),
        ("passage", "Skip to the content", "main a"),
    ],
)
def test_the_first_stop_skips_what_stands_before(
    visit: Callable[..., Page], name: str, skip_to: str, then: str
) -> None:
    page = visit(PAGES[name])
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name=skip_to)
    assert skip.evaluate("node => node === document.activeElement")
    box = skip.bounding_box()
    assert box is not None
    assert box["y"] >= 0
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("then => document.activeElement.matches(then)", then)


SMALL_TARGETS = """
() => [...document.querySelectorAll("a, button, input:not([type=hidden]), summary")]
  .filter((node) => node.checkVisibility() && !node.closest(".skip, .dot")) // dots are listed, too
  .map((node) => node.closest("label") ?? node)
  .map((node) => [node.textContent.trim() || node.id, node.getBoundingClientRect(), node])
  .filter(([, box, node]) => box.height < 24 || (box.width < 24 && !node.closest("p, li, dd, td")))
  .map(([name, box]) => `${name} ${box.width}x${box.height}`)
"""


@pytest.mark.parametrize("name", PAGES)
def test_every_target_is_large_enough_for_a_finger(visit: Callable[..., Page], name: str) -> None:
    assert visit(PAGES[name], **PHONE).evaluate(SMALL_TARGETS) == []


def test_motion_stops_where_it_is_not_wanted(visit: Callable[..., Page]) -> None:
    page = visit("/", **DESKTOP, reduced_motion="reduce")
    moving = """() => [...document.querySelectorAll("*")]
      .map((node) => getComputedStyle(node))
      .filter((style) => style.transitionDuration !== "0s" || style.animationName !== "none").length
    """
    assert page.evaluate(moving) == 0


def test_text_can_be_twice_as_large(visit: Callable[..., Page]) -> None:
    page = visit(PAGES["strong"], viewport={"width": 640, "height": 400}, device_scale_factor=2)
    assert page.evaluate("document.documentElement.scrollWidth") <= 640
    assert page.locator("ol.hits h2 a").first.is_visible()
