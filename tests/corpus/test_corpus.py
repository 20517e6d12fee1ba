"""Holds the corpus page and its judged queries to what a reader and a benchmark rely on."""

from __future__ import annotations

import json
import re
from collections import Counter
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "corpus" / "health-partnerships.html"
JUDGEMENTS = ROOT / "corpus" / "judgements.jsonl"
SHARED = ROOT.parent / "shared"
# What each item must state, by the id of its heading, in page order.
FACTS: dict[str, list[str]] = json.loads(
    Path(__file__).with_name("facts.json").read_text(encoding="utf-8")
)
KINDS = {"topic", "question", "acronym", "partner", "funder", "place", "typo", "broad", "none"}

# In the original too, word for word, because they are names; with the particle that leads to them.
OFFICIAL = (
    "Award for Excellence in Public and Patient Involvement",
    "Portsmouth Hospitals University NHS Trust (PHU)",
    "SATT Nord, Technische Universiteit Delft",
    "Portsmouth City Council (PCC) and the Athletic Skills Model (ASM) Company",
    "Medical Research Council (MRC) and the National Research Foundation (NRF) of Kenya",
    "UK-Kenya Joint Partnership on Non-Communicable Diseases",
    "Nurse staffing levels, missed vital signs observations and mortality in hospital wards",
    "Engineering and Physical Sciences Research Council (EPSRC)",
)

needs_shared = pytest.mark.skipif(
    not SHARED.is_dir(), reason="the original page (../shared) is not beside this checkout"
)


