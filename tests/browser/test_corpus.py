from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from indexer.model import Query
from tests.browser.conftest import PHONE, SMALLEST

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from indexer.engine import Engine

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


def test_a_result_leads_to_its_place_on_the_page(
    visit: Callable[..., Page], corpus_site: str
) -> None:
    page = visit(corpus_site + "/?q=air+pollution+Kenya", **PHONE)
    page.locator("ol.hits .why a").nth(1).click()
    expect(page.locator("section:has(:target) h3")).to_have_text("Tupumue")


# Where a text of the target begins and ends on the screen.
PLACE = """
(text) => {
  const block = document.querySelector(":target");
  const range = document.createRange();
  const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
  let before = block.textContent.indexOf(text);
  let after = before + text.length;
  for (let node; (node = walker.nextNode()); ) {
    const length = node.data.length;
    if (before >= 0 && before < length) range.setStart(node, before);
    if (after > 0 && after <= length) range.setEnd(node, after);
    before -= length;
    after -= length;
  }
  const box = range.getBoundingClientRect();
  return [box.top, box.bottom];
}
"""


@pytest.mark.parametrize(
    "question",
    [
        "air pollution Kenya",
        "who works with us on prostate cancer?",
        "how are nurses trained",
        "dental care for people who are homeless",
        "sharing data between hospitals",
    ],
)
def test_every_result_lands_on_the_sentence_that_it_shows(
    visit: Callable[..., Page], corpus_site: str, corpus_engine: Engine, question: str
) -> None:
    landed = 0
    for place, hit in enumerate(corpus_engine.search(Query(question)).hits[:4]):
        span = hit.snippet.sentence
        assert span is not None
        if hit.fragment is None:  # a paragraph that another says as well, word by word
            continue
        landed += 1
        page = visit(f"{corpus_site}/?q={quote(question)}", **SMALLEST)
        page.locator("ol.hits .why a").nth(place).click()
        target = page.locator("section :target")  # the block; without the text, a section
        expect(target).to_contain_text(hit.passage.text[span.start : span.end])
        middle = 568 / 2
        top, bottom = page.evaluate(PLACE, hit.passage.text[span.start : span.end])
        assert top - 20 < middle < bottom + 20, (hit.passage.title, top, bottom)
    assert landed


def test_gibberish_is_told_to_find_nothing(visit: Callable[..., Page], corpus_site: str) -> None:
    page = visit(corpus_site + "/?q=xqzzt+blorf+wugga")
    assert page.get_by_role("heading", name="No good answer here").is_visible()
    assert page.locator("ol.hits").count() == 0
