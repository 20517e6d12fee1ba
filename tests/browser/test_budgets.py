from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import PAGES, SHORT_PHONE

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

MOST = 100_000
# What a page takes to its last byte, but for the picture that it may hold.
WEIGHT = """() => {
  const pictures = [...document.querySelectorAll("figure svg")]
    .reduce((sum, svg) => sum + svg.outerHTML.length, 0);
  const files = performance.getEntriesByType("resource")
    .filter((file) => !file.name.includes("/static/land.svg"))
    .reduce((sum, file) => sum + file.decodedBodySize, 0);
  const [page] = performance.getEntriesByType("navigation");
  return page.decodedBodySize - pictures + files;
}"""
CORPUS = {
    "home": "/",
    "results": "/?q=nhs+hospitals&limit=10",
    "page": "/pages/health-partnerships.html",
    "collaborators": "/collaborators",
    "network": "/network",
    "places": "/places",
    "compare": "/compare?q=air+pollution",
    "browse": "/browse",
}


@pytest.mark.parametrize("name", PAGES)
def test_no_page_is_heavy(visit: Callable[..., Page], name: str) -> None:
    assert visit(PAGES[name]).evaluate(WEIGHT) < MOST


@pytest.mark.parametrize("name", CORPUS)
def test_no_page_of_the_corpus_is_heavy(
    visit: Callable[..., Page], corpus_site: str, name: str
) -> None:
    assert visit(corpus_site + CORPUS[name]).evaluate(WEIGHT) < MOST


@pytest.mark.parametrize(
    "path",
    [
        "/?q=air+polution+kenia",
        "/?q=nhs+hospitals&place=United+Kingdom&theme=Clinical+health+partnerships",
        "/?q=who+has+funded+autism+work&mode=keyword",
        "/?q=robots+in+space+hospitals",
    ],
)
def test_the_first_result_is_seen_without_scrolling_on_a_short_phone(
    visit: Callable[..., Page], corpus_site: str, path: str
) -> None:
    page = visit(corpus_site + path, **SHORT_PHONE)
    snippet = page.locator("ol.hits > li .snippet").first.bounding_box()
    assert snippet is not None
    assert snippet["y"] + min(snippet["height"], 48) < 640
