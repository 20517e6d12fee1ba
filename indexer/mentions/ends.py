"""Says where a name ends, what it is without what follows, and whether it is one at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from indexer.mentions import words as vocabulary
from indexer.mentions.links import Draft, head_of, of_seen
from indexer.mentions.runs import Run, Runs, compound
from indexer.mentions.tokens import Token, joined
from indexer.mentions.words import word_set
from indexer.spelling.english import is_listed

_COMMON_LEFT = word_set(
    """
    a an any each every no one two three four five six our their its his her your many most
    several some other these those all both local nearby
    """
)
_PROPER_TAIL = 2  # words that may follow the last head
_LONG = 3  # words that make a name although each is a common one
_BODIES = word_set(
    """
    centre center network group service services office action club board
    """
)
_FEW = 2  # words that name no body where all of them are general: "City Council"
_KINDS = word_set(
    """
    universities hospitals schools councils museums galleries libraries charities companies
    colleges clubs organisations
    """
)


@dataclass(frozen=True, slots=True)
class Body:
    """A name by its shape.

    Parameters
    ----------
    first, stop
        Its words by number, half-open, with what stands in brackets.
    name
        The numbers of the words that make up the name itself.
    short
        The short form given in brackets behind, or empty.
    head
        The folded head noun.
    sure
        Whether the shape alone is enough; else something around must speak for a body.
    alone
        Whether it is a head without a name: "the University", "City Council".
    after
        Where reading goes on: behind a place that only says where it is.
    """

    first: int
    stop: int
    name: tuple[int, ...]
    short: str
    head: str
    sure: bool
    alone: bool = False
    after: int = 0


def finish(runs: Runs, draft: Draft) -> Body | None:
    """Return the name with what does not belong to it cut off; `None` where no head is left."""
    kept, links = draft.runs, draft.links
    while kept:
        if head_of(runs, Draft(kept, links)) is None:
            return None
        first, stop = kept[-1]
        end = _cut(runs, (first, stop), behind_of=bool(links) and links[-1].kind != "bracket")
        if end > first:
            whole = draft.stop if end == stop else end
            kept = [*kept[:-1], (first, end)]
            return _body(runs, Draft(kept, links, draft.short, whole, draft.after))
        kept, links = kept[:-1], links[:-1]
    return None


def _cut(runs: Runs, run: Run, *, behind_of: bool) -> int:
    """Return where the last run of a name ends."""
    first, stop = run
    ends = vocabulary.THINGS if behind_of else vocabulary.THINGS | vocabulary.SITES
    things = [at for at in range(first, stop) if runs.words[at].low in ends]
    heads = [at for at in runs.heads(run) if not (things and at + 1 in things)]
    strong = [at for at in heads if runs.words[at].low not in vocabulary.WEAK]
    if not heads:
        if not behind_of:
            return first
        return things[0] if things else stop
    last = (strong or heads)[-1] if things else heads[-1]
    if last in things:
        return first
    if last == first and not behind_of and not compound(runs.words[last].low):
        return (
            next((at for at in things if at > last), stop)
            if _head_first(runs, run, heads)
            else _place_end(runs, last + 1, stop)
        )
    if _head_first(runs, run, heads):
        return next((at for at in things if at > last), stop)
    end = last + 1
    while end < stop and end - last <= _PROPER_TAIL and _is_proper(runs, end):
        end += 1
    return end


def _place_end(runs: Runs, at: int, stop: int) -> int:
    while at < stop and (runs.ground.in_place(at) or runs.ground.local(at, at + 1, runs.words)):
        at += 1
    return at


def _head_first(runs: Runs, run: Run, heads: list[int]) -> bool:
    """Say whether a name begins with its head, as in French or Malay: "Institut Pasteur"."""
    first, stop = run
    behind = range(heads[-1] + 1, stop)
    if not behind or heads[0] > first + 1:
        return False
    return any(not is_listed(runs.words[at].low) for at in behind)


def _is_proper(runs: Runs, at: int) -> bool:
    word = runs.words[at]
    if word.low in vocabulary.THINGS or word.low in vocabulary.GENERIC:
        return False
    return runs.ground.in_place(at) or word.low not in runs.ground.lower


def _body(runs: Runs, draft: Draft) -> Body | None:
    words, numbers = runs.words, tuple(_with_links(runs, draft))
    head = head_of(runs, draft)
    if head is None:
        return None
    stop = draft.stop
    while stop > numbers[-1] + 1 and not draft.short:
        stop -= 1
    said = [words[at] for at in numbers if words[at].low not in vocabulary.OF]
    own = [
        w
        for w in said
        if w.low not in vocabulary.HEADS | vocabulary.GENERIC | vocabulary.ARTICLES
        and w.low not in vocabulary.AND
    ]
    first = draft.runs[0][0]
    common_left = first > 0 and words[first - 1].low in _COMMON_LEFT and joined(words, first)
    plural = head in _KINDS and words[numbers[-1]].low == head
    bare = [w for w in said if w.low not in vocabulary.ARTICLES | vocabulary.AND]
    few = len([w for w in bare if w.low != "nhs"]) <= _FEW
    alone = not own and few and not draft.short and not of_seen(runs, draft)
    if common_left and words[first - 1].low != "our":
        kind = words[first - 1].low in {"a", "an"} and all(map(runs.ground.common, own))
        if kind or not _has_name(runs, own, numbers):
            return None
    if plural and not _has_name(runs, own, numbers):
        return None
    if head in vocabulary.WEAK and _describes(runs, draft.stop):
        return None
    strong = head not in vocabulary.WEAK or any(
        words[at].low in vocabulary.STRONG for at in numbers
    )
    short = draft.short if _stands_for(runs, draft.short, numbers) else ""
    named = _has_name(runs, own, numbers)
    sure = strong or bool(short) or named or _long_enough(runs, numbers)
    return Body(first, stop, numbers, short, head, sure and not alone, alone, draft.after)


def _long_enough(runs: Runs, numbers: Sequence[int]) -> bool:
    """Say whether common words make up a name, as in "Somewhere Voluntary Action"."""
    last = runs.words[numbers[-1]]
    begins = numbers[0] == 0 or runs.words[numbers[0]].gap[:1] in {".", "!", "?"}
    subject = any(runs.words[at].low in {"for", "of"} for at in numbers[1:])
    head = (
        last
        if not subject
        else next(
            (runs.words[at] for at in numbers if runs.words[at].low in vocabulary.HEADS), last
        )
    )
    return len(numbers) >= _LONG and head.low in _BODIES and not begins


def _describes(runs: Runs, stop: int) -> bool:
    """Say whether a name tells of a thing behind it: "Outstanding Services award"."""
    words = runs.words
    return stop < len(words) and joined(words, stop) and words[stop].low in vocabulary.THINGS


def _stands_for(runs: Runs, short: str, numbers: Sequence[int]) -> bool:
    """Say whether a short form begins as the name does: else it is a longer text's."""
    return bool(short) and runs.words[numbers[0]].low[:1] == short[:1].lower()


def _with_links(runs: Runs, draft: Draft) -> list[int]:
    """Return the numbers of a name's words, linking words included, brackets not."""
    numbers: list[int] = []
    for at, (first, stop) in enumerate(draft.runs):
        if at and draft.links[at - 1].kind != "bracket":
            between = range(draft.runs[at - 1][1], first)
            numbers += [n for n in between if not _in_brackets(runs.words, n)]
        numbers += range(first, stop)
    return numbers


def _has_name(runs: Runs, own: Sequence[Token], numbers: Sequence[int]) -> bool:
    """Say whether a name holds a word that is no common one, or a place."""
    places = any(
        runs.ground.in_place(at)
        or (
            runs.words[at].low not in runs.ground.lower
            and runs.words[at].low not in vocabulary.HEADS
            and runs.ground.local(at, at + 1, runs.words)
        )
        for at in numbers
    )
    return places or any(not runs.ground.common(word) or word.shouted for word in own)


def _in_brackets(words: Sequence[Token], at: int) -> bool:
    return words[at].gap.endswith("(")
