"""A model that is ONNX already: what its folder says of it, and its graph up to a vector a text.

The folder is laid out as sentence-transformers does: `model.onnx` (or `onnx/model.onnx`) and
`tokenizer.json`; `modules.json` with the pooling's own `config.json` (`1_Pooling` where there is no
such list), `sentence_bert_config.json` (length) and `config_sentence_transformers.json` (prompts).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from indexer.errors import ModelError

_PLACES = ("model.onnx", "onnx/model.onnx")
_WEIGHTS = ("model.safetensors", "pytorch_model.bin")
_POOLINGS = {"cls": "cls", "mean": "mean", "cls_token": "cls", "mean_tokens": "mean"}
_KNOWN_PARTS = {"Transformer", "Pooling", "Normalize"}
_USUAL_TOKENS = 512
_MATRIX = 2  # dimensions of an output with one vector a text
_AXES_ARE_INPUTS = 18  # from this version of ONNX on


@dataclass(frozen=True, slots=True)
class Prompts:
    """What is put before a query and before a passage."""

    query: str = ""
    passage: str = ""


def graph_of(folder: Path) -> Path | None:
    """Return a folder's ONNX model where it has no weights that are to be exported."""
    if any((folder / name).is_file() for name in _WEIGHTS):
        return None
    return next((folder / name for name in _PLACES if (folder / name).is_file()), None)


def prompts_of(folder: Path) -> Prompts:
    """Return what the model's own file asks to put before texts."""
    said = _read(folder / "config_sentence_transformers.json").get("prompts") or {}
    return Prompts(said.get("query") or "", said.get("document") or said.get("passage") or "")


def longest(folder: Path) -> int:
    """Return how many tokens the model reads."""
    limits = (
        _read(folder / "sentence_bert_config.json").get("max_seq_length"),
        (_read(folder / "tokenizer.json").get("truncation") or {}).get("max_length"),
        _read(folder / "config.json").get("max_position_embeddings"),
    )
    return int(next((limit for limit in limits if limit), _USUAL_TOKENS))


def write(source: Path, target: Path) -> int:
    """Write the folder's model with one output, `(texts, d)`; return `d`.

    Raises
    ------
    ModelError
        Where its files do not say how tokens become a text's vector, or ask for more than that.
    """
    import onnx
    from onnx import helper

    found = graph_of(source)
    model = onnx.load(str(found))
    graph = model.graph
    sizes = {one.name: one.type.tensor_type.shape.dim for one in graph.output}
    pooled = next((name for name, size in sizes.items() if len(size) == _MATRIX), None)
    name = pooled or graph.output[0].name
    width = int(sizes[name][-1].dim_value)
    kept = pooled or "pooled"
    if pooled is None:
        version = max(one.version for one in model.opset_import if one.domain in {"", "ai.onnx"})
        graph.node.extend(_pool(pooling_of(source), name, kept, version))
        if version >= _AXES_ARE_INPUTS:
            graph.initializer.append(helper.make_tensor("pooled/axes", _int64(), [1], [1]))
        graph.initializer.append(helper.make_tensor("pooled/first", _int64(), [], [0]))
    del graph.output[:]
    shape = ["texts", width or None]
    graph.output.append(helper.make_tensor_value_info(kept, onnx.TensorProto.FLOAT, shape))
    onnx.save(model, str(target))
    return width


def pooling_of(folder: Path) -> str:
    """Return how tokens become one vector, `cls` (the first one's) or `mean`."""
    parts = {
        str(part.get("type", "")).rsplit(".", 1)[-1]: str(part.get("path", ""))
        for part in _read_list(folder / "modules.json")
    }
    if more := sorted(set(parts) - _KNOWN_PARTS):
        message = f"{folder} asks for {', '.join(more)}, which an ONNX model cannot be given"
        raise ModelError(message)
    said = _read(folder / parts.get("Pooling", "1_Pooling") / "config.json")
    modes = [key.removeprefix("pooling_mode_") for key, on in said.items() if on is True]
    modes.append(str(said.get("pooling_mode", "")))
    known = [_POOLINGS[mode] for mode in modes if mode in _POOLINGS]
    if len(known) != 1:
        message = (
            f"{folder} does not say how tokens become one vector; put what the model's page says, "
            '{"pooling_mode": "cls"} or {"pooling_mode": "mean"}, into its 1_Pooling/config.json'
        )
        raise ModelError(message)
    return known[0]


def _pool(how: str, tokens: str, pooled: str, version: int) -> list[Any]:
    """Return the nodes that make one vector of a text's tokens; nothing is ever padded."""
    from onnx import helper

    if how == "cls":
        return [helper.make_node("Gather", [tokens, "pooled/first"], [pooled], "pool", axis=1)]
    mean = helper.make_node("ReduceMean", [tokens], [pooled], "pool", keepdims=0)
    if version >= _AXES_ARE_INPUTS:
        mean.input.append("pooled/axes")
    else:
        mean.attribute.append(helper.make_attribute("axes", [1]))
    return [mean]


def _read(path: Path) -> dict[str, Any]:
    found = _read_json(path)
    return found if isinstance(found, dict) else {}


def _read_list(path: Path) -> list[dict[str, Any]]:
    found = _read_json(path)
    return found if isinstance(found, list) else []


def _read_json(path: Path) -> object:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        message = f"{path} cannot be read ({error}); get the model again"
        raise ModelError(message) from error


def _int64() -> int:
    from onnx import TensorProto

    return int(TensorProto.INT64)
