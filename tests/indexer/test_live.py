from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from indexer import store
from indexer.build import build
from indexer.engine import Engine
from indexer.errors import AlongsideError, DamagedError, NoIndexError
from indexer.live import LiveEngine
from indexer.model import Query

pytestmark = pytest.mark.usefixtures("word_encoder")


@pytest.fixture
def index(tmp_path: Path) -> Path:
    return tmp_path / "index"


def make(index: Path, title: str) -> str:
    """Build an index of one passage; return its generation's name."""
    page = index.parent / "page.md"
    page.write_text(f"# Page\n\n## {title}\n\nAll of them are sweet.\n")
    return build([str(page)], index).generation.name


def title(engine: Engine) -> str:
    return engine.search(Query("sweet")).hits[0].passage.title


def until(holds: Callable[[], bool], seconds: float = 10) -> bool:
    end = time.monotonic() + seconds
    while not holds() and time.monotonic() < end:
        time.sleep(0.01)
    return holds()


def test_a_folder_without_an_index_is_followed_until_it_has_one(index: Path) -> None:
    live = LiveEngine(index)
    with pytest.raises(NoIndexError):
        live.current()
    make(index, "Apples")
    assert title(live.current()) == "Apples"


def test_one_engine_answers_as_long_as_nothing_changes(index: Path) -> None:
    make(index, "Apples")
    live = LiveEngine(index)
    assert live.current() is live.current()


def test_a_new_generation_is_picked_up(index: Path) -> None:
    make(index, "Apples")
    live = LiveEngine(index)
    old = live.current()
    name = make(index, "Pears")
    assert until(lambda: live.current().info.generation == name)
    assert title(live.current()) == "Pears"
    assert title(old) == "Apples"


def test_no_call_fails_or_waits_while_generations_come_and_go(
    index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(index, "Fruit 0")
    live = LiveEngine(index)
    live.current()
    stop = threading.Event()
    failures: list[BaseException] = []
    seen: list[list[str]] = [[] for _ in range(4)]
    waits: list[float] = []

    slow = Engine.open

    def opening(folder: Path) -> Engine:
        time.sleep(0.3)
        return slow(folder)

    monkeypatch.setattr(Engine, "open", opening)

    def ask(of_thread: list[str]) -> None:
        try:
            while not stop.is_set():
                started = time.perf_counter()
                engine = live.current()
                waits.append(time.perf_counter() - started)
                of_thread.append(title(engine))
        except BaseException as error:  # noqa: BLE001 - a test looks for any
            failures.append(error)

    threads = [threading.Thread(target=ask, args=(of_thread,)) for of_thread in seen]
    for thread in threads:
        thread.start()
    for number in range(1, 5):
        name = make(index, f"Fruit {number}")
        until(lambda name=name: live.current().info.generation == name)  # type: ignore[misc]
    stop.set()
    for thread in threads:
        thread.join()
    assert failures == []
    for of_thread in seen:
        assert of_thread == sorted(of_thread), "never back to an older one"
        assert of_thread[0] == "Fruit 0"
    assert {answer for of_thread in seen for answer in of_thread} >= {"Fruit 0", "Fruit 4"}
    assert max(waits) < 0.25, "nobody waits for an index to open"


def test_a_damaged_generation_is_told_once_and_the_old_one_goes_on(index: Path) -> None:
    make(index, "Apples")
    told: list[AlongsideError] = []
    live = LiveEngine(index, told.append)
    live.current()
    damaged = make(index, "Pears")
    (index / "generations" / damaged / "vectors" / "units.npy").unlink()
    assert until(lambda: bool(live.current() and told))
    for _ in range(20):
        assert title(live.current()) == "Apples"
        time.sleep(0.01)
    assert len(told) == 1
    assert isinstance(told[0], DamagedError)
    assert damaged in str(told[0])
    mended = make(index, "Plums")
    assert until(lambda: live.current().info.generation == mended)
    assert len(told) == 1


def test_a_machine_out_of_files_is_told_and_the_old_one_goes_on(
    index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: Path) -> Engine:
        raise OSError(24, "Too many open files")

    make(index, "Apples")
    told: list[AlongsideError] = []
    live = LiveEngine(index, told.append)
    live.current()
    monkeypatch.setattr(Engine, "open", refuse)
    make(index, "Pears")
    assert until(lambda: bool(live.current() and told))
    assert "Too many open files" in str(told[0])
    assert title(live.current()) == "Apples"


def test_a_folder_that_vanishes_does_not_stop_what_is_open(index: Path) -> None:
    make(index, "Apples")
    told: list[AlongsideError] = []
    live = LiveEngine(index, told.append)
    live.current()
    (index / "current").rename(index / "gone")
    assert title(live.current()) == "Apples"
    assert told == []


def test_a_folder_that_is_damaged_from_the_start_is_tried_again(index: Path) -> None:
    name = make(index, "Apples")
    path = index / "generations" / name / "passages" / "ids.txt"
    whole = path.read_bytes()
    path.write_bytes(b"")
    live = LiveEngine(index)
    with pytest.raises(DamagedError):
        live.current()
    path.write_bytes(whole)
    assert store.current_name(index) == live.current().info.generation
