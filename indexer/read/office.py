"""Reads office documents: Word (mammoth), OpenDocument text (odfdo), slides (python-pptx).

Each is turned into HTML or Markdown by its library, and read as that. In Word a paragraph is a
heading by its style, by one that its style is made from, or by its style's outline level; in a
document without such, bold lines are. A slide is a section under its title.
"""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import mammoth

from indexer.errors import SourceError
from indexer.model import Page
from indexer.read.html import read_html
from indexer.read.markdown import read_markdown
from indexer.text import collapse

if TYPE_CHECKING:
    from pptx.slide import Slide
    from pptx.text.text import TextFrame

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HEADING = re.compile(r"heading (\d)", re.IGNORECASE)
_TITLES = {"title": 1, "subtitle": 0}
_DEEPEST = 6
_TAG = re.compile(r"<(?=[A-Za-z/!?])")  # what is typed so is text
_TITLE = re.compile(r'<h1 class="title">(.*?)</h1>', re.DOTALL)
_BOOKMARK = re.compile(r'<a id="[^"]*"></a>')
_BOLD_LINE = re.compile(r"<p><strong>((?:(?!</?(?:p|strong)\b).)+)</strong>:?</p>")
_TABLE_HEADS = "p[style-name='Table Heading'] => p:fresh > strong"  # LibreOffice's
_LEAST_BOLD, _LONGEST_BOLD = 2, 100  # lines, characters
_OPENING = 10  # paragraphs, among which a document's title stands
_DAMAGED = "is damaged ({}); save it anew"


def read_docx(content: bytes, *, source: str, url: str | None, digest: str) -> Page:
    """Return the page that a Word document shows; the rest is as in `Page`.

    Raises
    ------
    SourceError
        It is damaged.
    """
    try:
        styles = "\n".join([*_style_map(content), _TABLE_HEADS])
        markup = mammoth.convert_to_html(
            io.BytesIO(content),
            style_map=styles,
            convert_image=mammoth.images.img_element(lambda _image: {"src": ""}),
        ).value
    except Exception as error:  # the library's own, of several kinds, and those below it
        raise SourceError(f"{source}: {_DAMAGED.format(error)}") from error
    markup = _BOOKMARK.sub("", markup)  # Word's own names: no link from elsewhere lands there
    if not re.search(r"<h[1-6]\b", markup):
        markup = _with_bold_headings(markup)
    title = _TITLE.search(markup)
    head = f"<title>{title[1]}</title>" if title else ""
    return read_html(f"{head}<body>{markup}", source=source, url=url, digest=digest, bare=True)


