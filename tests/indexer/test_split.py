"""Which sections are things, and what the passages made of them quote."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.model import Block, Link, Page, Passage, Section
from indexer.split import split_page, unique

TEXT = "This is what the page says of it, in about as many words as the others have."


def block(text: str, kind: str = "paragraph") -> Block:
    return Block("item" if kind == "item" else "paragraph", text)


def page(*sections: Section, title: str = "Page", url: str | None = None) -> Page:
    return Page("page.html", title, url, "0" * 64, sections)


def outline(*lines: str, title: str = "Page") -> Page:
    """Return a page from lines such as "2 Heading: text"; no text where nothing follows."""
    sections = []
    for line in lines:
        head, _, text = line.partition(":")
        level, _, heading = head.partition(" ")
        blocks = (block(text.strip()),) if text.strip() else ()
        sections.append(Section(heading, int(level), blocks))
    return page(*sections, title=title)


def told(source: Page) -> list[tuple[str, str | None, bool]]:
    return [(p.title, p.theme, p.introduction) for p in split_page(source)]


# Things and groups


def test_sections_with_deeper_ones_group_and_the_others_are_things() -> None:
    passages = split_page(
        outline(
            *("1 Page: Welcome.", "2 Alone: " + TEXT, "2 Group: Of two.", "3 One: " + TEXT),
            *("3 Two: " + TEXT, "2 Bare group", "3 Three: " + TEXT),
        )
    )
    assert [(p.title, p.theme, p.introduction, p.path) for p in passages] == [
        ("Page", None, True, ()),
        ("Alone", None, False, ("Page",)),
        ("Group", "Group", True, ("Page",)),
        ("One", "Group", False, ("Page", "Group")),
        ("Two", "Group", False, ("Page", "Group")),
        ("Three", "Bare group", False, ("Page", "Bare group")),
    ]
    assert [p.position for p in passages] == list(range(6))
    assert {p.source for p in passages} == {"page.html"}


def test_the_theme_is_the_nearest_group() -> None:
    source = outline("1 Page", "2 Outer", "3 Inner", "4 Thing: " + TEXT, "3 Beside: " + TEXT)
    assert [(p.theme, p.path) for p in split_page(source)] == [
        ("Inner", ("Page", "Outer", "Inner")),
        ("Outer", ("Page", "Outer")),
    ]


def test_sub_headings_that_recur_belong_to_their_things() -> None:
    source = outline(
        *("1 Page", "2 Mill: Grinds.", "3 Partners: Miller.", "3 Funding: Guild."),
        *("2 Forge: Hammers.", "3 Partners: Smith.", "3 Funding: None.", "3 Fire: " + TEXT),
    )
    assert told(source) == [("Mill", None, False), ("Forge", None, False)]
    assert split_page(source)[0].text == "Grinds.\n\nPartners\n\nMiller.\n\nFunding\n\nGuild."


def test_sub_headings_that_recur_belong_to_things_of_groups_too() -> None:
    source = outline(
        *("1 Page", "2 North", "3 Mill: Grinds.", "4 Aims: Flour.", "4 Location: Hill."),
        *("2 South", "3 Forge: Hammers.", "4 AIMS:: Nails.", "4 Location: Ford."),
    )
    assert told(source) == [("Mill", "North", False), ("Forge", "South", False)]


def test_groups_of_the_same_name_stay_groups() -> None:
    source = outline(
        *("1 Page", "2 Physics", "3 Projects", "4 Lens: " + TEXT, "4 Prism: " + TEXT),
        *("2 Botany", "3 Projects", "4 Moss: " + TEXT, "4 Fern: " + TEXT),
    )
    assert [p.title for p in split_page(source)] == ["Lens", "Prism", "Moss", "Fern"]


def test_a_recurring_sub_heading_before_the_first_thing_introduces_the_group() -> None:
    source = outline(
        *("1 Page", "2 North", "3 Overview: Hills.", "3 Mill: " + TEXT, "3 Forge: " + TEXT),
        *("2 South", "3 Overview: Fords.", "3 Quay: " + TEXT, "3 Weir: " + TEXT),
    )
    assert [(p.title, p.introduction) for p in split_page(source)][:3] == [
        ("North", True),
        ("Mill", False),
        ("Forge", False),
    ]
    assert split_page(source)[0].text == "Overview\n\nHills."


def test_labelled_facts_belong_to_the_text_above_them() -> None:
    source = outline(
        *("1 Page", "2 Mill: " + TEXT, "3 Funder: The guild", "3 Dates: 1801 to 1850"),
        *("2 Forge: " + TEXT,),
    )
    assert told(source) == [("Mill", None, False), ("Forge", None, False)]


def test_short_things_of_a_group_are_not_facts() -> None:
    source = outline(
        *("1 Page", "2 Group: Three.", "3 Mill: Grinds corn all year.", "3 Forge: Makes nails."),
        *("3 Quay: Loads ships.",),
    )
    assert [title for title, _, _ in told(source)] == ["Group", "Mill", "Forge", "Quay"]


def test_what_is_asked_of_one_thing_belongs_to_it() -> None:
    source = outline(
        *("1 Page", "2 Walking", "3 Ridge: " + TEXT, "4 When: Sundays.", "4 What you need: Boots."),
        *("2 Music", "3 Choir: " + TEXT, "3 Drums: " + TEXT),
    )
    assert told(source) == [
        ("Ridge", "Walking", False),
        *((name, "Music", False) for name in ("Choir", "Drums")),
    ]
    assert split_page(source)[0].text == f"{TEXT}\n\nWhen\n\nSundays.\n\nWhat you need\n\nBoots."


@pytest.mark.parametrize(
    "below",
    [
        ("4 When: Sundays.", "4 The old mill by the river: Grinds."),  # not all of them ask
        ("4 When can I join?: Now.", "4 What does it cost?: Nothing."),  # questions of many
        ("4 When: " + 4 * TEXT, "4 Where: Here."),  # longer than an answer
    ],
)
def test_what_only_looks_like_it_does_not(below: tuple[str, ...]) -> None:
    source = outline("1 Page", "2 Walking", "3 Ridge: " + TEXT, *below)
    assert [title for title, _, _ in told(source)][1:] == [
        line[2:].partition(":")[0] for line in below
    ]


def test_among_plain_things_one_with_sub_headings_is_a_thing() -> None:
    plain = [f"2 {name}: {TEXT} {TEXT}" for name in ("Mill", "Forge", "Quay")]
    odd = ["2 Weir: " + TEXT, "3 Upper pool: " + TEXT[:30], "3 Lower pool: " + TEXT[:30]]
    assert [title for title, _, _ in told(outline("1 Page", *plain, *odd))] == [
        *("Mill", "Forge", "Quay", "Weir"),
    ]


def test_beside_two_things_alone_sub_headings_make_a_group() -> None:
    plain = [f"2 {name}: {TEXT} {TEXT}" for name in ("Mill", "Forge")]
    odd = ["2 Weir: Both.", "3 Upper pool: " + TEXT[:30], "3 Lower pool: " + TEXT[:30]]
    assert [title for title, _, _ in told(outline("1 Page", *plain, *odd))] == [
        *("Mill", "Forge", "Weir", "Upper pool", "Lower pool"),
    ]


def test_among_plain_things_a_long_one_with_sub_headings_is_a_group() -> None:
    plain = [f"2 {name}: {TEXT}" for name in ("Mill", "Forge", "Quay")]
    group = ["2 More places: Some.", *(f"3 {name}: {TEXT}" for name in ("Weir", "Lock", "Ford"))]
    found = told(outline("1 Page", *plain, *group))
    assert found[3:] == [
        ("More places", "More places", True),
        *((name, "More places", False) for name in ("Weir", "Lock", "Ford")),
    ]


def test_a_teaser_is_a_passage_without_text() -> None:
    (mill, forge) = split_page(outline("1 Page", "2 Mill", "2 Forge: " + TEXT))
    assert (mill.title, mill.text, mill.sentences, mill.blocks) == ("Mill", "", (), ())
    assert forge.text == TEXT


# The page itself


def test_what_holds_no_letter_is_no_passage() -> None:
    rule = page(Section("Page", 1), Section("→", 2), Section("Two", 2, (block("Text."),)))
    assert [p.title for p in split_page(rule)] == ["Two"]


def test_an_icon_is_no_title_but_how_its_text_begins_is() -> None:
    sections = (Section("⚓", 2, (block("Boats lie here. Nets too."),)), Section("Two", 2))
    icons = page(Section("Page", 1), *sections, Section("→", 2), Section("Oars", 3))
    found = [(p.title, p.path, p.theme) for p in split_page(icons)]
    assert found == [
        ("Boats lie here", ("Page",), None),
        ("Two", ("Page",), None),
        ("Oars", ("Page",), None),
    ]


@pytest.mark.parametrize(
    "heading",
    [
        "First steps",
        "Optional",
        "📚 Useful resources",
        "Further reading",
        "404",
        "Getting started",
    ],
)
def test_what_tells_the_part_of_a_page_names_no_thing(heading: str) -> None:
    (first, second) = split_page(outline("1 Page", f"2 {heading}: {TEXT}", "2 Mill: " + TEXT))
    assert (first.title, first.text) == (f"Page: {heading}", TEXT)
    assert (second.title, second.theme) == ("Mill", None)
    (under,) = split_page(outline("1 Page", "2 Boats", f"3 {heading}", f"4 Mill: {TEXT}"))
    assert (under.theme, under.path) == ("Boats", ("Page", "Boats", heading))


def test_a_heading_that_says_more_is_a_title() -> None:
    titles = ["First steps on the ice", "Optional extras", "Resources for rowers", "Room 404"]
    found = split_page(outline("1 Page", *(f"2 {title}: {TEXT}" for title in titles)))
    assert [p.title for p in found] == titles


def test_part_of_a_page_without_a_word_is_no_passage() -> None:
    empty = page(Section("Page", 1), Section("Optional", 2, (block("…"),)), Section("Two", 2))
    assert [p.title for p in split_page(empty)] == ["Two"]


def test_a_page_without_headings_is_one_thing() -> None:
    (only,) = split_page(page(Section("", 1, (block("One."), block("Two.")))))
    assert (only.title, only.text, only.introduction, only.path) == (
        *("Page", "One.\n\nTwo.", False),
        (),
    )


def test_a_page_with_its_own_heading_alone_is_one_thing() -> None:
    assert told(outline("1 Page: " + TEXT)) == [("Page", None, False)]


def test_a_page_without_sections_has_no_passage() -> None:
    assert split_page(page()) == ()


def test_text_before_the_heading_introduces_the_page_with_it() -> None:
    source = page(
        Section("", 1, (block("Before."),)),
        Section("Page", 1, (block("After."),), anchor="top"),
        Section("Thing", 2, (block(TEXT),)),
    )
    introduction = split_page(source)[0]
    assert (introduction.text, introduction.anchor) == ("Before.\n\nAfter.", "top")


def test_several_outermost_headings_are_groups_and_things() -> None:
    source = outline("1 Mill: " + TEXT, "1 Places", "2 Forge: " + TEXT, title="Guide")
    assert [(p.title, p.theme, p.path) for p in split_page(source)] == [
        ("Mill", None, ("Guide",)),
        ("Forge", "Places", ("Guide", "Places")),
    ]


def test_a_thing_before_the_pages_heading_stays_in_order() -> None:
    assert told(outline("1 News: x", "1 Page: y", "2 Mill: z")) == [
        ("Page", None, True),
        ("News", None, False),
        ("Mill", None, False),
    ]


def test_ready_sections_are_passages_as_they_are() -> None:
    source = replace(
        page(
            Section("Page", 1, (block("a"),), key="k1", theme="T", url="https://example.org/1"),
            Section("Deeper", 2, (block("b"),), key="k2"),
            Section("Deeper", 2, (block("b"),), key="k3"),
        ),
        ready=True,
    )
    passages = split_page(source)
    assert [(p.title, p.text, p.key, p.theme, p.url, p.introduction) for p in passages] == [
        ("Page", "a", "k1", "T", "https://example.org/1", False),
        ("Deeper", "b", "k2", None, None, False),
        ("Deeper", "b", "k3", None, None, False),
    ]
    assert passages[2].id == passages[1].id + "-2"


def test_a_sections_own_theme_wins() -> None:
    source = page(Section("Page", 1), Section("G", 2), Section("A", 3, (block("x"),), theme="Own"))
    assert split_page(source)[0].theme == "Own"


# Text and offsets


def test_items_stand_on_lines_and_paragraphs_apart() -> None:
    link = Link(4, 8, "https://example.org/")
    source = page(
        Section(
            "Thing",
            1,
            (
                block("First. Second."),
                block("one", "item"),
                Block("item", "and link", (link,)),
                block("Last."),
            ),
        )
    )
    (thing,) = split_page(source)
    assert thing.text == "First. Second.\n\none\nand link\n\nLast."
    assert [thing.text[b.start : b.end] for b in thing.blocks] == [
        *("First. Second.", "one", "and link", "Last."),
    ]
    assert [b.kind for b in thing.blocks] == ["paragraph", "item", "item", "paragraph"]
    assert [thing.text[s.start : s.end] for s in thing.sentences] == [
        *("First.", "Second.", "one", "and link", "Last."),
    ]
    assert [(thing.text[k.start : k.end], k.url) for k in thing.links] == [
        ("link", "https://example.org/")
    ]


def test_a_long_thing_stays_one_passage() -> None:
    (thing,) = split_page(page(Section("Thing", 1, tuple(block(TEXT) for _ in range(500)))))
    assert len(thing.text.split()) == 500 * len(TEXT.split())


# Names and links


def test_ids_are_a_slug_and_a_hash_of_what_is_said() -> None:
    (mill, forge) = split_page(outline("1 Page", "2 The Old Mill: Grinds.", "2 Forge: Hammers."))
    assert re.fullmatch(r"the-old-mill-[0-9a-f]{6}", mill.id)
    same = split_page(
        outline("1 PAGE", "2 The old Mill:   grinds. ", "2 Forge: Hammers!", title="PAGE")
    )
    assert (same[0].id == mill.id, same[1].id == forge.id) == (True, False)


def test_twins_are_told_apart() -> None:
    first, second, third = split_page(outline("1 Page", "2 Mill: x", "2 Mill: x", "2 Mill: x"))
    assert (second.id, third.id) == (f"{first.id}-2", f"{first.id}-3")
    assert [p.anchor for p in (first, second, third)] == ["mill", "mill-2", "mill-3"]


@pytest.mark.parametrize(
    ("url", "anchor", "expected"),
    [
        ("https://example.org/p", "a b", "https://example.org/p#a%20b"),
        ("https://example.org/p#old", "x:1", "https://example.org/p#x:1"),
        ("https://example.org/p", None, "https://example.org/p"),
        (None, "x", None),
    ],
)
def test_the_address_ends_with_the_sources_own_id(
    url: str | None, anchor: str | None, expected: str | None
) -> None:
    (thing,) = split_page(page(Section("Thing", 1, (block("x"),), anchor=anchor), url=url))
    assert (thing.url, thing.anchor) == (expected, anchor or "thing")


def test_made_anchors_give_way_to_the_sources_own() -> None:
    source = page(
        Section("Mill", 1, (block("x"),)),
        Section("Forge", 1, (block("x"),), anchor="mill"),
        Section("Quay", 1, (block("x"),), anchor="mill"),
        url="https://example.org/p",
    )
    assert [(p.anchor, p.url) for p in split_page(source)] == [
        ("mill-2", "https://example.org/p"),
        ("mill", "https://example.org/p#mill"),
        ("quay", "https://example.org/p"),
    ]


# What holds for every page

_TITLES = st.sampled_from(["", "Mill", "Forge", "Partners", "Aims", "Page", "Overview", "Quay"])
_BLOCKS = st.lists(
    st.tuples(st.sampled_from(["paragraph", "item"]), st.integers(0, 30)), max_size=3
)
_SECTIONS = st.lists(st.tuples(_TITLES, st.integers(1, 5), _BLOCKS), max_size=15)


def _numbered(shape: list[tuple[str, int, list[tuple[str, int]]]]) -> Page:
    number = count()
    sections = []
    for title, level, blocks in shape:
        texts = [
            block(" ".join(f"w{next(number)}." for _ in range(words)), kind)
            for kind, words in blocks
        ]
        sections.append(Section(f"{title} t{next(number)}" * bool(title), level, tuple(texts)))
    return page(*sections)


@settings(max_examples=200, deadline=None)
@given(_SECTIONS)
def test_no_word_is_lost_or_doubled(shape: list[tuple[str, int, list[tuple[str, int]]]]) -> None:
    source = _numbered(shape)
    passages = split_page(source)
    given_words = re.findall(r"w\d+", str(source.sections))
    assert Counter(re.findall(r"w\d+", " ".join(p.text for p in passages))) == Counter(given_words)
    shown = " ".join(f"{p.title} {' '.join(p.path)} {p.text}" for p in passages)
    assert {s.title for s in source.sections if s.title and s.title not in shown} == set()


@settings(max_examples=200, deadline=None)
@given(_SECTIONS)
def test_recurring_titles_lose_no_text(
    shape: list[tuple[str, int, list[tuple[str, int]]]],
) -> None:
    source = _numbered(shape)
    plain = [replace(s, title=re.sub(r" t\d+$", "", s.title)) for s in source.sections]
    passages = split_page(replace(source, sections=tuple(plain)))
    words = re.findall(r"w\d+", " ".join(p.text for p in passages))
    assert Counter(words) == Counter(re.findall(r"w\d+", str(source.sections)))
    assert len({p.id for p in passages}) == len({p.anchor for p in passages}) == len(passages)


@settings(max_examples=200, deadline=None)
@given(_SECTIONS)
def test_sentences_lie_within_blocks_and_blocks_make_up_the_text(
    shape: list[tuple[str, int, list[tuple[str, int]]]],
) -> None:
    for passage in split_page(_numbered(shape)):
        inner = [passage.text[b.start : b.end] for b in passage.blocks]
        assert re.sub(r"\n+", "", passage.text) == "".join(inner)
        assert _outside(passage) == []
        quoted = "".join(passage.text[s.start : s.end] for s in passage.sentences)
        assert quoted.replace(" ", "") == re.sub(r"\s", "", passage.text)


def _outside(passage: Passage) -> list[str]:
    return [
        passage.text[s.start : s.end]
        for s in passage.sentences
        if not any(b.start <= s.start < s.end <= b.end for b in passage.blocks)
    ]


@settings(max_examples=100, deadline=None)
@given(
    groups=st.lists(st.integers(1, 4), min_size=1, max_size=5),
    place=st.integers(0, 1000),
    bare=st.booleans(),
)
def test_ids_survive_the_insertion_of_a_section(
    groups: list[int], place: int, *, bare: bool
) -> None:
    number = count()
    lines = ["1 Page: Welcome."]
    for size in groups:
        lines.append(f"2 Group {next(number)}")
        lines += [f"3 Thing {next(number)}: {TEXT}" for _ in range(size)]
    before = split_page(outline(*lines))
    at = 2 + place % (len(lines) - 1)
    after = split_page(
        outline(*lines[:at], "3 New one" + ("" if bare else f": {TEXT}"), *lines[at:])
    )
    assert [p.id for p in after if p.title != "New one"] == [p.id for p in before]


def test_the_same_page_splits_the_same_way() -> None:
    source = outline("1 Page: a", "2 Mill: " + TEXT, "2 Forge", "3 Anvil: " + TEXT)
    assert split_page(source) == split_page(source)


def test_twins_of_twins_get_ids_of_their_own() -> None:
    assert unique(["a", "a-2", "a", "a-2"]) == ["a", "a-2", "a-3", "a-2-2"]
