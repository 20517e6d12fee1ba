"""Answers which passages mean this: units of passages as unit vectors, the best one counting.

The cosine of a passage's best unit (`units`) is the passage's; the best sentence is the one to
show, and costs nothing more. Its title alone has a vector as well, which is no unit: a question may
be nearly the title, as among questions with answers.

A vector lies as whole numbers from -127 to 127 and is one over their length times these: a quarter
of float32, cosines within .002 (.0004 as a rule), and again the same when taken over by the next
build. A query is parted into two such vectors, which changes its cosines by less than .00001; the
products are NumKong's, which uses what the processor has, and exact on all of them.

Files of a folder: `vectors.npy` `(v, d) int8`, each passage's first unit by row, then all others in
order, then the titles that are not among these; `scales.npy` `(v,) float32`, what a vector is
multiplied by; `titles.npy` `(n,)`, where each passage's title lies; `starts.npy` `(n + 1,)`,
passage `i` has the units `starts[i]` up to `starts[i + 1]` of all `m`; `spans.npy` `(m, 2)`, start
and end in the passage's text; `kinds.npy` `(m,) uint8`: 1 for a sentence, 2 for one that says
nothing by itself, 0 for a window; `shared.npy` `(m,) float32`, the cosine of each unit with its
title; `centre.npy` `(d,) float32`, the mean of all units, the shorter the more they differ;
`keys.npy` `(v, 8) uint8`, how the keys of vectors begin, which are equal for equal ones.
"""

from __future__ import annotations

import os
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from itertools import islice, pairwise
from pathlib import Path

import numkong as nk
import numpy as np
from numpy.typing import NDArray

from indexer import arrays
from indexer.arrays import Rows, Scores, Starts
from indexer.index.units import Unit
from indexer.model import Sentences, Span

Steps = NDArray[np.int8]

_BARE = 2
_NOTHING_LEFT = 1e-4  # of a vector, once another is taken out of it, squared: noise
_STEPS = 127  # int8, the same on either side
_FINER = 254  # of which one is half a step at most
_TINY = np.float32(1e-12)
_KEY = 8  # bytes: two of ten million vectors share them once in 370,000 indexes
# Passages from whose number on another thread helps: starting one takes .1 ms, a product with so
# many 2 ms.
_PART = 100_000
_AT_ONCE = 4096  # vectors that are written together


def quantise(vectors: Scores) -> tuple[Steps, Scores]:
    """Return unit vectors `(k, d)` as whole numbers, and what these are multiplied by, `(k,)`.

    >>> steps, scales = quantise(np.float32([[0.6, -0.8]]))
    >>> steps.tolist(), (steps * scales[:, np.newaxis]).round(3).tolist()
    ([[95, -127]], [[0.5989999771118164, -0.8009999990463257]])
    """
    largest = np.maximum(np.abs(vectors).max(axis=1, keepdims=True), _TINY)
    steps = np.rint(vectors * (_STEPS / largest)).astype(np.int8)
    lengths = np.sqrt(np.square(steps, dtype=np.int32).sum(axis=1))
    return steps, np.asarray(1 / np.maximum(lengths, 1), np.float32)


def _parted(queries: Scores) -> tuple[Steps, Scores]:
    """Return what `_steps_of` does, once for a query whose products are asked for several times."""
    if len(queries) > 1:
        return _steps_of(queries)
    return _steps_of_one(queries.tobytes())


@lru_cache(maxsize=64)
def _steps_of_one(query: bytes) -> tuple[Steps, Scores]:
    return _steps_of(np.frombuffer(query, np.float32)[np.newaxis])


def _steps_of(queries: Scores) -> tuple[Steps, Scores]:
    """Return queries `(k, d)` as whole numbers and as those of what is left, and their scales.

    These are `(2 k, d)` and `(k, 1)`; what is left counts `1 / _FINER` of the first.
    """
    scales = np.maximum(np.abs(queries).max(axis=1, keepdims=True), _TINY) / np.float32(_STEPS)
    steps = np.rint(queries / scales)
    rest = np.rint((queries - steps * scales) * (_FINER / scales))
    return np.concatenate([steps, rest]).astype(np.int8), scales


def _products(queries: Scores, vectors: Steps | nk.PackedMatrix) -> Scores:
    """Return the products of queries `(k, d)` with vectors `(r, d)`, scales aside, `(k, r)`."""
    parts, scales = _parted(queries)
    if isinstance(vectors, nk.PackedMatrix):
        found: object = nk.dots_packed(parts, vectors)
    else:
        found = nk.cdist(parts, vectors, "dot")
    whole, rest = np.asarray(found).reshape(2, len(queries), -1)
    products = rest.astype(np.float32)
    products *= np.float32(1 / _FINER)
    products += whole
    products *= scales
    return products


