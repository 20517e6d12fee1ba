"""What the pages of a site have in common, and which of them are the same page again.

Navigation and footers are what begins or ends nearly all pages; where a page has no more to say
than that, it is left as it is. Pages are the same where the same is left of them, or where one says
that its own address is the other's, and both say nearly the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from indexer.model import Omission, Page, Section

_LEAST_PAGES, _SHARE = 3, 2 / 3  # of the pages on which furniture stands
_ALIKE = 0.7  # of the blocks of both pages

Token = tuple[str, str]


def without_repeats(
    pages: Sequence[Page], canonical: Mapping[str, str], skip: Callable[[str, str], None]
) -> list[Page]:
    """Return the pages of a site, each once and without what repeats on them.

    `canonical` says by a page's source which other page's source it names as its own.
    """
    bare = _without_furniture([page for page in pages if not page.ready])
    kept: list[Page] = []
    said: dict[tuple[Token, ...], str] = {}
    by_source = {page.source: set(_tokens(page)) for page in bare}
    for page in sorted(bare, key=lambda page: page.source in canonical):
        mine = by_source[page.source]
        other = canonical.get(page.source, page.source)
        theirs = by_source.get(other, set())
        if other != page.source and len(mine & theirs) >= _ALIKE * max(len(mine), len(theirs)):
            skip(page.source, f"is {other} again")
        elif (first := said.setdefault(tuple(_tokens(page)), page.source)) != page.source:
            skip(page.source, f"is {first} again")
        else:
            kept.append(page)
    order = {page.source: at for at, page in enumerate(pages)}
    return sorted([*kept, *(page for page in pages if page.ready)], key=lambda p: order[p.source])


def _tokens(page: Page) -> list[Token]:
    """Return what a page shows, in order: headings and blocks."""
    found = []
    for section in page.sections:
        if section.title:
            found.append(("heading", section.title))
        found += [(block.kind, block.text) for block in section.blocks]
    return found


def _without_furniture(pages: Sequence[Page]) -> list[Page]:
    counts = Counter(token for page in pages for token in set(_tokens(page)))
    least = max(_LEAST_PAGES, _SHARE * len(pages))
    repeated = {token for token, count in counts.items() if count >= least}
    return [_bare(page, repeated) for page in pages]


def _bare(page: Page, repeated: set[Token]) -> Page:
    """Return a page without what repeats at its beginning and its end."""
    tokens = _tokens(page)
    start, stop = 0, len(tokens)
    while start < stop and tokens[start] in repeated:
        start += 1
    while stop > start and tokens[stop - 1] in repeated:
        stop -= 1
    if start == stop or (start == 0 and stop == len(tokens)):
        return page
    at = 0
    sections: list[Section] = []
    left: list[str] = []
    for section in page.sections:
        title = section.title if start <= at < stop else ""
        left += [section.title] if section.title != title else []
        at += bool(section.title)
        first, last = max(0, start - at), max(0, stop - at)
        blocks = section.blocks[first:last]
        left += [block.text for block in (*section.blocks[:first], *section.blocks[last:])]
        at += len(section.blocks)
        if title or blocks:
            sections.append(replace(section, title=title, blocks=blocks))
    named = next((section.title for section in sections if section.title), "")
    title = named if named and ("heading", page.title) in repeated else page.title
    gone = tuple(Omission(text, "repeats on the pages of the site") for text in left)
    return replace(page, title=title, sections=tuple(sections), dropped=page.dropped + gone)
