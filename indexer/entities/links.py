"""Says what joins a run of capitals with the next one, and what a name so far is made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from indexer.entities import words as vocabulary
from indexer.entities.runs import Run, Runs
from indexer.entities.tokens import Token, joined

_LONGEST_SHORT = 12
_AT = frozenset(["at"])


@dataclass(frozen=True, slots=True)
class Link:
    """What joins two runs: its kind, where the next one starts, the word, whether with "the"."""

    kind: str
    start: int
    word: str = ""
    article: bool = False


@dataclass(slots=True)
class Draft:
    """A name in the making: its runs, as ranges of words, and what joins them."""

    runs: list[Run]
    links: list[Link]
    short: str = ""
    stop: int = 0
    after: int = 0

    @property
    def numbers(self) -> list[int]:
        """The numbers of the words in its runs."""
        return [at for first, stop in self.runs for at in range(first, stop)]


def link_after(runs: Runs, at: int) -> Link | None:
    """Return what joins the run that ends at a word with the next one."""
    words = runs.words
    if at >= len(words) or at in runs.ground.blocked:
        return None
    word = words[at]
    if word.gap in {", ", ","}:
        joins = word.low in vocabulary.AND
        return _to(runs, "comma and", at + 1) if joins else _to(runs, "comma", at, here=True)
    if not joined(words, at) or words[at - 1].possessive or word.shouted:
        return None
    kinds = (("and", vocabulary.AND), ("of", vocabulary.OF), ("at", _AT))
    kind = next((kind for kind, listed in kinds if word.low in listed), None)
    return _to(runs, kind, at + 1, word.low) if kind else None


def _to(runs: Runs, kind: str, at: int, word: str = "", *, here: bool = False) -> Link | None:
    words, article = runs.words, False
    while (
        at < len(words)
        and words[at].low in vocabulary.ARTICLES
        and (not words[at].capital or words[at].low == "the")
        and (here or joined(words, at))
    ):
        article, at, here = True, at + 1, False
    if at >= len(words) or not words[at].capital or at in runs.ground.blocked:
        return None
    if not here and not joined(words, at):
        return None
    return Link(kind, at, word, article)


def read_bracket(runs: Runs, draft: Draft) -> bool:
    """Read "(SHORT)" behind the name so far; return whether the name ends there."""
    if draft.short:
        return False
    inside = bracketed(runs.words, draft.runs[-1][1])
    if inside is None:
        return False
    short, after = inside
    draft.short, draft.stop = short, after
    if after < len(runs.words) and runs.words[after].gap == ") ":
        if runs.words[after].capital:
            run = (after, runs.run_end(after))
            if _is_tail(runs, run):
                draft.runs.append(run)
                draft.links.append(Link("bracket", after))
                draft.stop = run[1]
                return False
        elif runs.words[after].low == "of" and after + 1 < len(runs.words):
            _skip_place(runs, draft, after + 1)
    return True


def _skip_place(runs: Runs, draft: Draft, at: int) -> None:
    """Skip "of Kenya" behind brackets, which says where the body is."""
    for first, stop in runs.ground.places:
        if first == at and runs.words[at].capital:
            draft.after = stop


def _is_tail(runs: Runs, run: Run) -> bool:
    words = [runs.words[at].low for at in range(*run)]
    return words[-1] in vocabulary.HEADS and all(
        word in vocabulary.HEADS | vocabulary.GENERIC for word in words
    )


def head_of(runs: Runs, draft: Draft) -> str | None:
    """Return the head of a name so far: what stands before the first "of", else the last."""
    for (first, stop), link in zip(draft.runs, [*draft.links, None], strict=True):
        heads = runs.heads((first, stop))
        if heads and (link is None or link.kind == "of"):
            return runs.words[heads[-1]].low
    heads = [at for run in draft.runs for at in runs.heads(run)]
    return runs.words[heads[-1]].low if heads else None


def of_seen(runs: Runs, draft: Draft) -> bool:
    """Say whether the name has a head with "of" behind it."""
    headed = False
    for run, link in zip(draft.runs, draft.links, strict=False):
        headed = headed or bool(runs.heads(run))
        if headed and link.kind == "of":
            return True
    return False


def until_owner(runs: Runs, draft: Draft, at: int) -> int:
    """Return where a further run ends; a possessive ends it where the name has a head."""
    stop = runs.run_end(at)
    if head_of(runs, draft) is None:
        return stop
    owners = (n + 1 for n in range(at, stop) if runs.words[n].possessive)
    return next(owners, stop)


def bracketed(words: Sequence[Token], at: int) -> tuple[str, int] | None:
    """Return the short form in brackets at a word, and the number of the word behind; else `None`.

    "(PHU)", and "(AB Centre)" with one word of the name.
    """
    if at >= len(words) or words[at].gap not in {" (", " ["} or not words[at].capital:
        return None
    for stop in (at + 1, at + 2):
        behind = words[stop].gap if stop < len(words) else ")"
        if behind[:1] in {")", "]"}:
            said = " ".join(word.said for word in words[at:stop])
            capitals = sum(letter.isupper() for letter in words[at].said)
            fits = capitals > 1 and len(words[at].said) <= _LONGEST_SHORT
            return (said, stop) if fits else None
    return None
