"""Says what there is to read in an index before anything is asked: themes, pages, examples."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask import current_app

from indexer.model import Passage
from indexer.search.engine import Engine
from indexer.split import is_scaffolding
from webapp import addresses

_KEY = "alongside.catalogue"
_EXAMPLES = 4
# What reads as a question, and not as a list of keywords.
_QUESTION = re.compile(r"(?:who|what|which|where|how|do|does|is|are|can|has|have)\s", re.IGNORECASE)
# A title longer than this is a sentence, and reads badly as an example.
_LONGEST_EXAMPLE = 70


@dataclass(frozen=True, slots=True)
class PageLink:
    """A page to read: its title and the path it is read at."""

    title: str
    path: str


@dataclass(frozen=True, slots=True)
class ThemeGroup:
    """What stands under one theme: its passages' rows in the index."""

    theme: str | None
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The contents of one generation of an index, as they are browsed."""

    generation: str
    groups: tuple[ThemeGroup, ...]  # by theme, in corpus order, those without a theme last
    examples: tuple[str, ...]  # past questions, else titles from as many themes as can be
    pages: tuple[PageLink, ...]  # the sources in corpus order, with their own titles

    def group(self, theme: str) -> ThemeGroup | None:
        """Return what stands under a theme (an empty one: under none); `None` for unknown ones."""
        return next((group for group in self.groups if (group.theme or "") == theme), None)


def current(engine: Engine) -> Catalogue:
    """Return the catalogue of the engine's generation, drawn once for each."""
    drawn: Catalogue | None = current_app.extensions.get(_KEY)
    if drawn is None or drawn.generation != engine.info.generation:
        drawn = current_app.extensions[_KEY] = draw(engine)
    return drawn


def draw(engine: Engine) -> Catalogue:
    """Return the catalogue of one generation; takes a walk over every passage."""
    rows: dict[str | None, list[int]] = {theme: [] for theme in engine.themes}
    titles: dict[str | None, list[str]] = {}
    pages: dict[str, str] = {}
    for row, passage in enumerate(engine.passages):
        pages.setdefault(passage.source, page_title(passage))
        if not passage.introduction:
            rows.setdefault(passage.theme, []).append(row)
            if not is_scaffolding(passage.title.rpartition(": ")[2]):
                titles.setdefault(passage.theme, []).append(passage.title)
    rows[None] = rows.pop(None, [])
    return Catalogue(
        generation=engine.info.generation,
        groups=tuple(ThemeGroup(theme, tuple(found)) for theme, found in rows.items() if found),
        examples=_questions(engine.questions)
        or _titles([titles[theme] for theme in rows if theme in titles]),
        pages=tuple(PageLink(title, addresses.page(source)) for source, title in pages.items()),
    )


def _questions(questions: Sequence[str]) -> tuple[str, ...]:
    """Return a few whole questions from all over the alphabet; none where there are too few."""
    whole = [one for one in questions if _QUESTION.match(one) and len(one) <= _LONGEST_EXAMPLE]
    apart = len(whole) // _EXAMPLES
    return tuple(whole[apart // 2 :: apart][:_EXAMPLES]) if apart else ()


def _titles(by_theme: Iterable[list[str]]) -> tuple[str, ...]:
    """Return the first title of each theme, then the second of each, until there are enough."""
    ranked = list(by_theme)
    taken = (titles[rank] for rank in range(_EXAMPLES) for titles in ranked if rank < len(titles))
    short = (title for title in taken if 0 < len(title) <= _LONGEST_EXAMPLE)
    return tuple(dict.fromkeys(short))[:_EXAMPLES]


def page_title(first: Passage) -> str:
    """Return the title of a page, as its first passage tells it."""
    if first.path and first.path[0]:
        return first.path[0]
    return first.title if first.introduction and first.title else first.source
