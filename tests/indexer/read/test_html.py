"""What a reader of a page sees is what is read: headings, paragraphs, items, links, anchors."""

from __future__ import annotations

import json
import re
from collections import Counter
from itertools import count, pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from indexer.model import Block, Page
from indexer.read.html import read_html
from indexer.split import split_page
from indexer.text import collapse
from tests.indexer.read.growth import assert_in_proportion

LAYOUTS = Path(__file__).parent / "layouts" / "html"
CORPUS = Path(__file__).parents[3] / "corpus" / "health-partnerships.html"
JUDGED = Path(__file__).parents[4] / "shared" / "judgements" / "passages.json"


def read(markup: str, url: str | None = "https://example.org/a/page") -> Page:
    return read_html(markup, source="page.html", url=url, digest="0" * 64)


def headings(markup: str) -> list[tuple[int, str, str | None]]:
    return [(section.level, section.title, section.anchor) for section in read(markup).sections]


def blocks(markup: str) -> list[tuple[str, str]]:
    return [(b.kind[0], b.text) for section in read(markup).sections for b in section.blocks]


def dropped(markup: str) -> list[tuple[str, str]]:
    return [(d.reason, d.text) for d in read(markup).dropped]


def linked(block: Block) -> list[tuple[str, str]]:
    return [(block.text[link.start : link.end], link.url) for link in block.links]


# Whole pages


@pytest.mark.parametrize("layout", sorted(LAYOUTS.glob("*.html")), ids=lambda path: path.stem)
def test_a_layout_gives_the_things_a_reader_would_name(layout: Path) -> None:
    page = read(layout.read_text(encoding="utf-8"))
    found = [
        {"title": p.title, "theme": p.theme, "introduction": p.introduction}
        for p in split_page(page)
    ]
    assert found == json.loads(layout.with_suffix(".json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("layout", sorted(LAYOUTS.glob("*.html")), ids=lambda path: path.stem)
def test_no_layout_keeps_boilerplate(layout: Path) -> None:
    text = " ".join(p.text for p in split_page(read(layout.read_text(encoding="utf-8"))))
    boilerplate = r"cookies|find out more|skip to|back to top|guestbook|proudly|tracker|lovely"
    boilerplate += (
        r"|min read|share this|filed under|posted on|posted in|netscape|webmaster|1997|top \|"
    )
    assert re.findall(boilerplate, text, re.IGNORECASE) == []


def test_the_projects_own_page_gives_its_things_and_their_groups() -> None:
    markup = CORPUS.read_text(encoding="utf-8")
    passages = split_page(read(markup))
    shown = LexborHTMLParser(markup)
    titles = [collapse(node.text()) for node in shown.css("main h2, main h3")]
    groups = {p.theme for p in passages if p.theme}
    things = [p for p in passages if not p.introduction]
    assert [p.title for p in things] == [title for title in titles if title not in groups]
    assert len(things) == 25
    introductions = [p.title for p in passages if p.introduction]
    assert introductions == ["Our health partnerships", *(t for t in titles if t in groups)]
    ids = {node.attributes["id"] for node in shown.css("[id]")}
    assert {p.anchor for p in passages} <= ids


def test_the_projects_own_page_has_the_judged_titles_and_themes() -> None:
    if not JUDGED.exists():
        pytest.skip("the judged passages are not beside this checkout")
    judged = json.loads(JUDGED.read_text(encoding="utf-8"))
    passages = split_page(read(CORPUS.read_text(encoding="utf-8")))
    found = [(p.title, p.theme) for p in passages if not p.introduction]
    assert found == [(item["title"], item["theme"]) for item in judged]


# Headings


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<h1>A</h1><h2>B</h2><h4>C</h4><h2>D</h2>", [(1, "A"), (2, "B"), (3, "C"), (2, "D")]),
        ("<h3>A</h3><h5>B</h5><h2>C</h2>", [(1, "A"), (2, "B"), (1, "C")]),
        (
            "<h2>A</h2><details><summary>B</summary>x</details><h3>C</h3>",
            [(1, "A"), (2, "B"), (2, "C")],
        ),
        (
            "<h2>A</h2><details><summary>B</summary><h2>C</h2></details>",
            [(1, "A"), (2, "B"), (3, "C")],
        ),
        (
            (
                "<h2>A</h2><details><summary>B</summary><details><summary>C</summary></details>"
                "</details><details><summary>D</summary></details>"
            ),
            [(1, "A"), (2, "B"), (3, "C"), (2, "D")],
        ),
        ("<h2>A</h2><dl><dt>B<dd>x<dt>C<dd>y</dl>", [(1, "A"), (2, "B"), (2, "C")]),
        ("<h2>A</h2><div role=heading>B</div>", [(1, "A"), (2, "B")]),
        ("<h2>A</h2><div role=heading aria-level=2>B</div>", [(1, "A"), (1, "B")]),
        ("<h2>A</h2><button aria-expanded=false>B</button><div>x</div>", [(1, "A"), (2, "B")]),
        ("<h2>A</h2><button><h3>B</h3></button>", [(1, "A"), (2, "B")]),
        ("<h2>A</h2><h3><button aria-expanded=true>B</button></h3>", [(1, "A"), (2, "B")]),
        ("<h2>A</h2><h2></h2><h2><img alt=logo></h2>", [(1, "A"), (1, "logo")]),
        ("<h2>A <img alt=logo></h2>", [(1, "A")]),
        ("<h2>A</h2><dl><dt>B<dt>C<dd>x<dd>y</dl>", [(1, "A"), (2, "B, C")]),
        (
            (
                "<h2>A</h2><details><summary><h4>B</h4></summary>x</details>"
                "<details><summary>C</summary>y</details><h3>D</h3>"
            ),
            [(1, "A"), (2, "B"), (2, "C"), (2, "D")],
        ),
        (
            "<section><h1>A</h1><section><h1>B</h1><h2>C</h2></section><h2>D</h2></section>",
            [(1, "A"), (2, "B"), (3, "C"), (2, "D")],
        ),
        (
            "<section><h1>A</h1><h2>B</h2><section><h2>C</h2></section></section>",
            [(1, "A"), (2, "B"), (2, "C")],
        ),
        ("<h2 role=presentation>A</h2>", [(1, "")]),
        ("<h2>A<sub>2</sub><br>B <i aria-hidden=true>v</i></h2>", [(1, "A2 B")]),
    ],
)
def test_headings_stand_as_deep_as_a_reader_sees_them(
    markup: str, expected: list[tuple[int, str]]
) -> None:
    assert [(level, title) for level, title, _ in headings(markup)] == expected


