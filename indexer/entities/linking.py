"""Links names to entities, and finds known names wherever else they stand.

Two names are one's where they are equal without accents, case, articles and legal forms; "X
University" is "University of X"; where one is the short form of the other; where one is the other
without the kind of organisation at its end ("Wellknown" for "Wellknown Trust"), or without the
short form of another before it. What people say wins.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from indexer.entities import vocabulary
from indexer.entities.annotations import Annotations, NameCandidate, Segment
from indexer.entities.corrections import Corrections
from indexer.entities.tokens import CasedToken, tokenize
from indexer.entities.vocabulary import word_set
from indexer.model import NameKind
from indexer.parallel import Track, untracked
from indexer.spelling.english import american, is_listed
from indexer.text import WORD, fold, is_acronym

Key = tuple[str, ...]

_WORD = re.compile(rf"(?:[^\W\d_]\.){{2,}}|{WORD.pattern}")
_UNIVERSITY = frozenset(
    word for word in vocabulary.STRONG if word.startswith(("universi", "uniwer"))
)
_TITLES = word_set("dr prof professor mr mrs ms sir dame")
_KINDS = vocabulary.HEADS | vocabulary.GENERIC
_SHORT_AND_ONE = 2
# Words of a name that begins with a short form which no text explains, that one included; with no
# more than these, what is behind it may be another's. By eye, on two partnerships pages.
_SHORT_AND_SEVERAL = 3
_SMALL = vocabulary.ARTICLES | {"of", "de", "van", "di"}


def key_of(name: str) -> Key:
    """Return the form in which names are compared.

    >>> key_of("The University of Anytown") == key_of("Anytown University")
    True
    >>> key_of("Anytown University Hospitals NHS Trust")[:2]
    ('anytown', 'university')
    """
    kept = [american(word) for word in _folded(name) if word not in vocabulary.ARTICLES]
    while len(kept) > 1 and kept[-1] in vocabulary.LEGAL:
        kept.pop()
    university = [word for word in kept if word in _UNIVERSITY]
    if len(university) == 1 and university[0] in {kept[0], kept[-1]}:
        rest = kept[1:] if kept[0] in _UNIVERSITY else kept[:-1]
        return (*(word for word in rest if word not in _SMALL), "university")
    return tuple(kept) or (fold(name),)


def person_key(name: str) -> Key:
    """Return the form in which persons are compared: no titles, no stops."""
    folded = _folded(name)
    return tuple(word for word in folded if word not in _TITLES) or tuple(folded)


def _folded(name: str) -> list[str]:
    words = (fold(match.group().replace(".", "")) for match in _WORD.finditer(name))
    return [word for word in words if word]


@dataclass(slots=True)
class _Groups:
    """Keys that are one and the same's: a forest in which each root stands for a group."""

    above: dict[Key, Key] = field(default_factory=dict)

    def root(self, key: Key) -> Key:
        while (above := self.above.setdefault(key, key)) != key:
            key = above
        return key

    def join(self, one: Key, other: Key) -> None:
        """Make two groups one; the first stands for it."""
        self.above[self.root(other)] = self.root(one)


@dataclass(frozen=True, slots=True)
class Aliases:
    """The names of organisations, each with its other writings."""

    by_key: Mapping[Key, str]  # the name that a key is shown under
    shorts: Mapping[str, str]  # the name that a short form stands for, by the form as written
    also: Mapping[str, tuple[str, ...]]  # each name's other writings, in order of how often

    def name(self, written: str) -> str:
        """Return the name that a writing is shown under: itself where it is nobody's alias."""
        return self.by_key.get(key_of(written)) or self.shorts.get(written) or written

    def forms(self) -> Iterator[KnownForm]:
        """Yield all ways in which the names are written."""
        for name, others in self.also.items():
            for written in (name, *others):
                yield KnownForm(written, name, exact=" " not in written)
        for short, name in self.shorts.items():
            yield KnownForm(short, name, exact=True)


