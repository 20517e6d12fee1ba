from __future__ import annotations

import os
import subprocess
import sys

from indexer.entities import find
from indexer.places import locate
from tests.conftest import CORPUS, ROOT
from tests.indexer.entities.scoring import passages_of

PRINT = """
from pathlib import Path
from indexer.entities import find
from tests.indexer.entities.scoring import passages_of
print(find(passages_of(Path("corpus"))))
"""


def test_the_hash_seed_changes_nothing() -> None:
    said = [
        subprocess.run(
            [sys.executable, "-c", PRINT],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert said[0] == said[1]
    assert "University of Southampton" in said[0]


def test_places_found_before_are_taken_as_they_are() -> None:
    made = passages_of(CORPUS)
    assert find(made, located=locate(made)) == find(made)
    nowhere = find(made, located=[()] * len(made))
    assert not any(m.name == "Nairobi" and m.kind == "place" for m in nowhere.passages[11].mentions)


def test_short_forms_that_people_give_count() -> None:
    made = passages_of(CORPUS)
    given = find(made, acronyms={"UoS": ("University of Southampton",)})
    [one] = [one for one in given.entities if one.name == "University of Southampton"]
    assert "UoS" in one.also
