"""Holds the judged lists of mentions to the pages they judge.

A list was made by reading its page: `own` are the names of the page's own institution, which is
never listed; `names` gives the other ways in which the page writes a listed name; `passages` has
for each passage its organisations (`partner`: takes part; `named`: only mentioned), funders, people
and places. An entry that careful readers could judge differently is `unsure`, with a note.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple

import pytest

from indexer.model import Passage
from tests.indexer.entities import scoring

PAGES = ["customers.html", "projects.md", "loans.html", "grants.txt", "people.html"]
ROLES = {"organisations": {"partner", "named"}, "funders": {"funder"}}


class JudgedName(NamedTuple):
    kind: str
    name: str
    role: str | None = None
    unsure: bool = False
    note: str = ""


class JudgedPage(NamedTuple):
    passages: list[Passage]
    own: list[str]
    names: dict[str, list[str]]
    titles: list[str]
    entries: list[list[JudgedName]]  # of each passage


@pytest.fixture(scope="module", params=PAGES)
def judged(request: pytest.FixtureRequest) -> JudgedPage:
    listed = scoring.judged(f"pages/{request.param.rpartition('.')[0]}")
    entries = [
        [JudgedName(kind, **one) for kind in scoring.KINDS for one in scoring.entries(of[kind])]
        for of in listed["passages"]
    ]
    passages = scoring.passages_of(scoring.LISTS / "pages" / request.param)
    titles = [of["title"] for of in listed["passages"]]
    return JudgedPage(passages, listed["own"], listed["names"], titles, entries)


def occurs(name: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None


def test_passages_are_those_of_the_splitter(judged: JudgedPage) -> None:
    assert judged.titles == [passage.title for passage in judged.passages]


def test_every_listed_name_stands_in_its_passage(judged: JudgedPage) -> None:
    absent = [
        one
        for passage, entries in zip(judged.passages, judged.entries, strict=True)
        for one in entries
        if not any(
            occurs(name, f"{passage.title}\n{passage.text}")
            for name in (one.name, *judged.names.get(one.name, []))
        )
    ]
    assert absent == []


def test_other_names_stand_on_the_page_and_belong_to_a_listed_one(judged: JudgedPage) -> None:
    page = "\n".join(f"{passage.title}\n{passage.text}" for passage in judged.passages)
    others = [name for names in judged.names.values() for name in names]
    assert [name for name in others if not occurs(name, page)] == []
    assert judged.names.keys() <= {one.name for entries in judged.entries for one in entries}


def test_roles_are_legal_and_doubts_are_explained(judged: JudgedPage) -> None:
    for one in (one for entries in judged.entries for one in entries):
        assert one.role in ROLES.get(one.kind, {None}), one
        assert one.unsure == bool(one.note), one


def test_nothing_is_listed_twice_and_the_page_itself_never(judged: JudgedPage) -> None:
    for entries in judged.entries:
        counts = Counter((one.kind, one.name) for one in entries)
        assert [key for key, count in counts.items() if count > 1] == []
        assert not {one.name for one in entries} & set(judged.own)


def test_the_pages_hold_enough_to_judge_by(judged: JudgedPage) -> None:
    """As issue 4 asks of them; a share of doubts that a figure could hide behind is too many."""
    assert 8 <= sum(bool(entries) for entries in judged.entries) <= 15
    assert 900 <= sum(len(passage.text.split()) for passage in judged.passages) <= 1800
    facts = [one for entries in judged.entries for one in entries if one.kind in ROLES]
    assert sum(one.unsure for one in facts) < len(facts) / 4