@pytest.mark.parametrize("label", ["Submit", "Menu", "Show all", "Open all sections", "Share"])
def test_a_control_is_no_heading(label: str) -> None:
    markup = f"<h2>A</h2><button aria-expanded=false>{label}</button><p>x</p>"
    assert [title for _, title, _ in headings(markup)] == ["A"]
    assert dropped(markup) == [("form control", label)]


def test_a_paragraph_marked_as_a_heading_is_a_paragraph() -> None:
    long = " ".join(["word"] * 41)
    assert blocks(f"<h1>A</h1><h2>{long}</h2>") == [("p", long)]


def test_an_unclosed_heading_ends_where_prose_begins() -> None:
    page = read("<h2>Title<p>Some text.<ul><li>one</ul>")
    assert [(s.title, [b.text for b in s.blocks]) for s in page.sections] == [
        ("Title", ["Some text.", "one"])
    ]


@pytest.mark.parametrize(
    ("markup", "anchor"),
    [
        ("<h2 id=own>A</h2>", "own"),
        ("<section id=around><div><h2>A</h2></div></section>", "around"),
        ("<h2><a id=inside></a>A</h2>", "inside"),
        ("<h2><span id=inside>A</span></h2>", "inside"),
        ("<a name=around><h2>A</h2></a>", "around"),
        ("<section id=s><h2 id=first>F</h2><h2>A</h2></section>", None),
        ("<section id=s><h2>F</h2></section><section id=t><h2>A</h2></section>", "t"),
        ("<h2><button aria-controls=p>A</button></h2><div id=p>x</div>", "p"),
        ("<h2>A</h2>", None),
    ],
)
def test_a_headings_anchor_is_the_nearest_id_that_leads_to_it(
    markup: str, anchor: str | None
) -> None:
    assert headings(markup)[-1][2] == anchor


