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
        "Home\nSearch\nContact us",
    ],
)
def test_menu_above_the_title_is_left_out(menu: str) -> None:
    page = read(f"{menu}\n\n{HALL}")
    assert titles(page) == TITLES
    assert {each.reason for each in page.dropped} == {"link of the site"}


@pytest.mark.parametrize("between", ["            ", "\n"])
def test_issue_of_a_periodical_is_no_part_of_its_title(between: str) -> None:
    page = read(HALL.replace("Guild Hall", f"Guild Hall{between}Number 12, May", 1))
    assert titles(page) == TITLES
    assert dropped(page) == ["Number 12, May"]


@pytest.mark.parametrize(
    "closing",
    [
        "The Guild Hall, 9 Weir Lane. Office hours 9 to 12.",
        "Last updated 3 October",
        "Did this page help you?  Yes / No",
        "All times correct at time of printing.",
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


# Typed documents

STANDARD = """\
Tide Signals Group                                            N. Carter
Memorandum: 41                                               Mill Lane


                      How Mills Signal the Tide

Contents

   1.  Flags . . . . . . . . . . . .   1
   2.  Lamps . . . . . . . . . . . .   1
     2.1.  By . . . . . . . . . . .    2

1.  Flags

   A flag is raised at high water, and lowered when the gate
   has been

Carter                     Memorandum                      [Page 1]

Memo 41                  Mill Signals                     May 1931

   shut by the miller.

2.  Lamps

   A lamp is lit at night.

2.1.  By

   +-------+---------+
   | lamp  | meaning |
   +-------+---------+
   | red   | ebb     |
   | green |         |
   +-------+---------+

Carter                     Memorandum                      [Page 2]
"""


def test_a_typed_standard_is_read_without_its_heads_feet_and_contents() -> None:
    page = read(STANDARD)
    assert page.title == "How Mills Signal the Tide"
    assert [(s.title, s.level) for s in page.sections] == [
        *(("How Mills Signal the Tide", 1), ("Flags", 2), ("Lamps", 2), ("By", 3)),
    ]
    said = {s.title: [(b.kind, b.text) for b in s.blocks] for s in page.sections}
    assert [text for _, text in said["Flags"]] == [
        "A flag is raised at high water, and lowered when the gate has been shut by the miller."
    ]
    assert said["By"] == [
        *(("columns", "lamp · meaning"), ("row", "red · ebb"), ("row", "green · –")),
    ]


@pytest.mark.parametrize(
    "table",
    [
        "Fare     Price\n-----    -----\nAdult    £4\nChild    £1",
        "=====    =====\nFare     Price\n=====    =====\nAdult    £4\nChild    £1\n=====    =====",
        "| Fare | Price |\n|------|-------|\n| Adult | £4 |\n| Child | £1 |",
    ],
)
def test_a_drawn_table_has_columns_and_rows_and_no_headings(table: str) -> None:
    page = read(f"Ferry\n\nFares\n\nPay on board.\n\n{table}\n\nBoats\n\nTwo boats sail.\n")
    fares = next(section for section in page.sections if section.title == "Fares")
    assert [section.title for section in page.sections] == ["Ferry", "Fares", "Boats"]
    assert [(b.kind, b.text) for b in fares.blocks[1:]] == [
        *(("columns", "Fare · Price"), ("row", "Adult · £4"), ("row", "Child · £1")),
    ]


def test_words_parted_at_a_lines_end_are_whole_and_compounds_keep_their_hyphens() -> None:
    page = read(
        "The ferry\n\nIn the fog the cap-\ntain rang a bell, and the passen-\n"
        "gers sang; the Kowalew-\nskis did so in a high-\npitched voice. All were re-\nsigned.\n"
    )
    (block,) = page.sections[-1].blocks
    assert block.text == (
        "In the fog the captain rang a bell, and the passengers sang; the Kowalewskis did so in a "
        "high-pitched voice. All were resigned."
    )


def test_a_word_that_the_text_itself_writes_settles_its_hyphen() -> None:
    page = read(
        "The line-end\n\nThey sat at the line-\nend and spoke of Quaylight, or quay-\nlight."
    )
    assert "line-end and spoke of Quaylight, or quaylight" in page.sections[-1].blocks[0].text


def test_remarks_in_code_are_no_headings() -> None:
    page = read(
        "Gate tool\n\nSetting up\n\nRun these:\n\n# fetch the gate\nfetch gate 4\n\n"
        "Configuring\n\nAsk for help.\n\n    # Gate one\n    open gate\n"
    )
    assert [section.title for section in page.sections] == [
        "Gate tool",
        "Setting up",
        "Configuring",
    ]


@pytest.mark.parametrize(
    "title",
    [
        "Song nights in nine of the older barns of the valley (2015-2018)",
        "Seventy drawings of mills, weirs and sluices by pupils from 1931 to 1934",
    ],
)
def test_a_long_heading_that_ends_with_a_year_or_a_bracket_is_one(title: str) -> None:
    text = "They met in the barns each winter. Many of them had never sung before, they said.\n"
    page = read(f"Valley news\n\nBees\n{text}\n{title}\nPeople from nine villages came. {text}\n")
    assert title in [section.title for section in page.sections]


def test_a_row_of_the_sites_links_within_the_text_is_left_out() -> None:
    page = read(
        "Inn\n\nBeds\n\nNine beds.\n\nHome | Rooms | Contact us | Search\n\nFood\n\nSoup.\n"
    )
    assert [section.title for section in page.sections] == ["Inn", "Beds", "Food"]
    assert "link of the site" in [dropped.reason for dropped in page.dropped]
