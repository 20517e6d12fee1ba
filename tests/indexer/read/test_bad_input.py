"""Whatever a source is, it gives its text or one clear line: never a trace, and nothing is lost."""

from __future__ import annotations

import json
import os
import zlib
from pathlib import Path

import pytest

from indexer.errors import EmptySourceError, SourceError
from indexer.model import Passage
from indexer.read import read_pages
from indexer.split import split_page

DEEP = 6_000
WORD = "a" * 1_000_000
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1"


def passages(folder: Path, name: str, content: str | bytes) -> list[Passage]:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return [passage for page in read_pages([str(path)]) for passage in split_page(page)]


def texts(found: list[Passage]) -> list[tuple[str, str]]:
    return [(passage.title, passage.text) for passage in found]


# Sources without text


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.html", ""),
        ("a.txt", " \n\t \r\n "),
        ("a.html", "\ufeff"),
        ("a.html", "<html><body><div></div></body></html>"),
        ("a.html", "<script>let a = 1</script><style>p {}</style>"),
        ("a.html", "<h1>\u200b</h1><p>\u200b\ufeff\u2060</p>"),
        ("a.md", "---\ntitle: A\n---\n"),
        ("a.jsonl", '{"_id": "1", "title": "", "text": " "}\n'),
    ],
)
def test_a_source_without_text_is_one_line_that_names_it(
    tmp_path: Path, name: str, content: str
) -> None:
    with pytest.raises(EmptySourceError) as caught:
        passages(tmp_path, name, content)
    message = str(caught.value)
    assert message.startswith(f"{name}: ")
    assert "\n" not in message
    assert ";" in message  # and then the way out


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.txt", PNG),
        ("a.html", b"%PDF-1.4\n1 0 obj"),
        ("a.md", b"PK\x03\x04\x14\0"),
        ("a", b"\x7fELF\2\1\1\0"),
        ("a.exe", b"MZ\x90\0" + bytes(200)),
        ("a.html", zlib.compress(os.urandom(5_000))),
        ("a.jsonl", "[" * DEEP + "]" * DEEP),
        ("a.jsonl", '{"_id": "1", "text": "x", "more": ' + "[" * DEEP + "]" * DEEP + "}"),
    ],
)
def test_what_is_no_page_is_one_line_that_names_it(
    tmp_path: Path, name: str, content: str | bytes
) -> None:
    with pytest.raises(SourceError) as caught:
        passages(tmp_path, name, content)
    message = str(caught.value)
    assert message.startswith(f"{name}")
    assert "\n" not in message
    assert message.isprintable()


def test_a_folder_with_nothing_readable_says_what_it_passed_over(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(PNG)
    (tmp_path / "b.txt").write_text("")
    skipped: dict[str, str] = {}
    with pytest.raises(EmptySourceError):
        list(read_pages([str(tmp_path)], on_skip=skipped.__setitem__))
    assert list(skipped) == ["a.png", "b.txt"]
    assert "PNG image" in skipped["a.png"]
    assert "empty" in skipped["b.txt"]


# Sizes and depths


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.html", "<h1>T</h1>" + "<div>" * DEEP + "deep", {"deep"}),
        ("a.html", "<h1>T</h1><p>" + "<b>" * DEEP + "deep" + "</b>" * DEEP, {"deep"}),
        ("a.html", "<h1>T</h1>" + "<ul><li>item " * DEEP, {"item"}),
        ("a.html", "<h1>T</h1>" + "<table><tr><td>cell " * DEEP, {"cell"}),
        ("a.md", "# T\n\n" + "> " * DEEP + "deep", {"deep"}),
        ("a.md", "# T\n\n" + "[" * DEEP + "deep" + "]" * DEEP, {"[" * DEEP + "deep" + "]" * DEEP}),
        ("a.html", f"<h1>T</h1><p>{WORD}</p>", {WORD}),
        ("a.html", f"<h1>{WORD}</h1><p>T</p>", {WORD, "T"}),
        ("a.md", f"# T\n\n{WORD}\n", {WORD}),
        ("a.jsonl", json.dumps({"title": "T", "text": WORD}), {WORD}),
    ],
    ids=lambda value: str(sorted(value) if isinstance(value, set) else value)[:24],
)
def test_depth_and_length_cost_no_text(
    tmp_path: Path, name: str, content: str, words: set[str]
) -> None:
    found = passages(tmp_path, name, content)
    assert {word for _, text in texts(found) for word in text.split()} == words


