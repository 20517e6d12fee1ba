from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from indexer.build import BuildOptions, build
from indexer.errors import BusyError, IndexFolderError, NoIndexError
from indexer.index import generations, store
from indexer.index.store import SourceEntry
from tests.indexer.commands import invoke, refused

pytestmark = pytest.mark.usefixtures("word_encoder")


def page(path: Path, *titles: str) -> None:
    things = (f"## {title}\n\nAll about {title.lower()}. They are sweet.\n" for title in titles)
    path.write_text("# Fruit\n\n" + "\n".join(things))


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return tmp_path / "fruit.md"


@pytest.fixture
def index(tmp_path: Path) -> Path:
    return tmp_path / "index"


def made(source: Path, index: Path, *titles: str, guarded: bool = False) -> str:
    page(source, *titles)
    return build([str(source)], index, BuildOptions(guarded=guarded)).generation.name


def test_the_last_three_are_kept(source: Path, index: Path) -> None:
    names = [made(source, index, f"Apples {n}", "Pears") for n in range(5)]
    assert generations.names(index) == names[-3:]
    assert generations.may_answer(index) == names[:1:-1]


def test_one_goes_back_and_forth(source: Path, index: Path) -> None:
    first, second, third = (made(source, index, f"Apples {n}", "Pears") for n in range(3))
    done = invoke("rollback", "--index", index)
    assert done.output == f"{second} answers: 2 passages\n"
    assert store.current_name(index) == second
    assert f"{third} is held back: somebody went back" in invoke("status", "--index", index).output
    invoke("accept", "--index", index)
    assert store.current_name(index) == third
    invoke("rollback", first, "--index", index)
    assert store.current_name(index) == first
    line = refused(invoke("rollback", "--index", index))
    assert "has no generation before to go back to" in line


def test_who_went_back_is_not_overrun_by_what_nobody_looks_at(source: Path, index: Path) -> None:
    names = [made(source, index, f"Apples {n}", "Pears") for n in range(2)]
    generations.go_back(index)
    watched = build([str(source)], index, BuildOptions(guarded=True))
    assert (watched.changed, watched.generation.name) == (False, names[1])
    newer = made(source, index, "Apples 9", "Pears", guarded=True)
    assert store.current_name(index) == names[0]
    assert generations.read(index).refused == generations.Refusal(
        newer, *_content_and_time(index, newer)
    )
    own = made(source, index, "Apples 10", "Pears")
    assert store.current_name(index) == own, "who builds by hand means it"
    assert generations.read(index).refused is None
    assert generations.names(index) == [names[0], own]


def _content_and_time(index: Path, name: str) -> tuple[str, str]:
    refused_now = generations.read(index).refused
    assert refused_now is not None
    return store.read_manifest(index, name).content, refused_now.since


def test_a_source_that_loses_most_is_held_back_until_it_is_accepted(
    source: Path, index: Path
) -> None:
    fruit = ("Apples", "Pears", "Plums", "Quinces", "Medlars")
    whole = made(source, index, *fruit)
    held = made(source, index, "Apples", guarded=True)
    assert store.current_name(index) == whole
    told = invoke("status", "--index", index).output
    assert f"{held} is held back: fruit.md had 5 passages and has 1; alongside accept" in told
    again = build([str(source)], index, BuildOptions(guarded=True))
    assert (again.changed, again.generation.name) == (False, held), "it is not built twice"
    assert invoke("accept", "--index", index).output == f"{held} answers: 1 passages\n"
    assert generations.names(index) == [whole, held]
    assert "nothing is held back" in refused(invoke("accept", "--index", index))


def test_what_comes_back_by_itself_is_forgotten(source: Path, index: Path) -> None:
    fruit = ("Apples", "Pears", "Plums", "Quinces", "Medlars")
    whole = made(source, index, *fruit)
    held = made(source, index, "Apples", guarded=True)
    assert made(source, index, *fruit, guarded=True) == whole
    assert generations.read(index).refused is None
    assert held not in generations.names(index)


def test_a_source_that_is_renamed_or_shrinks_a_little_loses_nothing() -> None:
    def entry(name: str, passages: int, digest: str = "") -> SourceEntry:
        return SourceEntry(name, None, digest or name, passages)

    had = [entry("a.md", 10), entry("b.md", 6, "b"), entry("c.md", 2)]
    assert generations.losses(had, [entry("a.md", 5), entry("new.md", 1, "b")]) == ()
    lost = generations.losses(had, [entry("a.md", 4), entry("b.md", 6)])
    assert lost == (generations.Loss("a.md", 10, 4),)
    gone = generations.losses(had, [entry("a.md", 10), entry("d.md", 1)])
    assert gone == (generations.Loss("b.md", 6, 0),)


def test_a_damaged_generation_is_not_gone_back_to(source: Path, index: Path) -> None:
    first, second = (made(source, index, f"Apples {n}", "Pears") for n in range(2))
    (index / "generations" / first / "encoder" / "probes.npy").write_bytes(b"")
    with pytest.raises(IndexFolderError, match="truncated or altered"):
        generations.go_back(index)
    assert store.current_name(index) == second


def test_nothing_is_chosen_while_a_build_holds_the_folder(source: Path, index: Path) -> None:
    for n in range(2):
        made(source, index, f"Apples {n}", "Pears")
    with store.building(index), pytest.raises(BusyError):
        generations.go_back(index)


def test_where_current_is_no_name_the_newest_that_was_good_may_answer(
    source: Path, index: Path
) -> None:
    first = made(source, index, "Apples", "Pears", "Plums", "Quinces", "Medlars")
    made(source, index, "Apples", guarded=True)
    (index / "current").write_text("\0\0\0")
    assert generations.may_answer(index) == [first]
    shutil.rmtree(index / "generations")
    with pytest.raises(IndexFolderError, match="names no generation"):
        generations.may_answer(index)


def test_without_an_index_nothing_may_answer(tmp_path: Path) -> None:
    with pytest.raises(NoIndexError):
        generations.may_answer(tmp_path)


def test_status_tells_what_changed_since(source: Path, index: Path) -> None:
    name = made(source, index, "Apples", "Pears")
    assert invoke("status", "--index", index).output == (
        f"{name} answers, built just now: 2 passages\n"
        "  fruit.md: 2 passages, same\n"
        "to go back to: none\n"
    )
    page(source, "Apples", "Plums")
    assert "fruit.md: 2 passages, changed" in invoke("status", "--index", index).output
    source.unlink()
    assert "fruit.md: 2 passages, gone" in invoke("status", "--index", index).output
    (index / "generations" / name / "encoder" / "probes.npy").unlink()
    assert "it cannot be opened: " in invoke("status", "--index", index).output
