"""The second walk over a page: headings, blocks and what is left out, in reading order.

Frames mirror the elements that the walk is inside of; headings take from them what holds for all
that follows in an element.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urldefrag, urljoin

from selectolax.lexbor import LexborNode

from indexer.model import Block, Dropped
from indexer.read.html import elements
from indexer.read.html.boilerplate import says_published
from indexer.read.html.elements import Surroundings
from indexer.read.html.pieces import HeadingPiece, Piece, TextBuilder, TextPiece, join_row
from indexer.read.html.prescan import Prescan, prescan_page, visit_tree
from indexer.text import collapse

LONGEST_TITLE = 40  # words; what is longer was marked as a heading for its looks
LONGEST_NAME = 400  # characters, for what has no words: 40 long ones
# How many elements a heading may be wrapped in within its `summary` or `dt`.
_REACH = 6
LONGEST_NOTE = 200  # characters of a dropped text that a person needs to recognise it
_TAB = "tab label"
_BLANK_LINE = "\n\n"
_SCRIPTS = ("javascript:", "data:", "vbscript:")


@dataclass(slots=True)
class Frame:
    """An element gone into.

    Parameters
    ----------
    tag, anchor
        Of the element; `anchor` is its id, or an anchor's name.
    block, linked
        Whether it begins and ends a block, and whether it opened a link.
    first
        The first heading in it.
    scope
        The heading that the text in it belongs to, where it is a part opened by one.
    opener, term
        The last heading in it that opens what follows it: a button, a `dt`.
    item
        The list item around.
    header
        The site header around, where it is kept for the page's title.
    part
        The article, section or main part around.
    inner, main, verbatim
        Whether it stands in `main` or `article`, in the page's main part, in `pre`.
    foldable
        Above 0 close to an element named as one that folds.
    opens
        Of a button that holds a heading element: the ids of what it opens.
    row, nested
        The table row around; whether a row holds other rows.
    start, cells, kinds
        Of a table row: the first piece of it, and of each of its cells, whose kinds are the second
        letters of their tags: `h` (header) and `d` (data).
    """

    tag: str = ""
    anchor: str | None = None
    block: bool = True
    linked: bool = False
    first: HeadingPiece | None = None
    scope: HeadingPiece | None = None
    opener: HeadingPiece | None = None
    term: HeadingPiece | None = None
    item: Frame | None = None
    header: Frame | None = None
    part: Frame | None = None
    inner: bool = False
    main: bool = False
    verbatim: bool = False
    foldable: int = 0
    row: Frame | None = None
    nested: bool = False
    start: int = 0
    cells: list[int] = field(default_factory=list)
    kinds: str = ""
    opens: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether a heading stood in it."""
        return self.first is not None

    def stand_in(self, around: Frame) -> None:
        """Take note of lists and tables: where this one begins, and to which it belongs."""
        if self.tag == "li":
            self.item = self
        elif self.tag == "tr":
            if around.row is not None:
                around.row.nested = True
            self.row = self
        elif self.tag in {"td", "th"}:
            self.item = None
            around.cells.append(self.start)
            around.kinds += self.tag[1]


def mark(frames: list[Frame], heading: HeadingPiece) -> None:
    """Note the first heading in all frames that had none; each is visited once in its life."""
    for frame in reversed(frames):
        if frame.first is not None:
            return
        frame.first = heading


def nearest_anchor(frames: list[Frame]) -> str | None:
    """Return the id of the nearest frame that has one and holds no earlier heading."""
    for frame in reversed(frames):
        if frame.holds:
            return None
        if frame.anchor:
            return frame.anchor
    return None


def settle(frames: list[Frame], heading: HeadingPiece, *, opener: bool) -> None:
    """Let a heading own what its surroundings give it: its `details`, its `dd`, its panel."""
    for depth in range(len(frames) - 1, max(0, len(frames) - _REACH), -1):
        around = frames[depth - 1]
        if frames[depth].tag == "summary":
            around.scope, heading.opens = heading, True
        elif frames[depth].tag == "dt":
            around.term, heading.opens = heading, True
    if opener:
        heading.opens = True
        frames[-2].opener = heading


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


