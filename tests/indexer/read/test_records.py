from __future__ import annotations

import json
from pathlib import Path

import pytest

from indexer.errors import SourceError
from indexer.model import Block, Omission, Page, Section
from indexer.read.records import read_records
from tests.indexer.read.growth import assert_in_proportion

COLLECTIONS = Path(__file__).resolve().parents[4] / "shared" / "collections"


def _read(*lines: object) -> Page:
    text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    return read_records(text, source="corpus.jsonl", url=None, digest="d1")


def test_a_line_becomes_a_section_with_all_it_brings() -> None:
    page = read_records(
        '{"_id": "w1", "title": "Wells\\n for  Kitale", "text": "Clean\\nwater.\\n \\nThree wells.'
        '", "theme": "Water", "url": "https://a.example/w1", "metadata": {"year": 2020}}\n',
        source="corpus.jsonl",
        url="https://a.example/",
        digest="d1",
    )
    section = Section(
        title="Wells for Kitale",
        level=1,
        blocks=(Block("paragraph", "Clean water."), Block("paragraph", "Three wells.")),
        key="w1",
        theme="Water",
        url="https://a.example/w1",
    )
    assert page == Page(
        "corpus.jsonl", "corpus.jsonl", "https://a.example/", "d1", (section,), ready=True
    )


def test_lines_keep_their_order_and_empty_ones_are_passed_over() -> None:
    page = _read({"_id": 2, "text": "b"}, "", "  \r", {"_id": "1", "title": "", "text": "a"})
    assert [section.key for section in page.sections] == ["2", "1"]


def test_only_line_feeds_part_lines() -> None:
    page = _read('{"_id": "1", "text": "wells\u2028and\u0085pumps"}\r', '{"_id": "2", "text": "x"}')
    assert [section.blocks[0].text for section in page.sections] == ["wells and pumps", "x"]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Clean cooking in Kenya. Stoves for homes.", "Clean cooking in Kenya"),
        (
            "Stoves that burn little wood, given to, well, all.",
            "Stoves that burn little wood, given to, well…",
        ),
        (
            "Costs fell by 1.5 million within a few years.",
            "Costs fell by 1.5 million within a few…",
        ),
        ("Wells for Kitale", "Wells for Kitale"),
        ("…", "…"),
    ],
)
def test_a_text_without_title_is_named_after_its_beginning(text: str, title: str) -> None:
    page = _read({"_id": "1", "text": text}, {"_id": "2", "title": None, "text": text})
    assert [section.title for section in page.sections] == [title, title]


def test_a_title_without_text_is_kept() -> None:
    assert _read({"title": "Wells", "text": " "}).sections == (Section("Wells", 1),)


def test_a_line_without_title_and_text_is_told_not_lost_silently() -> None:
    page = _read({"_id": "1", "text": "a"}, {"_id": "7", "title": "", "text": ""})
    assert len(page.sections) == 1
    assert page.dropped == (
        Omission('{"_id": "7", "title": "", "text": ""}', "line 2 has neither title nor text"),
    )


def test_escapes_that_no_file_takes_are_replaced() -> None:
    section = _read(
        '{"_id": "1", "text": "half \\ud83d and \\u0000, whole \\ud83d\\ude00"}'
    ).sections[0]
    assert section.blocks[0].text == "half � and �, whole 😀"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"_id": "2", "text": "b"', "not JSON .* at column"),
        ("wells", "not JSON"),
        ("[1, 2]", "not an object"),
        ('"wells"', "not an object"),
        ("{}", "has neither _id nor title"),
        ('{"text": "b"}', "has neither _id nor title"),
        ('{"_id": "2"}', "text is missing"),
        ('{"_id": "2", "text": null}', "text is not a string"),
        ('{"_id": "2", "text": ["b"]}', "text is not a string"),
        ('{"_id": {}, "text": "b"}', "_id is not a string"),
        ('{"_id": true, "text": "b"}', "_id is not a string"),
        ('{"_id": "2", "text": "b", "title": 5}', "title is not a string"),
        ('{"_id": "2", "text": "b", "theme": []}', "theme is not a string"),
        ('{"_id": "2", "text": "b", "url": 1}', "url is not a string"),
        ('{"_id": ' + "9" * 5000 + ', "text": "b"}', "not JSON that can be read"),
        ("[" * 100_000, "not JSON that can be read"),
    ],
)
def test_a_malformed_line_is_named_by_number_and_fault(line: str, reason: str) -> None:
    with pytest.raises(SourceError, match=rf"^corpus.jsonl, line 3: .*{reason}.*; each line must"):
        _read({"_id": "1", "text": "a"}, "", line)


def test_an_id_given_twice_is_named_with_both_lines() -> None:
    with pytest.raises(SourceError, match=r"^corpus\.jsonl: lines 1 and 3 have the same _id '7'; "):
        _read({"_id": "7", "text": "a"}, {"_id": "8", "text": "b"}, {"_id": 7, "text": "c"})


def test_many_lines_are_read_in_proportion() -> None:
    line = {"title": "Well", "text": "Clean water. " * 110}
    assert_in_proportion(lambda size: _read(*({"_id": i, **line} for i in range(size))), 500)


@pytest.mark.skipif(not COLLECTIONS.is_dir(), reason="no test collections beside the checkout")
@pytest.mark.parametrize(("name", "documents"), [("scifact", 5183), ("cranfield", 1400)])
def test_public_collections_are_read_whole(name: str, documents: int) -> None:
    lines = (COLLECTIONS / name / "corpus.jsonl").read_text(encoding="utf-8")
    page = read_records(lines, source=name, url=None, digest="d")
    assert len(page.sections) + len(page.dropped) == documents
    assert len({section.key for section in page.sections}) == len(page.sections)
    assert all(section.title for section in page.sections)
