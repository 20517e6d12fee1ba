"""Says what short forms stand for in many texts: counts their definitions, the most frequent first.

Long forms of the same terms are one. What follows the parentheses belongs to a name unless the
texts say otherwise, and a later version of a thing is known with the thing.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from indexer import text
from indexer.acronyms.define import Definition, definitions, singular

Terms = tuple[str, ...]

ARTICLES = frozenset({"a", "an", "the"})
_NUMBERED = re.compile(r"\b([^\W\d_a-z][^\W\d_]{2,9})( ?)(\d)\b")


def learn(texts: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return each short form that the texts define with its long forms."""
    found = [definition for one in texts for definition in definitions(one)]
    learned = _ranked(_with_names(found, texts))
    return {**learned, **_versions(learned, texts)}


def terms_of(written: str) -> Terms:
    """Return the terms by which a long form is compared."""
    found = text.words(written)
    return tuple(term(written, word) for word in found if word.term not in ARTICLES)


def term(written: str, word: text.Word) -> str:
    """Return a word's term, that of the singular for "RNAs", which no stemmer knows."""
    bare = singular(written[word.start : word.end]) if written[word.end - 1] == "s" else ""
    return text.term(bare) if bare else word.term


def _with_names(found: Sequence[Definition], texts: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield short and long forms, with what follows the parentheses where it belongs to the name.

    It does not where the texts write it behind the short form: "AIR Network" says that AIR is
    without the network.
    """
    behind = {f"{one.short} {one.more.split()[0]}" for one in found if one.more}
    pattern = re.compile("|".join(rf"\b{re.escape(words)}\b" for words in sorted(behind)))
    apart = {match for one in texts for match in pattern.findall(one)} if behind else set()
    for one in found:
        if not one.more or f"{one.short} {one.more.split()[0]}" in apart:
            yield one.short, one.long
    for one in found:
        if one.more and f"{one.short} {one.more.split()[0]}" not in apart:
            yield one.short, one.long + one.more


def _ranked(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    """Return each short form's long forms, most frequent first, then the first seen.

    Long forms of the same terms are one, written as it is most often.
    """
    written: defaultdict[str, defaultdict[Terms, Counter[str]]]
    written = defaultdict(lambda: defaultdict(Counter))
    for short, long in pairs:
        one = text.collapse(long)
        written[short][terms_of(one)][one] += 1
    return {
        short: tuple(
            forms.most_common(1)[0][0]
            for forms in sorted(same.values(), key=lambda forms: -forms.total())
        )
        for short, same in written.items()
    }


def _versions(
    learned: Mapping[str, tuple[str, ...]], texts: Iterable[str]
) -> dict[str, tuple[str, ...]]:
    """Return what a later version of a thing stands for: NEWS2, where NEWS is known.

    Only where the texts also write it apart, NEWS 2: CD4 is no fourth Crohn's disease.
    """
    seen = {match for one in texts for match in _NUMBERED.findall(one)}
    return {
        base + number: tuple(f"{long} {number}" for long in learned[base])
        for base, space, number in sorted(seen)
        if not space and (base, " ", number) in seen and base in learned
        if base + number not in learned
    }
