from __future__ import annotations

from pathlib import Path

import pytest

from tests.fuzz.targets import TARGETS, seeds

SEEDS = [(name, seed) for name in TARGETS for seed in seeds(name)]


@pytest.mark.parametrize(("name", "seed"), SEEDS, ids=lambda one: getattr(one, "name", one))
def test_what_once_broke_it_breaks_nothing(name: str, seed: Path) -> None:
    TARGETS[name](seed.read_bytes())