class Listed:
    """Where the units of passages lie, row by row, without their texts."""

    def __init__(self, listed: Iterable[Sequence[Unit]] = ()) -> None:
        self._lengths, self._spans, self._kinds = array("I"), array("I"), array("B")
        for units in listed:
            self.add(units)

    def add(self, units: Sequence[Unit]) -> None:
        """Add the next row's units."""
        self._lengths.append(len(units))
        for unit in units:
            self._spans.extend((unit.span.start, unit.span.end))
            self._kinds.append(unit.sentence + unit.bare)

    def __len__(self) -> int:
        """Return how many passages there are."""
        return len(self._lengths)

    @property
    def starts(self) -> Starts:
        """Where the units of each passage start among all, `(n + 1,)`."""
        return arrays.starts(self._lengths)

    @property
    def spans(self) -> NDArray[np.uint32]:
        """Start and end of each unit in its passage's text, `(m, 2)`."""
        return np.frombuffer(self._spans, np.uint32).reshape(-1, 2)

    @property
    def kinds(self) -> NDArray[np.uint8]:
        """1 for a sentence, 2 for one that says nothing by itself, 0 for a window, `(m,)`."""
        return np.frombuffer(self._kinds, np.uint8)


def write(
    folder: Path, listed: Listed, keys: NDArray[np.uint8], rows: Iterable[Scores], dimensions: int
) -> None:
    """Write the units of all passages with their vectors into an existing folder.

    In the order of `listed`, and then of each passage's title, `keys` `(m + n, b)` tell which have
    equal vectors, and `rows` are these, `(d,) float32` of length one, where `d` is `dimensions`.
    """
    starts = listed.starts
    places, titles = _places(starts, keys)
    count, stored = int(starts[-1]), places >= 0
    kept = np.empty_like(keys[stored, :_KEY])
    kept[places[stored]] = keys[stored, :_KEY]
    scales = np.empty(len(kept), np.float32)
    total = np.zeros(dimensions)
    coming = iter(rows)
    with (folder / "vectors.npy").open("wb") as file:
        arrays.begin(file, np.dtype(np.int8), len(kept), dimensions)
        begin = file.tell()
        for at in range(0, len(keys), _AT_ONCE):
            block = np.stack(list(islice(coming, min(_AT_ONCE, len(keys) - at))))
            steps, of_steps = quantise(block)
            total += of_steps[: max(count - at, 0)] @ steps[: max(count - at, 0)]
            there = places[at : at + _AT_ONCE]
            for chosen in ((there >= 0) & (there < len(listed)), there >= len(listed)):
                if chosen.any():  # these lie side by side
                    file.seek(begin + int(there[chosen][0]) * dimensions)
                    file.write(steps[chosen].tobytes())
                    scales[there[chosen]] = of_steps[chosen]
    arrays.save(
        folder,
        keys=kept,
        scales=scales,
        titles=arrays.narrow(titles),
        starts=arrays.narrow(starts),
        spans=arrays.narrow(listed.spans),
        kinds=listed.kinds,
        centre=np.asarray(total / max(count, 1), np.float32),
    )
    (vectors,) = arrays.load(folder, "vectors")
    of_titles = titles.repeat(np.diff(starts))
    arrays.save(folder, shared=_shared(vectors, scales, places[:count], of_titles))


def _places(starts: Starts, keys: NDArray[np.uint8]) -> tuple[Rows, Rows]:
    """Return where the vector of each key lies, -1 where there is one already; and the titles'.

    Each passage's first unit lies at its row, the others after these.
    """
    passages, count = len(starts) - 1, int(starts[-1])
    places = np.full(len(keys), -1, np.intp)
    places[:count] = _place(np.arange(count), np.arange(passages).repeat(np.diff(starts)), starts)
    seen = {keys[start].tobytes(): row for row, start in enumerate(starts[:-1].tolist())}
    end = count
    of_titles = [key.tobytes() for key in keys[count:]]
    for at, key in enumerate(of_titles, count):
        if seen.setdefault(key, end) == end:
            places[at] = end
            end += 1
    return places, np.array([seen[key] for key in of_titles], np.intp)


def _place(units: Rows, rows: Rows | int, starts: Starts) -> Rows:
    """Return where units `(k,)` lie, given the row of each one's passage, `(k,)` or of all."""
    return np.where(units == starts[rows], rows, units + (len(starts) - 2) - rows)


