from __future__ import annotations

from indexer.entities import Corrections, find
from indexer.model import Block, Page, Passage, Section
from indexer.split import split_page
from tests.indexer.entities.finding import found


def page(title: str, introduction: str, **things: str) -> tuple[Passage, ...]:
    """Split a page of a heading with an introduction, and a heading for each thing."""
    sections = [Section(title, 1, (Block("paragraph", introduction),))]
    sections += [Section(name, 2, (Block("paragraph", text),)) for name, text in things.items()]
    return split_page(Page("page", title, None, "0" * 64, tuple(sections)))


def names(passages: tuple[Passage, ...], *own: str) -> list[str]:
    of = find(passages, Corrections(own=own)).entities
    return [one.name for one in of if one.kind == "organisation"]


def test_the_head_noun_used_alone_tells_whose_page_it_is() -> None:
    of = found(
        "The University works with York University.",
        "The University of Leeds and Hull University help the University.",
        "At the University of Leeds, the University’s own people work.",
    )
    assert [one.name for one in of.entities if one.kind == "organisation"] == [
        "Hull University",
        "York University",
    ]


def test_a_title_tells_whose_page_it_is() -> None:
    made = page(
        "Projects | Anytown Trust", "These.", Boat="With Zzyx School.", Ship="Anytown Trust did."
    )
    assert names(made) == ["Zzyx School"]


def test_an_introduction_tells_whose_page_it_is() -> None:
    made = page(
        "Loans", "Every year the Carrot Museum borrows much. Our staff helps.",
        Boat="The Carrot Museum works with Zzyx School.", Ship="It is old.",
    )  # fmt: skip
    assert names(made) == ["Zzyx School"]


def test_we_at_somebody_tells_whose_page_it_is() -> None:
    made = page(
        "People",
        "Most of us at Zzyx School bake.",
        Ann="Ann is at Zzyx School. She works with Bun School.",
    )
    assert names(made) == ["Bun School"]


def test_of_heads_used_alone_the_one_that_most_passages_use_tells_whose_page_it_is() -> None:
    of = found(
        "The Trust works with Zzyx School. It has money of the Bread Foundation.",
        "Anytown Trust is old. The Trust bakes. Bread Foundation visits.",
        "Anytown Trust thanks the Foundation.",
        "The Trust and the Foundation of Bread agree. The Foundation pays.",
    )
    names = [one.name for one in of.entities if one.kind == "organisation"]
    assert "Anytown Trust" not in names
    assert "Bread Foundation" in names


def test_whom_nearly_every_passage_names_the_page_is_of() -> None:
    texts = [f"Bun School helped Zzyx Trust with {thing}." for thing in ("jam", "rye", "oats")]
    assert organisations_of(*texts) == ["Bun School", "Zzyx Trust"]  # too few to tell
    more = ["Zzyx Trust and Toast Museum baked.", "Zzyx Trust is old."]
    assert organisations_of(*texts, *more) == ["Bun School", "Toast Museum"]


def organisations_of(*texts: str) -> list[str]:
    return [one.name for one in found(*texts).entities if one.kind == "organisation"]


def test_what_a_page_calls_its_own_is_its_own() -> None:
    of = found("Our Bread Institute works with Zzyx School. The Bread Institute is old.")
    assert [one.name for one in of.entities if one.kind == "organisation"] == ["Zzyx School"]


def test_a_joint_undertaking_is_not_its_own_partner() -> None:
    title = "Bread Centre for Research on Toast (BCRT)"
    of = found("BCRT is a collaboration between us and Zzyx School.", title=title)
    assert [one.name for one in of.entities] == ["Zzyx School"]


def test_what_people_say_of_it_wins() -> None:
    made = page("Projects | Anytown Trust", "These.", Boat="With Zzyx School and Anytown Trust.")
    assert names(made, "Zzyx School") == ["Anytown Trust"]
