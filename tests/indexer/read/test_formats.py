from __future__ import annotations

import json

import pytest

from indexer.errors import SourceError
from indexer.read.formats import Format, detect
from tests.indexer.read.growth import assert_in_proportion

FRENCH = "Une métropole où l’on respire : l’air du “Sahel” coûte 5 £."
PROSE = "Wells for Kitale\n\nClean water reaches three villages.\n"


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        (PROSE, "wells.txt", "plain"),
        (PROSE, "wells.html", "plain"),
        (PROSE, "wells.md", "plain"),
        ("Wells *for* Kitale", "wells.md", "markdown"),
        ("- Wells\n- Pumps", "wells.mdx", "markdown"),
        (PROSE, "https://pages.example/wells.md?x=1", "plain"),
        ("<!DOCTYPE html><title>x</title>", "wells.txt", "html"),
        ("\ufeff \n<!-- made by hand -->\n<html lang=en>", "wells", "html"),
        ("<?xml version='1.0'?>\n<html xmlns='x'/>", "wells.md", "html"),
        ("<h2 id=a>Wells</h2><p>Water</p>", "-", "html"),
        ("Wells <b>for</b> Kitale", "wells.html", "html"),
        ("<p align=center>Wells</p>\n\n# Kitale\n", "README.md", "markdown"),
        ("if a < b and c > d, then <x> follows", "wells.txt", "plain"),
        ("# Wells\n\nClean water.\n", "wells.txt", "markdown"),
        ("# Wells\r\n\r\nClean water.\r\n", "wells.txt", "markdown"),
        ("Wells\n=====\n\nWater.\n\nPumps\n-----\n\nAir.\n", "wells", "markdown"),
        ("See [wells](https://a.example) and [pumps](/pumps).", "wells", "markdown"),
        ("Say:\n\n```\nmake wells\n```\n", "wells", "markdown"),
        ("PORT=1\n# one\n# two\n# three\nHOST=2\n", "wells", "plain"),
        ("[1] Odhiambo, P. Wells.\n[2] Kamau, J. Pumps.\n", "wells", "plain"),
        ("Wells\n=====\n\nClean water.\n", "wells.txt", "plain"),
        ("Wells\n=====\n\nWater.\n\nPumps\n-----\n\nAir.\n", "wells.txt", "plain"),
        ("Wells\n=====\n\nPumps\n-----\n\nSee [pumps](/pumps).\n", "wells.txt", "markdown"),
        ("Wells\n=====\n\nPumps\n-----\n\nHand\n~~~~\n\nTwo.\n", "wells", "plain"),
        ("{Wells} are deep.\n", "wells.txt", "plain"),
        ('{"_id": "1", "title": "", "text": "Wells"}\n', "corpus.txt", "records"),
        ('\n{"title": "Wells", "text": "Water"}\n', "corpus.json", "records"),
        ('{"_id": "1", "text": \n{"_id": "2", "text": "Water"}\n', "corpus.jsonl", "records"),
    ],
)
def test_the_format_is_told_by_content_then_by_name(text: str, name: str, expected: Format) -> None:
    assert detect(text.encode(), name) == expected


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "utf-16-le", "utf-8-sig"])
def test_the_format_is_told_in_any_encoding(encoding: str) -> None:
    assert detect(f"<html><p>{FRENCH}</p>".encode(encoding), "x") == "html"
    assert detect(json.dumps({"_id": "1", "text": FRENCH}).encode(encoding), "x") == "records"
    assert detect((PROSE * 4000).encode(encoding), "x") == "plain"


def test_what_the_server_says_settles_what_content_leaves_open() -> None:
    assert detect(b"Wells <b>for</b> Kitale", "https://a.example/", "text/html") == "html"
    assert detect(b"Wells `for` Kitale", "https://a.example/", "text/markdown") == "markdown"
    assert detect(b"Wells for Kitale", "https://a.example/", "text/html") == "plain"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"PK\x03\x04....", "a ZIP archive, and no document that can be read"),
        (b"\x89PNG\r\n\x1a\n", "a PNG image"),
        (b"\xff\xd8\xff\xe0", "a JPEG image"),
        (b"\x7fELF\x02\x01", "a program"),
        (b"#!/bin/sh\necho wells\n", "a script"),
        (b"\x1f\x8b\x08\x00", "a gzip archive"),
        (b"{\\rtf1\\ansi", "an RTF document"),
        (b"\x00\x01\x02\x03" * 50, "binary data"),
        (b"text with \x00 in it", "binary data"),
        (bytes(range(256)) * 4, "binary data"),
        (bytes(range(1, 256)) * 4, "binary data"),
        (b"\0" * 64, "binary data"),
    ],
)
def test_binary_files_are_refused_by_kind_and_with_a_way_out(content: bytes, kind: str) -> None:
    with pytest.raises(SourceError) as caught:
        detect(content, "wells.html")
    message = str(caught.value)
    assert message.startswith(f"wells.html: looks like {kind}")
    assert message.endswith("save it as HTML, Markdown or text")


@pytest.mark.parametrize(
    ("text", "name", "found"),
    [
        ('{"id": "q1", "query": "wells", "relevant": {}}\n', "q.jsonl", "id, query, relevant"),
        ('[{"title": "Wells",\n "text": "Water"}]', "x.txt", "no JSON lines"),
        ('{\n  "name": "wells"\n}', "x", "no JSON lines"),
        ("wells and pumps\n", "x.jsonl", "no JSON lines"),
        ("title,text\nWells,Water\n", "x.csv", "a table"),
        ("query-id\tcorpus-id\tscore\n1\t2\t1\n", "test", "a table"),
        ('<?xml version="1.0"?><rss version="2.0"/>', "x", r"XML \(<rss>\)"),
        ('<svg xmlns="x"/>', "x.svg", r"XML \(<svg>\)"),
    ],
)
def test_data_that_is_no_page_is_refused_by_what_it_holds(text: str, name: str, found: str) -> None:
    with pytest.raises(SourceError, match=f"^{name}: holds .*{found}.*save it as HTML"):
        detect(text.encode(), name)


def test_a_huge_file_is_told_by_its_beginning() -> None:
    assert detect(b"<html>" + b" " * 100_000 + b"\0%PDF-" * 10_000, "x") == "html"
    assert detect(b'{"_id": 1, "text": "' + b"x" * 5_000_000 + b'"}', "x") == "records"


@pytest.mark.parametrize("piece", ["<!--", "[a](", "{", "\n", " ", "**a", "#\n\n", '{"', "<a "])
def test_a_format_is_told_in_proportion(piece: str) -> None:
    assert_in_proportion(lambda size: detect((piece * size).encode(), "x"), 2_000)
