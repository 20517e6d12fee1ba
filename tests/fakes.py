"""An encoder that means something without a model: equal texts give equal vectors, texts that
share words near ones."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from unittest import mock

import numpy as np

from indexer.encode import Card, Vector
from indexer.errors import AlongsideError, NoIndexError
from indexer.search.engine import Engine
from indexer.text import words

DIMENSIONS = 64


@dataclass
class Engines:
    """Hands one opened engine out; without one, what is raised where there is no index."""

    engine: Engine | None = None

    def current(self) -> Engine:
        if self.engine is None:
            raise NoIndexError("there is no index in /secret/folder: run alongside index")
        return self.engine

    def fault(self) -> AlongsideError | None:
        return None


@lru_cache(maxsize=10_000)
def _direction(term: str) -> Vector:
    seed = int.from_bytes(hashlib.sha256(term.encode()).digest()[:4], "little")
    return np.random.default_rng(seed).standard_normal(DIMENSIONS).astype(np.float32)


class WordEncoder:
    """The sum of one fixed random direction a word, at length one."""

    def __init__(self, max_tokens: int = 32) -> None:
        self.card = Card(
            model="words",
            location="",
            digest="0" * 64,
            precision="float32",
            runtime="onnx",
            dimensions=DIMENSIONS,
            max_tokens=max_tokens,
            version=1,
        )
        self.encoded: list[str] = []

    def query(self, text: str) -> Vector:
        total = np.zeros(DIMENSIONS, np.float32)
        for word in words(text)[: self.card.max_tokens]:
            total += _direction(word.term)
        length = float(np.linalg.norm(total))
        return total / length if length else total

    def queries(self, texts: Sequence[str]) -> Iterator[tuple[list[int], Vector]]:
        for position, text in enumerate(texts):
            yield [position], self.query(text)[np.newaxis]

    def passages(self, texts: Sequence[str]) -> Iterator[Vector]:
        for text in texts:
            self.encoded.append(text)
            yield self.query(text)

    def tokens(self, text: str) -> int:
        return len(words(text))


@contextmanager
def words_for_model(folder: Path, encoder: WordEncoder | None = None) -> Iterator[WordEncoder]:
    """Let builds and opened indexes use a `WordEncoder`, whose card is put into a new folder."""
    encoder = encoder or WordEncoder()
    folder.mkdir(parents=True)
    encoder.card.write(folder)
    with (
        mock.patch("indexer.build.encoder_folder", return_value=folder),
        mock.patch("indexer.encode.open_encoder", return_value=encoder),
    ):
        yield encoder
