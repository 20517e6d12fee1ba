"""Turns a parsed page into pieces in reading order: headings, blocks, and what was left out."""

from __future__ import annotations

from urllib.parse import urldefrag, urljoin

from selectolax.lexbor import LexborNode

from indexer.model import Block, Dropped
from indexer.read.html import rules
from indexer.read.html.frame import Frame
from indexer.read.html.judge import Judge, note
from indexer.read.html.pieces import Line, Piece, Text
from indexer.read.html.rows import join_row
from indexer.read.html.survey import survey
from indexer.read.html.titles import Titles
from indexer.read.html.tree import walk

_BLANK_LINE = "\n\n"
_SCRIPTS = ("javascript:", "data:", "vbscript:")


def pieces(root: LexborNode, address: str | None) -> list[Piece]:
    """Return a page's pieces; links are resolved against `address` where it is known."""
    walker = _Walker(root, address)
    walk(root, walker)
    walker.flush()
    return walker.pieces


class _Walker:
    """Takes note of every node; `frames` mirrors the elements it is inside of."""

    def __init__(self, root: LexborNode, address: str | None) -> None:
        found = survey(root)
        self.pieces: list[Piece] = []
        self._labels = found.labels
        self._main = found.main
        self._judge = Judge(found)
        self._titles = Titles(found)
        self._address = address
        self._own = urldefrag(address).url if address else ""
        self._frames = [Frame()]
        self._line = Line()

    def enter(self, node: LexborNode) -> bool:
        if node.is_text_node:
            self._text(node.text_content or "")
            return False
        if not node.is_element_node:
            return False
        tag, attributes = node.tag or "", node.attributes
        around, titling = self._frames[-1], self._titles.open
        reason = self._judge.left_out(node, attributes, around, titling=titling)
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
        if frame.tag == "tr":
            join_row(self.pieces, frame)
        self._frames.pop()
        if frame.opener is not None:
            self._frames[-1].hand_up(frame.opener, frame)

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
            self.pieces.append(Text(block, frame.main, frame.scope, self._is_local(block)))

    def _leave_out(self, tag: str, reason: Dropped | str) -> None:
        if tag not in rules.INLINE:
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
            self._titles.pending = None if not self._titles.open else self._titles.pending
            self._frames[-1].opener = None
        if self._titles.open:
            self._titles.line.add(raw)
        elif self._frames[-1].verbatim and _BLANK_LINE in raw:
            for paragraph in raw.split(_BLANK_LINE):
                self._line.add(paragraph)
                self.flush()
        else:
            self._line.add(raw)

    def _void(self, tag: str, attributes: rules.Attributes) -> None:
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

    def _open(self, node: LexborNode, tag: str, attributes: rules.Attributes) -> None:
        if tag in rules.PROSE and self._titles.open and self._titles.line.length:
            self._finish_title()
        if tag not in rules.INLINE:
            self._part()
        frame = self._frame(node, tag, attributes)
        self._frames.append(frame)
        if self._titles.open:
            self._titles.inside(tag, attributes, frame)
        elif node.mem_id in self._labels:
            frame.opens = rules.controlled(attributes, links=rules.is_control(tag, attributes))
        elif rules.is_label(tag, attributes):
            self.flush()
            self._titles.begin(self._frames, tag, attributes)
        elif tag == "a":
            self._begin_link(attributes, frame)

    def _frame(self, node: LexborNode, tag: str, attributes: rules.Attributes) -> Frame:
        around = self._frames[-1]
        name = attributes.get("id") or (attributes.get("name") if tag == "a" else None) or ""
        tab = self._titles.tab(name, self._frames)
        if tab is not None:
            self.pieces.append(tab)
        look = f"{tag}.{attributes.get('class') or ''}"
        scope = tab or self._titles.scope(look, name, around)
        inner = tag in {"main", "article"} or attributes.get("role") == "main"
        frame = Frame(
            tag=tag,
            anchor=None if scope is not None and scope.anchor == name else name or None,
            block=tag not in rules.INLINE,
            look=look,
            scope=scope,
            item=around.item,
            row=around.row,
            inner=around.inner or inner,
            main=around.main or node.mem_id in self._main,
            verbatim=around.verbatim or tag == "pre",
            foldable=rules.FOLD_REACH if rules.looks_foldable(attributes) else around.foldable - 1,
            start=len(self.pieces),
        )
        frame.header = frame if self._judge.is_kept_header(node) else around.header
        frame.part = frame if inner or tag == "section" else around.part
        frame.stand_in(around)
        return frame

    def _begin_link(self, attributes: rules.Attributes, frame: Frame) -> None:
        if frame.anchor and not self._line.length:
            self._titles.pending = frame.anchor
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
        """Tell a block whose links all lead into this page."""
        parts = [link.url.partition("#") for link in block.links]
        return bool(parts) and all(mark and page in {"", self._own} for page, mark, _ in parts)

    def _finish_title(self) -> None:
        piece = self._titles.finish(self._frames)
        if piece is not None:
            self.pieces.append(piece)
