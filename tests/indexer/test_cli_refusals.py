from __future__ import annotations

import resource
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.indexer.commands import JUDGEMENTS, PAGE, invoke, refused, run


def closed_port() -> str:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{taken.getsockname()[1]}/"


@pytest.fixture
def bad(tmp_path: Path) -> Callable[[str, bytes], Path]:
    def write(name: str, content: bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return write


@pytest.mark.usefixtures("word_encoder")
@pytest.mark.parametrize("command", ["index", "inspect"])
def test_bad_sources_are_refused_in_one_line(
    bad: Callable[[str, bytes], Path], tmp_path: Path, command: str
) -> None:
    to = ["--to", str(tmp_path / "index")] if command == "index" else []
    refusals = {
        "missing.html": "does not exist",
        "line\nbreak\x1b[31m": "does not exist",
        str(bad("image.png", b"\x89PNG\r\n\x1a\n" + bytes(99))): "image.png: looks like",
        "long" * 2000: "check the path",
        "http://10.0.0.1/": "--allow-private",
        "http://[::1]/": "--allow-private",
    }
    if command == "index":
        refusals[str(bad("empty.html", b"<html><body></body></html>"))] = "empty.html"
        refusals[str(bad("nothing.txt", b""))] = "nothing.txt"
    for source, said in refusals.items():
        line = refused(invoke(command, source, *to))
        assert said in line
        assert line.isprintable()
    address = closed_port()
    assert address in refused(invoke(command, address, "--allow-private", *to))


@pytest.mark.usefixtures("packaged_model")
def test_a_missing_file_is_refused_by_the_real_command(tmp_path: Path) -> None:
    line = refused(run("index", "missing.html", "--to", tmp_path / "index"))
    assert line.startswith("alongside: missing.html: does not exist")


def test_without_an_index_the_way_to_make_one_is_named(tmp_path: Path) -> None:
    for command in (["search", "air"], ["evaluate", str(JUDGEMENTS)]):
        line = refused(invoke(*command, "--index", tmp_path))
        assert f"there is no index in {tmp_path}; make one: alongside index SOURCE" in line


@pytest.mark.parametrize(
    "content",
    [
        None,
        b"",
        b"{",
        b"[1]",
        b'{"id": 1}',
        b"\xff\xfe\x00",
        b'{"query": "air", "relevant": ["x"]}',
        b'{"query": "air", "relevant": {"x": "high"}}',
    ],
)
def test_bad_judgements_are_refused(
    bad: Callable[[str, bytes], Path], corpus_index: Path, tmp_path: Path, content: bytes | None
) -> None:
    path = tmp_path / "bad.jsonl" if content is None else bad("bad.jsonl", content)
    assert "bad.jsonl" in refused(invoke("evaluate", path, "--index", corpus_index))


@pytest.mark.usefixtures("packaged_model")
def test_a_full_disk_is_told_and_leaves_nothing_half_made(tmp_path: Path) -> None:
    def little() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))

    index = tmp_path / "index"
    line = refused(run("index", PAGE, "--to", index, preexec_fn=little))
    assert f"{index} cannot be written ([Errno 27] File too large" in line
    assert list((index / "generations").iterdir()) == []


@pytest.mark.usefixtures("word_encoder")
def test_usage_errors_exit_with_two(tmp_path: Path) -> None:
    for arguments in (["index"], ["search"], ["search", "x", "--limit", "0"], ["nothing"]):
        assert invoke(*arguments).exit_code == 2
    assert invoke("index", PAGE, "--to", PAGE).exit_code == 2
    assert invoke("--help").exit_code == invoke("--version").exit_code == 0
    assert invoke("index", tmp_path, "--url", "ftp://x", "--to", tmp_path / "i").exit_code == 1


def test_an_interruption_before_anything_began_exits_the_same(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("indexer.build.read_pages", interrupt)
    done = invoke("index", PAGE, "--to", tmp_path / "index")
    assert done.exit_code == 130
    assert "the same command goes on from here" in done.stderr


# The command with an encoder that means something without a model, and that interrupts itself.
INTERRUPTING = """
import signal
import sys
from pathlib import Path

from tests.fakes import WordEncoder, words_for_model
from webapp.cli import main

folder, after, *arguments = sys.argv[1:]


made = 0


class Interrupting(WordEncoder):
    def passages(self, texts):
        global made
        for vector in super().passages(texts):
            if made == int(after):
                signal.raise_signal(signal.SIGINT)
            made += 1
            yield vector


with words_for_model(Path(folder), Interrupting()):
    main(arguments)
"""


@pytest.mark.usefixtures("word_encoder")
def test_an_interrupted_build_says_how_to_go_on_and_does(tmp_path: Path) -> None:
    source, index = tmp_path / "many.md", tmp_path / "index"
    sections = (f"## Thing {n}\n\nIt is number {n} of many." for n in range(100))
    source.write_text("\n\n".join(["# Many", *sections]))
    command = [sys.executable, "-c", INTERRUPTING, str(tmp_path / "first"), "30"]
    done = subprocess.run(
        [*command, "index", str(source), "--to", str(index)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 130
    assert done.stderr.splitlines()[-1] == (
        "alongside: interrupted; the index is as it was, and the same command goes on from here"
    )
    assert "Traceback" not in done.stderr
    assert "there is no index" in refused(invoke("search", "thing", "--index", index))
    again = invoke("index", source, "--to", index)
    assert again.stdout.startswith("indexed 100 passages of 1 sources: ")
    assert f"{100 - 30} encoded" in again.stdout