def _shared(vectors: Steps, scales: Scores, units: Rows, titles: Rows) -> Scores:
    """Return the cosine of each unit with its title, `(m,)`, given where both lie."""
    found = np.empty(len(units), np.float32)
    for at in range(0, len(units), _AT_ONCE):
        one, other = units[at : at + _AT_ONCE], titles[at : at + _AT_ONCE]
        products = np.einsum("ij,ij->i", vectors[one], vectors[other], dtype=np.int32)
        found[at : at + _AT_ONCE] = products * (scales[one] * scales[other])
    return found


class Kept(Mapping[bytes, Scores]):
    """The vectors that a generation holds, by their keys, each made when it is asked for."""

    def __init__(self, folder: Path) -> None:
        keys, self._steps, self._scales = arrays.load(folder, "keys", "vectors", "scales")
        self._order = keys.view(f"S{keys.shape[1]}").ravel().argsort()
        self._keys = keys[self._order].view(f"S{keys.shape[1]}").ravel()

    def __getitem__(self, key: bytes) -> Scores:
        """Return the vector of a key, `(d,) float32`."""
        wanted = np.array(key, self._keys.dtype)  # its beginning
        at = int(self._keys.searchsorted(wanted))
        if at == len(self._keys) or self._keys[at] != wanted:
            raise KeyError(key)
        place = self._order[at]
        return np.asarray(self._steps[place] * self._scales[place])

    def __len__(self) -> int:
        return len(self._keys)

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._keys.tolist())


@dataclass(frozen=True, slots=True)
class Units:
    """The units of one passage, and its title, as they lie on disk.

    `steps` `(k + 1, d) int8` and `scales` `(k + 1,) float32`, the title's last; `spans` `(k, 2)`,
    `kinds` `(k,) uint8` and `shared` `(k,) float32` of the units.
    """

    steps: Steps
    scales: Scores
    spans: NDArray[np.int32]
    kinds: NDArray[np.uint8]
    shared: Scores

    @property
    def whole(self) -> Scores:
        """The unit vector of the passage as a whole, `(d,) float32`."""
        return np.asarray(self.steps[0] * self.scales[0])


