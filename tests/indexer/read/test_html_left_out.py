"""What only surrounds a page's text, or repeats it, is left out and noted; all else is kept."""

from __future__ import annotations

import pytest

from indexer.model import Page
from indexer.read.html import read_html


def read(markup: str) -> Page:
    return read_html(markup, source="page.html", url="https://example.org/", digest="0" * 64)


def headings(markup: str) -> list[str]:
    return [section.title for section in read(markup).sections]


def blocks(markup: str) -> list[tuple[str, str]]:
    return [(b.kind[0], b.text) for section in read(markup).sections for b in section.blocks]


def dropped(markup: str) -> list[tuple[str, str]]:
    return [(d.reason, d.text) for d in read(markup).dropped]


@pytest.mark.parametrize(
    "label",
    [
        "<a href=/x>Find out more</a>",
        "<a href=/x>Read more about the peat project</a>",
        "<a href=/x>More →</a>",
        "<a href=/x>Learn how it works</a> | <a href=/y>Visit the website</a>",
        "<a href=/x>The peat project</a>",
        "<a href=#top>Back to top</a>",
    ],
)
def test_a_label_that_ends_a_thing_is_dropped(label: str) -> None:
    markup = f"<h2>A</h2><p>Text.</p><p>{label}</p>"
    assert blocks(markup) == [("p", "Text.")]
    assert len(dropped(markup)) == 1


@pytest.mark.parametrize(
    "markup",
    [
        "<h2>A</h2><p>Text.</p><p><a href=/x>We planted nine kilometres of alder.</a></p>",
        "<h2>A</h2><p>Partners:</p><ul><li><a href=/x>World Health Organization</a></ul>",
        "<h2>A</h2><p><a href=/x>The peat project</a></p>",
        "<h2>A</h2><p><a href=/x>WHO</a>, <a href=/y>UNICEF</a>, <a href=/z>MSF</a></p>",
        "<h2>A</h2><p>Find out more at the <a href=/x>mill</a></p>",
    ],
)
def test_a_link_that_says_something_is_kept(markup: str) -> None:
    assert dropped(markup) == []


@pytest.mark.parametrize(
    ("markup", "reason"),
    [
        ("<nav>gone</nav>", "site navigation"),
        ("<div role=navigation>gone</div>", "site navigation"),
        ("<header>gone</header>", "site header"),
        ("<footer>gone</footer>", "site footer"),
        ("<div id=footer>gone</div>", "site footer"),
        ("<script>gone</script>", "script"),
        ("<style>gone</style>", "style sheet"),
        ("<noscript>gone</noscript>", "shown without scripts only"),
        ("<div class='cookie-banner'>gone</div>", "cookie banner"),
        ("<div id=onetrust-consent-sdk>gone</div>", "cookie banner"),
        ("<div role=region aria-label='Cookie consent'>gone</div>", "cookie banner"),
        ("<ol class=breadcrumb><li>gone</ol>", "breadcrumb"),
        ("<p><a href=#main>Skip to gone</a></p>", "contents list"),
        ("<figure><figcaption>gone</figcaption></figure>", "caption"),
        ("<figure><img><figcaption>gone</figcaption></figure>", "caption"),
        (
            "<div class=sidebar><h2><a href=/>gone</a></h2><p>on <a href=/>hops</a></div>",
            "side column",
        ),
        ("<div id=cookies-bar><h2>gone</h2><button>Yes</button></div>", "cookie banner"),
        ("<div class=menu><h2>More</h2><a href=/>gone</a></div>", "site navigation"),
        (
            "<noscript><p>gone</p> Please enable JavaScript.</noscript>",
            "shown without scripts only",
        ),
        ("<math><annotation>gone</annotation></math>", "source of a formula"),
        ("<img alt=gone>", "picture's description"),
        ("<svg><title>gone</title></svg>", "picture"),
        ("<select><option>gone</select>", "form control"),
        ("<label>gone</label>", "form control"),
        ("<fieldset><legend>gone</legend></fieldset>", "form control"),
        ("<p hidden>gone</p>", "hidden"),
        ("<p aria-hidden=true>gone</p>", "hidden"),
        ("<p style='color:red; display : none'>gone</p>", "hidden"),
        ("<p style='visibility:hidden'>gone</p>", "hidden"),
        ("<dialog>gone</dialog>", "hidden"),
        ("<p><a href=/>a</a> | <a href=/>b</a> | <a href=/>gone</a></p>", "site navigation"),
    ],
)
def test_boilerplate_is_left_out_and_noted(markup: str, reason: str) -> None:
    page = read(f"<h1>A</h1><p>Kept.</p>{markup}<p>Kept too.</p>")
    assert [b.text for b in page.sections[0].blocks] == ["Kept.", "Kept too."]
    ((noted, text),) = [(d.reason, d.text) for d in page.dropped]
    assert (noted, "gone" in text) == (reason, True)


