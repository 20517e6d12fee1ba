"""Small pages to build indexes of, and what an index then holds."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from indexer.search.engine import Engine

FRUIT = {"Apples": "They are red. They are sweet.", "Pears": "They are green and soft."}
ROOTS = {"Carrots": "They grow in sand. They keep well.", "Beetroots": "They are dark."}


def page(path: Path, sections: Mapping[str, str]) -> str:
    """Write a page of sections; return its path as a source."""
    parts = (f"## {title}\n\n{text}" for title, text in sections.items())
    path.write_text("\n\n".join([f"# {path.stem}", *parts]) + "\n")
    return str(path)


def titles(index: Path) -> list[str]:
    """Return the titles of all passages of an index, by row."""
    return [passage.title for passage in Engine.open(index).passages]
