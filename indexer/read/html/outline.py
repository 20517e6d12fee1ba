"""A page's pieces in sections: dense levels, without boilerplate and the labels of links."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import takewhile

from indexer.model import Block, Omission, Section
from indexer.read.html.boilerplate import (
    LEAST_MENU,
    is_contents,
    is_end_label,
    is_generic,
    is_menu,
    only_links,
    without_boilerplate,
)
from indexer.read.html.pieces import HeadingPiece, Piece, TextPiece
from indexer.read.plain.boilerplate import CONTENTS
from indexer.text import fold

LEAST_LEAD = 8  # words of a paragraph between a page's title and its main part
DEEPEST = 12  # levels; a page nested further was not written by a person


@dataclass(slots=True)
class _SectionDraft:
    """A heading with what follows it, before anything is left out."""

    heading: HeadingPiece | None
    level: int = 1
    texts: list[TextPiece] = field(default_factory=list)
    contents: bool = False


def sections_of(pieces: list[Piece]) -> tuple[tuple[Section, ...], tuple[Omission, ...]]:
    """Return a page's sections, and what was left out."""
    kept, dropped = _main_part(pieces)
    kept, marginal = without_boilerplate(kept)
    dropped += marginal
    drafts = _drafts(kept, dropped)
    _settle_levels(drafts)
    titles = {fold(draft.heading.text) for draft in drafts if draft.heading}
    sections: list[Section] = []
    for draft, after in zip(drafts, [*drafts[1:], None], strict=True):
        blocks = _blocks(draft, dropped)
        if _lists_titles(draft, blocks, titles):
            dropped += [Omission(block.text, "contents list") for block in blocks]
            blocks = ()
        if draft.heading is None:
            if blocks:
                sections.append(Section("", 1, blocks))
        elif _heads_contents(draft) and not blocks and not (after and after.level > draft.level):
            dropped.append(Omission(draft.heading.text, "contents list"))
        else:
            sections.append(Section(draft.heading.text, draft.level, blocks, draft.heading.anchor))
    return tuple(sections), tuple(dropped)


def _heads_contents(draft: _SectionDraft) -> bool:
    """Return whether a heading stands above a contents list, or one that a script would make."""
    named = draft.heading is not None and CONTENTS.fullmatch(draft.heading.text.rstrip(" :"))
    return draft.contents or bool(named)


def _lists_titles(draft: _SectionDraft, blocks: tuple[Block, ...], titles: set[str]) -> bool:
    """Return whether a section called contents is a list of links, or of the page's headings."""
    listed = [block for block in blocks if only_links(block) or fold(block.text) in titles]
    return bool(blocks) and len(listed) == len(blocks) and _heads_contents(draft)


def _main_part(pieces: list[Piece]) -> tuple[list[Piece], list[Omission]]:
    """Part the page's main part from what surrounds it, where the main part holds most."""
    dropped = [piece for piece in pieces if isinstance(piece, Omission)]
    shown = [piece for piece in pieces if not isinstance(piece, Omission)]
    inner = [piece for piece in shown if piece.main]
    if 2 * _size(inner) < _size(shown):
        return [*shown], dropped
    opening = _opening(shown)
    outer = [piece for piece in shown if not piece.main and piece not in opening]
    dropped += [Omission(piece.text, "outside the page's main part") for piece in outer]
    return [piece for piece in shown if piece.main or piece in opening], dropped


def _size(pieces: list[HeadingPiece | TextPiece]) -> int:
    return sum(len(piece.text.split()) for piece in pieces)


def _opening(shown: list[HeadingPiece | TextPiece]) -> list[HeadingPiece | TextPiece]:
    """Return the h1 that stands before a main part that has none, and what it says before that."""
    tops = [piece for piece in shown if isinstance(piece, HeadingPiece) and piece.rank == 1]
    if not tops or any(piece.main for piece in tops):
        return []
    first = next((index for index, piece in enumerate(shown) if piece.main), len(shown))
    title = shown.index(tops[0])
    under = takewhile(lambda piece: isinstance(piece, TextPiece), shown[title + 1 : first])
    lead = [piece for piece in under if len(piece.text.split()) >= LEAST_LEAD]
    return [tops[0], *lead] if title < first else []


