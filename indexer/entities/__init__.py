"""Finds whom and where passages name: organisations with their part in it, people, places.

annotations (words, places) -> people, organisations, headings -> lists behind cues -> known names
         -> linking -> locations -> publisher, roles -> mentions and entities
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from indexer.acronyms import Glossary
from indexer.entities.annotations import Annotations, Segment, Usage
from indexer.entities.corrections import Corrections, corrections_for, read_corrections
from indexer.entities.headings import add_headings
from indexer.entities.known import find_corrected, find_known
from indexer.entities.lists import find_plurals
from indexer.entities.locations import add_places
from indexer.entities.mentions import Entities, make_entities
from indexer.entities.organisations import find_organisations
from indexer.entities.people import find_people
from indexer.entities.roles import find_in_lists
from indexer.model import Passage
from indexer.places import Place, locate

__all__ = ["Corrections", "Entities", "corrections_for", "find", "read_corrections"]


def find(
    passages: Sequence[Passage],
    corrections: Corrections | None = None,
    acronyms: Mapping[str, tuple[str, ...]] | None = None,
    located: Sequence[Sequence[Place]] | None = None,
) -> Entities:
    """Find the names in an index's passages.

    Parameters
    ----------
    passages
        All of an index: names are linked, and the page's own institution found, over all of them.
    corrections
        What people say, which wins.
    acronyms
        Short forms with their long ones, which win over what the texts define.
    located
        The places of each passage's title and text (`indexer.places.locate`), where they are known
        already.

    Returns
    -------
    Entities
        The same passages in the same order with their mentions, and all entities.
    """
    wholes = [f"{passage.title}\n{passage.text}" for passage in passages]
    usage = Usage.of(passages, Glossary.learn(wholes).merged(acronyms or {}))
    corrections = corrections or Corrections()
    annotations = Annotations.of(passages, locate(passages) if located is None else located, usage)
    for segment in annotations.all_segments():
        _find_by_shape(segment)
    add_headings(annotations)
    for row in range(len(passages)):
        find_in_lists(annotations, row)
    find_corrected(annotations, corrections)
    aliases = find_known(annotations, corrections)
    add_places(annotations, aliases.also, corrections)
    return make_entities(annotations, aliases, corrections)


def _find_by_shape(segment: Segment) -> None:
    """Add the names that their shape alone shows; a person without a title gives way."""
    people, plurals = find_people(segment), find_plurals(segment)
    first = [*plurals, *(one for one in people if one.sure)]
    blocked = {
        at
        for at, word in enumerate(segment.words)
        if any(one.overlaps(word.start, word.end) for one in first)
    }
    segment.candidates = tuple(sorted([*plurals, *find_organisations(segment, blocked)]))
    segment.add(people)
