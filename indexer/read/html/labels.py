"""Tells link labels ("Find out more") and contents lists from text that is itself a link."""

from __future__ import annotations

import itertools
import re

from indexer.model import Block
from indexer.read.html.pieces import Text

LONGEST_LABEL = 12  # words; a longer link is a sentence
LEAST_MENU = 3  # links in a row that make a menu
LONGEST_NAME = 8  # words of a link's label that is a title, and no sentence
MOST_BESIDES = 4  # words beside the links of a share bar: "Share this page on"

_GENERIC = re.compile(
    r"(find out|read|learn|see|view|discover|explore|show|get|know|hear|tell me|click)\b.*"
    r"\b(more|here|details|all|full)\b"
    r"|(more|further) (about|on|details|information|info)\b|more|details|here|website|continue"
    r"|(visit|go to|back to|return to|continue|download|watch|apply|register|sign up|contact)\b"
    r"|read\b|find out\b|learn (how|why|what)\b",
    re.IGNORECASE,
)
_BAR = re.compile(r"[\s|·•/›»>\[\]–—-]*")
_FRAME = "|[<«"
_SERVICE = re.compile(
    r"(?:(?:share|post|send|save|follow)(?: this| us| it)? (?:on|to|by|via|with) )?(?:facebook"
    r"|twitter|x|x \(twitter\)|linkedin|e-?mail(?: this)?|whatsapp|telegram|reddit|pinterest|tumblr"
    r"|pocket|mastodon|bluesky|threads|instagram|youtube|print|copy link|weibo|line|xing|rss)",
    re.IGNORECASE,
)
_LETTER = re.compile(r"[^\W\d_]")
_SENTENCE_END = re.compile(r"[.!?;:]['\"”’)]*$")


def only_links(block: Block) -> bool:
    """Tell a block without any word outside of its links."""
    if not block.links:
        return False
    position = 0
    for link in block.links:
        if _LETTER.search(block.text, position, link.start):
            return False
        position = link.end
    return _LETTER.search(block.text, position) is None


def is_bar(block: Block) -> bool:
    """Tell several links, or one between bars, with nothing else: "Home | News", "| Top |"."""
    if block.kind != "paragraph" or not only_links(block):
        return False
    gaps = [
        block.text[before.end : after.start] for before, after in itertools.pairwise(block.links)
    ]
    several = len(block.links) > 1 or _is_framed(block)
    return several and all(_BAR.fullmatch(gap) is not None for gap in gaps)


def is_menu(block: Block) -> bool:
    """Tell a bar of links of a site, not two links that end a thing: "Home | News | Help"."""
    return is_bar(block) and (len(block.links) >= LEAST_MENU or _is_framed(block))


def is_share_bar(block: Block) -> bool:
    """Tell links to services by which a page is passed on, with hardly a word besides."""
    labels = [label.lower() for label in _labels(block)]
    if not labels or not all(_SERVICE.fullmatch(label) for label in labels):
        return False
    besides = len(block.text.split()) - sum(len(label.split()) for label in labels)
    return besides <= MOST_BESIDES


def is_contents(text: Text) -> bool:
    """Tell an entry of the page's own contents list: nothing but a link into the page."""
    return text.local and only_links(text.block) and not is_generic(text.block)


def is_generic(block: Block) -> bool:
    """Tell a label that says nothing of its thing: "Read more about X"."""
    return only_links(block) and all(
        _GENERIC.match(label) is not None
        and len(label.split()) <= LONGEST_LABEL
        and _SENTENCE_END.search(label) is None
        for label in _labels(block)
    )


def is_end_label(block: Block) -> bool:
    """Tell the one link that ends a thing and points away: a name, no sentence, in no list."""
    return (
        block.kind == "paragraph"
        and len(block.links) == 1
        and only_links(block)
        and len(block.text.split()) <= LONGEST_NAME
        and _SENTENCE_END.search(block.text) is None
    )


def _is_framed(block: Block) -> bool:
    return block.text.startswith(tuple(_FRAME)) and len(block.links) > 0


def _labels(block: Block) -> list[str]:
    return [block.text[link.start : link.end].strip("→»›> ") for link in block.links]
