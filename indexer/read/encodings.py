"""Bytes to text, whatever encoding they are in."""

from __future__ import annotations

import codecs
import re
import unicodedata

from charset_normalizer import from_bytes

# Enough to tell a format and an encoding; the rest of a large file is not looked at for that.
SAMPLE = 1 << 16

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
_NOT_OF_PAGES = re.compile(r"utf-7|(raw-)?unicode-escape|idna|punycode|undefined|mbcs|oem")
# The encodings in which undeclared pages are found; a wider choice only adds wrong guesses.
_LIKELY = [
    "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256",
    "koi8_r", "cp932", "euc_jp", "gb18030", "big5", "euc_kr",
]  # fmt: skip

_CONTROLS = bytes({*range(32), 127} - set(b"\t\n\v\f\r\x1b"))
MOST_CONTROLS = 0.05
_BEYOND = re.compile(rb"[\x80-\xff]+")
_LEAST_EVIDENCE, _LONGEST_FEW = 12, 2  # letters beyond ASCII, and side by side
_TYPED = "“”‘’–—…•£€§°©®™«»"
_MIXED = 4  # one line in so many, of those beyond ASCII, is UTF-8
_BROKEN = dict.fromkeys([*_CONTROLS, 0xFFFD])

_META = re.compile(rb"""<meta\s[^>]*?charset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"""<\?xml\s[^>]*?encoding\s*=\s*["']([\w.:-]+)""", re.IGNORECASE)


def decode(content: bytes, declared: str | None = None) -> str:
    """Return the text of some bytes; bytes that cannot be read become U+FFFD.

    Tried in turn: a byte order mark, the declared encoding, the one HTML or XML declares in itself,
    UTF-8, and at last a guess from a sample. An encoding that fails is given up, unless more of the
    text beyond ASCII is sound than broken.

    Accents are part of their letters (NFC), however the source spells them.

    `declared` is what came with the whole file, such as the charset of an HTTP answer; names as on
    the web, so that `iso-8859-1` means windows-1252.

    >>> decode("Métropole".encode("cp1252"), "iso-8859-1")
    'Métropole'
    """
    text = _decode(content, declared).replace("\0", "\ufffd")
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def _decode(content: bytes, declared: str | None) -> str:
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return content[len(mark) :].decode(encoding, "replace")
    if wide := _wide(content[:SAMPLE]):
        return content.decode(wide, "replace")
    names = [_codec(declared), _codec(_declared_inside(content)), "utf-8"]
    encodings = [name for name in names if name]
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    lines = content.split(b"\n")
    if _is_mixed(lines):
        return _by_line(lines)
    for encoding in encodings:
        text = content.decode(encoding, "replace")
        if _is_sound(text):
            return text
    return content.decode(_guess(content), "replace")


def sample(content: bytes) -> bytes:
    """Return the beginning, up to a line's end, so that no character is cut in two."""
    if len(content) <= SAMPLE:
        return content
    head = content[:SAMPLE]
    return head[: head.rfind(b"\n") + 1] or head


def is_marked(head: bytes) -> bool:
    """Return whether zero bytes are the encoding's: by a byte order mark, or by where they are."""
    return any(head.startswith(mark) for mark, _ in _BOMS) or _wide(head) is not None


def count_controls(head: bytes) -> int:
    """Return how many bytes are of no text: controls that none is written with."""
    return len(head) - len(head.translate(None, _CONTROLS))


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
    return encoding if broken <= MOST_CONTROLS * len(text) else None


def _codec(label: str | None) -> str | None:
    """Return Python's name for the encoding that a label stands for on the web, if any."""
    try:
        name = codecs.lookup((label or "").strip().removeprefix("x-")).name
        "".encode(name)  # codecs that are no text encodings (hex, zlib) refuse
    except (LookupError, ValueError):
        return None
    return None if _NOT_OF_PAGES.fullmatch(name) else _WEB_NAMES.get(name, name)


def _declared_inside(content: bytes) -> str | None:
    """Return the encoding that markup declares for itself."""
    head = re.sub(rb"<!--.*?-->", b"", content[: SAMPLE // 8], flags=re.DOTALL)
    if not head.lstrip().startswith(b"<"):
        return None
    match = _META.search(head) or _XML_ENCODING.search(head)
    label = match.group(1).decode("ascii", "replace") if match else None
    # Whatever declares UTF-16 in readable ASCII is not UTF-16 (HTML, "changing the encoding").
    return "utf-8" if label and label.lower().startswith("utf-16") else label


def _is_sound(text: str) -> bool:
    """Return whether more characters beyond ASCII could be read than not."""
    return len(text) - len(text.encode("ascii", "ignore")) > 2 * text.count("\ufffd")


def _is_mixed(lines: list[bytes]) -> bool:
    """Return whether enough lines beyond ASCII are UTF-8 throughout, which is no chance."""
    beyond = [line for line in lines if not line.isascii()]
    sound = sum(line.decode("utf-8", "ignore").encode() == line for line in beyond)
    return _MIXED * sound >= len(beyond)


def _by_line(lines: list[bytes]) -> str:
    """Return what was put together of files in UTF-8 and in another encoding."""
    texts = [line.decode("utf-8", "replace") for line in lines]
    others = [index for index, text in enumerate(texts) if "\ufffd" in text and not _is_sound(text)]
    if others:
        encoding = _guess(b"\n".join(lines[index] for index in others))
        for index in others:
            texts[index] = lines[index].decode(encoding, "replace")
    return "\n".join(texts)


def _guess(content: bytes) -> str:
    """Return the likeliest encoding of bytes that are not UTF-8, from where ASCII ends."""
    first = next(_BEYOND.finditer(content)).start()
    start = max(0, first - SAMPLE // 8)
    excerpt = sample(content[start : start + SAMPLE + 1])
    western = excerpt.decode("cp1252", "replace")
    beyond = _BEYOND.findall(excerpt)
    few = len(beyond) < _LEAST_EVIDENCE and max(map(len, beyond)) <= _LONGEST_FEW
    letters = (letter for letter in western if not letter.isascii())
    if few and all(letter.isalpha() or letter in _TYPED for letter in letters):
        return "cp1252"  # a few letters of Western Europe are all there is: too few for a guess
    best = from_bytes(excerpt, cp_isolation=_LIKELY).best()
    # Where both read alike, as most English does, the commoner is the better bet for the rest.
    return "cp1252" if best is None or str(best) == western else best.encoding
