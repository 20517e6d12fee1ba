from __future__ import annotations

import hashlib
import io
import os
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from indexer.errors import EmptySourceError, FetchError, SourceError
from indexer.model import Page
from indexer.read import ReadOptions, read_pages
from tests.indexer.read.loopback import Handler, answering

if TYPE_CHECKING:
    from collections.abc import Iterator

HTML = "<html><title>Wells</title><h1>Wells for Kitale</h1><p>Clean water for all.</p></html>"
MARKDOWN = "# Pumps\n\nPumps for [Kitale](https://a.example).\n"
PLAIN = "Stoves\n\nStoves that burn less wood are given to forty homes in the district.\n"
RECORDS = '{"_id": "r1", "title": "Roofs", "text": "Roofs of tin."}\n'
QUERIES = '{"id": "q1", "query": "wells", "relevant": {"Wells": 2}}\n'


def _text(page: Page) -> str:
    return "\n".join(
        text
        for section in page.sections
        for text in (section.title, *(block.text for block in section.blocks))
    )


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A folder with pages of every format, and much that is none."""
    files: dict[str, str | bytes] = {
        "b.html": HTML,
        "a b/é.txt": PLAIN,
        "a b/pumps.md": MARKDOWN,
        "corpus.jsonl": RECORDS,
        "LICENSE": "Anyone may copy these pages, provided that nobody is charged for them.\n",
        "queries.jsonl": '{"_id": "q1", "text": "tin roofs"}\n',
        "judged.jsonl": QUERIES,
        "qrels/test.tsv": "query-id\tcorpus-id\tscore\nq1\tr1\t1\n",
        "settings.toml": 'title = "Wells"\n',
        "style.css": "h1 { color: red }\n",
        "script.js": "let wells = 3;\n",
        "logo.png": b"\x89PNG\r\n\x1a\n\0\0\0",
        "empty.txt": " \n",
        ".hidden.txt": PLAIN,
        ".git/note.txt": PLAIN,
    }
    for name, content in files.items():
        path = tmp_path / "site" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return tmp_path / "site"


def test_a_file_is_named_by_its_name_and_carries_its_digest(site: Path) -> None:
    [page] = read_pages([str(site / "b.html")])
    assert (page.source, page.url) == ("b.html", None)
    assert page.digest == hashlib.sha256(HTML.encode()).hexdigest()
    assert "Clean water for all." in _text(page)


def test_a_folder_is_read_by_path_with_every_format(site: Path) -> None:
    skipped: dict[str, str] = {}
    pages = {page.source: page for page in read_pages([str(site)], on_skip=skipped.__setitem__)}
    assert list(pages) == ["LICENSE", "a b/pumps.md", "a b/é.txt", "b.html", "corpus.jsonl"]
    assert "Pumps for Kitale" in _text(pages["a b/pumps.md"])
    assert "forty homes" in _text(pages["a b/é.txt"])
    assert pages["corpus.jsonl"].ready
    assert pages["corpus.jsonl"].sections[0].key == "r1"
    assert list(skipped) == [
        "empty.txt",
        "judged.jsonl",
        "logo.png",
        "qrels/test.tsv",
        "queries.jsonl",
        "script.js",
        "settings.toml",
        "style.css",
    ]
    assert "queries" in skipped["queries.jsonl"]
    assert ".css" in skipped["style.css"]


def test_a_folder_passes_over_the_page_for_what_is_not_found(tmp_path: Path) -> None:
    (tmp_path / "404.html").write_text("<title>404</title><h1>Page not found</h1><p>Sorry.</p>")
    (tmp_path / "rooms.md").write_text("# Hotel\n\n## Room 404\n\nIt has a view.\n")
    skipped: dict[str, str] = {}
    pages = list(read_pages([str(tmp_path)], on_skip=skipped.__setitem__))
    assert [page.source for page in pages] == ["rooms.md"]
    assert "not found" in skipped["404.html"]
    assert next(read_pages([str(tmp_path / "404.html")])).title == "Page not found"


def test_what_a_folder_passes_over_is_read_where_given_itself(site: Path) -> None:
    [page] = read_pages([str(site / "queries.jsonl")])
    assert _text(page) == "tin roofs\ntin roofs"
    [page] = read_pages([str(site / ".hidden.txt")])
    assert "forty homes" in _text(page)


def test_a_public_address_is_a_files_own_and_a_folders_base(site: Path) -> None:
    [page] = read_pages([str(site / "b.html")], options=ReadOptions(url="https://a.example/wells"))
    assert page.url == "https://a.example/wells"
    pages = read_pages([str(site)], options=ReadOptions(url="https://a.example/sub/"))
    assert [page.url for page in pages] == [
        "https://a.example/sub/LICENSE",
        "https://a.example/sub/a%20b/pumps.md",
        "https://a.example/sub/a%20b/%C3%A9.txt",
        "https://a.example/sub/b.html",
        "https://a.example/sub/corpus.jsonl",
    ]


@pytest.mark.parametrize(
    ("url", "sources", "reason"),
    [
        ("a.example", ["b.html"], "is no public address; give one that begins with https://"),
        ("https://a.example/", ["b.html", "LICENSE"], "is given for 2 sources"),
        ("https://a.example/", ["https://b.example/"], "has its own public address"),
    ],
)
def test_a_public_address_that_fits_nothing_is_refused(
    url: str, sources: list[str], reason: str
) -> None:
    with pytest.raises(SourceError, match=reason):
        read_pages(sources, options=ReadOptions(url=url))


def test_standard_input_is_read_by_its_content(monkeypatch: pytest.MonkeyPatch) -> None:
    stdin = SimpleNamespace(buffer=io.BytesIO(HTML.encode("utf-16")))
    monkeypatch.setattr(sys, "stdin", stdin)
    [page] = read_pages(["-"], options=ReadOptions(url="https://a.example/"))
    assert (page.source, page.url) == ("standard input", "https://a.example/")
    assert "Clean water for all." in _text(page)


def test_an_empty_standard_input_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(b"")))
    with pytest.raises(EmptySourceError, match=r"^standard input: is empty; "):
        list(read_pages(["-"]))


def test_pages_are_read_one_at_a_time(site: Path) -> None:
    pages = read_pages([str(site / "b.html"), str(site / "LICENSE")])
    assert next(pages).source == "b.html"
    (site / "LICENSE").unlink()
    with pytest.raises(SourceError, match=r"^LICENSE: does not exist; check the path"):
        next(pages)


def test_a_missing_source_fails_before_any_is_read(site: Path) -> None:
    missing = str(site / "nothing.html")
    with pytest.raises(SourceError, match=r"nothing\.html: does not exist; check the path"):
        read_pages([str(site / "b.html"), missing])


def test_no_source_at_all_is_an_error() -> None:
    with pytest.raises(SourceError, match="no source is given"):
        read_pages([])


def test_a_folder_without_any_page_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(EmptySourceError, match="holds no files"):
        read_pages([str(tmp_path)])
    (tmp_path / "x.css").write_text("h1 { color: red }")
    skipped: list[str] = []
    pages = read_pages([str(tmp_path)], on_skip=lambda name, _: skipped.append(name))
    with pytest.raises(SourceError, match=r"none of its files holds a page \(.*\.css"):
        next(pages)
    assert skipped == ["x.css"]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.pdf", b"%PDF-1.4", "cannot be read as PDF"),
        ("q.jsonl", QUERIES.encode(), "holds JSON with id, query, relevant"),
        ("e.html", b"", "is empty"),
        ("n.html", b"<html><script>1</script></html>", "holds no text that is shown"),
        ("c.jsonl", RECORDS.encode() * 2, "lines 1 and 2 have the same _id"),
    ],
)
def test_a_file_given_itself_that_holds_no_page_is_an_error(
    tmp_path: Path, name: str, content: bytes, reason: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(SourceError, match=f"^{name}: {reason}"):
        list(read_pages([str(tmp_path / name)]))


def test_what_may_not_be_read_says_so(site: Path) -> None:
    locked = site / "b.html"
    locked.chmod(0)
    if os.access(locked, os.R_OK):
        pytest.skip("this user (root) may read every file")
    with pytest.raises(SourceError, match=r"b\.html: cannot be read \(permission denied"):
        list(read_pages([str(locked)]))
    folder = site / "a b"
    folder.chmod(0)
    try:
        with pytest.raises(SourceError, match=r"a b: cannot be read \(permission denied"):
            read_pages([str(folder)])
        skipped: dict[str, str] = {}
        list(read_pages([str(site)], on_skip=skipped.__setitem__))
        assert "permission denied" in skipped["a b"]
        assert "permission denied" in skipped["b.html"]
    finally:
        folder.chmod(0o700)


def _wells(handler: Handler) -> None:
    if handler.path == "/old":
        handler.whole(b"", 301, Location="/wells")
    else:
        body = HTML.replace("Clean water", "L’eau").encode("cp1252")
        handler.whole(body, Content_Type="text/html; charset=windows-1252")


@pytest.fixture
def address() -> Iterator[str]:
    with answering(_wells) as server:
        yield server.root


def test_an_address_is_read_with_its_final_address_and_charset(address: str) -> None:
    [page] = read_pages([f"{address}/old"], options=ReadOptions(allow_private=True))
    assert (page.source, page.url) == (f"{address}/old", f"{address}/wells")
    assert "L’eau for all." in _text(page)


def test_a_private_address_needs_the_option(address: str) -> None:
    with pytest.raises(FetchError, match="allow it with --allow-private"):
        list(read_pages([address]))
