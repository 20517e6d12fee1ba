"""Names what is read and indexed: pages with their sections, passages, the names in them.

All offsets are characters (Python string indices) into the text they are given beside, half-open
`[start, end)`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

# `item` of a list; `columns`, the row that names a table's columns, and `row`, any other one, with
# cells parted by `CELL_GAP`; `field`, a label and a value of a table: "Chair: Jo Hill".
BlockKind = Literal["paragraph", "item", "columns", "row", "field"]
CELL_GAP, NO_CELL = " · ", "–"
NameKind = Literal["organisation", "person", "place"]
Role = Literal["partner", "funder", "named", "leader"]

NAME_KINDS: tuple[NameKind, ...] = ("organisation", "person", "place")
ROLES: tuple[Role, ...] = ("partner", "funder", "named", "leader")
# What each is called to people, in the order in which they are told.
ROLE_WORDS: Mapping[Role, str] = {
    "leader": "leader",
    "partner": "partner",
    "funder": "funder",
    "named": "only named",
}


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
    """A paragraph, a list item or a row of a source; its links' offsets are into its own text.

    A line break stands where the source has one for its readers: in an address, in code. `lead` is
    the number of characters at its beginning that are set in bold.
    """

    kind: BlockKind
    text: str
    links: tuple[Link, ...] = ()
    lead: int = 0


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
class Omission:
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
    meta
        What its head says of itself, if anything: `description`, `site` (its name), `colour`.
    """

    source: str
    title: str
    url: str | None
    digest: str
    sections: tuple[Section, ...]
    ready: bool = False
    dropped: tuple[Omission, ...] = ()
    meta: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Branding:
    """Whose pages an index holds; what is not said is empty.

    Parameters
    ----------
    title, strapline
        What it is called, and a line about it.
    logo
        An image, as an address that holds it (`data:`).
    colour
        Of links and buttons, as `#5d1f7a`.
    contact, home
        Where its owner is reached, and where its own pages are.
    """

    title: str = "Alongside"
    strapline: str = ""
    logo: str = ""
    colour: str = ""
    contact: str = ""
    home: str = ""


@dataclass(frozen=True, slots=True)
class PassageBlock:
    """A paragraph, list item or row as a range of its passage's text."""

    kind: BlockKind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in a passage: whose it is, and what part that one plays there.

    Parameters
    ----------
    name
        The one name of what is meant, whatever is written here (`Entity.name`).
    kind
        What bears the name.
    role
        `partner` works on it, `leader` does so and leads it, `funder` gave money for it, `named` is
        only mentioned (an award-giver, an adviser); `None` for places.
    start, end
        The characters that name it: of the passage's title where `in_title`, else of its text.
    in_title
        Whether the title names it.
    sure
        False where the role is a guess.
    why
        The words or the shape that it was found and its role was told by, for who corrects it.
    """

    name: str
    kind: NameKind
    role: Role | None
    start: int
    end: int
    in_title: bool = False
    sure: bool = True
    why: str = ""


@dataclass(frozen=True, slots=True)
class Entity:
    """An organisation, person or place that passages name.

    Parameters
    ----------
    id
        A slug of its name, unique in an index.
    name
        The one name it is shown under; unique among those of its kind.
    kind
        What it is.
    also
        The other ways in which it is written, short forms among them.
    places
        Where it is, nearest first, as far as is known: Lille, France, Western Europe, Europe. For a
        place, what it lies in.
    country
        The country among `places`, or itself where it is one; `None` where it is not known.
    point
        Latitude and longitude in degrees, north and east positive, of a city, or of the middle of
        a country; `None` where it is not known.
    """

    id: str
    name: str
    kind: NameKind
    also: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    country: str | None = None
    point: tuple[float, float] | None = None


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
        Its blocks: paragraphs parted by a blank line, items of one list and rows of one table by a
        line break, cells of a row by " · ".
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
    mentions
        The organisations, funders, people and places that it names, those of the title first, then
        in order of place; several where one is named several times.
    language
        The code of the language that it is written in (`indexer.languages`).
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
    mentions: tuple[Mention, ...] = ()
    language: str = "en"

    @property
    def organisations(self) -> tuple[str, ...]:
        """The names of the organisations that it names, but for those who only pay."""
        return _names(m for m in self.mentions if m.kind == "organisation" and m.role != "funder")

    @property
    def funders(self) -> tuple[str, ...]:
        """The names of those who pay."""
        return _names(m for m in self.mentions if m.role == "funder")

    @property
    def places(self) -> tuple[str, ...]:
        """The names of the places that it names."""
        return _names(m for m in self.mentions if m.kind == "place")


def _names(mentions: Iterable[Mention]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(mention.name for mention in mentions))
