"""Makes the end of an address that lands on a sentence: a text directive, right on its page.

    :~:text=[prefix-,]textStart[,textEnd][,-suffix]

A browser goes to the first place at which such a text stands: whole words, case and accents aside,
`prefix` right before and `suffix` right after, `textEnd` anywhere later. So texts are tried against
the page's own, the shortest first, until one leads to the sentence; all come from its own block,
since none of them may reach into another. Where none leads there, the address is better without.

They depend on nothing that is asked, and take too long to make for every answer: they are written
with the index.

Files of a folder, by unit (see `vectors`): `fragments.txt`, the text directives one after the other
(ASCII); `starts.npy` `(m + 1,) int64`, the byte each begins at. A unit that is no sentence, or to
which no directive leads, has an empty one.

Source: URL Fragment Text Directives, WICG, https://wicg.github.io/scroll-to-text-fragment/
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from operator import attrgetter, itemgetter
from pathlib import Path
from urllib.parse import quote

from indexer import arrays
from indexer.index.vectors import Unit
from indexer.model import Passage, Span

# Finding a text takes 0.03 ms at the end of 100,000 characters, and 0.17 ms at this many.
LONGEST_PAGE = 500_000
# Words of either end that are quoted of a sentence with more than both: the fewer, the shorter the
# address, and the likelier that a page which changes a little is still found.
_ENDS = (4, 8, 12)
# A longer sentence is never quoted whole.
_LONGEST_WHOLE = 32
# Words before or after the sentence that tell it from others like it.
_CONTEXTS = (2, 4, 8)
# One word alone is on most pages, in menus at least, which no index holds.
_FEWEST = 2
# Of a page that was not looked through, so many words hardly stand there twice.
_FEWEST_UNSEEN = 8

_TOKEN = re.compile(r"\S+")
_WORD = re.compile(r"[^\W_]+")
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
    """The block of a sentence: its text, its tokens, and where it begins in the page's words.

    A token is what white space parts, which is where browsers let a text begin and end; the
    sentence is the tokens `[first, last)`.
    """

    text: str
    tokens: Sequence[tuple[int, int]]
    first: int
    last: int
    begin: int

    def said(self, start: int, end: int) -> str:
        """Return tokens `[start, end)` as they are written; nothing where there are none."""
        return self.text[self.tokens[start][0] : self.tokens[end - 1][1]] if start < end else ""

    def position(self, token: int) -> int:
        """Return where a token begins in the page's words: at the space before it."""
        before = plain(self.text[: self.tokens[token][0]])
        return self.begin + (len(before) + 1 if before else 0)


@dataclass(frozen=True, slots=True)
class _Quote:
    """How many tokens are quoted: before the sentence, its first, its last, and after it.

    `last` is 0 where the first are all.
    """

    before: int
    first: int
    last: int
    after: int


def write(folder: Path, passages: Sequence[Passage], listed: Sequence[Sequence[Unit]]) -> None:
    """Write the directives of all units, listed by passage, into an existing folder."""
    made = (one.encode("ascii") for one in _directives(passages, iter(listed)))
    arrays.save(folder, starts=arrays.write_texts(folder / "fragments.txt", made))


def _directives(passages: Sequence[Passage], listed: Iterator[Sequence[Unit]]) -> Iterator[str]:
    for _, found in groupby(passages, key=attrgetter("source")):
        of_page = list(found)
        page = read(of_page)
        for passage in of_page:
            words = page or alone(passage)
            for unit in next(listed):
                yield (fragment(passage, unit.span, words) if unit.sentence else None) or ""


class Fragments:
    """Opened directives of `m` units, memory-mapped."""

    def __init__(self, folder: Path) -> None:
        (starts,) = arrays.load(folder, "starts")
        self._texts = arrays.Texts(folder / "fragments.txt", starts)

    def of(self, unit: int) -> str | None:
        """Return what an address ends with to land on a unit's sentence, where there is a way."""
        return self._texts[unit].decode("ascii") or None


def read(passages: Iterable[Passage]) -> PageText | None:
    """Return the words of a page from its passages in order; `None` beyond `LONGEST_PAGE`.

    Takes about 0.03 ms for 1,000 characters, and reads no further than the longest page.
    """
    lines: list[str] = []
    starts: dict[tuple[int, int], int] = {}
    length, above = 0, None
    for passage in passages:
        heads = (*(passage.path if passage.path != above else ()), passage.title)
        above = passage.path
        lines += map(_line, heads)
        length += sum(map(len, lines[len(lines) - len(heads) :]))
        for block in passage.blocks:
            starts[passage.position, block.start] = length
            lines.append(_line(passage.text[block.start : block.end]))
            length += len(lines[-1])
        if length > LONGEST_PAGE:
            return None
    return PageText("".join(lines), starts)


