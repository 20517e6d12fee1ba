from __future__ import annotations

import os
import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from indexer.build import BuildOptions
from indexer.errors import FetchError
from indexer.index import generations, store
from indexer.read.fetch import FetchAnswer
from indexer.search.engine import Engine
from indexer.watch import Watcher
from tests.indexer.commands import invoke

pytestmark = pytest.mark.usefixtures("word_encoder")


class Site:
    """Pages in a folder, changed as people change them."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.changes = folder, 0
        folder.mkdir()
        self.pages = {
            f"{name}.md": [self.thing(f"{name} {n}") for n in range(6)]
            for name in ("apples", "pears", "plums")
        }
        self.write()

    def thing(self, title: str) -> tuple[str, str]:
        return title.title(), f"All about {title}. They are sweet and keep for weeks."

    def write(self) -> None:
        """Write all pages, each at a time of its own, however fast a test is."""
        self.changes += 1
        for old in self.folder.glob("*.md"):
            old.unlink()
        for name, things in self.pages.items():
            text = f"# {name}\n\n" + "".join(f"## {t}\n\n{body}\n\n" for t, body in things)
            path = self.folder / name
            path.write_text(text)
            os.utime(path, (self.changes, self.changes))


def ids(index: Path) -> dict[tuple[str, str], str]:
    """The id of each passage, by its title and text."""
    passages = Engine.open(index).passages
    return {(one.title, one.text): one.id for one in passages if not one.introduction}


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path / "site")


@pytest.fixture
def index(tmp_path: Path) -> Path:
    return tmp_path / "index"


def test_a_week_of_edits_never_renames_what_was_not_touched(site: Site, index: Path) -> None:
    watcher = Watcher([str(site.folder)], index, BuildOptions())
    assert watcher.look().built
    edits = random.Random(7)  # noqa: S311 - the same week each time
    for day in range(8 if "ALONGSIDE_EXAMPLES" not in os.environ else 4):
        before = ids(index)
        name = edits.choice(sorted(site.pages))
        things = site.pages[name]
        match day % 4:
            case 0:
                things.insert(edits.randrange(len(things) + 1), site.thing(f"new {day}"))
            case 1:
                things.pop(edits.randrange(len(things)))
            case 2:
                edits.shuffle(things)
            case _:
                _, body = things[0]
                things[0] = (f"Renamed {day}", body)
        site.write()
        seen = watcher.look()
        assert seen.built
        assert seen.faults == ()
        after = ids(index)
        shared = before.keys() & after.keys()
        assert len(shared) >= len(before) - 2
        assert {key: after[key] for key in shared} == {key: before[key] for key in shared}
        assert not watcher.look().built, "nothing is built where nothing changed"


def test_a_broken_and_a_vanished_page_change_nothing_until_they_are_accepted(
    site: Site, index: Path
) -> None:
    watcher = Watcher([str(site.folder)], index, BuildOptions())
    watcher.look()
    whole, name = ids(index), store.current_name(index)
    kept = site.pages.pop("plums.md")
    site.write()
    vanished = watcher.look().built
    assert vanished
    assert vanished.refused
    assert [one.source for one in vanished.refused.losses] == ["plums.md"]
    site.pages["plums.md"] = kept[:1]
    site.write()
    broken = watcher.look().built
    assert broken
    assert broken.refused
    assert (ids(index), store.current_name(index)) == (whole, name)
    site.pages["plums.md"] = kept
    site.write()
    assert watcher.look().built
    assert generations.read(index).refused is None
    assert ids(index) == whole


def test_a_source_that_is_not_there_changes_nothing(site: Site, index: Path) -> None:
    watcher = Watcher([str(site.folder)], index, BuildOptions())
    watcher.look()
    name = store.current_name(index)
    away = site.folder.rename(site.folder.with_name("away"))
    assert "is not there" in " ".join(watcher.look().faults) or watcher.look().faults
    assert store.current_name(index) == name
    away.rename(site.folder)
    assert watcher.look().faults == ()
    assert store.current_name(index) == name


def test_two_builds_at_once_disturb_each_other_not(site: Site, index: Path) -> None:
    watcher = Watcher([str(site.folder)], index, BuildOptions())
    with store.building(index):
        assert "another build holds" in watcher.look().faults[0]
    assert watcher.look().built


@contextmanager
def fetching(answers: dict[str, FetchAnswer | None]) -> Iterator[list[FetchAnswer | None]]:
    """Answer addresses in place of the network; give what was known at each call."""
    known: list[FetchAnswer | None] = []

    def fetch(
        address: str, *, allow_private: bool, known: FetchAnswer | None, **_: object
    ) -> FetchAnswer:
        assert not allow_private
        seen.append(known)
        answer = answers[address]
        if answer is None:
            raise FetchError(f"{address} answers with status 404; check the address")
        return known if known == answer else answer  # type: ignore[return-value]

    seen = known
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("indexer.read.sites.walk.fetch_page", fetch)
        yield known


def test_an_address_is_asked_whether_it_changed_and_its_last_page_is_kept(index: Path) -> None:
    address = "https://example.org/fruit"

    def page(*titles: str) -> FetchAnswer:
        text = "# Fruit\n\n" + "".join(f"## {one}\n\nAll about {one}.\n\n" for one in titles)
        return FetchAnswer(address, text.encode(), "text/markdown", None, tag=f'"{len(titles)}"')

    answers: dict[str, FetchAnswer | None] = {address: page("Apples", "Pears")}
    watcher = Watcher([address], index, BuildOptions())
    with fetching(answers) as known:
        assert watcher.look().built
        assert not watcher.look().built
        assert known == [None, answers[address]]
        answers[address] = None
        seen = watcher.look()
        assert seen.faults == (f"{address} answers with status 404; check the address",)
        assert not seen.built
        answers[address] = page("Apples", "Pears", "Plums")
        assert watcher.look().built
    assert {title for title, _ in ids(index)} == {"Apples", "Pears", "Plums"}


def test_the_command_looks_once_and_says_what_it_did(site: Site, index: Path) -> None:
    done = invoke("watch", site.folder, "--to", index, "--once")
    name = store.current_name(index)
    assert f"{name} answers: " in done.output
    gone = invoke("watch", site.folder / "gone", "--to", index, "--once")
    assert gone.exit_code == 1
    assert "nothing changes: " in gone.output
    wrong = invoke("watch", site.folder, "--to", index, "--every", "soon")
    assert "'soon': give a number with s, m, h or d" in wrong.stderr
