"""A small engine that means something: it finds passages by the words they share with a query.

Its passages are made up for these tests. Gibberish shares no word, and is answered `none`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from time import perf_counter

from indexer import fragments
from indexer.errors import NoIndexError
from indexer.model import (
    Answer,
    Hit,
    IndexInfo,
    Link,
    Mark,
    Passage,
    PassageBlock,
    Query,
    Snippet,
    Span,
)
from indexer.text import sentences, slug, words

PAGE = "harbour.html"
TITLE = "Harbour and shore"
OTHER = "https://example.org//notes?v=1&w=2"
SCRIPT = "<script>document.title='taken'</script>"
OVERRIDE = "\u202e"
LONG = "w" * 10_000
SLIPS = {"tidde": "tide", "tabels": "tables"}
SHORT = {"stt": ("STT", "small tide tables")}


def passage(
    title: str,
    blocks: list[tuple[str, str]],
    path: tuple[str, ...] = (TITLE,),
    **fields: object,
) -> Passage:
    """Make a passage of (kind, text) blocks, laid out as the model says."""
    text, laid, spans = "", [], []
    for at, (kind, block) in enumerate(blocks):
        both_items = at and kind == blocks[at - 1][0] == "item"
        text += ("\n" if both_items else "\n\n") if at else ""
        laid.append(PassageBlock(kind, len(text), len(text) + len(block)))
        spans += sentences(block, len(text))
        text += block
    values = {
        "id": slug(title)[:40] + "-0a1b2c",
        "title": title,
        "path": path,
        "theme": path[1] if len(path) > 1 else None,
        "text": text,
        "blocks": tuple(laid),
        "sentences": tuple(Span(s.start, s.end) for s in spans),
        "links": (),
        "source": PAGE,
        "position": 0,
        "anchor": slug(title),
    }
    return Passage(**(values | fields))


def corpus() -> tuple[Passage, ...]:
    tides, birds = (TITLE, "Tides"), (TITLE, "Birds of the shore")
    made = [
        passage(
            TITLE,
            [("paragraph", "What we look after between lighthouse and marsh.")],
            path=(),
            introduction=True,
        ),
        passage(
            "Tides",
            [("paragraph", "Water comes and goes twice a day.")],
            introduction=True,
            theme="Tides",
        ),
        passage(
            "Tide tables for small boats",
            [
                ("paragraph", "We print tide tables for small boats. They fit in a pocket."),
                ("item", "One sheet for each month"),
                ("item", "Ask at the pier"),
                ("paragraph", "Ferry times are elsewhere."),
            ],
            tides,
        ),
        passage(
            "Flood gates",
            [("paragraph", "Gates close when water rises. Two pumps keep cellars dry.")],
            tides,
        ),
        passage(
            "Counting oystercatchers",
            [("paragraph", "Volunteers count oystercatchers on small islands each May.")],
            birds,
            url="https://example.org/harbour#oystercatchers",
            key="bird-1",
        ),
        passage(
            "Ringing terns",
            [("paragraph", "Terns get a ring on the left leg. Small rings do not harm them.")],
            birds,
        ),
        passage(
            f"{SCRIPT} {OVERRIDE}sreliob",
            [
                ("paragraph", f'{SCRIPT} boilers and & "quotes" {LONG}'),
                ("paragraph", "Run it, mail us, or see the page."),
            ],
            ("Notes",),
            id="hostile-0a1b2c",
            anchor="hostile",
            source=OTHER,
            url="javascript:alert(1)",
        ),
    ]
    return tuple(_placed(made))


def _placed(made: list[Passage]) -> list[Passage]:
    placed: list[Passage] = []
    for each in made:
        position = sum(other.source == each.source for other in placed)
        placed.append(replace(each, position=position))
    hostile = placed[-1]
    run, mail, see = (hostile.text.index(word) for word in ("Run it", "mail us", "see the page"))
    links = (
        Link(run, run + 6, "java\nscript:alert(1)"),
        Link(mail, mail + 7, "mailto:harbour@example.org"),
        Link(see, see + 12, "https://example.org/see?a=1&b=2"),
    )
    placed[-1] = replace(hostile, links=links)
    return placed


INFO = IndexInfo("g-1", "2026-11-23T05:00:00Z", "fake-words", "float32", 7)


@dataclass(frozen=True)
class FakeEngine:
    info: IndexInfo = INFO
    passages: tuple[Passage, ...] = field(default_factory=corpus)

    @property
    def themes(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(p.theme for p in self.passages if p.theme))

    def passage(self, passage_id: str) -> Passage | None:
        return next((p for p in self.passages if p.id == passage_id), None)

    def page(self, source: str) -> tuple[Passage, ...]:
        return tuple(p for p in self.passages if p.source == source)

    def search(self, query: Query) -> Answer:
        began = perf_counter()
        written = query.text.lower().split() if query.correct else []
        corrections = tuple((word, SLIPS[word]) for word in written if word in SLIPS)
        searched = query.text.lower()
        for word, meant in corrections:
            searched = searched.replace(word, meant)
        acronyms = tuple(SHORT[word] for word in searched.split() if word in SHORT)
        understood = replace(query, text=" ".join([searched, *(long for _, long in acronyms)]))
        found = sorted(self._hits(understood), key=lambda hit: (-hit.score, hit.row))
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
            facets=(),
            notices=("one sign was passed over",) if "*" in query.text else (),
            index=self.info,
            took_ms=(perf_counter() - began) * 1000,
        )

    def _hits(self, query: Query) -> list[Hit]:
        asked = {word.term for word in words(query.text)}
        hits: list[Hit] = []
        for row, each in enumerate(self.passages):
            shared = asked & {word.term for word in words(f"{each.title} {each.text}")}
            if shared and (not query.filters.theme or each.theme in query.filters.theme):
                page = fragments.read(self.page(each.source))
                hits.append(_hit(row, each, shared, len(asked), page))
        return hits


def _hit(
    row: int, found: Passage, shared: set[str], asked: int, page: fragments.PageText | None
) -> Hit:
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
        fragment=fragments.fragment(found, first, page),
    )


@dataclass
class FakeEngines:
    """Hands out whatever engine it was given; none at all raises as a missing index does."""

    engine: FakeEngine | None = field(default_factory=FakeEngine)

    def current(self) -> FakeEngine:
        if self.engine is None:
            raise NoIndexError("there is no index in /secret/folder: run alongside index")
        return self.engine
