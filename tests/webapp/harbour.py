"""The small index that tests of pages and endpoints ask, and others that one test alone needs.

Its sources lie in `pages/`: a page, passages that came from an address and hold text that does harm
where it is taken for more than text, and who is named in them. A word encoder stands for the model.
"""

from __future__ import annotations

import json
from pathlib import Path
from unittest import mock

from indexer.build import BuildOptions, build
from indexer.read.fetch import FetchAnswer
from indexer.search.engine import Engine
from tests.fakes import words_for_model

PAGES = Path(__file__).parent / "pages"
ADDRESS = "https://example.org//notes?v=1&w=2"
# The ids of its passages: a slug of the title and a hash of the text.
TABLES = "tide-tables-for-small-boats-f3eb1d"
GATES = "flood-gates-fb2a82"
TERNS = "ringing-terns-a9ed73"
BIRDS = "counting-oystercatchers-555b1f"
HOSTILE = "script-document-title-taken-script-sreliob-42862e"
LONG = "w" * 10_000
# Names that do harm where a page or a spreadsheet takes them for more than text.
SCRIPT_NAME = "<script>alert('name')</script> & Sons"
FORMULA_NAME = '=HYPERLINK("https://evil.example","Click")'


def open_harbour(folder: Path) -> Engine:
    """Index the sources of `pages/` in a new folder, and open the index."""
    notes = FetchAnswer(ADDRESS, (PAGES / "notes.jsonl").read_bytes(), None, None)
    options = BuildOptions(mentions=PAGES / "mentions.toml")
    with mock.patch("indexer.read.sites.walk.fetch_page", return_value=notes):
        return open_index(folder, [str(PAGES / "harbour.html"), ADDRESS], options)


def open_records(folder: Path, *records: dict[str, str]) -> Engine:
    """Index ready passages, each with its title and text, within a folder, and open the index."""
    source = folder / "made.jsonl"
    source.write_text("".join(json.dumps(record) + "\n" for record in records))
    return open_index(folder / "index", [str(source)])


def open_index(folder: Path, sources: list[str], options: BuildOptions | None = None) -> Engine:
    """Index sources by words and their meaning in a new folder, and open the index."""
    with words_for_model(folder / "encoder"):
        build(sources, folder, options)
        return Engine.open(folder)