def link(annotations: Annotations, corrections: Corrections) -> Aliases:
    """Return who is named by the candidates for organisations that are sure."""
    candidates = [one for one in annotations.organisations() if one.sure]
    given = {one.name: one.forms for one in corrections.of("organisation")}
    written: dict[Key, Counter[str]] = defaultdict(Counter)
    for candidate in candidates:
        written[key_of(candidate.name)][candidate.name] += 1
    for form in (form for forms in given.values() for form in forms):
        written[key_of(form)][form] += 0
    claimed = {key_of(form) for forms in given.values() for form in forms}
    apart = {key_of(one.name) for one in corrections.of("organisation") if one.apart}
    groups = _Groups()
    shorts = _shorts(candidates, annotations.usage.glossary.longs, written)
    for short, key in shorts.items():
        if key_of(short) in written and key_of(short) not in apart | claimed:
            groups.join(key, key_of(short))
    for part, whole in _abridged(written, shorts):
        if not {part, whole} & apart and part not in claimed:
            groups.join(whole, part)
    for name, forms in given.items():
        for form in forms:
            groups.join(key_of(name), key_of(form))
    return _named(written, groups, shorts, given)


def _shorts(
    candidates: Iterable[NameCandidate],
    longs: Mapping[str, Sequence[str]],
    written: Mapping[Key, Counter[str]],
) -> dict[str, Key]:
    """Return what short forms stand for: brackets beside a name say it, else the glossary."""
    beside: dict[str, Counter[Key]] = defaultdict(Counter)
    for one in candidates:
        if one.short:
            beside[one.short][key_of(one.name)] += 1
    for short, forms in longs.items():
        for form in forms:
            if key_of(form) in written and short not in beside:
                beside[short][key_of(form)] += 1
    return {
        short: max(keys, key=lambda k: (keys[k], len(k), k))
        for short, keys in sorted(beside.items())
    }


def _abridged(
    written: Mapping[Key, Counter[str]], shorts: Mapping[str, Key]
) -> Iterator[tuple[Key, Key]]:
    """Yield names that are others cut short, each with the only one that it can be."""
    by_short = {key_of(short): key for short, key in shorts.items()}
    by_first: dict[str, list[Key]] = defaultdict(list)
    for key in sorted(written):
        by_first[key[0]].append(key)
        known = key[:1] in by_short and len(key) > _SHORT_AND_ONE
        if key[1:] in written and (known or _led_by_short(key, written[key])):
            yield key[1:], key
    for key in sorted(written):
        long = by_short.get(key[:1], ())
        if len(key) > 1 and long[-len(key) + 1 :] == key[1:]:
            yield key, long  # "AH Trust", where "Anytown Hospitals (AH) Trust" is known
        longer = [other for other in by_first[key[0]] if _adds_kind(key, other)]
        if len(longer) == 1:
            yield key, longer[0]


def _led_by_short(key: Key, forms: Iterable[str]) -> bool:
    """Say whether a name is several words behind a short form that nothing explains."""
    return len(key) > _SHORT_AND_SEVERAL and all(is_acronym(form.split()[0]) for form in forms)


def _adds_kind(key: Key, longer: Key) -> bool:
    """Say whether a longer name only adds what kind of organisation it is."""
    start, rest = longer[: len(key)], longer[len(key) :]
    whole = key[-1] in vocabulary.HEADS and key[-1] not in {"hospitals", "schools", "museums"}
    common = len(key) == 1 and is_listed(key[0])
    return start == key and bool(rest) and set(rest) <= _KINDS and not (whole or common)


def _named(
    written: Mapping[Key, Counter[str]],
    groups: _Groups,
    shorts: Mapping[str, Key],
    given: Iterable[str],
) -> Aliases:
    """Choose each group's name: the given one, else the whole form written most often."""
    forms_of: dict[Key, Counter[str]] = defaultdict(Counter)
    for key, forms in written.items():
        forms_of[groups.root(key)].update(forms)
    short_of: dict[Key, list[str]] = defaultdict(list)
    for short, key in shorts.items():
        short_of[groups.root(key)].append(short)
    names = {root: _shown(forms, short_of[root], len(root)) for root, forms in forms_of.items()}
    names |= {groups.root(key_of(name)): name for name in given}
    also: dict[str, tuple[str, ...]] = {}
    for root, forms in forms_of.items():
        others = sorted(set(forms) - {names[root]}, key=lambda form: (-forms[form], form))
        also[names[root]] = tuple(dict.fromkeys([*others, *sorted(short_of[root])]))
    by_key = {key: names[groups.root(key)] for key in written}
    for key, forms in written.items():
        if _led_by_short(key, forms):
            by_key.setdefault(key[1:], by_key[key])  # where only a list tells that it is a name
    known = {short: by_key[key] for short, key in shorts.items() if key in by_key}
    return Aliases(by_key, known, also)


