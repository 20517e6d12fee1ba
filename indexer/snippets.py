"""Chooses the sentence to show, and marks what matched in it.

The sentence shown is the one with the highest sum of cosine and share of the query's words. It is
shown with what follows in its paragraph while there is room, and cut around its first matched word
where it is longer than a person reads at a glance.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from indexer import text
from indexer.model import Mark, Passage, Snippet, Span

LONGEST = 320  # characters, about three lines on a desktop and seven on a phone
_ELLIPSIS = "…"

Scored = Sequence[tuple[Span, float]]


def snippet(
    passage: Passage, weights: Mapping[str, float], sentences: Scored, floor: float | None
) -> Snippet:
    """Return the excerpt of a passage for a query.

    Parameters
    ----------
    passage
        The passage to quote.
    weights
        The query's terms with their weights (idf); empty where words do not count.
    sentences
        The passage's sentences with their cosines; all of them 0 where meaning does not count.
    floor
        From which cosine on the sentence is marked as close in meaning; `None` for never.
    """
    if not sentences:
        return Snippet("")
    chosen, cosine = max(
        sentences, key=lambda one: (one[1] + _share(passage.text, one[0], weights), -one[0].start)
    )
    window = _window(passage, chosen, weights)
    marks = _word_marks(passage.text, window, weights)
    if floor is not None and cosine >= floor:
        meant = Mark(max(chosen.start, window.start), min(chosen.end, window.end), "meaning")
        marks = [meant, *marks]
    return _excerpt(passage.text, window, chosen, marks)


def _share(whole: str, span: Span, weights: Mapping[str, float]) -> float:
    """Return which share of the query's weight a sentence holds, in [0, 1]."""
    held = {word.term for word in text.words(whole[span.start : span.end])}
    total = sum(weights.values())
    return sum(weight for term, weight in weights.items() if term in held) / total if total else 0.0


def _window(passage: Passage, chosen: Span, weights: Mapping[str, float]) -> Span:
    """Return what to show: the sentence and what follows in its block, or the part that matches."""
    if chosen.end - chosen.start > LONGEST:
        return _part(passage.text, chosen, weights)
    block = next(b for b in passage.blocks if b.start <= chosen.start < b.end)
    ends = [s.end for s in passage.sentences if chosen.end <= s.end <= block.end]
    fitting = [end for end in ends if end - chosen.start <= LONGEST]
    return Span(chosen.start, max(fitting, default=chosen.end))


def _part(whole: str, chosen: Span, weights: Mapping[str, float]) -> Span:
    """Return at most `LONGEST` characters of a sentence, around its first matched word."""
    said = whole[chosen.start : chosen.end]
    first = next((word.start for word in text.words(said) if word.term in weights), 0)
    start = max(0, min(first - LONGEST // 3, len(said) - LONGEST))
    end = start + LONGEST
    if start:
        start = said.find(" ", start, first) + 1 or start
    if end < len(said):
        space = said.rfind(" ", first + 1, end)
        end = space if space > 0 else end
    return Span(chosen.start + start, chosen.start + min(end, len(said)))


def _word_marks(whole: str, window: Span, weights: Mapping[str, float]) -> list[Mark]:
    said = whole[window.start : window.end]
    return [
        Mark(window.start + word.start, window.start + word.end, "word")
        for word in text.words(said)
        if word.term in weights
    ]


def _excerpt(whole: str, window: Span, chosen: Span, marks: Sequence[Mark]) -> Snippet:
    """Cut the window out, with an ellipsis where the sentence is cut; marks move with it."""
    before = _ELLIPSIS if window.start > chosen.start else ""
    after = _ELLIPSIS if window.end < chosen.end else ""
    shift = len(before) - window.start
    moved = sorted(
        (Mark(mark.start + shift, mark.end + shift, mark.kind) for mark in marks),
        key=lambda mark: (mark.start, -mark.end),
    )
    return Snippet(before + whole[window.start : window.end] + after, tuple(moved))
