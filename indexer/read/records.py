"""Ready passages: JSON lines in the layout of public test collections (BEIR).

Each line is an object with `text` and at least one of `_id` and `title`; `url` and `theme` are
taken where they are, every other key is left alone.
"""

from __future__ import annotations

import json
import re

from indexer.errors import SourceError
from indexer.model import Block, Omission, Page, Section
from indexer.text import collapse, opening

# Only line feeds part lines: a JSON string may hold other separators, such as U+2028, as it is.
_LINE = re.compile(r"^.*$", re.MULTILINE)
_BLANK_LINE = re.compile(r"\n\s*\n")
_WAY_OUT = 'each line must be an object such as {"_id": "1", "title": "...", "text": "..."}'


def read_records(text: str, *, source: str, url: str | None, digest: str) -> Page:
    """Return the page whose sections are the passages that JSON lines hold, in their order.

    `source`, `url` and `digest` are as in `Page`; lines that are empty are passed over.

    Raises
    ------
    SourceError
        A line is not such an object, or repeats the `_id` of another.
    """
    sections: list[Section] = []
    dropped: list[Omission] = []
    seen: dict[str, int] = {}
    for number, match in enumerate(_LINE.finditer(text), 1):
        if not match[0].strip():
            continue
        section = _section(match[0], f"{source}, line {number}")
        if section.key is not None and (first := seen.setdefault(section.key, number)) != number:
            raise SourceError(
                f"{source}: lines {first} and {number} have the same _id {section.key!r};"
                " give each passage its own"
            )
        if section.title or section.blocks:
            sections.append(section)
        else:
            dropped.append(Omission(match[0].strip(), f"line {number} has neither title nor text"))
    return Page(source, source, url, digest, tuple(sections), ready=True, dropped=tuple(dropped))


def _section(line: str, where: str) -> Section:
    """Return the section a line holds; `where` is what it is called in errors."""
    record = _object(line, where)
    if "_id" not in record and "title" not in record:
        raise SourceError(f"{where}: has neither _id nor title; {_WAY_OUT}")
    if not isinstance(record.get("text"), str):
        found = "is not a string" if "text" in record else "is missing"
        raise SourceError(f"{where}: text {found}; {_WAY_OUT}")
    body, key = _string(record, "text", where), record.get("_id")
    if isinstance(key, int) and not isinstance(key, bool):
        record["_id"] = str(key)
    return Section(
        title=collapse(_string(record, "title", where)) or opening(body),
        level=1,
        blocks=tuple(
            Block("paragraph", text) for part in _BLANK_LINE.split(body) if (text := collapse(part))
        ),
        key=_string(record, "_id", where).strip() or None,
        theme=collapse(_string(record, "theme", where)) or None,
        url=_string(record, "url", where).strip() or None,
    )


def _object(line: str, where: str) -> dict[str, object]:
    try:
        record = json.loads(line)
    except json.JSONDecodeError as error:
        raise SourceError(
            f"{where}: not JSON ({error.msg.lower()} at column {error.colno}); {_WAY_OUT}"
        ) from error
    except (ValueError, RecursionError) as error:
        raise SourceError(f"{where}: not JSON that can be read ({error}); {_WAY_OUT}") from error
    if not isinstance(record, dict):
        raise SourceError(f"{where}: not an object; {_WAY_OUT}")
    return record


def _string(record: dict[str, object], name: str, where: str) -> str:
    """Return a value that must be a string if it is there, fit to be written out again."""
    value = "" if record.get(name) is None else record[name]
    if not isinstance(value, str):
        raise SourceError(f"{where}: {name} is not a string; {_WAY_OUT}")
    # Escapes can name halves of characters and NUL, which no file and no terminal takes.
    whole = value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return whole.replace("\0", "\ufffd")
