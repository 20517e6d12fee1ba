"""Markdown is read as the page it renders to."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.model import Page
from indexer.read.markdown import read_markdown
from indexer.split import split_page


def read(text: str, url: str | None = "https://example.org/docs/page.md") -> Page:
    return read_markdown(text, source="page.md", url=url, digest="0" * 64)


PAGE = """\
---
title: Metadata, not text
tags: [a, b]
---

# Orchards of the *valley* {#orchards}

Old trees and [who keeps them](keepers.md).

## Apples

### Russet walk {#russet .wide}

Twelve sorts along one path:

- Egremont
- Ashmead
    - grafted twice

### Parish orchard

Lines that are
broken stay one paragraph.

Keeper | Trees
------ | -----
Parish | 40

## Pears

<details id="perry"><summary>Perry</summary>

Pressed in *October*.

</details>
"""


def test_a_page_splits_as_its_reader_would() -> None:
    found = [(p.title, p.theme, p.introduction, p.text) for p in split_page(read(PAGE))]
    assert found == [
        ("Orchards of the valley", None, True, "Old trees and who keeps them."),
        (
            "Russet walk",
            "Apples",
            False,
            "Twelve sorts along one path:\n\nEgremont\nAshmead\ngrafted twice",
        ),
        (
            "Parish orchard",
            "Apples",
            False,
            "Lines that are broken stay one paragraph.\n\nKeeper · Trees\nParish · 40",
        ),
        ("Perry", "Pears", False, "Pressed in October."),
    ]


def test_links_and_anchors_lead_where_the_rendered_page_does() -> None:
    page = read(PAGE)
    anchors = [section.anchor for section in page.sections]
    assert anchors == ["orchards", "apples", "russet", "parish-orchard", "pears", "perry"]
    (link,) = page.sections[0].blocks[0].links
    assert link.url == "https://example.org/docs/keepers.md"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("See [[Old mill|the mill]] and [[Rye]].", "See the mill and Rye."),
        ("![[map.png]] Here ==it is== and ~~was~~.", "Here it is and was."),
        ("`[[code]]` and `==code==` stay.", "[[code]] and ==code== stay."),
    ],
)
def test_marks_of_wikis_and_notebooks_are_none_of_the_text(text: str, shown: str) -> None:
    assert [block.text for block in read(text).sections[0].blocks] == [shown]


def test_a_class_of_a_heading_is_none_of_its_title() -> None:
    assert [s.title for s in read("# Mill {.unnumbered}\n\n## Set {x}").sections] == [
        "Mill",
        "Set {x}",
    ]


@pytest.mark.parametrize(
    ("text", "anchors"),
    [
        ("## Same\n\n## Same", ["same", "same-1"]),
        ("## Café & Bar: it's open", ["café--bar-its-open"]),
        ("## Own {#same}\n\n## Same", ["same", "same-1"]),
        ("{#above}\n## Title", ["above"]),
        ("Title {#set}\n=====", ["set"]),
    ],
)
def test_anchors_are_those_that_github_gives(text: str, anchors: list[str]) -> None:
    assert [section.anchor for section in read(text).sections] == anchors


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("---\ntitle: 'Named above'\n---\n\n## Part\n\nText.", "Named above"),
        ("---\ntitle: Other\n---\n\n# Heading", "Heading"),
        ("Text alone.", "page.md"),
        ("", "page.md"),
    ],
)
def test_the_title_is_the_heading_or_the_front_matters(text: str, title: str) -> None:
    assert read(text).title == title


def test_front_matter_is_no_text() -> None:
    assert read(PAGE).sections[0].title == "Orchards of the valley"
    assert "tags" not in str(read(PAGE))


@pytest.mark.parametrize("tag", ["aside", "header", "footer", "article", "main", "section"])
def test_markup_in_a_text_is_no_frame_around_it(tag: str) -> None:
    page = read(f"# Ferry\n\nBoats.\n\n<{tag}>\n\nMind the gap.\n\n</{tag}>\n\nTides.")
    assert [b.text for s in page.sections for b in s.blocks] == [
        "Boats.",
        "Mind the gap.",
        "Tides.",
    ]


@pytest.mark.parametrize(
    "title",
    ["Oat cookies", "Comments", "Menu", "Sidebar", "Bread-crumbs", "Pagination", "GDPR bar"],
)
def test_a_heading_is_one_whatever_its_id(title: str) -> None:
    page = read(f"# Inn\n\n## {title}\n\nBoats.\n\n## Beds\n\nTides.")
    assert [section.title for section in page.sections] == ["Inn", title, "Beds"]


GENERATED = """\
+++
title = 'Tide mill'
tags = [
  "mill",
]
+++

