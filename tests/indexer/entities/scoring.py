"""Scores what was found against a list made by hand: sets of names, passage by passage.

A name is the listed one, or one of its other writings, compared folded and without its article.
What the list is unsure of is neither rewarded nor punished.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from indexer.entities import Corrections, Entities, find
from indexer.model import Mention, Passage
from indexer.read import read_pages
from indexer.render.review import LISTS as KINDS
from indexer.render.review import list_of
from indexer.split import split_page
from indexer.text import fold

LISTS = Path(__file__).parent


@dataclass(slots=True)
class Score:
    """How one kind fares: what is right, wrong, missed, and of the right ones the right roles."""

    right: int = 0
    roles: int = 0
    wrong: list[tuple[str, str]] = field(default_factory=list)
    missed: list[tuple[str, str]] = field(default_factory=list)
    misread: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.right / max(self.right + len(self.wrong), 1)

    @property
    def recall(self) -> float:
        return self.right / max(self.right + len(self.missed), 1)

    @property
    def roles_right(self) -> float:
        return self.roles / max(self.roles + len(self.misread), 1)

    def __add__(self, other: Score) -> Score:
        return Score(
            self.right + other.right,
            self.roles + other.roles,
            self.wrong + other.wrong,
            self.missed + other.missed,
            self.misread + other.misread,
        )


def passages_of(source: Path) -> list[Passage]:
    return [passage for page in read_pages([str(source)]) for passage in split_page(page)]


def judged(name: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((LISTS / f"{name}.json").read_text(encoding="utf-8"))
    return document


def plain(name: str) -> str:
    words = [fold(word) for word in re.findall(r"[^\W_]+(?:['’][^\W_]+)*", name)]
    return " ".join(word for word in words if word != "the")


def score(source: Path, name: str, corrections: Corrections | None = None) -> dict[str, Score]:
    """Find the names of a page and score each kind against its list."""
    return compare(find(passages_of(source), corrections), judged(name))


def compare(found: Entities, document: dict[str, Any]) -> dict[str, Score]:
    known = {
        plain(form): name for name, forms in document["names"].items() for form in (name, *forms)
    }
    for listed in document["passages"]:
        for entry in (entry for kind in KINDS for entry in entries(listed[kind])):
            known.setdefault(plain(entry["name"]), entry["name"])
    scores = {kind: Score() for kind in KINDS}
    for passage, listed in zip(found.passages, document["passages"], strict=True):
        assert passage.title == listed["title"]
        for kind in KINDS:
            roles = _roles(passage.mentions, kind, known)
            _judge(scores[kind], passage.title, list(entries(listed[kind])), roles)
    return scores


def entries(listed: Sequence[Any]) -> Iterator[dict[str, Any]]:
    for entry in listed:
        yield {"name": entry} if isinstance(entry, str) else entry


def _roles(mentions: Sequence[Mention], kind: str, known: dict[str, str]) -> dict[str, set[Any]]:
    roles: dict[str, set[Any]] = {}
    for mention in mentions:
        if list_of(mention) == kind:
            name = known.get(plain(mention.name), mention.name)
            roles.setdefault(name, set()).add(mention.role)
    return roles


def _judge(
    score: Score, title: str, listed: Sequence[dict[str, Any]], roles: dict[str, set[Any]]
) -> None:
    sure = {e["name"]: e.get("role") for e in listed if not e.get("unsure")}
    unsure = {e["name"] for e in listed if e.get("unsure")}
    for name, found in roles.items():
        if name in sure:
            score.right += 1
            told = sure[name]
            if told is None or told in found or (told == "partner" and "leader" in found):
                score.roles += 1
            else:
                score.misread.append((title, name, f"{'/'.join(map(str, found))} for {told}"))
        elif name not in unsure:
            score.wrong.append((title, name))
    score.missed += [(title, name) for name in sure if name not in roles]
