"""Draws where the places of an answer lie: dots on a map of the world, and a closer look.

The land is one static drawing (`static/land.svg`); dots are put onto it by the same projection,
O. M. Miller's cylindrical one, ten units a degree of longitude:

    x = 10 λ          y = -10 · 1.25 · ln tan(π/4 + 0.4 φ), in degrees

Source: Snyder 1987, "Map projections: a working manual", USGS Professional Paper 1395, page 88.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import degrees, log, pi, radians, sqrt, tan

from indexer.model import Collaborator
from webapp import addresses
from webapp.pages.picture import short

# What the land's drawing covers, and the least that a map shows of it: as wide as Africa.
_WORLD = (-1800.0, -1150.0, 3600.0, 1880.0)
_NARROWEST = 700.0
_RATIO = 0.56
_MARGIN = 0.12
# A closer look shows as much as western Europe, where it holds so many places, and more than two
# times closer than the first map.
_CLOSE = 240.0
_CROWD = 3
_LAT_ENDS = (-62.0, 84.0)
# Parts of a map's width: a dot's radius for one passage and at most, a letter's height on a phone
# (wider screens draw it smaller, so that what has room there has room everywhere) and its width.
_DOT = 1 / 120
_LARGEST_DOT = 1 / 50
_LETTER = 1 / 30
_LETTER_WIDTH = 0.56
_LONGEST = 24


Box = tuple[float, float, float, float]
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Dot:
    """A place on a map; `label` stands at `(tx, ty)`, and is empty where it would hide another."""

    name: str
    path: str
    passages: int
    x: float
    y: float
    r: float
    label: str = ""
    tx: float = 0
    ty: float = 0
    anchor: str = "start"


@dataclass(frozen=True, slots=True)
class Map:
    """A part of the world: its box in units of the drawing, and the places in it."""

    box: Box
    letter: float
    dots: tuple[Dot, ...]


def project(latitude: float, longitude: float) -> tuple[float, float]:
    """Return where a point of the earth lies on the drawing.

    >>> x, y = project(60, 18)    # y: -10 degrees of 1.25 ln tan(45 + 24 degrees)
    >>> x, round(y)
    (180, -686)
    """
    held = min(max(latitude, _LAT_ENDS[0]), _LAT_ENDS[1])
    return 10 * longitude, -10 * degrees(1.25 * log(tan(pi / 4 + 0.4 * radians(held))))


def draw(places: Iterable[Collaborator]) -> tuple[Map, ...]:
    """Return maps of the places whose point is known: all, and a closer look at a crowd of them."""
    known = [(one, project(*point)) for one in places if (point := one.entity.point) is not None]
    if not known:
        return ()
    points = [point for _, point in known]
    whole, near = _around(points), _crowd(points)
    maps = [_map(whole, known)]
    if len(near) >= _CROWD and whole[2] > 2 * _CLOSE:
        maps.append(_map(_around(near, _CLOSE), known))
    return tuple(maps)


def _around(points: Sequence[Point], least: float = _NARROWEST) -> Box:
    """Return the box that holds all points with a margin, kept within the world where it can be."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    width = max(max(xs) - min(xs), (max(ys) - min(ys)) / _RATIO) * (1 + 2 * _MARGIN)
    width = min(max(width, least), _WORLD[2])
    height = min(width * _RATIO, _WORLD[3])
    left = (max(xs) + min(xs) - width) / 2
    top = (max(ys) + min(ys) - height) / 2
    left = min(max(left, _WORLD[0]), _WORLD[0] + _WORLD[2] - width)
    top = min(max(top, _WORLD[1]), _WORLD[1] + _WORLD[3] - height)
    return round(left, 1), round(top, 1), round(width, 1), round(height, 1)


def _crowd(points: Sequence[Point]) -> list[Point]:
    """Return the most points that lie within one close look, around one of them."""
    across, down = _CLOSE / 2, _CLOSE * _RATIO / 2
    near = [
        [p for p in points if abs(p[0] - x) <= across and abs(p[1] - y) <= down] for x, y in points
    ]
    return max(near, key=len)


def _map(box: Box, places: Iterable[tuple[Collaborator, Point]]) -> Map:
    left, top, width, height = box
    inside = [
        _dot(one, x, y, width)
        for one, (x, y) in places
        if left <= x <= left + width and top <= y <= top + height
    ]
    return Map(box, round(width * _LETTER, 1), _labelled(inside, box))


def _dot(of: Collaborator, x: float, y: float, width: float) -> Dot:
    radius = min(width * _DOT * sqrt(of.passages), width * _LARGEST_DOT)
    where = (round(x, 1), round(y, 1), round(radius, 1))
    return Dot(of.entity.name, addresses.collaborator(of.entity.id), of.passages, *where)


def _labelled(dots: Sequence[Dot], box: Box) -> tuple[Dot, ...]:
    """Return the dots with their names, as far as no name covers another, or a dot."""
    taken: list[Box] = [(dot.x - dot.r, dot.y - dot.r, 2 * dot.r, 2 * dot.r) for dot in dots]
    done = []
    for at, dot in enumerate(dots):
        for named, label in _sides(dot, box[2] * _LETTER):
            free = (not _meet(label, other) for n, other in enumerate(taken) if n != at)
            if _within(label, box) and all(free):
                taken.append(label)
                done.append(named)
                break
        else:
            done.append(dot)
    return tuple(done)


def _sides(dot: Dot, letter: float) -> list[tuple[Dot, Box]]:
    """Return a dot with its name on each side, with the box the name fills."""
    name = short(dot.name, _LONGEST)
    width, gap = len(name) * letter * _LETTER_WIDTH, dot.r + letter / 3
    ty = round(dot.y + letter / 3, 1)
    right, left = round(dot.x + gap, 1), round(dot.x - gap, 1)
    above, below = dot.y - gap, dot.y + gap + letter
    top, start = dot.y - letter / 2, dot.x - width / 2
    beside = replace(dot, label=name, ty=ty)
    over = replace(dot, label=name, tx=dot.x, anchor="middle")
    return [
        (replace(beside, tx=right), (right, top, width, letter)),
        (replace(beside, tx=left, anchor="end"), (left - width, top, width, letter)),
        (replace(over, ty=round(above, 1)), (start, above - letter, width, letter)),
        (replace(over, ty=round(below, 1)), (start, below - letter, width, letter)),
    ]


def _meet(one: Box, other: Box) -> bool:
    return (
        one[0] < other[0] + other[2]
        and other[0] < one[0] + one[2]
        and one[1] < other[1] + other[3]
        and other[1] < one[1] + one[3]
    )


def _within(one: Box, box: Box) -> bool:
    return box[0] <= one[0] and one[0] + one[2] <= box[0] + box[2]
