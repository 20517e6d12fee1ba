"""BM25 as Whoosh computes it, by which the postings that this project writes itself are held."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from whoosh import fields, formats, index, query, scoring
from whoosh.analysis import SpaceSeparatedTokenizer

from indexer.arrays import Scores
from indexer.index.postings import K1, B, idf
from indexer.index.scoring import FIELDS, terms_of
from indexer.model import Passage
from indexer.places import locate
from indexer.query.expansion import Field
from indexer.query.lexicon import Lexicon


class WhooshScores:
    """An index of the scored fields by Whoosh; row `i` is its document `i`."""

    def __init__(self, folder: Path, passages: Sequence[Passage], lexicon: Lexicon) -> None:
        counted = fields.FieldType(formats.Frequency(), SpaceSeparatedTokenizer(), scorable=True)
        schema = fields.Schema(**dict.fromkeys(FIELDS, counted))
        writer = index.create_in(str(folder), schema).writer()
        self._lengths: list[dict[Field, int]] = []
        for passage, there in zip(passages, locate(passages), strict=True):
            terms = terms_of(passage, there, lexicon)
            writer.add_document(**{field: list(of) for field, of in terms.items()})
            self._lengths.append({field: len(of) for field, of in terms.items()})
        writer.commit(optimize=True)
        self._searcher = index.open_dir(str(folder)).searcher(weighting=_Lucene(B=B, K1=K1))
        # Whoosh keeps a length in a byte; these are exact.
        self._searcher.doc_field_length = lambda row, field, _=1: self._lengths[row][field]

    def scores(self, terms: Sequence[str], field: Field) -> Scores:
        """Return the score of every passage, `(n,) float32`."""
        scores = np.zeros(len(self._lengths), np.float32)
        wanted = query.Or([query.Term(field, term) for term in terms])
        matcher = wanted.matcher(self._searcher)
        while matcher.is_active():
            scores[matcher.id()] = matcher.score()
            matcher.next()
        return scores


class _Lucene(scoring.BM25F):  # type: ignore[misc] # Whoosh publishes no types
    """BM25 with Lucene's idf, which does not let frequent words count as Whoosh's own does."""

    def idf(self, searcher: object, fieldname: str, term: bytes) -> float:
        parent = searcher.get_parent()  # type: ignore[attr-defined]
        return idf(parent.doc_count_all(), parent.doc_frequency(fieldname, term))
