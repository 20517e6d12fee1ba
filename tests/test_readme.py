from __future__ import annotations

import re
import shutil
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.conftest import ROOT
from tests.fakes import Engines
from tests.indexer.commands import ALONGSIDE
from tests.test_serving_only import serving
from webapp.app import create_app
from webapp.cli import main
from webapp.settings import Settings

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_answer_shown_first_is_the_answer_given(
    corpus_index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = re.search(r"\$ alongside (search .*)\n((?:.*\n)*?)```", README)
    assert shown
    monkeypatch.setenv("COLUMNS", "80")
    query = re.findall(r'"([^"]+)"', shown[1])[0]
    command = ["search", query, "--limit", "1", "--index", str(corpus_index)]
    # What is left out of the README are figures, whose last digits depend on the processor.
    wanted = re.escape(shown[2].rstrip()).replace(re.escape("..."), "[^)\n]*")
    assert re.match(wanted, CliRunner().invoke(main, command).output)


COMMANDS = ["index", "inspect", "search", "who", "evaluate", "export", "report", "mcp", "serve"]
COMMANDS += ["verify", "watch", "status", "rollback", "accept", "settings"]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_option_named_is_there(name: str) -> None:
    named = re.search(rf"^\| `alongside {name}\b.*?(?<!\\)\|", README, re.MULTILINE)
    assert named
    helped = CliRunner().invoke(main, [name, "--help"]).output
    options = re.findall(r"--[a-z]+", named[0])
    assert [option for option in options if option not in helped] == []


def test_every_setting_is_there_with_its_default() -> None:
    rows = dict(re.findall(r"^\| `(\w+)` \| (\S+) \|", README, re.MULTILINE))
    defaults = {field.name: getattr(Settings(), field.name) for field in fields(Settings)}
    shown = {
        name: f"{value:,}" if isinstance(value, int) else "".join(value) or "none"
        for name, value in defaults.items()
    }
    assert rows == shown


def test_every_endpoint_is_there() -> None:
    app = create_app(Engines())
    rules = {re.sub(r"<(\w+)>", r"{\1}", rule.rule) for rule in app.url_map.iter_rules()}
    served = {rule for rule in rules if rule.startswith(("/api/", "/health/", "/metrics"))} - {
        "/api/v1/"
    }
    named = re.findall(r"`(?:GET|POST) (/(?:api|health|metrics)[^`?]*)", README)
    assert set(named) == served


def test_every_make_target_named_is_there() -> None:
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert set(re.findall(r"`make ([a-z-]+)`", README)) <= set(targets)


@pytest.mark.parametrize(
    ("fence", "command"),
    [
        ("console", ["bash", "-c"]),
        ("python", [sys.executable, "-c"]),
        ("js", ["node", "--input-type=module", "-e"]),
    ],
)
def test_every_example_of_the_endpoint_gives_the_answer(
    corpus_index: Path, fence: str, command: list[str]
) -> None:
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed")
    section = README.partition("## Build on the endpoint")[2]
    example = re.search(rf"```{fence}\n(?:\$ )?(.*?)```", section, re.DOTALL)
    assert example
    with serving([ALONGSIDE], corpus_index) as (url, _):
        there = example[1].replace("http://127.0.0.1:8000", url.rstrip("/"))
        done = subprocess.run([*command, there], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.count("Air Pollution Interd")) == (0, 1), done.stderr
    assert "Tupumue" in done.stdout
