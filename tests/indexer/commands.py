"""The command `alongside`, run as a process of its own or within the test's."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from tests.conftest import CORPUS
from webapp.cli import main

ALONGSIDE = str(Path(sys.executable).with_name("alongside"))
PAGE = CORPUS / "health-partnerships.html"
JUDGEMENTS = CORPUS / "judgements.jsonl"


def run(*arguments: str | Path, **options: Any) -> subprocess.CompletedProcess[str]:
    """Run the real command as a process of its own."""
    settings = {"capture_output": True, "text": True, "timeout": 120, **options}
    return subprocess.run([ALONGSIDE, *map(str, arguments)], check=False, **settings)


def invoke(*arguments: str | Path, **options: Any) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], **options)


def refused(done: Result | subprocess.CompletedProcess[str]) -> str:
    """Return the one line with which a command gave up."""
    code = done.exit_code if isinstance(done, Result) else done.returncode
    assert code == 1, done
    if isinstance(done, Result):
        assert isinstance(done.exception, SystemExit), done.exception
    *before, line = done.stderr.splitlines()
    assert line.startswith("alongside: ")
    assert not [line for line in before if line.startswith(("alongside:", "Traceback", " "))]
    return line
