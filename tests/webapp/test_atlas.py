from __future__ import annotations

from math import isclose

from indexer.model import Collaborator, Entity
from webapp.pages.atlas import draw, project


def place(name: str, point: tuple[float, float] | None, passages: int = 1) -> Collaborator:
    return Collaborator(
        Entity(name.lower(), name, "place", point=point), 0, passages, (), sure=True, evidence=()
    )


LONDON, LILLE, AMIENS = (51.5, -0.1), (50.6, 3.1), (49.9, 2.3)
NAIROBI, MALANG = (-1.3, 36.8), (-8.0, 112.6)


def test_a_point_lies_where_millers_projection_puts_it() -> None:
    assert project(0, 90)[0] == 900
    # y(45°) is 1.25 ln tan 63° = 0.8428 radians (Snyder, table 11, gives 0.84284).
    assert isclose(project(45, 0)[1], -10 * 0.84284 * 57.29578, abs_tol=0.01)
    assert isclose(project(45, 0)[1], -project(-45, 0)[1])


def test_beyond_the_land_that_is_drawn_points_stay_at_its_edge() -> None:
    assert project(90, 0) == project(84, 0)


def test_all_places_with_a_point_are_on_the_first_map() -> None:
    places = [place("Nairobi", NAIROBI), place("Malang", MALANG), place("Nowhere", None)]
    (whole,) = draw(places)
    assert [dot.name for dot in whole.dots] == ["Nairobi", "Malang"]
    left, top, width, height = whole.box
    for dot in whole.dots:
        assert left < dot.x < left + width
        assert top < dot.y < top + height
    assert whole.dots[0].path == "/collaborators/nairobi"


def test_without_points_there_is_no_map() -> None:
    assert draw([place("Nowhere", None)]) == ()


def test_a_crowd_is_looked_at_more_closely() -> None:
    places = [
        place("London", LONDON),
        place("Lille", LILLE),
        place("Amiens", AMIENS),
        place("Malang", MALANG),
    ]
    whole, close = draw(places)
    assert close.box[2] * 2 < whole.box[2]
    assert [dot.name for dot in close.dots] == ["London", "Lille", "Amiens"]


def test_names_do_not_cover_each_other_or_a_dot() -> None:
    places = [place(f"A rather long name {n}", (51 + n / 10, n / 10)) for n in range(8)]
    maps = draw(places)
    for one in maps:
        boxes = []
        for dot in one.dots:
            boxes.append((dot.x - dot.r, dot.y - dot.r, dot.x + dot.r, dot.y + dot.r))
            if dot.label:
                wide = len(dot.label) * one.letter * 0.5
                start = dot.tx if dot.anchor == "start" else dot.tx - wide
                boxes.append((start, dot.ty - one.letter * 0.7, start + wide, dot.ty))
        labels = boxes and [box for box in boxes if box[2] - box[0] > 3 * one.letter]
        assert labels
        for at, a in enumerate(labels):
            for b in labels[:at]:
                assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]


def test_more_passages_make_a_larger_dot_up_to_a_limit() -> None:
    few, many, most = draw([place("A", LONDON), place("B", NAIROBI, 4), place("C", MALANG, 999)])[
        0
    ].dots
    assert isclose(many.r, 2 * few.r, abs_tol=0.1)
    assert most.r < 4 * few.r
