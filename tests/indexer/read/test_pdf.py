"""PDF documents split as what they were typeset from does."""

from __future__ import annotations

from itertools import cycle, islice
from pathlib import Path

import pytest
from fpdf import FPDF

from indexer.errors import SourceError
from indexer.model import Page
from indexer.read import ReadOptions, read_pages
from indexer.read.pdf import read_pdf
from indexer.split import split_page
from tests.indexer.read.typeset import TEXTS, Press, Typed

KEEPERS = [
    ("Lamp", "Keeper", "Lit"),
    ("Pier head", "Ann Lee", "at six"),
    ("Mole", "Bo Hay", "at seven"),
    ("Slip", "Cy Ray", "at six"),
]
STEPS = ["Trim the wick each evening.", "Fill the oil from the blue can.", "Note the hour."]


def report(things: int = 14) -> list[Typed]:
    """Return a report of groups and things, with a table and a list here and there."""
    names = ("Lamps of the old pier", "The weavers by the river", "Tern count", "Hill road")
    typed = [Typed("Works of the harbour trust", 1, (TEXTS[0],))]
    for at in range(things):
        if at % 5 == 0:
            typed.append(Typed(f"Works by {('water', 'land', 'hand')[at // 5]}", 2, (TEXTS[1],)))
        name = (
            "A longer heading on what was done and what was left" if at % 7 == 3 else names[at % 4]
        )
        title = f"{name} in ward {'ABCDEFGHIJKLMNOP'[at]}"
        texts = tuple(islice(cycle(TEXTS), at % 4, at % 4 + 2 + at % 2))
        more = (KEEPERS,) if at % 4 == 1 else (STEPS,) if at % 4 == 2 else ()
        typed.append(Typed(title, 3, (" ".join(texts), *more, texts[0])))
    return typed


def read(content: bytes, url: str | None = "https://example.org/report.pdf") -> Page:
    return read_pdf(content, source="report.pdf", url=url, digest="0" * 64)


def outline(page: Page) -> list[tuple[str, int]]:
    return [(section.title, section.level) for section in page.sections if section.title]


@pytest.mark.parametrize("columns", [1, 2, 3])
@pytest.mark.parametrize("named", [False, True], ids=["by size", "by outline"])
def test_headings_are_those_of_the_source(columns: int, *, named: bool) -> None:
    typed = report()
    page = read(Press(columns=columns, heads=True, outline=named).document(typed))
    assert outline(page) == [(one.title, one.level) for one in typed]
    assert page.title == "Works of the harbour trust"


def test_bold_lines_of_the_texts_size_are_headings() -> None:
    typed = report()
    page = read(Press(bold=True).document(typed))
    assert [title for title, _ in outline(page)] == [one.title for one in typed]


@pytest.mark.parametrize("columns", [1, 2])
def test_text_is_read_column_after_column_without_heads_and_numbers(columns: int) -> None:
    typed = report()
    page = read(Press(columns=columns, heads=True).document(typed))
    whole = " ".join(" ".join(b.text for b in section.blocks) for section in page.sections)
    parts = [part for one in typed for part in one.parts]
    assert [part for part in parts if isinstance(part, str) and part not in whole] == []
    assert "report of the year" not in whole
    assert "Page 1" not in whole
    assert {omission.reason for omission in page.dropped} == {"running header", "page number"}


def test_a_paragraph_goes_on_over_columns_and_pages() -> None:
    long = " ".join(islice(cycle(TEXTS), 60))
    page = read(Press(columns=2, heads=True).document([Typed("Works", 1, (long,))]))
    assert [block.text for section in page.sections for block in section.blocks] == [long]


