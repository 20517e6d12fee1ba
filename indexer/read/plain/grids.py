"""Finds the tables that are drawn in a plain text: with bars, or with rules above their columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from indexer.model import CELL_GAP, NO_CELL
from indexer.read.plain.lines import TextUnit

# Rules with a gap or a crossing for each column: "----- -----", "+---+---+", "|---|---|".
_RULE = re.compile(r"[-=:]+(?:\s+[-=:]+)+|[+|][-=:+|\s]*[-=:][-=:+|\s]*[+|]")
_LEAST_CELLS = 2


def with_tables(units: Sequence[TextUnit]) -> list[TextUnit]:
    """Return the units with the lines of drawn tables as rows, in time linear in their number.

    A row is a line between bars, or one in columns (`TextUnit.cells`) that stands right under a
    rule, right above it, or right under such a row; what stands above the first inner rule names
    the columns.
    """
    found = list(units)
    for at, unit in enumerate(units):
        above, below = found[at - 1] if at else None, units[at + 1] if at + 1 < len(units) else None
        cells = _barred(unit) or unit.cells
        if unit.kind != "text" or unit.style or len(cells) < _LEAST_CELLS:
            continue
        ruled = below is not None and _is_rule(below) and not below.blanks
        continues = above is not None and (_is_rule(above) or above.kind in {"row", "columns"})
        if not (_barred(unit) or ruled or (continues and not unit.blanks)):
            continue
        inner = above is not None and _is_rule(above) and at > 1 and found[at - 2].kind != "text"
        first = not continues or (above is not None and _is_rule(above) and not inner)
        text = CELL_GAP.join(cell or NO_CELL for cell in cells)
        found[at] = replace(unit, kind="columns" if first and ruled else "row", text=text, cells=())
    return found


def _is_rule(unit: TextUnit) -> bool:
    return unit.kind == "rule" and _RULE.fullmatch(unit.text) is not None


def _barred(unit: TextUnit) -> tuple[str, ...]:
    """Return the cells of a line between bars."""
    text = unit.text
    if unit.rows > 1 or not (text.startswith("|") and text.endswith("|")) or len(text) < 3:  # noqa: PLR2004
        return ()
    return tuple(cell.strip() for cell in text[1:-1].split("|"))
