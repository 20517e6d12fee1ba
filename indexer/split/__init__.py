"""Pages to passages: one for every thing that a page describes."""

from __future__ import annotations

from indexer.split.passages import split, unique

__all__ = ["split", "unique"]
