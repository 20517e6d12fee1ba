"""What stands at the edges of a PDF's pages and is none of the text: running heads, page numbers.

A line at the upper or lower edge is a running head where it comes again, digits aside, on other
pages at the same height, and is no larger than the text; a number that stands there alone is the
page's.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from indexer.read.pdf.lines import rows_of
from indexer.read.pdf.runs import Run

_EDGE_ROWS = 2  # from the top and from the bottom
_EDGE = 0.15  # of the height between the first and the last row
_LEAST_PAGES = 3  # or all, where there are but two
_LARGER = 1.15  # than the text: what is set so is a heading, though it comes again
_HEIGHT = 8.0  # points within which two lines stand at the same height
_DIGITS = re.compile(r"\d+|\b[ivxlc]+\b")
_PAGE_NUMBER = re.compile(
    r"(?i)[\W_]*(?:page|seite|p\.|pagina|página)?\s*(?:\d{1,4}|[ivxlc]{1,7})"
    r"(?:\s*(?:of|/|von|de|\|)\s*\d{1,4})?[\W_]*"
)


def find_furniture(pages: Sequence[Sequence[Run]], body: float) -> dict[Run, str]:
    """Return the runs that are none of the text, and why; `body` is the size of the text."""
    edges = [_edge_runs(runs) for runs in pages]
    counts = Counter(key for runs in edges for key in {_key(run) for run in runs})
    counts += Counter(
        (text, height + 1) for runs in edges for text, height in {_key(run) for run in runs}
    )
    least = min(_LEAST_PAGES, max(2, len(pages)))
    found: dict[Run, str] = {}
    for run in (run for runs in edges for run in runs):
        text, height = _key(run)
        again = max(counts[text, height], counts[text, height + 1])
        if _PAGE_NUMBER.fullmatch(run.text) and any(map(str.isalnum, run.text)):
            found[run] = "page number"
        elif run.size <= _LARGER * body and again >= least:
            found[run] = "running header"
    return found


def _key(run: Run) -> tuple[str, int]:
    """Return a run's text without numbers, and about how high it stands."""
    return _DIGITS.sub("#", run.text.casefold()), int(run.middle // _HEIGHT)


def _edge_runs(runs: Sequence[Run]) -> list[Run]:
    """Return the runs in the first and last rows of a page, those near its edges."""
    rows = rows_of(runs)
    if not rows:
        return []
    top, bottom = rows[0][0].top, rows[-1][0].bottom
    margin = _EDGE * (top - bottom)
    upper = (row for row in rows[:_EDGE_ROWS] if row[0].middle >= top - margin)
    lower = (row for row in rows[-_EDGE_ROWS:] if row[0].middle <= bottom + margin)
    return list(dict.fromkeys(run for row in (*upper, *lower) for run in row))
