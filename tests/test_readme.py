from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from indexer.cli import main
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_answer_shown_first_is_the_answer_given(
    corpus_index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = re.search(r"\$ alongside (search .*)\n((?:.*\n)*?)```", README)
    assert shown
    monkeypatch.setenv("COLUMNS", "80")
    query = re.findall(r'"([^"]+)"', shown[1])[0]
    command = ["search", query, "--limit", "1", "--index", str(corpus_index)]
    assert CliRunner().invoke(main, command).output.startswith(shown[2].rstrip())


@pytest.mark.parametrize("name", ["index", "inspect", "search", "evaluate", "mcp", "serve"])
def test_every_command_and_option_named_is_there(name: str) -> None:
    named = re.search(rf"^\| `alongside {name} ?([^`]*)`", README, re.MULTILINE)
    assert named
    helped = CliRunner().invoke(main, [name, "--help"]).output
    assert [option for option in re.findall(r"--[a-z]+", named[1]) if option not in helped] == []


def test_every_make_target_named_is_there() -> None:
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert set(re.findall(r"`make ([a-z-]+)`", README)) <= set(targets)