@lru_cache(maxsize=1)
def page() -> LexborHTMLParser:
    return LexborHTMLParser(PAGE.read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def queries() -> list[dict[str, Any]]:
    lines = JUDGEMENTS.read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def plain(node: LexborNode) -> str:
    return " ".join(node.text().replace("’", "'").split())


def items() -> dict[str, LexborNode]:
    found = {}
    for article in page().css("main article"):
        heading = article.css_first("h2, h3")
        assert heading is not None
        found[str(heading.attributes["id"])] = article
    return found


def titles() -> list[str]:
    return [plain(node) for node in page().css("main article > h2, main article > h3")]


def test_twenty_five_items_have_unique_ids_and_titles() -> None:
    headings = page().css("main article > h2, main article > h3")
    assert len(headings) == 25
    assert len({node.attributes["id"] for node in headings}) == 25
    assert len(set(titles())) == 25


def test_every_id_of_the_page_is_unique() -> None:
    counts = Counter(node.attributes["id"] for node in page().css("[id]"))
    assert [name for name, count in counts.items() if count > 1] == []


def test_the_first_four_items_stand_under_the_page_and_the_others_in_groups() -> None:
    groups = [
        [str(node.attributes["id"]) for node in section.css("article > h3")]
        for section in page().css("main > section")
    ]
    direct = [str(node.attributes["id"]) for node in page().css("main > article > h2")]
    assert direct == ["phu", "pttu", "sight", "cobra"]
    assert [len(group) for group in groups] == [4, 2, 9, 6]
    assert direct + [name for group in groups for name in group] == list(FACTS)


def test_every_group_is_introduced_by_one_paragraph() -> None:
    for section in page().css("main > section"):
        children = [node.tag for node in section.iter()]
        assert children[:3] == ["h2", "p", "article"]


def test_heading_levels_begin_at_one_and_never_skip() -> None:
    levels = [int(str(node.tag)[1]) for node in page().css("h1, h2, h3, h4, h5, h6")]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(below - above <= 1 for above, below in pairwise(levels))


def test_every_landmark_is_named_by_a_heading_inside_it() -> None:
    for node in page().css("main section, main article"):
        heading = node.css_first("h2, h3")
        assert heading is not None
        assert heading.attributes["id"] == node.attributes["aria-labelledby"]


def test_every_link_on_the_page_leads_somewhere() -> None:
    ids = {node.attributes["id"] for node in page().css("[id]")}
    for link in page().css("a"):
        target = str(link.attributes["href"])
        assert target.startswith("https://") or target[1:] in ids, target
        assert plain(link)


def test_repeated_link_labels_are_told_apart_for_a_screen_reader() -> None:
    links = [node for node in page().css("main a") if plain(node) in {"Find out more", "Read more"}]
    names = [str(node.attributes["aria-label"]) for node in links]
    assert len(names) == 22
    assert len(set(names)) == len(names)
    # Whoever speaks to the device says what they see.
    assert all(name.startswith(plain(node)) for name, node in zip(names, links, strict=True))


def test_the_page_says_its_language_encoding_and_width() -> None:
    source = PAGE.read_text(encoding="utf-8")
    assert source.startswith('<!DOCTYPE html>\n<html lang="en-GB">')
    assert page().css_matches('meta[charset="utf-8"]')
    assert page().css_matches('meta[name="viewport"]')
    assert page().css_first("main h1") is not None


@pytest.mark.parametrize(
    "selector",
    ["a.skip-link", "header nav", "nav.breadcrumb", "#cookie-banner", "figcaption", "footer"],
)
def test_the_page_wears_what_real_sites_wear(selector: str) -> None:
    assert page().css_matches(selector)


@pytest.mark.parametrize("name", FACTS)
def test_an_item_states_its_facts_in_its_own_text(name: str) -> None:
    text = plain(items()[name])
    missing = [fact for fact in FACTS[name] if fact not in text]
    assert missing == []


def test_judged_queries_are_unique_and_of_known_kinds() -> None:
    assert len({query["id"] for query in queries()}) == len(queries())
    assert len({query["query"].casefold() for query in queries()}) == len(queries())
    assert {query["kind"] for query in queries()} == KINDS


def test_every_kind_has_enough_queries_of_our_own() -> None:
    own = Counter(query["kind"] for query in queries() if query["id"].startswith("own-"))
    assert own.total() >= 60
    assert {kind for kind in KINDS if own[kind] < 6} == set()
    assert own["none"] >= 12


def test_judgements_name_items_of_the_page_and_grade_them_one_or_two() -> None:
    known = set(titles())
    for query in queries():
        assert set(query["relevant"]) <= known, query["id"]
        assert set(query["relevant"].values()) <= {1, 2}, query["id"]
        assert bool(query["relevant"]) == (query["kind"] != "none"), query["id"]


def test_every_item_is_what_some_query_of_our_own_is_about() -> None:
    asked = {
        title
        for query in queries()
        if query["id"].startswith("own-")
        for title, grade in query["relevant"].items()
        if grade == 2
    }
    # The Trust is a partner of most items, so nobody asks for it alone but by name (dev-033).
    assert set(titles()) - asked <= {"Portsmouth Hospitals University (PHU) NHS Trust"}


def folded(text: str) -> str:
    return re.sub(r"['’]", "", text).casefold()


def runs(text: str, length: int) -> set[tuple[str, ...]]:
    found = re.findall(r"[^\W_]+|\|", folded(text))
    every = (tuple(found[at : at + length]) for at in range(len(found) - length + 1))
    return {run for run in every if "|" not in run}


def without_names(text: str) -> str:
    """Put a bar, which no run crosses, in the place of every official name and title."""
    names = sorted([*OFFICIAL, *titles()], key=len, reverse=True)
    pattern = "|".join(re.escape(folded(name)) for name in names)
    return re.sub(pattern, "|", folded(" ".join(text.split())))


@needs_shared
def test_no_run_of_seven_words_is_taken_from_the_original() -> None:
    original = (SHARED / "pages" / "health-partnerships.txt").read_text(encoding="utf-8")
    blocks = [plain(node) for node in page().css("main p, main li, main figcaption")]
    ours = runs(without_names(" | ".join(blocks)), 7)
    taken = ours & runs(without_names(original), 7)
    # Names run together: place after university, number inside a project's name.
    assert {" ".join(run) for run in taken} <= {
        "the university of brawijaya in malang indonesia",
        "data from the 100 000 genomes project",
    }


@needs_shared
def test_every_number_of_the_original_is_on_the_page() -> None:
    original = (SHARED / "pages" / "health-partnerships.txt").read_text(encoding="utf-8")
    main = page().css_first("main")
    assert main is not None
    number = re.compile(r"\d+(?:[.,]\d+)*")
    assert set(number.findall(original)) - set(number.findall(plain(main))) == set()


@needs_shared
def test_titles_and_groups_are_those_of_the_original() -> None:
    wanted = json.loads((SHARED / "judgements" / "passages.json").read_text(encoding="utf-8"))
    assert titles() == [item["title"] for item in wanted]
    themes = list(dict.fromkeys(item["theme"] for item in wanted if item["theme"]))
    assert [plain(node) for node in page().css("main > section > h2")] == themes


@needs_shared
def test_the_given_judgements_are_all_here_unchanged() -> None:
    given = (SHARED / "judgements" / "queries.jsonl").read_text(encoding="utf-8").splitlines()
    assert queries()[: len(given)] == [json.loads(line) for line in given]