def alone(passage: Passage) -> PageText | None:
    """Return the words of one passage, to decide for a page of too many words."""
    words = read([passage])
    return words and replace(words, fewest=_FEWEST_UNSEEN)


def fragment(passage: Passage, sentence: Span, page: PageText | None) -> str | None:
    """Return what to end an address with, so that it lands on a sentence of a passage.

    Takes less than 0.1 ms on a page of 100,000 characters.

    Parameters
    ----------
    passage
        What holds the sentence.
    sentence
        A range of the passage's text, within one block.
    page
        The words of its page, or of its passage alone; `None` where both have too many.

    Returns
    -------
    str or None
        `:~:text=...`, to stand after `#` and whatever fragment there is; `None` where no words of
        the sentence's block lead to it, or where it is a single word.

    Examples
    --------
    >>> from indexer.model import PassageBlock
    >>> text = "It began in Kenya. Nurses teach one another there."
    >>> block = PassageBlock("paragraph", 0, len(text))
    >>> made = Passage("x-1", "X", (), None, text, (block,), (), (), "x.html", 0, "x")
    >>> fragment(made, Span(0, 18), read([made]))
    ':~:text=It%20began%20in%20Kenya.'
    """
    block = page and _block(passage, sentence, page)
    if not page or not block:
        return None
    landing = (_directive(block, one) for one in _quotes(block) if _lands(block, one, page))
    return next(landing, None)


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


def _block(passage: Passage, sentence: Span, page: PageText) -> _Block | None:
    """Return the block that holds a whole sentence; `None` where there is none, or no token."""
    holding = (b for b in passage.blocks if b.start <= sentence.start < sentence.end <= b.end)
    block = next(holding, None)
    if block is None:
        return None
    text = passage.text[block.start : block.end]
    tokens = [match.span() for match in _TOKEN.finditer(text)]
    first = bisect_left(tokens, (sentence.start - block.start,))
    last = bisect_right(tokens, sentence.end - block.start, key=itemgetter(1))
    begin = page.starts[passage.position, block.start]
    return _Block(text, tokens, first, last, begin) if first < last else None


def _quotes(block: _Block) -> Iterator[_Quote]:
    """Yield what to quote, the best first: little of the sentence, more of it, what is around."""
    count, before, after = block.last - block.first, block.first, len(block.tokens) - block.last
    cuts = [(words, words) for words in _ENDS if 2 * words < count]
    whole = [(count, 0)] if count <= _LONGEST_WHOLE else []
    for first, last in cuts + whole:
        yield _Quote(0, first, last, 0)
    for words in _CONTEXTS:
        for first, last in (cuts + whole) if before else ():
            yield _Quote(min(words, before), first, last, 0)
        for first, last in whole if after else ():
            yield _Quote(0, first, last, min(words, after))
            yield _Quote(min(words, before), first, last, min(words, after))


def _lands(block: _Block, quoted: _Quote, page: PageText) -> bool:
    """Say whether the first place in a page's words at which a quote stands is the sentence."""
    start = block.first - quoted.before
    said = plain(block.said(start, block.first + quoted.first + quoted.after))
    if said.count(" ") + 1 < page.fewest or page.words.find(f" {said} ") != block.position(start):
        return False
    if not quoted.last:
        return True
    from_end = block.last - quoted.last
    end = plain(block.said(from_end, block.last))
    from_here = block.position(start) + len(said) + 1
    return bool(end) and page.words.find(f" {end} ", from_here) == block.position(from_end)


def _directive(block: _Block, quoted: _Quote) -> str:
    first, last = block.first, block.last
    parts = [_encoded(block.said(first, first + quoted.first))]
    if quoted.before:
        parts.insert(0, _encoded(block.said(first - quoted.before, first)) + "-")
    if quoted.last:
        parts.append(_encoded(block.said(last - quoted.last, last)))
    if quoted.after:
        parts.append("-" + _encoded(block.said(last, last + quoted.after)))
    return ":~:text=" + ",".join(parts)


def _encoded(text: str) -> str:
    """Percent-encode a text, dashes too: they, commas and ampersands part a directive's texts."""
    return quote(" ".join(text.split()), safe="", errors="replace").replace("-", "%2D")
