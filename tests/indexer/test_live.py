from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from indexer import live
from indexer.build import build
from indexer.errors import AlongsideError, DamagedError, NoIndexError
from indexer.live import LiveEngine
from indexer.model import Query
from indexer.search.engine import Engine

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


def until(holds: Callable[[], bool], seconds: float = 60) -> bool:
    end = time.monotonic() + seconds
    while not holds() and time.monotonic() < end:
        time.sleep(0.01)
    return holds()


@pytest.fixture(autouse=True)
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "EVERY", 0.01)


def answering(engines: LiveEngine) -> str | None:
    """The name of the generation that answers, `None` where there is none."""
    try:
        return engines.current().info.generation
    except AlongsideError:
        return None


def test_a_folder_without_an_index_is_followed_until_it_has_one(index: Path) -> None:
    with LiveEngine(index) as engines:
        with pytest.raises(NoIndexError, match=f"no index in {index}"):
            engines.current()
        name = make(index, "Apples")
        assert until(lambda: answering(engines) == name)
        assert title(engines.current()) == "Apples"


def test_one_engine_answers_as_long_as_nothing_changes(index: Path) -> None:
    make(index, "Apples")
    with LiveEngine(index) as engines:
        first = engines.current()
        time.sleep(0.1)
        assert engines.current() is first


