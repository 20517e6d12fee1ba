"""What a build does where there is an index, or a part of one, already."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from unittest import mock

import numpy as np
import pytest

from indexer import encode
from indexer.build import BuildOptions, Summary, build
from indexer.encode import Vector, journal
from indexer.errors import FormatError, ModelError, SourceError
from indexer.index import store
from indexer.model import Query
from indexer.read import ReadOptions
from indexer.search.engine import Engine
from tests.conftest import ROOT
from tests.fakes import WordEncoder, words_for_model
from tests.indexer.garden import FRUIT, ROOTS, page, titles

Write = Callable[[str, Mapping[str, str]], str]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    return lambda name, sections: page(tmp_path / f"{name}.md", sections)


@pytest.fixture
def index(tmp_path: Path) -> Path:
    return tmp_path / "index"


def files(built: Summary, *names: str) -> dict[str, str]:
    """Return the checksums of a generation's files in some folders."""
    whole = built.generation.folder
    return {
        str(path.relative_to(whole)): hashlib.sha256(path.read_bytes()).hexdigest()
        for name in names
        for path in sorted(filter(Path.is_file, (whole / name).rglob("*")))
    }


def interrupting(after: int) -> Callable[..., Iterator[Vector]]:
    def passages(self: WordEncoder, texts: Sequence[str]) -> Iterator[Vector]:
        for place, text in enumerate(texts):
            if place == after:
                raise KeyboardInterrupt
            self.encoded.append(text)
            yield self.query(text)

    return passages


def test_unchanged_sources_change_nothing(
    write: Write, index: Path, word_encoder: WordEncoder
) -> None:
    source = write("fruit", FRUIT)
    first = build([source], index)
    assert first.changed
    # A window and its two sentences, one sentence, two titles.
    assert first.encoded == len(word_encoder.encoded) == 6
    again = build([source], index)
    assert again == Summary(first.generation, changed=False, encoded=0)
    assert len(word_encoder.encoded) == 6


def test_only_changed_passages_are_encoded_again(
    write: Write, index: Path, word_encoder: WordEncoder
) -> None:
    build([write("fruit", FRUIT), write("roots", ROOTS)], index)
    word_encoder.encoded.clear()
    changed = build(
        [write("fruit", {**FRUIT, "Pears": "They are yellow."}), write("roots", ROOTS)], index
    )
    assert word_encoder.encoded == ["Pears. They are yellow."]
    assert changed.encoded == 1
    word_encoder.encoded.clear()
    moved = build(
        [write("roots", ROOTS), write("fruit", {"Plums": "They are blue.", **FRUIT})], index
    )
    assert word_encoder.encoded == [
        "Plums. They are blue.",
        "Plums",
        "Pears. They are green and soft.",
    ]
    assert (moved.changed, moved.encoded) == (True, 3)


