"""Tells which format and which encoding some bytes are in: by content first, by name second."""

from __future__ import annotations

import codecs
import json
import re
from pathlib import PurePosixPath
from typing import Literal
from urllib.parse import urlsplit

from charset_normalizer import from_bytes

from indexer.errors import SourceError

Format = Literal["html", "markdown", "plain", "records"]

# Enough to tell a format and an encoding; the rest of a large file is not looked at for that.
_SAMPLE = 1 << 16
_WAY_OUT = "save it as HTML, Markdown or text"
_RECORDS_WANTED = (
    "passages are JSON lines, one object a line with text and _id or title; "
    "anything else: " + _WAY_OUT
)

_BOMS = (  # UTF-32's before UTF-16's, which it begins with
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# What these names stand for on the web (WHATWG's Encoding Standard): supersets, since pages that
# declare the narrow name use the wide one.
_WEB_NAMES = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "shift_jis": "cp932",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
}
# Python's own notations, and UTF-7, by which text could be smuggled past a reader.
_NOT_OF_PAGES = frozenset(
    {
        "utf-7",
        "unicode-escape",
        "raw-unicode-escape",
        "idna",
        "punycode",
        "undefined",
        "mbcs",
        "oem",
    }
)
# The encodings in which undeclared pages are found; a wider choice only adds wrong guesses.
_LIKELY = [
    "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256",
    "koi8_r", "cp932", "euc_jp", "gb18030", "big5", "euc_kr",
]  # fmt: skip