def _drafts(pieces: list[Piece], dropped: list[Omission]) -> list[_SectionDraft]:
    """Gather what follows each heading; after a part has ended, not that part's heading."""
    drafts = [_SectionDraft(None)]
    owners: dict[HeadingPiece | None, _SectionDraft] = {None: drafts[0]}
    for piece in pieces:
        if isinstance(piece, TextPiece):
            owners.get(piece.within, drafts[-1]).texts.append(piece)
        elif isinstance(piece, HeadingPiece) and _repeats(piece, drafts[-1]):
            dropped.append(Omission(piece.text, "repeats the heading above"))
            owners[piece] = drafts[-1]
        elif isinstance(piece, HeadingPiece):
            drafts.append(_SectionDraft(piece))
            owners[piece] = drafts[-1]
            if not piece.opens:
                owners[piece.within] = drafts[-1]
    return drafts


def _repeats(heading: HeadingPiece, last: _SectionDraft) -> bool:
    """Return whether this is a panel's first heading that says what its tab or button says."""
    above = last.heading
    return (
        above is not None
        and heading.within is above
        and not last.texts
        and fold(heading.text) == fold(above.text)
    )


def _settle_levels(drafts: list[_SectionDraft]) -> None:
    """Give every heading its depth among those that are open where it stands."""
    open_: list[tuple[HeadingPiece, int]] = []  # with the rank it counts as
    for draft in drafts:
        heading = draft.heading
        if heading is None:
            continue
        while open_ and open_[-1][0] is not heading.within and _ended(open_[-1], heading):
            open_.pop()
        rank = heading.rank
        if rank is None:
            rank = _rank_of_hidden(open_, heading)
            while open_ and open_[-1][0] is not heading.within and open_[-1][1] >= rank:
                open_.pop()
        open_.append((heading, rank))
        draft.level = min(len(open_), DEEPEST)


def _ended(opened: tuple[HeadingPiece, int], heading: HeadingPiece) -> bool:
    """Return whether an open heading's text ends before the next heading."""
    above, rank = opened
    if above.within is not heading.within or above.folds or (above.opens and above.rank is None):
        return True
    return heading.rank is not None and rank >= heading.rank


def _rank_of_hidden(open_: list[tuple[HeadingPiece, int]], heading: HeadingPiece) -> int:
    """Return one more than the rank of the nearest heading element above in the same part."""
    for above, rank in reversed(open_):
        if above is heading.within:
            break
        if above.rank is not None:
            return rank + 1
    return 1


def _blocks(draft: _SectionDraft, dropped: list[Omission]) -> tuple[Block, ...]:
    """Return a section's blocks without link labels, contents lists and menus."""
    menu = _menu(draft)
    blocks: list[Block] = []
    for index, text in enumerate(draft.texts):
        block = text.block
        last = index + 1 == len(draft.texts)
        if is_contents(text):
            draft.contents = True
            dropped.append(Omission(block.text, "contents list"))
        elif index in menu:
            dropped.append(Omission(block.text, "site navigation"))
        elif is_generic(block) or (blocks and last and is_end_label(block)):
            dropped.append(Omission(block.text, "link label"))
        else:
            blocks.append(block)
    return tuple(blocks)


def _menu(draft: _SectionDraft) -> set[int]:
    """Return the indices of lines of links, and of link after link before the first heading."""
    lines = {index for index, text in enumerate(draft.texts) if is_menu(text.block)}
    links = {index for index, text in enumerate(draft.texts) if only_links(text.block)}
    leading = draft.heading is None and len(links) >= LEAST_MENU
    return links if leading else lines
