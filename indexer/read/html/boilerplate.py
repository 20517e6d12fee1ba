"""Which blocks say nothing of a page's things: link labels, menus, bylines, what ends the page.

Judged by shape and set phrases: a label is a link of few words ("Find out more"); a byline is a
word of publishing, then only names, dates and links; a colophon is short, and most of it are the
set phrases with which pages end.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping

from indexer.model import Block, Omission
from indexer.read.html.pieces import HeadingPiece, Piece, TextPiece
from indexer.text import WORD

LONGEST_LABEL = 12  # words; a longer link is a sentence
LEAST_MENU = 3  # links in a row that make a menu
LONGEST_NAME = 8  # words of a link's label that is a title, and no sentence

_GENERIC = re.compile(
    r"(?i)(find out|read|learn|see|view|discover|explore|show|get|know|hear|tell me|click)\b.*"
    r"\b(more|here|details|all|full)\b"
    r"|(more|further) (about|on|details|information|info)\b|more|details|here|website|continue"
    r"|(visit|go to|back to|return to|continue|download|watch|apply|register|sign up|contact)\b"
    r"|read\b|find out\b|learn (how|why|what)\b"
)
_BAR = re.compile(r"[\s|·•/›»>\[\]–—-]*")
_FRAMES = ("|", "[", "<", "«")
_SERVICE = re.compile(
    r"(?i)(?:(?:share|post|send|save|follow)(?: this| us| it)? (?:on|to|by|via|with) )?(?:facebook"
    r"|twitter|x|x \(twitter\)|linkedin|e-?mail(?: this)?|whatsapp|telegram|reddit|pinterest|tumblr"
    r"|pocket|mastodon|bluesky|threads|instagram|youtube|print|copy link|weibo|line|xing|rss)"
)
_SHARE = re.compile(
    r"(?:share|follow|tell|spread|send|like) ?(?:[^\W\d_]+ ?){0,4}[:!]?$", re.IGNORECASE
)
_LETTER = re.compile(r"[^\W\d_]")
_SENTENCE_END = re.compile(r"[.!?;:]['\"”’)]*$")

LONGEST_BYLINE = 30  # words
LONGEST_COLOPHON = 40
LONGEST_FOOT_LABEL = 4  # words of a link in a colophon
LEAST_TEASERS = 2
LONGEST_TEASER = 6  # words, such as a date or a category
LEAST_SHARES = 2  # links in a row that make a share bar
MOST_BESIDES = 4  # words beside the links of a share bar: "Share this page on"
TOP_BLOCKS = 2  # where a byline stands: right under the page's heading

_PUBLISHING = re.compile(
    r"(?i)(?:first |last )?(?:posted|published|written|filed|tagged|updated|modified|revised"
    r"|reviewed)\b|by (?-i:(?=[^\W\d_a-z]))|(?:author|date|categor(?:y|ies)|tags?)\s*:"
)
# At its end, "Published by ..." may still be the last thing's own, if it leads nowhere.
_FILING = re.compile(r"(?:last )?(?:posted|filed|tagged|updated|modified)\b", re.IGNORECASE)
_CONNECTOR = re.compile(
    r"(?i)first|last|posted|published|written|filed|tagged|updated|modified|revised|reviewed|author"
    r"|date|categor(?:y|ies)|tags?|on|by|in|at|to|of|under|with|and|the|for|a|[ap]m|min(?:ute)?s?"
    r"|read|comments?|leave|no"
)
_PART = re.compile(r"(?<=[.!?])\s+|\s*[|·•]\s*|\s+[–—-]\s+")
_OWN = r"(?:this |the |our )?(?:web ?)?(?:page|site|document|file)(?: content)?"
_VERBS = r"updated|modified|revised|reviewed|changed|edited|amended"
_MADE = r"maintained|designed|created|hosted|kept|written|built|produced"
_SET_PHRASE = re.compile(
    rf"(?i)last (?:{_VERBS})\b|(?:date )?last (?:{_VERBS})\s*:"
    rf"|{_OWN} (?:(?:was|is|has been) )?(?:last )?(?:{_VERBS}|{_MADE})\b"
    r"|(?:best|optimally) (?:viewed|seen|experienced)\b|optimi[sz]ed for (?:\d|internet|netscape)"
    r"|you are (?:the )?(?:our )?visitor\b|visitors?(?: number| since|:)"
    r"|\d[\d,. ]* (?:visitors|hits)\b"
    r"|filed under\b|(?:copyright|©|\(c\)) ?(?:©|\(c\)|\d|(?-i:[^\W\d_a-z]))|all rights reserved"
    r"|(?:[^\W\d_]+ ){0,4}(?:web ?master|web ?mistress)\b|proudly \w+ by\b"
    r"|(?:back|return|go|up) to (?:the )?(?:top|index|home|main|start|contents|previous)\b"
    r"|(?:home(?: ?page)?|top|index|site ?map|guest ?book|feedback|contact us|accessibility"
    r"|disclaimer|privacy(?: policy)?|legal notice|terms of use)\W*$"
)


def only_links(block: Block) -> bool:
    """Return whether this is a block without any word outside of its links."""
    return bool(block.links) and _LETTER.search(_outside_links(block)) is None


def is_bar(block: Block, least: int = 2) -> bool:
    """Return whether these are links with bars between: "Home | News", or framed: "| Top |"."""
    if block.kind != "paragraph" or not only_links(block):
        return False
    gaps = (block.text[a.end : b.start] for a, b in itertools.pairwise(block.links))
    several = len(block.links) >= least or block.text.startswith(_FRAMES)
    return several and all(_BAR.fullmatch(gap) is not None for gap in gaps)


def is_menu(block: Block) -> bool:
    """Return whether this is a bar of a site's links, not two that end a thing."""
    return is_bar(block, LEAST_MENU)