def test_rows_and_items_are_read_as_such() -> None:
    typed = [Typed("Works", 1, (TEXTS[0],)), Typed("Lamps", 2, (TEXTS[1], KEEPERS, STEPS))]
    (_, lamps) = read(Press().document(typed)).sections
    assert [(block.kind, block.text) for block in lamps.blocks] == [
        ("paragraph", TEXTS[1]),
        ("columns", "Lamp · Keeper · Lit"),
        ("row", "Pier head · Ann Lee · at six"),
        ("row", "Mole · Bo Hay · at seven"),
        ("row", "Slip · Cy Ray · at six"),
        *(("item", step) for step in STEPS),
    ]


def test_words_parted_at_a_lines_end_are_joined() -> None:
    pdf = FPDF()
    pdf.add_page()
    pdf.set_font("helvetica", size=12)
    for line in (
        "The work was done by volun-",
        "teers in the long win-",
        "ter of a well-known year.",
    ):
        pdf.cell(text=line, new_x="LMARGIN", new_y="NEXT")
    page = read(bytes(pdf.output()))
    (block,) = page.sections[0].blocks
    assert block.text == "The work was done by volunteers in the long winter of a well-known year."


def test_a_note_at_the_foot_cuts_no_paragraph() -> None:
    pdf = FPDF()
    for lines in (["The lamp is lit at", "note"], ["six each evening."], ["Another page."]):
        pdf.add_page()
        for line in lines:
            note = line == "note"
            pdf.set_font("helvetica", size=8 if note else 12)
            pdf.cell(text="1 By the old clock." if note else line, new_x="LMARGIN", new_y="NEXT")
    page = read(bytes(pdf.output()))
    assert [block.text for block in page.sections[0].blocks] == [
        "The lamp is lit at six each evening.",
        "1 By the old clock.",
        "Another page.",
    ]


def test_a_thing_leads_to_the_page_it_begins_on() -> None:
    typed = report()
    page = read(Press(heads=True).document(typed))
    things = split_page(page)
    pages = [int((thing.url or "").rpartition("#page=")[2]) for thing in things]
    assert pages == sorted(pages)
    assert pages[0] == 1 < pages[-1]
    assert len({thing.anchor for thing in things}) == len(things)
    assert {thing.url for thing in split_page(read(Press().document(typed), url=None))} == {None}


def test_a_list_of_the_documents_parts_is_left_out() -> None:
    dotted = [f"{name} {'.' * 40} {at}" for at, name in enumerate(("Water", "Land", "Hand"), 2)]
    parts = [Typed("Contents", 2, tuple(dotted)), Typed("Water", 2, (TEXTS[0],))]
    page = read(Press().document([Typed("Works", 1, (TEXTS[1],)), *parts]))
    assert [title for title, _ in outline(page)] == ["Works", "Water"]
    assert "contents list" in {omission.reason for omission in page.dropped}


def test_a_scan_says_what_it_lacks(tmp_path: Path) -> None:
    pdf = FPDF()
    pdf.add_page()
    picture = tmp_path / "page.pgm"
    picture.write_bytes(b"P5 8 8 255\n" + bytes(64))
    pdf.image(str(picture), w=100)
    with pytest.raises(SourceError, match="pictures of pages and no text; run text recognition"):
        read(bytes(pdf.output()))


def test_a_locked_or_damaged_document_says_so() -> None:
    pdf = FPDF()
    pdf.add_page()
    pdf.set_font("helvetica", size=12)
    pdf.cell(text="Secret")
    pdf.set_encryption("owner", "user")
    with pytest.raises(SourceError, match="is locked with a password"):
        read(bytes(pdf.output()))
    with pytest.raises(SourceError, match="cannot be read as PDF"):
        read(b"%PDF-1.4\n1 0 obj")


def test_a_file_is_known_by_its_content_and_read_with_its_address(tmp_path: Path) -> None:
    (tmp_path / "works").write_bytes(Press().document(report(3)))
    (page,) = read_pages([str(tmp_path)], options=ReadOptions(url="https://example.org/docs/"))
    assert page.url == "https://example.org/docs/works"
    assert page.sections[0].url == "https://example.org/docs/works#page=1"
