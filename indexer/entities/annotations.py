"""What is known of the names in an index while they are found: candidates in segments of text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from indexer import parallel
from indexer.acronyms import Glossary
from indexer.entities.tokens import CasedToken, tokenize
from indexer.languages import ENGLISH
from indexer.model import NameKind, Passage, Role, Span
from indexer.parallel import Track
from indexer.places import Place, is_name, key
from indexer.spelling.english import is_listed
from indexer.text import WORD, fold

Run = tuple[int, int]  # words by number, half-open

# What stands for each character of an organisation or person, and of a place, in a masked text.
NAME, PLACE = "\ue000", "\ue001"


class Where(NamedTuple):
    """The title or the text of a passage; the title comes first."""

    row: int
    in_text: bool

    @property
    def in_title(self) -> bool:
        """Whether the title is meant."""
        return not self.in_text


@dataclass(frozen=True, slots=True, order=True)
class NameCandidate:
    """A name as it stands in a title or text, before it is known which entity it names."""

    where: Where
    start: int  # offsets into that title or text
    end: int
    name: str  # what is written, without brackets, article and line breaks
    kind: NameKind = "organisation"
    why: str = ""  # what it was found by, in words
    short: str = ""  # the short form that stands in brackets beside it
    head: str = ""  # its folded head noun, empty for a name of no shape
    sure: bool = True  # whether its shape alone makes it a name
    bare: bool = False  # a head noun without a name ("the University"), nobody's by itself
    ours: bool = False  # whether the text calls it its own ("our Centre for ...")

    def overlaps(self, start: int, end: int) -> bool:
        """Say whether it shares a character with a range of the same text."""
        return self.start < end and start < self.end


@dataclass(frozen=True, slots=True)
class Usage:
    """How an index uses words: those in lower case somewhere, folded, and its short forms."""

    lower: frozenset[str]
    glossary: Glossary

    @classmethod
    def of(
        cls,
        passages: Sequence[Passage],
        acronyms: Mapping[str, tuple[str, ...]],
        glossary: Glossary | None = None,
    ) -> Usage:
        """Return how passages use words, with short forms that win over those they define."""
        if glossary is None:
            glossary = Glossary.learn(f"{passage.title}\n{passage.text}" for passage in passages)
        written = {word for passage in passages for word in WORD.findall(passage.text)}
        lower = frozenset(fold(word) for word in written if word.islower())
        return cls(lower, glossary.merged(acronyms))


@dataclass(slots=True)
class Segment:
    """A title, a paragraph or an item of a list, as words, with the candidates found so far.

    The words of a whole index would take more memory than all else: each segment reads its own when
    they are asked for, and `rest` lets go of them.
    """

    where: Where
    text: str  # the whole title or text, which holds the segment at `[start, end)`
    start: int
    end: int
    item: bool
    usage: Usage
    located: Sequence[Place]  # of the whole title or text
    language: str = ENGLISH
    candidates: tuple[NameCandidate, ...] = ()
    _words: tuple[CasedToken, ...] | None = None
    _named: tuple[tuple[Run, Place], ...] | None = None

    @property
    def words(self) -> tuple[CasedToken, ...]:
        """The words in order."""
        if self._words is None:
            self._words = tuple(tokenize(self.text, self.start, self.end, self.language))
        return self._words

    @property
    def places(self) -> Sequence[Run]:
        """The words that name each place."""
        return [run for run, _ in self._places()]

    def _places(self) -> tuple[tuple[Run, Place], ...]:
        """Return the places in the segment, each with the words that name it."""
        if self._named is None:
            numbers = (
                [at for at, w in enumerate(self.words) if one.start < w.end and w.start < one.end]
                for one in self.located
            )
            self._named = tuple(
                ((inside[0], inside[-1] + 1), place)
                for inside, place in zip(numbers, self.located, strict=True)
                if inside
            )
        return self._named

    def rest(self) -> None:
        """Let go of the words, which are read again when they are asked for."""
        self._words = self._named = None

    def add(self, candidates: Iterable[NameCandidate]) -> None:
        """Add those of some candidates that overlap none which is held already."""
        for new in sorted(candidates):
            if not any(new.overlaps(old.start, old.end) for old in self.candidates):
                self.candidates = tuple(sorted([*self.candidates, new]))

    def put(self, candidates: Iterable[NameCandidate]) -> None:
        """Add candidates in place of those that they overlap."""
        new = list(candidates)
        kept = [c for c in self.candidates if not any(c.overlaps(n.start, n.end) for n in new)]
        self.candidates = tuple(sorted([*kept, *new]))

    def candidate(
        self, run: Run, name: str, why: str, kind: NameKind = "organisation"
    ) -> NameCandidate:
        """Return a candidate of a range of words."""
        start, end = self.words[run[0]].start, self.words[run[1] - 1].bare_end
        return NameCandidate(self.where, start, end, name, kind, why)

    def with_bracket(self, candidate: NameCandidate, short: str, stop: int) -> NameCandidate:
        """Return a candidate with the short form in the brackets that close before a word."""
        end = self.words[stop - 1].bare_end
        end += self.text[end : end + 1] in {")", "]"}
        return replace(candidate, short=short, end=end)

    def number_at(self, offset: int) -> int:
        """Return the number of the first word that begins at or behind an offset."""
        return next((n for n, w in enumerate(self.words) if w.start >= offset), len(self.words))

    def in_place(self, at: int) -> bool:
        """Say whether a word belongs to the name of a place."""
        return self.one_place(at, at + 1)

    def one_place(self, first: int, stop: int) -> bool:
        """Say whether a range of words lies within the name of one place."""
        return any(a <= first and stop <= b for (a, b), _ in self._places())

    def lies_in(self, run: Run, around: Run) -> bool:
        """Say whether a range of words is a place that lies in what another range names."""
        name = key(" ".join(word.folded for word in self.words[slice(*around)]))
        return any(
            words == run and name in map(key, place.above) for words, place in self._places()
        )

    def local(self, first: int, stop: int) -> bool:
        """Say whether a range of words is spelt like a place somewhere, whatever it means here."""
        return is_name(" ".join(word.folded for word in self.words[first:stop]))

    def common(self, at: int) -> bool:
        """Say whether a word is an ordinary one, whatever it is written like."""
        folded = self.words[at].folded
        return folded in self.usage.lower or is_listed(folded)


_Labels = dict[tuple[int, int], tuple[Role, str]]
_Changes = tuple[list[tuple[NameCandidate, ...]], _Labels]  # of segments in order


@dataclass(slots=True)
class Annotations:
    """All passages of an index with the candidates and places found in them so far."""

    passages: Sequence[Passage]
    usage: Usage
    segments: dict[Where, list[Segment]] = field(default_factory=dict)
    places: dict[Where, tuple[Place, ...]] = field(default_factory=dict)
    # The role that the label of a list gives to the item or paragraph that starts at an offset of
    # a passage's text, and the label.
    labels: _Labels = field(default_factory=dict)

    @classmethod
    def of(
        cls, passages: Sequence[Passage], located: Sequence[Sequence[Place]], usage: Usage
    ) -> Annotations:
        """Return passages with their words and places, and no candidates.

        The offsets of `located` are into a passage's title and text, parted by a line break.
        """
        made = cls(passages, usage)
        for row, passage in enumerate(passages):
            text = len(passage.title) + 1
            made._add(Where(row, in_text=False), [p for p in located[row] if p.end < text])
            inside = [
                replace(place, start=place.start - text, end=place.end - text)
                for place in located[row]
                if place.start >= text
            ]
            made._add(Where(row, in_text=True), inside)
        return made

    def _add(self, where: Where, places: Sequence[Place]) -> None:
        passage, whole = self.passages[where.row], self.text(where)
        ranges = [(block.start, block.end, block.kind != "paragraph") for block in passage.blocks]
        self.places[where], self.segments[where] = tuple(places), []
        for start, end, item in ranges if where.in_text else [(0, len(whole), False)]:
            self.segments[where].append(
                Segment(where, whole, start, end, item, self.usage, places, passage.language)
            )

    def text(self, where: Where) -> str:
        """Return a title or text."""
        passage = self.passages[where.row]
        return passage.text if where.in_text else passage.title

    def sentences(self, where: Where) -> Sequence[Span]:
        """Return the sentences of a text; a title is one."""
        passage = self.passages[where.row]
        return passage.sentences if where.in_text else (Span(0, len(passage.title)),)

    def all_segments(self) -> Iterator[Segment]:
        """Yield all segments in order, a passage's title first; each rests once it was seen."""
        for segments in self.segments.values():
            for segment in segments:
                yield segment
                segment.rest()

    def of_rows(self, rows: Iterable[int]) -> Iterator[Segment]:
        """Yield the segments of some passages in order, titles first."""
        for row in rows:
            for in_text in (False, True):
                yield from self.segments[Where(row, in_text)]

    def update(self, change: Callable[[range], None], what: str, track: Track) -> None:
        """Let something change the candidates and labels of some passages at a time.

        In several processes, whose changes are taken over.
        """
        total = len(self.passages)

        def changed(rows: range) -> _Changes:
            change(rows)
            segments = list(self.of_rows(rows))
            for segment in segments:
                segment.rest()
            labels = {one: self.labels[one] for one in self.labels if one[0] in rows}
            return [segment.candidates for segment in segments], labels

        def taken_over() -> Iterator[int]:
            made = parallel.in_blocks(changed, total)
            for rows, (candidates, labels) in zip(parallel.blocks(total), made, strict=True):
                for segment, of_one in zip(self.of_rows(rows), candidates, strict=True):
                    segment.candidates = of_one
                self.labels |= labels
                yield from rows

        for _ in track(taken_over(), what, total):
            pass

    def candidates(self) -> list[NameCandidate]:
        """Return all candidates in order."""
        return sorted(one for segment in self.all_segments() for one in segment.candidates)

    def organisations(self) -> list[NameCandidate]:
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

    def pages(self) -> Iterable[list[int]]:
        """Return the rows of each page."""
        rows: dict[str, list[int]] = defaultdict(list)
        for row, passage in enumerate(self.passages):
            rows[passage.source].append(row)
        return rows.values()
