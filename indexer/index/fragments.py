"""Makes the end of an address that lands on a sentence: a text directive, right on its page.

    :~:text=[prefix-,]textStart[,textEnd][,-suffix]

A browser goes to the first place at which such a text stands: whole words, case and accents aside,
`prefix` right before and `suffix` right after, `textEnd` anywhere later. So texts are tried against
the page's own, the shortest first, until one leads to the sentence; all come from its own block,
and each from one line or cell of it, since none of them may reach into another. Where none leads
there, the address is better without.

They depend on nothing that is asked, and take too long to find for every answer: what they quote
is written with the index.

Files of a folder, by unit (see `units`): `lengths.npy` `(m, 4) uint8`, how many characters are
quoted before the sentence, of its beginning, of its end, and after it; `shifts.npy` `(m, 2)`, where
these begin and end, counted from the sentence's own start and end, 0 as a rule; a number below 0 is
`-2 x - 1` and another `2 x`. A unit that is no sentence, or to which no directive leads, has a
beginning of 0 characters.

Source: URL Fragment Text Directives, WICG, https://wicg.github.io/scroll-to-text-fragment/
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from operator import attrgetter, itemgetter
from pathlib import Path
from urllib.parse import quote

import numpy as np

from indexer import arrays
from indexer.index.units import Unit
from indexer.model import CELL_GAP, NO_CELL, Passage, Span

# Finding a text takes 0.03 ms at the end of 100,000 characters, and 0.17 ms at this many.
LONGEST_PAGE = 500_000
# Words of either end that are quoted of a sentence with more than both: the fewer, the shorter the
# address, and the likelier that a page which changes a little is still found.
_ENDS = (4, 8, 12)
# A longer sentence is never quoted whole.
_LONGEST_WHOLE = 32
# Characters of what is quoted: of 6,915 sentences that a directive leads to, none needs more.
_LONG = 256
# Words before or after the sentence that tell it from others like it.
_CONTEXTS = (2, 4, 8)
# One word alone is on most pages, in menus at least, which no index holds.
_FEWEST = 2
# Of a page that was not looked through, so many words hardly stand there twice.
_FEWEST_UNSEEN = 8

_TOKEN = re.compile(r"\S+")
_WORD = re.compile(r"[^\W_]+")
# What parts a block into texts that a browser finds: lines, and cells of a row.
_LINE_GAP = re.compile(r"\n")
_CELL_GAP = re.compile(rf"{CELL_GAP.strip()}|{NO_CELL}|\n")
_ACCENTS = re.compile("[\u0300-\u036f]+")


@dataclass(frozen=True, slots=True)
class PageText:
    """The words of a page, or of a part of it, as they are compared.

    Parameters
    ----------
    words
        Every heading and block in order, each a line of words with a space before and after.
    starts
        Where in `words` a block begins, by its passage's position and its own start.
    fewest
        Of how many words a text must be that stands there once: more where this is but a part.
    """

    words: str
    starts: Mapping[tuple[int, int], int]
    fewest: int = _FEWEST


@dataclass(frozen=True, slots=True)
class _Block:
    """The block of a sentence, or the fields of its row: text, tokens, and where they begin.

    A token is what white space parts, which is where browsers let a text begin and end; the
    sentence is the tokens `[first, last)`. `lines` says for each which line or cell it stands in,
    `positions` where it begins in the page's words: at the space before it.
    """

    start: int  # in the passage's text
    text: str
    tokens: Sequence[tuple[int, int]]
    lines: Sequence[int]
    positions: Sequence[int]
    several: bool  # fields
    first: int = 0
    last: int = 0

    def said(self, start: int, end: int) -> str:
        """Return tokens `[start, end)` as they are written; nothing where there are none."""
        return self.text[self.tokens[start][0] : self.tokens[end - 1][1]] if start < end else ""


@dataclass(frozen=True, slots=True)
class _Quote:
    """How many tokens are quoted: before the sentence, its first, its last, and after it.

    `last` is 0 where the first are all.
    """

    before: int
    first: int
    last: int
    after: int


@dataclass(frozen=True, slots=True)
class _Cuts:
    """The characters of a passage's text that are quoted.

    `before` of them stand before `start`, where the `first` begin; the `last`, 0 where the first
    are all, end at `end`, and after it come `after`.
    """

    start: int
    end: int
    before: int
    first: int
    last: int
    after: int

    def landing(self, sentence: Span) -> Landing:
        """Return how these lie on disk, where they lead to a sentence."""
        shifts = self.start - sentence.start, self.end - sentence.end
        return (self.before, self.first, self.last, self.after, *shifts)


Landing = tuple[int, int, int, int, int, int]
"""What a unit's directive quotes, as `Writer` lays it: four lengths and two shifts."""
_NOWHERE: Landing = (0, 0, 0, 0, 0, 0)


