"""Says whom passages name: organisations with their part in it, people, places; and where.

passages -> shapes, people, plurals (one stretch of text at a time)
         -> lists behind cues -> names that are one's -> where else they stand
         -> whose page it is -> roles -> mentions, entities
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from indexer.acronyms import Glossary
from indexer.entities.corrections import Corrections, corrections_for, read_corrections
from indexer.entities.entities import Found, settle
from indexer.entities.gather import gather
from indexer.model import Passage
from indexer.places import Place, locate

__all__ = ["Corrections", "Found", "corrections_for", "find", "read_corrections"]


def find(
    passages: Sequence[Passage],
    corrections: Corrections | None = None,
    acronyms: Mapping[str, tuple[str, ...]] | None = None,
    located: Sequence[Sequence[Place]] | None = None,
) -> Found:
    """Find the names in an index's passages.

    Parameters
    ----------
    passages
        All of an index: names are joined, and the page's own institution told, over all of them.
    corrections
        What people say, which wins.
    acronyms
        Short forms with their long ones, which win over what the texts define.
    located
        The places of each passage's title and text (`indexer.places.locate`), where they are known
        already.

    Returns
    -------
    Found
        The same passages in the same order with their mentions, and all entities.
    """
    wholes = [f"{passage.title}\n{passage.text}" for passage in passages]
    if located is None:
        located = locate(passages)
    glossary = Glossary.learn(wholes).merged(acronyms or {})
    return settle(gather(passages, located, glossary), corrections or Corrections())
