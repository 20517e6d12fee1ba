"""What an OpenSearch index holds of an index: a document for each passage.

Fields that any tool may read: `row` and `id`; `title`, `text`, `theme`, `source`, `url`; the names
in it, `organisation`, `funder`, `place`. `words` are its terms, parted by spaces as they are scored
(`indexer.index.scoring`), `stands` those that conditions ask for (`indexer.index.keywords`),
`length` how many terms a field has, `vector` its meaning as a whole. `passage` and `record` are
bytes that only this module reads: the passage, and what a view needs of it.

Lucene keeps a field's length in one byte. So that the exact score can be had from what it gives,
the similarity is BM25's impact without its inverse document frequency (`impacts` turns it back),
with a mean length that is written into the mapping.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from indexer import text
from indexer.arrays import Rows, Scores
from indexer.index.forward import Spoken
from indexer.index.postings import K1, B
from indexer.index.vectors import Units
from indexer.model import FACETS, Passage
from indexer.query.expansion import Field
from indexer.query.parse import FIELDS as STANDING

FORMAT = 1  # of what is described here
SCORED: tuple[Field, ...] = ("body", "bigrams", "acronyms", "places")
MEASURED: tuple[Field, ...] = ("body", "bigrams", "acronyms")  # whose lengths count
_LONGEST = 200  # characters of a token, of the 255 that the whitespace tokeniser leaves whole
_LONGEST_VALUE = 8_000  # characters of a facet's value: Lucene takes 32,766 bytes


class Record(msgspec.Struct, frozen=True, array_like=True):
    """What views need of a passage beside itself, arrays as their bytes.

    `keys`, `spans` are its words, `steps`, `scales`, `bounds`, `kinds` and `shared` its vectors
    (`Units`), `fragments` the end of an address for each unit.
    """

    keys: bytes
    spans: bytes
    steps: bytes
    scales: bytes
    bounds: bytes
    kinds: bytes
    shared: bytes
    fragments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Averages:
    """The mean lengths that a mapping was made with, at least the true ones."""

    body: float
    bigrams: float
    acronyms: float


def token(term: str) -> str:
    """Return a term as one word of a field that white space parts.

    >>> token("clean air"), len(token("x" * 300))
    ('clean_air', 17)
    """
    written = "_".join(term.split())
    return written if len(written) <= _LONGEST else f"#{text.key(term):016x}"


def settings(shards: int, averages: Averages) -> dict[str, Any]:
    """Return an index's settings while it is filled: no replicas, and no refresh."""
    return {
        "index": {
            "knn": True,
            "number_of_shards": shards,
            "number_of_replicas": 0,
            "refresh_interval": "-1",
            "similarity": {
                f"impact_{name}": {
                    "type": "scripted",
                    "script": {"source": _impact(getattr(averages, name))},
                }
                for name in MEASURED
            },
        }
    }


def _impact(average: float) -> str:
    return (
        f"double k = {K1} * ({1 - B} + {B} * doc.length / {average!r}); "
        f"return query.boost * doc.freq * {K1 + 1} / (doc.freq + k);"
    )


def mapping(meta: Mapping[str, Any], dimensions: int, *, exact: bool) -> dict[str, Any]:
    """Return a mapping; `exact` leaves out the graph that finds near vectors approximately."""
    shown = {"type": "keyword", "index": False, "doc_values": False}
    standing = {"type": "text", "analyzer": "whitespace", "norms": False}
    vector: dict[str, Any] = {"type": "knn_vector", "dimension": dimensions}
    method = {"name": "hnsw", "engine": "lucene", "space_type": "innerproduct"}
    return {
        "dynamic": "strict",
        "_meta": {"alongside": dict(meta)},
        "_source": {"excludes": ["vector", "record", "passage", "words", "stands"]},
        "properties": {
            "row": {"type": "integer"},
            "id": {"type": "keyword"},
            **dict.fromkeys(("title", "text", "url"), shown),
            "introduction": {"type": "boolean"},
            "source": {"type": "keyword", "ignore_above": _LONGEST_VALUE},
            **{name: {"type": "keyword", "ignore_above": _LONGEST_VALUE} for name in FACETS},
            "words": {"properties": {name: _scored(name) for name in SCORED}},
            "stands": {"properties": dict.fromkeys(STANDING, standing)},
            "length": {"properties": {name: {"type": "integer"} for name in MEASURED}},
            "vector": vector if exact else {**vector, "method": method},
            "passage": {"type": "binary", "doc_values": True},
            "record": {"type": "binary", "doc_values": True},
        },
    }


