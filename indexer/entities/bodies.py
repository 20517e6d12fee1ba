"""Says what a run of capitals with a head noun names: a body, a kind of bodies, or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from indexer.acronyms.define import singular
from indexer.entities import words as vocabulary
from indexer.entities.links import Draft, head_of, of_seen
from indexer.entities.runs import Runs
from indexer.entities.tokens import Token, joined
from indexer.entities.words import word_set

_COMMON_LEFT = word_set(
    """
    a an any each every no one two three four five six our their its his her your many most
    several some other these those all both local nearby
    """
)
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
_SMALL = vocabulary.OF | vocabulary.ARTICLES | vocabulary.AND


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


def body_of(runs: Runs, draft: Draft) -> Body | None:
    """Return what a draft with a head names; `None` where it names a kind of bodies, or a thing."""
    words, numbers, head = runs.words, tuple(_with_links(runs, draft)), head_of(runs, draft)
    if head is None:
        return None
    known = vocabulary.HEADS | vocabulary.GENERIC | _SMALL
    own = [words[at] for at in numbers if words[at].low not in known]
    named = _has_name(runs, own, numbers)
    first, stop = draft.runs[0][0], draft.stop if draft.short else numbers[-1] + 1
    weak = not any(words[at].low in vocabulary.STRONG for at in numbers) and (
        head in vocabulary.WEAK
    )
    several = singular(draft.short) != draft.short  # "Research Ambassadors (RAs)"
    if several or (weak and _describes(runs, draft.stop)):
        return None
    kind = head in _KINDS and words[numbers[-1]].low == head
    if (kind and not named) or _is_common(runs, first, own, named=named):
        return None
    short = draft.short if _stands_for(runs, draft.short, numbers) else ""
    said = [at for at in numbers if words[at].low not in _SMALL and words[at].low != "nhs"]
    alone = not own and len(said) <= _FEW and not draft.short and not of_seen(runs, draft)
    sure = not weak or bool(short) or named or _long_enough(runs, numbers)
    return Body(first, stop, numbers, short, head, sure and not alone, alone, draft.after)


def _is_common(runs: Runs, first: int, own: Sequence[Token], *, named: bool) -> bool:
    """Say whether what stands before shows that a kind of body is meant: "a local charity"."""
    before = runs.words[first - 1].low if first and joined(runs.words, first) else ""
    if before not in _COMMON_LEFT or before == "our":  # which says whose it is
        return False
    return not named or (before in {"a", "an"} and all(map(runs.ground.common, own)))


def _long_enough(runs: Runs, numbers: Sequence[int]) -> bool:
    """Say whether common words make up a name, as in "Somewhere Voluntary Action"."""
    words = [runs.words[at] for at in numbers]
    begins = numbers[0] == 0 or words[0].gap[:1] in {".", "!", "?"}
    subject = any(word.low in {"for", "of"} for word in words)
    heads = [word for word in words if word.low in vocabulary.HEADS]
    head = heads[0] if subject else words[-1]
    return len(words) >= _LONG and head.low in _BODIES and not begins


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
