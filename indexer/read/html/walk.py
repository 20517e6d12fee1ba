"""The second walk over a page: headings, blocks and what is left out, in reading order.

Frames mirror the elements that the walk is inside of; headings take from them what holds for all
that follows in an element.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from itertools import takewhile
from urllib.parse import urldefrag, urljoin

from selectolax.lexbor import LexborNode

from indexer.model import Block, Omission
from indexer.read.html.elements import FOLD_REACH, Element, Surroundings, shows_more
from indexer.read.html.pieces import HeadingPiece, Piece, TextBuilder, TextPiece, join_row, note
from indexer.read.html.prescan import TAB, prescan_page
from indexer.read.html.visitor import TreeVisitor

LONGEST_TITLE = 40  # words; what is longer was marked as a heading for its looks
LONGEST_NAME = 400  # characters, for what has no words: 40 long ones
# How many elements a heading may be wrapped in within its `summary` or `dt`.
_REACH = 6
_SCRIPTS = ("javascript:", "data:", "vbscript:")


@dataclass(slots=True)
class Frame:
    """An element gone into: what it is, what holds for all within, what was found in it so far."""

    tag: str = ""
    anchor: str | None = None  # its id, or an anchor's name
    block: bool = True  # it begins and ends a block
    linked: bool = False  # it opened a link
    leads: bool = False  # it begins a block in bold
    opens: list[str] = field(default_factory=list)  # of a button that holds a heading: by ids
    surroundings: Surroundings = field(default_factory=Surroundings)  # of its children
    main: bool = False  # in the page's main part
    verbatim: bool = False  # in `pre`
    scope: HeadingPiece | None = None  # what the text in it belongs to, in a part opened by one
    item: Frame | None = None  # the list item around
    header: Frame | None = None  # the site header around, kept for the page's title
    part: Frame | None = None  # the article, section or main part around
    tops: int = 0  # how many parts around begin with an h1, one within the other
    shift: int = 0  # of a part that does: how much deeper its headings stand than they say
    first_rank: int | None = None  # of the first heading in it, as it says
    row: Frame | None = None  # the table row around
    first: HeadingPiece | None = None  # in it
    opener: HeadingPiece | None = None  # the last in it that opens what follows: a button
    term: HeadingPiece | None = None  # likewise: a `dt`
    nested: bool = False  # of a table row: it holds other rows
    table: Frame | None = None  # the table around
    headed: bool = False  # of a table: its columns have names
    columns: list[HeadingPiece | None] = field(default_factory=list)  # of a table: their headings
    cells: list[int] = field(default_factory=list)  # of a row: the first piece of each
    kinds: str = ""  # of a row's cells: the second letters of their tags, `h` and `d`


def nearest_anchor(frames: list[Frame]) -> str | None:
    """Return the id of the nearest frame that has one and holds no earlier heading."""
    fresh = takewhile(lambda frame: frame.first is None, reversed(frames))
    return next((frame.anchor for frame in fresh if frame.anchor), None)


def settle(frames: list[Frame], heading: HeadingPiece, *, opener: bool) -> None:
    """Let a heading own what its surroundings give it: its `details`, its `dd`, its panel."""
    for depth in range(len(frames) - 1, max(0, len(frames) - _REACH), -1):
        around = frames[depth - 1]
        if frames[depth].tag == "summary":
            around.scope, heading.opens, heading.folds = heading, True, True
        elif frames[depth].tag == "dt":
            around.term, heading.opens = heading, True
    if opener:
        heading.opens = True
        frames[-2].opener = heading


def _shifted(rank: int | None, frame: Frame) -> int | None:
    """Return a heading's rank among those around: an h1 in a section of an h1 is none of a page."""
    part = frame.part
    if rank is None or part is None:
        return rank
    if rank == 1 and part.first is None:
        part.shift = frame.tops
    return rank + part.shift


def heads_of(pieces: list[Piece], cells: list[int]) -> list[HeadingPiece | None]:
    """Return the headings of a row that holds two or more, one a cell, and nothing else."""
    heads: list[HeadingPiece | None] = []
    for begin, end in itertools.pairwise([*cells, len(pieces)]):
        shown = [piece for piece in pieces[begin:end] if not isinstance(piece, Omission)]
        heading = shown[0] if len(shown) == 1 else None
        if shown and not isinstance(heading, HeadingPiece):
            return []
        heads.append(heading if isinstance(heading, HeadingPiece) else None)
    return heads if sum(head is not None for head in heads) > 1 else []


@dataclass(slots=True)
class _Label:
    """A heading under construction, begun by the frame at `depth`."""

    depth: int
    tag: str
    rank: int | None
    anchor: str | None
    opener: bool = False
    linked: bool = False
    opens: list[str] = field(default_factory=list)
    line: TextBuilder = field(default_factory=TextBuilder)
    pictures: list[str] = field(default_factory=list)  # their descriptions


def read_pieces(root: LexborNode, address: str | None, around: Surroundings) -> list[Piece]:
    """Return a page's pieces; links are resolved against `address` where it is known.

    `around` is what stands around the page: nothing but its site, or it is part of a text.
    """
    walker = _Walker(root, address, around)
    walker.visit(root)
    walker.flush()
    return walker.pieces