def _scored(name: str) -> dict[str, Any]:
    field = {"type": "text", "analyzer": "whitespace", "index_options": "freqs"}
    return field | ({"similarity": f"impact_{name}"} if name in MEASURED else {"norms": False})


def document(  # noqa: PLR0913 - what a passage has in the parts of an index
    row: int,
    passage: Passage,
    line: bytes,
    *,
    terms: Mapping[Field, Sequence[str]],
    values: Mapping[str, Sequence[str]],
    record: Record,
    vector: Scores,
) -> dict[str, Any]:
    """Return the document of a passage; `line` is its own JSON, `values` are its facets'."""
    return {
        "row": row,
        "id": passage.id,
        "title": passage.title,
        "text": passage.text,
        "url": passage.url,
        "source": passage.source,
        "introduction": passage.introduction,
        **{name: list(values[name]) for name in FACETS},
        "words": {name: " ".join(map(token, terms[name])) for name in SCORED},
        "stands": {
            name: " ".join(
                token(word.term)
                for word in text.words(getattr(passage, name) or "", passage.language)
            )
            for name in STANDING
        },
        "length": {name: len(terms[name]) for name in MEASURED},
        "vector": vector.tolist(),
        "passage": base64.b64encode(line).decode(),
        "record": base64.b64encode(msgspec.msgpack.encode(record)).decode(),
    }


def record_of(words: Spoken, units: Units, fragments: Sequence[str]) -> Record:
    """Return what is kept of a passage's words and vectors."""
    return Record(
        words.keys.astype("<u8").tobytes(),
        words.spans.astype("<i4").tobytes(),
        units.steps.tobytes(),
        units.scales.astype("<f4").tobytes(),
        units.spans.astype("<i4").tobytes(),
        units.kinds.tobytes(),
        units.shared.astype("<f4").tobytes(),
        tuple(fragments),
    )


def opened(record: Record) -> tuple[Spoken, Units]:
    """Return the words and vectors that `record_of` kept."""
    scales = np.frombuffer(record.scales, "<f4")
    words = Spoken(
        np.frombuffer(record.keys, "<u8"), np.frombuffer(record.spans, "<i4").reshape(-1, 2)
    )
    units = Units(
        steps=np.frombuffer(record.steps, "i1").reshape(len(scales), -1),
        scales=scales,
        spans=np.frombuffer(record.bounds, "<i4").reshape(-1, 2),
        kinds=np.frombuffer(record.kinds, "u1"),
        shared=np.frombuffer(record.shared, "<f4"),
    )
    return words, units


def decoded(value: str) -> bytes:
    """Return the bytes of a binary field's value, which OpenSearch sends without its padding."""
    return base64.b64decode(value + "=" * (-len(value) % 4))


def frequencies(given: Scores, boost: float, lengths: Rows, average: float) -> NDArray[np.float64]:
    """Return how often a term stands in passages, of the scores that Lucene gives them.

    `boost` is what the term was given, `lengths` `(k,)` are the true lengths of the field.

    >>> lengths = np.array([51, 40])
    >>> given = 1.5 * 3 * 2.5 / (3 + K1 * (1 - B + B * stored(lengths) / 10))
    >>> frequencies(given, 1.5, lengths, 10)
    array([3., 3.])
    """
    spread = K1 * (1 - B + B * stored(lengths) / average)
    share = np.asarray(given, np.float64) / (boost * (K1 + 1))
    return np.rint(share * spread / (1 - share))


def stored(lengths: Rows) -> NDArray[np.int64]:
    """Return the lengths that Lucene keeps of true ones: four bits of them (`SmallFloat.byte4`).

    >>> stored(np.array([39, 40, 41, 51, 1000])).tolist()
    [39, 40, 40, 50, 984]
    """
    free = 24  # lengths below it are kept as they are
    rest = np.maximum(np.asarray(lengths, np.int64) - free, 0)
    bits = np.frexp(rest.astype(np.float64))[1]  # of its binary form
    shift = np.maximum(bits - 4, 0)
    return np.where(lengths < free, lengths, free + (rest >> shift << shift))
