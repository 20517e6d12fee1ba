"""Says which names are one and the same's, and which of them it is shown under.

Two names are one's where they are equal without accents, case, articles and legal forms; "X
University" is "University of X"; where one is the short form of the other; where one is the other
without the kind of body at its end ("Wellknown" for "Wellknown Trust"), or without the short form
of another body before it. What people say wins.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from indexer.entities import words as vocabulary
from indexer.entities.spots import Spot
from indexer.entities.words import word_set
from indexer.spelling.english import american, is_listed
from indexer.text import fold, is_acronym

Key = tuple[str, ...]

_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W_]+(?:['’][^\W_]+)*")
_UNIVERSITY = frozenset(
    word for word in vocabulary.STRONG if word.startswith(("universi", "uniwer"))
)
_TITLES = word_set("dr prof professor mr mrs ms sir dame")
_SHORT_AND_ONE = 2
# Words of a name that begins with a short form which no text explains, that one included; with no
# more than these, what is behind it may be another body's. By eye, on two partnerships pages.
_SHORT_AND_SEVERAL = 3
_SMALL = vocabulary.ARTICLES | {"of", "de", "van", "di"}


def key_of(name: str) -> Key:
    """Return the form in which names are compared.

    >>> key_of("The University of Anytown") == key_of("Anytown University")
    True
    >>> key_of("Anytown University Hospitals NHS Trust")[:2]
    ('anytown', 'university')
    """
    said = [fold(match.group().replace(".", "")) for match in _WORD.finditer(name)]
    kept = [american(word) for word in said if word and word not in vocabulary.ARTICLES]
    while len(kept) > 1 and kept[-1] in vocabulary.LEGAL:
        kept.pop()
    university = [word for word in kept if word in _UNIVERSITY]
    if len(university) == 1 and kept and kept[0] in _UNIVERSITY:
        return (*(word for word in kept[1:] if word not in _SMALL), "university")
    if len(university) == 1 and kept[-1] in _UNIVERSITY:
        return (*(word for word in kept[:-1] if word not in _SMALL), "university")
    return tuple(kept) or (fold(name),)


def person_key(name: str) -> Key:
    """Return the form in which persons are compared: no titles, no stops."""
    said = [fold(match.group().replace(".", "")) for match in _WORD.finditer(name)]
    return tuple(word for word in said if word not in _TITLES) or tuple(said)


@dataclass(slots=True)
class Groups:
    """Keys that are one and the same's: a forest in which each root stands for a group."""

    _above: dict[Key, Key] = field(default_factory=dict)

    def root(self, key: Key) -> Key:
        """Return the key that stands for a key's group."""
        while (above := self._above.setdefault(key, key)) != key:
            key = above
        return key

    def join(self, one: Key, other: Key) -> None:
        """Make two groups one; the first stands for it."""
        self._above[self.root(other)] = self.root(one)


@dataclass(frozen=True, slots=True)
class Names:
    """Who is named: each key's one, by the name it is shown under, and all its other writings.

    Parameters
    ----------
    of_key
        A key's shown name.
    shorts
        What a short form stands for: the shown name, by the form as written.
    also
        Each shown name's other writings, in order of how often.
    """

    of_key: Mapping[Key, str]
    shorts: Mapping[str, str]
    also: Mapping[str, tuple[str, ...]]


def name_all(
    spots: Iterable[Spot],
    longs: Mapping[str, Sequence[str]],
    given: Mapping[str, Sequence[str]],
    apart: Iterable[str] = (),
) -> Names:
    """Return who is named by the spots of organisations.

    Parameters
    ----------
    spots
        Names as they stand.
    longs
        What short forms stand for (`indexer.acronyms.Glossary.longs`).
    given
        Names that people gave, each with its other writings: these are one's for sure.
    apart
        Names that are joined with no other.
    """
    spots = list(spots)
    written: dict[Key, Counter[str]] = defaultdict(Counter)
    for spot in spots:
        written[key_of(spot.name)][spot.name] += 1
    for name, others in given.items():
        for one in (name, *others):
            written[key_of(one)][one] += 0
    fixed = {key_of(name) for name in apart}
    groups, shorts = Groups(), _shorts(spots, longs, written)
    claimed = {key_of(one) for name, others in given.items() for one in (name, *others)}
    for short, key in shorts.items():
        if key_of(short) in written and key_of(short) not in fixed | claimed:
            groups.join(key, key_of(short))
    for short_key, long_key in _abridged(written, shorts):
        if not {short_key, long_key} & fixed and short_key not in claimed:
            groups.join(long_key, short_key)
    for name, others in given.items():
        for one in others:
            groups.join(key_of(name), key_of(one))
    return _named(written, groups, shorts, given)