@pytest.mark.parametrize(
    "markup",
    [
        "<main><header>kept</header></main>",
        "<article><footer>kept</footer></article>",
        "<section id=informed-consent><p>kept</p></section>",
        "<main><section id=cookies><p>kept</p></section></main>",
        "<h2><button aria-controls=p>A</button></h2><div id=p hidden>kept</div>",
        "<button aria-expanded=false>A</button><div aria-hidden=true>kept</div>",
        "<div><button aria-expanded=false>A</button></div><div style='display:none'>kept</div>",
        "<a role=button data-toggle=collapse href=#p>A</a><div id=p hidden>kept</div>",
        "<div role=tab aria-controls=p>A</div><div role=tabpanel id=p hidden>kept</div>",
        "<ul class=nav><li><a data-toggle=tab href=#p>A</a></ul><div id=p hidden>kept</div>",
        "<details><summary>A</summary>kept</details>",
        "<form><p>kept</p></form>",
        "<section><header><h2>A</h2><p>kept</p></header></section>",
        "<div class=sidebar><main><p>kept</p></main></div>",
        "<h2 id=menu>Menu</h2><p>kept</p>",
        "<h2 class='footer sidebar'>Walls</h2><p>kept</p>",
        "<div id=sidebar class=sidebar><h2>Sidebar</h2><p>kept</p></div>",
        "<section id=comments-2><h2>Comments</h2><p>kept</p><button>Copy</button></section>",
        "<div class=comments><h2>What the jury said</h2><p>kept</p></div>",
        "<main><div class=sidebar><p>kept</p></div></main>",
        "<p id=navigation>kept</p>",
        "<p class=gdpr-notes>kept</p>",
        "<div class=cookie-recipes><p>kept</p></div>",
        "<h1>S</h1><p>Boats.</p><article><h2>Tides</h2><p>High at nine today.</p></article><p>kept",
        "<div><script type=text/template>kept</script><noscript><p>kept</p></noscript></div>",
        "<button aria-expanded=false aria-controls=p>Read more</button><p id=p hidden>kept</p>",
    ],
)
def test_what_a_reader_can_come_to_see_is_kept(markup: str) -> None:
    assert ("p", "kept") in blocks(f"<h1>T</h1>{markup}")


def test_the_body_is_never_boilerplate() -> None:
    markup = "<body class='sidebar cookie-banner-open' style='visibility:hidden'><p>Kept.</p>"
    assert blocks(markup) == [("p", "Kept.")]


def test_a_part_that_only_shows_more_has_no_heading() -> None:
    page = read("<h2>A</h2><p>Some.</p><details><summary>Read more</summary>Rest.</details>")
    assert [(s.title, [b.text for b in s.blocks]) for s in page.sections] == [
        ("A", ["Some.", "Rest."])
    ]


def test_a_headings_link_to_itself_is_no_part_of_its_title() -> None:
    assert headings("<h2 id=a>A<a class=headerlink href=#a>¶</a></h2>") == ["A"]


def test_a_menus_panel_is_no_text() -> None:
    markup = "<header><button aria-controls=m>Go</button></header><div id=m hidden>gone</div>"
    assert blocks(f"{markup}<p>Kept.</p>") == [("p", "Kept.")]


