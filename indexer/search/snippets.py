"""Chooses the sentence to show, and marks what matched in it.

The sentence shown is the one with the highest sum of cosine and share of the query's words; one
that only leads to others, or repeats the title, gives way, and where the query asks who pays or how
much, one that tells it gains. It is shown with what follows in its paragraph
while there is room, and cut around its first matched word where it is longer than a person reads at
a glance.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import attrgetter

import numpy as np
from numpy.typing import NDArray

from indexer.model import Mark, Passage, Sentences, Snippet, Span, Words
from indexer.query.intent import says_who_pays

LONGEST = 320  # characters, about three lines on a desktop and seven on a phone
_ELLIPSIS = "…"
_START: Callable[[Span], int] = attrgetter("start")
_END: Callable[[Span], int] = attrgetter("end")
# What a sentence loses that ends in a colon, stands over others as a label, or only repeats the
# title: about what a title's own words add to its cosine. Chosen by eye on questions to a
# partnerships page.
EMPTY = 0.25
# What a sentence gains that tells who paid: where just that is asked, as much as holding all of the
# question's words, so that among such sentences the others decide; two fifths of it where a
# question speaks of money. Chosen by eye on questions to two partnerships pages.
PAYS = 1.0
MONEY = 0.4
_BITS = 40  # of a sort key, for where a word begins; those above them say in which passage


@dataclass(frozen=True, slots=True)
class Criteria:
    """By what a sentence is chosen and marked.

    Parameters
    ----------
    weights
        The query's terms with their weights (idf); empty where words do not count.
    floor
        From which cosine on the sentence is marked as close in meaning; `None` for never.
    pays
        What a sentence gains that tells who paid, or how much: `PAYS`, `MONEY` or nothing.
    """

    weights: Mapping[str, float]
    floor: float | None = None
    pays: float = 0


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
    made = []
    for at, (passage, best) in enumerate(
        zip(passages, _best(passages, matched, sentences, criteria), strict=True)
    ):
        if best is None:
            made.append(Snippet(""))
            continue
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


def _best(
    passages: Sequence[Passage], matched: Words, sentences: Sentences, criteria: Criteria
) -> list[int | None]:
    """Return the position of the sentence to show of each passage, the first of equals, if any."""
    total = sum(criteria.weights.values()) or 1.0
    shares = {term: weight / total for term, weight in criteria.weights.items()}
    holders = _holders(matched, sentences)
    worth = sentences.cosines + _shares(holders, matched, shares, len(sentences.cosines))
    worth -= EMPTY * sentences.bare
    if criteria.pays:
        worth += np.where(_paid(passages, sentences), criteria.pays, 0)
    return [
        start + int(worth[start:end].argmax()) if start < end else None
        for start, end in pairwise(sentences.cuts.tolist())
    ]


def _holders(matched: Words, sentences: Sentences) -> NDArray[np.intp]:
    """Return the position of the sentence that each word begins in, `(w,)`."""
    of_sentence, of_word = (
        np.arange(len(one.cuts) - 1).repeat(np.diff(one.cuts)) << _BITS
        for one in (sentences, matched)
    )
    begun = (of_sentence + sentences.spans[:, 0]).searchsorted(
        of_word + matched.spans[:, 0], side="right"
    )
    # A word before the first sentence counts to that.
    positions: NDArray[np.intp] = np.maximum(begun - 1, sentences.cuts[of_word >> _BITS])
    return positions


def _shares(
    holders: NDArray[np.intp], matched: Words, shares: Mapping[str, float], count: int
) -> NDArray[np.float64]:
    """Return which share of the query's weight each sentence holds, `(count,)` in [0, 1].

    `holders` `(w,)` are the places of the sentences that hold the words.
    """
    held = np.zeros((count, len(matched.terms)))
    held[holders, matched.which] = 1
    return np.asarray(held @ np.array([shares[term] for term in matched.terms]))


def _paid(passages: Sequence[Passage], sentences: Sentences) -> list[bool]:
    """Return which sentences tell who paid, or how much."""
    whose = np.arange(len(passages)).repeat(np.diff(sentences.cuts)).tolist()
    return [
        says_who_pays(passages[of].text, start, end)
        for of, (start, end) in zip(whose, sentences.spans.tolist(), strict=True)
    ]


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
    marks = [Mark(start + shift, end + shift, "word") for start, end in _within(matched, window)]
    if meant:
        start, end = max(meant.start, window.start), min(meant.end, window.end)
        marks.append(Mark(start + shift, end + shift, "meaning"))
        marks.sort(key=lambda mark: (mark.start, -mark.end))
    return Snippet(before + passage.text[window.start : window.end] + after, tuple(marks), chosen)
