"""Finds known names wherever else they stand: whole, by their short forms, cut to what tells them.

Words are compared folded; a short form or a single word only as it is written, since NEWS is not
news and an organisation may be named like a common word.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from indexer.entities.reading import Read
from indexer.entities.spots import Spot
from indexer.entities.tokens import Token, joined, tokens
from indexer.model import NameKind

AGAIN = "named elsewhere"  # why a spot is one that was found here


@dataclass(frozen=True, slots=True)
class Form:
    """A way in which a name may be written: its folded words, and itself where case counts."""

    words: tuple[str, ...]
    written: str
    exact: bool
    name: str
    kind: NameKind = "organisation"


class Forms:
    """All forms by their first word, the longest first."""

    def __init__(self, forms: Iterable[Form]) -> None:
        by_first: dict[str, list[Form]] = defaultdict(list)
        for form in sorted(set(forms), key=lambda f: (-len(f.words), f.written, f.name)):
            if form.words:
                by_first[form.words[0]].append(form)
        self._by_first: Mapping[str, Sequence[Form]] = dict(by_first)

    def more(self, read: Read) -> Iterator[Spot]:
        """Yield the spots of known names in a stretch that nothing was found at yet."""
        taken = [(spot.start, spot.end) for spot in read.spots if not spot.alone]
        at = 0
        while at < len(read.words):
            form = self._form(read, at)
            last = read.words[at + len(form.words) - 1] if form else None
            if form and last and not _overlaps(read.words[at].start, last.end, taken):
                yield Spot(
                    read.stretch.row,
                    not read.stretch.in_title,
                    read.words[at].start,
                    last.bare_end,
                    form.name,
                    kind=form.kind,
                    why=AGAIN,
                )
                at += len(form.words)
            else:
                at += 1

    def _form(self, read: Read, at: int) -> Form | None:
        word = read.words[at]
        return next(
            (form for form in self._by_first.get(word.low, ()) if _stands(read, at, form)), None
        )


def form_of(written: str, name: str, *, exact: bool, kind: NameKind = "organisation") -> Form:
    """Return a form of a name."""
    return Form(tuple(t.low for t in tokens(written, 0, len(written))), written, exact, name, kind)


def _stands(read: Read, at: int, form: Form) -> bool:
    words, stop = read.words, at + len(form.words)
    if stop > len(words) or tuple(w.low for w in words[at:stop]) != form.words:
        return False
    if any(not _together(words, n) for n in range(at + 1, stop)):
        return False
    capitals = [t.capital for t in tokens(form.written, 0, len(form.written))]
    if any(
        capital and not word.capital for capital, word in zip(capitals, words[at:stop], strict=True)
    ):
        return False
    if form.exact:
        start, end = words[at].start, words[stop - 1].bare_end
        same = " ".join(read.stretch.text[start:end].split()) == form.written
        return same and not _longer(words, at, stop)
    return words[at].capital or form.written[:1].islower()


def _together(words: Sequence[Token], at: int) -> bool:
    return joined(words, at) or words[at].gap in {": ", ", "}


def _longer(words: Sequence[Token], at: int, stop: int) -> bool:
    """Say whether a single word stands within a longer capitalised name."""
    if len(words[at].said) > 1 and words[at].shouted:
        return False
    before = at > 0 and joined(words, at) and words[at - 1].capital and not words[at - 1].possessive
    behind = (
        stop < len(words)
        and joined(words, stop)
        and words[stop].capital
        and not words[stop - 1].possessive
    )
    return bool((before and at > 1) or behind)


def _overlaps(start: int, end: int, taken: Iterable[tuple[int, int]]) -> bool:
    return any(start < stop and begin < end for begin, stop in taken)
