"""Gathers what every passage of an index holds: its stretches, read, with places and masks."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from indexer.acronyms import Glossary
from indexer.acronyms.define import singular
from indexer.entities import words as vocabulary
from indexer.entities.again import Forms, form_of
from indexer.entities.cues import Cue, cues
from indexer.entities.lists import Listing, listed
from indexer.entities.phrases import NAME, PLACE
from indexer.entities.reading import Read, read
from indexer.entities.spots import Spot, Stretch
from indexer.entities.titles import body_heading, person_headings
from indexer.model import Passage, Role, Span
from indexer.places import Place
from indexer.text import fold

Where = tuple[int, bool]

_LOWER = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_LABEL = re.compile(
    r"""
    (?P<funder>
        (?:our\s|the\s|project\s|main\s|lead\s|co-?)*
        (?:(?:funded|supported|sponsored|financed)\sby
          |(?:funders?|funding|sponsors?|supporters?)(?:\s(?:are|include))?))
    |(?P<partner>
        (?:our\s|the\s|project\s|main\s|lead\s|delivery\s|academic\s|industry\s|key\s|other\s)*
        (?:partners?|collaborators?|members?|customers?|clients?|lenders?|borrowers?|venues?
          |partner\sorgani[sz]ations?|lead\sorgani[sz]ation|grantees?|recipients?
          |in\s(?:partnership|collaboration)\swith|working\swith|with|led\sby|delivered\sby
          |lent\s(?:by|to)|on\sloan\s(?:to|from)|awarded\sto)
        (?:\s(?:are|include))?)
    """,
    re.IGNORECASE | re.VERBOSE,
)
_LABELLED = re.compile(rf"\s*(?:{_LABEL.pattern})\s*(?::|[–—-]\s|$)", re.IGNORECASE | re.VERBOSE)


@dataclass(slots=True)
class Gathered:
    """The reading of an index so far.

    `reads` are the stretches of each title and text in order; `places` what each names, with
    offsets into it.
    """

    passages: Sequence[Passage]
    reads: dict[Where, list[Read]]
    places: dict[Where, tuple[Place, ...]]
    glossary: Glossary
    headers: dict[tuple[int, int], tuple[Role, str]] = field(default_factory=dict)
    _masks: dict[Where, str] = field(default_factory=dict)

    def text(self, where: Where) -> str:
        """Return a title or text."""
        passage = self.passages[where[0]]
        return passage.title if where[1] else passage.text

    def spots(self) -> list[Spot]:
        """Return all spots in order."""
        return sorted(spot for reads in self.reads.values() for one in reads for spot in one.spots)

    def add(self, where: Where, at: int, spots: Iterable[Spot]) -> None:
        """Add spots to a stretch."""
        held = self.reads[where][at]
        self.reads[where][at] = replace(held, spots=tuple(sorted({*held.spots, *spots})))
        self._masks.pop(where, None)

    def replace(self, where: Where, spot: Spot) -> None:
        """Put a spot in place of those that it overlaps in a title."""
        [held] = self.reads[where]
        kept = [s for s in held.spots if not (s.start < spot.end and spot.start < s.end)]
        self.reads[where] = [replace(held, spots=tuple(sorted([*kept, spot])))]
        self._masks.pop(where, None)

    def mask(self, where: Where) -> str:
        """Return a title or text with every name replaced, letter by letter."""
        if where not in self._masks:
            letters = list(self.text(where))
            for place in self.places.get(where, ()):
                letters[place.start : place.end] = PLACE * (place.end - place.start)
            for one in self.reads.get(where, ()):
                for spot in one.spots:
                    letters[spot.start : spot.end] = NAME * (spot.end - spot.start)
            self._masks[where] = "".join(letters)
        return self._masks[where]

    def sentences(self, where: Where) -> Sequence[Span]:
        """Return the sentences of a text; a title is one."""
        passage = self.passages[where[0]]
        return (Span(0, len(passage.title)),) if where[1] else passage.sentences


def gather(
    passages: Sequence[Passage], located: Sequence[Sequence[Place]], glossary: Glossary
) -> Gathered:
    """Read every title and text by shape, then by what is listed behind cues."""
    lower = lower_words(passages)
    shorts = frozenset(
        short for short, forms in glossary.longs.items() if any(map(_is_body, forms))
    )
    titles = "\n".join(passage.title for passage in passages)
    longs = (
        one
        for forms in glossary.longs.values()
        for one in forms
        if _is_body(one) and one not in titles
    )
    forms = Forms(form_of(long, long, exact=False) for long in sorted(set(longs)))
    found = Gathered(passages, {}, {}, glossary)
    for row, passage in enumerate(passages):
        places = _split(passage, located[row])
        for in_title in (True, False):
            where = (row, in_title)
            found.places[where] = places[in_title]
            found.reads[where] = [
                read(stretch, [(p.start, p.end) for p in places[in_title]], lower, shorts)
                for stretch in _stretches(row, passage, in_title=in_title)
            ]
        heading = body_heading(passage, found.reads[row, True][0])
        if heading:
            found.replace((row, True), heading)
        _spell_out(found, row, forms)
        _read_lists(found, row, shorts)
    for rows in _pages(passages).values():
        headings = [found.reads[row, True][0] for row in rows]
        for spot in person_headings([passages[row] for row in rows], headings):
            found.replace((spot.row, True), spot)
    return found


def _spell_out(found: Gathered, row: int, forms: Forms) -> None:
    """Take what a short form stands for as one name where its shape shows only a part of it."""
    for where in ((row, True), (row, False)):
        for at, one in enumerate(found.reads[where]):
            for spot in forms.more(replace(one, spots=())):
                held = [s for s in one.spots if s.start < spot.end and spot.start < s.end]
                inside = all(spot.start <= s.start and spot.end <= s.end for s in held[:1])
                if (
                    held
                    and inside
                    and not any(s.alone for s in held)
                    and len(held[0].name) < len(spot.name)
                ):
                    kept = [s for s in found.reads[where][at].spots if s not in held]
                    whole = replace(
                        held[-1],
                        name=spot.name,
                        start=spot.start,
                        end=max(spot.end, held[-1].end),
                        sure=True,
                        alone=False,
                    )
                    found.reads[where][at] = replace(one, spots=tuple(sorted([*kept, whole])))


def _pages(passages: Sequence[Passage]) -> dict[str, list[int]]:
    """Return the rows of each page."""
    rows: dict[str, list[int]] = defaultdict(list)
    for row, passage in enumerate(passages):
        rows[passage.source].append(row)
    return rows


def lower_words(passages: Iterable[Passage]) -> frozenset[str]:
    """Return the folded words that the passages write in lower case somewhere."""
    written = {word for passage in passages for word in _LOWER.findall(passage.text)}
    return frozenset(fold(word) for word in written if word.islower())


def _is_body(long: str) -> bool:
    words = [fold(word) for word in _LOWER.findall(long)]
    heads = [
        at
        for at, word in enumerate(words)
        if word in vocabulary.STRONG
        or (word in vocabulary.WEAK and words[at + 1 : at + 2] in ([], ["of"], ["for"]))
    ]
    return long[:1].isupper() and bool(heads)


def _split(passage: Passage, places: Iterable[Place]) -> dict[bool, tuple[Place, ...]]:
    """Return the places of title and text, found in both joined by a line break."""
    offset = len(passage.title) + 1
    in_title, in_text = [], []
    for place in places:
        if place.end <= len(passage.title):
            in_title.append(place)
        elif place.start >= offset:
            in_text.append(replace(place, start=place.start - offset, end=place.end - offset))
    return {True: tuple(in_title), False: tuple(in_text)}


def _stretches(row: int, passage: Passage, *, in_title: bool) -> list[Stretch]:
    if in_title:
        return [Stretch(row, True, passage.title, 0, len(passage.title))]
    return [
        Stretch(row, False, passage.text, block.start, block.end, block.kind == "item")
        for block in passage.blocks
    ]


def _read_lists(found: Gathered, row: int, shorts: frozenset[str]) -> None:
    """Add what is listed behind cues in one passage, and remember which items a label heads."""
    passage, where = found.passages[row], (row, False)
    masked = found.mask(where)
    subject = frozenset(fold(word) for word in _LOWER.findall(passage.title))
    listing = Listing(subject, lambda said: _is_thing(said, found.glossary, shorts))
    said = [
        (
            sentence,
            [_moved(cue, sentence.start) for cue in cues(masked[sentence.start : sentence.end])],
        )
        for sentence in passage.sentences
    ]
    header: tuple[Role, str] | None = None
    for at, one in enumerate(found.reads[where]):
        start, end = one.stretch.start, one.stretch.end
        more: list[Spot] = []
        for sentence, told in said:
            if not start <= sentence.start < end:
                continue
            more += _cued(one, sentence, told, listing)
        label = _LABELLED.match(masked, start, end)
        if label:
            role: Role = "funder" if label["funder"] else "partner"
            words = " ".join(label.group().split()).rstrip(" :–—-")
            if label.end() < end:
                found.headers[row, start] = (role, words)
                more += listed(
                    one, label.end(), end, replace(listing, why=f"listed under {words!r}")
                )
            header = (role, words)
        elif one.stretch.item and header:
            found.headers[row, start] = header
            more += listed(one, start, end, replace(listing, why=f"listed under {header[1]!r}"))
        else:
            colon = masked[start:end].rstrip().endswith(":")
            ends = [
                c
                for s, told in said
                if start <= s.start < end
                for c in told
                if c.before and ((colon and c.sure) or not masked[c.end : end].strip(" :"))
            ]
            header = (ends[-1].role, ends[-1].said) if ends else None
        found.add(where, at, _apart(more, one.spots))


def _cued(one: Read, sentence: Span, told: Sequence[Cue], listing: Listing) -> Iterator[Spot]:
    """Yield what a sentence lists behind its cues, and as the subject of a verb that is one."""
    for cue in told:
        if cue.before:
            ends = (c.start for c in told if c.before and c.start >= cue.end)
            start, end, side = cue.end, next(ends, sentence.end), "after"
        else:
            begins = [c.end for c in told if c.before and c.end <= cue.start]
            start, end, side = max([sentence.start, *begins]), cue.start, "before"
        if cue.before or cue.opens == "all":
            why = f"listed {side} {cue.said!r}"
            yield from listed(one, start, end, replace(listing, opens=cue.opens, why=why))


def _is_thing(said: str, glossary: Glossary, shorts: frozenset[str]) -> bool:
    """Say whether a word is the short form of something that is no body."""
    bare = singular(said)
    return glossary.is_acronym(said) and bare not in shorts


def _moved(cue: Cue, offset: int) -> Cue:
    return replace(cue, start=cue.start + offset, end=cue.end + offset)


def _apart(more: Iterable[Spot], spots: Sequence[Spot]) -> list[Spot]:
    """Return the spots that overlap none, each once."""
    kept: list[Spot] = []
    for spot in sorted(more):
        if not any(spot.start < one.end and one.start < spot.end for one in (*spots, *kept)):
            kept.append(spot)
    return kept
