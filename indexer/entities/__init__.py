"""Finds whom and where passages name: organisations with their part in it, people, places.

annotations (words, places) -> people, organisations, pages (headings) -> lists behind cues
         -> linking -> locations -> pages (whose they are), roles -> mentions and entities
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

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
from indexer.places import Place, locate

__all__ = ["Corrections", "Entities", "find", "read_corrections"]


def find(
    passages: Sequence[Passage],
    corrections: Corrections | None = None,
    acronyms: Mapping[str, tuple[str, ...]] | None = None,
    located: Sequence[Sequence[Place]] | None = None,
    glossary: Glossary | None = None,
) -> Entities:
    """Return an index's passages with their mentions, and all entities.

    `passages` are all of an index: names are linked, and the page's own institution found, over all
    of them. `acronyms` (short forms with their long ones) win over what the texts define, and
    `corrections` over everything. `located` are the places of each passage's title and text
    (`indexer.places.locate`), and `glossary` the short forms that the texts define, where they are
    known already.
    """
    usage = Usage.of(passages, acronyms or {}, glossary)
    corrections = corrections or Corrections()
    annotations = Annotations.of(passages, locate(passages) if located is None else located, usage)
    for segment in annotations.all_segments():
        people, plurals = find_people(segment), find_plurals(segment)
        segment.candidates = (*plurals, *(one for one in people if one.sure))
        blocked = {
            at
            for at, word in enumerate(segment.words)
            if any(one.overlaps(word.start, word.end) for one in segment.candidates)
        }
        segment.candidates = tuple(sorted([*plurals, *find_organisations(segment, blocked)]))
        segment.add(people)  # a person without a title gives way
    add_headings(annotations)
    for row in range(len(passages)):
        find_in_lists(annotations, row)
    find_corrected(annotations, corrections)
    aliases = find_known(annotations, corrections)
    add_places(annotations, aliases.also, corrections)
    return make_entities(annotations, aliases, corrections)
