"""Tells what a page says of itself, at its top and at its foot, from what it says of its things.

Judged by shape: a byline is a word of publishing, then only names, dates and links; a colophon is
short, and most of it are the set phrases with which pages end.
"""

from __future__ import annotations

import re
from itertools import groupby

from indexer.model import Block, Dropped
from indexer.read.html.labels import is_bar, is_generic, is_share_bar
from indexer.read.html.pieces import Heading, Piece, Text

LONGEST_BYLINE = 30  # words
LONGEST_COLOPHON = 40
LONGEST_LABEL = 4  # words of a link in a colophon
LEAST_SHARES = 2  # links in a row that make a share bar
LEAST_TEASERS = 2
LONGEST_TEASER = 6  # words, such as a date or a category
TOP_BLOCKS = 2  # where a byline stands: right under the page's heading

_PUBLISHING = re.compile(
    r"(?:first |last )?(?:posted|published|written|filed|tagged|updated|modified|revised"
    r"|reviewed)\b|by (?-i:(?=[^\W\d_a-z]))|(?:author|date|categor(?:y|ies)|tags?)\s*:",
    re.IGNORECASE,
)
# At its end, "Published by ..." may still be the last thing's own, if it leads nowhere.
_FILING = re.compile(r"(?:last )?(?:posted|filed|tagged|updated|modified)\b", re.IGNORECASE)
_CONNECTOR = re.compile(
    r"first|last|posted|published|written|filed|tagged|updated|modified|revised|reviewed|author"
    r"|date|categor(?:y|ies)|tags?|on|by|in|at|to|of|under|with|and|the|for|a|[ap]m|min(?:ute)?s?"
    r"|read|comments?|leave|no",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]+")
_SHARE = re.compile(
    r"(?:share|follow|tell|spread|send|like) ?(?:[^\W\d_]+ ?){0,4}[:!]?$", re.IGNORECASE
)
_PART = re.compile(r"(?<=[.!?])\s+|\s*[|·•]\s*|\s+[–—-]\s+")
_OWN = r"(?:this |the |our )?(?:web ?)?(?:page|site|document|file)(?: content)?"
_VERBS = r"updated|modified|revised|reviewed|changed|edited|amended"
_MADE = r"maintained|designed|created|hosted|kept|written|built|produced"
_SET_PHRASE = re.compile(
    rf"last (?:{_VERBS})\b|(?:date )?last (?:{_VERBS})\s*:"
    rf"|{_OWN} (?:(?:was|is|has been) )?(?:last )?(?:{_VERBS}|{_MADE})\b"
    r"|(?:best|optimally) (?:viewed|seen|experienced)\b|optimi[sz]ed for (?:\d|internet|netscape)"
    r"|you are (?:the )?(?:our )?visitor\b|visitors?(?: number| since|:)"
    r"|\d[\d,. ]* (?:visitors|hits)\b"
    r"|filed under\b|(?:copyright|©|\(c\)) ?(?:©|\(c\)|\d|(?-i:[^\W\d_a-z]))|all rights reserved"
    r"|(?:[^\W\d_]+ ){0,4}(?:web ?master|web ?mistress)\b|proudly \w+ by\b"
    r"|(?:back|return|go|up) to (?:the )?(?:top|index|home|main|start|contents|previous)\b"
    r"|(?:home(?: ?page)?|top|index|site ?map|guest ?book|feedback|contact us|accessibility"
    r"|disclaimer|privacy(?: policy)?|legal notice|terms of use)\W*$",
    re.IGNORECASE,
)


def without_margins(pieces: list[Piece]) -> tuple[list[Piece], list[Dropped]]:
    """Return the pieces without what only surrounds the page's text, and that as left out."""
    reasons: dict[int, str] = dict(_byline(pieces))
    for find in (_sharing, _colophon, _related, _colophon):  # each bares what stands above it
        rest = [index for index in range(len(pieces)) if index not in reasons]
        found = find([pieces[index] for index in rest])
        reasons.update((rest[place], reason) for place, reason in found)
    kept = [piece for index, piece in enumerate(pieces) if index not in reasons]
    if not any(isinstance(piece, Text) for piece in kept):
        return pieces, []  # a page of nothing else: then that is its text
    return kept, [Dropped(_told(pieces[index]), reasons[index]) for index in sorted(reasons)]


def _told(piece: Piece) -> str:
    if isinstance(piece, Text):
        return piece.block.text
    return piece.title if isinstance(piece, Heading) else piece.text


def says_published(text: str) -> bool:
    """Tell a text that begins by saying when, where or by whom it was published."""
    return _PUBLISHING.match(text) is not None and len(text.split()) <= LONGEST_BYLINE