def _style_map(content: bytes) -> Iterator[str]:
    """Yield which styles of a Word document are headings, in mammoth's notation."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if "word/styles.xml" not in archive.namelist():
            return
        root = ET.fromstring(archive.read("word/styles.xml"))  # noqa: S314 - expat stops what blows up
    styles = {style.get(f"{_W}styleId", ""): style for style in root.iter(f"{_W}style")}
    for key, style in styles.items():
        level = _level(key, styles)
        name = _value(style, "name")
        if level is not None and style.get(f"{_W}type") == "paragraph" and name:
            shown = name.replace("\\", "\\\\").replace("'", "\\'")
            made = "h1.title" if name.lower() == "title" else f"h{level}" if level else "p"
            yield f"p[style-name='{shown}'] => {made}:fresh"


def _level(key: str, styles: dict[str, ET.Element]) -> int | None:
    """Return the rank of the heading that a style makes, 0 for a subtitle, `None` for text."""
    seen: set[str] = set()
    while key in styles and key not in seen:
        seen.add(key)
        name = _value(styles[key], "name").lower()
        if name in _TITLES:
            return _TITLES[name]
        if named := _HEADING.fullmatch(name):
            return min(int(named[1]), _DEEPEST)
        outline = styles[key].find(f"{_W}pPr/{_W}outlineLvl")
        level = outline.get(f"{_W}val", "") if outline is not None else ""
        if level.isdigit() and int(level) < _DEEPEST:
            return int(level) + 1
        key = _value(styles[key], "basedOn")
    return None


def _value(style: ET.Element, name: str) -> str:
    found = style.find(f"{_W}{name}")
    return found.get(f"{_W}val", "") if found is not None else ""


def _with_bold_headings(markup: str) -> str:
    """Return markup without headings with its short bold paragraphs as such, if there are some."""

    def heading(found: re.Match[str]) -> str:
        long = len(found[1]) > _LONGEST_BOLD
        return found[0] if long else f"<h2>{found[1]}</h2>"

    made, _ = _BOLD_LINE.subn(heading, markup)
    return made if made.count("<h2>") >= _LEAST_BOLD else markup


def read_odt(content: bytes, *, source: str, url: str | None, digest: str) -> Page:
    """Return the page that an OpenDocument text shows; the rest is as in `Page`.

    Raises
    ------
    SourceError
        It is damaged, or locked.
    """
    from odfdo import Document, Header

    front = ""
    try:
        document = Document(io.BytesIO(content))
        for paragraph in document.body.get_paragraphs()[:_OPENING]:
            style = document.get_style("paragraph", paragraph.style or "")
            named = {paragraph.style, getattr(style, "parent_style", None)}
            title, parent = collapse(paragraph.inner_text), paragraph.parent
            if "Title" in named and title and parent is not None:
                front = f"---\ntitle: {title}\n---\n\n"
                parent.replace_element(paragraph, Header(1, title))
                break
        text = str(document.to_markdown())
    except Exception as error:  # as in `read_docx`
        raise SourceError(f"{source}: {_DAMAGED.format(error)}") from error
    return read_markdown(front + _TAG.sub("&lt;", text), source=source, url=url, digest=digest)


def read_pptx(content: bytes, *, source: str, url: str | None, digest: str) -> Page:
    """Return the page whose sections are the slides of a presentation; as in `Page`.

    Raises
    ------
    SourceError
        It is damaged.
    """
    from pptx import Presentation

    try:
        shown = Presentation(io.BytesIO(content))
        title = html.escape(shown.core_properties.title or "")
        slides = "".join("".join(_slide(slide)) for slide in shown.slides)
    except Exception as error:  # as in `read_docx`
        raise SourceError(f"{source}: {_DAMAGED.format(error)}") from error
    markup = f"<head><title>{title}</title></head><body>{slides}"
    return read_html(markup, source=source, url=url, digest=digest, bare=True)


def _slide(slide: Slide) -> Iterator[str]:
    """Yield a slide as HTML: its title, its paragraphs and tables, its speaker's notes."""
    from pptx.shapes.autoshape import Shape
    from pptx.shapes.graphfrm import GraphicFrame

    title = slide.shapes.title
    if title is not None and title.text.strip():
        yield f"<h2>{html.escape(title.text)}</h2>"
    for shape in slide.shapes:
        if isinstance(shape, GraphicFrame) and shape.has_table:
            rows = ([cell.text for cell in row.cells] for row in shape.table.rows)
            yield f"<table>{''.join(_row(row, head=not at) for at, row in enumerate(rows))}</table>"
        elif isinstance(shape, Shape) and (title is None or shape.shape_id != title.shape_id):
            yield _paragraphs(shape.text_frame)
    if slide.has_notes_slide and (notes := slide.notes_slide.notes_text_frame):
        yield _paragraphs(notes)


def _paragraphs(frame: TextFrame) -> str:
    texts = (paragraph.text.strip() for paragraph in frame.paragraphs)
    return "".join(f"<p>{html.escape(text)}</p>" for text in texts if text)


def _row(cells: list[str], *, head: bool) -> str:
    tag = "th" if head else "td"
    return f"<tr>{''.join(f'<{tag}>{html.escape(cell)}</{tag}>' for cell in cells)}</tr>"
