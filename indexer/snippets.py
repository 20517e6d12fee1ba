"""Chooses the sentence to show, and marks what matched in it.

The sentence shown is the one with the highest sum of cosine and share of the query's words; one
that only leads to others, or repeats the title, gives way. Where the query asks who pays, a
sentence that tells it otherwise holds that word too. It is shown with what follows in its paragraph
while there is room, and cut around its first matched word where it is longer than a person reads at
a glance.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from operator import attrgetter

from indexer import text
from indexer.model import Mark, Passage, Sentence, Snippet, Span

LONGEST = 320  # characters, about three lines on a desktop and seven on a phone
_ELLIPSIS = "…"
_START: Callable[[Span], int] = attrgetter("start")
_END: Callable[[Span], int] = attrgetter("end")
# What a sentence loses that ends in a colon, stands over others as a label, or only repeats the
# title: about what a title's own words add to its cosine. Chosen by eye on questions to a
# partnerships page.
EMPTY = 0.25
LABEL = 4  # words of a paragraph without a full stop that stands over others

# How people ask who pays, as terms, and how texts tell it.
_PAYING = frozenset("fund funder money much paid pay gave give donat financ sponsor grant".split())  # noqa: SIM905
_PAID = re.compile(
    r"\b(?:co-?)?(?:fund(?!ament)|financ(?:ed|ing)|sponsor|grant(?:s|ed)?\b|award(?:ed|s)?\b|paid\b)|[£€$]\d",
    re.IGNORECASE,
)


def snippet(
    passage: Passage,
    matched: Sequence[text.Word],
    weights: Mapping[str, float],
    sentences: Sequence[Sentence],
    floor: float | None,
) -> Snippet:
    """Return the excerpt of a passage for a query.

    Parameters
    ----------
    passage
        The passage to quote.
    matched
        The words of its text that are among the query's, in order.
    weights
        The query's terms with their weights (idf); empty where words do not count.
    sentences
        The passage's sentences in order; their cosines are 0 where meaning does not count.
    floor
        From which cosine on the sentence is marked as close in meaning; `None` for never.
    """
    if not sentences:
        return Snippet("")
    best = sentences[_best(passage, matched, weights, sentences)]
    chosen = best.span
    window = _window(passage, chosen, matched)
    marks = [Mark(w.start, w.end, "word") for w in matched if _within(w, window)]
    if floor is not None and best.cosine >= floor:
        meant = Mark(max(chosen.start, window.start), min(chosen.end, window.end), "meaning")
        marks = [meant, *marks]
    return _excerpt(passage, window, marks, chosen)


def naming(passage: Passage, spans: Sequence[Span]) -> Snippet:
    """Return the excerpt around the first of some ranges of a passage's text, all of them marked.

    Without any (only the title names what is meant) it is the first sentence, without marks.
    """
    if not passage.sentences:
        return Snippet("")
    first = spans[0].start if spans else 0
    chosen = next((s for s in passage.sentences if s.start <= first < s.end), passage.sentences[0])
    named = [text.Word("", span.start, span.end) for span in spans]
    window = _window(passage, chosen, named)
    marks = [Mark(word.start, word.end, "word") for word in named if _within(word, window)]
    return _excerpt(passage, window, marks, chosen)


def is_bare(passage: Passage, span: Span) -> bool:
    """Say whether a sentence only leads to others, labels them, or repeats the title."""
    said = passage.text[span.start : span.end]
    if said.endswith(":"):
        return True
    if text.holds_only(said, text.terms(passage.title)):
        return True
    block = next(b for b in passage.blocks if b.start <= span.start < b.end)
    alone = (block.start, block.end) == (span.start, span.end) and block.end < len(passage.text)
    return (
        alone
        and block.kind == "paragraph"
        and not said.endswith((".", "!", "?"))
        and len(text.terms(said)) <= LABEL
    )


def _shares(
    starts: Sequence[int], matched: Sequence[text.Word], weights: Mapping[str, float]
) -> list[float]:
    """Return which share of the query's weight each sentence holds, in [0, 1]."""
    total = sum(weights.values()) or 1.0
    shares = [0.0] * len(starts)
    counted: set[tuple[int, str]] = set()
    for word in matched:
        held = max(0, bisect_right(starts, word.start) - 1), word.term
        if held not in counted:
            counted.add(held)
            shares[held[0]] += weights[word.term] / total
    return shares


def _best(
    passage: Passage,
    matched: Sequence[text.Word],
    weights: Mapping[str, float],
    sentences: Sequence[Sentence],
) -> int:
    """Return the place of the sentence to show, the first of equals."""
    total = sum(weights.values()) or 1.0
    asking = {term: weight / total for term, weight in weights.items() if term in _PAYING}
    shares = _shares([one.start for one in sentences], matched, weights)
    hopes = [
        one.cosine + share - EMPTY * one.bare for one, share in zip(sentences, shares, strict=True)
    ]
    if not asking:
        return hopes.index(max(hopes))
    worth = [
        hope + _paid(passage, one.span, matched, asking)
        for hope, one in zip(hopes, sentences, strict=True)
    ]
    return worth.index(max(worth))


def _paid(
    passage: Passage, span: Span, matched: Sequence[text.Word], asking: Mapping[str, float]
) -> float:
    """Return the share of a query's words that ask who pays, where a sentence says it otherwise."""
    if not _PAID.search(passage.text, span.start, span.end):
        return 0.0
    said = {word.term for word in matched if _within(word, span)}
    return sum(share for term, share in asking.items() if term not in said)


def _has(sentences: Sequence[Span], place: int, side: Callable[[Span], int]) -> bool:
    """Say whether a sentence of a text, in order, starts or ends at a place."""
    after = bisect_right(sentences, place, key=side)
    return after > 0 and side(sentences[after - 1]) == place


def _within(inner: text.Word, outer: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _window(passage: Passage, chosen: Span, matched: Sequence[text.Word]) -> Span:
    """Return what to show: the sentence and what follows in its block, or the part that matches."""
    if chosen.end - chosen.start > LONGEST:
        return _part(passage.text, chosen, matched)
    block = next(b for b in passage.blocks if b.start <= chosen.start < b.end)
    last = min(block.end, chosen.start + LONGEST)
    within = bisect_right(passage.sentences, last, key=_END)
    end = passage.sentences[within - 1].end if within else 0
    return Span(chosen.start, max(end, chosen.end))


def _part(whole: str, chosen: Span, matched: Sequence[text.Word]) -> Span:
    """Return at most `LONGEST` characters of a sentence, around its first matched word."""
    first = next((word.start for word in matched if _within(word, chosen)), chosen.start)
    start = max(chosen.start, min(first - LONGEST // 3, chosen.end - LONGEST))
    end = min(start + LONGEST, chosen.end)
    if start > chosen.start:
        start = whole.find(" ", start, first) + 1 or start
    if end < chosen.end:
        space = whole.rfind(" ", first + 1, end)
        end = space if space > 0 else end
    return Span(start, end)


def _excerpt(passage: Passage, window: Span, marks: Sequence[Mark], chosen: Span) -> Snippet:
    """Cut the window out, with an ellipsis where a sentence is cut; marks move with it."""
    before = "" if _has(passage.sentences, window.start, _START) else _ELLIPSIS
    after = "" if _has(passage.sentences, window.end, _END) else _ELLIPSIS
    shift = len(before) - window.start
    moved = sorted(
        (Mark(mark.start + shift, mark.end + shift, mark.kind) for mark in marks),
        key=lambda mark: (mark.start, -mark.end),
    )
    return Snippet(before + passage.text[window.start : window.end] + after, tuple(moved), chosen)
