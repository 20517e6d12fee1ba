"""Answers which passages hold these words: the only import of Whoosh.

Whoosh is unmaintained and pinned; schema, writing, phrases and fields are its work, behind this
module. It keeps its schema as a pickle: an index folder is trusted input, and `store` checks its
checksums before anything of it is opened.

Terms are made by `indexer.text` and handed over ready, so that both legs and the snippets agree on
what a word is. There are two indexes. `Keywords` answers conditions: `title`, `text`, `theme` and
`source` keep positions for phrases. `Scored` is needed while a generation is written, and frozen
into postings: `body` (title and text, title terms counting `TITLE_WEIGHT` times), `bigrams` (its
neighbouring terms), `acronyms` (short forms that another word is spelt like, as they are written)
and `places` (the keys of all places a passage lies in).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from threading import Lock

import numpy as np
from whoosh import fields, formats, index, query, scoring
from whoosh.analysis import SpaceSeparatedTokenizer

from indexer import text
from indexer.arrays import Mask, Scores
from indexer.index import postings
from indexer.model import Passage
from indexer.places import Place, keys
from indexer.query.expansion import Field
from indexer.query.lexicon import Lexicon
from indexer.query.parse import FIELDS, Condition, content_terms

# Chosen together on SciFact and Cranfield (nDCG@10 of this leg alone .695 and .528; without the
# title's weight .689 and .523; with k1 = 1.2 .693 and .524).
K1 = 1.5
B = 0.75
TITLE_WEIGHT = 2

SCORED: tuple[Field, ...] = ("body", "bigrams", "acronyms", "places")


class _Weighting(scoring.BM25F):  # type: ignore[misc] # Whoosh publishes no types
    """BM25 with Lucene's idf, which does not let frequent words count as Whoosh's own does."""

    def idf(self, searcher: object, fieldname: str, term: bytes) -> float:
        parent = searcher.get_parent()  # type: ignore[attr-defined]
        return postings.idf(parent.doc_count_all(), parent.doc_frequency(fieldname, term))


def write(folder: Path, passages: Iterable[Passage]) -> None:
    """Write what conditions ask for, of passages in order of rows, into a folder."""
    placed = fields.TEXT(analyzer=SpaceSeparatedTokenizer(), stored=False, phrase=True)
    writer = index.create_in(str(folder), fields.Schema(**dict.fromkeys(FIELDS, placed))).writer()
    for passage in passages:
        writer.add_document(**{name: _terms(getattr(passage, name) or "") for name in FIELDS})
    writer.commit(optimize=True)


def write_scored(
    folder: Path,
    passages: Iterable[Passage],
    located: Iterable[Sequence[Place]],
    lexicon: Lexicon,
) -> None:
    """Write what is scored of passages, in order of rows, into a folder."""
    counted = fields.FieldType(formats.Frequency(), SpaceSeparatedTokenizer(), scorable=True)
    writer = index.create_in(str(folder), fields.Schema(**dict.fromkeys(SCORED, counted))).writer()
    for passage, there in zip(passages, located, strict=True):
        writer.add_document(**_scored(passage, lexicon), places=list(keys(there)))
    writer.commit(optimize=True)


def _scored(passage: Passage, lexicon: Lexicon) -> dict[str, list[str]]:
    """Return what `body`, `bigrams` and `acronyms` hold of a passage, the title counting more."""
    return {
        "body": lexicon.body(passage.title) * TITLE_WEIGHT + lexicon.body(passage.text),
        "bigrams": [*_neighbours(passage.title) * TITLE_WEIGHT, *_neighbours(passage.text)],
        "acronyms": lexicon.acronyms(passage.title) * TITLE_WEIGHT + lexicon.acronyms(passage.text),
    }


def _terms(whole: str) -> list[str]:
    return [word.term for word in text.words(whole)]


def _neighbours(whole: str) -> list[str]:
    """Return every pair of neighbouring terms, as often as it stands there."""
    return [f"{left} {right}" for left, right in pairwise(content_terms(whole))]


class Scored:
    """An opened index of the scored fields; row `i` is Whoosh's document `i`."""

    def __init__(self, folder: Path) -> None:
        self._searcher = index.open_dir(str(folder)).searcher(weighting=_Weighting(B=B, K1=K1))
        self.passages: int = self._searcher.doc_count_all()

    def count(self, field: Field) -> int:
        """Return how many terms a field holds."""
        return sum(1 for _ in self._searcher.reader().lexicon(field))

    def impacts(self, field: Field = "body") -> Iterator[postings.Posting]:
        """Yield every term of a field in order, with its rows and Whoosh's scores."""
        reader = self._searcher.reader()
        for term in reader.lexicon(field):
            matcher = self._searcher.postings(field, term)
            rows, scores = [], []
            while matcher.is_active():
                rows.append(matcher.id())
                scores.append(matcher.score())
                matcher.next()
            yield term.decode("utf-8"), np.array(rows, np.int32), np.array(scores, np.float32)

    def scores(self, terms: Sequence[str], field: Field = "body") -> Scores:
        """Return the score of every passage by Whoosh's own matcher, `(n,) float32`.

        The plain path, by which the frozen postings are tested; too slow to serve questions with.
        """
        scores = np.zeros(self.passages, np.float32)
        wanted = query.Or([query.Term(field, term) for term in terms])
        matcher = wanted.matcher(self._searcher)
        while matcher.is_active():
            scores[matcher.id()] = matcher.score()
            matcher.next()
        return scores


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
    runs = [_run(name, condition.terms) for name in names]
    return query.Or([*runs, *map(_condition, condition.others)])


def _run(name: str, terms: Sequence[str]) -> query.Query:
    """Return the query for terms that stand one after the other in a field."""
    return query.Term(name, terms[0]) if len(terms) == 1 else query.Phrase(name, list(terms))
