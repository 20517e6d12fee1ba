"""Holds the lists of mentions, made by hand by reading, to the pages that they judge."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from indexer.model import Passage
from indexer.read import read
from indexer.split import split
from tests.conftest import CORPUS, SHARED

ROLES = {
    "organisations": {"partner", "named"},
    "funders": {"funder"},
    "people": {None},
    "places": {None},
}
PAGES = {
    "real_page": SHARED / "pages" / "health-partnerships.txt",
    "corpus_page": CORPUS,
}


@dataclass(frozen=True, slots=True)
class Judged:
    """A page's passages, and the list made for it."""

    passages: tuple[Passage, ...]
    own: list[str]
    names: dict[str, list[str]]
    lists: list[dict[str, Any]]

    def entries(self) -> Iterator[tuple[Passage, str, dict[str, Any]]]:
        """Yield every entry with its passage and kind; a place may be a bare name."""
        for passage, listed in zip(self.passages, self.lists, strict=True):
            for kind in ROLES:
                for entry in listed[kind]:
                    yield passage, kind, {"name": entry} if isinstance(entry, str) else entry

    def spellings(self, name: str) -> list[str]:
        return [name, *self.names[name]]


def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    doubled = [key for key, times in Counter(key for key, _ in pairs).items() if times > 1]
    assert not doubled, f"given twice: {doubled}"
    return dict(pairs)


def occurs(name: str, passage: Passage) -> bool:
    """Return whether title or text hold the name, not as a part of a longer word."""
    pattern = rf"(?<!\w){re.escape(name)}(?!\w)"
    return any(re.search(pattern, text) for text in (passage.title, passage.text))


@pytest.fixture(params=PAGES)
def judged(request: pytest.FixtureRequest) -> Judged:
    source: Path = PAGES[request.param]
    if SHARED in source.parents:
        request.getfixturevalue("shared")
    made = (Path(__file__).parent / f"{request.param}.json").read_text(encoding="utf-8")
    document = json.loads(made, object_pairs_hook=once)
    passages = tuple(passage for page in read([str(source)]) for passage in split(page))
    return Judged(passages, document["own"], document["names"], document["passages"])


def test_every_passage_is_judged_in_the_order_of_the_page(judged: Judged) -> None:
    assert [listed["title"] for listed in judged.lists] == [p.title for p in judged.passages]
    assert all(set(listed) == {"title", *ROLES} for listed in judged.lists)


def test_every_name_stands_in_its_passage(judged: Judged) -> None:
    missing = [
        (passage.title, entry["name"])
        for passage, _, entry in judged.entries()
        if not any(
            occurs(spelling, passage)
            for spelling in (
                [entry["written"]] if "written" in entry else judged.spellings(entry["name"])
            )
        )
    ]
    assert missing == []


def test_a_spelling_belongs_to_one_name(judged: Judged) -> None:
    known = Counter(
        spelling.casefold() for name in judged.names for spelling in judged.spellings(name)
    )
    assert [spelling for spelling, times in known.items() if times > 1] == []


def test_the_names_are_those_of_the_entries(judged: Judged) -> None:
    assert {entry["name"] for _, _, entry in judged.entries()} == set(judged.names)


def test_no_passage_lists_a_name_twice_as_the_same(judged: Judged) -> None:
    listed = Counter((p.id, kind, entry["name"]) for p, kind, entry in judged.entries())
    assert [key for key, times in listed.items() if times > 1] == []


def test_roles_are_those_of_the_kind(judged: Judged) -> None:
    wrong = [
        (passage.title, kind, entry)
        for passage, kind, entry in judged.entries()
        if entry.get("role") not in ROLES[kind]
    ]
    assert wrong == []


def test_what_is_unsure_says_why(judged: Judged) -> None:
    for _, _, entry in judged.entries():
        assert entry.keys() <= {"name", "role", "written", "unsure", "note"}
        assert ("note" in entry) == ("unsure" in entry)
        assert entry.get("unsure", True) is True
        assert entry.get("note", "why").strip()


def test_the_pages_own_institution_is_on_the_page_and_in_no_list(judged: Judged) -> None:
    assert all(any(occurs(own, passage) for passage in judged.passages) for own in judged.own)
    assert not set(judged.own) & {
        spelling for name in judged.names for spelling in judged.spellings(name)
    }