class _Walker(TreeVisitor):
    def __init__(self, root: LexborNode, address: str | None, around: Surroundings) -> None:
        self.pieces: list[Piece] = []
        self._found = prescan_page(root, around)
        self._label: _Label | None = None
        self._panels: dict[str, HeadingPiece] = {}  # what opened them, by id
        self._address = address
        self._own = urldefrag(address).url if address else ""
        self._frames = [Frame(surroundings=around)]
        self._line = TextBuilder()

    def enter(self, node: LexborNode) -> bool:
        if node.is_text_node:
            self._text(node.text_content or "")
        if not node.is_element_node:
            return False
        element, around = Element(node), self._frames[-1]
        reason = self._found.left_out(
            element,
            around.surroundings,
            titling=self._label is not None,
            panel=around.opener is not None,
        )
        if reason:
            self._leave_out(element, reason)
        elif element.tag in {"br", "hr", "img"}:
            self._void(element)
        else:
            self._open(element)
            return True
        return False

    def leave(self) -> None:
        frame = self._frames[-1]
        if self._label is None and frame.block:
            self.flush()
        elif self._label is not None and self._label.depth == len(self._frames) - 1:
            self._finish_title(self._label)
        if frame.linked:
            self._line.close()
        if frame.leads:
            self._line.lead = self._line.length
        if frame.tag == "tr" and frame.cells and not frame.nested:
            self._end_row(frame)
        self._frames.pop()
        if frame.opener is not None:
            self._frames[-1].opener = frame.opener

    def _end_row(self, row: Frame) -> None:
        """Join the cells of a row of data; let those of one of headings head the columns."""
        if row.first is not None:
            if row.table is not None:
                row.table.columns = heads_of(self.pieces, row.cells)
        elif row.table is None or not row.table.columns:
            headed = row.table is not None and row.table.headed
            join_row(self.pieces, row.cells, row.kinds, headed=headed)
            if (
                row.table is not None
                and self.pieces
                and isinstance(last := self.pieces[-1], TextPiece)
            ):
                row.table.headed = headed or last.block.kind == "columns"

    def flush(self) -> None:
        """End the block under construction."""
        frame = self._frames[-1]
        item = frame.item is not None and frame.item.first is None
        block = self._line.finish("item" if item else "paragraph")
        if block is None:
            return
        if frame.header is not None and frame.header.first is None:
            self.pieces.append(Omission(note(block.text), "site header"))
        else:
            self.pieces.append(TextPiece(block, frame.main, frame.scope, self._is_local(block)))

    def _leave_out(self, element: Element, reason: str) -> None:
        if not element.is_inline:
            self._part()
        if reason == TAB and self._found.heads_panel(element):
            return
        if text := note(element.node.text(separator=" ")):
            self.pieces.append(Omission(text, reason))

    def _part(self) -> None:
        """Part what follows from what came before."""
        if self._label is not None:
            self._label.line.space()
        else:
            self.flush()

    def _text(self, raw: str) -> None:
        if raw and not raw.isspace():
            self._frames[-1].opener = None
        if self._label is not None:
            self._label.line.add(raw)
        elif self._frames[-1].verbatim:
            self._verbatim(raw)
        else:
            self._line.add(raw)

    def _verbatim(self, raw: str) -> None:
        """Add lines that stay lines; a blank one ends a block."""
        first, *others = raw.split("\n")
        self._line.add(first)
        for line in others:
            if self._line.broken:
                self.flush()
            elif self._line.length:
                self._line.end_line()
            self._line.add(line)

    def _void(self, element: Element) -> None:
        if element.tag == "img":
            text = note(element.get("alt"))
            if text and self._label is not None:
                self._label.pictures.append(text)
            elif text:
                self.pieces.append(Omission(text, "picture's description"))
        elif self._label is not None or element.tag == "hr" or self._line.broken:
            self._part()
        elif self._line.length:
            self._line.end_line()

    def _open(self, element: Element) -> None:
        if element.is_prose and self._label is not None and self._label.line.length:
            self._finish_title(self._label)
        if not element.is_inline:
            self._part()
        elif joint := element.joint:
            self._text(joint)
        elif self._abuts(element):
            (self._label.line if self._label is not None else self._line).abut()
        frame = self._frame(element)
        self._frames.append(frame)
        if self._label is not None:
            self._title(self._label, element, frame)
        elif element.node.mem_id in self._found.labels:
            frame.opens = element.controlled(links=element.is_control)
        elif element.is_label:
            self.flush()
            depth = len(self._frames) - 1
            self._label = _Label(depth, element.tag, element.rank, frame.anchor)
            self._title(self._label, element, frame)
            for enclosing in self._frames[-FOLD_REACH:]:
                self._label.opens.extend(enclosing.opens)
        else:
            self._dress(element, frame)

    def _dress(self, element: Element, frame: Frame) -> None:
        """Note where bold text or a link begins."""
        if element.tag in {"b", "strong"}:
            frame.leads = not self._line.length
        elif element.tag == "a" and (url := self._resolve(element.get("href").strip())):
            self._line.open(url)
            frame.linked = True

    def _abuts(self, element: Element) -> bool:
        """Return whether an element, in no code, follows another one without space."""
        before = element.node.prev
        code = self._frames[-1].verbatim or self._frames[-1].tag == "code"
        return before is not None and before.is_element_node and not code

    def _frame(self, element: Element) -> Frame:
        around, tag, key = self._frames[-1], element.tag, element.node.mem_id
        name = element.get("id") or (element.get("name") if tag == "a" else "")
        tab = self._found.tabs.get(name) if self._label is None else None
        if tab is not None:
            heading = HeadingPiece(tab, None, name, around.scope, around.main, opens=True)
            self._add_heading(heading)
        scope = self._scope(tag, name, around) if tab is None else heading
        frame = Frame(
            tag=tag,
            anchor=None if scope is not None and scope.anchor == name else name or None,
            block=not element.is_inline,
            surroundings=around.surroundings.within(element),
            main=around.main or key in self._found.main,
            verbatim=around.verbatim or tag == "pre",
            scope=scope,
            item=around.item,
            row=around.row,
            table=around.table,
        )
        frame.header = frame if key in self._found.headers else around.header
        part = element.is_main or tag in {"article", "section"}
        frame.part = frame if part else around.part
        titled = around.part is around and around.first is not None
        frame.tops = around.tops + (titled and around.first_rank == 1)
        frame.shift = around.part.shift if part and around.part is not None else 0
        if tag == "li":
            frame.item = frame
        elif tag == "table":
            frame.table = frame
        elif tag == "tr":
            if around.row is not None:
                around.row.nested = True
            frame.row = frame
        elif tag in {"td", "th"}:
            frame.item = None
            columns = around.table.columns if around.table is not None else []
            if len(around.cells) < len(columns):
                frame.scope = columns[len(around.cells)] or scope
            around.cells.append(len(self.pieces))
            around.kinds += tag[1]
        return frame

    def _resolve(self, address: str) -> str | None:
        """Return a link's address, absolute where the page's is known; `None` for scripts."""
        if not address or address.lower().startswith(_SCRIPTS):
            return None
        try:
            return urljoin(self._address, address) if self._address else address
        except ValueError:
            return None

    def _is_local(self, block: Block) -> bool:
        """Return whether this is a block whose links all lead into this page."""
        parts = [link.url.partition("#") for link in block.links]
        return bool(parts) and all(mark and page in {"", self._own} for page, mark, _ in parts)

    def _scope(self, tag: str, name: str, around: Frame) -> HeadingPiece | None:
        """Return the heading that the text of an element belongs to."""
        opener, around.opener = around.opener, None
        if name in self._panels:
            return self._panels[name]
        if tag == "dd" and around.term is not None:
            return around.term
        if tag == "footer" and around.part is not None and around.part.first is not None:
            return around.part.first
        return opener or around.scope

    def _title(self, label: _Label, element: Element, frame: Frame) -> None:
        """Take from an element of a heading what it tells of the heading."""
        label.anchor = label.anchor or frame.anchor
        label.opener = label.opener or element.is_control
        address = element.get("href") if element.tag == "a" else ""
        label.linked = label.linked or (bool(address) and address[0] != "#")
        label.opens.extend(element.controlled(links=label.opener))
        if label.rank is None and element.is_heading:
            label.rank = element.rank

    def _finish_title(self, label: _Label) -> None:
        """End the heading: text or a control where it is no title."""
        self._label = None
        pictures = " ".join(label.pictures)
        if not label.line.length:
            label.line.add(pictures)  # a heading that is a picture says what is described
        elif pictures:
            self.pieces.append(Omission(pictures, "picture's description"))
        block = label.line.finish("paragraph")
        if block is None:
            return
        around = self._frames[: label.depth + 1]
        last = around[-1]
        term = around[-2].term if label.tag == "dt" else None
        if term is not None and self.pieces[-1] is term:
            term.text += f", {block.text}"  # two terms with one definition
        elif label.tag == "summary" and label.rank is None and shows_more(block.text):
            self.pieces.append(Omission(block.text, "form control"))
        elif len(block.text) > LONGEST_NAME or len(block.text.split()) > LONGEST_TITLE:
            self.pieces.append(TextPiece(block, last.main, last.scope))
        else:
            opened = [name for name in label.opens if name in self._found.ids]
            anchor = label.anchor or nearest_anchor(around) or next(iter(opened), None)
            rank = _shifted(label.rank, last)
            heading = HeadingPiece(
                block.text, rank, anchor, last.scope, last.main, bool(opened), label.linked
            )
            self._panels.update(dict.fromkeys(opened, heading))
            self._add_heading(heading, label.rank)
            settle(around, heading, opener=label.opener and not opened)

    def _add_heading(self, heading: HeadingPiece, rank: int | None = None) -> None:
        """Note a heading as the first in all frames that had none; each is visited once."""
        self.pieces.append(heading)
        for frame in reversed(self._frames):
            if frame.first is not None:
                return
            frame.first, frame.first_rank = heading, rank
