"""A machine that only serves a built index needs neither PyTorch nor the model's package."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from indexer.encode.export import cache_folder
from tests.conftest import CORPUS, ROOT

HEAVY = ("torch", "transformers", "sentence_transformers")
MOST_MEGABYTES = 300
UNREACHABLE = re.compile("Could not fetch URL|NewConnectionError|Temporary failure|timed out")
_GUARD = """
import sys
class Guard:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {heavy!r}:
            raise RuntimeError(name + " is imported while serving")
sys.meta_path.insert(0, Guard())
"""


def ask(address: str, query: str) -> dict[str, Any]:
    url = f"{address}api/v1/search?{urllib.parse.urlencode({'q': query})}"
    with urllib.request.urlopen(url, timeout=60) as response:
        answer: dict[str, Any] = json.load(response)
        return answer


@contextmanager
def serving(command: list[str], index: Path) -> Iterator[tuple[str, int]]:
    """Run `alongside serve`; give its address and process id once it says that it is ready."""
    arguments = [*command, "serve", "--index", str(index), "--port", "0"]
    process = subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    try:
        ready = process.stdout.readline()
        address = re.search(r"http://\S+", ready)
        assert address, f"no address in {ready!r}"
        yield address.group(), process.pid
    finally:
        process.terminate()
        assert process.wait(60) == 0
        process.stdout.close()


def test_a_search_reports_to_nobody(corpus_index: Path, tmp_path: Path) -> None:
    """ONNX Runtime would keep a device's number and what it is to send in the home folder."""
    # It is silent by itself where it takes the machine for a builder's.
    quiet = {"CI", "ORT_DISABLE_TELEMETRY"}
    environment = {name: value for name, value in os.environ.items() if name not in quiet}
    environment |= {"HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    command = [str(Path(sys.executable).with_name("alongside")), "search", "air pollution Kenya"]
    subprocess.run([*command, "--index", str(corpus_index)], check=True, env=environment)
    assert list(tmp_path.iterdir()) == []


def titles(answer: dict[str, Any]) -> list[str]:
    return [hit["title"] for hit in answer["hits"]]


@pytest.fixture(scope="module")
def clean_python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of a new environment that holds this project without its extras.

    What it depends on lies in an environment that is kept from one run to the next.
    """
    libraries = kept_libraries()
    python = make_environment(tmp_path_factory.mktemp("clean") / "env", "--without-pip")
    found = subprocess.run([str(python), "-c", SITE], capture_output=True, check=True, text=True)
    installed = subprocess.run([libraries, "-c", SITE], capture_output=True, check=True, text=True)
    Path(found.stdout.strip(), "libraries.pth").write_text(installed.stdout)
    install([str(libraries), "-m", "pip", "--python", str(python)], "--no-deps", str(ROOT))
    return python


SITE = "import sysconfig; print(sysconfig.get_path('purelib'))"


def kept_libraries() -> Path:
    """Return the Python of an environment with what this project depends on, extras aside."""
    needed = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    digest = hashlib.sha256(f"{sys.version} {needed}".encode()).hexdigest()[:24]
    folder = cache_folder() / "tests" / f"libraries-{digest}"
    folder.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(folder.with_suffix(".lock")):
        if not (folder / "complete").is_file():
            shutil.rmtree(folder, ignore_errors=True)
            python = make_environment(folder)
            install([str(python), "-m", "pip"], *needed)
            (folder / "complete").touch()
    return folder / "bin" / "python"


def make_environment(folder: Path, *options: str) -> Path:
    subprocess.run([sys.executable, "-m", "venv", *options, str(folder)], check=True)
    return folder / "bin" / "python"


def install(pip: list[str], *what: str) -> None:
    command = [*pip, "install", "--quiet", *what]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode and UNREACHABLE.search(done.stdout + done.stderr):
        pytest.skip("pip reaches no package index, so no clean environment can be made")
    assert done.returncode == 0, done.stderr


def test_a_clean_environment_without_the_extra_answers(
    clean_python: Path, corpus_index: Path, tmp_path: Path
) -> None:
    command = [str(clean_python.with_name("alongside"))]
    for module in HEAVY:
        lines = f"import importlib.util as u; raise SystemExit(u.find_spec({module!r}) is not None)"
        subprocess.run([str(clean_python), "-c", lines], check=True, cwd=tmp_path)
    found = subprocess.run(
        [*command, "search", "air pollution Kenya", "--index", str(corpus_index)],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
    ).stdout
    assert found.index("(AIR) Network") < found.index("Tupumue")
    with serving(command, corpus_index) as (address, _):
        first, second = titles(ask(address, "air pollution Kenya"))[:2]
    assert "(AIR) Network" in first
    assert second == "Tupumue"


@pytest.mark.usefixtures("packaged_model")
def test_a_clean_environment_names_the_extra_that_indexing_needs(
    clean_python: Path, tmp_path: Path
) -> None:
    command = [str(clean_python.with_name("alongside")), "index", str(CORPUS), "--to", "index"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 1
    assert f"pip install '{ROOT}[build]'" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The command, in this environment, where importing something heavy is an error."""
    script = tmp_path_factory.mktemp("guarded") / "alongside.py"
    guard = _GUARD.format(heavy=set(HEAVY))
    script.write_text(guard + "from webapp.cli import main\nmain()\n")
    return [sys.executable, str(script)]


def test_the_guard_refuses_what_is_heavy(guarded: list[str]) -> None:
    code = Path(guarded[1]).read_text().split("from webapp")[0] + "import torch"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False, text=True)
    assert "torch is imported while serving" in done.stderr


