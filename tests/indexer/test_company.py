from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import product
from pathlib import Path

import click
import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from indexer.model import FACETS, ROLES, FacetName, Filters, Mention, Passage, Query, Who
from indexer.render import terminal
from indexer.search.collaborators import CERTAIN, SHARPNESS
from indexer.search.engine import Engine
from tests.indexer.named import (
    ALPHA,
    BETA,
    ENTITIES,
    GAMMA,
    JONES,
    KITES,
    Named,
    engine_of,
    naming,
)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return engine_of(tmp_path_factory.mktemp("company"))


def called(engine: Engine, who: Who) -> list[str]:
    return [one.entity.name for one in engine.collaborators(who).found]


def test_a_question_gives_those_its_passages_name_with_role_and_sentence(engine: Engine) -> None:
    answer = engine.collaborators(Who(Query("mends boats")))
    assert answer.state == "strong"
    assert answer.passages == 1
    assert [one.entity.name for one in answer.found] == ["Alpha Trust", "Beta Fund", "Ann Jones"]
    first = answer.found[0]
    assert first.roles == (("partner", 1),)
    (evidence,) = first.evidence
    assert evidence.snippet.text.startswith("Alpha Trust mends boats in Kenya.")
    (mark,) = evidence.snippet.marks
    assert evidence.snippet.text[mark.start : mark.end] == "Alpha Trust"


def test_a_score_is_the_noisy_or_of_what_its_passages_weigh(engine: Engine) -> None:
    hits = engine.search(Query("boats OR nets", limit=10)).hits
    weight = {hit.passage.title: min(hit.score**SHARPNESS, CERTAIN) for hit in hits}
    found = engine.collaborators(Who(Query("boats OR nets"))).found
    alpha = next(one for one in found if one.entity.name == "Alpha Trust")
    expected = 1 - (1 - weight["Boats"]) * (1 - weight["Nets of Gamma"])
    assert alpha.score == pytest.approx(expected, abs=1e-5)
    gamma = next(one for one in found if one.entity.name == "Gamma")
    assert gamma.score == pytest.approx(weight["Nets of Gamma"] / 2, abs=1e-5)  # only mentioned


def test_without_a_question_all_are_listed_by_their_passages(engine: Engine) -> None:
    assert called(engine, Who(Query(""))) == ["Alpha Trust", "Ann Jones", "Beta Fund", "Gamma"]
    places = Who(Query(""), kinds=("place",))
    assert called(engine, places) == ["Leeds", "Kenya", "Lille"]  # whom they name is in Lille


def test_roles_kinds_and_exclusions_narrow(engine: Engine) -> None:
    everybody = Query("")
    assert called(engine, Who(everybody, roles=("funder",))) == ["Alpha Trust", "Beta Fund"]
    assert called(engine, Who(everybody, kinds=("person",))) == ["Ann Jones"]
    known = Who(everybody, exclude=("AT", "beta fund", "nobody"))
    assert called(engine, known) == ["Ann Jones", "Gamma"]


def test_who_pays_is_asked_for_funders_and_says_so(engine: Engine) -> None:
    answer = engine.collaborators(Who(Query("who has funded boats?")))
    assert [one.entity.name for one in answer.found] == ["Beta Fund"]
    assert answer.notices == ("showing funders only: choose another role to see others",)


def test_a_terminal_says_when_names_are_only_weak(engine: Engine) -> None:
    weak = engine.collaborators(Who(Query("museums working on boats")))
    said = click.unstyle(terminal.collaborators(weak)).splitlines()
    assert said[0].endswith("named in 1 passage - not a close match")
    assert said[1] == "note: no such organisations are named: others are shown"
    sure = click.unstyle(terminal.collaborators(engine.collaborators(Who(Query("boats")))))
    assert "only touch" not in sure


