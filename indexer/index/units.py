"""Answers what has a vector of its own of a passage: its units, each with the text to encode.

That is the whole text, as many windows as the model needs to read all of it, and every sentence and
list item, each with the passage's title in front. The title alone is encoded as well, but is no
unit.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from operator import attrgetter

from indexer import languages, text
from indexer.model import Passage, Span

Tokens = Callable[[str], int]

_LABEL = 8  # words of a paragraph without a full stop or number that stands over others
_COUNTED = 32  # characters a token: what is longer still cannot fit, and is not worth counting
_SPECIAL_TOKENS = 4  # begin, end, and the joint between title and text


@dataclass(frozen=True, slots=True)
class Unit:
    """What one vector stands for: a range of a passage's text, and the text given to the model.

    `bare` is a sentence that says nothing by itself.
    """

    span: Span
    text: str
    sentence: bool = False
    bare: bool = False


def units(passage: Passage, tokens: Tokens, max_tokens: int) -> list[Unit]:
    """Return a passage's units: windows over the whole text, then each sentence and item.

    Where one sentence is the whole text, it is the only unit. A passage without text has its title
    for a unit. A title that is the text's own beginning, cut short, does not stand in front of it
    again. A title longer than half of what the model reads stands in front of the rest cut,
    and what was cut off has units of its own; sentences longer than the model reads are cut, too.
    """
    name, body = passage.title, passage.text
    title, *rest = _of_title(name, tokens, max_tokens)
    head = _slice(name, title)
    room = max(max_tokens - _SPECIAL_TOKENS - tokens(head), 1)
    front = f"{head}. " if head else ""
    # Best units and wholes alone, nDCG@10 of a third of Cranfield without titles: .477 and .504
    # with it in front of all, .484 and .504 so, .482 and .504 with it in front of none. A FAQ that
    # it is the whole first sentence of: .819 and .824, .816 and .815, .756 and .815.
    begins = name.endswith("…") and name == text.opening(body)

    def given(span: Span) -> str:
        return ("" if begins and span.start == 0 else front) + _slice(body, span)

    pieces = [piece for span in passage.sentences for piece in _cut(body, span, tokens, room)]
    windows = _windows(body, pieces, tokens, room) if len(pieces) > 1 else []
    return [
        *(Unit(Span(0, 0), _slice(name, span)) for span in ([] if pieces else [title]) + rest),
        *(Unit(span, given(span)) for span in windows),
        *(Unit(span, given(span), sentence=True, bare=is_bare(passage, span)) for span in pieces),
    ]


def heading(passage: Passage, tokens: Tokens, max_tokens: int) -> str:
    """Return what a passage's title is encoded as: what its units begin with, else the first."""
    title = _slice(passage.title, _of_title(passage.title, tokens, max_tokens)[0])
    return title or units(passage, tokens, max_tokens)[0].text


def _of_title(title: str, tokens: Tokens, max_tokens: int) -> list[Span]:
    half = max(max_tokens // 2 - _SPECIAL_TOKENS, 1)
    return _cut(title, Span(0, len(title)), tokens, half)


def _slice(text: str, span: Span) -> str:
    return text[span.start : span.end]


def _cut(text: str, span: Span, tokens: Tokens, room: int) -> list[Span]:
    """Halve a span between words until each part fits."""
    size = span.end - span.start
    if size <= 1 or _fits(_slice(text, span), tokens, room):
        return [span]
    middle = (span.start + span.end) // 2
    space = text.rfind(" ", span.start + 1, middle)
    left, right = (middle, middle) if space < 0 else (space, space + 1)
    return _cut(text, Span(span.start, left), tokens, room) + _cut(
        text, Span(right, span.end), tokens, room
    )


def _fits(text: str, tokens: Tokens, room: int) -> bool:
    """Say whether a text has no more tokens; a token of ASCII has a character at least."""
    if len(text) <= room and text.isascii():
        return True
    return len(text) <= _COUNTED * room and tokens(text) <= room


def _windows(text: str, pieces: Sequence[Span], tokens: Tokens, room: int) -> list[Span]:
    """Return runs of pieces, each as long as the model reads, that together hold all of them."""
    whole = Span(pieces[0].start, pieces[-1].end)
    if _fits(_slice(text, whole), tokens, room):
        return [whole]
    windows: list[Span] = []
    start, used = pieces[0].start, 0
    for before, piece in zip((pieces[0], *pieces), pieces, strict=False):
        size = tokens(_slice(text, piece))
        if used and used + size > room:
            windows.append(Span(start, before.end))
            start, used = piece.start, 0
        used += size
    return [*windows, Span(start, pieces[-1].end)]


@cache
def _nothing(language: str) -> frozenset[str]:
    """Return the terms with which something is only begun ("In the"), and the numbers of a list."""
    words = (*languages.of(language).function_words, *map(str, range(100)))
    return frozenset(text.term(word, language) for word in words)


@cache
def _references(language: str) -> frozenset[str]:
    """Return the terms of labels that refer elsewhere: "See also"."""
    return _nothing(language) | text.terms(languages.of(language).references, language)


def is_bare(passage: Passage, span: Span) -> bool:
    """Tell whether a sentence says nothing by itself.

    It leads to others ("The aims are:", a question), labels them, names a table's columns, repeats
    the title, refers elsewhere, or holds nothing but function words and signs.
    """
    written = passage.text[span.start : span.end]
    spoken = passage.language
    if written.endswith((":", "?")) or text.holds_only(written, _nothing(spoken), spoken):
        return True
    if text.holds_only(written, text.terms(passage.title, spoken), spoken):
        return True
    at = bisect_right(passage.blocks, span.start, key=attrgetter("start")) - 1
    block = passage.blocks[at]
    if block.kind == "columns" or (block.kind == "item" and _refers(passage, at)):
        return True
    alone = (block.start, block.end) == (span.start, span.end) and block.end < len(passage.text)
    return (
        alone
        and block.kind == "paragraph"
        and not written.endswith((".", "!", "…"))
        and not any(map(str.isdigit, written))
        and len(text.terms(written, spoken)) <= _LABEL
    )


def _refers(passage: Passage, at: int) -> bool:
    """Tell whether a label over an item says that it refers elsewhere: "Sources", "See also"."""
    label = next((b for b in passage.blocks[at::-1] if b.kind != "item"), None)
    if label is None:
        return False
    written, spoken = passage.text[label.start : label.end], passage.language
    return text.holds_only(written, _references(spoken), spoken)
