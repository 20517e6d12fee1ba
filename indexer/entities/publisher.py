"""Tells whom a page does not count: its own institution, and the joint undertakings it is about.

A page shows whose it is by the head noun it uses alone ("the University" is the one of which most
passages speak), by its title ("Projects | Somewhere Trust"), by its introduction, which says what
that one does and "we".
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from indexer.entities import vocabulary
from indexer.entities.annotations import Annotations, NameCandidate
from indexer.entities.corrections import Corrections
from indexer.entities.headings import lists_organisations
from indexer.entities.linking import Aliases, key_of
from indexer.model import Passage

_SEPARATOR = re.compile(r"\s[|–—·•:-]\s|\s::?\s")
_WE = re.compile(r"\b(?:[Ww]e|[Oo]ur|[Uu]s)\b")
_DOES = re.compile(r"\s(?!(?:funds|pays|supports|sponsors|gives|was|is)\b)[a-z]{2,}s\b")
_LEAST_ALONE = 2  # passages that say "the University"


def not_counted(
    annotations: Annotations, aliases: Aliases, corrections: Corrections
) -> frozenset[str]:
    """Return the names of the page's own institution, and of whatever else is no collaborator."""
    stated = frozenset(aliases.name(name) for name in corrections.own)
    own = stated or _own(annotations, aliases)
    ours = {aliases.name(one.name) for one in annotations.organisations() if one.ours}
    ignored = {aliases.name(name) for name in corrections.ignore}
    return own | ours | _undertakings(annotations, aliases) | ignored


def _own(annotations: Annotations, aliases: Aliases) -> frozenset[str]:
    named = [(one, aliases.name(one.name)) for one in annotations.organisations()]
    passages = annotations.passages
    found = _in_titles(passages, aliases)
    found |= {name for one, name in named if _introduces(passages[one.where.row], one)}
    return frozenset(found or _by_head(annotations.candidates(), named))


def _in_titles(passages: Sequence[Passage], aliases: Aliases) -> set[str]:
    """Return who is named behind a separator in the title of a page."""
    titles = {(passage.path or (passage.title,))[0] for passage in passages}
    parts = (part for title in sorted(titles) for part in _SEPARATOR.split(title)[1:])
    return {aliases.by_key[key] for part in parts if (key := key_of(part)) in aliases.by_key}


def _introduces(passage: Passage, one: NameCandidate) -> bool:
    """Say whether a page's introduction tells what somebody does, and says "we" or "our" too."""
    if not passage.introduction or passage.path:
        return False
    if not one.where.in_text:
        return one.end - one.start >= len(passage.title.removeprefix("The ")) - 1
    return bool(_WE.search(passage.text) and _DOES.match(passage.text, one.end))


def _by_head(
    candidates: Sequence[NameCandidate], named: Sequence[tuple[NameCandidate, str]]
) -> set[str]:
    """Return who is meant by a head noun used alone, where most passages name the same one."""
    rows: dict[str, set[int]] = defaultdict(set)
    heads: dict[str, Counter[str]] = defaultdict(Counter)
    for one, name in named:
        rows[name].add(one.where.row)
        heads[name][one.head] += 1
    names = dict(named)
    found: set[str] = set()
    for head in sorted({one.head for one in candidates if one.bare and one.head}):
        rivals = sorted(
            (name for name in rows if heads[name].most_common(1)[0][0] == head),
            key=lambda name: (-len(rows[name]), name),
        )
        ahead = rivals and (len(rivals) == 1 or len(rows[rivals[0]]) > len(rows[rivals[1]]))
        headed = [one for one in candidates if one.head == head]
        if ahead and len(_alone_for(rivals[0], headed, names)) >= _LEAST_ALONE:
            found.add(rivals[0])
    return found


def _alone_for(
    name: str, headed: Iterable[NameCandidate], names: Mapping[NameCandidate, str]
) -> set[int]:
    """Return the passages that use a head alone, and name nobody else of that head before."""
    others: set[int] = set()
    alone: set[int] = set()
    for one in headed:
        if one.bare and one.where.row not in others:
            alone.add(one.where.row)
        elif names.get(one) != name:
            others.add(one.where.row)
    return alone


def _undertakings(annotations: Annotations, aliases: Aliases) -> set[str]:
    """Return the joint undertakings that passages are about: their own titles, of such a head."""
    found: set[str] = set()
    for one in annotations.organisations():
        passage = annotations.passages[one.where.row]
        if one.where.in_text or one.head not in vocabulary.UNDERTAKINGS:
            continue
        begins = passage.title[: one.start].strip().lower() in {"", "the"}
        if begins and not lists_organisations(passage):
            found.add(aliases.name(one.name))
    return found