def test_the_vectors_of_an_older_format_are_taken_over(
    write: Write, index: Path, word_encoder: WordEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = write("fruit", FRUIT)
    with monkeypatch.context() as older:
        older.setattr(store, "FORMAT", store.TAKEN_OVER[0])
        build([source], index)
    with pytest.raises(FormatError):
        Engine.open(index)
    word_encoder.encoded.clear()
    again = build([source], index)
    assert (again.changed, again.encoded, word_encoder.encoded) == (True, 0, [])
    assert titles(index) == ["Apples", "Pears"]


BUILDING = """
import sys
from pathlib import Path

from indexer.build import build
from tests.conftest import ROOT
from tests.fakes import words_for_model

source, folder, encoder = sys.argv[1:]
with words_for_model(Path(encoder)):
    built = build([source], Path(folder))
print(built.changed, built.encoded)
"""


@pytest.mark.usefixtures("word_encoder")
def test_another_version_of_the_software_builds_anew_and_encodes_nothing(
    write: Write, index: Path, tmp_path: Path
) -> None:
    source = write("fruit", FRUIT)
    build([source], index)
    code = tmp_path / "code"
    shutil.copytree(ROOT / "indexer", code / "indexer")
    with (code / "indexer" / "text.py").open("a") as file:
        file.write("# another version\n")

    def by_that(encoder: str) -> str:
        command = [sys.executable, "-c", BUILDING, source, str(index), str(tmp_path / encoder)]
        path = {**os.environ, "PYTHONPATH": os.pathsep.join([str(code), str(ROOT)])}
        return subprocess.run(
            command, cwd=tmp_path, env=path, capture_output=True, text=True, check=True
        ).stdout

    assert by_that("second") == "True 0\n"
    assert by_that("third") == "False 0\n", "and what it built is up to date"


@pytest.mark.usefixtures("word_encoder")
def test_vectors_taken_over_are_those_of_a_fresh_build(
    write: Write, index: Path, tmp_path: Path
) -> None:
    build([write("fruit", FRUIT)], index)
    sources = [
        write("roots", ROOTS),
        write("fruit", {**FRUIT, "Apples": "They fall. They are red."}),
    ]
    resumed = build(sources, index)
    fresh = build(sources, tmp_path / "fresh")
    assert resumed.encoded < fresh.encoded
    same = ("passages", "lexicon", "vectors", "postings")
    assert files(resumed, *same) == files(fresh, *same)
    assert resumed.generation.manifest.content == fresh.generation.manifest.content


def test_an_interrupted_build_is_resumed(
    write: Write, index: Path, word_encoder: WordEncoder
) -> None:
    build([write("fruit", FRUIT)], index)
    word_encoder.encoded.clear()
    interrupted = mock.patch.object(WordEncoder, "passages", interrupting(after=2))
    with interrupted, pytest.raises(KeyboardInterrupt):
        build([write("roots", ROOTS)], index)
    assert titles(index) == ["Apples", "Pears"]
    done, word_encoder.encoded[:] = list(word_encoder.encoded), []
    resumed = build([write("roots", ROOTS)], index)
    assert len(done) == 2
    # A window, three sentences and two titles.
    assert resumed.encoded == len(word_encoder.encoded) == 6 - 2
    assert not {*done} & {*word_encoder.encoded}
    assert titles(index) == ["Carrots", "Beetroots"]
    assert not (index / "journal").exists()
    assert [path.name for path in (index / "generations").glob("draft*")] == []


def test_a_source_that_cannot_be_read_leaves_the_index_as_it_was(
    write: Write, index: Path, tmp_path: Path, word_encoder: WordEncoder
) -> None:
    source = write("fruit", FRUIT)
    before = build([source], index).generation
    word_encoder.encoded.clear()
    binary = tmp_path / "image.png"
    binary.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    for sources in (["missing.html"], [source, "missing.html"], [source, str(binary)]):
        with pytest.raises(SourceError):
            build(sources, index)
    assert store.open_current(index) == before
    assert word_encoder.encoded == []


def test_an_unknown_model_leaves_the_index_as_it_was(
    write: Write, index: Path, tmp_path: Path
) -> None:
    with words_for_model(tmp_path / "encoder"):
        before = build([write("fruit", FRUIT)], index).generation
    with pytest.raises(ModelError, match="there is no folder '/nowhere'"):
        build([write("roots", ROOTS)], index, BuildOptions(model="/nowhere"))
    assert store.open_current(index) == before


def test_a_damaged_index_is_built_anew(
    write: Write, index: Path, word_encoder: WordEncoder
) -> None:
    source = write("fruit", FRUIT)
    broken = build([source], index).generation.folder
    (broken / "vectors" / "vectors.npy").write_bytes(b"")
    built = build([source], index)
    assert (built.changed, built.encoded) == (True, 6)
    assert titles(index) == ["Apples", "Pears"]
    assert len(word_encoder.encoded) == 12


def test_on_a_machine_with_other_arithmetic_building_again_is_the_way_out(
    write: Write, index: Path, tmp_path: Path
) -> None:
    source = write("fruit", FRUIT)
    with words_for_model(tmp_path / "there"):
        build([source], index)
    here = WordEncoder()
    kept = here.query
    here.query = lambda text: np.roll(kept(text), 1)  # type: ignore[method-assign]
    with words_for_model(tmp_path / "here", here):
        built = build([source], index)
        assert (built.changed, built.encoded) == (True, 6)
        assert Engine.open(index).search(Query("apples")).hits[0].passage.title == "Apples"


@pytest.mark.usefixtures("word_encoder")
def test_a_source_of_other_bytes_and_the_same_text_is_told_apart(write: Write, index: Path) -> None:
    source = Path(write("fruit", FRUIT))
    build([str(source)], index)
    source.write_text(source.read_text() + "\n")
    built = build([str(source)], index)
    assert (built.changed, built.encoded) == (True, 0)
    digest = hashlib.sha256(source.read_bytes()).hexdigest()
    assert [entry.digest for entry in built.generation.manifest.sources] == [digest]


@pytest.mark.usefixtures("word_encoder")
def test_a_new_public_address_is_a_change_that_encodes_nothing(write: Write, index: Path) -> None:
    source = write("fruit", FRUIT)
    build([source], index)
    reading = ReadOptions(url="https://example.org/fruit")
    built = build([source], index, BuildOptions(reading=reading))
    assert (built.changed, built.encoded) == (True, 0)
    assert all(p.url and p.url.startswith(reading.url or "") for p in Engine.open(index).passages)


def test_keys_of_vectors_are_those_of_their_texts(
    write: Write, index: Path, word_encoder: WordEncoder
) -> None:
    built = build([write("fruit", FRUIT)], index)
    folder = built.generation.folder / "vectors"
    keys = [row.tobytes() for row in np.load(folder / "keys.npy")]
    identity = word_encoder.card.identity
    assert sorted(keys) == sorted(journal.key(identity, text)[:8] for text in word_encoder.encoded)
    probes = np.load(built.generation.folder / "encoder" / "probes.npy")
    encode.check_probes(word_encoder, probes)
