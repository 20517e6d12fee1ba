"""Says what there is to read in an index before anything is asked: themes, pages, examples."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from webapp import links

if TYPE_CHECKING:
    from collections.abc import Iterable

    from indexer.model import Passage
    from webapp.state import Engine

# Enough to browse a page of things; a collection of thousands is read on its own page.
_LISTED = 60
_EXAMPLES = 4
# A title longer than this is a sentence, and reads badly as an example.
_LONGEST_EXAMPLE = 70


@dataclass(frozen=True, slots=True)
class Entry:
    """Something to read: its title and the path it is read at."""

    title: str
    path: str


@dataclass(frozen=True, slots=True)
class Group:
    """What stands under one theme: how much, and the first of it."""

    theme: str | None
    total: int
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """An index's contents, as its home page shows them.

    Parameters
    ----------
    generation
        The generation of the index it was drawn from.
    groups
        The passages by theme, themes in corpus order, those without a theme last.
    examples
        Titles that may be asked as they are, from as many themes as there can be.
    pages
        The sources, in corpus order, with their own titles.
    """

    generation: str
    groups: tuple[Group, ...]
    examples: tuple[str, ...]
    pages: tuple[Entry, ...]


def draw(engine: Engine) -> Catalogue:
    """Return the catalogue of one generation; takes a walk over every passage."""
    things = [passage for passage in engine.passages if not passage.introduction]
    by_theme: dict[str | None, list[Passage]] = {theme: [] for theme in engine.themes}
    for passage in things:
        by_theme.setdefault(passage.theme, []).append(passage)
    loose = by_theme.pop(None, [])
    groups = [_group(theme, found) for theme, found in by_theme.items() if found]
    return Catalogue(
        generation=engine.info.generation,
        groups=(*groups, _group(None, loose)) if loose else tuple(groups),
        examples=_examples([*by_theme.values(), loose]),
        pages=_pages(engine.passages),
    )


def _group(theme: str | None, found: list[Passage]) -> Group:
    entries = tuple(Entry(p.title, links.passage(p.id)) for p in found[:_LISTED])
    return Group(theme, len(found), entries)


def _examples(by_theme: list[list[Passage]]) -> tuple[str, ...]:
    """Return the first title of each theme, then the second of each, until there are enough."""
    deepest = max((len(found) for found in by_theme), default=0)
    ranks = range(min(deepest, _EXAMPLES))
    taken = (found[rank].title for rank in ranks for found in by_theme if rank < len(found))
    short = (title for title in taken if 0 < len(title) <= _LONGEST_EXAMPLE)
    return tuple(dict.fromkeys(short))[:_EXAMPLES]


def _pages(passages: Iterable[Passage]) -> tuple[Entry, ...]:
    titles: dict[str, str] = {}
    for passage in passages:
        if passage.source not in titles:
            titles[passage.source] = page_title(passage)
    return tuple(Entry(title, links.page(source)) for source, title in titles.items())


def page_title(first: Passage) -> str:
    """Return the title of a page, as its first passage tells it."""
    if first.path and first.path[0]:
        return first.path[0]
    return first.title if first.introduction and first.title else first.source
