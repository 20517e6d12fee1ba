from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from indexer.index import passages
from indexer.index.passages import Passages, serialise, to_json
from indexer.model import Link, Passage
from tests.indexer import made

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
LISTED = [
    *made.passages(
        made.thing("AIR Network", "It began in 2018.", "It works in Kenya.", theme="Global health"),
        made.thing("Café “Ω”", "Ein\u2028Satz 🫁.", key="7"),
        made.thing("Limbs", theme="Access"),
    )
]
LISTED[1] = replace(LISTED[1], introduction=True, links=(Link(0, 3, "https://example.org/a"),))


@pytest.fixture
def opened(tmp_path: Path) -> Passages:
    passages.write(tmp_path, LISTED)
    return Passages(tmp_path)


def test_what_was_written_is_read(opened: Passages) -> None:
    assert list(opened) == LISTED
    assert len(opened) == 3
    assert opened[1:] == LISTED[1:]
    assert opened[::-1] == LISTED[::-1]


def test_ids_lead_to_rows(opened: Passages) -> None:
    assert [opened.row(one.id) for one in LISTED] == [0, 1, 2]
    assert opened.row("air-network") is None
    assert opened.row("") is None
    assert opened.row("\ud800") is None


def test_introductions_by_row(opened: Passages) -> None:
    assert opened.introductions.tolist() == [False, True, False]


@pytest.mark.parametrize("row", [3, -1, 1000])
def test_a_row_that_is_not_there_is_an_error(opened: Passages, row: int) -> None:
    with pytest.raises(IndexError, match=f"there is no row {row} among 3 passages"):
        opened[row]


def test_many_threads_read_at_once(opened: Passages) -> None:
    rows = [0, 1, 2] * 200
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(opened.__getitem__, rows)) == [LISTED[row] for row in rows]


@given(words, st.lists(words, max_size=4), words, st.none() | words, st.booleans())
def test_json_and_back(
    title: str,
    written: list[str],
    name: str,
    theme: str | None,
    introduction: bool,  # noqa: FBT001 - hypothesis gives it
) -> None:
    assume(made.passages(made.thing(title, *written)))  # what has no letter is no passage
    plain = made.passage(title, *written)
    one = replace(plain, path=(name, title), theme=theme, key=name, introduction=introduction)
    line = serialise(one)
    assert line.count(b"\n") == 1
    with TemporaryDirectory() as folder:
        passages.write(Path(folder), [one])
        assert list(Passages(Path(folder))) == [one]


def test_a_printed_passage_has_the_fields_of_the_model_and_short_ranges() -> None:
    printed = to_json(LISTED[1])
    assert set(printed) == set(Passage.__slots__)
    assert printed["links"] == [[0, 3, "https://example.org/a"]]