def is_byline(block: Block) -> bool:
    """Tell who published a page, when and under which heads, in no whole sentence.

    >>> is_byline(Block("paragraph", "Posted on 3 May 2021 by Ann Lee"))
    True
    >>> is_byline(Block("paragraph", "Published monthly, it lists what is on."))
    False
    """
    return says_published(block.text) and all(
        _is_name(word) for word in _WORD.findall(_outside_links(block))
    )


def is_colophon(block: Block) -> bool:
    """Tell the set phrases with which a page ends: at least half of the words are in such.

    >>> is_colophon(Block("paragraph", "Last updated 3 May 1998. Best viewed with both eyes."))
    True
    """
    words = block.text.split()
    if block.kind == "item" or len(words) > LONGEST_COLOPHON:
        return False
    labels = {block.text[link.start : link.end].strip(" .") for link in block.links}
    labels = {label for label in labels if len(label.split()) <= LONGEST_LABEL}
    parts = [part for part in _PART.split(block.text) if part.strip()]
    told = [part for part in parts if _SET_PHRASE.match(part.lstrip(" [(^<«‹"))]
    linked = [part for part in parts if part not in told and part.strip(" .") in labels]
    return bool(told) and 2 * _count([*told, *linked]) >= len(words)


def _byline(pieces: list[Piece]) -> list[tuple[int, str]]:
    """Return the places of what stands as a byline before the page's text begins."""
    found: list[tuple[int, str]] = []
    headings = texts = 0
    for index, piece in enumerate(pieces):
        if isinstance(piece, Heading):
            headings += 1
        elif isinstance(piece, Text):
            texts += 1
            if is_byline(piece.block):
                found.append((index, "byline"))
        if headings > 1 or texts > TOP_BLOCKS:
            break
    return found


def _colophon(pieces: list[Piece]) -> list[tuple[int, str]]:
    """Return the places of what ends the page; the only text of a heading is not among it."""
    found: list[tuple[int, str]] = []
    for index in range(len(pieces) - 1, -1, -1):
        piece = pieces[index]
        if isinstance(piece, Heading):
            return found[:-1]
        if isinstance(piece, Text):
            if is_generic(piece.block):
                continue  # left out as a label where it ends its thing
            if not _ends_page(piece.block):
                return found
            found.append((index, "the page's own footer"))
    return found


def _sharing(pieces: list[Piece]) -> list[tuple[int, str]]:
    """Return the places of links to services, two or more in a row, and of what heads them."""
    found: list[tuple[int, str]] = []
    for bar, run in groupby(enumerate(pieces), key=lambda pair: _is_share_bar(pair[1])):
        places = [index for index, _ in run]
        if not bar or sum(_links(pieces[index]) for index in places) < LEAST_SHARES:
            continue
        found += [(index, "sharing buttons") for index in places]
        before = pieces[: places[0]][-1:]
        alone = all(isinstance(piece, Heading) for piece in pieces[places[-1] + 1 :][:1])
        if before and _SHARE.match(_told(before[0])) and (alone or isinstance(before[0], Text)):
            found.append((places[0] - 1, "sharing buttons"))
    return found


def _related(pieces: list[Piece]) -> list[tuple[int, str]]:
    """Return the places of what ends the page as teasers: headings that are links, hardly text.

    Their group's heading is no link itself, and most headings of the page are none either.
    """
    headings = [piece for piece in pieces if isinstance(piece, Heading)]
    links = 0
    for index in range(len(pieces) - 1, -1, -1):
        piece = pieces[index]
        if isinstance(piece, Heading) and not piece.linked:
            few = 2 * sum(heading.linked for heading in headings) < len(headings)
            if links < LEAST_TEASERS or not few:
                break
            return [(place, "related pages") for place in range(index, len(pieces))]
        if isinstance(piece, Heading):
            links += 1
        elif isinstance(piece, Text) and not _is_teaser(piece.block):
            break
    return []


def _is_share_bar(piece: Piece) -> bool:
    return isinstance(piece, Text) and is_share_bar(piece.block)


def _links(piece: Piece) -> int:
    return len(piece.block.links) if isinstance(piece, Text) else 0


def _is_teaser(block: Block) -> bool:
    return len(block.text.split()) <= LONGEST_TEASER and not block.text.endswith((".", "!", "?"))


def _ends_page(block: Block) -> bool:
    filed = is_byline(block) and (block.links or _FILING.match(block.text))
    return bool(filed) or is_colophon(block) or is_bar(block)


def _is_name(word: str) -> bool:
    """Tell a word that a byline is made of: a name, part of a date, or what joins them."""
    return word[0].isupper() or not word.isalpha() or bool(_CONNECTOR.fullmatch(word))


def _outside_links(block: Block) -> str:
    parts, position = [], 0
    for link in block.links:
        parts.append(block.text[position : link.start])
        position = link.end
    return " ".join([*parts, block.text[position:]])


def _count(parts: list[str]) -> int:
    return sum(len(part.split()) for part in parts)