def test_text_before_the_first_heading_is_an_untitled_section() -> None:
    page = read("<p>Before.</p><h2>A</h2><p>After.</p>")
    assert [(s.title, s.level, s.blocks[0].text) for s in page.sections] == [
        ("", 1, "Before."),
        ("A", 1, "After."),
    ]


def test_text_after_a_folding_part_is_not_the_parts() -> None:
    page = read("<h2>A</h2><details><summary>B</summary>inside</details><p>outside</p>")
    texts = {s.title: [b.text for b in s.blocks] for s in page.sections}
    assert texts == {"A": ["outside"], "B": ["inside"]}


# Blocks


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<p>a  b\n c&nbsp;d", [("p", "a b c d")]),
        ("a<p>b</p>c", [("p", "a"), ("p", "b"), ("p", "c")]),
        ("<ul><li>a<ul><li>b<li>c</ul>d</ul>", [("i", "a"), ("i", "b"), ("i", "c"), ("i", "d")]),
        ("<ul><li><p>a</p></ul>", [("i", "a")]),
        ("<p>a<br> b<br><br>c<br>", [("p", "a\nb"), ("p", "c")]),
        ("<p>a<b>b</b>c <i>d</i>", [("p", "abc d")]),
        ("<p>part&shy;ner&#8203;ship", [("p", "partnership")]),
        ("<blockquote>a</blockquote><address>b</address>", [("p", "a"), ("p", "b")]),
        ("<pre>a\n  b\n\nc</pre>", [("p", "a\nb"), ("p", "c")]),
        ("<pre>a<br>b <b>c</b>\nd</pre>", [("p", "a\nb c\nd")]),
        (
            "<p>costs £<div style='display: inline'>7</div> each",
            [("p", "costs £"), ("p", "7 each")],
        ),
        ("<div>£<div style='display: inline'>7</div> each</div>", [("p", "£7 each")]),
        ("<div><b>Ferry</b><b>Tides</b> and <i>d</i><i>ocks</i>", [("p", "Ferry Tides and docks")]),
        ("<pre><b>get</b><b>Tide</b></pre>", [("p", "getTide")]),
        (
            "<p>at <math><msup><mn>2</mn><mi>n</mi></msup><mo>+</mo><mn>1</mn></math> kn",
            [("p", "at 2^n+1 kn")],
        ),
        ("<table><caption>a</caption><tr><td>b<td>c</table>", [("p", "a"), ("r", "b · c")]),
        (
            "<figure><blockquote>a</blockquote><figcaption>b</figcaption></figure>",
            [("p", "a"), ("p", "b")],
        ),
        ("<table><tr><td>a<td>b<tr><td>c<td>d</table>", [("r", "a · b"), ("r", "c · d")]),
        ("<table><tr><th>Led by:<td>x<tr><th>n<td>2</table>", [("f", "Led by: x"), ("f", "n: 2")]),
        ("<table><tr><td>a<td></table>", [("p", "a")]),
        (
            "<table><tr><th>a<th>b<tr><th>c<td>d<tr><td>e<td><td></table>",
            [("c", "a · b"), ("r", "c · d"), ("p", "e")],
        ),
        (
            "<table><tr><td><b>a</b><td><b>b</b><tr><td><b>c</b><td>d</table>",
            [("c", "a · b"), ("r", "c · d")],
        ),
        (
            "<table><thead><tr><th>a<th>b<th>c<tbody><tr><td>d<td><td>f</table>",
            [("c", "a · b · c"), ("r", "d · – · f")],
        ),
        (
            "<table><tr><td>a<td><table><tr><td>b<td>c</table></table>",
            [("p", "a"), ("r", "b · c")],
        ),
        ("<table><tr><td>a<td><h2>b</h2>c</table>", [("p", "a"), ("p", "c")]),
        (f"<table><tr><td>a<td>{'b ' * 61}</table>", [("p", "a"), ("p", ("b " * 61).strip())]),
    ],
)
def test_blocks_are_what_a_reader_sees_as_one(markup: str, expected: list[tuple[str, str]]) -> None:
    assert blocks(markup) == expected


