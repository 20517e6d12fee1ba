"""Who is named in which passage, and in which roles.

Files of a folder: `entities.json`, all entities in order; `rows.npy`, `entities.npy` `(m,) int32`,
by passage and in the order of its mentions: passage `rows[i]` names entity `entities[i]`, or an
organisation that is there, each pair once; `roles.npy` and `sure.npy`
`(m,) uint8`: the roles it has there, and those that were told outright, a bit each in the order of
`ROLES` (bit 0 partner, 1 funder, 2 named, 3 leader); 0
for places.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path

import msgspec
import numpy as np

from indexer import arrays, text
from indexer.arrays import Rows
from indexer.model import NAME_KINDS, ROLES, Entity, NameKind, Passage, Role


def bits(roles: Iterable[Role | None]) -> int:
    """Return the bits of roles.

    >>> bits(["partner", "named"])    # 1 + 4
    5
    """
    return sum(1 << ROLES.index(role) for role in set(roles) if role)


def roles_of(mask: int) -> tuple[Role, ...]:
    """Return the roles whose bits are set, in the order of `ROLES`."""
    return tuple(role for bit, role in enumerate(ROLES) if mask >> bit & 1)


def write(folder: Path, passages: Sequence[Passage], entities: Sequence[Entity]) -> None:
    """Write the names of every passage, whose row is its position here, into an existing folder."""
    (folder / "entities.json").write_bytes(msgspec.json.encode(entities))
    numbers = {(one.kind, one.name): number for number, one in enumerate(entities)}
    within: dict[tuple[NameKind, str], list[int]] = {
        (one.kind, one.name): [
            number for name in one.places if (number := numbers.get(("place", name))) is not None
        ]
        for one in entities
        if one.kind == "organisation"
    }
    ties: dict[tuple[int, int], list[int]] = {}
    for row, passage in enumerate(passages):
        for mention in passage.mentions:
            tie = ties.setdefault((row, numbers[mention.kind, mention.name]), [0, 0])
            tie[0] |= bits([mention.role])
            tie[1] |= bits([mention.role]) if mention.sure else 0
            for place in within.get((mention.kind, mention.name), ()):
                ties.setdefault((row, place), [0, 0])
    columns = [(*pair, *of) for pair, of in ties.items()]
    rows, named, *masks = np.array(columns, np.int32).reshape(-1, 4).T
    roles, sure = (mask.astype(np.uint8) for mask in masks)
    arrays.save(folder, rows=rows, entities=named, roles=roles, sure=sure)


class Names:
    """The opened names of an index; immutable, safe to share among threads.

    `rows`, `of` (the entities' numbers), `roles` and `sure` are the columns that `write` describes;
    `kinds` `(e,) int8` are the entities' kinds, by their positions in `NAME_KINDS`; `order`
    `(e,) int64` their ranks among all of them by name.
    """

    def __init__(self, folder: Path, passages: int) -> None:
        read = (folder / "entities.json").read_bytes()
        self.entities = msgspec.json.decode(read, type=tuple[Entity, ...])
        columns = arrays.load(folder, "rows", "entities", "roles", "sure")
        self.rows, self.of, self.roles, self.sure = columns
        self._starts = arrays.starts(np.bincount(self.rows, minlength=passages))
        self.kinds = np.array([NAME_KINDS.index(one.kind) for one in self.entities], np.int8)
        names = np.array([one.name for one in self.entities], np.str_)
        self.order = np.argsort(np.argsort(names))
        self._by_id = {one.id: number for number, one in enumerate(self.entities)}
        written = [(one.name, number) for number, one in enumerate(self.entities)]
        written += [(other, at) for at, one in enumerate(self.entities) for other in one.also]
        self._by_key = {words(name): number for name, number in reversed(written)}
        self._longest = max(map(len, self._by_key), default=0)

    @cached_property
    def terms(self) -> tuple[frozenset[str], ...]:
        """The terms of each entity's names; read when a question first asks for a kind."""
        return tuple(text.terms(" ".join((one.name, *one.also))) for one in self.entities)

    def find(self, name: str) -> int | None:
        """Return the number of who has an id or a name, any way it is written, if anybody has."""
        return self._by_id.get(name, self._by_key.get(words(name)))

    def within(self, question: str) -> tuple[int, ...]:
        """Return the numbers of all that a question names, in order, the longest names first.

        A name of a single word counts where it is written with a capital, or is all there is.
        """
        spans = text.words(question)
        said = tuple(text.fold(question[word.start : word.end]) for word in spans)
        found: list[int] = []
        at = 0
        while at < len(said):
            sizes = range(min(self._longest, len(said) - at), 0, -1)
            size = next((size for size in sizes if said[at : at + size] in self._by_key), 0)
            short = size == 1 and len(said) > 1
            if size and (not short or question[spans[at].start].isupper()):
                found.append(self._by_key[said[at : at + size]])
            at += max(size, 1)
        return tuple(dict.fromkeys(found))

    def naming(self, number: int) -> Rows:
        """Return the rows of the passages that name an entity, ascending."""
        return np.asarray(self.rows[self.of == number], np.intp)

    def ties(self, rows: Rows) -> tuple[Rows, Rows]:
        """Return the positions of the ties of some passages, `(m,)`, and where each one's begin."""
        return arrays.positions(self._starts, rows)


def words(name: str) -> tuple[str, ...]:
    """Return the folded words of a name, a leading article aside.

    >>> words("The Café Trust")
    ('cafe', 'trust')
    """
    said = tuple(text.fold(name[word.start : word.end]) for word in text.words(name))
    return said[1:] if len(said) > 1 and said[0] == "the" else said