class Titles:
    """The heading under construction, if any, and what earlier ones open.

    Attributes
    ----------
    line
        The title so far.
    """

    def __init__(self, found: Prescan) -> None:
        self.line = TextBuilder()
        self._found = found
        self._label: _Label | None = None
        self._panels: dict[str, HeadingPiece] = {}

    @property
    def open(self) -> bool:
        """Whether a heading is under construction."""
        return self._label is not None

    def begun_by(self, depth: int) -> bool:
        """Return whether the frame at `depth` began the heading under construction."""
        return self._label is not None and self._label.depth == depth

    def begin(self, frames: list[Frame], tag: str, attributes: elements.Attributes) -> None:
        """Begin a heading with the innermost frame."""
        rank = elements.rank(tag, attributes)
        self._label = _Label(len(frames) - 1, tag, rank, frames[-1].anchor)
        self.inside(tag, attributes, frames[-1])
        for around in frames[-elements.FOLD_REACH :]:
            self._label.opens.extend(around.opens)

    def inside(self, tag: str, attributes: elements.Attributes, frame: Frame) -> None:
        """Take from an element of a heading what it tells of the heading."""
        label = self._label
        if label is None:
            return
        label.anchor = label.anchor or frame.anchor
        label.opener = label.opener or elements.is_control(tag, attributes)
        address = (attributes.get("href") or "") if tag == "a" else ""
        label.linked = label.linked or (bool(address) and address[0] != "#")
        label.opens.extend(elements.controlled(attributes, links=label.opener))
        if label.rank is None and elements.is_heading(tag, attributes):
            label.rank = elements.rank(tag, attributes)

    def finish(self, frames: list[Frame]) -> Piece | None:
        """End the heading: text or a control where it is no title, `None` where it has no words."""
        label, self._label = self._label, None
        block = self.line.finish("paragraph")
        if label is None or block is None:
            return None
        depth = label.depth + 1
        around = frames if depth == len(frames) else frames[:depth]
        last = around[-1]
        if label.tag == "summary" and label.rank is None and elements.shows_more(block.text):
            return Dropped(block.text, "form control")
        if len(block.text) > LONGEST_NAME or len(block.text.split()) > LONGEST_TITLE:
            return TextPiece(block, last.main, last.scope)
        opened = [name for name in label.opens if name in self._found.ids]
        anchor = label.anchor or nearest_anchor(around) or next(iter(opened), None)
        heading = HeadingPiece(
            block.text, label.rank, anchor, last.scope, last.main, bool(opened), label.linked
        )
        self._panels.update(dict.fromkeys(opened, heading))
        mark(frames, heading)
        settle(around, heading, opener=label.opener and not opened)
        return heading

    def tab(self, name: str, frames: list[Frame]) -> HeadingPiece | None:
        """Return the heading of a tab's panel, named by the panel's id."""
        title = self._found.tabs.get(name)
        if title is None or self.open:
            return None
        around = frames[-1]
        heading = HeadingPiece(title, None, name, around.scope, around.main, opens=True)
        mark(frames, heading)
        return heading

    def scope(self, tag: str, name: str, around: Frame) -> HeadingPiece | None:
        """Return the heading that the text of an element belongs to."""
        opener, around.opener = around.opener, None
        if name in self._panels:
            return self._panels[name]
        if tag == "dd" and around.term is not None:
            return around.term
        if tag == "footer" and around.part is not None and around.part.first is not None:
            return around.part.first
        return opener or around.scope


def read_pieces(root: LexborNode, address: str | None) -> list[Piece]:
    """Return a page's pieces; links are resolved against `address` where it is known."""
    walker = _Walker(root, address)
    visit_tree(root, walker)
    walker.flush()
    return walker.pieces


