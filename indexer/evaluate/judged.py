"""Reads queries that somebody judged: which passages answer each, and how well.

One object a line, `{"id", "query", "kind"?, "relevant": {NAME: GRADE}}`, or a folder in BEIR
layout. A query of the kind `none` has no answer, on purpose; one of the kind `typo` holds a slip.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from indexer.errors import JudgementsError

NO_ANSWER = "none"
MISSPELT = "typo"
_BESIDE = "judgements.jsonl"


@dataclass(frozen=True, slots=True)
class JudgedQuery:
    """A query with its relevant passages: by title, id or source `_id`, each with its grade."""

    id: str
    text: str
    kind: str | None
    relevant: Mapping[str, int]


def read_judgements(path: Path) -> list[JudgedQuery]:
    """Read judged queries: a `.jsonl` file, or a folder with `queries.jsonl` and `qrels/test.tsv`.

    Raises
    ------
    JudgementsError
        Naming the file, the line and what is wrong with it.
    """
    found = _read_folder(path) if path.is_dir() else _read_file(path)
    if not found:
        message = f"{path} holds no judged query"
        raise JudgementsError(message)
    twice = [name for name, count in Counter(one.id for one in found).items() if count > 1]
    if twice:
        message = f"{path} has two queries of the id {twice[0]!r}; give each its own"
        raise JudgementsError(message)
    return found


def questions_beside(
    sources: Sequence[str], on_skip: Callable[[str, str], None]
) -> tuple[str, ...]:
    """Return the questions of the lists `judgements.jsonl` that lie in or beside the sources.

    Those without an answer, and those that hold a slip, are nothing to offer to people. A list
    that cannot be read is told to `on_skip`, with the reason.
    """
    # os.path, since Path.is_dir raises where a name is too long
    given = [Path(source).resolve() for source in sources if os.path.exists(source)]  # noqa: PTH110
    lists = dict.fromkeys((one if one.is_dir() else one.parent) / _BESIDE for one in given)
    questions: dict[str, None] = {}
    for path in lists:
        if not path.is_file():
            continue
        try:
            judged = read_judgements(path)
        except JudgementsError as error:
            on_skip(path.name, str(error))
            continue
        left_out = (NO_ANSWER, MISSPELT)
        questions |= dict.fromkeys(one.text for one in judged if one.kind not in left_out)
    return tuple(questions)


def _read_file(path: Path) -> list[JudgedQuery]:
    return [
        JudgedQuery(
            id=str(raw.get("id", number)),
            text=_field(raw, "query", path, number),
            kind=str(raw["kind"]) if raw.get("kind") else None,
            relevant=_grades(raw.get("relevant", {}), path, number),
        )
        for number, raw in _lines(path)
    ]


def _grades(raw: object, path: Path, number: int) -> dict[str, int]:
    if not isinstance(raw, dict) or not all(type(grade) is int for grade in raw.values()):
        message = f"{path}:{number}: 'relevant' is not an object of names with whole grades: {raw}"
        raise JudgementsError(message)
    return raw


def _read_folder(path: Path) -> list[JudgedQuery]:
    relevant: dict[str, dict[str, int]] = {}
    judgements = path / "qrels" / "test.tsv"
    for number, line in _numbered(judgements):
        cells = line.split("\t")
        if number == 1 and not cells[-1].strip().lstrip("-").isdigit():
            continue  # the heading
        if len(cells) != 3 or not cells[2].strip().lstrip("-").isdigit():  # noqa: PLR2004
            message = f"{judgements}:{number}: expected query, document and grade, parted by tabs"
            raise JudgementsError(message)
        relevant.setdefault(cells[0], {})[cells[1]] = int(cells[2])
    queries = path / "queries.jsonl"
    return [
        JudgedQuery(name, _field(raw, "text", queries, number), None, relevant[name])
        for number, raw in _lines(queries)
        if (name := str(raw.get("_id"))) in relevant
    ]


def _lines(path: Path) -> Iterable[tuple[int, dict[str, Any]]]:
    for number, line in _numbered(path):
        try:
            raw = json.loads(line)
        except ValueError as error:
            message = f"{path}:{number}: not JSON ({error})"
            raise JudgementsError(message) from error
        if not isinstance(raw, dict):
            message = f"{path}:{number}: expected an object, found {type(raw).__name__}"
            raise JudgementsError(message)
        yield number, raw


def _numbered(path: Path) -> list[tuple[int, str]]:
    """Return the lines that are not blank; only a line break ends one (JSON may hold U+2028)."""
    lines = enumerate(_text(path).split("\n"), start=1)
    return [(number, line) for number, line in lines if line.strip()]


def _field(raw: Mapping[str, Any], name: str, path: Path, number: int) -> str:
    if not isinstance(raw.get(name), str):
        message = f"{path}:{number}: the text field {name!r} is missing"
        raise JudgementsError(message)
    return str(raw[name])


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        message = (
            f"{path} cannot be read ({error}); name a .jsonl file of judged queries, or a folder "
            "with queries.jsonl and qrels/test.tsv"
        )
        raise JudgementsError(message) from error
