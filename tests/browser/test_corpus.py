from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


def test_the_question_of_the_readme_finds_both_partnerships_first(
    visit: Callable[..., Page], corpus_site: str
) -> None:
    page = visit(corpus_site + "/", **PHONE)
    page.get_by_label("What are you looking for?").fill("air pollution Kenya")
    page.keyboard.press("Enter")
    page.wait_for_url("**/?q=*")
    titles = page.locator("ol.hits h2").all_inner_texts()
    assert "AIR" in titles[0]
    assert titles[1] == "Tupumue"
    assert page.locator("ol.hits > li").first.locator("mark.word").first.is_visible()
    first = page.locator("ol.hits > li").first.bounding_box()
    assert first is not None
    assert first["y"] + first["height"] < 844


def test_a_result_leads_to_its_heading_on_the_page(
    visit: Callable[..., Page], corpus_site: str
) -> None:
    page = visit(corpus_site + "/?q=air+pollution+Kenya", **PHONE)
    page.locator("ol.hits .why a").nth(1).click()
    expect(page.locator(":target h3")).to_have_text("Tupumue")
    box = page.locator(":target h3").bounding_box()
    assert box is not None
    assert 0 <= box["y"] < 844


def test_gibberish_is_told_to_find_nothing(visit: Callable[..., Page], corpus_site: str) -> None:
    page = visit(corpus_site + "/?q=xqzzt+blorf+wugga")
    assert page.get_by_role("heading", name="No good answer here").is_visible()
    assert page.locator("ol.hits").count() == 0
