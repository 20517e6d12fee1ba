"""What writers of answers are given: the real libraries ask a real server."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from langchain_core.documents import Document

from tests.webapp.served import working
from webapp.client import Alongside
from webapp.retrievers import langchain, llamaindex

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

QUESTION = "air pollution in Kenya"


@pytest.fixture(scope="module")
def address(corpus_index: Path) -> Iterator[str]:
    with working(corpus_index) as (url, _):
        yield url


def test_quotes_fit_and_nothing_is_quoted_twice(address: str) -> None:
    with Alongside(address) as client:
        small, large = (client.context(QUESTION, characters) for characters in (500, 20_000))
        assert client.context("sourdough bread").quotes == []
        assert client.context(QUESTION, place=["Nowhere"]).quotes == []
        texts = {one.id: client.passage(one.id).text for one in large.quotes}
    for found, most in ((small, 500), (large, 20_000)):
        assert found.answer == "strong"
        assert 0 < found.characters == sum(len(one.text) for one in found.quotes) <= most
        assert len({one.id for one in found.quotes}) == len(found.quotes)
    assert [one.text for one in large.quotes] == list(texts.values())
    assert all(one.whole for one in large.quotes)
    assert not all(one.whole for one in small.quotes)
    # What there is no room for is cut from the last, not from the first.
    assert small.quotes[0].id == large.quotes[0].id


def test_what_answers_by_itself_is_quoted_first(address: str) -> None:
    asked = "who funds DERMA?"
    with Alongside(address) as client:
        direct, found = client.search(asked).direct, client.context(asked, 500)
    assert direct is not None
    assert direct.snippet.text in found.quotes[0].text
    assert found.quotes[0].url == direct.passage.url


def test_langchain_retrieves_with_filters_and_scores(address: str) -> None:
    every = langchain.AlongsideRetriever(address=address).invoke(QUESTION)
    there = langchain.AlongsideRetriever(
        address=address, characters=500, options={"place": ["Kenya"]}
    ).invoke(QUESTION)
    assert all(isinstance(one, Document) for one in every)
    assert 0 < len(there) < len(every)
    assert sum(len(one.page_content) for one in there) <= 500
    scores = [one.metadata["score"] for one in every]
    assert scores == sorted(scores, reverse=True)
    assert every[0].metadata["url"].startswith("http")
    assert langchain.AlongsideRetriever(address=address).invoke("sourdough bread") == []


def test_llamaindex_retrieves_with_filters_and_scores(address: str) -> None:
    every = llamaindex.AlongsideRetriever(address).retrieve(QUESTION)
    there = llamaindex.AlongsideRetriever(address, 500, place=["Kenya"]).retrieve(QUESTION)
    assert 0 < len(there) < len(every)
    assert sum(len(one.text) for one in there) <= 500
    scores = [one.score or 0 for one in every]
    assert scores == sorted(scores, reverse=True)
    assert every[0].metadata["url"].startswith("http")
    assert llamaindex.AlongsideRetriever(address).retrieve("sourdough bread") == []
