"""Which rows of tables and items of lists are things of their own."""

from __future__ import annotations

import pytest

from indexer.model import Block, Link, Page, Section
from indexer.split import split_page

TEXT = "This is what the page says of it, in about as many words as the others have."


def block(text: str) -> Block:
    return Block("paragraph", text)


def page(*sections: Section) -> Page:
    return Page("page.html", "Page", None, "0" * 64, sections)


def rows(*lines: str) -> tuple[Block, ...]:
    """Return a table of which the first line names the columns."""
    return (Block("columns", lines[0]), *(Block("row", line) for line in lines[1:]))


def items(*lines: str) -> tuple[Block, ...]:
    """Return a list; what stands before a bar is set in bold."""
    return tuple(
        Block("item", line.replace("|", ""), lead=max(line.find("|"), 0)) for line in lines
    )


CHOIRS = rows(
    "Choir · Led by · Meets",
    "Sea choir · Ann Lee · Mondays, in the hall",
    "Mill choir · Bo Hay · –",
    "Girls' choir · Cy Ray · in the old mill",
)
STALLS = items(
    "Cheese|: from two farms on the hill",
    "Bread| – baked on the square each morning",
    "Honey.| When there is some left",
)


def test_rows_of_named_columns_are_things_with_their_cells_under_the_names() -> None:
    passages = split_page(
        page(Section("Page", 1), Section("Choirs", 2, (block("We sing."), *CHOIRS)))
    )
    assert [(p.title, p.theme, p.introduction, p.text) for p in passages] == [
        ("Choirs", "Choirs", True, "We sing."),
        (
            *("Sea choir", "Choirs", False),
            "Choir: Sea choir\nLed by: Ann Lee\nMeets: Mondays, in the hall",
        ),
        ("Mill choir", "Choirs", False, "Choir: Mill choir\nLed by: Bo Hay"),
        (
            *("Girls' choir", "Choirs", False),
            "Choir: Girls' choir\nLed by: Cy Ray\nMeets: in the old mill",
        ),
    ]


def test_what_stands_above_some_rows_is_said_of_each() -> None:
    head, *talks = rows("At · Talk · By", "9 · Rooks · Ann", "10 · Crows · Bob", "9 · Jays · Cyd")
    blocks = (head, block("Saturday"), *talks[:2], block("Sunday"), talks[2])
    passages = split_page(page(Section("Talks", 1, blocks)))
    assert [(p.title, p.text.split("\n")[0]) for p in passages] == [
        ("Rooks", "Saturday"),
        ("Crows", "Saturday"),
        ("Jays", "Sunday"),
    ]


def test_a_row_is_called_after_the_cell_that_names_it() -> None:
    talks = rows(
        *("Time · Hall · Talk", "9:00 · Small hall · On rooks", "9:30 · Small hall · On crows"),
        "10:00 · Great hall · On jays",
    )
    passages = split_page(page(Section("Talks", 1, talks)))
    assert [p.title for p in passages] == ["On rooks", "On crows", "On jays"]


STAFF = tuple(
    Block("field", text)
    for text in (
        "Ann Lee: keeps the keys and the books",
        "Dr Bo Hay: mends the organ",
        "Cy de la Ray: sings, and rings the bells",
    )
)


def test_people_in_a_table_of_pairs_are_things() -> None:
    passages = split_page(page(Section("Page", 1), Section("Staff", 2, STAFF)))
    assert [(p.title, p.theme) for p in passages] == [
        (name, "Staff") for name in ("Ann Lee", "Dr Bo Hay", "Cy de la Ray")
    ]


def test_rows_that_begin_with_a_link_are_things_without_names_of_columns() -> None:
    mills = tuple(
        Block("row", f"{name} · Hull · Open on {day} in May", (Link(0, len(name), f"/{name}"),))
        for name, day in (("Watermill", "Monday"), ("Windmill", "Friday"), ("Sawmill", "Sunday"))
    )
    passages = split_page(page(Section("Page", 1), Section("Mills", 2, mills)))
    assert [(p.title, p.links[0].url) for p in passages] == [
        (name, f"/{name}") for name in ("Watermill", "Windmill", "Sawmill")
    ]


def test_items_that_begin_with_a_name_are_things() -> None:
    passages = split_page(page(Section("Page", 1), Section("Stalls", 2, STALLS)))
    assert [(p.title, p.theme, p.text) for p in passages] == [
        ("Cheese", "Stalls", "Cheese: from two farms on the hill"),
        ("Bread", "Stalls", "Bread – baked on the square each morning"),
        ("Honey", "Stalls", "Honey. When there is some left"),
    ]


def test_a_links_words_name_an_item_and_lead_where_they_led() -> None:
    listed = tuple(
        Block("item", f"{name} - says what it is for", (Link(0, len(name), f"/{name}"),))
        for name in ("Quay", "Mole", "Slip")
    )
    passages = split_page(page(Section("Page", 1), Section("Places", 2, listed)))
    assert [(p.title, p.links) for p in passages] == [
        (name, (Link(0, 4, f"/{name}"),)) for name in ("Quay", "Mole", "Slip")
    ]


@pytest.mark.parametrize(
    "blocks",
    [
        pytest.param((block(TEXT * 2), *CHOIRS), id="less than the text of its thing"),
        pytest.param(CHOIRS[:3], id="two rows"),
        pytest.param(CHOIRS[1:], id="columns without names"),
        pytest.param(
            tuple(
                Block("field", text)
                for text in ("Built: 1822", "Keeper: Ann Lee of the mill trust", "Place: in Hull")
            ),
            id="labels",
        ),
        pytest.param((block(TEXT * 2), *STAFF), id="pairs that are less than the text"),
        pytest.param(
            rows("Day · Hours", "Monday · 9-5", "Tuesday · 9-5", "Friday · 9-1"), id="hours"
        ),
        pytest.param(
            rows("Seat · For", "Stall · adults", "Stall · adults", "Box · adults"),
            id="no row has a name",
        ),
        pytest.param((block(TEXT * 2), *STALLS), id="a list within a text"),
        pytest.param(items("Cheese|", "Bread|", "Honey|"), id="names alone"),
        pytest.param(
            items("Cheese| is made on two farms", "Bread| is baked here", "Honey| is rare"),
            id="sentences",
        ),
        pytest.param(items("Cheese|: from two farms", "Bread", "Honey", "Salt"), id="one name"),
    ],
)
def test_other_tables_and_lists_stay_with_what_they_stand_under(blocks: tuple[Block, ...]) -> None:
    source = page(Section("Page", 1), Section("Fair", 2, blocks), Section("Way", 2, (block(TEXT),)))
    assert [p.title for p in split_page(source)] == ["Fair", "Way"]


def test_tables_with_the_same_rows_tell_of_the_things_they_stand_under() -> None:
    pools = [Section(name, 2, CHOIRS) for name in ("North", "South")]
    assert [p.title for p in split_page(page(Section("Page", 1), *pools))] == ["North", "South"]


def test_a_list_among_plain_things_is_one_of_them() -> None:
    plain = [Section(name, 2, (block(TEXT),)) for name in ("One", "Two", "Three")]
    source = page(Section("Page", 1), *plain, Section("Four", 2, STALLS))
    assert [p.title for p in split_page(source)] == ["One", "Two", "Three", "Four"]