class Vectors:
    """Opened vectors of `n` passages, memory-mapped."""

    def __init__(self, folder: Path) -> None:
        self._steps: Steps
        self._scales: Scores
        self._shared: Scores
        self.centre: Scores
        opened = arrays.load(folder, "vectors", "scales", "shared", "centre")
        self._steps, self._scales, self._shared, self.centre = opened
        opened = arrays.load(folder, "starts", "spans", "kinds", "titles")
        self._starts, self._spans, self._kinds, self._titles = opened
        self._passages = len(self._titles)

    @property
    def count(self) -> int:
        """How many vectors there are."""
        return len(self._steps)

    @cached_property
    def _wholes(self) -> list[nk.PackedMatrix]:
        """The passages as wholes, laid out for products with all of them.

        That is one part for each processor where they are many.
        """
        most = max(self._passages // _PART, 1)
        edges = np.linspace(0, self._passages, min(most, os.cpu_count() or 1) + 1).astype(int)
        return [nk.dots_pack(self._steps[a:b], dtype="int8") for a, b in pairwise(edges)]

    def nearest(self, query: Scores) -> Scores:
        """Return the best unit's cosine of every passage, `(n,) float32`, with a unit vector."""
        every = np.arange(self._passages)
        parts = (every[at : at + _AT_ONCE] for at in range(0, len(every), _AT_ONCE))
        return np.concatenate([self.best(part, query) for part in parts])

    def whole(self, row: int) -> Scores:
        """Return the vector of a passage as a whole, `(d,) float32`."""
        return np.asarray(self._steps[row] * self._scales[row])

    def near(self, queries: Scores, rows: Rows | None = None) -> Scores:
        """Return passages' cosines as a whole with unit vectors, `(d,)` or `(k, d)`, by row.

        Of all passages, `(n,)` or `(k, n)`, or of those in some rows.
        """
        asked = np.atleast_2d(queries)
        if rows is None:
            found = self._with_all(asked)
            found *= self._scales[: self._passages]
        else:
            found = self._cosines(asked, rows)
        return np.asarray(found.reshape(*queries.shape[:-1], -1))

    def _with_all(self, queries: Scores) -> Scores:
        """Return the products of queries `(k, d)` with all passages, scales aside, `(k, n)`."""
        with_part = partial(_products, queries)
        if len(self._wholes) == 1:
            return with_part(self._wholes[0])
        # Threads of a call's own: those that wait for work would not survive a fork.
        with ThreadPoolExecutor(len(self._wholes)) as threads:
            return np.concatenate(list(threads.map(with_part, self._wholes)), axis=1)

    def _cosines(self, queries: Scores, places: Rows) -> Scores:
        """Return the cosines of unit vectors `(k, d)` with those that lie in some places."""
        return cosines(queries, self._steps.take(places, axis=0), self._scales.take(places))

    def numbers(self, row: int) -> range:
        """Return the numbers that a passage's units have among all."""
        return range(*self._starts[row : row + 2].tolist())

    def units(self, row: int) -> Units:
        """Return all units of a passage."""
        numbers = np.array(self.numbers(row))
        places = np.append(_place(numbers, row, self._starts), self._titles[row])
        return Units(
            steps=self._steps.take(places, axis=0),
            scales=self._scales.take(places),
            spans=self._spans.take(numbers, axis=0).astype(np.int32),
            kinds=self._kinds.take(numbers),
            shared=self._shared.take(numbers),
        )

    def best(self, rows: Rows, vector: Scores) -> Scores:
        """Return the best unit's cosine, `(k,) float32`, of the passages in rows `(k,)`."""
        units, cuts = arrays.positions(self._starts, rows)
        places = _place(units, rows.repeat(np.diff(cuts)), self._starts)
        return np.maximum.reduceat(self._cosines(vector[np.newaxis], places)[0], cuts[:-1])

    def titles(self, rows: Rows, vector: Scores) -> Scores:
        """Return the titles' cosines, `(k,) float32`, of the passages in rows `(k,)`."""
        return np.asarray(self._cosines(vector[np.newaxis], self._titles.take(rows))[0])

    def closest(self, row: int, other: int) -> tuple[Span, Span, float] | None:
        """Return the sentences of two passages that are closest, with their cosine, if any."""
        (units, places), (units_2, places_2) = map(self._of_sentences, (row, other))
        if not len(units) or not len(units_2):
            return None
        vectors = self._steps[places] * self._scales[places][:, np.newaxis]
        near = self._cosines(vectors, places_2)
        first, second = divmod(int(near.argmax()), len(units_2))
        own, of_other = (Span(*self._spans[at].tolist()) for at in (units[first], units_2[second]))
        return own, of_other, float(near[first, second])

    def _of_sentences(self, row: int) -> tuple[Rows, Rows]:
        """Return the numbers of a passage's sentences among all units, and where they lie."""
        units = np.array(self.numbers(row))
        units = units[self._kinds[units] > 0]
        return units, _place(units, row, self._starts)

    def sentences(self, rows: Rows, vector: Scores | None) -> Sentences:
        """Return the sentences of the passages in rows `(k,)`, one at least, with their cosines.

        Without a query's vector every sentence has 0.
        """
        of_rows, cuts = arrays.positions(self._starts, rows)
        kinds = self._kinds.take(of_rows)
        kept = np.flatnonzero(kinds)
        units = of_rows[kept]
        starts = kept.searchsorted(cuts)
        near = apart = np.zeros(len(units), np.float32)
        if vector is not None:
            counts = np.diff(starts)
            places = _place(units, rows.repeat(counts), self._starts)
            near = self._cosines(vector[np.newaxis], places)[0]
            asked = self.titles(rows, vector).repeat(counts)
            apart = beside(near, self._shared.take(units), asked)
        return Sentences(
            spans=self._spans.take(units, axis=0).astype(np.int32),
            cosines=near,
            apart=apart,
            bare=kinds[kept] == _BARE,
            cuts=starts,
        )

    def unit(self, row: int, sentence: Span) -> int | None:
        """Return the number among all units of a passage's sentence; `None` where it was cut."""
        start, end = self._starts[row : row + 2].tolist()
        wanted = [sentence.start, sentence.end]
        spans, kinds = self._spans[start:end].tolist(), self._kinds[start:end].tolist()
        of_it = (at for at, span in enumerate(spans) if span == wanted and kinds[at])
        return next((start + at for at in of_it), None)


def cosines(queries: Scores, steps: Steps, scales: Scores) -> Scores:
    """Return the cosines of unit vectors `(k, d)` with others, given as they lie on disk, `(r,)`.

    Returns
    -------
    numpy.ndarray
        `(k, r) float32`.
    """
    if not len(steps):
        return np.empty((len(queries), 0), np.float32)
    found = _products(queries, steps)
    found *= scales
    return found


def beside(cosines: Scores, shared: Scores, asked: Scores) -> Scores:
    """Return cosines of sentences with a query, `(s,)`, once their titles are taken out of both.

    Every sentence is encoded behind its title, whose words are near to all alike: `shared` are
    their cosines with it, and `asked` the query's.
    """
    left = (1 - shared**2) * (1 - asked**2)
    found = (cosines - shared * asked) / np.sqrt(np.maximum(left, _NOTHING_LEFT))
    return np.asarray(np.where(left > _NOTHING_LEFT, found, 0), np.float32)
