from __future__ import annotations

import pytest

from indexer.model import Page
from indexer.read.plain import read_plain
from tests.indexer.read.growth import assert_in_proportion

HALL = """The Guild Hall

The hall is open to all who live near the river.

Pottery

We throw pots on Tuesdays and fire them once a month.

Weaving

We weave on six looms that came from the old mill.

Dyeing

We dye wool in the yard with madder, weld and woad.
"""
TITLES = ["The Guild Hall", "Pottery", "Weaving", "Dyeing"]


def read(text: str) -> Page:
    return read_plain(text, source="notes.txt", url=None, digest="0")


def titles(page: Page) -> list[str]:
    return [section.title for section in page.sections]


def dropped(page: Page) -> list[str]:
    return [each.text for each in page.dropped]


@pytest.mark.parametrize(
    "menu",
    [
        "Pots | Looms | Vats | About us",
        "Pots   Looms   Vats",
        "Pots Looms Vats About us",
        "Home\nPots\nLooms\nContact us",
    ],
)
def test_menu_above_the_title_is_left_out(menu: str) -> None:
    page = read(f"{menu}\n\n{HALL}")
    assert titles(page) == TITLES
    assert {each.reason for each in page.dropped} == {"link of the site"}


def test_name_above_a_menu_stays() -> None:
    page = read(f"River Guild\n\nHome\nPots\nContact us\n\n{HALL}")
    assert titles(page)[0] == "River Guild"
    assert dropped(page) == ["Home", "Pots", "Contact us"]


@pytest.mark.parametrize(
    "closing",
    [
        "The Guild Hall, 9 Weir Lane. Office hours 9 to 12.",
        "Last updated 3 October",
        "Did this page help you?  Yes / No",
        "Want to learn more? Book a visit",
        "Book a visit | Volunteer | Sign up for news",
        "Visit the hall\n\nWork with us",
        "All times correct at time of printing.",
        "You might also like\n\nThe boat shed\nWhere boats are mended.",
        "Last updated 3 October    Contact    Find us",
    ],
)
def test_lines_that_end_a_page_are_left_out(closing: str) -> None:
    page = read(f"{HALL}\n{closing}\n")
    assert titles(page) == TITLES
    assert [block.text for block in page.sections[-1].blocks] == [
        "We dye wool in the yard with madder, weld and woad."
    ]
    assert {each.reason for each in page.dropped} == {"footer"}


@pytest.mark.parametrize(
    "own",
    [
        "Contact: Jo Hill, 01632 960003",
        "Bring gloves. The vat is open from nine and the yard is wet.",
        "Ask for Jo",
    ],
)
def test_last_thing_keeps_its_own_lines(own: str) -> None:
    page = read(f"{HALL}\n{own}\n")
    assert page.sections[-1].blocks[-1].text == own
    assert dropped(page) == []


def test_address_is_kept_where_other_things_have_one_as_well() -> None:
    text = HALL.replace("a month.", "a month.\nOffice hours 9 to 5")
    page = read(f"{text}Office hours 8 to 6\n")
    assert page.sections[-1].blocks[-1].text == "Office hours 8 to 6"


def test_address_that_is_all_a_thing_says_is_kept() -> None:
    page = read(f"{HALL}\nThe Boat Shed\n\n9 Weir Lane, opening hours 8 to 6\n")
    assert titles(page) == [*TITLES, "The Boat Shed"]
    assert page.sections[-1].blocks[0].text == "9 Weir Lane, opening hours 8 to 6"


def test_last_heading_keeps_its_text_though_links_are_named_so() -> None:
    page = read(f"{HALL}\nContact us\n\nWrite to the hall, 9 Weir Lane.\n")
    assert titles(page) == [*TITLES, "Contact us"]


def test_see_also_within_a_page_ends_nothing() -> None:
    page = read(HALL.replace("\nWeaving", "\nSee also\n\nThe list of kilns\n\nWeaving"))
    assert titles(page)[-2:] == ["Weaving", "Dyeing"]


def test_line_that_counts_pages_is_left_out_wherever_it_stands() -> None:
    text = HALL.replace("Weaving", "Guild News, page 2\n\nWeaving")
    page = read(text.replace("Dyeing", "Guild News, page 3\n\nDyeing"))
    assert titles(page) == TITLES
    assert dropped(page) == ["Guild News, page 2", "Guild News, page 3"]


def test_issue_beside_the_title_is_left_out() -> None:
    page = read(HALL.replace("Guild Hall", "Guild Hall            Number 12, May", 1))
    assert titles(page) == TITLES
    assert [(each.text, each.reason) for each in page.dropped] == [
        ("Number 12, May", "issue of a periodical")
    ]


@pytest.mark.parametrize("signs", ["*", "~", "---"])
def test_line_between_signs_heads_a_group(signs: str) -> None:
    text = HALL.replace("Pottery", f"{signs} With clay {signs}\n\nPottery")
    page = read(text.replace("Weaving", f"{signs} With wool {signs}\n\nWeaving"))
    assert [(section.title, section.level) for section in page.sections[1:]] == [
        ("With clay", 2),
        ("Pottery", 3),
        ("With wool", 2),
        ("Weaving", 3),
        ("Dyeing", 3),
    ]


@pytest.mark.parametrize(
    "line", ["Ask a{}", "Contact", "Tel 01632 960{}", "See also", "A   B   C{}"]
)
def test_the_end_of_a_page_is_found_in_proportion(line: str) -> None:
    assert_in_proportion(lambda size: read("\n\n".join(line.format(i) for i in range(size))), 700)
