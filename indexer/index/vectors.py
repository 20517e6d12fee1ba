"""Answers which passages mean this: units of passages as unit vectors, the best one counting.

A passage's units are its whole text (as many windows as the model needs to read all of it) and
every sentence and list item, each with the passage's title in front. The best unit's cosine is the
passage's; the best sentence is the one to show, and costs nothing more. Its title alone has a
vector as well, which is no unit: a question may be nearly the title, as among questions with
answers.

Files of a folder: `units.npy` `(m + n, d) float32` unit vectors, in order of passages, and after
them those of the titles; `starts.npy` `(n + 1,) int64`, passage `i` has the units `starts[i]` up to
`starts[i + 1]`; `spans.npy` `(m, 3) int32`: start and end in the passage's text, and 1 for a
sentence, 2 for one that says nothing by itself, 0 for a window; `wholes.npy` `(n, d) float32`, each
passage's first unit; `centre.npy` `(d,) float32`, the mean of all units, the shorter the more they
differ; `keys.npy` `(m + n, 16) uint8`, equal for equal vectors.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from operator import attrgetter
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer import arrays, languages, text
from indexer.arrays import Rows, Scores
from indexer.model import Passage, Sentences, Span

Tokens = Callable[[str], int]

_LABEL = 8  # words of a paragraph without a full stop or number that stands over others
_COUNTED = 32  # characters a token: what is longer still cannot fit, and is not worth counting
_BARE = 2
_TINY = 1e-4  # of a vector, what is left once another is taken out of it, squared: noise
_SPECIAL_TOKENS = 4  # begin, end, and the joint between title and text


@dataclass(frozen=True, slots=True)
class Unit:
    """What one vector stands for: a range of a passage's text, and the text given to the model.

    `bare` is a sentence that says nothing by itself.
    """

    span: Span
    text: str
    sentence: bool = False
    bare: bool = False


def units(passage: Passage, tokens: Tokens, max_tokens: int) -> list[Unit]:
    """Return a passage's units: windows over the whole text, then each sentence and item.

    Where one sentence is the whole text, it is the only unit. A passage without text has its title
    for a unit. A title longer than half of what the model reads stands in front of the rest cut,
    and what was cut off has units of its own; sentences longer than the model reads are cut, too.
    """
    name, text = passage.title, passage.text
    title, *rest = _of_title(name, tokens, max_tokens)
    head = _slice(name, title)
    room = max(max_tokens - _SPECIAL_TOKENS - tokens(head), 1)
    front = f"{head}. " if head else ""
    pieces = [piece for span in passage.sentences for piece in _cut(text, span, tokens, room)]
    windows = _windows(text, pieces, tokens, room) if len(pieces) > 1 else []
    return [
        *(Unit(Span(0, 0), _slice(name, span)) for span in ([] if pieces else [title]) + rest),
        *(Unit(span, front + _slice(text, span)) for span in windows),
        *(
            Unit(span, front + _slice(text, span), sentence=True, bare=is_bare(passage, span))
            for span in pieces
        ),
    ]


def heading(passage: Passage, tokens: Tokens, max_tokens: int) -> str:
    """Return what a passage's title is encoded as: what its units begin with, else the first."""
    title = _slice(passage.title, _of_title(passage.title, tokens, max_tokens)[0])
    return title or units(passage, tokens, max_tokens)[0].text