class _Walker:
    """Takes note of every node; `frames` mirrors the elements it is inside of."""

    def __init__(self, root: LexborNode, address: str | None) -> None:
        found = prescan_page(root)
        self.pieces: list[Piece] = []
        self._labels = found.labels
        self._main = found.main
        self._filter = _Filter(found)
        self._titles = Titles(found)
        self._address = address
        self._own = urldefrag(address).url if address else ""
        self._frames = [Frame()]
        self._line = TextBuilder()

    def enter(self, node: LexborNode) -> bool:
        if node.is_text_node:
            self._text(node.text_content or "")
            return False
        if not node.is_element_node:
            return False
        tag, attributes = node.tag or "", node.attributes
        around, titling = self._frames[-1], self._titles.open
        reason = self._filter.left_out(node, attributes, around, titling=titling)
        if reason is not None:
            self._leave_out(tag, reason)
            return False
        if tag in {"br", "hr", "img"}:
            self._void(tag, attributes)
            return False
        self._open(node, tag, attributes)
        return True

    def leave(self) -> None:
        frame = self._frames[-1]
        if self._titles.begun_by(len(self._frames) - 1):
            self._finish_title()
        elif frame.block and not self._titles.open:
            self.flush()
        if frame.linked:
            self._line.close()
        if frame.tag == "tr" and frame.cells and not (frame.holds or frame.nested):
            join_row(self.pieces, frame.start, frame.cells, frame.kinds)
        self._frames.pop()
        if frame.opener is not None:
            self._frames[-1].opener = frame.opener

    def flush(self) -> None:
        """End the block under construction."""
        frame = self._frames[-1]
        item = frame.item is not None and not frame.item.holds
        block = self._line.finish("item" if item else "paragraph")
        if block is None:
            return
        if frame.header is not None and not frame.header.holds:
            self.pieces.append(Dropped(note(block.text), "site header"))
        else:
            self.pieces.append(TextPiece(block, frame.main, frame.scope, self._is_local(block)))

    def _leave_out(self, tag: str, reason: Dropped | str) -> None:
        if tag not in elements.INLINE:
            self._part()
        if isinstance(reason, Dropped):
            self.pieces.append(reason)

    def _part(self) -> None:
        """Part what follows from what came before."""
        if self._titles.open:
            self._titles.line.space()
        else:
            self.flush()

    def _text(self, raw: str) -> None:
        if raw and not raw.isspace():
            self._frames[-1].opener = None
        if self._titles.open:
            self._titles.line.add(raw)
        elif self._frames[-1].verbatim and _BLANK_LINE in raw:
            for paragraph in raw.split(_BLANK_LINE):
                self._line.add(paragraph)
                self.flush()
        else:
            self._line.add(raw)

    def _void(self, tag: str, attributes: elements.Attributes) -> None:
        if tag == "img":
            if text := note(attributes.get("alt") or ""):
                self.pieces.append(Dropped(text, "picture's description"))
        elif self._titles.open:
            self._titles.line.space()
        elif tag == "hr" or self._line.broken:
            self.flush()
        else:
            self._line.space()
            self._line.broken = True

    def _open(self, node: LexborNode, tag: str, attributes: elements.Attributes) -> None:
        if tag in elements.PROSE and self._titles.open and self._titles.line.length:
            self._finish_title()
        if tag not in elements.INLINE:
            self._part()
        frame = self._frame(node, tag, attributes)
        self._frames.append(frame)
        if self._titles.open:
            self._titles.inside(tag, attributes, frame)
        elif node.mem_id in self._labels:
            control = elements.is_control(tag, attributes)
            frame.opens = elements.controlled(attributes, links=control)
        elif elements.is_label(tag, attributes):
            self.flush()
            self._titles.begin(self._frames, tag, attributes)
        elif tag == "a":
            self._begin_link(attributes, frame)

    def _frame(self, node: LexborNode, tag: str, attributes: elements.Attributes) -> Frame:
        around = self._frames[-1]
        name = attributes.get("id") or (attributes.get("name") if tag == "a" else None) or ""
        tab = self._titles.tab(name, self._frames)
        if tab is not None:
            self.pieces.append(tab)
        scope = tab or self._titles.scope(tag, name, around)
        inner = tag in {"main", "article"} or attributes.get("role") == "main"
        frame = Frame(
            tag=tag,
            anchor=None if scope is not None and scope.anchor == name else name or None,
            block=tag not in elements.INLINE,
            scope=scope,
            item=around.item,
            row=around.row,
            inner=around.inner or inner,
            main=around.main or node.mem_id in self._main,
            verbatim=around.verbatim or tag == "pre",
            foldable=elements.fold_distance(attributes, around.foldable),
            start=len(self.pieces),
        )
        frame.header = frame if self._filter.is_kept_header(node) else around.header
        frame.part = frame if inner or tag == "section" else around.part
        frame.stand_in(around)
        return frame

    def _begin_link(self, attributes: elements.Attributes, frame: Frame) -> None:
        url = self._resolve((attributes.get("href") or "").strip())
        if url:
            self._line.open(url)
            frame.linked = True

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

    def _finish_title(self) -> None:
        piece = self._titles.finish(self._frames)
        if piece is not None:
            self.pieces.append(piece)


