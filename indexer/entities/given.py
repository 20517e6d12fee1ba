"""Knows given names of many countries, from the data sets of `mimesis`; its code is not run."""

from __future__ import annotations

import json
from functools import cache
from importlib.metadata import distribution
from pathlib import Path

from indexer.text import fold


@cache
def given_names() -> frozenset[str]:
    """Return folded given names of many countries."""
    names: set[str] = set()
    folder = Path(str(distribution("mimesis").locate_file("mimesis/datasets")))
    for file in folder.glob("*/person.json"):
        held = json.loads(file.read_text("utf-8")).get("names", {})
        for one in held.values() if isinstance(held, dict) else [held]:
            names.update(name for name in one if len(name) > 1)
    return frozenset(map(fold, names))
