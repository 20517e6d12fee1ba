"""A small engine that means something: it finds passages by the words they share with a query.

Gibberish shares no word, and is answered `none`. Who goes with what it draws from the mentions of
the passages it found.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from time import perf_counter

from indexer.errors import NoIndexError
from indexer.model import (
    FACETS,
    Answer,
    Collaborators,
    Entity,
    Explanation,
    Facet,
    FacetName,
    FacetValue,
    Filters,
    Hit,
    IndexInfo,
    Mark,
    Network,
    Passage,
    Profile,
    Query,
    Similar,
    Snippet,
    Suggestion,
    Who,
)
from indexer.search import fragments
from indexer.text import words
from tests.webapp import company
from tests.webapp.harbour import ENTITIES, corpus

SLIPS = {"tidde": "tide", "tabels": "tables"}
SHORT = {"stt": ("STT", "small tide tables")}
INFO = IndexInfo("g-1", "2026-11-23T05:00:00Z", "fake-words", "float32", 7)


@dataclass(frozen=True)
class FakeEngine:
    info: IndexInfo = INFO
    passages: tuple[Passage, ...] = field(default_factory=corpus)
    entities: tuple[Entity, ...] = ENTITIES
    questions: tuple[str, ...] = ()

    @property
    def themes(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(p.theme for p in self.passages if p.theme))

    def passage(self, passage_id: str) -> Passage | None:
        return next((p for p in self.passages if p.id == passage_id), None)

    def beside(self, passage_id: str) -> tuple[Passage | None, Passage | None]:
        source = next(p.source for p in self.passages if p.id == passage_id)
        page = (None, *self.page(source), None)
        at = next(at for at, p in enumerate(page) if p and p.id == passage_id)
        return page[at - 1], page[at + 1]

    def page(self, source: str) -> tuple[Passage, ...]:
        return tuple(p for p in self.passages if p.source == source)

    def search_many(self, queries: Sequence[Query]) -> Iterator[tuple[int, Answer]]:
        yield from enumerate(map(self.search, queries))

    def search(self, query: Query) -> Answer:
        began = perf_counter()
        query = self.named(query)
        written = query.text.lower().split() if query.correct else []
        corrections = tuple((word, SLIPS[word]) for word in written if word in SLIPS)
        searched = query.text.lower()
        for word, meant in corrections:
            searched = searched.replace(word, meant)
        acronyms = tuple(SHORT[word] for word in searched.split() if word in SHORT)
        understood = " ".join([searched, *(long for _, long in acronyms)])
        matched = sorted(self._hits(understood), key=lambda hit: (-hit.score, hit.row))
        found = [hit for hit in matched if self._passes(hit.passage, query, FACETS)]
        state = "none" if not found else "strong" if found[0].score >= 1 else "weak"
        reasons = {"strong": "words match", "weak": "few words match", "none": "no word matches"}
        return Answer(
            query=query,
            searched=searched,
            corrections=corrections,
            acronyms=acronyms,
            state=state,
            reason=reasons[state],
            total=len(found),
            total_exact="%" not in query.text,
            hits=tuple(found[query.offset : query.offset + query.limit]),
            nearest=() if found else self.passages[2:4],
            facets=tuple(
                self._facet(name, query, [hit.passage for hit in matched]) for name in FACETS
            ),
            notices=("one sign was passed over",) if "*" in query.text else (),
            index=self.info,
            took_ms=(perf_counter() - began) * 1000,
        )

    def named(self, query: Query) -> Query:
        filters = {
            facet: tuple(dict.fromkeys(self._name(facet, one) for one in query.filters.of(facet)))
            for facet in FACETS
        }
        return replace(query, filters=Filters(**filters))

    def _name(self, facet: FacetName, value: str) -> str:
        if facet == "theme":
            return next((one for one in self.themes if one.casefold() == value.casefold()), value)
        bearer = self.entity(value)
        return bearer.name if bearer else value

    def entity(self, name: str) -> Entity | None:
        wanted = name.casefold()
        return next(
            (
                one
                for one in self.entities
                if wanted in (one.id, one.name.casefold(), *(also.casefold() for also in one.also))
            ),
            None,
        )

    def suggest(self, typed: str, limit: int = 8) -> tuple[Suggestion, ...]:
        titles = [Suggestion(one.title, "title", one.id) for one in self.passages]
        names = [Suggestion(one.name, one.kind, one.id) for one in self.entities]
        asked = [Suggestion(f"{typed} in the harbour", "question"), Suggestion("harbour", "word")]
        beginning = typed.casefold()
        found = [one for one in (*titles, *names, *asked) if beginning in one.text.casefold()]
        return tuple(found[:limit])

    def slips(self) -> tuple[tuple[str, str], ...]:
        return (("sheltr", "shelter"),)

    def collaborators(self, who: Who) -> Collaborators:
        return company.collaborators(self, who)

    def profile(self, entity_id: str) -> Profile | None:
        return company.profile(self, entity_id)

    def similar(self, passage_id: str, limit: int = 5) -> tuple[Similar, ...]:
        return company.similar(self, passage_id, limit)

    def network(self, who: Who, around: str | None = None) -> Network:
        return company.network(self, who, around)

    def admitted(self, query: Query) -> tuple[Answer, tuple[Hit, ...]]:
        """Every passage that answers a query, and the answer; an empty query admits all."""
        answer = self.search(replace(query, limit=len(self.passages), offset=0))
        if query.text:
            return answer, answer.hits
        rows = [row for row, p in enumerate(self.passages) if self._passes(p, query, FACETS)]
        hits = tuple(_hit(row, self.passages[row], frozenset(), 1, None) for row in rows)
        state = "strong" if hits else "none"
        reason = "every passage" if hits else "no passage meets the filters"
        return replace(answer, state=state, reason=reason, total=len(hits), hits=hits), hits

    def _hits(self, text: str) -> list[Hit]:
        asked = terms(text)
        hits: list[Hit] = []
        for row, each in enumerate(self.passages):
            shared = asked & terms(f"{each.title} {each.text}")
            if shared:
                landing = _landing(each, self.page(each.source))
                hits.append(_hit(row, each, shared, len(asked), landing))
        return hits

    def _passes(self, found: Passage, query: Query, facets: Sequence[FacetName]) -> bool:
        return all(
            not query.filters.of(facet)
            or any(
                self._named(value) in self._values(found, facet)
                for value in query.filters.of(facet)
            )
            for facet in facets
        )

    def _named(self, value: str) -> str:
        known = self.entity(value)
        return known.name if known else value

    def _values(self, found: Passage, facet: FacetName) -> set[str]:
        """What a passage has of a facet; a place brings the places around it that are known."""
        if facet == "theme":
            return {found.theme or ""}
        if facet == "place":
            places = [one.name for one in found.mentions if one.kind == "place"]
            around = [name for place in places for name in self.entity(place).places]
            return {*places, *(name for name in around if self.entity(name))}
        roles = ("funder",) if facet == "funder" else ("partner", "named")
        return {
            one.name for one in found.mentions if one.kind == "organisation" and one.role in roles
        }

    def _facet(self, name: FacetName, query: Query, matched: list[Passage]) -> Facet:
        others = [facet for facet in FACETS if facet != name]
        without = [found for found in matched if self._passes(found, query, others)]
        having: dict[str, tuple[int, int]] = {}
        for found in without:
            in_answer = self._passes(found, query, (name,))
            for value in self._values(found, name):
                count, more = having.get(value, (0, 0))
                having[value] = (count + in_answer, more + (not in_answer))
        selected = {self._named(value) for value in query.filters.of(name)}
        values = [
            FacetValue(value, count, value in selected, more, self._within(name, value))
            for value, (count, more) in (dict.fromkeys(selected, (0, 0)) | having).items()
        ]
        values.sort(key=lambda one: (not one.selected, -one.count, -one.adds, one.value))
        return Facet(name, tuple(values))

    def _within(self, facet: FacetName, value: str) -> str | None:
        place = self.entity(value) if facet == "place" else None
        return place.country if place and place.country != value else None


@cache
def terms(text: str) -> frozenset[str]:
    """The words of a text; each text is read once, since tests ask thousands of questions."""
    return frozenset(word.term for word in words(text))


@cache
def _landing(found: Passage, page: tuple[Passage, ...]) -> str | None:
    return fragments.fragment(found, found.sentences[0], fragments.read(page))


def _hit(row: int, found: Passage, shared: frozenset[str], asked: int, landing: str | None) -> Hit:
    """Words count half at most alone; a sentence that holds them all counts as meant."""
    share = len(shared) / asked
    first = found.sentences[0]
    text = found.text[first.start : first.end]
    marks = [Mark(w.start, w.end, "word") for w in words(text) if w.term in shared]
    if share == 1:
        marks.insert(0, Mark(0, len(text), "meaning"))
    return Hit(
        row=row,
        passage=found,
        score=share + 1 / 3 if share == 1 else share / 2,
        keyword_score=float(len(shared)),
        semantic_score=share,
        matched_by=("words", "meaning") if share == 1 else ("words",),
        snippet=Snippet(text, tuple(sorted(marks, key=lambda mark: mark.start)), first),
        fragment=landing,
        explanation=Explanation(share / 2, 1 / 2 + 1 / 3 if share == 1 else 0.0, 0.0, 1.0, share),
    )


@dataclass
class FakeEngines:
    """Hands out whatever engine it was given; none at all raises as a missing index does."""

    engine: FakeEngine | None = field(default_factory=FakeEngine)

    def current(self) -> FakeEngine:
        if self.engine is None:
            raise NoIndexError("there is no index in /secret/folder: run alongside index")
        return self.engine
