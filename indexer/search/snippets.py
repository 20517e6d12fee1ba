"""Chooses the sentence to show, and marks what matched in it.

The sentence shown is the one that answers best (`indexer.search.answering`). It is shown with what
follows in its paragraph while there is room, and cut around its first matched word where it is
longer than a person reads at a glance.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from operator import attrgetter

from indexer.model import Mark, Passage, Sentences, Snippet, Span, Words
from indexer.search.answering import Criteria, weigh
from indexer.text import merged

LONGEST = 320  # characters, about three lines on a desktop and seven on a phone
_ELLIPSIS = "…"
_START: Callable[[Span], int] = attrgetter("start")
_END: Callable[[Span], int] = attrgetter("end")


def choose(
    passages: Sequence[Passage], matched: Words, sentences: Sentences, criteria: Criteria
) -> list[Snippet]:
    """Return the excerpt of each of several passages for a query.

    Parameters
    ----------
    passages
        The passages to quote.
    matched
        The words of their texts that are among the query's.
    sentences
        The passages' sentences.
    criteria
        By what to choose.
    """
    spans, cosines = sentences.spans.tolist(), sentences.cosines.tolist()
    words = matched.spans.tolist()
    worth = weigh(passages, matched, sentences, criteria).worth
    made = []
    for at, (passage, (first, end)) in enumerate(
        zip(passages, pairwise(sentences.cuts.tolist()), strict=True)
    ):
        if first == end:
            made.append(Snippet(""))
            continue
        best = first + int(worth[first:end].argmax())  # the first of equals
        chosen = Span(*spans[best])
        of_passage = words[matched.cuts[at] : matched.cuts[at + 1]]
        window = _window(passage, chosen, of_passage)
        floor = criteria.floor
        meant = chosen if floor is not None and cosines[best] >= floor else None
        made.append(_excerpt(passage, window, of_passage, chosen, meant))
    return made


def naming(passage: Passage, spans: Sequence[Span]) -> Snippet:
    """Return the excerpt around the first of some ranges of a passage's text, all of them marked.

    Without any (only the title names what is meant) it is the first sentence, without marks.
    """
    if not passage.sentences:
        return Snippet("")
    first = spans[0].start if spans else 0
    chosen = next((s for s in passage.sentences if s.start <= first < s.end), passage.sentences[0])
    named = [(span.start, span.end) for span in spans]
    return _excerpt(passage, _window(passage, chosen, named), named, chosen, None)


def quoted(passage: Passage, sentence: Span, matched: Sequence[Sequence[int]]) -> Snippet:
    """Return the excerpt that is a sentence, or the part of it that matches; the words marked."""
    window = sentence
    if sentence.end - sentence.start > LONGEST:
        window = _part(passage.text, sentence, matched)
    return _excerpt(passage, window, matched, sentence, None)


def _has(sentences: Sequence[Span], place: int, side: Callable[[Span], int]) -> bool:
    """Say whether a sentence of a text, in order, starts or ends at a place."""
    after = bisect_right(sentences, place, key=side)
    return after > 0 and side(sentences[after - 1]) == place


def _within(words: Iterable[Sequence[int]], outer: Span) -> Iterator[Sequence[int]]:
    return (word for word in words if outer.start <= word[0] and word[1] <= outer.end)


def _window(passage: Passage, chosen: Span, matched: Sequence[Sequence[int]]) -> Span:
    """Return what to show: the sentence and what follows in its block, or the part that matches."""
    if chosen.end - chosen.start > LONGEST:
        return _part(passage.text, chosen, matched)
    block = next(b for b in passage.blocks if b.start <= chosen.start < b.end)
    last = min(block.end, chosen.start + LONGEST)
    within = bisect_right(passage.sentences, last, key=_END)
    end = passage.sentences[within - 1].end if within else 0
    return Span(chosen.start, max(end, chosen.end))


def _part(whole: str, chosen: Span, matched: Sequence[Sequence[int]]) -> Span:
    """Return at most `LONGEST` characters of a sentence, around its first matched word."""
    first, _ = next(_within(matched, chosen), (chosen.start, chosen.end))
    start = max(chosen.start, min(first - LONGEST // 3, chosen.end - LONGEST))
    end = min(start + LONGEST, chosen.end)
    if start > chosen.start:
        start = whole.find(" ", start, first) + 1 or start
    if end < chosen.end:
        space = whole.rfind(" ", first + 1, end)
        end = space if space > 0 else end
    return Span(start, end)


def _excerpt(
    passage: Passage,
    window: Span,
    matched: Sequence[Sequence[int]],
    chosen: Span,
    meant: Span | None,
) -> Snippet:
    """Cut the window out, with an ellipsis where a sentence is cut; what is marked moves with it.

    The words that matched are marked, and the sentence that is meant, before a word at its start.
    """
    before = "" if _has(passage.sentences, window.start, _START) else _ELLIPSIS
    after = "" if _has(passage.sentences, window.end, _END) else _ELLIPSIS
    shift = len(before) - window.start
    marks = [
        Mark(start + shift, end + shift, "word") for start, end in merged(_within(matched, window))
    ]
    if meant:
        start, end = max(meant.start, window.start), min(meant.end, window.end)
        marks.append(Mark(start + shift, end + shift, "meaning"))
        marks.sort(key=lambda mark: (mark.start, -mark.end))
    return Snippet(before + passage.text[window.start : window.end] + after, tuple(marks), chosen)