def note(text: str) -> str:
    """Return a dropped text as a person is shown it: collapsed, and cut where it is long."""
    text = collapse(text.replace("\u00ad", ""))
    return text if len(text) <= LONGEST_NOTE else text[: LONGEST_NOTE - 1].rstrip() + "…"


class _Filter:
    """Finds what is left out, by what the first walk found."""

    def __init__(self, found: Prescan) -> None:
        self._found = found
        self._headers = found.kept_headers

    def left_out(
        self, node: LexborNode, attributes: elements.Attributes, around: Frame, *, titling: bool
    ) -> Dropped | str | None:
        """Return why an element is left out: a note of its text, or "" where it has none.

        `None` where it is text. `titling` is true inside a heading.
        """
        reason = self._reason(node, attributes, around, titling)
        if reason is None:
            return None
        if reason == _TAB and self._heads_panel(attributes):
            return ""
        text = note(node.text(separator=" "))
        return Dropped(text, reason) if text else ""

    def is_kept_header(self, node: LexborNode) -> bool:
        """Return whether a site header is kept, since it holds the page's title."""
        return node.mem_id in self._headers

    def _reason(
        self,
        node: LexborNode,
        attributes: elements.Attributes,
        around: Frame,
        titling: bool,  # noqa: FBT001 - handed on
    ) -> str | None:
        tag = node.tag or ""
        holder = node.mem_id in self._found.holders
        surroundings = Surroundings(around.inner, around.part is not None, holder)
        reason = elements.boilerplate_reason(tag, attributes, surroundings)
        if reason and not self._is_kept(node, reason):
            return reason
        if elements.hidden(tag, attributes) and (titling or not self._is_panel(attributes, around)):
            return "hidden"
        if elements.is_tab(attributes):
            return _TAB
        if self._is_control(node, attributes, around, titling):
            return "form control"
        return None

    def _is_kept(self, node: LexborNode, reason: str) -> bool:
        """Return whether this is a header with the page's title, or no byline but by name."""
        if reason == "byline":
            return not says_published(note(node.text(separator=" ")))
        return reason == "site header" and self.is_kept_header(node)

    def _is_panel(self, attributes: elements.Attributes, around: Frame) -> bool:
        """Return whether this is a part that is hidden only until its heading opens it."""
        return (
            attributes.get("id") in self._found.opened
            or attributes.get("role") == "tabpanel"
            or attributes.get("hidden") == "until-found"
            or around.opener is not None
        )

    def _is_control(
        self,
        node: LexborNode,
        attributes: elements.Attributes,
        around: Frame,
        titling: bool,  # noqa: FBT001 - handed on
    ) -> bool:
        """Return whether this is a control, and no button or label that is a heading."""
        tag = node.tag or ""
        if not elements.is_control(tag, attributes) or node.mem_id in self._found.labels:
            return False
        opener = titling or elements.is_opener(tag, attributes, foldable=around.foldable > 0)
        title = note(node.text())
        return not opener or elements.is_tool(title) or elements.shows_more(title)

    def _heads_panel(self, attributes: elements.Attributes) -> bool:
        """Return whether this is a tab whose label is the heading of its panel."""
        targets = elements.controlled(attributes, links=True)[:1]
        return any(name in self._found.tabs and name in self._found.ids for name in targets)
