"""Lays answers out as tables, one row a fact, and writes them as CSV or as JSON lines.

CSV is for spreadsheets: it begins with a byte order mark, so that they take it for UTF-8, and what
they would run as a formula begins with an apostrophe. JSON lines hold every text as it is.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from indexer.model import Answer, Collaborators, Hit, Mention, Passage

Cell = str | int | float | bool | None | tuple[str, ...]
Address = Callable[[Passage, str | None], str]
Format = Literal["csv", "jsonl"]

# What a spreadsheet takes for the beginning of a formula, in its full-width forms too.
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")
_MARK = "\ufeff"
_BETWEEN = "; "


@dataclass(frozen=True, slots=True)
class Table:
    """Named columns, and rows of as many cells."""

    columns: tuple[str, ...]
    rows: Iterable[tuple[Cell, ...]]

    def write(self, form: Format) -> Iterator[str]:
        """Give the table line by line, each with its end."""
        return self._csv() if form == "csv" else self._jsonl()

    def _csv(self) -> Iterator[str]:
        yield _MARK + _line(self.columns)
        for row in self.rows:
            yield _line(row)

    def _jsonl(self) -> Iterator[str]:
        for row in self.rows:
            yield json.dumps(dict(zip(self.columns, row, strict=True)), ensure_ascii=False) + "\n"


def hits(found: Answer, address: Address) -> Table:
    """Return a search's answer, one row a passage, the best first.

    `address` says where a passage is read, down to a sentence where a fragment leads to it.
    """
    ranked = enumerate(found.hits, start=found.query.offset + 1)
    return Table(_HITS, (_hit(rank, hit, address) for rank, hit in ranked))


def collaborators(found: Collaborators, address: Address) -> Table:
    """Return who goes with a question, one row a passage that says so."""
    rows = (
        (
            one.entity.id,
            one.entity.name,
            one.entity.kind,
            each.role,
            each.sure,
            six_digits(one.score),
            one.passages,
            one.entity.country,
            one.entity.places,
            each.passage.id,
            each.passage.title,
            each.snippet.text,
            address(each.passage, each.fragment),
        )
        for one in found.found
        for each in one.evidence
    )
    return Table(_COLLABORATORS, rows)


def mentions(passages: Iterable[Passage], address: Address) -> Table:
    """Return every name in every passage, one row each time it stands there."""
    rows = (_mention(of, one, address) for of in passages for one in of.mentions)
    return Table(_MENTIONS, rows)


_HITS = (
    "rank",
    "id",
    "title",
    "theme",
    "score",
    "keyword_score",
    "semantic_score",
    "matched_by",
    "sentence",
    "organisations",
    "funders",
    "places",
    "source",
    "url",
)
_COLLABORATORS = (
    "collaborator",
    "name",
    "kind",
    "role",
    "sure",
    "score",
    "passages",
    "country",
    "places",
    "passage",
    "title",
    "sentence",
    "url",
)
_MENTIONS = (
    "passage",
    "title",
    "name",
    "kind",
    "role",
    "sure",
    "text",
    "start",
    "end",
    "in_title",
    "why",
    "url",
)


def six_digits(value: float) -> float:
    """Return a score to the six digits that a 32-bit float holds; more would be noise.

    >>> six_digits(0.7245099544525146)
    0.72451
    """
    return float(f"{value:.6g}")


def _hit(rank: int, hit: Hit, address: Address) -> tuple[Cell, ...]:
    of = hit.passage
    return (
        rank,
        of.id,
        of.title,
        of.theme,
        six_digits(hit.score),
        six_digits(hit.keyword_score),
        six_digits(hit.semantic_score),
        hit.matched_by,
        hit.snippet.text,
        of.organisations,
        of.funders,
        of.places,
        of.source,
        address(of, hit.fragment),
    )


def _mention(of: Passage, one: Mention, address: Address) -> tuple[Cell, ...]:
    whole = of.title if one.in_title else of.text
    return (
        of.id,
        of.title,
        one.name,
        one.kind,
        one.role,
        one.sure,
        whole[one.start : one.end],
        one.start,
        one.end,
        one.in_title,
        one.why,
        address(of, None),
    )


def _line(cells: Iterable[Cell]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow([_plain(cell) for cell in cells])
    return line.getvalue()


def _plain(cell: Cell) -> str | int | float:
    """Return a cell as a spreadsheet shows it, and never runs it.

    >>> _plain("=1+1"), _plain(-0.5), _plain(True), _plain(("Delft", "=B1"))
    ("'=1+1", -0.5, 'true', 'Delft; =B1')
    """
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, int | float):
        return cell
    text = cell if isinstance(cell, str) else _BETWEEN.join(cell)
    return f"'{text}" if text.lstrip(" \0").startswith(_FORMULA) else text
