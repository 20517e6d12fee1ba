"""What many tests need: indexes by the real model, and the order in which tests run."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from indexer.encode.export import DEFAULT_MODEL
from indexer.search.engine import Engine
from tests.fakes import WordEncoder, words_for_model
from tests.indexes import ROOT, kept_index
from tests.webapp.harbour import open_harbour

CORPUS = ROOT / "corpus"
SHARED = ROOT.parent / "shared"

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("HF_HUB_OFFLINE", "1")

# The same examples every time, and no clock: a busy machine fails no test.
hypothesis.settings.register_profile(
    "repeatable",
    deadline=None,
    derandomize=True,
    database=None,
    max_examples=int(os.environ.get("ALONGSIDE_EXAMPLES", "100")),
)
hypothesis.settings.load_profile("repeatable")

# Which fixtures a marker stands for: named by a test, by its fixtures, or by a parameter.
_MARKED_BY = {
    "browser": {"browser"},
    "model": {"packaged_model", "corpus_engine", "page_engine", "library", "models"},
}
# What takes longest comes first, so that no worker is left with it at the end.
_FIRST = (
    "tests/browser",
    "tests/cluster",
    "tests/test_style.py",
    "tests/test_killing.py",
    "tests/test_serving_only.py",
    "tests/webapp/test_described.py",
    "tests/test_faces.py",
    "tests/indexer/test_cli.py",
    "tests/indexer/test_live.py",
    "tests/indexer/test_other_texts.py",
    "tests/indexer/read/test_bad_input.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark tests by the fixtures they use, and put the files that take longest first."""
    places: dict[pytest.Item, int] = {}
    for item in items:
        named = {*getattr(item, "fixturenames", ())}
        if isinstance(item, pytest.Function) and hasattr(item, "callspec"):
            named |= {one for one in item.callspec.params.values() if isinstance(one, str)}
        for marker, fixtures in _MARKED_BY.items():
            if named & fixtures:
                item.add_marker(marker)
        path = item.path.relative_to(ROOT).as_posix()
        first = (at for at, one in enumerate(_FIRST) if path.startswith(one))
        places[item] = next(first, len(_FIRST))
    items.sort(key=places.__getitem__)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The real pages, judged queries and collections; users have none."""
    if not SHARED.is_dir():
        pytest.skip("../shared is absent: no real pages and collections to measure on")
    return SHARED


@pytest.fixture(scope="session")
def packaged_model() -> str:
    """The name of the real model: a test that uses it is marked `model`."""
    return DEFAULT_MODEL


@pytest.fixture(scope="session")
def corpus_index(packaged_model: str) -> Path:
    """An index folder of `corpus/`, built with the packaged model; tests only read it."""
    return kept_index("corpus", CORPUS, packaged_model)


@pytest.fixture(scope="session")
def page_index(packaged_model: str, shared: Path) -> Path:
    """The real page, indexed with the packaged model, without corrections; tests only read it."""
    return kept_index("page", shared / "pages" / "health-partnerships.txt", packaged_model)


@pytest.fixture(scope="session")
def corpus_engine(corpus_index: Path) -> Engine:
    return Engine.open(corpus_index)


@pytest.fixture(scope="session")
def page_engine(page_index: Path) -> Engine:
    return Engine.open(page_index)


@pytest.fixture(scope="session")
def harbour_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("harbour") / "index"


@pytest.fixture(scope="session")
def harbour(harbour_folder: Path) -> Engine:
    """A small index of words, with names, links and hostile text in it."""
    return open_harbour(harbour_folder)


@pytest.fixture(scope="session")
def harbour_index(harbour: Engine, harbour_folder: Path) -> Path:
    """The folder of that index; tests only read it."""
    assert harbour.info.passages
    return harbour_folder


@pytest.fixture
def word_encoder(tmp_path: Path) -> Iterator[WordEncoder]:
    """The encoder that builds and engines of this test use in place of the real model."""
    with words_for_model(tmp_path / "encoder") as encoder:
        yield encoder
