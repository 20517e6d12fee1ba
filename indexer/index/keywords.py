"""Answers which passages hold these words: the only import of Whoosh.

Whoosh is unmaintained and pinned; schema, writing, phrases and fields are its work, behind this
module. It keeps its schema as a pickle: an index folder is trusted input, and `store` checks its
checksums before anything of it is opened.

Terms are made by `indexer.text` and handed over ready, so that conditions, scores and the snippets
agree on what a word is. Four fields, `title`, `text`, `theme` and `source`, keep positions for
phrases.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from threading import Lock

import numpy as np
from whoosh import fields, index, query
from whoosh.analysis import SpaceSeparatedTokenizer

from indexer import text
from indexer.arrays import Mask
from indexer.model import Passage
from indexer.query.parse import FIELDS, Condition


class Writer:
    """Writes what conditions ask for, of passages in order of rows, into an existing folder."""

    def __init__(self, folder: Path) -> None:
        placed = fields.TEXT(analyzer=SpaceSeparatedTokenizer(), stored=False, phrase=True)
        schema = fields.Schema(**dict.fromkeys(FIELDS, placed))
        self._writer = index.create_in(str(folder), schema).writer()

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