def test_a_row_says_what_it_left_out() -> None:
    assert dropped("<table><tr><td>a<td>b <img alt=gone></table>") == [
        ("picture's description", "gone")
    ]


def test_headings_of_a_row_head_their_columns() -> None:
    page = read(
        "<table><tr><td><h2>Ebb</h2><td><h2>Flood</h2><tr><td>out<td>in<tr><td>low<td>high</table>"
    )
    assert [(s.title, [b.text for b in s.blocks]) for s in page.sections] == [
        ("Ebb", ["out", "low"]),
        ("Flood", ["in", "high"]),
    ]


def test_text_for_readers_without_scripts_is_not_said_twice() -> None:
    markup = "<h2>A</h2><p>Boats.</p><div>Tides.</div><noscript><p>Tides.</p></noscript>"
    assert blocks(markup) == [("p", "Boats."), ("p", "Tides.")]


def test_a_card_in_a_list_holds_paragraphs() -> None:
    assert blocks("<ul><li><h3>A</h3><p>x</p></ul>") == [("p", "x")]


# Links


def test_links_quote_their_words_and_are_absolute() -> None:
    page = read("<p>See  <a href='b?c#d'>the <b>plan</b></a> or <a href=//example.com>it</a>.")
    (block,) = page.sections[0].blocks
    assert linked(block) == [
        ("the plan", "https://example.org/a/b?c#d"),
        ("it", "https://example.com"),
    ]


@pytest.mark.parametrize(
    ("base", "url", "expected"),
    [
        ("", None, "b"),
        ("<base href='https://example.com/x/'>", None, "https://example.com/x/b"),
        ("<base href='/x/'>", "https://example.org/a", "https://example.org/x/b"),
        ("<base href='/x/'>", None, "b"),
    ],
)
def test_links_are_resolved_against_the_base(base: str, url: str | None, expected: str) -> None:
    page = read(f"<head>{base}</head><p>See <a href=b>it</a> there.", url)
    assert [link.url for link in page.sections[0].blocks[0].links] == [expected]


@pytest.mark.parametrize("href", ["javascript:alert(1)", "", "data:text/html,x", "http://[broken"])
def test_a_link_that_leads_nowhere_is_text(href: str) -> None:
    (block,) = read(f"<p>See <a href='{href}'>it</a> there.").sections[0].blocks
    assert (block.text, block.links) == ("See it there.", ())


def test_a_link_around_several_blocks_is_a_link_in_each() -> None:
    page = read("<h2>A</h2><a href=/x><p>One thing.</p><p>Another thing.</p></a>")
    assert [linked(block) for block in page.sections[0].blocks] == [
        [("One thing.", "https://example.org/x")],
        [("Another thing.", "https://example.org/x")],
    ]


TYPED = (
    "<title>Notes</title><pre>\n          Mill notes\n\n<b>1.</b>  Gates\n\n   Gates are of oak.\n"
    "\n<b>2.</b>  Wheels\n\n   Wheels are of elm.\n</pre>"
)


def test_a_text_typed_into_one_element_has_its_sections() -> None:
    page = read(TYPED)
    assert page.title == "Mill notes"
    assert [(s.title, [b.text for b in s.blocks]) for s in page.sections[1:]] == [
        ("Gates", ["Gates are of oak."]),
        ("Wheels", ["Wheels are of elm."]),
    ]


def test_a_listing_beside_text_is_none() -> None:
    markup = f"<h1>Mill</h1><p>{'Oak and elm. ' * 20}</p>{TYPED}"
    assert [title for _, title, _ in headings(markup)] == ["Mill"]


# Titles


