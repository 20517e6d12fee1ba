"""Finds what a judgement means in an index: passages by name, sentences by words or by place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from indexer.evaluate.judged import JudgedQuery, Place
from indexer.model import Passage, Span


class PassageNames:
    """The passages' ids by everything a judgement may call them: an id or key, else a title."""

    def __init__(self, passages: Iterable[Passage]) -> None:
        self._by_key: dict[str, set[str]] = {}
        self._by_title: dict[str, set[str]] = {}
        for passage in passages:
            for key in {passage.id, passage.key} - {None}:
                self._by_key.setdefault(str(key), set()).add(passage.id)
            self._by_title.setdefault(passage.title, set()).add(passage.id)

    def ids(self, name: str) -> set[str]:
        """Return the ids of the passages that a judgement may mean by a name."""
        return self._by_key.get(name) or self._by_title.get(name, set())

    def grades(self, relevant: Mapping[str, int]) -> dict[str, int]:
        """Return grades by passage id; a name nobody has stays, and is never found."""
        return {
            passage_id: grade
            for name, grade in relevant.items()
            for passage_id in self.ids(name) or {f"no passage: {name}"}
        }


class Sought:
    """What judgements look for in some passages."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self.names = PassageNames(passages)
        self._passages = passages
        self._rows = {passage.id: row for row, passage in enumerate(passages)}

    def places(self, judged: JudgedQuery) -> dict[str, list[Span]]:
        """Return where the sentences that answer a query stand, by passage id."""
        found: dict[str, list[Span]] = {}
        for sentence in judged.sentences:
            for passage_id, span in self._found(judged, sentence):
                found.setdefault(passage_id, []).append(span)
        return found

    def unplaced(self, judged: JudgedQuery) -> list[str | Place]:
        """Return the sentences of a query that no passage holds, or that are not told apart."""
        return [one for one in judged.sentences if len(self._found(judged, one)) != 1]

    def _found(self, judged: JudgedQuery, sentence: str | Place) -> list[tuple[str, Span]]:
        if isinstance(sentence, Place):
            return [
                (passage.id, sentence.span)
                for passage in self._called(sentence.passage)
                if any(span.start == sentence.span.start for span in passage.sentences)
            ]
        return [
            (passage.id, span)
            for name in judged.relevant
            for passage in self._called(name)
            for span in passage.sentences
            if sentence in passage.text[span.start : span.end]
        ]

    def _called(self, name: str) -> list[Passage]:
        return [self._passages[self._rows[one]] for one in sorted(self.names.ids(name))]
