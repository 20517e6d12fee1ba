"""What is known of the names in an index while they are found: candidates in segments of text.

A segment is a title, a paragraph or an item of a list; a candidate is a name as it stands in one,
before it is known which entity it names.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from indexer.acronyms import Glossary
from indexer.entities.tokens import Token, tokenize
from indexer.model import NameKind, Passage, Role, Span
from indexer.places import Place, is_name
from indexer.spelling.english import is_listed
from indexer.text import WORD, fold

Run = tuple[int, int]  # words by number, half-open
Where = tuple[int, bool]  # a passage's row, and whether its title is meant

# What stands for each character of an organisation or person, and of a place, in a masked text.
NAME, PLACE = "\ue000", "\ue001"


@dataclass(frozen=True, slots=True, order=True)
class Candidate:
    """A name as it stands somewhere, before it is known which entity it names.

    Parameters
    ----------
    row, in_text
        The passage, and whether it stands in its text; else in its title.
    start, end
        Offsets into that text or title.
    name
        What is written, without brackets, article and line breaks.
    kind
        What bears it.
    why
        What it was found by, in words.
    short
        The short form that stands in brackets beside it.
    head
        Its folded head noun, empty for a name of no shape.
    sure
        Whether its shape alone makes it a name.
    bare
        Whether it is a head noun without a name ("the University"), which names nobody by itself.
    ours
        Whether the text calls it its own ("our Centre for ...").
    """

    row: int
    in_text: bool
    start: int
    end: int
    name: str
    kind: NameKind = "organisation"
    why: str = ""
    short: str = ""
    head: str = ""
    sure: bool = True
    bare: bool = False
    ours: bool = False

    @property
    def in_title(self) -> bool:
        """Whether it stands in the title."""
        return not self.in_text

    @property
    def where(self) -> Where:
        """The title or text that it stands in."""
        return self.row, self.in_title

    def overlaps(self, start: int, end: int) -> bool:
        """Say whether it shares a character with a range of the same text."""
        return self.start < end and start < self.end


@dataclass(frozen=True, slots=True)
class Usage:
    """How the passages of an index use words.

    Parameters
    ----------
    lower
        Folded words that stand in lower case somewhere.
    glossary
        What short forms stand for.
    """

    lower: frozenset[str]
    glossary: Glossary

    @classmethod
    def of(cls, passages: Iterable[Passage], glossary: Glossary) -> Usage:
        """Return how passages use words."""
        written = {word for passage in passages for word in WORD.findall(passage.text)}
        return cls(frozenset(fold(word) for word in written if word.islower()), glossary)


@dataclass(slots=True)
class Segment:
    """A title, a paragraph or an item of a list, as words, with the candidates found so far.

    `places` are the ranges of words, by number and half-open, that name a place.
    """

    row: int
    in_title: bool
    text: str
    start: int
    end: int
    item: bool
    usage: Usage
    words: tuple[Token, ...] = ()
    places: tuple[Run, ...] = ()
    candidates: tuple[Candidate, ...] = ()

    def add(self, candidates: Iterable[Candidate]) -> None:
        """Add those of some candidates that overlap none which is held already."""
        kept = list(self.candidates)
        for new in sorted(candidates):
            if not any(new.overlaps(old.start, old.end) for old in kept):
                kept.append(new)
        self.candidates = tuple(sorted(kept))

    def put(self, candidates: Iterable[Candidate]) -> None:
        """Add candidates in place of those that they overlap."""
        new = list(candidates)
        kept = [c for c in self.candidates if not any(c.overlaps(n.start, n.end) for n in new)]
        self.candidates = tuple(sorted([*kept, *new]))

    def candidate(
        self, run: Run, name: str, why: str, kind: NameKind = "organisation"
    ) -> Candidate:
        """Return a candidate of a range of words."""
        start, end = self.words[run[0]].start, self.words[run[1] - 1].bare_end
        return Candidate(self.row, not self.in_title, start, end, name, kind, why)

    def bracket_end(self, stop: int) -> int:
        """Return where the brackets close whose last word stands before a word."""
        end = self.words[stop - 1].bare_end
        return end + (self.text[end : end + 1] in {")", "]"})

    def in_place(self, at: int) -> bool:
        """Say whether a word belongs to the name of a place."""
        return any(first <= at < stop for first, stop in self.places)

    def one_place(self, first: int, stop: int) -> bool:
        """Say whether a range of words lies within the name of one place."""
        return any(a <= first and stop <= b for a, b in self.places)

    def local(self, first: int, stop: int) -> bool:
        """Say whether a range of words is spelt like a place somewhere, whatever it means here."""
        return is_name(" ".join(word.folded for word in self.words[first:stop]))

    def common(self, at: int) -> bool:
        """Say whether a word is an ordinary one, whatever it is written like."""
        folded = self.words[at].folded
        return folded in self.usage.lower or is_listed(folded)


@dataclass(slots=True)
class Annotations:
    """All passages of an index with the candidates and places found in them so far.

    Parameters
    ----------
    segments
        Of each title and text, in order.
    places
        What each title and text names, in order, with offsets into it.
    labels
        The role that the label of a list gives to the item or paragraph that starts at an offset
        of a passage's text, and the label.
    """

    passages: Sequence[Passage]
    usage: Usage
    segments: dict[Where, list[Segment]]
    places: dict[Where, tuple[Place, ...]]
    labels: dict[tuple[int, int], tuple[Role, str]] = field(default_factory=dict)

    @classmethod
    def of(
        cls, passages: Sequence[Passage], located: Sequence[Sequence[Place]], usage: Usage
    ) -> Annotations:
        """Return passages with their words and places, and no candidates."""
        made = cls(passages, usage, {}, {})
        for row, passage in enumerate(passages):
            for in_title in (True, False):
                places = tuple(_within(located[row], passage, in_title=in_title))
                made.places[row, in_title] = places
                made.segments[row, in_title] = list(
                    _segments(row, passage, usage, places, in_title=in_title)
                )
        return made

    def text(self, where: Where) -> str:
        """Return a title or text."""
        passage = self.passages[where[0]]
        return passage.title if where[1] else passage.text

    def sentences(self, where: Where) -> Sequence[Span]:
        """Return the sentences of a text; a title is one."""
        passage = self.passages[where[0]]
        return (Span(0, len(passage.title)),) if where[1] else passage.sentences

    def all_segments(self) -> Iterator[Segment]:
        """Yield all segments in order, a passage's title first."""
        return (segment for segments in self.segments.values() for segment in segments)

    def candidates(self) -> list[Candidate]:
        """Return all candidates in order."""
        return sorted(one for segment in self.all_segments() for one in segment.candidates)

    def organisations(self) -> list[Candidate]:
        """Return the candidates for organisations in order, without bare head nouns."""
        return [c for c in self.candidates() if c.kind == "organisation" and not c.bare]

    def mask(self, where: Where) -> str:
        """Return a title or text with every name replaced, letter by letter."""
        letters = list(self.text(where))
        for place in self.places[where]:
            letters[place.start : place.end] = PLACE * (place.end - place.start)
        for segment in self.segments[where]:
            for one in segment.candidates:
                letters[one.start : one.end] = NAME * (one.end - one.start)
        return "".join(letters)

    def pages(self) -> dict[str, list[int]]:
        """Return the rows of each page."""
        rows: dict[str, list[int]] = defaultdict(list)
        for row, passage in enumerate(self.passages):
            rows[passage.source].append(row)
        return rows


def _within(places: Iterable[Place], passage: Passage, *, in_title: bool) -> Iterator[Place]:
    """Yield the places in a title or text, with offsets into it; given are those into both."""
    offset = len(passage.title) + 1
    for place in places:
        if in_title and place.end <= len(passage.title):
            yield place
        elif not in_title and place.start >= offset:
            yield replace(place, start=place.start - offset, end=place.end - offset)


def _segments(
    row: int, passage: Passage, usage: Usage, places: Sequence[Place], *, in_title: bool
) -> Iterator[Segment]:
    whole = passage.title if in_title else passage.text
    ranges = (
        [(0, len(whole), False)]
        if in_title
        else [(block.start, block.end, block.kind == "item") for block in passage.blocks]
    )
    for start, end, item in ranges:
        words = tuple(tokenize(whole, start, end))
        covered = []
        for place in places:
            inside = [
                at for at, w in enumerate(words) if place.start < w.end and w.start < place.end
            ]
            if inside:
                covered.append((inside[0], inside[-1] + 1))
        yield Segment(row, in_title, whole, start, end, item, usage, words, tuple(covered))
