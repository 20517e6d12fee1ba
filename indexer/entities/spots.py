"""Names what flows inside this package: a stretch of text, a name as it stands in it."""

from __future__ import annotations

from dataclasses import dataclass

from indexer.model import NameKind


@dataclass(frozen=True, slots=True, order=True)
class Spot:
    """A name as it stands somewhere, before it is known whose it is.

    Parameters
    ----------
    row
        The passage, by its place among all.
    in_title
        Whether it stands in the title; `start` and `end` are offsets into that, else the text.
    name
        What is written, without brackets, article and line breaks.
    kind
        What bears it.
    why
        What it was found by, in words.
    short
        The short form that stands in brackets beside it.
    head
        Its folded head noun, empty for a name of no shape.
    sure
        Whether its shape alone makes it a name.
    alone
        Whether it is a head noun without a name ("the University"), which is no name.
    ours
        Whether the text calls it its own ("our Centre for ...").
    """

    row: int
    title_last: bool
    start: int
    end: int
    name: str
    kind: NameKind = "organisation"
    why: str = ""
    short: str = ""
    head: str = ""
    sure: bool = True
    alone: bool = False
    ours: bool = False

    @property
    def in_title(self) -> bool:
        """Whether it stands in the title."""
        return not self.title_last


@dataclass(frozen=True, slots=True)
class Stretch:
    """A title, a paragraph or an item of a passage: `text[start:end]`."""

    row: int
    in_title: bool
    text: str
    start: int
    end: int
    item: bool = False
