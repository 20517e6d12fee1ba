from __future__ import annotations

import tomllib
from pathlib import Path

from indexer.entities.corrections import read_corrections
from indexer.render import review
from tests.indexer.entities.found import found

TEXT = (
    "We work with Anytown Museum. Zzyx Trust was there. “Its” fund is in Kenya, says Dr Ann Quorn."
)


def test_lists_quote_what_they_name() -> None:
    [passage] = found(TEXT, title="Anytown Museum").passages
    lists = review.lists(passage)
    assert [list(one.values()) for one in lists["organisations"]] == [
        [
            "Anytown Museum",
            "partner",
            0,
            14,
            "Anytown Museum",
            True,
            "as elsewhere in the passage",
            "title",
        ],
        ["Anytown Museum", "partner", 13, 27, "Anytown Museum", True, "after 'work with'"],
        ["Zzyx Trust", "partner", 29, 39, "Zzyx Trust", False, "its head noun is 'Trust'"],
    ]
    assert lists["funders"] == []
    [kenya] = lists["places"]
    assert (kenya["name"], kenya["role"], kenya["text"]) == ("Kenya", None, "Kenya")
    assert [one["text"] for one in lists["people"]] == ["Dr Ann Quorn"]


def test_the_sheet_shows_a_line_a_mention_and_ends_with_corrections(tmp_path: Path) -> None:
    lines = list(review.sheet(found(TEXT, title='A "thing"').passages))
    assert lines[0] == 'A "thing"'
    assert [line.split()[:2] for line in lines[1:5]] == [
        ["organisation", "partner"],
        ["organisation", "partner?"],
        ["place", "Kenya"],
        ["person", "named?"],
    ]
    begin = next(at for at, line in enumerate(lines) if line.startswith("# What is unsure"))
    path = tmp_path / "mentions.toml"
    path.write_text("\n".join(lines[begin:]), encoding="utf-8")
    told = [(one.passage, one.name, one.role) for one in read_corrections([path]).roles]
    assert told == [('A "thing"', "Zzyx Trust", "partner"), ('A "thing"', "Ann Quorn", "named")]
    assert tomllib.loads(path.read_text(encoding="utf-8"))


def test_what_is_sure_needs_no_corrections() -> None:
    lines = list(review.sheet(found("We work with Anytown Museum.").passages))
    assert not any("roles" in line for line in lines)
