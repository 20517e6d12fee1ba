from __future__ import annotations

import os
from pathlib import Path

import pytest

from indexer.errors import SourceError
from indexer.read import ReadOptions, read_pages

HTML = "<html><title>Wells</title><h1>Wells for Kitale</h1><p>Clean water for all.</p></html>"


def test_files_of_one_name_are_told_apart_by_their_folders(tmp_path: Path) -> None:
    for folder in ("x/north", "y/north", "y/south"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "index.html").write_text(HTML)
    (tmp_path / "alone.html").write_text(HTML)
    given = ["x/north/index.html", "y/north/index.html", "alone.html"]
    names = [page.source for page in read_pages([str(tmp_path / name) for name in given])]
    assert names == ["x/north/index.html", "y/north/index.html", "alone.html"]
    names = [page.source for page in read_pages([str(tmp_path / "x"), str(tmp_path / "y")])]
    assert names == ["x/north/index.html", "y/north/index.html", "south/index.html"]


def test_what_is_given_twice_is_read_once_and_reported(tmp_path: Path) -> None:
    (tmp_path / "b.html").write_text(HTML)
    (tmp_path / "a b").mkdir()
    skipped: list[tuple[str, str]] = []
    sources = [
        str(tmp_path / "b.html"),
        str(tmp_path / "a b" / ".." / "b.html"),
        str(tmp_path / "b.html"),
    ]
    pages = list(read_pages(sources, on_skip=lambda *skip: skipped.append(skip)))
    assert [page.source for page in pages] == ["b.html"]
    assert [reason for _, reason in skipped] == ["is given twice"] * 2


@pytest.mark.parametrize("name", ["ftp://a.example/x", "a\0b", "x" * 5000])
def test_what_can_be_no_file_is_named(name: str) -> None:
    with pytest.raises(SourceError, match="check the path") as caught:
        read_pages([name])
    assert str(caught.value).startswith(name)


def test_an_empty_name_is_not_the_folder_one_is_in() -> None:
    with pytest.raises(SourceError, match="name is empty; name a file"):
        read_pages([""])


def test_links_pipes_and_devices_are_named_with_a_way_out(tmp_path: Path) -> None:
    (tmp_path / "broken.html").symlink_to(tmp_path / "gone.html")
    (tmp_path / "loop.html").symlink_to(tmp_path / "loop.html")
    os.mkfifo(tmp_path / "pipe.html")
    with pytest.raises(SourceError, match=r"is a link to .*gone.html, which does not exist; mend"):
        read_pages([str(tmp_path / "broken.html")])
    with pytest.raises(SourceError, match="cannot be reached"):
        read_pages([str(tmp_path / "loop.html")])
    for path in (str(tmp_path / "pipe.html"), os.devnull):
        with pytest.raises(SourceError, match=r"is a pipe or a device.*give - and send it"):
            read_pages([path])


def test_a_folder_reports_links_and_pipes_and_reads_the_rest(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(HTML)
    (tmp_path / "b.html").symlink_to(tmp_path / "gone.html")
    (tmp_path / "c").symlink_to(tmp_path)
    (tmp_path / "d.html").symlink_to(tmp_path / "a.html")
    os.mkfifo(tmp_path / "e.html")
    skipped: dict[str, str] = {}
    pages = list(read_pages([str(tmp_path)], on_skip=skipped.__setitem__))
    assert [page.source for page in pages] == ["a.html"]
    assert {Path(name).name for name in skipped} == {"b.html", "c", "d.html", "e.html"}
    assert skipped["c"] == "is a link to a folder"


def test_a_name_that_is_no_text_can_still_be_printed(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/caf\xe9.html"
    with open(path, "w") as file:  # noqa: PTH123 - bytes
        file.write(HTML)
    [page] = read_pages([str(tmp_path)], options=ReadOptions(url="https://a.example"))
    assert (page.source, page.url) == ("caf\ufffd.html", "https://a.example/caf%E9.html")


def test_names_that_are_no_text_and_look_alike_are_numbered(tmp_path: Path) -> None:
    for name in (b"caf\xe8.html", b"caf\xe9.html", b"tea.html"):
        with open(os.fsencode(tmp_path) + b"/" + name, "w") as file:  # noqa: PTH123 - bytes
            file.write(HTML)
    names = [page.source for page in read_pages([str(tmp_path)])]
    assert names == ["caf\ufffd.html", "caf\ufffd.html (2)", "tea.html"]