import Gate from '@site/gate'
export const opened = {
  year: 1790,
}

Built on rock.[^rock]

[^rock]: Of slate, mostly.

## Wheel {/* #the-wheel */}

!!! note "Mind the step"
    It is wet.

    And steep.

=== "By boat"
    Land at the slip.

:::tip[Come early]
The gate shuts at four.
:::

{% include map.html %} Turn the `{{ key }}` twice. {{< figure >}}

> [!WARNING]
> No swimming.

- [x] oiled
- [ ] greased

Sluice
: A gate for water.
"""


def test_what_site_generators_add_is_read_for_what_it_says() -> None:
    page = read(GENERATED)
    assert (page.title, [(s.title, s.anchor) for s in page.sections]) == (
        "Tide mill",
        [("", None), ("Wheel", "the-wheel"), ("Sluice", None)],
    )
    opening, wheel, _ = ([b.text for b in s.blocks] for s in page.sections)
    assert opening == ["Built on rock.", "Of slate, mostly."]
    assert wheel == [
        *("Mind the step", "It is wet.", "And steep.", "By boat", "Land at the slip."),
        *("Come early", "The gate shuts at four.", "Turn the {{ key }} twice.", "No swimming."),
        *("oiled", "greased"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "```\nimport Gate from 'gate'\n{{ key }}\n:::\n```",
        "    {{ key }}",
        "We import wine from `{% raw %}`.",
        "!!! is no call-out",
        "A tide\n:::: of rooks",
    ],
)
def test_what_only_looks_generated_stays(text: str) -> None:
    (section,) = read(f"# Mill\n\n{text}").sections
    said = " ".join(block.text for block in section.blocks)
    assert Counter(re.findall(r"\w+", said)) == Counter(re.findall(r"\w+", text))


@pytest.mark.parametrize(
    "text",
    [
        "---\n# Mill\n---\n\nText.",
        "---\nBuilt on rock, and kept.\n---\n\nText.",
        "+++\nnot metadata\n+++\n\nText.",
    ],
)
def test_what_stands_between_two_rules_is_text_unless_it_is_metadata(text: str) -> None:
    page = read(text)
    said = " ".join([*(s.title for s in page.sections), str(page.sections)])
    assert all(word in said for word in re.findall(r"\w+", text))


def test_a_brace_in_a_title_that_is_no_id_stays() -> None:
    assert [s.title for s in read("# The {x} set").sections] == ["The {x} set"]


@pytest.mark.parametrize("marker", ["> ", "- ", "+ ", ">- "])
def test_text_nested_deeper_than_any_person_writes_is_kept(marker: str) -> None:
    page = read(marker * 400 + "deep\n\nafter")
    text = " ".join(b.text for s in page.sections for b in s.blocks)
    assert text.split() == ["deep", "after"]


LINES = st.sampled_from(
    [
        *("¤", "¤ ¤", "# ¤", "### ¤ {#a}", "- ¤", "  - ¤", "1. ¤", "> ¤", "    ¤", "", "", "---"),
        *("¤ | ¤", "- | -", "*¤* **¤**", "[¤](x)", "`¤`", "```", "<b>¤</b>", "¤  "),
    ]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(LINES, max_size=14))
def test_every_word_is_in_one_place(lines: list[str]) -> None:
    pieces = "\n".join(["", *lines]).split("¤")
    text = pieces[0] + "".join(f"({n}){piece}" for n, piece in enumerate(pieces[1:]))
    page = read(text)
    told = [s.title for s in page.sections]
    told += [b.text for s in page.sections for b in s.blocks]
    told += [d.text for d in page.dropped]
    assert Counter(re.findall(r"\(\d+\)", " ".join(told))) == Counter(
        f"({n})" for n in range(len(pieces) - 1)
    )