def _shown(forms: Counter[str], shorts: Iterable[str], words: int) -> str:
    """Return the form that is written most often, short ones and those in capitals last."""

    def rank(form: str) -> tuple[bool, bool, bool, int, int, str]:
        capitals = form.isupper() and " " in form
        cut = len(key_of(form)) < words
        return form in shorts, capitals, cut, -forms[form], -len(form), form

    return min(forms, key=rank)


@dataclass(frozen=True, slots=True)
class KnownForm:
    """A way in which a name may be written; `exact` where its case counts.

    It counts for short forms and single words, since NEWS is not news and an organisation may be
    named like a common word.
    """

    written: str
    name: str
    kind: NameKind = "organisation"
    exact: bool = False


class KnownNames:
    """All forms of known names by their first word, the longest first."""

    def __init__(self, forms: Iterable[KnownForm]) -> None:
        words = {form: tokenize(form.written, 0, len(form.written)) for form in forms}
        self._by_first: dict[str, list[tuple[KnownForm, Sequence[CasedToken]]]] = defaultdict(list)
        for form in sorted(words, key=lambda f: (-len(words[f]), f.written, f.name)):
            if words[form]:
                self._by_first[words[form][0].folded].append((form, words[form]))

    def find(self, segment: Segment) -> Iterator[NameCandidate]:
        """Yield the candidates for known names in a segment, whatever was found there before."""
        at = 0
        while at < len(segment.words):
            stop = at + 1
            for form, words in self._by_first.get(segment.words[at].folded, ()):
                if _stands_at(segment, at, form, words):
                    stop, why = at + len(words), "named elsewhere"
                    yield segment.candidate((at, stop), form.name, why, form.kind)
                    break
            at = stop


def _stands_at(segment: Segment, at: int, form: KnownForm, words: Sequence[CasedToken]) -> bool:
    stop = at + len(words)
    here = segment.words[at:stop]
    if [word.folded for word in here] != [word.folded for word in words]:
        return False
    if any(wanted.capital and not w.capital for w, wanted in zip(here, words, strict=True)):
        return False
    if form.exact and _goes_on(segment, stop):
        return False
    written = " ".join(segment.text[here[0].start : here[-1].bare_end].split())
    return written == form.written or not form.exact


def _goes_on(segment: Segment, stop: int) -> bool:
    """Say whether a single word begins a longer name, unless it is a short form."""
    words = segment.words
    if stop >= len(words) or words[stop - 1].upper or words[stop - 1].possessive:
        return False
    return words[stop].capital and words[stop].joined


def find_corrected(annotations: Annotations, corrections: Corrections) -> None:
    """Add the names of organisations and people that people gave, in place of what was found."""
    forms = [
        KnownForm(written, one.name, one.kind, exact=" " not in written)
        for one in corrections.of("organisation", "person")
        for written in one.forms
    ]
    known = KnownNames(forms)
    for segment in annotations.all_segments() if forms else ():
        segment.put(known.find(segment))


def find_known(
    annotations: Annotations, corrections: Corrections, track: Track = untracked
) -> Aliases:
    """Add all that an organisation found once is named by; return what all are called.

    A person that is called like an organisation elsewhere is none.
    """
    aliases = link(annotations, corrections)
    known = KnownNames(aliases.forms())

    def read(rows: range) -> None:
        for segment in annotations.of_rows(rows):
            held = [
                one
                for one in segment.candidates
                if one.kind != "person" or key_of(one.name) not in aliases.by_key
            ]
            segment.candidates = tuple(one for one in held if not one.bare)
            segment.add(known.find(segment))
            segment.candidates = tuple(sorted({*held, *segment.candidates}))

    annotations.update(read, "finding known names", track)
    return link(annotations, corrections)
