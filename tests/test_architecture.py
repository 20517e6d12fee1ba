from __future__ import annotations

import ast
import re
from pathlib import Path

from tests.conftest import ROOT

_ROW = re.compile(r"^\| (\d+) \| `([\w/.]+)` \| .* \| (.*) \|$", re.MULTILINE)
_FOREIGN = {
    "whoosh": {"indexer.index.keywords"},
    "sentence_transformers": {"indexer.encode", "indexer.encode.export"},
    "torch": {"indexer.encode.export"},
    "onnxruntime": {"indexer.encode", "indexer.encode.quantise"},
    "selectolax": {"indexer.read"},
    "opensearchpy": {"indexer.index.cluster"},
    "flask": {"webapp"},
    "gunicorn": {"webapp"},
    "mcp": {"webapp.mcp"},
    "click": {"webapp.cli", "indexer.render.terminal"},
}


def table() -> list[tuple[int, str, list[list[str]]]]:
    """Each row of ARCHITECTURE.md's table: layer, module or package, the order inside if any."""
    found = _ROW.findall((ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8"))
    return [
        (int(layer), _dotted(name), [re.findall(r"`(\w+)`", part) for part in order.split("<")])
        for layer, name, order in found
    ]


def _dotted(name: str) -> str:
    return name.removesuffix(".py").strip("/").replace("/", ".")


def layers() -> dict[str, int]:
    """Each row's module or package with its layer."""
    return {name: layer for layer, name, _ in table()}


def inside() -> dict[str, dict[str, int]]:
    """Of each package whose row tells it: its modules with their level within it."""
    return {
        name: {f"{name}.{one}": level for level, of_level in enumerate(order) for one in of_level}
        for _, name, order in table()
        if any(order)
    }


def modules() -> dict[str, Path]:
    files = [*(ROOT / "indexer").rglob("*.py"), *(ROOT / "webapp").rglob("*.py")]
    return {
        ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): file
        for file in files
    }


def row_of(module: str, known: dict[str, int]) -> str | None:
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
    homeless = {m for m in modules() if m != "indexer" and row_of(m, known) is None}
    assert not homeless
    assert {row for row in known if row not in modules()} == set()


def test_imports_only_go_down() -> None:
    known, wrong = layers(), []
    for module, file in modules().items():
        here = row_of(module, known)
        for imported in imports(file):
            there = row_of(imported, known)
            if here and there and here != there and known[there] >= known[here]:
                wrong.append(f"{module} (layer {known[here]}) imports {imported} ({known[there]})")
    assert not wrong


def test_imports_inside_a_package_only_go_down() -> None:
    ordered, files, wrong = inside(), modules(), []
    assert {"indexer.entities", "indexer.index", "indexer.search", "webapp.http"} <= ordered.keys()
    for package, known in ordered.items():
        assert known.keys() == {m for m in files if m.startswith(f"{package}.")}
        wrong += [
            f"{module} imports {imported}"
            for module, level in known.items()
            for imported in imports(files[module]) & known.keys()
            if known[imported] >= level
        ]
    assert not wrong


def test_no_package_knows_the_other_above_it() -> None:
    files = modules()
    wrong = [
        f"{module} imports {imported}"
        for module, file in files.items()
        if module.startswith("indexer")
        for imported in imports(file)
        if imported.startswith("webapp")
    ]
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