@pytest.mark.parametrize(
    ("markup", "title"),
    [
        ("<title>Document</title><h1>Heading</h1>", "Heading"),
        ("<title>Document</title><h2>Heading</h2>", "Document"),
        ("<title>First | Site</title><h1>First</h1><h1>Second</h1>", "First"),
        ("<title>Document</title><h1>First</h1><h1>Second</h1>", "Document"),
        ("<title>Document</title><h1>☀</h1><h1>Heading</h1>", "Heading"),
        ("<title>Document</title><h1>☀</h1>", "Document"),
        ("<p>Text</p>", "page.html"),
        ("", "page.html"),
    ],
)
def test_the_page_is_called_what_a_reader_calls_it(markup: str, title: str) -> None:
    assert read(markup).title == title


# Nothing lost, whatever the markup

_TAGS = (
    *("div", "p", "ul", "li", "ol", "table", "tr", "td", "th", "section", "article", "main"),
    *("h1", "h2", "h3", "h4", "details", "summary", "dl", "dt", "dd", "span", "b", "a", "button"),
    *("header", "footer", "nav", "aside", "form", "fieldset", "legend", "label", "figure", "pre"),
    *("figcaption", "blockquote", "select", "option", "svg", "center", "font", "noscript"),
)
_ATTRIBUTES = (
    *("", "", "", " hidden", " id=a", " id=b", " aria-controls=a", " aria-expanded=true"),
    *(" href=#a", " href=/x", " class=accordion", " role=heading", " role=tabpanel", " name=n"),
    *(" role=main", " aria-hidden=true", " class=sidebar", " aria-level=2"),
)
_WORD = re.compile(r"\(\d+\)")


def _element(children: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.builds(
        lambda tag, attributes, inner, end: (
            f"<{tag}{attributes}>{''.join(inner)}{f'</{tag}>' if end else ''}"
        ),
        st.sampled_from(_TAGS),
        st.sampled_from(_ATTRIBUTES),
        st.lists(children, max_size=4),
        st.booleans(),
    )


MARKUP = st.recursive(st.sampled_from(["¤", " ¤ ", "\n", "<br>", "<hr>"]), _element, max_leaves=30)


@settings(max_examples=300, deadline=None)
@given(st.lists(MARKUP, max_size=5))
def test_every_word_is_in_one_place(parts: list[str]) -> None:
    number = count()
    markup = re.sub("¤", lambda _: f"({next(number)})", "".join(parts))
    page = read(markup)
    told = [s.title for s in page.sections]
    told += [b.text for s in page.sections for b in s.blocks]
    told += [d.text for d in page.dropped]
    shown = LexborHTMLParser(markup).root
    assert shown is not None
    assert Counter(_WORD.findall(" ".join(told))) == Counter(_WORD.findall(shown.text()))


@settings(max_examples=100, deadline=None)
@given(st.lists(MARKUP, max_size=5))
def test_blocks_are_collapsed_and_links_lie_within(parts: list[str]) -> None:
    for section in read("".join(parts).replace("¤", " word  of\ttext")).sections:
        for block in section.blocks:
            lines = block.text.split("\n")
            assert lines == [collapse(line) for line in lines]
            assert all(lines)
            bounds = [(0, 0), *((link.start, link.end) for link in block.links)]
            assert all(a[1] <= b[0] < b[1] for a, b in pairwise(bounds))
            assert bounds[-1][1] <= len(block.text)


# Deep and large


@pytest.mark.parametrize(
    "unit",
    [
        "<div>x ",
        "<div><h2>t<p>x ",
        "<details><summary>a</summary>x ",
        "<ul><li>x ",
        "<table><tr><td>a<td>x ",
        "<b>x ",
        "<nav>x ",
    ],
)
def test_thousands_of_nested_elements_are_read(unit: str) -> None:
    page = read(unit * 5_000)
    words = sum(len(b.text.split()) for s in page.sections for b in s.blocks)
    assert words >= 5_000 or [d.reason for d in page.dropped] == ["site navigation"]
    assert max((s.level for s in page.sections), default=1) <= 12


def test_reading_takes_time_in_proportion() -> None:
    unit = "<h2>Title</h2><details><summary>Part</summary>in</details>out <a href=/x>link</a>"
    assert_in_proportion(lambda size: read(unit * size), 300)
