"""Knows given names of many countries, from the data sets of `mimesis`; its code is not run."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources

from indexer.text import fold


@cache
def given_names() -> frozenset[str]:
    """Return folded given names of many countries."""
    names: set[str] = set()
    folder = resources.files("mimesis") / "datasets"
    for place in folder.iterdir():
        file = place / "person.json"
        if file.is_file():
            held = json.loads(file.read_text("utf-8")).get("names", {})
            lists = held.values() if isinstance(held, dict) else [held]
            names |= {fold(name) for one in lists for name in one if len(name) > 1}
    return frozenset(names)
