"""Makes passages by the hundred thousand with vectors to go with them, for measuring size.

What there is of real text comes first, with its real vectors. Above that, a passage is made of real
sentences drawn at random under a title of two halves, and its vectors are real ones with noise:
random directions would flatter every index. Nothing made so is kept in the project.

Files of a folder: `texts.jsonl`, the real passages; `rows.json`, the row in `vectors.npy`
`(u, d) float32` of each text that was encoded, of each passage's whole, title and sentences;
`queries.json` with `queries.npy` `(q, d) float32`.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from pathlib import Path

import numpy as np
from tqdm import tqdm

from indexer import encode
from indexer.arrays import Scores
from indexer.encode import Encoder, journal
from indexer.encode.export import DEFAULT_MODEL, encoder_folder
from indexer.errors import AlongsideError
from indexer.index import store, vectors
from indexer.index.units import heading, units
from indexer.read import read_pages
from indexer.split import split_page

ROOT = Path(__file__).parents[2]
COLLECTIONS = ("scifact", "cranfield", "covidfaq")
QUERIES = 100  # of each collection
# Of a unit vector: a made one has a cosine of .89 with what it is made of, as have sentences of
# one subject.
NOISE = 0.5
_BANK = 1 << 20  # numbers drawn once; each noise is a stretch of them
_FEWEST = 5  # words of a sentence that is drawn


def sources() -> list[tuple[Path, Path, str]]:
    """Return what real text there is: a source, its queries, and the field that holds them."""
    shared = ROOT.parent / "shared" / "collections"
    held = [shared / name for name in COLLECTIONS if (shared / name).is_dir()]
    if held:
        return [(one / "corpus.jsonl", one / "queries.jsonl", "text") for one in held]
    return [(ROOT / "corpus", ROOT / "corpus" / "judgements.jsonl", "query")]


def prepare(folder: Path, indexes: Sequence[Path]) -> None:
    """Read and encode what is real, once; vectors that lie in some indexes are taken over."""
    if (folder / "queries.npy").is_file():
        return
    folder.mkdir(parents=True, exist_ok=True)
    encoder = encode.open_encoder(encoder_folder(DEFAULT_MODEL, "int8"))
    card = encoder.card
    passages, queries = [], []
    for source, asked, name in sources():
        passages += [p for page in read_pages([str(source)]) for p in split_page(page)]
        lines = asked.read_text(encoding="utf-8").splitlines()
        texts = sorted({json.loads(line)[name] for line in lines})
        queries += _dice(0).sample(texts, min(QUERIES, len(texts)))
    _dice(0).shuffle(passages)
    row_of: dict[str, int] = {}
    rows: dict[str, list[object]] = {"wholes": [], "titles": [], "sentences": []}
    for passage in tqdm(passages, "cutting", disable=None):
        of_it = units(passage, encoder.tokens, card.max_tokens)
        title = heading(passage, encoder.tokens, card.max_tokens)
        for text in (*(unit.text for unit in of_it), title):
            row_of.setdefault(text, len(row_of))
        rows["wholes"].append(row_of[of_it[0].text])
        rows["titles"].append(row_of[title])
        sentences = ((passage.text[u.span.start : u.span.end], u) for u in of_it if u.sentence)
        rows["sentences"].append(
            [(text, row_of[u.text]) for text, u in sentences if len(text.split()) >= _FEWEST]
        )
    known = _taken_over(indexes)
    made = np.empty((len(row_of), card.dimensions), np.float32)
    missing = []
    for text, row in row_of.items():
        named = journal.key(card.identity, text)
        held = next((one for one in known if named in one), None)
        if held is None:
            missing.append((text, row))
        else:
            made[row] = held[named]
    coming = encoder.passages([text for text, _ in missing])
    for _, row in tqdm(missing, "encoding", disable=None):
        made[row] = next(coming)
    np.save(folder / "vectors.npy", made)
    rows["keys"] = [key(text) for text in row_of]
    (folder / "rows.json").write_text(json.dumps(rows), encoding="utf-8")
    texts = [json.dumps({"title": p.title, "text": p.text}) for p in passages]
    (folder / "texts.jsonl").write_text("\n".join(texts) + "\n", encoding="utf-8")
    _dice(1).shuffle(queries)
    (folder / "queries.json").write_text(json.dumps(queries), encoding="utf-8")
    np.save(folder / "queries.npy", np.stack([encoder.query(text) for text in queries]))


def _taken_over(indexes: Sequence[Path]) -> list[vectors.Kept]:
    known = []
    for index in indexes:
        try:
            generation = store.open_current(index, store.TAKEN_OVER)
        except AlongsideError as error:
            print(f"nothing is taken over of {index}: {error}")
        else:
            known.append(vectors.Kept(generation.folder / "vectors"))
    return known


def _dice(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 - nothing secret


def key(text: str) -> int:
    """Return a number for a text, the same in every process."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "little")


