from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.model import Entity, Network, Query, Tie, Who
from indexer.search.engine import Engine
from tests.indexer.made import passage
from tests.webapp.harbour import TABLES
from webapp.pages.picture import Node, Picture, draw


@pytest.fixture(scope="module")
def network(harbour: Engine) -> Network:
    return harbour.network(Who(Query("")))


def nodes(picture: Picture, *shapes: str) -> list[Node]:
    return sorted((n for n in picture.nodes if n.shape in shapes), key=lambda node: node.y)


def test_who_pays_stands_on_the_left_and_who_works_on_the_right(network: Network) -> None:
    picture = draw(network)
    funder, boats, trust = (
        next(node for node in picture.nodes if node.name == name)
        for name in ("Lamplight Fund", "Tide tables for small boats", "Pier Trust")
    )
    assert funder.x < boats.x < trust.x
    assert (funder.shape, boats.shape, trust.shape) == ("funder", "passage", "organisation")
    assert (boats.path, trust.path) == (
        f"/passages/{TABLES}",
        "/collaborators/pier-trust",
    )


def test_every_tie_is_a_line_in_the_manner_of_its_role(network: Network) -> None:
    picture = draw(network)
    assert [edge.role for edge in picture.edges] == [tie.role for tie in network.ties]


def test_passages_that_name_nobody_are_not_drawn(network: Network) -> None:
    names = {node.name for node in draw(network).nodes}
    assert "Tides" not in names
    assert "Flood gates" in names


def test_no_two_nodes_of_a_column_come_closer_than_a_line_of_text(network: Network) -> None:
    picture = draw(network)
    for shapes in (("passage",), ("funder",), ("organisation", "person", "place")):
        heights = [node.y for node in nodes(picture, *shapes)]
        assert all(lower - upper >= 29 for upper, lower in pairwise(heights))
        assert all(0 < y < picture.height for y in heights)


def test_the_order_of_nodes_uncrosses_lines() -> None:
    passages = tuple(passage(f"Thing {n}", "x") for n in range(4))
    entities = tuple(Entity(f"e{n}", f"E{n}", "organisation") for n in range(4))
    ties = tuple(Tie(passages[n].id, f"e{3 - n}", "partner") for n in range(4))
    picture = draw(Network(passages, entities, ties))
    assert [n.name[-1] for n in nodes(picture, "passage")] == [
        str(3 - int(n.name[-1])) for n in nodes(picture, "organisation")
    ]


def test_a_long_name_is_cut_and_its_whole_is_kept() -> None:
    one = Entity("long", "w" * 10_000, "organisation")
    made = passage("Thing", "x")
    picture = draw(Network((made,), (one,), (Tie(made.id, "long", "partner"),)))
    (node,) = nodes(picture, "organisation")
    assert len(node.label) == 34
    assert node.label.endswith("…")
    assert node.name == one.name


def test_where_nobody_pays_no_room_is_left_for_them(network: Network) -> None:
    made = passage("Thing", "x")
    one = Entity("one", "One", "organisation")
    picture = draw(Network((made,), (one,), (Tie(made.id, "one", "partner"),)))
    assert draw(network).left == 0
    assert picture.left + picture.width == draw(network).left + draw(network).width
    assert all(picture.left < node.x for node in picture.nodes)


def test_a_network_of_nobody_is_an_empty_picture() -> None:
    assert draw(Network((), (), ())).nodes == ()


@given(st.sets(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=1))
def test_the_same_network_is_the_same_picture_and_every_tied_node_is_in_it(
    pairs: set[tuple[int, int]],
) -> None:
    passages = tuple(passage(f"Thing {n}", "x") for n in range(6))
    entities = tuple(Entity(f"e{n}", f"E{n}", "person") for n in range(6))
    ties = tuple(
        Tie(passages[p].id, f"e{e}", "funder" if (p + e) % 2 else "partner")
        for p, e in sorted(pairs)
    )
    network = Network(passages, entities, ties)
    picture = draw(network)
    assert picture == draw(network)
    assert {node.id for node in picture.nodes} == {t.passage for t in ties} | {
        t.entity for t in ties
    }
    assert len(picture.edges) == len(ties)
