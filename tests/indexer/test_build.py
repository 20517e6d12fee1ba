from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from indexer import parallel
from indexer.build import BuildOptions, build
from indexer.errors import EmptySourceError, IndexFolderError
from indexer.model import Query
from indexer.search.engine import Engine
from tests.conftest import CORPUS
from tests.fakes import WordEncoder
from tests.indexer.garden import FRUIT, ROOTS, page, titles

Write = Callable[[str, Mapping[str, str]], str]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    return lambda name, sections: page(tmp_path / f"{name}.md", sections)


@pytest.fixture
def index(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.mark.usefixtures("word_encoder")
def test_the_index_holds_exactly_the_sources_given(write: Write, index: Path) -> None:
    fruit, roots = write("fruit", FRUIT), write("roots", ROOTS)
    built = build([roots, fruit], index)
    assert titles(index) == ["Carrots", "Beetroots", "Apples", "Pears"]
    assert [entry.source for entry in built.generation.manifest.sources] == ["roots.md", "fruit.md"]
    assert [entry.passages for entry in built.generation.manifest.sources] == [2, 2]
    digest = hashlib.sha256(Path(roots).read_bytes()).hexdigest()
    assert built.generation.manifest.sources[0].digest == digest
    build([fruit], index)
    assert titles(index) == ["Apples", "Pears"]
    assert Engine.open(index).search(Query("carrots", mode="keyword")).total == 0


@pytest.mark.usefixtures("word_encoder")
def test_rows_of_all_structures_agree(write: Write, index: Path) -> None:
    build([write("fruit", FRUIT), write("roots", ROOTS)], index)
    engine = Engine.open(index)
    for row, passage in enumerate(engine.passages):
        for query in (f'"{passage.title}"', f"title:{passage.title}"):
            [hit] = engine.search(Query(query, mode="keyword")).hits
            assert (hit.row, hit.passage) == (row, passage)
        best = engine.search(Query(f"{passage.title} {passage.text}", mode="semantic")).hits[0]
        assert best.row == row


@pytest.mark.usefixtures("word_encoder")
def test_a_passage_stands_between_those_of_its_own_page(write: Write, index: Path) -> None:
    build([write("fruit", FRUIT), write("roots", ROOTS)], index)
    engine = Engine.open(index)
    apples, pears, carrots, beetroots = engine.passages
    assert engine.beside(apples.id) == (None, pears)
    assert engine.beside(pears.id) == (apples, None)
    assert engine.beside(carrots.id) == (None, beetroots)
    assert engine.beside("no-such-id") == (None, None)
    assert (engine.rows("roots.md"), list(engine.rows("elsewhere.md"))) == (range(2, 4), [])


@pytest.mark.usefixtures("word_encoder")
def test_an_id_outlives_the_insertion_of_a_section(write: Write, index: Path) -> None:
    build([write("fruit", FRUIT)], index)
    before = {passage.title: passage.id for passage in Engine.open(index).passages}
    build([write("fruit", {"Plums": "They are blue.", **FRUIT})], index)
    after = {passage.title: passage.id for passage in Engine.open(index).passages}
    assert after == {**before, "Plums": after["Plums"]}


@pytest.mark.usefixtures("word_encoder")
def test_twins_on_several_pages_have_ids_of_their_own(tmp_path: Path, index: Path) -> None:
    for name in ("a", "b", "c"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "page.md").write_text("# Fruit\n\n## Apples\n\nThey are red.\n")
    build([str(tmp_path / name) for name in ("a", "b", "c")], index)
    engine = Engine.open(index)
    ids = [passage.id for passage in engine.passages]
    assert ids == [ids[0], f"{ids[0]}-2", f"{ids[0]}-3"]
    assert [engine.passage(one) for one in ids] == list(engine.passages)


@pytest.mark.usefixtures("word_encoder")
def test_a_source_without_a_passage_is_named(tmp_path: Path, index: Path) -> None:
    (tmp_path / "empty.html").write_text("<html><body><nav>Home</nav></body></html>")
    with pytest.raises(EmptySourceError, match=r"empty\.html"):
        build([str(tmp_path / "empty.html")], index)
    assert not (index / "current").exists()


@pytest.mark.usefixtures("word_encoder")
def test_a_long_passage_is_found_by_its_last_words(
    write: Write, index: Path, tmp_path: Path
) -> None:
    text = " ".join(f"Sentence {n} tells of thing{n}." for n in range(40))
    built = build([write("long", {"Long": text, **FRUIT})], index)
    alone = build([write("fruit", FRUIT)], tmp_path / "alone")
    vectors = built.generation.manifest.units - alone.generation.manifest.units
    assert vectors > 40 + 3, "one a sentence, and more windows than one, of 32 tokens each"
    [hit] = Engine.open(index).search(Query("thing39", mode="semantic", limit=1)).hits
    assert hit.passage.title == "Long"
    assert "thing39" in hit.snippet.text


class Listener:
    def __init__(self) -> None:
        self.said: list[str] = []
        self.tracked: list[tuple[str, int]] = []

    def say(self, message: str) -> None:
        self.said.append(message)

    def track(self, items: Iterable[bytes], what: str, total: int) -> Iterable[bytes]:
        self.tracked.append((what, total))
        return items


@pytest.mark.usefixtures("word_encoder")
def test_judged_queries_beside_the_pages_are_passed_over_without_a_word(
    write: Write, index: Path, tmp_path: Path
) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    write("pages/fruit", FRUIT)
    for name, query in (("judgements", '"red fruit"'), ("facts", '"sweet fruit"'), ("wrong", "1")):
        (pages / f"{name}.jsonl").write_text(f'{{"query": {query}}}', encoding="utf-8")
    listener = Listener()
    build([str(pages)], index, None, listener)
    left_out = [said.split(":")[0] for said in listener.said if said.startswith("left out ")]
    assert left_out == ["left out wrong.jsonl"]
    assert Engine.open(index).questions == ("red fruit",)


def test_progress_is_told(write: Write, index: Path, word_encoder: WordEncoder) -> None:
    listener = Listener()
    build([write("fruit", FRUIT)], index, None, listener)
    assert "fruit.md: 2 passages" in listener.said
    assert ("encoding", 6) in listener.tracked
    assert len(word_encoder.encoded) == 6
    said = list(listener.said)
    assert not build([write("fruit", FRUIT)], index, None, listener).changed
    assert listener.said[len(said) :] == ["fruit.md: 2 passages"], "no name is looked for again"


@pytest.mark.usefixtures("word_encoder")
def test_the_same_build_twice_gives_the_same_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = build([str(CORPUS)], tmp_path / "a").generation
    monkeypatch.setattr(parallel, "workers", lambda _: 3)  # processes, where one is enough
    second = build([str(CORPUS)], tmp_path / "b").generation
    assert second.manifest == replace(first.manifest, built_at=second.manifest.built_at)
    # Whoosh writes the time into its own folder, the manifest into itself.
    own = ("keywords", "manifest.json")
    files = [path.relative_to(first.folder) for path in first.folder.rglob("*") if path.is_file()]
    compared = [path for path in files if path.parts[0] not in own]
    assert len(compared) > 20
    for path in compared:
        assert (first.folder / path).read_bytes() == (second.folder / path).read_bytes()


@pytest.mark.usefixtures("word_encoder")
def test_an_index_within_its_own_source_is_refused(write: Write, tmp_path: Path) -> None:
    write("fruit", FRUIT)
    for inside in (tmp_path, tmp_path / "index", tmp_path / "a" / "b"):
        with pytest.raises(IndexFolderError, match=f"{inside} lies within the source {tmp_path}"):
            build([str(tmp_path)], inside)
    assert not (tmp_path / "index").exists()
    hidden = tmp_path / ".alongside"
    assert build([str(tmp_path)], hidden).changed
    assert not build([str(tmp_path)], hidden).changed, "what is hidden is not read"


NAMED = {"Boat": "We work with Anytown Museum. It is funded by Zzyx Trust.", "Ship": "In Kenya."}


@pytest.mark.usefixtures("word_encoder")
def test_the_index_knows_whom_and_where_its_passages_name(write: Write, index: Path) -> None:
    build([write("boats", NAMED)], index)
    boat, ship = Engine.open(index).passages
    assert [(m.name, m.role) for m in boat.mentions] == [
        ("Anytown Museum", "partner"),
        ("Zzyx Trust", "funder"),
    ]
    assert [m.name for m in ship.mentions] == ["Kenya"]


@pytest.mark.usefixtures("word_encoder")
def test_corrections_beside_the_sources_are_no_source_and_win(tmp_path: Path) -> None:
    folder, index = tmp_path / "pages", tmp_path / "index"
    folder.mkdir()
    page(folder / "boats.md", NAMED)
    assert build([str(folder)], index).changed
    (folder / "mentions.toml").write_text('ignore = ["Zzyx Trust"]')
    corrected = build([str(folder)], index)
    assert [entry.source for entry in corrected.generation.manifest.sources] == ["boats.md"]
    assert [m.name for m in Engine.open(index).passages[0].mentions] == ["Anytown Museum"]
    other = tmp_path / "other.toml"
    other.write_text('ignore = ["Anytown Museum"]')
    given = build([str(folder)], index, BuildOptions(mentions=other))
    assert given.changed
    assert [m.name for m in Engine.open(index).passages[0].mentions] == ["Zzyx Trust"]