def test_a_paragraph_without_any_full_stop_is_kept_whole(tmp_path: Path) -> None:
    text = "river stone garden window " * 40_000
    [passage] = passages(tmp_path, "a.html", f"<h1>T</h1><p>{text}</p>")
    assert passage.text == text.strip()
    read_again = "".join(passage.text[s.start : s.end] for s in passage.sentences)
    assert read_again.split() == text.split()


@pytest.mark.parametrize(("name", "form"), [("a.html", "<h2>{0}</h2><p>{1}</p>")])
def test_ten_thousand_headings_are_ten_thousand_passages(
    tmp_path: Path, name: str, form: str
) -> None:
    content = "<h1>T</h1>" + "".join(form.format(f"H{i}", f"Text {i}.") for i in range(10_000))
    assert texts(passages(tmp_path, name, content)) == [
        (f"H{i}", f"Text {i}.") for i in range(10_000)
    ]


def test_identical_passages_have_ids_and_anchors_of_their_own(tmp_path: Path) -> None:
    found = passages(tmp_path, "a.html", "<h1>T</h1>" + "<h2>Same</h2><p>Text.</p>" * 2_000)
    assert len(found) == len({p.id for p in found}) == len({p.anchor for p in found}) == 2_000


# Characters


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        (
            "a.jsonl",
            rb'{"_id": "1\ud800", "title": "A \ud800 b", "text": "C \udfff d \ud83d\ude00"}',
            [("A \ufffd b", "C \ufffd d \U0001f600")],
        ),
        (
            "a.html",
            b"<h1>A &#xD800; b</h1><p>C &#xDFFF; d</p>",
            [("A \ufffd b", "C \ufffd d")],
        ),
        (
            "a.jsonl",
            rb'{"title": "A\u0000b", "text": "c\u0000d"}',
            [("A\ufffdb", "c\ufffdd")],
        ),
        (
            "a.html",
            b"<h1>A</h1><p>One stray zero byte\0 in a page that is otherwise text.</p>",
            [("A", "One stray zero byte\ufffd in a page that is otherwise text.")],
        ),
        (
            "a.html",
            "<h1>Ünï</h1>\n<p>naïve</p>\n".encode() + "<p>façade où été</p>".encode("cp1252"),
            [("Ünï", "naïve\n\nfaçade où été")],
        ),
        (
            "a.html",
            "<h1>\u202bגנים\u202c</h1><h2>גן</h2><p>הגן פתוח.</p><h2>مدرسة</h2><p>مفتوحة.</p>",
            [("גן", "הגן פתוח."), ("مدرسة", "مفتوحة.")],
        ),
        (
            "a.md",
            "# 🎉\n\n## 🌱\n\nPlants.\n\n## 🌱\n\nAgain.\n",
            [("Plants", "Plants."), ("Again", "Again.")],
        ),
        (
            "a.html",
            "<h1>T</h1><p>One.</p><h2></h2><p>Two.</p><h2>&nbsp;</h2><p>Three.</p>",
            [("T", "One.\n\nTwo.\n\nThree.")],
        ),
    ],
)
def test_odd_characters_neither_break_nor_cost_a_passage(
    tmp_path: Path, name: str, content: str | bytes, expected: list[tuple[str, str]]
) -> None:
    found = passages(tmp_path, name, content)
    assert texts(found) == expected
    json.dumps([texts(found), [p.id for p in found]], ensure_ascii=False).encode()


@pytest.mark.parametrize("heading", ["word " * 1_000, "x" * 5_000])
def test_a_heading_as_long_as_a_chapter_is_text(tmp_path: Path, heading: str) -> None:
    content = f"<h1>T</h1><p>A.</p><h2>{heading}</h2><p>B.</p>"
    assert texts(passages(tmp_path, "a.html", content)) == [("T", f"A.\n\n{heading.strip()}\n\nB.")]


def test_a_record_without_text_is_kept_for_its_title(tmp_path: Path) -> None:
    content = '{"_id": "1", "title": "A", "text": ""}\n{"_id": "2", "text": ""}\n'
    [page] = read_pages([str(_written(tmp_path / "a.jsonl", content))])
    assert texts(list(split_page(page))) == [("A", "")]
    assert [item.reason for item in page.dropped] == ["line 2 has neither title nor text"]


@pytest.mark.parametrize("name", ["a b.html", "ü – 文.html", "q?x#y.html", "-a.html", "🎉.html"])
def test_any_name_will_do(tmp_path: Path, name: str) -> None:
    path = _written(tmp_path / name, "<h1>T</h1><p>Text.</p>")
    [page] = read_pages([str(path)])
    assert (page.source, [p.source for p in split_page(page)]) == (name, [name])


def _written(path: Path, content: str) -> Path:
    path.write_text(content, encoding="utf-8")
    return path
