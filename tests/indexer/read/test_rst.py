"""reStructuredText is read as it renders, with what Sphinx adds to it."""

from __future__ import annotations

from pathlib import Path

from indexer.model import Page
from indexer.read import read_pages
from indexer.read.rst import read_rst


def read(text: str) -> Page:
    return read_rst(text, source="page.rst", url=None, digest="0" * 64)


def outline(text: str) -> list[tuple[str, int]]:
    return [(section.title, section.level) for section in read(text).sections]


def texts(text: str) -> list[str]:
    return [block.text for section in read(text).sections for block in section.blocks]


def test_headings_nest_as_their_underlines_come() -> None:
    text = "====\nMill\n====\n\nText.\n\nStones\n^^^^^^\n\nText.\n\nNew\n---\n\nText.\n\nOld\n^^^\n"
    assert outline(text) == [("Mill", 1), ("Stones", 2), ("New", 3), ("Old", 2)]


def test_roles_and_links_say_what_a_reader_sees() -> None:
    text = (
        "Use :class:`~mill.Stone`, :py:meth:`turn() <mill.Stone.turn>`, :ref:`wheels <w>`,"
        " :doc:`/rye`, ``x = 1`` and `our site <https://example.org>`__; |version| is *new*.\n\n"
        ".. |version| replace:: 2.0\n"
    )
    assert texts(text) == [
        "Use Stone, turn(), wheels, /rye, x = 1 and our site; 2.0 is new.",
    ]
    assert read(text).sections[0].blocks[0].links[0].url == "https://example.org"


def test_unknown_directives_are_read_and_lists_of_pages_are_not() -> None:
    text = (
        "Mill\n====\n\n.. contents::\n\n.. toctree::\n   :maxdepth: 2\n\n   rye\n   oats\n\n"
        ".. versionadded:: 2.1\n   Oats are ground.\n\n.. warning:: Mind the wheel.\n\n"
        ".. code-block:: python\n\n   # no heading\n   turn()\n\n.. remark that nobody reads\n\n"
        "Rye\n---\n\nRye is ground.\n"
    )
    assert texts(text) == [
        "2.1 Oats are ground.",
        "Warning",
        "Mind the wheel.",
        "# no heading\nturn()",
        "Rye is ground.",
    ]


def test_tables_keep_their_rows_and_fields_their_labels() -> None:
    rule = "=====  =====\n"
    text = f":Miller: Ann Lee\n:Place: Hull\n\n{rule}Grain  Price\n{rule}rye    2\n{rule}"
    (section,) = read(text).sections
    assert [(block.kind, block.text) for block in section.blocks] == [
        ("field", "Miller: Ann Lee"),
        ("field", "Place: Hull"),
        ("columns", "Grain · Price"),
        ("row", "rye · 2"),
    ]


def test_no_other_file_is_read_and_no_markup_let_through(tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_text("A secret.")
    text = f"Mill\n====\n\nText.\n\n.. include:: {other}\n\n.. raw:: html\n\n   <h2>Raw</h2>\n"
    path = tmp_path / "mill.rst"
    path.write_text(text)
    (page,) = read_pages([str(path)])
    assert [(s.title, [b.text for b in s.blocks]) for s in page.sections] == [("Mill", ["Text."])]


def test_what_breaks_the_rules_is_read_as_far_as_it_goes() -> None:
    text = "Mill `wheel\n***********\n\nText *turns |on| and on_.\n\n.. figure::\n\nSun\n==\n"
    assert "Text *turns |on| and on_." in texts(text)
    assert read("* " * 3000 + "end").sections


def test_roles_of_one_text_are_none_of_the_next() -> None:
    read(":mill:`x`")
    assert texts(":mill:`Stone <y>` and :other:`z`") == ["Stone and z"]