def is_share_bar(piece: Piece) -> bool:
    """Return whether these are links to services, with hardly a word besides."""
    if not isinstance(piece, TextPiece):
        return False
    labels = [label.lower() for label in _labels(piece.block)]
    if not labels or not all(_SERVICE.fullmatch(label) for label in labels):
        return False
    return len(piece.block.text.split()) - _count(labels) <= MOST_BESIDES


def is_contents(text: TextPiece) -> bool:
    """Return whether this is an entry of a contents list: nothing but a link into the page."""
    return text.local and only_links(text.block) and not is_generic(text.block)


def is_generic(block: Block) -> bool:
    """Return whether this is a label that says nothing of its thing: "Read more about X"."""
    return only_links(block) and all(
        _GENERIC.match(label) is not None
        and len(label.split()) <= LONGEST_LABEL
        and _SENTENCE_END.search(label) is None
        for label in _labels(block)
    )


def is_end_label(block: Block) -> bool:
    """Return whether this is the one link that ends a thing: a name, no sentence, in no list."""
    return (
        block.kind == "paragraph"
        and len(block.links) == 1
        and only_links(block)
        and len(block.text.split()) <= LONGEST_NAME
        and _SENTENCE_END.search(block.text) is None
    )


def _labels(block: Block, around: str = "→»›> ") -> list[str]:
    return [block.text[link.start : link.end].strip(around) for link in block.links]


def without_boilerplate(pieces: list[Piece]) -> tuple[list[Piece], list[Omission]]:
    """Return the pieces without what only surrounds the page's text, and that as left out."""
    reasons = _bylines(pieces) | _share_bars(pieces)
    for find in (_colophon, _related, _colophon):  # each bares what stands above it
        reasons |= find(pieces, reasons)
    kept = [piece for index, piece in enumerate(pieces) if index not in reasons]
    if not any(isinstance(piece, TextPiece) for piece in kept):
        return pieces, []  # a page of nothing else: then that is its text
    return kept, [Omission(pieces[index].text, reasons[index]) for index in sorted(reasons)]


def says_published(text: str) -> bool:
    """Return whether a text begins by saying when, where or by whom it was published."""
    return _PUBLISHING.match(text) is not None and len(text.split()) <= LONGEST_BYLINE


def is_byline(block: Block) -> bool:
    """Return whether a block only says who published a page, when and under which heads.

    >>> is_byline(Block("paragraph", "Posted on 3 May 2021 by Ann Lee"))
    True
    >>> is_byline(Block("paragraph", "Published monthly, it lists what is on."))
    False
    """
    return says_published(block.text) and all(
        _is_name(word) for word in WORD.findall(_outside_links(block))
    )


