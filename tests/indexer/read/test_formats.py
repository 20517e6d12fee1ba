from __future__ import annotations

import json
import time

import pytest

from indexer.errors import SourceError
from indexer.read.formats import Format, decode, detect

FRENCH = "Une métropole où l’on respire : l’air du “Sahel” coûte 5 £."
JAPANESE = "大学の健康パートナーシップは、ケニアの大気汚染を研究しています。"


def _page(charset: str, text: str = FRENCH) -> str:
    return f'<!doctype html><html><head><meta charset="{charset}"></head><p>{text}</p></html>'


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-16-le", "utf-16-be", "cp1252"],
)
def test_a_text_is_read_whatever_encoding_it_has(encoding: str) -> None:
    assert decode(FRENCH.encode(encoding)) == FRENCH


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (JAPANESE, "shift_jis"),
        (JAPANESE, "euc_jp"),
        ("Здоровье населения и исследования в университете Алматы.", "cp1251"),
        ("Zdrowie publiczne: współpraca z uniwersytetem w Łodzi, badania powietrza.", "cp1250"),
        ("大学的健康伙伴关系研究肯尼亚的空气污染。我们与医院合作。", "gb18030"),
    ],
)
def test_an_undeclared_encoding_is_guessed(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


def test_a_guess_looks_where_the_text_leaves_ascii() -> None:
    text = "Clean water for all.\n" * 20_000 + JAPANESE + "\n" + "Clean water.\n" * 20_000
    assert decode(text.encode("shift_jis")) == text


@pytest.mark.parametrize("label", ["iso-8859-1", "ISO-8859-1", "latin1", "us-ascii", "x-cp1252"])
def test_latin_1_means_windows_1252_as_on_the_web(label: str) -> None:
    assert decode(FRENCH.encode("cp1252"), label) == FRENCH
    assert FRENCH in decode(_page(label).encode("cp1252"))


def test_what_is_declared_inside_html_counts() -> None:
    page = _page("shift_jis", JAPANESE)
    assert decode(page.encode("shift_jis")) == page
    old = page.replace(
        '<meta charset="shift_jis">',
        "<meta http-equiv='Content-Type' content='text/html; charset=Shift_JIS'>",
    )
    assert decode(old.encode("shift_jis")) == old
    xml = '<?xml version="1.0" encoding="euc-jp"?><html><p>大学</p></html>'
    assert decode(xml.encode("euc_jp")) == xml


def test_a_declaration_in_a_comment_or_in_prose_does_not_count() -> None:
    hidden = '<!-- <meta charset="koi8-r"> --><p>Université</p>'
    assert decode(hidden.encode()) == hidden
    prose = 'Write <meta charset="koi8-r"> for Université.'
    assert decode(prose.encode()) == prose


def test_what_the_server_declares_outdoes_the_page() -> None:
    page = _page("koi8-r")
    assert decode(page.encode(), "utf-8") == page


def test_a_mark_outdoes_every_declaration() -> None:
    page = _page("koi8-r")
    assert decode(page.encode("utf-8-sig"), "windows-1251") == page


@pytest.mark.parametrize("label", ["utf-7", "hex", "rot13", "unicode_escape", "nonsense", "", "\0"])
def test_a_label_that_is_no_encoding_of_pages_is_passed_over(label: str) -> None:
    text = "Caf\\u00e9 +AGE- é"
    assert decode(text.encode(), label) == text


def test_a_wrong_declaration_does_not_cost_the_accents() -> None:
    assert decode(FRENCH.encode("cp1252"), "utf-8") == FRENCH
    assert decode(_page("utf-16").encode()) == _page("utf-16")


def test_a_few_broken_bytes_cost_only_themselves() -> None:
    content = FRENCH.encode() + b" \xff " + FRENCH.encode()
    assert decode(content) == f"{FRENCH} � {FRENCH}"


def test_every_byte_is_read_as_something() -> None:
    text = decode(bytes(range(1, 256)) * 3)
    assert text.count("abc") == 3
    assert "\0" not in decode(b"water\0well" + b" plain" * 20_000)


PROSE = "Wells for Kitale\n\nClean water reaches three villages.\n"


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        (PROSE, "wells.txt", "plain"),
        (PROSE, "wells.html", "plain"),
        (PROSE, "wells.md", "markdown"),
        (PROSE, "https://pages.example/wells.md?x=1", "markdown"),
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
    assert detect(b"Wells for Kitale", "https://a.example/", "text/markdown") == "markdown"
    assert detect(b"Wells for Kitale", "https://a.example/", "text/html") == "plain"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7\n...", "a PDF document"),
        (b"PK\x03\x04....", "a ZIP archive or an office document"),
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
    content = (b"<html>" + b" " * 1000) * 50_000
    start = time.perf_counter()
    assert detect(content, "x") == "html"
    assert detect(b'{"_id": 1, "text": "' + b"x" * 50_000_000 + b'"}', "x") == "records"
    assert time.perf_counter() - start < 3


@pytest.mark.parametrize("piece", ["<!--", "[a](", "{", "\n", " ", "**a", "#\n\n", '{"', "<a "])
def test_no_text_is_slow_to_tell(piece: str) -> None:
    start = time.perf_counter()
    detect((piece * 200_000).encode(), "x")
    assert time.perf_counter() - start < 1.5