def test_of_equals_who_takes_part_surely_comes_before_whose_part_is_a_guess(tmp_path: Path) -> None:
    text = "Alpha Trust and Gamma and Ann Jones sew sails here."
    sails = naming("Sails", text, ("Ann Jones", "person", "leader"), _partner("Gamma"))
    guess = replace(_mention_of(sails, "Alpha Trust"), role="partner", sure=False)
    engine = engine_of(tmp_path, [replace(sails, mentions=(guess, *sails.mentions))])
    assert called(engine, Who(Query("sails"))) == ["Ann Jones", "Gamma", "Alpha Trust"]
    assert called(engine, Who(Query("who leads sails"))) == ["Ann Jones"]
    assert called(engine, Who(Query("sails"), roles=("partner",))) == called(
        engine, Who(Query("sails"))
    )  # who leads works on it


def _mention_of(passage: Passage, name: str) -> Mention:
    start = passage.text.index(name)
    return Mention(name, "organisation", "partner", start, start + len(name))


def test_the_evidence_of_who_plays_two_parts_is_of_the_part_asked_for(engine: Engine) -> None:
    asked = Who(Query(""), roles=("funder",))
    alpha = engine.collaborators(asked).found[0]
    assert alpha.roles == (("funder", 1),)
    assert [one.passage.title for one in alpha.evidence] == ["Nets of Gamma"]
    assert [(one.role, one.roles) for one in alpha.evidence] == [("funder", ("funder",))]


def test_a_place_alone_asks_for_those_who_are_there(engine: Engine) -> None:
    # Boats are mended in Kenya and nets tied in Leeds; of all who do, Alpha Trust is in Leeds.
    assert called(engine, Who(Query("partners in Leeds"))) == ["Alpha Trust"]


def test_whom_a_question_names_comes_first(engine: Engine) -> None:
    assert called(engine, Who(Query("Gamma")))[0] == "Gamma"


def test_nothing_found_says_why(engine: Engine) -> None:
    answer = engine.collaborators(Who(Query("quantum chromodynamics")))
    assert (answer.state, answer.total, answer.found) == ("none", 0, ())
    silent = engine.collaborators(Who(Query("kites"), roles=("funder",)))
    assert (silent.state, silent.reason) == ("none", "nobody named in 1 passage")


def test_what_a_filter_or_an_exclusion_names_in_vain_is_said(engine: Engine) -> None:
    who = Who(Query("boats", filters=Filters(place=("Mars",))), exclude=("AT", "Mallory"))
    notices = ("no passage has the place 'Mars'", "nobody is called 'Mallory'")
    assert engine.collaborators(who).notices == notices
    assert engine.collaborators(Who(Query("boats"), exclude=("AT",))).notices == ()


def test_a_filter_takes_any_name_of_whom_it_asks_for(engine: Engine) -> None:
    named, short = (
        Query("boats nets", filters=Filters(organisation=(name,))) for name in ("Alpha Trust", "at")
    )
    answer = engine.search(short)
    assert answer.query == named
    assert answer.hits == engine.search(named).hits
    assert answer.facets == engine.search(named).facets
    ((_, matches),) = engine.match_many([short])
    batched = engine.answer(matches)
    assert batched.query == named
    assert called(engine, Who(short)) == called(engine, Who(named))
    assert engine.network(Who(short)) == engine.network(Who(named))


def test_pages_of_collaborators_neither_overlap_nor_leave_a_gap(engine: Engine) -> None:
    whole = called(engine, Who(Query("", limit=100)))
    parts = [called(engine, Who(Query("", limit=1, offset=at))) for at in range(len(whole) + 1)]
    assert [name for part in parts for name in part] == whole


def test_a_profile_has_all_evidence_funders_and_company(engine: Engine) -> None:
    profile = engine.profile(ALPHA.id)
    assert profile
    assert profile.collaborator.roles == (("partner", 1), ("funder", 1))
    assert [one.passage.title for one in profile.collaborator.evidence] == [
        "Boats",
        "Nets of Gamma",
    ]
    assert [one.entity for one in profile.funders] == [BETA]
    assert [one.entity for one in profile.beside] == [JONES, GAMMA]
    assert engine.profile("nobody") is None


def test_entities_are_found_by_any_of_their_names(engine: Engine) -> None:
    assert engine.entity("AT") == engine.entity("the alpha trust") == ALPHA
    assert engine.entity("nobody") is None


