from __future__ import annotations

import json
import multiprocessing
import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from indexer.build import build
from indexer.errors import (
    BusyError,
    DamagedError,
    FormatError,
    IndexFolderError,
    NoIndexError,
)
from indexer.index import store
from indexer.model import Query
from indexer.search.engine import Engine

MANIFEST = store.Manifest(
    built_at="2026-11-23T05:00:00Z",
    content="c" * 64,
    model="words",
    model_digest="d" * 64,
    precision="int8",
    dimensions=4,
    passages=2,
    units=3,
    floor=0.25,
    probes={"a question": 0.1},
    themes=("Fruit",),
    sources=(store.SourceEntry("page.md", "https://example.org/", "e" * 64, 2),),
    coverage_floor=0.5,
    evidence_floor=0.4,
)
WAY_OUT = "build the index again"


def publish(folder: Path, text: str = "apples") -> store.Generation:
    with store.building(folder), store.draft(folder) as place:
        (place / "passages").mkdir()
        (place / "passages" / "text.txt").write_text(text)
        return store.publish(folder, place, MANIFEST)


def answer(folder: Path) -> str:
    return (store.open_current(folder).folder / "passages" / "text.txt").read_text()


def change_manifest(generation: store.Generation, **values: Any) -> None:
    path = generation.folder / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **values}))


def test_what_is_published_is_what_opens(tmp_path: Path) -> None:
    published = publish(tmp_path)
    assert store.open_current(tmp_path) == published
    assert published.manifest == MANIFEST
    assert answer(tmp_path) == "apples"


def test_a_folder_without_an_index_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(NoIndexError, match=f"no index in {tmp_path}.*alongside index SOURCE"):
        store.open_current(tmp_path)


def test_a_draft_changes_nothing_until_it_is_published(tmp_path: Path) -> None:
    publish(tmp_path)
    with store.draft(tmp_path) as place:
        (place / "passages.txt").write_text("pears")
        assert answer(tmp_path) == "apples"
    assert not place.exists()
    assert answer(tmp_path) == "apples"


def test_whoever_reads_current_meanwhile_sees_one_whole_name(tmp_path: Path) -> None:
    first = publish(tmp_path)
    with (tmp_path / "current").open() as opened_before:
        second = publish(tmp_path, "pears")
        assert opened_before.read().strip() == first.name
    assert store.current_name(tmp_path) == second.name != first.name
    assert answer(tmp_path) == "pears"


def test_generations_are_numbered_on_from_the_newest(tmp_path: Path) -> None:
    names = [publish(tmp_path, str(number)).name for number in range(12)]
    kept = sorted(path.name for path in (tmp_path / "generations").iterdir())
    assert kept == names
    assert answer(tmp_path) == "11"


def test_a_generation_may_be_written_that_does_not_answer(tmp_path: Path) -> None:
    publish(tmp_path)
    with store.building(tmp_path), store.draft(tmp_path) as place:
        (place / "passages").mkdir()
        (place / "passages" / "text.txt").write_text("pears")
        held = store.publish(tmp_path, place, MANIFEST, answers=False)
    assert answer(tmp_path) == "apples"
    assert store.open_named(tmp_path, held.name).manifest == MANIFEST


@pytest.mark.parametrize(
    "content", [b"", b"../../etc", b"000001-xyz", b"\xff\xfe\x00", b"draft", b"000009-00000000"]
)
def test_current_that_names_no_generation_is_damage(tmp_path: Path, content: bytes) -> None:
    publish(tmp_path)
    (tmp_path / "current").write_bytes(content)
    with pytest.raises(DamagedError, match=WAY_OUT) as caught:
        store.open_current(tmp_path)
    assert str(tmp_path) in str(caught.value)


