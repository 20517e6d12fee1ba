"""Passages made for a test, and their words indexed."""

from __future__ import annotations

from pathlib import Path

from indexer import keywords, postings
from indexer.keywords import Keywords
from indexer.model import Block, Page, Passage, Section
from indexer.postings import Postings
from indexer.split import split


def thing(
    title: str, *paragraphs: str, key: str | None = None, theme: str | None = None
) -> Section:
    blocks = tuple(Block("paragraph", paragraph) for paragraph in paragraphs)
    return Section(title, 1, blocks, key=key, theme=theme)


def passages(*things: Section, source: str = "made.jsonl") -> tuple[Passage, ...]:
    return split(Page(source, "Made", None, "0" * 64, things, ready=True))


def passage(title: str, *paragraphs: str) -> Passage:
    return passages(thing(title, *paragraphs))[0]


def index_words(folder: Path, made: tuple[Passage, ...]) -> tuple[Keywords, Postings]:
    """Write and open both keyword indexes of passages; the folder is empty."""
    for name in ("keywords", "postings"):
        (folder / name).mkdir()
    keywords.write(folder / "keywords", made)
    plain = Keywords(folder / "keywords")
    postings.write(folder / "postings", plain.impacts())
    return plain, Postings.open(folder / "postings", len(made))