def test_a_network_ties_passages_to_those_they_name(engine: Engine) -> None:
    whole = engine.network(Who(Query("")))
    titles = {one.id: one.title for one in whole.passages}
    assert {(titles[tie.passage], tie.entity, tie.role) for tie in whole.ties} == {
        ("Boats", ALPHA.id, "partner"),
        ("Boats", BETA.id, "funder"),
        ("Boats", JONES.id, "partner"),
        ("Nets of Gamma", ALPHA.id, "funder"),
        ("Nets of Gamma", GAMMA.id, "named"),
    }
    around = engine.network(Who(Query("")), around=GAMMA.id)
    assert [one.title for one in around.passages] == ["Nets of Gamma"]
    assert {one.name for one in around.entities} == {"Alpha Trust", "Gamma"}


def test_similar_passages_say_what_they_share(tmp_path: Path) -> None:
    alpha: Named = ("Alpha Trust", "organisation", "partner")
    gamma: Named = ("Gamma", "organisation", "partner")
    sails = naming("Sails", "Alpha Trust sews sails for boats. They last for years.", alpha)
    ropes = naming("Ropes", "Alpha Trust ties ropes for boats. Nobody paid for them.", alpha)
    canvas = naming("Canvas", "Gamma sews sails for boats too. They last for years.", gamma)
    others = [naming(one, f"{one} are baked by day.") for one in ("Buns", "Cakes", "Pies", "Tarts")]
    engine = engine_of(tmp_path, [sails, ropes, canvas, KITES, *others])
    near, shared = engine.similar(engine.passages[0].id)
    assert near.passage.title == "Canvas"
    assert near.could_join
    assert near.reason == "near in meaning; with different partners: these two could join up"
    assert near.own
    assert near.other
    said = (sails.text[near.own.start : near.own.end], canvas.text[near.other.start :])
    assert said == ("They last for years.", "They last for years.")
    assert (shared.passage.title, shared.partners) == ("Ropes", ("Alpha Trust",))
    assert not shared.could_join
    assert "both with Alpha Trust" in shared.reason
    assert engine.similar("nothing") == ()


def test_sharing_what_most_passages_share_makes_nothing_similar(tmp_path: Path) -> None:
    alpha: Named = ("Alpha Trust", "organisation", "partner")
    told = {
        "Sails": "Alpha Trust sews sails for boats.",
        "Jibs": "Alpha Trust sews jibs, small sails for boats.",
        "Bread": "Alpha Trust bakes brown loaves at dawn.",
        "Bees": "Alpha Trust keeps hives in a meadow.",
        "Chess": "Alpha Trust teaches pupils openings and endgames.",
        "Glass": "Alpha Trust blows vases of blue glass.",
    }
    engine = engine_of(tmp_path, [naming(title, text, alpha) for title, text in told.items()])
    (jibs,) = engine.similar(engine.passages[0].id)
    assert jibs.passage.title == "Jibs"
    # It is listed as shared, but nothing is like another by it: not the partner, not its country.
    assert (jibs.partners, jibs.reason) == (("Alpha Trust",), "near in meaning")


def test_similar_passages_stand_in_the_order_of_their_scores(corpus_engine: Engine) -> None:
    for passage in corpus_engine.passages:
        near = corpus_engine.similar(passage.id, 10)
        scores = [one.score for one in near]
        assert scores == sorted(scores, reverse=True)
        assert all(one.passage.id != passage.id for one in near)


@pytest.mark.parametrize(
    ("title", "like"),
    [
        ("Tupumue", "Air Pollution Interdisciplinary Research (AIR) Network"),
        ("National Early Warning Score (NEWS)", "Frequency of Observations (FOBS)"),
    ],
)
def test_the_most_similar_passage_is_about_the_same(
    corpus_engine: Engine, title: str, like: str
) -> None:
    passage = next(one for one in corpus_engine.passages if one.title == title)
    near = corpus_engine.similar(passage.id)
    assert near[0].passage.title == like
    # The country and the hospital that most things of the page share are no reason.
    assert not any("United Kingdom" in one.reason for one in near)


