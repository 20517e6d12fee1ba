"""Which format some bytes are in: by content first, by name second."""

from __future__ import annotations

import io
import json
import re
import zipfile
from itertools import islice
from pathlib import PurePosixPath
from typing import BinaryIO, Literal
from urllib.parse import urlsplit

from indexer.errors import SourceError
from indexer.read.encodings import MOST_CONTROLS, SAMPLE, count_controls, decode, is_marked, sample

# The last five are no text, but bytes.
Format = Literal[
    "html", "markdown", "plain", "records", "rst", "pdf", "docx", "odt", "pptx", "epub"
]  # fmt: skip

_WAY_OUT = "save it as HTML, Markdown or text"
_RECORDS_WANTED = (
    "passages are JSON lines, one object a line with text and _id or title; "
    "anything else: " + _WAY_OUT
)

_PDF, _ZIP = b"%PDF-", b"PK\x03\x04"
_MOST_UNPACKED = 1_000_000_000  # bytes of an archive: what unpacks to more was made to do harm
_BEFORE_PDF = 1024  # bytes that may stand before it
# A file within the archive that a document is, and how it begins.
_PARTS: tuple[tuple[str, bytes, Format], ...] = (
    ("word/document.xml", b"", "docx"),
    ("ppt/presentation.xml", b"", "pptx"),
    ("mimetype", b"application/vnd.oasis.opendocument.text", "odt"),
    ("mimetype", b"application/epub+zip", "epub"),
)
_SIGNATURES = (
    (_ZIP, "a ZIP archive, and no document that can be read"),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old office document"),
    (b"{\\rtf", "an RTF document"),
    (b"\x89PNG\r\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF87a", "a GIF image"),
    (b"GIF89a", "a GIF image"),
    (b"\x7fELF", "a program (ELF)"),
    (b"#!/", "a script"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh9", "a bzip2 archive"),
    (b"\xfd7zXZ\x00", "an xz archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"SQLite format 3\x00", "an SQLite database"),
)
_PROLOGUE = re.compile(r"(?:\s+|<!--.*?-->|<\?xml\b.*?\?>)*", re.DOTALL)
_DOCUMENT = re.compile(r"<!doctype\s+html|<(?:html|head|body)[\s>]", re.IGNORECASE)
_TAGS = (
    "html|head|title|meta|link|style|script|body|main|header|nav|article|section|aside|footer|div|"
    "p|h[1-6]|ul|ol|dl|table|form|details|blockquote|pre|figure|img|a|span|b|i|strong|em|br|hr"
)
_TAG = re.compile(rf"</?(?:{_TAGS})(?:\s[^<>]*)?/?>", re.IGNORECASE)
_XML = re.compile(r"\s*(?:<\?xml\b.*?\?>\s*)?<!?([\w:-]+)", re.DOTALL)
_JSON = re.compile(r"""\s*(?:\{\s*"[^"\n]*"\s*:|\[\s*(?:\{\s*"|"|\[\s*"))""")

_HEADING = re.compile(r"(?:^|\n[ \t]*\n)#{1,6}[ \t]+\S[^\n]*")
_TITLE = re.compile(r"\s*#{1,6}[ \t]+\S[^\n]*\n[ \t]*\n")
_FENCE = re.compile(r"^(?:```|~~~)", re.MULTILINE)
# A heading underlined with a sign that Markdown does not know.
_UNDERLINED = re.compile(r"(?:^|\n[ \t]*\n)[^\n\s][^\n]*\n(?:~{4,}|\^{3,}|\+{3,})[ \t]*\n[ \t]*\n")
_LINK = re.compile(r"\[[^\]\[\n]+\]\((?:[a-z]+:|[\w./#?-])[^()\s]*\)")
_SETEXT = re.compile(r"(?:^|\n[ \t]*\n)[^\n\s][^\n]*\n(?:={3,}|-{3,})[ \t]*(?=\n|$)")
_BOLD = re.compile(r"\*\*[^*\s][^*\n]*\*\*")
# Anything by which a text that is named Markdown is more than text: one without is a dump.
_MARKS = re.compile(
    r"^ {0,3}(?:#{1,6}[ \t]|[*+-][ \t]|>|```|~~~|\d{1,9}[.)][ \t]|={3,}[ \t]*$|-{3,}[ \t]*$|\|)"
    r"|\]\(|\*\*|__|`|(?<!\w)[*_]\w|</?[a-z]",
    re.MULTILINE,
)
_LINE = re.compile(rb"^.*$", re.MULTILINE)
_FIRST_LINES = 5  # whole however long they are
_ENOUGH_EVIDENCE = 2

MARKDOWN_NAMES = frozenset({".md", ".markdown", ".mdown", ".mdx", ".mkd"})
RST_NAMES = frozenset({".rst", ".rest"})
HTML_NAMES = frozenset({".html", ".htm", ".xhtml"})
_JSON_NAMES = frozenset({".jsonl", ".ndjson", ".json"})


def document_format(file: BinaryIO) -> Format | None:
    """Return which kind of document, that is no text, an open file holds; `None` for others."""
    head = file.read(_BEFORE_PDF)
    if _PDF in head and not head.lstrip().startswith(b"<"):
        return "pdf"
    if not head.startswith(_ZIP):
        return None
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            if sum(part.file_size for part in parts) > _MOST_UNPACKED:
                return None
            for name, begins, form in _PARTS:
                if name in names and (not begins or archive.read(name).startswith(begins)):
                    return form
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError):
        pass
    return None


def detect(content: bytes, name: str, content_type: str | None = None) -> Format:
    """Return the format of some bytes.

    A sample of the whole file decides. `name` is the file's name or address: it is named in errors,
    and its ending settles what content leaves open. `content_type` is what a server says, without
    parameters.

    Raises
    ------
    SourceError
        The bytes are no text, or text that holds no page: JSON of another shape, XML, a table.
    """
    if document := document_format(io.BytesIO(content)):
        return document
    refuse_binary(content, name)
    text = decode(sample(content))
    ending = _ending(name)
    if _is_html(text, ending, content_type):
        return "html"
    if _is_records(content, text, name, content_type):
        return "records"
    if ending in RST_NAMES:
        return "rst"
    _refuse_data(text, name, content_type)
    if ending in MARKDOWN_NAMES or content_type == "text/markdown":
        return "markdown" if _MARKS.search(text) else "plain"
    return "markdown" if _is_markdown(text, ending) else "plain"


def _ending(name: str) -> str:
    path = urlsplit(name).path if name.startswith(("http://", "https://")) else name
    return PurePosixPath(path).suffix.lower()


def refuse_binary(content: bytes, name: str) -> None:
    """Raise `SourceError` where the beginning of some bytes shows that they are no text."""
    for signature, kind in _SIGNATURES:
        if content.startswith(signature):
            raise SourceError(f"{name}: looks like {kind}; {_WAY_OUT}")
    head = content[:SAMPLE]
    if not is_marked(head) and count_controls(head) > MOST_CONTROLS * len(head):
        raise SourceError(f"{name}: looks like binary data, not text; {_WAY_OUT}")


def _is_html(text: str, ending: str, content_type: str | None) -> bool:
    start = _PROLOGUE.sub("", text, count=1)
    if _DOCUMENT.match(start):
        return True
    if ending in MARKDOWN_NAMES or content_type == "text/markdown":
        return False  # Markdown may well begin with a tag
    if ending in HTML_NAMES or content_type in {"text/html", "application/xhtml+xml"}:
        return _TAG.search(start) is not None
    return _TAG.match(start) is not None


def _is_records(content: bytes, text: str, name: str, content_type: str | None) -> bool:
    """Return whether these are JSON lines of passages, or raise where they are other JSON."""
    named = _ending(name) in _JSON_NAMES or content_type == "application/json"
    if not (named or _JSON.match(text)):
        return False
    whole = decode(content).encode() if b"\0" in content[:SAMPLE] else content
    lines = (line for match in _LINE.finditer(whole) if (line := match[0]).strip())
    values = (_json(decode(line)) for line in islice(lines, _FIRST_LINES))
    objects = [value for value in values if isinstance(value, dict)]
    if not objects:
        raise SourceError(f"{name}: holds no JSON lines; {_RECORDS_WANTED}")
    if any("text" in value and ("_id" in value or "title" in value) for value in objects):
        return True
    keys = ", ".join(list(objects[0])[:8]) or "no keys"
    raise SourceError(f"{name}: holds JSON with {keys}; {_RECORDS_WANTED}")


def _json(line: str) -> object:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


def _refuse_data(text: str, name: str, content_type: str | None) -> None:
    """Raise where the text is XML or a table."""
    xml = _XML.match(text)
    if xml and (text.lstrip().startswith("<?xml") or _ending(name) in {".xml", ".svg", ".rss"}):
        raise SourceError(f"{name}: holds XML (<{xml.group(1)}>), not HTML; {_WAY_OUT}")
    tabs = {line.strip().count("\t") for line in text.splitlines()[:20] if line.strip()}
    even = len(tabs) == 1 and 0 not in tabs and "\n" in text.strip()
    tables = {".csv", ".tsv", "text/csv", "text/tab-separated-values"}
    if even or tables & {_ending(name), content_type}:
        raise SourceError(f"{name}: holds a table, not a page; {_RECORDS_WANTED}")


def _is_markdown(text: str, ending: str) -> bool:
    """Return whether a text that is not named so bears the marks of Markdown, by points.

    People underline headings in plain text, too: what is named `.txt` needs another mark.
    """
    text = text.replace("\r\n", "\n")
    points = len(_HEADING.findall(text)) + len(_LINK.findall(text))
    points += min(1, len(_BOLD.findall(text))) + bool(_TITLE.match(text))
    if not _UNDERLINED.search(text):
        points += len(_FENCE.findall(text)) // 2 * 2
        points += len(_SETEXT.findall(text)) if points or ending != ".txt" else 0
    return points >= _ENOUGH_EVIDENCE
