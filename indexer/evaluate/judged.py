"""Reads queries that somebody judged: which passages answer each, and which sentence of them.

One object a line, or a folder in BEIR layout, which judges passages only. A line is

    {"id", "query", "kind"?, "relevant": {NAME: GRADE}, "sentence"?, "fact"?, "part"?}

`sentence` lists the sentences that answer, any of them: each by words that stand in no other
sentence of the relevant passages, or, where a text may not be copied, as `[TITLE, START, END]`,
characters of the passage's text. `fact` is what is asked for, one of `FACTS`. `part` says whether
whoever writes rules may look at the query (`look`) or only measure on it (`measure`).

A kind is any word; these have a meaning. `none`: about something else altogether; `gibberish`: no
question; `near`: about the page's subject, but a thing that it does not have; `absent`: the thing
is there (`relevant` names it), the fact asked for is not. `typo`: the query holds a slip.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeVar, get_args

from indexer.errors import JudgementsError
from indexer.model import Span

Fact = Literal[
    "date", "duration", "amount", "number", "place", "person", "organisation", "award", "other"
]
Part = Literal["look", "measure"]

FACTS: tuple[Fact, ...] = get_args(Fact)
PARTS: tuple[Part, ...] = get_args(Part)
NO_ANSWER = "none"
ABSENT = "absent"
UNANSWERED = (ABSENT, "near", NO_ANSWER, "gibberish")
MISSPELT = "typo"
_BESIDE = "judgements.jsonl"
_SUFFIX = Path(_BESIDE).suffix
_Choice = TypeVar("_Choice", bound=str)


@dataclass(frozen=True, slots=True)
class Place:
    """Characters of a passage's text, from where a sentence begins; the passage by any name."""

    passage: str
    span: Span


@dataclass(frozen=True, slots=True)
class JudgedQuery:
    """A query with what answers it.

    Parameters
    ----------
    id, text
        Its name, unique in a list, and what is asked.
    kind
        What sort of query it is, if somebody said so.
    relevant
        The grades of its passages by title, id or source `_id`.
    sentences
        Which sentences answer it, any of them: words that only it has, or its place; empty where
        none was judged.
    fact
        The kind of fact that it asks for.
    part
        Whether rules may be made by looking at it.
    """

    id: str
    text: str
    kind: str | None
    relevant: Mapping[str, int]
    sentences: tuple[str | Place, ...] = ()
    fact: Fact | None = None
    part: Part | None = None

    @property
    def answerable(self) -> bool:
        """Whether a passage answers it: what is `absent` names one that does not."""
        return bool(self.relevant) and self.kind not in UNANSWERED


def read_judgements(*paths: Path, part: Part | None = None) -> list[JudgedQuery]:
    """Read judged queries: `.jsonl` files, or folders with `queries.jsonl` and `qrels/test.tsv`.

    Of a `part`, only the queries that belong to it.

    Raises
    ------
    JudgementsError
        Naming the file, the line and what is wrong with it.
    """
    lists = {path: _read_folder(path) if path.is_dir() else _read_file(path) for path in paths}
    first_in: dict[str, Path] = {}
    for path, queries in lists.items():
        for one in queries:
            if one.id in first_in:
                whose = " and ".join(dict.fromkeys(map(str, (first_in[one.id], path))))
                message = f"{whose}: two queries of the id {one.id!r}; give each its own"
                raise JudgementsError(message)
            first_in[one.id] = path
    found = [one for queries in lists.values() for one in queries if part in {None, one.part}]
    if not found:
        where = " and ".join(map(str, paths))
        message = f"{where} holds no judged query" + (f" of the part {part!r}" if part else "")
        raise JudgementsError(message)
    return found


def is_list(path: Path) -> bool:
    """Say whether a file is a list of judged queries, by its name and what it holds."""
    try:
        return path.suffix == _SUFFIX and bool(read_judgements(path))
    except JudgementsError:
        return False


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
        left_out = (*UNANSWERED, MISSPELT)
        questions |= dict.fromkeys(one.text for one in judged if one.kind not in left_out)
    return tuple(questions)


def _read_file(path: Path) -> list[JudgedQuery]:
    return [
        JudgedQuery(
            id=str(raw.get("id", number)),
            text=_field(raw, "query", path, number),
            kind=str(raw["kind"]) if raw.get("kind") else None,
            relevant=_grades(raw.get("relevant", {}), path, number),
            sentences=_sentences(raw.get("sentence", []), path, number),
            fact=_choice(raw, "fact", FACTS, path, number),
            part=_choice(raw, "part", PARTS, path, number),
        )
        for number, raw in _lines(path)
    ]


def _sentences(raw: object, path: Path, number: int) -> tuple[str | Place, ...]:
    match raw:
        case list():
            return tuple(_sentence(one, path, number) for one in raw)
        case _:
            message = f"{path}:{number}: 'sentence' is not a list: {raw!r}"
            raise JudgementsError(message)


def _sentence(raw: object, path: Path, number: int) -> str | Place:
    match raw:
        case str() if raw.strip():
            return raw
        case [str(passage), int(start), int(end)] if 0 <= start < end:
            return Place(passage, Span(start, end))
        case _:
            message = (
                f"{path}:{number}: a judged sentence is words of it, or [TITLE, START, END]: "
                f"{raw!r} is neither"
            )
            raise JudgementsError(message)


def _choice(
    raw: Mapping[str, Any], name: str, choices: Sequence[_Choice], path: Path, number: int
) -> _Choice | None:
    chosen = raw.get(name)
    found = next((one for one in choices if one == chosen), None)
    if chosen is not None and found is None:
        message = f"{path}:{number}: {name!r} is {chosen!r}; it may be {', '.join(choices)}"
        raise JudgementsError(message)
    return found


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
