"""Finds whom and where passages name: organisations with their part in it, people, places.

annotations (words, places) -> people, organisations, lists behind cues -> pages (headings)
         -> linking -> locations -> pages (whose they are), roles -> mentions and entities
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from indexer.acronyms import Glossary
from indexer.entities.annotations import Annotations, Usage
from indexer.entities.corrections import Corrections, read_corrections
from indexer.entities.linking import find_corrected, find_known
from indexer.entities.lists import find_plurals
from indexer.entities.locations import add_places
from indexer.entities.mentions import Entities, make_entities
from indexer.entities.organisations import find_organisations
from indexer.entities.pages import add_headings
from indexer.entities.people import find_people
from indexer.entities.roles import find_in_lists
from indexer.model import Passage
from indexer.parallel import Track, untracked
from indexer.places import Place, locate

__all__ = ["Corrections", "Entities", "find", "read_corrections"]


def find(  # noqa: PLR0913 - what is known already may be given
    passages: Sequence[Passage],
    corrections: Corrections | None = None,
    acronyms: Mapping[str, tuple[str, ...]] | None = None,
    located: Sequence[Sequence[Place]] | None = None,
    glossary: Glossary | None = None,
    *,
    track: Track = untracked,
) -> Entities:
    """Return an index's passages with their mentions, and all entities.

    `passages` are all of an index: names are linked, and the page's own institution found, over all
    of them. `acronyms` (short forms with their long ones) win over what the texts define, and
    `corrections` over everything. `located` are the places of each passage's title and text
    (`indexer.places.locate`), and `glossary` the short forms that the texts define, where they are
    known already; `track` is told how far it is.
    """
    usage = Usage.of(passages, acronyms or {}, glossary)
    corrections = corrections or Corrections()
    annotations = Annotations.of(passages, locate(passages) if located is None else located, usage)
    annotations.update(partial(_read, annotations), "finding names", track)
    add_headings(annotations)
    find_corrected(annotations, corrections)
    aliases = find_known(annotations, corrections, track)
    add_places(annotations, aliases.also, corrections, track)
    return make_entities(annotations, aliases, corrections)


def _read(annotations: Annotations, rows: range) -> None:
    """Find what the texts of some passages name by its shape, and what they list behind cues."""
    for segment in annotations.of_rows(rows):
        people, plurals = find_people(segment), find_plurals(segment)
        segment.candidates = (*plurals, *(one for one in people if one.sure))
        blocked = {
            at
            for at, word in enumerate(segment.words)
            if any(one.overlaps(word.start, word.end) for one in segment.candidates)
        }
        segment.candidates = tuple(sorted([*plurals, *find_organisations(segment, blocked)]))
        segment.add(people)  # a person without a title gives way
    for row in rows:
        find_in_lists(annotations, row)