def test_a_new_generation_answers_without_anybody_asking(
    index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(index, "Apples")
    opened: list[Engine] = []
    opening = Engine.open
    monkeypatch.setattr(Engine, "open", lambda *of: opened.append(opening(*of)) or opened[-1])
    with LiveEngine(index) as engines:
        old = engines.current()
        name = make(index, "Pears")
        assert until(lambda: len(opened) == 2)
        assert until(lambda: engines.current() is opened[1])
        assert engines.current().info.generation == name
        assert title(engines.current()) == "Pears"
        assert title(old) == "Apples"


def test_no_call_fails_while_generations_come_and_go(index: Path) -> None:
    make(index, "Fruit 0")
    stop = threading.Event()
    failures: list[BaseException] = []
    seen: list[list[str]] = [[] for _ in range(3)]

    def ask(engines: LiveEngine, of_thread: list[str]) -> None:
        try:
            while not stop.is_set():
                of_thread.append(title(engines.current()))
                time.sleep(0.01)  # leaves the build its turn
        except BaseException as error:  # noqa: BLE001 - a test looks for any
            failures.append(error)

    with LiveEngine(index) as engines:
        threads = [threading.Thread(target=ask, args=(engines, of_thread)) for of_thread in seen]
        for thread in threads:
            thread.start()
        assert until(lambda: all(seen)), "each thread had an answer"
        for number in range(1, 5):
            name = make(index, f"Fruit {number}")
            assert until(lambda name=name: answering(engines) == name)  # type: ignore[misc]
        assert until(lambda: all(of_thread[-1] == "Fruit 4" for of_thread in seen))
        stop.set()
        for thread in threads:
            thread.join()
    assert failures == []
    for of_thread in seen:
        assert of_thread == sorted(of_thread), "never back to an older one"
        assert of_thread[0] == "Fruit 0"


def test_nobody_waits_for_the_first_index_of_a_folder(
    index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    released = threading.Event()
    slow = Engine.open
    begun = threading.Event()

    def opening(folder: Path, name: str) -> Engine:
        begun.set()
        assert released.wait(60)
        return slow(folder, name)

    monkeypatch.setattr(Engine, "open", opening)
    with LiveEngine(index) as engines:
        name = make(index, "Apples")
        assert begun.wait(60)
        with pytest.raises(NoIndexError):
            engines.current()
        released.set()
        assert until(lambda: answering(engines) == name)


def test_a_damaged_generation_is_told_once_and_the_old_one_goes_on(index: Path) -> None:
    make(index, "Apples")
    told: list[AlongsideError] = []
    with LiveEngine(index, told.append) as engines:
        elsewhere = index.parent / "elsewhere" / "index"
        elsewhere.parent.mkdir()
        damaged = make(elsewhere, "Pears")
        shutil.copytree(elsewhere / "generations", index / "generations", dirs_exist_ok=True)
        (index / "generations" / damaged / "encoder" / "probes.npy").unlink()
        (index / "current").write_text(damaged)
        assert until(lambda: bool(told))
        for _ in range(20):
            assert title(engines.current()) == "Apples"
            time.sleep(0.01)
        assert len(told) == 1
        assert isinstance(told[0], DamagedError)
        assert damaged in str(told[0])
        mended = make(index, "Plums")
        assert until(lambda: answering(engines) == mended)
        assert len(told) == 1


def test_damage_while_it_is_open_lets_the_last_good_one_answer(
    index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "FILES_EVERY", 0.0)
    good, bad = make(index, "Apples"), make(index, "Pears")
    told: list[AlongsideError] = []
    with LiveEngine(index, told.append) as engines:
        assert answering(engines) == bad
        assert engines.fault() is None
        path = index / "generations" / bad / "encoder" / "probes.npy"
        whole = path.read_bytes()
        path.unlink()
        assert until(lambda: answering(engines) == good)
        assert title(engines.current()) == "Apples"
        assert isinstance(engines.fault(), DamagedError)
        assert until(lambda: len(told) == 1)
        path.write_bytes(whole)
        assert until(lambda: answering(engines) == bad and engines.fault() is None)


def test_damage_that_opening_does_not_see_is_found_right_after_it(index: Path) -> None:
    good, bad = make(index, "Apples"), make(index, "Pears")
    file = max((index / "generations" / bad).rglob("*.npy"), key=lambda path: path.stat().st_size)
    content = bytearray(file.read_bytes())
    content[-1] ^= 255
    file.write_bytes(content)
    told: list[AlongsideError] = []
    with LiveEngine(index, told.append) as engines:
        assert until(lambda: answering(engines) == good)
        assert bad in str(engines.fault())
        assert until(lambda: len(told) == 1)
        time.sleep(0.1)
        assert answering(engines) == good, "it is not tried again"
        assert len(told) == 1


def test_a_server_that_starts_on_a_damaged_generation_answers_from_the_one_before(
    index: Path,
) -> None:
    good, bad = make(index, "Apples"), make(index, "Pears")
    (index / "generations" / bad / "manifest.json").write_text("{")
    told: list[AlongsideError] = []
    with LiveEngine(index, told.append) as engines:
        assert answering(engines) == good
        assert bad in str(engines.fault())
        assert len(told) == 1


def test_files_that_vanish_while_they_are_looked_at_stop_nothing(index: Path) -> None:
    make(index, "Apples")
    told: list[AlongsideError] = []
    with LiveEngine(index, told.append) as engines:
        vanishing = index / "generations" / "000001-00000000"
        vanishing.mkdir()
        (vanishing / "manifest.json").symlink_to("nowhere")
        (index / "current").write_text(vanishing.name)
        assert until(lambda: bool(told))
        assert title(engines.current()) == "Apples"
        mended = make(index, "Plums")
        assert until(lambda: answering(engines) == mended)


def test_a_machine_out_of_files_is_told_and_the_old_one_goes_on(
    index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> Engine:
        raise OSError(24, "Too many open files")

    make(index, "Apples")
    told: list[AlongsideError] = []
    with LiveEngine(index, told.append) as engines:
        monkeypatch.setattr(Engine, "open", refuse)
        make(index, "Pears")
        assert until(lambda: bool(told))
        assert "Too many open files" in str(told[0])
        assert title(engines.current()) == "Apples"


def test_a_folder_that_vanishes_does_not_stop_what_is_open(index: Path) -> None:
    make(index, "Apples")
    told: list[AlongsideError] = []
    with LiveEngine(index, told.append) as engines:
        (index / "current").rename(index / "gone")
        time.sleep(0.1)
        assert title(engines.current()) == "Apples"
    assert told == []


def test_a_damaged_folder_is_read_again_only_when_a_file_of_it_changes(
    index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = make(index, "Apples")
    path = index / "generations" / name / "encoder" / "probes.npy"
    whole = path.read_bytes()
    path.write_bytes(b"")
    tried: list[Path] = []
    opening = Engine.open
    monkeypatch.setattr(Engine, "open", lambda *of: tried.append(of[0]) or opening(*of))
    with LiveEngine(index) as engines:
        time.sleep(0.1)
        for _ in range(3):
            with pytest.raises(DamagedError, match="truncated or altered"):
                engines.current()
        assert len(tried) == 1
        path.write_bytes(whole)
        assert until(lambda: answering(engines) == name)


def test_what_was_not_entered_says_so(index: Path) -> None:
    with pytest.raises(NoIndexError, match="was not looked at yet"):
        LiveEngine(index).current()
