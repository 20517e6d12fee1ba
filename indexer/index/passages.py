"""Keeps passages on disk, one JSON object a line, and reads each when it is asked for.

Files of a folder: `passages.jsonl`; `starts.npy` `(n + 1,) int64`, the byte each line starts at;
`ids.txt`, one a line by row; `themes.npy` `(n,) int32`, the place of each passage's theme in the
manifest's list, -1 for none; `introductions.npy` `(n,) bool`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, astuple
from functools import lru_cache
from pathlib import Path
from typing import Any, overload

import msgspec
import numpy as np
from numpy.typing import NDArray

from indexer import arrays
from indexer.arrays import Mask
from indexer.model import Link, Mention, Passage, PassageBlock, Span


def to_json(passage: Passage) -> dict[str, Any]:
    """Return a passage as plain JSON values, ranges as short lists."""
    return {
        **asdict(passage),
        "blocks": [[b.kind, b.start, b.end] for b in passage.blocks],
        "sentences": [[s.start, s.end] for s in passage.sentences],
        "links": [[link.start, link.end, link.url] for link in passage.links],
        "mentions": [list(astuple(mention)) for mention in passage.mentions],
    }


def from_json(raw: dict[str, Any]) -> Passage:
    """Return the passage that `to_json` wrote."""
    return Passage(
        **{
            **raw,
            "path": tuple(raw["path"]),
            "blocks": tuple(PassageBlock(*block) for block in raw["blocks"]),
            "sentences": tuple(Span(*span) for span in raw["sentences"]),
            "links": tuple(Link(*link) for link in raw["links"]),
            "mentions": tuple(Mention(*mention) for mention in raw["mentions"]),
        }
    )


def serialise(passages: Sequence[Passage]) -> list[bytes]:
    """Return each passage's line; equal passages give equal bytes."""
    return [
        json.dumps(to_json(passage), ensure_ascii=False).encode() + b"\n" for passage in passages
    ]


def write(folder: Path, passages: Sequence[Passage], themes: Sequence[str]) -> None:
    """Write passages, whose row is their place here, into an existing folder."""
    starts = arrays.write_texts(folder / "passages.jsonl", serialise(passages))
    (folder / "ids.txt").write_text("\n".join(p.id for p in passages), "utf-8", newline="\n")
    numbers = {theme: number for number, theme in enumerate(themes)}
    of_each = [-1 if p.theme is None else numbers[p.theme] for p in passages]
    arrays.save(
        folder,
        starts=starts,
        themes=np.array(of_each, np.int32),
        introductions=np.array([p.introduction for p in passages], np.bool_),
    )


class Passages(Sequence[Passage]):
    """Opened passages by row; safe to share among threads."""

    def __init__(self, folder: Path) -> None:
        self._read = lru_cache(maxsize=2048)(self._parse)  # the same ones answer often
        starts, themes, introductions = arrays.load(folder, "starts", "themes", "introductions")
        self._lines = arrays.Texts(folder / "passages.jsonl", starts)
        ids = (folder / "ids.txt").read_text("utf-8").split("\n")
        self._rows = {passage_id: row for row, passage_id in enumerate(ids)}
        self.themes: NDArray[np.int32] = themes
        self.introductions: Mask = introductions

    def __len__(self) -> int:
        return len(self._lines)

    @overload
    def __getitem__(self, row: int) -> Passage: ...
    @overload
    def __getitem__(self, row: slice) -> list[Passage]: ...
    def __getitem__(self, row: int | slice) -> Passage | list[Passage]:
        if isinstance(row, slice):
            return [self[place] for place in range(*row.indices(len(self)))]
        if not 0 <= row < len(self):
            message = f"there is no row {row} among {len(self)} passages"
            raise IndexError(message)
        return self._read(row)

    def __iter__(self) -> Iterator[Passage]:
        return (self[row] for row in range(len(self)))

    def _parse(self, row: int) -> Passage:
        return from_json(msgspec.json.decode(self._lines[row]))

    def row(self, passage_id: str) -> int | None:
        """Return the row of an id, `None` where there is none."""
        return self._rows.get(passage_id)
