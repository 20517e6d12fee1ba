"""Reads one stretch of text: the bodies and persons in it that their shape alone shows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from indexer.entities.bodies import Body
from indexer.entities.ground import Ground
from indexer.entities.people import Person, persons
from indexer.entities.plurals import Item, plurals
from indexer.entities.shapes import bodies
from indexer.entities.spots import Spot, Stretch
from indexer.entities.tokens import Token, tokens
from indexer.entities.words import PARTS, WHOLES

_WITHIN = frozenset(["at", "of", "in"])


@dataclass(frozen=True, slots=True)
class Read:
    """A stretch with its words, what is known of them, and the names found so far."""

    stretch: Stretch
    words: tuple[Token, ...]
    ground: Ground
    spots: tuple[Spot, ...]


def read(
    stretch: Stretch,
    places: Iterable[tuple[int, int]],
    lower: Collection[str],
    shorts: Collection[str],
) -> Read:
    """Find the names in a stretch; `places` are the characters of the places named there."""
    words = tokens(stretch.text, stretch.start, stretch.end)
    ground = Ground(_numbered(words, places), lower, frozenset(), shorts)
    people = persons(words, ground)
    titled = [person for person in people if person.why.startswith("after")]
    listed = plurals(words, ground)
    in_lists = {at for one in listed for at in range(one.first, one.stop)}
    blocked = in_lists | {at for one in titled for at in range(one.first, one.stop)}
    found = bodies(words, replace(ground, blocked=blocked))
    taken = in_lists | {at for body in found for at in range(body.first, body.stop)}
    spots = [
        *(_body(stretch, words, body) for body in _without_parts(words, found)),
        *(_item(stretch, words, item) for item in listed),
        *(
            _person(stretch, words, person)
            for person in people
            if not taken & set(range(person.first, person.stop))
        ),
    ]
    return Read(stretch, tuple(words), ground, tuple(sorted(spots)))


def _without_parts(words: Sequence[Token], found: Sequence[Body]) -> list[Body]:
    """Return the bodies, those that are a part of the one behind as no names of their own.

    "Faculty of Dentistry at the University of Anytown" names the university.
    """
    kept: list[Body] = []
    for body, behind in zip_longest(found, found[1:]):
        if behind and body.head in PARTS and behind.head in WHOLES and _at(words, body, behind):
            kept.append(replace(body, alone=True, head="", sure=False))
        else:
            kept.append(body)
    return kept


def _at(words: Sequence[Token], part: Body, whole: Body) -> bool:
    """Say whether only "at", "of", "in" or a comma parts a part from the whole."""
    between = words[part.stop : whole.first]
    said = {word.low for word in between}
    if not between:
        return words[whole.first].gap == ", "
    return bool(said & _WITHIN) and said <= _WITHIN | {"the"}


def _numbered(
    words: Sequence[Token], places: Iterable[tuple[int, int]]
) -> tuple[tuple[int, int], ...]:
    """Return the words that places cover, by number."""
    found = []
    for start, end in places:
        inside = [n for n, word in enumerate(words) if start < word.end and word.start < end]
        if inside:
            found.append((inside[0], inside[-1] + 1))
    return tuple(found)


def written(words: Sequence[Token], numbers: Sequence[int]) -> str:
    """Return a name as it is written, on one line, without article, brackets and possessive."""
    parts: list[str] = []
    for place, at in enumerate(numbers):
        word = words[at]
        follows = place and numbers[place - 1] == at - 1
        if place:
            glue = word.gap if follows else " "
            parts.append(" " if glue.isspace() or not glue or not follows else glue)
        parts.append(word.said)
    last = words[numbers[-1]]
    name = " ".join("".join(parts).split())
    cut = last.end - last.bare_end
    return (
        name[: len(name) - cut]
        if cut and last.said.endswith(("s", "S")) and "'" in last.said.replace("’", "'")[-2:]
        else name
    )


def _body(stretch: Stretch, words: Sequence[Token], body: Body) -> Spot:
    first, last = words[body.first], words[body.stop - 1]
    end = last.bare_end
    if body.short and stretch.text[end : end + 1] in {")", "]"}:
        end += 1
    before = words[body.first - 1].low if body.first else ""
    why = "known by its short form" if not body.head else f"its head noun is {_said(words, body)!r}"
    return Spot(
        stretch.row,
        not stretch.in_title,
        first.start,
        end,
        written(words, body.name),
        why=why,
        short=body.short,
        head=body.head,
        sure=body.sure,
        alone=body.alone,
        ours=before == "our",
    )


def _said(words: Sequence[Token], body: Body) -> str:
    return next((words[at].said for at in body.name if words[at].low == body.head), body.head)


def _item(stretch: Stretch, words: Sequence[Token], item: Item) -> Spot:
    return Spot(
        stretch.row,
        not stretch.in_title,
        words[item.first].start,
        words[item.stop - 1].bare_end,
        item.name,
        why=f"one of several {words[item.told].said}",
        head=item.head,
    )


def _person(stretch: Stretch, words: Sequence[Token], person: Person) -> Spot:
    return Spot(
        stretch.row,
        not stretch.in_title,
        words[person.first].start,
        words[person.stop - 1].bare_end,
        written(words, person.name),
        kind="person",
        why=person.why,
    )