@pytest.fixture(scope="module")
def real_copy(corpus_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("copy") / "index"
    shutil.copytree(corpus_index, folder)
    yield folder
    shutil.rmtree(folder)


def damaged(path: Path, damage: str) -> bytes:
    """Damage a file; return what it held."""
    whole = path.read_bytes()
    changed = bytes([whole[len(whole) // 2] ^ 1])
    if damage == "missing":
        path.unlink()
    elif damage == "truncated":
        path.write_bytes(whole[:-1])
    else:
        path.write_bytes(whole[: len(whole) // 2] + changed + whole[len(whole) // 2 + 1 :])
    return whole


@pytest.mark.parametrize("damage", ["missing", "truncated", "altered"])
def test_each_damaged_file_of_a_real_index_is_named(real_copy: Path, damage: str) -> None:
    generation = store.open_current(real_copy)
    files = [path for path in generation.folder.rglob("*") if path.is_file()]
    assert {path.parent.name for path in files} >= {"passages", "keywords", "vectors", "encoder"}
    assert list(store.faults(real_copy, generation.name)) == []
    opened_blindly = []
    for path in (path for path in files if path.stat().st_size):
        whole = damaged(path, damage)
        try:
            store.open_current(real_copy)
        except DamagedError as error:
            found = str(error)
        else:
            opened_blindly.append(path.name)
            (fault,) = store.faults(real_copy, generation.name)
            found = str(fault)
        assert f"{path} " in found
        assert WAY_OUT in found
        path.write_bytes(whole)
    # Only the model is large here, and of a large file opening sees the size.
    assert opened_blindly == (["model.onnx"] if damage == "altered" else [])
    assert Engine.open(real_copy).search(Query("air pollution")).total > 0


def test_of_a_large_file_opening_sees_its_size_and_checking_its_content(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "_SMALL", 4)
    published = publish(tmp_path)
    path = published.folder / "passages" / "text.txt"
    path.write_text("applet")
    assert store.open_current(tmp_path) == published
    with pytest.raises(DamagedError, match=rf"text\.txt is truncated or altered; {WAY_OUT}"):
        store.check(published)
    path.write_text("apple")
    with pytest.raises(DamagedError, match=r"text\.txt"):
        store.open_current(tmp_path)


def test_every_damaged_file_is_told_not_only_the_first(tmp_path: Path) -> None:
    with store.building(tmp_path), store.draft(tmp_path) as place:
        for name in ("a", "b", "c"):
            (place / name).write_text(name)
        published = store.publish(tmp_path, place, MANIFEST)
    (published.folder / "a").unlink()
    (published.folder / "c").write_text("d")
    found = [str(fault) for fault in store.faults(tmp_path, published.name)]
    assert [one.split(";")[0] for one in found] == [
        f"{published.folder / 'a'} is missing",
        f"{published.folder / 'c'} is truncated or altered",
    ]
    (published.folder / "manifest.json").write_text("{}")
    assert "manifest.json" in str(next(store.faults(tmp_path, published.name)))


def test_files_of_a_format_without_sizes_are_checked_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "_SMALL", 4)
    published = publish(tmp_path)
    path = published.folder / "manifest.json"
    raw = json.loads(path.read_text())
    raw["files"] = {name: digest for name, (_, digest) in raw["files"].items()}
    del raw["format"], raw["seal"]
    path.write_text(json.dumps({"format": 15, "seal": store._seal(raw), **raw}))
    assert store.open_current(tmp_path, [15]) == published
    (published.folder / "passages" / "text.txt").write_text("applet")
    with pytest.raises(DamagedError, match=r"text\.txt"):
        store.open_current(tmp_path, [15])


def test_a_file_that_may_not_be_read_is_told_apart_from_a_missing_one(tmp_path: Path) -> None:
    path = publish(tmp_path).folder / "passages" / "text.txt"
    path.unlink()
    path.mkdir()
    with pytest.raises(DamagedError, match=r"text\.txt cannot be read .*directory"):
        store.open_current(tmp_path)


def test_a_manifest_cut_off_anywhere_is_damage(tmp_path: Path) -> None:
    path = publish(tmp_path).folder / "manifest.json"
    whole = path.read_bytes()
    for end in range(len(whole)):
        path.write_bytes(whole[:end])
        with pytest.raises(DamagedError, match=r"manifest\.json"):
            store.open_current(tmp_path)


@pytest.mark.parametrize(
    "values",
    [{"floor": 0.1}, {"passages": 3}, {"files": {}}, {"themes": []}, {"seal": "0" * 64}, {"x": 1}],
)
def test_an_altered_manifest_is_damage(tmp_path: Path, values: dict[str, Any]) -> None:
    change_manifest(publish(tmp_path), **values)
    with pytest.raises(DamagedError, match=f"manifest.json was altered; {WAY_OUT}"):
        store.open_current(tmp_path)


@pytest.mark.parametrize("content", ["[]", "null", '"x"', "{}", "{"])
def test_a_manifest_of_another_shape_is_damage(tmp_path: Path, content: str) -> None:
    (publish(tmp_path).folder / "manifest.json").write_text(content)
    with pytest.raises(DamagedError, match=WAY_OUT):
        store.open_current(tmp_path)


@pytest.mark.parametrize("version", [0, 1, store.FORMAT + 1, "1", None])
def test_another_format_version_is_told_apart(tmp_path: Path, version: object) -> None:
    change_manifest(publish(tmp_path), format=version)
    with pytest.raises(FormatError, match=f"format {version!r}, this version reads {store.FORMAT}"):
        store.open_current(tmp_path)


def _hold(folder: Path, held: Any, let_go: Any) -> None:
    with store.building(folder):
        held.set()
        let_go.wait(60)


def test_a_second_build_is_told_that_the_first_holds_the_folder(tmp_path: Path) -> None:
    spawn = multiprocessing.get_context("spawn")
    held, let_go = spawn.Event(), spawn.Event()
    process = spawn.Process(target=_hold, args=(tmp_path, held, let_go))
    process.start()
    assert held.wait(60)
    with (
        pytest.raises(BusyError, match=f"another build holds {tmp_path}"),
        store.building(tmp_path),
    ):
        pytest.fail("two builds at once")
    process.kill()
    process.join()
    assert publish(tmp_path).name.startswith("000001-"), "a killed build holds nothing"


def test_threads_of_one_process_exclude_each_other_too(tmp_path: Path) -> None:
    caught: list[Exception] = []

    def second() -> None:
        try:
            publish(tmp_path)
        except BusyError as error:
            caught.append(error)

    with store.building(tmp_path):
        thread = threading.Thread(target=second)
        thread.start()
        thread.join()
    assert len(caught) == 1


def test_a_folder_that_cannot_be_made_is_an_error_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    folder = tmp_path / "file" / "index"
    with pytest.raises(IndexFolderError, match=f"{folder} cannot be written .*--to"):
        publish(folder)


def test_a_disk_that_fills_up_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    publish(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(IndexFolderError, match=r"cannot be written .*No space left"):
            publish(tmp_path, "pears")
    assert answer(tmp_path) == "apples"
    publish(tmp_path, "pears")
    assert answer(tmp_path) == "pears"


@pytest.mark.usefixtures("word_encoder")
def test_an_engine_opened_before_goes_on_after_its_files_are_gone(tmp_path: Path) -> None:
    page, index = tmp_path / "page.md", tmp_path / "index"
    page.write_text("# Fruit\n\n## Red apples\n\nThey are sweet.\n\n## Pears\n\nThey are green.\n")
    build([str(page)], index)
    opened = Engine.open(index)
    for number in range(4):
        page.write_text(f"# Roots\n\n## Carrots {number}\n\nThey are sweet, too.\n")
        build([str(page)], index)
    assert not (index / "generations" / opened.info.generation).exists()
    for query in ("sweet", '"red apples"', "sweet -pears", "title:apples"):
        assert [hit.passage.title for hit in opened.search(Query(query)).hits] == ["Red apples"]