_SIGNATURES = (
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
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
_CONTROLS = bytes({*range(32), 127} - set(b"\t\n\v\f\r\x1b"))
_MOST_CONTROLS = 0.05
_BROKEN = dict.fromkeys([*_CONTROLS, 0xFFFD])

_META = re.compile(rb"""<meta\s[^>]*?charset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"""<\?xml\s[^>]*?encoding\s*=\s*["']([\w.:-]+)""", re.IGNORECASE)
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
_LINK = re.compile(r"\[[^\]\[\n]+\]\((?:[a-z]+:|[\w./#?-])[^()\s]*\)")
_SETEXT = re.compile(r"(?:^|\n[ \t]*\n)[^\n\s][^\n]*\n(?:={3,}|-{3,})[ \t]*(?=\n|$)")
_BOLD = re.compile(r"\*\*[^*\s][^*\n]*\*\*")
_ENOUGH_EVIDENCE = 2

_MARKDOWN_NAMES = frozenset({".md", ".markdown", ".mdown", ".mkd"})
_HTML_NAMES = frozenset({".html", ".htm", ".xhtml"})
_LINES_NAMES = frozenset({".jsonl", ".ndjson"})


def decode(content: bytes, declared: str | None = None) -> str:
    """Return the text of some bytes; bytes that cannot be read become U+FFFD.

    Tried in turn: a byte order mark, the declared encoding, the one HTML or XML declares in itself,
    UTF-8, and at last a guess from a sample. An encoding that fails is given up, unless more of the
    text beyond ASCII is sound than broken.

    Parameters
    ----------
    content
        The whole file.
    declared
        What came with it, such as the charset of an HTTP answer; names as on the web, so that
        `iso-8859-1` means windows-1252.

    Examples
    --------
    >>> decode("Métropole".encode("cp1252"), "iso-8859-1")
    'Métropole'
    """
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return _clean(content[len(mark) :].decode(encoding, "replace"))
    wide = _wide(content[:_SAMPLE])
    if wide:
        return _clean(content.decode(wide, "replace"))
    candidates = [_codec(declared), _codec(_declared_inside(content)), "utf-8"]
    return _clean(_first_sound(content, [name for name in candidates if name]))


def detect(content: bytes, name: str, content_type: str | None = None) -> Format:
    """Return the format of some bytes.

    Parameters
    ----------
    content
        The whole file; a sample of it decides.
    name
        The file's name or address: named in errors, and its ending settles what content leaves
        open.
    content_type
        What a server says it is, without parameters.

    Raises
    ------
    SourceError
        The bytes are no text, or text that holds no page: JSON of another shape, XML, a table.
    """
    refuse_binary(content, name)
    text = decode(_sample(content))
    ending = _ending(name)
    if _is_html(text, ending, content_type):
        return "html"
    if _is_records(content, text, name, content_type):
        return "records"
    _refuse_data(text, name, content_type)
    if ending in _MARKDOWN_NAMES or content_type == "text/markdown" or _is_markdown(text):
        return "markdown"
    return "plain"


def _clean(text: str) -> str:
    return text.replace("\0", "\ufffd")


def _sample(content: bytes) -> bytes:
    """Return the beginning, up to a line's end, so that no character is cut in two."""
    if len(content) <= _SAMPLE:
        return content
    head = content[:_SAMPLE]
    return head[: head.rfind(b"\n") + 1] or head


def _wide(head: bytes) -> str | None:
    """Return the UTF-16 encoding of text without a byte order mark, if it is such text."""
    # English has nearly all its zero bytes on one side, other scripts at least those of spaces.
    even, odd = head[0::2].count(0), head[1::2].count(0)
    one_sided = max(even, odd) * 16 >= len(head) and min(even, odd) * 50 <= max(even, odd)
    if even == odd or not one_sided:
        return None
    encoding = "utf-16-le" if odd > even else "utf-16-be"
    text = head[: len(head) // 2 * 2].decode(encoding, "replace")
    broken = len(text) - len(text.translate(_BROKEN))
    return encoding if broken <= _MOST_CONTROLS * len(text) else None


def _codec(label: str | None) -> str | None:
    """Return Python's name for the encoding that a label stands for on the web, if any."""
    try:
        name = codecs.lookup((label or "").strip().removeprefix("x-")).name
        "".encode(name)  # codecs that are no text encodings (hex, zlib) refuse
    except (LookupError, ValueError):
        return None
    return None if name in _NOT_OF_PAGES else _WEB_NAMES.get(name, name)


def _declared_inside(content: bytes) -> str | None:
    """Return the encoding that markup declares for itself."""
    head = re.sub(rb"<!--.*?-->", b"", content[: _SAMPLE // 8], flags=re.DOTALL)
    if not head.lstrip().startswith(b"<"):
        return None
    match = _META.search(head) or _XML_ENCODING.search(head)
    label = match.group(1).decode("ascii", "replace") if match else None
    # Whatever declares UTF-16 in readable ASCII is not UTF-16 (HTML, "changing the encoding").
    return "utf-8" if label and label.lower().startswith("utf-16") else label


def _first_sound(content: bytes, encodings: list[str]) -> str:
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    for encoding in encodings:
        text = content.decode(encoding, "replace")
        broken = text.count("\ufffd")
        if len(text) - len(text.encode("ascii", "ignore")) > 2 * broken:
            return text
    return content.decode(_guess(content), "replace")


def _guess(content: bytes) -> str:
    """Return the likeliest encoding of bytes that are not UTF-8, from where ASCII ends."""
    first = next(re.finditer(rb"[\x80-\xff]", content)).start()
    start = max(0, first - _SAMPLE // 8)
    sample = _sample(content[start : start + _SAMPLE + 1])
    best = from_bytes(sample, cp_isolation=_LIKELY).best()
    # Where both read alike, as most English does, the commoner is the better bet for the rest.
    if best is None or str(best) == sample.decode("cp1252", "replace"):
        return "cp1252"
    return best.encoding


def _ending(name: str) -> str:
    path = urlsplit(name).path if name.startswith(("http://", "https://")) else name
    return PurePosixPath(path).suffix.lower()


def refuse_binary(content: bytes, name: str) -> None:
    """Raise `SourceError` where the beginning of some bytes shows that they are no text."""
    for signature, kind in _SIGNATURES:
        if content.startswith(signature):
            raise SourceError(f"{name}: looks like {kind}; {_WAY_OUT}")
    head = content[:_SAMPLE]
    if any(head.startswith(mark) for mark, _ in _BOMS) or _wide(head):
        return
    controls = len(head) - len(head.translate(None, _CONTROLS))
    if b"\0" in head or controls > _MOST_CONTROLS * len(head):
        raise SourceError(f"{name}: looks like binary data, not text; {_WAY_OUT}")


def _is_html(text: str, ending: str, content_type: str | None) -> bool:
    start = _PROLOGUE.sub("", text, count=1)
    if _DOCUMENT.match(start):
        return True
    if ending in _MARKDOWN_NAMES or content_type == "text/markdown":
        return False  # Markdown may well begin with a tag
    if ending in _HTML_NAMES or content_type in {"text/html", "application/xhtml+xml"}:
        return _TAG.search(start) is not None
    return _TAG.match(start) is not None


def _is_records(content: bytes, text: str, name: str, content_type: str | None) -> bool:
    """Return whether these are JSON lines of passages, or raise where they are other JSON."""
    ending = _ending(name)
    named = ending in _LINES_NAMES
    if not (named or _JSON.match(text) or ending == ".json" or content_type == "application/json"):
        return False
    objects = [value for line in _first_lines(content) if isinstance(value := _json(line), dict)]
    if not objects:
        raise SourceError(f"{name}: holds no JSON lines; {_RECORDS_WANTED}")
    if any("text" in value and ("_id" in value or "title" in value) for value in objects):
        return True
    keys = ", ".join(list(objects[0])[:8]) or "no keys"
    raise SourceError(f"{name}: holds JSON with {keys}; {_RECORDS_WANTED}")


def _first_lines(content: bytes, most: int = 5) -> list[str]:
    """Return the first lines that are not empty, whole however long they are."""
    if b"\0" in content[:_SAMPLE]:
        return [line for line in decode(content).split("\n") if line.strip()][:most]
    lines: list[str] = []
    start = 0
    while start < len(content) and len(lines) < most:
        end = content.find(b"\n", start) % (len(content) + 1)
        line = content[start:end]
        lines += [decode(line)] if line.strip() else []
        start = end + 1
    return lines


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
    named = _ending(name) in {".csv", ".tsv"} or content_type in {
        "text/csv",
        "text/tab-separated-values",
    }
    if named or even:
        raise SourceError(f"{name}: holds a table, not a page; {_RECORDS_WANTED}")


def _is_markdown(text: str) -> bool:
    """Return whether a text that is not named so bears the marks of Markdown, by points."""
    text = text.replace("\r\n", "\n")
    points = len(_HEADING.findall(text)) + len(_LINK.findall(text)) + len(_SETEXT.findall(text))
    points += len(_FENCE.findall(text)) // 2 * 2 + min(1, len(_BOLD.findall(text)))
    points += 1 if _TITLE.match(text) else 0
    return points >= _ENOUGH_EVIDENCE
