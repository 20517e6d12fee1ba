"""Lays out the picture of a network: who pays on the left, then what is done, then who does it.

Three columns are readable where a cloud of nodes is not: every name stands beside its node, on a
line of its own. The order within the columns is chosen so that few lines cross: each node goes to
the mean height of those it is tied to (its barycentre), a few times over.

Source: Sugiyama, Tagawa and Toda 1981, "Methods for visual understanding of hierarchical system
structures", IEEE Transactions on Systems, Man, and Cybernetics 11(2), section IV.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from indexer.model import Network, Role, Tie
from webapp import addresses

Shape = Literal["passage", "funder", "organisation", "person", "place"]

# Units of the drawing: a column's x, and what a line of text needs.
_X = (250, 330, 670)
_BOX = 270
_LINE = 30
_WIDTH = 940
_EDGE = 20
# After so many sweeps the order of columns hardly changes any more.
_SWEEPS = 6
# Characters that fit beside a node, and into a box.
_SHORT = 34
_BOXED = 38


@dataclass(frozen=True, slots=True)
class Node:
    """Something in the picture: where it stands, what it is called there and in full."""

    id: str
    label: str
    name: str
    path: str
    shape: Shape
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Edge:
    """A line of the picture: an SVG path, drawn in the manner of a role."""

    path: str
    role: Role | None


@dataclass(frozen=True, slots=True)
class Picture:
    """A network as it is drawn; `box` is the width of a passage's box.

    It begins at x = `left`: where nobody pays, the column of those who do takes no room.
    """

    left: int
    width: int
    height: int
    box: int
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


def draw(network: Network, question: str = "") -> Picture:
    """Return the picture of a network; the same for the same network, whatever the machine.

    `question` is what the passages answer, so that their pages mark it.
    """
    columns = _ordered(_columns(network), network.ties)
    points = _placed(columns)
    height = _LINE * max((len(column) for column in columns), default=0) + 2 * _EDGE
    titles = {
        p.id: (p.title or p.source, addresses.passage(p.id, question)) for p in network.passages
    }
    nodes = [_node(one, "passage", *titles[one], points[_P, one]) for one in columns[1]]
    entities = {one.id: one for one in network.entities}
    for side, column in ((_F, columns[0]), (_O, columns[2])):
        for one in map(entities.__getitem__, column):
            shape: Shape = "funder" if side == _F else one.kind
            path = addresses.collaborator(one.id)
            nodes.append(_node(one.id, shape, one.name, path, points[side, one.id]))
    edges = tuple(_edge(tie, points) for tie in network.ties if (_P, tie.passage) in points)
    left = 0 if columns[0] else _X[1] - _EDGE
    return Picture(left, _WIDTH - left, height, _BOX, tuple(nodes), edges)


_F, _P, _O = "funder", "passage", "other"
Columns = tuple[list[str], list[str], list[str]]
Points = dict[tuple[str, str], tuple[int, int]]


def _columns(network: Network) -> Columns:
    """Return the ids of the three columns; who pays and works as well stands in both outer ones."""
    funding = {tie.entity for tie in network.ties if tie.role == "funder"}
    others = {tie.entity for tie in network.ties if tie.role != "funder"}
    tied = {tie.passage for tie in network.ties}
    return (
        [one.id for one in network.entities if one.id in funding],
        [one.id for one in network.passages if one.id in tied],
        [one.id for one in network.entities if one.id in others],
    )


def _ordered(columns: Columns, ties: Sequence[Tie]) -> Columns:
    left, middle, right = columns
    paid = [(tie.entity, tie.passage) for tie in ties if tie.role == "funder"]
    done = [(tie.entity, tie.passage) for tie in ties if tie.role != "funder"]
    for _ in range(_SWEEPS):
        left = _by_mean(left, _heights(middle), paid)
        right = _by_mean(right, _heights(middle), done)
        outer = _heights(left) | _heights(right)
        middle = _by_mean(middle, outer, [(p, e) for e, p in (*paid, *done)])
    return left, middle, right


def _heights(column: Sequence[str]) -> dict[str, float]:
    """Return the heights of a column's nodes, from 0 at its top to 1 at its foot."""
    last = max(len(column) - 1, 1)
    return {one: at / last for at, one in enumerate(column)}


def _by_mean(
    column: list[str], heights: Mapping[str, float], ties: Sequence[tuple[str, str]]
) -> list[str]:
    """Return a column in the order of the mean heights of those that its nodes are tied to."""
    tied: dict[str, list[float]] = {one: [] for one in column}
    for one, other in ties:
        if one in tied and other in heights:
            tied[one].append(heights[other])
    mean = {one: sum(found) / len(found) if found else 1.0 for one, found in tied.items()}
    return sorted(column, key=lambda one: (mean[one], one))


def _placed(columns: Columns) -> Points:
    """Return where each node stands: columns centred beside each other, a line a node."""
    tallest = max(map(len, columns))
    return {
        (side, one): (x, _EDGE + (1 + tallest - len(column) + 2 * row) * _LINE // 2)
        for side, x, column in zip((_F, _P, _O), _X, columns, strict=True)
        for row, one in enumerate(column)
    }


def _node(one: str, shape: Shape, name: str, path: str, at: tuple[int, int]) -> Node:
    return Node(one, short(name, _BOXED if shape == "passage" else _SHORT), name, path, shape, *at)


def short(name: str, longest: int) -> str:
    """Return a name as it fits the picture.

    >>> short("Portsmouth Hospitals University NHS Trust", 20)
    'Portsmouth Hospital…'
    """
    return name if len(name) <= longest else name[: longest - 1].rstrip() + "…"


def _edge(tie: Tie, points: Points) -> Edge:
    box = points[_P, tie.passage]
    if tie.role == "funder":
        (x, y), (end, down) = points[_F, tie.entity], box
    else:
        (x, y), (end, down) = (box[0] + _BOX, box[1]), points[_O, tie.entity]
    half = (x + end) // 2
    return Edge(f"M{x} {y}C{half} {y} {half} {down} {end} {down}", tie.role)
