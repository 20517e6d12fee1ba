"""What many tests need: the project's own corpus indexed with the real model, once a run."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from indexer.build import BuildOptions, build
from indexer.search.engine import Engine
from tests.fakes import WordEncoder, words_for_model
from tests.webapp.harbour import open_harbour

ROOT = Path(__file__).parents[1]
CORPUS = ROOT / "corpus"
SHARED = ROOT.parent / "shared"

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("HF_HUB_OFFLINE", "1")

# The same examples every time, and no clock: a busy machine fails no test.
hypothesis.settings.register_profile("repeatable", deadline=None, derandomize=True, database=None)
hypothesis.settings.load_profile("repeatable")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The real pages, judged queries and collections; users have none."""
    if not SHARED.is_dir():
        pytest.skip("../shared is absent: no real pages and collections to measure on")
    return SHARED


@pytest.fixture(scope="session")
def corpus_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index folder of `corpus/`, built with the packaged model; tests only read it."""
    folder = tmp_path_factory.mktemp("corpus") / "index"
    build([str(CORPUS)], folder, BuildOptions())
    return folder


@pytest.fixture(scope="session")
def page_engine(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """The real page, indexed with the packaged model and without any corrections."""
    folder = tmp_path_factory.mktemp("page") / "index"
    build([str(shared / "pages" / "health-partnerships.txt")], folder, BuildOptions())
    return Engine.open(folder)


@pytest.fixture(scope="session")
def corpus_engine(corpus_index: Path) -> Engine:
    return Engine.open(corpus_index)


@pytest.fixture(scope="session")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """A small index of words, with names, links and hostile text in it."""
    return open_harbour(tmp_path_factory.mktemp("harbour") / "index")


@pytest.fixture
def word_encoder(tmp_path: Path) -> Iterator[WordEncoder]:
    """The encoder that builds and engines of this test use in place of the real model."""
    with words_for_model(tmp_path / "encoder") as encoder:
        yield encoder
