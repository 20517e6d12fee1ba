"""What many tests need: the project's own corpus indexed with the real model, once a run."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from indexer.build import BuildOptions, build
from indexer.engine import Engine

ROOT = Path(__file__).parents[1]
CORPUS = ROOT / "corpus"
SHARED = ROOT.parent / "shared"

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("HF_HUB_OFFLINE", "1")


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
def corpus_engine(corpus_index: Path) -> Engine:
    return Engine.open(corpus_index)
