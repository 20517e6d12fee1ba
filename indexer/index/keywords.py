"""Answers which passages hold these words: the only import of Whoosh.

Whoosh is unmaintained and pinned; schema, writing, phrases and fields are its work, behind this
module. It keeps its schema as a pickle: an index folder is trusted input, and `store` checks its
checksums before anything of it is opened.

Terms are made by `indexer.text` and handed over ready, so that conditions, scores and the snippets
agree on what a word is. Four fields, `title`, `text`, `theme` and `source`, keep positions for
phrases. How they lie is this module's, by Whoosh's own seams, a format and a codec: nothing is
ranked by Whoosh, so no frequencies and lengths are kept, and positions are a byte each as a rule.
As Whoosh pickles them by itself, they take two and a half times as much.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import accumulate
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from whoosh import fields, formats, index, query
from whoosh.analysis import SpaceSeparatedTokenizer
from whoosh.codec.whoosh3 import W3Codec, W3LeafMatcher, W3PostingsWriter, W3TermInfo
from whoosh.matching import LeafMatcher, ListMatcher

from indexer import text
from indexer.arrays import Mask
from indexer.model import Passage
from indexer.query.parse import FIELDS, Condition

_INLINED = 3  # passages: of fewer, a block of postings is mostly what it begins with
_BLOCK = 256  # postings: of more at a time, a frequent word would be read for a rare one beside it
_PART = b"\0"  # between the positions of two passages
_BYTES = "latin-1"  # what makes a text of bytes: as bytes, Whoosh's pickles are much longer


class _Positions(formats.Positions):
    """A term's positions as a text: how far each lies from the one before it, plus one.

    So UTF-8 takes one byte for nearly all of them, and none is 0, which parts postings.
    """

    def word_values(
        self, value: Sequence[str], *_: object, **__: object
    ) -> Iterator[tuple[str, int, float, bytes]]:
        places: defaultdict[str, list[int]] = defaultdict(list)
        for at, term in enumerate(value):
            places[term].append(at)
        for term, of_term in places.items():
            yield term, len(of_term), 1.0, self.encode(of_term)

    def encode(self, poslist: Sequence[int]) -> bytes:
        steps = (place - before for before, place in zip((-1, *poslist), poslist, strict=False))
        return "".join(map(chr, steps)).encode(errors="surrogatepass")

    def decode_positions(self, valuestring: bytes) -> list[int]:
        steps = map(ord, valuestring.decode(errors="surrogatepass"))
        return [at - 1 for at in accumulate(steps)]


class _PostingsWriter(W3PostingsWriter):
    _terminfo: Any

    def _mini_values(self) -> str:
        return _PART.join(self._values).decode(_BYTES)

    def finish_postings(self) -> W3TermInfo:
        """Put the postings of a rare term beside it: Whoosh's own way to do so is broken."""
        if self.written() or len(self) > _INLINED:
            return super().finish_postings()
        term, self._terminfo = self._terminfo, None
        term.add_block(self)
        term.set_inlined(self._ids, self._weights, [self._mini_values()])
        return term


class _Matcher(W3LeafMatcher):
    def _read_values(self) -> None:
        if self._data is None:
            self._read_data()
        self._values = self._data[2].encode(_BYTES).split(_PART)


class _Codec(W3Codec):
    def postings_writer(self, dbfile: object, byteids: bool = False) -> _PostingsWriter:  # noqa: FBT001, FBT002
        return _PostingsWriter(dbfile, self._blocklimit, byteids, self._compression)

    def postings_reader(
        self, dbfile: object, terminfo: W3TermInfo, format_: object, **how: object
    ) -> LeafMatcher:
        if not terminfo.is_inlined():
            return _Matcher(dbfile, *terminfo.extent(), format_, **how)
        ids, weights, values = terminfo.inlined_postings()
        parts = values[0].encode(_BYTES).split(_PART)
        return ListMatcher(ids, weights, parts, format_, terminfo=terminfo, **how)


class Writer:
    """Writes what conditions ask for, of passages in order of rows, into an existing folder."""

    def __init__(self, folder: Path) -> None:
        placed = fields.FieldType(_Positions(), SpaceSeparatedTokenizer())
        schema = fields.Schema(**dict.fromkeys(FIELDS, placed))
        self._writer = index.create_in(str(folder), schema).writer(codec=_Codec(blocklimit=_BLOCK))

    def add(self, passage: Passage) -> None:
        """Add the next row's passage."""
        held = {name: getattr(passage, name) or "" for name in FIELDS}
        self._writer.add_document(
            **{
                name: [word.term for word in text.words(of, passage.language)]
                for name, of in held.items()
            }
        )

    def write(self) -> None:
        """Write what was added."""
        self._writer.commit(optimize=True)


class Keywords:
    """An opened index of what conditions ask for; row `i` is Whoosh's document `i`."""

    def __init__(self, folder: Path) -> None:
        self._searcher = index.open_dir(str(folder)).searcher()
        self._passages: int = self._searcher.doc_count_all()
        self._lock = Lock()  # Whoosh's readers seek in shared files

    def allowed(self, conditions: Sequence[Condition]) -> Mask:
        """Return which passages meet every condition, `(n,) bool`."""
        allowed = np.ones(self._passages, np.bool_)
        for condition in conditions:
            held = np.zeros(self._passages, np.bool_)
            with self._lock:
                held[list(self._searcher.docs_for_query(_condition(condition)))] = True
            allowed &= ~held if condition.excluded else held
        return allowed


def _condition(condition: Condition) -> query.Query:
    names = (condition.field,) if condition.field else ("title", "text")
    runs = [_run(name, terms) for name in names for terms in (condition.terms, *condition.also)]
    return query.Or([*runs, *map(_condition, condition.others)])


def _run(name: str, terms: Sequence[str]) -> query.Query:
    """Return the query for terms that stand one after the other in a field."""
    return query.Term(name, terms[0]) if len(terms) == 1 else query.Phrase(name, list(terms))
