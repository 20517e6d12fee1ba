from __future__ import annotations

from dataclasses import replace

import pytest

from indexer.search.engine import Engine
from webapp import addresses


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        " JavaScript:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,<b>",
        "vbscript:x",
        "file:///etc/passwd",
        "//example.org/a",
        "/relative",
        "page.html#top",
        "#top",
        "http:",
        "https:///no-host",
        "http://[broken",
        "mailto:",
        "",
        None,
    ],
)
def test_what_may_not_be_followed_is_no_link(url: str | None) -> None:
    assert addresses.safe(url) is None


@pytest.mark.parametrize(
    "url", ["https://example.org/a?b=1#c", "HTTP://example.org", "mailto:harbour@example.org"]
)
def test_what_may_be_followed_is_kept_as_it_is(url: str) -> None:
    assert addresses.safe(f" {url} ") == url


def test_a_source_that_is_an_address_is_one_path() -> None:
    assert (
        addresses.page("https://example.org//a?b=1#c", "x y")
        == "/pages/https://example.org//a%3Fb%3D1%23c#x%20y"
    )


def test_a_passage_is_read_at_its_public_address_else_in_the_reading_view(harbour: Engine) -> None:
    passage = harbour.passages[3]
    assert addresses.source_of(passage, "http://h") == "http://h/pages/harbour.html#flood-gates"
    public = replace(passage, url="https://example.org/p#x")
    assert addresses.source_of(public, "http://h") == "https://example.org/p#x"
    hostile = replace(passage, url="javascript:alert(1)")
    assert addresses.source_of(hostile, "") == "/pages/harbour.html#flood-gates"


def test_a_passage_far_down_its_page_is_read_in_the_part_that_holds_it(harbour: Engine) -> None:
    far = replace(harbour.passages[3], position=2 * addresses.PART)
    assert addresses.source_of(far, "") == "/pages/harbour.html?part=3#flood-gates"
    assert addresses.source_of(replace(far, position=addresses.PART - 1), "") == (
        "/pages/harbour.html#flood-gates"
    )


@pytest.mark.parametrize(
    ("url", "landing"),
    [
        ("https://example.org/p#x", "https://example.org/p#x:~:text=a"),
        ("https://example.org/p", "https://example.org/p#:~:text=a"),
        ("https://example.org/p#:~:text=own", "https://example.org/p#:~:text=own"),
        ("mailto:harbour@example.org", "mailto:harbour@example.org"),
        ("https://example.org/a.pdf#page=3", "https://example.org/a.pdf#page=3"),
        (None, "http://h/pages/harbour.html#flood-gates:~:text=a"),
    ],
)
def test_a_sentence_is_led_to_after_whatever_fragment_there_is(
    harbour: Engine, url: str | None, landing: str
) -> None:
    passage = replace(harbour.passages[3], url=url)
    assert addresses.source_of(passage, "http://h", ":~:text=a") == landing
