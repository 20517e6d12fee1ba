"""The client in one file, which needs nothing but Python."""

from __future__ import annotations

import ast
import importlib.util
import sys
from types import ModuleType

import pytest

from tests.conftest import ROOT
from tests.webapp.harbour import GATES

FILE = ROOT / "clients" / "alongside_client.py"


@pytest.fixture(scope="module")
def module() -> ModuleType:
    spec = importlib.util.spec_from_file_location("alongside_client", FILE)
    assert spec
    assert spec.loader
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


def test_it_imports_nothing_that_python_does_not_bring() -> None:
    tree = ast.walk(ast.parse(FILE.read_text()))
    names = {node.module or "" for node in tree if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in names} <= sys.stdlib_module_names


def test_it_asks_keeps_and_is_refused(module: ModuleType, harbour_server: str) -> None:
    client = module.Alongside(harbour_server)
    answer = client("search", q="flood gates", limit=2, correct=False)
    assert answer["hits"][0]["id"] == GATES
    assert client("search", q="flood gates", limit=2, correct=False) == answer, "as it was kept"
    assert client("passages", GATES)["title"] == answer["hits"][0]["title"]
    several = client.search_many(["flood gates", "terns"], limit=1)
    assert [len(one["hits"]) for one in several] == [1, 1]
    with pytest.raises(module.RefusedError, match="limit") as refused:
        client("search", q="a", limit=0)
    assert refused.value.problem["type"] == "/problems/bad-parameter"
    with pytest.raises(module.UnreachableError, match="does not answer"):
        module.Alongside("http://127.0.0.1:9")("search", q="a")
