"""Names everything that flows through the engine: pages in, passages between, answers out.

Frozen, slotted dataclasses of the standard library; no behaviour beyond what follows from the
fields. All offsets are characters (Python string indices) into the text they are given beside,
half-open `[start, end)`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Mode = Literal["hybrid", "keyword", "semantic"]
State = Literal["strong", "weak", "none"]
BlockKind = Literal["paragraph", "item"]
MarkKind = Literal["word", "meaning"]
Leg = Literal["words", "meaning"]

MODES: tuple[Mode, ...] = ("hybrid", "keyword", "semantic")


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range of characters."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a text: the characters it covers, and the absolute or relative address it has."""

    start: int
    end: int
    url: str


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or a list item of a source; its links' offsets are into its own text."""

    kind: BlockKind
    text: str
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with the blocks that follow it, up to the next heading of any level.

    `level` is 1 for the outermost and grows inwards; a page's text before its first heading is a
    section with an empty title at level 1. `anchor` is the source's own id nearest to the heading.
    `key`, `theme` and `url` are only set by sources that bring them ready made (JSON lines).
    """

    title: str
    level: int
    blocks: tuple[Block, ...] = ()
    anchor: str | None = None
    key: str | None = None
    theme: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Dropped:
    """A text of the source that was left out, and why (in words, for a person)."""

    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Page:
    """A source as it was read: its sections in reading order.

    Parameters
    ----------
    source
        How the source is named to people: a path relative to what was given, an address, or `-`.
    title
        The page's title, or the source's name where it has none.
    url
        The public address of the page, where there is one.
    digest
        SHA-256 of the source's bytes, hexadecimal.
    sections
        In reading order, flat; nesting follows from `Section.level`.
    ready
        True where every section is a passage already (JSON lines), so that none groups others.
    dropped
        What was left out and why.
    """

    source: str
    title: str
    url: str | None
    digest: str
    sections: tuple[Section, ...]
    ready: bool = False
    dropped: tuple[Dropped, ...] = ()


@dataclass(frozen=True, slots=True)
class PassageBlock:
    """A paragraph or list item as a range of its passage's text."""

    kind: BlockKind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Passage:
    """One thing of a page: what is indexed, found and shown.

    Parameters
    ----------
    id
        A slug of the title and a short hash of heading path and normalised text; unique in an
        index, and unchanged when other sections come or go.
    title
        Its heading.
    path
        The headings above it, outermost (the page's title) first.
    theme
        The heading of the group it stands in; `None` directly under the page.
    text
        Its blocks: paragraphs parted by a blank line, items of one list by a line break.
    blocks, sentences
        Ranges of `text`, in order, without overlap; every sentence lies within one block.
    links
        Links of `text`, with absolute addresses where the page's own is known.
    source
        `Page.source` of the page it comes from.
    position
        Its place among the passages of its page, from 0.
    anchor
        The id that a link to it ends with: the source's own, else one made of the title; unique
        on its page.
    url
        Its public address, fragment included where the source has an id for it; `None` where the
        page has no public address.
    introduction
        True for the text that introduces a group or the page, and is not a thing of its own.
    key
        The source's own name for it (`_id` of JSON lines).
    """

    id: str
    title: str
    path: tuple[str, ...]
    theme: str | None
    text: str
    blocks: tuple[PassageBlock, ...]
    sentences: tuple[Span, ...]
    links: tuple[Link, ...]
    source: str
    position: int
    anchor: str
    url: str | None = None
    introduction: bool = False
    key: str | None = None


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked.

    Parameters
    ----------
    text
        As the person typed it.
    mode
        Which legs may rank: both, words only, meaning only.
    limit, offset
        The window of the ranking to return; `limit >= 1`, `offset >= 0`.
    themes
        Where given, only passages of one of these themes.
    correct
        Whether words taken for slips are corrected.
    """

    text: str
    mode: Mode = "hybrid"
    limit: int = 10
    offset: int = 0
    themes: tuple[str, ...] = ()
    correct: bool = True


@dataclass(frozen=True, slots=True)
class Mark:
    """A range of a snippet that matched: a word, or the sentence nearest in meaning."""

    start: int
    end: int
    kind: MarkKind


@dataclass(frozen=True, slots=True)
class Snippet:
    """An excerpt of a passage; marks are offsets into `text`, ordered by start.

    `sentence` is the range of the passage's text that the excerpt was chosen for.
    """

    text: str
    marks: tuple[Mark, ...] = ()
    sentence: Span | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that answers, with both legs' absolute scores.

    `row` is the passage's place in the index, `[0, n)`. `score` is what the ranking is ordered by;
    `keyword_score` is a BM25 sum (0 where no word matched); `semantic_score` a cosine in [-1, 1].
    `matched_by` names the legs whose evidence admits it, never empty. `fragment` is what an address
    ends with to land on the snippet's sentence (`:~:text=...`), where its words lead there.
    """

    row: int
    passage: Passage
    score: float
    keyword_score: float
    semantic_score: float
    matched_by: tuple[Leg, ...]
    snippet: Snippet
    fragment: str | None = None


@dataclass(frozen=True, slots=True)
class IndexInfo:
    """What answered: generation, when it was built (UTC), model and its precision, passages."""

    generation: str
    built_at: str
    model: str
    precision: str
    passages: int


@dataclass(frozen=True, slots=True)
class Answer:
    """The whole answer to a query; rendered to JSON for services and to HTML for people.

    Parameters
    ----------
    query
        As asked.
    searched
        The text that was searched, after the query was read (slips corrected, operators set apart).
    corrections
        Words taken for slips, each with the word it was taken for.
    acronyms
        Short forms with what they were taken for.
    state
        `strong`, `weak` or `none`.
    reason
        Why that state, in words.
    total
        Number of admitted passages, of which `hits` are a window.
    total_exact
        False where a large index looked at the sentences of the first passages only, so that a
        passage far behind them may have been left out.
    hits
        Ordered by `(-score, row)`; empty where `state` is `none`.
    nearest
        Where `state` is `none`: up to 3 passages that are near, and are not answers.
    notices
        What the reader should know about how the query was read or answered; mostly empty.
    index
        What answered.
    took_ms
        Milliseconds from query to answer.
    """

    query: Query
    searched: str
    corrections: tuple[tuple[str, str], ...]
    acronyms: tuple[tuple[str, str], ...]
    state: State
    reason: str
    total: int
    total_exact: bool
    hits: tuple[Hit, ...]
    nearest: tuple[Passage, ...]
    notices: tuple[str, ...]
    index: IndexInfo
    took_ms: float