class Writer:
    """Collects what the directives of units quote (`of_units`), unit by unit, and writes it."""

    def __init__(self) -> None:
        self._lengths, self._shifts = array("B"), array("q")

    def add(self, made: Iterable[Landing]) -> None:
        """Add what those of the next units quote."""
        for one in made:
            self._lengths.extend(one[:4])
            self._shifts.extend(one[4:])

    def write(self, folder: Path) -> None:
        """Write what was added into an existing folder."""
        signed = np.frombuffer(self._shifts, np.int64).reshape(-1, 2)
        arrays.save(
            folder,
            lengths=np.frombuffer(self._lengths, np.uint8).reshape(-1, 4),
            shifts=arrays.narrow(np.where(signed < 0, -2 * signed - 1, 2 * signed)),
        )


def of_units(passage: Passage, page: PageText | None, units: Iterable[Unit]) -> list[Landing]:
    """Return what the directives of a passage's units quote, nothing where none leads there."""
    made = Directives(passage, page)
    quoted = ((unit.span, made.cuts(unit.span) if unit.sentence else None) for unit in units)
    return [cuts.landing(sentence) if cuts else _NOWHERE for sentence, cuts in quoted]


class Fragments:
    """What the directives of `m` units quote, opened and memory-mapped."""

    def __init__(self, folder: Path) -> None:
        self._lengths, self._shifts = arrays.load(folder, "lengths", "shifts")

    def of(self, unit: int, text: str, sentence: Span) -> str | None:
        """Return what an address ends with to land on a unit's sentence, where there is a way.

        `text` is that of its passage, of which `sentence` is a range.
        """
        before, first, last, after = self._lengths[unit].tolist()
        if not first:
            return None
        start, end = (
            edge + (-(shift + 1) // 2 if shift % 2 else shift // 2)
            for edge, shift in zip(
                (sentence.start, sentence.end), self._shifts[unit].tolist(), strict=True
            )
        )
        return _directive(text, _Cuts(start, end, before, first, last, after))


def read(passages: Iterable[Passage]) -> PageText | None:
    """Return the words of a page from its passages in order; `None` beyond `LONGEST_PAGE`.

    Takes about 0.03 ms for 1,000 characters, and reads no further than the longest page.
    """
    lines: list[str] = []
    starts: dict[tuple[int, int], int] = {}
    length, above = 0, None
    for passage in passages:
        heads = (*(passage.path if passage.path != above else ()), *_heading(passage))
        above = passage.path
        lines += map(_line, heads)
        length += sum(map(len, lines[len(lines) - len(heads) :])) if heads else 0
        for block in passage.blocks:
            starts[passage.position, block.start] = length
            lines.append(_line(passage.text[block.start : block.end]))
            length += len(lines[-1])
        if length > LONGEST_PAGE:
            return None
    return PageText("".join(lines), starts)


def _heading(passage: Passage) -> tuple[str, ...]:
    """Return a passage's title where it stands on the page as such: a row's is one of its cells."""
    fields = (passage.text[b.start : b.end] for b in passage.blocks if b.kind == "field")
    named = any(field.endswith(f": {passage.title}") for field in fields)
    return () if named else (passage.title,)


def alone(passage: Passage) -> PageText | None:
    """Return the words of one passage, to decide for a page of too many words."""
    words = read([passage])
    return words and replace(words, fewest=_FEWEST_UNSEEN)


class Directives:
    """Text directives to the sentences of one passage, each block of which is read once.

    Parameters
    ----------
    passage
        What holds the sentences.
    page
        The words of its page, or of its passage alone; `None` where both have too many.
    """

    def __init__(self, passage: Passage, page: PageText | None) -> None:
        self._passage = passage
        self._page = page
        self._blocks: dict[int, _Block] = {}

    def of(self, sentence: Span) -> str | None:
        """Return what to end an address with, so that it lands on a sentence of the passage.

        Takes less than 0.1 ms on a page of 100,000 characters.

        Parameters
        ----------
        sentence
            A range of the passage's text, within one block.

        Returns
        -------
        str or None
            `:~:text=...`, to stand after `#` and whatever fragment there is; `None` where no words
            of the sentence's block lead to it, or where it is a single word.

        Examples
        --------
        >>> from indexer.model import PassageBlock
        >>> text = "It began in Kenya. Nurses teach one another there."
        >>> block = PassageBlock("paragraph", 0, len(text))
        >>> made = Passage("x-1", "X", (), None, text, (block,), (), (), "x.html", 0, "x")
        >>> Directives(made, read([made])).of(Span(0, 18))
        ':~:text=It%20began%20in%20Kenya.'
        """
        cuts = self.cuts(sentence)
        return _directive(self._passage.text, cuts) if cuts else None

    def cuts(self, sentence: Span) -> _Cuts | None:
        """Return what a directive to a sentence quotes, where there is one."""
        page = self._page
        block = page and self._block(sentence, page)
        if not page or not block:
            return None
        # A row also from its name.
        ways = [block, replace(block, first=0)] if block.several and block.first else [block]
        landing = (
            _cuts(way, one) for way in ways for one in _quotes(way) if _lands(way, one, page)
        )
        short = (one for one in landing if max(one.before, one.first, one.last, one.after) < _LONG)
        return next(short, None)

    def _block(self, sentence: Span, page: PageText) -> _Block | None:
        """Return the block that holds a whole sentence; `None` where there is none, or no token."""
        blocks = self._passage.blocks
        at = bisect_right(blocks, sentence.start, key=attrgetter("start")) - 1
        if at < 0 or not sentence.start < sentence.end <= blocks[at].end:
            return None
        if at not in self._blocks:
            self._blocks[at] = _read_block(self._passage, at, page)
        block = self._blocks[at]
        first = bisect_left(block.tokens, (sentence.start - block.start,))
        last = bisect_right(block.tokens, sentence.end - block.start, key=itemgetter(1))
        return replace(block, first=first, last=last) if first < last else None


def plain(text: str) -> str:
    """Return a text's words as they are compared.

    Browsers look at signs as well: words that are here the only ones are the only ones there.

    >>> plain("X-rays at “Hôpital Nord”, 24/7!")
    'x rays at hopital nord 24 7'
    """
    if not text.isascii():
        text = _ACCENTS.sub("", unicodedata.normalize("NFKD", text))
    return " ".join(_WORD.findall(text.casefold()))


def _line(text: str) -> str:
    return f" {plain(text)} \n"


def _read_block(passage: Passage, at: int, page: PageText) -> _Block:
    """Return a block with its tokens; a field with the fields of its row before it.

    The label of a field is no token: it stands elsewhere on the page.
    """
    blocks, top = passage.blocks, at
    while blocks[at].kind == "field" and top and blocks[top - 1].kind == "field":
        top -= 1
    tokens: list[tuple[int, int]] = []
    lines: list[int] = []
    positions: list[int] = []
    offset = blocks[top].start
    for block in blocks[top : at + 1]:
        cells = block.kind in {"columns", "row"}
        gap = _CELL_GAP if cells else _LINE_GAP
        text = passage.text[block.start : block.end]
        value = text.find(": ") + 1 if block.kind == "field" else 0
        edges = [match.start() for match in gap.finditer(text)]
        above = lines[-1] + 1 if lines else 0
        position = page.starts[passage.position, block.start] + _length(text[:value])
        for match in _TOKEN.finditer(text, value):
            start, end = match.span()
            if not (cells and gap.fullmatch(text, start, end)):  # no line break is a token
                tokens.append((block.start - offset + start, block.start - offset + end))
                lines.append(above + bisect_right(edges, start) if edges else above)
                positions.append(position)
                position += _length(match.group())
    text = passage.text[offset : blocks[at].end]
    return _Block(offset, text, tokens, lines, positions, several=top < at)


@lru_cache(maxsize=100_000)
def _length(text: str) -> int:
    """Return how many characters a text takes of a page's words, with the space before it."""
    words = plain(text)
    return len(words) + 1 if words else 0


def _quotes(block: _Block) -> Iterator[_Quote]:
    """Yield what to quote, the best first: little of the sentence, more of it, what is around."""
    lines, first, last = block.lines, block.first, block.last
    ahead, behind = lines[first], lines[last - 1]
    before = first - bisect_left(lines, ahead)
    after = bisect_right(lines, behind) - last
    if ahead == behind:
        count = last - first
        cuts = [(words, words) for words in _ENDS if 2 * words < count]
        whole = [(count, 0)] if count <= _LONGEST_WHOLE else []
    else:
        heads = bisect_right(lines, ahead) - first
        tails = last - bisect_left(lines, behind)
        cuts = [(min(words, heads), min(words, tails)) for words in _ENDS]
        whole = []
    for begin, end in cuts + whole:
        yield _Quote(0, begin, end, 0)
    for words in _CONTEXTS:
        for begin, end in (cuts + whole) if before else ():
            yield _Quote(min(words, before), begin, end, 0)
        for begin, end in whole if after else ():
            yield _Quote(0, begin, end, min(words, after))
            yield _Quote(min(words, before), begin, end, min(words, after))


def _lands(block: _Block, quoted: _Quote, page: PageText) -> bool:
    """Say whether the first place in a page's words at which a quote stands is the sentence."""
    start = block.first - quoted.before
    from_end = block.last - quoted.last
    said = plain(block.said(start, block.first + quoted.first + quoted.after))
    end = plain(block.said(from_end, block.last))
    parted = block.lines[block.first] != block.lines[block.last - 1]
    if len((f"{said} {end}" if parted else said).split()) < page.fewest:
        return False
    if page.words.find(f" {said} ") != block.positions[start]:
        return False
    if not quoted.last:
        return True
    from_here = block.positions[start] + len(said) + 1
    return bool(end) and page.words.find(f" {end} ", from_here) == block.positions[from_end]


def _cuts(block: _Block, quoted: _Quote) -> _Cuts:
    """Return the characters that a quote of tokens takes."""
    tokens, first, last = block.tokens, block.first, block.last
    start, end = tokens[first][0], tokens[last - 1][1]
    return _Cuts(
        start=block.start + start,
        end=block.start + end,
        before=start - tokens[first - quoted.before][0],
        first=tokens[first + quoted.first - 1][1] - start,
        last=end - tokens[last - quoted.last][0] if quoted.last else 0,
        after=tokens[last + quoted.after - 1][1] - end,
    )


def _directive(text: str, cuts: _Cuts) -> str:
    start, end = cuts.start, cuts.end
    parts = [_encoded(text[start : start + cuts.first])]
    if cuts.before:
        parts.insert(0, _encoded(text[start - cuts.before : start]) + "-")
    if cuts.last:
        parts.append(_encoded(text[end - cuts.last : end]))
    if cuts.after:
        parts.append("-" + _encoded(text[end : end + cuts.after]))
    return ":~:text=" + ",".join(parts)


def _encoded(text: str) -> str:
    """Percent-encode a text, dashes too: they, commas and ampersands part a directive's texts."""
    return quote(" ".join(text.split()), safe="", errors="replace").replace("-", "%2D")
