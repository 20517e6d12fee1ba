"""Finds known names wherever else they stand: whole and by their short forms.

Words are compared folded; a short form or a single word only as it is written, since NEWS is not
news and an organisation may be named like a common word.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from indexer.entities.annotations import Annotations, NameCandidate, Segment
from indexer.entities.corrections import Corrections, NameCorrection
from indexer.entities.linking import Aliases, key_of, link
from indexer.entities.tokens import joined, tokenize
from indexer.model import NameKind


@dataclass(frozen=True, slots=True)
class Form:
    """A way in which a name may be written; `exact` where its case counts."""

    written: str
    name: str
    kind: NameKind = "organisation"
    exact: bool = False


class KnownNames:
    """All forms of known names by their first word, the longest first."""

    def __init__(self, forms: Iterable[Form]) -> None:
        words = {form: tokenize(form.written, 0, len(form.written)) for form in forms}
        by_first: dict[str, list[tuple[Form, tuple[str, ...], tuple[bool, ...]]]]
        by_first = defaultdict(list)
        for form in sorted(words, key=lambda f: (-len(words[f]), f.written, f.name)):
            if words[form]:
                folded = tuple(word.folded for word in words[form])
                capitals = tuple(word.capital for word in words[form])
                by_first[folded[0]].append((form, folded, capitals))
        self._by_first = dict(by_first)

    def find(self, segment: Segment) -> Iterator[NameCandidate]:
        """Yield the candidates for known names in a segment, whatever was found there before."""
        at = 0
        while at < len(segment.words):
            form, length = self._form(segment, at)
            if form:
                yield segment.candidate((at, at + length), form.name, "named elsewhere", form.kind)
            at += length

    def _form(self, segment: Segment, at: int) -> tuple[Form | None, int]:
        """Return the form that stands at a word, and how many words it has; else 1."""
        words = segment.words
        for form, folded, capitals in self._by_first.get(words[at].folded, ()):
            stop = at + len(folded)
            here = words[at:stop]
            if tuple(word.folded for word in here) != folded:
                continue
            if any(wanted and not w.capital for w, wanted in zip(here, capitals, strict=True)):
                continue
            if form.exact and _goes_on(segment, stop):
                continue
            written = " ".join(segment.text[here[0].start : here[-1].bare_end].split())
            if written == form.written or (not form.exact and (here[0].capital or not capitals[0])):
                return form, len(folded)
        return None, 1


def _goes_on(segment: Segment, stop: int) -> bool:
    """Say whether a single word begins a longer name, unless it is a short form."""
    words = segment.words
    if stop >= len(words) or words[stop - 1].upper or words[stop - 1].possessive:
        return False
    return words[stop].capital and joined(words, stop)


def find_corrected(annotations: Annotations, corrections: Corrections) -> None:
    """Add the names of organisations and people that people gave, in place of what was found."""
    forms = [
        Form(written, one.name, one.kind, exact=" " not in written)
        for one in corrections.names
        if one.kind != "place"
        for written in (one.name, *one.also)
    ]
    known = KnownNames(forms)
    for segment in annotations.all_segments() if forms else ():
        segment.put(known.find(segment))


def find_known(annotations: Annotations, corrections: Corrections) -> Aliases:
    """Add every place where an organisation stands that was found once; return what all are called.

    A person that is called like an organisation elsewhere is none.
    """
    given = [one for one in corrections.names if one.kind == "organisation"]
    aliases = _link(annotations, given)
    known = KnownNames(_forms(aliases))
    for segment in annotations.all_segments():
        segment.candidates = tuple(
            one
            for one in segment.candidates
            if one.kind != "person" or key_of(one.name) not in aliases.by_key
        )
        held = segment.candidates
        segment.candidates = tuple(one for one in held if not one.bare)
        segment.add(known.find(segment))
        segment.candidates = tuple(sorted({*held, *segment.candidates}))
    return _link(annotations, given)


def _link(annotations: Annotations, given: Sequence[NameCorrection]) -> Aliases:
    return link(
        [one for one in annotations.organisations() if one.sure],
        annotations.usage.glossary.longs,
        given,
    )


def _forms(aliases: Aliases) -> Iterator[Form]:
    for name, others in aliases.also.items():
        for written in (name, *others):
            yield Form(written, name, exact=" " not in written)
    for short, name in aliases.shorts.items():
        yield Form(short, name, exact=True)