def test_text_around_the_main_part_is_left_out_where_that_holds_most() -> None:
    outside = "<div>Teaser of another page</div>"
    main = "<main><h1>A</h1><p>What this page has to say about it.</p></main>"
    assert dropped(outside + main) == [("outside the page's main part", "Teaser of another page")]
    small = "<main><p>Two words</p></main><p>But the text of the page stands beside it.</p>"
    assert len(blocks(small)) == 2


def test_a_title_before_the_main_part_is_the_pages() -> None:
    page = read("<h1>Title</h1><main><p>All of the text.</p></main>")
    assert (page.title, [s.title for s in page.sections]) == ("Title", ["Title"])


def test_a_site_header_that_holds_the_only_title_is_kept() -> None:
    page = read("<header>Site<nav>Menu</nav><h1>Title</h1><p>Lead.</p></header><p>Text.</p>")
    assert [(s.title, [b.text for b in s.blocks]) for s in page.sections] == [
        ("Title", ["Lead.", "Text."])
    ]


def test_a_contents_list_goes_with_its_heading() -> None:
    markup = "<h1>T</h1><h2>On this page</h2><ul><li><a href=#a>A</a></ul><h2 id=a>A</h2>"
    assert headings(markup) == ["T", "A"]
    assert [reason for reason, _ in dropped(markup)] == ["contents list", "contents list"]


def test_a_heading_of_contents_that_a_script_would_list_is_left_out() -> None:
    markup = "<h1>T</h1><h2>Table of contents</h2><div id=toc></div><h2>A</h2><p>x"
    assert headings(markup) == ["T", "A"]
    kept = "<h1>T</h1><h2>Contents</h2><p>Nine chairs.</p><h2>A</h2><p>x"
    assert headings(kept) == ["T", "Contents", "A"]


def test_the_name_of_a_drawn_picture_is_no_word() -> None:
    markup = "<h1>Page</h1><h2><span class=material-icons>home</span> Rooms</h2><p>Text.</p>"
    assert headings(markup) == ["Page", "Rooms"]
    assert dropped(markup) == [("picture", "home")]


def test_a_list_of_the_pages_headings_or_of_pages_is_its_contents() -> None:
    hats = "<h2>Hats</h2><p>Felt.</p><h2>Boots</h2><p>Leather.</p>"
    listed = "<h1>Page</h1><h2>Contents</h2><ol><li>Hats</li><li>Boots</li></ol>" + hats
    pages = "<h1>Page</h1><h2>Contents</h2><li><a href=/a>Hats</a><li><a href=/b>Boots</a>" + hats
    assert headings(listed) == headings(pages) == ["Page", "Hats", "Boots"]
    box = "<h1>Page</h1><h2>Contents</h2><ul><li>Two ropes</li><li>Tar</li></ul>" + hats
    assert headings(box) == ["Page", "Contents", "Hats", "Boots"]


def test_what_holds_the_main_part_is_none_of_the_sites() -> None:
    markup = "<header><nav>Home</nav><main><h1>Mill</h1><p>Rye is ground.</p></main></header>"
    assert blocks(markup) == [("p", "Rye is ground.")]
    assert dropped(markup) == [("site navigation", "Home")]


def test_what_a_page_opens_with_is_kept_before_its_main_part() -> None:
    lead = "Rye is ground on Mondays, oats on Fridays, by hand."
    main = f"<main><h2>Rye</h2><p>{lead * 2}</p></main>"
    markup = f"<h1>Mill</h1><p>12 May</p><p>{lead}</p>{main}<p>Elsewhere.</p>"
    assert blocks(markup) == [("p", lead), ("p", lead * 2)]


def test_a_long_text_for_those_without_scripts_is_the_pages_own() -> None:
    text = "Rye is ground in your browser's own mill. " * 20
    assert blocks(f"<h1>Mill</h1><noscript><p>{text}</p></noscript>") == [("p", text.strip())]


def test_reading_aids_do_not_part_words() -> None:
    flour = "<ruby>粉<rp>(</rp><rt>こな</rt><rp>)</rp></ruby>"
    markup = f"<h1>Mill</h1><p>{flour}を<ruby>挽<rt>ひ</rt></ruby>く。</p>"
    assert blocks(markup) == [("p", "粉を挽く。")]
