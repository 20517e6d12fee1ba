"""Answers which passages hold these words: the only import of Whoosh.

Whoosh is unmaintained and pinned; schema, writing, phrases and fields are its work, behind this
module. It keeps its schema as a pickle: an index folder is trusted input, and `store` checks its
checksums before anything of it is opened.

Terms are made by `indexer.text` and handed over ready, so that both legs and the snippets agree on
what a word is. The scored field `body` holds title and text, title terms counting `TITLE_WEIGHT`
times; `title`, `text`, `theme` and `source` keep positions for phrases and conditions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from threading import Lock

import numpy as np
from numpy.typing import NDArray
from whoosh import fields, formats, index, query, scoring
from whoosh.analysis import SpaceSeparatedTokenizer

from indexer import postings, text
from indexer.language import FIELDS, Condition
from indexer.model import Passage

# Chosen together on SciFact and Cranfield (nDCG@10 of this leg alone .695 and .528; without the
# title's weight .689 and .523; with k1 = 1.2 .693 and .524).
K1 = 1.5
B = 0.75
TITLE_WEIGHT = 2

_BODY = "body"


class _Weighting(scoring.BM25F):  # type: ignore[misc] # Whoosh publishes no types
    """BM25 with Lucene's idf, which does not let frequent words count as Whoosh's own does."""

    def idf(self, searcher: object, fieldname: str, term: bytes) -> float:
        parent = searcher.get_parent()  # type: ignore[attr-defined]
        return postings.idf(parent.doc_count_all(), parent.doc_frequency(fieldname, term))


def write(folder: Path, passages: Iterable[Passage]) -> None:
    """Write Whoosh's files for passages, whose row is their place here, into an existing folder."""
    writer = index.create_in(str(folder), _schema()).writer()
    for passage in passages:
        title = [word.term for word in text.words(passage.title)]
        body = [word.term for word in text.words(passage.text)]
        writer.add_document(
            body=title * TITLE_WEIGHT + body,
            title=title,
            text=body,
            theme=[word.term for word in text.words(passage.theme or "")],
            source=[word.term for word in text.words(passage.source)],
        )
    writer.commit(optimize=True)


def _schema() -> fields.Schema:
    counted = fields.FieldType(formats.Frequency(), SpaceSeparatedTokenizer(), scorable=True)
    schema = fields.Schema(**{_BODY: counted})
    for name in FIELDS:
        placed = fields.TEXT(analyzer=SpaceSeparatedTokenizer(), stored=False, phrase=True)
        schema.add(name, placed)
    return schema


class Keywords:
    """An opened keyword index; row `i` is Whoosh's document `i`."""

    def __init__(self, folder: Path) -> None:
        self._searcher = index.open_dir(str(folder)).searcher(weighting=_Weighting(B=B, K1=K1))
        self.passages: int = self._searcher.doc_count_all()
        self._lock = Lock()  # Whoosh's readers seek in shared files

    def impacts(self) -> Iterator[postings.Posting]:
        """Yield every term of `body` in order with its rows and Whoosh's own scores for them."""
        reader = self._searcher.reader()
        for term in reader.lexicon(_BODY):
            matcher = self._searcher.postings(_BODY, term)
            rows, scores = [], []
            while matcher.is_active():
                rows.append(matcher.id())
                scores.append(matcher.score())
                matcher.next()
            yield term.decode("utf-8"), np.array(rows, np.int32), np.array(scores, np.float32)

    def scores(self, terms: Sequence[str]) -> NDArray[np.float32]:
        """Return the score of every passage by Whoosh's own matcher, `(n,) float32`.

        The plain path, by which the frozen postings are tested; too slow to serve questions with.
        """
        scores = np.zeros(self.passages, np.float32)
        wanted = query.Or([query.Term(_BODY, term) for term in terms])
        matcher = wanted.matcher(self._searcher)
        while matcher.is_active():
            scores[matcher.id()] = matcher.score()
            matcher.next()
        return scores

    def allowed(self, conditions: Sequence[Condition]) -> NDArray[np.bool_]:
        """Return which passages meet every condition, `(n,) bool`."""
        allowed = np.ones(self.passages, np.bool_)
        for condition in conditions:
            held = np.zeros(self.passages, np.bool_)
            with self._lock:
                held[list(self._searcher.docs_for_query(_condition(condition)))] = True
            allowed &= ~held if condition.excluded else held
        return allowed


def _condition(condition: Condition) -> query.Query:
    names = (condition.field,) if condition.field else ("title", "text")
    return query.Or([_run(name, condition.terms) for name in names])


def _run(name: str, terms: Sequence[str]) -> query.Query:
    """Return the query for terms that stand one after the other in a field."""
    return query.Term(name, terms[0]) if len(terms) == 1 else query.Phrase(name, list(terms))
