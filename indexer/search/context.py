"""Quotes what answers a question within a number of characters, for whoever writes an answer."""

from __future__ import annotations

from dataclasses import replace

from indexer.model import Answer, Hit, Quote


def quotes(found: Answer, characters: int) -> tuple[Quote, ...]:
    """Return what of an answer's hits fits into so many characters, in their order.

    First the best sentences of each passage that answers, while there is room, the one that
    answers by itself before all; then whole passages in place of their sentences, the first ones
    first. Nothing is quoted twice, nor what only touches on the question.
    """
    made = []
    for hit in sorted(
        (hit for hit in found.hits if hit.close), key=lambda hit: not _is_direct(found, hit)
    ):
        quote = _best(found, hit)
        if len(quote.text) <= characters:
            characters -= len(quote.text)
            made.append(quote)
    for at, quote in enumerate(made):
        more = len(quote.passage.text) - len(quote.text)
        if more <= characters:
            characters -= more
            made[at] = replace(quote, text=quote.passage.text, whole=True)
    return tuple(made)


def _is_direct(found: Answer, hit: Hit) -> bool:
    return found.direct is not None and found.direct.passage.id == hit.passage.id


def _best(found: Answer, hit: Hit) -> Quote:
    """Return the sentences of a hit's excerpt, or the one that answers by itself."""
    passage, direct = hit.passage, found.direct
    if direct and _is_direct(found, hit):
        text, fragment = passage.text[direct.sentence.start : direct.sentence.end], direct.fragment
    else:
        text, fragment = hit.snippet.text, hit.fragment
    return Quote(passage, text, text == passage.text, hit.score, fragment)
