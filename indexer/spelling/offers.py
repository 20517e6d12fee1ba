"""Says which word its neighbours suggest in place of one that is spelt right and may not be meant.

"prostrate" is a word, and so never corrected; but where the index holds no "prostrate cancer" and
does hold "prostate cancer", that may be what was meant. It is offered, and not put in.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from indexer import text
from indexer.spelling.nearest import Nearest
from indexer.spelling.tokens import Token
from indexer.spelling.vocabulary import Vocabulary

SHORTEST = 6  # letters of the word; shorter ones have neighbours of every kind
BESIDE = 4  # letters of a neighbour that says something
EDITS = 2  # of a word that the index does not hold
EDITS_HELD = 1  # of one that it does


@dataclass(frozen=True, slots=True)
class Offer:
    """A word of the query, `[start, end)`, and the word that may have been meant."""

    start: int
    end: int
    word: str


def offer(found: Sequence[Token], near: Nearest, vocabulary: Vocabulary) -> Offer | None:
    """Return the first word that another fits better beside its neighbours; mostly `None`."""
    for place, token in enumerate(found):
        if token.fixed or len(token.form) < SHORTEST:
            continue
        before, after = (
            found[at].term if 0 <= at < len(found) and len(found[at].form) >= BESIDE else ""
            for at in (place - 1, place + 1)
        )
        if _fits(token.term, before, after, vocabulary):
            continue
        edits = EDITS_HELD if token.known else EDITS
        fitting = sorted(
            (distance, word)
            for word, distance in near.within(token.form, edits)
            if _is_other(word, token) and _fits(text.term(word), before, after, vocabulary)
        )
        if fitting and fitting[0][0] < min((d for d, _ in fitting[1:]), default=EDITS + 1):
            return Offer(token.start, token.end, fitting[0][1])
    return None


def _is_other(word: str, token: Token) -> bool:
    return word[0] == token.form[0] and text.term(word) != token.term


def _fits(term: str, before: str, after: str, vocabulary: Vocabulary) -> bool:
    """Say whether a term stands beside one of its neighbours somewhere in the index."""
    beside: Iterator[bool] = (
        bool(left and right) and vocabulary.adjoin(left, right)
        for left, right in ((before, term), (term, after))
    )
    return any(beside)