def test_a_filter_of_each_facet_must_be_met(tmp_path: Path) -> None:
    boats = naming("Boats", "Boats of Alpha Trust.", _partner("Alpha Trust"), theme="Water")
    kites = naming("Kites", "Boats of Gamma.", _partner("Gamma"), theme="Air")
    engine = engine_of(tmp_path, [boats, kites])
    both = Filters(theme=("Water",), organisation=("Gamma",))
    assert engine.search(Query("boats", filters=both)).reason == "no results with these conditions"
    assert len(engine.browse(Query("", filters=both)).rows) == 0


def _partner(name: str) -> Named:
    return name, "organisation", "partner"


THEMES = ("", "Water", "Air")


@st.composite
def corpora(draw: st.DrawFn) -> list[tuple[str, list[Named]]]:
    """Draw up to six passages, each with a theme or none and some names."""
    bodies = ("Alpha Trust", "Beta Fund", "Gamma")
    named: list[Named] = [(name, "organisation", role) for name, role in product(bodies, ROLES)]
    named += [(town, "place", None) for town in ("Leeds", "Lille")]
    one = st.tuples(st.sampled_from(THEMES), st.lists(st.sampled_from(named), unique=True))
    return draw(st.lists(one, min_size=1, max_size=6))


FILTERS = st.builds(
    Filters,
    theme=st.lists(st.sampled_from(THEMES), max_size=2).map(tuple),
    organisation=st.lists(st.sampled_from(["Alpha Trust", "Gamma"]), max_size=2).map(tuple),
    funder=st.lists(st.sampled_from(["Beta Fund", "Alpha Trust"]), max_size=1).map(tuple),
    place=st.lists(st.sampled_from(["France", "Leeds", "Nowhere"]), max_size=2).map(tuple),
)


def has(passage: Passage, facet: FacetName, value: str) -> bool:
    """Say by the plainest way whether a passage has a value of a facet."""
    if facet == "theme":
        return (passage.theme or "") == value
    if facet == "place":
        known = {(one.kind, one.name): one for one in ENTITIES}
        places = [(m, known[m.kind, m.name].places) for m in passage.mentions]
        return any(value in above or (m.kind == "place" and m.name == value) for m, above in places)
    return any(
        m.name == value and m.kind == "organisation" and (m.role == "funder") == (facet == "funder")
        for m in passage.mentions
    )


def meets(passage: Passage, filters: Filters, facets: Sequence[FacetName]) -> bool:
    """Say whether a passage has any of the values wanted of each facet."""
    return all(
        not filters.of(facet) or any(has(passage, facet, value) for value in filters.of(facet))
        for facet in facets
    )


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Path]:
    return lambda: tmp_path_factory.mktemp("random")


@settings(max_examples=12)
@given(corpus=corpora(), asked=st.lists(FILTERS, min_size=6, max_size=6))
def test_all_counts_add_up(
    folders: Callable[[], Path], corpus: list[tuple[str, list[Named]]], asked: list[Filters]
) -> None:
    made = [
        naming(
            f"Thing {at}",
            "boats " + ", ".join(name for name, _, _ in named) + f" {at}.",
            *named,
            theme=theme or None,
        )
        for at, (theme, named) in enumerate(corpus)
    ]
    engine = engine_of(folders(), made)
    for filters in asked:
        query = Query("boats", filters=filters, limit=2)
        answer = engine.search(query)
        fitting = [one for one in engine.passages if meets(one, filters, FACETS)]
        pages = [
            engine.search(Query("boats", filters=filters, limit=2, offset=at))
            for at in range(0, 8, 2)
        ]
        shown = [hit.passage.id for page in pages for hit in page.hits]
        assert sorted(shown) == sorted(one.id for one in fitting)  # no overlap, no gap
        assert answer.total == len(fitting)
        for facet in answer.facets:
            for value in facet.values:
                assert value.count == sum(has(one, facet.name, value.value) for one in fitting)
                # What switching it on would add: what only this facet's other values keep out.
                others = [name for name in FACETS if name != facet.name]
                beyond = (one for one in engine.passages if one not in fitting)
                adding = [one for one in beyond if meets(one, filters, others)]
                adds = sum(has(one, facet.name, value.value) for one in adding)
                assert value.adds == (0 if value.selected else adds)
        assert sum(value.count for value in answer.facets[0].values) == answer.total