def is_colophon(block: Block) -> bool:
    """Return whether half of the words or more are set phrases with which pages end.

    >>> is_colophon(Block("paragraph", "Last updated 3 May 1998. Best viewed with both eyes."))
    True
    """
    words = block.text.split()
    if block.kind != "paragraph" or len(words) > LONGEST_COLOPHON:
        return False
    labels = [label for label in _labels(block, " .") if len(label.split()) <= LONGEST_FOOT_LABEL]
    parts = [part for part in _PART.split(block.text) if part.strip()]
    phrases = [part for part in parts if _SET_PHRASE.match(part.lstrip(" [(^<«‹"))]
    linked = [part for part in parts if part not in phrases and part.strip(" .") in labels]
    return bool(phrases) and 2 * _count([*phrases, *linked]) >= len(words)


def _bylines(pieces: list[Piece]) -> dict[int, str]:
    """Return the indices of what stands as a byline before the page's text begins, and why."""
    found: dict[int, str] = {}
    headings = texts = 0
    for index, piece in enumerate(pieces):
        if isinstance(piece, HeadingPiece):
            headings += 1
        elif isinstance(piece, TextPiece):
            texts += 1
            if is_byline(piece.block):
                found[index] = "byline"
        if headings > 1 or texts > TOP_BLOCKS:
            break
    return found


def _share_bars(pieces: list[Piece]) -> dict[int, str]:
    """Return the indices of links to services, two or more in a row, and of what heads them."""
    found: list[int] = []
    for bar, run in itertools.groupby(range(len(pieces)), lambda i: is_share_bar(pieces[i])):
        bars = list(run)
        links = sum(len(p.block.links) for i in bars if isinstance(p := pieces[i], TextPiece))
        if not bar or links < LEAST_SHARES:
            continue
        found += bars
        before, after = pieces[: bars[0]][-1:], pieces[bars[-1] + 1 :][:1]
        alone = all(isinstance(piece, HeadingPiece) for piece in after)
        if before and _SHARE.match(before[0].text):
            found += [bars[0] - 1] if alone or isinstance(before[0], TextPiece) else []
    return dict.fromkeys(found, "sharing buttons")


def _colophon(pieces: list[Piece], reasons: Mapping[int, str]) -> dict[int, str]:
    """Return the indices of what ends the page; the only text of a heading is not among it."""
    found: list[int] = []
    for index in range(len(pieces) - 1, -1, -1):
        if index in reasons:
            continue
        piece = pieces[index]
        if isinstance(piece, HeadingPiece):
            found = found[:-1]
            break
        if isinstance(piece, TextPiece):
            if not _ends_page(piece.block):
                break
            found.append(index)
    return dict.fromkeys(found, "the page's own footer")


def _related(pieces: list[Piece], reasons: Mapping[int, str]) -> dict[int, str]:
    """Return the indices of what ends the page as teasers: headings that are links, hardly text.

    Their group's heading is no link itself, and most headings of the page are none either.
    """
    headings = {i: piece for i, piece in enumerate(pieces) if isinstance(piece, HeadingPiece)}
    start = max((i for i, heading in headings.items() if not heading.linked), default=0)
    teasers = sum(i > start for i in headings)
    few = 2 * sum(heading.linked for heading in headings.values()) < len(headings)
    rest = [i for i in range(start, len(pieces)) if i not in reasons]
    texts = [piece.text for i in rest if isinstance(piece := pieces[i], TextPiece)]
    short = all(_count([t]) <= LONGEST_TEASER and not t.endswith((".", "!", "?")) for t in texts)
    found = rest if few and short and teasers >= LEAST_TEASERS else []
    return dict.fromkeys(found, "related pages")


def _ends_page(block: Block) -> bool:
    filed = is_byline(block) and (block.links or _FILING.match(block.text))
    return bool(filed) or is_colophon(block) or is_bar(block)


def _is_name(word: str) -> bool:
    """Return whether bylines are made of such words: names, parts of dates, what joins them."""
    return word[0].isupper() or not word.isalpha() or bool(_CONNECTOR.fullmatch(word))


def _outside_links(block: Block) -> str:
    parts, position = [], 0
    for link in block.links:
        parts.append(block.text[position : link.start])
        position = link.end
    return " ".join([*parts, block.text[position:]])


def _count(parts: list[str]) -> int:
    return sum(len(part.split()) for part in parts)