@dataclass
class Given:
    """Texts as many as are asked for, and their vectors, of a folder that `prepare` filled."""

    folder: Path

    def __post_init__(self) -> None:
        rows = json.loads((self.folder / "rows.json").read_text(encoding="utf-8"))
        self._vectors = np.load(self.folder / "vectors.npy", mmap_mode="r").view(np.ndarray)
        self._row_of = {of: row for row, of in enumerate(rows["keys"])}
        self._wholes: list[int] = rows["wholes"]
        self._titles: list[int] = rows["titles"]
        self._drawn: list[list[tuple[str, int]]] = rows["sentences"]
        self.real = len(self._wholes)
        generator = np.random.default_rng(0)
        bank = generator.standard_normal(_BANK).astype(np.float32)
        self._bank = bank * np.float32(NOISE / np.sqrt(self._vectors.shape[1]))

    @cached_property
    def queries(self) -> dict[str, Scores]:
        """The queries with their vectors."""
        texts = json.loads((self.folder / "queries.json").read_text(encoding="utf-8"))
        return dict(zip(texts, np.load(self.folder / "queries.npy"), strict=True))

    @cached_property
    def _sentences(self) -> dict[int, int]:
        return {key(text): row for of_one in self._drawn for text, row in of_one}

    def texts(self, count: int) -> Iterator[tuple[str, str]]:
        """Yield so many titles and texts: the real ones first; fewer are the first of more."""
        titles = []
        with (self.folder / "texts.jsonl").open(encoding="utf-8") as lines:
            for number, line in enumerate(lines):
                record = json.loads(line)
                titles.append(record["title"].replace(". ", ", "))
                if number < count:
                    yield record["title"], record["text"]
        drawn = [one for of_one in self._drawn for one in of_one]
        for number in range(self.real, count):
            dice = _dice(number)
            left, right = (dice.choice(titles).split() for _ in range(2))
            size = max(1, len(dice.choice(self._drawn)))
            title = " ".join([*left[: len(left) // 2 + 1], *right[len(right) // 2 :]])
            yield title, " ".join(text for text, _ in dice.choices(drawn, k=size))

    def wholes(self, count: int) -> Scores:
        """Return the vectors of so many passages as wholes, `(n, d) float32`."""
        made = np.empty((count, self._vectors.shape[1]), np.float32)
        for row, (title, _) in enumerate(self.texts(count)):
            real = row < self.real
            made[row] = self._vectors[self._wholes[row]] if real else self._whole(title)
        return made

    def vector(self, text: str) -> Scores:
        """Return the vector of a text that is encoded of a real passage or a made one."""
        if (row := self._row_of.get(key(text))) is not None:
            return self._vectors[row]
        title, _, rest = text.partition(". ")
        if not rest:
            return self._noisy(self._titles[key(title) % self.real], key(text))
        sentence = self._sentences.get(key(rest))
        return self._whole(title) if sentence is None else self._noisy(sentence, key(text))

    def _whole(self, title: str) -> Scores:
        return self._noisy(self._wholes[key(title) % self.real], key(title))

    def _noisy(self, row: int, seed: int) -> Scores:
        vector = self._vectors[row]
        at = seed % (_BANK - len(vector))
        made = vector + self._bank[at : at + len(vector)]
        return np.asarray(made / np.linalg.norm(made), np.float32)


class GivenEncoder:
    """Tells vectors that were made before; tokens and other questions are the real model's work."""

    def __init__(self, real: Encoder, given: Given) -> None:
        self._real, self._given = real, given
        self.card = real.card
        self.tokens = real.tokens

    def query(self, text: str) -> Scores:
        known = self._given.queries.get(text)
        return self._real.query(text) if known is None else known

    def queries(self, texts: Sequence[str]) -> Iterator[tuple[list[int], Scores]]:
        for position, text in enumerate(texts):
            yield [position], self.query(text)[np.newaxis]

    def passages(self, texts: Sequence[str]) -> Iterator[Scores]:
        return map(self._given.vector, texts)
