"""What a page says of itself (byline, share bar, colophon, teasers) is no thing's text."""

from __future__ import annotations

import pytest

from indexer.read.html import read_html

PAGE = (
    "<h1>Ponds</h1>{top}<p>All are deep.</p><h2>Upper</h2><p>Newts.</p><h2>Lower</h2><p>Pike.</p>"
)


def texts(markup: str) -> list[str]:
    page = read_html(markup, source="page.html", url="https://example.org/a", digest="0" * 64)
    return [
        text
        for section in page.sections
        for text in (section.title, *(block.text for block in section.blocks))
    ]


def dropped(markup: str) -> list[tuple[str, str]]:
    page = read_html(markup, source="page.html", url="https://example.org/a", digest="0" * 64)
    return [(item.reason, item.text) for item in page.dropped]


WHOLE = texts(PAGE.format(top=""))


@pytest.mark.parametrize(
    "byline",
    [
        "Posted on 3 May 2021 by Ann Lee",
        "By <a href=/ann>Ann Lee</a>, 4:30 pm",
        "Published <time>2021-05-03</time> in <a href=/c/ponds>all about ponds</a>",
        "Last updated: 3 May 2021 | 5 min read",
        "Tags: <a href=/t/1>newts</a>, <a href=/t/2>deep water</a>",
    ],
)
def test_a_byline_under_the_pages_heading_is_left_out(byline: str) -> None:
    markup = PAGE.format(top=f"<p>{byline}</p>")
    assert texts(markup) == WHOLE
    assert [reason for reason, _ in dropped(markup)] == ["byline"]


@pytest.mark.parametrize(
    "sentence",
    [
        "Published monthly, this list names every pond.",
        "By June most of them are dry.",
        "Posted sentries keep the herons away.",
        "3 May 2021",
        "Ann Lee keeps this list.",
    ],
)
def test_a_sentence_or_a_bare_date_is_no_byline(sentence: str) -> None:
    markup = PAGE.format(top=f"<p>{sentence}</p>")
    assert sentence in texts(markup)


def test_a_line_like_a_byline_further_down_is_text() -> None:
    markup = "<h1>Books</h1><p>All read.</p><h2>Ponds</h2><p>Published by Reed, 1990</p><p>Wet.</p>"
    assert "Published by Reed, 1990" in texts(markup)
    assert "Published by Reed, 1990" in texts(markup.removesuffix("<p>Wet.</p>"))


def test_a_name_for_bylines_counts_only_where_one_stands() -> None:
    article = "<article><h2>Newts</h2><div class=entry-meta>{}</div><p>They swim.</p></article>"
    assert texts(article.format("Posted on 3 May by Ann")) == ["Newts", "They swim."]
    authors = "Ann Lee and Bo Reed, Journal of Ponds"
    assert texts(article.format(authors)) == ["Newts", authors, "They swim."]


@pytest.mark.parametrize(
    "foot",
    [
        "<p>Last revised 3 June. <a href=i.html>Back to the index</a></p>",
        "<hr>You are visitor no. 318. Best viewed at 640 x 480. <a href=mailto:w>Webmaster</a>",
        "<p>© 1998 Ann Lee. All rights reserved.</p>",
        "<p>This page is maintained by Ann.</p><p>| <a href=/>Home</a> | <a href=#t>Top</a> |</p>",
        "<p><a href=/>Home</a> · <a href=/map>Map</a></p>",
        "<p>Filed under <a href=/c>water</a></p>",
        "<p>Date last modified: 3 May 1999</p><p>Proudly powered by steam</p>",
    ],
)
def test_what_ends_the_page_is_no_text_of_its_last_thing(foot: str) -> None:
    markup = PAGE.format(top="") + foot
    assert texts(markup) == WHOLE
    assert {reason for reason, _ in dropped(markup)} == {"the page's own footer"}


@pytest.mark.parametrize(
    "end",
    [
        "The bank was last revised by moles.",
        "Copyright law does not apply to newts, which may be drawn by anyone who likes.",
        "This page of the pond's history is a sad one.",
        "Visitors are welcome on Sundays.",
        "Home is where the pike is.",
        "Best viewed from the bridge. On a clear day the bottom can be seen, and a bicycle on it.",
        "Copyright Ann Lee. It was she who counted all the newts by night with a lantern in 1907.",
    ],
)
def test_a_last_paragraph_of_its_own_words_is_text(end: str) -> None:
    assert end in texts(f"{PAGE.format(top='')}<p>{end}</p>")


def test_the_only_text_of_a_heading_is_kept_whatever_it_says() -> None:
    markup = PAGE.format(top="") + "<h2>Licence</h2><p>Copyright 2020 Ann Lee.</p>"
    assert texts(markup) == [*WHOLE, "Licence", "Copyright 2020 Ann Lee."]
    assert texts("<p>Last updated 3 May 2020</p>") == ["", "Last updated 3 May 2020"]


@pytest.mark.parametrize(
    "bar",
    [
        "<h2>Share this page</h2><ul><li><a href=/f>Facebook</a><li><a href=/x>X</a></ul>",
        "<p>Share on <a href=/f>Facebook</a> <a href=/m>Mastodon</a></p>",
        "<p>Follow us:</p><div><a href=/f>Facebook</a></div><div><a href=/w>WhatsApp</a></div>",
    ],
)
def test_a_share_bar_is_left_out_with_what_heads_it(bar: str) -> None:
    markup = PAGE.format(top="").replace("<h2>Lower", f"{bar}<h2>Lower")
    assert texts(markup) == WHOLE
    assert {reason for reason, _ in dropped(markup)} == {"sharing buttons"}


def test_a_sentence_that_links_to_a_service_is_text() -> None:
    end = "The wardens write about every newt they meet on Mastodon."
    linked = end.replace("Mastodon", "<a href=/m>Mastodon</a>")
    assert end in texts(f"{PAGE.format(top='')}<p>{linked}</p>")


TEASERS = "<h2>More</h2><h3><a href=/1>Rivers</a></h3><p>3 May</p><h3><a href=/2>Lakes</a></h3>"


def test_linked_headings_with_hardly_text_at_the_end_are_teasers() -> None:
    markup = PAGE.format(top="") + TEASERS
    assert texts(markup) == WHOLE
    assert dropped(markup) == [
        ("related pages", text) for text in ("More", "Rivers", "3 May", "Lakes")
    ]


def test_linked_headings_with_text_are_things() -> None:
    markup = PAGE.format(top="") + TEASERS.replace("3 May", "They run to the sea all the year.")
    assert texts(markup) == [*WHOLE, "More", "Rivers", "They run to the sea all the year.", "Lakes"]


def test_a_page_whose_things_are_links_keeps_them() -> None:
    markup = "<h1>Waters</h1><p>Choose one.</p>" + TEASERS
    assert texts(markup) == ["Waters", "Choose one.", "More", "Rivers", "3 May", "Lakes"]
