from __future__ import annotations

import ast
import re
from pathlib import Path

from tests.conftest import ROOT

_ROW = re.compile(r"^\| (\d+) \| `([\w/.]+)` \|")
_FOREIGN = {
    "whoosh": {"indexer.index.keywords"},
    "sentence_transformers": {"indexer.encode", "indexer.encode.export"},
    "torch": {"indexer.encode.export"},
    "onnxruntime": {"indexer.encode", "indexer.encode.quantise"},
    "selectolax": {"indexer.read"},
    "flask": {"webapp"},
    "waitress": {"webapp"},
    "mcp": {"webapp.mcp"},
    "click": {"webapp.cli", "indexer.render.terminal"},
}


def layers() -> dict[str, int]:
    """The table of ARCHITECTURE.md: each module or package with its layer."""
    lines = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8").splitlines()
    rows = [match for line in lines if (match := _ROW.match(line))]
    return {
        name.removesuffix(".py").strip("/").replace("/", "."): int(n)
        for n, name in (r.groups() for r in rows)
    }


def modules() -> dict[str, Path]:
    files = [*(ROOT / "indexer").rglob("*.py"), *(ROOT / "webapp").rglob("*.py")]
    return {
        ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): file
        for file in files
    }


def place(module: str, known: dict[str, int]) -> str | None:
    """The row of the table a module belongs to."""
    named = [row for row in known if module == row or module.startswith(row + ".")]
    return max(named, key=len, default=None)


def imports(file: Path) -> set[str]:
    """What a file imports: of a package's module, the module and not its package."""
    found: set[str] = set()
    there = modules()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = {f"{node.module}.{name.name}" for name in node.names}
            found |= (names & there.keys()) or {node.module}
    return found


def test_every_module_has_its_row_and_every_row_its_module() -> None:
    known = layers()
    homeless = {m for m in modules() if m != "indexer" and place(m, known) is None}
    assert not homeless
    assert {row for row in known if row not in modules()} == set()


def test_imports_only_go_down() -> None:
    known, wrong = layers(), []
    for module, file in modules().items():
        here = place(module, known)
        for imported in imports(file):
            there = place(imported, known)
            if here and there and here != there and known[there] >= known[here]:
                wrong.append(f"{module} (layer {known[here]}) imports {imported} ({known[there]})")
    assert not wrong


def test_the_write_path_and_the_read_path_do_not_know_each_other() -> None:
    files = modules()
    writers, readers = (
        {"indexer.build", "indexer.index.writer"},
        {"indexer.search.engine", "indexer.index.embedded"},
    )
    for writer in writers:
        assert not imports(files[writer]) & readers
    for reader in readers:
        assert not imports(files[reader]) & writers


def test_every_foreign_engine_enters_through_its_own_module() -> None:
    wrong = [
        f"{module} imports {imported}"
        for module, file in modules().items()
        for imported in imports(file)
        for engine, allowed in _FOREIGN.items()
        if imported.split(".")[0] == engine
        and not any(module == home or module.startswith(home + ".") for home in allowed)
    ]
    assert not wrong