@pytest.mark.parametrize("mode", ["hybrid", "keyword", "semantic"])
@pytest.mark.parametrize("form", [[], ["--json"]])
def test_searching_imports_nothing_heavy(
    guarded: list[str], corpus_index: Path, mode: str, form: list[str]
) -> None:
    arguments = ["search", "air pollution Kenya", "--mode", mode, "--index", str(corpus_index)]
    done = subprocess.run(
        [*guarded, *arguments, *form], capture_output=True, check=False, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "(AIR) Network" in done.stdout


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from /proc")
def test_a_serving_process_imports_nothing_heavy_and_stays_small(
    guarded: list[str], corpus_index: Path
) -> None:
    lines = (CORPUS / "judgements.jsonl").read_text(encoding="utf-8").splitlines()
    judged = [json.loads(line) for line in lines]
    with serving(guarded, corpus_index) as (address, pid):
        answers = [ask(address, one["query"])["answer"] for one in judged]
        workers = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        told = [Path(f"/proc/{one}/status").read_text() for one in workers]
    assert len(answers) == len(judged) > 100
    peaks = [int(found) for found in re.findall(r"VmHWM:\s+(\d+) kB", "".join(told))]
    assert peaks
    assert max(peaks) / 1024 < MOST_MEGABYTES


def test_a_search_from_a_cold_start_loads_no_web_and_no_write_path(corpus_index: Path) -> None:
    code = """
import sys
from webapp.cli import main
try:
    main(["search", "air pollution", "--index", sys.argv[1]])
except SystemExit as done:
    assert done.code == 0
print(",".join(sorted(sys.modules)))
"""
    done = subprocess.run(
        [sys.executable, "-c", code, str(corpus_index)],
        capture_output=True,
        check=True,
        text=True,
        env={**os.environ, "PYTHONWARNINGS": "error"},
    )
    loaded = set(done.stdout.splitlines()[-1].split(","))
    assert "indexer.search.engine" in loaded
    assert not loaded & {*HEAVY, "flask", "gunicorn", "onnx", "ir_measures", "pytrec_eval"}
    assert not loaded & {
        "indexer.build",
        "indexer.index.writer",
        "indexer.encode.export",
        "indexer.read",
        "indexer.evaluate.measure",
    }
