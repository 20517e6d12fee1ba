"""Links names to entities: which names are one and the same's, and which one it is shown under.

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
from indexer.entities.annotations import NameCandidate
from indexer.entities.corrections import NameCorrection
from indexer.entities.vocabulary import word_set
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
    folded = [fold(match.group().replace(".", "")) for match in _WORD.finditer(name)]
    kept = [american(word) for word in folded if word and word not in vocabulary.ARTICLES]
    while len(kept) > 1 and kept[-1] in vocabulary.LEGAL:
        kept.pop()
    university = [word for word in kept if word in _UNIVERSITY]
    if len(university) == 1 and university[0] in {kept[0], kept[-1]}:
        rest = kept[1:] if kept[0] in _UNIVERSITY else kept[:-1]
        return (*(word for word in rest if word not in _SMALL), "university")
    return tuple(kept) or (fold(name),)


def person_key(name: str) -> Key:
    """Return the form in which persons are compared: no titles, no stops."""
    folded = [fold(match.group().replace(".", "")) for match in _WORD.finditer(name)]
    return tuple(word for word in folded if word not in _TITLES) or tuple(folded)


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
    """The names of organisations, each with its other writings.

    Parameters
    ----------
    by_key
        The name that a key is shown under.
    shorts
        The name that a short form stands for, by the form as written.
    also
        Each name's other writings, in order of how often.
    """

    by_key: Mapping[Key, str]
    shorts: Mapping[str, str]
    also: Mapping[str, tuple[str, ...]]

    def name(self, written: str) -> str:
        """Return the name that a writing is shown under: itself where it is nobody's alias."""
        return self.by_key.get(key_of(written)) or self.shorts.get(written) or written


def link(
    candidates: Sequence[NameCandidate],
    longs: Mapping[str, Sequence[str]],
    corrections: Sequence[NameCorrection],
) -> Aliases:
    """Return who is named by candidates for organisations.

    Parameters
    ----------
    candidates
        Names as they stand.
    longs
        What short forms stand for (`indexer.acronyms.Glossary.longs`).
    corrections
        Names that people gave: each is one with its other writings for sure.
    """
    given = {one.name: one.also for one in corrections}
    written: dict[Key, Counter[str]] = defaultdict(Counter)
    for candidate in candidates:
        written[key_of(candidate.name)][candidate.name] += 1
    claimed = {key_of(one) for name, others in given.items() for one in (name, *others)}
    for name, others in given.items():
        for one in (name, *others):
            written[key_of(one)][one] += 0
    apart = {key_of(one.name) for one in corrections if one.apart}
    groups, shorts = _Groups(), _shorts(candidates, longs, written)
    for short, key in shorts.items():
        if key_of(short) in written and key_of(short) not in apart | claimed:
            groups.join(key, key_of(short))
    for cut, whole in _abridged(written, shorts):
        if not {cut, whole} & apart and cut not in claimed:
            groups.join(whole, cut)
    for name, others in given.items():
        for one in others:
            groups.join(key_of(name), key_of(one))
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
    rest = longer[len(key) :]
    whole = key[-1] in vocabulary.HEADS and key[-1] not in {"hospitals", "schools", "museums"}
    common = len(key) == 1 and is_listed(key[0])
    return (
        bool(rest) and longer[: len(key)] == key and set(rest) <= _KINDS and not (whole or common)
    )


def _named(
    written: Mapping[Key, Counter[str]],
    groups: _Groups,
    shorts: Mapping[str, Key],
    given: Mapping[str, Sequence[str]],
) -> Aliases:
    """Choose each group's name: the given one, else the whole form written most often."""
    members: dict[Key, list[Key]] = defaultdict(list)
    for key in written:
        members[groups.root(key)].append(key)
    stated = {groups.root(key_of(name)): name for name in given}
    by_key: dict[Key, str] = {}
    also: dict[str, tuple[str, ...]] = {}
    short_of: dict[Key, list[str]] = defaultdict(list)
    for short, key in shorts.items():
        short_of[groups.root(key)].append(short)
    for root, keys in members.items():
        forms: Counter[str] = Counter()
        for key in keys:
            forms.update(written[key])
        name = stated.get(root) or _shown(forms, set(short_of[root]), len(root))
        others = sorted(set(forms) - {name}, key=lambda form: (-forms[form], form))
        also[name] = tuple(dict.fromkeys([*others, *sorted(short_of[root])]))
        by_key |= dict.fromkeys(keys, name)
    for key, forms in written.items():
        if _led_by_short(key, forms):
            by_key.setdefault(key[1:], by_key[key])  # where only a list tells that it is a name
    known = {short: by_key[key] for short, key in shorts.items() if key in by_key}
    return Aliases(by_key, known, also)


def _shown(forms: Counter[str], shorts: set[str], words: int) -> str:
    """Return the form that is written most often, short ones and those in capitals last."""

    def rank(form: str) -> tuple[bool, bool, bool, int, int, str]:
        capitals = form.isupper() and " " in form
        cut = len(key_of(form)) < words
        return form in shorts, capitals, cut, -forms[form], -len(form), form

    return min(forms, key=rank)