def _shorts(
    spots: Iterable[Spot], longs: Mapping[str, Sequence[str]], written: Mapping[Key, Counter[str]]
) -> dict[str, Key]:
    """Return what short forms stand for: brackets beside a name say it, else the glossary."""
    beside: dict[str, Counter[Key]] = defaultdict(Counter)
    for spot in spots:
        if spot.short:
            beside[spot.short][key_of(spot.name)] += 1
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
) -> Iterable[tuple[Key, Key]]:
    """Yield names that are others cut short, each with the only one that it can be."""
    by_short = {key_of(short): key for short, key in shorts.items()}
    by_first: dict[str, list[Key]] = defaultdict(list)
    for key in sorted(written):
        by_first[key[0]].append(key)
        known = key[:1] in by_short and len(key) > _SHORT_AND_ONE
        if key[1:] in written and (known or _led_by_short(key, written[key])):
            yield key, key[1:]
    for key in sorted(written):
        long = by_short.get(key[:1], ())
        if len(key) > 1 and long[-len(key) + 1 :] == key[1:]:
            yield key, long  # "AH Trust", where "Anytown Hospitals (AH) Trust" is known
        longer = [
            other
            for other in by_first[key[0]]
            if len(other) > len(key) and other[: len(key)] == key and _is_kind(key, other)
        ]
        if len(longer) == 1:
            yield key, longer[0]


def _led_by_short(key: Key, forms: Iterable[str]) -> bool:
    """Say whether a name is several words behind a short form that nothing explains."""
    return len(key) > _SHORT_AND_SEVERAL and all(is_acronym(form.split()[0]) for form in forms)


def _is_kind(key: Key, longer: Key) -> bool:
    """Say whether a longer name only adds what kind of body it is."""
    rest = longer[len(key) :]
    known = vocabulary.HEADS | vocabulary.GENERIC
    whole = key[-1] in vocabulary.HEADS and key[-1] not in {"hospitals", "schools", "museums"}
    return (
        not whole
        and all(word in known for word in rest)
        and not (len(key) == 1 and is_listed(key[0]))
    )


def _named(
    written: Mapping[Key, Counter[str]],
    groups: Groups,
    shorts: Mapping[str, Key],
    given: Mapping[str, Sequence[str]],
) -> Names:
    """Choose each group's shown name: the given one, else the whole form written most often."""
    members: dict[Key, list[Key]] = defaultdict(list)
    for key in written:
        members[groups.root(key)].append(key)
    stated = {groups.root(key_of(name)): name for name in given}
    of_key: dict[Key, str] = {}
    also: dict[str, tuple[str, ...]] = {}
    short_of: dict[Key, list[str]] = defaultdict(list)
    for short, key in shorts.items():
        short_of[groups.root(key)].append(short)
    for root, keys in members.items():
        forms: Counter[str] = Counter()
        for key in keys:
            forms.update(written[key])
        shown = stated.get(root) or _shown(forms, set(short_of[root]), len(root))
        others = sorted(set(forms) - {shown}, key=lambda form: (-forms[form], form))
        also[shown] = tuple(dict.fromkeys([*others, *sorted(short_of[root])]))
        of_key |= dict.fromkeys(keys, shown)
    for key, forms in written.items():
        if _led_by_short(key, forms):
            of_key.setdefault(key[1:], of_key[key])  # where only a list tells that it is a name
    return Names(
        of_key,
        {short: of_key[key] for short, key in shorts.items() if key in of_key},
        also,
    )


def _shown(forms: Counter[str], shorts: set[str], words: int) -> str:
    """Return the form that is written most often, short ones and shouted ones last."""

    def rank(form: str) -> tuple[bool, bool, bool, int, int, str]:
        shouted = form.isupper() and " " in form
        cut = len(key_of(form)) < words
        return form in shorts, shouted, cut, -forms[form], -len(form), form

    return min(forms, key=rank)