def _of_title(title: str, tokens: Tokens, max_tokens: int) -> list[Span]:
    half = max(max_tokens // 2 - _SPECIAL_TOKENS, 1)
    return _cut(title, Span(0, len(title)), tokens, half)


def _slice(text: str, span: Span) -> str:
    return text[span.start : span.end]


def _cut(text: str, span: Span, tokens: Tokens, room: int) -> list[Span]:
    """Halve a span between words until each part fits."""
    size = span.end - span.start
    if size <= 1 or _fits(_slice(text, span), tokens, room):
        return [span]
    middle = (span.start + span.end) // 2
    space = text.rfind(" ", span.start + 1, middle)
    left, right = (middle, middle) if space < 0 else (space, space + 1)
    return _cut(text, Span(span.start, left), tokens, room) + _cut(
        text, Span(right, span.end), tokens, room
    )


def _fits(text: str, tokens: Tokens, room: int) -> bool:
    """Say whether a text has no more tokens; a token of ASCII has a character at least."""
    if len(text) <= room and text.isascii():
        return True
    return len(text) <= _COUNTED * room and tokens(text) <= room


def _windows(text: str, pieces: Sequence[Span], tokens: Tokens, room: int) -> list[Span]:
    """Return runs of pieces, each as long as the model reads, that together hold all of them."""
    whole = Span(pieces[0].start, pieces[-1].end)
    if _fits(_slice(text, whole), tokens, room):
        return [whole]
    windows: list[Span] = []
    start, used = pieces[0].start, 0
    for before, piece in zip((pieces[0], *pieces), pieces, strict=False):
        size = tokens(_slice(text, piece))
        if used and used + size > room:
            windows.append(Span(start, before.end))
            start, used = piece.start, 0
        used += size
    return [*windows, Span(start, pieces[-1].end)]


@cache
def _nothing(language: str) -> frozenset[str]:
    """Return the terms with which something is only begun ("In the"), and the numbers of a list."""
    words = (*languages.of(language).function_words, *map(str, range(100)))
    return frozenset(text.term(word, language) for word in words)


@cache
def _references(language: str) -> frozenset[str]:
    """Return the terms of labels that refer elsewhere: "See also"."""
    return _nothing(language) | text.terms(languages.of(language).references, language)


def is_bare(passage: Passage, span: Span) -> bool:
    """Tell whether a sentence says nothing by itself.

    It leads to others ("The aims are:", a question), labels them, names a table's columns, repeats
    the title, refers elsewhere, or holds nothing but function words and signs.
    """
    written = passage.text[span.start : span.end]
    spoken = passage.language
    if written.endswith((":", "?")) or text.holds_only(written, _nothing(spoken), spoken):
        return True
    if text.holds_only(written, text.terms(passage.title, spoken), spoken):
        return True
    at = bisect_right(passage.blocks, span.start, key=attrgetter("start")) - 1
    block = passage.blocks[at]
    if block.kind == "columns" or (block.kind == "item" and _refers(passage, at)):
        return True
    alone = (block.start, block.end) == (span.start, span.end) and block.end < len(passage.text)
    return (
        alone
        and block.kind == "paragraph"
        and not written.endswith((".", "!", "…"))
        and not any(map(str.isdigit, written))
        and len(text.terms(written, spoken)) <= _LABEL
    )


def _refers(passage: Passage, at: int) -> bool:
    """Tell whether a label over an item says that it refers elsewhere: "Sources", "See also"."""
    label = next((b for b in passage.blocks[at::-1] if b.kind != "item"), None)
    if label is None:
        return False
    written, spoken = passage.text[label.start : label.end], passage.language
    return text.holds_only(written, _references(spoken), spoken)


def write(
    folder: Path,
    listed: Sequence[Sequence[Unit]],
    keys: Sequence[bytes],
    rows: Iterable[Scores],
    dimensions: int,
) -> None:
    """Write the units of all passages with their vectors into an existing folder.

    `listed` are the units of each passage. In the same order one after the other, and then of each
    passage's title, `keys` tell which have equal vectors, and `rows` are these, `(d,) float32` of
    length one, where `d` is `dimensions`.
    """
    starts = arrays.starts(len(of_one) for of_one in listed)
    with (folder / "units.npy").open("wb") as file:
        # Streamed, and not through a memory map, which a full disk would end with a bus error.
        np.lib.format.write_array_header_1_0(
            file,
            {"descr": "<f4", "fortran_order": False, "shape": (len(keys), dimensions)},
        )
        total, count = np.zeros(dimensions), int(starts[-1])
        for at, row in enumerate(rows):
            file.write(np.ascontiguousarray(row, "<f4").tobytes())
            if at < count:
                total += row
    (units,) = arrays.load(folder, "units")
    spans = [
        (unit.span.start, unit.span.end, unit.sentence + unit.bare)
        for of_one in listed
        for unit in of_one
    ]
    arrays.save(
        folder,
        keys=np.frombuffer(b"".join(keys), np.uint8).reshape(len(keys), -1),
        starts=starts,
        wholes=units[starts[:-1]],
        centre=np.asarray(total / max(count, 1), np.float32),
        spans=np.array(spans, np.int32).reshape(-1, 3),
    )


def kept(folder: Path) -> Iterator[tuple[bytes, Scores]]:
    """Yield the key of each unit that `write` left in a folder, with its vector."""
    keys, rows = arrays.load(folder, "keys", "units")
    return zip((key.tobytes() for key in keys), rows, strict=True)


class Vectors:
    """Opened vectors of `n` passages, memory-mapped."""

    def __init__(self, folder: Path) -> None:
        self._matrix: Scores
        self._wholes: Scores
        self.centre: Scores
        opened = arrays.load(folder, "units", "starts", "spans", "wholes", "centre")
        self._matrix, self._starts, self._spans, self._wholes, self.centre = opened
        self._titles = self._matrix[int(self._starts[-1]) :]

    @property
    def count(self) -> int:
        """How many vectors there are, `m + n`."""
        return len(self._matrix)

    def cosines(self, query: Scores) -> Scores:
        """Return all units' cosines, `(m,) float32`, with a query's vector, `(d,) float32`."""
        return self._matrix[: int(self._starts[-1])] @ query

    def nearest(self, query: Scores) -> Scores:
        """Return the best unit's cosine of every passage, `(n,) float32`, with a unit vector."""
        return np.maximum.reduceat(self.cosines(query), self._starts[:-1])

    def whole(self, row: int) -> Scores:
        """Return the vector of a passage as a whole, `(d,) float32`."""
        return np.asarray(self._wholes[row])

    def near(self, queries: Scores, rows: Rows | None = None) -> Scores:
        """Return passages' cosines as a whole with unit vectors, `(d,)` or `(k, d)`, by row.

        Of all passages, `(n,)` or `(k, n)`, or of those in some rows.
        """
        return queries @ (self._wholes if rows is None else self._wholes.take(rows, axis=0)).T

    def best(self, rows: Rows, vector: Scores) -> Scores:
        """Return the best unit's cosine, `(k,) float32`, of the passages in rows `(k,)`."""
        units, cuts = arrays.positions(self._starts, rows)
        return np.maximum.reduceat(self._matrix.take(units, axis=0) @ vector, cuts[:-1])

    def titles(self, rows: Rows, vector: Scores) -> Scores:
        """Return the titles' cosines, `(k,) float32`, of the passages in rows `(k,)`."""
        return self._titles.take(rows, axis=0) @ vector

    def closest(self, row: int, other: int) -> tuple[Span, Span, float] | None:
        """Return the sentences of two passages that are closest, with their cosine, if any."""
        (spans, vectors), (spans_2, vectors_2) = map(self._of_sentences, (row, other))
        if not len(spans) or not len(spans_2):
            return None
        cosines = vectors @ vectors_2.T
        first, second = divmod(int(cosines.argmax()), len(spans_2))
        own, of_other = (Span(*one[:2].tolist()) for one in (spans[first], spans_2[second]))
        return own, of_other, float(cosines[first, second])

    def _of_sentences(self, row: int) -> tuple[NDArray[np.int32], Scores]:
        units = slice(int(self._starts[row]), int(self._starts[row + 1]))
        sentences = self._spans[units, 2] > 0
        return self._spans[units][sentences], self._matrix[units][sentences]

    def sentences(self, rows: Rows, vector: Scores | None) -> Sentences:
        """Return the sentences of the passages in rows `(k,)`, one at least, with their cosines.

        Without a query's vector every sentence has 0.
        """
        of_rows, cuts = arrays.positions(self._starts, rows)
        kinds = self._spans[of_rows, 2]
        kept = np.flatnonzero(kinds)
        units = of_rows[kept]
        starts = kept.searchsorted(cuts)
        cosines = apart = np.zeros(len(units), np.float32)
        if vector is not None:
            vectors = self._matrix.take(units, axis=0)
            cosines = vectors @ vector
            titles = self._titles.take(rows, axis=0).repeat(np.diff(starts), axis=0)
            apart = _apart(vectors, titles, vector)
        return Sentences(
            spans=self._spans[units, :2],
            cosines=cosines,
            apart=apart,
            bare=kinds[kept] == _BARE,
            cuts=starts,
        )

    def unit(self, row: int, sentence: Span) -> int | None:
        """Return the number among all units of a passage's sentence; `None` where it was cut."""
        start, end = self._starts[row : row + 2].tolist()
        spans = self._spans[start:end].tolist()
        wanted = ([sentence.start, sentence.end, 1], [sentence.start, sentence.end, _BARE])
        return next((number for number, one in enumerate(spans, start) if one in wanted), None)


def _apart(vectors: Scores, titles: Scores, query: Scores) -> Scores:
    """Return cosines of sentences with a query, `(s,)`, once their titles are taken out of both.

    Every sentence is encoded behind its title, `(s, d)` each, whose words are near to all alike.
    """
    shared, asked = np.einsum("ij,ij->i", vectors, titles), titles @ query
    left = (1 - shared**2) * (1 - asked**2)
    found = (vectors @ query - shared * asked) / np.sqrt(np.maximum(left, _TINY))
    return np.asarray(np.where(left > _TINY, found, 0), np.float32)
