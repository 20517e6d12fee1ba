from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from indexer.model import Query
from tests.browser.conftest import SMALLEST
from webapp import addresses

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from indexer.model import Hit
    from indexer.search.engine import Engine

pytestmark = pytest.mark.browser

# Whether the target has a text, whether that is on the screen, and in its middle or at the page's
# end, beyond which nothing scrolls.
LANDED = """
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
  const middle = innerHeight / 2, end = scrollY + innerHeight >= document.body.scrollHeight - 1;
  return block.textContent.includes(text) && box.bottom > 0 && box.top < innerHeight
    && (end || (box.top - 20 < middle && middle < box.bottom + 20));
}
"""
QUESTIONS = [
    "air pollution Kenya",
    "who works with us on prostate cancer?",
    "how are nurses trained",
    "dental care for people who are homeless",
    "sharing data between hospitals",
]


def landings(engine: Engine) -> dict[str, Hit]:
    """Every address of a sentence that titles and questions lead to, once."""
    asked = [*QUESTIONS, *(passage.title for passage in engine.passages if passage.title)]
    hits = [hit for text in asked for hit in engine.search(Query(text, limit=2)).hits]
    return {addresses.source_of(hit.passage, "", hit.fragment): hit for hit in hits if hit.fragment}


def test_every_link_to_a_sentence_lands_on_it(
    visit: Callable[..., Page], corpus_site: str, corpus_engine: Engine
) -> None:
    page = visit(corpus_site + "/browse", **SMALLEST)
    found = landings(corpus_engine)
    assert len(found) >= len(corpus_engine.passages) - 3  # a text told twice word by word has none
    missed = []
    for address, hit in found.items():
        span = hit.snippet.sentence
        assert span is not None
        page.goto("about:blank")
        page.goto(corpus_site + address)
        expect(page.locator(":target").first).to_be_attached()
        if not page.evaluate(LANDED, hit.passage.text[span.start : span.end]):
            missed.append(address)
    assert missed == []
